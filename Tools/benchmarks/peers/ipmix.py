"""Measures what Python users have for IPMix: a restatement of the method with Pillow and NumPy, and albumentations.

    ipmix.py --pictures FILE --side S --fractals FILE --fractal-side F --severity N --blend B --repetitions N
             --seconds S [--processor-time]

FILE holds RGB bytes, picture after picture. Prints one JSON object: for each peer its samples a second, one figure a
repetition after a warm-up. One thread: run it on one core.
"""

import argparse
import json
import time

import numpy as np
import PIL
from PIL import Image, ImageOps

ONE, FULL = np.float32(1), np.float32(255)


class Restatement:
    """The recipe `reference` as a Python user writes it: image operations by Pillow, the rest by NumPy."""

    def __init__(self, pictures, fractals, severity, blend, mean, deviation):
        self.pictures = [Image.fromarray(picture) for picture in pictures]
        self.fractals = [Image.fromarray(fractal) for fractal in fractals]
        self.severity, self.b = severity, blend
        self.mean, self.deviation = np.float32(mean), np.float32(deviation)
        self.side = pictures.shape[1]
        self.sizes = [4, 8, 16, 32] if self.side <= 32 else [4, 8, 16, 32, 64, 224]
        self.rng = np.random.default_rng(1)
        self.operations = [
            ImageOps.equalize,
            self.posterize,
            self.rotate,
            self.solarize,
            self.shear_x,
            self.shear_y,
            self.translate_x,
            self.translate_y,
            ImageOps.mirror,
            ImageOps.invert,
        ]

    def level(self, most):
        return self.rng.uniform(0.1, self.severity) * most / 10

    def sign(self, value):
        return value if self.rng.random() < 0.5 else -value

    def affine(self, image, *matrix):
        return image.transform(image.size, Image.Transform.AFFINE, matrix, resample=Image.Resampling.BILINEAR)

    def posterize(self, image):
        return ImageOps.posterize(image, 4 - int(self.level(4)))

    def solarize(self, image):
        return ImageOps.solarize(image, 256 - int(self.level(256)))

    def rotate(self, image):
        return image.rotate(self.sign(int(self.level(30))), resample=Image.Resampling.BILINEAR)

    def shear_x(self, image):
        return self.affine(image, 1, self.sign(self.level(0.3)), 0, 0, 1, 0)

    def shear_y(self, image):
        return self.affine(image, 1, 0, 0, self.sign(self.level(0.3)), 1, 0)

    def translate_x(self, image):
        return self.affine(image, 1, 0, self.sign(int(self.level(self.side / 3))), 0, 1, 0)

    def translate_y(self, image):
        return self.affine(image, 1, 0, 0, 0, 1, self.sign(int(self.level(self.side / 3))))

    def factors(self):
        rng, b = self.rng, self.b
        if rng.random() < 0.5:
            return np.float32(rng.beta(b, 1)), np.float32(rng.beta(1, b))
        return np.float32(1 + rng.beta(1, b)), np.float32(-rng.beta(1, b))

    def mixed(self, u, v):
        kind = self.rng.integers(4)
        if kind < 2:
            p, q = self.factors()
            if kind == 0:
                return (p * (2 * u - 1) + q * (2 * v - 1) + 1) / 2
            return (2 * u) ** p * np.maximum(2 * v, np.float32(1e-37)) ** q / 2
        mask = self.rng.random(u.shape if kind == 3 else u.shape[:2] + (1,), dtype=np.float32) < self.rng.random()
        return np.where(mask, u, v)

    def patched(self, image, fractal):
        rng, side = self.rng, self.side
        size = self.sizes[rng.integers(len(self.sizes))]
        left, top = rng.integers(side - size + 1), rng.integers(side - size + 1)
        width = height = size
        if rng.random() < 0.5:
            width, height = rng.integers(2, size + 1, 2)
        pixels = np.array(image)
        place = np.s_[top : top + height, left : left + width]
        u, v = pixels[place].astype(np.float32) / FULL, fractal[place].astype(np.float32) / FULL
        pixels[place] = (self.mixed(u, v) * FULL).astype(np.int32).astype(np.uint8)
        return Image.fromarray(pixels)

    def normalised(self, image):
        return (np.asarray(image, np.float32) / FULL - self.mean) / self.deviation

    def sample(self, index):
        rng, image = self.rng, self.pictures[index % len(self.pictures)]
        fractal = self.fractals[rng.integers(len(self.fractals))]
        room = fractal.size[0] - self.side + 1
        left, top = rng.integers(room), rng.integers(room)
        crop = np.asarray(fractal.crop((left, top, left + self.side, top + self.side)))
        weights, m = np.float32(rng.dirichlet([1, 1, 1])), np.float32(rng.beta(1, 1))
        total = np.zeros((self.side, self.side, 3), np.float32)
        for weight in weights:
            chain, is_image = image, rng.random() < 0.5
            for _ in range(rng.integers(4)):
                chain = self.operations[rng.integers(10)](chain) if is_image else self.patched(chain, crop)
            total += weight * self.normalised(chain)
        return ((ONE - m) * self.normalised(image) + m * total).transpose(2, 0, 1).copy()


