"""Mixing operations, whole plans and recipes of IPMix against an independent restatement in NumPy."""

import json
import pathlib

import numpy as np
import pytest
from PIL import Image, ImageOps

import probe as probes

PRESETS = pathlib.Path(__file__).resolve().parents[2] / "Presets/mixing"
ONE, TWO, FULL = np.float32(1), np.float32(2), np.float32(255)


def quantised(values, overflow):
    """float32 values in [0, 1] to bytes: times 255, truncated, clipped or wrapped as a 32-bit integer."""
    values = (values * FULL).astype(np.float32)
    if overflow == "clip":
        return np.trunc(np.clip(np.nan_to_num(values, nan=0), 0, 255)).astype(np.uint8)
    whole = np.trunc(values.astype(np.float64))
    fits = np.isfinite(whole) & (whole >= -(2.0**31)) & (whole < 2.0**31)
    return (np.where(fits, whole, 0).astype(np.int64) & 255).astype(np.uint8)


def philox(counters, key):
    """Philox4x32-10 on an N x 4 array of counters; written from the paper's definition."""
    c = [column.astype(np.uint64) for column in np.asarray(counters, dtype=np.uint64).T]
    k0, k1 = key & 0xFFFFFFFF, key >> 32
    low = np.uint64(0xFFFFFFFF)
    for _ in range(10):
        a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        half = np.uint64(32)
        c = [(b >> half) ^ c[1] ^ np.uint64(k0), b & low, (a >> half) ^ c[3] ^ np.uint64(k1), a & low]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack(c, axis=1).astype(np.uint32)


