"""The commands that restructure a plan: whole documents before and after, a person's words kept, links that lead somewhere."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from work_packages import checking, direct, installed, interface, planning_folder
from work_packages.planning.records import document_file, is_package, record_file

from ..support import PUBLISHED, git, tree
from .calling import Result, roadmap

#: What people type.
SIGNS = "| ` [a](https://b `c` \"d' {{ e }} {% f %} <script>g</script> 🚀 設計 \\ **h** _i_"

#: The day on which the example was planned: nothing changes with time on it.
DAY = "2025-11-23"

FIVE, SIX, SEVEN = "05-caching-strategy-plan.md", "06-resilience-patterns-plan.md", "07-database-optimization-plan.md"


@pytest.fixture(autouse=True)
def as_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The published example is of the installed version, and today is its day."""
    monkeypatch.setattr(installed, "installed", lambda: installed.Installed("x", "", frozenset({"0.1.0"})))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763899200")


class Plan:
    """A copy of the published example in a repository of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *words: str, **options: Any) -> Result:
        return roadmap(*words, cwd=self.path, **options)

    def done(self, *words: str) -> str:
        """Run a command that has nothing to complain of, and look whether the plan is whole."""
        result = self.run(*words)
        assert (result.code, result.err) == (0, ""), result.err
        self.is_whole()
        return result.out

    def refused(self, *words: str, code: int = 1) -> str:
        """Run a command that is refused: it changes nothing, and says why on the error stream."""
        before = tree(self.path)
        result = self.run(*words)
        assert (result.code, result.out) == (code, "")
        assert tree(self.path) == before
        return result.err.removeprefix("roadmap: ").rstrip("\n")

    def read(self, name: str) -> str:
        return (self.path / name).read_bytes().decode()

    def lines(self, name: str) -> list[str]:
        return self.read(name).splitlines()

    def section(self, name: str, heading: str) -> list[str]:
        """The lines below a heading, up to the next heading or rule, without the empty ones."""
        below = self.read(name).partition(f"# {heading}\n")[2]
        return [line for line in re.split(r"\n(?=#|---)", below)[0].splitlines() if line.strip()]

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        (self.path / name).write_bytes(text.replace(old, new).encode())

    def append(self, name: str, text: str) -> None:
        (self.path / name).write_bytes((self.read(name) + text).encode())

    def record(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load(self.read(f".planning/{name}.yml"))
        return found

    def commit(self) -> str:
        git(self.path, "add", "--all")
        git(self.path, "commit", "--quiet", "--allow-empty", "--message", "Work")
        return git(self.path, "rev-parse", "HEAD").strip()

    def ticked(self, slug: str) -> list[str]:
        """The criteria and tasks of a package whose boxes are ticked, as `roadmap.json` knows them."""
        package = next(one for one in self.data["packages"] if one["slug"] == slug)
        done = [(one["words"], one["met"]) for one in package["criteria"]]
        done += [(one["words"], one["done"]) for one in package["tasks"]]
        return [words for words, ticked in done if ticked]

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.read(".planning/roadmap.json"))
        return found

    def is_whole(self) -> None:
        """Every link leads to a file, every document says what the records say, and the records are those of the snapshot."""
        for file in self.path.glob("*.md"):
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text(encoding="utf-8")):
                assert "://" in target or (self.path / unquote(target)).is_file(), f"{file.name}: {target}"
        there = planning_folder.read(self.path)
        answers = there.answers or {}
        assert answers["documents"] == there.records
        stored = interface.made(answers)
        made = interface.remade(
            there.files, {}, answers={}, confirmed=(), on="", by="", whole=whole(answers), day=DAY, origin=origin(answers)
        )
        kept = {name: content for name, content in made.items() if not planning_folder.is_record(name)}
        assert kept.pop(".copier-answers.yml") == there.files[".copier-answers.yml"]
        assert [
            str(fault) for fault in checking.faults(stored, kept, there.files) if fault.kind != checking.CHANGED_BY_HAND
        ] == []
        assert json.loads(kept[".planning/roadmap.json"]) == self.data
        files = {record_file(one) for one in there.records} | {"roadmap.json"}
        assert {path.name for path in (self.path / ".planning").iterdir()} == files
        plans = {document_file(one) for one in there.records if is_package(one)}
        assert {path.name for path in self.path.glob("*-plan.md")} == plans


def whole(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: answers["observed"][name] for name in ("renamed", "headings", "cut") if name in answers["observed"]}


def origin(answers: dict[str, Any]) -> dict[str, str]:
    return {name: answers[name] for name in ("_commit", "_src_path")}


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    shutil.copytree(PUBLISHED, tmp_path / "plan")
    made = Plan(tmp_path / "plan")
    git(made.path, "init", "--quiet")
    made.commit()
    return made


@pytest.fixture
def written(plan: Plan) -> Plan:
    """The plan in which people wrote and ticked."""
    for name, task in ((FIVE, "Load test"), (SIX, "Failure tests")):
        number = name[:2]
        plan.replace(
            name, f"- [ ] {task}\n", f"- [x] {task} - [PR | 7](https://x.org/{number}) `{{{{ }}}}`\n  - seen by Kim, {number}\n"
        )
        plan.replace(name, "## Scope\n", f"My paragraph in {number} beside [the plan]({SIX}#scope) <script>.\n\n## Scope\n")
        plan.append(
            name, f"\n### Notes of {number} 設計\n\n```python\n- [ ] code {number}\n```\n\n- [ ] open {number} {SIGNS}\n"
        )
    plan.append("START-HERE.md", f"\nMine: [six]({SIX}) and {SIX}.\n")
    plan.commit()
    return plan


def words_of(name: str, plan: Plan) -> list[str]:
    """The lines that are no template's."""
    made = interface.made(planning_folder.read(plan.path).answers or {})[name].decode().splitlines()
    return [line for line in plan.lines(name) if line.strip() and line not in made]


