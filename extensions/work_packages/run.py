"""One run of the template: what was asked for, by Copier or by the short command, and what the planning folder holds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from . import branches, git, planning_folder, template
from .clock import today
from .planning import answers as rules
from .planning import checkpoints, elsewhere, house, imports, migrating, records, text
from .planning.fields import PLANNING_ROOT
from .planning.lifecycle import advance
from .planning.records import Record
from .planning_folder import ANSWERS, HOUSE, PORTFOLIO, RECORDS, Folder
from .state import confirmations
from .versions import Template

if TYPE_CHECKING:
    from .incoming import Import

#: Answers by their names: those that a command was given, or those that count for it.
Answers = Mapping[str, Any]

_Value = TypeVar("_Value")

#: The answers file of `part=agents`, below a repository's root.
AGENTS = ".engineering/.work-packages-agents.yml"

#: Answers that are stored and no person gives: by them a replay is known. What is typed is text of one line.
_STORED_MARKS = ("documents", "record_schema")


@dataclass
class Run:
    """One run of the template: where it writes, what it was given, and what it finds there.

    Attributes:
        destination: the folder that the command names.
        answers_file: the answers file that it names, relative to the destination.
        typed: what it was given, as it is: with -d, or in a data file.
        find_template: finds the template that runs; looked up when it is needed.
        command: gives an object that lives as long as the command; None once it is over.
        defaults: the defaults of a person's own, from Copier's settings or the program that runs it.
        at_terminal: whether somebody is there to answer a prompt.
        overwrite, quiet, pretend: the command's own options; an update overwrites.
        under_git: whether the template is at a version that git knows.
        checkout: the template's files.
        corrections: what a person corrected at a prompt.
        prompted: what an import goes by, as it was answered at prompts so far.
        replay: whether Copier replays an update in a folder of its own: there nothing is asked, computed or written.
    """

    destination: Path
    answers_file: PurePath
    typed: Mapping[str, Any]
    find_template: Callable[[], Template]
    checkout: Path
    command: Callable[[], object]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    at_terminal: bool = False
    overwrite: bool = False
    quiet: bool = False
    pretend: bool = False
    under_git: bool = True
    replay: bool = False
    corrections: Mapping[str, Any] = field(default_factory=dict)
    prompted: Mapping[str, Any] = field(default_factory=dict)
    _found: dict[Hashable, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A data file may hold these names too, of a command that asks and says nothing; `is_copy` tells it from a replay.
        # A formatter of YAML may take the end of the last line off: then it is known by what it says.
        typed = planning_folder.unpacked(self.typed)
        said = [typed[name] for name in _STORED_MARKS if name in typed]
        marked = any(not isinstance(one, str) or one.endswith("\n") for one in said)
        if self.typed.get("part") == "agents":
            # These answers have no such mark; but where a command brings them up to date, they are.
            self.replay = self.replay and not (self.destination / AGENTS).is_file()
            return
        if self.typed.get("part") == "portfolio":
            self.replay = self.replay and not (self.destination / PORTFOLIO).is_file()
            return
        self.replay = self.replay and marked and planning_folder.initiative_answers(self.root / ANSWERS) is None

    @property
    def given(self) -> dict[str, Any]:
        """What this command was given, in a folder that it imports, or as a correction at a prompt; choices as they are stored."""
        said = {**self._given, **self.corrections}
        return {**self.imported_answers, **said} if self.is_import else said

    @property
    def _of_import(self) -> dict[str, Any]:
        """What was given, or answered at a prompt so far."""
        return {**self.prompted, **self._given, **self.corrections}

    @property
    def is_import(self) -> bool:
        """Whether this run starts an initiative from another planner's folder."""
        said = self._of_import
        if not imports.is_import(said) or self.replay or said.get("part", "initiative") != "initiative":
            return False
        return self.stored is None

    @property
    def imported(self) -> Import | None:
        """What the new initiative is imported from; None where it is not, where it cannot be, or nobody has named it yet."""
        return self._found_there[0]

    @property
    def import_fault(self) -> tuple[str, str]:
        """The answer for which nothing can be imported, and why; both empty where it can, or nobody has named it yet."""
        return self._found_there[1]

    @property
    def _found_there(self) -> tuple[Import | None, tuple[str, str]]:
        path = self._of_import.get("previous")
        if not self.is_import or not isinstance(path, str) or not text.one_line(path):
            return None, ("", "")
        asked = {name: self._of_import[name] for name in imports.HOW.values() if name in self._of_import}

        def find() -> tuple[Import | None, tuple[str, str]]:
            # No other command needs it.
            from . import incoming

            try:
                return incoming.read(path, asked, self.destination), ("", "")
            except incoming.NotImportable as error:
                return None, incoming.fault(error)

        return self.once(("imported", path, repr(asked)), find)

    @property
    def imported_answers(self) -> dict[str, Any]:
        """The answers that an import gives; of one that was named at a prompt the title was asked before."""
        found = self.imported
        if found is None:
            return {}
        asked = not {"kind", "previous"} <= {*self._given}
        return {name: value for name, value in found.answers.items() if not (asked and name == "initiative")}

    @cached_property
    def _given(self) -> dict[str, Any]:
        return records.canonical_answers(self.typed)

    def once(self, key: Hashable, find: Callable[[], _Value]) -> _Value:
        """What `find` finds, looked up once in this command: Copier asks for the same things at every prompt."""
        if key not in self._found:
            self._found[key] = find()
        value: _Value = self._found[key]
        return value

    def warn(self, message: str) -> None:
        """Print a warning, once in this command."""
        self.once(("warned", message), lambda: print(message, file=sys.stderr))

    @cached_property
    def template(self) -> Template:
        """The template that runs."""
        return self.find_template()

    @cached_property
    def rules(self) -> house.Found:
        """The rules of the house for the planning folder that this command writes, with what is wrong with them."""
        return house.parse(self._rules_file, rules.problem_of)

    @property
    def _rules_file(self) -> bytes:
        if self.replay:
            return b""
        if self.pretend and "folder" in vars(self):
            # The folder as it is to be taken to be.
            return self.folder.files.get(HOUSE, b"")
        # Nothing of the planning folder is kept here: it is not locked yet.
        if planning_folder.initiative_answers(self.root / ANSWERS) is not None:
            folder = self.root
        elif rules.FOLDER_NAME.fullmatch(self.destination.resolve().name):
            folder = self.destination
        else:
            root = self.typed.get("planning_root") or self.defaults.get("planning_root") or PLANNING_ROOT
            folder = self.destination / git.as_path(text.one_line(root)) / "_"
        place = planning_folder.house_file(folder)
        return place.read_bytes() if place else b""

    @cached_property
    def house(self) -> house.House:
        """The house whose rules hold for the command; with its words, documents are made."""
        return house.read(self.rules.stored)

    @property
    def merging(self) -> branches.Stopped | None:
        """What git was merging in the planning folder's repository when it stopped; looked up once in this command."""
        folder = self.root.resolve()
        return self.once(("stopped", folder), lambda: branches.stopped(folder))

    @cached_property
    def root(self) -> Path:
        """The destination, where it is a planning folder; else the planning folder that the given answers file is in."""
        if self.answers_file.parent.name == RECORDS:
            return self.destination / self.answers_file.parent.parent
        if self.answers_file == PurePath(AGENTS):
            return self.destination
        return self.destination / self.answers_file.parent

    @cached_property
    def folder(self) -> Folder:
        """The planning folder as it was read; an empty one in a replay, and where no initiative is."""
        if self.replay or planning_folder.initiative_answers(self.root / ANSWERS) is None:
            return Folder({})
        return planning_folder.read(self.root)

    @property
    def stored(self) -> dict[str, Any] | None:
        """The answers of the initiative that is in the destination; None in a replay and where there is none."""
        return self.folder.answers

    @cached_property
    def record(self) -> dict[str, Any] | None:
        """The stored record that the command names with `-a`; None where it names none."""
        stored = self._stored_record
        return None if stored is None else records.canonical_answers(stored)

    @cached_property
    def _stored_record(self) -> dict[str, Any] | None:
        if self.replay or self.answers_file.parent.name != RECORDS:
            return None
        try:
            return self.folder.record(f"{RECORDS}/{self.answers_file.name}")
        except (KeyError, planning_folder.UnreadableFile):
            return None

    def spelled(self, name: str) -> Any:
        """The answer as Copier has it before it is asked, however it is spelled: given, or stored; None where there is none."""
        if name in self.typed or self.replay:
            return self.typed.get(name)
        if self.answers_file.parent.name != RECORDS:
            return (self.stored or {}).get(name) if self.changing else None
        return (self._stored_record or {}).get(name)

    @property
    def moved_to(self) -> str:
        """The template's address that this command was given, where the initiative's answers name another; else empty."""
        given = self.template.source
        return given if self.stored is not None and given != template.source(str(self.stored.get("_src_path"))) else ""

    @cached_property
    def older_names(self) -> frozenset[str]:
        """The names of all questions of the initiative's version, where this code is of another; else none."""
        if self.stored is None or self.stored.get("_commit") == self.template.commit:
            return frozenset()
        return template.question_names(self.checkout, str(self.stored.get("_commit")))

    @cached_property
    def kept(self) -> Mapping[str, Any] | None:
        """The initiative's answers as its file has them, which a replay is given; None where this run has none."""
        if self.replay:
            return planning_folder.unpacked(self.given) if "documents" in self.given else None
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
            if isinstance(attribute, cached_property) and name != "template":
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
        if self.answers_file == PurePath(AGENTS):
            return "agents"
        if self.answers_file == PurePath(PORTFOLIO):
            return "portfolio"
        if self.record is not None:
            return str(self.record.get("part"))
        if self.stored is not None:
            return "initiative" if self.overwrite else "work-package"
        return "initiative"

    @property
    def records(self) -> list[Record]:
        """The snapshot of the records in the planning folder; empty in a replay."""
        return [] if self.stored is None else self.folder.records

    @cached_property
    def confirmed(self) -> dict[str, Any]:
        """The confirmations that are stored; of an initiative from before there were any, those of what it holds."""
        return confirmations(self.stored, self.records)

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


