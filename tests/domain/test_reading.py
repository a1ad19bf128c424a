"""What people wrote in a plan in place of the italic lines, by small documents as people and their formatters write them."""

from __future__ import annotations

import re
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.planning import text
from work_packages.planning.placeholders import PLACEHOLDERS, holds, holds_placeholder, is_left, written, written_for
from work_packages.planning.reading import Entry, boxes, entries, section, ticked, written_in_plan

ASKED = PLACEHOLDERS["plan"]
OVERVIEW = {name: ASKED[name] for name in ("summary", "why", "impact")}

PLAN = """\
# Phase 3: Caching

**Date:** 2025-11-23
**Status:** Ready

---

## Overview

{summary}

{why}

{impact}

---

## Context from Analysis

Background: [Context Analysis](01-CONTEXT-ANALYSIS.md)

{insights}

---

## Scope

### In Scope

{in_scope}

### Out of Scope

{out_of_scope}

---

## Success Criteria

{success_criteria}

---

## Implementation

👉 **Follow the [Work Package Workflow](_work-package.md)** to implement this work package.

Tasks:

{task_list}

The workflow will guide you through:

- Requirements elicitation
- PR creation and completion

---

**Status:** Ready to start
"""


def plan(**said: str) -> str:
    return PLAN.format(**{**ASKED, **said})


def read(**said: str) -> dict[str, str | list[str]]:
    return written_in_plan(plan(**said), ASKED, OVERVIEW)


def criteria(body: str) -> list[str]:
    assert list(read(success_criteria=body)) == ["success_criteria"]
    found = read(success_criteria=body)["success_criteria"]
    assert isinstance(found, list)
    return found


def of(*words: str) -> list[Entry]:
    return [Entry(one) for one in words]


def test_nothing_is_written_while_the_lines_stand() -> None:
    assert read() == {}
    assert read(success_criteria=ASKED["success_criteria"] + "\n\n- p95 under 200 ms") == {}
    assert read(summary="Before it. " + ASKED["summary"]) == {}


def test_each_list_stands_under_its_heading() -> None:
    assert read(
        insights="- Calls repeat",
        in_scope="- Cache",
        out_of_scope="- Cluster",
        success_criteria="- [ ] p95 under 200 ms",
        task_list="- [ ] Write it\n- [x] Test it",
    ) == {
        "insights": ["Calls repeat"],
        "in_scope": ["Cache"],
        "out_of_scope": ["Cluster"],
        "success_criteria": ["p95 under 200 ms"],
        "task_list": ["Write it", "Test it"],
    }


def test_a_line_that_is_gone_with_nothing_in_its_place() -> None:
    assert read(**dict.fromkeys(ASKED, "")) == {
        "summary": "",
        "why": "",
        "impact": "",
        "insights": [],
        "in_scope": [],
        "out_of_scope": [],
        "success_criteria": [],
        "task_list": [],
    }


def test_headings_that_are_missing() -> None:
    assert written_in_plan("", ASKED, OVERVIEW) == read(**dict.fromkeys(ASKED, ""))
    renamed = plan(success_criteria="- p95", summary="S").replace("## Success Criteria", "## Acceptance")
    assert written_in_plan(renamed, ASKED, OVERVIEW) == {"success_criteria": [], "summary": "S"}


