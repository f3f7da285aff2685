"""Batches in this process, prefetched by a thread: for when worker processes would only copy."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from torch.utils.data import Sampler, default_collate

from . import _arguments
from .dataset import IPMixDataset
from .errors import ArgumentTypeError, UsageError


class Loader:
    """Loads the batches of an :class:`IPMixDataset` ahead in this process, by native threads into buffers used again.

    A worker process writes each batch into fresh shared memory, which at 224 pixels takes longer than mixing. This
    loader mixes with ``threads`` threads in one native call a batch, without Python's lock, while the training step
    runs.

    A batch is ``(pictures, *rest)`` with pictures (views, batch, ...) if ``views=3`` and (batch, ...) else. Its
    pictures hold until the next batch is taken, which lets their buffer be filled anew: copy what should live longer
    (moving to a GPU is a copy, one with ``non_blocking=True`` must have ended), or say ``reuse=False``.

    The samples are those that a ``DataLoader`` gives, bit for bit.

    >>> loader = fernery.Loader(data, 128, shuffle=True)
    >>> for epoch in range(100):
    ...     data.set_epoch(epoch)    # other views and another order
    ...     for pictures, labels in loader: ...
    """

    def __init__(
        self,
        dataset: IPMixDataset,
        batch_size: int = 128,
        *,
        shuffle: bool = False,
        sampler: Sampler[int] | Sequence[int] | None = None,
        drop_last: bool = False,
        threads: int = 2,
        prefetch: int = 2,
        seed: int = 0,
        reuse: bool = True,
    ) -> None:
        """Prepares a loader.

        Args:
            dataset: the data set itself; for a part of it (as ``Subset`` in other loaders) give ``sampler``.
            batch_size: samples of a batch, 1 or more.
            shuffle: another order each epoch (of :meth:`IPMixDataset.set_epoch`), drawn from ``seed`` and the epoch.
            sampler: gives the order instead: a sampler, or any sequence of numbers.
            drop_last: leaves a last batch out that is not full.
            threads: of the native call.
            prefetch: batches that are made ahead, 1 or more.
            seed: of the orders, 0 to 2^64 - 1.
            reuse: whether the buffers of batches are used again; if not, each batch is new memory and holds for ever.
        """
        if not isinstance(dataset, IPMixDataset):
            raise ArgumentTypeError(
                f"`dataset` must be a fernery.IPMixDataset, and is a {type(dataset).__name__}; for a part of one give "
                "`sampler=` the numbers of its samples"
            )
        if shuffle and sampler is not None:
            raise UsageError("give `shuffle` or `sampler`, not both")
        self.dataset, self.sampler = dataset, sampler
        self.batch_size = _arguments.whole(batch_size, 1, 2**32, "batch_size")
        self.shuffle = _arguments.flag(shuffle, "shuffle")
        self.drop_last = _arguments.flag(drop_last, "drop_last")
        self.threads = _arguments.whole(threads, 1, 1024, "threads")
        self.prefetch = _arguments.whole(prefetch, 1, 2**16, "prefetch")
        self.seed = _arguments.whole(seed, 0, 2**64 - 1, "seed")
        self.reuse = _arguments.flag(reuse, "reuse")

    def __len__(self) -> int:
        count = len(self.dataset if self.sampler is None else self.sampler)
        return count // self.batch_size if self.drop_last else -(-count // self.batch_size)

    def __iter__(self) -> Iterator[Any]:
        self.dataset._begin_pass()
        ready: queue.Queue[Any] = queue.Queue(self.prefetch)
        stopped = threading.Event()
        worker = threading.Thread(
            target=self._fill, args=(list(self._batches()), ready, stopped), name="fernery-loader", daemon=True
        )
        worker.start()
        try:
            while True:
                item = ready.get()
                if item is None:
                    return
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            stopped.set()
            while worker.is_alive():
                try:
                    ready.get_nowait()
                except queue.Empty:
                    worker.join(0.01)

    def _order(self) -> list[int]:
        if self.sampler is not None:
            return list(self.sampler)
        if not self.shuffle:
            return list(range(len(self.dataset)))
        key = np.array([self.seed, self.dataset.epoch], dtype=np.uint64)  # a list with large seeds would become floats
        generator = np.random.Generator(np.random.Philox(key=key))
        return generator.permutation(len(self.dataset)).tolist()

    def _batches(self) -> Iterator[list[int]]:
        order = self._order()
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def _fill(self, batches: list[list[int]], ready: queue.Queue[Any], stopped: threading.Event) -> None:
        """Makes batch after batch; ends with None, or with what went wrong."""
        # One is with the caller, one is filled, `prefetch` wait between.
        buffers: list[np.ndarray | None] = [None] * (self.prefetch + 2)
        try:
            for number, batch in enumerate(batches):
                place = number % len(buffers)
                buffer = buffers[place]
                tensor, rests = self.dataset.mixed(
                    batch, out=None if buffer is None or buffer.shape[1] != len(batch) else buffer, threads=self.threads
                )
                if buffer is None and self.reuse:
                    buffers[place] = tensor.numpy()
                pictures = tensor if self.dataset.views == 3 else tensor[0]
                item = pictures if rests[0] is None else (pictures, *default_collate(rests))
                if not self._put(item, ready, stopped):
                    return
            self._put(None, ready, stopped)
        except BaseException as error:  # noqa: BLE001 - told to the thread that waits
            self._put(error, ready, stopped)

    @staticmethod
    def _put(item: Any, ready: queue.Queue[Any], stopped: threading.Event) -> bool:
        while not stopped.is_set():
            try:
                ready.put(item, timeout=0.05)
                return True
            except queue.Full:
                continue
        return False
