"""Words: every word of every document is a message, every message has a German word, and documents are read back in German."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from work_packages import documents, observing, page
from work_packages.planning import house, portfolio, roadmap, words

from tools import words as catalogue

from .support import CHECKPOINTS, ROOT, stored_answers

EXAMPLES = sorted(path for path in (ROOT / "examples").rglob(".copier-answers.yml") if "german" not in path.parts)
PORTFOLIO = ROOT / "examples" / "portfolio" / ".portfolio.yml"
GERMAN = ROOT / "examples" / "german" / "house.yml"

#: What is for programs or names something, so that it is the same in every language.
_NO_WORDS = re.compile(
    r"```\w+|\]\([^)]*\)|`[^`]*`|[A-Z0-9_-]+\.md|\d\d-\S+\.md|%%\{.*\}%%|^(?:gantt|xychart-beta|flowchart LR)\b|<br/>"
    r"|^(?:dateFormat|axisFormat|tickInterval|weekday|todayMarker|section|class|classDef|bar|line|x-axis|y-axis)\b.*"
    r"|:(?:vert|crit|active|done|p\d\d_|i\d).*\d\d:\d\d.*|(?:p\d\d_\w+|other\d+)( [-=]+> p\d\d_\w+)?"
)


class Marked(words.Words):
    """A language in which every message stands in marks, and which remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__({"": ""})
        self.__dict__["asked"] = set()

    def of(self, message: str) -> str:
        core = message.strip()
        self.__dict__["asked"].add(core)
        return message.replace(core, f"«{core}»") if core else message


def texts_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """Every document that the answers make, and the texts of all checkpoints; of a portfolio's its document."""
    if answers["part"] == "portfolio":
        found = portfolio.of_answers(answers)
        made = {name: content.decode() for name, content in documents.for_portfolio(answers).items()}
        return {**made, page.PORTFOLIO_PAGE: words_of(page.portfolio_page(found, rules=house.of(answers)))}
    made = {name: content.decode() for name, content in documents.documents(answers, answers["documents"]).items()}
    plan = roadmap.compute(answers, answers["documents"])
    shown = documents.checkpoint_texts(plan, CHECKPOINTS, observing.analysis_texts(made, plan))
    made[page.PAGE] = words_of(page.page(plan))
    return {**made, **{f"checkpoint {name}": "\n".join(said) for name, said in zip(CHECKPOINTS, shown, strict=True)}}


def words_of(shown: str) -> str:
    """What a page says, a piece to a line: without its style, its code, and titles that are cut to fit, which stand whole in it."""
    cut = r"<style>.*?</style>|<code>.*?</code>|<svg class=\"labels\".*?</svg>\n(?=<svg class=\"days\")|<text class=\"(?:name|words)\".*?</text>"
    rest = re.sub(cut, "", shown, flags=re.DOTALL)
    return html.unescape("\n".join([*re.findall(r'aria-label="([^"]*)"', rest), *re.split(r"<[^>]*>", rest)]))


def portfolios() -> dict[str, dict[str, Any]]:
    """The published portfolio, and others in which everything stands that one can say."""
    answers = yaml.safe_load(PORTFOLIO.read_text(encoding="utf-8"))
    first, second, third = (json.loads(line) for line in answers["initiatives"].splitlines())
    unknown = {"folder": "2026-02-01-unknown", "unreadable": "2026-02-01-unknown has gone."}
    far = {**second["packages"][0], "number": 9, "slug": "far", "needs": ["no/where", f"{first['folder']}/response-cache"]}
    done = [{**package, "state": "complete"} for package in first["packages"]]
    weeks = [[f"2026-{month:02}-0{day}", f"2026-{month:02}-0{day}", 90, 90] for month in range(3, 10) for day in (2, 9)]
    knot = [
        {**first, "packages": [{**first["packages"][0], "state": "ready", "needs": [f"{second['folder']}/index"]}]},
        {**second, "packages": [{**second["packages"][0], "needs": [f"{first['folder']}/request-tracing"]}]},
    ]
    waits = {**second["packages"][1], "state": "waiting", "needs": [f"{first['folder']}/request-tracing"]}
    sides = {
        "published": [first, second, third],
        "none": [],
        "unknown": [unknown, {**first, "unreadable": first["folder"] + " has gone."}],
        "complete": [{**first, "packages": done, "finished": "2026-01-20"}, {**third, "reopened": True, "later": -1}],
        "later": [{**first, "later": 2, "weeks": weeks}, {**second, "later": -3, "packages": [far], "weeks": weeks}],
        "many": [{**second, "packages": [{**far, "number": n, "slug": f"far{n}"} for n in range(10, 60)]}],
        "knot": knot,
        "waits": [first, {**second, "packages": [waits], "ready": ["ranking"]}],
        "several wait": [first, {**second, "packages": [waits, {**waits, "number": 7, "slug": "more"}]}],
        "stale": [{**first, "updated": "2026-03-02"}, second],
        "nothing open": [{**first, "packages": done, "finished": "2026-01-20"}],
    }
    return {name: {**answers, "initiatives": one} for name, one in sides.items()}


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one) if name != "state" else ()
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str):
        yield value


