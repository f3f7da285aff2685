"""Commands that are killed, cut off or out of space anywhere: no half pack looks whole, the same command goes on."""

import resource
import signal
import subprocess
import time

import pytest
from commands import DATE, environment, hidden, root_of, run, run_killed, start
from programs import FERNERY
from range_server import RangeServer


@pytest.mark.parametrize("form", ["--out", "--tar"])
def test_creating_that_is_killed_goes_on_to_the_same_bytes(made, tmp_path, config, form):
    target = tmp_path / "pack"
    common = ["--date", DATE, "--creator", "The team", "--key", made / "team.key", "--shard-bytes", 40_000]

    def check():
        assert not target.exists() or run("pack", "verify", target, config=config).returncode == 0

    arguments = ["pack", "create", made / "d.fernery", form, target, *common, "--threads", 1]
    assert run_killed(arguments, config, check) > 0
    if form == "--out":
        for path in (made / "pack").iterdir():
            if path.suffix != ".minisig":
                assert (target / path.name).read_bytes() == path.read_bytes()
    assert run("pack", "verify", target, config=config).returncode == 0
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("form", ["--out", "--tar"])
@pytest.mark.parametrize("kind", [["catalog"], ["plan", "--preset", "demo", "--size", 32, "--pool", 200, "--seed", 5]])
def test_a_recipe_that_is_killed_goes_on(made, tmp_path, config, form, kind):
    arguments = ["pack", "create", made / "d.fernery", form, tmp_path / "p", "--date", DATE, "--recipe", *kind]

    def check():
        assert not (tmp_path / "p").exists() or run("pack", "verify", tmp_path / "p", config=config).returncode == 0

    run_killed(arguments, config, check)
    assert run("pack", "verify", tmp_path / "p", config=config).returncode == 0
    assert run(*arguments, config=config).returncode == 0, "and once more, as after a kill that came too late"
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("order", [("pack", "next"), ("next", "pack.tar")])
def test_a_merge_of_two_versions_that_is_killed_goes_on_to_the_same_bytes(made, tmp_path, config, order):
    common = ["pack", "merge", *(made / name for name in order), "--date", DATE, "--shard-bytes", 40_000]
    assert run(*common, "--out", tmp_path / "whole", config=tmp_path / "other").returncode == 0

    def check():
        assert not (tmp_path / "p").exists() or run("pack", "verify", tmp_path / "p", config=config).returncode == 0

    assert run_killed([*common, "--out", tmp_path / "p", "--threads", 1], config, check) > 0
    for path in (tmp_path / "whole").iterdir():
        assert (tmp_path / "p" / path.name).read_bytes() == path.read_bytes()
    assert hidden(tmp_path) == []
    # The newest version is the trusted one now.
    assert "1.1.0" in run("pack", "verify", made / "pack", config=config).stderr


@pytest.mark.parametrize(
    "command",
    [
        ("unpack", "pack"),
        ("unpack", "pack.tar"),
        ("unpack", "-"),
        ("unpack", "web"),
        ("unpack", "web.tar"),
        ("grow", "catalog"),
    ],
)
def test_taking_that_is_killed_goes_on_to_the_same_root(made, tmp_path, config, root, command):
    target = tmp_path / "u.fernery"

    def check():
        assert not target.exists() or root_of(target, config) == root

    with RangeServer(made) as server:
        places = {"-": "-", "web": f"{server.url}/pack", "web.tar": f"{server.url}/pack.tar"}
        place = places.get(command[1], made / command[1])
        extra = ["--batch", 1] if command[0] == "grow" else []
        arguments = ["pack", command[0], place, "--out", target, "--threads", 1, *extra]
        assert run_killed(arguments, config, check, stdin=made / "pack.tar") > 0
    assert root_of(target, config) == root
    assert run("store", "verify", target, config=config).returncode == 0
    assert hidden(tmp_path) == []


# A copy of a shard that was begun.


def wait_for(path, process):
    """Waits until a file has bytes."""
    while not (path.exists() and path.stat().st_size):
        assert process.poll() is None
        time.sleep(0.01)
    # What comes at once comes now.
    time.sleep(0.2)
    return path.stat().st_size


def half_of_second_shard(made, shards, place):
    """How many bytes a server or a pipe gives until the middle of the second shard."""
    middle = shards[1].stat().st_size // 2
    if place == "folder":
        names = ["manifest.json", "manifest.json.minisig", "catalog.bin", "croissant.json", "000000.tar"]
        return sum((made / "pack" / name).stat().st_size for name in names) + middle
    return (made / "pack.tar").read_bytes().index(shards[1].read_bytes()) + middle


