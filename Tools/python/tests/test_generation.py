"""Growing and importing stores from Python."""

from __future__ import annotations

import fernery
import numpy as np
import pytest
from PIL import Image


def test_generating_is_repeatable_and_goes_on(tmp_path):
    first = fernery.generate("demo", tmp_path / "a.fernery", count=6, size=32, seed=2, progress=False)
    again = fernery.generate("demo", tmp_path / "b.fernery", count=6, size=32, seed=2, threads=1, progress=False)
    assert first.root == again.root and len(first) == 6 and first.shape == (32, 32, 3)
    assert fernery.generate("demo", tmp_path / "a.fernery", count=6, size=32, seed=2, progress=False).root == first.root


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [(("demos",), fernery.FerneryError, "demo"), (("demo", None), fernery.FerneryError, "--count")],
)
def test_what_the_program_refuses_is_told(tmp_path, arguments, error, text, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=text):
        fernery.generate(*arguments, count=0 if len(arguments) > 1 else None, progress=False)


def test_any_pictures_make_a_mixing_set(tmp_path):
    folder = tmp_path / "pictures"
    (folder / "sub").mkdir(parents=True)
    random = np.random.default_rng(1)
    pictures = random.integers(0, 256, (3, 40, 40, 3), dtype=np.uint8)
    Image.fromarray(pictures[0]).save(folder / "a.png")
    Image.fromarray(pictures[1]).save(folder / "b.webp", lossless=True)
    Image.fromarray(pictures[2]).save(folder / "sub/c.jpg", quality=95)
    (folder / "notes.txt").write_text("no picture")
    store = fernery.import_folder(folder, tmp_path / "set.fernery", licence="CC0-1.0", size=40, progress=False)
    assert len(store) == 3 and store.record(0)["family"] == "imported"
    found = {bytes(picture.tobytes()) for picture in store}
    assert {pictures[0].tobytes(), pictures[1].tobytes()} <= found
    jpeg = np.asarray(Image.open(folder / "sub/c.jpg"))
    assert jpeg.tobytes() in found


def test_what_cannot_be_imported_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        fernery.import_folder(tmp_path / "none", tmp_path / "s.fernery", licence="CC0-1.0")
    (tmp_path / "empty").mkdir()
    with pytest.raises(fernery.UsageError, match="holds no file"):
        fernery.import_folder(tmp_path / "empty", tmp_path / "s.fernery", licence="CC0-1.0")
