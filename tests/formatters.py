"""What formatters make of documents, records and data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import mdformat
import yaml


def aligned(text: str) -> str:
    """Tables as editors align them: each column as wide as its widest cell."""
    found = []
    for block in re.split(r"(?m)((?:^\|.*\n)+)", text):
        if not block.startswith("|"):
            found.append(block)
            continue
        rows = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in block.splitlines()]
        widths = [max(len(row[place]) for row in rows if "--" not in row[place]) for place in range(len(rows[0]))]
        for row in rows:
            filled = ["-" * width if "--" in cell else cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            found.append(f"| {' | '.join(filled)} |\n")
    return "".join(found)


FORMATTERS: dict[str, Callable[[str], str]] = {
    "mdformat": lambda text: mdformat.text(text, extensions={"gfm"}),
    "mdformat, wrapped": lambda text: mdformat.text(text, extensions={"gfm"}, options={"wrap": 60}),
    "aligned tables": aligned,
    "stars for bullets": lambda text: re.sub(r"(?m)^(\s*)- ", r"\1* ", text),
    "other emphasis": lambda text: re.sub(r"\b_(.*?)_\b", r"*\1*", text).replace("**", "__"),
    "blank lines after headings gone": lambda text: re.sub(r"(?m)^(#.*\n)\n", r"\1", text),
    "empty lines between entries": lambda text: re.sub(r"(?m)^(- .*\n)(?=- )", r"\1\n", text),
    "spaces at the ends": lambda text: text.replace("\n", " \n"),
    "no escapes": lambda text: text.replace("\\_", "_"),
}


def restyled(text: str) -> str:
    """A record in another YAML style: lists in brackets, quoted text, and its comments where they stood."""
    found = []
    for block in re.split(r"(?m)^(?=\w+:)", text):
        if not re.match(r"\w+:", block):
            found.append(block)
            continue
        lines = block.splitlines()
        comments = [line for line in lines if line.startswith("#")]
        values = "\n".join(line for line in lines if not line.startswith("#"))
        styled = yaml.safe_dump(
            yaml.safe_load(values), default_flow_style=None, default_style='"' if "[" not in values else None
        )
        found.append("\n".join([styled.rstrip(), *comments, ""]))
    return "".join(found)


def indented(text: str) -> str:
    """JSON with other spaces."""
    return json.dumps(json.loads(text), indent=4, ensure_ascii=False)
