"""A data set whose batches are mixed in one native call, the same for any number of workers."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from types import FrameType
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from . import _arguments
from ._epoch import SharedEpoch
from .errors import ArgumentTypeError, NoSuchSampleError, UsageError
from .mixing import IPMix


class IPMixDataset(Dataset):
    """Mixes the pictures of another data set.

    A sample is ``(picture, *rest)`` with ``views=1`` (or 0: the clean picture), and ``((clean, view 1, view 2),
    *rest)`` with ``views=3``; the rest is what the base data set gives beside the picture, usually a label.

    The tensor of sample i in epoch e is the same, bit for bit, for any number of workers, batch size, order, start
    method and resumption, as long as the base data set gives the same picture: random crops and flips belong into
    ``crop_padding`` and ``flip``, which are drawn by (seed, epoch, index) as the mixing is. No ``worker_init_fn`` is
    needed. Workers share the epoch of the data set that they were made from; a copy (``copy.deepcopy``, ``pickle``) has
    an epoch of its own, which begins with that of the original.

    >>> mix = fernery.IPMix("cifar.fernery", 32)
    >>> data = fernery.IPMixDataset(CIFAR10(...), mix, views=3, crop_padding=4, flip=True)
    >>> loader = DataLoader(data, batch_size=128, shuffle=True, num_workers=2, persistent_workers=True)
    >>> for epoch in range(100):
    ...     data.set_epoch(epoch)
    ...     for (clean, view1, view2), labels in loader: ...
    """

    def __init__(
        self, base: Any, mix: IPMix, views: int = 1, *, crop_padding: int = 0, flip: bool = False, epoch: int = 0
    ) -> None:
        """Wraps a data set.

        Args:
            base: a map-style data set with ``len``, whose samples are a picture (Pillow, or uint8 HWC or CHW) or a
                tuple that begins with one. All pictures have one shape. Its ``__getitems__`` is used where it has one.
            mix: the mixer.
            views: 0, 1 or 3; see :meth:`fernery.IPMix.batch`.
            crop_padding, flip: likewise.
            epoch: where to begin; see :meth:`set_epoch`.
        """
        if not hasattr(base, "__getitem__") or not hasattr(base, "__len__"):
            raise UsageError(f"`base` must be a data set with len() and [index], and {type(base).__name__} is none")
        if not isinstance(mix, IPMix):
            raise ArgumentTypeError(f"`mix` must be a fernery.IPMix, and is a {type(mix).__name__}")
        self.base = base
        self.mix = mix
        self.views = _arguments.views(views)
        self.crop_padding = _arguments.whole(crop_padding, 0, 64, "crop_padding")
        self.flip = _arguments.flag(flip, "flip")
        # In shared memory, so that workers that are there already see a new epoch.
        self._epoch = SharedEpoch(_epoch(epoch), len(base))

    @property
    def epoch(self) -> int:
        """The epoch whose views are made."""
        return self._epoch.epoch

    def set_epoch(self, epoch: int) -> None:
        """Says which epoch begins: before each loop over a loader. Workers that persist see it at once.

        Without it every pass gives the same views again, which is warned of once.

        Set it between epochs, not while a loader is prefetching the one before.
        """
        self._epoch.set(_epoch(epoch))

    def __len__(self) -> int:
        # The samplers of torch ask for the length as a pass begins, in the process that runs the loop.
        if _asks_to_begin(sys._getframe(1)):
            self._begin_pass()
        return len(self.base)

    def _begin_pass(self) -> None:
        """Warns, once, if this pass repeats one."""
        if self._changes and self._epoch.is_passed():
            self._warn()

    @property
    def _changes(self) -> bool:
        """Whether another epoch gives other samples: not for clean pictures that are neither cropped nor flipped."""
        return bool(self.views or self.crop_padding or self.flip)

    def _warn(self) -> None:
        warnings.warn(
            f"this data set is passed over again in the epoch {self.epoch}, with the same views: call "
            "`data.set_epoch(epoch)` before each pass",
            stacklevel=4,
        )

    def __getitem__(self, index: int) -> Any:
        return self.__getitems__([index])[0]

    def __getitems__(self, indices: Sequence[int]) -> list[Any]:
        """The samples of a batch, whose pictures are views of one tensor."""
        tensor, rests = self.mixed(indices)
        samples = []
        for place, rest in enumerate(rests):
            pictures = tuple(tensor[:, place]) if self.views == 3 else tensor[0, place]
            samples.append(pictures if rest is None else (pictures, *rest))
        return samples

    def mixed(
        self, indices: Sequence[int], *, out: np.ndarray | None = None, threads: int | None = None
    ) -> tuple[torch.Tensor, list[Any]]:
        """The pictures of a batch as one tensor (views, count, ...), and what the base data set gives beside each.

        Args:
            out: an array to fill, see :meth:`fernery.IPMix.batch`.
            threads: of the native call; the mixer's own if None, and 1 within a worker of a data loader.
        """
        numbers = [self._number(index) for index in indices]
        pictures, rests = [], []
        for sample in self._base_samples(numbers):
            if isinstance(sample, (tuple, list)):
                pictures.append(sample[0])
                rests.append(tuple(sample[1:]))
            else:
                pictures.append(sample)
                rests.append(None)
        places = np.array(numbers, dtype=np.uint64)
        if self._changes and self._epoch.is_repeated(places):
            self._warn()
        result = self.mix.batch(
            pictures,
            places,
            epoch=self.epoch,
            views=self.views,
            crop_padding=self.crop_padding,
            flip=self.flip,
            out=out,
            threads=1 if threads is None and torch.utils.data.get_worker_info() is not None else threads,
        )
        return torch.from_numpy(result), rests

    def _base_samples(self, numbers: list[int]) -> Any:
        if hasattr(self.base, "__getitems__"):
            return self.base.__getitems__(numbers)
        return [self.base[number] for number in numbers]

    def _number(self, index: int) -> int:
        number, count = _arguments.as_whole(index), len(self.base)
        if number is None:
            raise ArgumentTypeError(f"a sample's number must be a whole number, not {index!r}")
        if not -count <= number < count:
            raise NoSuchSampleError(f"the data set has no sample {number}: there are {count}, from 0 to {count - 1}")
        return number + count if number < 0 else number


def _asks_to_begin(frame: FrameType | None) -> bool:
    """Whether a call comes from a sampler of torch that begins to be iterated over."""
    code, module = (frame.f_code.co_name, frame.f_globals.get("__name__")) if frame is not None else ("", "")
    return code == "__iter__" and module in ("torch.utils.data.sampler", "torch.utils.data.distributed")


def _epoch(epoch: int) -> int:
    return _arguments.whole(epoch, 0, 2**32 - 1, "epoch")
