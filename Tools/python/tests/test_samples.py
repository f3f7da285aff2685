"""Mixing within samples, as the transforms of torchvision v2 hand them on."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections import namedtuple

import fernery
import numpy as np
import pytest
from fernery import _samples
from PIL import Image

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def mix(store):
    return fernery.IPMix(store, 32, seed=3)


@pytest.fixture
def image(pictures):
    return Image.fromarray(pictures[0])


@pytest.fixture
def expected(mix, image):
    return mix(image, key=5)


def test_the_rest_comes_back_as_it_was(mix, image, expected):
    label = object()
    mixed, *rest = mix(image, label, 7, key=5)
    assert torch.equal(mixed, expected) and rest == [label, 7]


def test_tuples_lists_and_dicts_keep_their_form(mix, image, expected):
    pair = mix((image, 7), key=5)
    assert type(pair) is tuple and torch.equal(pair[0], expected) and pair[1] == 7
    assert type(mix([image, 7], key=5)) is list
    sample = mix({"label": torch.tensor(7), "mask": torch.zeros(32, 32), "image": image}, key=5)
    assert list(sample) == ["label", "mask", "image"] and torch.equal(sample["image"], expected)
    assert torch.equal(sample["mask"], torch.zeros(32, 32))
    Sample = namedtuple("Sample", "image label")
    named = mix(Sample(np.asarray(image), 7), key=5)
    assert type(named) is Sample and np.array_equal(named.image, expected.numpy()) and named.label == 7


def test_samples_without_a_picture_are_told(mix):
    for sample in ((1, 2), {"label": torch.tensor(3)}, []):
        with pytest.raises(fernery.ArgumentTypeError, match=f"the {type(sample).__name__} holds no picture"):
            mix(sample)


COLOUR = np.random.default_rng(1).integers(0, 256, (32, 32, 3), dtype=np.uint8)
GREY = np.random.default_rng(2).integers(0, 256, (32, 32), dtype=np.uint8)


def mixed_keys(sample):
    """The keys of what a mixer of 8-bit results changes in a sample."""
    places = []
    found = _samples.with_picture(sample, lambda picture: ("mixed", picture))
    pairs = found.items() if isinstance(found, dict) else enumerate(found)
    for key, item in pairs:
        if isinstance(item, tuple) and len(item) == 2 and item[0] == "mixed":
            places.append(key)
        else:
            assert item is sample[key]
    return places


@pytest.mark.parametrize(
    ("sample", "key"),
    [
        ({"mask": GREY, "image": COLOUR}, "image"),
        ({"mask": GREY, "image": GREY}, "image"),
        ({"mask": COLOUR, "image": COLOUR}, "image"),
        ({"mask": Image.fromarray(COLOUR), "image": COLOUR}, "image"),
        ({"segmentation_map": COLOUR, "img": GREY}, "img"),
        ({"labels": COLOUR, "pixel_values": COLOUR.transpose(2, 0, 1)}, "pixel_values"),
        ({"seg.png": Image.fromarray(COLOUR), "jpg": Image.fromarray(COLOUR), "cls": 3}, "jpg"),
        ({"depthImage": GREY, "image": COLOUR}, "image"),
        ({"target": COLOUR, "input": GREY}, "input"),
        ({"gt": GREY, "x": COLOUR}, "x"),
        ({"a": GREY, "b": COLOUR}, "b"),
        ({"a": Image.fromarray(GREY).convert("P"), "b": Image.fromarray(COLOUR)}, "b"),
        ({"boxes": torch.zeros(20, 4), "image": GREY}, "image"),
        ((GREY, COLOUR), 1),
        ((COLOUR, GREY), 0),
        ([np.zeros((32, 32), np.int64), GREY], 1),
        ((GREY > 9, GREY), 1),
        ((torch.zeros(3, 32, 32, dtype=torch.uint8), torch.zeros(32, 32, dtype=torch.uint8)), 0),
        ((COLOUR, {"masks": torch.zeros(2, 32, 32, dtype=torch.uint8)}), 0),
    ],
)  # fmt: skip
def test_the_picture_of_a_sample_is_found_by_name_and_kind(sample, key):
    assert mixed_keys(sample) == [key]


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ((GREY, GREY), "the tuple holds 2 pictures, 0, 1: name the one to mix by `fernery.IPMix(..., picture=0)`"),
        ([COLOUR, COLOUR], "the list holds 2 pictures, 0, 1"),
        ({"image": COLOUR, "image2": COLOUR}, "the dict holds 2 pictures, 'image', 'image2'"),
        ({"a": GREY, "b": Image.fromarray(GREY)}, "the dict holds 2 pictures, 'a', 'b'"),
        ({"mask": GREY}, "holds no picture: no Pillow image, array or tensor; name one of 'mask'"),
        ({"inputs": {"image": COLOUR}, "label": 3}, "holds no picture"),
        ({"inputs": {"image": COLOUR}, "other": GREY}, "the picture of the dict lies deeper"),
        (((COLOUR, 3), GREY), "the picture of the tuple lies deeper"),
    ],
)
def test_samples_that_do_not_tell_their_picture_are_refused(mix, sample, text):
    with pytest.raises(fernery.ArgumentTypeError, match=re.escape(text)):
        mix(sample)


def test_the_picture_of_a_sample_can_be_named(store):
    first, second = (fernery.IPMix(store, 32, picture=picture) for picture in (1, "mask"))
    grey = first(GREY, key=3)
    pair = first((GREY, GREY), key=3)
    assert pair[0] is GREY and np.array_equal(pair[1], grey)
    assert np.array_equal(pickle.loads(pickle.dumps(second))({"mask": GREY, "image": GREY}, key=3)["mask"], grey)
    with pytest.raises(fernery.UsageError, match="`picture` is 'mask', and the dict has 'image', 'label'"):
        second({"image": GREY, "label": 3})
    with pytest.raises(fernery.UsageError, match="`picture` must be a whole number"):
        fernery.IPMix(store, 32, picture=1.5)


def test_a_float_picture_is_refused_and_not_its_mask_mixed(mix):
    for sample in ({"mask": GREY, "image": COLOUR / 255}, (torch.zeros(3, 32, 32), torch.from_numpy(GREY))):
        with pytest.raises(fernery.ArgumentTypeError, match="mix before converting to float"):
            mix(sample)


def test_a_mixer_tells_how_its_results_are_normalised(store):
    assert "float32 normalised by mean [0.5, 0.5, 0.5] and deviation [0.5, 0.5, 0.5]" in repr(fernery.IPMix(store, 32))
    assert repr(fernery.IPMix(store, 32, output="uint8")).endswith("uint8>")


@pytest.fixture(scope="module")
def torchvision():
    """torchvision; where its compiled operators do not load, their names alone let it be imported.

    Tried in a process of its own first: names that are defined already end the process where the operators do load.
    """
    loads = subprocess.run([sys.executable, "-c", "import torchvision"], capture_output=True).returncode == 0
    library = torch.library.Library("torchvision", "FRAGMENT")
    if not loads:
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    try:
        import torchvision.transforms.v2
    except (ImportError, RuntimeError) as cause:
        pytest.skip(f"torchvision cannot be imported: {cause}")
    yield torchvision
    library._destroy()


def test_compose_of_torchvision_takes_samples(mix, image, expected, torchvision):
    v2 = torchvision.transforms.v2
    seeded = v2.Compose([v2.RandomHorizontalFlip(0), lambda *sample: mix(*sample, key=5)])
    assert torch.equal(seeded(image), expected)
    transform = v2.Compose([v2.RandomHorizontalFlip(0), mix, v2.RandomErasing(0)])
    for sample in ((image, 7), {"image": image, "label": 7}):
        torch.manual_seed(1)
        together = transform(sample)
        torch.manual_seed(1)
        alone = transform(image)
        mixed, label = together.values() if isinstance(together, dict) else together
        assert torch.equal(mixed, alone) and label == 7
    mixed, label = transform(image, 7)
    assert mixed.shape == (3, 32, 32) and label == 7


def test_images_of_torchvision_stay_images(store, mix, pictures, torchvision):
    kinds = torchvision.tv_tensors
    image = kinds.Image(torch.from_numpy(pictures[0].transpose(2, 0, 1).copy()))
    eight = fernery.IPMix(store, 32, seed=3, output="uint8")(image, key=5)
    assert isinstance(eight, kinds.Image) and eight.dtype == torch.uint8
    assert type(mix(image, key=5)) is torch.Tensor
    mask = kinds.Mask(torch.zeros(32, 32, dtype=torch.uint8))
    sample = mix({"mask": mask, "image": image}, key=5)
    assert sample["mask"] is mask and torch.equal(sample["image"], mix(image, key=5))
