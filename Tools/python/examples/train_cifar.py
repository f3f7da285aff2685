#!/usr/bin/env python3
"""Trains a classifier of 32 px pictures with IPMix, AugMix, PixMix or none, and measures how well it holds up.

    python train_cifar.py --data cifar10.npz --store cifar.fernery --method ipmix --jsd
    python train_cifar.py --data torchvision --method clean --epochs 100 --model wide
    python train_cifar.py --smoke

Prints the clean error, the error under corruptions of five severities that it makes itself (noise, blur, contrast,
JPEG, pixelation), their mean, and the RMS calibration error. The corruptions take part in no training.
"""

from __future__ import annotations

import argparse
import io
import json
import pathlib
import sys
import tempfile
import time
from typing import Any

import fernery
import numpy as np
import torch
from PIL import Image, ImageFilter
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader

RECIPES = {"ipmix": "reference-cifar", "augmix": "augmix", "pixmix": "pixmix"}


# Data


class Pictures(torch.utils.data.Dataset):
    """Pictures in memory: uint8 (count, 32, 32, 3), and their labels."""

    def __init__(self, pictures: np.ndarray, labels: np.ndarray) -> None:
        if pictures.dtype != np.uint8 or pictures.shape[1:] != (32, 32, 3):
            raise SystemExit(f"pictures must be uint8 (count, 32, 32, 3), not {pictures.dtype} {pictures.shape}")
        self.pictures, self.labels = np.ascontiguousarray(pictures), labels.astype(np.int64).reshape(-1)

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> tuple[np.ndarray, int]:
        return self.pictures[index], int(self.labels[index])


def load(source: str) -> tuple[Pictures, Pictures, int]:
    """Training and test pictures, and the number of classes."""
    if source == "torchvision":
        import torchvision

        sets = [torchvision.datasets.CIFAR10("data", train=train, download=True) for train in (True, False)]
        train, test = (Pictures(data.data, np.array(data.targets)) for data in sets)
    elif source.endswith(".npz"):
        with np.load(source) as arrays:
            missing = {"x_train", "y_train", "x_test", "y_test"} - set(arrays)
            if missing:
                raise SystemExit(f"{source} lacks {', '.join(sorted(missing))}")
            train = Pictures(arrays["x_train"], arrays["y_train"])
            test = Pictures(arrays["x_test"], arrays["y_test"])
    else:
        train, test = (from_folder(pathlib.Path(source) / part) for part in ("train", "test"))
    return train, test, int(train.labels.max()) + 1


def from_folder(folder: pathlib.Path) -> Pictures:
    """Pictures of a folder with one sub-folder a class."""
    classes = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not classes:
        raise SystemExit(
            f"{folder} has no sub-folders of classes; --data takes a folder with train/ and test/, an .npz, or "
            "torchvision"
        )
    pictures, labels = [], []
    for label, path in enumerate(classes):
        for file in sorted(path.iterdir()):
            pictures.append(np.asarray(Image.open(file).convert("RGB").resize((32, 32), Image.BILINEAR)))
            labels.append(label)
    return Pictures(np.stack(pictures), np.array(labels))


