"""However hostile a pack, commands stay below 256 MB of memory, measured by Linux's own count."""

import gzip
import hashlib
import pathlib
import shutil
import subprocess
import tarfile
import time

import pytest
from commands import COUNT, environment, forge, tar_member
from programs import FERNERY
from range_server import RangeServer


def peak(*arguments, config):
    """Runs a command; gives its exit code, what it said, and the most MB of memory that it had."""
    process = subprocess.Popen(
        [FERNERY, *map(str, arguments)],
        env=environment(config),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
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


def entries_of(count, entry):
    """So many entries as a catalog has them; its hash is SHA-256 of these bytes."""
    return count.to_bytes(8, "little") + (len(entry).to_bytes(4, "little") + entry) * count


def catalog_of(count, entry, original):
    """A catalog's file with so many entries, its header taken from another."""
    body = original[: 68 + 4 + int.from_bytes(original[68:72], "little")] + entries_of(count, entry)
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


# All that a record may have, 64 KiB, in forms that take much memory once they are parsed.
RECORDS = {
    "lists": b'{"a":[' + b"[]," * 21_800 + b"1]}",
    "objects": b'{"a":[' + b"{}," * 21_800 + b"1]}",
    "numbers": b'{"a":[' + b"1," * 32_700 + b"1]}",
    "members": b"{" + b",".join(b'"%05d":1' % number for number in range(6_500)) + b"}",
}


@pytest.mark.skipif(not pathlib.Path("/proc/self/status").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("form", RECORDS)
def test_large_records_stay_below_256_mb(made, tmp_path, config, form):
    pack = tmp_path / "p"
    shutil.copytree(made / "pack", pack)
    original = (pack / "000000.tar").read_bytes()
    picture = tarfile.open(pack / "000000.tar").extractfile("000000000.png").read()
    count, record = 2_000, RECORDS[form]
    assert 60_000 < len(record) <= 64 << 10
    for path in pack.glob("0*.tar"):
        path.unlink()
    with open(pack / "000000.tar", "wb") as tar:
        for number in range(count):
            tar.write(tar_member(f"{number:09}.png", picture, original[:512]))
            tar.write(tar_member(f"{number:09}.json", record, original[:512]))
        tar.write(bytes(1024))
    (pack / "catalog.bin").write_bytes(catalog_of(count, b"x", (pack / "catalog.bin").read_bytes()))

    def change(manifest):
        manifest["files"] = manifest["files"][:2] + [{"name": "000000.tar", "first": 0, "count": count}]
        manifest["store"].update(catalogCount=count, range=[0, count])
        manifest["store"]["catalog"] = hashlib.sha256(entries_of(count, b"x")).hexdigest()

    forge(pack, change)
    for command in (["verify", pack], ["diff", pack, made / "pack"]):
        code, error, megabytes = peak("pack", *command, "-q", config=config)
        assert code == 65 and error.count("\n") == 1, error
        assert "record" in error, error
        assert megabytes < 256, megabytes


@pytest.mark.skipif(not pathlib.Path("/proc/self/status").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("status", [200, 206, 302, 404])
@pytest.mark.parametrize("file", ["pack/manifest.json.minisig", "pack/000000.tar", "pack.tar"])
def test_answers_without_end_stay_below_256_mb(made, config, file, status):
    with RangeServer(made) as server:
        server.endless[f"/{file}"] = status
        code, error, megabytes = peak("pack", "verify", f"{server.url}/{file.split('/')[0]}", "-q", config=config)
        assert code in (65, 66, 75) and error.count("\n") == 1, error
        assert megabytes < 256, megabytes
