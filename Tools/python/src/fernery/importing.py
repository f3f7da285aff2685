"""Making a store of any pictures, decoded by Pillow and imported by the program."""

from __future__ import annotations

import errno
import os
import pathlib
import stat
import tempfile
import warnings
from typing import TYPE_CHECKING

import numpy as np

from . import _arguments
from ._program import argument, run
from .errors import AccessError, FerneryError, InvalidDataError, MissingError, StorageError, UsageError
from .store import Store

if TYPE_CHECKING:
    from PIL.Image import Image

_PNG = b"\x89PNG\r\n\x1a\n"


def import_folder(
    folder: str | os.PathLike[str],
    store: str | os.PathLike[str],
    *,
    licence: str,
    size: int | tuple[int, int] | None = 256,
    progress: bool = True,
) -> Store:
    """Makes a mixing set of any pictures that Pillow reads (JPEG, PNG, WebP and more), and opens it.

    Pictures that are no PNG are decoded by Pillow, turned as their EXIF says, and handed on as PNG without loss; 16
    bits become 8, alpha is dropped. Sizes are unified by the rules of ``fernery store import``. Files that are left
    out, such as texts, damaged pictures, hidden ones, links to folders, names that are not UTF-8, and pictures of
    floating-point or 32-bit values whose range nobody knows, are told by a warning. What the system fails to read ends
    the import.

    A mixing picture is a random crop of the asset, whose shorter side is resized to 36 (9/8 of the training picture;
    8/7 at 224 px). With ``size`` that is a crop of the centre that was resized already: 25 places at 32 px, whatever
    the picture. The authors' loader crops anywhere along the longer side; so does mixing with ``size=None``.

    Args:
        folder: searched with all its sub-folders.
        store: the folder to make.
        licence: under which the pictures may be used, an SPDX identifier.
        size: the side of the square pictures, or (height, width), to which they are resized and cropped; None keeps
            them as they are, if all have one size of 16 to 1024 pixels a side.
    """
    root, target = pathlib.Path(_arguments.path(folder, "folder")), _arguments.path(store, "store")
    licence = _arguments.text(licence, "licence").decode()
    sides = () if size is None else ("--size", "{}x{}".format(*_arguments.sides(size, "size")))
    if not root.is_dir():
        raise MissingError(f"there is no folder {root}")
    files, refused = _listed(root)
    if not files:
        raise UsageError(f"the folder {root} holds no file" + (f"; left out: {refused[0]}" if refused else ""))
    count = len(files) + len(refused)
    with tempfile.TemporaryDirectory(prefix="fernery-") as staging:
        refused += _stage(files, root, pathlib.Path(staging))
        if len(refused) == count:
            raise MissingError(f"none of {count} files can be imported; the first: {refused[0]}")
        arguments = ["store", "import", staging, "--out", argument(target), "--licence", licence, *sides]
        try:
            lines = run(arguments, show=progress)
        except FerneryError as error:
            error.args = (str(error).replace(staging, str(root)),)
            raise
        left_out = [line.removeprefix("left out: ") for line in lines if line.startswith("left out: ")]
        refused += [reason.replace(staging, str(root)) for reason in left_out]
    if refused:
        first = "; ".join(refused[:3]) + ("; ..." if len(refused) > 3 else "")
        warnings.warn(f"{len(refused)} of {count} files were left out: {first}", stacklevel=2)
    return Store(target)


def _listed(root: pathlib.Path) -> tuple[list[pathlib.Path], list[str]]:
    """The files of a folder and its sub-folders, and what is left out by its name or kind, as the program does it."""
    files, refused = [], []

    def failed(cause: OSError) -> None:
        raise _unreadable(cause.filename or os.fspath(root), cause)

    for folder, folders, names in os.walk(root, onerror=failed):
        for name in sorted([*folders, *names]):
            path = os.path.join(folder, name)
            reason = _refusal(path, name)
            if reason is not None:
                refused.append(f"{_shown(path)} {reason}")
            elif name in names:
                files.append(pathlib.Path(path))
        # What is left out is not walked through.
        folders[:] = sorted(name for name in folders if _refusal(os.path.join(folder, name), name) is None)
    return sorted(files), refused


def _refusal(path: str, name: str) -> str | None:
    """Why something in a folder is left out before it is read; None for a file and a folder."""
    try:
        os.fsencode(name).decode("utf-8")
    except UnicodeDecodeError:
        return "has a name that is not UTF-8: rename it"
    if name.startswith("."):
        return "is hidden"
    try:
        mode = os.stat(path).st_mode
    except OSError as cause:
        if cause.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return "is a link to nothing"
        raise _unreadable(path, cause) from cause
    if stat.S_ISDIR(mode):
        return "is a link to a folder: name that folder itself, too" if os.path.islink(path) else None
    return None if stat.S_ISREG(mode) else "is no file"


def _shown(path: str) -> str:
    """A path for people: bytes that are not UTF-8 as ``\\xNN``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _unreadable(path: str, cause: OSError) -> FerneryError:
    kind = AccessError if isinstance(cause, PermissionError) else StorageError
    return kind(f"{_shown(path)} cannot be read: {cause.strerror or cause}")


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
            os.symlink(os.path.abspath(path), target)
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
                    f"{_shown(path)} has the mode {picture.mode}, whose range is unknown: convert it to 8 bits"
                )
            return picture.convert("RGB")
    except (InvalidDataError, MemoryError):
        raise
    except UnidentifiedImageError:
        raise InvalidDataError(f"{_shown(path)} is no picture that Pillow reads") from None
    except Exception as cause:  # noqa: BLE001 - damaged pictures raise whatever Pillow's decoders stumble over
        # Wrong offsets in a file are errors of seeking; all else that has a number is the system's.
        if isinstance(cause, OSError) and cause.errno not in (None, errno.EINVAL, errno.EOVERFLOW):
            raise _unreadable(path, cause) from cause
        told = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
        raise InvalidDataError(f"{_shown(path)} cannot be decoded: {' '.join(told.split())}") from cause
