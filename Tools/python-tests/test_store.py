"""py-lmdb, hashlib and Pillow read what Fernery writes, and the golden stores, knowing Store/FORMAT.md alone.

FERNERY_TEST_STORE names a sealed store; without it one is made.
"""

import hashlib
import json
import os
import pathlib
import struct
import subprocess

import pytest
from programs import FERNERY, ROOT

lmdb = pytest.importorskip("lmdb")

GOLDEN = ROOT / "Store/golden"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text())
DATABASES = ["meta", "cat", "img", "rec", "hash", "attr", "prog"]


def fernery(*arguments):
    return subprocess.run(
        [FERNERY, *map(str, arguments)], check=True, timeout=600, stdout=subprocess.PIPE, text=True
    ).stdout


@pytest.fixture(scope="module", params=["generated", *sorted(EXPECTED["stores"])])
def store(request, tmp_path_factory):
    if request.param != "generated":
        return GOLDEN / request.param
    if "FERNERY_TEST_STORE" in os.environ:
        return pathlib.Path(os.environ["FERNERY_TEST_STORE"])
    path = tmp_path_factory.mktemp("store") / "demo.fernery"
    fernery("generate", "demo", "--count", "20", "--size", "32", "--store", path)
    return path


@pytest.fixture(scope="module")
def content(store):
    """Every database as a list of (key, value)."""
    with lmdb.open(
        str(store / "assets.mdb"), subdir=False, readonly=True, lock=False, max_dbs=16, map_size=0
    ) as environment:
        content = {}
        for name in DATABASES:
            with environment.begin(db=environment.open_db(name.encode(), create=False)) as transaction:
                content[name] = [(bytes(key), bytes(value)) for key, value in transaction.cursor()]
        return content


@pytest.fixture(scope="module")
def meta(content):
    entries = {key.decode(): value for key, value in content["meta"]}
    return {
        "schema": struct.unpack("<2I", entries["schema"]),
        "generator": entries["generator"].decode(),
        "renderer": struct.unpack("<I", entries["renderer"])[0],
        "plan": entries["plan"],
        "catalog": entries["catalog"],
        "seed": struct.unpack("<Q", entries["seed"])[0],
        "shape": struct.unpack("<3I", entries["shape"]),
        "range": struct.unpack("<2Q", entries["range"]),
        "state": entries["state"][0],
        "root": entries["root"],
        "count": struct.unpack("<Q", entries["count"])[0],
    }


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def merkle(leaves):
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return sha256(b"\0", leaves[0])
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\1", merkle(leaves[:k]), merkle(leaves[k:]))


def crc32c_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


TABLE = crc32c_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def canonical(value):
    """RFC 8785 for values whose numbers Python and ECMAScript write alike, apart from layout."""

    def number(x):
        if float(x).is_integer() and abs(x) < 1e21:
            return str(int(x))
        digits, _, exponent = repr(float(x)).partition("e")
        if not exponent:
            return digits
        exponent = int(exponent)
        if -7 < exponent < 0:
            sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
            return sign + "0." + "0" * (-exponent - 1) + digits.replace(".", "")
        return f"{digits}e{exponent:+d}"

    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(json.dumps(k, ensure_ascii=False) + ":" + canonical(v) for k, v in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(v) for v in value) + "]"
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return number(value)


def records(content):
    """Id, checksums and JSON of every record."""
    for key, value in content["rec"]:
        yield struct.unpack(">Q", key)[0], struct.unpack("<2I", value[:8]), value[8:]


def test_a_sealed_folder_holds_data_and_seal_alone(store):
    assert sorted(path.name for path in store.iterdir()) == ["assets.mdb", "seal.json"]


def test_the_header_is_complete(meta):
    assert meta["schema"][0] == 1
    assert meta["state"] == 1
    assert meta["count"] == meta["range"][1] > 0
    assert meta["shape"][2] in (1, 3)


def test_ids_are_dense(content, meta):
    first, count = meta["range"]
    ids = [struct.pack(">Q", id) for id in range(first, first + count)]
    assert [key for key, _ in content["img"]] == ids
    assert [key for key, _ in content["rec"]] == ids
    assert content["prog"] == [(struct.pack(">Q", first), struct.pack("<Q", first + count))]
    catalog = [key for key, _ in content["cat"]]
    assert catalog == [struct.pack(">Q", id) for id in range(len(catalog))] and len(catalog) >= first + count