def test_only_what_is_asked_for_is_read() -> None:
    asked = {"in_scope": ASKED["in_scope"]}
    assert written_in_plan(plan(in_scope="- Cache", success_criteria="- p95"), asked, OVERVIEW) == {"in_scope": ["Cache"]}
    assert written_in_plan(plan(in_scope="- Cache"), {}, OVERVIEW) == {}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("- a\n- b", ["a", "b"]),
        ("* a\n+ b\n1. c\n2) d", ["a", "b", "c", "d"]),
        (" 9. nine\n10. ten", ["nine", "ten"]),
        ("- [ ] a\n- [x] b\n- [X] c\n- [ ]\n- [y] d", ["a", "b", "c", "[y] d"]),
        ("- a\n\n- b\n\n\n- c", ["a", "b", "c"]),
        ("- a\n  goes on\n- b\ngoes on", ["a goes on", "b goes on"]),
        ("1. a\n   goes on\n2. b", ["a goes on", "b"]),
        ("A paragraph\nof two lines.\n\nAnother.", ["A paragraph of two lines.", "Another."]),
        ("  - a\n  - b", ["a", "b"]),
        ("-   a\n-\tb", ["a", "b"]),
        ("- 1.5 times faster\n- -5 degrees\n- **bold** start", ["1.5 times faster", "-5 degrees", "**bold** start"]),
        ("- first\n\nA word between.\n\n- second", ["first", "A word between.", "second"]),
    ],
)
def test_entries_of_each_kind_of_list(body: str, found: list[str]) -> None:
    assert criteria(body) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("- a\n  - b\n  - c\n- d", ["a (b; c)", "d"]),
        ("- a:\n  - b\n  - c", ["a: b; c"]),
        ("1. a\n   * b\n     goes on\n   * c\n2. d", ["a (b goes on; c)", "d"]),
        ("- a\n  - b\n    - c\n- d", ["a (b; c)", "d"]),
        ("- a\n\n  - b\n\n- c", ["a (b)", "c"]),
        ("- a\n\n  More of it.\n\n- b", ["a (More of it.)", "b"]),
        ("- a\n\t- b\n- c", ["a (b)", "c"]),
        ("- [x] a\n  - [ ] b\n  - [x] c", ["a (b; c)"]),
        ("- a\n  - b\n\nA word.\n\n- c", ["a (b)", "A word.", "c"]),
    ],
)
def test_entries_below_an_entry_belong_to_it(body: str, found: list[str]) -> None:
    assert criteria(body) == found


@pytest.mark.parametrize(
    "body",
    [
        "These are the outcomes:\n- a\n- b",
        "These are the\noutcomes:\n\n- a\n- b",
        "<!-- - no\n- no -->\n- a\n- b",
        "- a\n<!-- no -->\n- b",
        "```text\n- no\n```\n- a\n- b",
        "- a\n\n~~~\n- no\n# no\n\n## no\n~~~\n\n- b",
        "- a\n  ```sh\n  no\n  ```\n- b",
        "| A | B |\n|---|---|\n| no | no |\n\n- a\n- b",
        "- a\n- b\n\n| A | B |\n|---|---|\n| no | no |",
        "<details>\n\n- a\n- b\n\n</details>",
    ],
)
def test_what_is_no_entry(body: str) -> None:
    assert criteria(body) == ["a", "b"]


def test_a_bold_line_that_introduces_a_list_is_no_entry() -> None:
    assert criteria("**Performance:**\n\n- p95 under 200 ms\n\n_Errors:_\n\n- None") == ["p95 under 200 ms", "None"]


@pytest.mark.parametrize("body", ["-\n- a", "- a\n*\n+", "- a\n- [ ]\n1."])
def test_an_empty_bullet_is_no_entry(body: str) -> None:
    assert criteria(body) == ["a"]


def test_what_stands_below_an_empty_bullet_is_the_entry() -> None:
    assert criteria("- [ ]\n\n  a\n- [ ]\n  - b\n  - c") == ["a", "b; c"]


def test_headings_of_ones_own_do_not_end_the_criteria() -> None:
    body = "### Performance\n\n- p95 under 200 ms\n\n### Errors\n\n- None in 1000 calls"
    assert criteria(body) == ["p95 under 200 ms", "None in 1000 calls"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("- p95 latency is\n  <200 ms in each region\n- b", ["p95 latency is <200 ms in each region", "b"]),
        ("- It closes ticket\n  #12 and its followers\n- b", ["It closes ticket #12 and its followers", "b"]),
        ("- One of `a`\n  | `b` is there\n- c", ["One of `a` | `b` is there", "c"]),
        ("- It is met by the end of\n  2026. Not later\n- b", ["It is met by the end of 2026. Not later", "b"]),
        ("#12 is closed\n\n<200 ms at p95", ["#12 is closed", "<200 ms at p95"]),
    ],
)
def test_lines_that_go_on_with_a_sign(body: str, found: list[str]) -> None:
    assert criteria(body) == found


