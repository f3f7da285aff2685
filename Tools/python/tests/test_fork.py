"""Forked processes whose threads begin to work at once, on objects that the parent has used and on new ones."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

FORKS = 1000

CHILDREN = """
import collections, os, signal, sys, threading
import numpy as np
import fernery

path, work, used, count = sys.argv[1], sys.argv[2], sys.argv[3] == "used", int(sys.argv[4])
pictures = list(np.random.default_rng(3).integers(0, 256, (8, 32, 32, 3), dtype=np.uint8))


def mix(mixing, threads):
    return mixing.batch(pictures, range(8), views=3, threads=threads)


def reads(store, mixing):
    return [store.record(3), store.query("fill>=0").tolist(), store[5].sum(), store.batch([1, 2], threads=2).sum()]


def together(body):
    # Two threads of Python and a gate, so that both come to what is made at first use at the same time.
    gate, results = threading.Barrier(2), [None, None]

    def run(place):
        gate.wait()
        results[place] = body()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


store = fernery.Store(path)
mixing = fernery.IPMix(path, 32)
if used:
    expected_mix, expected_reads = mix(mixing, 2), reads(store, mixing)
    together(lambda: reads(store, mixing))
outcome = collections.Counter()
for _ in range(count):
    process = os.fork()
    if process == 0:
        signal.alarm(20)
        code = 1
        try:
            if not used:
                store, mixing = fernery.Store(path), fernery.IPMix(path, 32)
            if work == "native":
                found = mix(mixing, 2)
                good = not used or np.array_equal(found, expected_mix)
            else:
                found = together(lambda: (reads(store, mixing), mix(mixing, 1)))
                good = np.array_equal(found[0][1], found[1][1]) and found[0][0] == found[1][0]
                if used:
                    good = good and found[0][0] == expected_reads and np.array_equal(found[0][1], expected_mix)
            code = 0 if good else 2
        finally:
            os._exit(code)
    outcome[os.waitpid(process, 0)[1]] += 1
print(dict(outcome))
sys.exit(0 if outcome == {0: count} else 1)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("work", ["native", "python"])
@pytest.mark.parametrize("parent", ["used", "unused"])
def test_threads_of_forked_children_neither_hang_nor_die(store_path, work, parent):
    command = [sys.executable, "-W", "ignore", "-c", CHILDREN, os.fspath(store_path), work, parent, str(FORKS)]
    environment = os.environ | {"SWIFT_BACKTRACE": "enable=no"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600)
    assert run.returncode == 0, run.stdout + run.stderr
