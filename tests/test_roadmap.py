"""All documents say the same as roadmap.json, and both say what the rules of the roadmap give when worked out plainly."""

from __future__ import annotations

import datetime
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
import yaml
from work_packages.planning.effort import parse_effort, parse_time
from work_packages.planning.text import count

from . import generated
from .drawing import edges_of
from .support import ROOT, Folder
from .test_documents import check as lint

SCHEMA = json.loads((ROOT / "docs/roadmap.schema.json").read_text(encoding="utf-8"))

RANK = {"high": 0, "medium": 1, "low": 2}
OPEN = ("ready", "in-progress", "partial")


def roadmap(folder: Folder) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(folder.read(".planning/roadmap.json"))
    jsonschema.validate(data, SCHEMA)
    return data


def hours(value: float) -> str:
    return f"{value:g}"


def span(low: float, high: float) -> str:
    return hours(low) if low == high else f"{hours(low)}-{hours(high)}"


def rows(text: str, header: str) -> list[list[str]]:
    """The cells of the table with this header."""
    lines = text.split(f"{header}\n", 1)[1].splitlines()[1:]
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


def priority_header(data: dict[str, Any]) -> str:
    """The header of README.md's priority table, which has owners and days where some package has one."""
    people = any(package["owner"] or package["due"] for package in data["packages"] if package["slug"] in data["order"])
    return "| Priority | Phase | Feature | Effort | Why |" + (" Owner | Due |" if people else "")


def estimate(package: dict[str, Any]) -> str:
    return f"{span(*package['effort'])}h" if package["effort"] else "not estimated"


