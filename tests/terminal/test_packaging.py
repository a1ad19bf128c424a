"""The package that is built of this repository: it holds the command, and the template that the command needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from ..support import ROOT, git

#: What of the template the package holds, below its `suite`.
SUITE = ("copier.yml", "includes", "questions", "skills", "template")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages, built without a network: the build system is in the tests' environment."""
    path = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(path), str(ROOT)], check=True, capture_output=True
    )
    return path


def test_the_wheel_holds_the_command_and_the_template(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
        names = {name for name in archive.namelist() if not name.endswith("/")}
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", *SUITE, "extensions/work_packages")
    expected = {}
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            inside = name.removeprefix("extensions/") if name.startswith("extensions/") else f"work_packages/suite/{name}"
            expected[inside] = (ROOT / name).read_bytes()
    version = "work_packages/suite/version.json"
    assert {name for name in names if ".dist-info/" not in name} == {*expected, version}
    built_of = json.loads((tmp_path / "site" / version).read_text(encoding="utf-8"))
    assert list(built_of) == ["commit", "tags", "changed"] and built_of["commit"] == git(ROOT, "rev-parse", "HEAD").strip()
    for name, content in expected.items():
        assert (tmp_path / "site" / name).read_bytes() == content, name
    (points,) = (tmp_path / "site").glob("*.dist-info/entry_points.txt")
    assert points.read_text(encoding="utf-8") == "[console_scripts]\nroadmap = work_packages.terminal.main:main\n"

    # As it is installed, away from this repository: it finds its template, and the plan of an example.
    words = "from work_packages.sources import SUITE; from work_packages.terminal.main import main; print(SUITE); main()"
    result = subprocess.run(
        [sys.executable, "-c", words, "next", "--quiet"],
        cwd=ROOT / "examples/integrated-roadmap",
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert result.stdout.splitlines() == [str(tmp_path / "site/work_packages/suite"), "05"]


def test_the_source_package_holds_what_a_wheel_is_built_of(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in git(ROOT, "ls-files", "-z", *SUITE, "extensions").split("\0"):
        if name and (ROOT / name).is_file():
            assert name in names


def test_what_copier_needs_stays_what_it_was() -> None:
    """A user's Copier environment needs no more than Copier and the loader of extensions."""
    content = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '\nuse = ["copier>=9.19.1", "copier-template-extensions>=0.3.3"]\n' in content
