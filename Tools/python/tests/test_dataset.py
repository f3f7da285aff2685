"""Data sets in torch's loader: the same tensors however they are loaded."""

from __future__ import annotations

import copy
import hashlib
import multiprocessing
import os
import pickle
import signal
import warnings

import fernery
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.utils.data import DataLoader, Dataset, SequentialSampler, Subset  # noqa: E402


class Base(Dataset):
    """48 pictures with labels, each different."""

    def __len__(self):
        return 48

    def __getitem__(self, index):
        return np.random.default_rng(index).integers(0, 256, (32, 32, 3), dtype=np.uint8), index % 10


class Unlabelled(Base):
    def __getitem__(self, index):
        return super().__getitem__(index)[0]


@pytest.fixture(scope="module")
def data(store):
    return fernery.IPMixDataset(Base(), fernery.IPMix(store, 32, seed=1), views=3, crop_padding=4, flip=True)


def hashes(loader):
    """SHA-256 of every sample, in the order of loading."""
    found = []
    for views, _ in loader:
        for sample in zip(*views):
            found.append(hashlib.sha256(b"".join(view.numpy().tobytes() for view in sample)).hexdigest())
    return found


@pytest.fixture(scope="module")
def expected(data):
    data.set_epoch(4)
    return hashes(DataLoader(data, batch_size=16))


@pytest.mark.parametrize(
    ("workers", "start", "batch"),
    [(0, None, 7), (1, "fork", 16), (2, "fork", 5), (4, "fork", 16), (2, "spawn", 16), (1, "forkserver", 48)],
)
def test_samples_are_equal_however_they_are_loaded(data, expected, workers, start, batch):
    data.set_epoch(4)
    data.mix.batch(Base()[0][0][None], [0])  # used in the parent before workers start
    loader = DataLoader(data, batch_size=batch, num_workers=workers, multiprocessing_context=start)
    assert hashes(loader) == expected


def test_the_middle_of_an_epoch_can_be_resumed(data, expected):
    data.set_epoch(4)
    rest = Subset(data, range(20, 48))
    assert hashes(DataLoader(rest, batch_size=8, num_workers=1)) == expected[20:]


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_persistent_workers_see_the_new_epoch(data, expected, start):
    data.set_epoch(4)
    loader = DataLoader(data, batch_size=16, num_workers=1, persistent_workers=True, multiprocessing_context=start)
    data.set_epoch(4)
    assert hashes(loader) == expected
    data.set_epoch(5)
    other = hashes(loader)
    assert not set(other) & set(expected)
    data.set_epoch(4)
    assert hashes(loader) == expected


def test_single_items_are_those_of_batches(data):
    data.set_epoch(0)
    batch = data.__getitems__([3, 9])
    for place, index in enumerate((3, 9)):
        views, label = data[index]
        assert label == index % 10 and all(torch.equal(a, b) for a, b in zip(views, batch[place][0]))


def test_views_and_unlabelled_sets(store):
    mix = fernery.IPMix(store, 32, seed=1)
    single = fernery.IPMixDataset(Base(), mix)
    picture, label = single[5]
    assert picture.shape == (3, 32, 32) and label == 5
    assert fernery.IPMixDataset(Unlabelled(), mix)[5].equal(picture)
    clean, _ = fernery.IPMixDataset(Base(), mix, views=0)[5]
    assert torch.allclose(clean, torch.from_numpy(Base()[5][0]).permute(2, 0, 1) / 127.5 - 1, atol=1e-6)


def test_the_loader_in_this_process_gives_the_same(data, expected):
    data.set_epoch(4)
    loader = fernery.Loader(data, 16, threads=2)
    found, labels = [], []
    for views, label in loader:
        labels += label.tolist()
        for place in range(views.shape[1]):
            found.append(hashlib.sha256(views[:, place].contiguous().numpy().tobytes()).hexdigest())
    assert found == expected and labels == [index % 10 for index in range(48)] and len(loader) == 3


