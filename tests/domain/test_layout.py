"""The layout of the dependency graph: layers, boxes that do not overlap, arrows that point right and pass no box."""

from __future__ import annotations

import itertools
import time

from hypothesis import given
from hypothesis import strategies as st
from work_packages.planning.layout import Layout, Size, layered, layers

SIZE = Size(width=100, height=40, across=50, down=20)


def overlapping(layout: Layout) -> list[tuple[str, str]]:
    """The pairs of boxes that overlap, or have less than the wanted room between them."""
    found = []
    for (one, (x, y)), (other, (left, top)) in itertools.combinations(layout.boxes.items(), 2):
        if abs(x - left) < SIZE.width and abs(y - top) < SIZE.height + SIZE.down - 1:
            found.append((one, other))
    return found


def crossed(layout: Layout) -> list[tuple[str, str, str]]:
    """The boxes that an arrow to the right passes through, with the arrow's ends; only its level parts lie in a layer."""
    found = []
    for edge in layout.edges:
        for (x, y), (_, _) in zip(edge.points[1:-1:2], edge.points[2:-1:2], strict=True):
            for name, (left, top) in layout.boxes.items():
                if left == x and top <= y <= top + SIZE.height:
                    found.append((edge.source, edge.target, name))
    return found


@st.composite
def graphs(draw: st.DrawFn, cyclic: bool = False) -> dict[str, list[str]]:
    names = [f"n{number}" for number in range(draw(st.integers(0, 14)))]
    return {
        name: draw(st.lists(st.sampled_from(names if cyclic else names[:place] or [name]), max_size=3))
        if cyclic or place
        else []
        for place, name in enumerate(names)
    }


def test_layers_are_the_longest_paths() -> None:
    needs = {"a": [], "b": ["a"], "c": ["b", "a", "gone"], "d": ["a"], "e": []}
    assert layers(needs) == {"a": 0, "b": 1, "c": 2, "d": 1, "e": 0}
    assert layers({}) == {}


def test_what_needs_nothing_stands_just_before_what_needs_it() -> None:
    assert layers({"a": [], "b": ["a"], "c": ["b", "x"], "x": [], "y": []}) == {"a": 0, "b": 1, "c": 2, "x": 1, "y": 0}


def test_a_cycle_is_entered_once() -> None:
    assert layers({"a": ["c"], "b": ["a"], "c": ["b"], "d": ["c"]}) == {"a": 2, "b": 0, "c": 1, "d": 2}
    assert layers({"a": ["a"]}) == {"a": 0}


def test_a_chain_is_a_straight_line() -> None:
    layout = layered({"a": [], "b": ["a"], "c": ["b"]}, SIZE)
    assert layout.boxes == {"a": (0, 0), "b": (150, 0), "c": (300, 0)}
    assert [edge.points for edge in layout.edges] == [((100, 20), (150, 20)), ((250, 20), (300, 20))]
    assert (layout.width, layout.height) == (400, 40)


def test_a_fork_stands_round_its_root() -> None:
    layout = layered({"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}, SIZE)
    assert layout.boxes == {"a": (0, 30), "b": (150, 0), "c": (150, 60), "d": (300, 30)}
    ports = {edge.source: edge.points[-1] for edge in layout.edges if edge.target == "d"}
    assert ports == {"b": (300, 44), "c": (300, 56)}, "each arrow ends at a place of its own"


def test_crossings_are_untangled() -> None:
    layout = layered({"a": [], "b": [], "c": [], "x": ["c"], "y": ["b"], "z": ["a"]}, SIZE)
    assert [edge.points[0][1] for edge in layout.edges] == [edge.points[-1][1] for edge in layout.edges]


def test_a_long_arrow_passes_beside_the_boxes() -> None:
    layout = layered({"a": [], "b": ["a"], "c": ["b", "a"]}, SIZE)
    (long,) = [edge for edge in layout.edges if (edge.source, edge.target) == ("a", "c")]
    assert [x for x, _ in long.points] == [100, 150, 250, 300]
    assert crossed(layout) == []


def test_an_arrow_that_closes_a_cycle_goes_below() -> None:
    layout = layered({"a": ["b"], "b": ["a"]}, SIZE)
    (forth,) = [edge for edge in layout.edges if not edge.back]
    (back,) = [edge for edge in layout.edges if edge.back]
    assert (back.source, back.target) == (forth.target, forth.source)
    assert {y for _, y in back.points} == {40} and layout.height > 40


def test_nothing_is_nothing() -> None:
    assert layered({}, SIZE) == Layout({}, (), 0, 0)


@given(graphs())
def test_any_graph(needs: dict[str, list[str]]) -> None:
    layout = layered(needs, SIZE)
    assert set(layout.boxes) == set(needs)
    assert overlapping(layout) == [] and crossed(layout) == []
    for edge in layout.edges:
        xs = [x for x, _ in edge.points]
        assert edge.back == (edge.source == edge.target)
        assert edge.back or xs == sorted(set(xs)), "every arrow points right"
    assert all(0 <= x <= layout.width - SIZE.width and 0 <= y <= layout.height - SIZE.height for x, y in layout.boxes.values())
    assert layered(needs, SIZE) == layout


@given(graphs(cyclic=True))
def test_any_graph_with_cycles(needs: dict[str, list[str]]) -> None:
    layout = layered(needs, SIZE)
    assert overlapping(layout) == []
    drawn = sorted((edge.source, edge.target) for edge in layout.edges)
    assert drawn == sorted({(need, name) for name, wanted in needs.items() for need in wanted}), "each dependency once"


def test_two_hundred_packages_take_little_time() -> None:
    needs = {
        str(number): sorted({str(need) for need in (number - 1, number - 40, number // 2) if 0 <= need < number})
        for number in range(200)
    }
    began = time.perf_counter()
    layout = layered(needs, SIZE)
    assert time.perf_counter() - began < 20
    assert len(layout.boxes) == 200 and crossed(layout) == []
