"""The loader in this process: what its batches promise, its orders, its errors."""

from __future__ import annotations

import time

import fernery
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.utils.data import Subset  # noqa: E402


class Base:
    """48 pictures with labels, each different."""

    def __len__(self):
        return 48

    def __getitem__(self, index):
        return np.random.default_rng(index).integers(0, 256, (32, 32, 3), dtype=np.uint8), index


@pytest.fixture(scope="module")
def data(store):
    return fernery.IPMixDataset(Base(), fernery.IPMix(store, 32, seed=1))


@pytest.mark.parametrize("prefetch", [1, 2, 5])
def test_a_batch_holds_until_the_next_is_taken(data, prefetch):
    for pictures, labels in fernery.Loader(data, 4, prefetch=prefetch):
        time.sleep(0.02)  # for the thread to make all that it can
        expected, _ = data.mixed(labels.tolist())
        assert torch.equal(pictures, expected[0])


def test_without_reuse_batches_hold_for_ever(data):
    batches = list(fernery.Loader(data, 4, reuse=False))
    expected, _ = data.mixed(range(48))
    assert torch.equal(torch.cat([pictures for pictures, _ in batches]), expected[0])
    assert len({pictures.data_ptr() for pictures, _ in batches}) == 12


def test_buffers_are_used_again(data):
    assert len({pictures.data_ptr() for pictures, _ in fernery.Loader(data, 4, prefetch=2)}) == 4


def order(data, seed):
    return [label for _, labels in fernery.Loader(data, 16, shuffle=True, seed=seed) for label in labels.tolist()]


def test_each_seed_has_its_order(data):
    orders = [order(data, seed) for seed in (0, 1, 2**63, 2**63 + 1, 2**64 - 1)]
    assert all(sorted(found) == list(range(48)) for found in orders)
    assert len({tuple(found) for found in orders}) == 5


def test_a_sampler_gives_a_part(data):
    found = [label for _, labels in fernery.Loader(data, 16, sampler=range(20, 48)) for label in labels.tolist()]
    assert found == list(range(20, 48))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"batch_size": "8"}, "`batch_size` must be a whole number in 1..."),
        ({"batch_size": 2.5}, "`batch_size` must be a whole number in 1..."),
        ({"batch_size": 0}, "`batch_size` must be a whole number in 1..."),
        ({"threads": 0}, "`threads` must be a whole number in 1...1024"),
        ({"prefetch": 0}, "`prefetch` must be a whole number in 1..."),
        ({"seed": -1}, "`seed` must be a whole number in 0..."),
        ({"seed": 2**64}, "`seed` must be a whole number in 0..."),
        ({"shuffle": 1}, "`shuffle` must be True or False"),
        ({"shuffle": True, "sampler": [1]}, "give `shuffle` or `sampler`, not both"),
    ],
)
def test_wrong_loaders_are_told(data, arguments, text):
    with pytest.raises(fernery.UsageError, match=text):
        fernery.Loader(data, **arguments)


def test_other_data_sets_are_told(data):
    with pytest.raises(fernery.ArgumentTypeError, match="and is a Subset; for a part of one give `sampler=`"):
        fernery.Loader(Subset(data, range(3)))
