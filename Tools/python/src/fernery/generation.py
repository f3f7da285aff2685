"""Growing stores from Python, by the program that the wheel carries."""

from __future__ import annotations

import os

from . import _arguments
from ._program import run
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
    arguments = ["generate", _arguments.path(preset, "preset"), "--json"]
    if store is not None:
        arguments += ["--store", _arguments.path(store, "store")]
    numbers = {"count": count, "size": size, "seed": seed, "pool": pool, "threads": threads}
    for name, value in numbers.items():
        if value is not None:
            arguments += [f"--{name}", str(_arguments.whole(value, 0, 2**64 - 1, name))]
    return Store(run(arguments, show=progress)["store"])
