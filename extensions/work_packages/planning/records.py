"""Records: the answers of one document each, as they are stored, and the package or analysis that they describe.

A record is a mapping of answers by the names of docs/answers.md. Stored records are normalised: text clean, lists as
lists, dependencies as slugs, effort in one form, so that the same answers are always the same bytes.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import marshal
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import analyses, blockers, house, migrating, text
from .blockers import Blocker
from .effort import Effort, effort_text, hours, parse_effort, parse_remaining, parse_time
from .elsewhere import Elsewhere
from .fields import FIELDS, names
from .fields import LEVELS as LEVELS
from .fields import STATUSES as STATUSES
from .lifecycle import UNDER_WAY, advance

#: The form of the records that this version writes. Readers take what they know of a newer one.
SCHEMA = 1

Record = dict[str, Any]

#: Statuses of packages that are still to be worked on; only these are ordered and scheduled.
OPEN = ("ready", "in-progress", "partial")
#: Statuses that say that nothing was started: all that there may be before the roadmap is confirmed (docs/architecture.md, "Checkpoints").
UNSTARTED = ("ready", "deferred", "dropped")
#: Statuses of packages that are shown and not counted (docs/roadmap-json.md, "How It Is Computed").
PUT_ASIDE = ("deferred", "dropped")

#: Answers that are one of a few words.
CHOICES = {field.name: field.choices for part in FIELDS.values() for field in part if field.choices}

BLOCKS = tuple(names("work-package", "block"))
TEXTS = tuple(names("work-package", "line", "block"))
LISTS = tuple(names("work-package", "list"))

#: Days of a work package.
DAYS = tuple(names("work-package", "day"))

#: Answers of records that are one value each, not lists.
PLAIN = (
    *names("work-package", "line", "block", "choice", "effort", "hours", "left", "day", "flag"),
    *names("analysis", "line"),
    "rank",
)

#: What is proposed for answers that were not given.
PROPOSED = {"value": "medium", "risk": "medium", "review": "1h"}

#: The largest number of a document, and of a rank.
LARGEST_NUMBER = 9999

#: Every answer of a record with its default, in the order in which records are written, by part.
_HEAD: Record = {"record_schema": SCHEMA}
PACKAGE_DEFAULTS, ANALYSIS_DEFAULTS = (
    {"part": part, **_HEAD, **{field.name: field.default for field in FIELDS[part] if field.name != "fields"}}
    for part in ("work-package", "analysis")
)


@dataclass(frozen=True)
class Package:
    """One work package, read from its record. Times are minutes.

    `depends_on` are packages of the same plan and, as the record names them, of other initiatives; a roadmap has these in
    `elsewhere`. `effort` is no time where nobody has given an estimate. `by_default` names what is proposed because it was not given, of
    `PROPOSED`.
    """

    number: int
    slug: str
    title: str
    added: str = ""
    summary: str = ""
    why: str = ""
    impact: str = ""
    insights: tuple[str, ...] = ()
    value: str = "medium"
    risk: str = "medium"
    effort: Effort = Effort(240, 360)
    review: int = 60
    depends_on: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    unblocked: tuple[str, ...] = ()
    in_scope: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    success_criteria: tuple[str, ...] = ()
    task_list: tuple[str, ...] = ()
    priority: str = ""
    priority_reason: str = ""
    rank: int | None = None
    owner: str = ""
    due: str = ""
    status: str = "ready"
    started: str = ""
    done: str = ""
    remains: str = ""
    pr: tuple[str, ...] = ()
    adr: str = ""
    actual: int | None = None
    actual_review: int | None = None
    remaining: Effort | None = None
    completed: str = ""
    history: tuple[str, ...] = ()
    testing: bool = False
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)
    own_status: str = ""
    blockers: tuple[Blocker, ...] = ()
    by_default: tuple[str, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    faults: tuple[str, ...] = field(default=(), compare=False)

    @property
    def file(self) -> str:
        """The plan's file name, `NN-<slug>-plan.md` (workflow, "Naming Pattern")."""
        return f"{nn(self.number)}-{self.slug}-plan.md"

    @property
    def record(self) -> str:
        """The path of its record below the planning folder."""
        return f".planning/{nn(self.number)}-{self.slug}.yml"

    @property
    def completion_file(self) -> str:
        """The completion document's file name, `<SLUG>-COMPLETE.md` (workflow, "Standard Structure")."""
        return f"{self.slug.upper()}-COMPLETE.md"

    @property
    def testing_file(self) -> str:
        """The testing document's file name, `<SLUG>-TESTING.md` (workflow, "Standard Structure")."""
        return f"{self.slug.upper()}-TESTING.md"

    @property
    def was_completed(self) -> bool:
        """Whether the package is complete, or was before it was taken up again: its completion document stays."""
        return self.status == "complete" or bool(self.completed)

    @property
    def is_open(self) -> bool:
        """Whether work on the package is still to be done."""
        return self.status in OPEN

    @property
    def counts(self) -> bool:
        """Whether the package counts in totals; `deferred` and `dropped` ones do not."""
        return self.status not in PUT_ASIDE

    @property
    def under_way(self) -> bool:
        """Whether the package is in progress, or was left half-way."""
        return self.status in UNDER_WAY

    @property
    def is_estimated(self) -> bool:
        """Whether somebody has said how much work the package is."""
        return self.effort.high > 0

    @property
    def is_overrun(self) -> bool:
        """Whether the package is under way, has taken all of its estimate, and nobody has said what is left."""
        taken = self.actual is not None and self.actual >= self.effort.high
        return self.under_way and self.remaining is None and self.is_estimated and taken

    @property
    def waits_outside(self) -> tuple[Blocker, ...]:
        """The outside things that the package waits for."""
        return tuple(blocker for blocker in self.blockers if blocker.open)

    @property
    def spent(self) -> tuple[int, int]:
        """Agentic and review minutes that are spent: as measured; of a complete package nobody measured, its upper estimate.

        Nothing is spent on a package that is neither complete nor under way.
        """
        if self.status == "complete":
            return self.taken[0].high, self.taken[1]
        return (self.actual or 0, self.actual_review or 0) if self.under_way else (0, 0)

    @property
    def taken(self) -> tuple[Effort, int]:
        """What a complete package took, in minutes: as measured, else as estimated."""
        effort = self.effort if self.actual is None else Effort(self.actual, self.actual)
        return effort, self.review if self.actual_review is None else self.actual_review

    @property
    def left(self) -> tuple[Effort, int]:
        """What is left to do, in minutes: of work under way what `remaining` says, else the estimate less what was spent.

        Never below zero; all of the estimate of what is not begun, and nothing of what is complete or put aside
        (docs/roadmap-json.md, "How It Is Computed").
        """
        if self.status == "ready":
            return self.effort, self.review
        if not self.under_way:
            return Effort(), 0
        agentic = self.effort.less(self.actual or 0) if self.remaining is None else self.remaining
        return agentic, max(0, self.review - (self.actual_review or 0))

    @property
    def expected(self) -> tuple[Effort, int]:
        """What the package takes in all, in minutes: what it took, or what is spent and what is left of it."""
        if self.status == "complete":
            return self.taken
        agentic, review = self.left
        spent = self.spent
        return agentic.plus(spent[0]), review + spent[1]


