"""Graphs of dependencies: a mapping from each name to the names that it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def dependents(needs: Graph) -> dict[str, list[str]]:
    """The graph turned round: for each name, the names that need it, in the graph's own order."""
    turned: dict[str, list[str]] = {name: [] for name in needs}
    for name, wanted in needs.items():
        for need in wanted:
            if need in turned:
                turned[need].append(name)
    return turned


def cycles(needs: Graph) -> list[list[str]]:
    """One cycle for each knot of names that need each other, as a path whose last name needs its first.

    Each knot is a strongly connected component, found in time linear in names and dependencies.
    A name that needs itself is a cycle of one.
    """
    found = []
    for knot in _components(needs):
        inside = set(knot)
        if len(knot) > 1 or knot[0] in needs[knot[0]]:
            found.append(_walk(knot[0], inside, needs))
    return found


def _walk(start: str, inside: set[str], needs: Graph) -> list[str]:
    # Inside a strongly connected component every name has a next one, so the walk must meet itself.
    path: list[str] = []
    places: dict[str, int] = {}
    name = start
    while name not in places:
        places[name] = len(path)
        path.append(name)
        name = next(need for need in needs[name] if need in inside)
    cycle = path[places[name] :]
    first = cycle.index(min(cycle))
    return cycle[first:] + cycle[:first]


def _components(needs: Graph) -> list[list[str]]:
    """Strongly connected components, by Tarjan's algorithm with a stack of its own (no recursion)."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[list[str]] = []
    for root in needs:
        if root in index:
            continue
        work = [(root, iter(needs[root]))]
        index[root] = lowest[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, rest = work[-1]
            for need in rest:
                if need not in needs:
                    continue
                if need not in index:
                    index[need] = lowest[need] = len(index)
                    stack.append(need)
                    on_stack.add(need)
                    work.append((need, iter(needs[need])))
                    break
                if need in on_stack:
                    lowest[name] = min(lowest[name], index[need])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[name])
                if lowest[name] == index[name]:
                    knot = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        knot.append(member)
                        if member == name:
                            break
                    found.append(knot[::-1])
    return found


def reach_counts(needs: Graph, order: Sequence[str]) -> dict[str, int]:
    """For each name, how many others need it, directly or not.

    `order` lists every name with its needs before it, as far as there is no cycle. Sets are bit masks: the work is one
    `or` of masks for each dependency.
    """
    turned = dependents(needs)
    bit = {name: 1 << place for place, name in enumerate(order)}
    reached: dict[str, int] = dict.fromkeys(order, 0)
    for name in reversed(order):
        mask = 0
        for dependent in turned[name]:
            mask |= bit[dependent] | reached[dependent]
        reached[name] = mask & ~bit[name]
    return {name: mask.bit_count() for name, mask in reached.items()}


def sorted_by_need(needs: Graph) -> list[str]:
    """Every name with its needs before it; names in a knot stand next to each other."""
    return [name for knot in _components(needs) for name in reversed(knot)]
