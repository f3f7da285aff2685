"""The native library against its header, and against arguments that no caller should give."""

from __future__ import annotations

import ctypes
import json
import os
import pathlib
import re
import subprocess
import sys

import fernery
import numpy as np
import pytest
from fernery import _native, _places

HEADER = pathlib.Path(__file__).resolve().parents[3] / "Sources/CFernery/include/fernery.h"


def library_path():
    return pathlib.Path(os.environ.get("FERNERY_LIBRARY") or _places.library())


def declared():
    text = re.sub(r"//.*", "", HEADER.read_text())
    return set(re.findall(r"\b(fernery_[a-z_]+)\(", text))


def test_the_library_exports_what_the_header_declares_and_nothing_else():
    command = ["nm", "-D", "--defined-only", "--extern-only", library_path()]
    symbols = subprocess.run(command, check=True, capture_output=True, text=True)
    assert {line.split()[-1] for line in symbols.stdout.splitlines()} == declared()


def test_python_knows_every_function():
    assert set(_native.FUNCTIONS) | {"fernery_abi", "fernery_version"} == declared()


def test_structs_are_laid_out_as_c_does(tmp_path):
    structs = {"fernery_error": _native.Error, "fernery_store_info": _native.StoreInfo,
               "fernery_batch": _native.Batch}  # fmt: skip
    lines = ['#include "fernery.h"', "#include <stdio.h>", "int main(void) {"]
    expected = []
    for name, struct in structs.items():
        lines.append(f'printf("{name} %zu\\n", sizeof({name}));')
        expected.append(f"{name} {ctypes.sizeof(struct)}")
        for field, *_ in struct._fields_:
            lines.append(f'printf("{name}.{field} %zu\\n", offsetof({name}, {field}));')
            expected.append(f"{name}.{field} {getattr(struct, field).offset}")
    (tmp_path / "layout.c").write_text("\n".join([*lines, "}"]))
    compile = [os.environ.get("CC", "cc"), "-std=c11", f"-I{HEADER.parent}"]
    subprocess.run([*compile, tmp_path / "layout.c", "-o", tmp_path / "layout"], check=True)
    assert subprocess.run([tmp_path / "layout"], capture_output=True, text=True).stdout.splitlines() == expected


def test_it_is_small_and_free_of_foundation():
    assert library_path().stat().st_size < 12 << 20
    needed = subprocess.run(["readelf", "-d", library_path()], check=True, capture_output=True, text=True).stdout
    assert "Foundation" not in needed and "swift" not in needed.lower().replace("libfernery", "")


def test_versions_agree():
    assert _native.library().fernery_version().decode() == fernery.__version__


WRONG = [0, 1, 2**64 - 1, 0xFFFF_FFFF_0100_0000, 1 << 32 | 1 << 24 | 0xFF_FFFF]


@pytest.mark.parametrize("name", sorted(_native.FUNCTIONS))
def test_null_pointers_and_foreign_handles_are_refused(name):
    function = getattr(_native.library(), name)
    for handle in WRONG:
        error = _native.Error(size=ctypes.sizeof(_native.Error))
        arguments = [handle if kind is ctypes.c_uint64 else 0 if kind is ctypes.c_uint32 else None
                     for kind in _native.FUNCTIONS[name]]  # fmt: skip
        assert function(*arguments, ctypes.byref(error)) not in (0, 10)
        assert error.status != 0 and len(error.message) > 10
        assert function(*arguments, None) not in (0, 10)


def test_closed_and_foreign_handles_are_told(store):
    handle = ctypes.c_uint64()
    _native.call("fernery_store_open", os.fsencode(store.path), ctypes.byref(handle))
    info = _native.StoreInfo()
    with pytest.raises(fernery.ClosedError):
        _native.call("fernery_mixer_close", handle.value)
    _native.call("fernery_store_describe", handle.value, ctypes.byref(info))
    _native.call("fernery_store_close", handle.value)
    other = ctypes.c_uint64()
    _native.call("fernery_store_open", os.fsencode(store.path), ctypes.byref(other))
    assert other.value != handle.value
    for name, *arguments in (("fernery_store_describe", ctypes.byref(info)), ("fernery_store_close",)):
        with pytest.raises(fernery.ClosedError):
            _native.call(name, handle.value, *arguments)
    _native.call("fernery_store_close", other.value)


def batch(pictures, out, **changes):
    addresses = np.array([picture.ctypes.data for picture in pictures], np.uint64)
    numbers = np.arange(len(pictures), dtype=np.uint64)
    height, width, channels = pictures[0].shape
    result = _native.Batch(
        height=height, width=width, channels=channels, count=len(pictures), images=addresses.ctypes.data,
        indices=numbers.ctypes.data, views=1, output_order=1, threads=1, output=out.ctypes.data, output_length=out.size,
    )  # fmt: skip
    result.kept = (addresses, numbers)
    for name, value in changes.items():
        setattr(result, name, value)
    return result


@pytest.mark.parametrize(
    "changes",
    [{"size": 0}, {"size": 8}, {"size": 2**31}, {"height": 0}, {"height": 2**32 - 1}, {"channels": 2}, {"channels": 4},
     {"count": 2**63}, {"count": 3}, {"images": None}, {"indices": None}, {"views": 2}, {"crop_padding": 65},
     {"flip": 2},
     {"output_order": 2}, {"output_type": 2}, {"image_order": 9}, {"threads": 0}, {"threads": 2**31}, {"output": None},
     {"output_length": 1}, {"output_length": 2**64 - 1}],
)  # fmt: skip
def test_wrong_batches_are_refused_and_write_nothing(store, pictures, changes):
    mix = fernery.IPMix(store, 32)
    out = np.full((1, 2, 3, 32, 32), 7, np.float32)
    with pytest.raises(fernery.UsageError):
        _native.call("fernery_mixer_mix", mix._opened().value, ctypes.byref(batch(list(pictures[:2]), out, **changes)))
    assert (out == 7).all()


