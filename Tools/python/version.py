"""The package's version: the one that the Swift sources state."""

import pathlib
import re

_HERE = pathlib.Path(__file__).resolve().parent


def swift_package() -> pathlib.Path:
    """The folder of Package.swift: the repository's, or the copy that a source distribution carries."""
    for folder in (_HERE / "swift", _HERE.parent.parent):
        if (folder / "Package.swift").is_file():
            return folder
    raise RuntimeError(
        "Fernery's Swift sources are missing: build from the repository or from a complete source distribution"
    )


def _version() -> str:
    text = (swift_package() / "Sources/FractalCore/FerneryVersion.swift").read_text(encoding="utf-8")
    match = re.search(r'text = "([^"]+)"', text)
    if match is None:
        raise RuntimeError("FerneryVersion.swift states no version")
    return match.group(1)


__version__ = _version()
