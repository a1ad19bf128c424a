"""Reading: what a planning folder that was written by hand says, as the answers of an initiative and of its records.

The documents are those of the workflow, in its own form or in a loose one. Of one package the plan says what counts, then
README.md, then START-HERE.md. What contradicts that is named, and so is what cannot be understood; nothing is guessed silently.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..planning import analyses, formatting, reading, text
from ..planning.effort import parse_effort, parse_time
from ..planning.placeholders import PLACEHOLDERS
from ..planning.records import LARGEST_NUMBER, nn
from ..planning.renaming import with_headings
from . import words
from .statements import CORE, LONGEST, PLAN, Statement, prose, statements

START, README, WORKFLOW, NOTES = "START-HERE.md", "README.md", "_work-package.md", "AGENTS.md"

_NUMBERED = re.compile(
    r"(?:(?:wp|ap|phase|package|paket|arbeitspaket|work-?package|step)[-_ ]?)?0*(?P<number>[1-9]\d{0,3})[-_. ]+(?P<rest>.+)",
    re.IGNORECASE,
)
_PLAN_END = re.compile(r"[-_. ]*(?:implementation[-_ ])?(?:plan|arbeitspaket|work[-_ ]?package)$", re.IGNORECASE)
_ANALYSIS = re.compile(r"(?:^|[-_ ])(?:analysis|analyse|analyses)$", re.IGNORECASE)
_AFTER = re.compile(r"(?P<rest>.+?)[-_ ](?P<what>complete|completion|testing|tests)$", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:(?:work package|arbeitspaket|package|paket|phase|feature|step|wp|ap|plan)\b[-\s#]*(?P<number>\d{1,4})?|#?(?P<bare>\d{1,4}))\s*(?:[:–—.)]|-(?=\s)|\s-\s)\s*(?P<rest>.+)",
    re.IGNORECASE,
)
_TITLE_END = re.compile(r"\s*(?:[-–—:]\s*)?(?:work package plan|implementation plan|plan|umsetzungsplan)$", re.IGNORECASE)
_NAMED = r"(?:phases?n?|wps?|aps?|work packages?|packages?|pakete?n?|arbeitspakete?n?|steps?)"
_JOINED = r"(?:\s*(?:,|/|&|\+|-|–|and|und|to|bis)\s*(?:#?\s*)?0*\d{1,4}(?![\w.]))*"
_REFERENCE = re.compile(
    rf"(?<!\w){_NAMED}[\s-]*#?\s*(?P<numbers>0*\d{{1,4}}(?![\w.]){_JOINED})|(?<![\w.#-])(?P<bare>0\d{{1,3}}(?![\w.]){_JOINED})",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"#?\s*(?P<numbers>0*\d{{1,4}}{_JOINED})")
_UNSAID = re.compile(
    r"[\s*_`]*(?:tbd|tba|t\.b\.d\.|unknown|unclear|\?+|not yet|to be (?:decided|determined|estimated)|not estimated|unbekannt|offen|unklar|\[[^\]]*\](?!\()|_[^_]+_)[\s*_`.]*",
    re.IGNORECASE,
)

#: The lists of a plan, with the heading of the template under which each stands, and whether its entries may have boxes.
_LISTS = {"in_scope": "In Scope", "out_of_scope": "Out of Scope", "success_criteria": "Success Criteria"}


@dataclass(frozen=True)
class Place:
    """A line of a document, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Understood:
    """What a planning folder says.

    Attributes:
        initiative: answers of the initiative.
        packages: the answers of each work package, with its number and slug.
        analyses: the answers of each analysis.
        files: the documents of the template that are there, with the names that they have there.
        headings: by document the template's headings that stand there in other words.
        order: the slugs of the packages in the order of implementation that the documents state.
        has_timeline: whether the documents hold a timeline.
        disagreements: what documents say in contradiction to what counts.
        unclear: what was not understood.
        assumed: what had to be taken to mean something.
        left: the files that are no document of the workflow.
    """

    initiative: Mapping[str, Any]
    packages: Sequence[Mapping[str, Any]]
    analyses: Sequence[Mapping[str, Any]]
    files: Mapping[str, str]
    headings: Mapping[str, Mapping[str, str]]
    order: tuple[str, ...] = ()
    has_timeline: bool = False
    disagreements: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class NothingToAdopt(Exception):
    """The folder holds no document of the workflow that says what there is to plan; the message says what was looked for."""


@dataclass
class _Package:
    """A package while its folder is read."""

    number: int
    title: str
    slug: str
    file: str
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def own_file(self) -> str:
        return f"{nn(self.number)}-{self.slug}-plan.md"


