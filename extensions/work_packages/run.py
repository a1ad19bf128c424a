"""One run of the template: what Copier was asked to do, and what the planning folder holds."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any, TypeVar

from jinja2.runtime import Context

from . import branches, commands, git, template
from . import folder as planning_folder
from .clock import today
from .folder import ANSWERS, RECORDS
from .planning import analyses, asking, checkpoints, continuing, migrating, records, text
from .planning import answers as rules
from .planning.checklist import PLANNING_ROOT
from .planning.lifecycle import advance
from .planning.records import Record

#: Where answers are looked up: a template's context, or a mapping of given ones.
Answers = Mapping[str, Any] | Context

_Value = TypeVar("_Value")

#: Answers that are stored and no person gives: by them a replay is known. What is typed is text.
_STORED_MARKS = ("documents", "record_schema")


class Said(Mapping[str, Any]):
    """The answers of a template's context, as they count: choices as they are stored, and what was corrected at a prompt.

    Copier keeps each answer as it was typed, and asks in one order: a later prompt cannot change an earlier answer.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.environment = context.environment
        self.corrections = records.canonical_answers(asking.corrections(context.get("corrections")))

    def __getitem__(self, name: str) -> Any:
        if name == "analyses" and name not in self.corrections:
            return stored_form(name, self.context[name])
        return self.corrections[name] if name in self.corrections else records.canonical(name, self.context[name])

    def __iter__(self) -> Iterator[str]:
        return iter({**self.context.get_all(), **self.corrections})

    def __len__(self) -> int:
        return len(list(iter(self)))


class Run:
    """One run of the template: where it writes, what it was given, and what it finds there."""

    def __init__(self, context: Answers) -> None:
        conf = context["_copier_conf"]
        self.context = context
        #: What this command was given: with -d, in a data file, or as a correction at a prompt; choices as they are stored.
        self.given: dict[str, Any] = {**records.canonical_answers(conf["data"]), **getattr(context, "corrections", {})}
        #: What Copier was given, as it is.
        self.typed: dict[str, Any] = dict(conf["data"])
        self.destination = Path(str(conf["dst_path"]))
        self.answers_file = PurePath(str(conf["answers_file"]))
        scratch = commands.is_scratch(self.destination)
        #: Whether this is the render of a refresh, in its scratch folder: what is given was checked by the command. From
        #: outside nobody can say so; there it is an answer that is unknown.
        self.refreshing = scratch and self.given.get("refreshing") == str(self.destination)
        if self.refreshing:
            del self.given["refreshing"]
        #: An object that lives as long as the command: Copier's workers of one command share their settings.
        self.command: object = conf["settings"]
        #: The defaults of a person's own, from Copier's settings or the program that runs it.
        self.defaults: dict[str, Any] = {**conf["settings"].defaults, **conf["user_defaults"]}
        self.pretend = bool(conf["pretend"])
        self.overwrite = bool(conf["overwrite"])
        self.checkout = Path(str(conf["src_path"]))
        self.under_git = conf["vcs_ref_hash"] is not None
        # A data file may hold those names too, of a command that asks and says nothing. A replay is made by a refresh in its
        # scratch folder, or by Copier's update in a folder of its own, that has no plan when it begins.
        marked = bool(conf["overwrite"] and conf["defaults"] and conf["quiet"]) and any(
            name in self.given and not isinstance(self.given[name], str) for name in _STORED_MARKS
        )
        self.replay = marked and (scratch or self.once("replay", self._in_folder_of_copiers))

    def once(self, key: Hashable, find: Callable[[], _Value]) -> _Value:
        """What `find` finds, looked up once in this command."""
        return commands.once(getattr(self.context, "environment", None), key, find)

    def warn(self, message: str) -> None:
        """Print a warning, once in this command."""
        self.once(("warned", message), lambda: print(message, file=sys.stderr))

    @property
    def merging(self) -> branches.Stopped | None:
        """What git was merging in the planning folder's repository when it stopped; looked up once in this command."""
        folder = self.root.resolve()
        return self.once(("stopped", folder), lambda: branches.stopped(folder))

    def _in_folder_of_copiers(self) -> bool:
        updating = commands.operation() in ("update", "")
        return updating and planning_folder.initiative_answers(self.root / ANSWERS) is None

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
            return records.canonical_answers(planning_folder.load(self.destination / self.answers_file))
        except (OSError, planning_folder.UnreadableFile):
            return None

    def spelled(self, name: str) -> Any:
        """The answer as Copier has it before it is asked, however it is spelled: given, or stored; None where there is none."""
        if name in self.typed or self.replay:
            return self.typed.get(name)
        if self.answers_file.parent.name != RECORDS:
            return (self.stored or {}).get(name) if self.changing else None
        try:
            return planning_folder.load(self.destination / self.answers_file).get(name)
        except (OSError, planning_folder.UnreadableFile):
            return None

    @property
    def moved_to(self) -> str:
        """The template's address that this command was given, where the initiative's answers name another; else empty."""
        given = origin_of(self.context)["_src_path"]
        return given if self.stored is not None and given != template.source(str(self.stored.get("_src_path"))) else ""

    @cached_property
    def older_names(self) -> frozenset[str]:
        """The names of all questions of the initiative's version, where this code is of another; else none."""
        if self.stored is None or self.stored.get("_commit") == origin_of(self.context)["_commit"]:
            return frozenset()
        return template.question_names(self.checkout, str(self.stored.get("_commit")))

    @cached_property
    def kept(self) -> Mapping[str, Any] | None:
        """The initiative's answers as its file has them, which a replay is given; None where this run has none."""
        if self.replay:
            return self.given if "documents" in self.given else None
        return self.stored

    @cached_property
    def foreign(self) -> dict[str, Any]:
        """The answers of another template that lie where Copier looks for ours; Copier offers them as if they were ours."""
        if self.replay or self.stored is not None or self.record is not None:
            return {}
        try:
            return planning_folder.load(self.destination / ANSWERS)
        except (OSError, planning_folder.UnreadableFile):
            return {}

    def forget(self) -> None:
        """Read the folder anew from here on."""
        for name, attribute in vars(type(self)).items():
            if isinstance(attribute, cached_property):
                vars(self).pop(name, None)

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

    def following(self, given: Mapping[str, Any]) -> tuple[checkpoints.Checkpoint, ...]:
        """Every checkpoint as it stands once the package of this run has the given answers: what starts must be approved so."""
        known = [one for one in self.records if self.record is None or one.get("slug") != self.record.get("slug")]
        own = {"part": "work-package", "number": records.next_number(self.records), **(self.record or {}), **given}
        own["slug"] = own.get("slug") or records.slug_for(own, records.next_number(self.records))
        return checkpoints.states(self.confirmed, self.stored or {}, records.snapshot([*known, own]))

    @cached_property
    def numbers(self) -> dict[int, str]:
        """The record file that holds each number."""
        return {records.record_number(one): records.record_file(one) for one in self.records if records.record_file(one)}

    @cached_property
    def packages(self) -> list[Record]:
        """The snapshot's work packages, each with its dependencies."""
        return [{"depends_on": [], **record} for record in self.records if records.is_package(record)]


