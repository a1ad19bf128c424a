"""House rules: what a house.yml may say, what is wrong with one, and how words are said."""

from __future__ import annotations

import json

import pytest
from work_packages.planning import answers, house, text, words
from work_packages.planning.house import Found, words_problem

WHOLE = b"""\
planning_root: docs/plans
language: pt-BR
emoji: false
defaults:
  agentic_hours_per_week: 30
  review: 2h
  analyses: [security, context]
  testing: true
analyses:
  security:
    title: Security Review
    purpose: Find what may be attacked
    sections:
      - {heading: Threats, placeholder: _List what may be attacked._}
sections:
  - heading: Rollout
    after: Scope
    placeholder: Write how it is rolled out.
fields:
  ticket: {title: Ticket}
  size: {title: Size, choices: [S, M]}
statuses:
  in-review: {is: in-progress, title: In Review, emoji: "\xf0\x9f\x91\x80"}
words:
  "{count} work packages": "{count} Pakete"
  Overview: Overview
"""


def parse(content: str) -> Found:
    return house.parse(content.encode(), answers.problem_of)


def problems(content: str) -> list[str]:
    return list(parse(content).problems)


def test_a_whole_file_is_stored_in_one_form() -> None:
    found = house.parse(WHOLE, answers.problem_of)
    assert found.problems == ()
    assert found.stored == {
        "planning_root": "docs/plans",
        "language": "pt-BR",
        "emoji": False,
        "defaults": {"agentic_hours_per_week": "30", "review": "2h", "analyses": ["security", "context"], "testing": True},
        "analyses": {
            "security": {
                "title": "Security Review",
                "purpose": "Find what may be attacked",
                "sections": [{"heading": "Threats", "placeholder": "List what may be attacked."}],
            }
        },
        "sections": [{"heading": "Rollout", "after": "Scope", "placeholder": "Write how it is rolled out."}],
        "fields": {"ticket": {"title": "Ticket"}, "size": {"title": "Size", "choices": ["S", "M"]}},
        "statuses": {"in-review": {"is": "in-progress", "title": "In Review", "emoji": "👀"}},
        "words": {"{count} work packages": "{count} Pakete"},
    }
    assert list(found.stored) == list(house.PARTS)
    assert house.stored_problem(found.stored, answers.problem_of) == ""


@pytest.mark.parametrize("content", ["", "# nothing\n", "emoji: true\n", "{}"])
def test_a_file_that_says_nothing_is_as_none(content: str) -> None:
    assert parse(content) == Found({})
    assert house.read(parse(content).stored) is house.NONE


def test_every_problem_has_its_line_value_and_remedy() -> None:
    assert problems(
        "emojis: no\n"
        "emoji: maybe\n"
        "planning_root: ../elsewhere\n"
        "defaults:\n"
        "  buffer: lots\n"
        "analyses:\n"
        "  Security Analysis: {title: S, purpose: P}\n"
        "  privacy: {title: Privacy}\n"
        "sections:\n"
        "  - {heading: Scope, after: Scop, placeholder: a_b}\n"
        "fields:\n"
        "  effort: {title: Mine}\n"
        "  Ticket: {title: T}\n"
        "  size: {title: Size, type: numbr}\n"
        "statuses:\n"
        "  complete: {is: complete, title: Done}\n"
        "  in-review: {is: in_progress, title: In Review, emoji: eyes}\n"
        "words:\n"
        "  '{count} work packages': Pakete\n"
        "  Overview: [a]\n"
    ) == [
        "line 1, emojis: there is no rule of this name. Did you mean emoji? Rules are planning_root, language, emoji, defaults, analyses, sections, fields, statuses and words.",
        'line 2, emoji: "maybe" is neither true nor false. Give one of them.',
        'line 3, planning_root: "../elsewhere" is not a folder inside the repository. Give a relative path such as .engineering/artifacts/planning.',
        'line 5, defaults.buffer: "lots" is not a whole number of per cent from 0 to 200. Give one such as 20; 0 for none.',
        "line 7, analyses.Security Analysis: is no name of a type. Did you mean security? Use lower-case letters, digits and hyphens.",
        "line 8, analyses.privacy.purpose: is missing. Give one line of text.",
        'line 10, sections.1.heading: "Scope" is the heading of another section. Give another.',
        'line 10, sections.1.after: "Scop" is no section of a plan. Did you mean Scope? Choose Overview, Context from Analysis, Scope, '
        "Dependencies, Success Criteria or Implementation; these are the workflow's names, whatever your words for them are.",
        'line 10, sections.1.placeholder: "a_b" holds one of _ * | < > ` [ ] ~ & # or a backslash. Leave them out.',
        "line 12, fields.effort: is the name of an answer that there is. Give another.",
        "line 13, fields.Ticket: is no name of a field. Use small Latin letters, digits and underscores.",
        'line 14, fields.size.type: "numbr" is no type. Did you mean number? Choose text, number, day or flag.',
        "line 16, statuses.complete: is a status of the workflow's. Give another, of lower-case letters, digits and hyphens.",
        'line 17, statuses.in-review.is: "in_progress" is no status of the workflow\'s. Did you mean in-progress? Choose ready, in-progress, '
        "partial, complete, deferred or dropped.",
        'line 17, statuses.in-review.emoji: "eyes" is no emoji. Give one, or leave it out.',
        'line 19, words.{count} work packages: "Pakete" lacks {count}. Say every value of the message.',
        "line 20, words.Overview: is no pair of a message and its words. Give `MESSAGE: WORDS`, both as text.",
    ]