def people_in(answers: dict[str, Any]) -> list[str]:
    """What people wrote, the longest first; with something behind it a sentence stands without its full stop."""
    return sorted(
        {form for one in leaves(answers) if len(one) > 2 for form in (one, one.removesuffix("."))}, key=len, reverse=True
    )


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Marked:
    """Every render is in the marked language."""
    language = Marked()
    monkeypatch.setattr(house, "of", lambda _: house.House(words=language))
    return language


def imports() -> dict[str, dict[str, Any]]:
    """The published plan as if it had been imported: with notes, and with none and nothing pending."""
    answers = stored_answers(EXAMPLES[0].parent)
    slug = next(one["slug"] for one in answers["documents"] if one.get("slug") and one.get("status", "ready") == "ready")
    pending = {"statuses": {slug: {"status": "dropped"}}, "decided": ["Zwei Stunden"], "left_out": ["Drei Notizen"]}
    kept = {"planner": "Beads", "path": "."}
    return {
        name: {**answers, "continued": {"imported": said}}
        for name, said in (("import", {**kept, **pending}), ("bare import", kept))
    }


#: The answers of every plan and portfolio whose documents are looked at, by name.
SAID = {**{path.parent.name: stored_answers(path.parent) for path in EXAMPLES}, **imports(), **portfolios()}


@pytest.mark.parametrize("answers", SAID.values(), ids=list(SAID))
def test_every_word_of_every_document_is_a_message(answers: Mapping[str, Any], marked: Marked) -> None:
    people = people_in({**answers, "part": ""})
    missed = []
    for name, content in texts_of(answers).items():
        if name in (".gitattributes", ".planning/roadmap.json"):
            continue
        rest = re.sub(r"(?s)```sh.*?```", lambda code: "\n".join(re.findall(r"(?m)^#.*$", code[0])), content)
        while (plain := re.sub(r"«[^«»]*»", "", rest)) != rest:
            rest = plain
        for line in rest.splitlines():
            left = _NO_WORDS.sub("", line.strip())
            for said in people:
                left = left.replace(said, "")
            if re.search(r"[^\W\d_]{2}", left):
                missed.append((name, line))
    assert missed == []


@pytest.mark.parametrize("answers", SAID.values(), ids=list(SAID))
def test_the_list_for_translators_has_every_message(answers: Mapping[str, Any], marked: Marked) -> None:
    texts_of(answers)
    known = {*catalogue.messages(), *words.WITHOUT_EMOJI}
    asked = {one for one in marked.__dict__["asked"] if re.search(r"[^\W\d_]", words.PLACE.sub("", one))}
    assert len(asked) > (300 if answers["part"] == "initiative" else 30)
    assert asked - known == set()


def test_german_has_words_for_every_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue.main(["--check", str(GERMAN)]) == 0
    assert capsys.readouterr().out == ""


def test_the_tool_names_what_is_missing_and_what_is_no_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = yaml.safe_load(GERMAN.read_text(encoding="utf-8"))["words"]
    del there["Overview"]
    (tmp_path / "house.yml").write_text(yaml.safe_dump({"words": {**there, "Overvew": "Überblick"}}), encoding="utf-8")
    assert catalogue.main([str(tmp_path / "house.yml")]) == 0
    assert capsys.readouterr().out == "words:\n  Overview: Overview\n"
    assert catalogue.main(["--check", str(tmp_path / "house.yml")]) == 1
    assert capsys.readouterr().out == "no words: Overview\nno message: Overvew\n"


@pytest.mark.parametrize("said", SAID.values(), ids=list(SAID))
def test_german_documents_hold_no_english_words(said: Mapping[str, Any]) -> None:
    german = house.parse(GERMAN.read_bytes(), lambda *_: "").stored["words"]
    answers = {**said, "house": {"words": german}}
    people = people_in({**answers, "part": "", "house": ""})
    found = set()
    for name, content in texts_of(answers).items():
        if name in (".gitattributes", ".planning/roadmap.json"):
            continue
        plain = re.sub(r"(?ms)^copier .*?$|`[^`\n]*`|\]\([^)]*\)", "", content)
        for one in people:
            plain = plain.replace(one, "")
        found |= {
            word.lower()
            for word in re.findall(r"(?i)\b(?:the|and|with|which|this|work package|effort|until|nothing|are|of)\b", plain)
        }
    assert found == set()


@pytest.mark.parametrize("answers", SAID.values(), ids=list(SAID))
def test_without_emoji_documents_hold_none_and_no_double_blank(answers: Mapping[str, Any]) -> None:
    with_emoji = texts_of(answers)
    for name, content in texts_of({**answers, "house": {"emoji": False}}).items():
        assert words.EMOJI.findall(content) == [], name
        doubled = [line for line in content.splitlines() if re.search(r"\S  +\S", line) and line not in with_emoji[name]]
        assert [line for line in doubled if "──" not in line and not line.startswith("    ")] == [], name