def test_the_loader_shuffles_by_epoch_and_ends_early(data):
    loader = fernery.Loader(data, 20, shuffle=True, drop_last=True)
    assert len(loader) == 2
    orders = []
    for epoch in (0, 1, 0):
        data.set_epoch(epoch)
        orders.append([label for _, labels in loader for label in labels.tolist()])
    assert orders[0] == orders[2] != orders[1]
    for _ in fernery.Loader(data, 4):
        break  # a loop that ends early leaves no thread behind
    assert fernery.Loader(data, 48, sampler=SequentialSampler(data)).__iter__().__next__()[0].shape[1] == 48


def test_errors_of_the_base_set_come_through(store):
    class Broken(Base):
        def __getitem__(self, index):
            raise KeyError("no such picture")

    broken = fernery.IPMixDataset(Broken(), fernery.IPMix(store, 32))
    with pytest.raises(KeyError, match="no such picture"):
        list(fernery.Loader(broken, 4))


@pytest.mark.parametrize("copied", [lambda data: pickle.loads(pickle.dumps(data)), copy.deepcopy])
def test_copies_have_an_epoch_of_their_own(data, copied):
    data.set_epoch(4)
    other = copied(data)
    assert other.epoch == 4 and torch.equal(other[7][0][1], data[7][0][1])
    other.set_epoch(5)
    assert data.epoch == 4 and not torch.equal(other[7][0][1], data[7][0][1])
    loader = DataLoader(other, batch_size=16, num_workers=1)
    other.set_epoch(4)
    assert hashes(loader) == hashes(DataLoader(data, batch_size=16))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"views": 2}, "`views` must be 0"),
        ({"views": 3.0}, "`views` must be 0"),
        ({"base": 3}, "`base` must be a data set"),
        ({"crop_padding": 99}, "`crop_padding` must be a whole number in 0...64, not 99"),
        ({"flip": 0.2}, "`flip` must be True or False, not 0.2"),
        ({"epoch": -1}, "`epoch` must be a whole number in 0..."),
        ({"epoch": 1.9}, "`epoch` must be a whole number in 0..."),
    ],
)
def test_wrong_sets_are_told(store, arguments, text):
    with pytest.raises(fernery.UsageError, match=text):
        fernery.IPMixDataset(**{"base": Base(), "mix": fernery.IPMix(store, 32), **arguments})


def test_wrong_mixers_epochs_and_numbers_are_told(data, store):
    with pytest.raises(fernery.ArgumentTypeError, match="`mix` must be a fernery.IPMix, and is a Store"):
        fernery.IPMixDataset(Base(), store)
    with pytest.raises(fernery.UsageError, match="`epoch` must be a whole number"):
        data.set_epoch(1.7)
    with pytest.raises(fernery.ArgumentTypeError, match="a sample's number must be a whole number, not 1.7"):
        data[1.7]
    for number in (48, -49, -100):
        with pytest.raises(fernery.NoSuchSampleError, match="there are 48, from 0 to 47"):
            data[number]
    assert torch.equal(data[np.int64(-1)][0][0], data[47][0][0]) and sum(1 for _ in data) == 48


def resident_kilobytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def test_ten_thousand_batches_take_no_memory(store, pictures):
    mix = fernery.IPMix(store, 32)
    out = np.empty((1, 4, 3, 32, 32), np.float32)
    for index in range(500):
        mix.batch(pictures[:4], range(index, index + 4), out=out)
    before = resident_kilobytes()
    for index in range(10_000):
        mix.batch(pictures[:4], range(index, index + 4), out=out)
    assert resident_kilobytes() - before < 4096


