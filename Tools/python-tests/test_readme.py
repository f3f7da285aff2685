"""The README's command lines, in the order written, in a scratch folder, for whoever reads it.

Sets of many thousand assets are made of fewer (FERNERY_LONG=1 makes them whole), and no terminal asks for a password.
"""

import os
import re
import subprocess

from programs import FERNERY, ROOT

SHORTER = {
    "fernery generate ipmix": "--count 24",
    "fernery generate fractaldb": "--count 24",
}
WITHOUT_TERMINAL = {"fernery pack keygen team": "--no-password"}


def command_lines(text):
    """The lines of indented blocks that call the program, without their remarks."""
    for line in re.findall(r"^ {4}(fernery .*)$", text, flags=re.MULTILINE):
        yield re.sub(r"\s+#.*", "", line)


def test_every_command_line_runs(tmp_path):
    binaries = tmp_path / "bin"
    binaries.mkdir()
    (binaries / "fernery").symlink_to(FERNERY)
    work = tmp_path / "work"
    (work / "photos").mkdir(parents=True)
    environment = {
        **os.environ,
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "FERNERY_CONFIG_HOME": str(tmp_path / "config"),
    }

    def run(line):
        result = subprocess.run(
            ["bash", "-c", line], cwd=work, env=environment, capture_output=True, text=True, timeout=600
        )
        assert result.returncode == 0, f"{line}\nexit status {result.returncode}\n{result.stderr}"

    for name in ("photo.png", "photos/fern.png"):
        run(f"fernery render barnsley-fern --background gradient --size 96 --out {name}")
    lines = list(command_lines((ROOT / "README.md").read_text(encoding="utf-8")))
    assert len(lines) > 20
    options = WITHOUT_TERMINAL | ({} if os.environ.get("FERNERY_LONG") == "1" else SHORTER)
    for line in lines:
        run(f"{line} {options.get(line, '')}")
    unused = options.keys() - set(lines)
    assert not unused, f"not in the README any more: {unused}"
