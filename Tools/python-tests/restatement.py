"""IPMix stated a second time, in NumPy and Pillow: what a plan (as JSON) makes of a picture.

Independent of the Swift code: image operations are Pillow's own, the rest is written from the rules. Pictures are
H x W x C arrays of bytes, C 1 or 3. A `mistake` plants a deliberate fault, to show that a comparison would see it:

    rounding    interpolated values and mixed ones are rounded instead of truncated
    centre      rotations turn about ((W - 1) / 2, (H - 1) / 2)
    equalize    the textbook's equalisation: round(255 (cdf - cdf_min) / (N - cdf_min))
    order       chains are summed from the last to the first
"""

import math

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

ONE, TWO, FULL = np.float32(1), np.float32(2), np.float32(255)
AFFINE, BILINEAR = Image.Transform.AFFINE, Image.Resampling.BILINEAR
MISTAKES = ["rounding", "centre", "equalize", "order"]


# ---- image operations


def image_of(picture):
    """A Pillow image of an array."""
    return Image.fromarray(np.ascontiguousarray(picture[:, :, 0] if picture.shape[2] == 1 else picture))


def parameter(operation):
    """The one parameter of an image operation, or None."""
    return next((value for key, value in operation.items() if key != "operation"), None)


def affine_matrix(operation, width, height, centre=None):
    """(a, b, c, d, e, f): an output centre (x, y) comes from (a x + b y + c, d x + e y + f)."""
    value = parameter(operation)
    fixed = {
        "shearX": (1, value, 0, 0, 1, 0),
        "shearY": (1, 0, 0, value, 1, 0),
        "translateX": (1, 0, value, 0, 1, 0),
        "translateY": (1, 0, 0, 0, 1, value),
    }
    if operation["operation"] in fixed:
        return fixed[operation["operation"]]
    if operation["operation"] != "rotate":
        return None
    angle = -math.radians(value % 360)
    cosine, sine = round(math.cos(angle), 15), round(math.sin(angle), 15)
    cx, cy = centre or (width / 2, height / 2)
    return (
        cosine,
        sine,
        cosine * -cx + sine * -cy + cx,
        -sine,
        cosine,
        -sine * -cx + cosine * -cy + cy,
    )


def affine(picture, matrix):
    """An affine map in double, before it becomes bytes: bilinear between centres, 0 from outside."""
    height, width, _ = picture.shape
    a, b, c, d, e, f = matrix
    y, x = np.mgrid[0:height, 0:width] + 0.5
    px, py = a * x + b * y + c, d * x + e * y + f
    inside = (px >= 0) & (px < width) & (py >= 0) & (py < height)
    px, py = px - 0.5, py - 0.5
    x0, y0 = np.floor(px), np.floor(py)
    fx, fy = (px - x0)[:, :, None], (py - y0)[:, :, None]

    def tap(rows, columns):
        return picture[np.clip(rows, 0, height - 1).astype(int), np.clip(columns, 0, width - 1).astype(int)].astype(
            float
        )

    above = tap(y0, x0) + (tap(y0, x0 + 1) - tap(y0, x0)) * fx
    below = tap(y0 + 1, x0) + (tap(y0 + 1, x0 + 1) - tap(y0 + 1, x0)) * fx
    return np.where(inside[:, :, None], above + (below - above) * fy, 0)


def textbook_equalization(picture):
    result = picture.copy()
    for channel in range(picture.shape[2]):
        counts = np.cumsum(np.bincount(picture[:, :, channel].ravel(), minlength=256))
        first = counts[counts > 0][0]
        spread = 255 * (counts - first) / max(1, counts[-1] - first)
        result[:, :, channel] = np.clip(np.rint(spread), 0, 255).astype(np.uint8)[picture[:, :, channel]]
    return result


