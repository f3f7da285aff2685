"""Fernery: fractals from a store, mixed into training images by IPMix at native speed.

Three lines make a data set of mixed pictures::

    mix = fernery.IPMix(fernery.generate("cifar"), size=32)
    data = fernery.IPMixDataset(torchvision.datasets.CIFAR10("data"), mix, views=3, crop_padding=4, flip=True)
    loader = torch.utils.data.DataLoader(data, batch_size=128, shuffle=True, num_workers=2)

The method: Huang et al., "IPMix: Label-Preserving Data Augmentation Method for Training Robust Classifiers", NeurIPS
2023, arXiv 2310.04780.
"""

from __future__ import annotations

import importlib.util as _util
from typing import TYPE_CHECKING, Any

from . import _places
from .errors import (
    AccessError,
    ArgumentTypeError,
    BusyError,
    ClosedError,
    FerneryError,
    InternalError,
    InvalidDataError,
    LibraryError,
    MissingError,
    NoSuchAssetError,
    NoSuchSampleError,
    RecipeError,
    StorageError,
    UnavailableError,
    UsageError,
)
from .generation import generate
from .importing import import_folder
from .loss import jsd_loss
from .mixing import IPMix
from .recipe import load_recipe, recipe_names
from .store import Store

if TYPE_CHECKING:
    from .dataset import IPMixDataset as IPMixDataset
    from .loader import Loader as Loader

__version__ = _places.version()

#: What needs torch is imported when it is first asked for, so that everything else works without it.
_WITH_TORCH = {"IPMixDataset": "dataset", "Loader": "loader"}

__all__ = [
    "AccessError",
    "ArgumentTypeError",
    "BusyError",
    "ClosedError",
    "FerneryError",
    "IPMix",
    "InternalError",
    "InvalidDataError",
    "LibraryError",
    "MissingError",
    "NoSuchAssetError",
    "NoSuchSampleError",
    "RecipeError",
    "StorageError",
    "Store",
    "UnavailableError",
    "UsageError",
    "generate",
    "import_folder",
    "jsd_loss",
    "load_recipe",
    "recipe_names",
]
if _util.find_spec("torch") is not None:
    __all__ += list(_WITH_TORCH)


def __getattr__(name: str) -> Any:
    if name in _WITH_TORCH:
        import importlib

        try:
            return getattr(importlib.import_module(f".{_WITH_TORCH[name]}", __name__), name)
        except ModuleNotFoundError as cause:
            if (cause.name or "").partition(".")[0] != "torch":
                raise
            raise AttributeError(f"fernery.{name} needs PyTorch: pip install torch") from cause
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
