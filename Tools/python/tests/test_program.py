"""Running the program: it ends with its caller, its reasons reach exceptions, its progress is passed on."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time

import fernery
import pytest

#: Ctrl-C as in a terminal: what is started in the background is deaf to it.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "

#: Grows a store for longer than any test takes, if nobody stops it.
GROW = HEARING + "import fernery; fernery.generate('demo', {path!r}, count=3000, size=256, progress={progress})"


def script(path, text):
    """A program in the place of fernery."""
    path.write_text(f"#!{sys.executable}\n{text}\n")
    path.chmod(0o755)
    return str(path)


def processes_of(word):
    """The command lines of running processes that name something."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in text:
            found.append(text)
    return found


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def has_pictures(path):
    try:
        return len(fernery.Store(path)) > 0
    except fernery.FerneryError:
        return False


@pytest.mark.parametrize("progress", [False, True])
def test_an_interrupt_of_python_alone_stops_the_program(tmp_path, progress):
    path = tmp_path / "a.fernery"
    python = subprocess.Popen(
        [sys.executable, "-c", GROW.format(path=str(path), progress=progress)],
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        until(lambda: has_pictures(path))
        python.send_signal(signal.SIGINT)
        _, told = python.communicate(timeout=30)
    finally:
        python.kill()
        python.wait()
    assert told.rstrip().endswith("KeyboardInterrupt")
    assert not processes_of(str(path))
    assert 0 < len(fernery.Store(path)) < 3000


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("thread", [False, True])
def test_the_program_does_not_outlive_python(tmp_path, sent, thread):
    """Also where a thread started it that has children of its own, and where a fork of Python lives on."""
    path = tmp_path / "a.fernery"
    code = GROW.format(path=str(path), progress=False)
    if thread:
        call = code.rsplit("; ", 1)[1]
        code = (f"import fernery, os, threading, time\nthreading.Thread(target=lambda: {call}).start()\n"
                "time.sleep(1)\nif os.fork() == 0: time.sleep(50)\ntime.sleep(300)")  # fmt: skip
    python = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    try:
        until(lambda: has_pictures(path))
        assert processes_of(str(path))
        python.send_signal(sent)
        python.wait(timeout=30)
        until(lambda: not any(str(path) in text and "generate demo" in text for text in processes_of(str(path))), 30)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(python.pid, signal.SIGKILL)
        python.wait()
    assert 0 < len(fernery.Store(path)) < 3000


def test_a_second_interrupt_kills_a_program_that_does_not_end(tmp_path):
    mark = tmp_path / "started"
    deaf = script(tmp_path / "deaf", f"import pathlib, signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
                                     f"pathlib.Path({str(mark)!r}).touch()\ntime.sleep(300)")  # fmt: skip
    python = subprocess.Popen(
        [sys.executable, "-c", HEARING + "import fernery; fernery.generate('demo', progress=False)"],
        env={**os.environ, "FERNERY_PROGRAM": deaf}, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        until(mark.exists)
        until(lambda: not python.send_signal(signal.SIGINT) and (time.sleep(0.2) or python.poll() is not None), 30)
        assert python.stderr.read().rstrip().endswith("KeyboardInterrupt")
        until(lambda: not processes_of(deaf), 10)
    finally:
        python.kill()
        python.wait()


def test_reasons_reach_the_exception_and_the_reader(tmp_path, capsys):
    for progress in (False, True):
        with pytest.raises(fernery.UsageError, match="there is no generation preset `demos`; there are demo"):
            fernery.generate("demos", tmp_path / "a.fernery", progress=progress)
        assert ("no generation preset" in capsys.readouterr().err) == progress


def test_progress_is_passed_on(tmp_path, capsys):
    fernery.generate("demo", tmp_path / "a.fernery", count=4, size=32, pool=200)
    assert "rendering: 100 %" in capsys.readouterr().err
    fernery.generate("demo", tmp_path / "b.fernery", count=4, size=32, pool=200, progress=False)
    assert capsys.readouterr().err == ""


def test_on_a_terminal_the_bar_is_drawn(tmp_path):
    import pty

    source, sink = pty.openpty()
    code = f"import fernery; fernery.generate('demo', {str(tmp_path / 'a.fernery')!r}, count=40, size=32, pool=200)"
    environment = {**os.environ, "TERM": "xterm"}
    python = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=sink, env=environment)
    os.close(sink)
    told = b""
    try:
        while piece := os.read(source, 4096):
            told += piece
    except OSError:
        pass  # the terminal's other side is closed
    os.close(source)
    assert python.wait() == 0 and b"\r" in told.replace(b"\r\n", b"") and b"40" in told


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("print('hello')", fernery.LibraryError, "other is not the program fernery of this package"),
        ("raise SystemExit(3)", fernery.InternalError, "other generate demo` ended with the exit code 3"),
    ],
)
def test_another_program_is_told(tmp_path, monkeypatch, text, error, told):
    monkeypatch.setenv("FERNERY_PROGRAM", script(tmp_path / "other", text))
    with pytest.raises(error, match=told):
        fernery.generate("demo", tmp_path / "a.fernery", progress=False)


def test_what_is_no_program_is_told(tmp_path, monkeypatch):
    for named in (str(tmp_path), str(tmp_path / "none")):
        monkeypatch.setenv("FERNERY_PROGRAM", named)
        with pytest.raises(fernery.LibraryError, match=f"FERNERY_PROGRAM names {named}, which is no program"):
            fernery.generate("demo", tmp_path / "a.fernery", progress=False)
    (tmp_path / "noise").write_bytes(b"\x7fELF noise")
    (tmp_path / "noise").chmod(0o755)
    monkeypatch.setenv("FERNERY_PROGRAM", str(tmp_path / "noise"))
    with pytest.raises(fernery.LibraryError, match="noise cannot be run: "):
        fernery.generate("demo", tmp_path / "a.fernery", progress=False)
