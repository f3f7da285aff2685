"""Reading stores: pictures without a copy, records, queries, batches."""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np

from . import _arguments, _native
from ._kinds import Image, Tensor
from .errors import (
    ArgumentTypeError,
    ClosedError,
    InvalidDataError,
    NoSuchAssetError,
    UnavailableError,
    UsageError,
)


class Store(Sequence["np.ndarray"]):
    """A Fernery store: a sequence of pictures of one shape.

    Pictures are counted from 0, as in every sequence; a store that is a shard of a larger one gives them other ids,
    which begin at :attr:`first_id`.

    Stores may be used from any thread, after a fork, and pickled: what travels is the path, and the copy refuses
    another store that stands there then.

    >>> store = fernery.Store("demo.fernery")
    >>> store[0].shape
    (128, 128, 3)
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Opens the store in the folder ``path``.

        Raises:
            MissingError: nothing stands there.
            InvalidDataError: it is no store, truncated, or contradicts its seal.
            AccessError: it may not be read.
        """
        self.path = os.path.abspath(_arguments.path(path, "path"))
        handle = ctypes.c_uint64()
        _native.call("fernery_store_open", os.fsencode(self.path), ctypes.byref(handle))
        self._handle = _native.Handle(handle.value, "fernery_store_close")
        info = self._describe()
        #: Rows, columns and channels of every picture.
        self.shape: tuple[int, int, int] = (info.height, info.width, info.channels)
        #: The id of the first picture: 0, but for a shard.
        self.first_id: int = info.first_id
        #: Whether the store is finished and never changes any more.
        self.sealed: bool = bool(info.is_sealed)
        #: The Merkle root of all pictures and records, as 64 hexadecimal digits; None while the store is not finished.
        self.root: str | None = bytes(info.root).hex() if self.sealed else None
        #: The seed of the plan that it was grown from.
        self.seed: int = info.seed
        self._count: int = info.count

    # Sequence

    def __len__(self) -> int:
        """How many pictures there are: of a store that is not finished, as many as are committed now."""
        return self._count if self.sealed else self._describe().count

    @overload
    def __getitem__(self, index: int) -> np.ndarray: ...
    @overload
    def __getitem__(self, index: slice) -> np.ndarray: ...
    def __getitem__(self, index: int | slice) -> np.ndarray:
        """A picture as a read-only array (height, width, channels) of uint8; a slice as one new array of pictures.

        Of a finished store, a picture is the memory map itself, without a copy. ``torch.from_numpy`` of it is a tensor
        that looks writeable and must not be written to: the process would end. Take :meth:`to_torch`, or copy.
        """
        if isinstance(index, slice):
            return self.batch(np.arange(*index.indices(len(self)), dtype=np.int64))
        if not self.sealed:
            picture = self.batch([index])[0]
            picture.flags.writeable = False
            return picture
        # The handle is held by name, here and in every call: another thread may close the store meanwhile.
        handle, pixels, length = self._opened(), ctypes.c_void_p(), ctypes.c_uint64()
        _native.call("fernery_store_pixels", handle.value, self._id(index), ctypes.byref(pixels), ctypes.byref(length))
        return np.asarray(_MappedPicture(pixels.value, self.shape, handle))

    def __iter__(self) -> Iterator[np.ndarray]:
        for index in range(len(self)):
            yield self[index]

    def __contains__(self, picture: object) -> bool:
        """Whether a picture of the store has these pixels."""
        return any(np.array_equal(own, picture) for own in self)

    def index(self, picture: Any, start: int = 0, stop: int | None = None) -> int:
        """The number of the first picture that has these pixels."""
        for index in range(*slice(start, stop).indices(len(self))):
            if np.array_equal(self[index], picture):
                return index
        raise ValueError("no picture of the store has these pixels")

    def count(self, picture: Any) -> int:
        """How many pictures have these pixels."""
        return sum(np.array_equal(own, picture) for own in self)

    # Records

    def record(self, index: int) -> dict[str, Any]:
        """What is known of a picture: its family, hash, licence, descriptors and where it comes from."""
        handle, id = self._opened(), self._id(index)
        return self._record(_native.written("fernery_store_record", handle.value, id), index)

    def _record(self, text: bytes, index: int) -> dict[str, Any]:
        """Reads a record, of which nobody but its checksum says that it is JSON."""
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            return record
        raise InvalidDataError(
            f"the store {self.path} is damaged, in the record of picture {index}: run `fernery store verify` on it, "
            "then `fernery store repair`"
        )

    def query(self, where: str | None = None, *, sort: str | None = None, descending: bool = False) -> np.ndarray:
        """The numbers of the pictures that meet conditions, as int64.

        Args:
            where: conditions joined by ``and``, such as ``"fill>0.3 and family=affine"``; None for all.
            sort: a number attribute to order by; None for the order of the store.
            descending: turns the order round.
        """
        handle, count = self._opened(), ctypes.c_uint64()
        conditions = None if where is None else _arguments.text(where, "where")
        order = None if sort is None else _arguments.text(sort, "sort")
        down = int(_arguments.flag(descending, "descending"))
        found = np.empty(len(self), dtype=np.uint64)
        while True:
            _native.call(
                "fernery_store_query",
                handle.value,
                conditions,
                order,
                down,
                found.ctypes.data,
                len(found),
                ctypes.byref(count),
            )
            if count.value <= len(found):
                return found[: count.value].astype(np.int64) - self.first_id
            found = np.empty(count.value, dtype=np.uint64)

    # Batches

    def batch(
        self, indices: Sequence[int] | np.ndarray, *, out: np.ndarray | None = None, threads: int = 1
    ) -> np.ndarray:
        """Copies pictures into one array (count, height, width, channels) of uint8, in one native call.

        Args:
            indices: numbers of pictures, in any order, also several times and from the end (-1).
            out: a C-contiguous uint8 array of that shape to fill; a new one if None.
            threads: the most threads that copy, 1 to 1024.
        """
        handle, threads = self._opened(), _arguments.whole(threads, 1, 1024, "threads")
        numbers = _arguments.whole_numbers(indices)
        if numbers is None:
            raise ArgumentTypeError(
                f"`indices` must be whole numbers in one dimension, not {_arguments.described(indices)}"
            )
        count = len(self)
        # Before they become signed, where the largest would be counted from the end.
        if numbers.size and not (-count <= int(numbers.min()) and int(numbers.max()) < count):
            raise NoSuchAssetError(f"`indices` must lie in {-count}...{count - 1}: the store has {count} pictures")
        numbers = numbers.astype(np.int64)
        numbers = np.where(numbers < 0, numbers + count, numbers)
        ids = (numbers + self.first_id).astype(np.uint64)
        shape = (len(ids), *self.shape)
        if out is None:
            out = np.empty(shape, dtype=np.uint8)
        elif not isinstance(out, np.ndarray) or out.dtype != np.uint8 or out.shape != shape:
            raise UsageError(f"`out` must be a uint8 array of shape {shape}, not {_arguments.described(out)}")
        elif not (out.flags.c_contiguous and out.flags.writeable):
            raise UsageError("`out` must be C-contiguous and writeable")
        _native.call(
            "fernery_store_fill", handle.value, ids.ctypes.data, len(ids), out.ctypes.data, out.nbytes, threads
        )
        return out

    def to_torch(self, indices: Sequence[int] | np.ndarray | None = None, *, threads: int = 1) -> Tensor:
        """Pictures as one torch tensor (count, channels, height, width) of uint8; all if ``indices`` is None."""
        import torch

        numbers = np.arange(len(self)) if indices is None else indices
        return torch.from_numpy(self.batch(numbers, threads=threads)).permute(0, 3, 1, 2)

    # Looking

    def show(self, count: int = 48, *, columns: int = 8) -> Image:
        """The first ``count`` pictures as one sheet, for notebooks."""
        from ._sheet import sheet

        count = min(_arguments.whole(count, 1, 2**32, "count"), len(self))
        return sheet(self.batch(range(count)), columns=_arguments.whole(columns, 1, 2**32, "columns"))

    def __repr__(self) -> str:
        height, width, channels = self.shape
        state = f"root {self.root[:16]}" if self.root else "not finished"
        return f"<fernery.Store {self.path!r}: {len(self)} pictures of {height}x{width}x{channels}, {state}>"

    # Life

    def close(self) -> None:
        """Closes the store; arrays that were taken from it hold on."""
        self._handle = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path, "root": self.root}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["path"])
        if state["root"] is not None and self.root != state["root"]:
            raise UnavailableError(
                f"another store stands at {self.path} than the one that was pickled: its root was {state['root']}, and "
                f"is {self.root}"
            )

    def _opened(self) -> _native.Handle:
        """The handle, which stays open for as long as the caller keeps it."""
        handle = self._handle
        if handle is None:
            raise ClosedError(f"the store {self.path} was closed")
        return handle

    def _describe(self) -> _native.StoreInfo:
        handle, info = self._opened(), _native.StoreInfo()
        _native.call("fernery_store_describe", handle.value, ctypes.byref(info))
        return info

    def _id(self, index: int) -> int:
        number = _arguments.as_whole(index)
        if number is None:
            raise ArgumentTypeError(f"a picture's number must be a whole number or a slice, not {type(index).__name__}")
        count = len(self)
        if not -count <= number < count:
            raise NoSuchAssetError(f"the store has no picture {number}: there are {count}, from 0 to {count - 1}")
        return self.first_id + (number + count if number < 0 else number)


class _MappedPicture:
    """A picture in a store's memory map, kept open for as long as an array looks at it."""

    __slots__ = ("__array_interface__", "_handle")

    def __init__(self, address: int, shape: tuple[int, int, int], handle: _native.Handle) -> None:
        self._handle = handle
        self.__array_interface__ = {"data": (address, True), "shape": shape, "typestr": "|u1", "version": 3}
