"""The Jinja face: what the questions and templates call. It reads the destination, asks the domain, and computes nothing.

Copier runs each render several times: for the user, and during an update again in temporary folders ("replays"), where it
hands over the stored answers. A replay reads nothing from the disk (design, trap 1).
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sys
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

from copier.errors import UserMessageError
from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

from . import folder as planning_folder
from . import messages, refreshing, template
from .folder import ANSWERS, RECORDS
from .planning import answers as rules
from .planning import checkpoints, continuing, export, findings, placeholders, records, roadmap, text, views
from .planning.checklist import PLANNING_ROOT
from .planning.records import Record

#: Where answers are looked up: a template's context, or a mapping of given ones.
Answers = Mapping[str, Any] | Context

#: Answers that are stored and no person gives, with their type: by them a replay is known. What is typed is text.
_STORED_MARKS = {"documents": list, "record_schema": int}


class Run:
    """One run of the template: where it writes, what it was given, and what it finds there."""

    def __init__(self, context: Answers) -> None:
        conf = context["_copier_conf"]
        self.context = context
        self.given: dict[str, Any] = {name: value for name, value in conf["data"].items() if name != "refreshing"}
        self.destination = Path(str(conf["dst_path"]))
        self.answers_file = PurePath(str(conf["answers_file"]))
        self.overwrite = bool(conf["overwrite"])
        self.checkout = Path(str(conf["src_path"]))
        self.under_git = conf["vcs_ref_hash"] is not None
        self.replay = any(isinstance(self.given.get(name), kind) for name, kind in _STORED_MARKS.items())

    @cached_property
    def root(self) -> Path:
        """The destination, where it is a planning folder; else the planning folder that the given answers file is in."""
        if self.answers_file.parent.name == RECORDS:
            return self.destination / self.answers_file.parent.parent
        return self.destination / self.answers_file.parent

    @cached_property
    def stored(self) -> dict[str, Any] | None:
        """The answers of the initiative that is in the destination; None in a replay and where there is none."""
        return None if self.replay else planning_folder.initiative_answers(self.root / ANSWERS)

    @cached_property
    def record(self) -> dict[str, Any] | None:
        """The stored record that the command names with `-a`; None where it names none."""
        if self.replay or self.answers_file.parent.name != RECORDS:
            return None
        try:
            return planning_folder.load(self.destination / self.answers_file)
        except (OSError, planning_folder.UnreadableFile):
            return None

    @cached_property
    def foreign(self) -> dict[str, Any]:
        """The answers of another template that lie where Copier looks for ours; Copier offers them as if they were ours."""
        if self.replay or self.stored is not None or self.record is not None:
            return {}
        try:
            return planning_folder.load(self.destination / ANSWERS)
        except (OSError, planning_folder.UnreadableFile):
            return {}

    @property
    def changing(self) -> bool:
        """Whether this run changes what exists: an update of the initiative or of a record."""
        return self.record is not None or (self.stored is not None and self.overwrite and self.part == "initiative")

    @cached_property
    def part(self) -> str:
        """The part that this run makes or changes."""
        if "part" in self.given:
            return str(self.given["part"])
        if self.record is not None:
            return str(self.record.get("part"))
        if self.stored is not None:
            return "initiative" if self.overwrite else "work-package"
        return "initiative"

    @cached_property
    def records(self) -> list[Record]:
        """The snapshot of the records in the planning folder; empty in a replay."""
        if self.stored is None:
            return []
        return planning_folder.read_records(self.root, self.stored.get("documents") or ())

    @cached_property
    def confirmed(self) -> dict[str, Any]:
        """The confirmations that are stored; of an initiative from before there were any, those of what it holds."""
        if self.stored is None:
            return {}
        kept = self.stored.get("checkpoints")
        return dict(kept) if isinstance(kept, dict) else checkpoints.inherited(self.stored, self.records)

    @cached_property
    def standing(self) -> tuple[checkpoints.Checkpoint, ...]:
        """Every checkpoint as it stands before this run, by the stored answers and the records on the disk."""
        return checkpoints.states(self.confirmed, self.stored or {}, self.records)

    @cached_property
    def packages(self) -> list[Record]:
        """The snapshot's work packages, each with its dependencies."""
        return [{"depends_on": [], **record} for record in self.records if records.is_package(record)]


