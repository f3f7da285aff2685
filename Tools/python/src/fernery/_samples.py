"""Samples as transforms take them: finding the picture in one, and giving a result the picture's kind."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ._pictures import is_pillow, is_tensor
from .errors import ArgumentTypeError


def with_first_picture(sample: Any, change: Callable[[Any], Any]) -> Any:
    """The sample with its first picture changed; a picture by itself is changed as it is."""
    if isinstance(sample, Mapping):
        key = _place(sample.items(), sample)
        return {**sample, key: change(sample[key])}
    if isinstance(sample, (tuple, list)):
        place = _place(enumerate(sample), sample)
        items = [change(item) if number == place else item for number, item in enumerate(sample)]
        return type(sample)(*items) if hasattr(sample, "_fields") else type(sample)(items)
    return change(sample)


def _place(items: Any, sample: Any) -> Any:
    """The key of the first picture: an image for certain, else the first array or tensor of a picture's form."""
    likely = []
    for key, item in items:
        if is_pillow(item) or _is_tv_image(item):
            return key
        if (isinstance(item, np.ndarray) or is_tensor(item) and not _is_tv_tensor(item)) and item.ndim in (2, 3):
            likely.append(key)
    if not likely:
        raise ArgumentTypeError(f"the {type(sample).__name__} holds no picture: no Pillow image, array or tensor")
    return likely[0]


def like(image: Any, result: np.ndarray, *, eight_bit: bool, channels_last: bool) -> Any:
    """The result as the kind of thing that came in."""
    if isinstance(image, np.ndarray):
        return result
    if is_pillow(image) and eight_bit:
        import PIL.Image

        pixels = result if channels_last else result.transpose(1, 2, 0)
        return PIL.Image.fromarray(np.ascontiguousarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels))
    try:
        import torch
    except ImportError:
        return result
    tensor = torch.from_numpy(result)
    if eight_bit and not channels_last and _is_tv_image(image):
        return sys.modules["torchvision.tv_tensors"].wrap(tensor, like=image)
    return tensor


def drawn_key() -> int:
    """A key from the generator that other transforms draw from."""
    torch = sys.modules.get("torch")
    if torch is not None:
        return int(torch.randint(0, 2**62, ()).item())
    return int(np.random.randint(0, 2**62))


def _is_tv_image(value: Any) -> bool:
    kinds = sys.modules.get("torchvision.tv_tensors")
    return kinds is not None and isinstance(value, kinds.Image)


def _is_tv_tensor(value: Any) -> bool:
    kinds = sys.modules.get("torchvision.tv_tensors")
    return kinds is not None and isinstance(value, kinds.TVTensor)