def generated(count: int, seed: int) -> Pictures:
    """Pictures for --smoke: stripes of four directions with random colours, phases and noise."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 4, count)
    rows, columns = np.mgrid[0:32, 0:32]
    pictures = np.empty((count, 32, 32, 3), np.uint8)
    for place, label in enumerate(labels):
        angle = label * np.pi / 4
        way = columns * np.cos(angle) + rows * np.sin(angle)
        wave = np.sin(way * random.uniform(0.5, 0.9) + random.uniform(0, 6.28))
        colours = random.uniform(0, 255, (2, 3))
        mixed = colours[0] + (wave[:, :, None] * 0.5 + 0.5) * (colours[1] - colours[0])
        pictures[place] = np.clip(mixed + random.normal(0, 12, mixed.shape), 0, 255)
    return Pictures(pictures, labels)


def fractals(options: argparse.Namespace, scratch: pathlib.Path) -> fernery.Store:
    """The store of --store, grown from the preset cifar where it is missing and grown on where it was stopped.

    A smoke run without --store has one of its own in ``scratch``, so that no real run takes it for its fractals.
    """
    store = pathlib.Path(options.store or ("smoke.fernery" if options.smoke else "cifar.fernery"))
    if options.smoke and not options.store:
        store = scratch / store
    if store.exists():
        opened = fernery.Store(store)
        if opened.sealed:
            return opened
    if options.smoke:
        return fernery.generate("demo", store, count=64, size=48)
    return fernery.generate("cifar", store)


# Corruptions: each takes uint8 (32, 32, 3), a severity 1 to 5 and a generator


def gaussian_noise(picture: np.ndarray, severity: int, random: np.random.Generator) -> np.ndarray:
    return clipped(picture + random.normal(0, (8, 12, 18, 24, 30)[severity - 1], picture.shape))


def shot_noise(picture: np.ndarray, severity: int, random: np.random.Generator) -> np.ndarray:
    photons = (400, 200, 100, 60, 40)[severity - 1]
    return clipped(random.poisson(picture / 255 * photons) / photons * 255)


def impulse_noise(picture: np.ndarray, severity: int, random: np.random.Generator) -> np.ndarray:
    share = (0.01, 0.03, 0.05, 0.08, 0.12)[severity - 1]
    chance = random.random(picture.shape)
    return np.where(chance < share / 2, 0, np.where(chance < share, 255, picture)).astype(np.uint8)


def gaussian_blur(picture: np.ndarray, severity: int, random: np.random.Generator) -> np.ndarray:
    radius = (0.4, 0.6, 0.8, 1.0, 1.4)[severity - 1]
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius)))


def contrast(picture: np.ndarray, severity: int, random: np.random.Generator) -> np.ndarray:
    mean = picture.mean(axis=(0, 1), keepdims=True)
    return clipped((picture - mean) * (0.75, 0.5, 0.4, 0.3, 0.15)[severity - 1] + mean)


def jpeg(picture: np.ndarray, severity: int, random: np.random.Generator) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=(80, 65, 50, 35, 20)[severity - 1])
    return np.asarray(Image.open(file))


def pixelate(picture: np.ndarray, severity: int, random: np.random.Generator) -> np.ndarray:
    side = (28, 24, 20, 16, 12)[severity - 1]
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.BOX).resize((32, 32), Image.NEAREST))


CORRUPTIONS = [gaussian_noise, shot_noise, impulse_noise, gaussian_blur, contrast, jpeg, pixelate]


def clipped(values: np.ndarray) -> np.ndarray:
    return np.clip(values, 0, 255).astype(np.uint8)


# Models


class Block(nn.Module):
    """Two 3x3 convolutions with pre-activation and a way around (He et al., arXiv 1603.05027)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(outputs), nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.around = None
        if stride != 1 or inputs != outputs:
            self.around = nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        active = functional.relu(self.norm1(values))
        around = values if self.around is None else self.around(active)
        return around + self.conv2(functional.relu(self.norm2(self.conv1(active))))


def resnet(classes: int, blocks: int, width: int) -> nn.Module:
    """A residual network for 32 px pictures; depth 6 blocks + 4, `width` channels in its first stage."""
    layers: list[nn.Module] = [nn.Conv2d(3, 16, 3, 1, 1, bias=False)]
    channels = 16
    for stage in range(3):
        for block in range(blocks):
            layers.append(Block(channels, width << stage, 2 if stage > 0 and block == 0 else 1))
            channels = width << stage
    layers += [nn.BatchNorm2d(channels), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)]
    return nn.Sequential(*layers)


MODELS = {"tiny": (1, 8), "small": (3, 16), "wide": (6, 64)}  # blocks a stage, channels: ResNet-22, WRN-40-4


# Training and measuring