class WorkPackages(Extension):
    """Registers the functions and filters that the questions and templates call."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        _remember_compiled(environment)
        self._turned_down: set[str] = set()
        self._shown: set[str] = set()
        self._computed: dict[str, roadmap.Roadmap] = {}
        environment.globals.update(
            {
                name: getattr(self, name)
                for name in (
                    "check_given",
                    "parts_here",
                    "asks",
                    "answer_type",
                    "problem",
                    "choices",
                    "listed",
                    "previous_kind",
                    "previous_choices",
                    "previous_proposed",
                    "continued_here",
                    "continued_stale",
                    "identified_proposed",
                    "asks_confirmation",
                    "confirmation_question",
                    "user_name",
                    "proposed_slug",
                    "proposed_number",
                    "status_asked",
                    "completed_proposed",
                    "completed_stale",
                    "changing",
                    "today",
                    "updated_stale",
                    "known_packages",
                    "planning_path",
                    "answers_path_here",
                    "location_here",
                    "location_stale",
                    "confirmed_now",
                    "documents_here",
                    "documents_stale",
                    "unfilled_here",
                    "unfilled_stale",
                    "observed_here",
                    "observed_stale",
                    "checkpoints_here",
                    "checkpoints_stale",
                    "build_roadmap",
                    "roadmap_json",
                    "answers_text",
                    "new_records",
                    "record_name",
                    "record_text",
                    "guard",
                    "refresh",
                    "stop_on_conflicts",
                    "report",
                )
            }
        )
        environment.filters.update(
            {
                "inline": text.inline,
                "item": text.item,
                "cell": text.cell,
                "prose": text.prose,
                "counted": text.count,
            }
        )

    # Questions

    @pass_context
    def check_given(self, context: Context) -> str:
        """Check every given answer, and that the part fits the place, before anything is asked or written.

        Raises:
            UserMessageError: with every problem, its value and its remedy.
        """
        run = Run(context)
        if run.replay:
            return ""
        if not run.under_git:
            raise UserMessageError(messages.not_under_git(run.checkout))
        if wrong := rules.part_problem(run.part):
            raise UserMessageError(rules.refusal([f"part: {wrong}"]))
        if wrong := self._misplaced(run):
            raise UserMessageError(wrong)
        if run.stored is not None and (files := planning_folder.conflicted(run.root)):
            raise UserMessageError(messages.conflicts(files, before=True))
        if wrong := self._too_early(run):
            raise UserMessageError(wrong)
        problems = rules.given_problems(run.given, run.part, run.changing)
        if run.record is not None and (wrong := rules.fixed_problem("part", run.part, run.record.get("part"), "record")):
            raise UserMessageError(rules.refusal([wrong], run.answers_file.name))
        if run.part == "work-package":
            own = str(run.record.get("slug", "")) if run.record else ""
            problems += self._unless_asked(run, rules.package_problems(run.given, run.packages, own))
            before = run.record or {}
            if wrong := checkpoints.start_problem(
                str(run.given.get("status", "ready")), str(before.get("status") or ""), run.standing
            ):
                problems.append(f"status: {wrong}")
            if "testing" in run.given and (wrong := rules.testing_problem(run.given["testing"], before.get("testing"))):
                problems.append(f"testing: {wrong}")
        problems += self._change_problems(run) if run.changing else self._new_document_problems(run)
        if problems:
            what = (
                run.answers_file.name
                if run.record is not None
                else "the initiative"
                if run.changing
                else f"a new {run.part.replace('-', ' ')}"
            )
            raise UserMessageError(rules.refusal(list(dict.fromkeys(problems)), what))
        return ""

    def _change_problems(self, run: Run) -> list[str]:
        if run.part == "analysis" and run.record is not None:
            found = (
                rules.fixed_problem(name, run.given[name], run.record.get(name), "document")
                for name in ("analysis_type", "analysis_number")
                if name in run.given
            )
            return [wrong for wrong in found if wrong]
        if run.part != "initiative" or run.stored is None:
            return []
        wrong = self._previous_problem(run, run.given.get("previous"))
        problems = [f"previous: {wrong}"] if wrong else []
        if "identified" in run.given:
            problems += rules.identified_problems(
                run.given["identified"], (), run.records, self._continued(run, run.given.get("previous"))
            )
        names = checkpoints.given_names(run.given.get("confirm") or "")
        if names and not rules.given_problems(run.given, "initiative", changing=True):
            answers = {**run.stored, **{name: _form(name, value) for name, value in run.given.items()}}
            standing = checkpoints.states(run.confirmed, answers, run.records)
            if wrong := checkpoints.order_problem(names, standing):
                problems.append(f"confirm: {wrong}")
        return problems + [
            f"{name}: this counts only when an initiative starts. Leave it out; {remedy}."
            for name, remedy in rules.AT_START.items()
            if name in run.given
            and not rules.problem(name, run.given[name])
            and _form(name, run.given[name]) != _form(name, run.stored.get(name))
        ]

    @staticmethod
    def _unless_asked(run: Run, problems: list[str]) -> list[str]:
        # At a terminal a missing answer is asked for.
        return (
            [entry for entry in problems if not entry.partition(": ")[2].startswith("is missing.")]
            if _at_terminal(run)
            else problems
        )

    def _new_document_problems(self, run: Run) -> list[str]:
        if run.part == "initiative":
            wrong = self._previous_problem(run, run.given.get("previous"))
            continued = None if wrong else self._continued(run, run.given.get("previous"))
            problems = [f"previous: {wrong}"] if wrong else []
            problems += rules.identified_problems(
                run.given.get("identified"), text.items(run.given.get("analyses")), continued=continued
            )
            names = [] if rules.problem("confirm", run.given.get("confirm")) else _confirm_names(run.given.get("confirm"))
            if wrong := checkpoints.order_problem(names, run.standing):
                problems.append(f"confirm: {wrong}")
            if "initiative" not in run.given:
                problems += self._unless_asked(
                    run,
                    ["initiative: is missing. Give its title with -d initiative=TITLE, or answer the prompt at a terminal."],
                )
            return problems
        name = "number" if run.part == "work-package" else "analysis_number"
        problems = []
        if run.part == "analysis" and "analysis_type" not in run.given:
            missing = f"analysis_type: is missing. Give it with -d analysis_type=TYPE; types are {text.join(records.ANALYSES)}."
            problems += self._unless_asked(run, [missing])
        same = [
            record
            for record in run.records
            if records.is_analysis(record) and record["analysis_type"] == run.given.get("analysis_type")
        ]
        if same and run.part == "analysis" and not text.one_line(run.given.get("analysis_title")):
            there = records.document_file(same[0])
            problems.append(
                f"analysis_type: there is {there} already. Give this one an analysis_title of its own, or write in that document."
            )
        if name in run.given:
            taken = {
                records.record_number(record): records.record_file(record)
                for record in run.records
                if "part" in record and record["part"] != "unreadable"
            }
            if wrong := rules.number_problem(name, run.given[name], taken):
                problems.append(f"{name}: {wrong}")
        return problems

    def _previous_problem(self, run: Run, value: Any) -> str:
        """What is wrong with the folder that is continued, by what lies beside this one; empty when nothing is."""
        previous = text.one_line(value)
        if not previous or rules.problem("previous", previous):
            return ""
        root = self._planning_root(run)
        if not (root / previous).is_dir():
            found = self._planning_folders(run)
            there = (
                f"Found there: {', '.join(found)}." if found else "There is no planning folder there yet; leave the answer out."
            )
            return f"there is no planning folder {text.quoted(previous)} in {root}. {there}"
        if run.stored is not None and (root / previous).resolve() == run.root.resolve():
            return f"{text.quoted(previous)} is this planning folder itself. Leave the answer out."
        try:
            planning_folder.load(root / previous / ANSWERS)
        except FileNotFoundError:
            return ""
        except (OSError, planning_folder.UnreadableFile) as error:
            reason = (error.strerror or "cannot be read") if isinstance(error, OSError) else error
            return f"{previous}/{ANSWERS} {reason}. Put it right, or take it back from git."
        return ""

    def _continued(self, run: Run, value: Any) -> dict[str, Any]:
        """What the named planning folder left: the answer `continued`."""
        previous = text.one_line(value)
        stored = (run.stored or {}).get("continued")
        if isinstance(stored, dict) and stored.get("folder", "") == previous:
            return stored
        if not previous or rules.problem("previous", previous):
            return {}
        folder = self._planning_root(run) / previous
        answers = planning_folder.initiative_answers(folder / ANSWERS)
        if answers is None:
            return {"folder": previous}
        found = planning_folder.read_records(folder, answers["documents"])
        return continuing.snapshot_previous(previous, str(answers["initiative"]), found)

    @staticmethod
    def _too_early(run: Run) -> str:
        """Why a new document must wait for a confirmation; empty where it need not (design, "Checkpoints")."""
        needed = {"analysis": "folder", "work-package": "analysis"}.get(run.part)
        if run.record is not None or run.stored is None or needed is None or needed in run.confirmed:
            return ""
        first = checkpoints.waiting(run.standing)
        return messages.too_early(run.part, needed, first.name if first else needed, _open_folder(run))

    @staticmethod
    def _planning_root(run: Run) -> Path:
        """The folder that holds the planning folders, this one or the one that is made among them."""
        if run.stored is not None:
            return run.root.resolve().parent
        if rules.FOLDER_NAME.fullmatch(run.destination.resolve().name):
            return run.destination.resolve().parent
        return run.destination / str(run.given.get("planning_root") or PLANNING_ROOT)

    def _planning_folders(self, run: Run) -> list[str]:
        """The names of the planning folders beside this one, newest first."""
        root = self._planning_root(run)
        own = run.root.resolve().name if run.stored is not None else ""
        found = (path.name for path in root.glob("*") if rules.FOLDER_NAME.fullmatch(path.name) and path.is_dir())
        return sorted((name for name in found if name != own), reverse=True)

    @staticmethod
    def _misplaced(run: Run) -> str:
        if run.part == "initiative":
            if run.stored is not None and not run.overwrite:
                return messages.inside_planning_folder(run.root)
            target = run.destination / _planning_path(run, run.given)
            if run.stored is None and (target / ANSWERS).exists():
                return messages.already_there(target)
        elif run.stored is not None and "initiative" in run.given and "part" not in run.given and run.record is None:
            return messages.inside_planning_folder(run.root)
        elif run.stored is None:
            return messages.outside_planning_folder(run.part, run.root)
        return ""

    @pass_context
    def parts_here(self, context: Context) -> list[str]:
        """The parts that can be made here: the choices of the question `part`."""
        run = Run(context)
        if run.record is not None:
            return [run.part]
        if run.replay or run.overwrite:
            return list(rules.PARTS)
        return ["work-package", "analysis"] if run.stored is not None else ["initiative"]

    @pass_context
    def asks(self, context: Context, when: bool = True) -> bool:
        """Whether to ask at a prompt: at a terminal, for what is new, and for a record that is updated without new answers."""
        run = Run(context)
        if not when or not _at_terminal(run):
            return False
        return not run.changing or (run.record is not None and not run.given)

    @pass_context
    def answer_type(self, context: Context, name: str) -> str:
        """The Copier type that takes the value as it comes: lists from files, dates from YAML, else what is typed."""
        run = Run(context)
        if name in self._turned_down and name not in run.given:
            return "str"
        value = run.given[name] if name in run.given else context.get(name)
        if isinstance(value, datetime.date):
            return "path"
        return "yaml" if isinstance(value, (list, dict)) or (value is None and name in run.given) else "str"

    @pass_context
    def problem(self, context: Context, name: str) -> str:
        """What is wrong with the answer to the question `name`: its validator."""
        run = Run(context)
        value = context[name]
        if name in run.foreign and name not in self._turned_down and str(run.foreign[name]) == str(value):
            # Copier first offers the stored answer, and drops it when its validator complains.
            self._turned_down.add(name)
            return "belongs to another template"
        if name not in self._turned_down and run.record is not None and _is_list(name) and self.asks(context):
            # The same way, a stored list is dropped, so that the question shows it as people type it: see `listed`.
            self._turned_down.add(name)
            return "is shown as text"
        if run.replay:
            return ""
        stored = run.record or run.stored
        if run.changing and stored and str(stored.get(name)) == str(value):
            # Copier would drop a stored answer that is turned down. It stays, and the documents say what is wrong with it.
            return ""
        if wrong := rules.problem(name, value):
            return wrong
        if name == "identified" and not run.changing:
            return " ".join(rules.identified_problems(value, continued=context.get("continued")))
        if name == "previous":
            return self._previous_problem(run, value)
        if name == "depends_on":
            own = str(run.record.get("slug", "")) if run.record else str(context.get("slug") or "")
            return rules.dependency_problem(value, own, run.packages)
        if name in ("title", "slug") and run.part == "work-package" and run.record is None:
            slug = records.slug_for({"title": value}, records.next_number(run.records)) if name == "title" else str(value)
            return (
                rules.slug_problem(slug, (str(package["slug"]) for package in run.packages)) if "slug" not in run.given else ""
            )
        return ""

    @pass_context
    def choices(self, context: Context, name: str, offered: dict[str, str]) -> dict[str, str]:
        """The choices of a question by their labels, and a stored answer that is none of them: a record edited by hand."""
        run = Run(context)
        stored = run.given.get(name) if run.replay else (run.record or {}).get(name)
        return (
            offered
            if not isinstance(stored, str) or stored in offered.values()
            else {**offered, f"{stored} (as stored)": stored}
        )

    @pass_context
    def listed(self, context: Context, name: str) -> str:
        """The default of a list question: the stored list as people type it, or nothing."""
        run = Run(context)
        entries = text.items(run.record.get(name)) if run.record is not None else []
        if any(";" in entry or entry.startswith(("[", "- ")) for entry in entries):
            return json.dumps(entries, ensure_ascii=False)
        return (", " if name == "depends_on" else "; ").join(entries)

    @pass_context
    def previous_kind(self, context: Context) -> str:
        """The default of `kind`: who names a previous planning folder continues it."""
        return "continuing" if text.one_line(Run(context).given.get("previous")) else "new"

    @pass_context
    def previous_choices(self, context: Context) -> dict[str, str]:
        """The planning folders that can be continued, newest first, by what they hold; none where there is none."""
        run = Run(context)
        found = [] if run.replay else self._planning_folders(run)
        known = text.one_line(context.get("previous") or run.given.get("previous"))
        names = [*found, *([known] if known and known not in found else [])]
        if not names:
            return {}
        root = self._planning_root(run)
        return {**{self._label(root / name): name for name in names}, "None of these": ""}

    @staticmethod
    def _label(folder: Path) -> str:
        answers = planning_folder.initiative_answers(folder / ANSWERS)
        if answers is None:
            return folder.name
        statuses = [record.get("status") for record in answers["documents"] if records.is_package(record)]
        return f"{folder.name} - {statuses.count('complete')} of {text.count(len(statuses), 'work package')} complete"

    @pass_context
    def previous_proposed(self, context: Context) -> str:
        """The default of `previous`: the newest planning folder, for an initiative that continues earlier work.

        Raises:
            UserMessageError: where that folder cannot be read, and nobody is there to choose another.
        """
        run = Run(context)
        if run.replay or run.stored is not None or context.get("kind") != "continuing":
            return ""
        for name in self._planning_folders(run):
            wrong = self._previous_problem(run, name)
            if not wrong:
                return name
            if not _at_terminal(run) and "previous" not in run.given:
                raise UserMessageError(rules.refusal([f"previous: {wrong} Or name another folder."]))
        return ""

    @pass_context
    def continued_here(self, context: Context) -> dict[str, Any]:
        """What the previous planning folder left, read when it is first named."""
        run = Run(context)
        return {} if run.replay else self._continued(run, context.get("previous"))

    @pass_context
    def continued_stale(self, context: Context) -> bool:
        """Whether another previous folder is named than the one that was read."""
        return Run(context).stored is not None and self.continued_here(context) != context["continued"]

    @pass_context
    def identified_proposed(self, context: Context) -> str:
        """The default of `identified`: the titles of what the previous planning session left unfinished."""
        titles = [text.one_line(entry.get("title")) for entry in continuing.unfinished(context.get("continued"))]
        if any(";" in title or title.startswith(("[", "- ")) for title in titles):
            return json.dumps(titles, ensure_ascii=False)
        return "; ".join(titles)

    @pass_context
    def asks_confirmation(self, context: Context) -> bool:
        """Whether to ask for the open checkpoint: at a terminal, in a new initiative or in an update without answers."""
        run = Run(context)
        if context.get("part") != "initiative" or "confirm" in run.given or run.replay or not _at_terminal(run):
            return False
        return run.stored is None or (run.changing and not run.given and checkpoints.waiting(run.standing) is not None)

    @pass_context
    def confirmation_question(self, context: Context) -> str:
        """The question for the open checkpoint; its text is printed above it, once."""
        run = Run(context)
        first = checkpoints.waiting(run.standing)
        if first is None:
            return ""
        shown, question = self._checkpoint_text(run, context, first)
        if shown not in self._shown:
            self._shown.add(shown)
            print(f"\n{shown}", file=sys.stderr)
        return f"🛑 Checkpoint {first.name}: {question}"

    def _checkpoint_text(self, run: Run, context: Answers, checkpoint: checkpoints.Checkpoint) -> tuple[str, str]:
        """The checkpoint's text as the workflow shows it, filled in, and its question."""
        if run.stored is None:
            answers = {**_resolved(context), "checkpoints": {}, "updated": context["date"]}
            plan = roadmap.compute(answers, ())
        else:
            plan = roadmap.compute({**run.stored, "checkpoints": run.confirmed}, run.records)
        return self._text_of(checkpoint, plan, run.root)

    def _text_of(self, checkpoint: checkpoints.Checkpoint, plan: roadmap.Roadmap, root: Path) -> tuple[str, str]:
        macros: Any = self.environment.get_template("includes/checkpoints.jinja").make_module(
            {"findings": findings.findings(_analysis_texts(root, plan))}
        )
        view = views.view(plan)
        rendered = str(getattr(macros, checkpoint.name)(view)).strip()
        changes = [f"- {change}" for change in checkpoint.changes]
        if changes:
            rendered = "\n".join(
                [f"🔁 Checkpoint {checkpoint.name} is reopened; since it was confirmed:", *changes, "", rendered]
            )
        return rendered, str(macros.question(view, checkpoint.name)).strip()

    def _text_with_question(self, checkpoint: checkpoints.Checkpoint, plan: roadmap.Roadmap, root: Path) -> str:
        shown, question = self._text_of(checkpoint, plan, root)
        return f"{shown}\n\n**{question}**"

    @pass_context
    def user_name(self, context: Context) -> str:
        """The name of git's user, as the one who confirms."""
        return template.user_name(Run(context).destination)

    @pass_context
    def proposed_slug(self, context: Context) -> str:
        """The new package's slug, made from its title."""
        return records.slug_for({"title": context.get("title")}, context["number"])

    @pass_context
    def proposed_number(self, context: Context, part: str) -> int:
        """The number of the next work package or analysis in the planning folder."""
        known = Run(context).records
        return records.next_number(known) if part == "work-package" else records.next_analysis_number(known)

    @pass_context
    def status_asked(self, context: Context) -> bool:
        """Whether the status is worth a question: of a record that exists, not of a new one."""
        return Run(context).record is not None

    @pass_context
    def completed_proposed(self, context: Context) -> str:
        """The day of completion: today for a package that is complete, nothing for others."""
        return _today() if context.get("status") == "complete" else ""

    @pass_context
    def completed_stale(self, context: Context) -> bool:
        """Whether the package is completed by this run, so that the stored day of completion no longer holds."""
        run = Run(context)
        if run.record is None or "completed" in run.given:
            return False
        return (
            context.get("status") == "complete" and run.record.get("status") != "complete" and context["completed"] != _today()
        )

    @pass_context
    def changing(self, context: Context) -> bool:
        """Whether this run changes an initiative that exists."""
        return Run(context).stored is not None

    @pass_context
    def today(self, context: Context) -> str:
        """Today's date, as the default of an answer that is then stored; SOURCE_DATE_EPOCH sets another day."""
        return _today()

    @pass_context
    def updated_stale(self, context: Context) -> bool:
        """Whether an answer has changed since `updated` was stored, so that it takes today's date."""
        run = Run(context)
        if run.stored is None or context["updated"] == _today():
            return False
        names = [name for name in (*rules.STORED, "documents") if name != "updated"]
        return any(_form(name, context[name]) != _form(name, run.stored.get(name)) for name in names if name in context)

    @pass_context
    def known_packages(self, context: Context) -> str:
        """The work packages so far, for a prompt's help: `03 observability, 04 caching`."""
        return ", ".join(f"{records.nn(package['number'])} {package['slug']}" for package in Run(context).packages)

    # Computed values

    @pass_context
    def planning_path(self, context: Context) -> str:
        """The planning folder, relative to the destination."""
        return _planning_path(Run(context), context)

    @pass_context
    def answers_path_here(self, context: Context) -> str:
        """The answers file that this run writes, relative to the destination."""
        run, folder = Run(context), PurePath(context["folder"])
        if context["part"] == "initiative":
            return (folder / ANSWERS).as_posix()
        if run.answers_file.parent.name == RECORDS:
            return run.answers_file.as_posix()
        return (folder / RECORDS / records.record_file(_record(context))).as_posix()

    @pass_context
    def location_here(self, context: Context) -> str:
        """The planning folder below its repository's root; its name alone where it is that root, or in no repository."""
        run = Run(context)
        if run.replay:
            return ""
        folder = (run.destination / str(context["folder"])).resolve()
        top = template.top(folder)
        if top is not None and folder != top and folder.is_relative_to(top):
            return folder.relative_to(top).as_posix()
        planned = PurePath(str(context["planning_root"])).parts
        return (
            PurePath(*folder.parts[-len(planned) - 1 :]).as_posix()
            if folder.parts[-len(planned) - 1 : -1] == planned
            else folder.name
        )

    @pass_context
    def location_stale(self, context: Context) -> bool:
        """Whether the planning folder was moved. A clone's own name says nothing where the folder is the repository."""
        run = Run(context)
        if run.stored is None or context["refreshing"] or template.top(run.root.resolve()) in (None, run.root.resolve()):
            return False
        return bool(self.location_here(context) != context["location"])

    @pass_context
    def confirmed_now(self, context: Context) -> list[str]:
        """The checkpoints that a person confirms in this run.

        Raises:
            UserMessageError: where a new initiative's scope is not confirmed, with its text and the command; and where
                packages are under way in a plan that is not.
        """
        run = Run(context)
        if run.replay or context["part"] != "initiative":
            return []
        first = checkpoints.waiting(run.standing)
        given = context["confirm"]
        names = [first.name] if given is True and first else [] if given is True else _confirm_names(given)
        if run.stored is None and "scope" not in names:
            shown, _ = self._checkpoint_text(run, context, run.standing[0])
            answers = {} if given is not False or not _at_terminal(run) else _typed(context)
            above = "" if shown in self._shown else shown
            raise UserMessageError(messages.scope_not_confirmed(above, planning_folder.dump(answers) if answers else ""))
        if "roadmap" not in run.confirmed and "roadmap" not in names:
            entries = continuing.identified_with_answers(context["identified"], context["continued"])
            started = [entry for entry in entries if str(entry.get("status") or "ready") not in records.UNSTARTED]
            if started and (run.stored is None or "identified" in run.given):
                raise UserMessageError(rules.refusal(messages.started_too_early(started)))
        return names

    @pass_context
    def documents_here(self, context: Context) -> list[Record]:
        """The snapshot of the records: of those on the disk, and of those that what is confirmed brings now."""
        run = Run(context)
        day = context["date"] if run.stored is None else context["confirmed_on"]
        due = continuing.records_due(
            _resolved(context),
            run.stored,
            run.records,
            [*run.confirmed, *context["confirmed"]],
            list(run.confirmed),
            text.one_line(day),
        )
        return records.snapshot(due)

    @pass_context
    def documents_stale(self, context: Context) -> bool:
        """Whether the stored snapshot differs from the records there are to be; never in a replay, where there are none."""
        return Run(context).stored is not None and self.documents_here(context) != context["documents"]

    @pass_context
    def checkpoints_here(self, context: Context) -> dict[str, Any]:
        """The confirmations, with those of this run.

        Raises:
            UserMessageError: where the plans are to be confirmed, and there is none.
        """
        run = Run(context)
        if run.replay:
            return {}
        names = context["confirmed"]
        if "packages" in names and not any(records.is_package(record) for record in context["documents"]):
            raise UserMessageError(rules.refusal([messages.no_packages_to_confirm()]))
        day, by = text.one_line(context["confirmed_on"]), text.one_line(context["confirmed_by"])
        return checkpoints.confirm(names, run.confirmed, _resolved(context), context["documents"], day, by)

    @pass_context
    def checkpoints_stale(self, context: Context) -> bool:
        """Whether this run confirms something; never in a replay."""
        return Run(context).stored is not None and self.checkpoints_here(context) != context["checkpoints"]

    @pass_context
    def build_roadmap(self, context: Context) -> str:
        """What the documents show, as JSON; computed once for each set of answers."""
        if context["part"] != "initiative":
            return "{}"
        return json.dumps(views.view(self._roadmap(context)))

    @pass_context
    def roadmap_json(self, context: Context) -> str:
        """The content of `roadmap.json`."""
        return json.dumps(export.export(self._roadmap(context)), indent=2, ensure_ascii=False) + "\n"

    def _roadmap(self, context: Context) -> roadmap.Roadmap:
        given = {name: context.get(name) for name in (*rules.STORED, "unfilled", "observed")}
        key = json.dumps([given, context["documents"]], default=str)
        if key not in self._computed:
            self._computed[key] = roadmap.compute(given, context["documents"])
        return self._computed[key]

    @pass_context
    def unfilled_here(self, context: Context) -> list[str]:
        """The documents that hold placeholder text once this run is done, by their names."""
        run = Run(context)
        before = run.stored or {}
        known = {records.record_file(record): record for record in before.get("documents") or ()}
        found = []
        for name, document in (("START-HERE.md", "start"), ("README.md", "readme")):
            if self._left(
                run,
                name,
                placeholders.written(document, before) if before else set(),
                placeholders.written(document, _resolved(context)),
            ):
                found.append(name)
        for record in context["documents"]:
            if not records.record_file(record):
                continue
            old = known.get(records.record_file(record))
            body = self._analysis_body(run, record)
            after = placeholders.written_for(record, body)
            if self._left(run, records.document_file(record), placeholders.written_for(old, body) if old else set(), after):
                found.append(records.document_file(record))
            if records.is_package(record) and (package := records.read_package(record)).testing:
                lines = placeholders.written("testing", {})
                if self._left(run, package.testing_file, lines if old and records.read_package(old).testing else set(), lines):
                    found.append(package.testing_file)
        return found

    @staticmethod
    def _left(run: Run, name: str, before: set[str], after: set[str]) -> bool:
        return placeholders.is_left(planning_folder.document_lines(run.root / name) if run.stored else None, before, after)

    @staticmethod
    def _analysis_body(run: Run, record: Mapping[str, Any]) -> str:
        if records.is_package(record):
            return ""
        return (run.checkout / "includes/analyses" / f"{record['analysis_type']}.md.jinja").read_text(encoding="utf-8")

    @pass_context
    def unfilled_stale(self, context: Context) -> bool:
        """Whether the stored list of documents with placeholder text is out of date; never in a replay."""
        return Run(context).stored is not None and self.unfilled_here(context) != context["unfilled"]

    @pass_context
    def observed_here(self, context: Context) -> dict[str, Any]:
        """What the files on the disk say beside placeholders: which are gone, which plans lost their link, which criteria are met."""
        run = Run(context)
        before = run.stored or {}
        old = before.get("observed") or {}
        now = {name for record in context["documents"] for name in records.documents_of(record)}
        expected = [name for one in before.get("documents") or () for name in records.documents_of(one) if name in now]
        if before:
            expected += ["START-HERE.md", "README.md"]
        there = {name: planning_folder.document_lines(run.root / name) for name in expected}
        plans = [record for record in context["documents"] if records.is_package(record)]
        met: dict[str, list[str]] = {}
        for package in map(records.read_package, plans):
            if package.was_completed:
                lines = there.get(package.file)
                kept = (old.get("met") or {}).get(package.slug, [])
                met[package.slug] = (
                    kept if lines is None else [one for one in package.success_criteria if _is_ticked(one, lines)]
                )
        return {
            "missing": sorted(name for name, lines in there.items() if lines is None),
            "unlinked": [
                name
                for name in map(records.document_file, plans)
                if (lines := there.get(name)) is not None and not any("](_work-package.md)" in line for line in lines)
            ],
            "met": met,
        }

    @pass_context
    def observed_stale(self, context: Context) -> bool:
        """Whether what is stored of the files on the disk is out of date; never in a replay."""
        return Run(context).stored is not None and self.observed_here(context) != context["observed"]

    # Files

    @pass_context
    def answers_text(self, context: Context) -> str:
        """The initiative's answers file: its answers, then the snapshot with one record to a line."""
        stored = {name: _form(name, context[name]) for name in (*rules.STORED, "unfilled", "observed")}
        lines = [f"- {planning_folder.dump_line(record)}\n" for record in context["documents"]]
        head = planning_folder.dump({**_origin(context), "part": "initiative", **stored})
        return messages.ANSWERS_HEAD + head + ("documents:\n" + "".join(lines) if lines else "documents: []\n")

    @pass_context
    def record_text(self, context: Context, record: Mapping[str, Any] | None = None) -> str:
        """A record's file: the given record's, or that of the answers of this run."""
        chosen = records.normalise(record, ()) if record else _record(context)
        path = f"{RECORDS}/{records.record_file(chosen)}"
        return messages.record_head(path) + planning_folder.dump({**_origin(context), **chosen})

    @pass_context
    def new_records(self, context: Context) -> list[Record]:
        """The records that this run makes; none in a replay. From then on each is updated by itself."""
        run = Run(context)
        if run.replay:
            return []
        there = {path.name for path in (run.root / RECORDS).glob("*")} if run.stored is not None else set()
        return [
            record for record in context["documents"] if "unreadable" not in record and records.record_file(record) not in there
        ]

    @pass_context
    def record_name(self, context: Context, record: Mapping[str, Any]) -> str:
        """The record's file name."""
        return records.record_file(record)

    # Runs

    @pass_context
    def guard(self, context: Context, operation: str) -> str:
        """Refuse a copy that would overwrite an initiative or a record.

        Raises:
            UserMessageError: when the answers file to be written exists, and this is no update.
        """
        run = Run(context)
        if operation != "copy" or run.replay:
            return ""
        if wrong := self._misplaced(run):
            raise UserMessageError(wrong)
        target = run.destination / context["answers_path"]
        if target.exists():
            raise UserMessageError(messages.use_update(target))
        return ""

    @pass_context
    def refresh(self, context: Context) -> bool:
        """Bring every document up to date after a record was added or changed; false, so that no command follows.

        Raises:
            UserMessageError: where that is not possible, with the reason and the remedy.
        """
        conf = context["_copier_conf"]
        run = Run(context)
        if run.replay or conf["pretend"]:
            return False
        try:
            changes = refreshing.refresh((run.destination / context["folder"]).resolve(), run.checkout.resolve())
        except refreshing.RefreshFailed as error:
            raise UserMessageError(messages.not_refreshed(str(error))) from error
        except OSError as error:
            raise UserMessageError(messages.not_written(error)) from error
        if not conf["quiet"]:
            for verb, file in changes:
                print(f"{verb: >10}  {file}", file=sys.stderr)
        return False

    @pass_context
    def stop_on_conflicts(self, context: Context) -> bool:
        """Stop the command where the planning folder holds conflict markers; false where it holds none.

        Raises:
            UserMessageError: with the names of the files and what to do.
        """
        run = Run(context)
        root = run.destination / _planning_path(run, context)
        if not context["refreshing"] and (files := planning_folder.conflicted(root)):
            raise UserMessageError(messages.conflicts(files, before=False))
        return False

    @pass_context
    def report(self, context: Context, operation: str) -> str:
        """What the command did, the open checkpoint, the checklist, and the next commands, ready to paste."""
        run = Run(context)
        root = run.destination / context["folder"]
        known = planning_folder.initiative_answers(root / ANSWERS)
        if known is None:
            return ""
        plan = roadmap.compute(known, known["documents"])
        first = plan.waiting
        own = _record(context) if context["part"] != "initiative" else {}
        return messages.report(
            operation=operation,
            part=context["part"],
            root=root,
            source=_origin(context)["_src_path"],
            own=own,
            plan=plan,
            confirmed=context["confirmed"] if context["part"] == "initiative" else [],
            checkpoint=self._text_with_question(first, plan, root) if first else "",
            in_repository=template.in_repository(root),
            changed=template.has_changes(root),
        )