class Referents:
    """The packages that words may name: by a link to the plan, the title, or the number."""

    def __init__(self, named: Sequence[tuple[int, str, Sequence[str]]]) -> None:
        """Take the number, title and file names of each package."""
        self._numbers = [number for number, _, _ in named]
        self._files = {file.casefold(): number for number, _, files in named for file in files}
        titles: dict[str, list[int]] = {}
        for number, title, _ in named:
            titles.setdefault(words.key(title), []).append(number)
        self._titles = {title: numbers[0] for title, numbers in titles.items() if len(numbers) == 1 and title}

    def one(self, said: Sequence[str]) -> int | None:
        """The number of the package that the first of these words which names one is of; None where none does."""
        for name in said:
            number = self._named(name)
            if number is not None:
                return number
        return None

    def _named(self, said: str) -> int | None:
        for target in (*words.links(said), *re.findall(r"[\w.-]+\.md", said)):
            if number := self._files.get(target.rpartition("/")[2].casefold()):
                return number
        plain = words.key(said)
        if number := self._titles.get(plain):
            return number
        match = _TITLE.fullmatch(plain)
        if match and (number := self._titles.get(words.key(match["rest"]))):
            return number
        if match and (digits := match["number"] or match["bare"]) and int(digits) in self._numbers:
            return int(digits)
        match = re.match(rf"(?:{_NAMED}[\s-]*#?\s*)?0*(\d{{1,4}})(?=$|\s*[-–—:.)]\s|\s*$)", plain, re.IGNORECASE)
        if match and int(match[1]) in self._numbers:
            return int(match[1])
        match = re.fullmatch(r"(0\d{1,3}|[1-9]\d{1,3})\s+(.+)", plain)
        if match and (number := self._titles.get(words.key(match[2]))):
            return number
        if match and match[1].startswith("0") and int(match[1]) in self._numbers:
            return int(match[1])
        begins = [title for title in self._titles if len(title) > 3 and re.match(rf"{re.escape(title)}(?!\w)", plain)]
        return self._titles[max(begins, key=len)] if begins else None

    def all(self, said: str) -> tuple[list[int], list[int]]:
        """The numbers of all packages that the words name, and the numbers in them that no package has."""
        found: list[int] = []
        for target in (*words.links(said), *re.findall(r"[\w.-]+\.md", said)):
            if number := self._files.get(target.rpartition("/")[2].casefold()):
                found.append(number)
        plain = words.plain(re.sub(r"\[[^\]]*\]\([^)]*\)|`?[\w.-]+\.md`?", " ", said)) if found else words.plain(said)
        numbers: list[int] = []
        whole = _WHOLE.fullmatch(plain)
        for match in [whole] if whole else _REFERENCE.finditer(plain):
            numbers += _expanded(match["numbers"] or match["bare"] if "bare" in match.re.groupindex else match["numbers"])
        found += [number for number in numbers if number in self._numbers]
        if not found:
            low = plain.casefold()
            found += [
                number
                for title, number in self._titles.items()
                if len(title) > 3 and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", low)
            ]
        return list(dict.fromkeys(found)), [number for number in numbers if number not in self._numbers]


def _expanded(joined: str) -> list[int]:
    """The numbers of `3, 4 and 6` or `3-5`."""
    found: list[int] = []
    ranged = False
    for sign in re.findall(r"\d+|-|–|to|bis", joined):
        if not sign.isdigit():
            ranged = True
            continue
        if ranged and found and 0 < int(sign) - found[-1] < 50:
            found += range(found[-1] + 1, int(sign))
        found.append(int(sign))
        ranged = False
    return found


def understood(texts: Mapping[str, str], folder: str, known: Mapping[str, Any] | None = None) -> Understood:
    """Read a planning folder.

    Args:
        texts: its Markdown documents as text, by their names.
        folder: its name, which may begin with a day.
        known: corrections of the packages by number, slug or title, each a mapping of answers.

    Raises:
        NothingToAdopt: when there is no plan of a work package.
    """
    return _Reader(dict(texts), folder).read(known or {})


