"""Eight weeks of an initiative, command by command: each day, what was computed is what the rules say, and no document lies."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from . import second_calculation
from .second_calculation import Approved
from .support import CHECKPOINTS, ROOT, Folder, git, pairs, planned, run_copier, without_copiers_merge
from .test_checkpoints import golden
from .test_documents import check as lint

#: The documents as they are weeks into the implementation, for readers.
WEEKS_IN = ROOT / "examples" / "weeks-in"

SCHEMA = json.loads((ROOT / "docs/roadmap.schema.json").read_text(encoding="utf-8"))

PACKAGES: list[dict[str, Any]] = [
    {
        "title": "Request Tracing",
        "effort": "4-6h",
        "review": "1h",
        "risk": "low",
        "owner": "Ada",
        "in_scope": ["A trace identifier on every log line"],
        "success_criteria": ["100% of requests carry a trace identifier", "The dashboard is at most 30 s behind"],
        "task_list": ["Identifier in the middleware", "Metrics endpoint", "Dashboard"],
    },
    {
        "title": "Partner Sandbox",
        "effort": "3-4h",
        "review": "1h",
        "blocked_by": ["Account in the partner's sandbox"],
        "success_criteria": ["All 8 payment tests pass in the sandbox"],
        "task_list": ["Credentials", "Client", "Payment tests"],
    },
    {
        "title": "Response Cache",
        "effort": "6-8h",
        "review": "2h",
        "value": "high",
        "depends_on": ["Request Tracing"],
        "blocked_by": ["Cache server (by 2025-12-10)"],
        "success_criteria": ["Hit rate of at least 80%"],
        "task_list": ["Interface", "Two look-ups", "Invalidation"],
    },
    {
        "title": "Retries",
        "effort": "4-6h",
        "review": "1.5h",
        "risk": "high",
        "depends_on": ["Request Tracing", "Error Types"],
        "success_criteria": ["Error rate under 0.1% while one partner is down"],
        "task_list": ["Policy", "Clients", "Failure tests"],
    },
    {
        "title": "Query Tuning",
        "effort": "4-7h",
        "review": "1h",
        "value": "low",
        "depends_on": ["Response Cache"],
        "success_criteria": ["Each of the ten queries under 50 ms"],
        "task_list": ["Data set", "Indexes", "Pool sizes"],
    },
    {
        "title": "Public Errors",
        "effort": "3-5h",
        "review": "1h",
        "depends_on": ["Error Types"],
        "due": "2025-12-12",
        "owner": "Kim",
        "success_criteria": ["0 deviations in the 12 public endpoints"],
        "task_list": ["Error format", "Template", "Checker rule"],
    },
    {
        "title": "Error Types",
        "effort": "5-8h",
        "review": "2h",
        "risk": "high",
        "owner": "Kim",
        "success_criteria": ["No handler catches a bare exception", "The type checker passes in strict mode"],
        "task_list": ["Result type", "Storage module", "Payment module", "Guide"],
    },
    {
        "title": "Load Tests",
        "effort": "2-4h",
        "review": "0.5h",
        "depends_on": ["Request Tracing"],
        "rank": 2,
        "success_criteria": ["200 requests per second for 10 minutes"],
        "task_list": ["Recorded load", "Runner", "Report"],
    },
    {
        "title": "Handbook",
        "effort": "1-2h",
        "review": "0.5h",
        "value": "low",
        "rank": 1,
        "success_criteria": ["All 6 alerts have a page"],
        "task_list": ["Outline", "Alert pages", "Review with operations"],
    },
    {
        "title": "Nightly Reports",
        "effort": "4-6h",
        "review": "1h",
        "value": "low",
        "due": "2026-01-30",
        "success_criteria": ["The report is there by 06:00 on 30 of 30 days"],
        "task_list": ["Query", "Mail", "Schedule"],
    },
]

ANSWERS: dict[str, Any] = {
    "initiative": "Steady Checkout",
    "date": "2025-11-24",
    "start": "2025-11-24",
    "confirm": list(CHECKPOINTS),
    "confirmed_on": "2025-11-24",
    "confirmed_by": "Kim",
    "agentic_hours_per_week": 16,
    "review_hours_per_week": 4,
    "analyses": ["context"],
    "overview": "The checkout becomes steady: what is slow is seen, what fails is retried.",
    "rationale": "All of it lies on the path of one request.",
    "overall_criteria": ["All planned features implemented", "Median response time under 120 ms"],
    "external_dependencies": [
        "Access to the build cluster (by 2025-11-25)",
        "Licence of the load runner before Phase 10 (by 2025-12-02)",
    ],
    "identified": PACKAGES,
}


@dataclass
class Play:
    """A planning folder as the weeks go by; after each command everything is looked at, and committed."""

    folder: Folder
    approved: Approved | None = None
    day: str = "2025-11-24"

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.folder.read(".planning/roadmap.json"))
        return data

    def problems(self, code: str) -> list[str]:
        return [slug for problem in self.data["problems"] if problem["code"] == code for slug in problem["packages"]]

    def on(self, day: str) -> Play:
        """From now on it is this day."""
        self.day = day
        return self

    def run(self, *words: object, cwd: Path | None = None) -> None:
        today = str(second_calculation.seconds(self.day))
        # Forty commands: the merge that Copier does for itself is left out, as in the random histories.
        with without_copiers_merge():
            run_copier(*words, cwd=cwd or self.folder.path, first=lambda: os.environ.update(SOURCE_DATE_EPOCH=today))

    def change(self, record: str, *data: str) -> None:
        self.run("update", "--trust", "-a", f".planning/{record}.yml", *pairs(data))
        self.look(moved=True)

    def update(self, *data: str, reopened: tuple[str, ...] = ()) -> None:
        self.run("update", "--trust", *pairs(data))
        self.look(moved=bool(data), reopened=reopened)

    def add(self, *data: str) -> None:
        self.run("copy", "--trust", *pairs(("part=work-package", *data)), self.folder.template, ".")
        self.look(moved=True, reopened=("packages", "priorities", "roadmap"))

    def confirm(self, *names: str) -> None:
        self.run("update", "--trust", *pairs((f"confirm=[{', '.join(names)}]",)))
        self.approve()
        self.look(moved=True)

    def approve(self) -> None:
        """Remember what stands as a confirmation of `roadmap` approves it."""
        self.approved = second_calculation.Plan(self.folder, waiting=False).approve(self.approved)

    def tick(self, document: str, *boxes: str) -> None:
        for words in boxes:
            self.folder.replace(document, f"- [ ] {words}\n", f"- [x] {words}\n")
        self.folder.commit()

    def look(self, moved: bool, reopened: tuple[str, ...] = ()) -> None:
        """Check what a command left, and commit it; `moved` says that it changed an answer, so that the plan's day is today."""
        data = self.data
        jsonschema.validate(data, SCHEMA)
        second_calculation.check(self.folder, self.approved)
        documents_agree(self.folder, data)
        assert tuple(data["reopened"]) == reopened, data["reopened"]
        if moved:
            assert data["updated"] == self.day
        self.folder.commit()


