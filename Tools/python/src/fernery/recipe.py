"""Mixing recipes: by name, from a YAML file, or as a dict with the same keys."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable, Mapping
from typing import Any

from . import _native
from .errors import RecipeError

RECIPE_FOLDER = pathlib.Path(__file__).resolve().parent / "recipes"

_IMAGE_OPERATIONS = [
    "equalize", "posterize", "rotate", "solarize", "shearX", "shearY", "translateX", "translateY", "mirror", "invert",
    "autocontrast", "color", "contrast", "brightness", "sharpness",
]  # fmt: skip
_MIXING_OPERATIONS = ["add", "multiply", "randomPixels", "randomElements"]
_FRAMEWORKS = ["chainMixed", "linear", "mixedInput", "rounds"]
_OVERFLOWS = ["clip", "wrap"]
_PATCH_SHAPES = ["square", "scar", "squareOrScar", "squareOrBox", "whole"]
_SOURCES = ["fractalOnly", "fractalOrCopy"]
_ENLARGEMENTS = ["automatic", "nineEighths", "eightSevenths"]
_CUTOFFS = ["level", "zero"]


def recipe_names() -> list[str]:
    """The names of the recipes that come with the package."""
    return sorted(path.stem for path in RECIPE_FOLDER.glob("*.yaml"))


def load_recipe(recipe: str | os.PathLike[str] | Mapping[str, Any]) -> dict[str, Any]:
    """A recipe as a dict of its keys, as its YAML file has them.

    Args:
        recipe: a name (:func:`recipe_names`), the path of a YAML file, or the dict itself.

    Raises:
        RecipeError: no recipe has this name, or the file is no YAML mapping.
    """
    import yaml

    if isinstance(recipe, Mapping):
        return dict(recipe)
    name = os.fspath(recipe)
    path = pathlib.Path(name)
    if path.suffix not in (".yaml", ".yml") and os.sep not in name:
        path = RECIPE_FOLDER / f"{name}.yaml"
        if not path.is_file():
            raise RecipeError(
                f"no recipe is called {name!r}; there are {', '.join(recipe_names())}, and the paths of YAML files"
            )
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as cause:
        raise RecipeError(f"the recipe {path} cannot be read: {cause.strerror}") from cause
    except (yaml.YAMLError, UnicodeDecodeError) as cause:
        raise RecipeError(f"the recipe {path} is not YAML: {' '.join(str(cause).split())}") from cause
    if not isinstance(content, dict):
        raise RecipeError(f"the recipe {path} must be a mapping of keys to values")
    return content


def native_recipe(content: Mapping[str, Any]) -> _native.Recipe:
    """A recipe as the library takes it. Types and names are checked here, ranges by the library."""
    recipe = _Section(content, "")
    if recipe.text("kind") != "mixing":
        raise RecipeError(f"kind must be `mixing`, not `{recipe.text('kind')}`: this is no mixing recipe")
    depth, levels = recipe.section("depth"), recipe.section("levels")
    image, mixing = recipe.section("imageOperations"), recipe.section("mixingOperations")
    patches, picture = recipe.section("patches"), recipe.section("mixingPicture")
    normalization = recipe.section("normalization")
    recipe.text("description")

    name = recipe.text("name").encode()
    if not 0 < len(name) < 64:
        raise RecipeError("name must have 1 to 63 bytes")
    result = _native.Recipe(
        name=name,
        framework=recipe.word("framework", _FRAMEWORKS),
        chains=recipe.whole("chains"),
        least_depth=depth.whole("least"),
        most_depth=depth.whole("most"),
        image_level=levels.flag("image"),
        patch_level=levels.flag("patch"),
        concentration=recipe.number("concentration"),
        image_severity=image.number("severity"),
        autocontrast_cutoff=image.word("autocontrastCutoff", _CUTOFFS),
        blend_severity=mixing.number("blendSeverity"),
        overflow=mixing.word("overflow", _OVERFLOWS),
        patch_shape=patches.word("shape", _PATCH_SHAPES),
        patch_source=patches.word("source", _SOURCES),
        enlargement=picture.word("enlargement", _ENLARGEMENTS),
        shared_by_views=picture.flag("sharedByViews"),
    )
    image.fill("enabled", lambda value: _place(value, _IMAGE_OPERATIONS), result, "image_operations")
    mixing.fill("enabled", lambda value: _place(value, _MIXING_OPERATIONS), result, "mixing_operations")
    patches.fill("sizes", _whole, result, "patch_sizes")
    normalization.fill("mean", _number, result, "mean", count="normalization_count")
    count = result.normalization_count
    normalization.fill("standardDeviation", _number, result, "standard_deviation", count="normalization_count")
    if result.normalization_count != count:
        raise RecipeError(
            f"normalization.standardDeviation must hold as many values as mean ({count}), not "
            f"{result.normalization_count}"
        )
    for section in (recipe, depth, levels, image, mixing, patches, picture, normalization):
        section.refuse_the_rest()
    return result


def normalization(content: Mapping[str, Any]) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of a recipe, which was checked before."""
    values = content["normalization"]
    return list(values["mean"]), list(values["standardDeviation"])


