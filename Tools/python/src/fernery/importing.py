"""Making a store of any pictures, decoded by Pillow and imported by the program."""

from __future__ import annotations

import os
import pathlib
import tempfile
import warnings
from typing import TYPE_CHECKING

import numpy as np

from . import _arguments
from ._program import run
from .errors import FerneryError, InvalidDataError, MissingError, StorageError, UsageError
from .store import Store

if TYPE_CHECKING:
    from PIL.Image import Image

_PNG = b"\x89PNG\r\n\x1a\n"


def import_folder(
    folder: str | os.PathLike[str],
    store: str | os.PathLike[str],
    *,
    licence: str,
    size: int | tuple[int, int] = 256,
    progress: bool = True,
) -> Store:
    """Makes a mixing set of any pictures that Pillow reads (JPEG, PNG, WebP and more), and opens it.

    Pictures that are no PNG are decoded by Pillow, turned as their EXIF says, and handed on as PNG without loss; 16
    bits become 8, alpha is dropped. Sizes are unified by the rules of ``fernery store import``. Files that are left
    out, such as texts, damaged pictures, and those of floating-point or 32-bit values whose range nobody knows, are
    told by a warning.

    Args:
        folder: searched with all its sub-folders; hidden files are left out.
        store: the folder to make.
        licence: under which the pictures may be used, an SPDX identifier.
        size: the side of the square pictures, or (height, width).
    """
    root, target = pathlib.Path(_arguments.path(folder, "folder")), _arguments.path(store, "store")
    licence = _arguments.text(licence, "licence").decode()
    height, width = _arguments.sides(size, "size")
    if not root.is_dir():
        raise MissingError(f"there is no folder {root}")
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    if not files:
        raise UsageError(f"the folder {root} holds no file")
    with tempfile.TemporaryDirectory(prefix="fernery-") as staging:
        refused = _stage(files, root, pathlib.Path(staging))
        if len(refused) == len(files):
            raise MissingError(f"none of {len(files)} files can be imported; the first: {refused[0]}")
        arguments = ["store", "import", staging, "--out", target]
        try:
            lines = run([*arguments, "--licence", licence, "--size", f"{height}x{width}"], show=progress)
        except FerneryError as error:
            error.args = (str(error).replace(staging, str(root)),)
            raise
        left_out = [line.removeprefix("left out: ") for line in lines if line.startswith("left out: ")]
        refused += [reason.replace(staging, str(root)) for reason in left_out]
    if refused:
        first = "; ".join(refused[:3]) + ("; ..." if len(refused) > 3 else "")
        warnings.warn(f"{len(refused)} of {len(files)} files were left out: {first}", stacklevel=2)
    return Store(target)


def _stage(files: list[pathlib.Path], root: pathlib.Path, staging: pathlib.Path) -> list[str]:
    """Puts PNG under the names of all files, and gives what is wrong with those that are left out."""
    refused = []
    for path in files:
        target = staging / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            picture = _decoded(path)
        except InvalidDataError as error:
            refused.append(str(error))
            continue
        if picture is None:
            os.symlink(path.resolve(), target)
            continue
        try:
            picture.save(target, "PNG", compress_level=1)
        except OSError as cause:
            raise StorageError(
                f"the decoded pictures cannot be written to {staging.parent}: {cause.strerror or cause}; TMPDIR names "
                "another folder"
            ) from cause
    return refused


def _decoded(path: pathlib.Path) -> Image | None:
    """A picture as RGB of 8 bits; None where the file is a PNG, whatever its name: the program reads those itself."""
    import PIL.Image
    from PIL import ImageOps, UnidentifiedImageError

    try:
        with open(path, "rb") as file:
            if file.read(len(_PNG)) == _PNG:
                return None
        with PIL.Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened)
            if picture.mode.startswith("I;16"):
                values = np.asarray(picture.convert("I")).astype(np.int64)
                picture = PIL.Image.fromarray(((values * 255 + 32767) // 65535).astype(np.uint8))
            elif picture.mode in ("I", "F"):
                raise InvalidDataError(
                    f"{path} has the mode {picture.mode}, whose range is unknown: convert it to 8 bits"
                )
            return picture.convert("RGB")
    except UnidentifiedImageError:
        raise InvalidDataError(f"{path} is no picture that Pillow reads") from None
    except InvalidDataError:
        raise
    except (OSError, SyntaxError, ValueError, PIL.Image.DecompressionBombError) as cause:
        raise InvalidDataError(f"{path} cannot be decoded: {getattr(cause, 'strerror', None) or cause}") from cause
