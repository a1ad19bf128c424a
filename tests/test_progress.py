"""Work under way: what starts, waits, is written and is completed, by the commands and documents that people use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .support import CHECKPOINTS, Folder, git, on, pairs, run_copier
from .test_documents import check as lint
from .test_roadmap import agree
from .test_story import section

FINE: dict[str, Any] = {
    "summary": "One thing.",
    "success_criteria": ["95 of 100 requests", "Under 200 ms"],
    "task_list": ["A", "B", "C"],
    "in_scope": ["The page"],
}


def package(folder: Folder, slug: str) -> dict[str, Any]:
    packages = json.loads(folder.read(".planning/roadmap.json"))["packages"]
    found: dict[str, Any] = next(one for one in packages if one["slug"] == slug)
    return found


def first_lines(output: str) -> str:
    """What a command says before the files that it wrote."""
    return output.partition("    update  ")[0].partition("Keeping template version")[2].partition("\n")[2].strip()


def test_days_of_work(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    with on("2025-11-25"):
        folder.change("03-one", "status=in-progress")
        folder.commit()
    with on("2025-11-27"):
        folder.change("03-one", "status=partial", "actual=3h")
        folder.commit()
    assert (package(folder, "one")["started"], package(folder, "one")["completed"]) == ("2025-11-25", None)
    with on("2025-12-02"):
        folder.change("03-one", "status=complete", "actual=5h")
        folder.commit()
        folder.change("04-two", "status=complete", "started=2025-11-28", "completed=2025-12-01")
        folder.commit()
    assert (package(folder, "one")["started"], package(folder, "one")["completed"]) == ("2025-11-25", "2025-12-02")
    start_here = folder.read("START-HERE.md")
    assert "    03 One :done, p03_one, 2025-11-25 00:00, 8d\n" in start_here
    assert "    04 Two :done, p04_two, 2025-11-28 00:00, 4d\n" in start_here
    assert agree(folder)["updated"] == "2025-12-02"
    with on("2025-12-02"):
        folder.change("04-two", "status=ready")
    assert (package(folder, "two")["started"], package(folder, "two")["completed"]) == (None, "2025-12-01")


def test_the_plans_day(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"], start="2025-11-24")
    before = folder.tree()
    with on("2025-12-24"):
        folder.update()
    assert folder.tree() == before, "no change, no difference"
    with on("2025-12-24"):
        folder.update("updated=2025-12-03")
    assert agree(folder)["updated"] == "2025-12-03"
    assert "Open work is laid out from 2025-12-03 on" in folder.read("START-HERE.md")
    assert {one["first_day"] for one in agree(folder)["packages"]} <= {"2025-12-03", "2025-12-04", "2025-12-05"}
    folder.commit()
    with on("2025-12-24"):
        folder.update("updated=2025-12-04", "start=2025-12-01", "overview=Another.")
    assert (agree(folder)["updated"], agree(folder)["start"]) == ("2025-12-04", "2025-12-01")
    folder.commit()
    # A box that is ticked is a change, too.
    folder.replace("START-HERE.md", "- [ ] Documentation complete", "- [x] Documentation complete")
    folder.commit()
    with on("2025-12-24"):
        folder.update()
    assert folder.status() == "", "the overall criteria are a person's alone"


def test_the_plans_day_is_not_before_what_has_happened(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    with on("2025-12-10"):
        folder.change("03-one", "status=complete")
    folder.commit()
    refused = folder.update("updated=2025-11-26", ok=False)
    assert refused.code == 1 and "03 was completed on 2025-12-10. Give that day or a later one." in refused.message
    folder.update("updated=2025-12-10")
    (folder.path / ".planning/04-two.yml").write_text(
        folder.read(".planning/04-two.yml").replace("actual: ''", "actual: .nan"), encoding="utf-8"
    )
    folder.commit()
    result = folder.update(ok=False)
    assert "04-two.yml holds what is no number" in result.output


def test_a_box_counts_in_its_section(start: Callable[..., Folder]) -> None:
    same = {"success_criteria": ["All tests pass"], "task_list": ["All tests pass", "Keys", "C"], "blocked_by": ["Keys"]}
    folder = start(
        identified=[{"title": "One", **same}],
        external_dependencies=["Security review"],
        overall_criteria=["Security review passed"],
    )
    plan = folder.read("03-one-plan.md")
    head, tasks = plan.split("\nTasks:\n")
    ticked = head + "\nTasks:\n" + tasks.replace("- [ ]", "- [x]")
    (folder.path / "03-one-plan.md").write_text(ticked, encoding="utf-8")
    folder.replace("START-HERE.md", "- [ ] Security review passed", "- [x] Security review passed")
    folder.commit()
    folder.update()
    found = package(folder, "one")
    assert (found["criteria"][0]["met"], found["blocked_by"][0]["open"], found["tasks"][1]["done"]) == (False, True, True)
    assert agree(folder)["external_dependencies"][0]["open"]


def test_what_starts_too_early_says_so_first(start: Callable[..., Folder]) -> None:
    folder = start(
        identified=["One", {"title": "Two", "depends_on": "One", "blocked_by": "Keys (by 2026-02-01)"}],
        external_dependencies=["A contract"],
    )
    assert (agree(folder)["next"], agree(folder)["ready"]) == (None, [])
    assert "Nothing can start yet; Phase 3 waits for A contract; Phase 4 waits for " in folder.read("README.md")
    result = folder.change("04-two", "status=in-progress")
    assert first_lines(result.output) == (
        "⚠️ 04 Two is started, and Phase 3, which it needs, is ready, Keys (by 2026-02-01) is not there and A contract is not there."
    )
    assert "👉 Go on with 04 Two (in progress, waits for Keys (by 2026-02-01))." in result.output
    assert agree(folder)["next"] == "two"
    folder.commit()
    folder.update("external_unblocked=A contract")
    assert "- [x] A contract must be resolved before any work package starts\n" in folder.read("START-HERE.md")
    assert agree(folder)["ready"] == ["one"]
    folder.commit()
    assert first_lines(folder.change("03-one", "status=in-progress").output) == ""


@pytest.mark.parametrize("how", ["box", "answer", "box with evidence, then answer"])
def test_a_blocker_has_one_box(start: Callable[..., Folder], how: str) -> None:
    folder = start(identified=[{"title": "One", "blocked_by": ["Keys (by 2026-02-02)", "A licence"]}])
    assert [one["open"] for one in package(folder, "one")["blocked_by"]] == [True, True]
    assert "blocked" in [problem["code"] for problem in agree(folder)["problems"]]
    assert "- ⏳ Keys (by 2026-02-02) must be resolved before Phase 3 (open; its box is in " in folder.read("START-HERE.md")
    if how != "answer":
        evidence = ", from Kim" if "evidence" in how else ""
        for name in ("Keys (by 2026-02-02)", "A licence"):
            folder.replace("03-one-plan.md", f"- [ ] {name}\n", f"- [x] {name}{evidence}\n")
        folder.commit()
        folder.update()
        folder.commit()
    if how != "box":
        folder.change("03-one", "unblocked=keys; A licence")
        folder.commit()
    assert [one["open"] for one in package(folder, "one")["blocked_by"]] == [False, False]
    data = agree(folder)
    assert data["ready"] == ["one"] and "blocked" not in [problem["code"] for problem in data["problems"]]
    assert "- ✅ A licence must be resolved before Phase 3 (there; its box is in " in folder.read("START-HERE.md")
    assert folder.read("03-one-plan.md").count("- [x] ") == 2
    folder.update()
    assert folder.status() == ""
    # Naming one takes no other back; an empty answer does.
    folder.change("03-one", "effort=2-3h", "unblocked=Keys")
    assert [one["open"] for one in package(folder, "one")["blocked_by"]] == [False, False]
    folder.commit()
    folder.change("03-one", "unblocked=")
    assert [one["open"] for one in package(folder, "one")["blocked_by"]] == [how == "answer"] * 2
    assert folder.read("03-one-plan.md").count("- [ ] A licence") == (how == "answer")
    folder.commit()
    refused = folder.change("03-one", "unblocked=Kays", ok=False)
    assert 'unblocked: "Kays" is nothing that is waited for. Did you mean Keys?' in refused.message


def test_what_is_written_in_a_plan_counts(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    plan = folder.read("03-one-plan.md")
    for old, new in (
        ("_Write what this work package covers._", "It covers the page\nand its data. More below.\n\n* not a summary"),
        ("_Write why it is needed._", "Because people wait."),
        ("_List the features and capabilities that this work package delivers._", "* The page\n  - with its head\n* The data"),
        (
            "_List the measurable outcomes, with a performance target if there is one._",
            "1. [x] 95 of 100 requests\n   are answered\n2. [ ] Under 200 ms",
        ),
        ("_List 3 to 6 concrete tasks, or leave them to the workflow's task breakdown._", "- [x] A\n- [ ] B\n- [ ] C"),
    ):
        assert plan.count(old) == 1
        plan = plan.replace(old, new)
    (folder.path / "03-one-plan.md").write_text(plan, encoding="utf-8")
    folder.commit()
    folder.update()
    assert folder.read("03-one-plan.md").replace("2026-01-15", "") != "" and "* not a summary" in folder.read("03-one-plan.md")
    found = package(folder, "one")
    assert found["criteria"] == [
        {"words": "95 of 100 requests are answered", "met": True},
        {"words": "Under 200 ms", "met": False},
    ]
    assert found["tasks"] == [{"words": "A", "done": True}, {"words": "B", "done": False}, {"words": "C", "done": False}]
    start_here = folder.read("START-HERE.md")
    assert "**Phase 3:** One - It covers the page and its data.\n" in start_here
    assert (
        "- [x] Phase 3: 95 of 100 requests are answered (1 of 2 criteria ticked in [its plan](03-one-plan.md))\n" in start_here
    )
    problems = {problem["code"]: problem["packages"] for problem in agree(folder)["problems"]}
    assert problems["no-criteria"] == problems["tasks"] == ["two"]
    folder.commit()

    # The answers come later: what is written stays and counts, without a conflict.
    written = folder.read("03-one-plan.md")
    result = folder.change("03-one", "success_criteria=Another one", "summary=Another summary.", "impact=Great.")
    assert first_lines(result.output).startswith(
        "ℹ️ 03-one-plan.md has a text of its own for success_criteria and summary: it stays, and counts. The answer is kept."
    )
    again = "Planned (checkpoint packages is to be confirmed again)"
    assert folder.read("03-one-plan.md") == (
        written.replace("_Write which impact you expect._", "Great.")
        .replace("**Status:** Ready for Implementation", f"**Status:** {again}")
        .replace("**Status:** Ready for implementation", f"**Status:** {again}")
    )
    assert package(folder, "one")["criteria"] == found["criteria"]
    folder.commit()
    folder.confirm(*agree(folder)["reopened"])
    folder.update()
    assert folder.status() == ""

    # Completing reads it, too; and the line in italics hands the place back to the answer.
    result = folder.change("03-one", "status=complete", "actual=5h")
    assert first_lines(result.output).splitlines() == [
        "⚠️ 03 One is complete, and in 03-one-plan.md 1 of 2 success criteria is not ticked: Under 200 ms.",
        "⚠️ 03 One is complete, and in 03-one-plan.md 2 of 3 tasks are not ticked: B; C.",
    ]
    complete = folder.read("ONE-COMPLETE.md")
    assert "1 of 2 are ticked in the plan:\n\n- [x] 95 of 100 requests are answered\n- [ ] Under 200 ms\n" in complete
    assert "- The page (with its head)\n- The data\n" in complete
    folder.commit()
    for old, new in (
        (
            "1. [x] 95 of 100 requests\n   are answered\n2. [ ] Under 200 ms",
            "_List the measurable outcomes, with a performance target if there is one._",
        ),
    ):
        folder.replace("03-one-plan.md", old, new)
    folder.commit()
    folder.update()
    assert "- [ ] Another one\n" in folder.read("03-one-plan.md")
    assert package(folder, "one")["criteria"] == [{"words": "Another one", "met": False}]
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_what_has_taken_its_estimate_has_no_forecast_of_its_own(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", **FINE}])
    result = folder.change("03-one", "status=in-progress", "actual=7h")
    assert "Phase 3 has taken 7h of 4-6h, and is not complete. Say in remaining what is left." in result.output
    assert "-a .planning/03-one.yml -d remaining=HOURS\n" in result.output
    plan, start_here = folder.read("03-one-plan.md"), folder.read("START-HERE.md")
    assert "- **Left:** not known: 7h are spent of 4-6h. Say it in `remaining`\n" in plan and "- **Forecast:**" not in plan
    assert "| 7h agentic | not known |\n" in start_here and "; left: not known\n" in start_here
    lint(folder)


def test_completion_after_half_the_work(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", **FINE}])
    half = ("actual=3h", "remaining=1-2h", "done=The page", "remains=The data | with pipes")
    with on("2025-11-26"):
        folder.change("03-one", "status=partial", *half)
        folder.commit()
    data = agree(folder)
    assert data["totals"]["remaining"]["agentic"] == [1, 2] and data["totals"]["agentic"] == [4, 5]
    assert "- **Left:** 1-2h agentic + 1h review, as given in `remaining`\n" in folder.read("03-one-plan.md")
    folder.replace("03-one-plan.md", "- [ ] 95 of 100 requests\n", "- [x] 95 of 100 requests\n  - Evidence: test_page.py\n")
    folder.replace("03-one-plan.md", "- [ ] Under 200 ms\n", "- [x] Under 200 ms, see the dashboard\n")
    folder.commit()
    links = "pr=[https://example.org/o/r/pull/7, PR #8]"
    with on("2025-12-01"):
        result = folder.change(
            "03-one", "status=complete", "actual=5h", "actual_review=1h", links, "adr=https://example.org/adr/9"
        )
    assert first_lines(result.output) == ("⚠️ 03 One is complete, and in 03-one-plan.md 3 of 3 tasks are not ticked: A; B; C.")
    complete = folder.read("ONE-COMPLETE.md")
    assert (
        section(complete, "## What Was Delivered")
        == "The page\n\nLeft half-way until 2025-12-01; what remained then, and is complete since: The data | with pipes"
    )
    assert "2 of 2 are ticked in the plan:\n\n- [x] 95 of 100 requests\n- [x] Under 200 ms\n\nTasks that" in complete
    assert section(complete, "## History") == (
        "- Started on 2025-11-26\n- Left half-way until 2025-12-01; what remained then, and is complete since: The data | with pipes\n- Completed on 2025-12-01"
    )
    assert "[PR #7](https://example.org/o/r/pull/7), PR #8 and [9](https://example.org/adr/9)" in complete
    record = yaml.safe_load(folder.read(".planning/03-one.yml"))
    assert (record["remains"], record["remaining"], record["pr"]) == ("", "", ["https://example.org/o/r/pull/7", "PR #8"])
    assert "- [x] Phase 3: 95 of 100 requests (2 of 2 criteria ticked in [its plan](03-one-plan.md))\n" in folder.read(
        "START-HERE.md"
    )
    lint(folder)
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_people_and_places(start: Callable[..., Folder]) -> None:
    folder = start(
        identified=[
            {"title": "One", **FINE, "owner": "Kim | Ada", "due": "2025-11-25", "effort": "6-8h"},
            {"title": "Two", **FINE, "rank": 2},
            {"title": "Three", **FINE, "rank": 1},
        ],
        start="2025-11-24",
        agentic_hours_per_week=10,
    )
    data = agree(folder)
    assert data["order"] == ["three", "two", "one"]
    late = next(problem for problem in data["problems"] if problem["code"] == "late")
    assert late["packages"] == ["one"] and late["message"].startswith(
        "Phase 3 is due on 2025-11-25, and its forecast is 2025-12-"
    )
    assert "- **Owner:** Kim | Ada\n- **Due:** 2025-11-25\n" in folder.read("03-one-plan.md")
    assert "| Kim \\| Ada | 2025-11-25 |" in folder.read("README.md")
    assert "   - Owner: Kim | Ada\n   - Due: 2025-11-25\n" in folder.read("START-HERE.md")
    lint(folder)
    folder.change("04-two", "owner=Sam", "due=2026-01-30")
    assert agree(folder)["reopened"] == {}
    folder.commit()
    folder.change("03-one", "rank=1")
    assert agree(folder)["reopened"] == {"priorities": ["order was 05, 04, 03, is 03, 05, 04"]}


def test_putting_aside_is_no_progress(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": name, **FINE} for name in ("One", "Two", "Three", "Four")])
    folder.change("03-one", "status=complete")
    folder.commit()
    assert agree(folder)["progress"] == {"percent": 25, "done": 6, "put_aside": 0, "scope": 24}
    folder.change("04-two", "status=deferred", "remains=Later")
    folder.commit()
    assert agree(folder)["progress"] == {"percent": 25, "done": 6, "put_aside": 6, "scope": 24}
    assert "`█████▒▒▒▒▒░░░░░░░░░░` 25%, and 25% put aside\n" in folder.read("START-HERE.md")
    folder.update("agentic_hours_per_week=10")
    folder.confirm_again()
    assert agree(folder)["progress"]["percent"] == 25, "nor is approving something else"


def follow(repo: Path, template: Path, *given: str, ok: bool = True) -> tuple[Folder, str]:
    data = ("initiative=Next", "date=2026-01-20", f"confirm=[{', '.join(CHECKPOINTS[:2])}]", *given)
    output = run_copier("copy", "--trust", *pairs(data), template, ".", cwd=repo, ok=ok).output
    return Folder(repo / ".engineering/artifacts/planning/2026-01-20-next", template), output


def test_a_previous_session_without_records(template: Path, repo: Path) -> None:
    old = repo / "docs/plans [2024]"
    old.mkdir(parents=True)
    (old / "README.md").write_text("# Plans\n", encoding="utf-8")
    folder, _ = follow(
        repo,
        template,
        "previous=docs/plans [2024]",
        "previous_completed=[{title: Login, pr: [PR 1, https://example.org/o/r/pull/2], notes: With | passkeys}, 'Search (ADR 3): fast']",
        "previous_partial=Export: the format -> the button",
        "identified=One; Two",
    )
    folder.commit()
    start_here = folder.read("START-HERE.md")
    link = "**Previous Planning:** [docs/plans \\[2024\\]](../../../../docs/plans%20%5B2024%5D/README.md)\n"
    assert link in start_here and link in folder.read("README.md")
    assert "| Login | ✅ **Complete** | PR 1 and [PR #2](https://example.org/o/r/pull/2) | With \\| passkeys |\n" in start_here
    assert "| Search | ✅ **Complete** | ADR 3 | fast |\n" in start_here
    assert "| Export | ⚠️ **Partial** | the format | the button |\n" in start_here
    assert "Nothing is implemented yet" not in start_here
    analysis = folder.read("01-COMPLETION-ANALYSIS.md")
    assert section(analysis, "### ⚠️ Partially Complete") == "- **Export**: done: the format; remains: the button"
    assert "2 are complete and 1 is partially complete: ~66% of what it planned" in analysis
    lint(folder)
    folder.update()
    assert folder.status() == ""
    for wrong, words in (
        ("previous_completed=[{name: X}]", 'entry 1 has "name"'),
        ("previous_completed=[{pr: PR 1}]", "entry 1 has no title"),
    ):
        assert words in folder.update(wrong, ok=False).message


def test_a_link_that_leads_nowhere_is_not_written(template: Path, repo: Path) -> None:
    (repo / "notes").mkdir()
    (repo / "notes/ideas.txt").write_text("Many.\n", encoding="utf-8")
    folder, output = follow(repo, template, "previous=notes", "identified=One")
    assert "notes has no work packages of this template. Say what it did in the answers previous_completed" in output
    for name in ("START-HERE.md", "README.md"):
        assert "**Previous Planning:** notes\n" in folder.read(name) and "](../notes" not in folder.read(name)
    folder.commit()
    lint(folder)


def test_a_follow_on_forgets_nothing(start: Callable[..., Folder], template: Path) -> None:
    previous = start(
        identified=[
            {"title": "One", "success_criteria": ["A is 5", "B is 6"]},
            {"title": "Two", "effort": "6-8h", "success_criteria": ["C is 7"], "blocked_by": ["Keys", "A licence"]},
        ],
        agentic_hours_per_week=12,
        review_hours_per_week=3,
        external_dependencies=["A contract (by 2026-03-01)", "A cluster"],
    )
    previous.replace("04-two-plan.md", "_Write why it is needed._", "Written by hand.")
    previous.replace("04-two-plan.md", "- [ ] Keys\n", "- [x] Keys\n")
    previous.replace("START-HERE.md", "- [ ] A cluster", "- [x] A cluster")
    previous.replace("03-one-plan.md", "- [ ] A is 5\n", "- [x] A is 5\n")
    previous.commit()
    previous.change("03-one", "status=complete")
    previous.commit()
    previous.change("04-two", "status=partial", "actual=5h", "done=Half", "remains=The rest")
    previous.commit()
    root = Path(git(previous.path, "rev-parse", "--show-toplevel").strip())
    folder, _ = follow(root, template, "kind=continuing", f"confirm=[{', '.join(CHECKPOINTS)}]")
    folder.commit()
    answers = folder.answers
    assert (answers["agentic_hours_per_week"], answers["review_hours_per_week"]) == ("12", "3")
    assert answers["external_dependencies"] == ["A contract (by 2026-03-01)"]
    record = yaml.safe_load(folder.read(".planning/03-two.yml"))
    assert (record["effort"], record["why"], record["blocked_by"]) == ("1-3h", "Written by hand.", ["A licence"])
    assert (record["done"], record["remains"], record["status"]) == ("Half", "The rest", "ready")
    analysis = folder.read("01-COMPLETION-ANALYSIS.md")
    assert "- **One**; not ticked in its plan: B is 6\n" in analysis
    assert "5h agentic were spent on it" in analysis
    assert "| Two | ⚠️ **Partial** | Half | The rest |" in folder.read("START-HERE.md")
    # Once it goes on here, it stands in this roadmap's own tables.
    with on("2026-01-21"):
        folder.change("03-two", "status=complete", "actual=2h")
    start_here = folder.read("START-HERE.md")
    assert "| Two | ⚠️ **Partial** |" not in start_here and "[Phase 3: Two](03-two-plan.md) | ✅ **Complete**" in start_here
    lint(folder)


def test_days_and_hours_that_cannot_be(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    before = folder.tree()
    for given, words in (
        (("status=complete", "completed=2026-02-01"), 'completed: "2026-02-01" is still to come: today is 2026-01-15.'),
        (("status=in-progress", "started=soon"), 'started: "soon" is not a date'),
        (("started=2025-11-25",), "started: the work package is not started."),
        (("remaining=2h",), "remaining: says what is left of work under way."),
        (("status=partial", "remaining=lots"), 'remaining: "lots" is not a number of hours'),
        (("status=complete", "started=2025-12-02", "completed=2025-12-01"), "cannot be complete on 2025-12-01"),
        (("blocked_by=Keys (by 2025-02-30)",), 'blocked_by: "2025-02-30" is not a date.'),
        (("rank=first",), 'rank: "first" is not a rank'),
        (("due=Friday",), 'due: "Friday" is not a date'),
        (("history=[x]",), "history: there is no answer of this name."),
    ):
        refused = folder.change("03-one", *given, ok=False)
        assert refused.code == 1 and words in refused.message and "nothing was written" in refused.message, refused.message
    assert folder.tree() == before
