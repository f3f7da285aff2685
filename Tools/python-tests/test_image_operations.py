"""Every image operation and the resizing of IPMix against Pillow itself: byte for byte, no tolerance.

A tolerance of 1 would hide real mistakes: rounding for truncating, a centre half a pixel off. Pictures are noise over
the full range (faulty interpolation weights show on nothing else), gradients, constants and pictures of few values.
"""

import numpy as np
import pytest
import restatement
from PIL import Image

#: Three shapes, the second lying and standing.
SHAPES = [[(32, 32)] * 2, [(61, 97), (97, 61)], [(224, 224)] * 2]
BILINEAR = Image.Resampling.BILINEAR


def noise(rng, height, width):
    return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)


def gradient(rng, height, width):
    across = np.linspace(0, 255, width)[None, :]
    down = np.linspace(0, 255, height)[:, None]
    planes = [across + 0 * down, down + 0 * across, 255 - (across + down) / 2]
    return np.stack(planes, axis=-1).astype(np.uint8)


def constant(rng, height, width):
    return np.broadcast_to(rng.integers(0, 256, 3, dtype=np.uint8), (height, width, 3)).copy()


def few_values(rng, height, width):
    values = rng.integers(0, 256, rng.integers(2, 6), dtype=np.uint8)
    return rng.choice(values, (height, width, 3))


def skewed(rng, height, width):
    return (255 * rng.random((height, width, 3)) ** rng.uniform(0.2, 6)).astype(np.uint8)


KINDS = [noise, gradient, constant, few_values, skewed]


