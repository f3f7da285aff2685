"""Mixing: the guarantees, the kinds of pictures, plans, errors. What is computed is tested against NumPy and Pillow."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess

import fernery
import numpy as np
import pytest
from fernery._program import program
from PIL import Image

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def mix(store):
    return fernery.IPMix(store, 32, seed=3)


@pytest.fixture(scope="module")
def expected(mix, pictures):
    return mix.batch(pictures, range(64), epoch=2)[0]


def test_a_sample_depends_on_its_number_alone(mix, pictures, expected):
    order = np.random.default_rng(1).permutation(64)
    assert np.array_equal(mix.batch(pictures[order], order, epoch=2)[0], expected[order])
    assert np.array_equal(mix.batch(pictures, range(64), epoch=2, threads=4)[0], expected)
    for index in (0, 31, 63):
        assert np.array_equal(mix(pictures[index], key=index, epoch=2), expected[index])
    again = pickle.loads(pickle.dumps(mix))
    assert np.array_equal(again.batch(pictures, range(64), epoch=2)[0], expected)


def test_other_seeds_epochs_and_samples_differ(mix, store, pictures, expected):
    assert not np.array_equal(mix.batch(pictures, range(64), epoch=3)[0], expected)
    assert not np.array_equal(fernery.IPMix(store, 32, seed=4).batch(pictures, range(64), epoch=2)[0], expected)
    assert not np.array_equal(mix.batch(pictures, range(1, 65), epoch=2)[0], expected)


def test_every_kind_of_picture_gives_the_same(mix, pictures, expected):
    planar = np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))
    assert np.array_equal(mix.batch(planar, range(64), epoch=2)[0], expected)
    assert np.array_equal(mix.batch(torch.from_numpy(planar), range(64), epoch=2)[0], expected)
    images = [Image.fromarray(picture) for picture in pictures]
    assert np.array_equal(mix.batch(images, range(64), epoch=2)[0], expected)
    tensor = mix(torch.from_numpy(planar[0]), key=0, epoch=2)
    assert isinstance(tensor, torch.Tensor) and np.array_equal(tensor.numpy(), expected[0])
    assert isinstance(mix(Image.fromarray(pictures[0]), key=0), torch.Tensor)


def test_outputs_are_one_picture_in_many_forms(store, pictures, expected):
    last = fernery.IPMix(store, 32, seed=3, channels_last=True).batch(pictures, range(64), epoch=2)[0]
    assert np.array_equal(last.transpose(0, 3, 1, 2), expected)
    eight = fernery.IPMix(store, 32, seed=3, output="uint8").batch(pictures, range(64), epoch=2)[0]
    unit = expected * np.float32(0.5) + np.float32(0.5)
    assert np.array_equal(eight, np.clip(np.rint(unit * np.float32(255)), 0, 255).astype(np.uint8))
    image = fernery.IPMix(store, 32, seed=3, output="uint8")(Image.fromarray(pictures[0]), key=0, epoch=2)
    assert isinstance(image, Image.Image) and np.array_equal(np.asarray(image).transpose(2, 0, 1), eight[0])


def test_triples_hold_the_clean_picture_and_two_views(mix, pictures):
    triple = mix.batch(pictures, range(64), views=3)
    clean = (pictures.transpose(0, 3, 1, 2) / np.float32(255) - np.float32(0.5)) / np.float32(0.5)
    assert np.allclose(triple[0], clean, atol=1e-6)
    assert np.array_equal(mix.batch(pictures, range(64), views=0)[0], triple[0])
    assert not np.array_equal(triple[1], triple[2])


def test_crop_and_flip_are_those_of_their_law(mix, pictures):
    numbers = np.arange(4000, dtype=np.uint64)
    marked = np.zeros((32, 32, 3), np.uint8)
    marked[16, 8] = 255  # one pixel, off the middle, tells crop and flip
    out = mix.batch([marked] * 4000, numbers, views=0, crop_padding=4, flip=True)[0, :, 0]
    rows, columns = np.array([np.argwhere(picture == picture.max())[0] for picture in out]).T
    flipped = columns > 15
    top, left = 16 + 4 - rows, 8 + 4 - np.where(flipped, 31 - columns, columns)
    assert set(top) == set(left) == set(range(9))
    assert abs(flipped.mean() - 0.5) < 4 * 0.5 / 4000**0.5
    for counts in (np.bincount(top), np.bincount(left)):  # chi-square with 8 degrees of freedom, far below its 99.99 %
        assert ((counts - 4000 / 9) ** 2 / (4000 / 9)).sum() < 31.8
    triple = mix.batch(pictures, range(64), views=3, crop_padding=4, flip=True)
    assert np.array_equal(triple[0], mix.batch(pictures, range(64), views=0, crop_padding=4, flip=True)[0])


def test_crops_are_numpys(mix, pictures):
    out = mix.batch(pictures, range(64), views=0, crop_padding=3)[0]
    padded = np.pad(pictures, ((0, 0), (3, 3), (3, 3), (0, 0))).transpose(0, 3, 1, 2)
    clean = (padded / np.float32(255) - np.float32(0.5)) / np.float32(0.5)
    for place in range(64):
        candidates = [clean[place, :, top : top + 32, left : left + 32] for top in range(7) for left in range(7)]
        assert any(np.allclose(out[place], candidate, atol=1e-6) for candidate in candidates)


def test_plans_explain_and_replay_a_result(mix, pictures, expected):
    for index in range(64):
        plan = json.loads(json.dumps(mix.plan(index, epoch=2)))
        assert plan["index"] == index and plan["recipe"] == "reference-cifar"
        assert np.array_equal(mix.apply(plan, pictures[index]), expected[index])


def test_plans_are_those_of_the_command_line(mix, store_path, pictures, tmp_path):
    Image.fromarray(pictures[0]).save(tmp_path / "a.png")
    command = [program(), "mix", tmp_path / "a.png", "--store", store_path, "--seed", "3", "--epoch", "2", "--explain"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert json.loads(told) == mix.plan(0, epoch=2)


def test_explicit_masks_are_replayed(mix, pictures):
    mask = np.random.default_rng(2).integers(0, 2, (8, 4))
    plan = {
        "version": 1, "imageShape": {"height": 32, "width": 32, "channels": 3}, "framework": "chainMixed",
        "mixingWeight": 1.0, "overflow": "clip",
        "chains": [{"weight": 1.0, "steps": [{
            "operation": "randomPixels", "mask": {"places": "".join(map(str, mask.flatten()))},
            "patch": {"left": 3, "top": 5, "width": 4, "height": 8}, "source": "mixingPicture"}]}],
        "normalization": {"mean": [0, 0, 0], "standardDeviation": [1, 1, 1]},
    }  # fmt: skip
    u, v = pictures[0].astype(np.float32), pictures[1].astype(np.float32)
    u[5:13, 3:7] = np.where(mask[:, :, None] == 1, u[5:13, 3:7], v[5:13, 3:7])
    result = mix.apply(plan, pictures[0], pictures[1])
    assert np.allclose(result, u.transpose(2, 0, 1) / 255, atol=1e-6)


@pytest.mark.parametrize("name", fernery.recipe_names())
def test_every_recipe_mixes(store, name):
    side = 64 if "imagenet" in name else 32
    picture = np.random.default_rng(3).integers(0, 256, (side, side, 3), dtype=np.uint8)
    result = fernery.IPMix(store, side, name).batch([picture] * 8, range(8))
    assert np.isfinite(result).all() and len(np.unique(result.reshape(8, -1), axis=0)) > 1


def test_grey_and_oblong_pictures_mix(store):
    grey = np.random.default_rng(4).integers(0, 256, (40, 24), dtype=np.uint8)
    assert fernery.IPMix(store, (40, 24)).batch([grey], [0]).shape == (1, 1, 1, 40, 24)


def test_without_a_key_the_generator_of_torch_decides(mix, pictures):
    torch.manual_seed(5)
    first = [mix(pictures[0]), mix(pictures[0])]
    torch.manual_seed(5)
    again = [mix(pictures[0]), mix(pictures[0])]
    assert np.array_equal(first, again) and not np.array_equal(first[0], first[1])


def test_compose_takes_it(mix, pictures):
    steps = [lambda image: image.transpose(Image.FLIP_LEFT_RIGHT), mix]
    image = Image.fromarray(pictures[0])
    torch.manual_seed(1)
    for step in steps:
        image = step(image)
    assert image.shape == (3, 32, 32) and image.dtype == torch.float32


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"size": 4}, ValueError, "`size` must be a whole number in 8...1024, not 4"),
        ({}, ValueError, "give `size` or `recipe`"),
        ({"size": 32, "seed": -1}, ValueError, "`seed`"),
        ({"size": 32, "output": "float16"}, ValueError, '"float32" or "uint8", not \'float16\''),
        ({"size": 32, "recipe": "ipmix"}, ValueError, "no recipe is called 'ipmix'; there are"),
        ({"size": 32, "recipe": {}}, ValueError, "kind is missing"),
        ({"size": 32, "threads": 0}, ValueError, "`threads`"),
        ({"size": 32.0}, ValueError, r"`size` must be one side or \(height, width\), not 32.0"),
        ({"size": 32, "recipe": 5}, ValueError, "`recipe` must be a name, a path or a dict, not int"),
        ({"size": 32, "channels_last": 1}, ValueError, "`channels_last` must be True or False"),
    ],
)
def test_wrong_mixers_are_told(store, arguments, error, text):
    with pytest.raises(error, match=text):
        fernery.IPMix(store, **arguments)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda recipe: recipe.update(chains=99), "chains must be in 1...16, not 99"),
        (lambda recipe: recipe.update(framework="chain"), "framework must be one of chainMixed"),
        (lambda recipe: recipe.update(colour=1), "colour is unknown; the keys here are kind"),
        (lambda recipe: recipe["depth"].pop("most"), "depth.most is missing"),
        (lambda recipe: recipe["patches"].update(sizes=[4, "x"]), r"patches.sizes\[1\] must be a whole number"),
        (lambda recipe: recipe["levels"].update(image=1), "levels.image must be true or false"),
        (lambda recipe: recipe["normalization"].update(mean=[0.5]), "as many values as mean"),
        (lambda recipe: recipe["imageOperations"].update(severity=float("nan")), "cannot be JSON: Out of range float"),
    ],
)
def test_wrong_recipes_are_told(store, change, text):
    recipe = fernery.load_recipe("reference-cifar")
    change(recipe)
    with pytest.raises(fernery.RecipeError, match=text):
        fernery.IPMix(store, 32, recipe)


def test_recipes_may_hold_numbers_of_numpy(store, pictures):
    recipe = fernery.load_recipe("reference-cifar")
    recipe["chains"], recipe["patches"]["sizes"] = np.int64(recipe["chains"]), [np.int32(4), np.uint8(8)]
    recipe["concentration"] = np.float32(1)
    plain = {**recipe, "chains": int(recipe["chains"]), "patches": {**recipe["patches"], "sizes": [4, 8]}}
    results = [fernery.IPMix(store, 32, one).batch(pictures, range(64)) for one in (recipe, plain)]
    assert np.array_equal(*results)


def test_what_a_mixer_draws_is_settled(store, pictures):
    recipe = fernery.load_recipe("reference-cifar")
    mix = fernery.IPMix(store, 32, recipe, seed=3)
    expected = mix.batch(pictures, range(64))
    recipe["patches"]["sizes"][:] = [4]
    mix.recipe["patches"]["sizes"][:] = [4]
    for name, value in (("seed", 2), ("recipe", {}), ("store", store)):
        with pytest.raises(AttributeError):
            setattr(mix, name, value)
    for other in (mix, pickle.loads(pickle.dumps(mix)), copy.deepcopy(mix)):
        assert np.array_equal(other.batch(pictures, range(64)), expected)


def test_a_mixer_outlives_its_store_and_stays_closed(store_path, pictures):
    with fernery.Store(store_path) as store:
        mix = fernery.IPMix(store, 32)
    assert np.asarray(mix.preview(pictures[0], 2)).any()
    mix.close()
    for use in (lambda: mix(pictures[0]), lambda: pickle.dumps(mix), lambda: mix.plan(0)):
        with pytest.raises(fernery.ClosedError, match="the mixer was closed"):
            use()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"flip": 0.2}, "`flip` must be True or False, not 0.2"),
        ({"flip": 1}, "`flip` must be True or False, not 1"),
        ({"views": 3.0}, "`views` must be 0 .*, not 3.0"),
        ({"views": True}, "`views` must be 0 .*, not True"),
        ({"indices": np.array([[1]])}, "`indices` must be 1 whole numbers"),
        ({"indices": [1.5]}, "`indices` must be 1 whole numbers"),
        ({"epoch": torch.tensor(1.5)}, "`epoch` must be a whole number"),
    ],
)
def test_wrong_batches_are_told(mix, pictures, arguments, text):
    with pytest.raises(fernery.UsageError, match=text):
        mix.batch(pictures[:1], **{"indices": [0], **arguments})


def test_numbers_of_samples_take_all_64_bits(mix, pictures):
    both = mix.batch(pictures[:2], [2**63, 1])[0]
    assert np.array_equal(both[0], mix(pictures[0], key=2**63)) and np.array_equal(both[1], mix(pictures[1], key=1))


@pytest.mark.parametrize("key", [np.array([1, 2]), torch.tensor(1.5), 1.0, "1", -1, 2**64])
def test_wrong_keys_are_told(mix, pictures, key):
    with pytest.raises(fernery.UsageError, match="`key` must be a whole number in 0..."):
        mix(pictures[0], key=key)


def test_plans_take_a_side_or_a_shape(mix):
    assert mix.plan(5, shape=40) == mix.plan(5, shape=(40, 40)) == mix.plan(5, shape=(40, 40, 3))
    for shape in (40.0, (40,), (40, 40, 3, 1), "40"):
        with pytest.raises(fernery.UsageError, match="`shape` must be"):
            mix.plan(5, shape=shape)


@pytest.mark.parametrize(
    ("images", "indices", "error", "text"),
    [
        ([np.zeros((32, 32, 3), np.float32)], [0], TypeError, "picture 0 has the type float32"),
        ([np.zeros((16, 32, 3), np.uint8)], [0], ValueError, "16x32 pixels, and this mixer was made for 32x32"),
        ([np.zeros((32, 32, 4), np.uint8)], [0], ValueError, r"picture 0 has the shape \(32, 32, 4\)"),
        ([np.zeros((32, 32, 3), np.uint8), np.zeros((32, 32), np.uint8)], [0, 1], ValueError, "must have one shape"),
        ([], [], ValueError, "at least one picture"),
        (["cat.png"], [0], TypeError, "picture 0 is a str"),
        ([np.zeros((32, 32, 3), np.uint8)], [0, 1], ValueError, "`indices` must be 1 whole numbers"),
        ([np.zeros((32, 32, 3), np.uint8)], [-1], ValueError, "must not be negative"),
    ],
)
def test_wrong_pictures_are_told(mix, images, indices, error, text):
    with pytest.raises(error, match=text):
        mix.batch(images, indices)


def test_wrong_plans_are_told(mix, pictures):
    plan = mix.plan(0)
    for change, text in [
        ({"version": 9}, "version must be 1"),
        ({"chains": []}, r"chains must hold 1\.\.\.16 values, not 0"),
        ({"mood": 1}, "mood is unknown"),
        ({"imageShape": {"height": 9999, "width": 32, "channels": 3}}, r"height must be in 8\.\.\.1024, not 9999"),
        ({"imageShape": {"height": 24, "width": 32, "channels": 3}}, "must"),
        ({"mixingWeight": float("inf")}, "cannot be JSON: Out of range float"),
        ({"mixingWeight": 1e39}, "mixingWeight must be a finite number in float32"),
        ({"framework": "rounds"}, "chains must hold 1 chain in framework rounds"),
    ]:
        with pytest.raises(fernery.FerneryError, match=text):
            mix.apply({**plan, **change}, pictures[0])


RANGES = {
    "posterize": ("bits", 0, 8, 1), "rotate": ("degrees", -360, 360, 1), "solarize": ("threshold", 0, 256, 1),
    "shearX": ("factor", -10, 10, 0.01), "shearY": ("factor", -10, 10, 0.01),
    "translateX": ("pixels", -1024, 1024, 1), "translateY": ("pixels", -1024, 1024, 1),
    "autocontrast": ("cutoff", 0, 100, 0.01), "color": ("factor", -10, 10, 0.01),
    "contrast": ("factor", -10, 10, 0.01), "brightness": ("factor", -10, 10, 0.01),
    "sharpness": ("factor", -10, 10, 0.01),
}  # fmt: skip


def plan_of(step, **changes):
    shape = {"height": 32, "width": 32, "channels": 3}
    normalization = {"mean": [0.5] * 3, "standardDeviation": [0.5] * 3}
    chains = [{"weight": 1.0, "steps": [step]}]
    return {"version": 1, "imageShape": shape, "framework": "chainMixed", "mixingWeight": 0.5, "chains": chains,
            "overflow": "clip", "normalization": normalization, **changes}  # fmt: skip


def patch_step(**changes):
    box = {"left": 4, "top": 4, "width": 8, "height": 8}
    return {"operation": "add", "p": 0.5, "q": 0.5, "patch": box, "source": "mixingPicture", **changes}


def plans_in_range():
    """Plans whose values lie on the ends of the ranges that PLANS.md promises."""
    for operation, (key, least, most, _) in RANGES.items():
        for value in (least, most):
            yield plan_of({"operation": operation, key: value})
            yield plan_of(patch_step(source={"operation": operation, key: value}))
    for value in (0.001, 1000):
        yield plan_of(patch_step(), normalization={"mean": [0, 1, 0.5], "standardDeviation": [value] * 3})
    yield plan_of(patch_step(operation="multiply", p=-3.0, q=1e30), mixingWeight=-2.5)
    for left, width in ((0, 32), (31, 1), (0, 1)):
        yield plan_of(patch_step(patch={"left": left, "top": left, "width": width, "height": width}))


def plans_out_of_range():
    """Plans with one value just beyond its range."""
    for operation, (key, least, most, step) in RANGES.items():
        for value in (least - step, most + step):
            yield plan_of({"operation": operation, key: value})
            yield plan_of(patch_step(source={"operation": operation, key: value}))
    yield plan_of({"operation": "posterize", "bits": -65535})
    for value in (0, -1, 0.0009, 1000.1):
        yield plan_of(patch_step(), normalization={"mean": [0.5] * 3, "standardDeviation": [0.5, value, 0.5]})
    for value in (-0.001, 1.001):
        yield plan_of(patch_step(), normalization={"mean": [0.5, 0.5, value], "standardDeviation": [0.5] * 3})
    for box in ({"left": 32}, {"left": 25}, {"top": 25}, {"width": 0}, {"height": 33}, {"left": -1}):
        yield plan_of(patch_step(patch={**patch_step()["patch"], **box}))
    for key in ("p", "q"):
        yield plan_of(patch_step(**{key: 1e39}))
    yield plan_of(patch_step(), mixingWeight=1e39)
    yield plan_of(patch_step(), chains=[{"weight": 1e39, "steps": [patch_step()]}])
    yield plan_of(patch_step(), chains=[{"weight": 1, "steps": []}] * 17)
    for name, value in (("threshold", 65_536), ("threshold", -1), ("seed", 2**64), ("seed", -1)):
        step = patch_step(operation="randomPixels", mask={"seed": 1, "threshold": 5, name: value})
        del step["p"], step["q"]
        yield plan_of(step)
    for name, value in (("height", 7), ("width", 1025), ("channels", 2), ("channels", 4)):
        yield plan_of(patch_step(), imageShape={"height": 32, "width": 32, "channels": 3, name: value})
    choice = {"asset": 0, "resizedHeight": 36, "resizedWidth": 36, "top": 4, "left": 4}
    for name, value in (("resizedHeight", 65_537), ("resizedWidth", 0), ("top", 5), ("left", -1), ("asset", -1)):
        yield plan_of(patch_step(), mixingPicture={**choice, name: value})
    for name, value in (("epoch", 2**32), ("view", -1), ("index", 2**64), ("seed", -1), ("version", 2)):
        yield plan_of(patch_step(), **{name: value})


def test_plans_in_range_are_applied_and_others_are_refused(mix, pictures):
    for plan in plans_in_range():
        assert np.isfinite(mix.apply(plan, pictures[0], pictures[1])).all()
    for plan in plans_out_of_range():
        with pytest.raises(fernery.FerneryError):
            mix.apply(plan, pictures[0], pictures[1])
            pytest.fail(f"was taken: {plan}")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_are_none_are_refused(mix, pictures, value):
    for plan in (plan_of(patch_step(p=value)), plan_of(patch_step(q=value)), plan_of(patch_step(), mixingWeight=value),
                 plan_of({"operation": "shearX", "factor": value}),
                 plan_of({"operation": "autocontrast", "cutoff": value}),
                 plan_of(patch_step(), normalization={"mean": [value] * 3, "standardDeviation": [1] * 3}),
                 plan_of(patch_step(), normalization={"mean": [0] * 3, "standardDeviation": [value] * 3})):  # fmt: skip
        with pytest.raises(fernery.FerneryError):
            mix.apply(plan, pictures[0], pictures[1])


def test_the_command_line_takes_and_refuses_the_same_plans(pictures, tmp_path):
    for name in ("a", "b"):
        Image.fromarray(pictures[ord(name) - 97]).save(tmp_path / f"{name}.png")
    command = [program(), "mix", tmp_path / "a.png", "--fractal", tmp_path / "b.png", "--plan", tmp_path / "plan.json"]
    for plans, taken in ((plans_in_range(), True), (plans_out_of_range(), False)):
        for number, plan in enumerate(plans):
            (tmp_path / "plan.json").write_text(json.dumps(plan))
            told = [*command, "--out", tmp_path / f"{taken}-{number}"]
            ended = subprocess.run(told, capture_output=True, text=True)
            assert (ended.returncode == 0) == taken, (plan, ended.stderr)


def test_a_preview_begins_with_the_picture(mix, pictures):
    sheet = np.asarray(mix.preview(pictures[0], 3))
    assert sheet.shape == (36, 4 * 34 + 2, 3) and np.array_equal(sheet[2:34, 2:34], pictures[0])
