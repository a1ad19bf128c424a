"""What the guided menu offers in each state of a plan, and what its texts look like; in literals."""

from __future__ import annotations

import dataclasses

import pytest
from work_packages import plans
from work_packages.planning.effort import Effort
from work_packages.planning.roadmap import Roadmap
from work_packages.terminal import markdown, offers
from work_packages.terminal.offers import Question
from work_packages.terminal.screen import Screen

from ..support import ROOT
from .calling import widest

EXAMPLES = ROOT / "examples"


SEE = ["show", "list", "graph", "timeline", "page", "check"]
PLAN = ["add", "analysis", "change"]


def plan_of(name: str) -> Roadmap:
    return plans.read_plan(next((EXAMPLES / name).rglob(".copier-answers.yml")).parent)


def test_without_a_plan_one_is_started() -> None:
    assert [step.key for step in offers.choices(None)] == ["begin", "quit"]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("phases/2-folder", ["confirm", "list", "page", "check"]),
        ("phases/3-analysis", ["confirm", "analysis", "list", "page", "check"]),
        ("phases/4-packages", ["confirm", "defer", "drop", *PLAN, "show", "list", "graph", "page", "check"]),
        ("phases/6-roadmap", ["confirm", "defer", "drop", *PLAN, *SEE]),
        ("integrated-roadmap", ["start", "complete", "defer", "drop", *PLAN, *SEE]),
        ("weeks-in/2-weeks", ["start", "go-on", "complete", "partial", "defer", "drop", *PLAN, *SEE]),
        ("weeks-in/5-weeks", ["start", "go-on", "complete", "partial", "defer", "drop", "take-up", *PLAN, *SEE]),
        ("weeks-in/8-weeks", ["drop", "take-up", "begin", *PLAN, *SEE]),
    ],
)
def test_what_makes_sense_is_offered_and_decisions_first(name: str, offered: list[str]) -> None:
    plan = plan_of(name)
    assert [step.key for step in offers.choices(plan)] == [*offered, "quit"]
    assert [step.key for step in offers.choices(plan, changed=True)] == [*offered, "commit", "quit"]


def test_a_step_says_what_it_is_about() -> None:
    assert offers.choices(plan_of("phases/4-packages"))[0].words == "Confirm the work package plans (checkpoint packages)"


@pytest.mark.parametrize(
    ("key", "slugs"),
    [
        ("start", ["handbook", "partner-sandbox", "query-tuning"]),
        ("go-on", ["retries"]),
        ("complete", ["retries", "handbook", "partner-sandbox", "query-tuning"]),
        ("partial", ["retries"]),
        ("defer", ["query-tuning", "retries", "partner-sandbox", "cache-metrics", "handbook"]),
        ("drop", ["query-tuning", "retries", "partner-sandbox", "cache-metrics", "handbook", "nightly-reports"]),
        ("take-up", ["nightly-reports"]),
    ],
)
def test_a_step_lists_the_packages_that_it_can_be_about(key: str, slugs: list[str]) -> None:
    assert [package.slug for package in offers.packages_for(key, plan_of("weeks-in/5-weeks"))] == slugs


def test_a_step_asks_only_what_its_status_needs() -> None:
    assert {key: [question.name for question in questions] for key, questions in offers.OF_STATUS.items()} == {
        "go-on": ["actual", "remaining"],
        "complete": ["done", "pr", "actual", "actual_review"],
        "partial": ["done", "remains", "pr", "actual", "remaining"],
        "defer": ["remains"],
        "drop": ["remains"],
    }


def test_what_nobody_has_estimated_is_offered_before_the_plans_are_confirmed() -> None:
    plan = plan_of("phases/4-packages")
    unknown = dataclasses.replace(plan.packages[0], effort=Effort(0, 0))
    one = dataclasses.replace(plan, packages=(unknown, *plan.packages[1:]))
    assert [step.words for step in offers.choices(one)[:2]] == [
        "Estimate 03 Observability",
        "Confirm the work package plans (checkpoint packages)",
    ]
    none = dataclasses.replace(plan, packages=(), order=())
    assert [step.key for step in offers.choices(none)] == ["add", "analysis", "page", "check", "quit"]


def test_the_place_of_a_package() -> None:
    plan = plan_of("integrated-roadmap")
    assert offers.place_of(plan, plan.by_slug["observability"]) == {
        "Priority": "MEDIUM: Operations need",
        "Timeline": "weeks 1-2, 2025-11-28 to 2025-12-02",
    }


def test_only_what_differs_is_given() -> None:
    record = {"slug": "one", "owner": "Ada", "pr": ["PR #1"], "depends_on": ["two"], "done": "A\nB"}
    said = {"owner": " Ada ", "pr": "PR #1; PR #2", "depends_on": ["two"], "done": "A\nB", "actual": "", "effort": "4h"}
    assert offers.differing(said, record) == {"pr": "PR #1; PR #2", "effort": "4h"}
    assert offers.differing({"owner": ""}, record) == {"owner": ""}, "taken back"
    assert (offers.typed("pr", record), offers.typed("done", record)) == ("PR #1", "A\nB")


@pytest.mark.parametrize(
    ("name", "said", "message"),
    [
        ("title", " ", "Give a short name."),
        ("title", "One", '"one" is the slug of a work package that exists already.'),
        ("title", "Two", ""),
        ("effort", "4-6h", ""),
        ("effort", "", ""),
        ("effort", "lots", '"lots" is not a number of hours, nor a range of them.'),
        ("due", "soon", '"soon" is not a date. Give it as YYYY-MM-DD, for example 2025-11-23.'),
    ],
)
def test_the_rules_of_the_answers_speak_at_the_question(name: str, said: str, message: str) -> None:
    question = Question(name, "?", needed="Give a short name." if name == "title" else "")
    found = offers.wrong(question, said, [{"part": "work-package", "slug": "one", "title": "One", "number": 3}])
    assert message in found and bool(message) == bool(found)


def test_a_checkpoints_text_is_read_without_signs() -> None:
    said = """\
## 📋 Plans

| # | Work Package | Effort |
|---|--------------|--------|
| 03 | Pipes \\| and \\*stars\\* &lt;b&gt; | 4-6h |
| 04 | [Linked](04.md) | **2h** |

**Total:** `2` work packages

- [ ] A point that is so long that it does not fit on a line of forty columns

```text
03 ──► 04 **not bold**
```
"""
    lines = markdown.lines_of(said, Screen(40))
    assert lines == [
        "📋 Plans",
        "",
        "#   Work Package             Effort",
        "03  Pipes | and *stars* <b>  4-6h",
        "04  Linked                   2h",
        "",
        "Total: 2 work packages",
        "",
        "- [ ] A point that is so long that it",
        "      does not fit on a line of forty",
        "      columns",
        "",
        "03 ──► 04 **not bold**",
        "",
    ]
    assert widest("\n".join(markdown.lines_of(said.replace("Linked", "検索" * 90), Screen(40)))) <= 40