@dataclass(frozen=True)
class Analysis:
    """One analysis document, read from its record."""

    number: int
    kind: str
    title: str
    purpose: str
    added: str = ""

    @property
    def file(self) -> str:
        """The document's file name, `NN-<TYPE>-ANALYSIS.md` (workflow, "Naming Pattern")."""
        return f"{nn(self.number)}-{self.kind.upper()}-ANALYSIS.md"

    @property
    def record(self) -> str:
        """The path of its record below the planning folder."""
        return f".planning/{nn(self.number)}-{self.kind}-analysis.yml"


def nn(number: int) -> str:
    """The number as file names and tables show it: two digits at least."""
    return f"{number:02d}"


def is_package(record: Mapping[str, Any]) -> bool:
    """Whether the record is a work package's."""
    return record.get("part") == "work-package"


def is_analysis(record: Mapping[str, Any]) -> bool:
    """Whether the record is an analysis's."""
    return record.get("part") == "analysis"


def record_file(record: Mapping[str, Any]) -> str:
    """The record's file name below `.planning/`; empty for one that could never be read."""
    if is_package(record):
        return f"{nn(record['number'])}-{record['slug']}.yml"
    return f"{nn(record['analysis_number'])}-{record['analysis_type']}-analysis.yml" if is_analysis(record) else ""


def record_id(record: Mapping[str, Any]) -> str:
    """The name by which commands speak of a document, whatever its number: a package's slug, `<type>-analysis`; else empty."""
    if is_package(record):
        return str(record.get("slug"))
    return f"{record['analysis_type']}-analysis" if is_analysis(record) else ""


