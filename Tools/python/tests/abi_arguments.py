"""Calls of the C interface with every argument over its range and just outside of it.

`abi_arguments.py GROUP STORE SEED` runs as a process of its own, which a fault of the library would end. Buffers lie
against pages that cannot be touched, so that memory outside of them is a fault too. A call gives 0 with results in
place, or a status with a message.
"""

from __future__ import annotations

import copy
import ctypes
import json
import math
import mmap
import os
import random
import sys

import fernery
import numpy as np
from fernery import _native

INTERNAL = 10
SIDES = [(8, 8), (8, 9), (9, 8), (8, 33), (33, 8), (31, 17), (32, 32), (48, 40), (1024, 8), (8, 1024)]
WRONG_SIDES = [(0, 0), (1, 1), (1, 7), (2, 3), (7, 8), (8, 7), (33, 1), (1025, 8), (8, 1025), (2**31, 8),
               (2**32 - 1, 2)]  # fmt: skip
PADDINGS = [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 63, 64]
NUMBERS = [-math.inf, -1e308, -(2.0**63), -65_536.0, -1025.0, -361.0, -10.5, -1.0, -0.5, -0.0, 0.0, 5e-324, 0.05, 0.1,
           0.5, 1.0, 8.0, 9.0, 10.0, 10.5, 100.0, 100.5, 256.0, 257.0, 360.0, 361.0, 1024.0, 1025.0, 2.0**31, 2.0**63,
           1e308, math.inf, math.nan]  # fmt: skip
COUNTS32 = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 31, 33, 63, 64, 65, 255, 256, 1023, 1024, 1025, 65_535, 65_536,
            2**31 - 1, 2**31, 2**32 - 1]  # fmt: skip
COUNTS64 = [*COUNTS32, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1]

libc = ctypes.CDLL(None, use_errno=True)
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


class Memory:
    """Bytes that end, or begin, at a page that cannot be touched."""

    def __init__(self, count: int, *, at_end: bool = True, align: int = 4) -> None:
        page = mmap.PAGESIZE
        size = -(-max(count, 1) // page) * page
        self.map = mmap.mmap(-1, size + 2 * page)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self.map))
        for guard in (start, start + page + size):
            assert libc.mprotect(guard, page, 0) == 0
        offset = (size - count) // align * align if at_end else 0
        self.address = start + page + offset
        self.bytes = np.frombuffer(self.map, np.uint8, count, page + offset)


def called(name: str, *arguments: object) -> int:
    """A call's status, whose error must be told."""
    error = _native.Error(size=ctypes.sizeof(_native.Error))
    status = getattr(_native.library(), name)(*arguments, ctypes.byref(error))
    assert status != INTERNAL, (name, error.message)
    assert status == 0 or len(error.message) > 10, (name, status)
    return status