# Move.

ORDER = [
    *("caching-strategy", "observability", "result-types", "resilience-patterns", "database-optimization"),
    "api-design-patterns",
]
RECORDS = [
    *("03-observability", "04-result-types", "05-caching-strategy", "06-resilience-patterns", "07-database-optimization"),
    "08-api-design-patterns",
]


def test_a_package_moves_by_one_rank(plan: Plan) -> None:
    assert plan.data["order"] == ORDER
    out = plan.done("move", "04", "--before", "03").splitlines()
    assert out[0] == "04 Result Types comes right before 03 Observability now."
    assert "Order: 03, 04 → 04, 03" in [line.strip() for line in out]
    assert "To be confirmed again, before more is started: priorities" in [line.strip() for line in out]
    assert plan.data["order"] == ["caching-strategy", "result-types", "observability", *ORDER[3:]]
    assert {name: plan.record(name)["rank"] for name in RECORDS} == {**dict.fromkeys(RECORDS, ""), "04-result-types": "10"}


def test_moved_there_and_back_no_rank_is_left(plan: Plan) -> None:
    before = tree(plan.path)
    plan.done("move", "04", "--first")
    plan.done("move", "04", "--after", "03")
    assert tree(plan.path) == before


def test_a_package_that_comes_there_already_stays(plan: Plan) -> None:
    before = tree(plan.path)
    assert plan.done("move", "04", "--after", "03") == (
        "04 Result Types comes right after 03 Observability already; nothing was written.\n"
    )
    assert json.loads(plan.done("move", "04", "--after", "03", "--json"))["changed"] is False
    assert tree(plan.path) == before