class _Section:
    """A mapping of a recipe that is read key by key, strictly."""

    def __init__(self, content: Any, path: str) -> None:
        if not isinstance(content, Mapping):
            raise RecipeError(f"{path} must be a mapping of keys to values")
        self._content = content
        self._path = path
        self._read: list[str] = []

    def section(self, key: str) -> _Section:
        return _Section(self._value(key), self._full(key))

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str):
            raise RecipeError(f"{self._full(key)} must be a text, not {value!r}")
        return value

    def word(self, key: str, words: list[str]) -> int:
        return self._converted(key, lambda value: _place(value, words))

    def whole(self, key: str) -> int:
        return self._converted(key, _whole)

    def number(self, key: str) -> float:
        return self._converted(key, _number)

    def flag(self, key: str) -> int:
        value = self._value(key)
        if not isinstance(value, bool):
            raise RecipeError(f"{self._full(key)} must be true or false, not {value!r}")
        return int(value)

    def fill(
        self, key: str, convert: Callable[[Any], Any], recipe: _native.Recipe, field: str, count: str | None = None
    ) -> None:
        """Puts a list into an array of the struct, and its length into the field `count`."""
        values, array = self._value(key), getattr(recipe, field)
        if not isinstance(values, (list, tuple)):
            raise RecipeError(f"{self._full(key)} must be a list, not {values!r}")
        if len(values) > len(array):
            raise RecipeError(f"{self._full(key)} must hold {len(array)} values at most, not {len(values)}")
        for place, value in enumerate(values):
            try:
                array[place] = convert(value)
            except _WrongValue as wrong:
                raise RecipeError(f"{self._full(key)}[{place}] {wrong}") from None
        setattr(recipe, count or f"{field[:-1]}_count", len(values))

    def refuse_the_rest(self) -> None:
        for key in self._content:
            if key not in self._read:
                raise RecipeError(f"{self._full(str(key))} is unknown; the keys here are {', '.join(self._read)}")

    def _converted(self, key: str, convert: Callable[[Any], Any]) -> Any:
        try:
            return convert(self._value(key))
        except _WrongValue as wrong:
            raise RecipeError(f"{self._full(key)} {wrong}") from None

    def _value(self, key: str) -> Any:
        if key not in self._content:
            raise RecipeError(f"{self._full(key)} is missing; a recipe has every key")
        if key not in self._read:
            self._read.append(key)
        return self._content[key]

    def _full(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


class _WrongValue(Exception):
    """What is wrong with a value, to follow the name of its key."""


def _place(value: Any, words: list[str]) -> int:
    if value not in words:
        raise _WrongValue(f"must be one of {', '.join(words)}, not {value!r}")
    return words.index(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**32:
        raise _WrongValue(f"must be a whole number that is not negative, not {value!r}")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _WrongValue(f"must be a number, not {value!r}")
    return float(value)