def document_file(record: Mapping[str, Any]) -> str:
    """The name of the document that the record belongs to: a plan or an analysis."""
    return read_package(record).file if is_package(record) else read_analysis(record).file


def documents_of(record: Mapping[str, Any]) -> list[str]:
    """The names of all documents that the record belongs to; none for one that could never be read."""
    if not record_file(record):
        return []
    if not is_package(record):
        return [document_file(record)]
    package = read_package(record)
    completion = [package.completion_file] if package.was_completed else []
    return [package.file, *completion, *([package.testing_file] if package.testing else [])]


def record_number(record: Mapping[str, Any]) -> int:
    """The number in the record's file name; 0 where there is none."""
    value = record.get("number" if is_package(record) else "analysis_number")
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def fault(record: Mapping[str, Any]) -> str:
    """Why a record cannot be read at all, as the end of a sentence; empty where it can."""
    if is_package(record):
        named = text.is_slug(record.get("slug"))
    else:
        kind = record.get("analysis_type")
        named = is_analysis(record) and text.is_slug(kind) and analyses.kind_of(kind) == kind
    if not named or not 0 < record_number(record) <= LARGEST_NUMBER:
        return "does not name its part, number and slug"
    wrong = [name for name in PLAIN if isinstance(record.get(name), (list, dict))]
    if wrong:
        return f"holds a list or a mapping in {text.join(wrong)}, where text belongs"
    wrong = [name for name in DAYS if text.one_line(record.get(name)) and not _date_or_empty(record[name])]
    return f"holds no date in {text.join(wrong)}" if wrong else ""


def fault_in(file: str, record: Mapping[str, Any]) -> str:
    """Why the record in a file of this name cannot be read, or is another's; empty where it can."""
    if wrong := fault(record):
        return wrong
    return f"says that it is {record_file(record)}" if record_file(record) != file else ""


def sort_key(record: Mapping[str, Any]) -> tuple[int, str]:
    """The order of records wherever they are listed: by number, then by name."""
    return record_number(record), str(record.get("slug") or record.get("analysis_type") or "")


def next_number(records: Iterable[Mapping[str, Any]]) -> int:
    """The number of the next work package: max(2, highest so far) + 1 (docs/architecture.md, "Ids and Numbers")."""
    return max([2, *(record_number(record) for record in records)]) + 1


def next_analysis_number(records: Iterable[Mapping[str, Any]]) -> int:
    """The number of the next analysis: the lowest that no document has, from 1 on (docs/architecture.md, "Ids and Numbers")."""
    taken = {record_number(record) for record in records}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def as_date(value: Any) -> datetime.date:
    """Read a date.

    Raises:
        ValueError: when the value is no date in the form YYYY-MM-DD.
    """
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    typed = text.one_line(value)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
        raise ValueError("does not match YYYY-MM-DD")
    with contextlib.suppress(ValueError):
        return datetime.date.fromisoformat(typed)
    # Many times slower, and says in words what is wrong.
    return datetime.date.fromisoformat(typed)


def as_bool(value: Any) -> bool:
    """Read a yes or no.

    Raises:
        ValueError: when the value is neither.
    """
    word = str(value).strip().lower()
    if word in ("true", "yes", "y", "on", "1"):
        return True
    if word in ("false", "no", "n", "off", "0", "", "none"):
        return False
    raise ValueError("is neither yes nor no")


def canonical(name: str, value: Any) -> Any:
    """An answer that is one of a few words as it is stored, however it is spelled: ` In-Progress`, `in progress`.

    What is no such answer, or none of the words, stays as it is.
    """
    if name not in CHOICES or not isinstance(value, str):
        return value
    allowed = (*CHOICES[name], *house.in_force().statuses) if name == "status" else CHOICES[name]
    if value in allowed:
        return value
    word = text.one_line(value).lower().replace(" ", "-").replace("_", "-")
    return word if word in ("", *allowed) else value


