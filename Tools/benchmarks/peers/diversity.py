"""Judges how diverse sets of pictures are; no judge takes part in any selection. Prints measurements as a JSON array.

Two judges turn a picture of 64 x 64 pixels into numbers:

- gist: energies of log-Gabor filters, 4 scales x 8 orientations on 4 x 4 cells of the luminance, after contrast
  normalisation (after Oliva and Torralba, "Modeling the shape of the scene", IJCV 2001). Sees places and directions.
- random: three layers of random convolutions with fixed seeds and rectifiers; means and deviations of each layer over
  the picture, averaged over its eight images under rotations and reflections. Sees textures and shapes, whichever
  way they lie.

Both are standardised by means and deviations of calibration pictures. Everything that could be tuned is fixed by rules
on them, and they are random draws of seeds that no judged set has:

- The kernel is k(x, y) = exp(-|x - y|^2 / 2 s^2) with s such that a calibration set has a Vendi score of order 1 of 5 %
  of its size.
- Two pictures are near-duplicates if both judges find them nearer than the median distance from a fractal to itself
  drawn again, turned by 4 degrees and magnified by 1.05; for gist, the nearest of the eight images counts.
- A picture is blank if less than 2 % of its pixels differ from its most frequent colour by more than 16 of 255.

Vendi score of order 1: exp of the Shannon entropy of the eigenvalues of K / n; of order 2: 1 / sum of their squares
(Friedman and Dieng, "The Vendi Score", TMLR 2023; Pasarkar and Dieng, "Cousins of the Vendi Score", 2024).

Usage: python diversity.py FOLDER. FOLDER/manifest.json: {"calibration": FILE, "plain": FILE, "varied": FILE, "sets":
[{"name", "seed", "file", "sizes": [...]}]}; each file holds 64 x 64 x 3 bytes a picture. Needs numpy.
"""

import json
import pathlib
import sys

import numpy as np

SIDE = 64
CELLS = 4
EFFECTIVE_SHARE = 0.05
BLANK_SHARE, BLANK_LEVELS = 0.02, 16


def images_of(pictures):
    """The eight images of pictures under rotations by quarter turns and reflections."""
    for reflected in (pictures, pictures[:, :, ::-1]):
        for turns in range(4):
            yield np.rot90(reflected, turns, axes=(1, 2))


def luminance(pictures):
    return (pictures.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)) / 255


class Gist:
    """Log-Gabor energies on a grid of cells."""

    name = "gist"
    margin = 16

    def __init__(self):
        size = SIDE + 2 * self.margin
        fy, fx = np.meshgrid(np.fft.fftfreq(size), np.fft.fftfreq(size), indexing="ij")
        radius = np.hypot(fx, fy)
        radius[0, 0] = 1
        angle = np.arctan2(fy, fx)
        self.filters = []
        for scale in range(4):
            centre = 0.3 / 2**scale
            radial = np.exp(-(np.log(radius / centre) ** 2) / (2 * np.log(0.65) ** 2))
            radial[0, 0] = 0
            for orientation in range(8):
                turn = angle - orientation * np.pi / 8
                turn = np.arctan2(np.sin(turn), np.cos(turn))
                self.filters.append((radial * np.exp(-(turn**2) / (2 * (np.pi / 8 * 0.7) ** 2))).astype(np.float32))

    def features(self, pictures):
        light = luminance(pictures)
        light -= light.mean(axis=(1, 2), keepdims=True)
        light /= light.std(axis=(1, 2), keepdims=True) + 0.1
        padded = np.pad(light, ((0, 0), (self.margin,) * 2, (self.margin,) * 2), mode="reflect")
        spectra = np.fft.fft2(padded)
        inner = slice(self.margin, self.margin + SIDE)
        cell = SIDE // CELLS
        found = []
        for band in self.filters:
            energy = np.abs(np.fft.ifft2(spectra * band))[:, inner, inner]
            cells = energy.reshape(-1, CELLS, cell, CELLS, cell).mean(axis=(2, 4))
            found.append(cells.reshape(len(pictures), -1))
        # Roots, because energies have long tails.
        return np.sqrt(np.concatenate(found, axis=1)).astype(np.float32)

    @staticmethod
    def images_of_features(found):
        """The features of the eight images, without filtering again: cells move, and directions with them."""
        bands = found.reshape(-1, 4, 8, CELLS, CELLS)
        mirrored = bands[:, :, -np.arange(8) % 8, :, ::-1]
        for reflected in (bands, mirrored):
            for turns in range(4):
                turned = np.rot90(np.roll(reflected, -4 * turns, axis=2), turns, axes=(3, 4))
                yield turned.reshape(len(found), -1)


