"""The kinds of pictures that mixing takes, and those that it refuses."""

from __future__ import annotations

import fernery
import numpy as np
import pytest
from fernery._pictures import as_pictures
from PIL import Image

torch = pytest.importorskip("torch")

GREY = np.random.default_rng(4).integers(0, 256, (32, 32), dtype=np.uint8)


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I", "F"])
def test_more_than_eight_bits_are_refused(mode):
    with pytest.raises(fernery.ArgumentTypeError, match=f"picture 0 has the mode {mode}, .* to 8 bits first"):
        as_pictures([Image.new(mode, (32, 32))])


def test_black_and_white_is_grey():
    found = as_pictures([Image.fromarray(GREY > 127)])
    assert found.shape == (32, 32, 1)
    assert np.array_equal(found.interleaved(0)[:, :, 0], np.where(GREY > 127, 255, 0))


@pytest.mark.parametrize("mode", ["RGBA", "P", "CMYK", "LA"])
def test_other_modes_become_rgb(mode):
    image = Image.fromarray(GREY).convert(mode)
    assert np.array_equal(as_pictures([image]).interleaved(0), np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("tensor", "error", "text"),
    [
        (torch.zeros(3, 32, 32, dtype=torch.bfloat16), TypeError, "picture 0 has the type bfloat16"),
        (torch.zeros(3, 32, 32, requires_grad=True), TypeError, "picture 0 has the type float32"),
        (torch.zeros(3, 32, 32, dtype=torch.uint8, device="meta"), ValueError, "picture 0 lies on meta"),
    ],
)
def test_stacks_of_tensors_are_checked_as_single_ones(many, tensor, error, text):
    with pytest.raises(error, match=text) as raised:
        as_pictures(tensor[None] if many else [tensor])
    assert isinstance(raised.value, fernery.FerneryError)


def test_tensors_of_any_class_are_tensors():
    class Mine(torch.Tensor):
        pass

    image = torch.from_numpy(GREY).as_subclass(Mine)
    assert np.array_equal(as_pictures([image]).interleaved(0)[:, :, 0], GREY)
    assert as_pictures(image[None, None]).shape == (32, 32, 1)


def test_what_is_no_sequence_is_told():
    with pytest.raises(fernery.ArgumentTypeError, match="pictures must come as a sequence or an array, not int"):
        as_pictures(5)