def test_code_in_code_and_code_within_a_line() -> None:
    assert criteria("````md\n```\n- no\n```\n````\n\n- a") == ["a"]
    assert criteria("```x``` is set\n\n- a") == ["```x``` is set", "a"]


@pytest.mark.parametrize(
    "hostile",
    [
        "a | b \\| c || d",
        "`code` ``two ` ticks`` and one ` more",
        "a [x] (y) [link](https://example.com/a_(b)) ![i](j)",
        "{{ 7 * 7 }} {% raw %} ${x} %%",
        "🚀🚀 👨‍👩‍👧 done",
        "p95 小于 200 毫秒",
        "<b>bold</b> & &lt; <script>",
        "_One_ of *two* is_met_ __here__",
        "é" * 300,
        "a " * 299 + "a",
        "Name: what it is; and: more, (a; b)",
    ],
)
def test_hostile_words_stay_as_they_are(hostile: str) -> None:
    words = text.one_line(hostile)
    assert criteria(f"- {hostile}\n- b") == [words, "b"]
    assert criteria(f"- [ ] b\n- [x] {hostile}") == ["b", words]


def test_italics_of_ones_own_are_no_placeholder() -> None:
    assert criteria("_All of it works within 200 ms._") == ["_All of it works within 200 ms._"]
    assert criteria("- *p95* under _200 ms_") == ["*p95* under _200 ms_"]


def test_a_placeholder_of_another_answer_is_no_entry() -> None:
    assert criteria("- a\n\n" + ASKED["in_scope"].replace("_", "*")) == ["a"]


def test_a_line_that_is_commented_out_is_gone() -> None:
    assert criteria(f"<!-- {ASKED['success_criteria']} -->\n\n- a") == ["a"]


# The overview.

ONE, TWO, THREE, FOUR = "First words.", "Second\nwords.", "Third words.", "Fourth words."


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"summary": ONE}, {"summary": "First words."}),
        ({"why": TWO}, {"why": "Second words."}),
        ({"impact": THREE}, {"impact": "Third words."}),
        ({"summary": f"{ONE}\n\n{TWO}"}, {"summary": "First words.\n\nSecond words."}),
        ({"why": f"{ONE}\n\n{TWO}"}, {"why": "First words.\n\nSecond words."}),
        ({"impact": f"{ONE}\n\n{TWO}\n\n{THREE}"}, {"impact": "First words.\n\nSecond words.\n\nThird words."}),
        ({"summary": ONE, "why": TWO}, {"summary": "First words.", "why": "Second words."}),
        (
            {"summary": ONE, "impact": f"{TWO}\n\n{THREE}"},
            {"summary": "First words.", "impact": "Second words.\n\nThird words."},
        ),
        (
            {"summary": f"{ONE}\n\n{TWO}", "impact": THREE},
            {"summary": "First words.\n\nSecond words.", "impact": "Third words."},
        ),
        # One block to each in their order, and the rest to the last.
        ({"why": ONE, "impact": f"{TWO}\n\n{THREE}"}, {"why": "First words.", "impact": "Second words.\n\nThird words."}),
        (
            {"summary": ONE, "why": TWO, "impact": THREE},
            {"summary": "First words.", "why": "Second words.", "impact": "Third words."},
        ),
        (
            {"summary": ONE, "why": TWO, "impact": f"{THREE}\n\n{FOUR}"},
            {"summary": "First words.", "why": "Second words.", "impact": "Third words.\n\nFourth words."},
        ),
        ({"summary": ONE, "why": TWO, "impact": ""}, {"summary": "First words.", "why": "Second words.", "impact": ""}),
        ({"summary": ONE, "why": "", "impact": ""}, {"summary": "First words.", "why": "", "impact": ""}),
        ({"summary": "", "why": "", "impact": ""}, {"summary": "", "why": "", "impact": ""}),
        ({"summary": ""}, {"summary": ""}),
        ({"why": ""}, {"why": ""}),
    ],
)
def test_paragraphs_between_the_lines_of_the_overview(said: dict[str, str], found: dict[str, str]) -> None:
    assert read(**said) == found


