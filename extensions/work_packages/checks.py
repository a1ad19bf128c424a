"""Checks of the given answers, before anything is asked or written: the rules, applied to what this run finds."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from . import agents, branches, git, journalled, locking, messages, observing, planning_folder, template, unfinished
from .clock import today
from .planning import analyses, checkpoints, continuing, house, imports, migrating, records, text
from .planning import answers as rules
from .planning_folder import ANSWERS, RECORDS
from .refusals import Refusal
from .run import Answers, Run, beside_of, planning_folders, planning_path, planning_root
from .state import stored_form


def check_given(run: Run) -> None:
    """Check every given answer, and that the part fits the place and the phase.

    Raises:
        Refusal: with every problem, its value and its remedy.
    """
    run.once("git", branches.forget)
    if not run.replay and not run.at_terminal and (run.root / ANSWERS).is_file():
        # At a terminal a person may take their time: there it is locked when everything is answered.
        locking.hold(run.root, run.command())
    if names := [name for name in rules.OWN if name in run.defaults]:
        raise Refusal(messages.own_defaults(names))
    if run.part == "agents":
        agents.check(run)
        return
    if run.part == "portfolio":
        from . import portfolio

        portfolio.check(run)
        return
    if run.rules.problems:
        raise Refusal(messages.wrong_house(run.rules.problems))
    _check_stored(run)
    if run.kept is not None and (problems := rules.stored_problems(run.kept)):
        raise Refusal(messages.damaged_answers(problems))
    if run.stored is not None and (problems := rules.transient_problems(run.stored)):
        raise Refusal(messages.damaged_answers(problems))
    if run.replay:
        if "record_schema" in run.given and (
            wrong := text.unfit(run.given) or records.fault_in(run.answers_file.name, run.given)
        ):
            raise Refusal(messages.damaged_record(run.answers_file.name, wrong))
        return
    if _asks_confirmation(run) and run.defaults.get("confirm"):
        raise Refusal(messages.confirming_default(run.defaults["confirm"]))
    if problems := rules.unfit_problems(run.given):
        raise Refusal(rules.refusal(problems))
    if ".." in run.answers_file.parts:
        raise Refusal(messages.answers_outside(run.answers_file.as_posix()))
    if run.stored is not None and run.answers_file.parent.name == RECORDS and not _is_there(run):
        raise Refusal(messages.other_record_file(run.answers_file.as_posix()))
    if not run.under_git:
        raise Refusal(messages.not_under_git(run.checkout))
    if wrong := rules.part_problem(run.part):
        raise Refusal(rules.refusal([f"part: {wrong}"]))
    if run.part == "adopt":
        # Few commands adopt, and what they need takes a while to load.
        from . import adoption

        adoption.check(run)
        return
    if wrong := misplaced(run):
        raise Refusal(wrong)
    if run.part == "check":
        # What is wrong with the folder it says itself, and finishes nothing.
        problems = answer_problems(run)
        if run.record is not None:
            problems.append("part: a check looks at the whole folder. Leave out -a.")
        if problems:
            raise Refusal(rules.refusal(list(dict.fromkeys(problems)), "a check"))
        return
    if run.stored is not None and (files := planning_folder.links(run.root)):
        raise Refusal(messages.links(files))
    if run.stored is not None and (faults := planning_folder.not_utf8(run.folder.files)):
        raise Refusal(messages.not_utf8(faults))
    if run.stored is not None and not run.pretend:
        if not run.at_terminal:
            unfinished.tidy(run.root)
        if unfinished.is_there(run.root):
            _finish(run)
    merging = run.merging if run.part == "repair" and run.stored is not None else None
    if run.stored is not None and run.part != "repair":
        source = str(run.stored.get("_src_path"))
        if what := branches.merging(run.root.resolve()):
            raise Refusal(messages.repair_before(what, source))
        if run.once("half merged", lambda: branches.half_merged(run.root.resolve())):
            run.warn(messages.half_merged(source))
    if run.stored is not None and merging is None and (files := planning_folder.conflicted(run.root, run.folder.files)):
        raise Refusal(messages.conflicts(files, before=True))
    if wrong := _other_version(run, merging):
        raise Refusal(wrong)
    recorded = str((run.stored or {}).get("_src_path"))
    if run.part in ("work-package", "analysis") and run.moved_to and template.is_gone(recorded):
        run.warn(messages.moved(recorded, run.moved_to))
    if wrong := _too_early(run):
        raise Refusal(wrong)
    if run.record is not None and (wrong := rules.fixed_problem("part", run.part, run.record.get("part"), "record")):
        raise Refusal(rules.refusal([wrong], run.answers_file.name))
    problems = answer_problems(run)
    if run.part == "repair" and not problems:
        problems += _repair_problems(run, merging)
    if problems:
        what = (
            run.answers_file.name
            if run.record is not None
            else "the initiative"
            if run.changing
            else "a repair"
            if run.part == "repair"
            else f"a new {run.part.replace('-', ' ')}"
        )
        raise Refusal(rules.refusal(list(dict.fromkeys(problems)), what))


def answer_problems(run: Run) -> list[str]:
    """Every problem of the given answers, each by itself and beside what the planning folder holds."""
    problems = [*rules.given_problems(run.given, run.part, run.changing), *_unknown_there(run)]
    if run.part == "work-package":
        own = str(run.record.get("slug", "")) if run.record else ""
        problems += _unless_asked(run, rules.package_problems(run.given, run.packages, own, lambda: beside_of(run)))
        problems += _other_initiatives(run)
        before = run.record or {}
        status = str(house.base_status(run.given.get("status", "ready")))
        if not problems and (
            wrong := checkpoints.start_problem(
                status, str(house.base_status(before.get("status")) or ""), run.following(run.given), run.standing
            )
        ):
            problems.append(f"status: {wrong}")
        if not problems:
            progress = rules.progress_problems(run.given, before, today())
            problems += progress if run.changing else _unless_asked(run, progress)
        if "testing" in run.given and (wrong := rules.testing_problem(run.given["testing"], before.get("testing"))):
            problems.append(f"testing: {wrong}")
    if run.part not in ("repair", "check"):
        problems += _change_problems(run) if run.changing else _new_document_problems(run)
    return problems


def _other_initiatives(run: Run) -> list[str]:
    """A problem where a dependency on another initiative is given to a plan of a version that does not know any."""
    if not run.older_names or not any("/" in one for one in records.references(run.given.get("depends_on"))):
        return []
    version = str((run.stored or {}).get("_commit"))
    if template.has(run.checkout, version, "extensions/work_packages/beside.py"):
        return []
    return [
        f"depends_on: the initiative is of version {version} of the template, which knows no dependencies on other initiatives. Bring it "
        "to this version first: copier update --trust."
    ]


def _check_stored(run: Run) -> None:
    """Check that the files that the command names can be read as what they are, before anything else is made of them.

    Raises:
        Refusal: with what is wrong with the initiative's answers file, or with the record.
    """
    name = run.answers_file.name
    if run.replay:
        if "documents" in run.given and run.given.get("part") in ("repair", "check"):
            raise Refusal(messages.not_by_update(str(run.given["part"]), str(run.given.get("_src_path") or "TEMPLATE")))
        if "documents" in run.given and not planning_folder.is_initiative(run.given):
            raise Refusal(messages.damaged_answers([rules.NOT_AN_INITIATIVE]))
        return
    if run.stored is None and (run.root / planning_folder.ROADMAP).is_file():
        try:
            planning_folder.load(run.root / ANSWERS)
        except FileNotFoundError:
            pass
        except (OSError, planning_folder.UnreadableFile) as error:
            raise Refusal(messages.damaged_answers([f"the file {_reason(error)}."])) from error
        else:
            raise Refusal(messages.damaged_answers([rules.NOT_AN_INITIATIVE]))
    if run.answers_file.parent.name != RECORDS:
        return
    if _is_there(run):
        try:
            record = _record_of(run)
        except (OSError, planning_folder.UnreadableFile) as error:
            raise Refusal(messages.damaged_record(name, _reason(error))) from error
        wrong = text.unfit(record) or records.fault_in(name, record)
    elif run.overwrite and run.quiet and run.stored is None:
        # Copier replays a record that lacks what every record holds: by that a replay is known.
        wrong = text.unfit(run.given) or records.fault_in(name, run.given) or "does not hold its record_schema, a number"
    else:
        return
    if wrong:
        raise Refusal(messages.damaged_record(name, wrong))


def _is_there(run: Run) -> bool:
    """Whether the record that the command names is there; of a command that writes nothing, in the folder as it is taken to be."""
    name = f"{RECORDS}/{run.answers_file.name}"
    return name in run.folder.files if run.pretend else (run.destination / run.answers_file).exists()


def _record_of(run: Run) -> dict[str, Any]:
    if run.pretend:
        return run.folder.record(f"{RECORDS}/{run.answers_file.name}")
    return planning_folder.load(run.destination / run.answers_file)


def _reason(error: OSError | planning_folder.UnreadableFile) -> str:
    return (error.strerror or "cannot be read") if isinstance(error, OSError) else str(error)


def _asks_confirmation(run: Run) -> bool:
    """Whether this run may ask a person to confirm a checkpoint, at a prompt."""
    new = run.stored is None or (run.changing and not run.given)
    return run.at_terminal and run.part == "initiative" and "confirm" not in run.given and new


def _other_version(run: Run, merging: branches.Stopped | None) -> str:
    """Why this version of the template cannot write in the folder of another one; empty where it can.

    A later version writes records as the initiative's reads them. An earlier one would lose what it does not know.
    """
    if run.stored is None or (run.part == "initiative" and run.changing):
        return ""
    mine = run.template.commit
    if merging is not None:
        for side in (merging.ours, merging.theirs):
            version = _version_in(side.get(ANSWERS, b""))
            if version and version != mine and not template.follows(run.checkout, version):
                return messages.older_than_a_side(mine, version, str(run.stored.get("_src_path")))
        return ""
    version = str(run.stored.get("_commit"))
    if version == mine or template.follows(run.checkout, version):
        return ""
    if run.part == "repair" and not template.holds(run.checkout, version):
        return messages.version_not_there(version, run.template.source)
    return messages.older_than_initiative(mine, version, run.answers_file.as_posix() if run.record is not None else "")


def _version_in(answers: bytes) -> str:
    try:
        stored = text.from_yaml(answers)
    except ValueError:
        return ""
    return text.one_line(stored.get("_commit")) if isinstance(stored, dict) else ""


def _unknown_there(run: Run) -> list[str]:
    """A problem for each given answer that the initiative's version of the template does not know: it would lose it."""
    names = run.older_names
    if not names or run.part not in ("work-package", "analysis"):
        return []
    known = migrating.known_to(names, run.given)
    kind = analyses.kind_of(run.given.get("analysis_type")) if run.part == "analysis" else ""
    if kind and kind not in analyses.known() and "analyses_named" not in names and run.record is None and run.stored:
        return [
            f"analysis_type: the initiative is of version {run.stored['_commit']} of the template, which has no types of your own. Give "
            f"{text.join(analyses.KINDS, 'or')}, or bring the initiative to this version first: copier update --trust."
        ]
    return [
        f"{name}: the initiative is of version {run.stored['_commit']} of the template, which has no such answer. Leave it out, or "
        "bring the initiative to this version first: copier update --trust."
        for name in known
        if run.stored and name in rules.NAMES[run.part] and name not in names
    ]


