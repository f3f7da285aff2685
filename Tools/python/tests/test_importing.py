"""Importing folders of pictures: what becomes of each kind, and what is told of those that are left out."""

from __future__ import annotations

import errno
import io
import json
import os
import struct
import subprocess
import sys
import warnings
import zlib

import fernery
import numpy as np
import pytest
from fernery import importing
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


def test_what_is_left_out_by_its_name_or_kind_is_told(folder, noise):
    Image.fromarray(noise[0]).save(folder / "a.png")
    Image.fromarray(noise[1]).save(folder / "-b.bmp")
    (folder / "elsewhere").mkdir()
    Image.fromarray(noise[2]).save(folder / "elsewhere/c.bmp")
    (folder / "linked").symlink_to(folder / "elsewhere")
    (folder / "loop").symlink_to(".")
    (folder / "nothing.png").symlink_to("gone.png")
    (folder / ".hidden").write_text("x")
    os.mkfifo(folder / "pipe.png")
    for name in (b"caf\xe9.png", b"\xff"):
        with open(os.fsencode(folder) + b"/" + name, "wb") as file:
            file.write(b"x")
    with pytest.warns(UserWarning, match="7 of 10 files were left out: ") as told:
        assert len(imported(folder)) == 3
    assert f"{folder}/.hidden is hidden" in str(told[0].message)
    listed = importing._listed(folder)[1]
    shown = [line.removeprefix(f"{folder}/") for line in listed]
    assert shown == [
        ".hidden is hidden", "caf\\xe9.png has a name that is not UTF-8: rename it",
        "linked is a link to a folder: name that folder itself, too",
        "loop is a link to a folder: name that folder itself, too", "nothing.png is a link to nothing",
        "pipe.png is no file", "\\xff has a name that is not UTF-8: rename it",
    ]  # fmt: skip


def test_what_the_system_cannot_read_ends_the_import(folder, noise, monkeypatch):
    Image.fromarray(noise[0]).save(folder / "a.bmp")
    opening = open

    def failing(path, *rest):
        if str(path).endswith("a.bmp"):
            raise OSError(errno.EIO, "Input/output error")
        return opening(path, *rest)

    monkeypatch.setattr(importing, "open", failing, raising=False)
    with pytest.raises(fernery.StorageError, match="a.bmp cannot be read: Input/output error"):
        imported(folder)
    monkeypatch.setattr(os, "scandir", lambda path: failing("a.bmp"))
    with pytest.raises(fernery.StorageError, match="cannot be read: Input/output error"):
        imported(folder)


def encoded(picture, form):
    file = io.BytesIO()
    picture.save(file, **form)
    return file.getvalue()


NAMES = ["AVIF", "BMP", "DDS", "GIF", "ICO", "JPEG", "JPEG2000", "PCX", "PPM", "SGI", "TGA", "TIFF", "WEBP", "ICNS",
         "IM", "MSP", "XBM"]  # fmt: skip
FORMS = [{"format": name} for name in NAMES]
FORMS += [{"format": "TIFF", "compression": name} for name in ("tiff_lzw", "jpeg", "packbits", "tiff_deflate")]
FORMS += [{"format": "MPO", "save_all": True, "append_images": [Image.new("RGB", (40, 40))]}]


def test_damaged_pictures_of_every_form_are_left_out(noise, tmp_path):
    """Cut, and with bytes changed: each is a picture or what is left out, and never another exception."""
    random = np.random.default_rng(5)
    (tmp_path / "x").write_bytes(b"")
    tried = refused = 0
    for form in FORMS:
        try:
            good = encoded(Image.fromarray(noise[0]).convert("1" if form["format"] in ("MSP", "XBM") else "RGB"), form)
        except (KeyError, OSError, ValueError):
            continue  # this Pillow does not write it
        for round in range(60):
            data = bytearray(good)
            if round % 3 == 0:
                del data[random.integers(1, len(data)) :]
            else:
                start = 60 if round % 2 and len(data) > 120 else 4
                for place in random.integers(start, min(len(data), 400), 1 + round % 8):
                    data[place] = random.integers(0, 256)
            (tmp_path / "x").write_bytes(data)
            tried += 1
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    importing._decoded(tmp_path / "x")
            except fernery.InvalidDataError as error:
                refused += 1
                assert str(tmp_path / "x") in str(error) and "\n" not in str(error)
    assert tried > 600 and refused > 200


