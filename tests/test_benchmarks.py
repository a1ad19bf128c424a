"""The benchmark: what is made of the figures, the floor, the plans, and the page. Nothing here measures the template."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import peers, plans
from benchmarks.floor import STORED_ANSWERS, make_floor
from benchmarks.inside import timed
from benchmarks.measuring import CommandFailed, Spread, alternate, exponent, measure, ratio, spread
from benchmarks.page import page
from benchmarks.results import Results, SampleRow, load, row, save
from benchmarks.workshop import environment

from .support import git, tree


def test_quartiles() -> None:
    assert spread([5.0, 1.0, 3.0, 2.0, 4.0]) == Spread(2.0, 3.0, 4.0)
    assert spread([7.0]) == Spread(7.0, 7.0, 7.0)
    with pytest.raises(ValueError, match="no figures"):
        spread([])


def test_the_ratio_is_that_of_the_medians() -> None:
    assert ratio([3.0, 100.0, 2.0], [2.0, 1.0, 50.0]) == 1.5


def test_the_exponent_of_growth() -> None:
    square = {size: 0.003 * size**2 for size in (50, 200, 1000)}
    assert exponent(square) == pytest.approx(2)
    assert exponent({8: 9.0, **square}, smallest=50) == pytest.approx(2)
    assert exponent({10: 5.0, 100: 5.0}) == pytest.approx(0)
    # A start that costs 1 and 0.01 for each: below 1, and nearer to it the more there is.
    assert exponent({50: 1.5, 200: 3.0, 1000: 11.0}) == pytest.approx(0.668, abs=0.001)
    assert exponent({8: 1.0, 50: 2.0}, smallest=50) is None


def test_a_process_is_measured_with_what_it_starts(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.2: pass"
    parent = f"import subprocess, sys; block = bytearray(64 << 20); subprocess.run([sys.executable, '-c', {busy!r}])"
    sample = measure([sys.executable, "-c", parent], tmp_path, {})
    assert 0.2 <= sample.cpu < 2
    assert sample.wall >= 0.2
    assert 64 < sample.peak < 1024


def test_a_command_that_fails_says_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"(?s)ends with 3.*no such plan"):
        measure([sys.executable, "-c", "print('no such plan'); raise SystemExit(3)"], tmp_path, {})


def test_two_works_alternate(tmp_path: Path) -> None:
    quick = measure([sys.executable, "-c", ""], tmp_path, {})
    done = []
    ours, floor = alternate(3, lambda: done.append("A") or quick, lambda: done.append("B") or quick)  # type: ignore[func-returns-value]
    assert done == ["A", "B", "A", "B", "A", "B"]
    assert ours == floor == [quick, quick, quick]


def test_the_first_call_is_told_from_the_later_ones() -> None:
    calls = iter(range(1000))
    found = timed("count", 8, lambda: next(calls))
    assert (found["work"], found["packages"], len(found["later"])) == ("count", 8, 99)
    assert next(calls) == 100


HOSTILE = {
    "README.md": b"# Plan\n\n{{ name }} {% if x %} {# c #} <(floor\r\n",
    "{{ name }} {% raw %}.txt": b"no newline at the end",
    "plan.md.jinja": b"{{ undefined.thing }}\n",
    "deep/.planning/03-x.yml": b"title: '{{ 7 * 7 }}'\n",
    ".gitattributes": b"*.md -text\n",
    ".gitignore": b"*.txt\n",
    "日本語.bin": bytes(range(256)),
}


def test_the_floor_is_copied_and_updated_byte_for_byte(tmp_path: Path) -> None:
    folder, template, target = tmp_path / "folder", tmp_path / "floor", tmp_path / "target"
    for name, content in {**HOSTILE, ".copier-answers.yml": b"_commit: v0\n"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    around = environment(scratch)
    make_floor(folder, template, around)
    target.mkdir()
    git(target, "init", "--quiet")
    measure(["copier", "copy", "--defaults", "--vcs-ref=v1", template, target], tmp_path, around)
    copied = tree(target)
    own = copied.pop(".copier-answers.yml").decode()
    assert copied == {**HOSTILE, STORED_ANSWERS: b"_commit: v0\n"}
    assert own == f"_commit: v1\n_src_path: {template}\nname: floor\n"

    git(target, "add", "--all", "--force", ".")
    git(target, "commit", "--quiet", "--message", "v1")
    measure(["copier", "update", "--defaults", "--vcs-ref=:current:"], target, around)
    assert git(target, "status", "--porcelain") == ""
    measure(["copier", "update", "--defaults", "--vcs-ref=v2"], target, around)
    updated = tree(target)
    assert updated.pop(".copier-answers.yml").decode() == own.replace("v1", "v2")
    assert updated == {**copied, "README.md": copied["README.md"] + b"One more line.\n"}


def test_the_environment_is_nobodys_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "COPIER_SETTINGS_PATH", "PYTHONPATH"):
        monkeypatch.setenv(name, "/nowhere")
    found = environment(tmp_path)
    assert "GIT_DIR" not in found and "PYTHONPATH" not in found
    assert found["COPIER_SETTINGS_PATH"] == str(tmp_path / "copier-settings.yml")
    printed = subprocess.run(["git", "config", "--list"], cwd=tmp_path, env=found, check=True, capture_output=True).stdout
    assert printed == b""


def test_plans_depend_on_what_stands_before() -> None:
    assert [plans.needs(number) for number in range(3, 11)] == [[], [], [3], [3, 4], [3, 5], [], [4, 7], [5, 8]]
    assert [peers.needs(task) for task in range(1, 9)] == [[], [], [1], [1, 2], [1, 3], [], [2, 5], [3, 6]]
    given = plans.data_file(8)["identified"]
    assert [one["title"] for one in given] == [f"Package {number}" for number in range(3, 11)]
    assert given[6]["depends_on"] == ["package-4", "package-7"]


def test_results_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "build" / "performance.json"
    assert load(file) == {}
    kept: Results = {"peers": {"facts": {"Python": "3.10"}, "rows": []}}
    save(kept, file)
    assert load(file) == kept


def _samples(*cpus: float) -> list[SampleRow]:
    return [(cpu, 2 * cpu, 60.0) for cpu in cpus]


MEASURED: Results = {
    "commands": {
        "facts": {"Processor": "2 × Some CPU", "Template": "abc1234 of 2026-01-15"},
        "pairs": [
            {"work": "start", "packages": 8, "target": 1.5, "ours": _samples(1.2, 1.0, 1.1), "floor": _samples(0.8, 1.0, 1.2)},
            {"work": "change an answer", "packages": 200, "target": 1, "ours": _samples(3.3), "floor": _samples(3.0)},
        ],
        "shares": [
            {
                "work": "floor: update",
                "packages": 8,
                "cpu": 1.75,
                "start": 0.5,
                "git": 60,
                "git_cpu": 0.75,
                "clones": 3,
                "clones_cpu": 0.25,
            }
        ],
        "growth": [
            {"work": "start by one data file", "packages": 8, "samples": _samples(1.0, 1.0, 4.0)},
            {"work": "start by one data file", "packages": 50, "samples": _samples(2.0)},
            {"work": "start by one data file", "packages": 1000, "samples": _samples(40.0)},
            {"work": "floor: copy", "packages": 50, "samples": _samples(0.5)},
        ],
        "inside": [
            {"work": "ready", "packages": 10000, "first": 9.0, "later": [3.0, 4.0, 5.0]},
            {"work": "documents()", "packages": 8, "first": 120.0, "later": [60.0]},
            {"work": "order, ready, next and timeline", "packages": 1000, "first": 55.5, "later": [40.0]},
        ],
    },
    "peers": {
        "facts": {"Backlog.md": "1.52.0"},
        "rows": [
            {"tool": "Backlog.md", "work": "start", "packages": 0, "samples": _samples(0.3), "note": "", "commands": 1},
            {"tool": "Backlog.md", "work": "create", "packages": 8, "samples": _samples(0.25, 0.35), "note": "", "commands": 8},
            {"tool": "OpenSpec", "work": "create", "packages": 8, "samples": [], "note": "It has none.", "commands": 8},
            {"tool": "OpenSpec", "work": "start", "packages": 0, "samples": _samples(0.5, 0.7), "note": "", "commands": 1},
            {"tool": "Backlog.md", "work": "ask", "packages": 8, "samples": _samples(1), "note": "It has none.", "commands": 1},
        ],
    },
}


def test_the_page_is_made_of_the_results() -> None:
    tables = [line for line in page(MEASURED).splitlines() if line.startswith(("| ", "1. ", "- Processor", "- Backlog"))]
    assert tables == [
        "- Processor: 2 × Some CPU",
        "| Work | Packages | Ours, CPU s | Floor, CPU s | Ratio | To reach | Reached | Ours, wall s | Floor, wall s |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| Start | 8 | 1.10 (1.05-1.15) | 1.00 (0.90-1.10) | 1.10 | 1.5 | yes | 2.20 (2.10-2.30) | 2.00 (1.80-2.20) |",
        "| Change an answer | 200 | 3.30 | 3.00 | 1.10 | 1 | no | 6.60 | 6.00 |",
        "| Command | Packages | CPU s | Start | Git | of that clones | Python | Git processes | Clones |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| Floor: update | 8 | 1.75 | 0.50 | 0.75 | 0.25 | 0.50 | 60 | 3 |",
        "| Command | 8 | 50 | 1,000 | Exponent |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| Start by one data file | 1.00 | 2.00 | 40.00 | 1.00 |",
        "| Floor: copy |  | 0.50 |  |  |",
        "| Command | 8 | 50 | 1,000 |",
        "| --- | ---: | ---: | ---: |",
        "| Start by one data file | 60 | 60 | 60 |",
        "| Floor: copy |  | 60 |  |",
        "| Work | 8 | 1,000 | 10,000 |",
        "| --- | ---: | ---: | ---: |",
        "| Ready |  |  | 4.00 (9.00) |",
        "| Order, ready, next and timeline |  | 40.00 (55.50) |  |",
        "| `documents()` | 60.00 (120.00) |  |  |",
        "| Work | Packages | Median ms | To reach, or published by | Reached |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| Ready | 10,000 | 4.0 | 30 (beads) |  |",
        "| `documents()` | 8 | 60.0 | 50 | no |",
        "| Order, ready, next and timeline | 1,000 | 40.0 | 50 | yes |",
        "- Backlog.md: 1.52.0",
        "| Work | Backlog.md | OpenSpec |",
        "| --- | ---: | ---: |",
        "| Start | 0.30 (0.60) | 0.60 (1.20) |",
        "| Create, 8 packages | 2.40 (4.80) | - [1] |",
        "| Ask, 8 packages | 1.00 (2.00) [1] |  |",
        "1. It has none.",
    ]


def test_the_page_says_what_is_not_there() -> None:
    said = "`documents()` is not in this version of the template yet, and was not measured."
    assert said not in page(MEASURED)
    commands: Any = {**MEASURED["commands"], "inside": MEASURED["commands"]["inside"][:1]}
    assert said in page({"commands": commands})
    assert "## Peers" not in page({"commands": commands})
    assert "## Against the Floor" not in page({"peers": MEASURED["peers"]})


def test_the_page_passes_the_linter(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text(page(MEASURED), encoding="utf-8")
    done = subprocess.run(
        ["rumdl", "check", "--no-cache", "--disable", "MD013", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_sample_is_kept_as_it_prints(tmp_path: Path) -> None:
    cpu, wall, peak = row(measure([sys.executable, "-c", ""], tmp_path, {}))
    assert (cpu, wall, peak) == (round(cpu, 4), round(wall, 4), round(peak, 1))