def canonical_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, each as `canonical` has it."""
    found = {**answers, **{name: canonical(name, answers[name]) for name in CHOICES if name in answers}}
    if isinstance(found.get("fields"), str):
        # Behind -d a mapping is text.
        with contextlib.suppress(ValueError):
            found["fields"] = text.from_yaml(found["fields"]) or {}
    return found


def references(value: Any) -> list[str]:
    """The names in a `depends_on` answer, as typed: a list, or text split at commas, semicolons and line ends."""
    if isinstance(value, str) and not value.strip().startswith(("[", "- ")):
        value = value.replace(",", ";")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = [value]
    return text.items(value)


class Names:
    """The names of some packages, by which references are resolved: made once for all references among them."""

    def __init__(self, packages: Iterable[Mapping[str, Any]]) -> None:
        self._packages = list(packages)
        self._slugs = {str(package["slug"]) for package in self._packages}

    @cached_property
    def _others(self) -> dict[int | str, str]:
        """The slugs by number and, in small letters, by title; of several the first."""
        found: dict[int | str, str] = {}
        for package in self._packages:
            if isinstance(number := package.get("number"), int):
                found.setdefault(number, str(package["slug"]))
            found.setdefault(text.one_line(package["title"]).casefold(), str(package["slug"]))
        return found

    def resolve(self, reference: str) -> str | None:
        """The slug of the package that the reference names by slug, number, title or file name; None where none does."""
        wanted = text.one_line(reference)
        if wanted in self._slugs:
            return wanted
        named = re.fullmatch(r"(?:phase )?(?:\d{2,}-)?(.+?)(?:-plan)?(?:\.md)?", wanted.lower())
        for slug in (wanted.lower(), named[1] if named else ""):
            if slug in self._slugs:
                return slug
        wanted = re.sub(r"(?i)^phase (?=\d+$)", "", wanted)
        by_number = self._others.get(int(wanted)) if re.fullmatch("[0-9]{1,9}", wanted) else None
        return by_number or self._others.get(wanted.casefold())


def resolve(reference: str, packages: Iterable[Mapping[str, Any]]) -> str | None:
    """The slug of the package that the reference names; see `Names.resolve`."""
    return Names(packages).resolve(reference)


#: Between two pull requests that were typed in one line.
_PULL_REQUESTS = re.compile(r",\s*(?=PR\b|MR\b|[#!][0-9]|https?://)", re.IGNORECASE)


def normalise(record: Mapping[str, Any], packages: Iterable[Mapping[str, Any]] | Names = ()) -> Record:
    """The record in its stored form, with every known answer, in one order; `packages` are those it may depend on.

    What cannot be read stays as it is, so that nothing that a person wrote is lost: reading it reports the fault.
    """
    content = content_of(record)
    result: Record = marshal.loads(_normal_content(content, house.key())) if content else _normal(record)
    if packages and is_package(result) and result["depends_on"]:
        names = packages if isinstance(packages, Names) else Names(packages)
        result["depends_on"] = list(dict.fromkeys(names.resolve(name) or name for name in result["depends_on"]))
    return result


#: Of how many records it is kept what became of them: a command meets each of its plan in many places.
_MOST_KEPT = 10_000


def content_of(record: Mapping[str, Any]) -> bytes:
    """What a record, or other answers, are known by; empty where it holds what only YAML can, such as a day without quotes."""
    try:
        return marshal.dumps(dict(record), 2)
    except ValueError:
        return b""


@functools.lru_cache(_MOST_KEPT)
def _normal_content(content: bytes, _rules: str) -> bytes:
    return marshal.dumps(_normal(marshal.loads(content)), 2)


def _normal(record: Mapping[str, Any]) -> Record:
    """The record in its stored form; what it depends on as it is named there."""
    record = canonical_answers(migrating.renamed(record))
    if is_analysis(record):
        result = {name: record.get(name, default) for name, default in ANALYSIS_DEFAULTS.items()}
        for name in ("analysis_title", "analysis_purpose", "added"):
            result[name] = text.one_line(result[name])
        return _with_kind(result)
    if not is_package(record):
        return record
    result = {name: default if (said := record.get(name)) is None else said for name, default in PACKAGE_DEFAULTS.items()}
    # Most answers of most records are empty: these are not looked at any closer.
    for name in TEXTS:
        if result[name] != "":
            result[name] = text.clean(result[name]) if name in BLOCKS else text.one_line(result[name])
    for name in LISTS:
        result[name] = [] if result[name] in ("", []) else text.items(result[name])
    # `[PR #1, PR #2]` is no YAML list: what follows the first `#` is a comment there.
    lines = [re.sub(r"^\[(.*)\]$", r"\1", line) if " #" in line else line for line in result["pr"]]
    entries = [entry for line in lines for entry in _PULL_REQUESTS.split(line)]
    # A number alone is that of a pull request.
    result["pr"] = [re.sub(r"^(\d+)$", r"PR #\1", entry) for entry in entries]
    result["depends_on"] = list(dict.fromkeys(references(result["depends_on"])))
    for name, (parse, form) in _TIMES.items():
        if result[name] != "":
            with contextlib.suppress(ValueError):
                result[name] = form(parse(result[name])) if text.one_line(result[name]) else ""
    for name in (*DAYS, "rank"):
        if result[name] != "":
            result[name] = text.one_line(result[name])
    with contextlib.suppress(ValueError):
        result["testing"] = as_bool(result["testing"])
    if own := house.with_fields(record.get("fields"), None):
        result["fields"] = own
    return result


#: How each time is read, and how it is stored.
_TIMES: dict[str, tuple[Callable[[object], Any], Callable[[Any], str]]] = {
    "effort": (parse_effort, effort_text),
    "review": (parse_time, lambda minutes: f"{hours(minutes)}h"),
    "actual": (parse_time, lambda minutes: f"{hours(minutes)}h"),
    "actual_review": (parse_time, lambda minutes: f"{hours(minutes)}h"),
    "remaining": (parse_remaining, effort_text),
}


def _with_kind(record: Record) -> Record:
    """An analysis with its type as file names hold it. What that loses of a name that a person typed is kept as its title."""
    typed = record["analysis_type"]
    if not isinstance(typed, str) or not (kind := analyses.kind_of(typed)):
        return record
    title = analyses.title_for(typed)
    if not record["analysis_title"] and title != analyses.title_for(kind):
        record["analysis_title"] = title
    return {**record, "analysis_type": kind}


def compact(record: Mapping[str, Any], packages: Iterable[Mapping[str, Any]] | Names = ()) -> Record:
    """The record without the answers that say nothing, as the initiative's snapshot keeps it."""
    kept = normalise(record, packages)
    if "unreadable" in record:
        kept["unreadable"] = record["unreadable"]
    return {
        name: value for name, value in kept.items() if value not in ("", [], False) or name in ("number", "analysis_number")
    }


