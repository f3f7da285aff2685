"""Whole plans against the restatement in NumPy and Pillow: every framework, recipe, patch variant, size and channel.

Plans without multiply agree from beginning to end: float32 equality, no tolerance. Plans with it agree step by step,
each from our own state before the step: all bytes are equal but for multiply's, of which those within 4 ulp of a
truncation edge may differ; and the end, from our own chains, is equal in float32.
"""

import copy
import json

import numpy as np
import probe as probes
import pytest
import restatement
from restatement import clipped, finished, replayed, rounded, start_of, stepped, unit
from test_mixing import at_an_edge, drawn_operation, loaded, presets

ALL_OPERATIONS = [
    "equalize",
    "posterize",
    "rotate",
    "solarize",
    "shearX",
    "shearY",
    "translateX",
    "translateY",
    "mirror",
    "invert",
    "autocontrast",
    "color",
    "contrast",
    "brightness",
    "sharpness",
]
SHAPES = [(32, 32, 3), (40, 61, 3), (97, 61, 1), (8, 8, 3), (32, 32, 1), (96, 96, 3), (8, 300, 3), (224, 224, 3)]


def changed(base, **changes):
    """A preset with some keys changed: `patches_shape="scar"` is `patches: {shape: scar}`."""
    recipe = copy.deepcopy(loaded(next(path for path in presets() if path.stem == base)))
    for key, value in changes.items():
        group, _, name = key.partition("_")
        if name:
            recipe[group][name] = value
        else:
            recipe[group] = value
    recipe["name"] = "+".join([base, *changes])
    return recipe


def recipes():
    """Every preset, framework with both ways of overflow, and patch variant; one level at a time; all operations."""
    for path in presets():
        yield loaded(path)
    for base in ["paper-cifar", "reference-cifar", "reference-imagenet"]:
        yield changed(base, framework="linear", chains=1)
        yield changed(base, framework="mixedInput")
    for shape in ["square", "scar", "squareOrBox"]:
        yield changed("paper-cifar", patches_shape=shape)
    yield changed("reference-cifar", patches_shape="whole", patches_sizes=[])
    yield changed("paper-cifar", levels_image=False, patches_sizes=[])
    yield changed(
        "paper-cifar", levels_patch=False, imageOperations_enabled=ALL_OPERATIONS, imageOperations_severity=10.0
    )
    yield changed("paper-cifar", chains=5, concentration=0.4, depth_most=6)
    yield changed("pixmix", mixingOperations_enabled=["add", "randomPixels", "randomElements"])


def sampled(probe, recipe, index, shape):
    sample = dict(seed=2024, epoch=1, index=index, view=1, assets=1000, assetSide=256)
    if shape[2] == 1:
        recipe = {**recipe, "normalization": {"mean": [0.5], "standardDeviation": [0.25]}}
    return json.loads(probe.ask([], shape=shape, recipe=recipe, sample=sample))


def pictures(index, shape):
    """Full-range noise, or a smooth picture with some noise in it, and a fractal's stand-in."""
    rng = np.random.default_rng(index)
    fractal = rng.integers(0, 256, shape, dtype=np.uint8)
    if index % 3:
        return rng.integers(0, 256, shape, dtype=np.uint8), fractal
    ramp = np.linspace(0, 220, shape[0] * shape[1]).reshape(shape[0], shape[1], 1)
    return (ramp + rng.integers(0, 30, shape)).astype(np.uint8), fractal


def traced(probe, plan, picture, fractal):
    """Our own states: for each chain its start and the picture after each step (`rounds`: float32), and the result."""
    data = probe.ask([picture, fractal], plan=plan, trace=True)
    size, offset, chains = picture.size, 0, []
    for chain in plan["chains"]:
        states = []
        for _ in range(len(chain["steps"]) + 1):
            if plan["framework"] == "rounds":
                values = np.frombuffer(data, "<f4", size, offset)
                states.append(values.reshape(picture.shape[2], *picture.shape[:2]).transpose(1, 2, 0))
                offset += 4 * size
            else:
                states.append(np.frombuffer(data, np.uint8, size, offset).reshape(picture.shape))
                offset += size
        chains.append(states)
    result = np.frombuffer(data, "<f4", size, offset)
    assert offset + 4 * size == len(data)
    return chains, result


