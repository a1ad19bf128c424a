"""The command as a program: help, mistakes, colours, completion, how it ends, and what it loads."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from work_packages import plans
from work_packages.terminal.main import COMMANDS

from ..support import ROOT
from .calling import Result, roadmap, shown, widest

EXAMPLES = ROOT / "examples"
EXAMPLE = EXAMPLES / "integrated-roadmap"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "extensions"), "PYTHONUTF8": "1"}


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=EXAMPLE,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_has_examples_and_fits(name: str) -> None:
    out = shown(*([name] if name else []), "--help", cwd=EXAMPLE)
    assert widest(out) <= 80
    examples = re.findall(r"(?m)^  (.*\broadmap\b.*)$", out.partition("\nExamples:\n")[2].split("\n\n")[0])
    assert examples and all(f"roadmap {name}".strip() in line for line in examples)
    assert shown(*([name] if name else []), "-h", cwd=EXAMPLE) == out


def test_help_lists_every_command_and_needs_no_plan(tmp_path: Path) -> None:
    out = shown("--help", cwd=tmp_path)
    listed = re.findall(r"(?m)^  ([a-z-]+)  +\S", out.partition("\nCommands:\n")[2].partition("\n\n")[0])
    assert listed == list(COMMANDS)


def test_version() -> None:
    version = re.findall(r'(?m)^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert shown("--version", cwd=EXAMPLE) == f"roadmap {version[0]}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("statsu", "There is no command 'statsu'. Did you mean status or start?\nSee `roadmap --help`."),
        ("tmeline", "There is no command 'tmeline'. Did you mean timeline?\nSee `roadmap --help`."),
        (
            "xyz",
            f"There is no command 'xyz'. There are {', '.join(COMMANDS)}.\nSee `roadmap --help`.",
        ),
        (
            "list --status redy",
            "Invalid value for '--status': 'redy' is no status. Did you mean ready?\nSee `roadmap list --help`.",
        ),
        (
            "list --priority urgent",
            "Invalid value for '--priority': 'urgent' is no priority. There are high, medium, low.\nSee `roadmap list --help`.",
        ),
        ("list --jsn", "No such option '--jsn'. Did you mean '--json'?\nSee `roadmap list --help`."),
        ("show", "Missing argument 'PACKAGE'.\nSee `roadmap show --help`."),
        ("next 05", "Got unexpected extra argument (05)\nSee `roadmap next --help`."),
        ("show observabilty", 'There is no work package "observabilty". Did you mean 03 Observability?'),
    ],
)
def test_a_mistake_is_one_message_with_what_could_be_meant(words: str, message: str) -> None:
    assert roadmap(*words.split(), cwd=EXAMPLE) == Result(2, "", f"roadmap: {message}\n")


def test_colours_at_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    plain = shown("list", cwd=EXAMPLE)
    assert "\033" not in plain
    coloured = roadmap("list", cwd=EXAMPLE, terminal=True).out
    assert "\033[31mHIGH\033[0m" in coloured
    assert re.sub("\033\\[[0-9;]*m", "", coloured) == plain
    for words in (("--no-color", "list"), ("list", "--no-color")):
        assert roadmap(*words, cwd=EXAMPLE, terminal=True).out == plain
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)
        assert roadmap("list", cwd=EXAMPLE, terminal=True).out == plain
        monkeypatch.undo()


@pytest.mark.parametrize("columns", [30, 50, 100, 300])
def test_it_is_as_wide_as_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    folder = EXAMPLES / "weeks-in/2-weeks"
    for words in ("status", "next", "ready", "list", "graph", "timeline", "show 05"):
        assert widest(roadmap(*words.split(), cwd=folder, terminal=True).out) <= min(columns, 120), words
        assert widest(roadmap(*words.split(), cwd=folder).out) <= 80, "piped it is not asked"


HOSTILE = (
    "Ⓐ | `pipes` [brackets](x) \"quotes\" 'n' {{ braces }} {% raw %} <script>alert(1)</script> \\ & ~ * _ # 🇩🇪 👨‍👩‍👧 ⚠️ "
    + "x" * 300,
    "検索の索引を新しく作り直して、すべての文書をもう一度読み込み、順位を計算し直す作業の全体をここにまとめて書いておく",
    "e\u0301" * 90,
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """The example's plan, with titles and texts that nobody should write."""
    folder = tmp_path / "2025-11-23-integrated-roadmap"
    shutil.copytree(EXAMPLE, folder)
    for place, path in enumerate(sorted((folder / ".planning").glob("0[3-8]-*.yml"))):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        words = HOSTILE[place % len(HOSTILE)]
        texts = {"title": f"{words} {place}", "summary": words, "why": words, "owner": words, "priority_reason": words}
        record |= {**texts, "task_list": [words], "success_criteria": [words], "blocked_by": [words], "pr": [words]}
        path.write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    return folder


