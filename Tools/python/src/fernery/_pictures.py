"""Whatever pictures come in, as addresses of bytes for the library."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from .errors import ArgumentTypeError, UsageError

INTERLEAVED, PLANAR = 0, 1


class PictureBatch:
    """Pictures of one shape and one order, kept alive for as long as their addresses are used."""

    __slots__ = ("_kept", "addresses", "order", "shape")

    def __init__(self, kept: list[np.ndarray], shape: tuple[int, int, int], order: int) -> None:
        self._kept = kept
        #: Height, width, channels.
        self.shape = shape
        #: INTERLEAVED (HWC) or PLANAR (CHW).
        self.order = order
        self.addresses = np.array([pixels.__array_interface__["data"][0] for pixels in kept], dtype=np.uint64)

    def __len__(self) -> int:
        return len(self._kept)

    def interleaved(self, place: int) -> np.ndarray:
        """A picture as (height, width, channels)."""
        height, width, channels = self.shape
        pixels = self._kept[place]
        if self.order == PLANAR:
            return pixels.reshape(channels, height, width).transpose(1, 2, 0)
        return pixels.reshape(height, width, channels)


def as_pictures(images: Sequence[Any] | np.ndarray | Any) -> PictureBatch:
    """Pictures of any accepted kind, without a copy where they are contiguous.

    A picture is a Pillow image, or uint8 as an array or a tensor on the CPU: (height, width), (height, width, channels)
    or (channels, height, width) with 1 or 3 channels. Where both readings are possible, arrays are HWC and tensors CHW.
    Pillow images of the modes L and 1 have one channel, all others are converted to RGB, and lose their alpha; those of
    more than 8 bits are refused.
    """
    if (isinstance(images, np.ndarray) or is_tensor(images)) and images.ndim == 4:
        kept, shape, order = _stack(images)
        return PictureBatch(kept, shape, order)
    kept, first = [], None
    try:
        images = iter(images)
    except TypeError:
        raise ArgumentTypeError(f"pictures must come as a sequence or an array, not {type(images).__name__}") from None
    for place, image in enumerate(images):
        pixels, shape, order = _picture(image, place)
        if first is None:
            first = (shape, order)
        elif first != (shape, order):
            raise UsageError(
                f"all pictures of a batch must have one shape: picture 0 is {_text(*first)}, and picture {place} is "
                f"{_text(shape, order)}"
            )
        kept.append(pixels)
    if first is None:
        raise UsageError("a batch must hold at least one picture")
    return PictureBatch(kept, *first)


def is_tensor(value: Any) -> bool:
    """Whether it is a tensor of torch, or of a class made from it."""
    torch = sys.modules.get("torch")  # who has a tensor has imported it
    return torch is not None and isinstance(value, torch.Tensor)


def is_pillow(value: Any) -> bool:
    """Whether it is an image of Pillow."""
    pillow = sys.modules.get("PIL.Image")
    return pillow is not None and isinstance(value, pillow.Image)


def _stack(images: Any) -> tuple[list[np.ndarray], tuple[int, int, int], int]:
    if len(images) == 0:
        raise UsageError("a batch must hold at least one picture")
    pixels = _tensor_pixels(images, 0) if is_tensor(images) else images
    shape, order = _shape_of(pixels.dtype, pixels.shape[1:], is_tensor(images), 0)
    return list(np.ascontiguousarray(pixels)), shape, order


def _picture(image: Any, place: int) -> tuple[np.ndarray, tuple[int, int, int], int]:
    if is_tensor(image):
        pixels = _tensor_pixels(image, place)
    elif isinstance(image, np.ndarray):
        pixels = image
    elif is_pillow(image):
        pixels = _pillow_pixels(image, place)
    else:
        raise ArgumentTypeError(
            f"picture {place} is a {type(image).__name__}; accepted are Pillow images, and uint8 arrays and tensors"
        )
    shape, order = _shape_of(pixels.dtype, pixels.shape, is_tensor(image), place)
    return np.ascontiguousarray(pixels), shape, order


def _tensor_pixels(tensor: Any, place: int) -> np.ndarray:
    if tensor.device.type != "cpu":
        raise UsageError(
            f"picture {place} lies on {tensor.device}: pictures are mixed on the CPU, before they go there"
        )
    if tensor.dtype is not sys.modules["torch"].uint8:
        raise _wrong_type(str(tensor.dtype).removeprefix("torch."), place)
    return tensor.detach().numpy()


def _pillow_pixels(image: Any, place: int) -> np.ndarray:
    if image.mode == "F" or image.mode.startswith("I"):
        raise ArgumentTypeError(
            f"picture {place} has the mode {image.mode}, more than 8 bits a channel: convert it to 8 bits first"
        )
    if image.mode in ("RGB", "L"):
        return np.asarray(image)
    return np.asarray(image.convert("L" if image.mode == "1" else "RGB"))


def _wrong_type(dtype: Any, place: int) -> ArgumentTypeError:
    return ArgumentTypeError(
        f"picture {place} has the type {dtype}; pictures must be uint8 in 0...255: mix before converting to float"
    )


def _shape_of(dtype: Any, shape: tuple[int, ...], of_tensor: bool, place: int) -> tuple[tuple[int, int, int], int]:
    if dtype != np.uint8:
        raise _wrong_type(dtype, place)
    if len(shape) == 2:
        return (shape[0], shape[1], 1), INTERLEAVED
    readings = []
    if len(shape) == 3 and shape[2] in (1, 3):
        readings.append(((shape[0], shape[1], shape[2]), INTERLEAVED))
    if len(shape) == 3 and shape[0] in (1, 3):
        readings.append(((shape[1], shape[2], shape[0]), PLANAR))
    if not readings:
        raise UsageError(
            f"picture {place} has the shape {tuple(shape)}; it must be (height, width), (height, width, channels) or "
            "(channels, height, width) with 1 or 3 channels"
        )
    return readings[-1 if of_tensor else 0]


def _text(shape: tuple[int, int, int], order: int) -> str:
    height, width, channels = shape
    name = "HWC" if order == INTERLEAVED else "CHW"
    return f"{height}x{width} with {channels} channel{'s' if channels > 1 else ''} ({name})"
