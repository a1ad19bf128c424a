"""What the documents on the disk say: placeholders that are left, documents that are gone, boxes that are ticked.

A replay has no documents, so each of these is stored with the initiative's answers, as the snapshot of the records is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import folder as planning_folder
from .planning import placeholders, records, roadmap, text
from .run import Answers, Run, resolved


def unfilled(run: Run, context: Answers) -> list[str]:
    """The documents that hold placeholder text once this run is done, by their names."""
    before = run.stored or {}
    known = {records.record_file(record): record for record in before.get("documents") or ()}
    found = []
    for name, document in (("START-HERE.md", "start"), ("README.md", "readme")):
        if _left(
            run,
            name,
            placeholders.written(document, before) if before else set(),
            placeholders.written(document, resolved(context)),
        ):
            found.append(name)
    for record in context["documents"]:
        if not records.record_file(record):
            continue
        old = known.get(records.record_file(record))
        body = _analysis_body(run, record)
        after = placeholders.written_for(record, body)
        if _left(run, records.document_file(record), placeholders.written_for(old, body) if old else set(), after):
            found.append(records.document_file(record))
        if records.is_package(record) and (package := records.read_package(record)).testing:
            lines = placeholders.written("testing", {})
            if _left(run, package.testing_file, lines if old and records.read_package(old).testing else set(), lines):
                found.append(package.testing_file)
    return found


def _left(run: Run, name: str, before: set[str], after: set[str]) -> bool:
    return placeholders.is_left(planning_folder.document_lines(run.root / name) if run.stored else None, before, after)


def _analysis_body(run: Run, record: Mapping[str, Any]) -> str:
    if records.is_package(record):
        return ""
    return (run.checkout / "includes/analyses" / f"{record['analysis_type']}.md.jinja").read_text(encoding="utf-8")


def observed(run: Run, context: Answers) -> dict[str, Any]:
    """What the files on the disk say beside placeholders: which are gone, which plans lost their link, which criteria are met."""
    before = run.stored or {}
    old = before.get("observed") or {}
    # The version before this answer wrote plans and analyses only.
    written = records.documents_of if "observed" in before else lambda one: [records.document_file(one)]
    stored = [one for one in before.get("documents") or () if records.record_file(one)]
    now = {name for record in context["documents"] for name in records.documents_of(record)}
    expected = [name for one in stored for name in written(one) if name in now]
    if before:
        expected += ["START-HERE.md", "README.md"]
    there = {name: planning_folder.document_lines(run.root / name) for name in expected}
    plans = [record for record in context["documents"] if records.is_package(record)]
    met: dict[str, list[str]] = {}
    for package in map(records.read_package, plans):
        if package.was_completed:
            lines = there.get(package.file)
            kept = (old.get("met") or {}).get(package.slug, [])
            met[package.slug] = kept if lines is None else _ticked(package.success_criteria, lines)
    return {
        "missing": sorted(name for name, lines in there.items() if lines is None),
        "unlinked": [
            name
            for name in map(records.document_file, plans)
            if (lines := there.get(name)) is not None and not any("](_work-package.md)" in line for line in lines)
        ],
        "met": met,
    }


def _ticked(criteria: Sequence[str], lines: Collection[str]) -> list[str]:
    """The criteria whose boxes are ticked. Evidence may follow on the line, so of several that it begins with, the longest counts."""
    found = set()
    for line in lines:
        if line.startswith(("- [x] ", "- [X] ")):
            found.add(max((one for one in criteria if line[6:].startswith(text.item(one))), key=len, default=""))
    return [one for one in criteria if one in found]


def analysis_texts(root: Path, plan: roadmap.Roadmap) -> dict[str, str]:
    """The analysis documents on the disk, by name."""
    found = {}
    for analysis in plan.analyses:
        if (path := root / analysis.file).is_file():
            with contextlib.suppress(OSError):
                found[analysis.file] = path.read_text(encoding="utf-8", errors="replace")
    return found