def uses_multiply(plan):
    return any(step["operation"] == "multiply" for chain in plan["chains"] for step in chain["steps"])


def assert_steps_agree(probe, plan, picture, fractal):
    chains, result = traced(probe, plan, picture, fractal)
    if plan["framework"] == "rounds":
        (state,) = chains
        assert (state[0] == unit(picture)).all()
        for before, after, step in zip(state, state[1:], plan["chains"][0]["steps"]):
            values = rounded(step, before, picture, fractal)
            near = np.zeros(values.shape, bool)
            if step["operation"] == "multiply":
                with np.errstate(invalid="ignore"):
                    near = np.abs(clipped(values) - after) <= 4 * np.spacing(clipped(values))
            assert ((clipped(values) == after) | near).all(), step
        assert (finished(plan, picture, [state[-1]]).ravel() == result).all()
        return
    ends = []
    for number, (states, chain) in enumerate(zip(chains, plan["chains"])):
        assert (states[0] == start_of(plan, number, picture, ends)).all(), f"start of chain {number}"
        for before, after, step in zip(states, states[1:], chain["steps"]):
            different = stepped(plan, step, before, picture, fractal) != after
            if step["operation"] == "multiply":
                box = step["patch"]
                place = np.s_[box["top"] : box["top"] + box["height"], box["left"] : box["left"] + box["width"]]
                source = restatement.source_of(step, picture, fractal)
                values = restatement.mixed_values(unit(before[place]), unit(source[place]), step)
                different[place] &= ~at_an_edge(values)
            assert not different.any(), step
        ends.append(states[-1])
    assert (finished(plan, picture, [unit(end) for end in ends]).ravel() == result).all()


def test_plans_of_every_recipe_and_framework_agree(probe):
    """At least 500 plans that were sampled: 24 of each of 22 recipes."""
    counts = {"plans": 0, "end to end": 0, "step by step": 0}
    for number, recipe in enumerate(recipes()):
        for index in range(24):
            shape = SHAPES[(index + number) % len(SHAPES)]
            plan = sampled(probe, recipe, index, shape)
            picture, fractal = pictures(index, shape)
            counts["plans"] += 1
            if uses_multiply(plan):
                assert_steps_agree(probe, plan, picture, fractal)
                counts["step by step"] += 1
            else:
                values = np.frombuffer(probe.ask([picture, fractal], plan=plan), "<f4")
                assert (values == replayed(plan, picture, fractal).ravel()).all(), plan
                counts["end to end"] += 1
    print(counts)
    assert counts["plans"] >= 500 and counts["end to end"] >= 250 and counts["step by step"] >= 100


