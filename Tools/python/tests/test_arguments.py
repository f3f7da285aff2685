"""No argument of the C interface ends the process or reaches memory outside of what was given."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import fernery
import numpy as np
import pytest

CALLS = pathlib.Path(__file__).with_name("abi_arguments.py")


@pytest.mark.parametrize("group", ["batches", "plans", "recipes", "plan-calls", "stores"])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_argument_gives_a_result_or_an_error(group, seed, store_path):
    command = [sys.executable, "-X", "faulthandler", CALLS, group, store_path, str(seed)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stderr[-4000:]
    assert int(ended.stdout.split()[0]) > 100


@pytest.mark.parametrize(("side", "padding"), [(32, 40), (32, 33), (28, 32), (16, 17), (8, 9), (8, 64)])
def test_a_crop_may_lie_beside_the_picture(store, side, padding):
    """Each crop is one of NumPy's, also where nothing of the picture is left in it."""
    mix = fernery.IPMix(store, side, "reference-cifar")
    picture = np.full((side, side, 3), 255, np.uint8)
    out = mix.batch([picture] * 3000, range(3000), views=0, crop_padding=padding, flip=True)[0, :, 0]
    rows, columns = (out > 0).any(2).sum(1), (out > 0).any(1).sum(1)
    assert rows.min() == columns.min() == 0 and rows.max() == columns.max() == side
    covered = (out > 0).sum((1, 2))
    assert (covered == rows * columns).all()
