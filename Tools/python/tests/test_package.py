"""The package itself: what it carries, how it is found, what it is without torch."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import typing

import fernery
import pytest
from fernery import _native, _places

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]

#: Begins a Python that takes torch for not installed.
WITHOUT_TORCH = "import sys\nsys.modules['torch'] = None\n"


def ran(code, **environment):
    """What a new Python prints."""
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


def test_without_torch_everything_else_works():
    code = (
        WITHOUT_TORCH
        + """
from fernery import *
import fernery
print(IPMix.__name__, hasattr(fernery, "Loader"), "Loader" in dir(fernery))
try:
    fernery.IPMixDataset
except AttributeError as error:
    print(error)
"""
    )
    assert " ".join(ran(code)) == "IPMix False False fernery.IPMixDataset needs PyTorch: pip install torch"


def test_with_torch_everything_is_listed():
    pytest.importorskip("torch")
    assert {"IPMixDataset", "Loader"} <= set(dir(fernery)) & set(fernery.__all__)
    assert all(hasattr(fernery, name) for name in fernery.__all__)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="unions are written with | since Python 3.10")
def test_annotations_can_be_read():
    functions = [fernery.jsd_loss, fernery.generate, fernery.import_folder, fernery.load_recipe]
    for kind in (fernery.IPMix, fernery.Store):
        functions += [value for name, value in vars(kind).items() if callable(value) and not name.startswith("_")]
    for function in functions:
        assert typing.get_type_hints(function)


def test_a_checkout_finds_its_recipes_and_what_it_built():
    """As editable installations do, whose package is the folder Tools/python/src."""
    code = """
import fernery
from fernery import _places
print(*fernery.recipe_names(), _places.library(), _places.program(), fernery.__version__)
"""
    *names, library, program, version = ran(code, PYTHONPATH=str(HERE.parent / "src"))
    assert names == sorted(path.stem for path in (REPOSITORY / "Presets/mixing").glob("*.yaml"))
    name = _places.LIBRARY_NAME.replace("fernery", "FerneryC")
    assert library == str(REPOSITORY / ".build-python/release" / name)
    assert program == str(REPOSITORY / ".build-python/release/fernery")
    assert f'text = "{version}"' in (REPOSITORY / "Sources/FractalCore/FerneryVersion.swift").read_text()


def other_library(folder, abi, version):
    """A library that tells a version and can do nothing else."""
    source = folder / "other.c"
    source.write_text(
        f'unsigned fernery_abi(void) {{ return {abi}; }}\nconst char *fernery_version(void) {{ return "{version}"; }}\n'
    )
    command = [os.environ.get("CC", "cc"), "-shared", "-fPIC", source, "-o", folder / "other.so"]
    subprocess.run(command, check=True)
    return folder / "other.so"


@pytest.fixture
def fresh(monkeypatch):
    """The library is loaded anew."""
    _native.library.cache_clear()
    yield
    monkeypatch.undo()
    _native.library.cache_clear()
    _native.library()


@pytest.mark.parametrize(
    ("abi", "version", "text"),
    [
        (_native.ABI + 1, None, f"has version {_native.ABI + 1} of the interface, and this package needs "),
        (_native.ABI, "9.9.9", "is of the version 9.9.9, and this package of "),
    ],
)
def test_a_library_of_another_version_is_refused(tmp_path, monkeypatch, fresh, abi, version, text):
    library = other_library(tmp_path, abi, version or fernery.__version__)
    monkeypatch.setenv("FERNERY_LIBRARY", str(library))
    with pytest.raises(fernery.LibraryError, match=text):
        _native.library()


def test_a_relative_library_is_that_of_the_working_folder(tmp_path, monkeypatch, fresh):
    (tmp_path / "here.so").symlink_to(pathlib.Path(os.environ.get("FERNERY_LIBRARY") or _places.library()).absolute())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FERNERY_LIBRARY", "here.so")
    assert _native.library().fernery_abi() == _native.ABI


def test_the_licence_is_that_of_the_repository():
    assert (HERE.parent / "LICENSE").read_bytes() == (REPOSITORY / "LICENSE").read_bytes()
    assert 'license-files = ["LICENSE"]' in (HERE.parent / "pyproject.toml").read_text()