def train(model: nn.Module, data: fernery.IPMixDataset, options: argparse.Namespace, device: torch.device) -> None:
    loader = DataLoader(
        data, options.batch, shuffle=True, num_workers=options.workers, drop_last=len(data) > options.batch,
        persistent_workers=options.workers > 0, generator=torch.Generator().manual_seed(options.seed),
    )  # fmt: skip
    optimizer = torch.optim.SGD(model.parameters(), options.rate, momentum=0.9, weight_decay=5e-4, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, options.epochs * len(loader), pct_start=0.2)
    for epoch in range(options.epochs):
        data.set_epoch(epoch)
        model.train()
        started, total = time.monotonic(), 0.0
        for step, (pictures, labels) in enumerate(loader, 1):
            labels = labels.to(device)
            if options.jsd:
                clean, view1, view2 = model(torch.cat(pictures).to(device)).chunk(3)
                loss = functional.cross_entropy(clean, labels) + fernery.jsd_loss(clean, view1, view2)
            else:
                loss = functional.cross_entropy(model(pictures.to(device)), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
            progress(f"epoch {epoch + 1}/{options.epochs}", step, len(loader), f"loss {total / step:.3f}", started)


class Classifier:
    """A trained model with the normalisation of the recipe that it was trained with."""

    def __init__(self, model: nn.Module, recipe: dict[str, Any], device: torch.device) -> None:
        self.model, self.device = model.eval(), device
        normalization = recipe["normalization"]
        self.mean = torch.tensor(normalization["mean"], device=device).reshape(-1, 1, 1)
        self.deviation = torch.tensor(normalization["standardDeviation"], device=device).reshape(-1, 1, 1)

    def normalized(self, pictures: np.ndarray) -> torch.Tensor:
        batch = torch.from_numpy(pictures).to(self.device).permute(0, 3, 1, 2).float()
        return (batch / 255 - self.mean) / self.deviation

    @torch.no_grad()
    def probabilities(self, pictures: np.ndarray) -> np.ndarray:
        parts = []
        for start in range(0, len(pictures), 512):
            logits = self.model(self.normalized(pictures[start : start + 512]))
            parts.append(functional.softmax(logits, dim=1).cpu().numpy())
        return np.concatenate(parts)


def error(predicted: np.ndarray, labels: np.ndarray) -> float:
    return float((predicted.argmax(1) != labels).mean())


def rms_calibration_error(predicted: np.ndarray, labels: np.ndarray, bin_size: int = 100) -> float:
    """The root of the mean squared gap of confidence and accuracy, over bins of equally many samples by confidence.

    As used by Hendrycks et al., "PixMix", arXiv 2112.05135.
    """
    confidence, right = predicted.max(1), predicted.argmax(1) == labels
    order = np.argsort(confidence, kind="stable")
    total = 0.0
    for start in range(0, len(order), bin_size):
        part = order[start : start + bin_size]
        total += len(part) / len(order) * (confidence[part].mean() - right[part].mean()) ** 2
    return float(np.sqrt(total))


def measure(classifier: Classifier, test: Pictures, seed: int) -> dict[str, object]:
    clean = classifier.probabilities(test.pictures)
    errors: dict[str, float] = {}
    started = time.monotonic()
    for number, corrupt in enumerate(CORRUPTIONS):
        parts = []
        for severity in range(1, 6):
            random = np.random.default_rng([seed, number, severity])
            pictures = np.stack([corrupt(picture, severity, random) for picture in test.pictures])
            parts.append(error(classifier.probabilities(pictures), test.labels))
        errors[corrupt.__name__] = float(np.mean(parts))
        progress("corruptions", number + 1, len(CORRUPTIONS), corrupt.__name__, started)
    return {
        "clean error": error(clean, test.labels),
        "mean corruption error": float(np.mean(list(errors.values()))),
        "RMS calibration error": rms_calibration_error(clean, test.labels),
        "errors": errors,
    }


def progress(what: str, done: int, total: int, note: str, started: float) -> None:
    """A bar on a terminal, one line at the end elsewhere."""
    seconds = time.monotonic() - started
    left = seconds / done * (total - done)
    if sys.stderr.isatty():
        bar = "#" * (24 * done // total)
        end = "\n" if done == total else ""
        print(f"\r{what} [{bar:<24}] {done}/{total} {note}, {left:.0f} s left ", end=end, file=sys.stderr)
    elif done == total:
        print(f"{what}: {note}, {seconds:.1f} s", file=sys.stderr)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument(
        "--data", default="torchvision", help="a folder with train/CLASS and test/CLASS, an .npz, or torchvision"
    )
    parser.add_argument("--store", help="fractals, grown from the preset cifar where missing (cifar.fernery)")
    parser.add_argument("--method", choices=["clean", *RECIPES], default="ipmix")
    parser.add_argument("--recipe", help="a recipe's name or file instead of the method's own")
    parser.add_argument("--jsd", action="store_true", help="train on triples with the consistency loss")
    parser.add_argument("--model", choices=MODELS, default="small")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=0.1, help="the highest learning rate")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--smoke", action="store_true", help="a minute's run on generated pictures and fractals, to see that all works"
    )
    options = parser.parse_args()
    if options.jsd and options.method == "clean":
        parser.error("--jsd needs a --method that mixes")
    if options.smoke:
        options.model, options.epochs, options.batch, options.workers = "tiny", 2, 64, min(options.workers, 1)
    return options


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    if options.smoke:
        training, test, classes = generated(512, 1), generated(256, 2), 4
    else:
        training, test, classes = load(options.data)
    recipe = options.recipe or RECIPES.get(options.method, "reference-cifar")
    with tempfile.TemporaryDirectory() as scratch:
        mix = fernery.IPMix(fractals(options, pathlib.Path(scratch)), 32, recipe, options.seed)
        run(options, training, test, classes, mix)


def run(options: argparse.Namespace, training: Pictures, test: Pictures, classes: int, mix: fernery.IPMix) -> None:
    device = torch.device(options.device)
    # Clean pictures come the same way, so that crop, flip and normalisation are equal for every method.
    views = 0 if options.method == "clean" else 3 if options.jsd else 1
    data = fernery.IPMixDataset(training, mix, views, crop_padding=4, flip=not options.smoke)
    model = resnet(classes, *MODELS[options.model]).to(device)
    train(model, data, options, device)
    figures = measure(Classifier(model, mix.recipe, device), test, options.seed)
    figures["method"] = options.method + (" with JSD" if options.jsd else "")
    if options.json:
        print(json.dumps(figures))
        return
    for name in ("clean error", "mean corruption error", "RMS calibration error"):
        print(f"{name}: {100 * figures[name]:.2f} %")
    for name, value in figures["errors"].items():
        print(f"  {name.replace('_', ' ')}: {100 * value:.2f} %")


if __name__ == "__main__":
    main()