class _Reader:
    def __init__(self, texts: dict[str, str], folder: str) -> None:
        self.texts = {name: said.replace("\r\n", "\n") for name, said in texts.items()}
        self.folder = folder
        self.lines = {name: said.splitlines(keepends=True) for name, said in self.texts.items()}
        self.packages: list[_Package] = []
        self.analyses: list[dict[str, Any]] = []
        self.files: dict[str, str] = {}
        self.disagreements: list[str] = []
        self.unclear: list[str] = []
        self.assumed: list[str] = []
        self.order: tuple[str, ...] = ()

    def read(self, known: Mapping[str, Any]) -> Understood:
        left = self._classify()
        if not self.packages:
            raise NothingToAdopt(
                "no plan of a work package, such as 03-caching-plan.md, was found"
                + (f" among {text.join(sorted(self.texts))}" if self.texts else "")
            )
        self.referents = Referents([(one.number, one.title, (one.file, one.own_file)) for one in self.packages])
        by_number = {one.number: one for one in self.packages}
        own = {one.number: statements(self.lines[one.file], PLAN) for one in self.packages}
        core = {name: statements(self.lines[name], CORE) for name in (README, START) if name in self.texts}
        self._not_planned(core)
        for one in self.packages:
            self._read_package(one, own[one.number], core)
        self._read_dependencies(own, core, by_number)
        headings = self._headings()
        for one in self.packages:
            self._read_lists(one, headings.get(one.own_file) or {})
            self._read_completion(one)
        initiative = self._read_initiative(core)
        self.order = self._stated_order(core)
        self._correct(known)
        return Understood(
            initiative,
            [{"number": one.number, "slug": one.slug, "title": one.title, **one.answers} for one in self.packages],
            self.analyses,
            self.files,
            headings,
            self.order,
            self._has_timeline(),
            _once(self.disagreements),
            _once(self.unclear),
            _once(self.assumed),
            tuple(left),
        )

    # Files

    def _classify(self) -> list[str]:
        """Tell which document each file is; the names of those that are none."""
        left: list[str] = []
        plans: list[tuple[str, int | None, str]] = []
        found: list[tuple[str, int | None, str]] = []
        later: list[tuple[str, str, str]] = []
        for name in sorted(self.texts):
            if name in (START, README, WORKFLOW, NOTES):
                self.files[name] = name
                continue
            stem = name.removesuffix(".md")
            match = _NUMBERED.fullmatch(stem)
            number, rest = (int(match["number"]), match["rest"]) if match else (None, stem)
            if after := _AFTER.fullmatch(rest):
                later.append((name, after["rest"], "testing" if after["what"].lower().startswith("test") else "complete"))
            elif _ANALYSIS.search(rest):
                found.append((name, number, _ANALYSIS.sub("", rest)))
            elif _PLAN_END.search(rest) or (number is not None and self._looks_like_plan(name)):
                plans.append((name, number, _PLAN_END.sub("", rest)))
            else:
                left.append(name)
        taken = {number for _, number, _ in (*plans, *found) if number}
        for name, number, rest in plans:
            self._add_package(name, number, rest, taken)
        self.packages.sort(key=lambda one: one.number)
        for name, number, rest in found:
            self._add_analysis(name, number, rest, taken)
        for name, rest, what in later:
            if not self._add_after(name, rest, what):
                left.append(name)
        return sorted(left)

    def _looks_like_plan(self, name: str) -> bool:
        said = {one.about for one in statements(self.lines[name], PLAN)}
        keys = {words.key(line.text.lstrip("# ")) for line in prose(self.lines[name]) if line.level}
        criteria = any(one in keys for one in words.HEADINGS["plan"]["Success Criteria"])
        return bool(said & {"status", "effort", "priority", "depends_on"}) or criteria

    def _add_package(self, name: str, number: int | None, rest: str, taken: set[int]) -> None:
        head, line = self._title(name)
        title, numbered = _package_title(head)
        if not title:
            title = " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_ ]+", rest))
            self.unclear.append(f"{Place(name, 1)}: no title; taken from the file's name: {text.quoted(title)}")
        if number is None and numbered and numbered not in taken:
            number = numbered
        elif number is not None and numbered and numbered != number:
            self.disagreements.append(f"{Place(name, line)} says {numbered}, its name {nn(number)}; taken: {nn(number)}")
        if number is None or number > LARGEST_NUMBER or number in {one.number for one in self.packages}:
            before = number
            number = _free(max([2, *taken]) + 1, taken)
            why = f"{nn(before)} is taken twice" if before else "no number"
            self.assumed.append(f"{name}: {why}; it gets {nn(number)}")
        taken.add(number)
        slug = text.slugify(rest) or text.slugify(title) or f"package-{number}"
        if slug in {one.slug for one in self.packages}:
            slug = f"{slug[: text.SLUG_LENGTH - 6]}-{number}"
        package = _Package(number, title, slug, name)
        self.packages.append(package)
        self.files[package.own_file] = name

    def _add_analysis(self, name: str, number: int | None, rest: str, taken: set[int]) -> None:
        used = {one["analysis_number"] for one in self.analyses} | {one.number for one in self.packages}
        if number is None or number in used:
            number = _free(1, taken)
            self.assumed.append(f"{name}: no number of its own; it gets {nn(number)}")
        taken.add(number)
        kind = analyses.kind_of(rest.replace("_", "-")) or "own"
        if kind in {one["analysis_type"] for one in self.analyses}:
            kind = f"{kind}-{number}"
        head, _ = self._title(name)
        title = words.plain(head)
        own: dict[str, Any] = {"analysis_number": number, "analysis_type": kind}
        if title and title != analyses.title_for(kind):
            own["analysis_title"] = title
        for one in statements(self.lines[name], PLAN):
            if one.in_head and one.about == "purpose" and not words.is_nothing(one.words):
                own.setdefault("analysis_purpose", text.one_line(one.words))
            if one.in_head and one.about == "date" and words.day(one.words):
                own.setdefault("added", words.day(one.words))
        self.analyses.append(own)
        self.files[f"{nn(number)}-{kind.upper()}-ANALYSIS.md"] = name

    def _add_after(self, name: str, rest: str, what: str) -> bool:
        """Give a document of completion or of tests to its package; false where it names none."""
        slug = text.slugify(rest)
        number = re.fullmatch(r"(?:wp-?|phase-?)?0*(\d{1,4})", slug)
        one = next((one for one in self.packages if slug in (one.slug, text.slugify(one.title))), None)
        one = one or next((one for one in self.packages if number and one.number == int(number[1])), None)
        if one is None:
            return False
        own = f"{one.slug.upper()}-{'TESTING' if what == 'testing' else 'COMPLETE'}.md"
        if own in self.files:
            return False
        self.files[own] = name
        if what == "testing":
            one.answers["testing"] = True
        return True

    def _title(self, name: str) -> tuple[str, int]:
        """The words of the document's title, and its line from 1."""
        found = next(
            ((line.text.lstrip("# ").strip(), line.place + 1) for line in prose(self.lines[name]) if line.level == 1), None
        )
        return found or ("", 1)

    # Facts

    def _candidates(
        self, number: int, own: Sequence[Statement], core: Mapping[str, Sequence[Statement]], about: str
    ) -> Iterator[tuple[Place, Statement]]:
        """The statements about one fact of a package, those that count first."""
        file = next(one.file for one in self.packages if one.number == number)
        mine = [one for one in own if one.about == about and is_own(one)]
        for one in sorted(mine, key=lambda one: (not one.in_head, one.form != "below", one.place)):
            yield Place(file, one.place + 1), one
        for name, said in core.items():
            for one in said:
                if one.about == about and one.of and self.referents.one(one.of) == number:
                    yield Place(name, one.place + 1), one

    def _read_package(self, one: _Package, own: Sequence[Statement], core: Mapping[str, Sequence[Statement]]) -> None:
        def read(about: str) -> Iterator[tuple[Place, Statement]]:
            return self._candidates(one.number, own, core, about)

        for about in ("status", "priority", "value", "risk"):
            reads = words.status if about == "status" else words.priority
            for place, said in read(about):
                if about == "priority" and re.fullmatch(r"#?\d{1,3}\.?", words.plain(said.words)):
                    # A number is the place in the order.
                    continue
                found = reads(said.words)
                if found is None:
                    if about in ("status", "priority"):
                        self._not_understood(place, about, said.words)
                    continue
                # What waits for other packages is ready: its dependencies say so.
                waits = "no counterpart" in found.assumed and any(self.referents.all(said.words))
                self._take(one, about, found.value, place, "" if waits else found.assumed)
                if about == "priority" and (why := words.reason(said.words, found)):
                    one.answers.setdefault("priority_reason", text.one_line(why))
        for place, said in read("effort"):
            effort, review = words.time(said.words)
            if effort is None:
                self._not_understood(place, "effort", said.words)
                continue
            try:
                parse_effort(effort.value)
            except ValueError:
                self._not_understood(place, "effort", said.words)
                continue
            self._take(one, "effort", effort.value, place, effort.assumed)
            if review is not None and _is_one_time(review.value):
                self._take(one, "review", review.value, place, review.assumed)
        for about in ("review", "actual"):
            for place, said in read(about):
                effort, review = words.time(said.words)
                found = effort or review
                if found is None or not _is_one_time(found.value):
                    if about == "review" and not _is_time(said.words):
                        continue
                    self._not_understood(place, about, said.words)
                    continue
                self._take(one, about, found.value, place, found.assumed)
        for about in ("due", "started", "completed"):
            for place, said in read(about):
                if day := words.day(said.words):
                    self._take(one, about, day, place)
                elif about == "due":
                    self._not_understood(place, about, said.words)
        for about in ("owner", "reason"):
            for place, said in read(about):
                if not words.is_nothing(said.words) and not _UNSAID.fullmatch(said.words):
                    name = "priority_reason" if about == "reason" else about
                    if about == "owner":
                        self._take(one, name, words.plain(said.words), place)
                    else:
                        one.answers.setdefault(name, text.one_line(said.words))
        pulls = [pull for about in ("pr", "status") for _, said in read(about) for pull in self._pulls(said)]
        if pulls:
            one.answers["pr"] = list(dict.fromkeys(pulls))
        for said in own:
            if said.in_head and said.about == "date" and (day := words.day(said.words)):
                one.answers.setdefault("added", day)
        self._with_days(one)

    @staticmethod
    def _pulls(said: Statement) -> list[str]:
        found = words.pulls(said.words)
        if said.about == "pr" and not found:
            found = [f"PR #{number}" for number in re.findall(r"#(\d{1,6})", words.plain(said.words))]
        return found

    @staticmethod
    def _with_days(one: _Package) -> None:
        """Leave out days that the status does not bear."""
        status = one.answers.get("status", "ready")
        if status != "complete":
            one.answers.pop("completed", None)
        if status in ("ready", "deferred", "dropped"):
            one.answers.pop("started", None)
            one.answers.pop("actual", None)

    def _take(self, one: _Package, about: str, value: str, place: Place, assumed: str = "") -> None:
        """Take a value, where none counts more; name it where it is another one."""
        before = one.answers.setdefault(about, value)
        if before != value:
            name = "completed on" if about == "completed" else about
            self.disagreements.append(f"{place} says {name} {value} of {nn(one.number)} {one.title}; taken: {before}")
        elif assumed:
            self.assumed.append(f"{place}: {assumed}")

    def _not_understood(self, place: Place, about: str, said: str) -> None:
        if not words.is_nothing(said) and not _UNSAID.fullmatch(said):
            self.unclear.append(f"{place}: {about} {text.quoted(words.plain(said) or said)}")

    def _not_planned(self, core: Mapping[str, Sequence[Statement]]) -> None:
        """Name rows of tables about packages that name one which has no plan."""
        for name, said in core.items():
            rows = [one for one in said if one.about == "row"]
            of_packages = {(one.heading, one.words) for one in rows if self.referents.one(one.of) is not None}
            for row in (one for one in rows if (one.heading, one.words) in of_packages):
                number = self.referents.one(row.of)
                facts = [one.about for one in said if one.place == row.place and one.about in ("status", "effort", "priority")]
                others = [target for said_of in row.of for target in words.links(said_of)]
                several = len(self.referents.all(" ".join(row.of))[0]) > 1 or "week" in row.words.split(" | ")
                if (
                    number is None
                    and facts
                    and not several
                    and not others
                    and words.plain(row.of[0])
                    and not row.of[0].strip("`*").endswith(".md")
                ):
                    self.unclear.append(
                        f"{Place(name, row.place + 1)}: {text.quoted(words.plain(row.of[0]))} has no plan here, and is left out"
                    )

    # Dependencies

    def _read_dependencies(
        self,
        own: Mapping[int, Sequence[Statement]],
        core: Mapping[str, Sequence[Statement]],
        by_number: Mapping[int, _Package],
    ) -> None:
        stated: dict[int, list[int] | None] = {}
        for one in self.packages:
            needs: list[int] = []
            outside: list[tuple[str, bool]] = []
            said_something = False
            for place, said, ticked in self._needs_of_plan(one, own[one.number]):
                said_something = True
                if words.is_nothing(said):
                    continue
                # What stands between commas and names no package is an outside thing beside those that are named.
                pieces = [piece for piece in re.split(r"[,;]\s+|\s\+\s", said) if words.plain(piece)]
                others = [piece for piece in pieces if not any(self.referents.all(piece))]
                mixed = 0 < len(others) < len(pieces) and "(" not in said
                if mixed:
                    outside += [(text.one_line(piece), ticked) for piece in others if not words.is_nothing(piece)]
                found, unknown = self.referents.all(said)
                found = [number for number in found if number != one.number]
                for number in unknown:
                    self.unclear.append(f"{place}: {text.quoted(words.plain(said))} names {nn(number)}, which has no plan here")
                needs += found
                if not found and not unknown and not _UNSAID.fullmatch(said):
                    outside.append((text.one_line(said), ticked))
            stated[one.number] = list(dict.fromkeys(needs)) if said_something else None
            if outside:
                one.answers["blocked_by"] = [said for said, _ in outside]
                if there := [said for said, ticked in outside if ticked]:
                    one.answers["unblocked"] = there
        for number, place, needs_there in self._needs_elsewhere(core):
            mine = stated[number]
            if mine is None:
                stated[number] = needs_there
            elif set(mine) != set(needs_there):
                named = text.join(nn(one) for one in needs_there) or "nothing"
                taken = text.join(nn(one) for one in mine) or "nothing"
                self.disagreements.append(
                    f"{place} says that {nn(number)} {by_number[number].title} depends on {named}; taken: {taken}"
                )
        for one in self.packages:
            wanted = [by_number[number].slug for number in stated[one.number] or ()]
            if wanted:
                one.answers["depends_on"] = wanted
        self._check_enables(by_number)

    def _needs_of_plan(self, one: _Package, own: Sequence[Statement]) -> Iterator[tuple[Place, str, bool]]:
        """What a plan says that the package needs first: each by its place, its words, and whether its box is ticked."""
        labelled = {said.place: said for said in own if said.about == "depends_on" and is_own(said)}
        sections = (*words.DEPENDENCIES, *words.HEADINGS["plan"]["Requires (Blockers)"])
        introduced = ""
        for line in prose(self.lines[one.file]):
            if line.level:
                introduced = ""
                continue
            above = [words.key(line.path[level]) for level in sorted(line.path) if level > 1]
            inside = bool(above) and any(name in sections for name in above) and above[-1] in (*sections, *words.KINDS_OF_NEEDS)
            if line.place in labelled:
                said = labelled[line.place]
                introduced = "requires"
                if said.words.strip() and said.form != "below":
                    yield Place(one.file, line.place + 1), said.words, False
                    continue
                if said.form != "below":
                    continue
            bare = line.text.strip().lstrip("-*+> ").strip()
            intro = re.fullmatch(r"\**([^*:]{2,40}?):?\**:?", bare)
            if (
                intro
                and (bare.rstrip("*").endswith(":") or bare.endswith("**"))
                and words.key(intro[1]) in (*sections, *words.ENABLES)
            ):
                introduced = "enables" if words.key(intro[1]) in words.ENABLES else "requires"
                continue
            first = re.match(r"\**([\w ]+?)\**\s*:", bare)
            if first and words.key(first[1]) in words.ENABLES:
                introduced = "enables"
                continue
            if not inside or introduced == "enables" or not line.text.strip():
                if not inside and introduced == "requires" and not line.text.strip().startswith(("-", "*", "+")):
                    introduced = "" if line.text.strip() else introduced
                    continue
                if not (introduced == "requires" and line.text.strip()):
                    continue
            if re.fullmatch(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*", line.text) or words.key(bare) in ("from outside this initiative",):
                continue
            if line.text.lstrip().startswith("|"):
                row = formatting.cells(line.text)
                if re.fullmatch(r"[|:\s-]+", line.text) or words.label(row[0]):
                    continue
                yield Place(one.file, line.place + 1), " ".join(row[:2]), False
                continue
            entry = re.fullmatch(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[([ xX])\]\s+)?(.*)", line.text.rstrip())
            yield (
                Place(one.file, line.place + 1),
                entry[2] if entry else line.text.strip(),
                bool(entry and (entry[1] or " ") in "xX"),
            )

    def _needs_elsewhere(self, core: Mapping[str, Sequence[Statement]]) -> Iterator[tuple[int, Place, list[int]]]:
        """What README.md and START-HERE.md say that a package depends on."""
        for name, said in core.items():
            for one in said:
                number = self.referents.one(one.of) if one.about == "depends_on" and one.of else None
                if number is None:
                    continue
                found, _ = self.referents.all(one.words)
                if found or words.is_nothing(one.words):
                    yield number, Place(name, one.place + 1), [other for other in found if other != number]
                elif not _UNSAID.fullmatch(one.words):
                    self.unclear.append(f"{Place(name, one.place + 1)}: depends on {text.quoted(words.plain(one.words))}")
            for line in prose(self.lines[name]):
                match = re.fullmatch(
                    r"\s*(?:[-*+]\s+)?(.+?)\s+(?:depends on|hängt ab von|benötigt)\s+(.+?)\s*", line.text.rstrip()
                )
                if match and not line.level and not line.text.lstrip().startswith("|"):
                    number = self.referents.one([match[1]])
                    found, _ = self.referents.all(match[2])
                    if number is not None and found:
                        yield number, Place(name, line.place + 1), [other for other in found if other != number]

    def _check_enables(self, by_number: Mapping[int, _Package]) -> None:
        """Name what a plan says that it enables and that does not depend on it."""
        for one in self.packages:
            for line in prose(self.lines[one.file]):
                above = [words.key(line.path[level]) for level in sorted(line.path) if level > 1]
                # A label is short, and what stands before it is taken off first: else a long line takes minutes.
                first = re.match(r"([\w ]{1,40}?)[*_\s]*:", line.text.lstrip(" \t>*_+-")[:200])
                inside = any(name in words.ENABLES for name in above) or (first and words.key(first[1]) in words.ENABLES)
                if not inside or line.level or not line.text.strip():
                    continue
                for number in self.referents.all(line.text.split(":", 1)[-1])[0]:
                    if number != one.number and one.slug not in by_number[number].answers.get("depends_on", ()):
                        other = by_number[number]
                        self.disagreements.append(
                            f"{Place(one.file, line.place + 1)} says that {nn(number)} {other.title} depends on {nn(one.number)}; taken: it does not"
                        )

    # Lists and texts

    def _headings(self) -> dict[str, dict[str, str]]:
        """By document the template's headings that stand there in other words."""
        found: dict[str, dict[str, str]] = {}
        kinds = {START: START, README: README, **{one.own_file: "plan" for one in self.packages}}
        for name, kind in kinds.items():
            if name not in self.files:
                continue
            there = [block.says.lstrip("# ") for block in formatting.blocks(self.lines[self.files[name]]) if block.level]
            own: dict[str, str] = {}
            labelled = {label for label, _ in _labelled_lists(self.lines[self.files[name]])}
            for heading, others in words.HEADINGS[kind].items():
                if heading in there:
                    continue
                wanted = [
                    *others,
                    *(["scope", "umfang"] if heading == "In Scope" and not labelled.intersection(others) else []),
                ]
                keys = {words.key(one): one for one in reversed(there) if one not in own.values()}
                if said := next((keys[one] for one in wanted if one in keys), ""):
                    own[heading] = said
            if own:
                found[name] = own
        return found

    def _read_lists(self, one: _Package, headings: Mapping[str, str]) -> None:
        """Take the texts and lists that the plan's own sections do not give: those that stand there in another way."""
        lines, _ = with_headings(self.lines[one.file], headings)
        document = "".join(lines)
        given = reading.written_in_plan(document, PLACEHOLDERS["plan"], PLACEHOLDERS["plan"])
        labelled = _labelled_lists(self.lines[one.file])
        for name, heading in _LISTS.items():
            if not given.get(name):
                names = {heading.casefold(), *words.HEADINGS["plan"][heading]}
                if entries := next((entries for label, entries in labelled if label in names), []):
                    one.answers[name] = entries
        if not given.get("task_list"):
            entries = next((entries for label, entries in labelled if label in words.TASKS), [])
            body = next((said for name in words.TASKS if (said := reading.section(document, name))), "")
            if tasks := entries or [entry.words for entry in reading.entries(body)]:
                one.answers["task_list"] = tasks
        if not given.get("summary") and (said := _first_paragraph(self.lines[one.file])):
            one.answers["summary"] = said

    def _read_completion(self, one: _Package) -> None:
        file = self.files.get(f"{one.slug.upper()}-COMPLETE.md")
        if not file:
            return
        if "status" not in one.answers:
            one.answers["status"] = "complete"
            self.assumed.append(f"{file} is there: {nn(one.number)} {one.title} is taken as complete")
        elif one.answers["status"] != "complete":
            self.disagreements.append(
                f"{file} is there, but {nn(one.number)} {one.title} is {one.answers['status']}; taken: {one.answers['status']}"
            )
        for said in statements(self.lines[file], PLAN):
            if (
                said.in_head
                and said.about in ("completed", "date")
                and (day := words.day(said.words))
                and one.answers["status"] == "complete"
            ):
                one.answers.setdefault("completed", day)
            if said.in_head and said.about == "pr" and one.answers["status"] == "complete" and (pulls := self._pulls(said)):
                one.answers.setdefault("pr", pulls)

    # Initiative

    def _read_initiative(self, core: Mapping[str, Sequence[Statement]]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        titles: dict[str, str] = {}
        for name in (START, README):
            if name in self.texts:
                head, line = self._title(name)
                if title := _initiative_title(head):
                    titles[title] = titles.get(title) or str(Place(name, line))
        match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[-_ ]*(.*)", self.folder)
        day, rest = (match[1], match[2]) if match else ("", self.folder)
        if not titles:
            title = " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_ ]+", rest) if word) or "Initiative"
            self.assumed.append(f"No document has a title; taken from the folder's name: {text.quoted(title)}")
            titles[title] = ""
        said["initiative"] = next(iter(titles))
        for title, place in [*titles.items()][1:]:
            self.disagreements.append(
                f"{place} calls the initiative {text.quoted(title)}; taken: {text.quoted(said['initiative'])}"
            )
        for name in (START, README):
            for one in core.get(name, ()):
                if not one.in_head or one.about != "date":
                    continue
                found = words.day(one.words)
                if not found and not words.is_month(one.words):
                    self._not_understood(Place(name, one.place + 1), "date", one.words)
                if found and said.setdefault("date", found) != found:
                    self.disagreements.append(f"{Place(name, one.place + 1)} says created {found}; taken: {said['date']}")
        if "date" not in said and day and words.day(day):
            said["date"] = day
        for name in (START, README):
            for one in core.get(name, ()):
                if one.in_head and one.about == "previous" and not words.is_nothing(one.words):
                    target = next(iter(words.links(one.words)), "") or words.plain(one.words)
                    named = re.search(r"\d{4}-\d{2}-\d{2}-[a-z0-9-]+", target)
                    if named:
                        said.setdefault("previous", named[0])
                    else:
                        self.unclear.append(
                            f"{Place(name, one.place + 1)}: previous planning {text.quoted(words.plain(one.words))}"
                        )
        for name in (START, README):
            if name in self.texts and "overview" not in said:
                keys = (*words.HEADINGS[START]["🎯 Executive Summary"], *words.HEADINGS[README]["📋 Overview"])
                if paragraph := _first_paragraph(self.lines[name], keys) or _first_paragraph(self.lines[name]):
                    said["overview"] = paragraph
        if START in self.texts or README in self.texts:
            self._read_core_lists(said)
        return said

    def _read_core_lists(self, said: dict[str, Any]) -> None:
        for name in (START, README):
            if name not in self.texts:
                continue
            found: dict[str, list[str]] = {"overall_criteria": [], "external_dependencies": []}
            there: list[str] = []
            for line in prose(self.lines[name]):
                keys = [words.key(line.path[level]) for level in sorted(line.path) if level > 1]
                entry = re.fullmatch(r"(?:[-*+]|\d{1,3}[.)])\s+(?:\[([ xX])\]\s+)?(.*)", self.lines[name][line.place].rstrip())
                if not keys or not entry or line.level:
                    continue
                if any(
                    key in ("overall success", "gesamterfolg", "success criteria", "erfolgskriterien", "definition of done")
                    for key in keys
                ):
                    phase = re.match(rf"\**{_NAMED}[\s-]*\d", entry[2], re.IGNORECASE)
                    if (
                        self.referents.one([entry[2][:LONGEST]]) is None
                        and not phase
                        and keys[-1] not in ("phase-specific", "je paket")
                    ):
                        found["overall_criteria"].append(text.one_line(entry[2]))
                if any(key in words.HEADINGS[START]["External Dependencies"] for key in keys) and not words.is_nothing(
                    entry[2]
                ):
                    found["external_dependencies"].append(text.one_line(entry[2]))
                    if (entry[1] or " ") in "xX":
                        there.append(text.one_line(entry[2]))
            for answer, entries in found.items():
                if entries and answer not in said:
                    said[answer] = entries
                    if answer == "external_dependencies" and there:
                        said["external_unblocked"] = there

    def _stated_order(self, core: Mapping[str, Sequence[Statement]]) -> tuple[str, ...]:
        """The order of implementation that a table or list of priorities states; of several the first that names most."""
        best: list[int] = []
        for said in core.values():
            ordered: dict[str, list[int]] = {}
            for one in said:
                of_order = one.about in ("priority", "order") and one.form in ("row", "line") and one.of
                number = self.referents.one(one.of) if of_order else None
                if number is not None and number not in ordered.setdefault(f"{one.heading} {one.form}", []):
                    ordered[f"{one.heading} {one.form}"].append(number)
            for numbers in ordered.values():
                if len(numbers) > len(best):
                    best = numbers
        by_number = {one.number: one.slug for one in self.packages}
        return tuple(by_number[number] for number in best)

    def _has_timeline(self) -> bool:
        for name in (START, README):
            for line in prose(self.lines.get(name, [])):
                if line.level and re.search(r"timeline|schedule|zeitplan|milestones|meilensteine", line.text, re.IGNORECASE):
                    return True
                if re.match(r"\s*(?:\||[-*+])[\s*]*(?:week|woche)\s*\d", line.text, re.IGNORECASE):
                    return True
        return False

    # Corrections

    def _correct(self, known: Mapping[str, Any]) -> None:
        """Lay what a person said over what was read."""
        for name, given in known.items():
            one = self.named(str(name))
            if one is None or not isinstance(given, Mapping):
                continue
            for answer, value in given.items():
                if answer == "title":
                    one.title = text.one_line(value)
                else:
                    one.answers[answer] = value

    def named(self, name: str) -> _Package | None:
        """The package that a correction names by number, slug or title."""
        return _named_in(self.packages, name)


