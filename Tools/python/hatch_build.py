"""Builds the Swift library and program that the wheel carries, and puts the Swift sources into a source distribution.

`FERNERY_LIBRARY` and `FERNERY_PROGRAM` name prebuilt ones, so that nothing is compiled. An editable installation
carries nothing: the package finds the recipes in the checkout, and what is compiled in its .build-python.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from version import swift_package  # noqa: E402

#: What of the repository a source distribution needs to build.
SWIFT_SOURCES = ["Package.swift", "LICENSE", "Sources", "Presets", "Tests"]
LIBRARY = "libfernery.dylib" if sys.platform == "darwin" else "libfernery.so"
BUILT_LIBRARY = LIBRARY.replace("fernery", "FerneryC")


class FerneryBuildHook(BuildHookInterface):
    """Adds what is compiled (wheel) or what it is compiled from (sdist)."""

    def initialize(self, version: str, build_data: dict) -> None:
        swift = swift_package()
        if self.target_name == "sdist":
            if swift != HERE / "swift":
                for name in SWIFT_SOURCES:
                    build_data["force_include"][str(swift / name)] = f"swift/{name}"
            return
        library, program = _prebuilt("FERNERY_LIBRARY"), _prebuilt("FERNERY_PROGRAM")
        if version == "editable":
            # What is prebuilt must be named when the package is used, too.
            library or self._build(swift, "FerneryC", BUILT_LIBRARY, is_library=True)
            program or self._build(swift, "fernery", "fernery", is_library=False)
            return
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{_platform_tag()}"
        for recipe in sorted((swift / "Presets/mixing").glob("*.yaml")):
            build_data["force_include"][str(recipe)] = f"fernery/recipes/{recipe.name}"
        library = library or self._build(swift, "FerneryC", BUILT_LIBRARY, is_library=True)
        build_data["force_include"][str(library)] = f"fernery/native/{LIBRARY}"
        program = program or self._build(swift, "fernery", "fernery", is_library=False)
        build_data["force_include"][str(program)] = "fernery/native/fernery"

    def _build(self, swift: pathlib.Path, product: str, name: str, is_library: bool) -> pathlib.Path:
        if shutil.which("swift") is None:
            raise RuntimeError(
                "building the package fernery needs the Swift 6.3 toolchain (swift.org/install), and what "
                "Tools/install-prerequisites installs; or set FERNERY_LIBRARY and FERNERY_PROGRAM to built ones"
            )
        self.app.display_info(f"building {name} with Swift; the first time takes some minutes")
        command = [
            "swift",
            "build",
            "-c",
            "release",
            "--package-path",
            str(swift),
            "--product",
            product,
            "--scratch-path",
            str(swift / ".build-python"),
            "-Xswiftc",
            "-static-stdlib",
            "-Xlinker",
            "-s",
        ]
        if sys.platform.startswith("linux"):
            command += ["-Xlinker", "--gc-sections"]
            if is_library:
                script = swift / "Sources/CFernery/exports.map"
                command += ["-Xlinker", f"--version-script={script}"]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return swift / ".build-python/release" / name


def _prebuilt(variable: str) -> pathlib.Path | None:
    path = os.environ.get(variable)
    if not path:
        return None
    if not pathlib.Path(path).is_file():
        raise RuntimeError(f"{variable} names {path}, which is no file")
    return pathlib.Path(path).resolve()


def _platform_tag() -> str:
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
