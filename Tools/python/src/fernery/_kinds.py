"""The names that annotations give to pictures: `typing.get_type_hints` finds them without Pillow and PyTorch, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image
    from torch import Tensor

    Picture = Image | np.ndarray | Tensor
else:
    Image = Tensor = Picture = Any
