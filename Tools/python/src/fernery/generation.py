"""Growing stores from Python, by the program that the wheel carries."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import signal
import subprocess
from typing import Any

from . import _native
from .errors import BY_STATUS, FerneryError, InternalError, LibraryError, UsageError
from .store import Store

#: The status of fernery.h that an exit code of the program stands for (sysexits.h).
_STATUS_OF_EXIT = {64: 1, 65: 2, 66: 3, 69: 4, 70: 10, 73: 5, 74: 6, 75: 7, 77: 8, 78: 9}


def program() -> pathlib.Path:
    """The program ``fernery``: FERNERY_PROGRAM, the one that the package carries, or the one on the PATH."""
    named = os.environ.get("FERNERY_PROGRAM")
    candidates = [named] if named else [_native.NATIVE_FOLDER / "fernery", shutil.which("fernery")]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return pathlib.Path(candidate)
    raise LibraryError(
        "the program fernery is missing: install the package with `pip install ./Tools/python` from Fernery's "
        "repository, or set FERNERY_PROGRAM to a built one"
    )


def generate(
    preset: str | os.PathLike[str] = "demo",
    store: str | os.PathLike[str] | None = None,
    *,
    count: int | None = None,
    size: int | None = None,
    seed: int | None = None,
    pool: int | None = None,
    threads: int | None = None,
    progress: bool = True,
) -> Store:
    """Grows a store from a preset, or goes on with one that was stopped, and opens it.

    The store depends on preset, count, size, seed and pool alone. Ctrl-C loses nothing that was committed: the same call goes
    on.

    Args:
        preset: a name such as ``"demo"``, ``"cifar"`` or ``"ipmix"``, or the path of a YAML file.
        store: the folder to make; ``NAME.fernery`` if None.
        count, size, seed, pool: what the preset says, where None. The pool is the number of proposals to choose from.
        threads: all processors, where None.
        progress: whether a progress bar is shown on stderr.
    """
    command = [str(program()), "generate", os.fspath(preset), "--json"]
    for option, value in (("--store", store), ("--count", count), ("--size", size), ("--seed", seed), ("--pool", pool)):
        if value is not None:
            command += [option, os.fspath(value) if option == "--store" else str(value)]
    if threads is not None:
        command += ["--threads", str(threads)]
    return Store(_run(command, show=progress)["store"])


def import_folder(
    folder: str | os.PathLike[str],
    store: str | os.PathLike[str],
    *,
    licence: str,
    size: int | tuple[int, int] = 256,
    progress: bool = True,
) -> Store:
    """Makes a mixing set of any pictures that Pillow reads (JPEG, PNG, WebP and more), and opens it.

    Pictures that are no PNG are decoded by Pillow, turned as their EXIF says, and handed on as PNG without loss; sizes are
    unified by the rules of ``fernery store import``.

    Args:
        folder: searched with all its sub-folders; hidden files are left out.
        store: the folder to make.
        licence: under which the pictures may be used, an SPDX identifier.
        size: the side of the square pictures, or (height, width).
    """
    import tempfile

    from PIL import Image, ImageOps, UnidentifiedImageError

    root = pathlib.Path(folder)
    if not root.is_dir():
        raise BY_STATUS[3](f"there is no folder {root}")
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    if not files:
        raise UsageError(f"the folder {root} holds no file")
    height, width = (size, size) if isinstance(size, int) else size
    with tempfile.TemporaryDirectory(prefix="fernery-") as staging:
        for path in files:
            target = pathlib.Path(staging) / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                if path.suffix.lower() != ".png":
                    with Image.open(path) as picture:
                        ImageOps.exif_transpose(picture).convert("RGB").save(f"{target}.png", compress_level=1)
                    continue
            except (UnidentifiedImageError, OSError):
                pass
            # A PNG as it is; and what Pillow cannot read too, so that the program lists it among the refused ones.
            os.symlink(path.resolve(), target)
        command = [str(program()), "store", "import", staging, "--out", os.fspath(store), "--json"]
        command += ["--licence", licence, "--size", f"{height}x{width}"]
        return Store(_run(command, show=progress)["store"])


def _run(command: list[str], *, show: bool) -> dict[str, Any]:
    """Runs the program, and gives what it prints as JSON or raises what it refuses."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=None if show else subprocess.PIPE, text=True
    )
    try:
        output, errors = process.communicate()
    except KeyboardInterrupt:
        # The terminal has told the program as well; another signal would end it at once.
        process.wait()
        raise
    if process.returncode == 130 or process.returncode == -signal.SIGINT:
        raise KeyboardInterrupt
    if process.returncode != 0:
        status = _STATUS_OF_EXIT.get(process.returncode, 10)
        message = (errors or "").strip().removeprefix("fernery: ") or (
            f"`{' '.join(command[1:3])}` ended with the exit code {process.returncode}; what was wrong stands above"
        )
        error: FerneryError = BY_STATUS.get(status, InternalError)(message)
        error.status = status
        raise error
    return json.loads(output)
