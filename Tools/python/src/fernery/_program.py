"""Running the program that the wheel carries: its progress is passed on, its errors become exceptions."""

from __future__ import annotations

import codecs
import fcntl
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading

from . import _places
from ._native import exception
from .errors import LibraryError

#: The status of fernery.h that an exit code of the program stands for (sysexits.h).
_STATUS_OF_EXIT = {64: 1, 65: 2, 66: 3, 69: 4, 70: 10, 73: 5, 74: 6, 75: 7, 77: 8, 78: 9}


def program() -> pathlib.Path:
    """The program ``fernery``: FERNERY_PROGRAM, the one that the package carries, or the one on the PATH."""
    named = os.environ.get("FERNERY_PROGRAM")
    candidates = [named] if named else [_places.program(), shutil.which("fernery")]
    for candidate in candidates:
        if candidate and os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return pathlib.Path(candidate).absolute()
    if named:
        raise LibraryError(
            f"FERNERY_PROGRAM names {named}, which is no program: set it to a built fernery, or unset it"
        )
    raise LibraryError(
        "the program fernery is missing: install the package with `pip install ./Tools/python` from Fernery's "
        "repository, or set FERNERY_PROGRAM to a built one"
    )


def argument(path: str) -> str:
    """A path as an argument, which must not begin as an option does."""
    return f"./{path}" if path.startswith("-") else path


def run(arguments: list[str], *, show: bool) -> list[str]:
    """Runs a command that finishes a store, and gives the lines that it prints on stderr or raises what it refuses.

    Whatever ends the waiting (Ctrl-C, mostly) is told to the program, which puts its work in order and ends; a second
    Ctrl-C kills it. It ends so also where this process is killed.

    Args:
        show: whether what it prints on stderr, such as the progress bar, is passed on.
    """
    command = [str(program()), *arguments]
    is_terminal = show and sys.stderr is not None and sys.stderr.isatty()
    source, sink = _terminal() if is_terminal else os.pipe()
    lifeline = _Lifeline()
    try:
        # In a session of its own, so that Ctrl-C on the terminal reaches it through us alone, and once.
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=sink, encoding="utf-8", errors="surrogateescape",
            start_new_session=True, pass_fds=[lifeline.watched],
            env={**os.environ, "FERNERY_LIFELINE": str(lifeline.watched)},
        )  # fmt: skip
    except OSError as cause:
        os.close(source)
        lifeline.end()
        raise LibraryError(f"the program {command[0]} cannot be run: {cause.strerror}") from cause
    finally:
        os.close(sink)
        os.close(lifeline.watched)
    try:
        told = _Told(source, show=show)
        output, _ = process.communicate()
        told.join()
    except BaseException:
        _end(process)
        raise
    finally:
        lifeline.end()
    if process.returncode in (130, -signal.SIGINT):
        raise KeyboardInterrupt
    if process.returncode != 0:
        silent = f"`{' '.join(command[:3])}` ended with the exit code {process.returncode} and gave no reason"
        reason = told.lines[-1].removeprefix("fernery: ") if told.lines else silent
        raise exception(_STATUS_OF_EXIT.get(process.returncode, 10), reason)
    if not re.search("^root [0-9a-f]{64}$", output, re.MULTILINE):
        raise LibraryError(f"{command[0]} is not the program fernery of this package: it told of no store")
    return told.lines


class _Lifeline:
    """A pipe that ends when this process does, however it ends: the program watches it, and stops then."""

    #: The writing ends that are open. A process that is forked meanwhile gives them up, or it would keep programs
    #: alive.
    _held: set[int] = set()

    def __init__(self) -> None:
        watched, self._end = os.pipe()
        # Above the standard descriptors, which the program has for itself.
        self.watched = fcntl.fcntl(watched, fcntl.F_DUPFD_CLOEXEC, 3)
        os.close(watched)
        self._held.add(self._end)

    def end(self) -> None:
        """Gives it up, when the program has ended."""
        if self._end in self._held:
            self._held.remove(self._end)
            os.close(self._end)

    @classmethod
    def give_up(cls) -> None:
        while cls._held:
            os.close(cls._held.pop())


os.register_at_fork(after_in_child=_Lifeline.give_up)


def _end(process: subprocess.Popen[str]) -> None:
    try:
        process.send_signal(signal.SIGINT)
        process.communicate()
    except BaseException:  # noqa: BLE001 - who interrupts twice does not want to wait
        process.kill()
        process.wait()


def _terminal() -> tuple[int, int]:
    """A terminal as wide as ours, so that the program draws its bar."""
    import pty
    import termios

    source, sink = pty.openpty()
    try:
        size = fcntl.ioctl(sys.stderr.fileno(), termios.TIOCGWINSZ, bytes(8))
        fcntl.ioctl(sink, termios.TIOCSWINSZ, size)
    except (OSError, ValueError):
        pass
    return source, sink


class _Told(threading.Thread):
    """Reads what the program prints on stderr, passes it on, and keeps its lines: the last is why it failed."""

    def __init__(self, source: int, *, show: bool) -> None:
        super().__init__(name="fernery-program", daemon=True)
        self._source, self._show = source, show
        self._rest = ""
        self.lines: list[str] = []
        self.start()

    def run(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        try:
            while piece := os.read(self._source, 4096):
                text = decoder.decode(piece)
                self._keep(text)
                if self._show and sys.stderr is not None:
                    sys.stderr.write(text)
                    sys.stderr.flush()
        except (OSError, ValueError):
            pass  # a terminal ends with an error where a pipe ends with nothing
        finally:
            os.close(self._source)
            self._keep("\n")

    def _keep(self, text: str) -> None:
        *lines, self._rest = (self._rest + text).split("\n")
        self._rest = self._rest[-8192:]  # a bar is drawn over itself for hours
        shown = [line.rstrip().rsplit("\r", 1)[-1].strip() for line in lines]
        self.lines += [line for line in shown if line]
