"""Others read what `fernery pack create` makes: WebDataset, Hugging Face datasets (where it is installed), mlcroissant,
tarfile with Pillow, hashlib.
"""

import hashlib
import io
import json
import tarfile

import pytest
from commands import COUNT, SIZE, canonical
from PIL import Image


def merkle(leaves):
    """RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + merkle(leaves[:k]) + merkle(leaves[k:])).digest()


def test_hashlib_finds_the_digests_that_the_manifest_names(made, manifest):
    for file in manifest["files"]:
        content = (made / "pack" / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
    without = {name: value for name, value in manifest.items() if name != "digest"}
    assert hashlib.sha256(canonical(without)).hexdigest() == manifest["digest"]


def test_tarfile_and_pillow_read_every_asset_and_the_root_follows(shards, manifest, root):
    leaves = []
    for shard in shards:
        with tarfile.open(shard, "r:") as tar:
            members = tar.getmembers()
            assert all(member.isreg() for member in members)
            names = [member.name for member in members]
            assert names == sorted(names, key=lambda name: (name[:9], name[10] == "j"))
            for png, record in zip(members[::2], members[1::2]):
                image = Image.open(io.BytesIO(tar.extractfile(png).read()))
                assert image.mode == "RGB" and image.size == (SIZE, SIZE)
                json_bytes = tar.extractfile(record).read()
                head = b"".join(side.to_bytes(4, "little") for side in (SIZE, SIZE, 3))
                digest = hashlib.sha256(head + image.tobytes()).hexdigest()
                assert json.loads(json_bytes)["sha256"] == digest
                identifier = int(png.name[:9]).to_bytes(8, "big")
                leaves.append(identifier + bytes.fromhex(digest) + hashlib.sha256(json_bytes).digest())
    assert len(leaves) == COUNT and len(shards) > 2
    assert merkle(leaves).hex() == manifest["root"] == root


def test_webdataset_reads_all_samples_in_order(shards):
    webdataset = pytest.importorskip("webdataset")
    dataset = webdataset.WebDataset([str(shard) for shard in shards], shardshuffle=False).decode("pil")
    samples = list(dataset)
    assert [sample["__key__"] for sample in samples] == [f"{number:09}" for number in range(COUNT)]
    assert all(sample["png"].size == (SIZE, SIZE) and sample["json"]["family"] for sample in samples)


def test_hugging_face_datasets_reads_all_samples(shards):
    datasets = pytest.importorskip("datasets")
    dataset = datasets.load_dataset(
        "webdataset", data_files={"train": [str(shard) for shard in shards]}, split="train", streaming=True
    )
    samples = list(dataset)
    assert [sample["__key__"] for sample in samples] == [f"{number:09}" for number in range(COUNT)]
    assert all(sample["png"].size == (SIZE, SIZE) for sample in samples)


def test_mlcroissant_finds_nothing_to_object_to(made, caplog, tmp_path, monkeypatch):
    # It keeps what it extracts by the archive's name, for all data sets, and looks at this when it is imported.
    monkeypatch.setenv("CROISSANT_CACHE", str(tmp_path))
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(str(made / "pack/croissant.json"))
    assert not dataset.metadata.issues.errors and not dataset.metadata.issues.warnings
    assert not caplog.records
    assert dataset.metadata.version == "1.0.0"
    pictures = list(dataset.records("assets"))
    facts = list(dataset.records("facts"))
    assert sorted(row["assets/id"].decode() for row in pictures) == [f"{number:09}" for number in range(COUNT)]
    assert {row["assets/picture"].size for row in pictures} == {(SIZE, SIZE)}
    assert all(json.loads(row["facts/record"])["licence"] == "CC0-1.0" for row in facts) and len(facts) == COUNT


def test_tarfile_unpacks_the_tar_of_a_pack_and_the_folder_is_a_pack(made, tmp_path, fernery):
    with tarfile.open(made / "pack.tar", "r:") as tar:
        tar.extractall(tmp_path / "out", filter="data")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == sorted(path.name for path in (made / "pack").iterdir())
    fernery("pack", "verify", tmp_path / "out")
