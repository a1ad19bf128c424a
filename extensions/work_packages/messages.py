"""What the commands say: refusals with their remedy, and reports with the next commands, ready to paste."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import planning_folder
from .planning import imports, records, text
from .planning.checklist import Line, checklist
from .planning.checkpoints import SUBJECTS, UPDATE
from .planning.fields import PLANNING_ROOT
from .planning.house import base_status
from .planning.placeholders import PLACEHOLDERS
from .planning.records import Package
from .planning.roadmap import Roadmap
from .planning.views import STATUS_WORDS, going_words, nothing_open, status_of
from .planning.workflow import CHECKPOINTS
from .unfinished import Change

if TYPE_CHECKING:
    from .checking import Fault
    from .incoming import Import
    from .planning.combining import Clash

#: How many of what an import left out a message shows before it counts the others.
SHOWN = 5

ANSWERS_HEAD = """\
# The initiative's answers, kept by Copier. Change one, here in the planning folder, with:
#   copier update --trust --vcs-ref=:current: -d NAME=VALUE
# `documents` is a snapshot of the records in .planning/ and is never edited by hand.
"""


AGENTS_HEAD = """\
# Of which version of the template is what coding agents read here, kept by Copier. Bring it up to date, in this repository's root, with:
#   copier update --trust -a .engineering/.work-packages-agents.yml
"""


def record_head(path: str) -> str:
    """The comment at the head of a record, with the command that changes it."""
    return f"# The answers of one document, kept by Copier. Change them, in the planning folder, with:\n#   {UPDATE} -a {path} -d NAME=VALUE\n"


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
            f"  cd {shlex.quote(short(path))}" for path in found[-5:]
        )
    else:
        remedy = "Run the command in a planning folder; to start one, copy the template into the root of a repository (part=initiative)."
    does = {"repair": "repairs", "check": "checks"}.get(part, "adds a document to")
    return f"part={part} {does} a planning folder, and {where} is none (it has no initiative's .copier-answers.yml); nothing was written.\n{remedy}"


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
        f"To change it: cd {shlex.quote(short(target))}, then {UPDATE} -d NAME=VALUE. To start another, give it another title or date."
    )


def use_update(target: Path) -> str:
    """The refusal of a copy over an answers file."""
    return (
        f"{target} exists already, and a copy would replace it; nothing was written.\n"
        f"Change what is there with copier update, which keeps what people wrote:\n  {UPDATE}"
        + (f" -a {target.parent.name}/{target.name}" if target.suffix == ".yml" and target.parent.name == ".planning" else "")
    )


_AGENTS_UPDATE = "copier update --trust -a .engineering/.work-packages-agents.yml"


def adopted_already(root: Path) -> str:
    """The refusal to adopt a planning folder of this template."""
    return (
        f"{root} is under the template already; nothing was written.\n"
        f"To bring it up to date: cd {shlex.quote(short(root))}, then {UPDATE}"
    )


def records_alone(root: Path) -> str:
    """The refusal to adopt a folder in which records lie, and no answers file."""
    return (
        f"{root} holds records of a plan in .planning/, and no .copier-answers.yml; nothing was written.\n"
        "Take that file back from git, if the plan was under the template: git checkout HEAD -- .copier-answers.yml\n"
        "If it never was, move .planning/ away, and run the command again."
    )


def no_folder_to_adopt(root: Path) -> str:
    """The refusal to adopt what is no folder, or with an answers file of another name."""
    return f"part=adopt takes a planning folder that is there, and no -a: {root}. Give the folder with the plans; nothing was written."


def of_another_template(root: Path) -> str:
    """The refusal to adopt a folder in which another template keeps its answers."""
    return (
        f"{root} has a .copier-answers.yml of another template, where this one keeps its own; nothing was written.\n"
        "Move the planning documents into a folder of their own, or that file out of this one, and run the command again."
    )


def nothing_to_adopt(root: Path, why: str) -> str:
    """The refusal to adopt a folder without plans, with the folders below that hold some."""
    below = sorted({path.parent for path in root.glob("**/*-plan.md") if not (path.parent / ".copier-answers.yml").exists()})
    found = "\n".join(f"  {short(path)}" for path in below[:5])
    remedy = f"Folders below with plans:\n{found}" if found else "Name each plan NN-name-plan.md, and run the command again."
    return f"There is nothing to adopt in {root}: {why}; nothing was written.\n{remedy}"


def not_understood_yet(shown: str, command: str) -> str:
    """The refusal to adopt before a person has said that all is understood right, with what was understood."""
    head = f"{shown}\n\n" if shown else ""
    return (
        f"{head}🛑 Nobody has said that this is understood right; nothing was written.\n"
        "To correct it, give -d initiative=TITLE, -d date=YYYY-MM-DD, or answers of work packages: "
        "-d packages='{03: {effort: 4-6h}}'. To adopt it:\n"
        f"  {command}"
    )


def changed_meanwhile() -> str:
    """The refusal to adopt documents that say something else than what a person was shown."""
    return "The documents have changed since they were shown; nothing was written. Run the command again."


def use_agents_update() -> str:
    """The refusal of a copy over what an update is for."""
    return (
        "Coding agents have been told here already (.engineering/.work-packages-agents.yml), and a copy would replace it; "
        f"nothing was written.\nAn update keeps what people wrote:\n  {_AGENTS_UPDATE}"
    )


def not_at_the_root(folder: Path, top: Path) -> str:
    """The refusal of what belongs to a repository's root in another folder."""
    return (
        f"part=agents writes what coding agents read at a repository's root, and {folder} is none; nothing was written.\n"
        f"Run the command there:\n  cd {shlex.quote(short(top))}"
    )