def test_what_needs_a_package_comes_along(plan: Plan) -> None:
    """06 needs 03: where 03 goes behind 04, so does 06."""
    plan.done("move", "03", "--after", "04")
    assert plan.data["order"] == ["caching-strategy", "result-types", "observability", *ORDER[3:]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            "05 --after 03",
            "05 Caching Strategy has priority HIGH, and 03 Observability MEDIUM: the order goes by priority first. Give both the same: "
            "roadmap set 05 priority=medium",
        ),
        (
            "03 --after 06",
            "03 Observability cannot come after 06 Resilience Patterns, which needs it. Leave the order, or take the dependency out "
            "first: roadmap set 06 depends_on-=observability",
        ),
        (
            "06 --before 04",
            "06 Resilience Patterns cannot come before 04 Result Types: it needs 04 Result Types, which comes later. Move that one "
            "before, or this one behind it: roadmap move 06 --after 04",
        ),
        (
            "06 --first",
            "06 Resilience Patterns cannot come first: it needs 03 Observability, which comes later. Move that one before, or this one "
            "behind it: roadmap move 06 --after 03",
        ),
        ("06 --after 06", "06 Resilience Patterns cannot come after itself. Name another work package."),
    ],
)
def test_a_place_that_cannot_be_is_refused(plan: Plan, words: str, message: str) -> None:
    assert plan.refused("move", *words.split()) == message


def test_where_to_is_said_in_one_way(plan: Plan) -> None:
    said = "Say where to, in one way: --after PACKAGE, --before PACKAGE, or --first."
    assert plan.refused("move", "05", code=2) == said
    assert plan.refused("move", "05", "--first", "--after", "03", code=2) == said


def test_what_is_put_aside_stands_in_no_order(plan: Plan) -> None:
    direct.write(direct.Asked(plan.path, {"status": "deferred", "remains": "later"}, ".planning/04-result-types.yml"))
    assert plan.refused("move", "04", "--first") == "04 Result Types is deferred: only open work packages stand in the order."


# Renumber and rename.


def test_renumbered_every_link_and_word_stays(written: Plan) -> None:
    mine = written.lines(SIX)
    before = words_of(SIX, written)
    out = written.done("renumber", "06", "12").splitlines()
    assert out[0] == "06 Resilience Patterns has the number 12 now."
    new = "12-resilience-patterns-plan.md"
    assert written.lines(new)[0] == "# Phase 12: Resilience Patterns"
    assert words_of(new, written) == [line.replace(SIX, new) for line in before]
    assert len(written.lines(new)) == len(mine)
    assert f"Mine: [six]({new}) and {new}." in written.lines("START-HERE.md")
    assert written.record("12-resilience-patterns")["number"] == 12
    assert not [name for name in tree(written.path) if name.startswith(("06-", ".planning/06-"))]
    # What was ticked since the last command is known under the new name at once.
    assert written.ticked("resilience-patterns") == ["Failure tests"]


def test_renumbered_without_a_number_it_gets_the_next(plan: Plan, tmp_path: Path) -> None:
    """As Copier gives it, to the same bytes."""
    other = tmp_path / "other"
    shutil.copytree(plan.path, other)
    direct.write(direct.Asked(other, {"renumber": "resilience-patterns"}, part="repair"))
    plan.done("renumber", "resilience")
    assert plan.record("09-resilience-patterns")["number"] == 9
    assert tree(plan.path) == tree(other)


def test_answers_that_name_a_renumbered_document_follow(plan: Plan) -> None:
    see = f"See [six]({SIX}) first"
    direct.write(direct.Asked(plan.path, {"overview": see, "overall_criteria": [see]}))
    direct.write(direct.Asked(plan.path, {"out_of_scope": [see]}, ".planning/08-api-design-patterns.yml"))
    plan.done("renumber", "06", "12")
    now = see.replace("06-", "12-")
    assert plan.record("08-api-design-patterns")["out_of_scope"] == [now]
    assert now in plan.lines("START-HERE.md")
    assert f"- {now}" in plan.lines("08-api-design-patterns-plan.md")


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("05", "05 is the number of Caching Strategy. Give one that is free, or none for the next: 09."),
        ("1", "01 is the number of completion-analysis. Give one that is free, or none for the next: 09."),
        ("6", "06 Resilience Patterns has this number already. Give another, or none for the next free one."),
    ],
)
def test_a_number_that_is_taken_is_refused(plan: Plan, number: str, message: str) -> None:
    assert plan.refused("renumber", "06", number) == message