def agree(folder: Folder) -> dict[str, Any]:
    """Check every document against roadmap.json; returns it."""
    data = roadmap(folder)
    by_slug = {package["slug"]: package for package in data["packages"]}
    start, readme = folder.read("START-HERE.md"), folder.read("README.md")
    phase = {slug: f"Phase {package['number']}" for slug, package in by_slug.items()}

    def total(values: dict[str, Any], without: int) -> str:
        if without and not values["all"][1]:
            return f"not estimated ({count(without, 'work package')})"
        parts = [(*values["agentic"], " agentic"), (values["review"], values["review"], " review")]
        said = " + ".join(f"{span(low, high)} hour{'s' * ((low, high) != (1, 1))}{what}" for low, high, what in parts)
        said += f" = **{span(*values['all'])} total hour{'s' * (values['all'] != [1, 1])}**"
        return said + (f", {without} not estimated" if without else "")

    counted = [one for one in data["packages"] or data["identified"] if one.get("status") not in ("deferred", "dropped")]
    unknown = [one for one in counted if one["effort"] is None]
    left = [
        one
        for one in unknown
        if one.get("status", "ready") != "complete" and not sum(one.get("remaining", {}).get("agentic", [0]))
    ]
    assert data["totals"]["not_estimated"] == len(
        [
            one
            for one in unknown
            if not (one.get("actual") or (one in counted and sum(one.get("remaining", {}).get("agentic", [0]))))
        ]
    )

    single = len(data["packages"] or data["identified"]) == 1
    for text in (start,) if single else (start, readme):
        all_of_it = {key: data["totals"][key] for key in ("agentic", "review", "all")}
        note = f", with measured hours where there are some; estimated were {total(data['totals']['estimated'], len(unknown))}"
        assert (
            f"**Total:** {total(data['totals'], data['totals']['not_estimated'])}{note if data['totals']['estimated'] != all_of_it else ''}\n"
            in text
        )
        assert text.count("**Remaining:**") == (data["totals"]["remaining"] != all_of_it)
        if "**Remaining:**" in text:
            assert f"**Remaining:** {total(data['totals']['remaining'], len(left))}\n" in text
        adds = data["buffer"]
        said = f"**Buffer:** {adds['percent']}% on open work: {span(*adds['all'])} hours, in the timeline only\n"
        assert (said in text) == ("**Buffer:**" in text) == bool(adds["all"][1])
        noted = (
            re.findall(r"(?m)^- (.*)$", text.split("## ⚠️ Needs Attention\n")[1].split("\n---")[0]) if data["problems"] else []
        )
        assert len(noted) == len(data["problems"])
        assert ("Needs Attention" in text) == bool(data["problems"])

    # Order, priorities and reasons.
    assert ("## 🔥 Priority Order" in start) == ("## 🎯 Priority Order" in readme) == (not single)
    sequence = re.findall(r"(?m)^\d+\. (?:🔴|🟠|🟡) \*\*(\w+):\*\* (Phase \d+) - .*\n {3,4}- Why: (.*)$", start)
    assert sequence == [
        (by_slug[slug]["priority"].upper(), phase[slug], by_slug[slug]["rationale"]) for slug in data["order"] if not single
    ]
    table = rows(readme, priority_header(data)) if data["order"] and not single else []
    assert [(cells[0].split()[1].lower(), cells[1], cells[3], cells[4]) for cells in table] == [
        (by_slug[slug]["priority"], phase[slug], estimate(by_slug[slug]), by_slug[slug]["rationale"])
        for slug in data["order"]
        if not single
    ]
    for level in RANK:
        members = [by_slug[slug] for slug in data["order"] if by_slug[slug]["priority"] == level]
        if members and not single:
            low, high, review = (
                sum(values)
                for values in zip(*((*one["remaining"]["agentic"], one["remaining"]["review"]) for one in members), strict=True)
            )
            assert re.search(
                rf"(?m)^- \*\*\S+ {level.upper()}:\*\* {re.escape(span(low, high))}h agentic \+ {hours(review)}h review left(?:, [0-9]+ not estimated)?$",
                readme,
            )

    # Timeline: its parts are what is left, and what was taken.
    running = 1 + (as_day(data["updated"]) - as_day(data["start"])).days // 7
    weeks = rows(start, "| Week | Features | Time Estimate | Dates |") if data["timeline"] and not single else []
    told = {cells[0].removeprefix("👉 "): cells for cells in weeks}
    idle = [cells for cells in weeks if cells[1].startswith("Nothing ")]
    assert len(weeks) - len(idle) == (0 if single else len(data["timeline"]))
    sums = [0.0, 0.0, 0.0]
    for week in data["timeline"] if not single else ():
        cells = told[f"Week {week['week']}" if week["week"] else "Before"]
        assert cells[0].startswith("👉") == (week["week"] == running and data["phase"] == 7)
        assert [re.sub(r" ⏳| \(not estimated\)", "", cell) for cell in cells[1].split(" + ")] == [
            *(f"✅ {phase[slug]}" for slug in week["completed"]),
            *(phase[slug] for slug in week["packages"]),
        ]
        if week["completed"]:
            taken = f"{span(*week['taken']['agentic'])}h agentic + {hours(week['taken']['review'])}h review"
            assert cells[2].startswith((f"{taken} taken", f"{taken} as estimated"))
        if week["packages"]:
            found = re.search(r"(?:^|; )(\S+) agentic \+ (\S+)h review(?: to come)?$", cells[2])
            assert found, cells
            if found[1] != "0h":
                effort = parse_effort(found[1])
                assert effort.high / 60 == pytest.approx(week["agentic"], abs=0.01)
                sums[0], sums[1] = sums[0] + effort.low / 60, sums[1] + effort.high / 60
            assert parse_time(found[2]) / 60 == pytest.approx(week["review"], abs=0.01)
        sums[2] += week["review"]
        label = f"Week {week['week']}" if week["week"] else "Before"
        assert f"- **{label}" in readme
    remaining = data["totals"]["remaining"]
    if data["phase"] > 5 and not single:
        buffer = data["buffer"]
        adds = [*buffer["agentic"], buffer["review"]]
        left = [*remaining["agentic"], remaining["review"]]
        # With a buffer each week is shown in hundredths of hours.
        within = 0.01 * len(data["timeline"]) if buffer["percent"] else 0
        assert sums == pytest.approx([one + more for one, more in zip(left, adds, strict=True)], abs=0.02 + within)
        assert (f"with a buffer of {buffer['percent']}% on open work" in start) == bool(buffer["percent"] and data["order"])
        assert all(one["first_day"] >= max(data["start"], data["updated"]) for one in data["packages"] if one["first_day"])

    # Graph: plans, list, Mermaid and box drawing hold the same edges.
    edges = {(need, slug) for slug, package in by_slug.items() for need in package["depends_on"] if need in by_slug}
    assert {(need, slug) for need, package in by_slug.items() for slug in package["enables"]} == edges
    assert ("```mermaid\nflowchart" in start) == (bool(edges) and data["phase"] > 4)
    if edges and data["phase"] > 4:
        node = {f"p{package['number']:02d}_{slug.replace('-', '_')}": slug for slug, package in by_slug.items()}
        drawn = re.findall(r"(?m)^    (\w+) (?:-->|==>) (\w+)$", start)
        assert {(node[one], node[other]) for one, other in drawn} == edges
        number = {f"{package['number']:02d}": slug for slug, package in by_slug.items()}
        boxed = edges_of(start.split("```text\n")[1].split("\n```")[0])
        assert sorted((number[one], number[other]) for one, other in boxed) == sorted(edges)
        thick = set(re.findall(r"(?m)^    (\w+) ==> (\w+)$", start))
        assert {(node[one], node[other]) for one, other in thick} == set(
            zip(data["critical_path"], data["critical_path"][1:], strict=False)
        )
    for package in by_slug.values():
        plan = folder.read(package["file"])
        requires = set(re.findall(r"(?m)^- \[[ x]\] \[Phase (\d+): .* must be complete$", plan))
        assert requires == {str(by_slug[need]["number"]) for need in package["depends_on"]}
        enables = set(re.findall(r"(?m)^- \[Phase (\d+): .* depends on this$", plan))
        assert enables == {str(by_slug[other]["number"]) for other in package["enables"]}
        priority = f"{package['priority'].upper()} ({package['rationale']})" if data["phase"] > 4 else "Comes in Prioritization"
        assert f"**Priority:** {priority}\n" in plan
        review = f" agentic + {hours(package['review'])}h review" if package["effort"] else ""
        default = " by default" if "review" in package["by_default"] else ""
        assert f"**Estimated Effort:** {estimate(package)}{review}{default}\n" in plan
        assert ("On the critical path" in plan) == package["critical"]
        if package["week"]:
            assert re.search(rf"(?:Planned for|Goes on in) weeks? {package['week']}\b", plan)
    for one, other in zip(data["order"], data["order"][1:], strict=False):
        assert f"**Next Phase:** [Phase {by_slug[other]['number']}: " in folder.read(by_slug[one]["file"])

    # Progress and what is next.
    complete = [package for package in data["packages"] if package["status"] == "complete"]
    percent = data["progress"]["percent"]
    before = folder.answers["continued"].get("records", [])
    earlier = sum(record["status"] == "complete" for record in before)
    label = "This roadmap" if before else "Achievement"
    assert (f"**{label}:** ~{percent}% of the planned work completed" in start) == (data["phase"] == 7)
    assert start.count("✅ **Complete**") == len(complete) + earlier == readme.count("\n- ✅ **")
    agree_on_checkpoints(data, start, readme)
    agree_on_analyses(folder, data, readme)
    if data["next"] and data["checkpoint"] is None:
        for text in (readme.split("**Next Step:**")[1], start.split("**Next:**")[1].split("\n")[0]):
            words = "go on with" if data["under_way"] else "start with"
            assert f"{words} [{phase[data['next']]}: " in text.lower().replace("phase", "Phase")
            if data["under_way"] and data["ready"]:
                assert f"or start [{phase[data['ready'][0]]}: " in text
    if data["baseline"]:
        assert re.search(rf"Approved: week {data['baseline']['week']}, by {data['baseline']['by']}(\.| \(at first)", start)
        now = data["forecast"]
        state = (
            f"Now: week {now['week']}, by {now['by']}" if data["order"] else f"Finished: week {now['week']}, on {now['day']}"
        )
        assert f"{state}, " in start
    return data


