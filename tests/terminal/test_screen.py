"""The screen: nothing is wider than it, and nothing of what was said is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth
from work_packages.terminal.screen import Screen, Styled, cut, width_of, without_colors, wrap, wrap_path

#: A family, a flag, a thumb with a skin, a sign with a selector, accents that follow, wide letters.
WORDS = "Plan 👨‍👩‍👧 🇩🇪🇫🇷 👍🏽 ⚠️ e\u0301a\u0308 検索の索引 한국어 ｆｕｌｌ"

typed = st.text(
    st.one_of(
        st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Mn", "Zs")),
        st.sampled_from("👨‍👩🇩🇪👍🏽⚠\ufe0f\u200d\u0301検 索"),
    ),
    max_size=60,
)


@pytest.mark.parametrize("words", [WORDS, "plain", "├─► (06) ✓ • … ░▒█", "⏸️ Deferred", "", "🇩", "\u200d"])
def test_width_is_that_of_wcwidth(words: str) -> None:
    assert width_of(words) == wcswidth(words)


def test_cut_is_as_wide_as_fits_and_breaks_no_sign() -> None:
    assert cut("Observability", 13) == "Observability"
    assert cut("Observability", 8) == "Observa…"
    assert cut("Observability of it", 15) == "Observability…", "no blank before it"
    assert cut("検索の索引", 10) == "検索の索引"
    assert cut("検索の索引", 9) == "検索の索…"
    assert cut("検索の索引", 8) == "検索の…"
    assert cut("👨‍👩‍👧👨‍👩‍👧", 3) == "👨‍👩‍👧…"
    assert cut("🇩🇪🇫🇷", 3) == "🇩🇪…"
    assert cut("👍🏽👍🏽", 3) == "👍🏽…"
    assert cut("words", 1) == "…" and cut("words", 0) == ""


@given(typed, st.integers(0, 40))
def test_what_is_cut_is_never_wider(words: str, columns: int) -> None:
    if wcswidth(words) >= 0:
        assert wcswidth(cut(words, columns)) <= columns


@given(typed, st.integers(2, 40))
def test_what_is_wrapped_is_never_wider_and_loses_nothing(words: str, columns: int) -> None:
    lines = wrap(words, columns)
    assert "".join("".join(lines).split()) == "".join(words.split())
    if wcswidth(words) >= 0:
        assert max(wcswidth(line) for line in lines) <= columns


def test_wrap_breaks_between_words_and_in_long_ones() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("one\ntwo three", 80) == ["one", "two three"]
    assert wrap("abcdefghij kl", 4) == ["abcd", "efgh", "ij", "kl"]
    assert wrap("検索の索引", 5) == ["検索", "の索", "引"]
    assert wrap("", 5) == [""]


def test_a_path_is_broken_before_its_name_and_only_where_it_must_be() -> None:
    assert wrap_path("plans/05-cache-plan.md", 22) == ["plans/05-cache-plan.md"]
    assert wrap_path("plans/05-cache-plan.md", 20) == ["plans/", "05-cache-plan.md"]
    assert wrap_path("plans/05-cache-plan.md", 10) == ["plans/", "05-cache-p", "lan.md"]


def test_colours_are_there_or_not_and_take_no_room() -> None:
    plain, coloured = Screen(20), Screen(20, color=True)
    words = (Styled("Observability of all", "bold red"), " it")
    assert plain.line(*words) == "Observability of all"
    assert coloured.line(*words) == "\033[1;31mObservability of all\033[0m"
    for screen in (plain, coloured):
        lines = screen.field("Name", Styled("a long text that is wrapped", "green"), margin=6)
        assert [without_colors(line) for line in lines] == ["Name  a long text", "      that is", "      wrapped"]


def test_a_table_leaves_out_empty_columns_and_cuts_the_flexible_one() -> None:
    rows = [["03", "Observability of everything", "", "ready"], ["04", "検索の索引", "", "in progress"]]
    assert Screen(40).table(rows, ["#", "Title", "Owner", "State"], flexible=1) == [
        "#   Title                    State",
        "03  Observability of every…  ready",
        "04  検索の索引               in progress",
    ]
    assert Screen(80).table(rows[:1], ["#", "Title", "Owner", "State"], flexible=1) == [
        "#   Title                        State",
        "03  Observability of everything  ready",
    ]


@given(st.lists(st.tuples(typed, typed, typed), min_size=1, max_size=4), st.integers(30, 60))
def test_a_table_is_never_wider_than_the_screen(rows: list[tuple[str, str, str]], columns: int) -> None:
    if all(wcswidth(cell) >= 0 for row in rows for cell in row):
        for line in Screen(columns).table(rows, ["One", "Two", "Three"], flexible=1):
            assert wcswidth(line) <= columns
