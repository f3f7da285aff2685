"""Files of recipes that are none: what is wrong is told at once."""

from __future__ import annotations

import os

import fernery
import pytest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a0: &a0 [x, x]\na1: [*a0, *a0]\n", "line 1, has an anchor"),
        ("a: 1\nb: *a\n", r"line 2, has the alias \*a"),
        ("a: !!binary x\n", "line 1, has an anchor or a tag"),
        ("a: " + "[" * 17 + "]" * 17, "line 1, nests more than 16 deep"),
        ("#" * 65_537, "more than 64 KiB"),
        ("a: 2001-99-99\n", "is not YAML"),
        ("- a\n", "must be a mapping"),
    ],
)
def test_yaml_that_no_recipe_needs_is_refused_at_once(tmp_path, text, words):
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(fernery.RecipeError, match=words):
        fernery.load_recipe(path)


def test_a_pipe_in_the_place_of_a_recipe_is_an_error(tmp_path):
    os.mkfifo(tmp_path / "recipe.yaml")
    with pytest.raises(fernery.RecipeError, match="cannot be read"):
        fernery.load_recipe(tmp_path / "recipe.yaml")