def test_an_overview_of_which_the_template_wrote_a_part() -> None:
    answer = "The board\nasked for it.\n\nTwice."
    rendered = {**OVERVIEW, "why": "The board asked for it.\n\nTwice."}
    asked = {name: line for name, line in ASKED.items() if name != "why"}

    def around(**said: str) -> dict[str, str | list[str]]:
        return written_in_plan(plan(why=answer, **said), asked, rendered)

    assert around() == {}
    assert around(summary=f"{ONE}\n\n{TWO}", impact=THREE) == {
        "summary": "First words.\n\nSecond words.",
        "impact": "Third words.",
    }
    assert around(summary="", impact=f"{ONE}\n\n{TWO}") == {"summary": "", "impact": "First words.\n\nSecond words."}
    assert around(impact="") == {"impact": ""}


def test_the_answer_that_the_template_wrote_was_changed_by_hand() -> None:
    asked = {"summary": ASKED["summary"]}
    rendered = {**OVERVIEW, "why": "Because.", "impact": "Fast."}
    assert written_in_plan(plan(summary=ONE, why="Because, really.", impact="Fast."), asked, rendered) == {
        "summary": "First words."
    }


def test_lists_in_the_overview_keep_their_lines() -> None:
    assert read(summary="It has:\n\n- one\n- two") == {"summary": "It has:\n\n- one\n- two"}
    assert read(summary="<!-- hidden -->\nSeen.") == {"summary": "Seen."}


# Formatters.


def test_a_formatter_that_changes_emphasis_and_bullets() -> None:
    formatted = {name: f"*{line[1:-1]}*" for name, line in ASKED.items()}
    assert read(**formatted) == {}
    assert read(**{**formatted, "success_criteria": "* p95\n* None"}) == {"success_criteria": ["p95", "None"]}
    assert read(**{**formatted, "summary": ONE}) == {"summary": "First words."}


def test_a_formatter_that_changes_the_emphasis_of_the_lines_that_are_left_in_the_overview() -> None:
    left = {name: f"*{ASKED[name][1:-1]}*" for name in ("why", "impact")}
    assert read(**left, summary=f"{ONE}\n\n{TWO}") == {"summary": "First words.\n\nSecond words."}
    assert read(**left, summary="") == {"summary": ""}
    between = {name: f"*{ASKED[name][1:-1]}*" for name in ("summary", "impact")}
    assert read(**between, why=f"{ONE}\n\n{TWO}") == {"why": "First words.\n\nSecond words."}


def test_a_formatter_that_changes_the_emphasis_of_what_the_template_wrote() -> None:
    asked = {"summary": ASKED["summary"]}
    rendered = {**OVERVIEW, "why": "It is *slow*.", "impact": "__Fast__."}
    formatted = plan(summary=f"{ONE}\n\n{TWO}", why="It is _slow_.", impact="**Fast**.")
    assert written_in_plan(formatted, asked, rendered) == {"summary": "First words.\n\nSecond words."}


def wrapped(document: str) -> str:
    """The document as a formatter wraps it at 40 columns."""
    lines = []
    for line in document.splitlines():
        indent = "  " if line.startswith("- ") else ""
        lines.append(
            textwrap.fill(line, 40, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) if line else ""
        )
    return "\n".join(lines)


