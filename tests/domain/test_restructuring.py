"""Restructuring: ranks that put a package in its place, what a split shares out, what a merge adds up; and passages of plans."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.planning import passages
from work_packages.planning.records import Record
from work_packages.planning.restructuring import Impossible, Place, Split, chosen, merged, moved, renumbered, split, to_add
from work_packages.planning.roadmap import Roadmap, compute
from work_packages.planning.schedule import implementation_order

from .test_differences import ANSWERS, CONTEXT, PLAN, record
from .test_hostile import SIGNS


def plan_of(records: list[Record], **observed: Any) -> Roadmap:
    return compute({**ANSWERS, "checkpoints": {}, "observed": observed}, records)


def numbered(*entries: tuple[str, dict[str, Any]]) -> list[Record]:
    return [record(number, title, **{"priority": "medium", **said}) for number, (title, said) in enumerate(entries, 3)]


def order_with(plan: Roadmap, ranks: dict[str, str]) -> list[str]:
    packages = [replace(one, rank=int(ranks[one.slug] or 0) or None) if one.slug in ranks else one for one in plan.packages]
    return implementation_order(packages, {slug: one.stands for slug, one in plan.priority.items()})


# Moving.

FIVE = numbered(*((name, {}) for name in "ABCDE"))


@pytest.mark.parametrize(
    ("slug", "place", "ranks"),
    [
        ("c", Place("first"), {"c": "10"}),
        ("c", Place("before", "a"), {"c": "10"}),
        ("e", Place("after", "a"), {"a": "10", "e": "20"}),
        ("a", Place("after", "b"), {"b": "10", "a": "20"}),
        ("a", Place("after", "e"), {"b": "10", "c": "20", "d": "30", "e": "40"}),
        ("c", Place("after", "b"), {}),
    ],
)
def test_as_few_ranks_as_it_takes(slug: str, place: Place, ranks: dict[str, str]) -> None:
    plan = plan_of(FIVE)
    found = moved(plan, slug, place)
    assert len(found) <= len(ranks)
    assert order_with(plan, found) == order_with(plan, ranks)


def test_between_ranks_there_is_room_for_one_more() -> None:
    plan = plan_of(numbered(("A", {"rank": "10"}), ("B", {"rank": "20"}), ("C", {}), ("D", {"rank": "3"})))
    assert moved(plan, "c", Place("after", "a")) == {"c": "15"}
    plan = plan_of(numbered(("A", {"rank": "10"}), ("B", {"rank": "11"}), ("C", {})))
    assert order_with(plan, moved(plan, "c", Place("after", "a"))) == ["a", "c", "b"]


def test_ranks_at_the_end_of_their_range() -> None:
    plan = plan_of(numbered(("A", {"rank": "9998"}), ("B", {"rank": "9999"}), ("C", {"rank": "1"})))
    ranks = moved(plan, "c", Place("after", "b"))
    assert order_with(plan, ranks) == ["a", "b", "c"]
    assert len(ranks) == 1


@st.composite
def plans(draw: st.DrawFn) -> Roadmap:
    """Small plans of two priorities, with some dependencies and ranks."""
    names = "ABCDEF"[: draw(st.integers(2, 6))]
    entries = []
    for place, name in enumerate(names):
        needs = draw(st.lists(st.sampled_from(names[:place]), max_size=2, unique=True)) if place else []
        said = {
            "depends_on": [need.lower() for need in needs],
            "rank": draw(st.sampled_from(["", "", "1", "2", "5", "9999"])),
            "priority": draw(st.sampled_from(["medium", "medium", "high"])),
        }
        entries.append((name, said))
    return plan_of(numbered(*entries))


@given(st.data())
@settings(max_examples=60)
def test_whatever_the_plan_a_package_comes_there_by_no_rank_too_many(data: st.DataObject) -> None:
    """What is not moved keeps its order, but for what needs the package."""
    plan = data.draw(plans())
    slugs = [one.slug for one in plan.packages]
    slug, other = data.draw(st.permutations(slugs))[:2]
    place = Place(data.draw(st.sampled_from(["first", "before", "after"])), other)
    place = Place("first") if place.where == "first" else place
    try:
        ranks = moved(plan, slug, place)
    except Impossible as error:
        assert str(error).startswith(f"{plan.by_slug[slug].number:02d} {plan.by_slug[slug].title} ")
        return
    order = order_with(plan, ranks)

    def is_there(order: list[str]) -> bool:
        at = order.index(slug)
        if place.where == "first":
            return all(plan.priority[one].stands != plan.priority[slug].stands for one in order[:at])
        return order[at + (1 if place.where == "before" else -1) : at + 2 if place.where == "before" else at] == [other]

    above = {slug}
    for one in plan.order:
        if above & set(plan.by_slug[one].depends_on):
            above.add(one)
    still = [one for one in plan.order if one not in above]

    def fits(order: list[str]) -> bool:
        return is_there(order) and [one for one in order if one in still] == still

    assert fits(order)
    # None can be left out, and where the rank of the package itself is enough, no other is touched.
    assert not any(fits(order_with(plan, {one: ranks[one] for one in ranks if one != left})) for left in ranks)
    if ranks and set(ranks) != {slug}:
        assert not any(fits(order_with(plan, {slug: str(rank)})) for rank in ["", 1, 2, 3, 4, 5, 6, 7, 9998, 9999])


def test_what_is_more_urgent_comes_in_between() -> None:
    """Once A is done, the urgent C can begin: no rank brings B before it."""
    plan = plan_of(numbered(("A", {}), ("B", {}), ("C", {"priority": "high", "depends_on": ["a"]}), ("D", {})))
    assert plan.order == ("a", "c", "b", "d")
    with pytest.raises(Impossible, match=r"04 B cannot come right after 03 A: 05 C \(🔴 HIGH\) comes in between"):
        moved(plan, "b", Place("after", "a"))


def test_in_a_cycle_nothing_is_moved() -> None:
    plan = plan_of(numbered(("A", {"depends_on": ["b"]}), ("B", {"depends_on": ["a"]}), ("C", {})))
    with pytest.raises(Impossible, match="03 A is part of a cycle: a needs b needs a"):
        moved(plan, "a", Place("after", "c"))


# Numbering anew, and positions.


def test_the_next_number_or_the_given_one() -> None:
    first = PLAN[1]
    assert renumbered(first, PLAN) == {**first, "number": 9}
    assert renumbered(first, PLAN, " 04 ") == {**first, "number": 4}


@pytest.mark.parametrize(
    ("typed", "found"),
    [("2", ["b"]), ("3,1", ["a", "c"]), ("1-2", ["a", "b"]), (" 2-3; 3 ", ["b", "c"]), ("1-3", ["a", "b", "c"]), ("", [])],
)
def test_positions(typed: str, found: list[str]) -> None:
    assert chosen(["a", "b", "c"], typed, "tasks") == found


@pytest.mark.parametrize("typed", ["0", "4", "2-1", "1-4", "x", "-1", "1.5", "١"])
def test_what_is_no_position_is_refused_with_all_there_are(typed: str) -> None:
    with pytest.raises(Impossible, match=r"is none of its tasks(.|\n)*1\. a\n  2\. b\n  3\. c"):
        chosen(["a", "b", "c"], typed, "tasks")


# Splitting.


def split_of(records: list[Record], slug: str = "caching", **said: Any) -> tuple[str, dict[str, Record]]:
    wish = Split(slug, **{"title": "New", "effort": "1-2h", "day": "2025-12-01", **said})
    return split(plan_of(records), records, wish)


def test_estimates_are_shared_out() -> None:
    slug, changed = split_of(PLAN, taken={"task_list": ["Two"]})
    assert (slug, sorted(changed)) == ("new", ["caching", "new"])
    assert {name: (one["effort"], one["task_list"]) for name, one in changed.items()} == {
        "new": ("1-2h", ["Two"]),
        "caching": ("3-4h", ["One", "Three"]),
    }
    assert (changed["new"]["number"], changed["new"]["added"], changed["new"]["depends_on"]) == (9, "2025-12-01", ["caching"])
    _, changed = split_of(PLAN, left="5h")
    assert changed["caching"]["effort"] == "5h"


def test_of_work_under_way_what_is_left_is_shared_out() -> None:
    records = [PLAN[0], record(5, "Caching", effort="4-6h", status="in-progress", remaining="2-3h", started="2025-11-24")]
    _, changed = split_of(records)
    assert (changed["caching"]["remaining"], changed["caching"]["effort"], changed["new"]["status"]) == ("1h", "3-4h", "ready")


def test_what_nobody_has_estimated_is_split_without() -> None:
    records = [PLAN[0], record(5, "Caching", effort="")]
    _, changed = split_of(records, effort="", taken={"task_list": ["One"]})
    assert [one["effort"] for one in changed.values()] == ["", ""]


def test_put_aside_the_new_one_is_as_well() -> None:
    records = [PLAN[0], record(5, "Caching", status="deferred", remains="No server")]
    _, changed = split_of(records)
    assert (changed["new"]["status"], changed["new"]["remains"]) == ("deferred", "No server")


@pytest.mark.parametrize("status", ["complete", "dropped"])
def test_what_is_over_is_not_split(status: str) -> None:
    with pytest.raises(Impossible, match=f"05 Caching is {status}: there is nothing left of it to split"):
        split_of([PLAN[0], record(5, "Caching", status=status)])


def test_what_is_under_way_needs_nothing_new() -> None:
    with pytest.raises(Impossible, match="what it needs must be complete by now"):
        split_of([PLAN[0], record(5, "Caching", status="in-progress")], where="before")


def test_a_record_that_cannot_be_read_may_need_what_changes() -> None:
    with pytest.raises(Impossible, match=r"A record cannot be read: 09-x\.yml holds no answers"):
        split_of([*PLAN, {"part": "unreadable", "unreadable": "09-x.yml holds no answers"}])


# Merging.

TWO = [
    CONTEXT,
    record(
        *(5, "Caching"),
        summary="One.",
        effort="4-6h",
        review="1h",
        owner="Ada",
        due="2026-01-10",
        in_scope=["x", "y"],
        blocked_by=["Server"],
        value="low",
        depends_on=["resilience"],
    ),
    record(
        *(6, "Resilience"),
        summary="Two.",
        effort="2h",
        owner="Kim",
        due="2026-01-05",
        in_scope=["y", "z"],
        unblocked=["Server"],
        blocked_by=["Server"],
        priority="high",
    ),
    record(7, "Database", depends_on=["caching", "resilience"]),
]


def test_united_joined_and_added_up() -> None:
    changed = merged(plan_of(TWO), TWO, "caching", "resilience")
    assert sorted(changed) == ["caching", "database"]
    assert changed["database"]["depends_on"] == ["caching"]
    own = changed["caching"]
    names = (
        "summary",
        "effort",
        "review",
        "owner",
        "due",
        "in_scope",
        "blocked_by",
        "unblocked",
        "value",
        "priority",
        "depends_on",
    )
    assert {name: own[name] for name in names} == {
        "summary": "One.\n\nTwo.",
        "effort": "6-8h",
        "review": "2h",
        "owner": "Ada, Kim",
        "due": "2026-01-05",
        "in_scope": ["x", "y", "z"],
        "blocked_by": ["Server"],
        "unblocked": ["Server"],
        "value": "low",
        "priority": "high",
        "depends_on": [],
    }


@pytest.mark.parametrize(
    ("one", "two", "sums"),
    [
        ({"actual": "3h", "actual_review": "1h"}, {"actual": "2.5h", "actual_review": "0h"}, ("5.5h", "1h", "")),
        ({"remaining": "1-2h"}, {"actual": ""}, ("", "", "5-8h")),
        ({}, {}, ("", "", "")),
    ],
)
def test_measured_hours_are_summed(one: dict[str, str], two: dict[str, str], sums: tuple[str, str, str]) -> None:
    common = {"effort": "4-6h", "status": "in-progress", "started": "2025-11-25"}
    records = [record(5, "Caching", **{**common, **one}), record(6, "Resilience", **{**common, "started": "2025-11-24", **two})]
    own = merged(plan_of(records), records, "caching", "resilience")["caching"]
    assert (own["actual"], own["actual_review"], own["remaining"], own["started"]) == (*sums, "2025-11-24")


@pytest.mark.parametrize(
    ("one", "two", "message"),
    [
        ({"status": "complete", "actual": "3h"}, {"status": "complete"}, "actual of 06 Resilience was not measured"),
        ({"effort": ""}, {}, "05 Caching is not estimated, so the sum would say less than the work is"),
        ({"status": "in-progress"}, {}, "05 Caching is in-progress, and 06 Resilience ready: one work package has one status"),
        ({"effort": "900h"}, {"effort": "900h"}, "effort: "),
    ],
)
def test_sums_that_would_lie_are_refused(one: dict[str, str], two: dict[str, str], message: str) -> None:
    records = [record(5, "Caching", **one), record(6, "Resilience", **two)]
    with pytest.raises(Impossible, match=message):
        merged(plan_of(records), records, "caching", "resilience")


def test_a_list_by_hand_stays_and_gets_the_others_entries() -> None:
    records = [record(5, "Caching", task_list=[]), record(6, "Resilience", task_list=["One", "Four"])]
    plan = plan_of(records, written={"caching": {"task_list": ["One", "Two"]}})
    assert merged(plan, records, "caching", "resilience")["caching"]["task_list"] == []
    assert to_add(plan, "caching", "resilience") == {"task_list": ["Four"]}


# Passages.

DOCUMENT = """# Phase 5: Caching

