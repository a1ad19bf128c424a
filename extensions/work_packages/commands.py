"""What a command does once everything is asked and checked: what a person confirms, what is written, and what is said of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import (
    agents,
    beside,
    branches,
    checks,
    documents,
    earlier,
    git,
    journalled,
    locking,
    making,
    messages,
    observing,
    planning_folder,
    plans,
    refreshing,
    speaking,
    template,
    unfinished,
)
from .clock import today
from .planning import answers as rules
from .planning import checkpoints, continuing, house, imports, records, roadmap, text
from .planning_folder import ANSWERS, PORTFOLIO, ROADMAP
from .refusals import Refusal
from .run import Answers, Run, planning_path, record_of
from .state import stored_form
from .versions import Template

if TYPE_CHECKING:
    from .portfolio import Refreshed


@dataclass(frozen=True)
class Done:
    """What a command has made of a planning folder: the folder, the files that changed, all of them as they are now, what became
    of the portfolio above it, None where there is none, and what is to be said of initiatives that waited.
    """

    folder: Path
    made: making.Made
    now: planning_folder.Folder
    portfolio: Refreshed | None = None
    waiting: tuple[str, ...] = ()

    @cached_property
    def plan(self) -> roadmap.Roadmap | None:
        """The plan as it is stored now; None where there is none."""
        known = self.now.answers
        return roadmap.compute(known, known["documents"]) if known else None


def checkpoint_text(run: Run, answers: Answers, checkpoint: checkpoints.Checkpoint) -> tuple[str, str]:
    """The checkpoint's text as the workflow shows it, filled in as things stand before the command, and its question."""
    if run.stored is None:
        said = {name: answers[name] for name in rules.STORED if name in answers}
        continued = checks.continued(run, answers.get("previous"), answers)
        said |= {"continued": continued, "checkpoints": {}, "updated": answers["date"]}
        return documents.checkpoint_texts(roadmap.compute(said, ()), [checkpoint.name], {})[0]
    plan = plans.plan_of(run.folder, ANSWERS)
    return documents.checkpoint_texts(plan, [checkpoint.name], observing.analysis_texts(run.folder.texts, plan))[0]


def confirmed_now(run: Run, answers: Answers, given: Any, changed: Sequence[str], shown: bool) -> list[str]:
    """The checkpoints that a person confirms in this command.

    Args:
        run: the command.
        answers: all answers as they count for it.
        given: the answer `confirm`: true at a prompt for the open checkpoint, or names.
        changed: the answers of the initiative that were given at a prompt.
        shown: whether the text of the open checkpoint was shown at a prompt.

    Raises:
        Refusal: where a new initiative's scope is not confirmed, with its text and the command; and where packages are under
            way in a plan that is not.
    """
    first = checkpoints.waiting(run.standing)
    names = [first.name] if given is True and first else [] if given is True else checkpoints.given_names(given)
    if run.stored is None and "scope" not in names:
        typed = _typed(run, answers) if given is False and run.at_terminal else {}
        above = "" if shown else with_question(*checkpoint_text(run, answers, run.standing[0]))
        if run.imported is not None:
            above = "\n".join([*filter(None, [above]), "", *messages.imported(run.imported)])
        raise Refusal(messages.scope_not_confirmed(above, planning_folder.dump(typed) if typed else ""))
    if "roadmap" not in names and (run.stored is None or "identified" in (*run.given, *changed)):
        there = {str(one[name]) for one in run.packages for name in ("slug", "title")}
        continued = checks.continued(run, answers.get("previous"), answers)
        entries = continuing.identified_with_answers(answers["identified"], continued)
        new = [one for one in entries if not {records.slug_for(one, 0), text.one_line(one.get("title"))} & there]
        if started := [one for one in new if house.base_status(str(one.get("status") or "ready")) not in records.UNSTARTED]:
            raise Refusal(rules.refusal(messages.started_too_early(started, again=run.stored is not None)))
    return names


def _typed(run: Run, answers: Answers) -> dict[str, Any]:
    """The answers of a new initiative that differ from nothing, as a data file takes them; of an import what it goes by."""
    names = [name for name in rules.NAMES["initiative"] if name not in (*rules.TRANSIENT, "updated", "planning_root")]
    if run.imported is not None:
        names = [name for name in names if name not in run.imported_answers or name in run.typed]
    said = {name: stored_form(name, answers[name]) for name in names if name in answers}
    if run.imported is not None:
        said |= {name: value for name, value in {**run.prompted, **run.given}.items() if name in imports.NAMES}
    return {name: value for name, value in said.items() if value not in ("", [], None)}


