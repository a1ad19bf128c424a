"""Text that attacks: whatever people type, the documents keep their structure, and nothing hidden or live is in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from work_packages.planning import answers, diagrams, records, text

PARSER = MarkdownIt("gfm-like", {"linkify": False})
# The parser turns such links down by itself; here every one is to be seen.
PARSER.validateLink = lambda url: True  # type: ignore[method-assign]

#: Of each kind of sign that is seen by no reader, or changes what readers see.
UNSEEN = "\x00\x07\x1b\x7f\x85\xad\u061c\u180e\u200b\u200e\u200f\u2028\u202a\u202e\u2060\u2066\u2069\u206f\ud800\udfff\ufeff\ufff9\U000e0041"

PIECES = [*"\\`*_[]<>|#~&!():;=+-. \n\t1ax", "](", "]:", "javascript:", "<!--", "{{", "%}", "&lt;", "```", "---", *UNSEEN]
SIGNS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)

BLOCKS = {"paragraph_open", "paragraph_close", "inline"}
LISTS = {f"{kind}_{end}" for kind in ("bullet_list", "ordered_list", "list_item") for end in ("open", "close")}
LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt\\:alert(1)",
    "vbscript:x",
    "data:text/html,x",
    "file:///etc/passwd",
    "\njavascript:x",
]


def kinds(markdown: str) -> set[str]:
    return {token.type for token in PARSER.parse(markdown)}


def short(value: object) -> str:
    return value if isinstance(value, str) and len(value) < 40 else type(value).__name__


def live(markdown: str) -> list[str]:
    """The addresses of links and images, and the HTML, that a reader's program would take for such."""
    found = []
    for token in PARSER.parse(markdown):
        found += [token.content] if token.type == "html_block" else []
        for child in token.children or ():
            if child.type in ("link_open", "image"):
                found.append(str(child.attrs.get("href") or child.attrs.get("src") or ""))
            elif child.type == "html_inline":
                found.append(child.content)
    return found


@given(SIGNS)
def test_nothing_unseen_is_left_and_cleaning_again_changes_nothing(typed: str) -> None:
    cleaned = text.clean(typed)
    assert not set(cleaned) & set(UNSEEN)
    assert text.clean(cleaned) == cleaned
    cleaned.encode()


@given(SIGNS)
def test_inline_text_is_one_piece_of_text(typed: str) -> None:
    shown = "# A " + text.inline(typed) + " b"
    assert kinds(shown) == {"heading_open", "inline", "heading_close"}
    assert live(shown) == []
    assert {child.type for child in PARSER.parse(shown)[1].children or ()} <= {"text", "text_special"}


@given(SIGNS)
def test_a_cell_is_one_cell(typed: str) -> None:
    table = f"| A | B |\n|---|---|\n| {text.cell(typed) or '-'} | {text.inline(typed) or '-'} |\n"
    tokens = PARSER.parse(table)
    assert sum(token.type == "td_open" for token in tokens) == 2
    assert tokens[-1].type == "table_close"


@given(SIGNS)
def test_an_item_stays_in_its_line(typed: str) -> None:
    shown = f"- {text.item(typed)}\n- last\n"
    assert kinds(shown) <= BLOCKS | LISTS
    assert sum(token.type == "list_item_open" for token in PARSER.parse(shown)) == 2
    assert not any(link.lower().startswith("javascript") for link in live(shown))


@given(SIGNS)
def test_prose_is_paragraphs_and_lists(typed: str) -> None:
    shown = f"Before.\n\n{text.prose(typed)}\n\nAfter.\n"
    assert kinds(shown) <= BLOCKS | LISTS
    assert PARSER.parse(shown)[-2].content == "After."
    assert not any(link.lower().startswith("javascript") or link.startswith("<") for link in live(shown))


@pytest.mark.parametrize(
    "typed",
    [
        "Title\n--",
        "Title\n-",
        "a | b\n--- | ---\n1 | 2",
        "a | b\n:-: | :-:",
        "- # h",
        "1. > q",
        "- ```\nx",
        "- - ---",
        "- | a |",
    ],
)
def test_prose_makes_no_heading_table_quote_or_fence(typed: str) -> None:
    assert kinds(text.prose(typed)) <= BLOCKS | LISTS


@pytest.mark.parametrize("typed", ["<b>", "\\<b>", "\\\\<b>", "\\\\\\<b>", "\\\\&lt;b>", "<!-- x -->", "<https://x>"])
def test_backslashes_do_not_set_html_free(typed: str) -> None:
    for escape in (text.prose, text.item, text.cell, text.inline):
        assert live(escape(typed)) == []


@pytest.mark.parametrize("address", LINKS)
@pytest.mark.parametrize(
    "typed", ["[x]({})", "![x]({})", "\\[x]({})", "[a[x]]({})", "[x]:{}\n\n[x]", "- [x]: {}\n\n[x]", "[a\nb]: {}\n\n[a b]"]
)
def test_links_are_harmless(typed: str, address: str) -> None:
    for escape in (text.prose, text.item, text.cell, text.inline):
        assert live(escape(typed.format(address))) == []


@pytest.mark.parametrize(
    "address", ["https://example.org/a:b", "../other.md", "#part", "mailto:kim@example.org", "03-a-plan.md"]
)
def test_links_to_pages_and_documents_stay(address: str) -> None:
    assert live(text.prose(f"See [it]({address}).")) == [address]


@given(SIGNS)
def test_a_label_holds_no_sign_of_mermaid(typed: str) -> None:
    shown = diagrams.label(typed)
    without_codes = "".join(part.partition(";")[2] if place else part for place, part in enumerate(shown.split("#")))
    assert not set(without_codes) & {*'"<>&`\\$%:;,|{}[]()~^=\n', *UNSEEN}


