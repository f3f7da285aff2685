"""Plans as dicts: what exactly is done for one view of a sample, in the form of `fernery mix --explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _native
from ._strict import Section, number
from .errors import InvalidDataError
from .recipe import FRAMEWORKS, IMAGE_OPERATIONS, MIXING_OPERATIONS, OVERFLOWS

#: The version of the JSON that is written and read.
VERSION = 1

_MIXING_PICTURE = "mixingPicture"
_LEVELS = ["image", "patch", "both"]
#: The key of an image operation's one parameter, and whether that is a whole number.
_PARAMETERS = {
    "posterize": ("bits", True),
    "rotate": ("degrees", True),
    "solarize": ("threshold", True),
    "translateX": ("pixels", True),
    "translateY": ("pixels", True),
    "autocontrast": ("cutoff", False),
    "shearX": ("factor", False),
    "shearY": ("factor", False),
    "color": ("factor", False),
    "contrast": ("factor", False),
    "brightness": ("factor", False),
    "sharpness": ("factor", False),
}


# To dicts


def plan_as_dict(plan: _native.Plan) -> dict[str, Any]:
    """A plan of the library as the dict that its JSON has."""
    result: dict[str, Any] = {
        "version": VERSION,
        "recipe": plan.recipe.decode(),
        "seed": str(plan.seed),
        "epoch": plan.epoch,
        "index": plan.index,
        "view": plan.view,
        "imageShape": {"height": plan.height, "width": plan.width, "channels": plan.channels},
        "framework": FRAMEWORKS[plan.framework],
        "mixingWeight": plan.mixing_weight,
        "chains": [_chain_as_dict(chain) for chain in plan.chains[: plan.chain_count]],
        "overflow": OVERFLOWS[plan.overflow],
        "normalization": {
            "mean": plan.mean[: plan.channels],
            "standardDeviation": plan.standard_deviation[: plan.channels],
        },
    }
    if plan.has_mixing_picture:
        result[_MIXING_PICTURE] = {
            "asset": plan.asset,
            "resizedHeight": plan.resized_height,
            "resizedWidth": plan.resized_width,
            "top": plan.top,
            "left": plan.left,
        }
    return result


def _chain_as_dict(chain: _native.Chain) -> dict[str, Any]:
    return {
        "weight": chain.weight,
        "level": _LEVELS[chain.level],
        "steps": [_step_as_dict(step) for step in chain.steps[: chain.step_count]],
    }


def _step_as_dict(step: _native.Step) -> dict[str, Any]:
    if step.kind == 0:
        return _image_as_dict(step.image)
    name = MIXING_OPERATIONS[step.mixing_operation]
    result: dict[str, Any] = {"operation": name}
    if name in ("add", "multiply"):
        result |= {"p": step.p, "q": step.q}
    else:
        result["mask"] = {"seed": str(step.mask_seed), "threshold": step.mask_threshold}
    result["patch"] = {"left": step.left, "top": step.top, "width": step.width, "height": step.height}
    result["source"] = _MIXING_PICTURE if step.source == 0 else _image_as_dict(step.image)
    return result


def _image_as_dict(image: _native.ImageOperation) -> dict[str, Any]:
    name = IMAGE_OPERATIONS[image.operation]
    if name not in _PARAMETERS:
        return {"operation": name}
    key, is_whole = _PARAMETERS[name]
    return {"operation": name, key: int(image.value) if is_whole else image.value}


# From dicts


def plan_from_dict(content: Mapping[str, Any]) -> _native.Plan:
    """A dict as the library's plan; ranges are checked by the library."""
    plan = Section(content, "", InvalidDataError)
    version = plan.whole("version")
    if version != VERSION:
        raise InvalidDataError(f"version must be {VERSION}, the one that this package knows, not {version}")
    shape, normalization = plan.section("imageShape"), plan.section("normalization")
    chains = plan.sections("chains")
    if not 1 <= len(chains) <= 16:
        raise InvalidDataError(f"chains must hold 1 to 16 chains, not {len(chains)}")
    result = _native.Plan(
        framework=plan.word("framework", FRAMEWORKS),
        seed=plan.whole("seed", 0, 2**64 - 1) if plan.has("seed") else 0,
        index=plan.whole("index", 0, 2**64 - 1) if plan.has("index") else 0,
        epoch=plan.whole("epoch") if plan.has("epoch") else 0,
        view=plan.whole("view") if plan.has("view") else 0,
        height=shape.whole("height"),
        width=shape.whole("width"),
        channels=shape.whole("channels", 1, 3),
        overflow=plan.word("overflow", OVERFLOWS),
        mixing_weight=plan.number("mixingWeight"),
        chain_count=len(chains),
        recipe=(plan.text("recipe").encode()[:63] if plan.has("recipe") else b""),
    )
    for key, array in (("mean", result.mean), ("standardDeviation", result.standard_deviation)):
        count = normalization.fill(key, number, array)
        if count != result.channels:
            raise normalization.wrong(key, f"must hold {result.channels} values, one a channel, not {count}")
    if plan.has(_MIXING_PICTURE):
        picture = plan.section(_MIXING_PICTURE)
        result.has_mixing_picture = 1
        result.asset = picture.whole("asset", 0, 2**64 - 1)
        result.resized_height = picture.whole("resizedHeight")
        result.resized_width = picture.whole("resizedWidth")
        result.top, result.left = picture.whole("top"), picture.whole("left")
        picture.refuse_the_rest()
    for place, chain in enumerate(chains):
        _fill_chain(chain, result.chains[place])
    for section in (plan, shape, normalization):
        section.refuse_the_rest()
    return result


