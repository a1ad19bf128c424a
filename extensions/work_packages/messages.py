"""What the commands say: refusals with their remedy, and reports with the next commands, ready to paste."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .planning import records, text
from .planning.views import STATUS

#: Where planning folders are, below a repository's root (workflow, "Location Pattern").
PLANNING_ROOT = ".engineering/artifacts/planning"

ANSWERS_HEAD = """\
# The initiative's answers, kept by Copier. Change one, here in the planning folder, with:
#   copier update --trust --vcs-ref=:current: -d NAME=VALUE
# `documents` is a snapshot of the records in .planning/ and is never edited by hand.
"""

_UPDATE = "copier update --trust --vcs-ref=:current:"


def record_head(path: str) -> str:
    """The comment at the head of a record, with the command that changes it."""
    return f"# The answers of one document, kept by Copier. Change them, in the planning folder, with:\n#   {_UPDATE} -a {path} -d NAME=VALUE\n"


def not_under_git(checkout: Path) -> str:
    """The refusal of a template that no later update could find again."""
    return (
        f"The template at {checkout} is not under git; nothing was written.\n"
        "Updates need the version that a plan was made with. Use the template's git URL or a clone of it,\n"
        f"or put this folder under git first: git -C {shlex.quote(str(checkout))} init && "
        f"git -C {shlex.quote(str(checkout))} add . && git -C {shlex.quote(str(checkout))} commit -m Template"
    )


def outside_planning_folder(part: str, root: Path) -> str:
    """The refusal of a document outside a planning folder."""
    where = root.resolve()
    found = sorted(path.parent for path in (where / PLANNING_ROOT).glob("*/.copier-answers.yml")) if where.is_dir() else []
    if found:
        remedy = "Run the command in one of these instead:\n" + "\n".join(
            f"  cd {shlex.quote(_short(path))}" for path in found[-5:]
        )
    else:
        remedy = "Run the command in a planning folder; to start one, copy the template into the root of a repository (part=initiative)."
    return f"part={part} adds a document to a planning folder, and {where} is none (it has no initiative's .copier-answers.yml); nothing was written.\n{remedy}"


def inside_planning_folder(root: Path) -> str:
    """The refusal of an initiative inside a planning folder."""
    return (
        f"{root.resolve()} is a planning folder already, and part=initiative starts a new one; nothing was written.\n"
        "To add to this one, give -d part=work-package or -d part=analysis. To change its answers, run copier update.\n"
        "To start another initiative, copy the template into the root of the repository."
    )


def already_there(target: Path) -> str:
    """The refusal of an initiative whose planning folder exists."""
    return (
        f"There is an initiative in {target} already; nothing was written.\n"
        f"To change it: cd {shlex.quote(_short(target))}, then {_UPDATE} -d NAME=VALUE. To start another, give it another title or date."
    )


def use_update(target: Path) -> str:
    """The refusal of a copy over an answers file."""
    return (
        f"{target} exists already, and a copy would replace it; nothing was written.\n"
        f"Change what is there with copier update, which keeps what people wrote:\n  {_UPDATE}"
        + (f" -a {target.parent.name}/{target.name}" if target.suffix == ".yml" and target.parent.name == ".planning" else "")
    )


def conflicts(files: Sequence[str], *, before: bool) -> str:
    """The message about files with conflict markers: left from before, or made by the command."""
    listed = "\n".join(f"  {name}" for name in files)
    many = len(files) > 1
    told = "These files hold" if many else "This file holds"
    first = (
        f"{told} conflict markers from an earlier command or merge; nothing was written."
        if before
        else f"Done, but {'these files changed' if many else 'this file changed'} in the same place as what you wrote, and now hold"
        f"{'' if many else 's'} conflict markers."
    )
    rejected = any(name.endswith(".rej") for name in files)
    remedy = (
        f"{'In each, keep' if many else 'Keep'} what is right between <<<<<<< and >>>>>>>, and remove the marker lines."
        + (" From a .rej file, take over what belongs into the document, and delete it." if rejected else "")
        + " Both texts are there; nothing is lost."
    )
    return f"{first}\n{listed}\n{remedy}\n" + ("Then run the command again." if before else "Then commit.")


def report(
    *,
    operation: str,
    part: str,
    root: Path,
    source: str,
    own: Mapping[str, Any],
    title: str,
    documents: Sequence[Mapping[str, Any]],
    in_repository: bool,
    changed: bool,
) -> str:
    """What the command did, and the next commands."""
    packages = [record for record in documents if records.is_package(record)]
    analyses = len(documents) - len(packages)
    counted = f"{text.count(len(packages), 'work package')}, {text.count(analyses, 'analysis', 'analyses')}"
    if part == "initiative" and operation == "copy":
        lines = [f"✅ Planning folder created: {_short(root)}", f"   {counted}. Read START-HERE.md first."]
        subject = f"Plan {title}"
    elif part == "initiative":
        lines = (
            [f"✅ {title} is up to date: {counted}."]
            if changed
            else [f"✅ {title} was up to date: {counted}. Nothing changed."]
        )
        subject = f"Update {title}"
    elif operation == "copy":
        lines = [f"✅ Added {_document(own)}. Every other document is up to date."]
        subject = f"Add {_name(own)}"
    else:
        lines = [f"✅ Changed {_document(own)}. Every other document is up to date."]
        subject = f"Update {_name(own)}"
    source = shlex.quote(source)
    if changed or not in_repository or root.resolve() != Path.cwd():
        lines += ["", "Next:"]
    if root.resolve() != Path.cwd():
        lines.append(f"  cd {shlex.quote(_short(root))}")
    if not in_repository:
        lines.append("  git init                # updates need a git repository")
    if changed:
        lines.append(f"  git add . && git commit -m {shlex.quote(subject)}")
    lines += [
        "",
        "Add a work package, or an analysis:",
        f"  copier copy --trust --vcs-ref=:current: -d part=work-package {source} .",
        f"  copier copy --trust --vcs-ref=:current: -d part=analysis {source} .",
    ]
    # What the command was about, as long as there is something left to change about it; else the first that can be started.
    under_way = own if own.get("status") in ("ready", "in-progress", "partial") else None
    example = under_way or next((record for record in packages if record.get("status") == "ready"), None)
    if example:
        status = "in-progress" if example.get("status") == "ready" else "complete"
        change = f"-a .planning/{records.record_file(example)} -d status={status}"
        lines += ["", "Change a work package (after a commit):", f"  {_UPDATE} {change}"]
    lines += ["", "Bring every document up to date, for example after git pull:", f"  {_UPDATE}"]
    return "\n".join(["", *lines])


def _name(own: Mapping[str, Any]) -> str:
    if records.is_package(own):
        return f"{records.nn(own['number'])} {own['title']}"
    analysis = records.read_analysis(own)
    return f"{records.nn(analysis.number)} {analysis.title}"


def _document(own: Mapping[str, Any]) -> str:
    if records.is_package(own):
        package = records.read_package(own)
        return f"{_name(own)} ({STATUS[package.status][0]}): {package.file}"
    return f"{_name(own)}: {records.read_analysis(own).file}"


def _short(path: Path) -> str:
    """The path as a person would type it from here."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return path.as_posix()
    return path.as_posix() if relative.startswith(f"..{os.sep}..") else relative