def begin_writing(run: Run, answers: Answers, *, updating: bool) -> None:
    """Keep others out of the folder, and refuse what cannot be written by now.

    Raises:
        Refusal: when the answers file to be written exists, and this is no update; or when somebody else took the number.
    """
    if run.part == "agents":
        agents.begin_writing(run, updating=updating)
        return
    if run.part == "portfolio":
        from . import portfolio

        portfolio.begin_writing(run, updating=updating)
        return
    if run.stored is not None or run.part == "adopt":
        locking.hold(run.root, run.command())
    if updating or run.part == "adopt":
        return
    if wrong := checks.misplaced(run):
        raise Refusal(wrong)
    part = answers.get("part", run.part)
    folder = run.destination / planning_path(run, answers)
    if part == "initiative" or run.record is not None:
        target = folder / ANSWERS if part == "initiative" else run.destination / run.answers_file
    else:
        # Another command may have written here while a person typed.
        run.forget()
        if part not in ("analysis", "work-package"):
            return
        number = answers.get("number" if part == "work-package" else "analysis_number")
        if number in run.numbers:
            raise Refusal(messages.taken_meanwhile(records.nn(int(str(number))), run.numbers[number]))
        target = folder / planning_folder.RECORDS / records.record_file(record_of(run, answers))
    if target.exists():
        raise Refusal(messages.use_update(target))


def made(run: Run, answers: Answers, changed: Sequence[str], confirmed: Sequence[str]) -> making.Made:
    """What the command makes of the planning folder; nothing is written.

    Args:
        run: the command.
        answers: all answers as they count for it.
        changed: the answers of the initiative that were given at a prompt.
        confirmed: the checkpoints that a person confirms.

    Raises:
        Refusal: where that is not possible, with the reason and the remedy.
    """
    folder = (run.destination / planning_path(run, answers)).resolve()
    try:
        return making.make(run, answers, changed, confirmed, folder)
    except making.InTheWay as error:
        raise Refusal(messages.in_the_way(folder, error.names)) from error
    except (refreshing.RefreshFailed, earlier.NotRendered) as error:
        raise Refusal(messages.not_refreshed(str(error))) from error
    except unfinished.UnreadableJournal as error:
        raise Refusal(messages.unreadable_journal(unfinished.JOURNAL, str(error))) from error
    except OSError as error:
        raise Refusal(messages.not_written(error, begun=unfinished.is_there(folder))) from error


def carry_out(run: Run, answers: Answers, changed: Sequence[str], confirmed: Sequence[str]) -> Done:
    """Write what the command makes: its record, and every document, up to date; and say what is worth a look.

    Raises:
        Refusal: where that is not possible, or leaves something to a person to decide, with the reason and the remedy.
    """
    folder = (run.destination / planning_path(run, answers)).resolve()
    part = answers.get("part", run.part)
    before, own = dict(run.record or {}), record_of(run, answers) if part == "work-package" else {}
    found = made(run, answers, changed, confirmed)
    journalled.write(folder, found.changes)
    done = written(run.template, folder, found, run.command())
    if not run.quiet:
        print(speaking.said("\n".join(_notes(run, answers, changed, done, before, own))), file=sys.stderr)
        _print_portfolio(done.portfolio)
        for line in done.waiting:
            print(f"ℹ️ {line}", file=sys.stderr)
    files = planning_folder.conflicted(folder, done.now.files)
    if found.clashes or (files and part == "repair"):
        merging = branches.stopped(folder) if part == "repair" else None
        clear = messages.clearing(_left(folder, merging), folder) if merging else ()
        raise Refusal(messages.repaired_with_clashes(found.clashes, files, clear))
    if files:
        raise Refusal(messages.conflicts(files, before=False))
    return done


def written(running: Template, folder: Path, found: making.Made, command: object) -> Done:
    """What a command has done that wrote these files; the portfolio above the planning folder is brought up to date."""
    above = None
    if found.changes and (folder.resolve().parent / PORTFOLIO).is_file():
        # Where there is none, nothing of it is loaded.
        from . import portfolio

        above = portfolio.refresh_above(folder, running, command)
    change = found.changes.get(ROADMAP)
    waiting = beside.waiting(folder, change.before, change.after) if change else []
    return Done(folder, found, planning_folder.read(folder), above, tuple(waiting))