@pytest.mark.parametrize("number", ["0", "x", "-3", "99999", "1.5", "{{ 7 * 7 }}"])
def test_what_is_no_number_is_refused(plan: Plan, number: str) -> None:
    message = plan.refused("renumber", "--", "06", number)
    assert message.startswith("number: ") and "Traceback" not in message


def test_a_file_of_the_new_name_is_not_lost(plan: Plan) -> None:
    plan.append("START-HERE.md", "")
    (plan.path / "12-resilience-patterns-plan.md").write_text("Mine\n", encoding="utf-8")
    assert plan.refused("renumber", "06", "12") == (
        "12-resilience-patterns-plan.md is there already, and would be lost. Give that file another name, or another number."
    )


def test_renamed_the_title_changes_everywhere_and_files_stay(written: Plan) -> None:
    names = sorted(tree(written.path))
    out = written.done("rename", "06", SIGNS).splitlines()
    assert out[0].startswith("06 Resilience Patterns is called | ` [a](https://b `c`")
    assert sorted(tree(written.path)) == names
    assert written.record("06-resilience-patterns")["title"] == SIGNS
    assert "Resilience Patterns" not in "".join(one for one in map(written.read, ("START-HERE.md", "README.md", SIX)))


def test_renamed_to_the_same_bytes_as_by_copier(plan: Plan, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(plan.path, other)
    direct.write(direct.Asked(other, {"title": "Response Cache"}, ".planning/05-caching-strategy.yml"))
    plan.done("rename", "05", "Response Cache")
    assert tree(plan.path) == tree(other)


def test_a_title_that_is_none_is_refused(plan: Plan) -> None:
    assert "title" in plan.refused("rename", "05", " ")


# Split.


def test_a_part_becomes_a_package_with_ticks_and_words(written: Plan) -> None:
    words = words_of(FIVE, written)
    out = written.done(
        *("split", "05", "--title", "Cache | Warming", "--tasks", "3,4", "--criteria", "1", "--scope", "1", "--effort", "2-3h"),
    ).splitlines()
    assert out[0] == "05 Caching Strategy is split; 09 Cache | Warming is new."
    new = "09-cache-warming-plan.md"
    assert written.lines(new)[0] == "# Phase 9: Cache \\| Warming"
    assert written.section(new, "Success Criteria") == [
        "- [ ] Hit rate of at least 80% for both look-ups under the recorded load"
    ]
    assert written.section(new, "Implementation")[2:5] == [
        "- [ ] Invalidation on write",
        "- [x] Load test - [PR | 7](https://x.org/05) `{{ }}`",
        "  - seen by Kim, 05",
    ]
    assert written.section(FIVE, "Implementation")[2:4] == ["- [ ] Cache interface", "- [ ] Both look-ups"]
    assert written.section(FIVE, "Success Criteria") == ["- [ ] 95th percentile of response time under 200 ms"]
    assert written.section(FIVE, "In Scope") == ["- Expiry rules, and invalidation on write"]
    moved = words[1:3]
    assert moved == ["- [x] Load test - [PR | 7](https://x.org/05) `{{ }}`", "  - seen by Kim, 05"]
    assert words_of(FIVE, written) == [line for line in words if line not in moved]
    five, nine = written.record("05-caching-strategy"), written.record("09-cache-warming")
    assert (five["effort"], five["review"], nine["effort"], nine["review"]) == ("4-5h", "2h", "2-3h", "")
    assert (nine["depends_on"], nine["priority"], nine["value"]) == (["caching-strategy"], "high", "high")
    assert written.ticked("cache-warming") == ["Load test"]
    assert written.ticked("caching-strategy") == []


@pytest.mark.parametrize(
    ("where", "needs"),
    [
        ((), (["observability", "result-types"], ["resilience-patterns"])),
        (("--after",), (["observability", "result-types"], ["resilience-patterns"])),
        (("--before",), (["observability", "result-types", "policies"], ["observability", "result-types"])),
        (("--beside",), (["observability", "result-types"], ["observability", "result-types"])),
    ],
)
def test_where_the_new_package_stands(plan: Plan, where: tuple[str, ...], needs: tuple[list[str], list[str]]) -> None:
    plan.done("split", "06", "--title", "Policies", "--tasks", "1", "--effort", "1-2h", *where)
    assert (plan.record("06-resilience-patterns")["depends_on"], plan.record("09-policies")["depends_on"]) == needs


def test_chosen_dependents_need_the_new_package_instead(plan: Plan) -> None:
    plan.done("split", "03", "--title", "Metrics", "--tasks", "2", "--effort", "1-2h", "--for", "07", "--review", "0.5h")
    assert plan.record("07-database-optimization")["depends_on"] == ["metrics", "caching-strategy"]
    assert plan.record("06-resilience-patterns")["depends_on"] == ["observability", "result-types"]
    assert (plan.record("03-observability")["review"], plan.record("09-metrics")["review"]) == ("0.5h", "0.5h")


def test_entries_that_a_person_wrote_in_the_plan_go_as_well(plan: Plan) -> None:
    """Where the plan asked for them, and no answer has them."""
    direct.write(direct.Asked(plan.path, {"title": "Queues", "effort": "4-6h"}, part="work-package"))
    file = "09-queues-plan.md"
    asked = "_List 3 to 6 concrete tasks, or leave them to the workflow's task breakdown._"
    plan.replace(file, asked, "- [ ] Broker\n  - with two nodes\n- [x] Consumer **now**\n- [ ] Tests")
    plan.commit()
    plan.done("split", "09", "--title", "Broker", "--tasks", "1-2", "--effort", "1-2h")
    assert plan.section(file, "Implementation")[2:3] == ["- [ ] Tests"]
    assert plan.section("10-broker-plan.md", "Implementation")[2:5] == [
        "- [ ] Broker",
        "  - with two nodes",
        "- [x] Consumer **now**",
    ]
    assert plan.record("10-broker")["task_list"] == ["Broker", "Consumer **now**"]
    plan.done("split", "09", "--title", "Rest", "--tasks", "1", "--effort", "1h")
    assert plan.section(file, "Implementation")[2:3] == [asked]
    assert plan.section("11-rest-plan.md", "Implementation")[2:3] == ["- [ ] Tests"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--tasks 1 --effort 1h", "The new work package has no title yet. Give it with --title TITLE."),
        (
            "--title New --tasks 9 --effort 1h",
            'tasks: "9" is none of its tasks. Give positions such as 3,4 or 2-4. There are:\n  1. Cache interface\n  2. Both look-ups\n'
            "  3. Invalidation on write\n  4. Load test",
        ),
        (
            "--title New",
            "Say what the new work package takes of 05 Caching Strategy: --tasks, --criteria or --scope with positions such as 3,4, or "
            "--effort. `roadmap show` lists them.",
        ),
        (
            "--title New --tasks 1",
            "effort: is missing. 05 Caching Strategy is estimated at 6-8h: say how much of it the new work package takes, with --effort "
            "2-3h.",
        ),
        (
            "--title New --tasks 1 --effort 6-8h",
            'effort: "6-8h" of 6-8h leaves no estimate for 05 Caching Strategy. Give less, or say what stays with it, with --left 2-3h.',
        ),
        (
            "--title New --tasks 1 --effort 1h --review 3h",
            'review: "3h" is more than the 2h of 05 Caching Strategy. Give less, or leave it out.',
        ),
        (
            "--title Resilience-Patterns --tasks 1 --effort 1h",
            'slug: "resilience-patterns" is the slug of a work package that exists already. Give another title, or another slug with '
            "--slug NAME.",
        ),
        (
            "--title New --tasks 1 --effort 1h --for 06",
            "06 Resilience Patterns does not depend on 05 Caching Strategy. 07 Database Optimization does.",
        ),
    ],
)
def test_a_split_that_cannot_be_is_refused(plan: Plan, words: str, message: str) -> None:
    code = 2 if "no title" in message or "none of its" in message else 1
    assert plan.refused("split", "05", *words.split(), code=code) == message


