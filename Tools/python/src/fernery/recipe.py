"""Mixing recipes: by name, from a YAML file, or as a dict with the same keys."""

from __future__ import annotations

import copy
import os
import pathlib
from collections.abc import Mapping
from typing import Any

from . import _places
from .errors import RecipeError

RECIPE_FOLDER = _places.recipe_folder()
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