def operated(picture, operation, mistake=None):
    """An image operation by Pillow, or by our own hand where a mistake is to be planted."""
    name, value = operation["operation"], parameter(operation)
    height, width, channels = picture.shape
    if mistake == "equalize" and name == "equalize":
        return textbook_equalization(picture)
    if mistake in ("rounding", "centre", "none"):
        centre = ((width - 1) / 2, (height - 1) / 2) if mistake == "centre" else None
        matrix = affine_matrix(operation, width, height, centre)
        if matrix:
            values = affine(picture, matrix)
            return (np.rint if mistake == "rounding" else np.floor)(values).astype(np.uint8)
    image = image_of(picture)
    enhancers = {
        "color": ImageEnhance.Color,
        "contrast": ImageEnhance.Contrast,
        "brightness": ImageEnhance.Brightness,
        "sharpness": ImageEnhance.Sharpness,
    }
    if name == "rotate":
        image = image.rotate(value, resample=BILINEAR)
    elif matrix := affine_matrix(operation, width, height):
        image = image.transform(image.size, AFFINE, matrix, resample=BILINEAR)
    elif name in ("posterize", "solarize", "autocontrast"):
        image = getattr(ImageOps, name)(image, value)
    elif name in enhancers:
        image = enhancers[name](image).enhance(value)
    else:
        image = getattr(ImageOps, name)(image)
    return np.asarray(image).reshape(height, width, channels)


# ---- mixing operations


def quantised(values, overflow, mistake=None):
    """float32 values in [0, 1] to bytes: times 255, truncated, clipped or wrapped as a 32-bit integer."""
    values = (values * FULL).astype(np.float32)
    if mistake == "rounding":
        values = np.rint(values)
    if overflow == "clip":
        return np.trunc(np.clip(np.nan_to_num(values, nan=0), 0, 255)).astype(np.uint8)
    whole = np.trunc(values.astype(np.float64))
    fits = np.isfinite(whole) & (whole >= -(2.0**31)) & (whole < 2.0**31)
    return (np.where(fits, whole, 0).astype(np.int64) & 255).astype(np.uint8)


def philox(counters, key):
    """Philox4x32-10 on an N x 4 array of counters; written from the paper's definition."""
    c = [column.astype(np.uint64) for column in np.asarray(counters, dtype=np.uint64).T]
    k0, k1 = key & 0xFFFFFFFF, key >> 32
    low = np.uint64(0xFFFFFFFF)
    for _ in range(10):
        a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        half = np.uint64(32)
        c = [(b >> half) ^ c[1] ^ np.uint64(k0), b & low, (a >> half) ^ c[3] ^ np.uint64(k1), a & low]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack(c, axis=1).astype(np.uint32)