def snapshot(records: Iterable[Mapping[str, Any]]) -> list[Record]:
    """The records as the initiative stores them: normalised among each other, compact, by number."""
    listed = list(records)
    names = Names(record for record in listed if is_package(record))
    return sorted((compact(record, names) for record in listed), key=sort_key)


def read_package(record: Mapping[str, Any]) -> Package:
    """The package that a stored record describes; an answer that cannot be read takes its default and is a fault."""
    content = content_of(record)
    return _package_of_content(content, house.key()) if content else _package(normalise(record))


@functools.lru_cache(_MOST_KEPT)
def _package_of_content(content: bytes, _rules: str) -> Package:
    return _package(normalise(marshal.loads(content)))


def _package(values: Record) -> Package:
    # Of what nobody has estimated, the review counts as little as the work.
    names = PROPOSED if values["effort"] != "" else ("value", "risk")
    proposed = tuple(name for name in names if values[name] == "")
    values |= {name: PROPOSED[name] for name in proposed}
    faults: list[str] = []

    def read(name: str, reader: Callable[[Any], Any], default: Any) -> Any:
        if values[name] == "":
            return default
        try:
            return reader(values[name])
        except ValueError as error:
            faults.append(f"{name} {text.quoted(values[name])} {error}")
            return reader(PROPOSED[name]) if name in PROPOSED else default

    def one_of(name: str, allowed: Sequence[str]) -> str:
        value = str(values[name]).strip().lower()
        if value in allowed:
            return value
        faults.append(f"{name} {text.quoted(values[name])} is none of {text.join(filter(None, allowed))}")
        return PROPOSED.get(name) or str(PACKAGE_DEFAULTS[name])

    as_stored: dict[str, Any] = {name: read(name, _day, "") for name in DAYS}
    as_stored |= {name: values[name] for name in TEXTS if name != "title"}
    as_stored |= {name: tuple(values[name]) for name in (*LISTS, "depends_on")}
    return Package(
        number=record_number(values),
        slug=str(values["slug"]),
        title=values["title"] or str(values["slug"]),
        **as_stored,
        value=one_of("value", LEVELS),
        risk=one_of("risk", LEVELS),
        effort=read("effort", parse_effort, Effort()),
        review=read("review", parse_time, 0),
        priority=one_of("priority", ("", *LEVELS)),
        rank=read("rank", _rank, None),
        status=base if (base := house.base_status(values["status"])) in STATUSES else one_of("status", STATUSES),
        own_status=str(values["status"]) if base != values["status"] else "",
        fields=values.get("fields") or {},
        actual=read("actual", parse_time, None),
        actual_review=read("actual_review", parse_time, None),
        remaining=read("remaining", parse_remaining, None),
        testing=read("testing", as_bool, None),
        by_default=proposed,
        blockers=blockers.read(values["blocked_by"], values["unblocked"]),
        faults=tuple(faults),
    )


