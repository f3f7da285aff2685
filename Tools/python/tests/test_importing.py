"""Importing folders of pictures: what becomes of each kind, and what is told of those that are left out."""

from __future__ import annotations

import errno
import warnings

import fernery
import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pictures").mkdir()
    return tmp_path / "pictures"


@pytest.fixture
def noise():
    return np.random.default_rng(1).integers(0, 256, (3, 40, 40, 3), dtype=np.uint8)


def imported(folder, **changes):
    arguments = {"licence": "CC0-1.0", "size": 40, "progress": False, **changes}
    return fernery.import_folder(folder, folder.parent / "set.fernery", **arguments)


def test_any_pictures_make_a_mixing_set(folder, noise):
    (folder / "sub").mkdir()
    Image.fromarray(noise[0]).save(folder / "a.png")
    Image.fromarray(noise[1]).save(folder / "b.webp", lossless=True)
    Image.fromarray(noise[2]).save(folder / "sub/c.jpg", quality=95)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        store = imported(folder, size=np.int64(40))
    assert len(store) == 3 and store.record(0)["family"] == "imported"
    found = {bytes(picture.tobytes()) for picture in store}
    assert {noise[0].tobytes(), noise[1].tobytes()} <= found
    jpeg = np.asarray(Image.open(folder / "sub/c.jpg"))
    assert jpeg.tobytes() in found


def test_names_do_not_matter(folder, noise):
    Image.fromarray(noise[0]).save(folder / "a.png", "JPEG")
    Image.fromarray(noise[1]).save(folder / "a.jpg", "BMP")
    Image.fromarray(noise[2]).save(folder / "a.jpg.png")
    store = imported(folder)
    assert {noise[1].tobytes(), noise[2].tobytes()} <= {picture.tobytes() for picture in store} and len(store) == 3


def test_sixteen_bits_become_eight_by_rounding(folder):
    values = np.random.default_rng(2).integers(0, 65536, (40, 40)).astype(np.uint16)
    Image.fromarray(values).save(folder / "a.tiff")
    picture = imported(folder)[0]
    assert np.array_equal(picture[:, :, 0], np.rint(values / 257).astype(np.uint8))


def test_what_is_left_out_is_told(folder, noise, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2000)
    Image.fromarray(noise[0]).save(folder / "a.bmp")
    Image.fromarray(np.zeros((100, 100), np.uint8)).save(folder / "bomb.bmp")
    Image.fromarray(np.zeros((40, 40), np.float32)).save(folder / "float.tiff")
    Image.fromarray(noise[1]).save(folder / "half.jpg")
    (folder / "half.jpg").write_bytes((folder / "half.jpg").read_bytes()[:500])
    (folder / "notes.txt").write_text("no picture")
    with pytest.warns(UserWarning, match="4 of 5 files were left out: ") as told:
        assert len(imported(folder)) == 1
    text = str(told[0].message)
    assert f"{folder}/bomb.bmp cannot be decoded: Image size (10000 pixels) exceeds" in text
    assert f"{folder}/float.tiff has the mode F, whose range is unknown" in text
    assert f"{folder}/half.jpg cannot be decoded: " in text and text.endswith("; ...")


def test_what_the_program_leaves_out_is_told_by_its_own_name(folder, noise):
    Image.fromarray(noise[0]).save(folder / "a.png")
    (folder / "b.png").write_bytes((folder / "a.png").read_bytes()[:300])
    with pytest.warns(UserWarning, match=f"1 of 2 files were left out: {folder}/b.png "):
        assert len(imported(folder)) == 1
    (folder / "a.png").unlink()
    with pytest.raises(fernery.FerneryError, match=f"none of 1 files can be imported; the first: {folder}/b.png"):
        fernery.import_folder(folder, folder.parent / "other.fernery", licence="CC0-1.0", size=40, progress=False)


def test_a_full_disk_is_told(folder, noise, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    Image.fromarray(noise[0]).save(folder / "a.bmp")
    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(fernery.StorageError, match="cannot be written to .*: No space left on device; TMPDIR names"):
        imported(folder)


def test_what_cannot_be_imported_is_told(folder):
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        imported(folder / "none")
    with pytest.raises(fernery.UsageError, match="holds no file"):
        imported(folder)
    (folder / "notes.txt").write_text("no picture")
    with pytest.raises(fernery.MissingError, match="none of 1 files can be imported; the first: .*notes.txt is no pic"):
        imported(folder)
    for size in (40.0, "40", (40, 40, 3)):
        with pytest.raises(fernery.UsageError, match="`size` must be one side or"):
            imported(folder, size=size)