#: operation -> (the parameter's name, how case `n` of 600 draws it: the whole range, both ends among the first)
PARAMETERS = {
    "equalize": None,
    "mirror": None,
    "invert": None,
    "posterize": ("bits", lambda r, n: n % 8 + 1),
    "solarize": ("threshold", lambda r, n: [0, 256, 255, 1][n] if n < 4 else int(r.integers(0, 257))),
    "rotate": ("degrees", lambda r, n: n // 3 % 61 - 30),
    "shearX": ("factor", lambda r, n: [0.3, -0.3, 0.0][n] if n < 3 else float(r.uniform(-0.3, 0.3))),
    "shearY": ("factor", lambda r, n: [0.3, -0.3, 0.0][n] if n < 3 else float(r.uniform(-0.3, 0.3))),
    "translateX": ("pixels", lambda r, n: int(r.integers(-110, 111))),
    "translateY": ("pixels", lambda r, n: int(r.integers(-110, 111))),
    "autocontrast": ("cutoff", lambda r, n: [0.0, 10.0, 9.9, 50.0, 100.0][n] if n < 5 else float(r.uniform(0, 10))),
    "color": ("factor", lambda r, n: factor(r, n)),
    "contrast": ("factor", lambda r, n: factor(r, n)),
    "brightness": ("factor", lambda r, n: factor(r, n)),
    "sharpness": ("factor", lambda r, n: factor(r, n)),
}


def factor(rng, number):
    """What a level of 0 to 10 gives, 0.1 to 1.9; 0 and 1, where Pillow copies; and a few beyond."""
    if number < 5:
        return [0.0, 1.0, 0.1, 1.9, 3.7][number]
    return float(rng.uniform(-1, 4)) if number % 10 == 0 else float(rng.uniform(0.1, 1.9))


def cases(name, count=600):
    """200 cases for each of the three shapes, over all kinds of picture; a fixed seed each."""
    for number in range(count):
        rng = np.random.default_rng([sum(name.encode()), number])
        height, width = SHAPES[number % 3][number // 3 % 2]
        picture = KINDS[number // 3 % len(KINDS)](rng, height, width)
        drawn = PARAMETERS[name] and {PARAMETERS[name][0]: PARAMETERS[name][1](rng, number)}
        yield picture, {"operation": name, **(drawn or {})}


@pytest.mark.parametrize("name", PARAMETERS)
def test_operation_equals_pillow(probe, name):
    differing = []
    for picture, operation in cases(name):
        expected = restatement.operated(picture, operation)
        answer = probe.ask([picture], operation=operation)
        if answer != expected.tobytes():
            got = np.frombuffer(answer, np.uint8).reshape(picture.shape)
            differing.append((picture.shape, operation, int((got != expected).sum())))
    assert not differing, f"{len(differing)} cases differ: {differing[:5]}"


@pytest.mark.parametrize("name", PARAMETERS)
def test_operation_equals_pillow_on_grey(probe, name):
    for picture, operation in list(cases(name))[::20]:
        grey = np.ascontiguousarray(picture[:, :, :1])
        assert probe.ask([grey], operation=operation) == restatement.operated(grey, operation).tobytes(), operation


@pytest.mark.parametrize("name", PARAMETERS)
def test_operation_equals_pillow_on_the_smallest_and_the_narrowest(probe, name):
    for number, (picture, operation) in enumerate(cases(name, 60)):
        height, width = [(8, 8), (8, 31), (1, 1), (2, 9), (300, 8)][number % 5]
        small = np.resize(picture, (height, width, 3))
        assert probe.ask([small], operation=operation) == restatement.operated(small, operation).tobytes(), operation


@pytest.mark.parametrize("shape", [(33, 47), (97, 61), (224, 224)])
def test_every_rotation_up_to_a_right_angle_has_pillows_matrix(probe, shape):
    """The sines are our own. Recipes draw up to 30 degrees; further on glibc's last digit may matter."""
    picture = noise(np.random.default_rng(7), *shape)
    for degrees in [*range(-90, 91), 180, 270, 360, -180]:
        operation = {"operation": "rotate", "degrees": degrees}
        assert probe.ask([picture], operation=operation) == restatement.operated(picture, operation).tobytes(), degrees


def resizings(rng):
    """Sizes from, sizes to: those of mixing first, then shrinking and growing by any amount, one side kept in some."""
    known = [(256, 256, 36, 36), (64, 64, 36, 36), (512, 512, 256, 256), (128, 128, 256, 256), (97, 224, 36, 83)]
    for number in range(220):
        if number < 3 * len(known):
            yield known[number % len(known)]
        else:
            height, width, to_height, to_width = (int(side) for side in rng.integers(1, 300, 4))
            yield height, width, height if number % 9 == 0 else to_height, width if number % 7 == 0 else to_width


@pytest.mark.parametrize("channels", [1, 3])
def test_resizing_equals_pillow(probe, channels):
    """Horizontally first. Pillow 13 turns the order round for some pictures that shrink more in height, which earlier
    versions did not; asking it for one axis at a time gives the order that every version agrees on."""
    rng = np.random.default_rng(11)
    for number, (height, width, to_height, to_width) in enumerate(resizings(rng)):
        picture = KINDS[number % len(KINDS)](rng, height, width)
        if channels == 1:
            picture = np.ascontiguousarray(picture[:, :, 1])
        between = Image.fromarray(picture).resize((to_width, height), BILINEAR)
        expected = between.resize((to_width, to_height), BILINEAR)
        answer = probe.ask([picture], resize={"height": to_height, "width": to_width})
        assert answer == expected.tobytes(), (picture.shape, to_height, to_width)


def test_resizing_square_and_wide_assets_equals_pillow_in_one_call(probe):
    """What mixing asks for, proportions kept: the same order in every version."""
    rng = np.random.default_rng(12)
    for number in range(200):
        height = int(rng.integers(16, 300))
        width = height if number % 2 else int(rng.integers(height, 400))
        to_height = int(rng.integers(9, 300))
        to_width = width * to_height // height
        picture = KINDS[number % len(KINDS)](rng, height, width)
        expected = Image.fromarray(picture).resize((to_width, to_height), BILINEAR)
        answer = probe.ask([picture], resize={"height": to_height, "width": to_width})
        assert answer == expected.tobytes(), (picture.shape, to_height, to_width)


@pytest.mark.parametrize(
    "mistake, operation",
    [
        ("rounding", {"operation": "shearX", "factor": 0.2}),
        ("rounding", {"operation": "rotate", "degrees": 12}),
        ("centre", {"operation": "rotate", "degrees": 12}),
        ("equalize", {"operation": "equalize"}),
    ],
)
def test_mistakes_would_be_seen(probe, mistake, operation):
    """The comparison is sharp: a restatement with a deliberate mistake differs, without it agrees."""
    picture = skewed(np.random.default_rng(3), 61, 97)
    answer = probe.ask([picture], operation=operation)
    assert restatement.operated(picture, operation, mistake="none").tobytes() == answer
    assert restatement.operated(picture, operation, mistake=mistake).tobytes() != answer


def test_rounding_would_change_many_bytes(probe):
    """Nearly half of an affine map's bytes: a mistake that a tolerance of 1 would hide."""
    picture = noise(np.random.default_rng(4), 224, 224)
    operation = {"operation": "shearX", "factor": 0.137}
    got = np.frombuffer(probe.ask([picture], operation=operation), np.uint8).reshape(picture.shape)
    share = (restatement.operated(picture, operation, mistake="rounding") != got).mean()
    assert 0.3 < share < 0.6
