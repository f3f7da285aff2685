"""What the example does with stores and normalisation; its smoke run is a step of Tools/test."""

from __future__ import annotations

import argparse
import importlib.util
import pathlib

import fernery
import numpy as np
import pytest

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def example():
    path = pathlib.Path(__file__).resolve().parents[1] / "examples/train_cifar.py"
    spec = importlib.util.spec_from_file_location("train_cifar", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def asked(monkeypatch):
    """The stores that are grown, in the place of growing them."""
    calls = []
    monkeypatch.setattr(fernery, "generate", lambda preset, store, **_: calls.append((preset, pathlib.Path(store))))
    return calls


def fractals(example, scratch, smoke, store=None):
    return example.fractals(argparse.Namespace(smoke=smoke, store=store), scratch)


def test_a_smoke_run_leaves_no_store_for_real_ones(example, asked, tmp_path):
    fractals(example, tmp_path, smoke=True)
    fractals(example, tmp_path, smoke=True, store="named.fernery")
    fractals(example, tmp_path, smoke=False)
    real = pathlib.Path("cifar.fernery")
    assert asked == [("demo", tmp_path / "smoke.fernery"), ("demo", pathlib.Path("named.fernery")), ("cifar", real)]


def test_a_stopped_store_goes_on_and_a_finished_one_is_taken(example, asked, tmp_path, store, monkeypatch):
    assert fractals(example, tmp_path, smoke=False, store=store.path).root == store.root and not asked
    monkeypatch.setattr(fernery, "Store", lambda path: argparse.Namespace(sealed=False))
    fractals(example, tmp_path, smoke=False, store=store.path)
    assert asked == [("cifar", pathlib.Path(store.path))]


@pytest.mark.parametrize("values", [([0.1, 0.2, 0.3], [0.4, 0.5, 0.6]), ([0.25], [0.5])])
def test_pictures_are_normalised_as_the_recipe_says(example, store, pictures, values):
    recipe = fernery.load_recipe("reference-cifar")
    recipe["normalization"] = dict(zip(("mean", "standardDeviation"), values))
    mix = fernery.IPMix(store, 32, recipe)
    classifier = example.Classifier(torch.nn.Identity(), mix.recipe, torch.device("cpu"))
    expected = mix.batch(pictures, range(64), views=0)[0]
    assert np.allclose(classifier.normalized(pictures).numpy(), expected, atol=1e-5)
