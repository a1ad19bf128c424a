"""Reads a box drawing of a dependency graph back into its edges."""

from __future__ import annotations

import re


def edges_of(drawing: str) -> list[tuple[str, str]]:
    """The edges, each as (what is needed, what needs it), in the order of the drawing."""
    lines = drawing.split("\n")
    edges = []
    for row, line in enumerate(lines):
        for arrow in re.finditer(r"► \(?(\d+)\)?", line):
            before = line[: arrow.start()].rstrip("─►")
            if before.endswith(" ") or before.endswith("┬"):
                source = re.search(r"(\d+)\)? ─*┬?$", before.rstrip() + (" " if before.endswith(" ") else ""))
                assert source, line
                edges.append((source[1], arrow[1]))
            else:
                column = len(before) - 1
                assert before[column] in "├└", line
                above = row - 1
                while lines[above][column] in "│├":
                    above -= 1
                assert lines[above][column] == "┬", drawing
                source = re.search(r"(\d+) ──$", lines[above][:column])
                assert source, lines[above]
                edges.append((source[1], arrow[1]))
    return edges