def test_hashes_checksums_and_root_agree(content, meta):
    images = dict(content["img"])
    catalog = dict(content["cat"])
    height, width, channels = meta["shape"]
    leaves = []
    for id, (pixel_crc, json_crc), text in records(content):
        key = struct.pack(">Q", id)
        pixels = images[key]
        assert len(pixels) == height * width * channels
        assert crc32c(pixels) == pixel_crc and crc32c(text) == json_crc
        record = json.loads(text)
        asset = sha256(struct.pack("<3I", height, width, channels), pixels)
        assert record["sha256"] == asset.hex()
        assert record["spec"] == sha256(catalog[key]).hex()
        assert canonical(record).encode() == text
        leaves.append(key + asset + sha256(text))
    assert merkle(leaves) == meta["root"]


def test_the_hash_index_finds_every_asset(content):
    expected = sorted(
        (bytes.fromhex(json.loads(text)["sha256"])[:16], struct.pack(">Q", id)) for id, _, text in records(content)
    )
    assert content["hash"] == expected


def ordered(number):
    bits = struct.unpack(">Q", struct.pack(">d", number + 0.0))[0]
    return struct.pack(">Q", bits | 1 << 63 if bits >> 63 == 0 else ~bits & (1 << 64) - 1)


def test_the_attribute_index_has_every_attribute_in_order(content):
    expected = []
    for id, _, text in records(content):
        record = json.loads(text)
        key = struct.pack(">Q", id)
        expected.append(b"family\0\1" + record["family"].encode() + b"\0" + key)
        for name, number in record["descriptors"].items():
            expected.append(name.encode() + b"\0\2" + ordered(number) + key)
    assert content["attr"] == [(key, b"") for key in sorted(expected)]


def test_the_seal_fits_the_file(store, meta):
    data = (store / "assets.mdb").read_bytes()
    text = (store / "seal.json").read_text()
    seal = json.loads(text)
    assert canonical(seal) == text
    assert (seal["root"], seal["count"], seal["renderer"]) == (meta["root"].hex(), meta["count"], meta["renderer"])
    assert seal["schema"] == "{}.{}".format(*meta["schema"]) and seal["generator"] == meta["generator"]
    assert seal["size"] == len(data) and seal["blockSize"] == 1 << 20
    blocks = [data[start : start + (1 << 20)] for start in range(0, len(data), 1 << 20)]
    assert seal["blocks"] == [f"{crc32c(block):08x}" for block in blocks]
    digest = seal.pop("digest")
    assert digest == sha256(canonical(seal).encode()).hex()


def view_content(path):
    """A view's databases, each a dictionary."""
    with lmdb.open(str(path), subdir=False, readonly=True, lock=False, max_dbs=4, map_size=0) as environment:
        content = {}
        for name in ["meta", "img", "sum"]:
            with environment.begin(db=environment.open_db(name.encode(), create=False)) as transaction:
                content[name] = {bytes(key): bytes(value) for key, value in transaction.cursor()}
        return content


def store_content(path):
    with lmdb.open(
        str(path / "assets.mdb"), subdir=False, readonly=True, lock=False, max_dbs=16, map_size=0
    ) as environment:
        with environment.begin(db=environment.open_db(b"img", create=False)) as transaction:
            images = [bytes(value) for _, value in transaction.cursor()]
        with environment.begin(db=environment.open_db(b"meta", create=False)) as transaction:
            return images, {bytes(key): bytes(value) for key, value in transaction.cursor()}


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """More than 64 assets of each size, so that a small view has a second value, and that a partial one."""
    paths = {}
    for side in ["40", "40x65", "64x40"]:
        paths[side] = tmp_path_factory.mktemp("views") / f"{side}.fernery"
        fernery("generate", "demo", "--count", "70", "--pool", "100", "--size", side, "--store", paths[side])
    return paths


@pytest.mark.parametrize(
    "side, size, shape, packing",
    [
        ("40", 36, (36, 36), 64),
        ("40", 112, (112, 112), 1),
        ("40", 15, (15, 15), 64),
        ("40x65", 24, (24, 39), 64),
        ("64x40", 36, (57, 36), 64),
    ],
)
def test_views_hold_what_pillow_resizes(stores, side, size, shape, packing):
    from PIL import Image

    path = stores[side]
    told = json.loads(fernery("store", "view", path, "--size", size, "--json"))
    assert (told["height"], told["width"], told["count"]) == (*shape, 70)
    images, meta = store_content(path)
    height, width, channels = struct.unpack("<3I", meta[b"shape"])
    view = view_content(path / f"view-{size}.mdb")
    assert view["meta"] == {
        b"schema": struct.pack("<2I", 1, 0),
        b"root": meta[b"root"],
        b"size": struct.pack("<I", size),
        b"shape": struct.pack("<3I", *shape, channels),
        b"range": meta[b"range"],
        b"packing": struct.pack("<I", packing),
    }
    resized = [
        Image.frombytes("RGB", (width, height), pixels)
        .resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
        .tobytes()
        for pixels in images
    ]
    values = [b"".join(resized[first : first + packing]) for first in range(0, len(resized), packing)]
    assert view["img"] == {struct.pack(">Q", place): value for place, value in enumerate(values)}
    assert view["sum"] == {key: struct.pack("<I", crc32c(value)) for key, value in view["img"].items()}


