"""The page of a roadmap: whole, well-formed, closed to the network, readable without eyes, and the same for the same plan."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from work_packages.page import page
from work_packages.planning.roadmap import Roadmap, compute

from .pages import FOLDERS, Element, in_phase, many, planned, published, read
from .support import ROOT, stored_answers
from .test_documents import HOSTILE

FIVE_WEEKS = ROOT / "examples/weeks-in/5-weeks"


def check(roadmap: Roadmap, folder: Path | None = None) -> Element:
    """The page as a tree, after all that holds for every page; links to files are looked up in the folder."""
    made = page(roadmap)
    assert page(roadmap) == made
    tree = read(made)
    ids = [one.attributes["id"] for one in tree.all() if "id" in one.attributes]
    assert len(set(ids)) == len(ids), sorted(one for one in ids if ids.count(one) > 1)
    for one in tree.all():
        for target in one.attributes.get("aria-labelledby", "").split():
            assert target in ids, f"<{one.name}> is named by {target}, which is not there"
        assert not {"src", "srcset", "xlink:href", "action"} & set(one.attributes), one
        assert not [name for name in one.attributes if name.startswith("on")], one
        assert one.name not in ("script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image"), one
        # A place of the page is all that a style or a drawing may name.
        assert re.findall(r"url\((?!#)", one.attributes.get("style", "")) == []
    for link in tree.all("a"):
        address = urlsplit(link.attributes["href"])
        assert not address.scheme and not address.netloc, link
        if address.path and folder:
            assert (folder / unquote(address.path)).is_file(), link
        if not address.path:
            assert address.fragment in ids, link
        assert link.text, "a link without words"
    style = tree.one("style").text
    assert "url(" not in style and "@import" not in style
    levels = [int(one.name[1]) for one in tree.all() if re.fullmatch("h[1-6]", one.name)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    for landmark in ("header", "main", "footer", "nav"):
        tree.one(landmark)
    for drawing in tree.all("svg"):
        if drawing.attributes.get("role") == "img":
            title, desc = drawing.attributes["aria-labelledby"].split()
            assert drawing.one("title", id=title).text and drawing.one("desc", id=desc).text
    for table in tree.all("table"):
        assert table.one("caption").text
        assert {one.attributes["scope"] for one in table.one("thead").all("th")} == {"col"}
        assert all(row.one("th").attributes["scope"] == "row" for row in table.one("tbody").all("tr"))
        widths = {len(row.children) for row in table.all("tr")}
        assert len(widths) == 1, widths
    return tree


def section(tree: Element, name: str) -> Element:
    return tree.one("section", id=name)


def rows(table: Element) -> list[list[str]]:
    return [[cell.text for cell in row.children] for row in table.all("tr")]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_examples(folder: Path) -> None:
    tree = check(published(folder), folder)
    policy = tree.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def test_head_and_glance_of_a_plan_under_way() -> None:
    tree = check(published(FIVE_WEEKS), FIVE_WEEKS)
    assert tree.one("head").one("title").text == "Steady Checkout - Roadmap"
    assert [one.text for one in tree.one("ul", class_="facts").children] == [
        "In Progress",
        "Phase 7 of 7: Implementation",
        "Plan's day 2025-12-23",
        "START-HERE.md",
        "README.md",
    ]
    assert [[part.text for part in tile.children if part.text] for tile in tree.all("article", class_="tile")] == [
        [
            "Progress",
            "52%",
            "32h of 60.5h, by estimate",
            "6h put aside since the roadmap was approved",
            "5 of 10 work packages complete",
        ],
        ["Finish", "Week 6 2 weeks earlier", "By 2026-01-04", "Approved was 2026-01-18: Sign-off by security is there"],
        ["Needs a Decision", "1", "1 point to look at"],
        ["Next", "06 Retries", "In progress", "Or start 11 Handbook"],
    ]


def test_board_of_a_plan_under_way() -> None:
    board = section(check(published(FIVE_WEEKS), FIVE_WEEKS), "board")
    assert {column.one("h3").text: [card.text for card in column.all("li")] for column in board.all("section")} == {
        "Waiting 1": ["13 Cache Metrics High Effort2-3h + 0.5h review Waits for Phase 11 (ready)"],
        "Ready 3": [
            "11 Handbook High Effort1-2h + 0.5h review",
            "04 Partner Sandbox Medium Effort3-4h + 1h review",
            "07 Query Tuning Low Critical path Effort4-7h + 1h review",
        ],
        "In Progress 1": ["06 Retries Medium Effort4-6h + 1.5h review"],
        "Complete 5": [
            "03 Request Tracing Effort4-6h + 1h review OwnerAda Completed 2025-11-28",
            "05 Response Cache Effort6-8h + 2h review Completed 2025-12-23",
            "08 Public Errors Effort3-5h + 1h review OwnerKim Due2025-12-12 late Completed 2025-12-16",
            "09 Error Types Effort5-8h + 2h review OwnerKim Completed 2025-12-04",
            "10 Load Tests Effort2-4h + 0.5h review Completed 2025-12-11",
        ],
        "Deferred 1": ["12 Nightly Reports Effort4-6h + 1h review Due2026-01-30 The old report does until spring"],
    }


def test_tables_of_a_plan_under_way() -> None:
    tree = check(published(FIVE_WEEKS), FIVE_WEEKS)
    assert rows(section(tree, "packages").one("table")) == [
        ["No.", "Work Package", "Status", "Priority", "Effort", "Depends on", "Week", "Owner", "Due"],
        ["03", "Request Tracing", "Complete", "High", "4-6h + 1h review", "-", "1", "Ada", "-"],
        ["04", "Partner Sandbox", "Ready", "Medium", "3-4h + 1h review", "-", "6", "-", "-"],
        ["05", "Response Cache", "Complete", "High", "6-8h + 2h review", "03", "5", "-", "-"],
        ["06", "Retries", "In Progress", "Medium", "4-6h + 1.5h review", "03, 09", "5", "-", "-"],
        ["07", "Query Tuning on the critical path", "Ready", "Low", "4-7h + 1h review", "05", "6", "-", "-"],
        ["08", "Public Errors", "Complete", "Medium", "3-5h + 1h review", "09", "4", "Kim", "2025-12-12 late"],
        ["09", "Error Types", "Complete", "High", "5-8h + 2h review", "-", "2", "Kim", "-"],
        ["10", "Load Tests", "Complete", "Medium", "2-4h + 0.5h review", "03", "3", "-", "-"],
        ["11", "Handbook", "Ready", "High", "1-2h + 0.5h review", "-", "5-6", "-", "-"],
        ["12", "Nightly Reports", "Deferred", "-", "4-6h + 1h review", "-", "-", "-", "2026-01-30"],
        ["13", "Cache Metrics", "Waiting", "High", "2-3h + 0.5h review", "05, 11", "6", "-", "-"],
    ]
    assert rows(section(tree, "timeline").one("table")) == [
        ["Work Package", "Status", "First Day", "Last Day", "Due", "Critical Path"],
        ["03 Request Tracing", "Complete", "2025-11-26", "2025-11-28", "-", "No"],
        ["09 Error Types", "Complete", "2025-11-27", "2025-12-04", "-", "No"],
        ["10 Load Tests", "Complete", "2025-12-03", "2025-12-11", "-", "No"],
        ["08 Public Errors", "Complete", "2025-12-05", "2025-12-16", "2025-12-12 (late)", "No"],
        ["05 Response Cache", "Complete", "2025-12-10", "2025-12-23", "-", "No"],
        ["06 Retries", "In Progress", "2025-12-23", "2025-12-25", "-", "No"],
        ["11 Handbook", "Ready", "2025-12-26", "2025-12-29", "-", "No"],
        ["04 Partner Sandbox", "Ready", "2025-12-29", "2025-12-31", "-", "No"],
        ["13 Cache Metrics", "Waiting", "2025-12-29", "2025-12-29", "-", "No"],
        ["07 Query Tuning", "Ready", "2025-12-31", "2026-01-02", "-", "Yes"],
    ]
    assert rows(section(tree, "burn-up").one("table")) == [
        ["Week", "Approved", "Done", "Forecast"],
        ["1", "6h", "6h", "-"],
        ["2", "16h", "16h", "-"],
        ["3", "22.5h", "22.5h", "-"],
        ["4", "36h", "28.5h", "-"],
        ["5", "38.5h", "39h", "48.5h"],
        ["6", "38.5h", "-", "65.5h"],
        ["7", "58h", "-", "65.5h"],
        ["8", "65h", "-", "65.5h"],
    ]
    assert [one.text for one in section(tree, "graph").one("details").all("li")] == [
        "05 Response Cache depends on 03 Request Tracing",
        "06 Retries depends on 03 Request Tracing, 09 Error Types",
        "07 Query Tuning depends on 05 Response Cache",
        "08 Public Errors depends on 09 Error Types",
        "10 Load Tests depends on 03 Request Tracing",
        "13 Cache Metrics depends on 05 Response Cache, 11 Handbook",
    ]


LATER = {
    "graph": "The dependency graph comes in Prioritization, once the work package plans are confirmed.",
    "timeline": "The timeline comes in Finalize Roadmap, once the priority order is confirmed.",
    "burn-up": "The burn-up comes in Implementation, once the roadmap is confirmed.",
}


@pytest.mark.parametrize("confirmed", range(7))
def test_nothing_is_shown_before_its_checkpoint(confirmed: int) -> None:
    tree = check(in_phase(ROOT / "examples/integrated-roadmap", confirmed))
    shown = {name for name in LATER if section(tree, name).all("figure")}
    assert shown == {name for name, needed in (("graph", 4), ("timeline", 5), ("burn-up", 6)) if confirmed >= needed}
    for name, words in LATER.items():
        if name not in shown:
            said = words if confirmed > 2 else "There are no work packages yet."
            assert section(tree, name).one("p").text == said
    columns = [cell.text for table in section(tree, "packages").all("thead") for cell in table.all("th")]
    assert ("Priority" in columns) == (confirmed >= 4) and ("Week" in columns) == (confirmed >= 5)
    # The priorities and the critical path stand nowhere else before, either.
    assert bool(tree.all(class_="priority")) == (confirmed >= 4)
    assert bool(tree.all(class_="critical")) == (confirmed >= 5)
    if confirmed < 6:
        decision = section(tree, "attention").one("article")
        name = ("scope", "folder", "analysis", "packages", "priorities", "roadmap")[confirmed]
        assert decision.one("code").text.endswith(f"-d confirm={name}")
    else:
        assert section(tree, "attention").all("article") == []
    if confirmed < 3:
        assert section(tree, "board").one("h3").text == "Identified 6"


@pytest.mark.parametrize("count", [0, 1, 8, 60, 200])
def test_plans_of_every_size(count: int) -> None:
    tree = check(many(count))
    assert len(tree.all("li", class_="card")) == count
    assert len([row for table in section(tree, "packages").all("tbody") for row in table.all("tr")]) == count
    if not count:
        assert section(tree, "board").one("p").text == "No work packages yet."
        assert section(tree, "packages").one("p").text == "No work packages yet."


def test_hostile_text_is_shown_as_it_was_typed() -> None:
    titles = [*HOSTILE.values(), "x" * 300, "</title></svg><script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>"]
    text = " / ".join(titles)
    roadmap = planned(
        *(
            {"title": title, "owner": title, "remains": title, "blocked_by": [title], "depends_on": [f"p{number + 2}", title]}
            for number, title in enumerate(titles)
        ),
        initiative=text,
        overview=text,
        external_dependencies=[text],
    )
    tree = check(roadmap)
    assert tree.one("h1").text == " ".join(roadmap.title.split())
    shown = [row.one("th").all("a")[0].text for row in section(tree, "packages").one("tbody").all("tr")]
    assert shown == [package.title for package in roadmap.packages]
    assert "<script>alert(1)</script> <!-- a &lt; b" in shown and "{{ 7 * 7 }} {% raw %} {# x #}" in shown


def test_a_cycle_is_drawn_and_told() -> None:
    tree = check(planned({"depends_on": ["p5"]}, {"depends_on": ["p3"]}, {"depends_on": ["p4"]}, {"depends_on": ["p6"]}))
    assert len(section(tree, "graph").one("svg", role="img").all("g", class_="back")) == 2
    assert "closes a cycle: dashed" in section(tree, "graph").text
    assert "These work packages wait for each other" in section(tree, "attention").text


def test_without_estimates_and_dependencies() -> None:
    tree = check(planned({"effort": ""}, {"effort": ""}))
    assert section(tree, "graph").one("p").text == "No work package depends on another one."
    assert [row[4] for row in rows(section(tree, "packages").one("table"))[1:]] == ["not estimated", "not estimated"]


def test_a_deleted_plan_is_no_link_and_a_renamed_one_is_linked_to() -> None:
    roadmap = planned({}, {}, observed={"missing": ["03-p3-plan.md"], "renamed": {"04-p4-plan.md": "a b:c?.md"}})
    table = section(check(roadmap), "packages").one("table")
    assert [[link.attributes["href"] for link in row.all("a")] for row in table.one("tbody").all("tr")] == [
        [],
        ["a%20b%3Ac%3F.md"],
    ]


def test_many_problems_are_folded() -> None:
    waiting = planned(*({"blocked_by": [f"Thing {number}"]} for number in range(12)))
    attention = section(check(waiting), "attention")
    first, folded = attention.all("ul", class_="points")
    assert len(first.children) == 6
    assert attention.one("summary").text == f"{len(folded.children)} more"
    assert len(first.children) + len(folded.children) == len(waiting.problems)
    assert attention.one("details").all("ul", class_="points") == [folded]


def test_a_problem_of_many_packages_names_the_first() -> None:
    attention = section(check(planned(*({} for _ in range(12)))), "attention")
    same = next(point for point in attention.one("ul", class_="points").all("li") if "concrete tasks" in point.text)
    assert same.text.endswith(", 08 Package 8 and 6 more")
    assert [link.text for link in same.all("a")] == [f"{number:02d} Package {number}" for number in range(3, 9)]


def test_words_of_a_house_stay_text() -> None:
    hostile = {"{percent}% done": '{percent}% "x" onload="y', "On this page": 'a" onclick="b', "Board": "A & B"}
    answers = {**stored_answers(FIVE_WEEKS), "house": {"words": {**hostile, "Effort": "Zeit\" & 'mehr'"}}}
    tree = check(compute(answers, answers["documents"]))
    labels = [one.attributes["aria-label"] for one in tree.all() if "aria-label" in one.attributes]
    assert labels[0] == 'a" onclick="b'
    assert labels[1].startswith('52% "x" onload="y')