def _repair_problems(run: Run, merging: branches.Stopped | None) -> list[str]:
    """What is wrong with renumbering a package; with moving to another address of the template nothing is by here.

    Raises:
        Refusal: where there is nothing to repair, or a person has begun to.
    """
    named = text.one_line(run.given.get("renumber"))
    if merging is None and not named and run.moved_to:
        return []
    if merging is None and not named:
        raise Refusal(messages.nothing_to_repair(str((run.stored or {}).get("_src_path"))))
    if merging is not None and named:
        raise Refusal(messages.repair_first(merging.what))
    if merging is not None and merging.moved_to:
        there = Path(git.path(run.root, "rev-parse", "--show-toplevel")) / git.as_path(merging.moved_to)
        raise Refusal(messages.repair_there(there, str((run.stored or {}).get("_src_path"))))
    if merging is not None:
        for whose, side in (("our", merging.ours), ("their", merging.theirs)):
            faults = {name: wrong for name, content in side.items() if (wrong := planning_folder.encoding_fault(content))}
            if faults:
                raise Refusal(messages.not_utf8_on(whose, faults, merging.what, merging.give_up))
    if merging is not None and merging.changed:
        raise Refusal(messages.resolved_by_hand(merging.changed, merging.what, merging.give_up))
    wrong = rules.renumber_problem(named, run.records) if named else ""
    return [f"renumber: {wrong}"] if wrong else []


