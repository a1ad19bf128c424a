"""Addresses in references become links, and nothing else does, whatever people type."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from work_packages.planning import text

PARSER = MarkdownIt("gfm-like", {"linkify": False})
# The parser turns such links down by itself; here every one is to be seen.
PARSER.validateLink = lambda url: True  # type: ignore[method-assign]


def links(markdown: str) -> list[str]:
    """The addresses of the links and images that a reader's program would take for such."""
    return [
        str(child.attrs.get("href") or child.attrs.get("src") or "")
        for token in PARSER.parse(markdown)
        for child in token.children or ()
        if child.type in ("link_open", "image")
    ]


def seen(markdown: str) -> str:
    """The text that a reader sees."""
    return "".join(child.content for token in PARSER.parse(markdown) for child in token.children or ())


def kinds(markdown: str) -> set[str]:
    return {child.type for token in PARSER.parse(markdown) for child in token.children or ()}


@pytest.mark.parametrize(
    ("typed", "linked"),
    [
        ("", ""),
        ("PR #42", "PR #42"),
        ("https://github.com/acme/shop/pull/42", "[PR #42](https://github.com/acme/shop/pull/42)"),
        ("https://github.com/acme/shop/pull/42/files", "[PR #42](https://github.com/acme/shop/pull/42/files)"),
        ("https://bb.org/acme/shop/pull-requests/42", "[PR #42](https://bb.org/acme/shop/pull-requests/42)"),
        ("https://tea.org/acme/shop/pulls/42", "[PR #42](https://tea.org/acme/shop/pulls/42)"),
        ("https://lab.org/a/b/-/merge_requests/42", "[MR !42](https://lab.org/a/b/-/merge_requests/42)"),
        ("HTTPS://x.org/Y", "[Y](HTTPS://x.org/Y)"),
        ("https://x.org/adr/0007-cache.md", "[0007-cache.md](https://x.org/adr/0007-cache.md)"),
        ("https://x.org/adr/", "[adr](https://x.org/adr/)"),
        ("https://x.org", "[x.org](https://x.org)"),
        ("ADR 7: https://x.org/7.", "ADR 7: [7](https://x.org/7)."),
        ("(https://x.org/7)", "([7](https://x.org/7))"),
        ("https://x.org/a, https://x.org/b!", "[a](https://x.org/a), [b](https://x.org/b)!"),
        ("https://x.org/_a_b", "[\\_a_b](https://x.org/_a_b)"),
        ("https://x.org/#a", "[\\#a](https://x.org/#a)"),
        ("https://x.org/?a=1&b=2", "[?a=1&b=2](https://x.org/?a=1&b=2)"),
        ("https://x.org/設計", "[設計](https://x.org/設計)"),
        ("https://x.org/%5Ba%5D%28b%29", "[%5Ba%5D%28b%29](https://x.org/%5Ba%5D%28b%29)"),
        ("[PR 1](https://x.org/1) and https://x.org/2", "[PR 1](https://x.org/1) and https://x.org/2"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,x ftp://x.org/a file:///etc", "data:text/html,x ftp://x.org/a file:///etc"),
        ("https:// x http:/y xhttps", "https:// x http:/y xhttps"),
    ],
)
def test_linked(typed: str, linked: str) -> None:
    assert text.linked(typed) == linked


@pytest.mark.parametrize(
    "typed", ["https://x.org/pull/3d-models", "https://x.org/pulls/12th-street", "https://x.org/a/pull/12x/7"]
)
def test_an_address_of_no_pull_request_is_named_by_its_end(typed: str) -> None:
    assert text.linked(typed) == f"[{typed.rpartition('/')[2]}]({typed})"


@pytest.mark.parametrize("typed", ["https://...", "See https://? for more", "http://:"])
def test_an_address_of_nothing_is_no_link(typed: str) -> None:
    assert text.linked(typed) == typed


@pytest.mark.parametrize(
    ("typed", "address", "shown"),
    [
        ("https://x.org/a(b)c", "https://x.org/a", "a(b)c"),
        ("https://x.org/a)](javascript:alert(1))", "", None),
        ("https://x.org/a[b](c", "", None),
        ("https://x.org/[b]", "https://x.org/", "x.org[b]"),
        ("[https://x.org/a]", "https://x.org/a", "[a]"),
        ("https://x.org/a|b", "https://x.org/a", "a|b"),
        ('https://x.org/a"b"', "https://x.org/a", 'a"b"'),
        ("https://x.org/a'b'", "https://x.org/a", "a'b'"),
        ("https://x.org/<b>", "https://x.org/", "x.org<b>"),
        ("<https://x.org/a>", "https://x.org/a", "<a>"),
        ("https://x.org/a\\)b", "https://x.org/a", "a)b"),
        ("https://x.org/a`b`", "https://x.org/a", "ab"),
        ("https://x.org/*a*b", "https://x.org/*a*b", "*a*b"),
        ("https://x.org/~~a~~b", "https://x.org/~~a~~b", "~~a~~b"),
        ("https://x.org/&lt;b", "https://x.org/&lt;b", "&lt;b"),
        ("https://x.org/?u=javascript:alert", "https://x.org/?u=javascript:alert", "?u=javascript:alert"),
        ("[x]: https://x.org/a", "https://x.org/a", "[x]: a"),
        ("# https://x.org/a", "https://x.org/a", "# a"),
        ("https://javascript:alert@x.org/a", "https://javascript:alert@x.org/a", "a"),
    ],
)
def test_hostile_addresses(typed: str, address: str, shown: str | None) -> None:
    """As the documents hold them: one line of prose, with the address linked."""
    line = text.item(text.linked(typed))
    assert "image" not in kinds(line)
    if shown is None:
        assert all(one.startswith("https://") for one in links(line))
    else:
        assert (links(line), seen(line)) == ([address], shown)


def test_what_stands_before_an_address_does_not_change_the_link() -> None:
    for before, shown in (("!", "!a"), ("\\", "\\a"), ("a\\", "a\\a"), ("[b]", "[b]a"), ("![", "![a")):
        line = text.item(text.linked(f"{before}https://x.org/a"))
        assert (before, links(line), seen(line), "image" in kinds(line)) == (before, ["https://x.org/a"], shown, False)


def test_emphasis_around_an_address_stays_outside_of_it() -> None:
    for around in ("*", "**", "_", "~~"):
        line = text.item(text.linked(f"{around}https://x.org/a{around}"))
        assert (around, links(line), seen(line)) == (around, ["https://x.org/a"], "a")


def test_an_address_in_code_stays_code() -> None:
    assert text.linked("`curl https://x.org/a` https://x.org/b") == "`curl https://x.org/a` [b](https://x.org/b)"


def test_a_link_in_a_cell_stays_in_it() -> None:
    line = text.cell(text.linked("https://x.org/a|b https://x.org/pull/7|"))
    tokens = PARSER.parse(f"| A | B |\n|---|---|\n| {line} | c |\n")
    assert [token.content for token in tokens if token.type == "inline"][2:] == [line.replace("\\|", "|"), "c"]


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "https://x.org/a",
                "http://",
                "HTTPS://y.org/pull/7",
                "javascript:alert(1)",
                "](",
                "[",
                "]",
                "(",
                ")",
                "|",
                '"',
                "'",
            ),
            *(
                "`",
                "\\",
                "<",
                ">",
                "!",
                "*",
                "_",
                "~",
                "#",
                "&lt;",
                " ",
                ".",
                ":",
                "a",
                "設",
                "🚀",
                "\n",
                "{{",
                "%5D",
                "?x=1&y;",
            ),
        ]
    ),
    max_size=20,
).map("".join)


@settings(deadline=None)
@given(PIECES)
def test_only_addresses_of_pages_become_links(typed: str) -> None:
    line = text.item(text.linked(text.one_line(typed)))
    assert all(one.lower().startswith(("https://", "http://")) for one in links(line) if "](" not in typed)
    assert not any(one.lower().startswith("javascript") for one in links(line))
    assert "html_inline" not in kinds(line)
    before = text.item(text.one_line(typed))
    assert {token.type for token in PARSER.parse(line)} == {token.type for token in PARSER.parse(before)}
