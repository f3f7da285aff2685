"""Growing stores from Python, by the program that the wheel carries."""

from __future__ import annotations

import os
import pathlib

from . import _arguments
from ._program import argument, run
from .store import Store


def generate(
    preset: str | os.PathLike[str] = "demo",
    store: str | os.PathLike[str] | None = None,
    *,
    count: int | None = None,
    size: int | None = None,
    seed: int | None = None,
    pool: int | None = None,
    threads: int | None = None,
    progress: bool = True,
) -> Store:
    """Grows a store from a preset, or goes on with one that was stopped, and opens it.

    The store depends on preset, count, size, seed and pool alone. Ctrl-C loses nothing that was committed: the same
    call goes on. A second Ctrl-C does not wait for the program.

    Args:
        preset: a name such as ``"demo"``, ``"cifar"`` or ``"ipmix"``, or the path of a YAML file.
        store: the folder to make; ``NAME.fernery`` if None.
        count, size, seed, pool: what the preset says, where None. The pool is the number of proposals to choose from.
        threads: all processors, where None.
        progress: whether a progress bar is shown on stderr.
    """
    named = _arguments.path(preset, "preset")
    target = f"{_name(named)}.fernery" if store is None else _arguments.path(store, "store")
    arguments = ["generate", argument(named), "--store", argument(target)]
    numbers = {"count": count, "size": size, "seed": seed, "pool": pool, "threads": threads}
    for name, value in numbers.items():
        if value is not None:
            arguments += [f"--{name}", str(_arguments.whole(value, 0, 2**64 - 1, name))]
    run(arguments, show=progress)
    return Store(target)


def _name(preset: str) -> str:
    """The name of a preset; of a file, what it says."""
    if pathlib.Path(preset).suffix not in (".yaml", ".yml"):
        return pathlib.Path(preset).name
    import yaml

    try:
        return str(yaml.safe_load(pathlib.Path(preset).read_text(encoding="utf-8"))["name"])
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
        return pathlib.Path(preset).stem  # the program says what is wrong