def _remember_compiled(environment: Environment) -> None:
    """Compile each template and each string of the questions once in a process.

    Copier asks for the same strings hundreds of times in a run, and an update renders three times, each time in a new
    environment and from a new checkout. Code is the same for the same source, whichever environment runs it.
    """
    compiled: dict[Any, Any] = sys.modules.setdefault(_COMPILED, ModuleType(_COMPILED)).__dict__
    compile_source = environment.compile

    def compile_once(source: Any, name: str | None = None, filename: str | None = None, **options: Any) -> Any:
        if not isinstance(source, str) or options:
            return compile_source(source, name, filename, **options)
        key = f"{name}\n{source}"
        if key in compiled:
            # What compiling would do beside its result: Copier's own extension resets its state here.
            environment.preprocess(source, name, filename)
        else:
            compiled[key] = compile_source(source, name, filename)
        return compiled[key]

    environment.compile = compile_once  # type: ignore[method-assign, assignment]


#: Under this name the compiled code is kept for all environments of the process.
_COMPILED = "work_packages_compiled"


def _confirm_names(value: Any) -> list[str]:
    return checkpoints.given_names(value) if value else []


def _is_ticked(criterion: str, lines: Collection[str]) -> bool:
    words = text.item(criterion)
    return any(f"- [{tick}] {words}" in lines for tick in "xX")


