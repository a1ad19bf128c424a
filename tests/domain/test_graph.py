from __future__ import annotations

from work_packages.planning.graph import cycles, dependents, reach_counts, sorted_by_need


def test_dependents() -> None:
    assert dependents({"a": [], "b": ["a"], "c": ["b", "a", "gone"]}) == {"a": ["b", "c"], "b": ["c"], "c": []}


def test_cycles_are_found_as_paths() -> None:
    assert cycles({"a": [], "b": ["a"]}) == []
    assert cycles({"a": ["a"]}) == [["a"]]
    assert cycles({"c": ["b"], "b": ["a"], "a": ["c"], "d": ["a"]}) == [["a", "c", "b"]]
    assert sorted(cycles({"a": ["b"], "b": ["a"], "x": ["y"], "y": ["x"], "a2": ["a", "x"]})) == [["a", "b"], ["x", "y"]]


def test_cycle_skips_the_detour_inside_a_knot() -> None:
    (cycle,) = cycles({"a": ["b", "c"], "b": ["a"], "c": ["a"]})
    assert cycle in (["a", "b"], ["a", "c"])


def test_deep_chains_need_no_recursion() -> None:
    chain = {str(number): [str(number + 1)] if number < 20_000 else [] for number in range(20_001)}
    assert cycles(chain) == []
    assert sorted_by_need(chain)[0] == "20000"


def test_reach_counts_every_dependent_once() -> None:
    needs = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": []}
    assert reach_counts(needs, sorted_by_need(needs)) == {"a": 3, "b": 1, "c": 1, "d": 0, "e": 0}
