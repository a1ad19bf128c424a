"""What the documents on the disk say: placeholders that are left, documents that are gone, what people wrote and ticked.

A replay has no documents, so each of these is stored with the initiative's answers, as the snapshot of the records is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .planning import analyses, blockers, elsewhere, house, placeholders, reading, records, roadmap, text
from .planning.placeholders import PLACEHOLDERS
from .planning.records import Record
from .planning.renaming import with_headings
from .planning.words import in_force, say, translated
from .sources import analysis_sections

#: The documents that are there, as text, by their names below the planning folder.
Texts = Mapping[str, str]


def unfilled(texts: Texts, before: Mapping[str, Any], answers: Mapping[str, Any], snapshot: Sequence[Record]) -> list[str]:
    """The documents that hold placeholder text once a command is done, by their names.

    Args:
        texts: the text of each document that is there.
        before: the initiative's stored answers; empty for a new one.
        answers: its answers now.
        snapshot: the snapshot of the records now.
    """
    with house.speaking(house.of(before)):
        stood = _asked(before, before.get("documents") or ()) if before else {}
    with house.speaking(house.of(answers)):
        stands = _asked(answers, snapshot)

    def left(name: str, lines: set[str]) -> bool:
        there = texts.get(name) if before else None
        return placeholders.is_left(None if there is None else text.one_line(there), stood.get(name, set()), lines)

    return [name for name, lines in stands.items() if left(name, lines)]


def _asked(answers: Mapping[str, Any], snapshot: Sequence[Record]) -> dict[str, set[str]]:
    """The placeholder lines of each document by its name, as the template writes them in the words in force."""
    found = {
        name: placeholders.written(document, answers)
        for name, document in (("START-HERE.md", "start"), ("README.md", "readme"))
    }
    for record in snapshot:
        if not records.record_file(record):
            continue
        is_package = records.is_package(record)
        body = "" if is_package else _sections_body(str(record["analysis_type"]))
        found[records.document_file(record)] = placeholders.written_for(record, body)
        if is_package and record.get("testing") is True:
            found[f"{str(record['slug']).upper()}-TESTING.md"] = placeholders.written("testing", {})
    return found


def _sections_body(kind: str) -> str:
    """The template of the sections of an analysis type, in the words in force; of a house's own its placeholders."""
    own = analyses.own_sections(kind)
    if own:
        return "\n".join(one["placeholder"] for one in own)
    return translated(analysis_sections(analyses.sections_of(kind)), in_force().of)


#: What a refresh finds of the documents as a whole; see `refreshing.Refreshed`.
FOUND = ("renamed", "headings", "cut", "adopted", "inserted")


