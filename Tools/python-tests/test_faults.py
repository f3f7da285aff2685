"""Every call of the system, failed once and killed once, in every command that writes.

After each: no success that did not happen, nothing of the user's lost, and the same command goes on to the same result.
A part of the calls is tried by default, spread evenly; FERNERY_LONG=1 tries all of them.
"""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest
from programs import FERNERY, fault_shim

IS_LONG = os.environ.get("FERNERY_LONG") == "1"
# Calls tried of each command and kind of fault.
SAMPLE = 4
DATE = ["--date", "2026-11-25"]
SIZE = ["--size", "16", "--pool", "60"]

# Empty files and folders that only the failed call itself could have removed; they are in nobody's way.
LOCK = re.compile(r"(writer\.lock|assets\.mdb-lock|\.lock|\.done)$")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="faults are injected by LD_PRELOAD")


def environment(folder, **more):
    return {**os.environ, "FERNERY_CONFIG_HOME": str(folder / "config"), "SWIFT_BACKTRACE": "enable=no", **more}


def run(folder, *arguments, **more):
    """Runs `fernery` in a folder to its end."""
    return subprocess.run(
        [FERNERY, *arguments],
        cwd=folder,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def root_of(folder, store):
    """The root of a store that verifies; None of one that is not there, not whole or not sound."""
    if run(folder, "store", "verify", store, "-q").returncode != 0:
        return None
    return json.loads(run(folder, "store", "info", store, "--json").stdout)["root"]


class Scenario:
    """A command, the folder that it begins in, and how its effect is seen."""

    def __init__(self, name, command, result, prepare=(), keeps=(), again=0):
        self.name, self.command, self.prepare, self.keeps = name, command, prepare, keeps
        # What it makes: the names of stores, packs, or files.
        self.result = result
        # How the same command ends that finds its work done.
        self.again = again

    def effect(self, folder):
        """What the command made, comparably; None where it is not there or not whole."""
        path = folder / self.result
        if self.result.endswith(".fernery"):
            return root_of(folder, self.result)
        if self.result.endswith(".mdb"):
            return path.exists() and root_of(folder, path.parent.name) or None
        if self.result.startswith("pack"):
            return run(folder, "pack", "verify", self.result, "-q").returncode == 0 or None if path.exists() else None
        if path.is_dir():
            return sorted((str(p.relative_to(path)), p.read_bytes()) for p in path.rglob("*") if p.is_file())
        return path.read_bytes() if path.exists() else None


def damage(folder):
    data = folder / "a.fernery" / "assets.mdb"
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 0x10
    content[len(content) // 2 + 9] ^= 0x10
    data.write_bytes(content)


ONE = ["-t", "1", "-q"]
SCENARIOS = [
    Scenario(
        "generate", ["generate", "--catalog", "c.catalog", "--count", "8", "--store", "n.fernery", *ONE], "n.fernery"
    ),
    Scenario(
        "search",
        ["search", "demo", "--count", "6", "--size", "16", "--pool", "40", "--out", "n.catalog", *ONE],
        "n.catalog",
    ),
    Scenario("grow", ["store", "grow", "a.fernery", "--catalog", "c.catalog", "--count", "12", *ONE], "a.fernery"),
    Scenario("compact", ["store", "compact", "a.fernery"], "a.fernery"),
    Scenario("repair", ["store", "repair", "a.fernery", *ONE], "a.fernery", prepare=[damage]),
    Scenario("view", ["store", "view", "a.fernery", "--size", "8", *ONE], "a.fernery/view-8.mdb"),
    Scenario("import", ["store", "import", "photos", "--out", "n.fernery", "--licence", "CC0-1.0", *ONE], "n.fernery"),
    Scenario("union", ["store", "union", "a.fernery", "b.fernery", "--out", "n.fernery", *ONE], "n.fernery"),
    Scenario("merge", ["store", "merge", "s1.fernery", "s2.fernery", "--out", "n.fernery", *ONE], "n.fernery"),
    Scenario("export", ["store", "export", "a.fernery", "--out", "pngs", *ONE], "pngs", again=73),
    Scenario("pack-create", ["pack", "create", "a.fernery", "--out", "pack-n", *DATE, *ONE], "pack-n"),
    Scenario("pack-tar", ["pack", "create", "a.fernery", "--tar", "pack-n.tar", *DATE, *ONE], "pack-n.tar"),
    Scenario("pack-unpack", ["pack", "unpack", "pack-b", "--out", "n.fernery", *ONE], "n.fernery"),
    Scenario("pack-unpack-tar", ["pack", "unpack", "pack-b.tar", "--out", "n.fernery", *ONE], "n.fernery"),
    Scenario("pack-add", ["pack", "add", "pack-b", "a.fernery", *ONE], "a.fernery"),
    Scenario("pack-merge", ["pack", "merge", "pack-b", "a.fernery", "--out", "pack-n", *DATE, *ONE], "pack-n"),
    Scenario("pack-grow", ["pack", "grow", "recipe", "--out", "n.fernery", *ONE], "n.fernery"),
]


@pytest.fixture(scope="session")
def material(tmp_path_factory):
    """A folder with stores, shards, a catalog, pictures and packs."""
    folder = tmp_path_factory.mktemp("material")

    def call(*arguments):
        result = run(folder, *arguments)
        assert result.returncode == 0, result.stderr

    call("search", "demo", "--count", "12", *SIZE, "--out", "c.catalog", "-q")
    for name, options in [
        ("a", ["--count", "8"]),
        ("s1", ["--shard", "1/2"]),
        ("s2", ["--shard", "2/2"]),
    ]:
        call("generate", "--catalog", "c.catalog", *options, "--store", f"{name}.fernery", "-q")
    call("generate", "demo", "--count", "6", *SIZE, "--seed", "9", "--store", "b.fernery", "-q")
    call("store", "export", "b.fernery", "--out", "photos", "-q")
    call("pack", "create", "b.fernery", "--out", "pack-b", *DATE, "-q")
    call("pack", "create", "b.fernery", "--tar", "pack-b.tar", *DATE, "-q")
    call("pack", "create", "a.fernery", "--out", "recipe", "--recipe", "catalog", *DATE, "-q")
    shutil.rmtree(folder / "config", ignore_errors=True)
    return folder


def listing(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if "config" not in path.parts}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_any_fault_is_told_and_the_same_command_goes_on(scenario, material, tmp_path):
    begin = tmp_path / "begin"
    shutil.copytree(material, begin)
    for step in scenario.prepare:
        step(begin)
    work = tmp_path / "work"

    def start_over():
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(begin, work)

    start_over()
    log = tmp_path / "log"
    result = run(work, *scenario.command, LD_PRELOAD=str(fault_shim()), FERNERY_FAULT_LOG=str(log))
    assert result.returncode == 0, result.stderr
    expected, files = scenario.effect(work), listing(work)
    assert expected is not None
    calls = log.read_text().split()
    assert len(calls) > 20

    others = {name: root_of(begin, name) for name in ("a.fernery", "b.fernery") if name != scenario.result}
    for code in [str(errno.EIO), str(errno.ENOSPC), "kill", "after"]:
        step = 1 if IS_LONG else max(1, len(calls) // SAMPLE)
        # Each kind of fault begins elsewhere, so that together they try more calls.
        for at in range(1 + ["kill", "after", "5", "28"].index(code) * step // 4, len(calls) + 1, step):
            start_over()
            said = f"{scenario.name}: call {at} ({calls[at - 1]}) with {code}"
            result = run(
                work, *scenario.command, LD_PRELOAD=str(fault_shim()), FERNERY_FAULT_AT=str(at), FERNERY_FAULT_CODE=code
            )
            said += f" ended with {result.returncode}: {result.stderr[-300:]}"
            if result.returncode == 0:
                assert scenario.effect(work) == expected, f"no success that did not happen: {said}"
            elif code in ("kill", "after"):
                assert result.returncode == -signal.SIGKILL, said
            else:
                assert result.returncode in (64, 65, 66, 69, 71, 73, 74, 75, 77, 78), said
                # `repair` tells what it could not do as its result.
                assert result.stderr.splitlines()[-1:] == [] or "fernery: " in result.stderr.splitlines()[-1], said
                assert (result.stderr or result.stdout) and "please report" not in result.stderr, said
            result = run(work, *scenario.command)
            said += f"; again: {result.returncode}: {result.stderr[-300:]}"
            assert result.returncode == 0 or result.returncode == scenario.again, said
            assert scenario.effect(work) == expected, said
            left = {name for name in listing(work) - files if code in ("kill", "after") or not LOCK.search(name)}
            assert not left, f"left behind: {sorted(left)}: {said}"
    for name, root in others.items():
        assert root_of(work, name) == root