def _day(value: Any) -> str:
    return as_date(value).isoformat()


def _rank(value: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", value) or not int(value):
        raise ValueError(f"is no whole number from 1 to {LARGEST_NUMBER}")
    return int(value)


def unstarted(record: Mapping[str, Any]) -> Record:
    """The record as it would be before any work: ready, where work has begun or is done."""
    if not is_package(record) or house.base_status(record.get("status", "ready")) in UNSTARTED:
        return dict(record)
    of_work = ("started", "completed", "actual", "actual_review", "remaining")
    return {**{name: value for name, value in record.items() if name not in of_work}, "status": "ready"}


def read_analysis(record: Mapping[str, Any]) -> Analysis:
    """The analysis that a stored record describes; its title and purpose default to those of its type."""
    kind = str(record.get("analysis_type") or "")
    title = text.one_line(record.get("analysis_title")) or analyses.title_for(kind)
    return Analysis(
        number=record_number(record),
        kind=kind,
        title=title,
        purpose=text.one_line(record.get("analysis_purpose")) or analyses.purpose_of(kind, title),
        added=_date_or_empty(record.get("added")),
    )


def _date_or_empty(value: Any) -> str:
    try:
        return as_date(value).isoformat()
    except ValueError:
        return ""


def identified_entries(value: Any) -> list[dict[str, Any]]:
    """The entries of an `identified` answer as mappings: a title alone becomes `{title: ...}`."""
    if isinstance(value, str):
        entries: list[Any] = text.parts(text.clean(value))
    else:
        entries = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    found = [canonical_answers(entry) if isinstance(entry, dict) else {"title": text.one_line(entry)} for entry in entries]
    return [entry for entry in found if entry != {"title": ""}]


def identified_form(value: Any) -> list[Any]:
    """An `identified` answer in its stored form: a list of titles and, where more was said, of mappings."""
    return [entry["title"] if list(entry) == ["title"] else entry for entry in identified_entries(value)]


def slug_for(entry: Mapping[str, Any], number: int) -> str:
    """The package's slug: the one given, else its title's, else `package-<number>` where the title has no Latin letter."""
    given = text.one_line(entry.get("slug"))
    title = entry.get("title")
    return given or text.slugify(title) or (f"package-{number}" if text.has_letters(title) else "")


def first_records(kinds: Sequence[str], identified: Any, added: str, known: Sequence[Mapping[str, Any]] = ()) -> list[Record]:
    """New records: of the analyses, then of the identified packages, numbered in that order after the `known` ones.

    Args:
        kinds: the types of the new analyses, as they were typed.
        identified: an `identified` answer.
        added: the day on which they are added, YYYY-MM-DD.
        known: the records there are already; new packages may depend on them.
    """
    records: list[Record] = []
    for kind in analyses.names_of(list(kinds)):
        number = next_analysis_number([*known, *records])
        records.append(normalise({"part": "analysis", "analysis_type": kind, "analysis_number": number, "added": added}))
    packages: list[Record] = []
    # Given numbers are taken first, so that a counted one never meets them.
    entries = identified_entries(identified)
    taken = {int(entry["number"]) for entry in entries if re.fullmatch("[0-9]{1,4}", text.one_line(entry.get("number")))}
    counted = next_number([*known, *records])
    for entry in entries:
        if re.fullmatch("[0-9]{1,4}", text.one_line(entry.get("number"))):
            number = int(entry["number"])
        else:
            while counted in taken:
                counted += 1
            number = counted
            counted += 1
        day = entry.get("added") or added
        package = {
            **house.in_force().of_part("work-package"),
            **entry,
            "part": "work-package",
            "number": number,
            "slug": slug_for(entry, number),
            "added": day,
        }
        packages.append(advance({}, package, entry, day))
    among = Names([*(record for record in known if is_package(record)), *packages])
    return records + [normalise(package, among) for package in packages]
