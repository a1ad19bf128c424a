from __future__ import annotations

import pytest
from work_packages.planning import text


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Observability", "observability"),
        ("API Design Patterns", "api-design-patterns"),
        ("  Café -- crème & Co. ", "cafe-creme-co"),
        ("Don't repeat", "dont-repeat"),
        ("a|b `c` [d](e) {{ f }}", "a-b-c-d-e-f"),
        ("可观测性", ""),
        ("🚀", ""),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_slugify(title: str, slug: str) -> None:
    assert text.slugify(title) == slug


def test_slug_of_a_long_title_ends_at_a_word() -> None:
    slug = text.slugify("word " * 60)
    assert slug == "-".join(["word"] * 12)
    assert text.is_slug(slug)
    assert text.slugify("x" * 300) == "x" * 60


@pytest.mark.parametrize(
    ("answer", "entries"),
    [
        (None, []),
        ("", []),
        ("one; two ;; three", ["one", "two", "three"]),
        ("one\ntwo\r\n", ["one", "two"]),
        ("[one, 'two; three', 4]", ["one", "two; three", "4"]),
        ("- one\n- two: too", ["one", "two: too"]),
        ("[ ] not a list", ["[ ] not a list"]),
        ("[x](y) a link; b", ["[x](y) a link", "b"]),
        (["one", None, " two\nlines "], ["one", "two lines"]),
        (7, ["7"]),
    ],
)
def test_items(answer: object, entries: list[str]) -> None:
    assert text.items(answer) == entries


def test_clean_takes_out_what_is_not_seen() -> None:
    assert text.clean("a\u202eb\x00c\u200bd\x1b[31me\r\nf\ufeff ") == "abcd[31me\nf"


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("plain words, 50% (ok) - snake_case", "plain words, 50% (ok) - snake_case"),
        ("a | b", "a \\| b"),
        ("`code` *bold* _it_ __x__ [l](u) <b> #1", "\\`code\\` \\*bold\\* \\_it\\_ \\_\\_x\\_\\_ \\[l\\](u) \\<b> \\#1"),
        ("back\\slash", "back\\\\slash"),
        ("~~gone~~", "\\~\\~gone\\~\\~"),
        ("&lt; & co", "\\&lt; & co"),
        ("two\nlines", "two lines"),
        ("{{ 7 * 7 }}", "{{ 7 \\* 7 }}"),
    ],
)
def test_inline(typed: str, escaped: str) -> None:
    assert text.inline(typed) == escaped


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Uses `x` and [a link](b.md), **bold**.", "Uses `x` and [a link](b.md), **bold**."),
        ("# Not a heading", "\\# Not a heading"),
        ("> quote", "\\> quote"),
        ("- item", "\\- item"),
        ("1. first", "1\\. first"),
        ("---", "\\---"),
        ("```sh", "\\```sh"),
        ("<script>", "\\<script>"),
        ("[x]: http://evil", "\\[x]: http://evil"),
    ],
)
def test_item(typed: str, kept: str) -> None:
    assert text.item(typed) == kept


def test_cell_escapes_pipes_in_code_too_and_only_once() -> None:
    assert text.cell("a | `b|c` \\| d") == "a \\| `b\\|c` \\| d"


def test_prose_keeps_paragraphs_and_lists_and_no_structure() -> None:
    typed = "First   line.\n\n\n\n## Heading\n\n- one\n- two\n\n```\ncode\n<!-- c\n| t |\n***\n===\n"
    assert text.prose(typed) == "First line.\n\n\\## Heading\n\n- one\n- two\n\n\\```\ncode\n\\<!-- c\n\\| t |\n\\***\n\\==="


def test_join_and_count() -> None:
    assert text.join([]) == ""
    assert text.join(["a"]) == "a"
    assert text.join(["a", "b", "c"]) == "a, b and c"
    assert text.join(["a", "b"], "or") == "a or b"
    assert text.count(1, "week") == "1 week"
    assert text.count(2, "analysis", "analyses") == "2 analyses"


def test_quoted_is_short() -> None:
    assert text.quoted("x" * 100) == '"' + "x" * 77 + '..."'


def test_clean_reads_what_a_system_without_utf8_hands_over() -> None:
    assert text.clean("Gr\udcc3\udcb6\udcc3\udc9fe") == "Größe"
    # What is no UTF-8 stays out, as any half of a sign does.
    assert text.clean("Gr\udcf6\udcdfe") == "Gre" and text.clean("a\ud800b") == "ab"