def beside_of(run: Run) -> elsewhere.Beside:
    """The initiatives beside this one, in which a dependency may name a package; looked up once in this command."""
    # Few plans depend on others.
    from . import beside

    def find() -> elsewhere.Beside:
        root = planning_root(run).resolve()
        folder = run.root.resolve()
        own = git.as_text(folder.name) if run.stored is not None and folder.parent == root else ""
        return elsewhere.Beside(own, beside.names(root), lambda name: beside.known(root / git.as_path(name)))

    return run.once("beside", find)


def needs_of(run: Run, value: Any, packages: Sequence[Mapping[str, Any]]) -> Any:
    """A `depends_on` answer in which packages of other initiatives are named as they are stored; else as it is."""
    references = records.references(value)
    if not any("/" in one for one in references):
        return value
    here = records.Names(packages)
    return [beside_of(run).stored_form(one) if "/" in one and not here.resolve(one) else one for one in references]


def identified_of(run: Run, value: Any) -> Any:
    """An `identified` answer in which the same is done with the dependencies of each entry."""
    entries = records.identified_entries(value)
    if not any("/" in one for entry in entries for one in records.references(entry.get("depends_on"))):
        return value
    named = [
        {"number": entry.get("number"), "slug": records.slug_for(entry, 0), "title": text.one_line(entry.get("title"))}
        for entry in entries
    ]
    return [
        {**entry, "depends_on": needs_of(run, entry["depends_on"], named)} if "depends_on" in entry else entry
        for entry in entries
    ]


