"""The programs under test: those that FERNERY and FERNERY_PROBE name, else those of the release build."""

import atexit
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _program(variable: str, product: str) -> pathlib.Path:
    path = pathlib.Path(os.environ.get(variable, ROOT / ".build/release" / product)).resolve()
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist: swift build -c release --product {product}, or set {variable}")
    return path


FERNERY = _program("FERNERY", "fernery")
PROBE = _program("FERNERY_PROBE", "ipmix-probe")


@functools.cache
def fault_shim() -> pathlib.Path:
    """Tests/FaultShim as a library for LD_PRELOAD; the test is skipped where there is no compiler for it."""
    compiler = shutil.which("clang") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    path = pathlib.Path(folder, "faults.so")
    source = ROOT / "Tests/FaultShim/faults.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", path, source, "-ldl"], check=True)
    return path
