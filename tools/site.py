"""The documentation's site: gathers its pages for MkDocs, and reads them as the CommonMark that they are; `make docs`.

The pages stand where GitHub and editors find them, and link to tests and examples beside them. So what is published is a copy of
docs/, of the pages at the root, of examples/ and of skills/, with every file that one of them links to, each at its own path:
all links stay as they are, and MkDocs checks them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "build" / "pages"

#: What is published.
PUBLISHED = ("*.md", "docs/**/*", "examples/**/*.md", "skills/**/*.md")

#: By how much Python-Markdown wants an item's content indented.
INDENT = 4

_COMMONMARK = MarkdownIt("commonmark").enable("table")
_MARKER = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)]) +")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """A page as Python-Markdown reads it: lists indented by four, and names of folders instead of links to them."""
    source = ROOT / page.file.src_uri
    return without_folders(indented(markdown), source.parent)


# Gathering ---------------------------------------------------------------------------------------------------------------


def gather(pages: Path = PAGES, root: Path = ROOT) -> None:
    """Copy what is published, and what it links to, each file to its own path below `pages`."""
    shutil.rmtree(pages, ignore_errors=True)
    published = [path for pattern in PUBLISHED for path in sorted(root.glob(pattern)) if path.is_file()]
    linked = [path for page in published if page.suffix == ".md" for path in links(page, root)]
    for path in dict.fromkeys([*published, *linked, root / "LICENSE"]):
        target = pages / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def links(page: Path, root: Path) -> Iterator[Path]:
    """The files below the root that a page links to."""
    for token in _COMMONMARK.parse(page.read_text(encoding="utf-8")):
        for child in token.children or ():
            address = urlsplit(str(child.attrs.get("href") or child.attrs.get("src") or ""))
            if address.path and not address.scheme:
                path = Path(os.path.normpath(page.parent / unquote(address.path)))
                if path.is_file() and path.is_relative_to(root):
                    yield path


def without_folders(markdown: str, folder: Path) -> str:
    """The page with the words of each link to a folder, which a site has no page for."""

    def words(link: re.Match[str]) -> str:
        return link[1] if (folder / unquote(link[2])).is_dir() else link[0]

    return re.sub(r"\[([^][]+)\]\(([^()#?:\s]+)\)", words, markdown)


# Lists -------------------------------------------------------------------------------------------------------------------


def indented(markdown: str) -> str:
    """The page with what belongs to an item of a list indented by four; elsewhere it stands below its marker's words.

    Python-Markdown reads a list that is indented by less as one list. What stands in quotes is treated by itself.
    """
    lines = markdown.split("\n")
    return "\n".join(_indented(lines))


def _indented(lines: list[str]) -> list[str]:
    tokens = _COMMONMARK.parse("\n".join(lines))
    made = list(lines)
    depth = 0
    for token in tokens:
        if token.type == "blockquote_open" and not depth and token.map:
            first, last = token.map
            inner = [re.sub(r"^ {0,3}> ?", "", line) for line in lines[first:last]]
            made[first:last] = [f"> {line}".rstrip() for line in _indented(inner)]
        depth += token.nesting if token.type.startswith(("blockquote", "list_item")) else 0
    for token in reversed(list(_items(tokens))):
        assert token.map
        first, last = token.map
        indent = len(made[first]) - len(made[first].lstrip())
        marker = _MARKER.match(made[first].lstrip())
        width = indent + len(marker[0]) if marker else indent + 2
        for place in range(first + 1, last):
            if made[place].startswith(" " * width):
                made[place] = " " * (indent + INDENT) + made[place][width:]
    return made


def _items(tokens: list[Token]) -> Iterator[Token]:
    quoted = 0
    for token in tokens:
        quoted += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "list_item_open" and not quoted:
            yield token


if __name__ == "__main__":
    gather()