def _free(first: int, taken: Collection[int]) -> int:
    """The first number from this one on that is free; where none is left, the first of all."""
    numbers: tuple[int, ...] = (*range(first, LARGEST_NUMBER + 1), *range(3, LARGEST_NUMBER + 1))
    return next(number for number in numbers if number not in taken)


def _once(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said))


def _named_in(packages: Sequence[_Package], name: str) -> _Package | None:
    wanted = text.one_line(name)
    if re.fullmatch(r"0*\d{1,4}", wanted):
        return next((one for one in packages if one.number == int(wanted)), None)
    return next((one for one in packages if wanted.casefold() in (one.slug, one.title.casefold())), None)


def correction_problem(packages: Sequence[Mapping[str, Any]], name: str) -> str:
    """What is wrong with the name of a package in a correction; empty when nothing is."""
    there = [_Package(one["number"], one["title"], one["slug"], "") for one in packages]
    if _named_in(there, name) is not None:
        return ""
    return (
        f"{text.quoted(name)} is no work package here. There are {text.join(f'{nn(one.number)} {one.slug}' for one in there)}."
    )


def is_own(one: Statement) -> bool:
    """Whether a statement in a plan is about its package as a whole: at its head, its end, or under a heading of facts."""
    if one.in_head or one.form in ("below", "heading"):
        return True
    above = one.heading.split(" / ") if one.heading else []
    known = (
        *words.OF_FACTS,
        *words.DEPENDENCIES,
        *words.HEADINGS["plan"]["Requires (Blockers)"],
        *words.HEADINGS["plan"]["Overview"],
    )
    if one.form == "pair" and one.about in ("status", "effort", "priority", "depends_on", "owner"):
        return True
    return bool(above) and (
        words.label(above[-1]) != ""
        or any(name in known for name in above)
        or (one.form == "line" and one.about in ("status", "depends_on"))
    )


