"""Documents that formatters, and people, wrote in another form, in another order, or without some of their parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from work_packages.planning.formatting import blocks, lines_of, meaning
from work_packages.planning.merging import OURS, merge_documents, restored

from ..formatters import FORMATTERS, aligned

EXAMPLES = Path(__file__).parents[2] / "examples"

BASE = """\
# Plan

**Date:** 2026-01-01
**Status:** Ready

---

## Order

| Phase | Effort | State |
|-------|--------|-------|
| Phase 3 | 1-2h | Ready |
| Phase 4 | 2-3h | Ready |
| Phase 5 | 3-4h | Ready |

Weeks are counted from 2026-01-01.

---

## Goals

- [ ] Fast: under 200 ms for nine of ten requests, measured in the week after the release, at noon
- [ ] Safe\\_words and *stars*

_Write what is left to do._

---

## Steps

1. **Phase 3:** One
   - Effort: 1-2h
2. **Phase 4:** Two
   - Effort: 2-3h

---

**Next:** Phase 3

<!-- Notes -->
"""

CHANGED = (
    BASE.replace("**Status:** Ready", "**Status:** Complete")
    .replace("| Phase 4 | 2-3h | Ready |", "| Phase 4 | 20-30h | Complete |")
    .replace("| Phase 5 | 3-4h | Ready |\n", "| Phase 5 | 3-4h | Ready |\n| Phase 6 | 4-5h | Ready |\n")
    .replace("   - Effort: 2-3h\n", "   - Effort: 20-30h\n3. **Phase 6:** Three\n")
    .replace("**Next:** Phase 3", "**Next:** Phase 5")
)


def merged(ours: str, theirs: str = CHANGED, base: str = BASE) -> str:
    return merge_documents(base.encode(), ours.encode(), theirs.encode()).content.decode()


@pytest.mark.parametrize("name", FORMATTERS)
def test_only_the_form_differs(name: str) -> None:
    ours = FORMATTERS[name](BASE)
    assert ours != BASE
    assert merged(ours, BASE) == ours, "nothing changes, and the form stays"
    result = merged(ours)
    assert OURS not in result
    assert [block.key for block in blocks(lines_of(result.encode()))] == [
        block.key for block in blocks(lines_of(CHANGED.encode()))
    ], "what it says is what the template says"
    again = merged(FORMATTERS[name](result), CHANGED, CHANGED)
    assert again == FORMATTERS[name](result)


@pytest.mark.parametrize("name", FORMATTERS)
def test_words_of_a_persons_and_another_form(name: str) -> None:
    own = (
        BASE.replace("Weeks are", "My note on the table.\n\nWeeks are")
        .replace("_Write what is left to do._", "It is all done")
        .replace("- [ ] Fast", "- [x] Fast")
        .replace("   - Effort: 1-2h\n", "   - Effort: 1-2h\n   - My own remark\n")
    )
    result = merged(FORMATTERS[name](own))
    assert OURS not in result
    for words in ("My note on the table.", "It is all done", "My own remark", "Phase 6", "20-30h", "Complete"):
        assert words in result
    assert re.search(r"[-*] \[x\] Fast", result)
    assert re.search(r"My note on the table\.\s+Weeks are", result)
    assert "Write what is left" not in result


def test_words_in_a_paragraph_of_another_form() -> None:
    ours = (
        BASE.replace("**Status:** Ready\n", "**Status:** Ready\nMine\n")
        .replace("\n", " \n")
        .replace("## Steps", "More\n\n## Steps")
    )
    result = merged(ours)
    assert OURS not in result and "Mine \n" in result and "**Status:** Complete\n" in result


def test_a_form_stays_on_what_did_not_change() -> None:
    result = merged(FORMATTERS["stars for bullets"](aligned(BASE)))
    assert "* [ ] Safe\\_words and *stars*\n" in result
    assert "| Phase 3 | 1-2h   | Ready |\n| Phase 4 | 20-30h | Complete |\n| Phase 5 | 3-4h   | Ready |\n" in result
    assert "   * Effort: 1-2h\n" in result


def test_a_change_of_words_is_no_form() -> None:
    ours = BASE.replace("| Phase 4 | 2-3h | Ready |", "| Phase 4 | 2-3h, says Ada | Ready |")
    result = merged(ours)
    assert OURS in result and "says Ada" in result and "| Phase 4 | 20-30h | Complete |" in result


@pytest.mark.parametrize("document", sorted(EXAMPLES.glob("weeks-in/5-weeks/*.md")), ids=lambda path: path.name)
@pytest.mark.parametrize("name", ["mdformat", "mdformat, wrapped", "aligned tables"])
def test_every_document_of_the_example(document: Path, name: str) -> None:
    text = document.read_text(encoding="utf-8")
    ours = FORMATTERS[name](text)
    assert merged(ours, text, text) == ours
    # Here every line of the template's changes but those that only say how the document is built.
    theirs = re.sub(r"(?m)^([^#|`\n-].*\w)$", r"\1 now", text)
    result = merged(ours, theirs, text)
    assert OURS not in result
    says = [[block.key for block in blocks(lines_of(one.encode()))] for one in (result, theirs)]
    assert says[0] == says[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- entry", "* entry"),
        ("a\\_b", "a_b"),
        ("**bold** words", "__bold__ words"),
        ("| a | b |", "|a|b  |"),
        ("- [x] done", "* [X] done"),
        ("AT&amp;T", "AT&T"),
        ("long words\nwrapped", "long words wrapped"),
        ("---", "______"),
        ("1. one", "1) one"),
    ],
)
def test_same_meaning(one: str, other: str) -> None:
    assert [block.key for block in blocks(lines_of(one.encode()))] == [block.key for block in blocks(lines_of(other.encode()))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- entry", "entry"),
        ("- [x] done", "- [ ] done"),
        ("# One", "## One"),
        ("| a | b |", "| a | c |"),
        ("```\n- a\n```", "```\n* a\n```"),
        ("a b", "ab"),
        ("- a", "- b"),
    ],
)
def test_other_meaning(one: str, other: str) -> None:
    assert [block.key for block in blocks(lines_of(one.encode()))] != [block.key for block in blocks(lines_of(other.encode()))]


def test_meaning() -> None:
    assert meaning("a  *b* \\[c\\] x_y") == "a _b_ [c] x_y"


def test_a_line_of_a_persons_below_an_entry_of_another_form() -> None:
    own = BASE.replace("- [ ] Safe\\_words and *stars*\n", "- [ ] Safe\\_words and *stars*\nMine\n")
    assert own != BASE
    for name in ("spaces at the ends", "stars for bullets"):
        theirs = CHANGED.replace("Safe\\_words and *stars*", "Sound words")
        result = merged(FORMATTERS[name](own), theirs)
        assert OURS not in result and result.count("Mine") == 1 and "- [ ] Sound words\n" in result, name


def test_a_heading_that_the_template_gives_up_is_not_lost() -> None:
    ours = BASE.replace("## Steps", "## My steps")
    theirs = CHANGED.replace("## Steps", "## All that is to be done")
    document = merge_documents(BASE.encode(), ours.encode(), theirs.encode(), headings={"Steps": "My steps"})
    assert "## My steps\n" in document.content.decode()
    document = merge_documents(BASE.encode(), ours.encode(), CHANGED.encode(), headings={"Steps": "My steps"})
    assert document.content.decode() == CHANGED.replace("## Steps", "## My steps")


# What a person deleted


def without(part: str) -> str:
    assert part in BASE
    return BASE.replace(part, "")


ORDER = BASE[BASE.index("## Order") : BASE.index("## Goals")]
TABLE = BASE[BASE.index("| Phase |") : BASE.index("Weeks")]


def test_a_deleted_section_stays_deleted() -> None:
    ours = without(ORDER)
    document = merge_documents(BASE.encode(), ours.encode(), CHANGED.encode())
    result = document.content.decode()
    assert result == CHANGED.replace(CHANGED[CHANGED.index("## Order") : CHANGED.index("## Goals")], "")
    assert document.deleted == ('section "Order"',)


@pytest.mark.parametrize("left", ["", "\n", "---\n\n"])
def test_a_deleted_section_with_and_without_its_rule(left: str) -> None:
    result = merged(BASE.replace(ORDER, left))
    assert "Phase 6 |" not in result and OURS not in result
    assert result.count("---\n") == BASE.replace(ORDER, left).count("---\n")
    assert "**Status:** Complete" in result


def test_a_deleted_table_stays_deleted() -> None:
    document = merge_documents(BASE.encode(), without(TABLE).encode(), CHANGED.encode())
    assert "|" not in document.content.decode()
    assert document.content.decode().count("## Order\n\nWeeks are counted") == 1
    assert document.deleted == ('the table below "Order"',)
    last = merge_documents(CHANGED.encode(), document.content, BASE.encode())
    assert "|" not in last.content.decode()


def test_a_deleted_list_stays_deleted() -> None:
    steps = BASE[BASE.index("1. **Phase 3") : BASE.index("---\n\n**Next")]
    document = merge_documents(BASE.encode(), without(steps).encode(), CHANGED.encode())
    assert "Phase 6:**" not in document.content.decode()
    assert document.deleted == ('the list below "Steps"',)


def test_a_section_that_a_person_wrote_anew() -> None:
    ours = BASE.replace(ORDER, "## Ordnung\n\nWir machen alles auf einmal.\n\n---\n\n")
    document = merge_documents(BASE.encode(), ours.encode(), CHANGED.encode())
    result = document.content.decode()
    assert "Wir machen alles auf einmal." in result and "Phase 6 |" not in result and OURS not in result
    assert document.deleted == ('section "Order"',)


def test_a_translated_heading_is_no_deletion() -> None:
    document = merge_documents(BASE.encode(), BASE.replace("## Order", "## Ordnung").encode(), CHANGED.encode())
    assert document.content.decode() == CHANGED.replace("## Order", "## Ordnung")
    assert document.deleted == ()


def test_a_changed_line_is_no_deletion() -> None:
    ours = BASE.replace("Weeks are counted from 2026-01-01.", "Ada counts the weeks.")
    theirs = BASE.replace("Weeks are counted from 2026-01-01.", "Weeks are counted from 2026-02-01.")
    document = merge_documents(BASE.encode(), ours.encode(), theirs.encode())
    assert OURS in document.content.decode() and document.deleted == ()


def test_a_deleted_placeholder_makes_room_for_the_answer() -> None:
    ours = without("_Write what is left to do._\n\n")
    document = merge_documents(BASE.encode(), ours.encode(), BASE.replace("_Write what is left to do._", "All.").encode())
    assert "\nAll.\n" in document.content.decode() and OURS not in document.content.decode()
    assert document.deleted == ()
    assert merged(ours) == CHANGED.replace("_Write what is left to do._\n\n", "")


@pytest.mark.parametrize("part", [ORDER, TABLE, "Weeks are counted from 2026-01-01.\n\n"])
def test_what_was_deleted_can_be_had_back(part: str) -> None:
    ours = without(part).replace("**Date:**", "Mine\n**Date:**")
    assert restored(BASE.encode(), ours.encode()).decode() == BASE.replace("**Date:**", "Mine\n**Date:**")


# What a person moved


def test_sorted_rows_are_updated_where_they_stand() -> None:
    rows = TABLE.splitlines(keepends=True)
    ours = BASE.replace(TABLE, "".join([*rows[:2], rows[4], rows[2], "| Mine | x | y |\n", rows[3], "\n"]))
    result = merged(ours)
    assert (
        "| Phase 5 | 3-4h | Ready |\n| Phase 6 | 4-5h | Ready |\n| Phase 3 | 1-2h | Ready |\n| Mine | x | y |\n"
        "| Phase 4 | 20-30h | Complete |\n\n"
    ) in result
    assert merged(aligned(ours)).count("Phase 4 | 20-30h | Complete") == 1


def test_a_moved_section_is_updated_where_it_stands() -> None:
    ours = BASE.replace(ORDER, "").replace("## Steps", ORDER.replace("Weeks", "Mine\n\nWeeks") + "## Steps")
    result = merged(ours)
    order = CHANGED[CHANGED.index("## Order") : CHANGED.index("## Goals")]
    assert result == CHANGED.replace(order, "").replace("## Steps", order.replace("Weeks", "Mine\n\nWeeks") + "## Steps")


def test_a_section_moved_to_the_end() -> None:
    ours = BASE.replace(ORDER, "") + "\n" + ORDER
    result = merged(ours)
    assert OURS not in result
    assert result.count("| Phase 4 | 20-30h | Complete |") == 1 and result.count("## Order") == 1
    assert result.index("## Steps") < result.index("## Order")
