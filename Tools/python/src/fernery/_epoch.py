"""The epoch of a data set, in memory that its worker processes share."""

from __future__ import annotations

import mmap
import os
import tempfile
import weakref
from multiprocessing import context, reduction
from typing import Any

import numpy as np

#: Bytes before the counts: the epoch, and whether repeated passes are no longer looked for.
_HEADER = 16


class SharedEpoch:
    """An epoch, and how often each sample was asked for since it began.

    Workers that are forked or spawned see the same memory, which needs no /dev/shm; a copy has memory of its own.
    """

    def __init__(self, epoch: int, count: int, descriptor: int | None = None) -> None:
        """Makes one, or attaches to that of another process by its descriptor."""
        self._count = count
        size = _HEADER + max(1, count)
        self._descriptor = _memory(size) if descriptor is None else descriptor
        weakref.finalize(self, os.close, self._descriptor)
        shared = mmap.mmap(self._descriptor, size)
        self._numbers = np.frombuffer(shared, np.uint64, 2)
        self._asked = np.frombuffer(shared, np.uint8, offset=_HEADER)[:count]
        self._seen = 0
        if descriptor is None:
            self._numbers[0] = epoch

    @property
    def epoch(self) -> int:
        return int(self._numbers[0])

    def set(self, epoch: int) -> None:
        """Begins an epoch. Who does so counts passes, so that nothing is to be looked for any more."""
        self._numbers[:] = epoch, 1

    def is_passed(self) -> bool:
        """Whether most samples were asked for in this epoch, so that a pass that begins now repeats one.

        Says so once, and only where no epoch was ever begun by hand.
        """
        if self._numbers[1] or self._count < 2 or np.count_nonzero(self._asked) <= 0.5 * self._count:
            return False
        self._numbers[1] = 1
        return True

    def is_repeated(self, numbers: np.ndarray) -> bool:
        """Counts the samples that are asked for; whether more than three quarters of all were asked for twice.

        This finds repeated passes whose beginning is not seen; a look at some samples is none. Says so once, likewise.
        """
        if self._numbers[1]:
            return False
        numbers = numbers[numbers < self._count]  # the base data set may have grown meanwhile
        asked = self._asked[numbers]
        self._asked[numbers] = np.where(asked == 0, 1, 2)
        # All counts are looked through now and then alone.
        self._seen += np.count_nonzero(asked)
        if self._seen == 0 or self._seen < self._count // 64:
            return False
        self._seen = 0
        if np.count_nonzero(self._asked > 1) <= 0.75 * self._count or self._count < 2:
            return False
        self._numbers[1] = 1
        return True

    def __reduce__(self) -> tuple[Any, ...]:
        if context.get_spawning_popen() is not None:  # to a process that this one starts
            return _attached, (self._count, reduction.DupFd(self._descriptor))
        return SharedEpoch, (self.epoch, self._count)


def _attached(count: int, descriptor: Any) -> SharedEpoch:
    return SharedEpoch(0, count, descriptor.detach())


def _memory(size: int) -> int:
    """A descriptor of memory without a name, or of a file without one where the system has no such memory."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("fernery-epoch")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    os.ftruncate(descriptor, size)
    return descriptor
