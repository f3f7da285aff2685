"""How others draw fractals, restated to be measured beside Fernery in one run; prints rows as a JSON array.

- numba: a chaos game in double that stores its points (Anderson and Farrell's way), then a histogram of them, colour by
  density in HSV, PNG. Their paper: arXiv 2110.03091.
- python: FractalDB's way: every point in Python, every picture by Pillow. Their paper: arXiv 2101.08515.

Usage: python generator.py [--quick] [--processor-time]. Needs numba, numpy and pillow.
"""

import colorsys
import io
import json
import random
import statistics
import sys
import time

import numba
import numpy as np
from PIL import Image

# As Fernery itself is measured: by the processor's time where others run beside it.
clock = time.process_time if "--processor-time" in sys.argv else time.perf_counter

SIDE = 256
POINTS = 100_000


def rotation(angle):
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def systems(count, seed=1):
    """Random affine systems by Anderson and Farrell's law of singular values, kept if they contract."""
    rng = np.random.default_rng(seed)
    found = []
    while len(found) < count:
        n = rng.integers(2, 5)
        maps, weights = [], []
        for _ in range(n):
            s1 = rng.uniform(0.5, 0.95)
            s2 = rng.uniform(0.2, 0.95) * s1
            u, v = rng.uniform(-np.pi, np.pi, 2)
            linear = rotation(u) @ np.diag([s1, s2]) @ rotation(v)
            maps.append(np.hstack([linear, rng.uniform(-1, 1, (2, 1))]))
            weights.append(abs(np.linalg.det(linear)))
        chances = np.cumsum(weights) / np.sum(weights)
        found.append((np.array(maps), chances))
    return found


@numba.njit(cache=False, fastmath=False)
def iterate(maps, chances, count):
    points = np.empty((count, 2))
    x = y = 0.0
    for i in range(count):
        draw = np.random.random()
        k = 0
        while k < len(chances) - 1 and draw >= chances[k]:
            k += 1
        m = maps[k]
        x, y = m[0, 0] * x + m[0, 1] * y + m[0, 2], m[1, 0] * x + m[1, 1] * y + m[1, 2]
        points[i, 0] = x
        points[i, 1] = y
    return points


@numba.njit(cache=False)
def histogram(points, side):
    low_x, low_y = points[:, 0].min(), points[:, 1].min()
    scale = (side - 1) / max(points[:, 0].max() - low_x, points[:, 1].max() - low_y, 1e-12)
    counts = np.zeros((side, side), dtype=np.uint32)
    for i in range(len(points)):
        counts[int((points[i, 1] - low_y) * scale), int((points[i, 0] - low_x) * scale)] += 1
    return counts


def coloured(counts, hue):
    """Colour by log-density: hue from one to another, saturation and value fixed."""
    density = np.log1p(counts) / np.log1p(counts.max())
    table = np.array([colorsys.hsv_to_rgb((hue + 0.4 * t) % 1, 0.8, 0.95) for t in np.linspace(0, 1, 256)])
    picture = (table[(density * 255).astype(np.uint8)] * 255).astype(np.uint8)
    picture[counts == 0] = 0
    return picture


def numba_image(system):
    points = iterate(*system, POINTS)
    Image.fromarray(coloured(histogram(points, SIDE), 0.3)).save(io.BytesIO(), "PNG")


def python_image(system):
    maps, chances = [m.tolist() for m in system[0]], system[1].tolist()
    x = y = 0.0
    xs, ys = [], []
    for _ in range(POINTS):
        draw = random.random()
        k = 0
        while k < len(chances) - 1 and draw >= chances[k]:
            k += 1
        (a, b, e), (c, d, f) = maps[k]
        x, y = a * x + b * y + e, c * x + d * y + f
        xs.append(x)
        ys.append(y)
    low_x, low_y = min(xs), min(ys)
    scale = (SIDE - 1) / max(max(xs) - low_x, max(ys) - low_y, 1e-12)
    image = Image.new("RGB", (SIDE, SIDE))
    for px, py in zip(xs, ys):
        image.putpixel((int((px - low_x) * scale), int((py - low_y) * scale)), (127, 127, 127))
    image.save(io.BytesIO(), "PNG")


def rates(call, units, repetitions, seconds):
    call()
    figures = []
    for _ in range(repetitions):
        start, calls = clock(), 0
        while True:
            call()
            calls += 1
            elapsed = clock() - start
            if elapsed >= seconds:
                break
        figures.append(units * calls / elapsed)
    return figures


def row(name, unit, figures):
    return {"name": name, "unit": unit, "median": statistics.median(figures), "min": min(figures), "max": max(figures)}


def main():
    quick = "--quick" in sys.argv
    repetitions, seconds = (3, 0.05) if quick else (7, 0.5)
    drawn = systems(4 if quick else 16)
    rows = [
        row(
            "numba iterate",
            "M points/s",
            rates(lambda: [iterate(*s, 1_000_000) for s in drawn[:4]], 4.0, repetitions, seconds),
        ),
        row(
            "numba pipeline with PNG",
            "images/s",
            rates(lambda: [numba_image(s) for s in drawn], len(drawn), repetitions, seconds),
        ),
        row("python pipeline with PNG", "images/s", rates(lambda: python_image(drawn[0]), 1, repetitions, seconds)),
    ]
    json.dump(rows, sys.stdout)


main()
