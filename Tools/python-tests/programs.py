"""The programs under test: those that FERNERY and FERNERY_PROBE name, else those of the release build."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _program(variable: str, product: str) -> pathlib.Path:
    path = pathlib.Path(os.environ.get(variable, ROOT / ".build/release" / product)).resolve()
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist: swift build -c release --product {product}, or set {variable}")
    return path


FERNERY = _program("FERNERY", "fernery")
PROBE = _program("FERNERY_PROBE", "ipmix-probe")
