"""The native library by ctypes: its functions and structs as fernery.h declares them, and nothing else.

ctypes gives up Python's lock during each call, so threads go on.
"""

from __future__ import annotations

import ctypes
import functools
import os
import pathlib

from . import _places
from .errors import BY_STATUS, FerneryError, InternalError, LibraryError

#: FERNERY_ABI of the header that this file restates.
ABI = 2

_u32, _u64, _i32 = ctypes.c_uint32, ctypes.c_uint64, ctypes.c_int32


class Error(ctypes.Structure):
    """fernery_error."""

    _fields_ = [("size", _u32), ("status", _i32), ("message", ctypes.c_char * 1016)]


class _Sized(ctypes.Structure):
    """A struct that begins with its own size."""

    def __init__(self, **values: object) -> None:
        super().__init__(size=ctypes.sizeof(self), **values)


class StoreInfo(_Sized):
    """fernery_store_info."""

    _fields_ = [
        ("size", _u32),
        ("height", _u32),
        ("width", _u32),
        ("channels", _u32),
        ("first_id", _u64),
        ("count", _u64),
        ("seed", _u64),
        ("renderer_version", _u32),
        ("is_sealed", _u32),
        ("root", ctypes.c_uint8 * 32),
        ("plan_hash", ctypes.c_uint8 * 32),
    ]


class Batch(_Sized):
    """fernery_batch."""

    _fields_ = [
        ("size", _u32),
        ("epoch", _u32),
        ("height", _u32),
        ("width", _u32),
        ("channels", _u32),
        ("image_order", _u32),
        ("count", _u64),
        ("images", ctypes.c_void_p),
        ("indices", ctypes.c_void_p),
        ("views", _u32),
        ("crop_padding", _u32),
        ("flip", _u32),
        ("output_order", _u32),
        ("output_type", _u32),
        ("threads", _u32),
        ("output", ctypes.c_void_p),
        ("output_length", _u64),
    ]


_error = ctypes.POINTER(Error)
_handle = ctypes.POINTER(_u64)

#: Every function of fernery.h that returns a status, and the types of its arguments before `error`.
FUNCTIONS: dict[str, list[object]] = {
    "fernery_store_open": [ctypes.c_char_p, _handle],
    "fernery_store_close": [_u64],
    "fernery_store_describe": [_u64, ctypes.POINTER(StoreInfo)],
    "fernery_store_pixels": [_u64, _u64, ctypes.POINTER(ctypes.c_void_p), _handle],
    "fernery_store_fill": [_u64, ctypes.c_void_p, _u64, ctypes.c_void_p, _u64, _u32],
    "fernery_store_record": [_u64, _u64, ctypes.c_char_p, _u64, _handle],
    "fernery_store_query": [_u64, ctypes.c_char_p, ctypes.c_char_p, _u32, ctypes.c_void_p, _u64, _handle],
    "fernery_mixer_open": [_u64, ctypes.c_char_p, _u64, _handle],
    "fernery_mixer_close": [_u64],
    "fernery_mixer_mix": [_u64, ctypes.POINTER(Batch)],
    "fernery_mixer_plan": [_u64, _u32, _u64, _u32, _u32, _u32, _u32, ctypes.c_char_p, _u64, _handle],
    "fernery_mixer_picture": [_u64, ctypes.c_char_p, _u32, _u32, _u32, ctypes.c_void_p],
    "fernery_plan_apply": [
        ctypes.c_char_p,
        _u32,
        _u32,
        _u32,
        ctypes.c_void_p,
        ctypes.c_void_p,
        _u32,
        _u32,
        ctypes.c_void_p,
    ],
}


@functools.cache
def library() -> ctypes.CDLL:
    """The library, loaded at the first call: FERNERY_LIBRARY, or the one that the package carries."""
    # Absolute, as a bare name would be looked for in the system's folders.
    path = pathlib.Path(os.environ.get("FERNERY_LIBRARY") or _places.library()).absolute()
    if not path.is_file():
        raise LibraryError(
            f"the native library {path} is missing: install the package with `pip install ./Tools/python` from "
            "Fernery's repository, or set FERNERY_LIBRARY to a built one"
        )
    try:
        loaded = ctypes.CDLL(str(path))
        loaded.fernery_abi.restype = _u32
        loaded.fernery_version.restype = ctypes.c_char_p
        abi, version = loaded.fernery_abi(), loaded.fernery_version().decode()
    except (OSError, AttributeError) as cause:
        raise LibraryError(f"the native library {path} cannot be loaded: {cause}") from cause
    if abi != ABI:
        raise LibraryError(
            f"the native library {path} has version {abi} of the interface, and this package needs {ABI}: install them "
            "from the same release"
        )
    if version != _places.version():
        raise LibraryError(
            f"the native library {path} is of the version {version}, and this package of {_places.version()}: install "
            "them from the same release"
        )
    for name, arguments in FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype = _i32
        function.argtypes = [*arguments, _error]
    return loaded


def call(name: str, *arguments: object) -> None:
    """Calls a function of fernery.h, and raises what it refuses."""
    error = Error(size=ctypes.sizeof(Error))
    status = getattr(library(), name)(*arguments, ctypes.byref(error))
    if status != 0:
        raise exception(status, error.message.decode("utf-8", "replace"))


def exception(status: int, message: str) -> FerneryError:
    """The exception of a status."""
    raised = BY_STATUS.get(status, InternalError)(message)
    raised.status = status
    return raised


def written(name: str, *arguments: object) -> bytes:
    """Calls a function of fernery.h that writes a text into memory of the caller's, and gives the text."""
    buffer, length = ctypes.create_string_buffer(4096), ctypes.c_uint64()
    while True:
        call(name, *arguments, buffer, len(buffer), ctypes.byref(length))
        if length.value <= len(buffer):
            return buffer.raw[: length.value]
        buffer = ctypes.create_string_buffer(length.value)


class Handle:
    """A handle that is closed when nothing refers to it any more."""

    __slots__ = ("_close", "value")

    def __init__(self, value: int, close: str) -> None:
        self.value = value
        self._close = close

    def close(self) -> None:
        """Closes it, once."""
        value, self.value = self.value, 0
        if value:
            call(self._close, value)

    def __del__(self) -> None:
        # At the end of the interpreter modules may be gone already; the process's end closes everything then.
        try:
            self.close()
        except Exception:  # noqa: BLE001
            pass