def test_a_line_that_both_change_is_refused(plan: Plan) -> None:
    """A task that a person worded anew is no longer known as the one that goes."""
    plan.replace(FIVE, "- [ ] Load test\n", "- [ ] Measure it\n")
    assert plan.refused("split", "05", "--title", "New", "--tasks", "4", "--effort", "1h") == (
        f'{FIVE}: you changed the line "- [ ] Measure it", and this changes it too: put your words on a line of their own, and run it '
        "again.\nNothing was written."
    )


def test_at_a_terminal_what_is_not_said_is_asked(written: Plan) -> None:
    """Title, tasks, criteria, scope, effort, and what needs the new one: with arrows, space and Enter."""
    down, enter, space, clear = "\x1b[B", "\r", " ", "\x15"
    typed = [
        *("Warming", enter),
        *(down, down, space, down, space, enter),
        *(enter, down, space, enter),
        # What is wrong is said, and asked again.
        *("nonsense", enter, clear, "2-3h", enter),
        *(space, enter),
    ]
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("".join(typed))
        result = written.run("split", "05", terminal=True)
    assert (result.code, result.err) == (0, "")
    written.is_whole()
    new = written.record("09-warming")
    assert (new["task_list"], new["success_criteria"], new["effort"]) == (["Invalidation on write", "Load test"], [], "2-3h")
    assert new["in_scope"] == ["Expiry rules, and invalidation on write"]
    assert written.record("07-database-optimization")["depends_on"] == ["observability", "warming"]