def agents_outside(name: str, path: Path) -> str:
    """The refusal of a file that a symbolic link would put outside of the repository."""
    return (
        f"{name} leads to {path} by a symbolic link, outside of what is committed here; nothing was written.\n"
        "Remove the link, and run the command again."
    )


def no_folder_for_agents(path: Path) -> str:
    """The refusal of a skill in whose way a file is."""
    return f"{short(path)} is no folder, and a skill belongs below it; nothing was written.\nMove that file away, and run the command again."


def agents_not_utf8(faults: Mapping[str, str]) -> str:
    """The refusal of files of another encoding; `faults` says what is wrong with each, by its name."""
    listed = "\n".join(f"  {name} {wrong}" for name, wrong in faults.items())
    return f"What coding agents read is UTF-8; nothing was written.\n{listed}\nSave it as UTF-8, and run the command again."


def marks(begin: str, end: str) -> str:
    """The refusal of an AGENTS.md in which it is not clear what is the template's."""
    return (
        f"AGENTS.md does not hold one line {begin} and below it one line {end}; nothing was written.\n"
        "What stands between them is kept by the template. Put the marks right, or delete both with what is between them; "
        "then run the command again."
    )


def agents_not_written(error: OSError, *, begun: bool) -> str:
    """The failure of writing what agents read; `begun`, after some of it was written."""
    first = f"A file could not be written: {error.filename or ''}: {error.strerror}."
    if begun:
        return f"{first}\nSome are, and nothing is lost. Put that right and commit; then {_AGENTS_UPDATE} finishes the rest."
    return f"{first}\nNothing was changed. Put that right, and run the command again."


def agents_report(changes: Mapping[str, Change], *, changed: bool) -> str:
    """What a command told coding agents, and the next commands; `changed` says that there is something to commit."""
    if not changes:
        return "\n✅ What coding agents read is up to date: nothing changed."
    commit = "\n\nNext:\n  git add . && git commit -m 'Tell coding agents of work packages'" if changed else ""
    return (
        "\n✅ Coding agents find the skill work-packages here, and a section of AGENTS.md that names it. What you write in them "
        f"stays.{commit}\n\nTo take what a later version says:\n  {_AGENTS_UPDATE}"
    )


def skipped() -> str:
    """The refusal of a copy without the step that writes the documents."""
    return (
        "--skip-tasks leaves out the step that writes the documents; nothing was written.\n"
        "This template runs no command there. Run yours again without --skip-tasks (-T)."
    )


def conflicts(files: Sequence[str], *, before: bool, repaired: bool = False) -> str:
    """The message about files with conflict markers: left from before, or made by the command, an update or a repair."""
    listed = "\n".join(f"  {name}" for name in files)
    many = len(files) > 1
    told = "These files hold" if many else "This file holds"
    first = (
        f"{told} conflict markers from an earlier command or merge; nothing was written."
        if before
        else f"Repaired, but both branches changed the same line of {'these files' if many else 'this file'}, which now hold"
        f"{'' if many else 's'} conflict markers."
        if repaired
        else f"Done, but {'these files changed' if many else 'this file changed'} in the same place as what you wrote, and now hold"
        f"{'' if many else 's'} conflict markers."
    )
    rejected = any(name.endswith(".rej") for name in files)
    remedy = (
        f"{'In each, keep' if many else 'Keep'} what is right between <<<<<<< and >>>>>>>, and remove the marker lines."
        + (" From a .rej file, take over what belongs into the document, and delete it." if rejected else "")
        + " Both texts are there; nothing is lost."
    )
    return f"{first}\n{listed}\n{remedy}\n" + (
        "Then run the command again."
        if before
        else f"Then commit, and bring every document in line with the records: {UPDATE}"
        if repaired
        else "Then commit."
    )


def would_conflict(files: Sequence[str]) -> str:
    """The refusal of several commands at once, one of which changes a line that a person has changed too."""
    return (
        f"Several at once would change the same lines of {text.join(files)} as what you wrote; nothing was written.\n"
        "Run them one by one: the one that does leaves both texts there for you to choose."
    )


def links(files: Sequence[str]) -> str:
    """The refusal of a planning folder in which symbolic links stand for documents or records."""
    listed = "\n".join(f"  {name}" for name in files)
    return (
        f"Symbolic links stand where a planning folder has its own files; nothing was read or written.\n{listed}\n"
        "They would lead out of the folder. Put the files themselves in their place, and run the command again."
    )


def not_utf8(faults: Mapping[str, str]) -> str:
    """The refusal of a planning folder with files of another encoding; `faults` says what is wrong with each, by its name."""
    listed = "\n".join(f"  {name} {wrong}" for name, wrong in faults.items())
    return (
        f"All files of a planning folder are UTF-8, and {'these are' if len(faults) > 1 else 'this one is'} not; nothing was written."
        f"\n{listed}\nOpen {'each' if len(faults) > 1 else 'it'} in an editor and save it as UTF-8, then run the command again."
    )


def not_utf8_on(whose: str, faults: Mapping[str, str], what: str, give_up: str) -> str:
    """The refusal to merge files of another encoding; `whose` branch has them."""
    listed = "\n".join(f"  {name} {wrong}" for name, wrong in faults.items())
    return (
        f"On {whose} branch {'these files are' if len(faults) > 1 else 'this file is'} not UTF-8; nothing was written.\n{listed}\n"
        f"Take the {what} back with {give_up}, save {'them' if len(faults) > 1 else 'it'} as UTF-8 on that branch, commit, and start again."
    )


