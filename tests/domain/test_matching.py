"""What two texts have in common is what difflib finds, pair by pair and slowly."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_packages.planning.matching import matches, opcodes, ratio


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", []),
        ("abc", "", []),
        ("abc", "abc", [(0, 0, 3)]),
        ("abcd", "abXcd", [(0, 0, 2), (2, 3, 2)]),
        ("aXbc", "abc", [(0, 0, 1), (2, 1, 2)]),
        # Of several the first, in the one and then in the other.
        ("abab", "ab", [(0, 0, 2)]),
        ("ab", "abab", [(0, 0, 2)]),
        # The longest, whatever stands before it.
        ("xab", "abxab", [(0, 2, 3)]),
        ("axbcd", "xbcda", [(1, 0, 4)]),
    ],
)
def test_matches(one: str, other: str, expected: list[tuple[int, int, int]]) -> None:
    assert matches(one, other) == expected


#: Few signs make many equal lines, many make none.
LINES = st.integers(1, 12).flatmap(lambda signs: st.lists(st.integers(0, signs), max_size=24))


@given(LINES, LINES)
def test_it_is_what_difflib_finds(one: list[int], other: list[int]) -> None:
    slow = SequenceMatcher(None, one, other, autojunk=False)
    assert matches(one, other) == [tuple(block) for block in slow.get_matching_blocks()[:-1]]
    assert opcodes(one, other) == [tuple(code) for code in slow.get_opcodes()]
    assert ratio(one, other) == slow.ratio()


@given(LINES, st.integers(0, 24), st.integers(0, 24), LINES)
def test_so_of_edited_lines(one: list[int], start: int, end: int, written: list[int]) -> None:
    other = [*range(50, 58), *one[:start], *written, *one[end:], *range(40, 48)]
    edited = [*range(50, 58), *one, *range(40, 48)]
    slow = SequenceMatcher(None, edited, other, autojunk=False)
    assert opcodes(edited, other) == [tuple(code) for code in slow.get_opcodes()]