def test_defaults_are_answers_that_documents_share() -> None:
    title, unknown = problems("defaults:\n  title: Same\n  agentic_hours: 3\n")
    assert title.startswith(
        "line 2, defaults.title: has no default: each document has its own. Answers with a default are overview, "
    )
    assert unknown.startswith("line 3, defaults.agentic_hours: is no answer. Did you mean agentic_hours_per_week? Answers")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            "- a",
            "it is no mapping. Give one of planning_root, language, emoji, defaults, analyses, sections, fields, statuses and words.",
        ),
        ("a: [", "it is not valid YAML at line 2. Put the YAML right."),
        ("words: 3", "line 1, words: is no mapping. Give names, each with what it stands for."),
        ("sections: {a: b}", "line 1, sections: is no list. Give one of sections, each with a heading and a placeholder."),
        ("a: &a [*a]", "it holds what is no text, number, date, list or mapping. Put the YAML right."),
    ],
)
def test_what_is_no_house(content: str, problem: str) -> None:
    found = problems(content)
    assert len(found) == 1
    assert found[0] == problem or content.startswith("a: &a")


def test_a_file_of_another_encoding_is_named() -> None:
    assert house.parse("words: {Overview: Überblick}".encode("latin-1"), answers.problem_of) == Found(
        {}, ("it is not saved as UTF-8. Save it so.",)
    )


@pytest.mark.parametrize(
    ("message", "said", "problem"),
    [
        ("Overview", "Überblick", ""),
        ("{a} of {b}", "{b}: {a}", ""),
        ("**Date:** {date}", "**Datum:** {date}", ""),
        ("Overview", "", "is empty. Give words, or leave the line out."),
        ("Overview", "a\nb", "has several lines. Give one."),
        ("{a} of {b}", "{a} und {c}", '"{a} und {c}" lacks {b}. Say every value of the message.'),
        ("{a}", "{a} {b}", '"{a} {b}" has {b}, which the message has not. Its values are {a}.'),
        ("Overview", "{{ 1 }}", '"{{ 1 }}" holds { } beside its values. Leave them out.'),
        ("Overview", "{% raw %}", '"{% raw %}" holds { } beside its values. Leave them out.'),
        ("{a}", "{a.__class__} {a}", '"{a.__class__} {a}" holds { } beside its values. Leave them out.'),
        ("Overview", "<script>", '"<script>" has more of < > than the message. Leave them out.'),
        ("Overview", "a | b", '"a | b" has more of | than the message. Leave them out.'),
        ("Overview", "[a](b)", '"[a](b)" has more of [ ] than the message. Leave them out.'),
        ("Overview", "- a", '"- a" begins like a list or a rule. Begin with a word.'),
        ("_Write it._", "Schreiben.", '"Schreiben." must stand in _ as the message does: by that a placeholder is known.'),
    ],
)
def test_words_say_all_that_the_message_says_and_no_markup_of_their_own(message: str, said: str, problem: str) -> None:
    assert words_problem(message, said) == problem


def test_a_message_is_said_in_the_words_in_force() -> None:
    german = words.Words({"{count} work packages": "{count} Arbeitspakete", "by default": "als Vorgabe"})
    with words.spoken(german):
        assert words.say("{count} work packages", count="{x} & <b>") == "{x} & <b> Arbeitspakete"
        assert words.say(" by default") == " als Vorgabe"
        assert words.say("Overview") == "Overview"
    assert words.say("{count} work packages", count=2) == "2 work packages"


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("✅ Complete", "Complete"),
        ("⚠️ Needs Attention", "Needs Attention"),
        ("**Next:** 👉 {next_step}", "**Next:** {next_step}"),
        ("✅", "Done"),
        ("🔴", ""),
        ("Overview", "Overview"),
        ("At each 🛑 checkpoint, ask", "At each checkpoint, ask"),
    ],
)
def test_without_emoji_no_double_blank_is_left(message: str, plain: str) -> None:
    assert words.Words(emoji=False).of(message) == plain


