"""Dicts as the JSON that the library reads; what they must hold, it alone knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from .errors import FerneryError


def encoded(content: Any, name: str, error: type[FerneryError]) -> bytes:
    """A dict as JSON, also with numbers and arrays of NumPy.

    Raises:
        error: it holds what JSON has no form for.
    """
    try:
        return json.dumps(content, allow_nan=False, default=_plain).encode()
    except (TypeError, ValueError, RecursionError) as cause:
        raise error(f"the {name} cannot be JSON: {cause}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"it holds a {type(value).__name__}")