def table(text: str, header: str) -> list[list[str]]:
    """The cells of the table with this header; none where there is no such table."""
    found: list[list[str]] = []
    for line in text.partition(f"{header}\n")[2].splitlines()[1:]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


def hours(bounds: list[float]) -> str:
    low, high = (f"{bound:g}" for bound in bounds)
    return low if low == high else f"{low}-{high}"


def unit(bounds: list[float]) -> str:
    return "hour" if bounds == [1, 1] else "hours"


def numbers(text: str) -> list[int]:
    """The phases that are named: `Phase 3`, `Phases 3, 4 and 10-12`."""
    found: list[int] = []
    for part in re.findall(r"Phases? (\d[\d, and-]*)", text):
        for low, high in re.findall(r"(\d+)(?:-(\d+))?", part):
            found += range(int(low), int(high or low) + 1)
    return found


def documents_agree(folder: Folder, data: dict[str, Any]) -> None:
    """README.md and START-HERE.md say what roadmap.json says, and nothing that is to come lies in the past."""
    start, readme = folder.read("START-HERE.md"), folder.read("README.md")
    by_slug = {package["slug"]: package for package in data["packages"]}
    next_package = by_slug.get(data["next"])
    for text, mark in ((start, "- **Next:** "), (readme, "**Next Step:** ")):
        (line,) = re.findall(rf"(?m)^{re.escape(mark)}(.*)$", text)
        # What is named before the first thing that waits.
        first = line.split("; Phase ")[0]
        if next_package:
            named = re.findall(r"\[Phase (\d+): ", first)
            assert named[:1] == [str(next_package["number"])], f"{mark} names {named}, next is {next_package['number']}: {line}"
        else:
            assert not re.search(r"(?i)\b(go on|start) with", first), line

    weeks = {week["week"]: week for week in data["timeline"]}
    rows: dict[int, list[str]] = {}
    for cells in table(start, "| Week | Features | Time Estimate | Dates |"):
        found = re.search(r"\d+", cells[0])
        # A week in which nothing was completed has a row that says so, and no entry in roadmap.json.
        if not cells[1].startswith("Nothing"):
            rows[int(found[0]) if found else 0] = cells
    if len(by_slug) == 1:
        # One package has no table of weeks.
        weeks = {}
    assert list(rows) == list(weeks), "weeks of the table in START-HERE.md"
    for number, week in weeks.items():
        completed: set[int] = set()
        planned_for: set[int] = set()
        for part in rows[number][1].split(" + "):
            (completed if "✅" in part else planned_for).update(numbers(part))
        assert completed == {by_slug[slug]["number"] for slug in week["completed"]}, rows[number]
        assert planned_for == {by_slug[slug]["number"] for slug in week["packages"]}, rows[number]
        if number:
            assert rows[number][3] == f"{week['starts']} to {week['ends']}"
            assert ("👉" in rows[number][0]) == (week["starts"] <= data["updated"] <= week["ends"])
            (line,) = re.findall(rf"(?m)^- \*\*Week {number}(?:, now)?:\*\* (.*)$", readme)
            assert set(numbers(line)) == completed | planned_for, line

    for package in data["packages"]:
        slug = package["slug"]
        if package["first_day"]:
            first, last = package["first_day"], package["last_day"]
            assert data["updated"] <= first <= last, slug
            assert (first if first == last else f"{first} to {last}") in folder.read(package["file"]), slug
        if package["status"] == "complete":
            (week,) = [week for week in data["timeline"] if slug in week["completed"]]
            if week["week"]:
                assert week["starts"] <= package["completed"] <= week["ends"], slug
            else:
                assert package["completed"] < data["start"], slug
            assert package["completed"] <= data["updated"], slug

    for text in (start,) if len(by_slug) == 1 else (start, readme):
        for label, totals in (("Total", data["totals"]), ("Remaining", data["totals"]["remaining"])):
            words = (
                f"{hours(totals['agentic'])} {unit(totals['agentic'])} agentic + {totals['review']:g} "
                f"{unit([totals['review']] * 2)} review = **{hours(totals['all'])} total {unit(totals['all'])}**"
            )
            lines = re.findall(rf"(?m)^\*\*{label}:\*\* (.*)$", text)
            if label == "Total" or lines:
                assert len(lines) == 1 and lines[0].startswith(words), f"{label} is {lines}, by roadmap.json {words}"
            else:
                assert totals["all"] in ([0, 0], data["totals"]["all"]), "no Remaining line"
        assert "\n\n\n" not in text, "two blank lines"
    approved = re.findall(r"Approved: week (\d+)", start)
    assert approved == ([str(data["baseline"]["week"])] if data["baseline"] else [])