def test_a_template_is_said_by_lines_cells_and_conditions() -> None:
    source = (
        "# {{ a.title | inline }} - Complete\n"
        "| Item | {{ x | cell or 'Not said' }} |\n"
        "- [ ] **Date:** {% if d %}on {{ d }}{% endif %}, {{ f('and', p == 'open') }}\n"
        "```sh\ncopier update\n```\n"
        "<!-- Notes. -->\n"
    )
    found: list[str] = []

    def mark(message: str) -> str:
        found.append(message)
        return f"«{message}»"

    assert words.translated(source, mark) == (
        "# «{{ a.title | inline }} - Complete»\n"
        '| «Item» | {{ x | cell or "«Not said»" }} |\n'
        "- [ ] «**Date:**» {% if d %}«on {{ d }}»{% endif %}, {{ f(\"«and»\", p == 'open') }}\n"
        "```sh\ncopier update\n```\n"
        "<!-- «Notes.» -->\n"
    )
    assert found == ["{title} - Complete", "Item", "Not said", "**Date:**", "on {d}", "and", "Notes."]


FIELDS = house.read(
    parse("fields: {ticket: {title: T}, size: {title: S, choices: [S, M]}, cost: {title: C, type: number}}").stored
)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"ticket": "A-1", "size": "S", "cost": 1.5}, ""),
        ("", ""),
        ("A-1", '"A-1" is no mapping. Give one such as {ticket: ABC-1}.'),
        ({"tickt": "A"}, "tickt: there is no field of this name. Did you mean ticket? Fields are ticket, size and cost."),
        ({"size": "s"}, 'size: "s" is not one of the choices. Did you mean S? Choose S or M.'),
        ({"cost": "much"}, 'cost: "much" is no number. Give one such as 12 or 1.5.'),
        ({"ticket": ["A"]}, "ticket: is a list or a mapping. Give one line of text."),
    ],
)
def test_fields_take_what_the_house_says(value: object, problem: str) -> None:
    assert house.field_problem(FIELDS, value) == problem


def test_a_field_that_is_given_empty_is_taken_out() -> None:
    assert house.with_fields({"ticket": "A-1", "size": "S"}, {"ticket": "", "cost": 3}) == {"size": "S", "cost": "3"}


def test_a_page_is_said_between_its_tags() -> None:
    source = (
        '<p class="a{{ " is-late" if late }}"{% if wide %} style="width:{{ wide }}px"{% endif %}>{{ icon("late") }}Due {{ day }}</p>\n'
        "<nav aria-label=\"{{ 'On this page' }}\">{{ one.words }} &amp; more{{ ', late' if late }}</nav>\n"
        '{% if name == "high" %}High{% endif %}\n'
    )
    found: list[str] = []

    def mark(message: str) -> str:
        found.append(message)
        return f"«{message}»"

    assert words.translated(source, mark, html=True) == (
        '<p class="a{{ " is-late" if late }}"{% if wide %} style="width:{{ wide }}px"{% endif %}>«{{ icon("late") }}Due {{ day }}»</p>\n'
        '<nav aria-label="{{ "«On this page»" }}">{{ one.words }} &amp; «more{{ "«, late»" if late }}»</nav>\n'
        '{% if name == "high" %}«High»{% endif %}\n'
    )
    assert found == ["{icon}Due {day}", "On this page", ", late", "more{value}", "High"]


@pytest.mark.parametrize("said", ["de_DE", "deutsch", "d", '"', 'de" onload="x'])
def test_a_language_is_a_code(said: str) -> None:
    assert problems(json.dumps({"language": said})) == [
        f"line 1, language: {text.quoted(said)} is no code of a language. Give one such as de or pt-BR."
    ]
    assert house.stored_problem({"language": said}, answers.problem_of) == "is not what the template stores."


def test_norwegian_is_a_language() -> None:
    assert parse("language: no\n") == Found({"language": "no"})


def test_a_status_of_the_houses_counts_as_one_of_the_workflows() -> None:
    own = house.read({"statuses": {"in-review": {"is": "in-progress", "title": "In Review"}}})
    with house.ruled(own):
        assert house.base_status("in-review") == "in-progress"
        assert answers.problem("status", "In Review") == ""
        assert answers.problem("status", "in-revew") == (
            '"in-revew" is not one of the choices. Did you mean in-review? Choose ready, in-progress, partial, complete, deferred, '
            "dropped or in-review."
        )
    assert house.base_status("in-review") == "in-review"