def test_a_killed_worker_does_not_hurt_the_others(data, expected):
    """One of a loader's workers is killed: that loader tells it; another one, this process and a new one go on."""
    data.set_epoch(4)
    others = DataLoader(data, batch_size=16, num_workers=1, persistent_workers=True)
    assert hashes(others) == expected
    with pytest.raises(RuntimeError, match="worker .* exited unexpectedly|killed by signal"):
        for number, _ in enumerate(DataLoader(data, batch_size=1, num_workers=2)):
            if number == 3:
                mine = set(multiprocessing.active_children()) - set(others._iterator._workers)
                os.kill(mine.pop().pid, signal.SIGKILL)
    assert hashes(others) == expected
    assert hashes(DataLoader(data, batch_size=16)) == expected
    assert hashes(DataLoader(data, batch_size=16, num_workers=2)) == expected


def fresh(store, base=None, **changes):
    return fernery.IPMixDataset(base or Base(), fernery.IPMix(store, 32, seed=1), **{"views": 1, **changes})


def passes(data, count=2, **loading):
    """Warnings of some passes over a data set."""
    loader = DataLoader(data, **{"batch_size": 8, "shuffle": True, **loading})
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for _ in range(count):
            for _ in loader:
                pass
    messages = [str(one.message) for one in told if issubclass(one.category, UserWarning)]
    return [message for message in messages if "set_epoch" in message]


@pytest.mark.parametrize("loading", [{}, {"drop_last": True, "batch_size": 5}, {"batch_size": 1}, {"shuffle": False}])
def test_a_repeated_pass_is_warned_of_once(store, loading):
    data = fresh(store)
    assert passes(data, 1, **loading) == []
    (told,) = passes(data, 3, **loading)
    assert "passed over again in the epoch 0, with the same views: call `data.set_epoch(epoch)`" in told


def test_passes_of_epochs_and_looks_at_samples_are_not_warned_of(store):
    data = fresh(store)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(5):
            data[0], data[1], data[47], len(data), len(DataLoader(data))
        for part in (range(40), range(40, 48), range(0, 30)):
            for _ in DataLoader(Subset(data, part), batch_size=8):
                pass
    for _ in range(2):
        data = fresh(store, epoch=3)
        for epoch in range(4):
            data.set_epoch(epoch)
            assert passes(data, 2) == []
    # Clean pictures are the same in every epoch, if they are neither cropped nor flipped.
    assert passes(fresh(store, views=0), 3) == [] and len(passes(fresh(store, views=0, flip=True), 2)) == 1


def test_a_loader_warns_of_a_repeated_pass(store):
    data = fresh(store)
    loader = fernery.Loader(data, 8, shuffle=True)
    with pytest.warns(UserWarning, match="set_epoch"):
        for _ in range(2):
            for _ in loader:
                pass


@pytest.mark.parametrize(("start", "persists"), [("fork", True), ("fork", False), ("spawn", True)])
def test_repeated_passes_of_workers_are_warned_of_by_the_process_of_the_loop(store, start, persists):
    loading = {"num_workers": 2, "persistent_workers": persists, "multiprocessing_context": start}
    assert len(passes(fresh(store), 3, **loading)) == 1


def test_passes_over_parts_are_found_by_what_is_asked_for(store):
    data, told = fresh(store), []
    for _ in range(3):
        told.append(passes(Subset(data, range(40)), 1))
    assert [len(one) for one in told] == [0, 1, 0]


def test_an_epoch_needs_no_shared_memory_of_the_system(store, monkeypatch):
    def refused(*_):
        raise RuntimeError("unable to open shared memory object")

    monkeypatch.setattr(torch.Tensor, "share_memory_", refused)
    data = fresh(store)
    data.set_epoch(7)
    assert data.epoch == 7 and copy.deepcopy(data).epoch == 7 and pickle.loads(pickle.dumps(data)).epoch == 7
    other = copy.deepcopy(data)
    other.set_epoch(8)
    assert data.epoch == 7 and len(passes(other)) == 0 and len(fresh(store, base=[(Base()[0][0], 1)])) == 1


def test_epochs_leave_no_descriptors_open(store):
    before = len(os.listdir("/proc/self/fd"))
    mix = fernery.IPMix(store, 32)
    for _ in range(200):
        fernery.IPMixDataset(Base(), mix)
    assert len(os.listdir("/proc/self/fd")) < before + 20
