"""Faults of documents: which line does not say what the records say, and who may write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_packages.checking import Fault, faults
from work_packages.planning.merging import OURS, THEIRS

from ..support import PUBLISHED, tree


def text_of(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


PLAN = text_of(
    "# Phase 3: Cache",
    "",
    "- **Status:** Ready",
    "- **Effort:** 4-6h",
    "",
    "## Overview",
    "",
    "_Write why it is needed._",
    "",
    "## Weeks",
    "",
    "| Week | Features | Hours |",
    "|------|----------|-------|",
    "| 1 | Phase 3 | 6h |",
    "| 2 | Phase 4 | 8h |",
    "",
    "## Success Criteria",
    "",
    "- [ ] 95 of 100 requests",
    "- [x] None is lost",
    "",
    "<!-- Your own notes go below this line. Every update keeps them. -->",
)


def said(disk: bytes, current: bytes = PLAN, stored: bytes = PLAN) -> list[str]:
    return [
        str(fault) for fault in faults({"03-cache-plan.md": stored}, {"03-cache-plan.md": current}, {"03-cache-plan.md": disk})
    ]


def edited(old: str, new: str, document: bytes = PLAN) -> bytes:
    assert document.count(old.encode()) == 1, old
    return document.replace(old.encode(), new.encode())


@pytest.mark.parametrize(
    "disk",
    [
        PLAN,
        edited("## Weeks", "A note.\n\n- and a list\n\n## Weeks"),
        edited("| 1 | Phase 3 | 6h |", "| 1 | Phase 3 | 6h |\n| 1 | My own | 0h |"),
        edited("_Write why it is needed._", "It is slow.\n\nAnd it costs."),
        edited("_Write why it is needed._\n\n", ""),
        edited("- [ ] 95", "- [x] 95"),
        edited("- [ ] 95", "- [X] 95"),
        edited("requests\n", "requests\n  - seen on 2025-12-01\n"),
        edited("## Overview", "## Überblick"),
        edited("<!-- Your own notes go below this line. Every update keeps them. -->\n", "Notes\n"),
        PLAN + b"More, without a line end",
        PLAN.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + PLAN,
        PLAN.replace(b"- [", b"* [")
        .replace(b"| 1 | Phase 3 | 6h |", b"| 1    | Phase 3  | 6h    |")
        .replace(b"_W", b"*W")
        .replace(b"d._", b"d.*"),
        # Two rows in another order, and a section deleted as a whole.
        edited("| 1 | Phase 3 | 6h |\n| 2 | Phase 4 | 8h |\n", "| 2 | Phase 4 | 8h |\n| 1 | Phase 3 | 6h |\n"),
        PLAN[: PLAN.index(b"## Weeks")] + PLAN[PLAN.index(b"## Success") :],
    ],
)
def test_what_people_may_write_is_no_fault(disk: bytes) -> None:
    assert said(disk) == []


@pytest.mark.parametrize(
    ("disk", "fault"),
    [
        (edited("| 2 | Phase 4 | 8h |", "| 2 | Phase 4 | 9h |"), '15: changed-by-hand: "9h" stands in the place of "8h"'),
        (
            edited("**Status:** Ready", "**Status:** Complete"),
            '3: changed-by-hand: "- **Status:** Complete" stands in the place of "- **Status:** Ready"',
        ),
        (edited("- **Effort:** 4-6h\n", ""), '4: changed-by-hand: "- **Effort:** 4-6h" was taken out'),
        (
            edited("- [x] None", "- [ ] None"),
            '20: changed-by-hand: "- [ ] None is lost" stands in the place of "- [x] None is lost"',
        ),
        (
            edited("- [ ] 95 of", "- [x] 90 of"),
            '19: changed-by-hand: "- [x] 90 of 100 requests" stands in the place of "- [ ] 95 of 100 requests"',
        ),
        (
            edited("# Phase 3: Cache\n", "My own title\n"),
            '1: changed-by-hand: "My own title" stands in the place of "# Phase 3: Cache"',
        ),
        # Behind a note the number is that of the line on the disk.
        (
            edited("8h", "9h", edited("## Overview", "Note one\n\nNote two\n\n## Overview")),
            '19: changed-by-hand: "9h" stands in the place of "8h"',
        ),
        (
            edited("8h", "9h", PLAN.replace(b"| 1 | Phase 3 | 6h |", b"| 1    | Phase 3  | 6h    |")),
            '15: changed-by-hand: "9h" stands in the place of "8h"',
        ),
    ],
)
def test_a_line_of_the_template_that_a_person_changed(disk: bytes, fault: str) -> None:
    assert said(disk) == [f"03-cache-plan.md:{fault}"]


NEW = edited("| 2 | Phase 4 | 8h |", "| 2 | Phase 4 | 12h |", edited("4-6h", "8-12h"))


def test_what_the_records_say_by_now() -> None:
    stale = [
        '03-cache-plan.md:4: stale: "- **Effort:** 4-6h" is "- **Effort:** 8-12h" by now',
        '03-cache-plan.md:15: stale: "8h" is "12h" by now',
    ]
    assert said(PLAN, NEW) == stale
    assert said(NEW, NEW) == []
    assert said(NEW, NEW, stored=NEW) == []
    assert said(edited("8h", "12h"), NEW) == stale[:1], "what a person brought up to date is"
    noted = edited("- [ ] 95", "- [x] 95", edited("_Write why it is needed._", "It is slow."))
    assert said(noted, NEW) == stale
    assert said(PLAN + b"\nNotes\n", edited("| 1 | Phase 3 | 6h |\n", "| 1 | Phase 3 | 6h |\n| 2 | Phase 5 | 1h |\n")) == [
        '03-cache-plan.md:15: stale: lacks "| 2 | Phase 5 | 1h |"'
    ]
    assert said(PLAN, edited("| 1 | Phase 3 | 6h |\n", "")) == [
        '03-cache-plan.md:14: stale: "| 1 | Phase 3 | 6h |" is said no longer'
    ]


def test_a_line_that_both_changed_is_told_once() -> None:
    assert said(edited("8h", "9h"), NEW) == [
        '03-cache-plan.md:4: stale: "- **Effort:** 4-6h" is "- **Effort:** 8-12h" by now',
        '03-cache-plan.md:15: changed-by-hand: "9h" stands in the place of "8h"',
    ]


def test_a_long_line_shows_what_differs() -> None:
    long = "word " * 40
    (fault,) = faults({"a.md": text_of(f"{long}4h")}, {"a.md": text_of(f"{long}5h")}, {"a.md": text_of(f"{long}4h")})
    assert fault == Fault("a.md", 1, "stale", '"...word word word word 4h" is "...word word word word 5h" by now')


@pytest.mark.parametrize("marks", [("<<<<<<< ours\n", ">>>>>>> theirs\n"), (OURS, THEIRS)])
def test_conflicts_are_told_by_their_first_line(marks: tuple[str, str]) -> None:
    disk = edited("- **Effort:** 4-6h\n", f"{marks[0]}- **Effort:** 5h\n=======\n- **Effort:** 7h\n{marks[1]}")
    assert said(disk, NEW) == [
        "03-cache-plan.md:4: conflict: two texts up to line 8; keep what is right, and take the markers out"
    ]


def test_markers_in_a_record() -> None:
    record = b"title: A\n<<<<<<< ours\neffort: 4h\n=======\neffort: 5h\n>>>>>>> theirs\n"
    assert [str(one) for one in faults({}, {}, {".planning/03-a.yml": record})] == [
        ".planning/03-a.yml:2: conflict: two texts up to line 6; keep what is right, and take the markers out"
    ]


def test_a_setext_heading_is_no_marker() -> None:
    disk = b"Mine\n=======\n\n" + PLAN
    assert said(disk) == []
    assert said(disk, edited("4-6h", "8-12h")) == [
        '03-cache-plan.md:7: stale: "- **Effort:** 4-6h" is "- **Effort:** 8-12h" by now'
    ]


def test_documents_that_are_not_there() -> None:
    both = {"03-cache-plan.md": PLAN, "README.md": text_of("# Roadmap")}
    assert [str(one) for one in faults(both, both, {"README.md": both["README.md"]})] == [
        "03-cache-plan.md:1: missing: was deleted; restore=03-cache-plan.md in an update writes it again"
    ]
    assert [str(one) for one in faults({"README.md": both["README.md"]}, both, {"README.md": both["README.md"]})] == [
        "03-cache-plan.md:1: missing: is new, and not written yet"
    ]
    other = {"README.md": both["README.md"], "03-cash-plan.md": edited("8h", "9h")}
    assert [str(one) for one in faults(both, both, other)] == [
        '03-cash-plan.md:15: changed-by-hand: "9h" stands in the place of "8h"'
    ], "a document that a person renamed goes by its new name"
    assert [str(one) for one in faults(both, {"README.md": both["README.md"]}, both)] == [
        "03-cache-plan.md:1: stale: has no record any more"
    ]
    assert [
        str(one) for one in faults({}, {"README.md": both["README.md"]}, {"README.md": b"# Other\n", "own.md": b"Mine\n"})
    ] == ["README.md:1: stale: was not written from the records yet"]


def test_computed_files() -> None:
    name = ".planning/roadmap.json"
    before, after = b'{\n  "schema": 1,\n  "phase": 6\n}\n', b'{\n  "schema": 1,\n  "phase": 7\n}\n'

    def told(stored: bytes, current: bytes, disk: bytes) -> list[str]:
        return [str(one) for one in faults({name: stored}, {name: current}, {name: disk})]

    assert told(before, before, b'{"phase": 6, "schema": 1}') == [], "a formatter may write it"
    assert told(before, after, before) == [f"{name}:3: stale: the records say something else by now"]
    assert told(before, after, after) == []
    assert told(before, before, after) == [f"{name}:3: changed-by-hand: every line of this file is computed"]
    attributes = {".gitattributes": b"# Computed\n.copier-answers.yml -merge\n"}
    assert faults(attributes, attributes, {".gitattributes": b"*.png binary\n" + attributes[".gitattributes"]}) == []


def test_of_an_analysis_only_the_head_is_the_templates() -> None:
    stored = text_of(
        "# Risk Analysis", "", "- **Date:** 2025-11-23", "", "## Risks", "", "_List them._", "", "Each by its cost."
    )
    name = "02-RISK-ANALYSIS.md"
    own = {name: stored.replace(b"_List them._\n\nEach by its cost.", b"One").replace(b"## Risks", b"## What May Happen")}
    assert faults({name: stored}, {name: stored}, own) == []
    later = {name: stored.replace(b"2025-11-23", b"2025-11-24")}
    assert [str(one) for one in faults({name: stored}, {name: stored}, later)] == [
        f'{name}:3: changed-by-hand: "- **Date:** 2025-11-24" stands in the place of "- **Date:** 2025-11-23"'
    ]


EXAMPLE = tree(PUBLISHED)


def in_example(name: str, old: str, new: str, files: dict[str, bytes] = EXAMPLE) -> dict[str, bytes]:
    return {**files, name: edited(old, new, files[name])}


def test_the_example() -> None:
    assert faults(EXAMPLE, EXAMPLE, EXAMPLE) == []
    row = "| 🔴 HIGH | Phase 5 | [Caching Strategy](05-caching-strategy-plan.md) | {} | Performance critical |"
    assert [str(one) for one in faults(EXAMPLE, EXAMPLE, in_example("README.md", row.format("6-8h"), row.format("7-8h")))] == [
        'README.md:72: changed-by-hand: "7-8h" stands in the place of "6-8h"'
    ]
    now = in_example(
        "05-caching-strategy-plan.md",
        "6-8h agentic",
        "8-12h agentic",
        in_example("README.md", row.format("6-8h"), row.format("8-12h")),
    )
    assert [str(one) for one in faults(EXAMPLE, now, EXAMPLE)] == [
        '05-caching-strategy-plan.md:6: stale: "- **Estimated Effort:** 6-8h agentic + 2h review" is "- **Estimated Effort:** 8-12h agentic '
        '+ 2h review" by now',
        'README.md:72: stale: "6-8h" is "8-12h" by now',
    ]
    written = in_example("05-caching-strategy-plan.md", "- [ ] Hit rate", "- [x] Hit rate")
    written = in_example("README.md", "## 🛑 Checkpoints", "Ask Ada first.\n\n## 🛑 Checkpoints", written)
    asked = "_Name the findings of the analyses that matter for this work package._"
    written = in_example("06-resilience-patterns-plan.md", asked, "- One partner times out twice a month", written)
    written = in_example("02-CONCEPT-LEXICON-ANALYSIS.md", "_What the first concept is._", "A request.", written)
    assert faults(EXAMPLE, EXAMPLE, written) == []


LINES = st.lists(
    st.sampled_from([*PLAN.decode().splitlines(), "mine", "<<<<<<< ours", "=======", ">>>>>>> theirs"]), max_size=25
)


@given(stored=LINES, current=LINES, disk=LINES)
def test_any_three_texts(stored: list[str], current: list[str], disk: list[str]) -> None:
    before, now, there = ({"03-cache-plan.md": text_of(*lines)} for lines in (stored, current, disk))
    found = faults(before, now, there)
    assert found == sorted(found)
    assert all(
        1 <= one.line <= max(1, len(disk)) and one.words == one.words.strip() and one.words.isprintable() for one in found
    )
    marked = any(">>>>>>>" in line for line in (*stored, *current))
    assert marked or faults(before, now, now) == [], "what is up to date has no fault"
    if not marked and sorted(filter(None, stored)) != sorted(filter(None, current)):
        assert {one.kind for one in faults(before, now, before)} == {"stale"}


@given(place=st.integers(0, 21), words=st.sampled_from(["A note", "- one", "    code", "| a | b |"]))
def test_an_added_line_is_never_a_fault(place: int, words: str) -> None:
    lines = PLAN.decode().splitlines()
    assert said(text_of(*lines[:place], words, *lines[place:])) == []