## Success Criteria

- [ ] A
- [x] A and B, by run 7
      and run 8
  - below

    ```
    - [ ] code
    ```
* [X] **C** \\_d\\_

---

## Implementation

Tasks:

1. [ ] A
2. E
"""


def test_entries_as_they_stand() -> None:
    found = passages.entries_in(DOCUMENT, {}, "success_criteria", ["A", "A and B", "C", "**C** _d_", "Z"])
    assert {entry: (one.ticked, len(one.lines), one.words) for entry, one in found.items()} == {
        "A": (False, 1, "A"),
        "A and B": (True, 7, "A and B, by run 7 and run 8"),
        "**C** _d_": (True, 1, "**C** \\_d\\_"),
    }
    found = passages.entries_in(DOCUMENT, {}, "task_list", ["A", "E"])
    assert {entry: one.written(boxed=True) for entry, one in found.items()} == {"A": ["- [ ] A\n"], "E": ["- [ ] E\n"]}


def test_under_a_heading_that_a_person_worded_anew() -> None:
    document = DOCUMENT.replace("Success Criteria", "Erfolgskriterien")
    found = passages.entries_in(document, {"Success Criteria": "Erfolgskriterien"}, "success_criteria", ["A"])
    assert list(found) == ["A"]
    assert passages.entries_in(document, {}, "success_criteria", ["A"]) == {}


def test_taken_of_a_list_by_hand_its_line_asks_again() -> None:
    entries = ["A", "E"]
    one = passages.without(DOCUMENT, {}, "task_list", ["A"], entries, by_hand=True)
    assert one == DOCUMENT.replace("1. [ ] A\n", "")
    both = passages.without(DOCUMENT, {}, "task_list", entries, entries, by_hand=True)
    line = "_List 3 to 6 concrete tasks, or leave them to the workflow's task breakdown._\n"
    assert both == DOCUMENT.replace("1. [ ] A\n2. E\n", line)


def test_names_of_files_in_whatever_text() -> None:
    said = "[a](06-x-plan.md#s) 06-x-plan.md, 106-x-plan.md 06-x-plan.mdx `06-x-plan.md`"
    assert passages.with_name(said, "06-x-plan.md", "05-y-plan.md") == (
        "[a](05-y-plan.md#s) 05-y-plan.md, 106-x-plan.md 06-x-plan.mdx `05-y-plan.md`"
    )


BASE = "# Phase 6: X\n\n---\n\n## Scope\n\n- A\n- B\n\n---\n\n## Tasks\n\n- [ ] One\n- [ ] Two\n\n<!-- Your own notes go below this line. -->\n"


@given(
    st.lists(
        st.tuples(st.integers(0, 17), SIGNS | st.sampled_from(["", "- [x] One", "## Mine", "```", "---", "  - below"])),
        max_size=8,
    )
)
def test_every_line_of_a_person_is_carried_over(inserted: list[tuple[int, str]]) -> None:
    """Wherever they stand, and whatever they say."""
    lines = BASE.splitlines(keepends=True)
    for place, words in sorted(inserted, reverse=True):
        lines.insert(place, " ".join(words.encode("utf-8", "ignore").decode().split()) + "\n")
    document = "".join(lines)
    runs = passages.own_lines(BASE, document, {})
    other = BASE.replace("6: X", "5: Y")
    carried = passages.with_carried(other, "X (merged from 06)", passages.left_out(runs, other))
    there = carried.splitlines()
    known = {line.rstrip() for line in BASE.splitlines()}
    # A sign alone, such as the one for a line break, is no word.
    mine = [line for line in document.splitlines() if line.rstrip() not in known and any(sign.isalnum() for sign in line)]
    assert [line for line in mine if line not in there] == []
    assert carried.startswith(other.rstrip())