def planning_root(run: Run) -> Path:
    """The folder that holds the planning folders, this one or the one that is made among them."""
    if run.stored is not None:
        return run.root.resolve().parent
    if rules.FOLDER_NAME.fullmatch(run.destination.resolve().name):
        return run.destination.resolve().parent
    return run.destination / git.as_path(str(run.given.get("planning_root") or run.house.planning_root or PLANNING_ROOT))


def planning_folders(run: Run) -> list[str]:
    """The names of the planning folders beside this one, newest first."""
    root = planning_root(run)
    own = run.root.resolve().name if run.stored is not None else ""
    found = (path.name for path in root.glob("*") if rules.FOLDER_NAME.fullmatch(path.name) and path.is_dir())
    return sorted((name for name in found if name != own), reverse=True)


def is_list(name: str) -> bool:
    """Whether the answer of a work package is a list."""
    return name in (*records.LISTS, "depends_on")


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
    root = text.one_line(answers.get("planning_root")) or run.house.planning_root or PLANNING_ROOT
    return git.as_path((PurePath(root) / f"{text.one_line(date)}-{slug}").as_posix())


def location_of(run: Run, folder: Path, planned_root: str) -> str:
    """The planning folder below its repository's root; its name alone where it is that root, or in no repository.

    A clone's own name says nothing where the folder is the repository: the stored location stands.
    """
    top = template.top(folder)
    if run.stored is not None and top in (None, folder):
        return text.one_line(run.stored.get("location"))
    if top is not None and folder != top and folder.is_relative_to(top):
        return git.as_text(folder.relative_to(top).as_posix())
    planned = PurePath(planned_root).parts
    parts = tuple(git.as_text(part) for part in folder.parts)
    return PurePath(*parts[-len(planned) - 1 :]).as_posix() if parts[-len(planned) - 1 : -1] == planned else parts[-1]


def record_of(run: Run, answers: Answers) -> Record:
    """The record that the answers of this run make, with what its new status brings."""
    with house.speaking(run.house):
        return _record_of(run, answers)


def _record_of(run: Run, answers: Answers) -> Record:
    part, given = answers.get("part", run.part), run.given
    names = records.PACKAGE_DEFAULTS if part == "work-package" else records.ANALYSIS_DEFAULTS
    said = {name: answers[name] for name in names if name in answers}
    if "depends_on" in said:
        said["depends_on"] = needs_of(run, said["depends_on"], run.packages)
    moved = {name: value for name, value in migrating.moved(run.record or {}).items() if name not in given}
    record = records.normalise({**(run.record or {}), **said, "part": part, **moved}, run.packages)
    if not records.is_package(record):
        return record
    record.pop("fields", None)
    if own := house.with_fields((run.record or {}).get("fields"), given.get("fields")):
        record["fields"] = own
    record["unblocked"] = with_stored(given.get("unblocked"), record["unblocked"], (run.record or {}).get("unblocked"))
    return records.normalise(advance(run.record or {}, record, given, today()), run.packages)


def with_stored(given: Any, entries: Any, stored: Any) -> list[str]:
    """The outside things that are there: a command names those that have come, and an empty answer takes all back."""
    before = text.items(stored) if text.items(given) else []
    return list(dict.fromkeys([*before, *text.items(entries)]))


def version_of(stored: Mapping[str, Any]) -> dict[str, str]:
    """The template's version and source that stored answers name: a record is of its initiative's, whatever code runs."""
    return {name: str(stored.get(name)) for name in ("_commit", "_src_path")}