class Albumentations:
    """One chain of three random operations like those of IPMix, and normalisation: the nearest that it offers.

    It mixes nothing, and IPMix has three chains: this is less work.
    """

    def __init__(self, pictures, severity, mean, deviation):
        import albumentations
        import cv2

        cv2.setNumThreads(1)
        a, share = albumentations, severity / 10
        self.version, self.pictures = a.__version__, pictures
        shear = np.degrees(np.arctan(0.3 * share))
        operations = [
            a.Equalize(p=1),
            a.Posterize(num_bits=(3, 4), p=1),
            a.Rotate(limit=30 * share, p=1),
            a.Solarize(threshold_range=(1 - share, 1), p=1),
            a.Affine(shear={"x": (-shear, shear)}, p=1),
            a.Affine(shear={"y": (-shear, shear)}, p=1),
            a.Affine(translate_percent={"x": (-share / 3, share / 3)}, p=1),
            a.Affine(translate_percent={"y": (-share / 3, share / 3)}, p=1),
            a.HorizontalFlip(p=1),
            a.InvertImg(p=1),
        ]
        self.pipeline = a.Compose([a.SomeOf(operations, n=3, replace=True, p=1), a.Normalize(mean=mean, std=deviation)])

    def sample(self, index):
        image = self.pipeline(image=self.pictures[index % len(self.pictures)])["image"]
        return np.ascontiguousarray(image.transpose(2, 0, 1))


def rates(peer, repetitions, seconds, clock):
    """Samples a second, one figure a repetition."""
    figures, index = [], 0
    for repetition in range(repetitions + 1):
        start, count = clock(), 0
        while (elapsed := clock() - start) < seconds or count == 0:
            peer.sample(index)
            index, count = index + 1, count + 1
        if repetition:
            figures.append(count / elapsed)
    return figures


def main():
    parser = argparse.ArgumentParser()
    for name in ["pictures", "fractals"]:
        parser.add_argument(f"--{name}", required=True)
    for name in ["side", "fractal-side", "repetitions"]:
        parser.add_argument(f"--{name}", type=int, required=True)
    for name in ["severity", "blend", "seconds"]:
        parser.add_argument(f"--{name}", type=float, required=True)
    parser.add_argument("--processor-time", action="store_true")
    given = parser.parse_args()
    # Multiply overflows, as the method lets it.
    np.seterr(all="ignore")
    clock = time.process_time if given.processor_time else time.perf_counter

    def read(path, side):
        return np.fromfile(path, np.uint8).reshape(-1, side, side, 3)

    pictures, fractals = read(given.pictures, given.side), read(given.fractals, given.fractal_side)
    small = given.side <= 96
    mean = (0.5,) * 3 if small else (0.485, 0.456, 0.406)
    deviation = (0.5,) * 3 if small else (0.229, 0.224, 0.225)
    restatement = Restatement(pictures, fractals, given.severity, given.blend, mean, deviation)
    name = f"Pillow {PIL.__version__} + NumPy {np.__version__}"
    result = {name: rates(restatement, given.repetitions, given.seconds, clock)}
    peer = Albumentations(pictures, given.severity, mean, deviation)
    result[f"albumentations {peer.version}"] = rates(peer, given.repetitions, given.seconds, clock)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