def _is_one_time(value: str) -> bool:
    try:
        parse_time(value)
    except ValueError:
        return False
    return True


def _is_time(said: str) -> bool:
    return bool(re.search(r"\d", said))


def _package_title(head: str) -> tuple[str, int | None]:
    """The title of a package in the title of its plan, and the number there."""
    plain = words.plain(head)
    match = _TITLE.fullmatch(plain)
    number = int(match["number"] or match["bare"] or 0) if match else 0
    title = match["rest"] if match else plain
    title = _TITLE_END.sub("", title).strip(" -–—:") or title
    return text.one_line(title), number or None


def _initiative_title(head: str) -> str:
    """The initiative's title in the title of START-HERE.md or README.md."""
    plain = words.plain(head)
    plain = re.sub(r"^(?:start[ -]here|readme|read me)\s*[-–—:]\s*", "", plain, flags=re.IGNORECASE)
    plain = re.sub(
        r"\s*[-–—:|]\s*(?:start[ -]here|readme|overview|überblick|übersicht|navigation)$", "", plain, flags=re.IGNORECASE
    )
    match = re.fullmatch(r"(.+?)\s*[-–—,(|]\s*([^\W\d_]+\.?\s+\d{4})\)?", plain)
    if match and words.is_month(match[2]):
        plain = match[1]
    return "" if words.key(plain) in ("start here", "start-here", "readme", "read me", "") else text.one_line(plain)


