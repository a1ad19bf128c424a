"""Adopted documents: what is the template's is brought up to date, and a person's lines stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.adopting import words
from work_packages.adopting.current import current, not_kept
from work_packages.adopting.reading import NothingToAdopt, understood
from work_packages.observing import observed
from work_packages.planning.adopted import kept, patched, units
from work_packages.planning.merging import restored

BASE = b"""\
# Plan

| Document | Status |
|----------|--------|
| [03-a-plan.md](03-a-plan.md) | Ready |
| [04-b-plan.md](04-b-plan.md) | Ready |

## List

- **Phase 3:** A
- **Phase 4:** B
"""


def test_blocks_in_another_form_are_updated_in_place_and_others_stay() -> None:
    ours = b"""\
# My plan

Notes of mine.

| Document | Status |
|:--|:--|
| [03-a-plan.md](03-a-plan.md)   | Ready   |
| [04-b-plan.md](04-b-plan.md) | Somebody else's |

## Liste

* **Phase 3:** A
* of mine
"""
    theirs = BASE.replace(b"| Ready |", b"| Complete |").replace(b"** A", b"** A (complete)")
    assert patched(BASE, ours, theirs) == (
        ours.replace(b"| [03-a-plan.md](03-a-plan.md)   | Ready   |", b"| [03-a-plan.md](03-a-plan.md) | Complete |").replace(
            b"* **Phase 3:** A", b"* **Phase 3:** A (complete)"
        )
    )


def test_a_new_row_goes_into_a_table_with_the_templates_head_and_a_new_entry_beside_the_templates() -> None:
    new_row = b"| [05-c-plan.md](05-c-plan.md) | Ready |\n"
    theirs = BASE.replace(b"\n## List", new_row + b"\n## List").replace(b"** B\n", b"** B\n- **Phase 5:** C\n")
    ours = BASE.replace(b"(04-b-plan.md) | Ready", b"(04-b-plan.md) | mine")
    assert patched(BASE, ours, theirs) == ours.replace(b"\n## List", new_row + b"\n## List").replace(
        b"** B\n", b"** B\n- **Phase 5:** C\n"
    )
    without_either = b"# Plan\n\n| Other | Head |\n|---|---|\n| x | y |\n\n- of mine\n"
    assert patched(BASE, without_either, theirs) == without_either


def test_no_line_goes_but_in_a_section_that_the_template_inserted() -> None:
    theirs = BASE.replace(b"- **Phase 3:** A\n", b"")
    assert patched(BASE, BASE, theirs) == BASE
    assert patched(BASE, BASE, theirs, ["## List"]) == theirs


def test_a_section_in_which_nobody_wrote_is_replaced_as_a_whole_and_one_with_a_line_of_a_persons_keeps_it() -> None:
    theirs = BASE.replace(b"- **Phase 3:** A\n- **Phase 4:** B\n", b"Nothing is left.\n")
    assert patched(BASE, BASE, theirs, ["## List"]) == theirs
    ours = BASE + b"- of mine\n"
    assert b"- of mine\n" in patched(BASE, ours, theirs, ["## List"])


_LINES = st.lists(
    st.sampled_from([*BASE.decode().splitlines(), "mine", "- mine", "| a | b |", "---", "", "```", "1. one", "- [ ] box"]),
    max_size=20,
)


@given(_LINES, _LINES, _LINES)
@settings(max_examples=300)
def test_every_line_that_is_not_the_templates_stays_in_its_order(base: list[str], ours: list[str], theirs: list[str]) -> None:
    old, mine, new = ("".join(f"{line}\n" for line in lines).encode() for lines in (base, ours, theirs))
    result = patched(old, mine, new).decode().splitlines()
    lines = mine.decode().splitlines()
    known = {place for place, _ in kept(old, mine)}
    own = [unit for place, unit in enumerate(units(mine.decode().splitlines(keepends=True))) if place not in known]
    wanted = [lines[place] for unit in own for place in range(unit.start, unit.end)]
    place = 0
    for line in wanted:
        place = result.index(line, place) + 1
    assert patched(old, mine, old) == mine


@pytest.mark.parametrize(
    ("said", "value", "complete"),
    [
        ("🚧 **In Progress**", "in-progress", "✅ **Complete**"),
        ("Ready for Implementation", "ready", "Complete"),
        ("IN PROGRESS (since Tuesday)", "in-progress", "COMPLETE (since Tuesday)"),
        ("in Arbeit", "in-progress", "Fertig"),
        ("📋", "ready", "✅"),
        ("Not ready", None, ""),
        ("❌", None, ""),
        ("Ready?", None, ""),
    ],
)
def test_statuses_are_read_and_written_in_peoples_words(said: str, value: str | None, complete: str) -> None:
    found = words.status(said)
    assert (found.value if found else None) == value
    if found:
        assert words.status_in_place(said, found, "complete", {}) == complete


@pytest.mark.parametrize(
    ("said", "effort", "review"),
    [
        ("4-6h agentic + 1h review", "4-6h", "1h"),
        ("~4 hours", "4h", None),
        ("4 to 6 hours (plus 1 hour of review)", "4-6h", "1h"),
        ("2 days", "16h", None),
        ("90 min", "1.5h", None),
        ("4-6 Std. + 1 Std. Prüfung", "4-6h", "1h"),
        ("3h + review 1h", "3h", "1h"),
        ("M", None, None),
        ("TBD", None, None),
    ],
)
def test_efforts_are_read_in_many_forms(said: str, effort: str | None, review: str | None) -> None:
    assert tuple(one.value if one else None for one in words.time(said)) == (effort, review)


def test_days_are_read_in_many_forms() -> None:
    said = ["2025-11-23", "23.11.2025", "November 23, 2025", "23 Nov 2025", "23. November 2025", "November 2025", "2025-02-30"]
    assert [words.day(one) for one in said] == [*["2025-11-23"] * 5, "", ""]


def test_what_is_not_understood_and_what_disagrees_is_named_by_file_and_line() -> None:
    plan = "# Phase 3: A\n\n**Status:** sort of\n**Effort:** M\n**Priority:** High\n**Depends on:** 09, a contract\n"
    readme = (
        "# P\n\n| Phase | Feature | Status | Priority |\n|---|---|---|---|\n| 03 | A | Done | Low |\n| 07 | Z | Ready | Low |\n"
    )
    found = understood({"03-a-plan.md": plan, "README.md": readme}, "2025-11-23-p")
    assert found.unclear == (
        'README.md:6: "Z" has no plan here, and is left out',
        '03-a-plan.md:3: status "sort of"',
        '03-a-plan.md:4: effort "M"',
        '03-a-plan.md:6: "09, a contract" names 09, which has no plan here',
    )
    assert found.disagreements == ("README.md:5 says priority low of 03 A; taken: high",)
    assert found.packages == [
        {
            "number": 3,
            "slug": "a",
            "title": "A",
            "status": "complete",
            "priority": "high",
            "blocked_by": ["a contract"],
        }
    ]


def test_a_folder_without_plans_is_nothing_to_adopt() -> None:
    with pytest.raises(NothingToAdopt, match="no plan of a work package"):
        understood({"README.md": "# P\n", "notes.md": "# N\n"}, "p")


RECORD = {"part": "work-package", "number": 3, "slug": "a", "title": "A", "status": "ready", "effort": "4-6h", "review": "1h"}


def test_a_persons_own_lines_state_what_the_plan_says_by_now() -> None:
    ours = b"# A\n\n**Status:** todo, really\n**Effort:** ~4-6 hours + 1h review\n\nStatus quo: todo.\n"
    after = [{**RECORD, "status": "complete", "effort": "5-8h", "review": "2h"}]
    assert current("03-a-plan.md", b"x\n", ours, b"x\n", [RECORD], after, {}) == (
        b"# A\n\n**Status:** complete, really\n**Effort:** ~5-8 hours + 2h review\n\nStatus quo: todo.\n"
    )


def test_a_line_that_says_something_else_than_the_plan_stays_and_is_told() -> None:
    ours = b"# A\n\n**Status:** done\n**Effort:** 1 day\n"
    after = [{**RECORD, "status": "in-progress"}]
    assert current("03-a-plan.md", b"x\n", ours, b"x\n", [RECORD], after, {}) == ours
    assert not_kept("03-a-plan.md", ours, b"x\n", [RECORD], {}) == [
        (3, "status", "**Status:** done"),
        (4, "effort", "**Effort:** 1 day"),
    ]


def test_entries_of_a_timeline_are_told_as_its_rows_are() -> None:
    ours = b"# P\n\n- **Week 1:** Phase 3 (4-6h)\n- Wochen 2-3: A\n- Weekly: 4h\n- Week one: 4h\n"
    assert not_kept("README.md", ours, b"x\n", [RECORD], {}) == [
        (3, "timeline", "- **Week 1:** Phase 3 (4-6h)"),
        (4, "timeline", "- Wochen 2-3: A"),
    ]


def test_what_is_restored_leaves_a_table_of_a_persons_own_whole() -> None:
    order = b"## Order\n\n| Phase | Why it is so |\n|-------|--------------|\n| 3 | All that follows waits for it |\n"
    start = b"## Start\n\nBegin.\n"
    table = b"| A | B |\n|---------|--------|\n| Index | done |\n"
    found = restored(b"# P\n\nWhat.\n\n---\n\n" + order + b"\n---\n\n" + start, b"# P\n\nWhat.\n\n" + table)
    assert found == b"# P\n\nWhat.\n\n" + table + b"\n" + order + b"\n---\n\n" + start


def test_tasks_are_ticked_in_a_section_of_a_persons_own() -> None:
    record = {**RECORD, "success_criteria": ["Fast"], "task_list": ["One", "Two"]}
    plan = (
        "# A\n\n## Success Criteria\n\n- [ ] Fast\n\n## Tasks\n\n- [x] One\n- [ ] Two\n\n"
        "## Implementation\n\nFollow the [Work Package Workflow](_work-package.md).\n"
    )
    texts = {"03-a-plan.md": plan, "START-HERE.md": "", "README.md": ""}
    found = observed(texts, {"documents": [record], "observed": {}}, [record])
    assert (found["met"], found["done"]) == ({}, {"a": ["One"]})


def test_entries_that_name_a_package_and_its_status_are_kept_current() -> None:
    ours = "# P\n\n- 03 A – to do\n- 📋 A\n- A (todo)\n- A: not today\n".encode()
    after = [{**RECORD, "status": "complete"}]
    assert current("README.md", b"x\n", ours, b"x\n", [RECORD], after, {}) == (
        "# P\n\n- 03 A – complete\n- ✅ A\n- A (complete)\n- A: not today\n".encode()
    )
