"""What the documents on the disk say: placeholders that are left, documents that are gone, what people wrote and ticked.

A replay has no documents, so each of these is stored with the initiative's answers, as the snapshot of the records is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import folder as planning_folder
from .planning import analyses, blockers, placeholders, reading, records, roadmap, text
from .planning.placeholders import PLACEHOLDERS
from .planning.renaming import with_headings

if TYPE_CHECKING:
    from .run import Answers, Run


def unfilled(run: Run, context: Answers) -> list[str]:
    """The documents that hold placeholder text once this run is done, by their names."""
    # Who only reads a plan needs neither this nor Jinja.
    from .run import resolved

    return unwritten(run.root, run.stored, resolved(context), context["documents"], run.checkout)


def unwritten(
    root: Path,
    stored: Mapping[str, Any] | None,
    answers: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]],
    template: Path,
) -> list[str]:
    """The documents that hold placeholder text, by their names.

    Args:
        root: the planning folder.
        stored: the initiative's answers that its documents were rendered from; None for a new one, that has none yet.
        answers: the initiative's answers as they are now.
        documents: the snapshot of the records as it is now.
        template: the folder of the template, for the sections of analyses.
    """
    before = stored or {}
    known = {records.record_file(record): record for record in before.get("documents") or ()}

    def left(name: str, old: set[str], new: set[str]) -> bool:
        there = planning_folder.document_text(root / name) if stored else None
        return placeholders.is_left(None if there is None else text.one_line(there), old, new)

    found = []
    for name, document in (("START-HERE.md", "start"), ("README.md", "readme")):
        if left(name, placeholders.written(document, before) if before else set(), placeholders.written(document, answers)):
            found.append(name)
    for record in documents:
        if not records.record_file(record):
            continue
        old = known.get(records.record_file(record))
        body = _analysis_body(template, record)
        after = placeholders.written_for(record, body)
        if left(records.document_file(record), placeholders.written_for(old, body) if old else set(), after):
            found.append(records.document_file(record))
        if records.is_package(record) and (package := records.read_package(record)).testing:
            lines = placeholders.written("testing", {})
            if left(package.testing_file, lines if old and records.read_package(old).testing else set(), lines):
                found.append(package.testing_file)
    return found


def _analysis_body(template: Path, record: Mapping[str, Any]) -> str:
    if records.is_package(record):
        return ""
    sections = analyses.sections_of(str(record["analysis_type"]))
    return (template / "includes/analyses" / f"{sections}.md.jinja").read_text(encoding="utf-8")


#: What a refresh finds of the documents as a whole; see `refreshing.Refreshed`.
FOUND = ("renamed", "headings", "cut")


def observed(
    root: Path, before: Mapping[str, Any], documents: Sequence[Mapping[str, Any]], whole: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the files on the disk say beside placeholders.

    Args:
        root: the planning folder.
        before: the initiative's stored answers; empty for a new one.
        documents: the snapshot of the records, as it is now.
        whole: what a refresh found of the documents as a whole, by the names of `FOUND`.

    Returns:
        The names of documents that are `missing`; of plans that are `unlinked` from the workflow; and by the slug of each
        package what is `written` in its plan where a line asks for it, which criteria are `met`, which tasks are `done`, and
        which outside things are `resolved` by their boxes; the initiative's own of these are `external`. `by_hand` are the
        answers in whose place START-HERE.md and README.md hold a person's own text. And `whole`.
    """
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
        said_there = planning_folder.document_text(root / name)
        if said_there is None and name in renamed:
            said_there = planning_folder.document_text(root / renamed[name])
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
    start = there.get("START-HERE.md")
    external_boxes = _boxes(start or "", "External Dependencies", 3)
    external = text.items(before.get("external_dependencies"))
    return {
        "missing": sorted(name for name, content in there.items() if content is None),
        "unlinked": unlinked,
        **whole,
        **found,
        **({"by_hand": by_hand} if by_hand else {}),
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
        found[name] = reading.replaced_in_summary(content, heading, asked, rendered)
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
    """The boxes of a section; those of the whole document, where the section has another name.

    One text may be a criterion and a task: each has a box of its own.
    """
    body = reading.section(document, heading, level)
    return reading.boxes(document if body is None else body)


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


def analysis_texts(root: Path, plan: roadmap.Roadmap) -> dict[str, str]:
    """The analysis documents on the disk, by the names that the template gave them."""
    found = {}
    for analysis in plan.analyses:
        if (path := root / plan.renamed.get(analysis.file, analysis.file)).is_file():
            with contextlib.suppress(OSError):
                found[analysis.file] = path.read_text(encoding="utf-8-sig", errors="replace")
    return found
