"""Mixing within samples, as the transforms of torchvision v2 hand them on."""

from __future__ import annotations

import subprocess
import sys
from collections import namedtuple

import fernery
import numpy as np
import pytest
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
