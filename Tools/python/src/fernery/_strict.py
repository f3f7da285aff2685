"""Reading mappings key by key, strictly: every error names the key, what came and what is accepted."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Mapping
from typing import Any

from .errors import FerneryError


class WrongValue(Exception):
    """What is wrong with a value, to follow the name of its key."""


class Section:
    """A mapping whose keys are all known, each of one type."""

    def __init__(self, content: Any, path: str, error: type[FerneryError]) -> None:
        if not isinstance(content, Mapping):
            raise error(f"{path or 'it'} must be a mapping of keys to values, not {content!r}")
        self._content = content
        self._path = path
        self._error = error
        self._read: list[str] = []

    def section(self, key: str) -> Section:
        return Section(self.value(key), self._full(key), self._error)

    def sections(self, key: str) -> list[Section]:
        values = enumerate(self.list(key))
        return [Section(value, f"{self._full(key)}[{place}]", self._error) for place, value in values]

    def has(self, key: str) -> bool:
        if key not in self._read:
            self._read.append(key)
        return key in self._content

    def text(self, key: str) -> str:
        value = self.value(key)
        if not isinstance(value, str):
            raise self.wrong(key, f"must be a text, not {value!r}")
        return value

    def word(self, key: str, words: list[str]) -> int:
        return self._converted(key, lambda value: place_of(value, words))

    def whole(self, key: str, least: int = 0, most: int = 2**32 - 1) -> int:
        return self._converted(key, lambda value: whole(value, least, most))

    def number(self, key: str) -> float:
        return self._converted(key, number)

    def flag(self, key: str) -> int:
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.wrong(key, f"must be true or false, not {value!r}")
        return int(value)

    def list(self, key: str) -> list[Any]:
        value = self.value(key)
        if not isinstance(value, (list, tuple)):
            raise self.wrong(key, f"must be a list, not {value!r}")
        return list(value)

    def fill(self, key: str, convert: Callable[[Any], Any], array: Any) -> int:
        """Puts a list into a C array; returns how many values it has."""
        values = self.list(key)
        if len(values) > len(array):
            raise self.wrong(key, f"must hold {len(array)} values at most, not {len(values)}")
        for place, value in enumerate(values):
            try:
                array[place] = convert(value)
            except WrongValue as wrong:
                raise self.wrong(f"{key}[{place}]", str(wrong)) from None
        return len(values)

    def refuse_the_rest(self) -> None:
        for key in self._content:
            if key not in self._read:
                raise self.wrong(str(key), f"is unknown; the keys here are {', '.join(self._read)}")

    def value(self, key: str) -> Any:
        if not self.has(key):
            raise self.wrong(key, "is missing")
        return self._content[key]

    def wrong(self, key: str, rule: str) -> FerneryError:
        return self._error(f"{self._full(key)} {rule}")

    def _converted(self, key: str, convert: Callable[[Any], Any]) -> Any:
        try:
            return convert(self.value(key))
        except WrongValue as wrong:
            raise self.wrong(key, str(wrong)) from None

    def _full(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def place_of(value: Any, words: list[str]) -> int:
    if value not in words:
        raise WrongValue(f"must be one of {', '.join(words)}, not {value!r}")
    return words.index(value)


def whole(value: Any, least: int = 0, most: int = 2**32 - 1) -> int:
    """A whole number; one of 64 bits also as a text of digits, as plans write seeds."""
    if isinstance(value, str) and value.isdecimal() and most == 2**64 - 1:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or not least <= value <= most:
        raise WrongValue(f"must be a whole number in {least}...{most}, not {value!r}")
    return int(value)


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise WrongValue(f"must be a number, not {value!r}")
    return float(value)
