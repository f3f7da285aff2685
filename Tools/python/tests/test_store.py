"""Reading stores, against py-lmdb."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import signal
import struct
import subprocess
import sys

import fernery
import lmdb
import numpy as np
import pytest
from fernery import _native, _program


def from_lmdb(path, index, name=b"img"):
    environment = lmdb.open(os.fspath(path / "assets.mdb"), subdir=False, readonly=True, lock=False, max_dbs=8)
    try:
        database = environment.open_db(name, create=False)
        with environment.begin(db=database) as transaction:
            return transaction.get(struct.pack(">Q", index))
    finally:
        environment.close()


def in_child(start_method, function, *arguments):
    context = multiprocessing.get_context(start_method)
    with context.Pool(1) as pool:
        return pool.apply(function, arguments)


def first_bytes(store):
    return bytes(store[0].tobytes())


def test_pictures_are_those_that_py_lmdb_reads(store, store_path):
    assert len(store) == 40 and store.shape == (48, 48, 3) and store.sealed and len(store.root) == 64
    # In a process of its own: py-lmdb must not share a file with the library in one.
    expected = [in_child("spawn", from_lmdb, store_path, index) for index in (0, 17, 39)]
    for index, pixels in zip((0, 17, 39), expected):
        assert store[index].tobytes() == pixels
    assert store[-1].tobytes() == expected[2]


def test_pictures_are_not_copied_and_cannot_be_written(store):
    first, again = store[3], store[3]
    assert first.__array_interface__["data"][0] == again.__array_interface__["data"][0]
    with pytest.raises(ValueError):
        first[0, 0, 0] = 1


def test_pictures_outlive_the_store(store_path):
    store = fernery.Store(store_path)
    picture, expected = store[5], store[5].copy()
    store.close()
    assert np.array_equal(picture, expected)
    with pytest.raises(fernery.ClosedError, match="was closed"):
        store[5]


@pytest.mark.parametrize("use", [lambda store: store[5], lambda store: store.batch([5])[0]])
def test_a_store_closed_by_another_thread_lives_until_the_call_ends(store, store_path, monkeypatch, use):
    """The other thread comes in at the worst moments: as a call begins, and as it has ended."""
    shared, call = fernery.Store(store_path), _native.call

    def closing(name, *arguments):
        shared.close()
        call(name, *arguments)
        shared.close()

    monkeypatch.setattr(_native, "call", closing)
    picture = use(shared)
    assert getattr(picture.base, "_handle", True) is not None  # what holds the memory map
    assert np.array_equal(picture, store[5])
    with pytest.raises(fernery.ClosedError):
        use(shared)


def test_it_is_a_sequence(store):
    assert np.array_equal(store[2:9:3], np.stack([store[2], store[5], store[8]]))
    assert sum(1 for _ in store) == 40
    assert "40 pictures of 48x48x3" in repr(store)
    picture = store[7].copy()
    assert picture in store and store.index(picture) == 7 and store.count(picture) == 1
    assert 255 - picture not in store and "picture" not in store and store.count(255 - picture) == 0
    for start in (8, -3):
        with pytest.raises(ValueError, match="no picture of the store has these pixels"):
            store.index(picture, start)


@pytest.mark.parametrize(
    ("index", "error", "text"),
    [(40, IndexError, "from 0 to 39"), (-41, IndexError, "from 0 to 39"), ("a", TypeError, "whole number"),
     (1.0, TypeError, "float"), (np.array([1, 2]), TypeError, "not ndarray"), (True, TypeError, "not bool")],
)  # fmt: skip
def test_wrong_numbers_are_told(store, index, error, text):
    with pytest.raises(error, match=text):
        store[index]


def test_records_are_the_stored_ones(store, store_path):
    envelope = in_child("spawn", from_lmdb, store_path, 4, b"rec")
    assert store.record(4) == json.loads(envelope[8:])
    assert store.record(4)["licence"] == "CC0-1.0"


def test_queries_find_what_records_say(store):
    fills = {index: store.record(index)["descriptors"]["fill"] for index in range(len(store))}
    limit = float(np.median(list(fills.values())))
    assert store.query(f"fill>{limit!r}").tolist() == [index for index, fill in fills.items() if fill > limit]
    ascending = sorted(fills, key=lambda index: (fills[index], index))
    assert store.query(sort="fill").tolist() == ascending
    assert store.query(sort="fill", descending=True).tolist() == ascending[::-1]
    assert store.query().tolist() == list(range(40))
    with pytest.raises(ValueError, match="no asset of .* has the attribute 'colour'"):
        store.query("colour=red")


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"where": 5}, TypeError, "`where` must be a text, not int"),
        ({"where": "fill>0.3\0garbage"}, ValueError, "`where` must not hold a zero byte"),
        ({"sort": "fill\0"}, ValueError, "`sort` must not hold a zero byte"),
        ({"sort": "fill", "descending": "no"}, ValueError, "`descending` must be True or False"),
    ],
)
def test_wrong_queries_are_told(store, arguments, error, text):
    with pytest.raises(error, match=text):
        store.query(**arguments)


def test_batches_copy_in_one_call(store):
    numbers = np.array([3, 3, -1, 0])
    expected = np.stack([store[3], store[3], store[39], store[0]])
    assert np.array_equal(store.batch(numbers), expected)
    out = np.zeros((4, 48, 48, 3), np.uint8)
    assert store.batch(numbers, out=out, threads=2) is out and np.array_equal(out, expected)
    assert store.batch([]).shape == (0, 48, 48, 3)


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"indices": [40]}, IndexError, "the store has 40 pictures"),
        ({"indices": [0.5]}, TypeError, "whole numbers"),
        ({"indices": [[1]]}, TypeError, "one dimension"),
        ({"indices": [1], "out": np.zeros((1, 48, 48, 3), np.float32)}, ValueError, "must be a uint8 array of shape"),
        ({"indices": [1], "out": np.zeros((2, 48, 48, 3), np.uint8)[::2][:, ::-1]}, ValueError, "C-contiguous"),
        ({"indices": np.array([2**64 - 1], np.uint64)}, IndexError, "the store has 40 pictures"),
        ({"indices": [2**63, 1]}, IndexError, "the store has 40 pictures"),
        ({"indices": [2**64]}, TypeError, "whole numbers"),
        ({"indices": [[1], [2, 3]]}, TypeError, "whole numbers"),
        ({"indices": [1], "threads": 0}, ValueError, "`threads` must be a whole number in 1...1024, not 0"),
        ({"indices": [1], "threads": 2**32 + 1}, ValueError, "`threads` must be a whole number in 1...1024"),
        ({"indices": [1], "threads": -1}, ValueError, "`threads` must be a whole number in 1...1024"),
        ({"indices": [1], "threads": 1.5}, ValueError, "`threads` must be a whole number in 1...1024"),
        ({"indices": [1], "threads": None}, ValueError, "`threads` must be a whole number in 1...1024"),
    ],
)
def test_wrong_batches_are_told(store, arguments, error, text):
    with pytest.raises(error, match=text):
        store.batch(**arguments)


@pytest.mark.parametrize("start_method", ["fork", "spawn", "forkserver"])
def test_another_process_reads_the_same(store, start_method):
    expected = first_bytes(store)  # used in the parent before the fork
    assert in_child(start_method, first_bytes, store) == expected


def test_a_pickle_refuses_another_store(store, tmp_path):
    copy = pickle.dumps(store).replace(store.root.encode(), b"0" * 64)
    with pytest.raises(fernery.UnavailableError, match="another store stands at"):
        pickle.loads(copy)


def test_what_is_no_store_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such folder"):
        fernery.Store(tmp_path / "missing")
    with pytest.raises(fernery.UsageError, match="`path` must not hold a zero byte"):
        fernery.Store(f"{tmp_path}\0x")
    with pytest.raises(fernery.ArgumentTypeError, match="`path` must be a path, not int"):
        fernery.Store(5)
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(fernery.InvalidDataError, match="is no store"):
        fernery.Store(tmp_path / "file")
    with pytest.raises(fernery.InvalidDataError, match="has no assets.mdb"):
        fernery.Store(tmp_path)


def resident_kilobytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def test_opening_and_closing_keeps_memory_and_files_constant(store_path):
    def files():
        return len(os.listdir("/proc/self/fd"))

    for _ in range(100):
        fernery.Store(store_path)[0]
    before, kilobytes = files(), resident_kilobytes()
    for _ in range(1000):
        fernery.Store(store_path)[0]
    assert files() == before
    assert resident_kilobytes() - kilobytes < 2048


@pytest.fixture(scope="module")
def unfinished_path(tmp_path_factory):
    """A store that was stopped: its first pictures are there, the seal is not."""
    path = tmp_path_factory.mktemp("unfinished") / "a.fernery"
    program = subprocess.Popen(
        [_program.program(), "generate", "demo", "--store", path, "--count", "2000", "--size", "128"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while not has_pictures(path):
        assert program.poll() is None
    program.send_signal(signal.SIGINT)
    program.wait()
    return path


def has_pictures(path):
    try:
        return len(fernery.Store(path)) > 0
    except fernery.FerneryError:
        return False


def test_a_store_that_was_stopped_is_read_by_copies_and_not_mixed(unfinished_path):
    store = fernery.Store(unfinished_path)
    assert not store.sealed and store.root is None and "not finished" in repr(store)
    picture = store[0]
    assert picture.shape == (128, 128, 3) and not picture.flags.writeable
    assert np.array_equal(store.batch([0, 0])[1], picture) and store.record(0)["licence"] == "CC0-1.0"
    with pytest.raises(fernery.UnavailableError, match="is not finished"):
        fernery.IPMix(store, 32)


def readers(path):
    """The processes in the table of readers, as py-lmdb tells them."""
    environment = lmdb.open(os.fspath(path / "assets.mdb"), subdir=False, readonly=True, max_dbs=8)
    try:
        return [int(line.split()[0]) for line in environment.readers().splitlines()[1:]]
    finally:
        environment.close()


def test_reader_slots_are_freed(unfinished_path):
    """LMDB has 126 of them: stores that are read and closed, also in other processes, leave none behind."""
    for _ in range(200):
        store = fernery.Store(unfinished_path)
        assert store[0].any()
        store.close()
    code = "import sys, fernery; print(fernery.Store(sys.argv[1])[0].any())"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code, unfinished_path], check=True, capture_output=True)
    assert in_child("spawn", readers, unfinished_path) == []


def test_a_sheet_shows_pictures(store):
    sheet = store.show(10, columns=5)
    assert sheet.size == (5 * 50 + 2, 2 * 50 + 2)
    assert np.array_equal(np.asarray(sheet)[2:50, 2:50], store[0])