def leads_outside(target: Path) -> str:
    """The refusal of a planning folder that a symbolic link would put outside of the destination."""
    return (
        f"{target} leads to {target.resolve()} by a symbolic link, outside of the repository; nothing was written.\n"
        "Remove the link, or give another folder with -d planning_root=FOLDER."
    )


def no_folder(path: Path) -> str:
    """The refusal of a planning folder in whose way a file is."""
    return (
        f"{path} is no folder; nothing was written.\nMove that file away, or give another folder with -d planning_root=FOLDER."
    )


def answers_outside(name: str) -> str:
    """The refusal of an answers file above the destination."""
    return f"-a {text.one_line(name)} is outside of this folder; nothing was written.\nRun the command in the planning folder that it is in."


def other_record_file(name: str) -> str:
    """The refusal of a name for the record of a new document."""
    return (
        f"-a {text.one_line(name)}: there is no such record, and that of a new document is named by its number and slug; "
        "nothing was written.\nLeave -a out to add a document, or name a record that is there to change it."
    )


def damaged_answers(problems: Sequence[str]) -> str:
    """The refusal of an initiative's answers file that was edited by hand so that nothing can be computed from it."""
    listed = "\n".join(f"  - {entry}" for entry in problems)
    return (
        f"The initiative's answers file, .copier-answers.yml, holds what cannot be read; nothing was written.\n{listed}\n"
        "Put it right in the file, or take the file back from git: git checkout HEAD -- .copier-answers.yml"
    )


def own_defaults(names: Sequence[str]) -> str:
    """The refusal of defaults for what the template computes."""
    return (
        f"Copier's settings hold a default for {text.join(names)}, which this template computes; nothing was written.\n"
        "They would replace what is computed from your plan. Take them out of the settings, or run the command with the\n"
        "environment variable COPIER_SETTINGS_PATH set to a file without them."
    )


def confirming_default(value: Any) -> str:
    """The refusal of a default that would say a person's yes at the prompt."""
    return (
        f"Copier's settings hold a default for confirm, {text.quoted(value)}; nothing was written.\n"
        "A checkpoint is confirmed by a person, not by a default. Take it out of the settings, or run the command with the\n"
        "environment variable COPIER_SETTINGS_PATH set to a file without it."
    )


def damaged_record(name: str, wrong: str) -> str:
    """The refusal to change a record that was edited by hand so that it cannot be read."""
    return f"The record {text.one_line(name)} {wrong}; nothing was written.\nPut it right in the file, or take the file back from git."


def other_answers_file(name: str) -> str:
    """The refusal of an answers file from which no planning folder follows."""
    return (
        f"-a {name}: an initiative's answers file is .copier-answers.yml in its planning folder; nothing was written.\n"
        "Leave -a out: the planning folder is made below the repository's root."
    )


def too_early(part: str, needed: str, first: str, folder: str, asked_for: bool) -> str:
    """The refusal of a document whose phase has not come; `asked_for` says that the command names the part."""
    what = "An analysis" if part == "analysis" else "A work package"
    step = f"cd {shlex.quote(folder)}\n  " if folder else ""
    then = (
        ""
        if first == needed
        else f" {text.join(CHECKPOINTS[CHECKPOINTS.index(first) + 1 : CHECKPOINTS.index(needed) + 1])} follow"
    )
    if then and CHECKPOINTS.index(needed) - CHECKPOINTS.index(first) == 1:
        then += "s"
    return (
        f"🛑 {what} can be added once {SUBJECTS[needed]} is confirmed: checkpoint {needed} is open; nothing was written.\n"
        f"A person confirms checkpoint {first}, in the planning folder, with:\n  {step}{UPDATE} -d confirm={first}"
        + (f"\nThen{then}." if then else "")
        + (
            ""
            if asked_for
            else "\nIn a planning folder a copy adds a work package; to change or confirm something, use copier update."
        )
    )


def scope_not_confirmed(shown: str, answers: str) -> str:
    """The refusal of an initiative whose scope nobody confirmed, with the checkpoint's text and the typed answers."""
    head = f"{shown}\n\n" if shown else ""
    if answers:
        how = (
            "To go on later, put your answers in a file such as plan.yml, with\n"
            "`confirm: [scope]` once they are right, and run the same command\n"
            "with --data-file plan.yml:\n\n" + answers.rstrip()
        )
    else:
        how = "Once a person has said yes, run the same command with -d confirm=scope (in a data file: `confirm: [scope]`)."
    return f"{head}🛑 Checkpoint scope is not confirmed; nothing was written.\n{how}"


def started_too_early(entries: Sequence[Mapping[str, Any]], *, again: bool = False) -> list[str]:
    """The problems of identified packages that are under way before the roadmap is confirmed; `again`, with them in it."""
    if again:
        why, remedy = (
            "nobody has confirmed a roadmap with it",
            "Leave the status out, and set it once the roadmap is confirmed.",
        )
    else:
        every = f"(-d 'confirm=[{', '.join(CHECKPOINTS)}]')"
        why = "checkpoint roadmap is not confirmed"
        remedy = f"Confirm it in the same command, with all before it {every}, or leave the status out."
    return [
        f"identified ({text.one_line(entry.get('title'))}): status: {text.quoted(entry.get('status'))} starts the work, and {why}. {remedy}"
        for entry in entries
    ]


