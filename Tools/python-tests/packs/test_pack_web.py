"""Packs on web servers, plain ones and those on which things go wrong. The servers are on 127.0.0.1."""

import shutil
import signal
import socket
import subprocess
import threading
import time

import pytest
from commands import environment, forge, hidden, root_of, start
from programs import FERNERY
from range_server import RangeServer

BUNDLES = ("CURL_CA_BUNDLE", "SSL_CERT_FILE")


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
def test_a_status_without_a_reason_is_understood(made, fernery, place):
    with RangeServer(made, has_reasons=False) as server:
        fernery("pack", "verify", f"{server.url}/{place}")


@pytest.mark.parametrize("place", ["pack", "pack.tar", "unsigned", "large"])
def test_one_connection_is_kept(made, tmp_path, fernery, place):
    for name in ("pack", "unsigned", "large"):
        shutil.copytree(made / "pack", tmp_path / name)
    shutil.copy(made / "pack.tar", tmp_path)
    forge(tmp_path / "unsigned")
    # A shard of more than what is fetched at once; that it is none is told when all of it has come.
    (tmp_path / "large/000000.tar").write_bytes(bytes(9 << 20))
    forge(tmp_path / "large")
    with RangeServer(tmp_path) as server:
        fernery("pack", "verify", f"{server.url}/{place}", expect=65 if place == "large" else 0)
        assert server.connections == 1
        assert place != "large" or sum(path.endswith("/000000.tar") for path, _ in server.requests) == 3


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


def test_a_connection_that_breaks_again_and_again_is_given_up(made, fernery):
    with RangeServer(made) as server:
        server.crumbs["/pack/000001.tar"] = 100
        message = fernery("pack", "verify", f"{server.url}/pack", "-q", expect=75).stderr
        assert "cannot be fetched" in message
        assert sum(path == "/pack/000001.tar" for path, _ in server.requests) == 6


@pytest.mark.parametrize("file", ["manifest.json", "catalog.bin", "000001.tar"])
@pytest.mark.parametrize("answer", ["silent", 503])
def test_a_wait_for_the_server_can_be_stopped(made, tmp_path, config, file, answer):
    with RangeServer(made) as server:
        server.holding[f"/pack/{file}"] = answer
        process = start("pack", "unpack", f"{server.url}/pack", "--out", tmp_path / "u.fernery", "-q", config=config)
        assert server.held.wait(60)
        process.send_signal(signal.SIGINT)
        # Far less than the 30 seconds that a silent server is waited for, six times.
        assert process.wait(25) == 128 + signal.SIGINT
        assert not (tmp_path / "u.fernery").exists()


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


@pytest.mark.parametrize("path", ["/pack/manifest.json", "/pack/000001.tar"])
def test_a_head_without_end_is_cut_off(made, fernery, path):
    with RangeServer(made) as server:
        server.endless_heads.add(path)
        message = fernery("pack", "verify", f"{server.url}/pack", "-q", expect=75).stderr
        assert "headers without end" in message and message.count("\n") == 1
        # No second attempt: the limit, and what is on its way.
        assert len([asked for asked, _ in server.requests if asked == path]) == 1


# Proxies.


@pytest.mark.parametrize("status", [200, 404, 407])
def test_the_answer_of_a_proxy_is_not_the_servers(fernery, monkeypatch, status):
    """The tunnel that a proxy makes or refuses says nothing about the file."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            while True:
                try:
                    peer = listener.accept()[0]
                except OSError:
                    return
                with peer:
                    peer.recv(1 << 16)
                    peer.sendall(f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n".encode())

        threading.Thread(target=answer, daemon=True).start()
        for name in ("no_proxy", "NO_PROXY", "HTTPS_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{listener.getsockname()[1]}")
        message = fernery("pack", "verify", "https://pack.invalid/p.tar", expect=75).stderr
        assert "cannot be fetched" in message and message.count("\n") == 1


# Secrets.


def test_messages_show_no_password(made, fernery):
    with RangeServer(made) as server:
        server.redirects["/a.tar?secret"] = "ftp://user:secret@127.0.0.1/x?secret"
        place = server.url.replace("//", "//user:secret@")
        for path, code in [("a.tar?secret", 75), ("nothing", 65), ("pack?secret", 66), ("pack.tar#secret", 66)]:
            message = fernery("pack", "verify", f"{place}/{path}", expect=code).stderr
            assert "secret" not in message and "user" not in message and "127.0.0.1" in message


# https.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody has signed but itself."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    path = make_certificate(tmp_path_factory.mktemp("https") / "certificate.pem", "localhost")
    path.with_suffix(".both").write_bytes(path.read_bytes() + path.with_suffix(".key").read_bytes())
    return path


def make_certificate(path, owner):
    """Writes a certificate for 127.0.0.1, and its key beside it."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    name = ["-subj", f"/CN={owner}", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            *curve,
            "-nodes",
            "-keyout",
            path.with_suffix(".key"),
            "-out",
            path,
            "-days",
            "2",
            *name,
        ],
        capture_output=True,
    )
    assert made.returncode == 0, made.stderr
    return path


@pytest.fixture(params=BUNDLES)
def trusting(request, certificate, fernery, monkeypatch):
    """Runs `fernery` where it is told to trust the certificate."""
    for name in BUNDLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(request.param, str(certificate))
    return fernery


@pytest.mark.parametrize("place", ["pack", "pack.tar"])
def test_https_is_spoken(made, tmp_path, config, root, certificate, trusting, place):
    with RangeServer(made, certificate=certificate.with_suffix(".both")) as server:
        trusting("pack", "unpack", f"{server.url}/{place}", "--out", tmp_path / "u.fernery")
        assert root_of(tmp_path / "u.fernery", config) == root


def test_a_bundle_stands_in_place_of_the_systems_certificates(made, tmp_path, config, certificate):
    """The system's folder trusts the server's certificate here, the bundle names another one."""
    folder = tmp_path / "certs"
    folder.mkdir()
    called = subprocess.run(
        ["openssl", "x509", "-noout", "-subject_hash", "-in", certificate],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    shutil.copy(certificate, folder / f"{called}.0")
    other = make_certificate(tmp_path / "other.pem", "other")
    shutil.copy(other, folder / "ca-certificates.crt")
    # Only a process that is alone with its mounts can have such a system.
    mounted = ["unshare", "-rm", "sh", "-c", f'mount --bind {folder} /etc/ssl/certs && exec "$@"', "sh"]
    if not shutil.which("unshare") or subprocess.run([*mounted, "true"], capture_output=True).returncode != 0:
        pytest.skip("no mount can be made here")
    with RangeServer(made, certificate=certificate.with_suffix(".both")) as server:

        def verify(**variables):
            own = {name: text for name, text in environment(config).items() if name not in BUNDLES}
            return subprocess.run(
                [*mounted, FERNERY, "pack", "verify", f"{server.url}/pack"],
                capture_output=True,
                text=True,
                env={**own, **variables},
            )

        if verify().returncode != 0:
            pytest.skip("this libcurl does not look into /etc/ssl/certs")
        count = len(server.requests)
        refused = verify(CURL_CA_BUNDLE=str(other))
        assert refused.returncode == 75 and "not trusted" in refused.stderr
        assert len(server.requests) == count


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
