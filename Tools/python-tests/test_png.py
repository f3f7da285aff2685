"""PNGs that fernery writes, read by Pillow, equal the stored pixels, read by py-lmdb."""

import json
import os
import struct
import subprocess

import lmdb
import numpy as np
import pytest
from PIL import Image
from programs import FERNERY

GREY = """
kind: generation
name: grey
description: a set without colour, and not square
count: 5
pool: 60
size: [24, 40]
colour: grey
samplesPerPixel: 32
families:
  - law: anderson-farrell
"""


def fernery(*arguments, cwd):
    """Runs fernery with --json and returns what it printed."""
    run = subprocess.run([FERNERY, *arguments, "--json"], cwd=cwd, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def stored(path):
    """The header's shape, all pixels and all records of a store, by id, as another LMDB program reads them."""
    environment = lmdb.open(str(path / "assets.mdb"), subdir=False, readonly=True, lock=False, max_dbs=8)
    with environment.begin() as transaction:
        named = {name: environment.open_db(name.encode(), transaction, create=False) for name in ("meta", "img", "rec")}
        height, width, channels = struct.unpack("<III", transaction.get(b"shape", db=named["meta"]))
        pixels = {}
        for key, value in transaction.cursor(named["img"]):
            shape = (height, width, channels) if channels == 3 else (height, width)
            pixels[struct.unpack(">Q", key)[0]] = np.frombuffer(value, np.uint8).reshape(shape)
        # Behind two checksums of four bytes each stands the record.
        records = [json.loads(value[8:]) for _, value in transaction.cursor(named["rec"])]
    environment.close()
    return pixels, records


@pytest.fixture(scope="module", params=["colour", "grey"])
def store(request, tmp_path_factory):
    """A small finished store: RGB and square, or grey and not square."""
    folder = tmp_path_factory.mktemp(request.param)
    path = folder / "s.fernery"
    if request.param == "grey":
        (folder / "grey.yaml").write_text(GREY)
        fernery("generate", "grey.yaml", "--store", "s.fernery", cwd=folder)
    else:
        fernery("generate", "demo", "--count", "7", "--size", "32", "--pool", "100", "--store", "s.fernery", cwd=folder)
    return path


def decoded(path):
    """A PNG as Pillow decodes it, with every checksum checked."""
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.mode in ("RGB", "L")
        picture.verify()
    with Image.open(path) as picture:
        return np.asarray(picture)


def test_an_export_holds_the_stored_pixels(store, tmp_path):
    pixels, records = stored(store)
    result = fernery("store", "export", str(store), "--out", "out", cwd=tmp_path)
    assert result["count"] == len(pixels)
    files = sorted((tmp_path / "out").glob("*/*.png"), key=lambda file: int(file.stem))
    assert [int(file.stem) for file in files] == sorted(pixels)
    for file in files:
        np.testing.assert_array_equal(decoded(file), pixels[int(file.stem)])
        assert file.parent.name == records[int(file.stem)]["family"]
    lines = (tmp_path / "out/records.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == records


def test_a_shown_asset_holds_the_stored_pixels(store, tmp_path):
    pixels, _ = stored(store)
    for asset in pixels:
        fernery("store", "show", str(store), "--id", str(asset), "--out", "one.png", cwd=tmp_path)
        np.testing.assert_array_equal(decoded(tmp_path / "one.png"), pixels[asset])


def test_a_sheet_shows_the_stored_pixels_magnified(store, tmp_path):
    pixels, _ = stored(store)
    fernery("store", "show", str(store), "--columns", "3", "--out", "sheet.png", cwd=tmp_path)
    sheet = decoded(tmp_path / "sheet.png")
    height, width = pixels[0].shape[:2]
    columns, padding = 3, 4
    factor = (sheet.shape[1] - padding * (columns + 1)) // (columns * width)
    assert factor == 128 // min(height, width)
    for asset in pixels:
        row = padding + asset // columns * (height * factor + padding)
        column = padding + asset % columns * (width * factor + padding)
        cell = sheet[row : row + height * factor, column : column + width * factor]
        expected = pixels[asset] if pixels[asset].ndim == 3 else np.repeat(pixels[asset][..., None], 3, axis=2)
        np.testing.assert_array_equal(cell, expected.repeat(factor, axis=0).repeat(factor, axis=1))


def test_an_export_loads_as_an_image_folder(store, tmp_path):
    """The rules of torchvision.datasets.ImageFolder: a sub-folder is a class, and none may be without pictures."""
    fernery("store", "export", str(store), "--out", "out", cwd=tmp_path)
    classes = sorted(entry.name for entry in os.scandir(tmp_path / "out") if entry.is_dir())
    assert classes == sorted({record["family"] for record in stored(store)[1]})
    samples = []
    for index, name in enumerate(classes):
        found = []
        for folder, _, names in sorted(os.walk(tmp_path / "out" / name, followlinks=True)):
            found += [(os.path.join(folder, file), index) for file in sorted(names) if file.lower().endswith(".png")]
        assert found, f"the class {name} has no picture"
        samples += found
    assert len(samples) == len(stored(store)[0])
    for path, _ in samples:
        with Image.open(path) as picture:
            assert picture.convert("RGB").size == stored(store)[0][0].shape[1::-1]


def test_a_rendered_classic_and_a_mixed_sheet_are_pngs(store, tmp_path):
    fernery("render", "sierpinski-carpet", "--size", "32x48", "--samples", "50", "--out", "carpet.png", cwd=tmp_path)
    assert decoded(tmp_path / "carpet.png").shape == (32, 48, 3)
    fernery("mix", "carpet.png", "--store", str(store), "--views", "2", "--out", "mixed.png", cwd=tmp_path)
    sheet = decoded(tmp_path / "mixed.png")
    original = decoded(tmp_path / "carpet.png").repeat(4, axis=0).repeat(4, axis=1)
    np.testing.assert_array_equal(sheet[4 : 4 + 128, 4 : 4 + 192], original)