def expanded(mask, count):
    """A plan's mask over `count` places."""
    if "explicit" in mask:
        return np.array(mask["explicit"]["places"][:count]) != 0
    blocks = -(-count // 8)
    counters = np.zeros((blocks, 4), dtype=np.uint64)
    counters[:, 0] = np.arange(blocks)
    lanes = philox(counters, mask["seeded"]["seed"]).astype("<u4").view("<u2").ravel()[:count]
    return lanes < mask["seeded"]["threshold"]


def mixed(u, v, operation, overflow):
    """A mixing operation on two patches of bytes (H x W x C)."""
    (name, parameters), = operation.items()
    fu, fv = (x.astype(np.float32) / FULL for x in (u, v))
    if name in ("add", "multiply"):
        p, q = np.float32(parameters["p"]), np.float32(parameters["q"])
        if name == "add":
            return quantised((p * (TWO * fu - ONE) + q * (TWO * fv - ONE) + ONE) / TWO, overflow)
        base = np.maximum(TWO * fv, np.float32(1e-37))
        with np.errstate(over="ignore"):
            product = power(TWO * fu, p) * power(base, q)
            return quantised(product / TWO, overflow)
    height, width, channels = u.shape
    if name == "randomPixels":
        keep = expanded(parameters["mask"], height * width).reshape(height, width, 1)
    else:
        keep = expanded(parameters["mask"], height * width * channels).reshape(channels, height, width)
        keep = keep.transpose(1, 2, 0)
    return quantised(np.where(keep, fu, fv), overflow)


def power(base, exponent):
    """float32 power through double: within 1 ulp."""
    return np.power(base.astype(np.float64), np.float64(exponent)).astype(np.float32)


def operated(picture, operation):
    """An image operation by Pillow."""
    (name, given), = operation.items()
    image = Image.fromarray(picture)
    affine = {
        "shearX": lambda v: (1, v, 0, 0, 1, 0),
        "shearY": lambda v: (1, 0, 0, v, 1, 0),
        "translateX": lambda v: (1, 0, v, 0, 1, 0),
        "translateY": lambda v: (1, 0, 0, 0, 1, v),
    }
    if name in affine:
        matrix = affine[name](next(iter(given.values())))
        image = image.transform(image.size, Image.Transform.AFFINE, matrix, resample=Image.Resampling.BILINEAR)
    elif name == "rotate":
        image = image.rotate(given["degrees"], resample=Image.Resampling.BILINEAR)
    elif name in ("posterize", "solarize"):
        image = getattr(ImageOps, name)(image, next(iter(given.values())))
    else:
        image = getattr(ImageOps, name)(image)
    return np.asarray(image)


def replayed(plan, picture, fractal):
    """A whole plan in NumPy and Pillow: normalised float32, C x H x W."""
    mean, deviation = (
        np.array(plan["normalization"][key], dtype=np.float32) for key in ("mean", "standardDeviation")
    )

    def normalised(x):
        return (x.astype(np.float32) / FULL - mean) / deviation

    total = np.zeros(picture.shape, dtype=np.float32)
    for chain in plan["chains"]:
        current = picture.copy()
        for step in chain["steps"]:
            if "image" in step:
                current = operated(current, step["image"]["operation"])
                continue
            patch = step["patch"]
            box = patch["rectangle"]
            rows = slice(box["top"], box["top"] + box["height"])
            columns = slice(box["left"], box["left"] + box["width"])
            copying = patch["source"].get("operatedCopy")
            source = operated(picture, copying["operation"]) if copying else fractal
            current = current.copy()
            current[rows, columns] = mixed(
                current[rows, columns], source[rows, columns], patch["operation"], plan["overflow"]
            )
        total += np.float32(chain["weight"]) * normalised(current)
    m = np.float32(plan["mixingWeight"])
    return ((ONE - m) * normalised(picture) + m * total).transpose(2, 0, 1)


def uses_multiply(plan):
    return '"multiply"' in json.dumps(plan)


def drawn_operation(name, rng):
    if name in ("add", "multiply"):
        if rng.random() < 0.5:
            return {name: {"p": float(rng.beta(3, 1)), "q": float(rng.beta(1, 3))}}
        return {name: {"p": 1 + float(rng.beta(1, 3)), "q": -float(rng.beta(1, 3))}}
    return {name: {"mask": {"seeded": {"seed": int(rng.integers(0, 2**64, dtype=np.uint64)),
                                       "threshold": int(rng.integers(0, 65536))}}}}


@pytest.mark.parametrize("overflow", ["clip", "wrap"])
@pytest.mark.parametrize("name", ["add", "multiply", "randomPixels", "randomElements"])
def test_mixing_operation_equals_numpy(probe, name, overflow):
    """Equal bytes; for multiply only those may differ whose float32 value lies within 4 ulp of a truncation edge."""
    for number in range(200):
        rng = np.random.default_rng([sum(name.encode()), number])
        shape = [(32, 32, 3), (61, 97, 3), (8, 8, 3), (16, 33, 1)][number % 4]
        u, v = (rng.integers(0, 256, shape, dtype=np.uint8) for _ in range(2))
        operation = drawn_operation(name, rng)
        answer = probe.ask([u, v], mixing=operation, overflow=overflow)
        got = np.frombuffer(answer, np.uint8).reshape(shape)
        different = got != mixed(u, v, operation, overflow)
        if name == "multiply":
            parameters = operation[name]
            p, q = np.float32(parameters["p"]), np.float32(parameters["q"])
            exact = power(TWO * (u / FULL).astype(np.float32), p)
            base = np.maximum(TWO * (v.astype(np.float32) / FULL), np.float32(1e-37))
            value = exact * power(base, q) / TWO * FULL
            near = np.abs(value - np.rint(value)) <= 4 * np.spacing(np.abs(value))
            different &= ~near
        assert not different.any(), (shape, operation, int(different.sum()))


def test_truncation_is_told_from_rounding(probe):
    """The comparison is sharp: rounding instead of truncating differs."""
    rng = np.random.default_rng(5)
    u, v = (rng.integers(0, 256, (32, 32, 3), dtype=np.uint8) for _ in range(2))
    p, q = np.float32(0.7), np.float32(0.2)
    answer = probe.ask([u, v], mixing={"add": {"p": float(p), "q": float(q)}}, overflow="clip")
    fu, fv = (x.astype(np.float32) / FULL for x in (u, v))
    value = (p * (TWO * fu - ONE) + q * (TWO * fv - ONE) + ONE) / TWO * FULL
    assert np.clip(np.trunc(value), 0, 255).astype(np.uint8).tobytes() == answer
    assert np.clip(np.rint(value), 0, 255).astype(np.uint8).tobytes() != answer


def presets():
    return sorted(PRESETS.glob("*.yaml"))


def loaded(path):
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize("path", presets(), ids=lambda path: path.stem)
def test_plans_replay_in_numpy(probe, path):
    """Plans sampled by Swift, replayed end to end by NumPy and Pillow: equal float32 without multiply."""
    recipe = loaded(path)
    equal = 0
    for index in range(125):
        shape = [(32, 32, 3), (40, 61, 3), (96, 96, 3)][index % 3]
        sample = dict(seed=2024, epoch=1, index=index, view=1, assets=1000, assetSide=256)
        plan = json.loads(probe.ask([], shape=shape, recipe=recipe, sample=sample))
        rng = np.random.default_rng(index)
        picture, fractal = (rng.integers(0, 256, shape, dtype=np.uint8) for _ in range(2))
        values = np.frombuffer(probe.ask([picture, fractal], plan=plan), "<f4")
        expected = replayed(plan, picture, fractal)
        if not uses_multiply(plan):
            assert (values == expected.ravel()).all(), plan
            equal += 1
        else:
            # A byte at a truncation edge may differ, and later steps carry it on: few values in all.
            assert (values != expected.ravel()).mean() < 0.01, plan
    assert equal > 40


@pytest.mark.parametrize("path", presets(), ids=lambda path: path.stem)
def test_preset_is_valid_and_complete(probe, path):
    """The keys of the YAML are those that a recipe encodes, no more and no fewer."""
    recipe = loaded(path)
    assert json.loads(probe.ask([], recipe=recipe)) == recipe
    assert recipe["name"] == path.stem
    recipe["depth"]["most"] = 99
    with pytest.raises(probes.Refused, match=r"depth\.most must be in 1\.\.\.16, not 99"):
        probe.ask([], recipe=recipe)
