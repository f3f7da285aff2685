"""Stores and pictures for the tests of the package `fernery`, which must be installed."""

from __future__ import annotations

import pathlib

import fernery
import numpy as np
import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
GOLDEN = REPOSITORY / "Store/golden"


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A finished store of 40 pictures of 48 px, with a view for 32 px pictures."""
    path = tmp_path_factory.mktemp("store") / "small.fernery"
    fernery.generate("demo", path, count=40, size=48, seed=5, progress=False)
    return path


@pytest.fixture(scope="session")
def store(store_path: pathlib.Path) -> fernery.Store:
    return fernery.Store(store_path)


@pytest.fixture(scope="session")
def pictures() -> np.ndarray:
    """64 pictures of 32 px of the full range."""
    return np.random.default_rng(7).integers(0, 256, (64, 32, 32, 3), dtype=np.uint8)