def agree_on_analyses(folder: Folder, data: dict[str, Any], readme: str) -> None:
    """The analyses of roadmap.json are the records, and README.md's index and checklist speak of no others."""
    stored = [name for name in folder.files() if re.fullmatch(r"\.planning/\d+-.*-analysis\.yml", name)]
    found = [yaml.safe_load(folder.read(name)) for name in stored]
    numbers = {one["analysis_number"]: one["analysis_type"] for one in found if one.get("part") == "analysis"}
    assert {one["number"]: one["type"] for one in data["analyses"]} == numbers
    index = {
        re.sub(r"\[(.*)\]\(.*\)|`(.*)`", r"\1\2", cells[0]): cells[2]
        for cells in rows(readme, "| Document | Description | Status |")
    }
    for one in data["analyses"]:
        assert index[one["file"]] == "✅" if one["written"] else index[one["file"]] in ("📝 To Write", "🗑️ Deleted")
    kinds = {
        "01": sorted(f"{number:02d}" for number, kind in numbers.items() if kind == "completion"),
        "02": sorted(f"{number:02d}" for number, kind in numbers.items() if kind != "completion"),
        "03": sorted({f"{package['number']:02d}" for package in data["packages"]}),
    }
    taken = {number for known in kinds.values() for number in known}
    for line, (own, known) in zip(data["checklist"][4:7], kinds.items(), strict=True):
        named = re.findall(r"\b(\d\d+)-", line["line"])
        assert named == known[:3] if known else own not in named or own not in taken, line


