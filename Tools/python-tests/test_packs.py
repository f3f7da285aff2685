"""Others read what `fernery pack` makes, and `fernery` takes what others sign, serve and break off.

Authorities: WebDataset, Hugging Face datasets (where it is installed), mlcroissant, tarfile with Pillow, zlib and hashlib,
and the program minisign (where it is installed). The servers are on 127.0.0.1.
"""

import gzip
import hashlib
import io
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tarfile
import time

import pytest
from PIL import Image

from range_server import RangeServer

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNT, SIZE = 30, 32
DATE = "2026-11-25"


def binary():
    path = pathlib.Path(os.environ.get("FERNERY", ROOT / ".build/debug/fernery"))
    if not path.exists():
        pytest.fail(f"{path} does not exist: swift build, or set FERNERY")
    return path


def run(*arguments, config, **options):
    return subprocess.run(
        [binary(), *map(str, arguments)], timeout=600, capture_output=True, text=True,
        env={**os.environ, "FERNERY_CONFIG_HOME": str(config)}, **options,
    )


@pytest.fixture
def config(tmp_path):
    return tmp_path / "config"


@pytest.fixture
def fernery(config):
    def call(*arguments, expect=0, **options):
        result = run(*arguments, config=config, **options)
        assert result.returncode == expect, result.stderr
        return result

    return call


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a store, a key, a signed pack as folder and as tar, and both recipes."""
    folder = tmp_path_factory.mktemp("packs")

    def call(*arguments):
        result = run(*arguments, config=folder / "config")
        assert result.returncode == 0, result.stderr

    preset = ["--size", SIZE, "--pool", 200, "--seed", 5]
    store = folder / "d.fernery"
    call("generate", "demo", "--count", COUNT, *preset, "--store", store)
    call("pack", "keygen", folder / "team", "--no-password")
    common = ["--date", DATE, "--creator", "The team", "--key", folder / "team.key"]
    call("pack", "create", store, "--out", folder / "pack", "--shard-bytes", 40_000, *common)
    call("pack", "create", store, "--tar", folder / "pack.tar", "--shard-bytes", 40_000, *common)
    call("pack", "create", store, "--out", folder / "plan", "--recipe", "plan", "--preset", "demo", *preset, *common)
    call("pack", "create", store, "--out", folder / "catalog", "--recipe", "catalog", *common)
    return folder


@pytest.fixture(scope="module")
def manifest(made):
    return json.loads((made / "pack/manifest.json").read_text())


@pytest.fixture(scope="module")
def shards(made, manifest):
    return [made / "pack" / file["name"] for file in manifest["files"] if "first" in file]


@pytest.fixture(scope="module")
def root(made):
    result = run("store", "info", made / "d.fernery", "--json", config=made)
    return json.loads(result.stdout)["root"]


def root_of(store, config):
    return json.loads(run("store", "info", store, "--json", config=config).stdout)["root"]


# Others read it.


def merkle(leaves):
    """RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + merkle(leaves[:k]) + merkle(leaves[k:])).digest()


