"""The report's page and its figures, against an HTML parser, Pillow and NumPy."""

import base64
import html.parser
import io
import json
import math
import subprocess

import numpy as np
import pytest
from PIL import Image
from programs import FERNERY

COUNT, SIDE = 64, 32


def fernery(*arguments, folder):
    return subprocess.run(
        [FERNERY, *map(str, arguments)], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store, its pictures as PNG, and its report."""
    folder = tmp_path_factory.mktemp("report")
    fernery(
        "generate",
        "demo",
        "--count",
        COUNT,
        "--size",
        SIDE,
        "--pool",
        160,
        "--store",
        "a&<b>.fernery",
        "-q",
        folder=folder,
    )
    fernery("store", "export", "a&<b>.fernery", "--out", "png", "-q", folder=folder)
    summary = fernery("report", "a&<b>.fernery", "--out", "r.html", "--thumbnails", 16, "--json", "-q", folder=folder)
    (folder / "summary.json").write_text(summary)
    return folder


def pictures(folder):
    files = sorted(folder.glob("png/*/*.png"), key=lambda file: file.name)
    return [Image.open(file) for file in files]


class Page(html.parser.HTMLParser):
    """Checks nesting, and collects what the page shows."""

    VOID = {"meta", "img", "rect", "br"}

    def __init__(self):
        super().__init__()
        self.open, self.images, self.tags, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attributes = dict(attrs)
        assert not {"href", "srcset", "onclick", "onload"} & set(attributes)
        if tag == "img":
            assert attributes["src"].startswith("data:image/png;base64,")
            self.images.append((attributes["alt"], attributes["src"].split(",", 1)[1]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_page_is_whole_and_needs_nothing_else(folder):
    page = Page()
    text = (folder / "r.html").read_text()
    page.feed(text)
    page.close()
    assert page.open == []
    assert not {"script", "link", "iframe", "object"} & set(page.tags)
    assert "http:" not in text and "https:" not in text and "url(" not in text
    # The store's name stands there as text, not as tags.
    assert "a&<b>" in page.text
    assert page.tags.count("svg") == 8
    assert page.tags.count("table") == 1


def test_thumbnails_are_the_assets(folder):
    page = Page()
    page.feed((folder / "r.html").read_text())
    originals = pictures(folder)
    seen = set()
    for alt, data in page.images:
        place = int(alt.removeprefix("asset "))
        shown = Image.open(io.BytesIO(base64.b64decode(data)))
        assert np.array_equal(np.asarray(shown), np.asarray(originals[place]))
        seen.add(place)
    # Three sheets of 16, a map and pairs: those of the sheets at least.
    assert set(range(16)) <= seen and set(range(COUNT - 16, COUNT)) <= seen


def test_diversity_is_the_vendi_score(folder):
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["count"] == COUNT and [figure["size"] for figure in summary["diversity"]] == [30]
    rows = []
    for picture in pictures(folder)[:30]:
        small = np.asarray(picture.resize((16, 16), Image.Resampling.BILINEAR), np.float64).ravel()
        small -= small.mean()
        rows.append(small / np.linalg.norm(small))
    kernel = np.array(rows) @ np.array(rows).T / 30
    eigenvalues = np.linalg.eigvalsh(kernel)
    assert math.isclose(summary["diversity"][0]["first"], 1 / np.sum(eigenvalues**2), rel_tol=1e-4)


def test_report_is_the_same_again_and_replaces_the_old_one(folder):
    before = (folder / "r.html").read_bytes()
    fernery("report", "a&<b>.fernery", "--out", "r.html", "--thumbnails", 16, "-q", folder=folder)
    assert (folder / "r.html").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing.fernery"], "nothing.fernery"),
        (["a&<b>.fernery", "--thumbnails", "3"], "--thumbnails"),
        (["a&<b>.fernery", "--out", "no/such/folder/r.html"], "no/such/folder"),
        (["a&<b>.fernery", "--against", "nothing.fernery"], "nothing.fernery"),
    ],
)
def test_bad_arguments_say_what_is_wrong(folder, arguments, says):
    run = subprocess.run([FERNERY, "report", *arguments, "-q"], cwd=folder, capture_output=True, text=True)
    assert run.returncode != 0 and says in run.stderr and len(run.stderr.strip().splitlines()) == 1


def test_descriptors_are_those_of_the_pictures(folder):
    """Entropy, colourfulness and symmetry by NumPy, from the PNG alone: at 32 px a cell is a pixel."""
    rows = json.loads(fernery("store", "list", "a&<b>.fernery", "--json", folder=folder))
    for row, picture in zip(rows, pictures(folder)):
        grey = np.asarray(picture.convert("L"), np.int64)
        shares = np.bincount(grey.ravel(), minlength=256) / grey.size
        shares = shares[shares > 0]
        red, green, blue = np.moveaxis(np.asarray(picture, np.float64), 2, 0)
        rg, yb = red - green, (red + green) / 2 - blue
        colourfulness = np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())
        images = [np.rot90(turned, k) for turned in (grey, grey.T) for k in range(4)][1:]
        symmetry = max(np.corrcoef(grey.ravel(), image.ravel())[0, 1] for image in images)
        x = grey[:-2, 2:] + 2 * grey[1:-1, 2:] + grey[2:, 2:] - grey[:-2, :-2] - 2 * grey[1:-1, :-2] - grey[2:, :-2]
        y = grey[2:, :-2] + 2 * grey[2:, 1:-1] + grey[2:, 2:] - grey[:-2, :-2] - 2 * grey[:-2, 1:-1] - grey[:-2, 2:]
        values = np.linalg.eigvalsh(np.array([[np.sum(x * x), np.sum(x * y)], [np.sum(x * y), np.sum(y * y)]], float))
        expected = {
            "entropy": -np.sum(shares * np.log2(shares)),
            "colourfulness": colourfulness,
            "symmetry": max(0, symmetry),
            "edge-density": np.mean(x * x + y * y >= 128 * 128),
            "anisotropy": (values[1] - values[0]) / (values[1] + values[0]),
        }
        for name, value in expected.items():
            assert abs(row["descriptors"][name] - value) < 6e-5, (row["id"], name)