def planning_root(run: Run) -> Path:
    """The folder that holds the planning folders, this one or the one that is made among them."""
    if run.stored is not None:
        return run.root.resolve().parent
    if rules.FOLDER_NAME.fullmatch(run.destination.resolve().name):
        return run.destination.resolve().parent
    return run.destination / git.as_path(str(run.given.get("planning_root") or PLANNING_ROOT))


def planning_folders(run: Run) -> list[str]:
    """The names of the planning folders beside this one, newest first."""
    root = planning_root(run)
    own = run.root.resolve().name if run.stored is not None else ""
    found = (path.name for path in root.glob("*") if rules.FOLDER_NAME.fullmatch(path.name) and path.is_dir())
    return sorted((name for name in found if name != own), reverse=True)


def is_list(name: str) -> bool:
    """Whether the answer of a work package is a list."""
    return name in (*records.LISTS, "depends_on")


def at_terminal(run: Run) -> bool:
    """Whether somebody is there to answer a prompt."""
    return sys.stdin is not None and sys.stdin.isatty() and not run.context["_copier_conf"]["defaults"]


def planning_path(run: Run, answers: Answers) -> str:
    """The planning folder, relative to the destination."""
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
    return git.as_path((PurePath(root) / f"{text.one_line(date)}-{slug}").as_posix())


def record_of(context: Answers) -> Record:
    """The record that the answers of this run make, with what its new status brings."""
    run = Run(context)
    names = records.PACKAGE_DEFAULTS if context["part"] == "work-package" else records.ANALYSIS_DEFAULTS
    moved = {name: value for name, value in migrating.moved(run.record or {}).items() if name not in run.given}
    record = records.normalise({**{name: context[name] for name in names if name in context}, **moved}, run.packages)
    if run.replay or not records.is_package(record):
        return record
    record["unblocked"] = with_stored(run.given.get("unblocked"), record["unblocked"], (run.record or {}).get("unblocked"))
    return records.normalise(advance(run.record or {}, record, run.given, today()), run.packages)


def with_stored(given: Any, entries: Any, stored: Any) -> list[str]:
    """The outside things that are there: a command names those that have come, and an empty answer takes all back."""
    before = text.items(stored) if text.items(given) else []
    return list(dict.fromkeys([*before, *text.items(entries)]))


def origin_of(context: Answers) -> dict[str, str]:
    """The template's version and source, as answers files and records remember them."""
    remembered = context["_copier_answers"]
    checkout = Path(str(context["_copier_conf"]["src_path"]))
    return {
        "_commit": template.commit(checkout, str(remembered["_commit"])),
        "_src_path": template.source(str(remembered["_src_path"])),
    }


def version_of(stored: Mapping[str, Any]) -> dict[str, str]:
    """The template's version and source that stored answers name: a record is of its initiative's, whatever code runs."""
    return {name: str(stored.get(name)) for name in ("_commit", "_src_path")}


def resolved(context: Answers) -> dict[str, Any]:
    """The initiative's answers so far, of those that are stored."""
    return {name: context[name] for name in rules.STORED if name in context}


def stored_form(name: str, value: Any) -> Any:
    """An answer of the initiative in its stored form: text clean, lists as lists, dates as text."""
    if name == "identified":
        return records.identified_form(value)
    if name == "buffer":
        # An initiative from before there was one has none.
        return text.one_line(value).removesuffix("%").strip() or "0"
    if name in ("previous_completed", "previous_partial"):
        return continuing.named_entries(value)
    if name == "analyses":
        return analyses.names_of(value)
    if name in ("overall_criteria", "external_dependencies", "external_unblocked"):
        return text.items(value)
    return text.clean(value) if isinstance(value, (str, datetime.date)) else value