def test_a_person_who_goes_back_leaves_the_plan_as_it_was(written: Plan) -> None:
    before = tree(written.path)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("Warming\r\x03")
        assert written.run("split", "05", terminal=True).code == 130
    assert tree(written.path) == before


# Merge.


def test_all_that_people_wrote_stands_in_the_other_plan(written: Plan) -> None:
    mine, gone = words_of(FIVE, written), words_of(SIX, written)
    out = written.done("merge", "05", "06").splitlines()
    assert out[0] == "06 Resilience Patterns is merged into 05 Caching Strategy."
    assert not (written.path / SIX).exists()
    now = written.lines(FIVE)
    kept = [line.replace(SIX, FIVE) for line in (*mine, *gone)]
    assert [line for line in kept if line not in now] == []
    carried = now[now.index("## Resilience Patterns (merged from 06)") :]
    assert carried == [
        "## Resilience Patterns (merged from 06)",
        "",
        "**Context from Analysis**",
        "",
        f"My paragraph in 06 beside [the plan]({FIVE}#scope) <script>.",
        "",
        "**Notes**",
        "",
        "### Notes of 06 設計",
        "",
        "```python",
        "- [ ] code 06",
        "```",
        "",
        f"- [ ] open 06 {SIGNS}",
    ]
    assert written.section(FIVE, "Implementation")[5:10] == [
        *(
            "- [x] Load test - [PR | 7](https://x.org/05) `{{ }}`",
            "  - seen by Kim, 05",
            "- [ ] Policy type",
            "- [ ] Partner clients",
        ),
        "- [x] Failure tests - [PR | 7](https://x.org/06) `{{ }}`",
    ]
    assert f"Mine: [six]({FIVE}) and {FIVE}." in written.lines("START-HERE.md")
    five = written.record("05-caching-strategy")
    assert (five["effort"], five["review"], five["risk"]) == ("10-14h", "3.5h", "high")
    assert five["depends_on"] == ["observability", "result-types"]
    assert written.ticked("caching-strategy") == ["Load test", "Failure tests"]
    assert list(written.data["reopened"]) == ["packages", "priorities"]


def test_merged_it_is_undone_by_one_commit(written: Plan) -> None:
    before = tree(written.path)
    written.done("merge", "05", "06")
    written.commit()
    git(written.path, "revert", "--no-edit", "HEAD")
    assert tree(written.path) == before


