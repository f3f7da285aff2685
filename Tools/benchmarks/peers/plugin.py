"""Measures data loaders that mix: the usual way in Python, and the package fernery.

    plugin.py --store FOLDER --side S --views 1|3 --recipe NAME --items N --repetitions N

The usual way is a data set whose samples open a PNG of the mixing set, resize and crop it with Pillow, and mix it into
the picture with the restatement of ipmix.py, under torch's DataLoader. Base pictures lie decoded in memory in both.
Prints one JSON array of rows: name, unit, figures (one a repetition, after a warm-up), and the row to compare with.
"""

import argparse
import json
import pathlib
import shutil
import tempfile
import time

import fernery
import numpy as np
import torch
from ipmix import Restatement
from PIL import Image
from torch.utils.data import DataLoader, Dataset

BATCH = 128


class Pictures(Dataset):
    """Base pictures, decoded: arrays (side, side, 3), and a label."""

    def __init__(self, pictures, count):
        self.pictures, self.count = pictures, count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return self.pictures[index % len(self.pictures)], index % 10


class Usual(Dataset):
    """A sample opens its mixing picture from a folder of PNG and mixes it with Pillow and NumPy."""

    def __init__(self, base, folder, side, resized, views, recipe):
        self.base, self.side, self.resized, self.views = base, side, resized, views
        self.files = sorted(pathlib.Path(folder).iterdir())
        small = side <= 96
        self.mean = (0.5,) * 3 if small else (0.485, 0.456, 0.406)
        self.deviation = (0.5,) * 3 if small else (0.229, 0.224, 0.225)
        self.mix = Restatement(
            np.stack(base.pictures),
            [],
            recipe["imageOperations"]["severity"],
            recipe["mixingOperations"]["blendSeverity"],
            self.mean,
            self.deviation,
        )

    def __len__(self):
        return len(self.base)

    def __getitem__(self, index):
        picture, label = self.base[index]
        fractal = Image.open(self.files[self.mix.rng.integers(len(self.files))]).convert("RGB")
        self.mix.fractals = [fractal.resize((self.resized, self.resized), Image.Resampling.BILINEAR)]
        views = [torch.from_numpy(self.mix.sample(index)) for _ in range(max(1, self.views - 1))]
        if self.views == 1:
            return views[0], label
        clean = torch.from_numpy(self.mix.normalised(Image.fromarray(picture)).transpose(2, 0, 1).copy())
        return (clean, *views), label


class OnlyWriting(Dataset):
    """Batches of the right size that cost nothing but to be written."""

    def __init__(self, count, side, views):
        self.count, self.shape, self.views = count, (3, side, side), views

    def __len__(self):
        return self.count

    def __getitems__(self, indices):
        tensor = torch.zeros(self.views, len(indices), *self.shape)
        return [(tuple(tensor[:, place]) if self.views == 3 else tensor[0, place], 0) for place in range(len(indices))]


def passes(loader, items, repetitions, epochs=None):
    """Items a second of passes over a loader whose workers are already there; one figure a pass after a warm-up."""
    figures = []
    for repetition in range(repetitions + 1):
        if epochs is not None:
            epochs.set_epoch(repetition)
        start, count = time.perf_counter(), 0
        for _, labels in loader:
            count += len(labels)
        if repetition:
            figures.append(count / (time.perf_counter() - start))
    assert count == items, (count, items)
    return figures


def stock(dataset, workers):
    return DataLoader(dataset, batch_size=BATCH, num_workers=workers, persistent_workers=workers > 0)


def timed(calls, repetitions, count):
    """Seconds of each call, made in turn: for each one figure a repetition, the mean of so many, after a warm-up."""
    figures = [[] for _ in calls]
    for repetition in range(repetitions + 1):
        seconds = [0.0] * len(calls)
        for _ in range(count):
            for place, call in enumerate(calls):
                start = time.perf_counter()
                call()
                seconds[place] += time.perf_counter() - start
        if repetition:
            for place, total in enumerate(seconds):
                figures[place].append(total / count)
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", required=True)
    parser.add_argument("--recipe", required=True)
    for name in ["side", "views", "items", "repetitions"]:
        parser.add_argument(f"--{name}", type=int, required=True)
    given = parser.parse_args()
    side, views, repetitions = given.side, given.views, given.repetitions
    # As workers do; and the two threads below are ours alone.
    torch.set_num_threads(1)
    np.seterr(all="ignore")
    store = fernery.Store(given.store)
    pictures = [
        np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BILINEAR))
        for picture in store[: min(len(store), 128)]
    ]
    # The usual way is slow, and its rate does not depend on how long it is watched, if each worker has a few batches.
    usual_items = max(4 * BATCH, given.items // (40 if side <= 96 else 10) // BATCH * BATCH)
    mix = fernery.IPMix(store, side, recipe=given.recipe)
    ours = fernery.IPMixDataset(Pictures(pictures, given.items), mix, views=views)
    rows = []

    def row(name, figures, compared_with=None, unit="triples/s" if views == 3 else "samples/s"):
        rows.append({"name": name, "unit": unit, "figures": figures, "compared_with": compared_with})

    folder = tempfile.mkdtemp()
    try:
        for index in range(len(store)):
            Image.fromarray(store[index]).save(f"{folder}/{index:06}.png")
        resized = 36 if side <= 96 else 256
        usual = Usual(Pictures(pictures, usual_items), folder, side, resized, views, mix.recipe)
        for workers in (0, 2):
            name = f"{workers} workers"
            row(f"PNG + Pillow + NumPy, {name}", passes(stock(usual, workers), usual_items, repetitions))
            writing = stock(OnlyWriting(given.items, side, views), workers)
            row(f"only writing batches, {name}", passes(writing, given.items, repetitions))
            row(
                f"DataLoader, {name}",
                passes(stock(ours, workers), given.items, repetitions, ours),
                f"PNG + Pillow + NumPy, {name}",
            )
            threads = max(1, workers)
            loader = fernery.Loader(ours, BATCH, threads=threads)
            row(
                f"Loader, {threads} thread{'s' * (threads > 1)}",
                passes(loader, given.items, repetitions, ours),
                f"PNG + Pillow + NumPy, {name}",
            )
    finally:
        shutil.rmtree(folder)

    # What a batch costs in one process: the whole of the data set and collation, and the native call alone.
    calls, indices = max(1, given.items // BATCH // 2), list(range(BATCH))
    batch = [pictures[index % len(pictures)] for index in indices]
    addresses, numbers = np.stack(batch), np.arange(BATCH, dtype=np.uint64)
    out = np.empty((max(1, views), BATCH, 3, side, side), np.float32)
    native, whole = timed(
        [
            lambda: mix.batch(addresses, numbers, views=views, out=out),
            lambda: ours.mixed(indices, out=out),
        ],
        repetitions,
        calls,
    )
    row(f"batch of {BATCH}, one native call", [1e3 * seconds for seconds in native], unit="ms")
    overhead = [1e6 * (all_of_it - alone) / BATCH for all_of_it, alone in zip(whole, native)]
    row("Python around it", overhead, unit="us an item")
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