@pytest.mark.parametrize("cause", [KeyError("x"), IndexError("x"), NotImplementedError("x"), RuntimeError("x"),
                                   struct.error("x"), zlib.error("x"), AssertionError(), OSError("broken"),
                                   OSError(errno.EINVAL, "Invalid argument"), RecursionError(),
                                   SyntaxError("x\ny")])  # fmt: skip
def test_whatever_a_decoder_stumbles_over_leaves_one_file_out(folder, noise, monkeypatch, cause):
    Image.fromarray(noise[0]).save(folder / "a.png")
    Image.fromarray(noise[1]).save(folder / "b.bmp")

    def stumbling(_):
        raise cause

    monkeypatch.setattr("PIL.ImageOps.exif_transpose", stumbling)
    with pytest.warns(UserWarning, match=f"1 of 2 files were left out: {folder}/b.bmp cannot be decoded: "):
        assert len(imported(folder)) == 1


def test_want_of_memory_ends_the_import(folder, noise, monkeypatch):
    Image.fromarray(noise[1]).save(folder / "b.bmp")
    monkeypatch.setattr("PIL.ImageOps.exif_transpose", lambda _: bytearray(2**62))
    with pytest.raises(MemoryError):
        imported(folder)


def test_names_of_other_letters_are_imported_in_a_plain_locale(folder, noise):
    Image.fromarray(noise[0]).save(folder / "grün.png")
    Image.fromarray(noise[1]).save(folder / "élan.jpg")
    code = (f"import fernery; print(len(fernery.import_folder({os.fspath(folder)!r}, '-o.fernery', licence='CC0-1.0', "
            "size=40, progress=False)))\n"
            "try: fernery.Store('\u00f6')\nexcept fernery.UsageError as error: print(error)")  # fmt: skip
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
                   "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.abspath(fernery.__file__)))}  # fmt: skip
    (folder.parent / "run.py").write_text("# coding: utf-8\n" + code, encoding="utf-8")
    ended = subprocess.run([sys.executable, "../run.py"], env=environment, cwd=folder, capture_output=True, text=True)
    assert ended.stdout.splitlines() == [
        "2", "`path` cannot be a path in the encoding ascii of this locale: '\\xf6'; set PYTHONUTF8=1"
    ], ended.stderr  # fmt: skip


@pytest.mark.parametrize("sides", [(512, 512), (200, 300), (40, 90), (90, 40)])
def test_pictures_kept_whole_are_cropped_as_the_authors_do(folder, sides):
    """The shorter side to 36, the other in proportion, and a crop at random of all that there is."""
    height, width = sides
    pixels = np.random.default_rng(3).integers(0, 256, (*sides, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(folder / "a.png")
    store = imported(folder, size=None)
    assert store.shape == (*sides, 3) and np.array_equal(store[0], pixels)
    mix = fernery.IPMix(store, 32)
    shorter = min(sides)
    # One side after the other, as Pillow 13 begins with the height for some tall pictures.
    resized = Image.fromarray(pixels).resize((36 * width // shorter, height), Image.BILINEAR)
    resized = resized.resize((resized.width, 36 * height // shorter), Image.BILINEAR)
    places = set()
    for index in range(600):
        plan = mix.plan(index)
        if "mixingPicture" not in plan:
            continue
        choice = plan["mixingPicture"]
        assert (choice["resizedHeight"], choice["resizedWidth"]) == resized.size[::-1]
        places.add((choice["top"], choice["left"]))
        crop = mix._crop(json.dumps(plan).encode(), (32, 32, 3))
        top, left = choice["top"], choice["left"]
        assert np.array_equal(crop, np.asarray(resized)[top : top + 32, left : left + 32])
    rows, columns = resized.size[1] - 31, resized.size[0] - 31
    assert {top for top, _ in places} == set(range(rows)) and max(left for _, left in places) >= columns - 3
    cropped = fernery.import_folder(folder, folder.parent / "b.fernery", licence="CC0-1.0", size=64, progress=False)
    assert cropped.shape == (64, 64, 3)


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