@given(st.text() | SIGNS)
def test_a_slug_is_a_slug_or_nothing(typed: str) -> None:
    slug = text.slugify(typed)
    assert slug == "" or text.is_slug(slug)


BOMB: Any = "x"
for _ in range(12):
    BOMB = [BOMB] * 10
ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (BOMB, "too many values"),
        ({"a": {"b": BOMB}}, "too many values"),
        (ENDLESS, "nested too deeply"),
        (16**5000, "too many digits"),
        (["fine", 16**5000], "too many digits"),
        ({"a", "b"}, "no text, number, date, list or mapping"),
        (b"x", "no text, number, date, list or mapping"),
    ],
    ids=short,
)
def test_values_that_no_answer_has(value: Any, reason: str) -> None:
    assert reason in text.unfit(value)
    assert answers.unfit_problems({"overview": value})[0].startswith("overview: ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a: &a [x]\nb: [" + "*a, " * 30 + "]", "repeats itself too often by aliases"),
        ("&a [*a]", "nested too deeply"),
        ("[" * 200_000, "nested too deeply"),
        ("- " * 3000 + "x", "nested too deeply"),
        ("a: !!bool x", "not valid YAML"),
        ("a: !!int ''", "not valid YAML"),
        ("a: !!timestamp x", "not valid YAML"),
        ("a: !!python/object/apply:os.getcwd []", "not valid YAML at line 1"),
        ("a: " + "9" * 5000, "not valid YAML"),
        ("a: 0x" + "f" * 5000, "too many digits"),
        ("a: b\n  c: d", "not valid YAML at line 2"),
        (bytes(range(256)), "not valid YAML"),
    ],
    ids=short,
)
def test_yaml_that_is_not_read(content: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        text.from_yaml(content)
    if isinstance(content, str):
        assert all(isinstance(entry, str) for entry in text.items("[" + content))


def test_yaml_with_a_few_aliases_is_read() -> None:
    assert text.from_yaml("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}


WRONG: dict[str, list[Any]] = {
    "date": ["2025-1-2", "２０２５-11-23", "../../x", "0001-01-01", "9999-12-31"],
    "agentic_hours_per_week": ["1e2", "1_0", "+5", "0.001", "nan", "inf", "-1", "١٠", [1]],
    "buffer": ["٢٠", "9" * 5000, True, [20], "20%%", -1],
    "planning_root": [".git", "a/.GIT/b", "con", "a./b", ".. /x", "a" * 300, "a/" * 3000, "a\x00/../b"],
    "previous": ["../../x", "/etc", "2020-01-01-" + "a" * 300, "a|b"],
    "effort": ["1" + " " * 100_000 + "x", "４h", "9" * 5000],
    "number": ["9" * 5000, -1, 0, 10**40, [3], True],
    "slug": ["../../x", "a/b", "a\x00b", "A", "a" * 61, ["a"]],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values], ids=short)
def test_wrong_answers_are_told_in_a_line(name: str, value: Any) -> None:
    message = answers.problem(name, value)
    assert message and len(message) < 300 and "\n" not in message


@pytest.mark.parametrize("reference", ["²", "9" * 5000, "٣", "../../x", "{{ 7 * 7 }}"], ids=short)
def test_a_reference_that_is_no_number_names_nothing(reference: str) -> None:
    assert records.resolve(reference, [{"slug": "a", "number": 3, "title": "A"}]) is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"slug": "../../x"}, "part, number and slug"),
        ({"number": "3"}, "part, number and slug"),
        ({"number": 10**40}, "part, number and slug"),
        ({"part": "something"}, "part, number and slug"),
        ({"part": ["work-package"]}, "part, number and slug"),
        ({"part": "analysis", "analysis_type": ["risk"], "analysis_number": 1}, "part, number and slug"),
        ({"title": [["a"]], "adr": {"a": "b"}}, "a list or a mapping in title and adr"),
        ({"completed": "<script>"}, "no date in completed"),
        ({"slug": "other"}, "says that it is 03-other.yml"),
    ],
    ids=short,
)
def test_records_that_cannot_be_read(changed: dict[str, Any], reason: str) -> None:
    good = {"part": "work-package", "number": 3, "slug": "a", "title": "A", "mood": "good"}
    assert records.fault_in("03-a.yml", good) == ""
    assert reason in records.fault_in("03-a.yml", {**good, **changed})


STORED: dict[str, list[Any]] = {
    "date": ["soon"],
    "start": [["x"]],
    "agentic_hours_per_week": ["many", 0],
    "buffer": ["many", 300, True],
    "initiative": [None, ["A"]],
    "previous": ["../../x"],
    "kind": ["old"],
    "analyses": [5, ["../../x"]],
    "location": [["x"]],
    "checkpoints": [[1]],
    "observed": [5, {"met": {"a": 5}}],
    "documents": [5, [5], [{}], [{"part": "work-package", "number": 3, "slug": "x/../../../pwned"}]],
    "continued": [5, {"folder": "../../x"}, {"folder": "2020-01-01-a", "records": [{"part": "work-package"}]}],
    "overview": [BOMB],
    "folder": ["../../x"],
    "roadmap": [{}],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in STORED.items() for value in values], ids=short)
def test_answers_files_that_cannot_be_used(name: str, value: Any) -> None:
    good = {"initiative": "A", "date": "2026-01-02", "documents": [], "checkpoints": {}, "observed": {}, "continued": {}}
    assert answers.stored_problems(good) == []
    (found,) = answers.stored_problems({**good, name: value})
    assert found.startswith(f"{name}: ")