def _finish(run: Run) -> None:
    """Finish what an interrupted command has left. One that is still running is waited for."""
    locking.hold(run.root, run.command())
    journalled.finish(run.root)
    run.forget()


def _change_problems(run: Run) -> list[str]:
    if run.part == "analysis" and run.record is not None:
        given = {name: run.given[name] for name in ("analysis_type", "analysis_number") if name in run.given}
        if analyses.kind_of(given.get("analysis_type")) == run.record["analysis_type"]:
            del given["analysis_type"]
        found = (rules.fixed_problem(name, value, run.record.get(name), "document") for name, value in given.items())
        return [wrong for wrong in found if wrong]
    if run.part != "initiative" or run.stored is None:
        return []
    wrong = previous_problem(run, run.given.get("previous"))
    problems = [f"previous: {wrong}"] if wrong else []
    problems += _import_of_what_exists(run)
    if "identified" in run.given:
        problems += rules.identified_problems(
            run.given["identified"],
            (),
            run.records,
            continued(run, run.given.get("previous", run.stored.get("previous")), run.given),
            lambda: beside_of(run),
        )
    if "updated" in run.given and not rules.problem("updated", run.given["updated"]):
        problems += rules.day_problems(run.given["updated"], run.packages)
    if "external_unblocked" in run.given:
        waited = run.given.get("external_dependencies", run.stored.get("external_dependencies"))
        if wrong := rules.unblocked_problem(run.given["external_unblocked"], waited):
            problems.append(f"external_unblocked: {wrong}")
    names = checkpoints.given_names(run.given.get("confirm"))
    if names and not rules.given_problems(run.given, "initiative", changing=True):
        answers = {**run.stored, **{name: stored_form(name, value) for name, value in run.given.items()}}
        standing = checkpoints.states(run.confirmed, answers, run.records)
        if wrong := checkpoints.order_problem(names, standing):
            problems.append(f"confirm: {wrong}")
    return problems + [
        f"{name}: this counts only when an initiative starts. Leave it out; {remedy}."
        for name, remedy in rules.AT_START.items()
        if name in run.given
        and not rules.problem(name, run.given[name])
        and stored_form(name, run.given[name]) != stored_form(name, run.stored.get(name))
    ]


