"""The dependency graph drawn in box-drawing signs, one package to a line, so that titles have room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

#: How deep a drawing may go before what follows starts a drawing of its own.
DEEPEST = 8


@dataclass(frozen=True)
class Row:
    """One line of the drawing: the `branch` that leads to a package, the package's name, and how it stands there.

    `kind` is `whole`; `again` where it is drawn in full elsewhere; `below` where what it leads to is drawn further below.
    """

    branch: str
    name: str
    kind: str = "whole"


def rows(needs: Mapping[str, Sequence[str]], deepest: int = DEEPEST) -> list[list[Row]]:
    """The drawings of a graph: for each name that needs nothing what follows from it, below it and indented.

    A name that needs several is drawn in full once and named at the others. Where all are in cycles, the first one starts.

    Args:
        needs: for each name those that it needs; others than the names themselves are left out.
        deepest: how many steps a drawing goes; from there on it goes on in one of its own.
    """
    known = {name: [need for need in dict.fromkeys(wanted) if need in needs] for name, wanted in needs.items()}
    leads: dict[str, list[str]] = {name: [] for name in known}
    for name, wanted in known.items():
        for need in wanted:
            leads[need].append(name)
    drawn: set[str] = set()
    waiting = [name for name in known if not known[name]]
    found: list[list[Row]] = []
    for start in [*waiting, *known]:
        if start in drawn:
            continue
        queue = [start]
        while queue:
            found.append(list(_drawing(queue.pop(0), leads, drawn, queue, deepest)))
    return found


def _drawing(root: str, leads: Mapping[str, Sequence[str]], drawn: set[str], later: list[str], deepest: int) -> Iterator[Row]:
    # A stack instead of recursion: chains may be long. Each entry is a name, what stands before it, before what is below it, and
    # how deep it is.
    stack: list[tuple[str, str, str, int]] = [(root, "", "", 0)]
    while stack:
        name, branch, margin, depth = stack.pop()
        if name in drawn and depth:
            yield Row(branch, name, "again")
            continue
        drawn.add(name)
        children = leads[name]
        if depth == deepest and children:
            later.append(name)
            yield Row(branch, name, "below")
            continue
        yield Row(branch, name)
        for place, child in reversed(list(enumerate(children))):
            last = place == len(children) - 1
            stack.append((child, margin + ("└─► " if last else "├─► "), margin + ("    " if last else "│   "), depth + 1))