def _labelled_lists(lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The lists that a line such as `**In Scope:**` introduces, each with the words of that line."""
    found: list[tuple[str, list[str]]] = []
    open_list: list[str] | None = None
    for line in prose(lines):
        bare = line.text.strip()
        intro = re.fullmatch(r"(?:[*_]{1,3}([^*_:]{2,40}?):?[*_]{1,3}:?|([^*_:|]{2,40}?):)", bare)
        entry = re.fullmatch(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(.+)", lines[line.place].rstrip())
        if intro and not line.level and not entry:
            open_list = []
            found.append((words.key(intro[1] or intro[2]), open_list))
        elif entry and open_list is not None:
            if line.text[:1] not in (" ", "\t"):
                open_list.append(text.one_line(entry[1]))
        elif bare:
            open_list = None
    return [(label, entries) for label, entries in found if entries]


def _first_paragraph(lines: Sequence[str], keys: Sequence[str] = ()) -> str:
    """The first paragraph of prose below one of these headings; without, the one below the title, before any section."""
    found: list[str] = []
    for line in prose(lines):
        if line.level:
            if found:
                break
            continue
        above = [words.key(line.path[level]) for level in sorted(line.path) if level > 1]
        inside = any(key in keys for key in above) if keys else not above
        said = line.text.strip()
        label = re.match(r"([\w ./äöüÄÖÜ]{1,40}?)[*_\s]*:", said.lstrip(" \t>*_-")[:200])
        is_prose = (
            said
            and not re.match(r"(?:[-*+|>#]\s|\||\d{1,3}[.)]\s|-{3,}|!\[|<)", said)
            and not (label and words.label(label[1]))
        )
        if not inside or not is_prose:
            if found:
                break
            continue
        found.append(lines[line.place].strip())
    return text.one_line(" ".join(found))


def with_corrections(found: Understood, answers: Mapping[str, Any]) -> Understood:
    """What was understood, with answers of the initiative that a person gave."""
    return replace(found, initiative={**found.initiative, **answers})
