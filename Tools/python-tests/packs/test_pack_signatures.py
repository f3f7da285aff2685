"""Signatures and keys, in both directions with the program minisign (where installed), and whom commands believe."""

import json
import shutil
import subprocess

import pytest
from range_server import RangeServer


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


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r\nnot this\r\n"])
def test_a_password_file_may_end_its_line_as_windows_does(made, tmp_path, fernery, minisign, end):
    (tmp_path / "plain").write_bytes("ein Schlüssel".encode())
    (tmp_path / "password").write_bytes("ein Schlüssel".encode() + end)
    fernery("pack", "keygen", tmp_path / "k", "--password-file", tmp_path / "password")
    create = ["pack", "create", made / "d.fernery", "--key", tmp_path / "k.key"]
    fernery(*create, "--out", tmp_path / "p", "--password-file", tmp_path / "plain")
    (tmp_path / "file").write_text("something")
    assert minisign("-S", "-s", tmp_path / "k.key", "-m", tmp_path / "file", input="ein Schlüssel\n").returncode == 0
    (tmp_path / "password").write_bytes(b"another" + end)
    fernery(*create, "--out", tmp_path / "q", "--password-file", tmp_path / "password", expect=77)


def test_a_comment_of_a_signature_cannot_steer_a_terminal(made, tmp_path, minisign, fernery):
    secret, public = tmp_path / "m.key", tmp_path / "m.pub"
    assert minisign("-G", "-W", "-s", secret, "-p", public).returncode == 0
    fernery("pack", "create", made / "d.fernery", "--out", tmp_path / "p", "--public-key", public)
    comment = "\x1b[31mred\x1b]0;title\x07 \u202eevil"
    signed = minisign("-S", "-s", secret, "-m", tmp_path / "p/manifest.json", "-t", comment)
    assert signed.returncode == 0, signed.stderr
    text = fernery("pack", "inspect", tmp_path / "p").stdout
    assert "red" in text and not set(text) & set("\x1b\x07\u202e")
    assert json.loads(fernery("pack", "inspect", tmp_path / "p", "--json").stdout)["trustedComment"] == comment


# Object stores answer 403 for what is not there, to those who may not list it.


def test_a_signature_that_is_refused_is_none(made, tmp_path, fernery):
    shutil.copytree(made / "pack", tmp_path / "signed")
    fernery("pack", "create", made / "d.fernery", "--out", tmp_path / "unsigned", "--name", "other")
    with RangeServer(tmp_path, missing_status=403) as server:
        place = f"{server.url}/unsigned"
        assert "not signed" in fernery("pack", "verify", place).stdout
        for option in (["--require-signature"], ["--key", made / "team.pub"]):
            assert "status 403" in fernery("pack", "verify", place, *option, expect=65).stderr
        # A key that the manifest names is expected, and so is one that was trusted.
        place = f"{server.url}/signed"
        server.forbidden.add("/signed/manifest.json.minisig")
        assert "status 403" in fernery("pack", "verify", place, expect=65).stderr
        server.forbidden.clear()
        fernery("pack", "verify", place)
        server.forbidden.add("/signed/manifest.json.minisig")
        message = fernery("pack", "verify", place, expect=65).stderr
        assert "earlier ones" in message and "status 403" in message
        # What is needed is needed.
        assert "not there" in fernery("pack", "verify", f"{server.url}/nothing", expect=77).stderr
        server.forbidden.add("/unsigned/000000.tar")
        fernery("pack", "verify", f"{server.url}/unsigned", expect=77)