def test_a_formatter_that_wraps_lines() -> None:
    assert written_in_plan(wrapped(plan()), ASKED, OVERVIEW) == {}
    long = "No call without a time limit in any of the ten services that the shop calls"
    said = plan(summary=long, success_criteria=f"- [ ] {long}\n- [x] {long}", task_list=f"- {long}")
    assert written_in_plan(wrapped(said), ASKED, OVERVIEW) == {
        "summary": long,
        "success_criteria": [long, long],
        "task_list": [long],
    }


def test_the_background_may_be_wrapped() -> None:
    background = "Background: [Context Analysis](01-CONTEXT-ANALYSIS.md)"
    both = f"{background},\n[Risk Analysis](02-RISK-ANALYSIS.md)"
    assert written_in_plan(plan(insights="- Calls repeat").replace(background, both), ASKED, OVERVIEW) == {
        "insights": ["Calls repeat"]
    }
    close = plan(insights="- Calls repeat").replace(f"{background}\n\n", f"{background}\n")
    assert written_in_plan(close, ASKED, OVERVIEW) == {"insights": ["Calls repeat"]}


# Tasks.


@pytest.mark.parametrize("words", ["Tasks:", "**Tasks:**", "**Tasks**:", "**Tasks**", "Tasks"])
def test_tasks_stand_between_their_word_and_the_sentence_that_follows(words: str) -> None:
    said = plan(task_list="1. One\n2. Two\n   - a\n3. Three").replace("Tasks:", words)
    assert written_in_plan(said, ASKED, OVERVIEW) == {"task_list": ["One", "Two (a)", "Three"]}


def test_tasks_where_the_sentence_that_follows_is_gone() -> None:
    said = plan(task_list="- One\n- Two")
    assert written_in_plan(said[: said.index("The workflow will")], ASKED, OVERVIEW) == {"task_list": ["One", "Two"]}


# Sections.


def test_section() -> None:
    document = "# T\n\n## A\n\none\n\n## *B:* x ##\ntwo\n```\n# no\n---\n```\n---\nthree\n\n## C\n## D\n\nfour\n"
    assert section(document, "a") == "\none\n"
    assert section(document, "*B:* X") is None
    assert section(document, "B:* x") == "two\n```\n# no\n---\n```"
    assert section(document, "C") == ""
    assert section(document, "D") == "\nfour"
    assert section(document, "E") is None
    assert section("## **Scope**\nx", "scope") == "x"
    assert section("<!--\n## A\n-->\n#A\n    ## A\n", "A") is None


def test_entries_by_themselves() -> None:
    assert entries("- [x] a\n- [ ] b\n- c\n\nd") == [Entry("a", True), Entry("b"), Entry("c"), Entry("d")]
    assert entries("_Write it._\n\n- *List it.*\n\n- a") == of("a")
    assert entries("") == []
    assert entries("# Heading\n\n---\n\n- a") == of("a")


def test_entries_with_emphasis_at_both_ends_are_no_placeholders() -> None:
    assert entries("- _95%_ of requests are _fast_") == of("_95%_ of requests are _fast_")


# Boxes.


def test_boxes() -> None:
    document = "- [x] a\n  goes on\n- [ ] b\n\n  - [X] c\n* d\n1. [x] e\n\n<!--\n- [x] no\n-->\n- [-] no\n- [x]\n"
    assert boxes(document) == [Entry("a goes on", True), Entry("b"), Entry("c", True), Entry("e", True), Entry("", True)]
    assert boxes("") == boxes("# A\n\nb [x] c\n\n| [x] | d |") == []


def test_boxes_in_code_are_none() -> None:
    assert boxes("- [ ] a\n\n```md\n- [x] a\n```\n\n- [x] b\n") == [Entry("a"), Entry("b", True)]