def as_day(day: str) -> datetime.date:
    return datetime.date.fromisoformat(day)


def agree_on_checkpoints(data: dict[str, Any], start: str, readme: str) -> None:
    """The checkpoints in README.md and START-HERE.md, and what they hold back, are those of roadmap.json."""
    table = rows(readme, "| Phase | Time | Checkpoint | State | Confirmed | Changed Since |")
    words = {"open": ("🛑 Open", "⏳ To Come"), "confirmed": ("✅ Confirmed",), "reopened": ("🔁 Reopened",)}
    for cells, (name, state) in zip(table, data["checkpoints"].items(), strict=True):
        assert cells[2] == f"`{name}`" and cells[3] in words[state]
        made = data["confirmed"].get(name)
        assert cells[4] == (made["date"] + (f" by {made['by']}" if made["by"] else "") if made else "-")
        assert cells[5] == ("; ".join(data["reopened"][name]) if name in data["reopened"] else "-")
    waiting = next((name for name, state in data["checkpoints"].items() if state != "confirmed"), None)
    assert data["checkpoint"] == waiting
    command = f"copier update --trust --vcs-ref=:current: -d confirm={waiting}\n"
    for text in (start, readme):
        assert (command in text) == (waiting is not None)
        assert all(change in text for changes in data["reopened"].values() for change in changes)
    if waiting:
        assert (data["next"], data["ready"]) == ((data["under_way"] or [None])[0] if data["phase"] == 7 else None, [])
    confirmed = [name for name, state in data["checkpoints"].items() if state != "open"]
    assert data["phase"] == len(confirmed) + 1
    assert bool(data["order"]) <= (data["phase"] > 4) and bool(data["timeline"]) <= (data["phase"] > 5)
    boxes = re.findall(r"(?m)^- \[([ x])\] (⚠️ )?(.*)$", readme.split("## ✅ Planning Session Checklist")[1].split("\n---")[0])
    assert [
        (box == "x", bool(mark), words.startswith(line["line"]) and line["reason"] in words)
        for (box, mark, words), line in zip(boxes, data["checklist"], strict=True)
    ] == [(line["state"] == "done", line["state"] == "attention", True) for line in data["checklist"]]


