"""The dependency graph, drawn: each package and each dependency once, and no deeper than there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from work_packages.terminal.drawing import Row, rows


def drawn(needs: dict[str, list[str]], deepest: int = 8) -> list[str]:
    signs = {"whole": "{}", "again": "({})", "below": "{} ↓"}
    return [row.branch + signs[row.kind].format(row.name) for block in rows(needs, deepest) for row in block]


def test_what_needs_a_package_stands_below_it() -> None:
    assert drawn({"3": [], "4": [], "5": [], "6": ["3", "4"], "7": ["3", "5"], "8": ["4"], "9": ["6"]}) == [
        "3",
        "├─► 6",
        "│   └─► 9",
        "└─► 7",
        "4",
        "├─► (6)",
        "└─► 8",
        "5",
        "└─► (7)",
    ]


def test_a_long_chain_goes_on_in_a_drawing_of_its_own() -> None:
    chain = {str(number): [str(number - 1)] if number else [] for number in range(6)}
    assert drawn(chain, deepest=2) == ["0", "└─► 1", "    └─► 2 ↓", "2", "└─► 3", "    └─► 4 ↓", "4", "└─► 5"]


def test_cycles_unknown_and_repeated_needs() -> None:
    assert drawn({"1": ["2"], "2": ["1"], "3": []}) == ["3", "1", "└─► 2", "    └─► (1)"]
    assert drawn({"1": ["1"]}) == ["1", "└─► (1)"]
    assert drawn({"1": ["gone"], "2": ["1", "1"]}) == ["1", "└─► 2"]
    assert drawn({}) == []


@given(st.dictionaries(st.integers(0, 12), st.lists(st.integers(0, 14), max_size=4), max_size=12), st.integers(1, 4))
def test_each_is_drawn_once_and_each_dependency_is_one_arrow(graph: dict[int, list[int]], deepest: int) -> None:
    needs = {str(name): [str(need) for need in wanted] for name, wanted in graph.items()}
    found: list[Row] = [row for block in rows(needs, deepest) for row in block]
    whole = [row.name for row in found if row.kind == "whole"]
    assert sorted(whole) == sorted(needs)
    edges = {(need, name) for name, wanted in needs.items() for need in wanted if need in needs}
    assert sum(bool(row.branch) for row in found) == len(edges)
    assert all(len(row.branch) <= 4 * (deepest + 1) for row in found)