def found_whole(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of what an earlier refresh found of the documents as a whole, by the names of `FOUND`."""
    known = stored.get("observed") or {}
    return {name: known[name] for name in FOUND if name in known}


def observed(
    texts: Texts,
    before: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]],
    whole: Mapping[str, Any] | None = None,
    others: Mapping[str, elsewhere.Known | None] | None = None,
) -> dict[str, Any]:
    """What the files on the disk say beside placeholders.

    Args:
        texts: the text of each document that is there.
        before: the initiative's stored answers; empty for a new one.
        documents: the snapshot of the records, as it is now.
        whole: what a refresh found of the documents as a whole, by the names of `FOUND`.
        others: what is known of the initiatives beside this one, by their folders; None where nobody has looked.

    Returns:
        The names of documents that are `missing`; of plans that are `unlinked` from the workflow; and by the slug of each
        package what is `written` in its plan where a line asks for it, which criteria are `met`, which tasks are `done`, and
        which outside things are `resolved` by their boxes; the initiative's own of these are `external`. `by_hand` are the
        answers in whose place START-HERE.md and README.md hold a person's own text; `elsewhere` is what is known of the packages
        of other initiatives on which some here depend. And `whole`.
    """
    with house.speaking(house.of(before)):
        return _observed(texts, before, documents, whole, others)


def _observed(
    texts: Texts,
    before: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]],
    whole: Mapping[str, Any] | None,
    others: Mapping[str, elsewhere.Known | None] | None,
) -> dict[str, Any]:
    old = before.get("observed") or {}
    # The version before this answer wrote plans and analyses only.
    written = records.documents_of if "observed" in before else lambda one: [records.document_file(one)]
    stored = [one for one in before.get("documents") or () if records.record_file(one)]
    now = {name for record in documents for name in records.documents_of(record)}
    expected = [name for one in stored for name in written(one) if name in now]
    if before:
        expected += ["START-HERE.md", "README.md"]
    whole = whole or {}
    renamed, headings = whole.get("renamed") or {}, whole.get("headings") or {}
    there = {}
    for name in expected:
        said_there = texts.get(name)
        if said_there is None and name in renamed:
            said_there = texts.get(renamed[name])
        there[name] = said_there
        if said_there is not None and name in headings:
            lines, _ = with_headings(said_there.splitlines(keepends=True), headings[name])
            there[name] = "".join(lines)
    known = {str(one.get("slug")): one for one in stored if records.is_package(one)}
    found: dict[str, dict[str, Any]] = {"written": {}, "met": {}, "done": {}, "resolved": {}}
    unlinked = []
    for record in documents:
        if not records.is_package(record):
            continue
        slug, file = str(record["slug"]), records.document_file(record)
        plan = there.get(file)
        if plan is None or slug not in known:
            said = {name: (old.get(name) or {}).get(slug) for name in found}
        else:
            if "](_work-package.md)" not in plan:
                unlinked.append(file)
            said = _said_in(plan, record, known[slug], old)
        for name, value in said.items():
            if value:
                found[name][slug] = value
    by_hand = {name: said for name, said in _summaries_by_hand(there, before, old).items() if said}
    own = text.one_line(before.get("location")).rpartition("/")[2]
    outside = elsewhere.observed(documents, old.get("elsewhere") or {}, others, own)
    start = there.get("START-HERE.md")
    external_boxes = _boxes(start or "", "External Dependencies", 3)
    external = text.items(before.get("external_dependencies"))
    return {
        "missing": sorted(name for name, content in there.items() if content is None),
        "unlinked": unlinked,
        **whole,
        **found,
        **({"by_hand": by_hand} if by_hand else {}),
        **({"elsewhere": outside} if outside else {}),
        "external": _by_hand(
            external, text.items(before.get("external_unblocked")), text.items(old.get("external")), external_boxes
        )
        if start
        else text.items(old.get("external")),
    }


#: The documents that sum the initiative up, each with the name of its placeholders and the section that does.
_SUMMARIES = {"START-HERE.md": ("start", "🎯 Executive Summary"), "README.md": ("readme", "📋 Overview")}


def _summaries_by_hand(
    there: Mapping[str, str | None], before: Mapping[str, Any], old: Mapping[str, Any]
) -> dict[str, list[str]]:
    """By document the answers in whose place it holds a person's own text, as `observed` keeps them."""
    found = {}
    for name, (document, heading) in _SUMMARIES.items():
        known = text.items((old.get("by_hand") or {}).get(name))
        content = there.get(name)
        if content is None:
            found[name] = known
            continue
        lines = PLACEHOLDERS[document]
        asked = {answer: line for answer, line in lines.items() if answer in known or not text.items(before.get(answer))}
        rendered = {answer: asked.get(answer) or text.prose(before.get(answer)) for answer in lines}
        found[name] = reading.replaced_in_summary(content, say(heading), asked, rendered)
    return found


def _by_hand(entries: Sequence[str], named: Sequence[str], before: Sequence[str], boxes: Sequence[reading.Entry]) -> list[str]:
    """The outside things whose boxes a person ticked: not the template, because an answer named them.

    Those that a person had ticked `before` stay a person's, also when an answer names them later.
    """
    ticked = reading.ticked(entries, boxes)
    return [
        entry
        for entry, blocker in zip(entries, blockers.read(entries, named), strict=True)
        if entry in ticked and (blocker.open or entry in before)
    ]


def _boxes(document: str, heading: str, level: int) -> list[reading.Entry]:
    """The boxes of a section; those of the whole document, where the section has another name, or its boxes stand elsewhere, as
    tasks do in a plan that was adopted.

    One text may be a criterion and a task: each has a box of its own.
    """
    body = reading.section(document, say(heading), level)
    return (reading.boxes(body) if body is not None else []) or reading.boxes(document)


def _said_in(plan: str, record: Mapping[str, Any], before: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """What a plan says, by the names of `observed`: the record as it is now, and as it was when the plan was rendered."""
    by_hand = (old.get("written") or {}).get(str(record["slug"])) or {}
    asked = {
        name: line
        for name, line in PLACEHOLDERS["plan"].items()
        # The version before this answer did not ask for tasks.
        if (name in by_hand or not text.items(before.get(name))) and (name != "task_list" or "written" in old)
    }
    overview = {name: asked.get(name) or text.prose(before.get(name)) for name in ("summary", "why", "impact")}
    written = reading.written_in_plan(plan, asked, overview)
    criteria, tasks = (written.get(name) or record.get(name) for name in ("success_criteria", "task_list"))
    return {
        "written": written,
        "met": reading.ticked(text.items(criteria), _boxes(plan, "Success Criteria", 2)),
        "done": reading.ticked(text.items(tasks), _boxes(plan, "Implementation", 2)),
        "resolved": _by_hand(
            text.items(record.get("blocked_by")),
            text.items(before.get("unblocked")),
            (old.get("resolved") or {}).get(str(record["slug"])) or (),
            _boxes(plan, "Requires (Blockers)", 3),
        ),
    }


def analysis_texts(texts: Texts, plan: roadmap.Roadmap) -> dict[str, str]:
    """The analysis documents that are there, by the names that the template gave them."""
    names = {analysis.file: plan.renamed.get(analysis.file, analysis.file) for analysis in plan.analyses}
    return {file: there for file, name in names.items() if (there := texts.get(name)) is not None}
