"""CONTRIBUTING.md: its worked example of a first change, step by step in a copy of this repository."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .playing import block, page
from .support import ROOT

PAGE = page("CONTRIBUTING.md")

#: What the example touches, and what its test needs.
COPIED = ("copier.yml", "docs", "extensions", "includes", "pyproject.toml", "questions", "skills", "template", "tests")


def insert(path: Path, text: str, behind: str) -> None:
    """Put the text behind the one line that begins so."""
    said = path.read_text(encoding="utf-8")
    (line,) = re.findall(rf"(?m)^{re.escape(behind)}.*\n", said)
    path.write_text(said.replace(line, line + text), encoding="utf-8")


def test_the_first_change_as_it_stands_there(tmp_path: Path) -> None:
    root = tmp_path / "clone"
    root.mkdir()
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, root / name)
    test, rule = block(PAGE, "def test_a_package_that_depends_on_many", "python"), block(PAGE, '"many-dependencies",', "text")
    command = block(PAGE, "depends_on_many").replace(".venv/bin/python", sys.executable)

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, shell=True, cwd=root, capture_output=True, encoding="utf-8")

    place = root / "tests/domain/test_roadmap.py"
    place.write_text(f"{place.read_text(encoding='utf-8')}\n\n{test}", encoding="utf-8")
    done = run()
    assert done.returncode == 1 and "1 failed" in done.stdout and "values to unpack" in done.stdout, done.stdout
    insert(root / "extensions/work_packages/planning/problems.py", rule, "_KINDS: ")
    done = run()
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout

    # What programs rely on is where the page says.
    schema = (ROOT / "docs/roadmap.schema.json").read_text(encoding="utf-8")
    assert schema.count('"unknown-dependency"') == 1 and json.loads(schema)
    row = block(PAGE, "| `many-dependencies` |", "markdown")
    table = (ROOT / "docs/roadmap-json.md").read_text(encoding="utf-8").partition("\n## Problems\n")[2]
    assert re.search(r"(?m)^\| `cycle` \| [^|]+ \|$", table) and re.fullmatch(r"\| `[a-z-]+` \| [^|]+ \|\n", row)
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    # The targets that it names can be made.
    made = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert {name for line in re.findall(r"`make ([a-z -]+)", PAGE) for name in line.split()} <= made