def no_packages_to_confirm() -> str:
    """The problem of confirming plans that do not exist."""
    return (
        '"packages" confirms the work package plans, and there is none. Add one first with copier copy -d part=work-package, '
        "or name some in identified."
    )


def not_estimated(packages: Sequence[Package], *, new: bool) -> str:
    """The problem of confirming plans of which nobody has said how much work they are; `new`, in a new initiative."""
    listed = text.join(text.quoted(package.title) for package in packages)
    remedy = (
        "Give each its effort and review in identified, in a data file, or leave packages and what follows out of confirm."
        if new
        else f"Give each its own: {UPDATE} -a {packages[0].record} {_ESTIMATE}."
    )
    return f'confirm: "packages" confirms estimates, and nobody has estimated {listed}. {remedy}'


def taken_meanwhile(number: str, holder: str) -> str:
    """The refusal of a number that another command took while a person answered the prompts."""
    return f"{holder} was added meanwhile, with the number {number}; nothing was written. Run the command again."


def wrong_house(problems: Sequence[str]) -> str:
    """That house.yml does not say what it could, with every problem."""
    counted = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n".join([f"house.yml holds {counted}; nothing was written.", *(f"  - {entry}" for entry in problems)])


def not_refreshed(reason: str) -> str:
    """The failure of bringing the documents up to date."""
    return f"{reason}\nNothing was written. Put that right, and run the command again."


def not_written(error: OSError, *, begun: bool) -> str:
    """The failure of writing a document; `begun`, after some were written."""
    name = f" {error.filename}" if error.filename else ""
    first = f"The documents could not be written:{name}: {error.strerror}."
    if begun:
        return f"{first}\nSome are, and nothing is lost. Put that right and commit; then {UPDATE} finishes the rest."
    return f"{first}\nNothing was changed. Put that right, and run the command again."


def in_the_way(folder: Path, files: Sequence[str]) -> str:
    """The refusal of a new initiative in a folder that has other files of its documents' names."""
    listed = "\n".join(f"  {name}" for name in files)
    return (
        f"{short(folder)} has files of its own where the initiative's would be; nothing was written.\n{listed}\n"
        "Move them away and run the command again; or give --overwrite to replace them."
    )


def nothing_to_repair(source: str) -> str:
    """The refusal to repair where git merges nothing."""
    return (
        "No git merge, rebase or cherry-pick has stopped here: there is nothing to repair; nothing was written.\n"
        f"To bring every document up to date: {UPDATE}\n"
        f"To give a document another number: {_repair(source, 'SLUG')}\n"
        f"Where the template has moved: {_repair('NEW_ADDRESS')}"
    )


def _repair(source: str, renumber: str = "") -> str:
    given = f" -d renumber={renumber}" if renumber else ""
    return f"copier copy --trust --vcs-ref=:current: -d part=repair{given} {shlex.quote(source)} ."


def older_than_initiative(mine: str, version: str, record: str) -> str:
    """The refusal to write, by an older version of the template, in the folder of a later one."""
    first = f"The initiative is of version {version} of the template, and this command is of {mine}; nothing was written."
    if record:
        return f"{first}\nBring {record} to its initiative's version first, with all others, and run the command again:\n  {UPDATE}"
    return f"{first}\nRun the command with --vcs-ref=:current:, which takes the initiative's version."


def older_than_a_side(mine: str, version: str, source: str) -> str:
    """The refusal to repair a merge of which one side is of a later version than this command."""
    command = _repair(source).replace(":current:", version)
    return (
        f"One of the branches is of version {version} of the template, and this command is of {mine}; nothing was written.\n"
        f"Run the repair with that version:\n  {command}"
    )


def version_not_there(version: str, source: str) -> str:
    """The refusal of a template's address that does not have the version that a plan was made with."""
    return (
        f"{source} does not have version {version} of the template, which this plan was made with; nothing was written.\n"
        "Updates need it. Give the address of a copy of the template with its whole history."
    )


def moved(before: str, now: str) -> str:
    """The warning that updates look for the template where it is no more."""
    return (
        f"⚠️ The template is not at {before} any more, where this plan looks for it. So that updates find it at its new\n"
        f"address, run:\n  {_repair(now)}"
    )


def repair_before(what: str, source: str) -> str:
    """The refusal of anything else while git waits for files of the planning folder to be merged."""
    return (
        f"A git {what} has stopped here, with files of this planning folder unmerged; nothing was written.\n"
        f"Do not merge them by hand: this merges the plan of both sides, and keeps what people wrote on both.\n  {_repair(source)}"
    )


def half_merged(source: str) -> str:
    """The warning about a merge that was ended with the answers of one branch."""
    return (
        "⚠️ The last commit merges two branches that both changed this plan, and has the answers of one of them: what the other\n"
        "one changed may be lost, and documents may disagree. Before anything else, merge the plan of both:\n"
        f"  {_repair(source)}"
    )


def repair_there(folder: Path, source: str) -> str:
    """The refusal to repair a planning folder under the name that it had before one branch renamed it."""
    return (
        f"One branch has renamed this planning folder to {short(folder)}; nothing was written.\n"
        f"Merge the plan of both sides there:\n  cd {shlex.quote(short(folder))}\n  {_repair(source)}"
    )


