"""Every kernel gives the same bytes at every level of this CPU, and compiled for aarch64: Tests/KernelHashes."""

import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
KERNELS = ROOT / "Sources/CKernels"
SOURCES = [
    ROOT / "Tests/KernelHashes/kernel_hashes.c",
    KERNELS / "ck_levels.c",
    *sorted(KERNELS.glob("ck_kernels_*.c")),
]
CROSS_LINKER = "aarch64-linux-gnu-gcc"
EMULATOR = next(filter(None, map(shutil.which, ["qemu-aarch64", "qemu-aarch64-static"])), None)


def build(folder: pathlib.Path, compiling=(), linker=("clang",)) -> pathlib.Path:
    """Swift's own clang compiles, as it does for the package; the bodies use its vector types."""
    if not shutil.which("clang"):
        pytest.skip("there is no clang on PATH, which comes with Swift")
    objects = [folder / f"{source.stem}.o" for source in SOURCES]
    for source, target in zip(SOURCES, objects):
        flags = ["-std=c11", "-O2", "-Wall", "-Werror", "-I", KERNELS / "include", *compiling]
        subprocess.run(["clang", *flags, "-c", source, "-o", target], check=True, timeout=300)
    program = folder / "kernel_hashes"
    subprocess.run([*linker, *objects, "-lm", "-o", program], check=True, timeout=300)
    return program


def hashes(*command) -> dict[str, str] | None:
    """The hash of what each kernel gives; None where the CPU cannot run the level."""
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300)
    if run.returncode == 3:
        return None
    assert run.returncode == 0, run.stderr
    return dict(line.split() for line in run.stdout.splitlines())


@pytest.fixture(scope="module")
def native(tmp_path_factory):
    return build(tmp_path_factory.mktemp("native"))


@pytest.mark.parametrize("level", ["v3", "v4"])
def test_levels_give_the_bytes_of_the_baseline(native, level):
    ours = hashes(native, level)
    if ours is None:
        pytest.skip(f"this CPU does not run {level}")
    assert ours == hashes(native, "baseline")


def test_aarch64_gives_the_bytes_of_the_baseline(native, tmp_path):
    if not shutil.which(CROSS_LINKER) or not EMULATOR:
        pytest.skip("needs gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user")
    target = ["--target=aarch64-linux-gnu", "-isystem", "/usr/aarch64-linux-gnu/include"]
    crossed = build(tmp_path, compiling=target, linker=(CROSS_LINKER, "-static"))
    assert hashes(EMULATOR, crossed, "baseline") == hashes(native, "baseline")
