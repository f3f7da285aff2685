"""Mixing operations and recipes of IPMix against the restatement in NumPy; whole plans are in test_plans.py."""

import json
import pathlib

import numpy as np
import probe as probes
import pytest
from restatement import FULL, mixed, mixed_values, unit

PRESETS = pathlib.Path(__file__).resolve().parents[2] / "Presets/mixing"


def drawn_operation(name, rng):
    if name in ("add", "multiply"):
        if rng.random() < 0.5:
            return {"operation": name, "p": float(rng.beta(3, 1)), "q": float(rng.beta(1, 3))}
        return {"operation": name, "p": 1 + float(rng.beta(1, 3)), "q": -float(rng.beta(1, 3))}
    mask = {"seed": str(rng.integers(0, 2**64, dtype=np.uint64)), "threshold": int(rng.integers(0, 65536))}
    return {"operation": name, "mask": mask}


@pytest.mark.parametrize("overflow", ["clip", "wrap"])
@pytest.mark.parametrize("name", ["add", "multiply", "randomPixels", "randomElements"])
def test_mixing_operation_equals_numpy(probe, name, overflow):
    """Equal bytes; for multiply only those may differ whose float32 value lies within 4 ulp of a truncation edge."""
    for number in range(200):
        rng = np.random.default_rng([sum(name.encode()), number])
        shape = [(32, 32, 3), (61, 97, 3), (8, 8, 3), (16, 33, 1)][number % 4]
        u, v = (rng.integers(0, 256, shape, dtype=np.uint8) for _ in range(2))
        operation = drawn_operation(name, rng)
        answer = probe.ask([u, v], mixing=operation, overflow=overflow)
        got = np.frombuffer(answer, np.uint8).reshape(shape)
        different = got != mixed(u, v, operation, overflow)
        if name == "multiply":
            different &= ~at_an_edge(mixed_values(unit(u), unit(v), operation))
        assert not different.any(), (shape, operation, int(different.sum()))


def at_an_edge(values):
    """Which float32 values, times 255, lie within 4 ulp of a whole number, where truncation jumps."""
    values = (values * FULL).astype(np.float32)
    return np.abs(values - np.rint(values)) <= 4 * np.spacing(np.abs(values))


def test_explicit_masks_choose_place_by_place(probe):
    rng = np.random.default_rng(8)
    u, v = (rng.integers(0, 256, (9, 14, 3), dtype=np.uint8) for _ in range(2))
    for name, count in [("randomPixels", 9 * 14), ("randomElements", 9 * 14 * 3)]:
        operation = {"operation": name, "mask": {"places": "".join(rng.choice(["0", "1"], count))}}
        answer = probe.ask([u, v], mixing=operation, overflow="clip")
        assert answer == mixed(u, v, operation, "clip").tobytes()


def test_truncation_is_told_from_rounding(probe):
    """The comparison is sharp: rounding instead of truncating differs."""
    rng = np.random.default_rng(5)
    u, v = (rng.integers(0, 256, (32, 32, 3), dtype=np.uint8) for _ in range(2))
    operation = {"operation": "add", "p": 0.7, "q": 0.2}
    answer = probe.ask([u, v], mixing=operation, overflow="clip")
    assert mixed(u, v, operation, "clip").tobytes() == answer
    assert mixed(u, v, operation, "clip", mistake="rounding").tobytes() != answer


def presets():
    return sorted(PRESETS.glob("*.yaml"))


def loaded(path):
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize("path", presets(), ids=lambda path: path.stem)
def test_preset_is_valid_and_complete(probe, path):
    """The keys of the YAML are those that a recipe encodes, no more and no fewer."""
    recipe = loaded(path)
    assert recipe["version"] == 2
    assert json.loads(probe.ask([], recipe=recipe)) == recipe
    assert recipe["name"] == path.stem
    recipe["depth"]["most"] = 99
    with pytest.raises(probes.Refused, match=r"depth\.most must be in 1\.\.\.16, not 99"):
        probe.ask([], recipe=recipe)


@pytest.mark.parametrize("path", presets(), ids=lambda path: path.stem)
def test_every_line_of_a_preset_is_documented(path):
    """Each key has a comment on its line; a mapping's may be on its keys."""
    for line in path.read_text().splitlines():
        assert "#" in line or line.endswith(":"), line