def test_what_depended_on_the_other_depends_on_this_one(plan: Plan) -> None:
    plan.done("merge", "03", "04")
    assert plan.record("05-caching-strategy")["depends_on"] == []
    assert plan.record("06-resilience-patterns")["depends_on"] == ["observability"]
    assert plan.record("08-api-design-patterns")["depends_on"] == ["observability"]


def test_comments_in_the_record_that_goes_are_kept(plan: Plan) -> None:
    plan.replace(".planning/06-resilience-patterns.yml", "effort:", "# As Ada said\neffort:")
    plan.commit()
    plan.done("merge", "05", "06")
    assert "# As Ada said" in plan.lines(".planning/05-caching-strategy.yml")
    plan.done("move", "04", "--first")
    assert "# As Ada said" in plan.lines(".planning/05-caching-strategy.yml")


def test_lists_and_texts_that_people_wrote_in_both_plans_are_united(plan: Plan) -> None:
    for title in ("Broker", "Queues"):
        direct.write(direct.Asked(plan.path, {"title": title, "effort": "2-3h"}, part="work-package"))
    for number, name in ((9, "broker"), (10, "queues")):
        file = f"{number:02d}-{name}-plan.md"
        plan.replace(file, "_Write what this work package covers._", f"It covers **{name}**,\nand more of {name}.")
        plan.replace(
            file,
            "_List the measurable outcomes, with a performance target if there is one._",
            f"- [x] 95 of 100 {name}\n  - by hand",
        )
    plan.commit()
    gone = words_of("10-queues-plan.md", plan)
    assert gone == ["It covers **queues**,", "and more of queues.", "- [x] 95 of 100 queues", "  - by hand"]
    plan.done("merge", "09", "10")
    file = "09-broker-plan.md"
    assert [line for line in gone if line not in plan.lines(file)] == []
    assert plan.section(file, "Success Criteria") == [
        "- [x] 95 of 100 broker",
        "  - by hand",
        "- [x] 95 of 100 queues",
        "  - by hand",
    ]
    assert plan.ticked("broker") == ["95 of 100 broker (by hand)", "95 of 100 queues (by hand)"]


def test_a_testing_document_stays_and_is_named(plan: Plan) -> None:
    direct.write(direct.Asked(plan.path, {"testing": True}, ".planning/06-resilience-patterns.yml"))
    name = "RESILIENCE-PATTERNS-TESTING.md"
    plan.append(name, "\nMy run: green.\n")
    plan.commit()
    plan.done("merge", "05", "06")
    assert plan.lines(name)[-1] == "My run: green."
    assert f"- [{name}]({name})" in plan.lines(FIVE)


def test_translated_headings_line_ends_and_a_renamed_plan(written: Plan) -> None:
    """A plan of which a person changed the name and the headings, saved by another system."""
    content = written.read(SIX).replace("## Success Criteria", "## Erfolgskriterien").replace("\n", "\r\n")
    (written.path / SIX).unlink()
    (written.path / "mine.md").write_bytes(content.encode())
    gone = words_of_text(content, SIX, written)
    five = written.read(FIVE).replace("\n", "\r\n")
    (written.path / FIVE).write_bytes(five.encode())
    written.commit()
    result = written.run("merge", "05", "06")
    assert (result.code, result.err) == (0, "")
    assert not (written.path / "mine.md").exists()
    now = written.read(FIVE)
    assert now.count("\n") == now.count("\r\n")
    assert [line for line in gone if line.replace(SIX, FIVE) not in now] == []
    assert "**Erfolgskriterien**" in now


def words_of_text(content: str, name: str, plan: Plan) -> list[str]:
    made = interface.made(planning_folder.read(plan.path).answers or {})[name].decode().splitlines()
    return [line for line in content.splitlines() if line.strip() and line not in made and not line.startswith("## ")]