class RandomConvolutions:
    """Random convolutions with rectifiers, the same for each of the eight images of a picture."""

    name = "random"

    def __init__(self):
        rng = np.random.default_rng(20260101)
        self.layers = []
        for before, after, side in ((3, 32, 7), (32, 64, 5), (64, 128, 3)):
            kernels = rng.standard_normal((side * side * before, after)).astype(np.float32)
            kernels -= kernels.mean(axis=0)
            kernels *= np.sqrt(2 / len(kernels))
            self.layers.append((kernels, side))

    def of_one_image(self, pictures):
        layer = pictures.astype(np.float32) / 255
        found = []
        for kernels, side in self.layers:
            windows = np.lib.stride_tricks.sliding_window_view(
                np.pad(layer, ((0, 0), (side // 2,) * 2, (side // 2,) * 2, (0, 0)), mode="edge"),
                (side, side),
                axis=(1, 2),
            )[:, ::2, ::2]
            rows = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, len(kernels))
            layer = np.maximum(rows @ kernels, 0).reshape(*windows.shape[:3], -1)
            found += [layer.mean(axis=(1, 2)), layer.std(axis=(1, 2))]
        return np.concatenate(found, axis=1)

    def features(self, pictures):
        return sum(self.of_one_image(image) for image in images_of(pictures)) / 8

    @staticmethod
    def images_of_features(found):
        yield found


def in_parts(judge, pictures):
    return np.concatenate([judge.features(pictures[at : at + 50]) for at in range(0, len(pictures), 50)])


def squared_distances(a, b):
    a, b = a.astype(np.float64), b.astype(np.float64)
    return np.maximum((a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T, 0)


def vendi(squares, width):
    """Vendi scores of orders 1 and 2 of points by their squared distances."""
    share = np.linalg.eigvalsh(np.exp(-squares / (2 * width**2)) / len(squares))
    share = share[share > 1e-12]
    return float(np.exp(-(share * np.log(share)).sum())), float(1 / (share**2).sum())


class Calibrated:
    """A judge with the scale, the kernel's width and the threshold that the calibration pictures give it."""

    def __init__(self, judge, calibration, plain, varied):
        self.judge = judge
        found = in_parts(judge, calibration)
        self.mean, self.deviation = found.mean(axis=0), found.std(axis=0) + 1e-6
        squares = squared_distances(self.standard(found), self.standard(found))
        low, high = 1e-3, 1e3
        for _ in range(60):
            width = np.sqrt(low * high)
            if vendi(squares, width)[0] > EFFECTIVE_SHARE * len(found):
                low = width
            else:
                high = width
        self.width = float(np.sqrt(low * high))
        steps = self.features(plain) - self.features(varied)
        self.threshold = float(np.median(np.sqrt((steps**2).sum(axis=1))))

    def standard(self, found):
        return (found - self.mean) / self.deviation

    def features(self, pictures):
        return self.standard(in_parts(self.judge, pictures))

    def images_of(self, features):
        """The standardised features of the images that this judge tells apart."""
        for image in self.judge.images_of_features(features * self.deviation + self.mean):
            yield self.standard(image)


def blank_rate(pictures):
    blanks = 0
    for picture in pictures:
        colours, counts = np.unique(picture.reshape(-1, 3), axis=0, return_counts=True)
        apart = np.abs(picture.astype(int) - colours[counts.argmax()]).max(axis=2) > BLANK_LEVELS
        blanks += apart.mean() < BLANK_SHARE
    return blanks / len(pictures)


def near_duplicates(judges, features):
    """The share of pictures that have a near-duplicate before them."""
    close = True
    for judge, own in zip(judges, features):
        squares = np.minimum.reduce([squared_distances(own, image) for image in judge.images_of(own)])
        # Scales differ a little between places, so an image and its original do not see each other quite alike.
        close &= np.minimum(squares, squares.T) < judge.threshold**2
    return float(np.tril(close, -1).any(axis=1).mean())


def measure(judges, pictures, features, size):
    pictures = pictures[:size]
    found = {"n": len(pictures), "blank": blank_rate(pictures)}
    found["near_duplicates"] = near_duplicates(judges, [own[:size] for own in features])
    for judge, own in zip(judges, features):
        squares = squared_distances(own[:size], own[:size])
        name = judge.judge.name
        found[f"vendi1_{name}"], found[f"vendi2_{name}"] = vendi(squares, judge.width)
        np.fill_diagonal(squares, np.inf)
        nearest = np.sqrt(squares.min(axis=1))
        # In units of the near-duplicates' threshold.
        found[f"nearest_mean_{name}"] = float(nearest.mean() / judge.threshold)
        found[f"nearest_least_{name}"] = float(nearest.min() / judge.threshold)
    return found


def read(folder, name):
    return np.fromfile(folder / name, np.uint8).reshape(-1, SIDE, SIDE, 3)


def calibrated(folder, manifest):
    pictures = [read(folder, manifest[part]) for part in ("calibration", "plain", "varied")]
    return [Calibrated(judge, *pictures) for judge in (Gist(), RandomConvolutions())]


def main():
    folder = pathlib.Path(sys.argv[1])
    manifest = json.loads((folder / "manifest.json").read_text())
    judges = calibrated(folder, manifest)
    measurements = []
    for entry in manifest["sets"]:
        pictures = read(folder, entry["file"])
        features = [judge.features(pictures) for judge in judges]
        for size in entry["sizes"]:
            values = measure(judges, pictures, features, size)
            measurements.append({"name": entry["name"], "seed": entry["seed"], "size": size, "values": values})
    json.dump(measurements, sys.stdout)


if __name__ == "__main__":
    main()
