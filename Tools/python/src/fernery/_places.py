"""Where the recipes, the library and the program lie: in the package, or in the checkout that it is run from."""

from __future__ import annotations

import pathlib
import re
import sys
from importlib import metadata

PACKAGE = pathlib.Path(__file__).resolve().parent
NATIVE_FOLDER = PACKAGE / "native"
LIBRARY_NAME = "libfernery.dylib" if sys.platform == "darwin" else "libfernery.so"


def checkout() -> pathlib.Path | None:
    """The folder of Package.swift whose Tools/python/src this package is, if it is run from a checkout."""
    if PACKAGE.parent.name != "src":
        return None
    python = PACKAGE.parents[1]
    for folder in (python / "swift", python.parents[1]):
        if (folder / "Package.swift").is_file():
            return folder
    return None


def recipe_folder() -> pathlib.Path:
    own, repository = PACKAGE / "recipes", checkout()
    return own if own.is_dir() or repository is None else repository / "Presets/mixing"


def library() -> pathlib.Path:
    """The library that the package carries; in a checkout the one that an editable installation built."""
    own, repository = NATIVE_FOLDER / LIBRARY_NAME, checkout()
    if own.is_file() or repository is None:
        return own
    return repository / ".build-python/release" / LIBRARY_NAME.replace("fernery", "FerneryC")


def program() -> pathlib.Path:
    """The program, likewise."""
    own, repository = NATIVE_FOLDER / "fernery", checkout()
    return own if own.is_file() or repository is None else repository / ".build-python/release/fernery"


def version() -> str:
    """The version of this package: what the sources of a checkout state, or the installation."""
    repository = checkout()
    if repository is None:
        return metadata.version("fernery")
    source = repository / "Sources/FractalCore/FerneryVersion.swift"
    match = re.search(r'text = "([^"]+)"', source.read_text(encoding="utf-8"))
    return match.group(1) if match else "0"