@pytest.mark.parametrize(
    ("answers", "words", "message"),
    [
        ({}, "05 05", "05 Caching Strategy cannot be merged into itself. Name two work packages."),
        (
            {"status": "deferred", "remains": "later"},
            "05 06",
            "05 Caching Strategy is ready, and 06 Resilience Patterns deferred: one work package has one status. Bring both to the same "
            "first, with roadmap set 06 status=ready",
        ),
        (
            {"depends_on": ["database-optimization"]},
            "05 06",
            "05 Caching Strategy and 06 Resilience Patterns cannot be one work package: then it would wait for itself, caching-strategy "
            "needs database-optimization needs caching-strategy. Take one of these dependencies out first, with roadmap set.",
        ),
    ],
)
def test_a_merge_that_cannot_be_is_refused(plan: Plan, answers: dict[str, Any], words: str, message: str) -> None:
    if answers:
        direct.write(direct.Asked(plan.path, answers, ".planning/06-resilience-patterns.yml"))
    assert plan.refused("merge", *words.split()) == message


# All of them.


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            "rename 05 X",
            "copier update --trust --vcs-ref=:current: -a .planning/05-caching-strategy.yml -d title=X\n",
        ),
        ("move 04 --first", "copier update --trust --vcs-ref=:current: -a .planning/04-result-types.yml -d rank=10\n"),
        (
            "renumber 05",
            "copier copy --trust --vcs-ref=:current: -d part=repair -d renumber=caching-strategy copier-work-packages .\n",
        ),
        (
            "merge 05 06",
            "No copier command makes one work package of two: only `roadmap merge` does, with\nall files at once.\n",
        ),
        (
            "split 05 --title X --tasks 1 --effort 1h",
            "No copier command makes two work packages of one: only `roadmap split` does,\nwith all files at once.\n",
        ),
    ],
)
def test_explained_nothing_is_written(plan: Plan, words: str, shown: str) -> None:
    before = tree(plan.path)
    assert plan.done(*words.split(), "--explain") == shown
    assert tree(plan.path) == before


@pytest.mark.parametrize(
    "words", ["rename 05 X", "move 04 --first", "renumber 05", "merge 05 06", "split 05 --title X --tasks 1 --effort 1h"]
)
def test_told_as_json_and_not_at_all(plan: Plan, words: str, tmp_path: Path) -> None:
    other = Plan(tmp_path / "other")
    shutil.copytree(plan.path, other.path)
    found = json.loads(plan.done(*words.split(), "--json"))
    assert (found["schema"], found["changed"]) == (1, True)
    assert other.done(*words.split(), "--quiet") == ""
    assert tree(plan.path) == tree(other.path)


@pytest.mark.parametrize(
    "words", ["rename 05 X", "move 04 --first", "renumber 05", "merge 05 06", "split 05 --title X --tasks 1 --effort 1h"]
)
def test_a_plan_of_another_version_is_refused(plan: Plan, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "installed", lambda: installed.Installed("x", "", frozenset({"0.2.0"})))
    assert plan.refused(*words.split()) == (
        "This plan is of version 0.1.0 of the template, and the installed one is another: only a plan of the installed version can be "
        "restructured; nothing was written. Bring it there first: roadmap upgrade"
    )


def test_what_another_command_left_half_written_is_finished_first(plan: Plan) -> None:
    journal = plan.path / ".planning/.unfinished.json"
    journal.write_text(json.dumps({"files": {"NEW.md": {"before": None, "after": "Mine\n"}}}), encoding="utf-8")
    result = plan.run("merge", "05", "06")
    assert (result.code, (plan.path / "NEW.md").read_text(encoding="utf-8")) == (0, "Mine\n")
    assert not journal.exists()


def test_conflict_markers_are_refused(plan: Plan) -> None:
    plan.append(FIVE, "\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")
    assert FIVE in plan.refused("merge", "05", "06")


def test_committed_in_one_go_it_is_one_commit(plan: Plan) -> None:
    before = git(plan.path, "rev-parse", "HEAD").strip()
    out = plan.done("merge", "05", "06", "--commit").splitlines()
    assert out[-1].startswith("Committed: ")
    assert git(plan.path, "status", "--porcelain") == ""
    assert git(plan.path, "rev-list", "--count", f"{before}..HEAD").strip() == "1"
