"""Packs on web servers, plain ones and those on which things go wrong. The servers are on 127.0.0.1."""

import shutil
import subprocess
import time

import pytest

from commands import binary, hidden, root_of
from range_server import RangeServer


@pytest.mark.parametrize("place", ["pack", "pack.tar"])
@pytest.mark.parametrize("has_ranges", [True, False])
def test_a_plain_web_server_is_enough(made, tmp_path, fernery, config, root, place, has_ranges):
    with RangeServer(made, has_ranges) as server:
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


@pytest.mark.parametrize("place", ["pack", "pack.tar"])
def test_an_interrupted_download_goes_on(made, tmp_path, fernery, config, root, place):
    target = tmp_path / "u.fernery"
    with RangeServer(made) as server:
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
        assert hidden(tmp_path) == []


# Redirects.


@pytest.mark.parametrize("place", ["pack", "pack.tar"])
def test_another_host_may_serve_the_files(made, tmp_path, fernery, place):
    (tmp_path / "empty").mkdir()
    with RangeServer(made) as files, RangeServer(tmp_path / "empty") as first:
        names = [f"/pack/{path.name}" for path in (made / "pack").iterdir()] + ["/pack.tar"]
        first.redirects.update({name: f"{files.url.replace('127.0.0.1', 'localhost')}{name}" for name in names})
        fernery("pack", "verify", f"{first.url}/{place}")
        assert files.requests and all(span and span.startswith("bytes=") for _, span in files.requests)


def test_redirects_without_end_are_told_soon(made, fernery):
    with RangeServer(made) as server, RangeServer(made) as other:
        server.redirects["/a/manifest.json"] = "/b/manifest.json"
        server.redirects["/b/manifest.json"] = f"{other.url}/c/manifest.json"
        other.redirects["/c/manifest.json"] = f"{server.url}/a/manifest.json"
        start = time.monotonic()
        message = fernery("pack", "verify", f"{server.url}/a", expect=75).stderr
        assert "redirects again and again" in message and message.count("\n") == 1
        assert len(server.requests) + len(other.requests) < 20 and time.monotonic() - start < 30


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1:1/x", "http://127.0.0.1:1/x", "//", ""])
def test_a_redirect_to_nowhere_is_an_error(made, fernery, target):
    with RangeServer(made) as server:
        server.redirects["/a.tar"] = target
        result = fernery("pack", "verify", f"{server.url}/a.tar", expect=75)
        assert result.stderr.count("\n") == 1


# Answers without end.


@pytest.mark.parametrize("status", [200, 206])
@pytest.mark.parametrize("file", ["manifest.json", "manifest.json.minisig", "catalog.bin", "000001.tar"])
def test_an_answer_without_end_is_cut_off(made, tmp_path, fernery, status, file):
    with RangeServer(made) as server:
        server.endless[f"/pack/{file}"] = status
        target = tmp_path / "u.fernery"
        fernery("pack", "unpack", f"{server.url}/pack", "--out", target, expect=65)
        assert not target.exists()
        # A file's limit, and what was on its way.
        assert server.endless_bytes < 32 << 20


@pytest.mark.parametrize("status, code", [(200, 75), (206, 65)])
def test_a_tar_without_end_is_cut_off(made, fernery, status, code):
    with RangeServer(made) as server:
        server.endless["/pack.tar"] = status
        fernery("pack", "verify", f"{server.url}/pack.tar", expect=code)
        assert server.endless_bytes < 32 << 20


# https.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody has signed but itself."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("https") / "certificate.pem"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    key = path.with_suffix(".key")
    made = subprocess.run(
        ["openssl", "req", "-x509", *curve, "-nodes", "-keyout", key, "-out", path, "-days", "2", *name],
        capture_output=True,
    )
    assert made.returncode == 0, made.stderr
    path.with_suffix(".both").write_bytes(path.read_bytes() + key.read_bytes())
    return path


@pytest.fixture
def trusting(certificate, config):
    """Runs `fernery` where the system trusts the certificate: Foundation reads the system's list and no other.

    In a mount namespace of its own, so that nothing else sees it.
    """
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    inside = f'mount --bind {certificate} {bundle} && exec "$@"'
    if subprocess.run(["unshare", "-rm", "sh", "-c", inside, "sh", "true"], capture_output=True).returncode != 0:
        pytest.skip("no mount namespace can be made here, or the system keeps its certificates elsewhere")

    def call(*arguments):
        return subprocess.run(
            ["unshare", "-rm", "sh", "-c", inside, "sh", binary(), *map(str, arguments)], capture_output=True,
            text=True, env={"FERNERY_CONFIG_HOME": str(config), "PATH": "/usr/bin:/bin"}, timeout=600,
        )

    return call


@pytest.mark.parametrize("place", ["pack", "pack.tar"])
def test_https_is_spoken(made, tmp_path, config, root, certificate, trusting, place):
    with RangeServer(made, certificate=certificate.with_suffix(".both")) as server:
        result = trusting("pack", "unpack", f"{server.url}/{place}", "--out", tmp_path / "u.fernery")
        assert result.returncode == 0, result.stderr
        assert root_of(tmp_path / "u.fernery", config) == root


def test_a_redirect_from_https_to_http_is_refused(made, certificate, trusting):
    with RangeServer(made) as plain, RangeServer(made, certificate=certificate.with_suffix(".both")) as server:
        server.redirects["/p/manifest.json"] = f"{plain.url}/pack/manifest.json"
        result = trusting("pack", "verify", f"{server.url}/p")
        assert result.returncode == 75 and "from https to http" in result.stderr
        assert plain.requests == []
        # To another https server it may go.
        server.redirects["/q.tar"] = f"{server.url}/pack.tar"
        assert trusting("pack", "verify", f"{server.url}/q.tar").returncode == 0


def test_a_certificate_that_nobody_trusts_is_refused(made, certificate, fernery):
    with RangeServer(made, certificate=certificate.with_suffix(".both")) as server:
        message = fernery("pack", "verify", f"{server.url}/pack", expect=75).stderr
        assert message.count("\n") == 1
        assert server.requests == []