def expanded(mask, count):
    """A plan's mask over `count` places."""
    if "places" in mask:
        assert len(mask["places"]) == count
        return np.array([digit == "1" for digit in mask["places"]])
    blocks = -(-count // 8)
    counters = np.zeros((blocks, 4), dtype=np.uint64)
    counters[:, 0] = np.arange(blocks)
    lanes = philox(counters, int(mask["seed"])).astype("<u4").view("<u2").ravel()[:count]
    return lanes < mask["threshold"]


def power(base, exponent):
    """float32 power through double: within 1 ulp."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return np.power(base.astype(np.float64), np.float64(exponent)).astype(np.float32)


def mixed_values(fu, fv, operation):
    """A mixing operation on float32 values in [0, 1] (H x W x C), before quantising or clipping."""
    name = operation["operation"]
    if name in ("add", "multiply"):
        p, q = np.float32(operation["p"]), np.float32(operation["q"])
        if name == "add":
            return (p * (TWO * fu - ONE) + q * (TWO * fv - ONE) + ONE) / TWO
        base = np.maximum(TWO * fv, np.float32(1e-37))
        with np.errstate(over="ignore", invalid="ignore"):
            return power(TWO * fu, p) * power(base, q) / TWO
    height, width, channels = fu.shape
    if name == "randomPixels":
        keep = expanded(operation["mask"], height * width).reshape(height, width, 1)
    else:
        keep = expanded(operation["mask"], height * width * channels).reshape(channels, height, width)
        keep = keep.transpose(1, 2, 0)
    return np.where(keep, fu, fv)


def mixed(u, v, operation, overflow, mistake=None):
    """A mixing operation on two patches of bytes (H x W x C)."""
    fu, fv = (x.astype(np.float32) / FULL for x in (u, v))
    return quantised(mixed_values(fu, fv, operation), overflow, mistake)


# ---- patches


def patch_sizes(patches, height, width):
    """The nominal sizes (height, width) of a recipe's patches in a picture."""
    side, listed = patches["side"], patches["sizes"]
    if listed and (side == 0 or (height, width) == (side, side)):
        return [(min(size, height, width),) * 2 for size in listed]
    powers = [4 * 2**power for power in range(9) if 4 * 2**power < min(height, width)]
    return [(power, power) for power in powers] + [(height, width)]


def patch_chances(patches, height, width):
    """The chance of each (height, width) that a patch may have, of the laws without scars."""
    chances = {}
    sizes = patch_sizes(patches, height, width)
    for rows, columns in sizes:
        square = 1 if patches["shape"] == "square" else 0.5
        chances[rows, columns] = chances.get((rows, columns), 0) + square / len(sizes)
        for h in range(2, rows + 1) if square < 1 else ():
            for w in range(2, columns + 1):
                part = 0.5 / len(sizes) / (rows - 1) / (columns - 1)
                chances[h, w] = chances.get((h, w), 0) + part
    return chances


# ---- plans


def normalised(values, plan):
    """float32 values in [0, 1] as the plan normalises them."""
    mean, deviation = (np.array(plan["normalization"][key], np.float32) for key in ("mean", "standardDeviation"))
    return (values - mean) / deviation


def unit(picture):
    return picture.astype(np.float32) / FULL


def source_of(step, picture, fractal, mistake=None):
    return fractal if step["source"] == "mixingPicture" else operated(picture, step["source"], mistake)


def stepped(plan, step, current, picture, fractal, mistake=None):
    """A chain's picture after one step."""
    if "patch" not in step:
        return operated(current, step, mistake)
    box = step["patch"]
    rows, columns = slice(box["top"], box["top"] + box["height"]), slice(box["left"], box["left"] + box["width"])
    source = source_of(step, picture, fractal, mistake)
    result = current.copy()
    result[rows, columns] = mixed(current[rows, columns], source[rows, columns], step, plan["overflow"], mistake)
    return result


def start_of(plan, number, picture, results):
    """What chain `number` starts from, after the results of those before it."""
    if plan["framework"] != "mixedInput" or number == 0:
        return picture
    weights = [np.float32(chain["weight"]) for chain in plan["chains"][:number]]
    total = np.float32(0)
    for weight in weights:
        total = total + weight
    if not total > 0:
        return picture
    sums = np.zeros(picture.shape, np.float32)
    for weight, result in zip(weights, results):
        sums = sums + weight * result.astype(np.float32)
    return np.clip(np.floor(sums / total + np.float32(0.5)), 0, 255).astype(np.uint8)


def rounded(step, state, picture, fractal):
    """The state of `rounds` after one step, before clipping."""
    if "patch" not in step:
        return unit(operated(picture, step))
    return mixed_values(state, unit(source_of(step, picture, fractal)), step)


def clipped(values):
    return np.clip(np.nan_to_num(values, nan=0, posinf=1, neginf=0), 0, 1).astype(np.float32)


def finished(plan, picture, chains, mistake=None):
    """The end, from the chains' float32 values in [0, 1]: normalised float32, C x H x W."""
    total = np.zeros(picture.shape, np.float32)
    pairs = list(zip(plan["chains"], chains))
    for chain, values in reversed(pairs) if mistake == "order" else pairs:
        total = total + np.float32(chain["weight"]) * normalised(values, plan)
    m = np.float32(plan["mixingWeight"])
    return ((ONE - m) * normalised(unit(picture), plan) + m * total).transpose(2, 0, 1)


def replayed(plan, picture, fractal, mistake=None):
    """A whole plan from beginning to end."""
    if plan["framework"] == "rounds":
        state = unit(picture)
        for step in plan["chains"][0]["steps"]:
            state = clipped(rounded(step, state, picture, fractal))
        return finished(plan, picture, [state], mistake)
    results = []
    for number, chain in enumerate(plan["chains"]):
        current = start_of(plan, number, picture, results)
        for step in chain["steps"]:
            current = stepped(plan, step, current, picture, fractal, mistake)
        results.append(current)
    return finished(plan, picture, [unit(result) for result in results], mistake)
