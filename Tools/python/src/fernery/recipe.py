"""Mixing recipes: by name, from a YAML file, or as a dict with the same keys."""

from __future__ import annotations

import copy
import os
import pathlib
from collections.abc import Mapping
from typing import Any

from . import _native, _places
from ._strict import Section, number, place_of, whole
from .errors import RecipeError

#: The version of the form that recipes are written in; one that does not tell its version is of version 1.
VERSION = 2

RECIPE_FOLDER = _places.recipe_folder()

IMAGE_OPERATIONS = [
    "equalize", "posterize", "rotate", "solarize", "shearX", "shearY", "translateX", "translateY", "mirror", "invert",
    "autocontrast", "color", "contrast", "brightness", "sharpness",
]  # fmt: skip
MIXING_OPERATIONS = ["add", "multiply", "randomPixels", "randomElements"]
FRAMEWORKS = ["chainMixed", "linear", "mixedInput", "rounds"]
OVERFLOWS = ["clip", "wrap"]
_PATCH_SHAPES = ["square", "scar", "squareOrScar", "squareOrBox", "whole"]
_SOURCES = ["fractalOnly", "fractalOrCopy"]
_ENLARGEMENTS = ["automatic", "nineEighths", "eightSevenths"]
_CUTOFFS = ["level", "zero"]
_LONGEST_FILE = 64 << 10
_DEEPEST = 16


def recipe_names() -> list[str]:
    """The names of the recipes that come with the package."""
    return sorted(path.stem for path in RECIPE_FOLDER.glob("*.yaml"))


def load_recipe(recipe: str | os.PathLike[str] | Mapping[str, Any]) -> dict[str, Any]:
    """A recipe as a dict of its keys, as its YAML file has them; a dict as a copy of all that it holds.

    Args:
        recipe: a name (:func:`recipe_names`), the path of a YAML file, or the dict itself.

    Raises:
        RecipeError: no recipe has this name, or the file is no YAML mapping.
    """
    import yaml

    if isinstance(recipe, Mapping):
        return copy.deepcopy(dict(recipe))
    try:
        name = os.fspath(recipe)
    except TypeError:
        raise RecipeError(f"`recipe` must be a name, a path or a dict, not {type(recipe).__name__}") from None
    path = pathlib.Path(name)
    if path.suffix not in (".yaml", ".yml") and os.sep not in name:
        path = RECIPE_FOLDER / f"{name}.yaml"
        if not path.is_file():
            raise RecipeError(
                f"no recipe is called {name!r}; there are {', '.join(recipe_names())}, and the paths of YAML files"
            )
    try:
        content = _parse(_text(path), path)
    except OSError as cause:
        raise RecipeError(f"the recipe {path} cannot be read: {cause.strerror}") from cause
    except (yaml.YAMLError, ValueError) as cause:
        raise RecipeError(f"the recipe {path} is not YAML: {' '.join(str(cause).split())}") from cause
    if not isinstance(content, dict):
        raise RecipeError(f"the recipe {path} must be a mapping of keys to values")
    return content


def _text(path: pathlib.Path) -> str:
    """The text of a file; nothing may ever come from a named pipe or a device."""
    if not path.is_file() and path.parent != pathlib.Path("/dev/fd"):
        raise RecipeError(f"the recipe {path} cannot be read: there is no such file, or it is none")
    with path.open("rb") as file:
        content = file.read(_LONGEST_FILE + 1)
    if len(content) > _LONGEST_FILE:
        raise RecipeError(f"the recipe {path} has more than {_LONGEST_FILE >> 10} KiB: it is no recipe")
    return content.decode("utf-8")


def _parse(text: str, path: pathlib.Path) -> Any:
    """What the YAML of a recipe holds. Its events are looked at before anything is built from them: no recipe has
    aliases, anchors, tags or deep nesting, with which a kilobyte can keep a reader busy for ever."""
    import yaml

    def refuse(event: yaml.Event, what: str) -> None:
        raise RecipeError(f"the recipe {path}, line {event.start_mark.line + 1}, {what}")

    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if not isinstance(event, yaml.NodeEvent):
            continue
        if isinstance(event, yaml.AliasEvent):
            refuse(event, f"has the alias *{event.anchor}: write the value itself")
        if event.anchor is not None or event.tag is not None:
            refuse(event, "has an anchor or a tag: leave it out")
        depth += isinstance(event, yaml.CollectionStartEvent)
        if depth > _DEEPEST:
            refuse(event, f"nests more than {_DEEPEST} deep")
    return yaml.safe_load(text)


def native_recipe(content: Mapping[str, Any]) -> _native.Recipe:
    """A recipe as the library takes it. Types and names are checked here, ranges by the library."""
    recipe = Section(content, "", RecipeError)
    if recipe.text("kind") != "mixing":
        raise RecipeError(f"kind must be `mixing`, not `{recipe.text('kind')}`: this is no mixing recipe")
    version = recipe.whole("version", 1, VERSION) if recipe.has("version") else 1
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
        framework=recipe.word("framework", FRAMEWORKS),
        chains=recipe.whole("chains"),
        least_depth=depth.whole("least"),
        most_depth=depth.whole("most"),
        image_level=levels.flag("image"),
        patch_level=levels.flag("patch"),
        concentration=recipe.number("concentration"),
        image_severity=image.number("severity"),
        autocontrast_cutoff=image.word("autocontrastCutoff", _CUTOFFS),
        blend_severity=mixing.number("blendSeverity"),
        overflow=mixing.word("overflow", OVERFLOWS),
        # Version 1 has patch sizes for pictures of every size.
        patch_side=0 if version == 1 else patches.whole("side"),
        patch_shape=patches.word("shape", _PATCH_SHAPES),
        patch_source=patches.word("source", _SOURCES),
        enlargement=picture.word("enlargement", _ENLARGEMENTS),
        shared_by_views=picture.flag("sharedByViews"),
    )
    result.image_operation_count = image.fill(
        "enabled", lambda value: place_of(value, IMAGE_OPERATIONS), result.image_operations
    )
    result.mixing_operation_count = mixing.fill(
        "enabled", lambda value: place_of(value, MIXING_OPERATIONS), result.mixing_operations
    )
    result.patch_size_count = patches.fill("sizes", whole, result.patch_sizes)
    count = normalization.fill("mean", number, result.mean)
    deviations = normalization.fill("standardDeviation", number, result.standard_deviation)
    if deviations != count:
        raise normalization.wrong("standardDeviation", f"must hold as many values as mean ({count}), not {deviations}")
    result.normalization_count = count
    for section in (recipe, depth, levels, image, mixing, patches, picture, normalization):
        section.refuse_the_rest()
    return result