def test_ticked() -> None:
    found = [Entry("Fast", True), Entry("Faster than light - measured by Kim", True), Entry("Safe"), Entry("Other", True)]
    assert ticked(["Safe", "Fast", "Faster than light", "Never"], found) == ["Fast", "Faster than light"]
    assert ticked(["Faster", "Faster than light"], found) == ["Faster than light"]
    assert ticked([], found) == ticked(["Fast"], []) == []
    assert ticked(["# a", "<b>"], [Entry("\\# a", True), Entry("\\<b>: seen", True)]) == ["# a", "<b>"]


def test_a_tick_is_of_whole_words() -> None:
    assert ticked(["Log in"], [Entry("Log incidents", True)]) == []
    assert ticked(["Phase 1"], [Entry("Phase 12", True)]) == []
    assert ticked(["p95"], [Entry("p95: 180 ms", True)]) == ["p95"]


def test_what_is_written_by_hand_can_be_ticked() -> None:
    said = plan(success_criteria="- [x] a\n- [ ] b\n- [x] c\n  goes on\n* [X] d")
    names = criteria("- [x] a\n- [ ] b\n- [x] c\n  goes on\n* [X] d")
    assert ticked(names, boxes(said)) == ["a", "c goes on", "d"]


@pytest.mark.parametrize("body", ["- [x] a\n  - b\n- [ ] c", "- [x] a:\n  - b\n- [ ] c", "- [x] a\n\n  More of it.\n\n- [ ] c"])
def test_what_has_entries_below_it_can_be_ticked(body: str) -> None:
    names = criteria(body)
    assert ticked(names, boxes(plan(success_criteria=body))) == names[:1]


# Placeholders.


def test_written_by_the_template() -> None:
    assert written("readme", {}) == set(PLACEHOLDERS["readme"].values())
    assert written("readme", {"overview": "It is."}) == set()
    assert written("plan", {"summary": "", "why": "Because", "in_scope": [], "task_list": ["One"]}) == {
        ASKED[name] for name in ("summary", "impact", "insights", "in_scope", "out_of_scope", "success_criteria")
    }


def test_a_plan_is_whole_without_tasks() -> None:
    record = {"part": "work-package", "summary": "S", "why": "W", "impact": "I", "insights": ["a"], "in_scope": ["b"]}
    assert written_for(record, "_ignored_") == {ASKED["out_of_scope"], ASKED["success_criteria"]}
    assert written_for({**record, "out_of_scope": ["c"], "success_criteria": ["d"]}, "") == set()


def test_placeholders_of_an_analysis_wherever_they_stand() -> None:
    body = """\
### _Name of the concept_

_Write it in a few sentences, with figures._

| Risk | Owner |
|------|-------|
| _What may go wrong_ | _Low, medium, high_ |

- **Definition:** _What it is._
- {{ roadmap.nothing_open }} and snake_case_name, __bold__, **_both_** and _ none _
"""
    assert written_for({"part": "analysis"}, body) == {
        "_Name of the concept_",
        "_Write it in a few sentences, with figures._",
        "_What may go wrong_",
        "_Low, medium, high_",
        "_What it is._",
    }


def test_is_left() -> None:
    one, two = "_Write one._", "_Name two_"
    assert not is_left("Words.", set(), set())
    # A new document holds what the template writes.
    assert is_left(None, set(), {one})
    assert not is_left(None, set(), set())
    # A document that is gone holds nothing.
    assert not is_left(None, {one}, {one})
    assert is_left("Words. _Write one._", {one}, {one})
    assert not is_left("Words.", {one}, {one})
    # The line appears with this update, or goes with it.
    assert is_left("Words.", set(), {one})
    assert not is_left("Words. _Write one._", {one}, set())
    assert is_left("Words. _Name two_", {one, two}, {one, two})


@pytest.mark.parametrize(
    "line",
    [
        "### _Name two_",
        "| a | _Name two_ |",
        "- **Bold:** _Name two_",
        "*Name two*",
        "| *Name two* | a |",
        "## A: *Name two* ##",
    ],
)
def test_is_left_wherever_it_stands(line: str) -> None:
    assert holds(f"# T {line} end", "_Name two_")
    assert is_left(f"# T {line} end", {"_Name two_"}, {"_Name two_"})


