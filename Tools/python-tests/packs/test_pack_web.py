"""Packs on web servers, plain ones and those on which things go wrong. The servers are on 127.0.0.1."""

import shutil
import subprocess
import time

import pytest

from commands import hidden, root_of
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
        result = fernery("pack", "verify", f"{server.url}/a.tar", "-q", expect=75)
        assert result.stderr.count("\n") == 1


# Answers without end.


@pytest.mark.parametrize("status, code", [(200, 65), (206, 65), (302, 75), (404, 65), (500, 75)])
@pytest.mark.parametrize("file", ["manifest.json", "manifest.json.minisig", "catalog.bin", "000001.tar"])
def test_an_answer_without_end_is_cut_off(made, tmp_path, fernery, status, code, file):
    with RangeServer(made) as server:
        server.endless[f"/pack/{file}"] = status
        target = tmp_path / "u.fernery"
        if status == 404 and file in ("catalog.bin", "000001.tar"):
            code = 66
        fernery("pack", "unpack", f"{server.url}/pack", "--out", target, "-q", expect=code)
        assert not target.exists()
        # A file's limit, and what is on its way; some answers are asked for again.
        assert server.endless_bytes < 64 << 20


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


@pytest.fixture(params=["CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def trusting(request, certificate, fernery, monkeypatch):
    """Runs `fernery` where it is told to trust the certificate."""
    for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(request.param, str(certificate))
    return fernery


@pytest.mark.parametrize("place", ["pack", "pack.tar"])
def test_https_is_spoken(made, tmp_path, config, root, certificate, trusting, place):
    with RangeServer(made, certificate=certificate.with_suffix(".both")) as server:
        trusting("pack", "unpack", f"{server.url}/{place}", "--out", tmp_path / "u.fernery")
        assert root_of(tmp_path / "u.fernery", config) == root


def test_a_redirect_from_https_to_http_is_refused(made, certificate, trusting):
    with RangeServer(made) as plain, RangeServer(made, certificate=certificate.with_suffix(".both")) as server:
        server.redirects["/p/manifest.json"] = f"{plain.url}/pack/manifest.json"
        assert "from https to http" in trusting("pack", "verify", f"{server.url}/p", expect=75).stderr
        assert plain.requests == []
        # To another https server it may go.
        server.redirects["/q.tar"] = f"{server.url}/pack.tar"
        trusting("pack", "verify", f"{server.url}/q.tar")


def test_a_certificate_that_nobody_trusts_is_refused(made, certificate, fernery):
    with RangeServer(made, certificate=certificate.with_suffix(".both")) as server:
        message = fernery("pack", "verify", f"{server.url}/pack", expect=75).stderr
        assert message.count("\n") == 1 and "not trusted" in message and "certificate" in message
        assert server.requests == []
