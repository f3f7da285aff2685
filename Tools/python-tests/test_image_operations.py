"""Every image operation and the resizing of IPMix against Pillow itself: byte for byte, no tolerance.

A tolerance of 1 would hide real mistakes: rounding for truncating, a centre half a pixel off. Pictures are noise over the
full range (faulty interpolation weights show on nothing else), gradients, constants and pictures of few values.
"""

import numpy as np
import pytest
from PIL import Image, ImageOps

SHAPES = [(32, 32), (61, 97), (97, 61), (224, 224)]
AFFINE = Image.Transform.AFFINE
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


def turned(picture, parameter):
    return picture.rotate(parameter, resample=BILINEAR)


def affine(picture, *matrix):
    return picture.transform(picture.size, AFFINE, matrix, resample=BILINEAR)


#: name -> (Pillow's operation, the parameter's name, how a parameter is drawn)
OPERATIONS = {
    "equalize": (lambda p, _: ImageOps.equalize(p), None, None),
    "mirror": (lambda p, _: ImageOps.mirror(p), None, None),
    "invert": (lambda p, _: ImageOps.invert(p), None, None),
    "posterize": (lambda p, bits: ImageOps.posterize(p, bits), "bits", lambda r, n: int(r.integers(1, 9))),
    "solarize": (lambda p, t: ImageOps.solarize(p, t), "threshold", lambda r, n: int(r.integers(0, 257))),
    "rotate": (turned, "degrees", lambda r, n: n % 61 - 30),
    "shearX": (lambda p, f: affine(p, 1, f, 0, 0, 1, 0), "factor", lambda r, n: float(r.uniform(-0.3, 0.3))),
    "shearY": (lambda p, f: affine(p, 1, 0, 0, f, 1, 0), "factor", lambda r, n: float(r.uniform(-0.3, 0.3))),
    "translateX": (lambda p, t: affine(p, 1, 0, t, 0, 1, 0), "pixels", lambda r, n: int(r.integers(-110, 111))),
    "translateY": (lambda p, t: affine(p, 1, 0, 0, 0, 1, t), "pixels", lambda r, n: int(r.integers(-110, 111))),
}


def cases(name, parameter, draw):
    """420 cases: all shapes and kinds of picture in turn; a fixed seed each."""
    for number in range(420):
        rng = np.random.default_rng([sum(name.encode()), number])
        height, width = SHAPES[number % len(SHAPES)]
        picture = KINDS[number // len(SHAPES) % len(KINDS)](rng, height, width)
        yield picture, {} if draw is None else {parameter: draw(rng, number)}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_equals_pillow(probe, name):
    pillow, parameter, draw = OPERATIONS[name]
    differing = []
    for picture, parameters in cases(name, parameter, draw):
        expected = np.asarray(pillow(Image.fromarray(picture), parameters.get(parameter)))
        answer = probe.ask([picture], operation={name: parameters})
        if answer != expected.tobytes():
            got = np.frombuffer(answer, np.uint8).reshape(picture.shape)
            differing.append((picture.shape, parameters, int((got != expected).sum())))
    assert not differing, f"{len(differing)} cases differ: {differing[:5]}"


@pytest.mark.parametrize("name", ["rotate", "shearX", "shearY", "equalize", "solarize"])
def test_operation_equals_pillow_on_grey(probe, name):
    pillow, parameter, draw = OPERATIONS[name]
    for picture, parameters in list(cases(name, parameter, draw))[::20]:
        grey = np.ascontiguousarray(picture[:, :, 0])
        expected = pillow(Image.fromarray(grey), parameters.get(parameter))
        assert probe.ask([grey], operation={name: parameters}) == expected.tobytes(), (grey.shape, parameters)


@pytest.mark.parametrize("shape", [(33, 47), (97, 61), (224, 224)])
def test_every_rotation_up_to_a_right_angle_has_pillows_matrix(probe, shape):
    """The sines are our own. Recipes draw up to 30 degrees; further on glibc's last digit may matter."""
    picture = noise(np.random.default_rng(7), *shape)
    for degrees in [*range(-90, 91), 180, 270, 360, -180]:
        expected = Image.fromarray(picture).rotate(degrees, resample=BILINEAR)
        assert probe.ask([picture], operation={"rotate": {"degrees": degrees}}) == expected.tobytes(), degrees


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
    "mistake",
    [
        pytest.param(lambda p: np.rint(affine_in_double(p, 0.2)), id="rounding for truncating"),
        pytest.param(lambda p: np.floor(affine_in_double(p, 0.2, centre=0.0)), id="pixel corners for centres"),
    ],
)
def test_mistakes_would_be_seen(probe, mistake):
    """The comparison is sharp: a restatement with a deliberate mistake differs, without it agrees."""
    picture = noise(np.random.default_rng(3), 61, 97)
    answer = probe.ask([picture], operation={"shearX": {"factor": 0.2}})
    assert np.floor(affine_in_double(picture, 0.2)).astype(np.uint8).tobytes() == answer
    assert mistake(picture).astype(np.uint8).tobytes() != answer


def affine_in_double(picture, factor, centre=0.5):
    """A shear in x, restated in NumPy, before it becomes bytes."""
    height, width, _ = picture.shape
    y, x = np.mgrid[0:height, 0:width].astype(float)
    place = (x + centre) + factor * (y + centre)
    inside = (place >= 0) & (place < width)
    moved = place - centre
    first = np.floor(moved).astype(int)
    fraction = (moved - first)[:, :, None]
    rows = np.arange(height)[:, None]
    a = picture[rows, np.clip(first, 0, width - 1)].astype(float)
    b = picture[rows, np.clip(first + 1, 0, width - 1)].astype(float)
    return np.where(inside[:, :, None], a + (b - a) * fraction, 0)
