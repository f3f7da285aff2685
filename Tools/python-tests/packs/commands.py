"""Runs of `fernery` for the tests of packs, and what alters a pack on purpose."""

import hashlib
import json
import os
import signal
import subprocess

from programs import FERNERY, fault_shim

COUNT, SIZE = 30, 32
DATE = "2026-11-25"


def environment(config):
    """The environment with a folder of its own for trusted keys."""
    return {**os.environ, "FERNERY_CONFIG_HOME": str(config)}


def run(*arguments, config, **options):
    """Runs a command to its end."""
    return subprocess.run(
        [FERNERY, *map(str, arguments)],
        timeout=600,
        capture_output=True,
        text=True,
        env=environment(config),
        **options,
    )


def start(*arguments, config, **options):
    """Starts a command; its outputs are thrown away."""
    return subprocess.Popen(
        [FERNERY, *map(str, arguments)],
        env=environment(config),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )


def run_killed(arguments, config, check, stdin=None):
    """Runs a command again and again and kills it at ever later calls of the system, until it ends by itself.

    Each run reads the file `stdin` from its start; `check` is called after each kill. Gives the number of kills.
    """
    call, kills = 4, 0
    while True:
        killed = {"LD_PRELOAD": str(fault_shim()), "FERNERY_FAULT_AT": str(call), "FERNERY_FAULT_CODE": "kill"}
        with open(stdin or os.devnull, "rb") as file:
            result = subprocess.run(
                [FERNERY, *map(str, arguments)],
                env=environment(config) | killed,
                stdin=file,
                capture_output=True,
                timeout=600,
            )
        if result.returncode != -signal.SIGKILL:
            assert result.returncode == 0, result.stderr
            return kills
        check()
        call, kills = call + call // 3, kills + 1


def root_of(store, config):
    return json.loads(run("store", "info", store, "--json", config=config).stdout)["root"]


def hidden(folder):
    """What commands have left beside their outputs."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def canonical(manifest):
    return json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def forge(folder, change=lambda manifest: None):
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
    manifest["digest"] = hashlib.sha256(canonical(manifest)).hexdigest()
    path.write_bytes(canonical(manifest))


def tar_member(name, content, pattern):
    """A member in the one form of our tars; `pattern` is the header of another one."""
    header = bytearray(pattern)
    header[:100] = name.encode().ljust(100, b"\0")
    header[124:135] = b"%011o" % len(content)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + content + bytes(-len(content) % 512)