def _import_of_what_exists(run: Run) -> list[str]:
    """The problems of answers by which something would be imported into an initiative that is there."""
    named = [name for name in imports.HOW.values() if name in run.given]
    if imports.is_import(run.given) and not imports.is_import(run.stored or {}):
        return ["kind: an import starts an initiative, and this one is there. Leave it out, and import into a new one."]
    return [_not_an_import(name) for name in named]


def _not_an_import(name: str) -> str:
    return f"{name}: says how another planner's folder is read. Give it with kind=imported, when an initiative starts, or leave it out."


def _unless_asked(run: Run, problems: list[str]) -> list[str]:
    # At a terminal a missing answer is asked for.
    return (
        [entry for entry in problems if not entry.partition(": ")[2].startswith("is missing.")] if run.at_terminal else problems
    )


def _new_document_problems(run: Run) -> list[str]:
    if run.part == "initiative":
        wrong = previous_problem(run, run.given.get("previous"))
        left = None if wrong else continued(run, run.given.get("previous"), run.given)
        problems = [f"{run.import_fault[0] or 'previous'}: {wrong}"] if wrong else []
        if run.is_import:
            problems = _unless_asked(run, problems)
        if not run.is_import:
            problems += _unless_asked(run, [_not_an_import(name) for name in imports.HOW.values() if name in run.given])
        if "restore" in run.given:
            problems.append("restore: there is nothing to restore in a new initiative. Leave it out.")
        problems += rules.identified_problems(
            run.given.get("identified"),
            stored_form("analyses", run.given.get("analyses")),
            continued=left,
            beside=lambda: beside_of(run),
        )
        names = [] if rules.problem("confirm", run.given.get("confirm")) else checkpoints.given_names(run.given.get("confirm"))
        if wrong := checkpoints.order_problem(names, run.standing):
            problems.append(f"confirm: {wrong}")
        if "initiative" not in run.given and not run.is_import:
            problems += _unless_asked(
                run,
                ["initiative: is missing. Give its title with -d initiative=TITLE, or answer the prompt at a terminal."],
            )
        return problems
    name = "number" if run.part == "work-package" else "analysis_number"
    problems = []
    if run.part == "analysis" and "analysis_type" not in run.given:
        missing = f"analysis_type: is missing. Give it with -d analysis_type=TYPE; types are {text.join(analyses.known())}, or give a name of your own."
        problems += _unless_asked(run, [missing])
    if run.part == "analysis" and (wrong := second_analysis(run, run.given.get("analysis_type"))):
        problems.append(f"analysis_type: {wrong}")
    if name in run.given and (wrong := rules.number_problem(name, run.given[name], run.numbers)):
        problems.append(f"{name}: {wrong}")
    return problems


