"""Diagrams: the dependency graph and the timeline in Mermaid, and the graph in box-drawing signs for terminals."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence

from . import text
from .baseline import Point
from .effort import estimate_text, hours
from .graph import dependents
from .priority import LABEL
from .records import LEVELS, Package, nn
from .schedule import Slot

#: Longest title in a diagram, in characters.
LABEL_LENGTH = 40

#: What Mermaid would read as syntax, in its own entity codes. The sign of the codes themselves comes first.
_ENTITIES = {sign: f"#{ord(sign)};" for sign in '#"<>&`\\$%:;,|{}[]()~^=-'}

_STYLES = """\
    classDef high fill:#fde3e1,stroke:#c62828,color:#1f1f1f
    classDef medium fill:#ffeed6,stroke:#d9730d,color:#1f1f1f
    classDef low fill:#fff8cf,stroke:#b59b00,color:#1f1f1f
    classDef done fill:#e2f3e5,stroke:#2e7d32,color:#1f1f1f
    classDef aside fill:#eeeeee,stroke:#8c8c8c,color:#5c5c5c,stroke-dasharray:4 3
    classDef critical stroke-width:4px"""


#: Room for the sections' names.
_GANTT = "%%{init: {'gantt': {'leftPadding': 110}}}%%"


def label(title: str) -> str:
    """A title for a Mermaid diagram: short, on one line, with every sign that is syntax as an entity code."""
    line = text.one_line(title)
    short = line if len(line) <= LABEL_LENGTH else line[: LABEL_LENGTH - 1].rstrip() + "…"
    return "".join(_ENTITIES.get(sign, sign) for sign in short)


def flowchart(packages: Sequence[Package], priority: Mapping[str, str], critical_path: Sequence[str]) -> str:
    """The dependency graph as a Mermaid flowchart, dependencies to the left of what needs them.

    Priority by colour and by label, complete packages ticked, deferred and dropped ones dashed, the critical path thick.
    """
    numbers = {package.slug: nn(package.number) for package in packages}
    critical, steps = set(critical_path), set(itertools.pairwise(critical_path))
    lines = ["flowchart LR"]
    for package in packages:
        tick = "✅ " if package.status == "complete" else ""
        kind = "done" if package.status == "complete" else priority[package.slug] if package.counts else "aside"
        second = LABEL[priority[package.slug]] if package.counts else package.status.capitalize()
        lines.append(
            f'    {_node(package)}["{tick}{nn(package.number)} {label(package.title)}<br/>{second} · {estimate_text(package.effort)}"]'
        )
        lines.append(f"    class {_node(package)} {kind}")
        if package.slug in critical:
            lines.append(f"    class {_node(package)} critical")
    for package in packages:
        for need in package.depends_on:
            if need in numbers:
                arrow = "==>" if (need, package.slug) in steps else "-->"
                lines.append(f"    {_id(need, numbers)} {arrow} {_node(package)}")
    return "\n".join([*lines, _STYLES])


def gantt(
    packages: Sequence[Package],
    order: Sequence[str],
    priority: Mapping[str, str],
    critical_path: Sequence[str],
    slots: Mapping[str, Slot],
    today: datetime.date | None,
) -> str:
    """The timeline as a Mermaid gantt; empty where nothing has a day.

    Complete packages first, from the day of their start to that of their completion; then a section for each priority, with
    active and critical marks. A line stands at `today`, where it is given.
    """
    by_slug = {package.slug: package for package in packages}
    bars: list[str] = []
    complete = sorted(
        (package for package in packages if package.status == "complete" and package.completed),
        key=lambda package: (package.started or package.completed, package.number),
    )
    if complete:
        bars.append("    section ✅ Complete")
    for package in complete:
        last = datetime.date.fromisoformat(package.completed)
        first = min(datetime.date.fromisoformat(package.started or package.completed), last)
        bars.append(_bar(package, ["done"], first, last))
    for level in LEVELS:
        members = [by_slug[slug] for slug in order if priority[slug] == level]
        if members:
            bars.append(f"    section {LABEL[level]}")
        for package in members:
            slot = slots[package.slug]
            marks = ["crit"] if package.slug in critical_path else []
            marks += ["active"] if package.under_way else []
            bars.append(_bar(package, marks, slot.first_day, slot.last_day))
    if not bars:
        return ""
    line = [f"    Day of this plan :vert, today, {today.isoformat()}, 0d"] if today else []
    return "\n".join(
        [_GANTT, "gantt", "    dateFormat YYYY-MM-DD", "    axisFormat %d %b", "    todayMarker off", *line, *bars]
    )


def _bar(package: Package, marks: Sequence[str], first: datetime.date, last: datetime.date) -> str:
    words = ", ".join([*marks, _node(package), first.isoformat(), f"{(last - first).days + 1}d"])
    return f"    {nn(package.number)} {label(package.title)} :{words}"


def burn_up(points: Sequence[Point]) -> str:
    """The burn-up as a Mermaid chart: what is done in bars, what was approved and what is forecast as lines."""

    def series(figures: Sequence[int | None]) -> str:
        return f"[{', '.join(hours(minutes) for minutes in figures if minutes is not None)}]"

    most = max(minutes for point in points for minutes in (point.approved or 0, point.done or 0, point.forecast or 0))
    done = [point.done if point.done is not None else 0 for point in points]
    # A line has a figure for each week: up to the plan's day the forecast is what was done.
    ahead = [point.forecast if point.forecast is not None else point.done for point in points]
    approved = [point.approved for point in points if point.approved is not None]
    palette = ["#a5d6a7", *(["#78909c"] if approved else []), "#d9730d"]
    lines = [
        f"%%{{init: {{'themeVariables': {{'xyChart': {{'plotColorPalette': '{', '.join(palette)}'}}}}}}}}%%",
        "xychart-beta",
        f'    x-axis "Week" [{", ".join(str(point.week) for point in points)}]',
        f'    y-axis "Hours" 0 --> {max(1, -(-most // 60))}',
        f"    bar {series(done)}",
    ]
    if approved:
        lines.append(f"    line {series([point.approved for point in points])}")
    return "\n".join([*lines, f"    line {series(ahead)}"])


def _node(package: Package) -> str:
    return f"p{nn(package.number)}_{package.slug.replace('-', '_')}"


def _id(slug: str, numbers: Mapping[str, str]) -> str:
    return f"p{numbers[slug]}_{slug.replace('-', '_')}"


def boxes(packages: Sequence[Package]) -> str:
    """The dependency graph in box-drawing signs (workflow 5.2), each dependency as one arrow to what needs it.

    A package that needs several is drawn in full at the first and stands in brackets at the others, so that no lines cross.
    """
    numbers = {package.slug: nn(package.number) for package in packages}
    needs = {package.slug: [need for need in dict.fromkeys(package.depends_on) if need in numbers] for package in packages}
    needed_by = dependents(needs)
    drawn: set[str] = set()
    roots = [package.slug for package in packages if not needs[package.slug]]
    # Where all are in cycles, none is a root: whatever is left starts a drawing of its own.
    blocks = ["\n".join(_draw(slug, needed_by, numbers, drawn)) for slug in [*roots, *numbers] if slug not in drawn]
    return "\n\n".join(blocks)


def _draw(root: str, needed_by: Mapping[str, Sequence[str]], numbers: Mapping[str, str], drawn: set[str]) -> list[str]:
    # A stack instead of recursion: chains may be long. Each entry is a package with what stands before it on its line.
    lines: list[str] = []
    stack: list[tuple[str, str, str]] = [(root, "", "")]
    while stack:
        slug, line, margin = stack.pop()
        if not slug:
            lines.append(line)
            continue
        if slug in drawn:
            lines.append(f"{line}({numbers[slug]})")
            continue
        drawn.add(slug)
        line += numbers[slug]
        children = needed_by[slug]
        if not children:
            lines.append(line)
            continue
        inner = margin + " " * (len(numbers[slug]) + 3)
        later: list[tuple[str, str, str]] = []
        for place, child in enumerate(children):
            last = place == len(children) - 1
            if place == 0:
                arrow = " ──► " if last else " ──┬──► "
                before = line + arrow
            else:
                later.append(("", inner + "│", ""))
                before = inner + ("└──► " if last else "├──► ")
            below = " " if last else "│"
            later.append(
                (child, before, margin + " " * (len(numbers[slug]) + 5) if len(children) == 1 else inner + below + "    ")
            )
        stack += reversed(later)
    return lines