def work_out(data: dict[str, Any], answers: list[dict[str, Any]]) -> None:
    """Check roadmap.json against the rules of the roadmap, worked out in the plainest way from the answers alone."""
    given = {answer["slug"]: answer for answer in answers}
    effort = {
        slug: [bound / 60 for bound in (parse_effort(answer["effort"]).low, parse_effort(answer["effort"]).high)]
        for slug, answer in given.items()
    }
    review = {slug: parse_time(answer["review"]) / 60 for slug, answer in given.items()}
    status = {slug: answer["status"] for slug, answer in given.items()}
    needs = {slug: answer.get("depends_on", []) for slug, answer in given.items()}
    counted = [slug for slug in given if status[slug] not in ("deferred", "dropped")]
    opened = [slug for slug in given if status[slug] in OPEN]

    taken = {
        slug: ([parse_time(answer["actual"]) / 60] * 2, parse_time(answer["actual_review"]) / 60)
        for slug, answer in given.items()
        if "actual" in answer
    }
    for group, totals, measured in (
        (counted, data["totals"], True),
        (counted, data["totals"]["estimated"], False),
        (opened, data["totals"]["remaining"], False),
    ):
        each = [(taken if measured and slug in taken else {slug: (effort[slug], review[slug])})[slug] for slug in group]
        low, high, looked = (
            sum(both[0] for both, _ in each),
            sum(both[1] for both, _ in each),
            sum(reviewed for _, reviewed in each),
        )
        assert [*totals["agentic"], totals["review"], *totals["all"]] == [low, high, looked, low + looked, high + looked]

    points = {
        slug: {"high": 4, "medium": 2, "low": 1}[answer["value"]]
        + (answer["risk"] == "high")
        + (effort[slug][1] <= 2)
        + (sum(slug in needs[other] for other in counted) >= 2)
        for slug, answer in given.items()
    }
    rank = {slug: 0 if score >= 4 else 1 if score >= 2 else 2 for slug, score in points.items()}
    for _ in given:
        rank = {slug: min([rank[slug], *(rank[other] for other in counted if slug in needs[other])]) for slug in given}
    assert {package["slug"]: RANK[package["proposed_priority"]] for package in data["packages"]} == rank

    def above(slug: str) -> set[str]:
        direct = [other for other in opened if slug in needs[other]]
        return set(direct).union(*(above(other) for other in direct)) if direct else set()

    order: list[str] = []
    while len(order) < len(opened):
        free = [slug for slug in opened if slug not in order and all(need in order for need in needs[slug] if need in opened)]
        order.append(min(free, key=lambda slug: (rank[slug], -len(above(slug)), given[slug]["number"])))
    assert data["order"] == order
    assert data["ready"] == [
        slug for slug in order if status[slug] == "ready" and all(status[need] == "complete" for need in needs[slug])
    ]
    assert data["under_way"] == [slug for kind in ("in-progress", "partial") for slug in order if status[slug] == kind]
    assert data["next"] == (data["under_way"] + data["ready"])[0]

    def longest(slug: str) -> float:
        return effort[slug][1] + review[slug] + max((longest(need) for need in needs[slug] if need in opened), default=0)

    path = data["critical_path"]
    assert sum(effort[slug][1] + review[slug] for slug in path) == max(longest(slug) for slug in opened)
    assert all(one in needs[other] for one, other in itertools.pairwise(path))

    for week in data["timeline"]:
        assert week["agentic"] <= generated.ANSWERS["agentic_hours_per_week"]
        assert week["review"] <= generated.ANSWERS["review_hours_per_week"]
    first = {package["slug"]: package["week"] for package in data["packages"]}
    last = {slug: max(week["week"] for week in data["timeline"] if slug in week["packages"]) for slug in opened}
    days = {package["slug"]: (package["first_day"], package["last_day"]) for package in data["packages"]}
    for slug in opened:
        assert first[slug] >= max((last[need] for need in needs[slug] if need in opened), default=1)
        assert days[slug][0] >= max((days[need][1] for need in needs[slug] if need in opened), default="")


