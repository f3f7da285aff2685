"""IPMix: fractals mixed into training pictures, one native call a batch."""

from __future__ import annotations

import copy
import ctypes
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from . import _arguments, _native
from ._json import encoded
from ._kinds import Image, Picture, Tensor
from ._pictures import PictureBatch, as_pictures
from ._samples import drawn_key, like, with_picture
from .errors import ClosedError, InvalidDataError, RecipeError, UnavailableError, UsageError
from .recipe import load_recipe
from .store import Store

#: Up to this shorter side, pictures are mixed as those of CIFAR by default; above, as those of ImageNet.
_SMALL = 96


class IPMix:
    """Mixes the fractals of a store into pictures by a recipe.

    The result for a picture depends on (seed, epoch, index, view) and on the picture alone: not on the batch that it is
    in, the number of workers or threads, or the machine.

    >>> mix = fernery.IPMix("cifar.fernery", size=32)
    >>> batch = mix.batch(pictures, indices=range(128), epoch=3)     # (1, 128, 3, 32, 32), float32, normalised

    As a transform of torchvision or on its own it takes one picture, and what belongs to it:

    >>> transform = v2.Compose([v2.RandomHorizontalFlip(), mix])

    Pickles: what travels is the store's path, its root and the parameters. What a mixer draws is settled when it is
    made: :attr:`store`, :attr:`recipe` and :attr:`seed` cannot be set.
    """

    def __init__(
        self,
        store: Store | str | os.PathLike[str],
        size: int | tuple[int, int] | None = None,
        recipe: str | os.PathLike[str] | Mapping[str, Any] | None = None,
        seed: int = 0,
        *,
        output: str = "float32",
        channels_last: bool = False,
        threads: int = 1,
        picture: str | int | None = None,
    ) -> None:
        """Opens the store and checks the recipe.

        Args:
            store: a finished store or its path. Its views are used where they fit (``fernery store view``).
            size: the side of the pictures, or (height, width); others are refused. None for any.
            recipe: a name (:func:`fernery.recipe_names`), a YAML file or a dict. If None, ``reference-cifar`` for
                pictures up to 96 px and ``reference-imagenet`` above; that needs ``size``.
            seed: another seed, other views; 0 to 2^64 - 1.
            output: ``"float32"``, normalised by the recipe's mean and deviation (do not normalise again); or
                ``"uint8"``, for looking at and for pipelines that normalise later.
            channels_last: whether results are HWC in memory and shape, and not CHW.
            threads: the most threads of one call, which are started and joined in it.
            picture: the key or position of the picture in the samples that the mixer is called with; see
                :meth:`__call__`.
        """
        self._store = store if isinstance(store, Store) else Store(store)
        self.size = None if size is None else _arguments.sides(size, "size")
        if recipe is None:
            if self.size is None:
                raise UsageError("give `size` or `recipe`: the default recipe depends on the size of the pictures")
            recipe = "reference-cifar" if min(self.size) <= _SMALL else "reference-imagenet"
        self._recipe = load_recipe(recipe)
        self._seed = _arguments.whole(seed, 0, 2**64 - 1, "seed")
        if output not in ("float32", "uint8"):
            raise UsageError(f'`output` must be "float32" or "uint8", not {output!r}')
        self.output = output
        self.channels_last = _arguments.flag(channels_last, "channels_last")
        self.threads = _arguments.whole(threads, 1, 1024, "threads")
        if picture is not None and not isinstance(picture, str):
            picture = _arguments.whole(picture, 0, 2**16, "picture")
        self.picture = picture
        self._handle: _native.Handle | None = self._open()

    @property
    def store(self) -> Store:
        """The store whose fractals are mixed in."""
        return self._store

    @property
    def recipe(self) -> dict[str, Any]:
        """The recipe with all its keys: a copy."""
        return copy.deepcopy(self._recipe)

    @property
    def seed(self) -> int:
        """The seed of all that is drawn."""
        return self._seed

    def __call__(self, image: Any, *rest: Any, key: int | None = None, epoch: int = 0) -> Any:
        """Mixes one picture, alone or within a sample as the transforms of torchvision v2 take them.

        Args:
            image: a Pillow image, or uint8 as an array or tensor (HWC or CHW); or a tuple, list or dict that holds one.
                Of several pictures the one is mixed that its name (image, img, pixel_values, jpg, ...) or its kind
                tells (torchvision's ``Image``, then colour before grey); never what is called a mask, segmentation,
                label, depth or target. Where several are left, give ``picture`` to the mixer. All else is left as it
                is.
            rest: what belongs to it, such as a label: given back as it came.
            key: the number of the sample in its data set: then the result is the same wherever and whenever it is made.
                If None, one is drawn from torch's default generator (NumPy's where torch is not imported): then the
                result is reproducible as far as that generator is, as of every transform: by its seed, in one process,
                in one order.
            epoch: another epoch, another view.

        Returns:
            A torch tensor for tensors and Pillow images (an array where torch is not installed), an array for arrays;
            with ``output="uint8"`` a Pillow image for a Pillow image, and torchvision's ``Image`` for one. ``(mixed,
            *rest)`` with a rest, and a sample of the same form for a sample.
        """
        index = drawn_key() if key is None else _arguments.whole(key, 0, 2**64 - 1, "key")

        def mixed(picture: Picture) -> Any:
            result = self.batch([picture], [index], epoch=epoch)[0, 0]
            return like(picture, result, eight_bit=self.output == "uint8", channels_last=self.channels_last)

        sample = with_picture(image, mixed, self.picture)
        return (sample, *rest) if rest else sample

    def batch(
        self,
        images: Sequence[Picture] | np.ndarray | Tensor,
        indices: Sequence[int] | np.ndarray,
        *,
        epoch: int = 0,
        views: int = 1,
        crop_padding: int = 0,
        flip: bool = False,
        out: np.ndarray | None = None,
        threads: int | None = None,
    ) -> np.ndarray:
        """Mixes pictures of one shape in one native call.

        Args:
            images: a sequence of pictures, or one uint8 array or tensor (count, ...) of them, HWC or CHW.
            indices: the number of each sample in its data set.
            epoch: 0 to 2^32 - 1.
            views: 1 for one mixed view; 3 for the clean picture and two mixed views, as :func:`fernery.jsd_loss` takes
                them; 0 for the clean picture alone, cropped, flipped and normalised in the same way.
            crop_padding: a random crop from the picture with so many zeros around it, 0 to 64; equal for all views.
            flip: mirrors half of the pictures; equal for all views.
            out: a C-contiguous array of the result's shape and type to fill; a new one if None.
            threads: instead of the mixer's own.

        Returns:
            An array (views, count, channels, height, width), or (..., height, width, channels) with ``channels_last``:
            the views of a batch lie one behind another, so that ``result.reshape(-1, *result.shape[2:])`` costs
            nothing.
        """
        handle, pictures = self._opened(), as_pictures(images)
        self._check(pictures)
        numbers, views = _indices(indices, len(pictures)), _arguments.views(views)
        height, width, channels = pictures.shape
        picture = (height, width, channels) if self.channels_last else (channels, height, width)
        shape, dtype = (max(1, views), len(pictures), *picture), np.dtype(self.output)
        if out is None:
            out = np.empty(shape, dtype)
        elif not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
            raise UsageError(f"`out` must be a {dtype} array of shape {shape}, not {_arguments.described(out)}")
        elif not (out.flags.c_contiguous and out.flags.writeable):
            raise UsageError("`out` must be C-contiguous and writeable")
        batch = _native.Batch(
            epoch=_arguments.whole(epoch, 0, 2**32 - 1, "epoch"),
            height=height,
            width=width,
            channels=channels,
            image_order=pictures.order,
            count=len(pictures),
            images=pictures.addresses.ctypes.data,
            indices=numbers.ctypes.data,
            views=views,
            crop_padding=_arguments.whole(crop_padding, 0, 64, "crop_padding"),
            flip=int(_arguments.flag(flip, "flip")),
            output_order=0 if self.channels_last else 1,
            output_type=0 if self.output == "float32" else 1,
            threads=self.threads if threads is None else _arguments.whole(threads, 1, 1024, "threads"),
            output=out.ctypes.data,
            output_length=out.size,
        )
        _native.call("fernery_mixer_mix", handle.value, ctypes.byref(batch))
        return out

    def plan(
        self, index: int, *, epoch: int = 0, view: int = 0, shape: int | tuple[int, ...] | None = None
    ) -> dict[str, Any]:
        """What exactly is done for one view of a sample, as a dict that JSON takes and :meth:`apply` replays.

        Args:
            index: the number of the sample in its data set.
            view: 0 for a single view; 1 and 2 for those of a triple.
            shape: the picture's side, (height, width) or (height, width, channels); the mixer's ``size`` if None.
        """
        if shape is None:
            if self.size is None:
                raise UsageError("give `shape`: this mixer was made without `size`")
            shape = self.size
        channels = 3
        if isinstance(shape, (tuple, list)) and len(shape) == 3:
            shape, channels = shape[:2], shape[2]
        height, width = _arguments.sides(shape, "shape")
        handle = self._opened()
        text = _native.written(
            "fernery_mixer_plan",
            handle.value,
            _arguments.whole(epoch, 0, 2**32 - 1, "epoch"),
            _arguments.whole(index, 0, 2**64 - 1, "index"),
            _arguments.whole(view, 0, 2**32 - 1, "view"),
            height,
            width,
            _arguments.whole(channels, 1, 3, "shape"),
        )
        return json.loads(text)

    def apply(self, plan: Mapping[str, Any], image: Picture, picture: Picture | None = None) -> np.ndarray:
        """Does what a plan says, drawn here or recorded elsewhere: float32, normalised, CHW (HWC if ``channels_last``).

        Args:
            plan: the dict of :meth:`plan`, or of ``fernery mix --explain``.
            image: the clean picture, of the plan's shape.
            picture: the crop of the mixing picture, of the plan's shape. If None, it is cut from the store as the plan
                says.
        """
        text = encoded(plan, "plan", InvalidDataError)
        clean = as_pictures([image])
        height, width, channels = clean.shape
        crop = None
        if picture is not None:
            crop = np.ascontiguousarray(as_pictures([picture]).interleaved(0))
            if crop.shape != clean.shape:
                raise UsageError(f"`picture` is {crop.shape}, and must be as `image`, {clean.shape}")
        elif isinstance(plan, Mapping) and "mixingPicture" in plan:
            crop = self._crop(text, clean.shape)
        pixels = np.ascontiguousarray(clean.interleaved(0))
        out = np.empty(clean.shape if self.channels_last else (channels, height, width), np.float32)
        _native.call(
            "fernery_plan_apply",
            text,
            height,
            width,
            channels,
            pixels.ctypes.data,
            None if crop is None else crop.ctypes.data,
            0,
            0 if self.channels_last else 1,
            out.ctypes.data,
        )
        return out

    def _crop(self, plan: bytes, shape: tuple[int, int, int]) -> np.ndarray:
        """The crop of the mixing picture that a plan chose, as the mixer itself cuts it."""
        handle, crop = self._opened(), np.empty(shape, np.uint8)
        _native.call("fernery_mixer_picture", handle.value, plan, *shape, crop.ctypes.data)
        return crop

    def preview(self, image: Picture, count: int = 7, *, key: int = 0, columns: int = 8) -> Image:
        """The picture and ``count`` mixed ones, of as many epochs, as a sheet for notebooks."""
        from ._sheet import sheet

        pictures = as_pictures([image])
        # The same mixer, also where its store was closed meanwhile: these two say how results are written.
        looking = object.__new__(IPMix)
        looking.__dict__.update(self.__dict__, output="uint8", channels_last=True)
        count = _arguments.whole(count, 0, 2**16, "count")
        cells = [pictures.interleaved(0)]
        cells += [looking.batch([image], [key], epoch=epoch)[0, 0] for epoch in range(count)]
        return sheet(np.stack(cells), columns=_arguments.whole(columns, 1, 2**16, "columns"))

    def close(self) -> None:
        """Closes the mixer; its store stays open."""
        self._handle = None

    def __repr__(self) -> str:
        size = "" if self.size is None else f", size={self.size}"
        form = self.output
        if form == "float32":
            law = self._recipe["normalization"]
            form += f" normalised by mean {list(law['mean'])} and deviation {list(law['standardDeviation'])}"
        return f"<fernery.IPMix {self._recipe.get('name')!r} of {self.store.path!r}{size}, seed={self.seed}, {form}>"

    def __getstate__(self) -> dict[str, Any]:
        self._opened()  # a closed mixer does not come to life by pickling
        return {key: value for key, value in self.__dict__.items() if key != "_handle"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._handle = self._open()

    def _open(self) -> _native.Handle:
        if not self.store.sealed:
            raise UnavailableError(
                f"the store {self.store.path} is not finished, and its samples would change as it grows: run its "
                "`fernery generate` again, which goes on"
            )
        store, mixer = self.store._opened(), ctypes.c_uint64()
        recipe = encoded(self._recipe, "recipe", RecipeError)
        _native.call("fernery_mixer_open", store.value, recipe, self.seed, ctypes.byref(mixer))
        return _native.Handle(mixer.value, "fernery_mixer_close")

    def _opened(self) -> _native.Handle:
        """The handle, which stays open for as long as the caller keeps it."""
        handle = self._handle
        if handle is None:
            raise ClosedError("the mixer was closed")
        return handle

    def _check(self, pictures: PictureBatch) -> None:
        if self.size is not None and pictures.shape[:2] != self.size:
            (height, width), (wanted_height, wanted_width) = pictures.shape[:2], self.size
            raise UsageError(
                f"the pictures have {height}x{width} pixels, and this mixer was made for "
                f"{wanted_height}x{wanted_width}: resize or crop them before, or make it with their `size`"
            )


def _indices(indices: Sequence[int] | np.ndarray, count: int) -> np.ndarray:
    numbers = _arguments.whole_numbers(indices)
    if numbers is None or len(numbers) != count:
        came = _arguments.described(indices) if numbers is None else len(numbers)
        raise UsageError(f"`indices` must be {count} whole numbers, one for each picture, not {came}")
    if count and numbers.min() < 0:
        raise UsageError(f"`indices` must not be negative, and {numbers.min()} is")
    return np.ascontiguousarray(numbers, dtype=np.uint64)
