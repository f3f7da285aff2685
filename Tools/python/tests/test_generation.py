"""Growing stores from Python."""

from __future__ import annotations

import pathlib

import fernery
import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]


def test_generating_is_repeatable_and_goes_on(tmp_path):
    first = fernery.generate("demo", tmp_path / "a.fernery", count=6, size=32, seed=2, progress=False)
    again = fernery.generate("demo", tmp_path / "b.fernery", count=6, size=32, seed=2, threads=1, progress=False)
    assert first.root == again.root and len(first) == 6 and first.shape == (32, 32, 3)
    assert fernery.generate("demo", tmp_path / "a.fernery", count=6, size=32, seed=2, progress=False).root == first.root


def test_the_store_has_the_name_of_the_preset(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small = {"count": 4, "size": 32, "pool": 200, "progress": False}
    assert fernery.generate("demo", **small).path == str(tmp_path / "demo.fernery")
    text = (REPOSITORY / "Presets/generation/demo.yaml").read_text()
    assert text.count("name: demo") == 1
    (tmp_path / "mine.yaml").write_text(text.replace("name: demo", "name: ours"))
    assert fernery.generate("mine.yaml", **small).path == str(tmp_path / "ours.fernery")


@pytest.mark.parametrize(
    ("preset", "arguments", "text"),
    [
        ("demos", {}, "there is no generation preset `demos`; there are demo"),
        ("demo", {"count": 0}, "--count is 0; it must be 1 to 1000000"),
        ("demo", {"count": 2.5}, "`count` must be a whole number"),
        ("demo", {"store": "a\0b"}, "`store` must not hold a zero byte"),
    ],
)
def test_what_cannot_be_grown_is_told(tmp_path, monkeypatch, preset, arguments, text):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(fernery.UsageError, match=text):
        fernery.generate(preset, **arguments, progress=False)