def test_whatever_people_write_is_shown_and_never_too_wide(hostile: Path) -> None:
    commands = ["status", "next", "ready", "list", "graph", "timeline", *(f"show {number}" for number in range(3, 9))]
    for words in commands:
        out = shown(*words.split(), cwd=hostile)
        assert 0 < widest(out) <= 80, words
        assert "\033" not in out
        json.loads(shown(*words.split(), "--json", cwd=hostile))
    out = shown("show", "3", cwd=hostile)
    assert "<script>alert(1)</script>" in out.replace("\n", "") and "{{ braces }}" in out
    assert "索引を新しく" in shown(
        "show",
        "索引を新しく作り直して、すべての文書をもう一度読み込み、順位を計算し直す作業の全体をここにまとめて書いておく 1",
        cwd=hostile,
    )


def test_ctrl_c_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(plans, "read_plan", interrupted)
    result = roadmap("status", cwd=EXAMPLE)
    assert (result.code, result.out, result.err.strip()) == (130, "", "")


def test_a_file_that_cannot_be_read_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_: Path) -> None:
        raise PermissionError(13, "Permission denied", "START-HERE.md")

    monkeypatch.setattr(plans, "read_plan", forbidden)
    assert roadmap("status", cwd=EXAMPLE) == Result(2, "", "roadmap: START-HERE.md: Permission denied\n")


def test_who_reads_a_part_of_it_may_stop() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "work_packages.terminal", "list"],
        cwd=EXAMPLE,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdout and command.stderr
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 1


def test_a_terminal_that_cannot_show_a_sign_shows_another() -> None:
    result = process("-m", "work_packages.terminal", "status", PYTHONUTF8="0", PYTHONIOENCODING="latin-1")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Progress     ???????????????????? 0% (0h of 41.5h)\n" in result.stdout
    result = process("-m", "work_packages.terminal", "status", "--json", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert json.loads(result.stdout)["initiative"] == "Integrated Roadmap"


#: What takes long to load, and no command that reads needs.
HEAVY = (
    "copier",
    "jinja2",
    "pydantic",
    "questionary",
    "prompt_toolkit",
    "rich",
    "jsonschema",
    "wcwidth",
    "json",
    "difflib",
    "subprocess",
)

_LOADED = """\
import sys
from work_packages.terminal.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print(end.code, *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("command", ["status", "next", "ready"])
def test_reading_loads_nothing_heavy(command: str) -> None:
    result = process("-c", _LOADED, command)
    code, *loaded = result.stderr.split()
    assert code == "0" and "yaml" in loaded and "click" in loaded
    assert set(HEAVY) & set(loaded) == {"difflib", "json"}, "by which texts are compared, and stored values read"


def test_what_copier_loads_knows_no_terminal() -> None:
    words = "import sys; sys.path.insert(0, 'extensions'); import jinja_face; print(*sorted(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    loaded = result.stdout.split()
    assert any(name.endswith(".extension") for name in loaded)
    assert [name for name in loaded if name.split(".")[0] in ("click", "rich") or ".terminal" in name] == []


def complete(*words: str, cwd: Path = EXAMPLE) -> list[list[str]]:
    """What bash proposes for the last word: each with its kind."""
    result = subprocess.run(
        [sys.executable, "-m", "work_packages.terminal"],
        cwd=cwd,
        env={
            **ENVIRONMENT,
            "_ROADMAP_COMPLETE": "zsh_complete",
            "COMP_WORDS": " ".join(["roadmap", *words]),
            "COMP_CWORD": str(len(words)),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    return [lines[place + 1 : place + 3] for place in range(0, len(lines) - 2, 3)]


def test_completion_of_commands_packages_and_choices(tmp_path: Path) -> None:
    assert [word for word, _ in complete("st")] == ["status", "start"]
    assert complete("show", "0")[:2] == [["03", "Observability"], ["04", "Result Types"]]
    assert complete("show", "res") == [["result-types", "Result Types"], ["resilience-patterns", "Resilience Patterns"]]
    assert complete("-C", str(EXAMPLE), "show", "cach", cwd=tmp_path) == [["caching-strategy", "Caching Strategy"]]
    assert [word for word, _ in complete("list", "--status", "de")] == ["deferred"]
    assert complete("show", "0", cwd=tmp_path) == [], "without a plan nothing"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there_for_each_shell(shell: str) -> None:
    result = process("-m", "work_packages.terminal", _ROADMAP_COMPLETE=f"{shell}_source")
    assert result.returncode == 0 and f"_ROADMAP_COMPLETE={shell}_complete" in result.stdout.replace("env ", "")