def test_hashlib_finds_the_digests_that_the_manifest_names(made, manifest):
    for file in manifest["files"]:
        content = (made / "pack" / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
    without = {name: value for name, value in manifest.items() if name != "digest"}
    canonical = json.dumps(without, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert hashlib.sha256(canonical).hexdigest() == manifest["digest"]


def test_tarfile_and_pillow_read_every_asset_and_the_root_follows(shards, manifest, root):
    leaves = []
    for shard in shards:
        with tarfile.open(shard, "r:") as tar:
            members = tar.getmembers()
            assert all(member.isreg() for member in members)
            assert [member.name for member in members] == sorted((member.name for member in members), key=lambda name: (name[:9], name[10] == "j"))
            for png, record in zip(members[::2], members[1::2]):
                image = Image.open(io.BytesIO(tar.extractfile(png).read()))
                assert image.mode == "RGB" and image.size == (SIZE, SIZE)
                json_bytes = tar.extractfile(record).read()
                head = b"".join(side.to_bytes(4, "little") for side in (SIZE, SIZE, 3))
                digest = hashlib.sha256(head + image.tobytes()).hexdigest()
                assert json.loads(json_bytes)["sha256"] == digest
                identifier = int(png.name[:9]).to_bytes(8, "big")
                leaves.append(identifier + bytes.fromhex(digest) + hashlib.sha256(json_bytes).digest())
    assert len(leaves) == COUNT and len(shards) > 2
    assert merkle(leaves).hex() == manifest["root"] == root


def test_webdataset_reads_all_samples_in_order(shards):
    webdataset = pytest.importorskip("webdataset")
    dataset = webdataset.WebDataset([str(shard) for shard in shards], shardshuffle=False).decode("pil")
    samples = list(dataset)
    assert [sample["__key__"] for sample in samples] == [f"{number:09}" for number in range(COUNT)]
    assert all(sample["png"].size == (SIZE, SIZE) and sample["json"]["family"] for sample in samples)


def test_hugging_face_datasets_reads_all_samples(shards):
    datasets = pytest.importorskip("datasets")
    dataset = datasets.load_dataset(
        "webdataset", data_files={"train": [str(shard) for shard in shards]}, split="train", streaming=True
    )
    samples = list(dataset)
    assert [sample["__key__"] for sample in samples] == [f"{number:09}" for number in range(COUNT)]
    assert all(sample["png"].size == (SIZE, SIZE) for sample in samples)


def test_mlcroissant_finds_nothing_to_object_to(made, caplog, tmp_path, monkeypatch):
    # It keeps what it extracts by the archive's name, for all data sets, and looks at this when it is imported.
    monkeypatch.setenv("CROISSANT_CACHE", str(tmp_path))
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(str(made / "pack/croissant.json"))
    assert not dataset.metadata.issues.errors and not dataset.metadata.issues.warnings
    assert not caplog.records
    assert dataset.metadata.version == "1.0.0"
    pictures = list(dataset.records("assets"))
    facts = list(dataset.records("facts"))
    assert sorted(row["assets/id"].decode() for row in pictures) == [f"{number:09}" for number in range(COUNT)]
    assert {row["assets/picture"].size for row in pictures} == {(SIZE, SIZE)}
    assert all(json.loads(row["facts/record"])["licence"] == "CC0-1.0" for row in facts) and len(facts) == COUNT


def test_tarfile_unpacks_the_tar_of_a_pack_and_the_folder_is_a_pack(made, tmp_path, fernery):
    with tarfile.open(made / "pack.tar", "r:") as tar:
        tar.extractall(tmp_path / "out", filter="data")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == sorted(path.name for path in (made / "pack").iterdir())
    fernery("pack", "verify", tmp_path / "out")


# Signatures.


@pytest.fixture
def minisign():
    if not shutil.which("minisign"):
        pytest.skip("minisign is not installed")

    def call(*arguments, **options):
        return subprocess.run(["minisign", *map(str, arguments)], capture_output=True, text=True, **options)

    return call


def test_minisign_verifies_our_signature(made, minisign):
    manifest = made / "pack/manifest.json"
    assert minisign("-V", "-p", made / "team.pub", "-m", manifest).returncode == 0
    altered = made / "altered.json"
    altered.write_bytes(manifest.read_bytes() + b" ")
    shutil.copy(made / "pack/manifest.json.minisig", made / "altered.json.minisig")
    assert minisign("-V", "-p", made / "team.pub", "-m", altered).returncode != 0


@pytest.mark.parametrize("password", [None, "a long password"])
def test_a_key_of_minisign_signs_packs(made, tmp_path, minisign, fernery, password):
    secret, public = tmp_path / "m.key", tmp_path / "m.pub"
    text = f"{password}\n{password}\n" if password else ""
    flags = [] if password else ["-W"]
    assert minisign("-G", "-f", *flags, "-s", secret, "-p", public, input=text).returncode == 0
    (tmp_path / "password").write_text(f"{password}\n")
    arguments = ["--password-file", tmp_path / "password"] if password else []
    fernery("pack", "create", made / "d.fernery", "--out", tmp_path / "p", "--key", secret, *arguments)
    assert minisign("-V", "-p", public, "-m", tmp_path / "p/manifest.json").returncode == 0
    fernery("pack", "verify", tmp_path / "p", "--key", public)


@pytest.mark.parametrize("form", ["-H", "-l"])
def test_minisign_signs_a_pack_that_names_its_key(made, tmp_path, minisign, fernery, form):
    secret, public = tmp_path / "m.key", tmp_path / "m.pub"
    assert minisign("-G", "-W", "-s", secret, "-p", public).returncode == 0
    fernery("pack", "create", made / "d.fernery", "--out", tmp_path / "p", "--public-key", public)
    # Named and not signed yet.
    fernery("pack", "verify", tmp_path / "p", expect=65)
    assert minisign("-S", form, "-s", secret, "-m", tmp_path / "p/manifest.json").returncode == 0
    result = fernery("pack", "verify", tmp_path / "p", "--json", "--require-signature")
    assert json.loads(result.stdout)["signature"] == "first-use"


def test_our_keys_sign_with_minisign(tmp_path, minisign, fernery):
    (tmp_path / "password").write_text("secret words\n")
    fernery("pack", "keygen", tmp_path / "k", "--password-file", tmp_path / "password")
    (tmp_path / "file").write_text("something")
    signed = minisign("-S", "-s", tmp_path / "k.key", "-m", tmp_path / "file", input="secret words\n")
    assert signed.returncode == 0, signed.stderr
    assert minisign("-V", "-p", tmp_path / "k.pub", "-m", tmp_path / "file").returncode == 0
    assert (tmp_path / "k.key").stat().st_mode & 0o077 == 0
    fernery("pack", "keygen", tmp_path / "n", "--no-password")
    assert minisign("-S", "-s", tmp_path / "n.key", "-m", tmp_path / "file", input="").returncode == 0
    assert minisign("-V", "-p", tmp_path / "n.pub", "-m", tmp_path / "file").returncode == 0


# Places.


@pytest.mark.parametrize("place", ["pack", "pack.tar"])
@pytest.mark.parametrize("has_ranges", [True, False])
def test_a_plain_web_server_is_enough(made, tmp_path, fernery, config, root, place, has_ranges):
    server = RangeServer(made, has_ranges)
    try:
        if place == "pack.tar" and not has_ranges:
            message = fernery("pack", "verify", f"{server.url}/{place}", expect=75).stderr
            assert "ranges" in message and message.count("\n") == 1
            return
        fernery("pack", "inspect", f"{server.url}/{place}")
        fernery("pack", "verify", f"{server.url}/{place}")
        fernery("pack", "unpack", f"{server.url}/{place}", "--out", tmp_path / "u.fernery")
        assert root_of(tmp_path / "u.fernery", config) == root
        fernery("pack", "grow", f"{server.url}/catalog", "--out", tmp_path / "g.fernery")
        fernery("pack", "verify", f"{server.url}/nothing", expect=65)
    finally:
        server.close()


@pytest.mark.parametrize("place", ["pack", "pack.tar"])
def test_an_interrupted_download_goes_on(made, tmp_path, fernery, config, root, place):
    server = RangeServer(made)
    target = tmp_path / "u.fernery"
    try:
        whole = sum(path.stat().st_size for path in (made / "pack").iterdir())
        server.break_after(whole // 2)
        message = fernery("pack", "unpack", f"{server.url}/{place}", "--out", target, expect=75).stderr
        assert "goes on" in message or "try again" in message
        assert not target.exists() and (tmp_path / ".u.fernery.unpacking").exists()
        server.mend()
        before = len(server.requests)
        fernery("pack", "unpack", f"{server.url}/{place}", "--out", target)
        again = [path for path, _ in server.requests[before:]]
        if place == "pack":
            assert "/pack/000000.tar" not in again, "a shard that was taken is not fetched again"
        assert root_of(target, config) == root
        assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    finally:
        server.close()


def test_standard_input_is_a_place(made, tmp_path, fernery, config, root):
    with open(made / "pack.tar", "rb") as tar:
        fernery("pack", "verify", "-", stdin=tar)
    with open(made / "pack.tar", "rb") as tar:
        fernery("pack", "unpack", "-", "--out", tmp_path / "u.fernery", stdin=tar)
    assert root_of(tmp_path / "u.fernery", config) == root


# Recipes.


@pytest.mark.parametrize("kind", ["plan", "catalog"])
def test_a_recipe_regrows_the_same_store(made, tmp_path, fernery, config, root, kind):
    fernery("pack", "grow", made / kind, "--out", tmp_path / "g.fernery")
    assert root_of(tmp_path / "g.fernery", config) == root
    fernery("pack", "unpack", made / kind, "--out", tmp_path / "u.fernery", expect=64)


def test_recipes_are_small(made):
    size = {kind: sum(path.stat().st_size for path in (made / kind).iterdir()) for kind in ("plan", "catalog")}
    assert size["plan"] < 10_000
    catalog = (made / "catalog/catalog.bin.gz").read_bytes()
    assert len(catalog) <= 512 * COUNT
    assert gzip.decompress(catalog) == (made / "pack/catalog.bin").read_bytes()


def test_a_recipe_that_lies_is_found_out(made, tmp_path, fernery, manifest):
    shutil.copytree(made / "catalog", tmp_path / "p")
    path = tmp_path / "p/manifest.json"
    lying = json.loads(path.read_text())
    lying["root"] = "ab" * 32
    del lying["digest"], lying["key"]
    canonical = json.dumps(lying, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    lying["digest"] = hashlib.sha256(canonical).hexdigest()
    path.write_text(json.dumps(lying, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
    (tmp_path / "p/manifest.json.minisig").unlink()
    assert "root" in fernery("pack", "grow", tmp_path / "p", "--out", tmp_path / "g.fernery", expect=65).stderr
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["p"]


# Interruptions.


def run_killed(arguments, config, check, stdin=None):
    """Runs a command again and again and kills it at moments that lie ever later, until it ends by itself."""
    for kills in range(60):
        process = subprocess.Popen(
            [binary(), *map(str, arguments)], env={**os.environ, "FERNERY_CONFIG_HOME": str(config)},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        try:
            process.wait(random.uniform(0.02, 0.05 + 0.04 * kills))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        error = process.communicate()[1]
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 0, error
            return kills
        check()
    raise AssertionError("it never ended")


@pytest.mark.parametrize("form", ["--out", "--tar"])
def test_creating_that_is_killed_goes_on_to_the_same_bytes(made, tmp_path, config, form):
    target = tmp_path / "pack"
    common = ["--date", DATE, "--creator", "The team", "--key", made / "team.key", "--shard-bytes", 40_000]

    def check():
        assert not target.exists() or run("pack", "verify", target, config=config).returncode == 0

    arguments = ["pack", "create", made / "d.fernery", form, target, *common, "--threads", 1]
    kills = run_killed(arguments, config, check) if not target.exists() else 0
    assert kills > 0
    if form == "--out":
        for path in (made / "pack").iterdir():
            if path.suffix != ".minisig":
                assert (target / path.name).read_bytes() == path.read_bytes()
    assert run("pack", "verify", target, config=config).returncode == 0
    assert not (tmp_path / ".pack.packing").exists()


@pytest.mark.parametrize("command", [("unpack", "pack"), ("unpack", "pack.tar"), ("grow", "catalog")])
def test_taking_that_is_killed_goes_on_to_the_same_root(made, tmp_path, config, root, command):
    target = tmp_path / "u.fernery"

    def check():
        assert not target.exists() or root_of(target, config) == root

    extra = ["--batch", 1] if command[0] == "grow" else []
    arguments = ["pack", command[0], made / command[1], "--out", target, "--threads", 1, *extra]
    assert run_killed(arguments, config, check) > 0
    assert root_of(target, config) == root
    assert run("store", "verify", target, config=config).returncode == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


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
        [binary(), *map(str, arguments)], env={**os.environ, "FERNERY_CONFIG_HOME": str(config)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
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


# Memory.


def peak(*arguments, config):
    """Runs a command; gives its exit code, what it said, and the most MB of memory that it had."""
    process = subprocess.Popen(
        [binary(), *map(str, arguments)], env={**os.environ, "FERNERY_CONFIG_HOME": str(config)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )
    most = 0
    while process.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            # Not ru_maxrss: that counts the forked Python as well.
            most = max([most] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
        except OSError:
            break
        time.sleep(0.002)
    error = process.communicate()[1]
    return process.returncode, error, most / 1024


def forge(folder, change):
    """Changes members of a manifest and makes digest, sizes and digests of files fit; takes the signature away."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest.pop("digest")
    manifest.pop("key", None)
    (folder / "manifest.json.minisig").unlink(missing_ok=True)
    change(manifest)
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        file["size"], file["sha256"] = len(content), hashlib.sha256(content).hexdigest()

    def canonical():
        return json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    manifest["digest"] = hashlib.sha256(canonical()).hexdigest()
    path.write_bytes(canonical())


def catalog_of(count, entry, original):
    """A catalog's file with so many entries, its header taken from another."""
    body = original[: 68 + 4 + int.from_bytes(original[68:72], "little")]
    body += count.to_bytes(8, "little") + (len(entry).to_bytes(4, "little") + entry) * count
    return body + hashlib.sha256(body).digest()


@pytest.mark.skipif(not pathlib.Path("/proc/self/status").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize(
    "case", ["manifest", "lists", "gzip bomb", "tiny entries", "empty entries", "large catalog", "gigabyte header"]
)
def test_hostile_packs_stay_below_256_mb(made, tmp_path, config, case):
    pack = tmp_path / "p"
    command, source = ("verify", pack)
    if case in ("manifest", "lists"):
        pack.mkdir()
        size = (1 << 20) - 8
        text = b"[" + b"[]," * (size // 3) + b"1]" if case == "lists" else b'{"a":' * (size // 5)
        (pack / "manifest.json").write_bytes(text[: 1 << 20])
    elif case == "gigabyte header":
        tar = tmp_path / "p.tar"
        content = bytearray((made / "pack.tar").read_bytes())
        info = tarfile.TarInfo("manifest.json")
        info.size, info.mode, info.mtime = 1 << 30, 0o644, 0
        content[:512] = info.tobuf(tarfile.USTAR_FORMAT)
        tar.write_bytes(content)
        source = tar
    else:
        shutil.copytree(made / "catalog", pack)
        original = (made / "pack/catalog.bin").read_bytes()
        count = {"tiny entries": 1_000_000, "empty entries": 1_000_000, "large catalog": 250_000}.get(case, COUNT)
        if case == "gzip bomb":
            catalog, size = bytes(1 << 30), 64 << 20
        else:
            entry = {"tiny entries": b"x", "empty entries": b"", "large catalog": bytes(250)}[case]
            catalog = catalog_of(count, entry, original)
            size = len(catalog)
        (pack / "catalog.bin.gz").write_bytes(gzip.compress(catalog, 6, mtime=0))
        del catalog

        def change(manifest):
            manifest["catalogSize"] = size
            manifest["store"]["catalogCount"] = count

        forge(pack, change)
    code, error, megabytes = peak("pack", command, source, config=config)
    assert code == 65 and error.count("\n") == 1, error
    assert megabytes < 256, megabytes


def test_a_pack_is_taken_within_256_mb(made, tmp_path, config):
    code, error, megabytes = peak("pack", "unpack", made / "pack", "--out", tmp_path / "u.fernery", config=config)
    assert code == 0 and megabytes < 256, (error, megabytes)