def test_list_answers_queries_as_the_records_do(stores):
    def listed(*arguments):
        return [row["id"] for row in json.loads(fernery("store", "list", stores["40"], "--json", *arguments))]

    rows = json.loads(fernery("store", "list", stores["40"], "--json"))
    assert [row["id"] for row in rows] == list(range(70))
    fill = {row["id"]: row["descriptors"]["fill"] for row in rows}
    middle = sorted(fill.values())[35]
    low = [id for id in fill if fill[id] < middle]
    assert listed("--where", f"fill<{middle!r} and family=affine") == low
    assert listed("--where", f"fill>={middle!r}", "--from", 20) == [
        id for id in fill if fill[id] >= middle and id >= 20
    ]
    by_fill = sorted(fill, key=lambda id: (fill[id], id))
    assert listed("--sort", "fill") == by_fill
    assert listed("--sort", "fill", "--reverse", "--limit", 7) == by_fill[::-1][:7]
    assert listed("--where", "family=imported") == []


def test_info_lists_views(stores):
    def views():
        return json.loads(fernery("store", "info", stores["64x40"], "--json"))["views"]

    before = views()
    fernery("store", "view", stores["64x40"], "--size", 10)
    assert {"size": 10, "height": 16, "width": 10, "problem": None} in views()
    assert len(views()) == len(before) + 1


def test_golden_stores_hold_what_they_held(store, content, meta):
    if store.parent != GOLDEN:
        pytest.skip("made just now")
    expected = EXPECTED["stores"][store.name]
    assert meta["root"].hex() == expected["root"] and list(meta["shape"]) == expected["shape"]
    assert [sha256(value).hex() for _, value in content["img"]] == expected["pixels"]
    assert [sha256(value[8:]).hex() for _, value in content["rec"]] == expected["records"]
    assert [sha256(value).hex() for _, value in content["cat"]] == expected["specifications"]


def test_the_catalogs_hash_is_over_its_specifications(content, meta):
    entries = [value for _, value in content["cat"]]
    parts = [struct.pack("<I", len(entry)) + entry for entry in entries]
    assert sha256(struct.pack("<Q", len(entries)), *parts) == meta["catalog"]


def specification(data):
    """The fields of an import's specification; None for one that can be rendered."""
    form, renderer, seed, instance, family = struct.unpack_from("<HIQIB", data)
    if family != 255:
        return None
    rule, digest, fit, length = struct.unpack_from("<H32sBI", data, 19)
    name = data[58 : 58 + length].decode()
    height, width, channels = struct.unpack_from("<HHB", data, 58 + length)
    assert (form, renderer, seed, instance) == (1, 0, 0, 0) and len(data) == 58 + length + 5
    return {"rule": rule, "sha256": digest.hex(), "fit": fit, "name": name, "shape": (height, width, channels)}


def test_imports_name_their_source_in_record_and_specification(content, meta):
    specifications = dict(content["cat"])
    for id, _, text in records(content):
        record = json.loads(text)
        source = specification(specifications[struct.pack(">Q", id)])
        assert (source is None) == (record["family"] != "imported") == ("source" not in record)
        if source is not None:
            assert source["shape"] == meta["shape"] and source["fit"] in (1, 2, 3)
            assert record["source"] == {key: source[key] for key in ("name", "rule", "sha256")}
            assert record["category"] == source["sha256"][:16] and meta["renderer"] == 0


@pytest.mark.parametrize("name", sorted(EXPECTED["catalogs"]))
def test_golden_catalogs_are_what_the_format_says(name):
    data = (GOLDEN / name).read_bytes()
    expected = EXPECTED["catalogs"][name]
    assert data[:8] == b"FERNCATA" and data[-32:] == sha256(data[:-32])
    version, _, plan, _, *_, length = struct.unpack_from("<II32sQ3II", data, 8)
    assert version == 1 and plan.hex() == expected["plan"]
    body = data[72 + length : -32]
    assert data[72 : 72 + length].decode() == expected["licence"]
    assert struct.unpack_from("<Q", body)[0] == expected["count"] and sha256(body).hex() == expected["catalog"]
