"""`fernery mix --plan`: what a replay writes against the restatement, and against what NumPy and Pillow read."""

import json
import subprocess

import numpy as np
import pytest
from PIL import Image
from programs import FERNERY, ROOT
from restatement import image_of, replayed, start_of, stepped
from test_plans import SHAPES, foreign_plan, pictures, uses_multiply


def replay(folder, plan, picture, fractal):
    image_of(picture).save(folder / "picture.png")
    image_of(fractal).save(folder / "fractal.png")
    (folder / "plan.json").write_text(json.dumps(plan))
    command = [
        FERNERY,
        "mix",
        "picture.png",
        "--plan",
        "plan.json",
        "--fractal",
        "fractal.png",
        "--out",
        "replay",
        "--json",
    ]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert not run.stderr
    return folder / "replay", json.loads(run.stdout)


def png(path, shape):
    return np.asarray(Image.open(path).convert("L" if shape[2] == 1 else "RGB")).reshape(shape)


@pytest.mark.parametrize("number", [n for n in range(24) if n % 3])
def test_a_replay_holds_what_the_restatement_computes(tmp_path, number):
    """Plans of every framework, size and channel, with masks by seed and place by place; all without multiply."""
    plan = foreign_plan(np.random.default_rng([78, number]), number)
    assert not uses_multiply(plan)
    shape = SHAPES[number % 6]
    picture, fractal = pictures(number, shape)
    folder, said = replay(tmp_path, plan, picture, fractal)
    assert sorted(said["files"]) == sorted(path.name for path in folder.iterdir())
    result = np.load(folder / "result.npy")
    assert result.dtype == np.float32 and result.shape == (shape[2], *shape[:2])
    assert (result == replayed(plan, picture, fractal)).all()
    if plan["framework"] == "rounds":
        first = np.load(folder / "state-0.npy")
        assert (first == (picture.astype(np.float32) / np.float32(255)).transpose(2, 0, 1)).all()
        assert len(list(folder.glob("state-*.npy"))) == len(plan["chains"][0]["steps"]) + 1
        return
    ends = []
    for place, chain in enumerate(plan["chains"]):
        current = start_of(plan, place, picture, ends)
        assert (png(folder / f"chain-{place}-step-0.png", shape) == current).all()
        for step, operation in enumerate(chain["steps"], start=1):
            current = stepped(plan, operation, current, picture, fractal)
            assert (png(folder / f"chain-{place}-step-{step}.png", shape) == current).all(), operation
        ends.append(current)


def test_the_documented_example_is_replayed(tmp_path):
    page = (ROOT / "Store/PLANS.md").read_text()
    plan = json.loads(page.split("```json\n")[1].split("```")[0])
    picture, fractal = pictures(1, (32, 32, 3))
    folder, _ = replay(tmp_path, plan, picture, fractal)
    assert json.loads((folder / "plan.json").read_text())["chains"][1]["steps"][0]["operation"] == "add"
    assert np.load(folder / "result.npy").shape == (3, 32, 32)