def _open_folder(run: Run) -> str:
    folder = run.root.resolve()
    return "" if folder == Path.cwd().resolve() else messages.short(folder)


def _analysis_texts(root: Path, plan: roadmap.Roadmap) -> dict[str, str]:
    """The analysis documents on the disk, by name."""
    found = {}
    for analysis in plan.analyses:
        with contextlib.suppress(OSError):
            found[analysis.file] = (root / analysis.file).read_text(encoding="utf-8", errors="replace")
    return found


def _typed(context: Answers) -> dict[str, Any]:
    """The answers of a new initiative that differ from nothing, as a data file takes them."""
    names = [name for name in rules.NAMES["initiative"] if name not in (*rules.TRANSIENT, "updated", "planning_root")]
    answers = {name: _form(name, context[name]) for name in names if name in context}
    return {name: value for name, value in answers.items() if value not in ("", [], None)}


def _is_list(name: str) -> bool:
    return name in (*records.LISTS, "depends_on")


def _today() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.timezone.utc).date().isoformat()
    return datetime.date.today().isoformat()


def _at_terminal(run: Run) -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and not run.context["_copier_conf"]["defaults"]


def _planning_path(run: Run, answers: Answers) -> str:
    if run.answers_file.parent.name == RECORDS:
        return run.answers_file.parent.parent.as_posix()
    if run.replay or run.stored is not None or run.answers_file != PurePath(ANSWERS):
        return run.answers_file.parent.as_posix() if run.answers_file.name == ANSWERS else "."
    if run.part != "initiative" or rules.FOLDER_NAME.fullmatch(run.destination.resolve().name):
        return "."
    title = answers.get("initiative")
    slug = text.slugify(title) or "initiative"
    date = answers.get("date") or ""
    root = text.one_line(answers.get("planning_root")) or PLANNING_ROOT
    return (PurePath(root) / f"{text.one_line(date)}-{slug}").as_posix()


def _record(context: Answers) -> Record:
    names = records.PACKAGE_DEFAULTS if context["part"] == "work-package" else records.ANALYSIS_DEFAULTS
    return records.normalise({name: context[name] for name in names if name in context}, Run(context).packages)


def _origin(context: Answers) -> dict[str, str]:
    remembered = context["_copier_answers"]
    checkout = Path(str(context["_copier_conf"]["src_path"]))
    return {
        "_commit": template.commit(checkout, str(remembered["_commit"])),
        "_src_path": template.source(str(remembered["_src_path"])),
    }


def _resolved(context: Answers) -> dict[str, Any]:
    return {name: context[name] for name in rules.STORED if name in context}


def _form(name: str, value: Any) -> Any:
    """An answer of the initiative in its stored form: text clean, lists as lists, dates as text."""
    if name == "identified":
        return records.identified_form(value)
    if name in ("analyses", "overall_criteria", "external_dependencies"):
        return text.items(value)
    return text.clean(value) if isinstance(value, (str, datetime.date)) else value
