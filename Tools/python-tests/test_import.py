"""`fernery store import` makes of every kind of picture what Pillow makes of it by the rules of Store/FORMAT.md."""

import json
import os
import shutil
import subprocess

import pytest
from programs import FERNERY

lmdb = pytest.importorskip("lmdb")
numpy = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image")


def noise(height, width, channels, bits=8, seed=0):
    values = numpy.random.default_rng(seed).integers(0, 1 << bits, (height, width, channels))
    return values.astype(numpy.uint8 if bits == 8 else numpy.uint16).squeeze()


def pictures(folder):
    """Writes PNGs of many kinds and sizes; gives what each is as 8-bit RGB."""
    made = {}
    for number, (height, width) in enumerate([(40, 30), (16, 90), (77, 20), (24, 24), (25, 23)]):
        rgb = Image.fromarray(noise(height, width, 3, seed=number))
        grey = Image.fromarray(noise(height, width, 1, seed=number))
        alpha = Image.fromarray(noise(height, width, 4, seed=number), "RGBA")
        indexed = rgb.quantize(17)
        deep = Image.fromarray(noise(height, width, 1, bits=16, seed=number))
        kinds = {"rgb": rgb, "grey": grey, "alpha": alpha, "indexed": indexed, "deep": deep}
        for kind, picture in kinds.items():
            name = f"{kind}-{height}x{width}.png"
            picture.save(folder / name)
            if kind == "deep":
                # 16 bits are scaled to 8 with rounding; Pillow would clip them.
                values = (numpy.asarray(deep).astype(numpy.uint32) * 255 + 32767) // 65535
                picture = Image.fromarray(values.astype(numpy.uint8))
            made[name] = picture.convert("RGB")
    return made


def half_up(a, b):
    return max(1, (2 * a + b) // (2 * b))


def expected(picture, height, width, fit):
    w, h = picture.size
    if fit == "stretch":
        sides = (height, width)
    elif (height * w >= width * h) == (fit == "cover"):
        sides = (height, half_up(w * height, h))
    else:
        sides = (half_up(h * width, w), width)
    # Horizontally first, as Pillow up to 12 always does.
    resized = picture.resize((sides[1], h), Image.BILINEAR).resize((sides[1], sides[0]), Image.BILINEAR)
    if fit == "contain":
        result = Image.new("RGB", (width, height))
        result.paste(resized, ((width - sides[1]) // 2, (height - sides[0]) // 2))
        return result
    top, left = (sides[0] - height) // 2, (sides[1] - width) // 2
    return resized.crop((left, top, left + width, top + height))


@pytest.mark.parametrize("fit", ["cover", "contain", "stretch"])
@pytest.mark.parametrize("size", ["24", "31x48"])
def test_every_kind_of_png_becomes_what_the_rules_say(tmp_path, fit, size):
    (tmp_path / "in").mkdir()
    made = pictures(tmp_path / "in")
    arguments = ["store", "import", "in", "--out", "s.fernery", "--licence", "CC0-1.0", "--size", size, "--fit", fit]
    result = subprocess.run(
        [FERNERY, *arguments, "--json"], cwd=tmp_path, check=True, timeout=300, capture_output=True, text=True
    )
    summary = json.loads(result.stdout)
    assert summary["count"] == len(made) and summary["refused"] == []
    height, width = (int(side) for side in (size.split("x") * 2)[:2])
    with lmdb.open(str(tmp_path / "s.fernery/assets.mdb"), subdir=False, readonly=True, lock=False, max_dbs=16) as file:
        images, records = (file.open_db(name, create=False) for name in (b"img", b"rec"))
        with file.begin() as transaction:
            names = []
            for key, value in transaction.cursor(db=records):
                name = json.loads(value[8:])["source"]["name"]
                names.append(name)
                pixels = transaction.get(key, db=images)
                wanted = numpy.asarray(expected(made[name], height, width, fit)).tobytes()
                assert pixels == wanted, name
            assert names == sorted(made)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace, which makes system calls fail, is not installed")
@pytest.mark.parametrize(
    ("path", "calls", "error", "status"),
    [("p", "getdents64", "EIO", 74), ("p/sub", "getdents64", "EIO", 74), ("p/b.png", "pread64", "EIO", 74),
     ("p/b.png", "openat", "EACCES", 77), ("p/b.png", "openat", "EMFILE", 74), ("p/sub", "openat", "EACCES", 77)],
)  # fmt: skip
def test_what_the_system_fails_to_read_ends_the_import(tmp_path, path, calls, error, status):
    (tmp_path / "p/sub").mkdir(parents=True)
    for name in ("a.png", "b.png", "sub/c.png"):
        Image.fromarray(noise(24, 24, 3)).save(tmp_path / "p" / name)
    command = ["strace", "-f", "-qq", "-o", os.devnull, "-P", path, "-e", f"inject={calls}:error={error}"]
    command += [FERNERY, "store", "import", "p", "--out", "i.fernery", "--licence", "CC0-1.0", "-q"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    if "ptrace" in ended.stderr:
        pytest.skip("processes may not be traced here")
    assert ended.returncode == status and ended.stderr.splitlines()[-1].startswith("fernery: "), ended.stderr
    assert path in ended.stderr and not (tmp_path / "i.fernery").exists()


def test_what_is_left_out_is_counted_in_json(tmp_path):
    (tmp_path / "p").mkdir()
    Image.fromarray(noise(24, 24, 3)).save(tmp_path / "p/a.png")
    (tmp_path / "p/linked").symlink_to("/")
    (tmp_path / "p/.hidden").write_text("x")
    (tmp_path / "p/notes.txt").write_text("x")
    with open(os.fsencode(tmp_path) + b"/p/caf\xe9.png", "wb"):
        pass
    command = [FERNERY, "store", "import", "p", "--out", "i.fernery", "--licence", "CC0-1.0", "-q"]
    ended = subprocess.run([*command, "--json"], cwd=tmp_path, capture_output=True, text=True, check=True)
    told = json.loads(ended.stdout)
    assert {one["file"] for one in told["refused"]} == {"p/.hidden", "p/caf\\xe9.png", "p/linked", "p/notes.txt"}
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ended.stderr.count("left out: ") == 4 and "left out 4 files" in ended.stdout
