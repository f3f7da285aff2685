"""Samples as transforms take them: finding the picture in one, and giving a result the picture's kind."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from ._pictures import is_pillow, is_tensor
from .errors import ArgumentTypeError, UsageError

#: Parts of names by which pictures go in samples, and those of what belongs to a picture but is none.
_PICTURE_NAMES = re.compile(r"image|img|picture|photo|pixel|jpe?g|png|webp|rgb")
_OTHER_NAMES = re.compile(
    r"mask|segm|label|depth|annot|trimap|dispar|salien|heat_?map|"
    r"\b(seg|gt|map|target|flow|edges?|normals?|alpha|matte|instances?|semantic|panoptic|box(es)?|bbox(es)?)\b"
)

# How surely a thing is the picture of its sample: said by its class; by its colours; grey; an array of another type.
_TOLD, _COLOUR, _GREY, _UNLIKELY = 3, 2, 1, 0


def with_picture(sample: Any, change: Callable[[Any], Any], named: Any = None) -> Any:
    """The sample with its picture changed; a picture by itself is changed as it is.

    Args:
        named: the key or position of the picture; if None, it is found by names and kinds, and refused where they do
            not tell which one it is.
    """
    if isinstance(sample, Mapping):
        key = _place(list(sample.items()), sample, named)
        return {**sample, key: change(sample[key])}
    if isinstance(sample, (tuple, list)):
        fields = getattr(sample, "_fields", range(len(sample)))
        place = list(fields).index(_place(list(zip(fields, sample)), sample, named))
        items = [change(item) if number == place else item for number, item in enumerate(sample)]
        return type(sample)(*items) if hasattr(sample, "_fields") else type(sample)(items)
    return change(sample)


def _place(items: list[tuple[Any, Any]], sample: Any, named: Any) -> Any:
    """The key of the picture: of those with a picture's name, or else of all without another's, the surest."""
    form = type(sample).__name__
    if named is not None:
        if named in [key for key, _ in items]:
            return named
        raise UsageError(f"`picture` is {named!r}, and the {form} has {_listed(key for key, _ in items)}")
    sure = {key: sureness for key, item in items if (sureness := _sureness(item)) is not None}
    free = [key for key in sure if not _OTHER_NAMES.search(_words(key))]
    if not free:
        hint = f"; name one of {_listed(sure)} by `picture=` if it is one" if sure else ""
        raise ArgumentTypeError(f"the {form} holds no picture: no Pillow image, array or tensor{hint}")
    chosen = [key for key in free if _PICTURE_NAMES.search(_words(key))]
    if not chosen:
        # A picture that lies deeper is not passed over for a thing that may be its mask.
        if max(sure[key] for key in free) < _COLOUR and any(_holds_picture(item) for _, item in items):
            raise ArgumentTypeError(
                f"the picture of the {form} lies deeper: hand on what holds it, or the picture itself"
            )
        chosen = free
    surest = [key for key in chosen if sure[key] == max(sure[key] for key in chosen)]
    if len(surest) > 1:
        raise ArgumentTypeError(
            f"the {form} holds {len(surest)} pictures, {_listed(surest)}: name the one to mix by "
            f"`fernery.IPMix(..., picture={surest[0]!r})`"
        )
    return surest[0]


def _sureness(item: Any) -> int | None:
    """How surely an item is a picture; None where it is none."""
    if _is_tv_image(item):
        return _TOLD
    if is_pillow(item):
        # Palettes are those of label maps as often as of pictures.
        return _COLOUR if len(item.getbands()) > 2 else _GREY
    if not isinstance(item, np.ndarray) and (not is_tensor(item) or _is_tv_tensor(item)) or item.ndim not in (2, 3):
        return None
    if item.ndim == 3 and 3 in (item.shape[0], item.shape[2]) and "bool" not in str(item.dtype):
        return _COLOUR
    is_grey = str(item.dtype).endswith("uint8") and (item.ndim == 2 or 1 in (item.shape[0], item.shape[2]))
    return _GREY if is_grey and min(sorted(item.shape)[-2:]) >= 8 else _UNLIKELY


def _holds_picture(item: Any) -> bool:
    """Whether a mapping or sequence within a sample holds what its class or name says to be a picture."""
    if isinstance(item, Mapping):
        inner = list(item.items())
    elif isinstance(item, (tuple, list)):
        inner = list(zip(getattr(item, "_fields", range(len(item))), item))
    else:
        return False
    for key, part in inner:
        words, sureness = _words(key), _sureness(part)
        if sureness is not None and not _OTHER_NAMES.search(words):
            if sureness >= _COLOUR or _PICTURE_NAMES.search(words):
                return True
    return any(_holds_picture(part) for _, part in inner)


def _words(key: Any) -> str:
    """A name in small letters, its words apart: `segMap`, `seg_map` and `seg.map` are `seg map`."""
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key)).lower() if isinstance(key, str) else ""


def _listed(keys: Iterable[Any]) -> str:
    return ", ".join(repr(key) for key in keys) or "nothing"


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
