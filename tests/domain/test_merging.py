"""The three-way merge on plain lines: no line of a person's is lost, and only changes of the same line are conflicts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_packages.planning.formatting import lines_of
from work_packages.planning.merging import MIDDLE, OURS, THEIRS, merge, merge_texts


def lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split()]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("a b c", "a b c", "a b c"),
        ("a x b c", "a b c", "a x b c"),
        ("a b c", "a B c", "a B c"),
        ("a x b c", "A b c", "A x b c"),
        ("a x b c", "a B c", "a x B c"),
        ("a b x c", "a B c", "a B x c"),
        ("a b x c", "A B C", "A B x C"),
        ("a x b c", "a b c d", "a x b c d"),
        ("a b c x", "a b c d", "a b c d x"),
        ("a b c x", "a b C d", "a b C d x"),
        ("x a b c", "A b c", "x A b c"),
        ("a x c", "A b c", "A x c"),
        ("a c", "a b c d", "a c d"),
        ("a b x c", "d", "d x"),
        ("a B c", "a B c", "a B c"),
        ("a b c x", "a b c x", "a b c x"),
        ("a x y b c", "a b", "a x y b"),
        ("", "a b c d", "d"),
    ],
)
def test_no_conflict(ours: str, theirs: str, expected: str) -> None:
    merged = merge(lines("a b c"), lines(ours), lines(theirs))
    assert "".join(merged.lines).split() == expected.split()
    assert merged.conflicts == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("a x c", "a y c", ["a\n", OURS, "x\n", MIDDLE, "y\n", THEIRS, "c\n"]),
        ("a c", "a y c", ["a\n", OURS, MIDDLE, "y\n", THEIRS, "c\n"]),
        ("a x c", "a c", ["a\n", OURS, "x\n", MIDDLE, THEIRS, "c\n"]),
        ("A x C", "A y C", ["A\n", OURS, "x\n", MIDDLE, "y\n", THEIRS, "C\n"]),
    ],
)
def test_conflict(ours: str, theirs: str, expected: list[str]) -> None:
    merged = merge(lines("a b c"), lines(ours), lines(theirs))
    assert (merged.lines, merged.conflicts) == (expected, 1)


def test_an_insertion_stays_beside_its_lines_and_in_its_section() -> None:
    base = ["# A\n", "- one\n", "- two\n", "# B\n"]
    ours = ["# A\n", "- one\n", "mine\n", "- two\n", "# B\n"]
    longer = ["# A\n", "- new\n", "- one\n", "- 2\n", "- 3\n", "# B\n"]
    assert merge(base, ours, longer).lines == ["# A\n", "- new\n", "- one\n", "mine\n", "- 2\n", "- 3\n", "# B\n"]
    assert merge(base, ours, ["# A\n", "- 1\n", "- 2\n", "- 3\n", "# B\n"]).conflicts == 0
    ours = ["# A\n", "- one\n", "- two\n", "mine\n", "# B\n"]
    section = ["# A\n", "- one\n", "- two\n", "- three\n", "\n", "---\n", "\n", "# New\n", "\n", "# B\n"]
    assert merge(base, ours, section).lines == [*section[:4], "mine\n", *section[4:]]


def test_two_insertions_around_an_empty_line_are_in_one_place() -> None:
    base = ["one\n", "\n", "---\n"]
    ours = ["one\n", "\n", "mine\n", "\n", "---\n"]
    theirs = ["one\n", "\n", "# New\n", "\n", "---\n"]
    assert merge(base, ours, theirs).lines == ["one\n", "\n", "mine\n", "\n", "# New\n", "\n", "---\n"]
    ours = ["one\n", "\n", "mine\n", "---\n"]
    assert merge(base, ours, theirs).lines == ["one\n", "\n", "mine\n", "# New\n", "\n", "---\n"]


def test_last_line_without_an_end() -> None:
    assert merge_texts(b"a\nb", b"a\nx", b"a\ny") == f"a\n{OURS}x\n{MIDDLE}y\n{THEIRS}".encode()
    assert merge_texts(b"a\nb\n", b"a\nb\nmine", b"c\nb\n") == b"c\nb\nmine"
    assert merge_texts(b"a\nb\n", b"a\nb", b"a\nb\nc\n") == b"a\nb\nc\n"
    assert merge_texts(b"a\n", b"", b"a\nb\n") == b"b\n"


def test_without_a_base_nothing_is_given_up() -> None:
    assert merge_texts(None, b"a\nb\n", b"a\nb\n") == b"a\nb\n"
    assert merge_texts(None, b"a\nx\nc\n", b"a\ny\nc\n") == f"a\n{OURS}x\n{MIDDLE}y\n{THEIRS}c\n".encode()


def text_of(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def test_without_a_base_what_was_asked_for_stands_written() -> None:
    ours = text_of("# A", "", "Written by hand.", "", "**Week:** 1", "Mine.")
    theirs = text_of("# A", "", "_Write what it is._", "", "**Week:** 2", "- New")
    assert merge_texts(None, ours, theirs) == text_of(
        "# A", "", "Written by hand.", "", OURS[:-1], "**Week:** 1", "Mine.", MIDDLE[:-1], "**Week:** 2", "- New", THEIRS[:-1]
    )


def test_notes_go_where_their_entries_go() -> None:
    base = text_of("## Order", "", "1. HIGH Phase 3 - A", "   - Why: x", "2. LOW Phase 4 - B", "   - Why: x", "", "## Next")
    ours = text_of(
        "## Order", "", "1. HIGH Phase 3 - A", "   - Why: x", "   - Note of A", "2. LOW Phase 4 - B", "   - Note of B", "   - Why: x",
        "   - More of B", "", "## Next",
    )  # fmt: skip
    theirs = text_of("## Order", "", "1. HIGH Phase 4 - B", "   - Why: y", "2. LOW Phase 3 - A", "   - Why: x", "", "## Next")
    assert merge_texts(base, ours, theirs) == text_of(
        "## Order", "", "1. HIGH Phase 4 - B", "   - Note of B", "   - Why: y", "   - More of B", "2. LOW Phase 3 - A",
        "   - Why: x", "   - Note of A", "", "## Next",
    )  # fmt: skip
    assert merge_texts(base, ours, base) == ours
    criteria = text_of("- [ ] a works", "- [ ] a is fast")
    noted = text_of("- [ ] a works", "- [ ] a is fast", "  - Evidence of speed")
    assert merge_texts(criteria, noted, text_of("- [ ] a is fast", "- [ ] a works")) == text_of(
        "- [ ] a is fast", "  - Evidence of speed", "- [ ] a works"
    )
    # Where the entry is gone, its note stays.
    assert b"Evidence of speed" in merge_texts(criteria, noted, text_of("- [ ] a works"))


def test_theirs_may_stand() -> None:
    assert merge_texts(b"a\nb\n", b"# why\na\nB\n", b"a\nc\n", theirs_stand=True) == b"# why\na\nc\n"


def test_other_signs_that_end_a_line_are_part_of_it() -> None:
    assert lines_of("a\u2028b\x0c\nc\xff".encode("latin-1", "ignore") + b"\r") == ["ab\x0c\n", "c\udcff\r\n"]


text = st.lists(st.sampled_from([f"{sign}\n" for sign in "abcdefgh"] + ["\n"]), max_size=12)
written = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["one\n", "two\n", "three\n"])), max_size=5)


@given(base=text, theirs=text, inserted=written)
def test_insertions_never_conflict_and_stand_in_their_order(
    base: list[str], theirs: list[str], inserted: list[tuple[int, str]]
) -> None:
    ours = list(base)
    for place, line in inserted:
        ours.insert(min(place, len(ours)), line)
    merged = merge(base, ours, theirs)
    assert merged.conflicts == 0
    own = {"one\n", "two\n", "three\n"}
    assert sorted(line for line in merged.lines if line in own) == sorted(line for _, line in inserted)
    assert [line for line in merged.lines if line not in own] == theirs


@given(base=text, ours=text, theirs=text)
def test_what_either_side_added_is_there(base: list[str], ours: list[str], theirs: list[str]) -> None:
    merged = merge(base, ours, theirs)
    for side in (ours, theirs):
        for line in set(side) - set(base):
            assert line in merged.lines


@given(base=text, other=text)
def test_one_side_alone(base: list[str], other: list[str]) -> None:
    assert merge(base, other, base).lines == other == merge(base, base, other).lines
    assert merge(base, other, other).lines == other