def begin(repo: Path, template: Path) -> Play:
    answers = repo.parent / "answers.yml"
    answers.write_text(yaml.safe_dump(ANSWERS, allow_unicode=True), encoding="utf-8")
    play = Play(Folder(repo, template))
    play.run("copy", "--trust", "--data-file", answers, template, ".")
    play.folder = planned(repo, template)
    play.approve()
    play.look(moved=True)
    return play


def test_eight_weeks(repo: Path, template: Path) -> None:
    play = begin(repo, template)
    folder = play.folder
    assert play.data["next"] is None, "everything waits for the build cluster"

    # Week 1: two are under way at once, and one is complete.
    play.on("2025-11-25").update("external_unblocked=Access to the build cluster")
    assert play.data["next"] == "request-tracing"
    play.on("2025-11-26").change("03-request-tracing", "status=in-progress")
    play.on("2025-11-27").change("09-error-types", "status=in-progress")
    assert play.data["under_way"] == ["request-tracing", "error-types"]
    play.on("2025-11-28").tick(
        "03-request-tracing-plan.md", "100% of requests carry a trace identifier", "The dashboard is at most 30 s behind"
    )
    play.change("03-request-tracing", "status=complete", "actual=5h", "actual_review=1h", "pr=PR #11")
    lint(folder)

    # Week 2: half of one is done, and a licence arrives.
    play.on("2025-12-01").change(
        "09-error-types",
        "status=partial",
        "actual=3h",
        "remaining=2-3h",
        "done=The type and the storage module",
        "remains=The payment module",
    )
    play.on("2025-12-02").tick("START-HERE.md", "Licence of the load runner before Phase 10 (by 2025-12-02)")
    play.update()
    assert "load-tests" in play.data["ready"]
    play.on("2025-12-03").change("10-load-tests", "status=in-progress")
    play.on("2025-12-04").tick("09-error-types-plan.md", "No handler catches a bare exception")
    play.change("09-error-types", "status=complete", "actual=7.5h", "actual_review=2.5h", "pr=PR #14")
    play.on("2025-12-05").change("08-public-errors", "status=in-progress")
    lint(folder)
    golden(folder, WEEKS_IN / "2-weeks")

    # Week 3: one takes longer than anybody thought, and the cache server is there early.
    play.on("2025-12-08").change("10-load-tests", "actual=5h")
    assert play.problems("overrun") == ["load-tests"]
    play.on("2025-12-09").change("10-load-tests", "remaining=1h")
    assert play.problems("overrun") == []
    assert "response-cache" not in play.data["ready"]
    play.tick("05-response-cache-plan.md", "Cache server (by 2025-12-10)")
    play.update()
    assert "response-cache" in play.data["ready"]
    play.on("2025-12-10").change("05-response-cache", "status=in-progress")
    play.on("2025-12-11").change("10-load-tests", "status=complete", "actual=6h", "actual_review=0.5h")
    play.on("2025-12-12").change("08-public-errors", "actual=3h")

    # Week 4: one is late, one is unblocked by its answer, one is put off, one is added.
    play.on("2025-12-15").update("updated=2025-12-15")
    assert play.problems("late") == ["public-errors"]
    play.change("04-partner-sandbox", "unblocked=Account in the partner's sandbox")
    assert "partner-sandbox" in play.data["ready"]
    play.on("2025-12-16").change("08-public-errors", "status=complete", "actual=5h")
    play.on("2025-12-17").change("12-nightly-reports", "status=deferred", "remains=The old report does until spring")
    play.on("2025-12-18").change(
        "05-response-cache",
        "status=partial",
        "actual=4h",
        "actual_review=0.5h",
        "done=Both look-ups",
        "remains=Invalidation",
    )
    play.on("2025-12-19").add(
        "title=Cache Metrics",
        "effort=2-3h",
        "review=0.5h",
        "depends_on=5, 11",
        "priority=high",
        "success_criteria=Hit rate on the dashboard within 30 s",
        "task_list=Counters; Panel; Alert",
    )
    waits = "Sign-off by security (by 2026-01-02)"
    play.update(
        "external_dependencies=" + "; ".join([*ANSWERS["external_dependencies"], waits]),
        reopened=("packages", "priorities", "roadmap"),
    )
    play.confirm("packages", "priorities", "roadmap")
    assert play.data["under_way"] == ["response-cache"] and play.data["ready"] == []
    lint(folder)

    # The plan's day can be said, and time alone changes nothing.
    play.on("2025-12-20").update("updated=2025-12-20")
    before = folder.tree()
    play.on("2026-01-20").run("update", "--trust")
    assert folder.tree() == before and folder.status() == ""

    # Week 5: another start, and back.
    play.on("2025-12-22").update("updated=2025-12-22", "start=2025-12-01", reopened=("roadmap",))
    play.update("start=2025-11-24")
    play.on("2025-12-23").change("05-response-cache", "status=complete", "actual=8h", "actual_review=2.5h", "pr=PR #20")
    play.update("external_unblocked=Access to the build cluster; Sign-off by security")
    play.change("06-retries", "status=in-progress")
    lint(folder)
    golden(folder, WEEKS_IN / "5-weeks")

    # Week 6 is a holiday. Week 7: one without measured hours.
    play.on("2026-01-05").change("06-retries", "actual=2h", "actual_review=1h")
    play.on("2026-01-06").change("06-retries", "status=complete", "actual=", "actual_review=")
    play.on("2026-01-07").change("07-query-tuning", "status=in-progress")
    play.on("2026-01-08").change("04-partner-sandbox", "status=in-progress")
    # Only its review is left.
    play.change("07-query-tuning", "status=partial", "actual=4h", "remaining=0h", "done=All of it", "remains=The review")
    play.on("2026-01-09").tick("07-query-tuning-plan.md", "Each of the ten queries under 50 ms")
    play.change("07-query-tuning", "status=complete", "actual=4h", "actual_review=1h")
    lint(folder)

    # Week 8: all that is not put off is complete.
    play.on("2026-01-12").change("04-partner-sandbox", "status=complete", "actual=4h", "actual_review=1h")
    play.change("11-handbook", "status=complete")
    play.on("2026-01-13").change("13-cache-metrics", "status=in-progress")
    play.on("2026-01-14").change("13-cache-metrics", "status=complete", "actual=2.5h", "actual_review=0.5h")
    data = play.data
    assert (data["next"], data["under_way"], data["ready"], data["order"]) == (None, [], [], [])
    assert data["totals"]["remaining"]["all"] == [0, 0]
    lint(folder)
    golden(folder, WEEKS_IN / "8-weeks")

    # The follow-on takes over what was put off.
    root = Path(git(folder.path, "rev-parse", "--show-toplevel").strip())
    next_play = Play(folder, day="2026-01-19")
    given = ("initiative=Reports", "date=2026-01-19", "kind=continuing", f"confirm=[{', '.join(CHECKPOINTS)}]")
    next_play.run("copy", "--trust", *pairs(given), template, ".", cwd=root)
    next_play.folder = Folder(folder.path.parent / "2026-01-19-reports", template)
    next_play.approve()
    next_play.look(moved=True)
    lint(next_play.folder)
    assert next_play.data["order"] == ["nightly-reports"]
    assert folder.status() == "", "the first folder is as it was"
