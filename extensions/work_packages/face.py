"""The Jinja face: what the questions and templates call. It reads the destination, asks the domain, and computes nothing.

Copier runs each render several times: for the user, and during an update again in temporary folders ("replays"), where it
hands over the stored answers. A replay reads nothing from the disk (design, trap 1).
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from copier.errors import UserMessageError
from jinja2 import Environment, Template, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

from . import folder as planning_folder
from . import messages, template
from .folder import ANSWERS, RECORDS
from .planning import answers as rules
from .planning import export, placeholders, records, roadmap, text, views
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
    def packages(self) -> list[Record]:
        """The snapshot's work packages, each with its dependencies."""
        return [{"depends_on": [], **record} for record in self.records if records.is_package(record)]


class WorkPackages(Extension):
    """Registers the functions and filters that the questions and templates call."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        _remember_compiled(environment)
        self._turned_down: set[str] = set()
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
                    "proposed_slug",
                    "proposed_number",
                    "status_asked",
                    "changing",
                    "today",
                    "updated_stale",
                    "known_packages",
                    "planning_path",
                    "answers_path_here",
                    "documents_here",
                    "documents_stale",
                    "build_roadmap",
                    "roadmap_json",
                    "unfilled_here",
                    "unfilled_stale",
                    "answers_text",
                    "record_name",
                    "record_text",
                    "guard",
                    "stop_on_conflicts",
                    "folder_name",
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
        problems = rules.given_problems(run.given, run.part, run.changing)
        if run.record is not None and (wrong := rules.fixed_problem("part", run.part, run.record.get("part"), "record")):
            raise UserMessageError(rules.refusal([wrong], run.answers_file.name))
        if run.part == "work-package":
            own = str(run.record.get("slug", "")) if run.record else ""
            problems += self._unless_asked(run, rules.package_problems(run.given, run.packages, own))
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
        return ([f"previous: {wrong}"] if wrong else []) + [
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
            problems = rules.identified_problems(run.given.get("identified"), text.items(run.given.get("analyses")))
            if "initiative" not in run.given:
                problems += self._unless_asked(
                    run,
                    ["initiative: is missing. Give its title with -d initiative=TITLE, or answer the prompt at a terminal."],
                )
            wrong = self._previous_problem(run, run.given.get("previous"))
            return problems + ([f"previous: {wrong}"] if wrong else [])
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

    @staticmethod
    def _previous_problem(run: Run, value: Any) -> str:
        """What is wrong with the folder that is continued, by what lies beside this one; empty when nothing is."""
        previous = text.one_line(value)
        if not previous or rules.problem("previous", previous):
            return ""
        if run.stored is not None:
            root = run.root.resolve().parent
        elif rules.FOLDER_NAME.fullmatch(run.destination.resolve().name):
            root = run.destination.resolve().parent
        else:
            root = run.destination / str(run.given.get("planning_root") or messages.PLANNING_ROOT)
        if (root / previous).is_dir():
            return ""
        found = sorted(
            (path.name for path in root.glob("*") if rules.FOLDER_NAME.fullmatch(path.name) and path.is_dir()), reverse=True
        )
        there = f"Found there: {', '.join(found)}." if found else "There is no planning folder there yet; leave the answer out."
        return f"there is no planning folder {text.quoted(previous)} in {root}. {there}"

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
            return " ".join(rules.identified_problems(value))
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
        names = [name for name in (*rules.NAMES["initiative"], "documents") if name != "updated"]
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
    def documents_here(self, context: Context) -> list[Record]:
        """The snapshot of the records: of those on the disk, or of those that a new initiative starts with."""
        run = Run(context)
        if run.stored is not None:
            return run.records
        return records.snapshot(records.first_records(text.items(context["analyses"]), context["identified"], context["date"]))

    @pass_context
    def documents_stale(self, context: Context) -> bool:
        """Whether the stored snapshot differs from the records on the disk; never in a replay, where there are none."""
        run = Run(context)
        return run.stored is not None and run.records != context["documents"]

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
        given = {name: context.get(name) for name in (*rules.NAMES["initiative"], "unfilled")}
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

    # Files

    @pass_context
    def answers_text(self, context: Context) -> str:
        """The initiative's answers file: its answers, then the snapshot with one record to a line."""
        stored = {name: _form(name, context[name]) for name in rules.NAMES["initiative"]}
        lines = [f"- {planning_folder.dump_line(record)}\n" for record in context["documents"]]
        head = planning_folder.dump({**_origin(context), "part": "initiative", **stored, "unfilled": context["unfilled"]})
        return messages.ANSWERS_HEAD + head + ("documents:\n" + "".join(lines) if lines else "documents: []\n")

    @pass_context
    def record_text(self, context: Context, record: Mapping[str, Any] | None = None) -> str:
        """A record's file: the given record's, or that of the answers of this run."""
        chosen = records.normalise(record, ()) if record else _record(context)
        path = f"{RECORDS}/{records.record_file(chosen)}"
        return messages.record_head(path) + planning_folder.dump({**_origin(context), **chosen})

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
    def folder_name(self, context: Context) -> str:
        """The planning folder as people name it: below its root in a repository, else by itself."""
        name = (Run(context).destination / str(context["folder"])).resolve().name
        return (PurePath(str(context["planning_root"])) / name).as_posix()

    @pass_context
    def report(self, context: Context, operation: str) -> str:
        """What the command did, and the next commands, ready to paste."""
        run = Run(context)
        root = run.destination / context["folder"]
        known = planning_folder.initiative_answers(root / ANSWERS) or {}
        return messages.report(
            operation=operation,
            part=context["part"],
            root=root,
            source=_origin(context)["_src_path"],
            own=_record(context) if context["part"] != "initiative" else {},
            title=text.one_line(known.get("initiative")),
            documents=known.get("documents") or [],
            in_repository=template.in_repository(root),
            changed=template.has_changes(root),
        )


def _remember_compiled(environment: Environment) -> None:
    """Compile each string of the questions once: Copier asks for the same ones hundreds of times in a run."""
    compiled: dict[str, Template] = {}
    compile_string = environment.from_string

    def from_string(source: str) -> Template:
        if source in compiled:
            # What compiling would do beside its result: Copier's own extension resets its state here.
            environment.preprocess(source)
        else:
            compiled[source] = compile_string(source)
        return compiled[source]

    environment.from_string = from_string  # type: ignore[method-assign, assignment]


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
    root = text.one_line(answers.get("planning_root")) or messages.PLANNING_ROOT
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
    return {name: context[name] for name in rules.NAMES["initiative"] if name in context}


def _form(name: str, value: Any) -> Any:
    """An answer of the initiative in its stored form: text clean, lists as lists, dates as text."""
    if name == "identified":
        return records.identified_form(value)
    if name in ("analyses", "overall_criteria", "external_dependencies"):
        return text.items(value)
    return text.clean(value) if isinstance(value, (str, datetime.date)) else value