def _fill_chain(chain: Section, result: _native.Chain) -> None:
    result.weight = chain.number("weight")
    steps = chain.sections("steps")
    if len(steps) > len(result.steps):
        raise chain.wrong("steps", f"must hold {len(result.steps)} steps at most, not {len(steps)}")
    result.step_count = len(steps)
    for place, step in enumerate(steps):
        _fill_step(step, result.steps[place])
    kinds = {result.steps[place].kind for place in range(len(steps))}
    told = chain.word("level", _LEVELS) if chain.has("level") else 2 if len(kinds) == 2 else max(kinds, default=0)
    result.level = told
    chain.refuse_the_rest()


def _fill_step(step: Section, result: _native.Step) -> None:
    name = step.text("operation")
    if name in IMAGE_OPERATIONS:
        _fill_image(step, result.image)
        return
    if name not in MIXING_OPERATIONS:
        raise step.wrong("operation", f"must be one of {', '.join(IMAGE_OPERATIONS + MIXING_OPERATIONS)}, not {name!r}")
    result.kind = 1
    result.mixing_operation = MIXING_OPERATIONS.index(name)
    if name in ("add", "multiply"):
        result.p, result.q = step.number("p"), step.number("q")
    else:
        mask = step.section("mask")
        if mask.has("places"):
            places = mask.text("places")
            if set(places) - {"0", "1"}:
                raise mask.wrong("places", "must be a text of 0 and 1, one for each place")
            result.mask_places = bytes(int(place) for place in places)
            result.mask_length = len(places)
        else:
            result.mask_seed = mask.whole("seed", 0, 2**64 - 1)
            result.mask_threshold = mask.whole("threshold", 0, 65_535)
        mask.refuse_the_rest()
    patch = step.section("patch")
    result.left, result.top = patch.whole("left"), patch.whole("top")
    result.width, result.height = patch.whole("width"), patch.whole("height")
    patch.refuse_the_rest()
    if step.value("source") != _MIXING_PICTURE:
        result.source = 1
        _fill_image(step.section("source"), result.image)
    step.refuse_the_rest()


def _fill_image(operation: Section, result: _native.ImageOperation) -> None:
    name = operation.text("operation")
    result.operation = operation.word("operation", IMAGE_OPERATIONS)
    if name in _PARAMETERS:
        key, is_whole = _PARAMETERS[name]
        result.value = operation.whole(key, -65_535, 65_535) if is_whole else operation.number(key)
    operation.refuse_the_rest()
