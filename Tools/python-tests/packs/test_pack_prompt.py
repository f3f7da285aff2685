"""The question for a password, on a terminal of its own: what is typed is hidden, and the terminal is restored."""

import os
import pty
import select
import signal
import termios
import time

import pytest
from commands import run
from programs import FERNERY

PROMPT = "Password for the new key: "


class Terminal:
    """`fernery` as the first process of a new terminal."""

    def __init__(self, *arguments):
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.execv(FERNERY, [str(FERNERY), *map(str, arguments)])
        self.shown = b""

    def read_until(self, text):
        """Reads what is shown until it holds `text`."""
        end = time.monotonic() + 60
        while text.encode() not in self.shown:
            assert time.monotonic() < end, self.shown
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.master, 4096)
                except OSError:
                    break
        assert text.encode() in self.shown, self.shown

    def type(self, text):
        os.write(self.master, text.encode())

    @property
    def echoes(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def wait_until_hidden(self):
        end = time.monotonic() + 60
        while self.echoes:
            assert time.monotonic() < end
            time.sleep(0.01)

    def wait(self):
        """The exit code, negative for a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def close(self):
        os.close(self.master)


@pytest.fixture
def terminal(tmp_path):
    terminal = Terminal("pack", "keygen", tmp_path / "team")
    yield terminal
    terminal.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_at_the_prompt_leaves_a_terminal_that_shows_what_is_typed(terminal, tmp_path, number):
    terminal.read_until(PROMPT)
    terminal.wait_until_hidden()
    # Ctrl-C and Ctrl-\ as they are typed, which the terminal makes signals.
    keys = {signal.SIGINT: "\x03", signal.SIGQUIT: "\x1c"}
    if number in keys:
        terminal.type("half a pass" + keys[number])
    else:
        os.kill(terminal.pid, number)
    assert terminal.wait() == -number
    assert terminal.echoes
    assert list(tmp_path.iterdir()) == []


def test_what_is_typed_is_not_shown_and_opens_the_key(terminal, tmp_path):
    terminal.read_until(PROMPT)
    terminal.wait_until_hidden()
    # Stopped it would leave a terminal that shows nothing.
    terminal.type("\x1asecret words\n")
    terminal.read_until("The same again: ")
    terminal.wait_until_hidden()
    terminal.type("secret words\n")
    terminal.read_until("key ")
    assert terminal.wait() == 0
    assert terminal.echoes and b"secret words" not in terminal.shown
    (tmp_path / "password").write_text("secret words")
    arguments = ["pack", "create", tmp_path / "none.fernery", "--out", tmp_path / "p", "--key", tmp_path / "team.key"]
    # The password is read first: a wrong one would be told.
    right = run(*arguments, "--password-file", tmp_path / "password", config=tmp_path)
    assert right.returncode == 66, right.stderr
    (tmp_path / "password").write_text("other words")
    assert run(*arguments, "--password-file", tmp_path / "password", config=tmp_path).returncode == 77