def clearing(left: Mapping[Path, Sequence[str]], root: Path) -> list[str]:
    """The commands, in the planning folder, that clear what is left under a name that it had before.

    Args:
        left: the folders of that name, each with the files in it that are no part of the plan: these are moved.
        root: the planning folder.
    """
    lines = []
    for folder, others in left.items():
        old = Path(os.path.relpath(folder, root)).as_posix()
        for name in others:
            into = Path(name).parent.as_posix()
            move = f"git mv {shlex.quote(f'{old}/{name}')} {shlex.quote(name)}"
            lines.append(move if into == "." else f"mkdir -p {shlex.quote(into)} && {move}")
        lines.append(f"git rm -r --quiet --force {shlex.quote(old)}    # the same plan, under the name that it had before")
    return lines


def repair_first(what: str) -> str:
    """The refusal to renumber in the middle of a merge."""
    return f"A git {what} has stopped here; nothing was written.\nRun the command without renumber first, and end the {what}."


def resolved_by_hand(files: Sequence[str], what: str, give_up: str) -> str:
    """The refusal to repair files that a person has begun to."""
    listed = "\n".join(f"  {name}" for name in files)
    return (
        f"Since the git {what} stopped, these files were changed by hand; nothing was written.\n{listed}\n"
        "The repair merges the whole plan from both branches, and would replace what you wrote there. If it ran here already,\n"
        f"resolve what it left and end the {what}. Else take what you wrote elsewhere, take the {what} back with {give_up},\n"
        "start it again, and run this command first."
    )


def repaired_with_clashes(clashes: Sequence[Clash], files: Sequence[str], clear: Sequence[str] = ()) -> str:
    """The message about what both branches changed: the initiative's answers, each with ours and theirs, and the files."""
    lines = []
    if clashes:
        lines += ["Repaired, but both branches changed these answers of the initiative. Ours stand:"]
        lines += [f"  {clash.name}: {_as_given(clash.ours)}, and theirs {_as_given(clash.theirs)}" for clash in clashes]
        lines += ["To take theirs, once this is committed:"]
        lines += [f"  {UPDATE} -d {shlex.quote(f'{clash.name}={_as_given(clash.theirs)}')}" for clash in clashes]
    if files:
        lines += [conflicts(files, before=False, repaired=True)]
    if clear:
        lines += ["Before you commit:", *(f"  {command}" for command in clear)]
    return "\n".join(lines)


def _as_given(value: Any) -> str:
    """An answer as people give it on the command line."""
    return value if isinstance(value, str) else planning_folder.dump_line({"x": value})[4:-1]


def changed(folder: Path, files: Mapping[str, Change]) -> list[str]:
    """A line for each document and record that a command wrote, by its path from here."""
    return [
        f"{'delete' if change.after is None else 'create' if change.before is None else 'update': >10}  {short(folder / name)}"
        for name, change in sorted(files.items())
        if name != planning_folder.ANSWERS
    ]


