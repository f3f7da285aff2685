"""Checks of arguments: each refuses with the argument's name, what came and what is accepted."""

from __future__ import annotations

import operator
import os
import sys
from typing import Any

import numpy as np

from .errors import ArgumentTypeError, UsageError


def whole(value: Any, least: int, most: int, name: str) -> int:
    """A whole number of any library, in a range."""
    number = as_whole(value)
    if number is None or not least <= number <= most:
        raise UsageError(f"`{name}` must be a whole number in {least}...{most}, not {value!r}")
    return number


def as_whole(value: Any) -> int | None:
    """A whole number as Python's own, or None where it is none; true and false are none."""
    if isinstance(value, (bool, np.bool_)):
        return None
    try:
        return operator.index(value)
    except (TypeError, ValueError, RuntimeError):
        return None


def flag(value: Any, name: str) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise UsageError(f"`{name}` must be True or False, not {value!r}")
    return bool(value)


def views(value: Any) -> int:
    number = as_whole(value)
    if number not in (0, 1, 3):
        raise UsageError(
            f"`views` must be 0 (clean), 1 (one mixed view) or 3 (clean and two mixed views), not {value!r}"
        )
    return number


def sides(value: Any, name: str) -> tuple[int, int]:
    """One side of a square, or (height, width)."""
    both = (value, value) if as_whole(value) is not None else value
    if not isinstance(both, (tuple, list)) or len(both) != 2:
        raise UsageError(f"`{name}` must be one side or (height, width), not {value!r}")
    return (whole(both[0], 8, 1024, name), whole(both[1], 8, 1024, name))


def text(value: Any, name: str) -> bytes:
    """A text in UTF-8 for the library, where a zero byte would end it."""
    if not isinstance(value, str):
        raise ArgumentTypeError(f"`{name}` must be a text, not {type(value).__name__}")
    if "\0" in value:
        raise UsageError(f"`{name}` must not hold a zero byte: {value!r}")
    return value.encode()


def path(value: Any, name: str) -> str:
    """A path as a text."""
    try:
        found = os.fsdecode(value)
    except TypeError:
        raise ArgumentTypeError(f"`{name}` must be a path, not {type(value).__name__}") from None
    if "\0" in found:
        raise UsageError(f"`{name}` must not hold a zero byte: {found!r}")
    try:
        os.fsencode(found)
    except UnicodeEncodeError:
        raise UsageError(
            f"`{name}` cannot be a path in the encoding {sys.getfilesystemencoding()} of this locale: {ascii(found)}; "
            "set PYTHONUTF8=1"
        ) from None
    return found


def whole_numbers(values: Any) -> np.ndarray | None:
    """Whole numbers in one dimension as an array of a whole type, or None where they are something else."""
    try:
        numbers = np.asarray(values)
    except (ValueError, TypeError, RuntimeError):
        return None
    if numbers.ndim != 1:
        return None
    if numbers.dtype.kind in "iu":
        return numbers
    if numbers.size == 0:
        return numbers.astype(np.int64)
    # NumPy makes floats of lists that hold numbers from 2^63 on beside smaller ones.
    found = [as_whole(value) for value in values] if isinstance(values, (list, tuple)) else [None]
    if any(number is None or not 0 <= number < 2**64 for number in found):
        return None
    return np.array(found, dtype=np.uint64)


def described(value: object) -> str:
    """What came, for an error."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} of shape {value.shape}"
    return type(value).__name__