def test_forty_packages(start: Callable[..., Folder]) -> None:
    answers = generated.packages()
    given = {name: value for name, value in generated.ANSWERS.items() if name != "updated"}
    folder = start(**given, identified=answers)
    data = agree(folder)
    work_out(data, answers)
    assert len(data["packages"]) == 40
    lint(folder)
    folder.update()
    assert folder.status() == ""


def test_example_by_hand(example: Folder) -> None:
    """The example worked out on paper: six packages, 10 agentic and 4 review hours a week, from 2025-11-24 on."""
    data = agree(example)
    assert data["order"] == [
        "caching-strategy",
        "observability",
        "result-types",
        "resilience-patterns",
        "database-optimization",
        "api-design-patterns",
    ]
    assert data["next"] == "caching-strategy"
    assert data["ready"] == ["caching-strategy", "observability", "result-types"]
    # 8 + 2 hours of caching, then 7 + 1 of the database: longer than 8 + 2 + 6 + 1.5 of result types and resilience.
    assert data["critical_path"] == ["caching-strategy", "database-optimization"]
    assert data["totals"]["all"] == [34.5, 48.5]
    # Caching 8, observability 2 of 6 | its other 4, result types 6 of 8 | their 2, resilience 6, database 2 of 7 | its 5, API 5.
    assert [(week["agentic"], week["packages"]) for week in data["timeline"]] == [
        (10, ["caching-strategy", "observability"]),
        (10, ["observability", "result-types"]),
        (10, ["result-types", "resilience-patterns", "database-optimization"]),
        (10, ["database-optimization", "api-design-patterns"]),
    ]
    assert [week["review"] for week in data["timeline"]] == [2, 1, 3.5, 2]
    assert (
        "**Finished in:** week 3 (by 2025-12-14) on the lower estimates, week 4 (by 2025-12-21) on the upper ones"
        in example.read("START-HERE.md")
    )
    # Resilience ends after 8 + 2 + 6 + 1.5 = 17.5 of 18 hours; 5 + 2 + 4 + 1.5 = 12.5 of 13 on the lower estimates.
    assert "- Slack: 0.5h before it delays the roadmap" in example.read("06-resilience-patterns-plan.md")
    # Result types, 8 + 2, are followed by the longer of resilience (7.5) and API (6): slack 0.5 too; API ends at 16, or 11 of 13.
    assert "- Slack: 2h before it delays the roadmap" in example.read("08-api-design-patterns-plan.md")
    assert [problem["code"] for problem in data["problems"]] == ["unfilled"]