def _print_portfolio(refreshed: Refreshed | None) -> None:
    if refreshed is None:
        return
    changes = {name: change for name, change in refreshed.changes.items() if name == "README.md"}
    for line in messages.changed(refreshed.root, changes):
        print(line, file=sys.stderr)


def check(run: Run) -> None:
    """Look whether every document says what the records say; nothing is written.

    Raises:
        Refusal: where one does not, with each place; and where that cannot be found out.
    """
    # No other command needs it.
    from . import verifying

    folder = run.root.resolve()
    try:
        found = verifying.verdict(planning_folder.read(folder), run.template, today())
    except (earlier.NotRendered, OSError) as error:
        raise Refusal(messages.not_checked(str(error))) from error
    if found.faults or found.unreadable:
        raise Refusal(messages.wrong_documents(folder, found.faults, found.unreadable))


def _notes(
    run: Run, answers: Answers, changed: Sequence[str], done: Done, before: Mapping[str, Any], own: Mapping[str, Any]
) -> list[str]:
    """What is worth a look in what the command has changed, and the files that it has."""
    said = {**{name: answers[name] for name in changed if name in answers}, **run.given}
    of_interest = own or (answers.get("part", run.part) == "initiative" and run.changing)
    plan = done.plan if of_interest else None
    notes = messages.change_notes(own, before, said, plan) if plan and own else []
    notes += messages.summary_notes(said, plan) if plan and not own else []
    notes += [*messages.found(done.made.found, done.made.known), *done.made.notes]
    return [*notes, *messages.changed(done.folder, done.made.changes)]


def report(run: Run, answers: Answers, confirmed: Sequence[str], done: Done, operation: str) -> str:
    """What the command did, the open checkpoint, the checklist, and the next commands, ready to paste."""
    root = run.destination / planning_path(run, answers)
    part = answers.get("part", run.part)
    plan = done.plan
    if plan is None:
        return ""
    first = plan.waiting
    merging = run.merging if part == "repair" else None
    own = record_of(run, answers) if part in ("analysis", "work-package") else {}
    if part == "repair" and merging is None:
        named = text.one_line(run.given.get("renumber"))
        own = next((one for one in done.now.records if named and records.record_id(one) == named), {})
    again = [one.name for one in plan.checkpoints if one.name in confirmed] if "confirm" in run.given else []
    names = [*again, *([first.name] if first else [])]
    texts = documents.checkpoint_texts(plan, names, observing.analysis_texts(done.now.texts, plan))
    outcome = messages.Outcome(
        operation=operation,
        part=part,
        root=root,
        source=run.template.source,
        own=own,
        plan=plan,
        confirmed=list(done.now.answers["checkpoints"]) if part == "adopt" and done.now.answers else confirmed,
        approved=[shown for shown, _ in texts[: len(again)]],
        before=_roadmap_before(done.made.changes, root),
        checkpoint=with_question(*texts[-1]) if first else "",
        in_repository=template.in_repository(root),
        changed=template.has_changes(root),
        day=today(),
        go_on=merging.go_on if merging else "",
        clear=messages.clearing(_left(root, merging), root) if merging else (),
        imported=run.imported,
        # It goes on itself with the open checkpoint and what is next.
        brief=speaking.is_roadmap() and part == "initiative" and operation == "copy",
    )
    return messages.report(outcome)


def with_question(shown: str, question: str) -> str:
    """A checkpoint's text, and its question below a rule, as the workflow shows them."""
    return f"{shown}\n\n---\n\n**{question}**"


def _roadmap_before(changes: Mapping[str, unfinished.Change], root: Path) -> Mapping[str, Any]:
    """`roadmap.json` as it was before a command that made these changes; empty where there was none."""
    change = changes.get(ROADMAP)
    content = change.before if change else (root / ROADMAP).read_bytes() if (root / ROADMAP).is_file() else None
    try:
        found = json.loads(content) if content else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _left(root: Path, merging: branches.Stopped) -> dict[Path, Sequence[str]]:
    """The folders with files that are left under a name that the planning folder had, with those that are no part of it."""
    top = template.top(root) or root
    return {top / git.as_path(place): [git.as_path(name) for name in others] for place, others in merging.left.items()}
