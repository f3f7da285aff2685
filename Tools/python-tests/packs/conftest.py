import json

import pytest
from commands import COUNT, DATE, SIZE, root_of, run


@pytest.fixture
def config(tmp_path):
    """A folder that remembers keys."""
    return tmp_path / "config"


@pytest.fixture
def fernery(config):
    def call(*arguments, expect=0, **options):
        result = run(*arguments, config=config, **options)
        assert result.returncode == expect, result.stderr
        # One line, below those of a long command's progress.
        assert expect == 0 or result.stderr.splitlines()[-1].startswith("fernery: "), result.stderr
        return result

    return call


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A folder with a store, a key, a signed pack as folder and as tar, its next version, and both recipes."""
    folder = tmp_path_factory.mktemp("packs")

    def call(*arguments):
        result = run(*arguments, config=folder / "config")
        assert result.returncode == 0, result.stderr

    preset = ["--size", SIZE, "--pool", 200]
    store = folder / "d.fernery"
    call("generate", "demo", "--count", COUNT, *preset, "--seed", 5, "--store", store)
    call("generate", "demo", "--count", COUNT // 2, *preset, "--seed", 6, "--store", folder / "e.fernery")
    call("pack", "keygen", folder / "team", "--no-password")
    common = ["--date", DATE, "--creator", "The team", "--key", folder / "team.key"]
    shards = ["--shard-bytes", 40_000]
    call("pack", "create", store, "--out", folder / "pack", *shards, *common)
    call("pack", "create", store, "--tar", folder / "pack.tar", *shards, *common)
    call("pack", "create", folder / "e.fernery", "--out", folder / "next", "--name", "d", "--release", "1.1.0", *common)
    plan = ["--recipe", "plan", "--preset", "demo", *preset, "--seed", 5]
    call("pack", "create", store, "--out", folder / "plan", *plan, *common)
    call("pack", "create", store, "--out", folder / "catalog", "--recipe", "catalog", *common)
    return folder


@pytest.fixture(scope="session")
def manifest(made):
    return json.loads((made / "pack/manifest.json").read_text())


@pytest.fixture(scope="session")
def shards(made, manifest):
    return [made / "pack" / file["name"] for file in manifest["files"] if "first" in file]


@pytest.fixture(scope="session")
def root(made):
    return root_of(made / "d.fernery", made)