def foreign_plan(rng, number):
    """A plan that no recipe draws: recorded elsewhere, with explicit masks and parameters over their whole ranges."""
    height, width, channels = SHAPES[number % 6]
    framework = ["chainMixed", "linear", "mixedInput", "rounds"][number % 4]

    def image_operation():
        name = ALL_OPERATIONS[rng.integers(len(ALL_OPERATIONS))]
        draws = {
            "posterize": ("bits", lambda: int(rng.integers(1, 9))),
            "rotate": ("degrees", lambda: int(rng.integers(-90, 91))),
            "solarize": ("threshold", lambda: int(rng.integers(0, 257))),
            "shearX": ("factor", lambda: float(rng.uniform(-1, 1))),
            "shearY": ("factor", lambda: float(rng.uniform(-1, 1))),
            "translateX": ("pixels", lambda: int(rng.integers(-40, 41))),
            "translateY": ("pixels", lambda: int(rng.integers(-40, 41))),
            "autocontrast": ("cutoff", lambda: float(rng.uniform(0, 20))),
        }
        if name in ("color", "contrast", "brightness", "sharpness"):
            return {"operation": name, "factor": float(rng.uniform(0, 3))}
        return {"operation": name, **({draws[name][0]: draws[name][1]()} if name in draws else {})}

    def patch_step():
        names = ["add", "randomPixels", "randomElements"] + (["multiply"] if number % 3 == 0 else [])
        step = drawn_operation(names[rng.integers(len(names))], rng)
        if framework == "rounds":
            box = dict(left=0, top=0, width=width, height=height)
        else:
            w, h = int(rng.integers(1, width + 1)), int(rng.integers(1, height + 1))
            box = dict(left=int(rng.integers(width - w + 1)), top=int(rng.integers(height - h + 1)), width=w, height=h)
        if "mask" in step and number % 2:
            count = box["width"] * box["height"] * (channels if step["operation"] == "randomElements" else 1)
            step["mask"] = {"places": "".join(rng.choice(["0", "1"], count))}
        return {**step, "patch": box, "source": "mixingPicture" if rng.random() < 0.5 else image_operation()}

    def chain():
        count = int(rng.integers(0, 5))
        if framework == "rounds":
            steps = ([image_operation()] if count % 2 else []) + [patch_step() for _ in range(count)]
        else:
            steps = [image_operation() if rng.random() < 0.5 else patch_step() for _ in range(count)]
        return {"weight": float(np.float32(rng.random())), "steps": steps}

    return {
        "version": 1,
        "imageShape": {"height": height, "width": width, "channels": channels},
        "framework": framework,
        "mixingWeight": float(np.float32(rng.random())),
        "chains": [chain() for _ in range(1 if framework in ("linear", "rounds") else int(rng.integers(1, 6)))],
        "overflow": "clip" if framework == "rounds" or number % 5 < 3 else "wrap",
        "normalization": {
            "mean": [float(np.float32(x)) for x in rng.uniform(0, 1, channels)],
            "standardDeviation": [float(np.float32(x)) for x in rng.uniform(0.1, 1, channels)],
        },
    }


def test_plans_recorded_elsewhere_agree(probe):
    for number in range(160):
        rng = np.random.default_rng([77, number])
        plan = foreign_plan(rng, number)
        picture, fractal = pictures(number, SHAPES[number % 6])
        assert_steps_agree(probe, plan, picture, fractal)
        if not uses_multiply(plan):
            values = np.frombuffer(probe.ask([picture, fractal], plan=plan), "<f4")
            assert (values == replayed(plan, picture, fractal).ravel()).all(), plan


@pytest.mark.parametrize("mistake", restatement.MISTAKES)
def test_deliberate_mistakes_are_caught(probe, mistake):
    """With a fault planted in the restatement, the same comparison of the same plans finds it."""
    recipe = changed("paper-cifar")
    caught = compared = 0
    for index in range(120):
        plan = sampled(probe, recipe, index, (32, 32, 3))
        if uses_multiply(plan):
            continue
        picture, fractal = pictures(index, (32, 32, 3))
        values = np.frombuffer(probe.ask([picture, fractal], plan=plan), "<f4")
        assert (values == replayed(plan, picture, fractal).ravel()).all()
        compared += 1
        caught += (values != replayed(plan, picture, fractal, mistake).ravel()).any()
    assert compared >= 40 and caught >= 5, f"{mistake}: caught by {caught} of {compared} plans"


def test_a_plan_that_makes_no_sense_is_refused_by_name(probe):
    plan = foreign_plan(np.random.default_rng(1), 0)
    picture, fractal = pictures(0, (32, 32, 3))
    plan["chains"] = [{"weight": 1, "steps": [{"operation": "rotate", "degrees": 400}]}]
    with pytest.raises(probes.Refused, match=r"chains\[0\]\.steps\[0\]\.degrees must be in -360\.\.\.360, not 400"):
        probe.ask([picture, fractal], plan=plan)
    plan["chains"] = [{"weight": 1, "steps": [{"operation": "rotate", "angle": 4}]}]
    with pytest.raises(probes.Refused, match=r"chains\[0\]\.steps\[0\]\.angle is unknown"):
        probe.ask([picture, fractal], plan=plan)