def test_one_answer_moves_everything(example: Folder) -> None:
    before = agree(example)
    example.change("08-api-design-patterns", "value=high", "priority=")
    after = agree(example)
    assert after["order"] != before["order"] and after["order"].index("result-types") < after["order"].index("observability")
    assert (
        next(package for package in after["packages"] if package["slug"] == "result-types")["rationale"]
        == "Medium value; unblocks 06 and 08; no lower than 08"
    )
    example.commit()

    example.change("03-observability", "effort=10-12h")
    after = agree(example)
    assert after["totals"]["agentic"] == [32, 46]
    assert "too-large" in [problem["code"] for problem in after["problems"]]
    example.commit()

    example.change("05-caching-strategy", "depends_on=04")
    after = agree(example)
    assert after["order"].index("result-types") == 0
    assert after["critical_path"][0] == "result-types"
    example.confirm_again()

    example.change("04-result-types", "status=complete", "actual=9h", "actual_review=3h", "pr=PR #9")
    after = agree(example)
    assert after["totals"]["remaining"]["agentic"] == [27, 38]
    assert after["phase"] == 7
    text = example.read("START-HERE.md")
    # 9 hours where 6.5 were the middle of 5-8: 1.38; 3 hours of review where 2 were estimated; 27 and 38 hours times 9 / 6.5.
    assert "Agentic work took 1.38 times the middle of its estimates, measured on 1 complete work package." in text
    assert (
        "**Forecast of what remains, by what was measured:** 37.5-52.5 hours agentic + 10 hours review = **47.5-62.5 total hours**"
        in text
    )
    example.commit()

    weeks = len(after["timeline"])
    example.update("agentic_hours_per_week=40")
    assert len(agree(example)["timeline"]) < weeks


def test_nothing_ready_says_what_is_waited_for(start: Callable[..., Folder]) -> None:
    folder = start(
        identified=[
            {"title": "One", "status": "in-progress"},
            {"title": "Two", "depends_on": "One"},
            {"title": "Three", "depends_on": ["Four"]},
            {"title": "Four", "status": "deferred", "remains": "Not now"},
        ]
    )
    assert folder.read("README.md").rstrip().splitlines()[-3] == (
        "**Next Step:** 👉 Read [START-HERE.md](START-HERE.md), then go on with [Phase 3: One](03-one-plan.md) (in progress); "
        "Phase 4 waits for Phase 3 (in progress); Phase 5 waits for Phase 6 (deferred)"
    )
    assert agree(folder)["next"] == "one"


def test_all_complete_points_to_a_follow_on(start: Callable[..., Folder]) -> None:
    folder = start(
        identified=[
            {"title": "One", "status": "complete", "pr": "PR #1"},
            {"title": "Two", "status": "dropped", "remains": "Nobody asked"},
        ]
    )
    data = agree(folder)
    assert (data["order"], data["next"], data["critical_path"]) == ([], None, [])
    assert [(week["week"], week["completed"], week["packages"]) for week in data["timeline"]] == [(1, ["one"], [])]
    readme = folder.read("README.md")
    assert "**Status:** Complete" in readme and "kind=continuing" in readme.split("**Next Step:**")[1]
    text = folder.read("START-HERE.md")
    assert "~100% of the planned work" in text and "`████████████████████` 100%" in text
    assert "| [Phase 4: Two](04-two-plan.md) | ❌ Dropped | Nobody asked |" in text
    assert "📐" not in text


def test_placeholders_are_noticed_until_they_are_written(start: Callable[..., Folder]) -> None:
    folder = start(analyses=["risk"], identified=["One"])

    def unfilled() -> str:
        return next((problem["message"] for problem in roadmap(folder)["problems"] if problem["code"] == "unfilled"), "")

    assert unfilled().startswith(
        "Placeholder text is left in START-HERE.md, README.md, 01-RISK-ANALYSIS.md and 03-one-plan.md."
    )
    for name in ("README.md", "01-RISK-ANALYSIS.md"):
        text = folder.read(name)
        (folder.path / name).write_text(re.sub(r"_[A-Z][^_\n|]*_", "Written.", text), encoding="utf-8")
    folder.commit()
    folder.update()
    assert unfilled().startswith("Placeholder text is left in START-HERE.md and 03-one-plan.md.")
    folder.commit()
    answers = [
        f"{name}=Said" for name in ("summary", "why", "impact", "insights", "in_scope", "out_of_scope", "success_criteria")
    ]
    folder.change("03-one", *answers)
    assert unfilled().startswith("Placeholder text is left in START-HERE.md.")
    folder.commit()
    folder.update()
    assert folder.status() == ""