def second_analysis(run: Run, value: Any) -> str:
    """What is wrong with a new analysis of this type, where another document has its type or name; empty when nothing is."""
    kind = "" if rules.problem("analysis_type", value) else analyses.kind_of(value)
    same = [record for record in run.records if records.is_analysis(record) and record["analysis_type"] == kind]
    if same and not text.one_line(run.given.get("analysis_title")):
        there = records.document_file(same[0])
        return f"there is {there} already. Give this one an analysis_title of its own, or write in that document."
    named = [record for record in run.packages if kind not in analyses.known() and record["slug"] == f"{kind}-analysis"]
    if named:
        return f"{records.document_file(named[0])} has the name {kind}-analysis already. Give another name."
    return ""


def previous_problem(run: Run, value: Any) -> str:
    """What is wrong with the folder that is continued, by what lies beside this one; empty when nothing is."""
    if run.is_import:
        return _import_problem(run, value)
    previous = text.one_line(value)
    if not previous or rules.problem("previous", previous):
        return ""
    folder = previous_folder(run, previous)
    if folder is None:
        found = planning_folders(run)
        there = f"Found there: {', '.join(found)}." if found else "There is no planning folder there yet; leave the answer out."
        return (
            f"there is no folder {text.quoted(previous)} in {planning_root(run)}, nor in the repository. {there} Any folder of the "
            "repository can be named by its path from the root."
        )
    if run.stored is not None and folder.resolve() == run.root.resolve():
        return f"{text.quoted(previous)} is this planning folder itself. Leave the answer out."
    if (folder / ANSWERS).is_file():
        for name, wrong in planning_folder.not_utf8(planning_folder.read(folder).files).items():
            return f"{previous}/{name} {wrong}. Save it as UTF-8, and run the command again."
    try:
        planning_folder.load(folder / ANSWERS)
    except FileNotFoundError:
        return ""
    except (OSError, planning_folder.UnreadableFile) as error:
        return f"{previous}/{ANSWERS} {_reason(error)}. Put it right, or take it back from git."
    return ""


