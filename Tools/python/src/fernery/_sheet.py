"""Sheets of pictures for notebooks."""

from __future__ import annotations

import numpy as np

from ._kinds import Image

_GAP = 2


def sheet(pictures: np.ndarray, *, columns: int) -> Image:
    """Pictures (count, height, width, channels) of uint8 in rows of ``columns``, as a Pillow image."""
    import PIL.Image

    count, height, width, channels = pictures.shape
    columns = max(1, min(columns, count))
    rows = -(-count // columns)
    canvas = np.full((rows * (height + _GAP) + _GAP, columns * (width + _GAP) + _GAP, channels), 24, dtype=np.uint8)
    for place, picture in enumerate(pictures):
        top = _GAP + (place // columns) * (height + _GAP)
        left = _GAP + (place % columns) * (width + _GAP)
        canvas[top : top + height, left : left + width] = picture
    return PIL.Image.fromarray(canvas if channels == 3 else canvas[:, :, 0])
