"""The code of the two READMEs: as written, but with fewer fractals, a stand-in for CIFAR-10, and 2 epochs of 100."""

from __future__ import annotations

import pathlib
import re
import textwrap

import fernery
import numpy as np
import pytest
from conftest import REPOSITORY
from PIL import Image

torch = pytest.importorskip("torch")


class CIFAR10:
    """Eight pictures of 32 px with labels."""

    def __init__(self, folder):
        self.pictures = np.random.default_rng(3).integers(0, 256, (8, 32, 32, 3), dtype=np.uint8)

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        return Image.fromarray(self.pictures[index]), index


def code_blocks(path: pathlib.Path) -> list[str]:
    """The indented blocks that begin with a statement of Python; those of Swift import Fernery."""
    blocks = re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [re.sub(r"^pip .*", "", textwrap.dedent(block), flags=re.MULTILINE).strip() for block in blocks]
    return [block for block in lines if re.match(r"(?!import Fernery\n)import \w+\n|\w+ = ", block)]


@pytest.mark.parametrize(("path", "count"), [("README.md", 1), ("Tools/python/README.md", 2)])
def test_the_code_of_the_readme_runs(path, count, tmp_path, monkeypatch, pictures):
    monkeypatch.chdir(tmp_path)
    generate = fernery.generate
    monkeypatch.setattr(fernery, "generate", lambda preset: generate(preset, count=40, progress=False))
    pathlib.Path("photos").mkdir()
    for name in ("a.png", "b.png"):
        Image.fromarray(pictures[0]).save(f"photos/{name}")
    blocks = code_blocks(REPOSITORY / path)
    assert len(blocks) == count
    names = {
        "fernery": fernery,
        "torch": torch,
        "CIFAR10": CIFAR10,
        "DataLoader": torch.utils.data.DataLoader,
        "range": lambda stop: range(min(stop, 2)),
        "pictures": pictures[:4],
        "indices": range(4),
        "image": Image.fromarray(pictures[0]),
    }
    for block in blocks:
        exec(compile(block, path, "exec"), names)
