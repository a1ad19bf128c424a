"""The commands that write: each leaves what the `copier` command does that it explains, byte for byte."""

from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jsonschema
import pytest
import yaml
from work_packages import commands, direct, installed, plans, unfinished
from work_packages.installed import Installed
from work_packages.planning.answers import NAMES
from work_packages.planning.differences import as_json, differences
from work_packages.terminal import adding, carrying
from work_packages.terminal.adding import WORDS, add, analysis, confirm, new, option_of

from ..support import ROOT, Folder, copied, git, on, planned, run_copier, tree, use_installed
from .calling import Result, roadmap, shown

Start = Callable[..., Folder]


@pytest.fixture(autouse=True)
def of_this_version(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plans of the tests are of the installed version."""
    use_installed(template, monkeypatch)


def never(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copier is not run."""

    def run(*_: object, **__: object) -> int:
        raise AssertionError("Copier was run")

    monkeypatch.setattr(carrying, "copier", run)
    monkeypatch.setattr(carrying, "captured", run)


def explained(*words: str, cwd: Path) -> list[list[str]]:
    """The commands that do the same, by their words."""
    return [shlex.split(line) for line in shown(*words, "--explain", cwd=cwd).splitlines()]


def by_copier(folder: Folder, commands: list[list[str]]) -> None:
    """Run the commands that were explained; an update needs a folder that is committed."""
    for place, (name, *words) in enumerate(commands):
        assert name == "copier"
        if place:
            folder.commit()
        run_copier(*words, cwd=folder.path)


HOSTILE = "Ⓐ | `x` [y](z) \"q\" 'n' {{ b }} {% raw %} <script> \\ & ~ * # 検索 🇩🇪"

COMMANDS: list[tuple[str, ...]] = [
    ("start", "05"),
    ("start", "caching-strategy", "--owner", "Ada", "--started", "2026-01-14"),
    ("start", "5", "4"),
    ("done", "05", "--pr", "22", "--hours", "9", "--review", "1", "--did", "Redis; with tests"),
    ("done", "05", "--pr", "22", "--pr", "https://example.org/a/b/pull/23", "--completed", "2026-01-15", "--adr", "ADR-0001"),
    ("partial", "observ", "--did", "The index", "--remains", "The page: it's | open", "--left", "2-3h", "--hours", "4"),
    ("defer", "08", "--why", HOSTILE),
    ("drop", "07", "08", "--why", "The new server does it"),
    ("set", "05", "effort=8-12h", f"owner={HOSTILE}"),
    ("set", "05", "task_list+=Write", f"task-list+={HOSTILE}", "task_list-=Write"),
    ("set", "07", "depends_on-=03", "depends_on+=04"),
    ("set", "03", "blocked_by+=Cache server (by 2026-02-05); A contract"),
    ("set", "03", "04", "due=2026-03-01"),
    ("set", "completion-analysis", f"analysis_title={HOSTILE}"),
    ("set", "plan", "buffer=20", f"overall_criteria+={HOSTILE}"),
    ("set", f"rationale={HOSTILE}", "external_dependencies+=A contract"),
    ("add", f"Search {HOSTILE}", "--effort", "4-6h", "--depends-on", "03,04", "--task-list", HOSTILE, "--task-list", "B"),
    ("add", "Search", "-d", "value=high", "--in-scope", "A; B"),
    ("analysis", "risk"),
    ("analysis", "Performance Budget", "--analysis-purpose", HOSTILE),
    ("update",),
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words)[:40].encode("ascii", "ignore").decode())
def test_the_same_bytes_as_by_copier(
    words: tuple[str, ...], example: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copied(example, tmp_path / "by-copier")
    before = example.tree()
    commands = explained(*words, cwd=example.path)
    assert example.tree() == before, "explaining does nothing"
    with monkeypatch.context() as patch:
        never(patch)
        result = roadmap(*words, cwd=example.path)
    assert result.code == 0, result.err
    by_copier(other, commands)
    assert example.tree() == other.tree()


@pytest.mark.parametrize("words", [("confirm", "packages"), ("confirm", "packages,priorities", "--confirmed-by", HOSTILE)])
def test_the_same_bytes_of_a_confirmation(words: tuple[str, ...], example: Folder, tmp_path: Path) -> None:
    shown("set", "07", "depends_on=04", "-q", "--commit", cwd=example.path)
    assert list(json.loads(example.read(".planning/roadmap.json"))["reopened"]) == ["packages", "priorities"]
    test_the_same_bytes_as_by_copier(words, example, tmp_path, pytest.MonkeyPatch())


@pytest.mark.parametrize("words", [words for words in COMMANDS if words[0] in ("done", "add", "set")])
def test_what_is_said_of_the_plan_is_what_reading_it_anew_says(words: tuple[str, ...], example: Folder) -> None:
    before = plans.read_plan(example.path)
    told = json.loads(roadmap(*words, "--json", cwd=example.path).out)
    assert told == as_json(differences(before, plans.read_plan(example.path)))


def test_taking_out_what_has_come_takes_two_commands_of_copiers(example: Folder, tmp_path: Path) -> None:
    roadmap("set", "03", "blocked_by=A; B; C", cwd=example.path)
    roadmap("set", "03", "unblocked=A; B", cwd=example.path)
    example.commit()
    other = copied(example, tmp_path / "by-copier")
    commands = explained("set", "03", "unblocked-=A", cwd=example.path)
    assert [words[-1] for words in commands] == ["unblocked=", "unblocked=[B]"]
    shown("set", "03", "unblocked-=A", "-q", cwd=example.path)
    by_copier(other, commands)
    assert example.tree() == other.tree()
    assert record(example, "03-observability")["unblocked"] == ["B"]


def record(folder: Folder, name: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(folder.read(f".planning/{name}.yml"))
    return found


def test_new_is_copiers_own(repo: Path, template: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ("new", "A Plan", "--identified", "Search; Login", "--confirm", "scope", "--date", "2025-11-23")
    inner = repo / "src"
    inner.mkdir()
    lines = shown(*words, "--explain", cwd=inner).splitlines()
    assert lines[0] == "cd .."
    commit = git(template, "rev-parse", "HEAD").strip()
    assert lines[1].startswith(f"copier copy --trust --vcs-ref={commit} -d ") and lines[1].endswith(f" {template} .")
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    run_copier(*shlex.split(lines[1])[1:], cwd=other)
    result = roadmap(*words, "--commit", cwd=inner)
    assert result.code == 0, result.err
    said = "".join(capfd.readouterr())
    assert "✅ Planning folder created: " in said, "what Copier says is passed on"
    assert "copier update" not in said and "checklist" not in said, "roadmap itself says what is next"
    assert result.lines[0] == "Started A Plan in ../.engineering/artifacts/planning/2025-11-23-a-plan."
    assert tree(planned(repo, template).path) == tree(planned(other, template).path)
    assert git(repo, "log", "-1", "--format=%s") == "Plan A Plan\n"


def test_new_asks_unless_the_scope_is_confirmed_with_it(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def run(*_: object, asks: bool) -> int:
        asked.append(asks)
        return 0

    monkeypatch.setattr(adding, "copier", run)
    (tmp_path / "plan.yml").write_text("initiative: A Plan\n", encoding="utf-8")
    for words in (
        ("new",),
        ("new", "A Plan", "--identified", "Search"),
        ("new", "--confirm", "scope"),
        ("new", "A Plan", "--identified", "Search", "--confirm", "scope"),
        ("new", "--data-file", str(tmp_path / "plan.yml"), "--confirm", "scope"),
    ):
        assert roadmap(*words, cwd=repo, terminal=True).code == 0
    assert asked == [True, True, True, False, False]


def test_a_new_plan_that_git_does_not_know_yet(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ("--identified", "Search; Login", "--confirm", "scope", "--date", "2025-11-23")
    assert roadmap("new", "First", *words, "--commit", cwd=repo).err == ""
    result = roadmap("new", "Second", *words, "--planning-root", "docs", cwd=repo)
    assert result.lines[0] == "Started Second in docs/2025-11-23-second."
    assert result.err == "Commit it, so that it is found from elsewhere: roadmap commit -C docs/2025-11-23-second\n"
    assert shown("status", "-q", cwd=repo).startswith("First: ")
    assert shown("status", "-q", cwd=repo / "docs").startswith("Second: ")
    assert roadmap("commit", "-C", "docs/2025-11-23-second", cwd=repo).code == 0
    assert roadmap("new", "Third", *words, "--planning-root", "docs", "--commit", cwd=repo).err == ""
    assert git(repo, "log", "--format=%s") == "Plan Third\nPlan Second\nPlan First\n" and not git(repo, "status", "--porcelain")
    capfd.readouterr()


def test_new_that_copier_refuses(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert roadmap("new", cwd=repo).code == 1
    assert "initiative: is missing." in "".join(capfd.readouterr())
    assert tree(repo) == {}


@pytest.mark.parametrize(
    ("command", "part", "taken"),
    [
        (new, "initiative", "initiative"),
        (add, "work-package", "title"),
        (analysis, "analysis", "analysis_type"),
        (confirm, "initiative", "confirm"),
    ],
)
def test_every_answer_is_an_option(command: object, part: str, taken: str) -> None:
    options = {option for one in command.params for option in one.opts}  # type: ignore[attr-defined]
    # How another planner's folder is read counts only when an initiative starts.
    at_start = [name for name in NAMES[part] if name.startswith("import_")] if command is confirm else []
    assert {option_of(name) for name in NAMES[part] if name not in (taken, *at_start)} <= options
    assert set(WORDS) == {name for part in ("initiative", "analysis", "work-package") for name in NAMES[part]}


def test_a_data_file_and_options_that_count_more(example: Folder, tmp_path: Path) -> None:
    file = tmp_path / "answers.yml"
    file.write_text("title: Search\neffort: 2h\nrisk: high\ntask_list: ['a; b', c]\n", encoding="utf-8")
    shown("add", "-q", "--data-file", str(file), "-d", "effort=3h", "--value", "low", cwd=example.path)
    made = record(example, "09-search")
    assert [made[name] for name in ("title", "effort", "risk", "value", "task_list")] == [
        "Search",
        "3h",
        "high",
        "low",
        ["a; b", "c"],
    ]
    file.write_text("- a\n", encoding="utf-8")
    result = roadmap("add", "Other", "--data-file", str(file), cwd=example.path)
    assert result == Result(2, "", f"roadmap: {file} holds no answers.\n")


def test_what_is_said(example: Folder) -> None:
    with on("2025-11-24"):
        result = roadmap("set", "05", "effort=9-12h", cwd=example.path)
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "Changed 05 Caching Strategy.\n"
        "05 Caching Strategy: effort 6-8h → 9-12h, finish week 1 → 2\n"
        "06 and 08 finish one week later; 03 and 07 start one week later\n"
        "To be confirmed again, before more is started: packages and roadmap\n"
        "Finish: week 4 → 5, 2025-12-19 → 2025-12-23\n"
        "Hours: 34.5-48.5h → 37.5-52.5h total\n"
        "New problem: too large (05)\n"
        "Day of the plan: 2025-11-23 → 2025-11-24\n"
        "Decide       Checkpoint packages: Work package plans created. Ready for\n"
        "             prioritization? (roadmap confirm packages)\n"
        "Attention    2 points: see roadmap status\n"
        "Next         Confirm the work package plans again (checkpoint packages)\n"
    )
    assert roadmap("set", "05", "owner=Kim", "--quiet", cwd=example.path) == Result(0, "", "")


def test_what_is_worth_a_look_stands_beside_it(example: Folder) -> None:
    result = roadmap("done", "04", cwd=example.path)
    assert (result.code, result.lines[0]) == (0, "Completed 04 Result Types.")
    assert result.err.startswith("⚠️ 04 Result Types is complete, and in 04-result-types-plan.md ")
    assert roadmap("done", "03", "-q", cwd=example.path) == Result(0, "", "")


def test_json_is_the_differences(example: Folder) -> None:
    schema = json.loads((ROOT / "docs/plan-differences.schema.json").read_text(encoding="utf-8"))
    answer = json.loads(shown("set", "05", "owner=Ada", "--json", cwd=example.path))
    jsonschema.Draft202012Validator(schema).validate(answer)
    assert [(one["number"], one["after"]["owner"]) for one in answer["packages"] if "owner" in one["after"]] == [(5, "Ada")]


# All or nothing


def test_several_are_written_together_or_not_at_all(example: Folder) -> None:
    before = example.tree()
    result = roadmap("drop", "07", "08", cwd=example.path)
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "The answers for 07-database-optimization.yml hold a problem; nothing was written.\n"
        "  - remains: is missing. Say why the work package is dropped: -d remains=REASON.\n"
    )
    # The second is wrong only beside the first: it closes a cycle.
    result = roadmap("set", "03", "04", "depends_on=03", cwd=example.path)
    assert (result.code, result.out) == (1, "")
    assert '"03" is the work package itself' in result.err
    result = roadmap("set", "08", "03", "depends_on+=08", cwd=example.path)
    assert result.code == 1
    assert example.tree() == before


def test_several_of_which_one_would_conflict(example: Folder, tmp_path: Path) -> None:
    example.replace("04-result-types-plan.md", "5-8h agentic + 2h review", "5-8h agentic + 2h review, or so")
    before = example.tree()
    alone = copied(example, tmp_path / "alone")
    one = roadmap("set", "04", "effort=9h", "--commit", cwd=alone.path)
    assert (one.code, one.out) == (1, "") and one.err.startswith(
        "Done, but this file changed in the same place as what you wrote"
    )
    assert alone.status() != "", "and nothing is committed"
    assert "<<<<<<<" in alone.read("04-result-types-plan.md"), "one alone leaves both texts"
    result = roadmap("set", "03", "04", "effort=9h", "--commit", cwd=example.path)
    assert result == Result(
        1,
        "",
        "Several at once would change the same lines of 04-result-types-plan.md as what you wrote; nothing was written.\n"
        "Run them one by one: the one that does leaves both texts there for you to choose.\n",
    )
    assert example.tree() == before


def test_an_interrupted_write_is_finished(example: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    other = copied(example, example.path.parents[4] / "whole")
    shown("set", "05", "owner=Ada", "-q", cwd=other.path)
    real = unfinished.finish
    called: list[Path] = []

    def interrupted(folder: Path, *_: object) -> list[str]:
        called.append(folder)
        if len(called) == 1:
            raise KeyboardInterrupt
        return real(folder)

    monkeypatch.setattr(unfinished, "finish", interrupted)
    assert roadmap("set", "05", "owner=Ada", cwd=example.path).code == 130
    assert example.tree() == other.tree()


def test_ctrl_c_before_anything_is_written_leaves_it_as_it_was(example: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = example.tree()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(unfinished, "write_all", interrupted)
    for words in (("set", "05", "owner=Ada"), ("set", "05", "06", "owner=Ada")):
        result = roadmap(*words, cwd=example.path)
        assert (result.code, result.out, example.tree()) == (130, "", before)


def test_it_is_said_that_it_goes_on(example: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(steps: Sequence[direct.Asked]) -> commands.Done:
        time.sleep(0.3)
        return real(steps)

    real = direct.write_all
    monkeypatch.setattr(direct, "write_all", slow)
    monkeypatch.setattr(carrying, "_PATIENCE", 0.05)
    assert roadmap("set", "05", "owner=Ada", cwd=example.path, terminal=True).err == "\rWriting…\r        \r"
    assert roadmap("set", "05", "owner=Kim", "-q", cwd=example.path, terminal=True).err == ""
    assert roadmap("set", "05", "owner=Ada", cwd=example.path).err == "", "nobody is there"


# Words


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("set", "05", "efort=4h"), 2, "A work package has no answer 'efort'. Did you mean effort?\nSee `roadmap set --help`."),
        (("set", "bufer=4"), 2, "The plan has no answer 'bufer'. Did you mean buffer?\nSee `roadmap set --help`."),
        (
            ("set", "effort=4h"),
            2,
            "effort is an answer of a work package: roadmap set NUMBER effort=VALUE\nSee `roadmap set --help`.",
        ),
        (("set", "05", "buffer=4"), 2, "buffer is an answer of the plan: roadmap set buffer=VALUE\nSee `roadmap set --help`."),
        (("set", "05"), 2, "Nothing to change. Give NAME=VALUE, such as effort=4-6h.\nSee `roadmap set --help`."),
        (("set", "obsrvability", "owner=A"), 2, 'There is no work package "obsrvability". Did you mean 03 Observability?'),
        (
            ("set", "05", "effort+=4h"),
            2,
            "effort is no list: give it with effort=VALUE. Lists are insights, depends_on, blocked_by, unblocked, in_scope, "
            "out_of_scope, success_criteria, task_list and pr.",
        ),
        (
            ("set", "07", "depends_on-=08"),
            2,
            'depends_on: "api-design-patterns" is none of its entries. There are:\n  observability\n  caching-strategy',
        ),
        (
            ("start", "completion-analysis"),
            2,
            "01-COMPLETION-ANALYSIS.md has no status: it is an analysis. Name a work package.",
        ),
        (
            ("done", "05", "-d", "efort=4h"),
            2,
            "A work package has no answer 'efort'. Did you mean effort?\nSee `roadmap done --help`.",
        ),
        (("done", "05", "-d", "effort"), 2, "'effort' is no answer. Give it as -d NAME=VALUE.\nSee `roadmap done --help`."),
        (("add",), 2, "Nobody is there to be asked: give TITLE.\nSee `roadmap add --help`."),
        (
            ("add", "X", "-d", "efort=1"),
            2,
            "A work package has no answer 'efort'. Did you mean effort?\nSee `roadmap add --help`.",
        ),
        (("confirm", "roadmp"), 2, "'roadmp' is no checkpoint. Did you mean roadmap?\nSee `roadmap confirm --help`."),
        (("confirm",), 2, "Every checkpoint is confirmed."),
        (
            ("repair", "--all", "--renumber", "x"),
            2,
            "--renumber is for one plan. Leave --all out.\nSee `roadmap repair --help`.",
        ),
    ],
)
def test_a_mistake_is_one_message(words: tuple[str, ...], code: int, message: str, example: Folder) -> None:
    before = example.tree()
    assert roadmap(*words, cwd=example.path) == Result(code, "", f"roadmap: {message}\n")
    assert example.tree() == before


def test_a_refusal_is_printed_as_it_is(example: Folder) -> None:
    assert roadmap("set", "05", "effort=soon", cwd=example.path) == Result(
        1,
        "",
        "The answers for 05-caching-strategy.yml hold a problem; nothing was written.\n"
        '  - effort: "soon" is not a number of hours, nor a range of them. Give agentic hours as 4-6h or 4h, halves as 1.5h.\n',
    )


def test_an_entry_by_a_part_of_it_that_one_alone_has(example: Folder) -> None:
    shown("set", "05", "task_list=Write the index; Write the page; Draw", "-q", cwd=example.path)
    result = roadmap("set", "05", "task_list-=write", cwd=example.path)
    assert result == Result(
        2, "", 'roadmap: task_list: "write" stands in 2 entries; give more of one:\n  Write the index\n  Write the page\n'
    )
    shown("set", "05", "task_list-=the PAGE; draw", "-q", cwd=example.path)
    assert record(example, "05-caching-strategy")["task_list"] == ["Write the index"]


def test_confirming_at_a_terminal_shows_what_is_confirmed(start: Start) -> None:
    folder = start(analyses=[], identified=["Search"], confirm=["scope", "folder", "analysis"])
    no = roadmap("confirm", cwd=folder.path, terminal=True, typed="n\n")
    assert no.code == 130 and "Work Package Plans" in no.out and folder.status() == ""
    yes = roadmap("confirm", cwd=folder.path, terminal=True, typed="y\n")
    assert yes.code == 0, yes.err
    assert "Confirmed packages.\n" in yes.out
    assert json.loads(folder.read(".planning/roadmap.json"))["checkpoint"] == "priorities"


# Other versions


def test_a_plan_of_another_version_goes_through_copier(
    example: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installed, "installed", lambda: Installed("elsewhere", "", frozenset(["v0"])))
    monkeypatch.setattr(direct, "write_all", lambda _: pytest.fail("it was written without Copier"))
    other = copied(example, tmp_path / "by-copier")
    by_copier(other, explained("set", "05", "owner=Ada", cwd=example.path))
    result = roadmap("set", "05", "owner=Ada", cwd=example.path)
    assert (result.code, result.lines[0]) == (0, "Changed 05 Caching Strategy.")
    assert result.lines[1].startswith("05 Caching Strategy: owner Ada")
    assert "update  05-caching-strategy-plan.md" in "".join(capfd.readouterr())
    assert example.tree() == other.tree()
    # It needs everything committed, and says how; and takes one change at a time.
    result = roadmap("set", "05", "owner=Kim", cwd=example.path)
    assert result.code == 1 and "The planning folder: roadmap commit." in result.err
    result = roadmap("set", "05", "06", "owner=Kim", cwd=example.path)
    assert result.code == 1 and "one change at a time; nothing was written" in result.err
    assert example.tree() == other.tree()
    # Quiet says nothing but why it failed.
    assert "roadmap commit" in roadmap("set", "05", "owner=Kim", "-q", cwd=example.path).err
    assert "".join(capfd.readouterr()) == ""


# Over all plans


def test_one_line_a_plan_and_the_code_of_the_worst(example: Folder) -> None:
    second = example.path.with_name("2025-12-01-second")
    shutil.copytree(example.path, second)
    (second / "03-observability-plan.md").unlink()
    git(example.path, "add", "--all", ".")
    Folder(second, example.template).commit()
    root = example.path.parents[3]
    result = roadmap("update", "--all", cwd=root)
    at = ".engineering/artifacts/planning"
    assert result.code == 0
    assert result.lines[0] == f"{at}/2025-11-23-integrated-roadmap: up to date"
    assert result.lines[1].startswith(f"{at}/2025-12-01-second: ") and len(result.lines) == 2
    (second / ".copier-answers.yml").write_text("part: initiative\n", encoding="utf-8")
    result = roadmap("update", "--all", "--json", cwd=root)
    answers = json.loads(result.out)
    assert result.code == 2 and [one["code"] for one in answers] == [0, 2]
    result = roadmap("repair", "--all", cwd=example.path)
    assert (result.code, result.lines[0]) == (2, ".: nothing to repair")


def test_repair_after_a_merge_that_stopped(start: Start, capfd: pytest.CaptureFixture[str]) -> None:
    folder = start(analyses=[], identified=["Search", "Login"])
    repo = folder.path.parents[3]
    git(repo, "checkout", "-q", "-b", "theirs")
    shown("set", "03", "effort=7h", "--commit", "-q", cwd=folder.path)
    git(repo, "checkout", "-q", "-")
    shown("set", "04", "effort=8h", "--commit", "-q", cwd=folder.path)
    assert subprocess.run(["git", "merge", "-q", "theirs"], cwd=repo, check=False, capture_output=True).returncode == 1
    # Nothing else is written before the repair; and git commits no part of a merge.
    assert roadmap("set", "03", "owner=Ada", cwd=folder.path).code == 1
    result = roadmap("repair", cwd=folder.path)
    assert result.code == 0, result.err + "".join(capfd.readouterr())
    assert (record(folder, "03-search")["effort"], record(folder, "04-login")["effort"]) == ("7h", "8h")
    assert "git" in "".join(capfd.readouterr())


def test_renumber(example: Folder, tmp_path: Path) -> None:
    other = copied(example, tmp_path / "by-copier")
    by_copier(other, explained("repair", "--renumber", "observability", cwd=example.path))
    assert roadmap("repair", "--renumber", "observability", "-q", cwd=example.path) == Result(0, "", "")
    assert example.tree() == other.tree() and "09-observability-plan.md" in example.files()


def test_upgrade_goes_to_the_newest_version(
    example: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert explained("upgrade", cwd=example.path) == [["copier", "update", "--trust"]]
    result = roadmap("upgrade", cwd=example.path)
    assert result.code == 0, "".join(capfd.readouterr())
    assert result.lines[0] == "Integrated Roadmap is of the newest version."
    assert example.status() == ""


# Commit


def test_commit_takes_the_planning_folder_alone(example: Folder) -> None:
    repo = example.path.parents[3]
    (repo / "code.py").write_text("x\n", encoding="utf-8")
    (repo / "kept.py").write_text("x\n", encoding="utf-8")
    git(repo, "add", "kept.py")
    git(repo, "commit", "-q", "-m", "Code")
    (repo / "kept.py").write_text("y\n", encoding="utf-8")
    git(repo, "add", "code.py", "kept.py")
    result = roadmap("done", "05", "--pr", "22", "--commit", cwd=example.path)
    assert result.code == 0, result.err
    assert result.lines[-1] == "Committed: Complete 05 Caching Strategy"
    changed = git(repo, "show", "--name-only", "--format=%B", "HEAD")
    assert changed.startswith("Complete 05 Caching Strategy\n\n- 05 Caching Strategy: complete (PR #22")
    names = git(repo, "show", "--name-only", "--format=", "HEAD").split()
    assert names and all(name.startswith(".engineering/artifacts/planning/2025-11-23-integrated-roadmap/") for name in names)
    assert git(repo, "status", "--porcelain") == "A  code.py\nM  kept.py\n"
    assert roadmap("commit", cwd=example.path) == Result(
        0, "", "Nothing to commit: the planning folder is as in the last commit.\n"
    )


def test_commit_with_new_files_and_before_any_other(start: Start) -> None:
    folder = start(analyses=[], identified=["Search"])
    repo = folder.path.parents[3]
    git(repo, "update-ref", "-d", "HEAD")
    git(repo, "rm", "-r", "-q", "--cached", ".")
    assert roadmap("commit", cwd=folder.path).out == "Committed: Plan Sample\n"
    shown("add", "Login", "-q", "--commit", cwd=folder.path)
    assert git(repo, "log", "--format=%s") == "Add 04 Login\nPlan Sample\n"
    assert folder.status() == ""


def test_a_commit_that_fails_leaves_what_was_written(example: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    repo = example.path.parents[3]
    hook = repo / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    result = roadmap("set", "05", "owner=Ada", "--commit", cwd=example.path)
    assert result.code == 1
    assert result.err == "roadmap: `git commit` failed; the files are as they were written, and not committed.\n"
    assert "not today" in "".join(capfd.readouterr())
    assert record(example, "05-caching-strategy")["owner"] == "Ada"
    hook.unlink()
    assert roadmap("commit", cwd=example.path).out == "Committed: Update 05 Caching Strategy: owner Ada\n"


def test_commit_where_the_plan_is_the_root_leaves_the_rest(example: Folder, tmp_path: Path) -> None:
    root = tmp_path / "2025-11-23-integrated-roadmap"
    shutil.copytree(example.path, root)
    git(root, "init", "-q")
    (root / "code.py").write_text("x\n", encoding="utf-8")
    git(root, "add", "code.py")
    assert roadmap("commit", cwd=root).code == 0
    assert git(root, "status", "--porcelain") == "A  code.py\n"


def test_commit_outside_of_git(example: Folder, tmp_path: Path) -> None:
    away = tmp_path / "away" / example.path.name
    shutil.copytree(example.path, away)
    result = roadmap("commit", cwd=away)
    assert (result.code, result.out) == (2, "") and "is in no git repository" in result.err


# Whole processes


def test_writing_loads_no_copier(example: Folder) -> None:
    words = (
        "import sys; from work_packages import installed; from work_packages.installed import Installed\n"
        "made = Installed('', '', frozenset([sys.argv.pop(1)])); installed.installed = lambda: made\n"
        "from work_packages.terminal.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: print(end.code, *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    version = str(example.answers["_commit"])
    result = subprocess.run(
        [sys.executable, "-c", words, version, "done", "05", "-q"],
        cwd=example.path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "extensions"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    code, *loaded = result.stdout.split()
    heavy = {"copier", "pydantic", "questionary", "prompt_toolkit", "rich", "email", "http"}
    assert code == "0" and heavy & set(loaded) == set(), result.stderr


# Sequences


def steps_of(chance: random.Random, plan: list[str]) -> tuple[str, ...]:
    """A command of a random sequence; `plan` are the slugs of the packages."""
    one, other = chance.choice(plan), chance.choice(plan)
    hours = f"{chance.randint(1, 9)}h"
    return chance.choice(
        [
            ("start", one),
            ("start", one, other),
            ("done", one, "--pr", str(chance.randint(1, 99)), "--hours", hours),
            ("done", one, other),
            ("partial", one, "--did", "The index", "--remains", "The page", "--left", hours),
            ("defer", one, "--why", "Later"),
            ("drop", one, "--why", HOSTILE),
            ("set", one, f"effort={hours}", "owner=Ada"),
            ("set", one, other, f"due=2026-0{chance.randint(2, 9)}-01"),
            ("set", one, f"task_list+=Task {hours}"),
            ("set", one, f"depends_on+={other}"),
            ("set", one, f"depends_on-={other}"),
            ("set", one, f"blocked_by+=Thing {hours}"),
            ("set", f"buffer={chance.randint(0, 9)}0"),
            ("set", f"overview={HOSTILE} {hours}"),
            ("add", f"Package {hours} {chance.randint(1, 999)}", "--effort", hours, "--depends-on", one),
            ("confirm", "packages", "priorities", "roadmap"),
            ("update",),
        ]
    )


def play(seed: int, example: Folder, tmp_path: Path) -> None:
    """Play ten commands with `roadmap`, and those that it explains with `copier`: after each the bytes are the same."""
    chance = random.Random(seed)
    other = copied(example, tmp_path / f"by-copier-{seed}")
    done = tried = 0
    while done < 10 and tried < 100:
        tried += 1
        before = example.tree()
        slugs = [package.slug for package in plans.read_plan(example.path).packages]
        words = steps_of(chance, slugs)
        told = roadmap(*words, "--explain", cwd=example.path)
        result = roadmap(*words, "-q", cwd=example.path)
        if result.code:
            assert example.tree() == before, (seed, words)
            continue
        by_copier(other, [shlex.split(line) for line in told.out.splitlines()])
        assert example.tree() == other.tree(), (seed, words)
        if other.status():
            example.commit()
            other.commit()
        done += 1
    assert done == 10, seed


def test_a_random_sequence_leaves_the_same_bytes(example: Folder, tmp_path: Path) -> None:
    play(14, example, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(25))
def test_random_sequences_leave_the_same_bytes(seed: int, example: Folder, tmp_path: Path) -> None:
    play(seed, example, tmp_path)


def test_what_a_refusal_names_can_be_typed(start: Start) -> None:
    """It names commands of `roadmap`, and answers as it takes them."""
    folder = start(analyses=[], identified=["Search"], confirm=["scope", "folder", "analysis", "packages", "priorities"])
    result = roadmap("start", "search", cwd=folder.path)
    assert (result.code, result.out) == (1, "")
    assert "copier" not in result.err
    assert "roadmap confirm roadmap" in result.err
    assert roadmap("confirm", "roadmap", cwd=folder.path).code == 0
    assert roadmap("set", "search", "completed=2026-01-15", cwd=folder.path).err == (
        "The answers for 03-search.yml hold a problem; nothing was written.\n"
        "  - completed: the work package is not complete. Give the day together with -d status=complete.\n"
    )
    assert roadmap("set", "search", "completed=2026-01-15", "-d", "status=complete", cwd=folder.path).code == 0
