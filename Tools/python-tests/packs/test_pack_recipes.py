"""Recipes: a plan or a catalog from which the receiver grows the very same store."""

import gzip
import shutil

import pytest
from commands import COUNT, forge, root_of


@pytest.mark.parametrize("kind", ["plan", "catalog"])
def test_a_recipe_regrows_the_same_store(made, tmp_path, fernery, config, root, kind):
    fernery("pack", "grow", made / kind, "--out", tmp_path / "g.fernery")
    assert root_of(tmp_path / "g.fernery", config) == root
    fernery("pack", "unpack", made / kind, "--out", tmp_path / "u.fernery", expect=64)


def test_recipes_are_small(made):
    size = {kind: sum(path.stat().st_size for path in (made / kind).iterdir()) for kind in ("plan", "catalog")}
    assert size["plan"] < 10_000
    catalog = (made / "catalog/catalog.bin.gz").read_bytes()
    assert len(catalog) <= 512 * COUNT
    assert gzip.decompress(catalog) == (made / "pack/catalog.bin").read_bytes()


def test_a_recipe_that_lies_is_found_out(made, tmp_path, fernery):
    shutil.copytree(made / "catalog", tmp_path / "p")
    forge(tmp_path / "p", lambda manifest: manifest.update(root="ab" * 32))
    assert "root" in fernery("pack", "grow", tmp_path / "p", "--out", tmp_path / "g.fernery", expect=65).stderr
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["p"]


@pytest.mark.parametrize("command", ["verify", "grow"])
@pytest.mark.parametrize(
    "preset, word",
    [
        (b"laws: [", "preset.yaml"),
        (b"\xff\xfe\x00", "preset.yaml"),
        (b"x: \x1b[31m\n", "preset.yaml"),
        (None, "another release"),
        ("pool", "recipe.pool"),
    ],
)
def test_the_preset_of_a_recipe_is_read(made, tmp_path, fernery, command, preset, word):
    recipe = tmp_path / "p"
    shutil.copytree(made / "plan", recipe)
    if preset is None:
        # Another plan: a digit of a number is changed.
        text = (recipe / "preset.yaml").read_text()
        changed = text.replace("samplesPerPixel: 12", "samplesPerPixel: 13")
        assert changed != text
        (recipe / "preset.yaml").write_text(changed)
        forge(recipe)
    elif preset == "pool":
        forge(recipe, lambda manifest: manifest["recipe"].update(pool=1 << 40))
    else:
        (recipe / "preset.yaml").write_bytes(preset)
        forge(recipe)
    out = ["--out", tmp_path / "g.fernery"] if command == "grow" else []
    message = fernery("pack", command, recipe, *out, expect=65).stderr
    assert word in message and message.count("\n") == 1 and "\x1b" not in message
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["p"]


@pytest.mark.parametrize("kind", ["plan", "catalog"])
def test_a_recipe_is_verified(made, fernery, kind):
    assert "is sound" in fernery("pack", "verify", made / kind).stdout