@pytest.mark.parametrize("line", ["Name two", "__Name two__ is", "snake_Name two_case", "**Name two**", "_Name twosome_"])
def test_is_not_left_in_other_words(line: str) -> None:
    assert not is_left(f"# T {line} end", {"_Name two_"}, {"_Name two_"})


def test_holds_placeholder() -> None:
    assert [line for line in ("_a_", " _Write it._ ", "*a b*", "_Use snake_case._") if not holds_placeholder(line)] == []
    others = ("", "a", "__a__", "**a**", "_a", "*a* b", "*a* and *b*", "_a_ and _b_", "- _a_", "_ a _")
    assert [line for line in others if holds_placeholder(line)] == []


# What holds for every text.

SIGNS = "abcdefgXYZ0123456789äéß设计性能🚀.,;:!?()[]{}\"'&%$€@/\\|*_~^=<>#+-`"
#: What is markup where it begins a line; no formatter puts it there.
MARKUP = re.compile(r"[-*_=+#]+|[0-9]+[.)]|[>|].*|```.*|~~~.*|<[!?].*")
WORDS = st.text(st.sampled_from(SIGNS), min_size=1, max_size=12).filter(lambda word: not MARKUP.fullmatch(word))
PLAIN = (
    st.tuples(st.text(st.sampled_from("abXYäß设计"), min_size=1, max_size=8), st.lists(WORDS, max_size=20))
    .map(lambda words: text.one_line(" ".join([words[0], *words[1]])).rstrip(":*_ "))
    .filter(lambda line: "<!--" not in line)
)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "\n",
                "\n\n",
                "  ",
                "\t",
                "- ",
                "* ",
                "1. ",
                "[x] ",
                "[ ] ",
                "```",
                "~~~",
                "---",
                "***",
                "# ",
                "## ",
                "|",
                "<!--",
                "-->",
            ),
            *(
                "## Overview\n",
                "## Success Criteria\n",
                "## Implementation\n",
                "Tasks:\n",
                "Background: ",
                "a",
                "b:",
                "_",
                "*",
                "\\",
            ),
            *("\u2028", "\x85", "\x0c", "\r", "\x00", "\ud800", "設", "🚀", *list(ASKED.values())),
        ]
    ),
    max_size=60,
).map("".join)


@settings(deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=8), st.sampled_from(["-", "*", "+", "1.", "n."]), st.booleans())
def test_a_list_is_read_back(lines: list[str], bullet: str, wrap: bool) -> None:
    body = []
    for number, line in enumerate(lines, 1):
        mark = f"{number}. " if bullet == "n." else f"{bullet} "
        indent = " " * len(mark)
        width = 60 if wrap else 10_000
        body.append(
            textwrap.fill(
                line, width, initial_indent=mark, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
        )
    assert criteria("\n".join(body)) == lines
    assert criteria("\n\n".join(body)) == lines


@settings(deadline=None)
@given(st.one_of(st.text(), PIECES), st.one_of(st.text(), PIECES))
def test_reading_never_raises(document: str, answer: str) -> None:
    found = written_in_plan(document, ASKED, {**OVERVIEW, "why": answer})
    assert set(found) <= set(ASKED)
    listed = [words for said in found.values() if isinstance(said, list) for words in said]
    assert all(words == text.one_line(words) and words for words in listed)
    assert [entry.words for entry in entries(document)] == [text.one_line(entry.words) for entry in entries(document)]
    names = [answer, *listed]
    assert set(ticked(names, boxes(document))) <= set(names)
    section(document, answer)
    assert set(ticked([answer], boxes(answer))) <= {answer}
    assert isinstance(is_left(text.one_line(document), written_for({"part": "analysis"}, answer), set(ASKED.values())), bool)