@pytest.mark.parametrize("place", ["folder", "tar"])
def test_a_download_that_is_killed_goes_on_in_the_middle_of_a_shard(
    made, tmp_path, config, fernery, root, shards, place
):
    target, part = tmp_path / "u.fernery", tmp_path / ".u.fernery.unpacking/000001.tar.part"
    with RangeServer(made) as server:
        arguments = ["pack", "unpack", f"{server.url}/{'pack' if place == 'folder' else 'pack.tar'}", "--out", target]
        server.break_after(half_of_second_shard(made, shards, place), silently=True)
        process = start(*arguments, config=config)
        had = wait_for(part, process)
        assert had == shards[1].stat().st_size // 2
        process.kill()
        process.wait()
        assert not target.exists()
        # And the server gone: told, and nothing lost.
        server.server.is_silent = False
        fernery(*arguments, "-q", expect=75)
        assert part.stat().st_size == had
        server.mend()
        before = len(server.requests)
        fernery(*arguments)
        again = server.requests[before:]
        if place == "folder":
            assert "/pack/000000.tar" not in [path for path, _ in again]
            assert [span.split("-")[0] for path, span in again if path.endswith("/000001.tar")] == [f"bytes={had}"]
    assert root_of(target, config) == root
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("ending", ["kill", "cut off", "damaged"])
def test_a_pipe_that_ends_early_goes_on_in_the_middle_of_a_shard(made, tmp_path, config, fernery, root, shards, ending):
    target, part = tmp_path / "u.fernery", tmp_path / ".u.fernery.unpacking/000001.tar.part"
    arguments = ["pack", "unpack", "-", "--out", target]
    process = start(*arguments, config=config, stdin=subprocess.PIPE)
    process.stdin.write((made / "pack.tar").read_bytes()[: half_of_second_shard(made, shards, "tar")])
    process.stdin.flush()
    had = wait_for(part, process)
    assert had == shards[1].stat().st_size // 2
    if ending == "cut off":
        process.stdin.close()
        assert process.wait() == 65
    else:
        process.kill()
        process.wait()
    assert not target.exists() and part.stat().st_size == had
    if ending == "damaged":
        content = bytearray(part.read_bytes())
        content[had // 2] ^= 1
        part.write_bytes(content)
        with open(made / "pack.tar", "rb") as tar:
            message = fernery(*arguments, stdin=tar, expect=74).stderr
        assert "run the same command again" in message and not target.exists()
    with open(made / "pack.tar", "rb") as tar:
        fernery(*arguments, stdin=tar)
    assert root_of(target, config) == root
    assert hidden(tmp_path) == []


# A full disk, and Ctrl-C.


def limited(size):
    """Lets a process write no file larger than `size`, as a full disk would."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [1000, 20_000, 100_000])
def test_a_full_disk_is_told_and_the_same_command_goes_on(made, tmp_path, fernery, config, root, size):
    create = ["pack", "create", made / "d.fernery", "--tar", tmp_path / "p.tar", "--shard-bytes", 40_000, "-q"]
    result = run(*create, config=config, preexec_fn=limited(size))
    assert result.returncode == 74 and result.stderr.count("\n") == 1, result.stderr
    assert not (tmp_path / "p.tar").exists()
    fernery(*create)
    unpack = ["pack", "unpack", made / "pack", "--out", tmp_path / "u.fernery", "-q"]
    result = run(*unpack, config=config, preexec_fn=limited(size))
    assert result.returncode == 74 and result.stderr.count("\n") == 1, result.stderr
    assert not (tmp_path / "u.fernery").exists()
    fernery(*unpack)
    assert root_of(tmp_path / "u.fernery", config) == root


def test_ctrl_c_stops_where_nothing_is_lost(made, tmp_path, config, fernery, root):
    target = tmp_path / "g.fernery"
    arguments = ["pack", "grow", made / "catalog", "--out", target, "--threads", 1, "--batch", 1]
    process = subprocess.Popen(
        [FERNERY, *map(str, arguments)],
        env=environment(config),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    output = process.communicate()
    # -SIGINT: it came before the command had begun to listen.
    assert process.returncode in (0, 130, -signal.SIGINT)
    if process.returncode != 0:
        assert process.returncode != 130 or "run the same command" in output[0]
        assert not target.exists()
        fernery(*arguments)
    assert root_of(target, config) == root
