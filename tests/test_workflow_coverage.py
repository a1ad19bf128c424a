"""The list of what carries the workflow: nothing of the workflow is left out, and what the list names is there."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from tools import workflow_coverage as tool


@pytest.fixture
def coverage() -> dict[str, Any]:
    return tool.load()


def test_nothing_of_the_workflow_is_left_out(coverage: dict[str, Any]) -> None:
    assert tool.faults(coverage) == []
    assert sum(1 for _ in tool.items(coverage)) > 480


def test_the_page_is_what_the_generator_writes(coverage: dict[str, Any]) -> None:
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(coverage), "make coverage-page writes it"


def test_what_is_pending_is_not_there_yet(coverage: dict[str, Any]) -> None:
    missing = tool.pending(coverage)
    if missing:
        warnings.warn(f"{len(missing)} items of the workflow are still to come: {', '.join(missing)}", stacklevel=1)
    carried = [name for name, faults in missing.items() if not faults]
    assert carried == [], "carried by now: tools/workflow_coverage.py --settle takes their `pending` out"


def test_pending_ends_for_what_is_carried(coverage: dict[str, Any]) -> None:
    text = tool.DATA.read_text(encoding="utf-8")
    marked = text.replace("- id: rule-ask\n", "- id: rule-ask\n        pending: true\n")
    assert marked != text and tool.settled(marked, ["rule-ask"]) == text
    assert tool.settled(marked, ["rule-checkpoints", "rule"]) == marked


def first(coverage: dict[str, Any], carrier: str) -> dict[str, Any]:
    """The first item that nothing but this carries."""
    others = set(tool.CARRIERS) - {carrier}
    found = (item for _, item in tool.items(coverage) if carrier in item and not others & set(item) and not item.get("pending"))
    return dict(next(found))


def replaced(coverage: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """The list with this item in the place of the one of its id."""
    for section in coverage["sections"]:
        section["items"] = [item if one["id"] == item["id"] else one for one in section["items"]]
    return coverage


def carried_by(carrier: str, entry: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda coverage: replaced(coverage, {**first(coverage, carrier), carrier: entry})


def without_a_section(coverage: dict[str, Any]) -> dict[str, Any]:
    del coverage["sections"][5]
    return coverage


def without_an_item(coverage: dict[str, Any]) -> dict[str, Any]:
    section = next(one for one in coverage["sections"] if one["section"] == "Rules")
    section["items"] = [item for item in section["items"] if item["id"] != "rule-ask"]
    return coverage


def with_an_empty_section(coverage: dict[str, Any]) -> dict[str, Any]:
    coverage["sections"][5]["items"] = []
    return coverage


def without_the_end(coverage: dict[str, Any]) -> dict[str, Any]:
    coverage["sections"].pop()
    return coverage


def with_an_id_twice(coverage: dict[str, Any]) -> dict[str, Any]:
    items = coverage["sections"][5]["items"]
    items.append(copy.deepcopy(items[0]))
    return coverage


def with_(**entries: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The rule on asking, with other entries."""

    def change(coverage: dict[str, Any]) -> dict[str, Any]:
        item = next(item for _, item in tool.items(coverage) if item["id"] == "rule-ask")
        return replaced(coverage, {**item, **entries})

    return change


def nothing_carries_it(coverage: dict[str, Any]) -> dict[str, Any]:
    item = first(coverage, "question")
    del item["question"]
    return replaced(coverage, item)


README = "integrated-roadmap/README.md"

MUTATIONS: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "a document that is not there": (carried_by("document", {"in": "no.md", "text": "x"}), "examples/no.md is not there"),
    "words that are not in it": (carried_by("document", {"in": README, "text": "## Nobody"}), "does not say '## Nobody'"),
    "a pattern that it has not": (
        carried_by("document", {"in": README, "pattern": "^Nobody$"}),
        "holds nothing like '^Nobody$'",
    ),
    "a document without words": (carried_by("document", {"in": README}), "a document has `in`, and `text` or `pattern`"),
    "one of several documents": (
        carried_by("document", [{"in": README, "text": "# "}, {"in": README, "text": "## Nobody"}]),
        "does not say '## Nobody'",
    ),
    "a question": (carried_by("question", "nobody_asks"), "there is no question nobody_asks"),
    "a test": (with_(test="tests/test_story.py::test_nothing"), "there is no test tests/test_story.py::test_nothing"),
    "a test of another file": (with_(test="tests/test_edits.py::test_whole_story"), "there is no test tests/test_edits.py::"),
    "a problem code": (with_(problem="not-a-code"), "rule-ask: there is no problem not-a-code"),
    "a message": (with_(message="Nobody says this"), "rule-ask: no command says 'Nobody says this'"),
    "a line without an item": (without_an_item, "line 30 has no item"),
    "a section": (without_a_section, "1.1 Identify Work Packages: line 95 is where it should start"),
    "a section without an item": (with_an_empty_section, "no item"),
    "the last section": (without_the_end, "and what follows is of no section"),
    "an id": (with_an_id_twice, "stands twice"),
    "a kind": (with_(kind="thought"), "rule-ask: thought is no kind"),
    "an entry": (with_(carrier="x"), "rule-ask: carrier is not known"),
    "words of the workflow": (with_(words="Assume, don't ask"), "is not in lines 30"),
    "lines": (with_(lines=31), "line 30 has no item"),
    "lines of another section": (with_(lines=500), "rule-ask: lines 500 are not of Rules"),
    "lines that say nothing": (with_(lines="30-34"), "line 34 has an item, and stands under nothing"),
    "what carries it": (nothing_carries_it, "nothing carries it"),
}


def new_faults(coverage: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]) -> list[str]:
    """What is wrong with the changed list, and was not before."""
    before = tool.faults(coverage)
    return [fault for fault in tool.faults(change(copy.deepcopy(coverage))) if fault not in before]


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_wrong_list_is_found(coverage: dict[str, Any], name: str) -> None:
    change, expected = MUTATIONS[name]
    found = new_faults(coverage, change)
    assert any(expected in fault for fault in found), found


def test_a_pending_item_is_not_looked_up_and_its_form_is(coverage: dict[str, Any]) -> None:
    assert new_faults(coverage, with_(test="tests/test_story.py::test_nothing", pending=True)) == []
    assert new_faults(coverage, with_(kind="thought", pending=True)) == ["rule-ask: thought is no kind"]


def test_the_page_shows_each_item_once(coverage: dict[str, Any]) -> None:
    page = tool.page(coverage)
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| Lines ")]
    assert len(rows) == sum(1 for _ in tool.items(coverage))
    changed = with_(note="A note of its own.")(coverage)
    assert "A note of its own. |" in tool.page(changed) and tool.page(changed) != page