def _import_problem(run: Run, value: Any) -> str:
    """What is wrong with what is to be imported; empty when nothing is."""
    if isinstance(value, (list, dict)) or (value is not None and not text.one_line(value)):
        return "is no path. Give the folder or file of another planner, such as backlog."
    if value is None:
        return "is missing. Give the folder or file that is imported with -d previous=PATH."
    return run.import_fault[1]


def previous_folder(run: Run, previous: str) -> Path | None:
    """The folder that is continued: beside this planning folder, or by its path from the repository's root; None where it is nowhere."""
    root = planning_root(run)
    top = template.top(root)
    for base in (root, top or run.destination):
        folder = base / git.as_path(previous)
        if folder.is_dir() and folder.resolve().is_relative_to(base.resolve()):
            return folder
    return None


def continued(run: Run, value: Any, answers: Answers) -> dict[str, Any]:
    """What the named planning folder left: the answer `continued`.

    Args:
        run: this run.
        value: the answer `previous`.
        answers: the answers so far, by which the new planning folder is named.
    """
    if run.imported is not None:
        return {"imported": run.imported.kept}
    previous = text.one_line(value)
    kept: dict[str, Any] = {}
    for known in (run.given.get("continued"), (run.stored or {}).get("continued")):
        if isinstance(known, dict) and known.get("folder", "") == previous:
            return known
        if imported := imports.kept(known):
            kept = {"imported": dict(imported)}
    folder = None if not previous or rules.problem("previous", previous) else previous_folder(run, previous)
    if folder is None:
        return kept
    own = run.destination / planning_path(run, answers)
    first = next((folder / name for name in ("START-HERE.md", "README.md") if (folder / name).is_file()), None)
    link = quote(git.as_text(Path(os.path.relpath(first.resolve(), own.resolve())).as_posix())) if first else ""
    there = planning_folder.read(folder)
    if there.answers is None:
        return {"folder": previous, "link": link, **kept}
    said = observing.observed(there.texts, there.answers, there.records)
    return {**continuing.snapshot_previous(previous, there.answers, there.records, said), "link": link, **kept}


def _too_early(run: Run) -> str:
    """Why a new document must wait for a confirmation; empty where it need not (docs/architecture.md, "Checkpoints")."""
    needed = {"analysis": "folder", "work-package": "analysis"}.get(run.part)
    if run.record is not None or run.stored is None or needed is None or needed in run.confirmed:
        return ""
    first = checkpoints.waiting(run.standing)
    return messages.too_early(run.part, needed, first.name if first else needed, _open_folder(run), "part" in run.given)


def misplaced(run: Run) -> str:
    """Why the part cannot be made in this place; empty where it can."""
    if run.part == "initiative":
        if run.stored is not None and not run.overwrite:
            return messages.inside_planning_folder(run.root)
        if any(rules.problem(name, run.given[name]) for name in ("planning_root", "date") if name in run.given):
            # That problem is told with all others.
            return ""
        target = run.destination / planning_path(run, run.given)
        if run.stored is None and (target / ANSWERS).exists():
            return messages.already_there(target)
        above = [path for path in (target, *target.parents) if path != run.destination and path.is_relative_to(run.destination)]
        if files := [path for path in above if path.exists() and not path.is_dir()]:
            return messages.no_folder(files[0])
        if run.stored is None and (links := planning_folder.links(target)):
            return messages.links(links)
        if not target.resolve().is_relative_to(run.destination.resolve()):
            return messages.leads_outside(target)
        folder = run.answers_file.parent.name
        named = run.answers_file.name == ANSWERS and rules.FOLDER_NAME.fullmatch(folder)
        if run.stored is None and run.answers_file != PurePath(ANSWERS) and not named:
            return messages.other_answers_file(run.answers_file.as_posix())
    elif run.stored is not None and "initiative" in run.given and "part" not in run.given and run.record is None:
        return messages.inside_planning_folder(run.root)
    elif run.stored is None:
        return messages.outside_planning_folder(run.part, run.root)
    return ""


def _open_folder(run: Run) -> str:
    folder = run.root.resolve()
    return "" if folder == Path.cwd().resolve() else messages.short(folder)
