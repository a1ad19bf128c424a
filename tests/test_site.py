"""The site's pages: what is gathered, and how lists are read; `make docs` checks its links."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from tools import site

from .support import ROOT


def test_what_is_linked_comes_along(tmp_path: Path) -> None:
    root, pages = tmp_path / "root", tmp_path / "pages"
    for name, text in {
        "README.md": "[a](docs/a.md) [s](src/one.py#L1) ![p](docs/p.png) [web](https://example.org/x) [f](src) [gone](gone.md)\n",
        "LICENSE": "Free\n",
        "docs/a.md": "[b](b%20c.yml) [out](../../secret.md) `[code](../src/two.py)`\n",
        "docs/b c.yml": "b: 1\n",
        "docs/p.png": "p\n",
        "examples/x/START-HERE.md": "# X\n",
        "examples/x/.planning/roadmap.json": "{}\n",
        "src/one.py": "one\n",
        "src/two.py": "two\n",
        "../secret.md": "secret\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (pages / "old").mkdir(parents=True)
    (pages / "old/gone.md").touch()
    site.gather(pages, root)
    assert sorted(path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()) == [
        *("LICENSE", "README.md", "docs/a.md", "docs/b c.yml", "docs/p.png", "examples/x/START-HERE.md", "src/one.py"),
    ]
    assert (pages / "src/one.py").read_text(encoding="utf-8") == "one\n"


@pytest.mark.parametrize(
    ("markdown", "wanted"),
    [
        ("- a\n  - b\n    more\n- c\n", "- a\n    - b\n        more\n- c\n"),
        ("1. a\n   - b\n\n     text\n10. c\n    - d\n", "1. a\n    - b\n\n        text\n10. c\n    - d\n"),
        ("- a\n\n  ```sh\n  x\n    y\n  ```\n", "- a\n\n    ```sh\n    x\n      y\n    ```\n"),
        ("> 1. a\n>    - b\n>\n> text\n", "> 1. a\n>     - b\n>\n> text\n"),
        ("- a\nlazy\n", "- a\nlazy\n"),
        ("```text\n- a\n  - b\n```\n", "```text\n- a\n  - b\n```\n"),
        ("- a\n- b\n\ntext\n\n    code\n", "- a\n- b\n\ntext\n\n    code\n"),
    ],
)
def test_items_are_indented_by_four(markdown: str, wanted: str) -> None:
    assert site.indented(markdown) == wanted


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md", "examples/integrated-roadmap/START-HERE.md"])
def test_lists_say_the_same(page: str) -> None:
    """CommonMark reads an indented page as it reads the page itself."""
    text = (ROOT / page).read_text(encoding="utf-8")
    assert site.indented(text) != text or page == "docs/tutorial.md"
    reader = MarkdownIt("commonmark").enable("table")
    assert reader.render(site.indented(text)) == reader.render(text)


def test_a_link_to_a_folder_is_its_words() -> None:
    markdown = "[kept](tests/terminal/golden), [page](docs/answers.md#initiative), [web](https://example.org/tests)"
    assert site.without_folders(markdown, ROOT) == markdown.replace("[kept](tests/terminal/golden)", "kept")


def published() -> list[Path]:
    return sorted(path for pattern in site.PUBLISHED for path in ROOT.glob(pattern) if path.suffix == ".md")


@pytest.mark.parametrize("page", published(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    """As on GitHub; `make docs` checks the same of the site, of which Python 3.10 makes none."""
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        for child in token.children or ():
            address = urlsplit(str(child.attrs.get("href") or child.attrs.get("src") or ""))
            if address.scheme:
                continue
            there = page.parent / unquote(address.path) if address.path else page
            assert there.exists(), f"{page.name}: {address.geturl()}"
            if address.fragment and there.suffix == ".md":
                assert unquote(address.fragment) in anchors(there), f"{page.name}: {address.geturl()}"


def anchors(page: Path) -> set[str]:
    """The names by which GitHub finds a page's headings."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    found: set[str] = set()
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            words = "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))
            name = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            taken = sum(one == name or re.fullmatch(rf"{re.escape(name)}-[0-9]+", one) is not None for one in found)
            found.add(f"{name}-{taken}" if taken else name)
    return found


def test_every_page_is_in_the_navigation() -> None:
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = sorted(re.findall(r"(?m)^ +- (?:.+): (\S+\.md)$", config.partition("\nnav:\n")[2]))
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "examples/README.md"]
    assert listed == sorted(path.relative_to(ROOT).as_posix() for path in pages)