def found(now: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    """A note for each thing that a person has made of the documents since the last command; see `refreshing.Refreshed`."""
    notes = []
    for name, other in sorted((now.get("renamed") or {}).items()):
        if (known.get("renamed") or {}).get(name) != other:
            notes.append(
                f"{name} is called {other} here, and is kept up to date there. "
                f"To give it back its name: git mv {shlex.quote(other)} {shlex.quote(name)}"
            )
    for name, headings in sorted((now.get("headings") or {}).items()):
        before = (known.get("headings") or {}).get(name) or {}
        new = [f"{text.quoted(other)} for {text.quoted(one)}" for one, other in headings.items() if before.get(one) != other]
        if new:
            notes.append(f"Headings of {name}: took {text.join(new)}.")
    for name, parts in sorted((now.get("cut") or {}).items()):
        if new := [one for one in parts if one not in ((known.get("cut") or {}).get(name) or ())]:
            notes.append(
                f"Deleted in {name}, and stays so: {text.join(new)}. To have it back: {UPDATE} -d restore={shlex.quote(name)}"
            )
    return notes


def finished(files: Sequence[str]) -> str:
    """The note that a command that was interrupted has been finished."""
    return f"Finished what an interrupted command had begun: {text.join(files) if files else 'all was written already'}."


def not_by_update(part: str, source: str) -> str:
    """The refusal of a part that no update makes."""
    return (
        f"part={part} goes by copier copy; nothing was written.\n  copier copy --trust -d part={part} {shlex.quote(source)} ."
    )


def wrong_documents(folder: Path, faults: Sequence[Fault], unreadable: Sequence[str]) -> str:
    """The end of a check that found something: each place on a line, and how many there are."""
    files = len({fault.file for fault in faults})
    counted = [f"{text.count(len(faults), 'place')} in {text.count(files, 'file')}"] if faults else []
    counted += [f"{text.count(len(unreadable), 'file')} that cannot be read"] if unreadable else []
    return "\n".join(
        [
            f"Checked {folder.resolve().name}: {text.join(counted)}. Nothing was written.",
            *(f"{short(folder / fault.file)}:{fault.line}: {fault.kind}: {fault.words}" for fault in faults),
            *(f"{short(folder)}/{message}" if short(folder) != "." else message for message in unreadable),
        ]
    )


def right_documents(folder: Path) -> str:
    """The report of a check that found nothing."""
    return f"\n✅ Checked {folder.resolve().name}: every document says what the records say. Nothing was written."


def not_checked(reason: str) -> str:
    """The refusal of a check by a template that does not have the version of the plan."""
    return f"The documents cannot be checked. {reason}"


def unreadable_journal(name: str, reason: str) -> str:
    """The refusal to go on from a journal that cannot be read."""
    return f"{name} {reason}; nothing was written.\nTake it back from git, or delete it: it holds what an interrupted command was about to write."


@dataclass(frozen=True)
class Outcome:
    """What a command did, for its report.

    Attributes:
        operation: `copy` or `update`.
        part: the part that was made or changed.
        root: the planning folder.
        source: the template's address.
        own: the record of the document that was made or changed; empty for an initiative.
        plan: the roadmap as it is now.
        confirmed: the names of the checkpoints that this run confirmed.
        approved: the text of each of them that nobody has seen in this run.
        checkpoint: the text of the checkpoint that waits; empty where none does.
        before: `roadmap.json` as it was before the command; empty for a new initiative.
        in_repository: whether the planning folder is in a git repository.
        changed: whether it holds changes that are not committed.
        day: today, YYYY-MM-DD.
        go_on: git's command that goes on with the merge that was repaired; empty where none was.
        clear: the commands before it that clear what is left under another name of the folder.
        imported: what the new initiative was imported from; None where it was not.
        brief: whether what comes next is said elsewhere: the report ends with what was done.
    """

    operation: str
    part: str
    root: Path
    source: str
    own: Mapping[str, Any]
    plan: Roadmap
    confirmed: Sequence[str]
    approved: Sequence[str]
    checkpoint: str
    before: Mapping[str, Any]
    in_repository: bool
    changed: bool
    day: str
    go_on: str
    clear: Sequence[str]
    imported: Import | None = None
    brief: bool = False


def report(outcome: Outcome) -> str:
    """What the command did, what needs a decision, and the next command."""
    plan, root = outcome.plan, outcome.root
    lines, subject = _done(outcome)
    if outcome.imported:
        lines += imported(outcome.imported)
    if outcome.confirmed:
        lines.append(f"✅ Confirmed: {text.join(outcome.confirmed)}{_by(plan, outcome.confirmed[-1])}.")
    if outcome.brief:
        return "\n".join(["", *lines])
    lines = [*(line for one in outcome.approved for line in (one, "", "---", "")), *lines]
    if plan.previous_session and not plan.previous_session.is_known:
        lines.append(
            f"ℹ️ {plan.previous} has no work packages of this template. Say what it did in the answers previous_completed and "
            "previous_partial, or write it in the completion analysis."
        )
    if outcome.checkpoint:
        lines += ["", "---", "", outcome.checkpoint, ""]
        lines += ["---", "", *_waiting(plan)]
    lines += _checklist_lines(plan, outcome.before)
    if plan.phase == 7:
        lines += ["", f"👉 {now(plan)}."]
    steps = [f"cd {shlex.quote(short(root))}"] if root.resolve() != Path.cwd() else []
    steps += [] if outcome.in_repository else ["git init                # updates need a git repository"]
    steps += outcome.clear
    steps += (
        [
            f"git add {shlex.join(['.', *planning_folder.portfolio_files(outcome.root)])} && {outcome.go_on or f'git commit -m {shlex.quote(subject)}'}"
        ]
        if outcome.changed
        else []
    )
    lines += ["", "Next:", *(f"  {step}" for step in steps)] if steps else []
    if first := plan.waiting:
        again = " again" if first.state == "reopened" else ""
        after = ", after a commit" if outcome.changed else ""
        lines += ["", f"Once a person confirms {SUBJECTS[first.name]}{again}{after}:", f"  {UPDATE} -d confirm={first.name}"]
    for what, command in _likely(outcome.own, plan, outcome.source):
        lines += ["", what, f"  {command}"]
    return "\n".join(["", *lines])


def imported(found: Import) -> list[str]:
    """What is imported, in short: from where, how far it is there, what was decided for want of an answer, and what is left out."""
    said = found.found
    counted: dict[str, int] = {}
    for progress in said.statuses.values():
        counted[progress.status] = counted.get(progress.status, 0) + 1
    there = text.join(f"{number} {STATUS_WORDS[status]}" for status, number in counted.items())
    place = "this repository" if found.place == "." else found.place
    lines = [f"📥 {text.count(len(said.identified), 'work package')} from {found.planner} ({place})."]
    if there:
        lines.append(f"   There {there}: given here once checkpoint roadmap is confirmed.")
    lines += [f"❓ {line}" for line in found.decided]
    if said.left_out:
        more = len(said.left_out) - SHOWN
        lines.append(f"✂️ Left out, {text.count(len(said.left_out), 'thing')}; all of it stands in IMPORTED.md:")
        lines += [f"   - {one.words}" for one in said.left_out[:SHOWN]]
        lines += [f"   - and {more} more"] if more > 0 else []
    return lines


def _done(outcome: Outcome) -> tuple[list[str], str]:
    """What the command did, and the subject of its commit."""
    plan, own, part = outcome.plan, outcome.own, outcome.part
    counted = (
        f"{text.count(len(plan.identified or plan.packages), 'work package')}{' identified' if plan.identified else ''}, "
        f"{text.count(len(plan.analyses), 'analysis', 'analyses')}"
    )
    if part == "adopt":
        lines = [
            f"✅ Adopted {plan.title}: {outcome.root.resolve().name}",
            f"   {counted}. Every line that was there stands where it stood.",
        ]
        return lines, f"Adopt {plan.title}"
    if part == "initiative" and outcome.operation == "copy":
        lines = [f"✅ Planning folder created: {short(outcome.root)}", f"   {counted}. Read START-HERE.md first."]
        return lines, f"Plan {plan.title}"
    if outcome.go_on:
        return [f"✅ Both branches are merged: {counted}. Every document is up to date."], ""
    if part == "repair" and not own:
        lines = [f"✅ The plan remembers the template's new address, {outcome.source}, in its answers and in every record."]
        return lines, "Follow the template to its new address"
    if part == "repair":
        return [f"✅ Renumbered: {_document(own, plan)}. Every link follows."], f"Renumber {_name(own)}"
    if part == "initiative":
        lines = [f"✅ {plan.title} is up to date: {counted}."]
        if not outcome.changed:
            lines = [f"✅ {plan.title} was up to date: {counted}. Nothing changed."]
            if plan.order and plan.phase == 7 and outcome.day > plan.updated.isoformat():
                lines.append(
                    f"   The plan is of {plan.updated.isoformat()}. To lay it out as of today: {UPDATE} -d updated={outcome.day}"
                )
        subjects = text.join(SUBJECTS[name] for name in outcome.confirmed)
        return lines, f"Confirm {subjects}" if subjects else f"Update {plan.title}"
    verb, does = ("Added", "Add") if outcome.operation == "copy" else ("Changed", "Update")
    return [f"✅ {verb} {_document(own, plan)}. Every other document is up to date."], f"{does} {_name(own)}"


def now(plan: Roadmap) -> str:
    """What to go on with, or to start, in one line: as README.md and START-HERE.md say it."""
    go_on = [f"{_short_name(plan, slug)} ({going_words(plan.by_slug[slug], plan)})" for slug in plan.under_way]
    if plan.waiting:
        finished = f"; {', '.join(go_on)} may be finished" if go_on else ""
        return f"Confirm {SUBJECTS[plan.waiting.name]} again{finished}"
    words = [f"go on with {', '.join(go_on)}"] if go_on else []
    words += [f"start {_short_name(plan, plan.ready[0])}"] if plan.ready else []
    if words:
        said = ", or ".join(words)
        return said[0].upper() + said[1:]
    if plan.order:
        return "Nothing can start yet: README.md says what each work package waits for"
    if not plan.counted:
        return "Nothing is planned"
    return f"{nothing_open(plan).rstrip('.')}: plan what comes next in a follow-on initiative"


def _short_name(plan: Roadmap, slug: str) -> str:
    return f"{records.nn(plan.by_slug[slug].number)} {plan.by_slug[slug].title}"


def change_notes(own: Mapping[str, Any], before: Mapping[str, Any], given: Mapping[str, Any], plan: Roadmap) -> list[str]:
    """What a person should know of a change of a work package before all else.

    Work that starts although something is missing; work that is completed with open criteria or tasks; and answers in whose
    place the plan holds a person's own text.

    Args:
        own: the record now.
        before: the record before.
        given: the given answers.
        plan: the roadmap as it is now.
    """
    package = plan.by_slug.get(str(own.get("slug")))
    if package is None:
        return []
    lines = []
    starts = package.under_way or package.status == "complete"
    if starts and base_status(str(before.get("status") or "ready")) in records.UNSTARTED:
        missing = [
            f"Phase {plan.by_slug[need].number}, which it needs, is {STATUS_WORDS[plan.by_slug[need].status]}"
            if need in plan.by_slug
            else f"{text.quoted(need)} is no work package here"
            for need in plan.waits_for(package)
        ]
        missing += [f"{blocker.words} is not there" for blocker in package.blockers if blocker.open]
        missing += [
            f"{one.blocker.words} is not there"
            for one in plan.external
            if one.blocker.open and not one.in_plans and (not one.phases or package.number in one.phases)
        ]
        if missing:
            lines.append(f"⚠️ {_name(own)} is started, and {text.join(missing)}.")
    if package.status == "complete" and base_status(before.get("status")) != "complete":
        for what, entries, ticked in (
            ("success criteria", package.success_criteria, plan.met.get(package.slug, ())),
            ("tasks", package.task_list, plan.tasks_done.get(package.slug, ())),
        ):
            left = [entry for entry in entries if entry not in ticked]
            if left:
                lines.append(
                    f"⚠️ {_name(own)} is complete, and in {package.file} {len(left)} of {len(entries)} {what} "
                    f"{'is' if len(left) == 1 else 'are'} not ticked: "
                    f"{'; '.join(left)}."
                )
    by_hand = plan.by_hand.get(package.slug, ())
    kept = [name for name in given if name in by_hand and text.items(given[name])]
    if kept:
        lines.append(
            f"ℹ️ {package.file} has a text of its own for {text.join(kept)}: it stays, and counts. The answer is kept. To have it "
            "in the plan, put the line in italics back in the place of that text: "
            + " ".join(PLACEHOLDERS["plan"][name] for name in kept)
        )
    return lines


def summary_notes(given: Mapping[str, Any], plan: Roadmap) -> list[str]:
    """Answers of the initiative that START-HERE.md or README.md does not show: a person's own text stands in their place."""
    lines = []
    for file, document in (("START-HERE.md", "start"), ("README.md", "readme")):
        by_hand = plan.summed_up_by_hand.get(file, ())
        if kept := [name for name in given if name in by_hand and text.items(given[name])]:
            lines.append(
                f"ℹ️ {file} has a text of its own in the place of {text.join(kept)}: it stays. The answer is kept. To have it there, "
                "put the line in italics back in the place of that text: "
                + " ".join(PLACEHOLDERS[document][name] for name in kept)
            )
    return lines


def _by(plan: Roadmap, name: str) -> str:
    made = next(checkpoint for checkpoint in plan.checkpoints if checkpoint.name == name)
    return f" (on {made.date}{f' by {made.by}' if made.by else ''})"


def _waiting(plan: Roadmap) -> list[str]:
    """The checkpoint that waits, and what waits for it; its command comes after those that go before it."""
    first = plan.waiting
    if first is None:
        return []
    lines = [f"🛑 Checkpoint {first.name} is {first.state}."]
    if first.state == "reopened":
        lines.append("Until it is confirmed again no further work package may be started; what is under way may be finished.")
    return lines


#: The most points that a report lists; START-HERE.md has them all.
_MOST_POINTS = 5

_MARKS = {"done": "✅", "open": "⬜", "attention": "⚠️"}

#: Problems that the checklist's reasons say already.
_IN_CHECKLIST = (
    *(
        "too-large",
        "too-small",
        "no-review",
        "same-estimates",
        "no-criteria",
        "vague-criteria",
        "cycle",
        "unknown-dependency",
        "unmet-dependency",
    ),
    *("priority-inversion", "unfilled"),
)


def _checklist_lines(plan: Roadmap, before: Mapping[str, Any]) -> list[str]:
    """The planning session checklist and what else needs attention: all of it while a checkpoint waits, else what is new."""
    lines = checklist(plan)
    done = sum(line.state == "done" for line in lines)
    known = {str(one.get("line")): (one.get("state"), one.get("reason")) for one in before.get("checklist") or ()}
    told = {str(one.get("message")) for one in before.get("problems") or ()}
    shown = [line for line in lines if plan.waiting or known.get(line.words) != (line.state, line.reason)]
    listed = [f"📋 Planning session checklist: {done} of {len(lines)} done"] if shown else []
    if done < len(lines):
        listed += [f"  {_MARKS[line.state]} {_plain(line)}" for line in shown if plan.waiting or line.state != "done"]
    # The checklist names no testing document.
    rest = [
        problem
        for problem in plan.problems
        if (problem["code"] not in _IN_CHECKLIST or (problem["code"] == "unfilled" and "-TESTING.md" in problem["message"]))
        and (plan.waiting or problem["message"] not in told)
    ]
    if rest:
        # A record that cannot be read is never left to another document.
        rest.sort(key=lambda problem: problem["code"] != "unreadable-record")
        most = max(_MOST_POINTS, sum(problem["code"] == "unreadable-record" for problem in rest))
        more = [f"  - and {len(rest) - most} more, in START-HERE.md"] if len(rest) > most else []
        listed += ["", "⚠️ Needs attention:", *(f"  - {problem['message']}" for problem in rest[:most]), *more]
    return ["", *listed] if listed else []


def _plain(line: Line) -> str:
    words = line.words.replace("[Work Package Workflow](_work-package.md)", "_work-package.md").replace("`", "")
    return f"{words} ({line.reason.rstrip('.')})" if line.reason else words


def _likely(own: Mapping[str, Any], plan: Roadmap, source: str) -> list[tuple[str, str]]:
    """What is likely to be done next, each in words and as a command of this plan; values that only a person knows are in capitals."""
    add = f"copier copy --trust --vcs-ref=:current: -d part={{}} {shlex.quote(source)} ."
    found = [
        ("Give one of two documents with one number another, after a commit:", _repair(source, names[-1]))
        for names in plan.sharing_numbers.values()
    ]
    if plan.phase == 3:
        found.append(("Or add an analysis:", add.format("analysis")))
    elif plan.phase == 4:
        settled = imports.settled({"imported": plan.imported})
        unknown = [package for package in plan.open if not package.is_estimated and package.remaining is None]
        if unestimated := [package for package in unknown if package.slug not in settled]:
            found.append(("Estimate a work package, after a commit:", f"{UPDATE} -a {unestimated[0].record} {_ESTIMATE}"))
        found.append(("Or add a work package:" if plan.packages else "Add a work package:", add.format("work-package")))
    elif plan.phase == 5 and len(plan.open) > 1:
        last = plan.open[-1]
        other = next(level for level in records.LEVELS if level != plan.stands(last))
        found.append(("Or change a priority, after a commit:", f"{UPDATE} -a {last.record} -d priority={other}"))
    elif plan.phase == 7 and (command := _progress(own, plan)):
        found.append(("Then, as it goes on:", command))
    return found


_ESTIMATE = "-d effort=HOURS -d review=HOURS"


def _progress(own: Mapping[str, Any], plan: Roadmap) -> str:
    """The command that says how work goes on: of the package that this one was about, else of the next one; empty for none."""
    package = plan.by_slug.get(str(own.get("slug"))) if records.is_package(own) else None
    if package is None or not package.is_open or (not package.under_way and package.slug not in plan.ready):
        package = plan.by_slug[plan.next] if plan.next else None
    if package is None:
        return ""
    if package.is_overrun:
        return f"{UPDATE} -a {package.record} -d remaining=HOURS"
    if package.under_way:
        return f"{UPDATE} -a {package.record} -d status=complete -d pr=PR_NUMBER -d actual=HOURS -d actual_review=HOURS -d done=WHAT"
    return f"{UPDATE} -a {package.record} -d status=in-progress"


def _name(own: Mapping[str, Any]) -> str:
    if records.is_package(own):
        return f"{records.nn(own['number'])} {own['title']}"
    analysis = records.read_analysis(own)
    return f"{records.nn(analysis.number)} {analysis.title}"


def _document(own: Mapping[str, Any], plan: Roadmap) -> str:
    if package := plan.by_slug.get(str(own.get("slug"))):
        return f"{_name(own)} ({status_of(plan, package)[0]}): {package.file}"
    return f"{_name(own)}: {records.read_analysis(own).file}"


def short(path: Path) -> str:
    """The path as a person would type it from here."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return path.as_posix()
    return path.as_posix() if relative.startswith(f"..{os.sep}..") else relative