class Caller:
    def __init__(self, path: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.store = fernery.Store(path)
        self.recipes = {name: fernery.load_recipe(name) for name in fernery.recipe_names()}
        self.mixers = {name: fernery.IPMix(self.store, recipe=recipe) for name, recipe in self.recipes.items()}
        self.calls = 0

    def count(self, status: int) -> int:
        self.calls += 1
        return status

    # ---- batches

    def batch(self, sides: tuple[int, int], channels: int, count: int, views: int, changes: dict[str, object]) -> int:
        """Mixes noise; buffers are as large as the arguments before `changes` say."""
        pick, size = self.random.choice, sides[0] * sides[1] * channels
        fits = 0 < size <= 3 << 20
        images = [Memory(size if fits else 64, at_end=pick([True, False])) for _ in range(count)]
        for image in images:
            image.bytes[:] = self.random.randrange(256) if pick([True, False]) else np.frombuffer(
                self.random.randbytes(image.bytes.size), np.uint8)  # fmt: skip
        addresses = Memory(8 * count, align=8)
        addresses.bytes.view(np.uint64)[:] = [image.address for image in images]
        indices = Memory(8 * count, align=8)
        indices.bytes.view(np.uint64)[:] = [pick(COUNTS64) for _ in range(count)]
        values = max(1, views) * count * size if fits else 64
        is_bytes = pick([0, 1])
        out = Memory(values * (1 if is_bytes else 4), at_end=pick([True, False]))
        out.bytes[:] = 0xFF
        batch = _native.Batch(
            epoch=pick(COUNTS32), height=sides[0], width=sides[1], channels=channels, image_order=pick([0, 1]),
            count=count, images=addresses.address, indices=indices.address, views=views, crop_padding=pick(PADDINGS),
            flip=pick([0, 1]), output_order=pick([0, 1]), output_type=is_bytes, threads=pick([1, 1, 2, 3]),
            output=out.address, output_length=values,
        )  # fmt: skip
        for name, value in changes.items():
            setattr(batch, name, value)
        mixer = pick(list(self.mixers.values()))
        status = self.count(called("fernery_mixer_mix", mixer._opened().value, ctypes.byref(batch)))
        if status == 0 and not is_bytes:
            assert np.isfinite(out.bytes.view(np.float32)).all(), "a value was not written"
        return status

    def batches(self) -> None:
        for sides in SIDES:
            for channels in (1, 3):
                for _ in range(25):
                    count, views = self.random.choice([1, 2, 5]), self.random.choice([0, 1, 3])
                    assert self.batch(sides, channels, count, views, {}) == 0
                for padding in PADDINGS:
                    assert self.batch(sides, channels, 8, 0, {"crop_padding": padding}) == 0
        for sides in WRONG_SIDES:
            assert self.batch(sides, 3, 1, 1, {}) != 0
        outside = {
            "size": [0, 1, 4, 8, 2**20 + 1, 2**32 - 1], "height": [0, 7, 9, 1025, 2**32 - 1],
            "width": [0, 7, 9, 1025, 2**32 - 1], "channels": [0, 2, 4, 2**32 - 1], "image_order": [2, 2**32 - 1],
            "count": [0, 1, 3, 2**24 + 1, 2**63, 2**64 - 1], "images": [None], "indices": [None],
            "views": [2, 4, 2**32 - 1], "crop_padding": [65, 2**31, 2**32 - 1], "flip": [2, 2**32 - 1],
            "output_order": [2, 2**32 - 1], "output_type": [2, 2**32 - 1], "threads": [0, 1025, 2**32 - 1],
            "output": [None], "output_length": [0, 1, 2**63, 2**64 - 1],
        }  # fmt: skip
        for name, values in outside.items():
            for value in values:
                assert self.batch((8, 8), 3, 2, 1, {name: value}) != 0, (name, value)

    # ---- plans

    def plans(self) -> None:
        for round in range(1500):
            (height, width), channels = self.random.choice(SIDES), self.random.choice([1, 3])
            mixer = self.mixers[self.random.choice(list(self.mixers))]
            plan = mixer.plan(round, shape=(height, width, channels))
            for _ in range(self.random.choice([0, 1, 1, 1, 2])):
                self.change(plan)
            text = json.dumps(plan).encode()
            size = height * width * channels
            image, crop = Memory(size, at_end=round % 2 == 0), Memory(size, at_end=round % 3 == 0)
            out = Memory(4 * size, at_end=round % 5 != 0)
            image.bytes[:] = np.frombuffer(self.random.randbytes(size), np.uint8)
            shape = (height, width, channels) if round % 10 else (self.random.choice([0, 7, 1025]), width, channels)
            picture = self.count(called("fernery_mixer_picture", mixer._opened().value, text, *shape, crop.address))
            status = self.count(
                called(
                    "fernery_plan_apply",
                    text,
                    *shape,
                    image.address,
                    None if picture and self.random.random() < 0.5 else crop.address,
                    self.random.choice([0, 1]),
                    self.random.choice([0, 1]),
                    out.address,
                )
            )
            if status == 0:
                assert np.isfinite(out.bytes.view(np.float32)).all(), plan

    def change(self, value: object) -> None:
        """One value of a plan or recipe becomes another, or goes, or comes twice."""
        places = [(value, key) for key in (value if isinstance(value, dict) else range(len(value)))]
        holder, key = self.random.choice(places) if places else ({"": 0}, "")
        inner = holder[key]
        if isinstance(inner, (dict, list)) and inner and self.random.random() < 0.9:
            return self.change(inner)
        others = [
            *NUMBERS,
            *COUNTS64,
            "",
            "x",
            "add",
            "mirror",
            "0101",
            "18446744073709551616",
            None,
            True,
            [],
            {},
            [[]],
        ]
        holder[key] = self.random.choice(others)
        if self.random.random() < 0.1:
            del holder[key]
        elif isinstance(holder, list) and self.random.random() < 0.2:
            holder.extend([inner] * self.random.choice([1, 2, 17]))

    # ---- recipes

    def recipes_of_all_values(self) -> None:
        opened = 0
        for _ in range(1500):
            recipe = copy.deepcopy(self.recipes[self.random.choice(list(self.recipes))])
            for _ in range(self.random.choice([0, 1, 1, 2])):
                self.change(recipe)
            handle = ctypes.c_uint64()
            seed = self.random.choice(COUNTS64)
            store, text = self.store._opened().value, json.dumps(recipe).encode()
            if self.count(called("fernery_mixer_open", store, text, seed, ctypes.byref(handle))) != 0:
                continue
            opened += 1
            (height, width), channels = self.random.choice(SIDES), self.random.choice([1, 3])
            size = height * width * channels
            image, out = Memory(size), Memory(4 * size)
            addresses, numbers = np.array([image.address], np.uint64), np.array([7], np.uint64)
            batch = _native.Batch(
                height=height,
                width=width,
                channels=channels,
                count=1,
                images=addresses.ctypes.data,
                indices=numbers.ctypes.data,
                views=1,
                threads=1,
                output=out.address,
                output_length=size,
            )
            assert self.count(called("fernery_mixer_mix", handle.value, ctypes.byref(batch))) == 0
            assert np.isfinite(out.bytes.view(np.float32)).all()
            assert called("fernery_mixer_close", handle.value) == 0
        assert opened > 100

    # ---- drawing plans, and stores

    def plan_calls(self) -> None:
        for _ in range(1500):
            mixer = self.mixers[self.random.choice(list(self.mixers))]
            (height, width), channels = self.random.choice(SIDES + WRONG_SIDES), self.random.choice([0, 1, 2, 3, 4])
            capacity = self.random.choice([65_536] * 4 + [0, 1, 100, 700])
            text, length = Memory(capacity, align=1), ctypes.c_uint64(2**64 - 1)
            text.bytes[:] = 0xFF
            status = self.count(
                called(
                    "fernery_mixer_plan",
                    mixer._opened().value,
                    self.random.choice(COUNTS32),
                    self.random.choice(COUNTS64),
                    self.random.choice(COUNTS32),
                    height,
                    width,
                    channels,
                    ctypes.cast(text.address, ctypes.c_char_p),
                    capacity,
                    ctypes.byref(length),
                )
            )
            assert (status == 0) == ((height, width) in SIDES and channels in (1, 3))
            if status == 0 and length.value <= capacity:
                plan = json.loads(text.bytes[: length.value].tobytes())
                assert plan["imageShape"] == {"height": height, "width": width, "channels": channels}
            else:
                assert (text.bytes == 0xFF).all()

    def stores(self) -> None:
        handle, count = self.store._opened().value, len(self.store)
        byte_count = int(np.prod(self.store.shape))
        ids = [0, 1, count - 1, count, count + 1, *COUNTS64[20:]]
        pixels, length = ctypes.c_void_p(), ctypes.c_uint64()
        for id in ids:
            status = called("fernery_store_pixels", handle, id, ctypes.byref(pixels), ctypes.byref(length))
            assert (status == 0) == (id < count)
            for capacity in (0, 1, 100, 65_536):
                text = Memory(capacity, align=1)
                json = ctypes.cast(text.address, ctypes.c_char_p)
                status = self.count(called("fernery_store_record", handle, id, json, capacity, ctypes.byref(length)))
                assert (status == 0) == (id < count)
        for asked in (0, 1, 2, 5):
            for threads in (0, 1, 3, 64, 1024, 1025, 2**32 - 1):
                for wrong in (0, 1, -1):
                    chosen = Memory(8 * asked, align=8)
                    chosen.bytes.view(np.uint64)[:] = [self.random.choice(ids) for _ in range(asked)]
                    known = (chosen.bytes.view(np.uint64) < count).all()
                    out = Memory(asked * byte_count)
                    told = max(0, asked * byte_count + wrong)
                    status = self.count(called("fernery_store_fill", handle, chosen.address, asked, out.address, told,
                                               threads))  # fmt: skip
                    if asked:
                        fits = 1 <= threads <= 1024 and told == asked * byte_count and bool(known)
                        assert (status == 0) == fits, (asked, threads, wrong, chosen.bytes.view(np.uint64))
        for asked in COUNTS64[20:]:
            ids_, out = Memory(64, align=8), Memory(64)
            assert self.count(called("fernery_store_fill", handle, ids_.address, asked, out.address, 64, 1)) != 0
        texts = [None, b"", b" ", b"fill>0.3", b"fill>1e999", b"fill>nan", b"fill>-0", b"id>9223372036854775808",
                 b"id<-9223372036854775809", b"id=1.5", b"nope=1", b"fill", b"and and", b"fill>0.3 and", b"\xff", b"((",
                 b"fill>0.1 and " * 400 + b"fill>0", b"x" * 65_537, b"family=affine"]  # fmt: skip
        for where in texts:
            for sort in texts:
                for descending in (0, 1, 2, 2**32 - 1):
                    capacity = self.random.choice([0, 1, count, count + 1])
                    found = Memory(8 * capacity, align=8)
                    self.count(called("fernery_store_query", handle, where, sort, descending, found.address, capacity,
                                      ctypes.byref(length)))  # fmt: skip


if __name__ == "__main__":
    caller = Caller(os.fspath(sys.argv[2]), int(sys.argv[3]))
    {"batches": caller.batches, "plans": caller.plans, "recipes": caller.recipes_of_all_values,
     "plan-calls": caller.plan_calls, "stores": caller.stores}[sys.argv[1]]()  # fmt: skip
    print(caller.calls, "calls")
