"""The sizes of patches in pictures of every size, against the law restated in NumPy."""

import json

import numpy as np
import pytest
from restatement import patch_chances, patch_sizes
from test_plans import changed

SIDES = [(32, 32), (48, 48), (64, 64), (96, 96), (40, 56), (56, 40), (224, 224), (256, 256), (384, 384), (512, 512)]


def drawn(probe, recipe, sides, count):
    """The (height, width) of the patches of many plans."""
    found = []
    for index in range(count):
        sample = dict(seed=77, epoch=0, index=index, view=0, assets=100, assetSide=64)
        plan = json.loads(probe.ask([], shape=(*sides, 3), recipe=recipe, sample=sample))
        steps = [step for chain in plan["chains"] for step in chain["steps"] if "patch" in step]
        found += [(step["patch"]["height"], step["patch"]["width"]) for step in steps]
    return found


def agrees(counts, chances):
    """Chi-square far below what one of a million fair runs exceeds (Wilson and Hilferty)."""
    counts, chances = np.array(counts, float), np.array(chances, float)
    expected = chances / chances.sum() * counts.sum()
    freedom = len(counts) - 1
    limit = freedom * (1 - 2 / (9 * freedom) + 4.75 * (2 / (9 * freedom)) ** 0.5) ** 3
    return ((counts - expected) ** 2 / expected).sum() < limit


@pytest.mark.parametrize("sides", SIDES, ids=str)
@pytest.mark.parametrize("name", ["reference-cifar", "reference-imagenet"])
def test_patches_follow_the_law_of_their_sizes(probe, name, sides):
    recipe = changed(name, levels_image=False)
    chances = patch_chances(recipe["patches"], *sides)
    found = drawn(probe, recipe, sides, 500)
    # The sizes themselves, the whole picture the last, and boxes by the octaves of their sides.
    sizes = patch_sizes(recipe["patches"], *sides)
    distinct = sorted(set(sizes))

    def kind(patch):
        return patch if patch in distinct else tuple(int(np.log2(side)) for side in patch)

    kinds = {}
    for patch, chance in chances.items():
        kinds[kind(patch)] = kinds.get(kind(patch), 0) + chance
    common = [k for k in kinds if kinds[k] * len(found) >= 5]
    rest = [k for k in kinds if k not in common]
    counts = [sum(kind(patch) == k for patch in found) for k in common]
    chances = [kinds[k] for k in common]
    if rest and sum(kinds[k] for k in rest) * len(found) >= 5:
        counts.append(len(found) - sum(counts))
        chances.append(sum(kinds[k] for k in rest))
    assert set(map(kind, found)) <= set(kinds)
    assert agrees(counts, chances)
    whole = sum(patch == sides for patch in found) / len(found)
    assert abs(whole - 0.5 * sizes.count(sides) / len(sizes)) < 0.06 and whole > 0.02


@pytest.mark.parametrize("sides", [(32, 32), (48, 48), (40, 56), (256, 256)], ids=str)
def test_a_recipe_of_version_1_clamps_at_every_size(probe, sides):
    recipe = changed("reference-cifar", levels_image=False, patches_side=0, patches_shape="square")
    assert set(drawn(probe, recipe, sides, 40)) == {(size, size) for size in (4, 8, 16, 32)}