def noisy(random, text):
    """JSON with some bytes changed, cut or repeated; without zeros, which end a text."""
    raw = bytearray(text)
    for place in random.integers(0, len(raw), random.integers(1, 4)):
        raw[place] = random.choice([random.integers(1, 256), *b'{}[]",:-0129.eE\\nu'])
    cut = random.integers(0, 8)
    if cut < 2:
        start, end = sorted(random.integers(0, len(raw), 2))
        raw = raw[:start] if cut else raw[:end] + raw[start:]
    return bytes(raw)


def test_recipes_of_noise_are_refused_or_mix(store):
    """JSON with wrong bytes in the place of a recipe: an error or a mixer, and never the end of the process."""
    random = np.random.default_rng(8)
    recipe = json.dumps(fernery.load_recipe("reference-cifar")).encode()
    refused = 0
    for _ in range(3000):
        handle = ctypes.c_uint64()
        try:
            _native.call("fernery_mixer_open", store._opened().value, noisy(random, recipe), 0, ctypes.byref(handle))
            _native.call("fernery_mixer_close", handle.value)
        except fernery.FerneryError as error:
            refused += 1
            assert error.status == 9
    assert refused > 500


def test_plans_of_noise_are_refused_or_applied(store, pictures):
    mix = fernery.IPMix(store, 32)
    random = np.random.default_rng(9)
    clean, out = pictures[0], np.empty((3, 32, 32), np.float32)
    refused = 0
    for round in range(3000):
        plan = noisy(random, json.dumps(mix.plan(round)).encode())
        try:
            _native.call("fernery_plan_apply", plan, 32, 32, 3, clean.ctypes.data, clean.ctypes.data, 0, 1,
                         out.ctypes.data)  # fmt: skip
        except fernery.FerneryError as error:
            refused += 1
            assert error.status in (1, 2)
    assert refused > 300


HOSTILE = [
    b"", b" ", b"{", b"[]", b"null", b"0", b'"', b'"\\ud800"', b"{}", b'{"kind":"mixing"}', b'{"version":1}',
    b'{"version":1,"version":1}', b'{"version":1e400}', b'{"version":' + b"9" * 5000 + b"}", b"\xff\xfe", b"[" * 60_000,
    b'{"a":' * 10_000, b'{"version":1,"chains":[' + b"[]," * 10_000 + b"[]]}", b'{"' + b"k" * 60_000 + b'":1}',
    b'{"version":1,"recipe":"' + b"\\n" * 30_000 + b'"}', b'{"kind":"' + b"x" * 60_000 + b'"}', b"{}" + b" " * 70_000,
    b'{"version":true}', b'{"version":-0}', b'{"version":1.0000000001}', b"NaN", b"{'version':1}", b"\xef\xbb\xbf{}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:12]}-{len(text)}")
def test_hostile_json_is_refused_in_one_short_line(store, pictures, text):
    mix, handle = fernery.IPMix(store, 32), ctypes.c_uint64()
    clean, out = pictures[0], np.empty((3, 32, 32), np.float32)
    calls = [
        ("fernery_mixer_open", store._opened().value, text, 0, ctypes.byref(handle)),
        ("fernery_mixer_picture", mix._opened().value, text, 32, 32, 3, out.ctypes.data),
        ("fernery_plan_apply", text, 32, 32, 3, clean.ctypes.data, None, 0, 1, out.ctypes.data),
    ]
    for call in calls:
        with pytest.raises(fernery.FerneryError) as raised:
            _native.call(*call)
        told = str(raised.value)
        assert raised.value.status in (1, 2, 9) and "\n" not in told and len(told) < 600


def test_a_plan_with_a_long_chain_is_read_and_applied(store, pictures):
    """Megabytes of JSON: a chain has no most steps."""
    mix = fernery.IPMix(store, 32)
    plan = mix.plan(0)
    plan["chains"] = [{"weight": 1, "steps": [{"operation": "mirror"}] * 20_000}]
    assert np.array_equal(mix.apply(plan, pictures[0], pictures[1]), mix.apply(
        {**plan, "chains": [{"weight": 1, "steps": []}]}, pictures[0], pictures[1]))  # fmt: skip


def test_an_index_keeps_all_64_bits_in_a_plan(store):
    mix = fernery.IPMix(store, 32)
    for index in (2**53 - 1, 2**53, 2**53 + 1, 2**63 + 1, 2**64 - 1):
        assert mix.plan(index)["index"] == index


def test_the_callers_floating_point_state_changes_nothing(store, pictures):
    """With flush-to-zero and rounding towards zero in the caller, the bytes are the same and the state is kept."""
    mix = fernery.IPMix(store, 32)
    expected = mix.batch(pictures, range(64))
    libm = ctypes.CDLL("libm.so.6")
    toward_zero = 0xC00  # FE_TOWARDZERO on x86-64
    if libm.fesetround(toward_zero) != 0:
        pytest.skip("this processor's rounding modes have other numbers")
    try:
        result = mix.batch(pictures, range(64), threads=2)
        assert libm.fegetround() == toward_zero
    finally:
        libm.fesetround(0)
    assert np.array_equal(result, expected)


def test_a_missing_library_says_how_to_build_it(tmp_path):
    code = "import fernery; fernery.Store('x')"
    environment = {**os.environ, "FERNERY_LIBRARY": str(tmp_path / "none.so")}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert "is missing: install the package with `pip install ./Tools/python`" in ended.stderr
