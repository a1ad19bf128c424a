"""Rules for answers: what makes one wrong, said so that the reader can put it right.

The same rule speaks at the prompt (as the question's validator) and for answers given on the command line or in a file.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from . import analyses, house, imports, text
from .blockers import day_of, name_of
from .blockers import resolve as resolve_blocker
from .continuing import identified_with_answers, named_problem
from .effort import parse_buffer, parse_effort, parse_remaining, parse_time
from .elsewhere import Beside
from .fields import FIELDS, Field
from .graph import cycles
from .house import base_status
from .lifecycle import UNDER_WAY
from .records import (
    PUT_ASIDE,
    STATUSES,
    Names,
    as_bool,
    as_date,
    canonical,
    fault,
    first_records,
    is_package,
    nn,
    record_id,
    record_number,
    references,
    resolve,
    slug_for,
)
from .workflow import CHECKPOINTS

#: The answers that a person may give, by part (docs/answers.md).
NAMES = {part: tuple(field.name for field in fields if field.given) for part, fields in FIELDS.items()}

#: Answers of an initiative that count for one command.
TRANSIENT = tuple(field.name for field in FIELDS["initiative"] if not field.stored)

#: What a person says at a prompt of the questions themselves, or chooses there for another answer; nobody gives it in another
#: way, and nothing of it is stored.
PROMPTED = (
    *("confirm_open", "change", "more", "corrections"),
    *("previous_named", "analyses_chosen", "analyses_named", "analysis_chosen"),
)

#: The initiative's stored answers, in the order of its answers file.
STORED = tuple(field.name for field in FIELDS["initiative"] if field.stored)

PARTS = tuple(NAMES)

#: Values that are computed in each run, and never stored.
COMPUTED = ("given", "folder", "answers_path", "confirmed", "roadmap", "refreshing")

#: All that the template computes, stores or keeps for itself. It is nobody's to give, and no default of Copier's settings.
OWN = (
    *COMPUTED,
    *PROMPTED,
    *("documents", "unfilled", "observed", "house", "checkpoints", "continued", "location", "record_schema", "history"),
)

#: A planning folder's name: `YYYY-MM-DD-descriptive-name` (workflow, "Naming Conventions").
FOLDER_NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([a-z0-9]+(?:-[a-z0-9]+)*)")

#: Longest planning root, in characters, and names that a system keeps for itself.
_ROOT_LENGTH = 200
_RESERVED = re.compile(r"\.git|con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)

#: The years between which plans are made: far enough from the ends of the calendar for every timeline.
_YEARS = range(1900, 3000)

Rule = Callable[[Any], str]


def _title(value: Any) -> str:
    if isinstance(value, (list, dict)):
        return "is not a title. Give one line of text."
    if not text.one_line(value):
        return "is empty. Give a short name."
    if not text.has_letters(value):
        return f"{text.quoted(value)} has no letter or digit to make a file name from. Give a name with words in it."
    return ""


def _date(value: Any) -> str:
    try:
        day = as_date(value)
    except ValueError:
        return f"{text.quoted(value)} is not a date. Give it as YYYY-MM-DD, for example 2025-11-23."
    if day.year not in _YEARS:
        return f"{text.quoted(value)} is too far away. Give a day from {_YEARS[0]} to {_YEARS[-1]}."
    return ""


def _choice(name: str, choices: Sequence[str]) -> Rule:
    def rule(value: Any) -> str:
        allowed = (*choices, *house.in_force().statuses) if name == "status" else choices
        if value in allowed or (isinstance(value, str) and canonical(name, value) in allowed):
            return ""
        return f"{text.quoted(value)} is not one of the choices.{_nearest(value, allowed)} Choose {text.join(filter(None, allowed), 'or')}."

    return rule


def _read_by(read: Callable[[Any], Any], remedy: str) -> Rule:
    """The rule of an answer that `read` reads: what it raises, with the value and the remedy."""

    def rule(value: Any) -> str:
        try:
            read(value)
        except ValueError as error:
            return f"{text.quoted(value)} {error}. {remedy}"
        return ""

    return rule


_effort = _read_by(parse_effort, "Give agentic hours as 4-6h or 4h, halves as 1.5h.")
_time = _read_by(parse_time, "Give hours as 1h, halves as 0.5h.")
_left = _read_by(parse_remaining, "Give the agentic hours that are left as 2-3h or 2h.")
_buffer = _read_by(parse_buffer, "Give one such as 20; 0 for none.")
_boolean = _read_by(as_bool, "Give true or false.")


def _effort_or_empty(value: Any) -> str:
    return _effort(value) if text.one_line(value) else ""


def _time_or_empty(value: Any) -> str:
    return _time(value) if text.one_line(value) else ""


def _capacity(value: Any) -> str:
    if value is None or not text.one_line(value):
        return "is empty. Give a number of hours a week, from 0.5 to 168."
    try:
        enough = 30 <= parse_time(value) <= 168 * 60
    except ValueError:
        enough = False
    return "" if enough else f"{text.quoted(value)} is not a number of hours a week. Give one from 0.5 to 168."


def _left_or_empty(value: Any) -> str:
    return _left(value) if text.one_line(value) else ""


def _rank(value: Any) -> str:
    if not text.one_line(value) or not _number(value):
        return ""
    return f"{text.quoted(value)} is not a rank. Give a whole number from 1 to 9999, the lowest first; leave it empty for none."


def _with_days(value: Any) -> str:
    wrong = [day for entry in text.items(value) if (day := day_of(entry)) and _date(day)]
    return " ".join(_date(day) for day in wrong)


def _number(value: Any) -> str:
    digits = str(value).strip()
    if not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,4}", digits) and int(digits):
        return ""
    return f"{text.quoted(value)} is not a document number. Give a whole number from 1 to 9999."


def _slug(value: Any) -> str:
    if not text.one_line(value) or text.is_slug(value):
        return ""
    proposal = text.slugify(value)
    remedy = f" Did you mean {proposal}?" if proposal else ""
    return (
        f"{text.quoted(value)} is not a slug.{remedy} Use lower-case letters and digits in groups joined by single hyphens, "
        f"at most {text.SLUG_LENGTH} characters."
    )


def _text(value: Any) -> str:
    return "is a list or a mapping. Give text." if isinstance(value, (list, dict)) else ""


def _planning_root(value: Any) -> str:
    given = text.one_line(value)
    parts = given.replace("\\", "/").split("/")
    if not given or given.startswith(("/", "~")) or ".." in parts or re.match(r"[A-Za-z]:", given):
        return f"{text.quoted(value)} is not a folder inside the repository. Give a relative path such as .engineering/artifacts/planning."
    if re.search(r'[<>:"|?*\\]', given):
        return f"{text.quoted(value)} holds a sign that no file name may hold on every system. Use letters, digits, dots, hyphens and slashes."
    if len(given) > _ROOT_LENGTH:
        return f"{text.quoted(value)} is too long. Give at most {_ROOT_LENGTH} characters."
    if any(_RESERVED.fullmatch(part) or (part != "." and part.endswith((".", " "))) for part in parts):
        return f"{text.quoted(value)} holds a name that git or a system keeps for itself, or that ends in a dot or a space. Give another folder."
    return ""


def _previous(value: Any) -> str:
    wrong = _planning_root(value) if text.one_line(value) else ""
    if not wrong and text.one_line(value) and not text.has_letters(value):
        wrong = f"{text.quoted(value)} is not a folder inside the repository. Give a relative path such as .engineering/artifacts/planning."
    return wrong.replace("such as .engineering/artifacts/planning", "such as docs/plans/2025, or a planning folder's name")


def _date_or_empty(value: Any) -> str:
    return _date(value) if text.one_line(value) else ""


def _confirm(value: Any) -> str:
    if value is False or value is None:
        return ""
    if isinstance(value, bool) or text.one_line(value).lower() in ("true", "yes", "y", "all"):
        return f"{text.quoted(value)} names no checkpoint. Name what is confirmed: {text.join(CHECKPOINTS, 'or')}, or a list of them in this order."
    if isinstance(value, dict):
        return "is a mapping. Give the name of a checkpoint, or a list of names."
    wrong = [name for name in references(value) if name.lower() not in CHECKPOINTS]
    return " ".join(
        f"{text.quoted(name)} is no checkpoint.{_nearest(name, CHECKPOINTS)} Checkpoints are {text.join(CHECKPOINTS)}."
        for name in wrong
    )


def _packages(value: Any) -> str:
    if isinstance(value, str):
        try:
            value = text.from_yaml(value) if value.strip() else {}
        except ValueError as error:
            return f"{text.quoted(value)} {error}. Give a mapping, such as {{03: {{effort: 4-6h}}}}."
    if value is None or isinstance(value, dict):
        return ""
    return f"{text.quoted(value)} is no mapping. Give answers by work package, such as {{03: {{effort: 4-6h}}}}."


def _names(value: Any) -> str:
    return "is a mapping. Give the name of a document, or a list of names." if isinstance(value, dict) else ""


def _import_statuses(value: Any) -> str:
    said: dict[str, str] = {}
    for entry in [f"{word}={said}" for word, said in value.items()] if isinstance(value, Mapping) else text.items(value):
        word, sign, status = (part.strip() for part in entry.rpartition("="))
        if not sign or not word:
            return f"{text.quoted(entry)} is no WORD=STATUS. Give one such as Blocked=deferred; several are separated by semicolons."
        if canonical("status", status) not in STATUSES:
            near = _nearest(status, STATUSES)
            return f"{text.quoted(status)}, for {text.quoted(word)}, is no status.{near} Choose {text.join(STATUSES, 'or')}."
        ours = str(canonical("status", status))
        if (before := said.setdefault(" ".join(re.split(r"[\s_-]+", word.casefold())), ours)) != ours:
            return f"{text.quoted(word)} is said twice, as {before} and as {ours}. Leave one out."
    return ""


def import_statuses(value: Any) -> dict[str, str]:
    """The answer `import_statuses`: our status by each of the other planner's words."""
    if isinstance(value, Mapping):
        return {text.one_line(word): text.one_line(status) for word, status in value.items()}
    pairs = (entry.rpartition("=") for entry in text.items(value))
    return {word.strip(): status.strip() for word, _, status in pairs}


def _identified(value: Any) -> str:
    if value is None or isinstance(value, (str, dict, list)):
        return ""
    return f"{text.quoted(value)} is not a list. Give titles, or whole work packages in a data file."


#: What an answer must be, by its form.
_BY_FORM: dict[str, Rule] = {
    **{"line": _text, "block": _text, "effort": _effort_or_empty, "hours": _time_or_empty, "left": _left_or_empty},
    **{"day": _date_or_empty, "number": _number, "flag": _boolean},
}


def _rule_of(field: Field) -> Rule | None:
    if field.choices:
        return _choice(field.name, field.choices if field.default else ("", *field.choices))
    return _BY_FORM.get(field.form)


RULES: dict[str, Rule] = {
    **{field.name: rule for fields in FIELDS.values() for field in fields if (rule := _rule_of(field))},
    "initiative": _title,
    "date": _date,
    "planning_root": _planning_root,
    "previous": _previous,
    "previous_completed": named_problem,
    "previous_partial": named_problem,
    "identified": _identified,
    "analyses": analyses.names_problem,
    "analyses_named": lambda value: analyses.names_problem(value) if text.items(value) else analyses.name_problem(value),
    "start": _date,
    "agentic_hours_per_week": _capacity,
    "review_hours_per_week": _capacity,
    "team_agentic_hours_per_week": lambda value: _capacity(value) if text.one_line(value) else "",
    "team_review_hours_per_week": lambda value: _capacity(value) if text.one_line(value) else "",
    "buffer": _buffer,
    "external_dependencies": _with_days,
    "updated": _date,
    "confirm": _confirm,
    "confirmed_on": _date,
    "restore": _names,
    "packages": _packages,
    "import_statuses": _import_statuses,
    "title": _title,
    "slug": _slug,
    "added": _date,
    "blocked_by": _with_days,
    "rank": _rank,
    "analysis_type": analyses.name_problem,
    "fields": lambda value: house.field_problem(house.in_force(), value),
}


def problem_of(part: str, name: str, value: Any) -> str:
    """What is wrong with an answer of a part, taken by itself; see `problem`."""
    return problem(name, value)


def problem(name: str, value: Any) -> str:
    """What is wrong with one answer taken by itself, with the value and the remedy; empty when nothing is."""
    rule = RULES.get(name)
    return rule(value) if rule else ""


def _mapping(value: Any) -> str:
    return "" if isinstance(value, Mapping) else "is no mapping."


def _observed(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "is not what the template stores."
    by_slug = [value.get(name) for name in ("met", "done", "resolved", "cut", "by_hand")]
    whole = all(one is None or _maps_to(list, one) for one in by_slug)
    whole &= all(value.get(name) is None or _maps_to(Mapping, value[name]) for name in ("written", "headings"))
    whole &= value.get("inserted") is None or _maps_to(list, value["inserted"])
    for name in ("renamed", "adopted"):
        if (files := value.get(name)) is not None:
            whole &= _maps_to(str, files) and all(re.fullmatch(r"[^/\\]+\.md", file) for file in files.values())
    return "" if whole else "is not what the template stores."


def _maps_to(kind: Any, value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, kind) for one in value.values())


def _documents(value: Any) -> str:
    whole = isinstance(value, list) and all(
        isinstance(one, Mapping) and (("unreadable" in one and one.get("part") == "unreadable") or not fault(one))
        for one in value
    )
    return "" if whole else "is no list of records."


def _continued(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "is no mapping."
    kept, met = value.get("records") or [], value.get("met") or {}
    whole = _maps_to(list, met) and isinstance(kept, list) and all(isinstance(one, Mapping) and not fault(one) for one in kept)
    if wrong := imports.problem(value):
        return wrong
    return "" if whole and not _previous(value.get("folder")) else "is not what the template stores."


#: What is wrong with an initiative's answers file that does not say what it is.
NOT_AN_INITIATIVE = "part, initiative: `part: initiative` and the initiative's title must stand in it."

#: Rules for what the template stores beside a person's answers.
_STORED_RULES: dict[str, Rule] = {
    "house": lambda value: house.stored_problem(value, problem_of),
    "location": _text,
    "checkpoints": _mapping,
    "observed": _observed,
    "documents": _documents,
    "continued": _continued,
}


def stored_problems(stored: Mapping[str, Any]) -> list[str]:
    """Every problem of an initiative's answers file as it stands, edited by hand perhaps, with which nothing can be computed."""
    found = [f"{text.one_line(name)}: {wrong}." for name, value in stored.items() if (wrong := text.unfit(value))]
    if found:
        return found
    rules = {**{name: RULES[name] for name in NAMES["initiative"] if name in RULES and name not in TRANSIENT}, **_STORED_RULES}
    return [f"{name}: {wrong}" for name, rule in rules.items() if name in stored and (wrong := rule(stored[name]))] + [
        f"{name}: is computed, and never stored. Take the line out." for name in COMPUTED if name in stored
    ]


def transient_problems(stored: Mapping[str, Any]) -> list[str]:
    """A problem for each answer in the initiative's answers file that counts in one command: a yes that nobody said."""
    return [
        f"{name}: is what a person says in one command, with -d or at the prompt, and is never stored. Take the line out."
        for name in (*TRANSIENT, *PROMPTED)
        if name in stored
    ]


def unfit_problems(given: Mapping[str, Any]) -> list[str]:
    """A problem for each given answer that is too large or too deep to be looked at, or of a kind that no answer has."""
    return [
        f"{text.one_line(name)}: {wrong}. Give text, or a list of texts."
        for name, value in given.items()
        if (wrong := text.unfit(value))
    ]


def part_problem(value: Any) -> str:
    """What is wrong with the answer to `part`; empty when nothing is."""
    return _choice("part", PARTS)(value)


def renumber_problem(value: Any, known: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with the name of the document that is to get another number; empty when nothing is."""
    named = text.one_line(value)
    names = [name for record in known if (name := record_id(record))]
    if names.count(named) == 1:
        return ""
    if named in names:
        return (
            f"{text.quoted(named)} is the name of several documents here. Rename one by hand: its record, and the number in it."
        )
    return f"{text.quoted(named)} is no document here.{_nearest(named, names)} There are {text.join(names)}."


def dependency_problem(
    value: Any, slug: str, packages: Sequence[Mapping[str, Any]], beside: Callable[[], Beside] | None = None
) -> str:
    """What is wrong with a `depends_on` answer of the package `slug`, among the known `packages`; empty when nothing is.

    Named are: each unknown dependency with the nearest known, the package itself, and the cycle that the answer would close.
    `beside` gives the initiatives beside this one, whose packages are named as `FOLDER/NAME`.
    """
    others = [package for package in packages if package["slug"] != slug]
    needs, elsewhere, found = _needs(value, slug, packages, Names(packages), beside)
    graph = {str(package["slug"]): [str(need) for need in package.get("depends_on", ())] for package in others}
    before = {tuple(cycle) for cycle in cycles(graph)}
    for cycle in cycles({**graph, slug: needs}):
        if slug in cycle and tuple(cycle) not in before:
            found.append(f"closes a cycle: {cycle_text(cycle, slug)}. Leave out one of these dependencies.")
    for name in elsewhere:
        if beside and (closed := beside().cycle(slug, name, {**graph, slug: needs})):
            found.append(f"closes a cycle: {cycle_text(closed, slug)}. Leave out one of these dependencies.")
    return " ".join(found)


def _needs(
    value: Any,
    slug: str,
    packages: Sequence[Mapping[str, Any]],
    names: Names,
    beside: Callable[[], Beside] | None = None,
) -> tuple[list[str], list[str], list[str]]:
    """The slugs that a `depends_on` answer of the package `slug` names, the packages of other initiatives, as they are stored,
    and what is wrong with the others of its entries.

    `names` are those of the packages, made once for all answers that are looked at; `beside` gives the other initiatives.
    """
    needs: list[str] = []
    elsewhere: list[str] = []
    found: list[str] = []
    for reference in references(value):
        known = names.resolve(reference)
        if known is None and "/" in reference and beside:
            stored = beside().stored_form(reference)
            if "/" in stored:
                wrong = beside().problem(reference)
                (found if wrong else elsewhere).append(wrong or stored)
                continue
            # It names this folder itself.
            reference, known = stored, names.resolve(stored)
        if known == slug:
            # Its own title may be that of another package too.
            known = resolve(reference, [package for package in packages if package["slug"] != slug])
            if known is None:
                found.append(f"{text.quoted(reference)} is the work package itself. Leave it out.")
        elif known is None:
            itself = reference == slug
            others = [package for package in packages if package["slug"] != slug]
            wrong = f"{text.quoted(reference)} is the work package itself. Leave it out."
            found.append(wrong if itself else _unknown_dependency(reference, others))
        if known:
            needs.append(known)
    return needs, elsewhere, found


def cycle_text(cycle: Sequence[str], first: str = "") -> str:
    """The cycle as `a needs b needs a`, from `first` on where it is a part of it."""
    start = list(cycle).index(first) if first in cycle else 0
    turned = [*cycle[start:], *cycle[:start]]
    return " needs ".join([*turned, turned[0]])


def _unknown_dependency(reference: str, packages: Sequence[Mapping[str, Any]]) -> str:
    known = [f"{nn(package['number'])} {package['slug']}" for package in packages]
    listed = f"Known: {', '.join(known)}." if known else "There is no other work package yet."
    names = [str(package["slug"]) for package in packages]
    return f"{text.quoted(reference)} is not a work package here.{_nearest(text.slugify(reference), names)} {listed}"


def slug_problem(slug: str, taken: Iterable[str]) -> str:
    """What is wrong with a new package's slug, given those that exist; empty when nothing is."""
    if slug in set(taken):
        return f'"{slug}" is the slug of a work package that exists already. Give another title, or another slug with -d slug=NAME.'
    return ""


def unknown_names(names: Iterable[str], part: str, changing: bool = False) -> list[str]:
    """A problem for each name that is no answer of the part, with the nearest name or the part that it belongs to.

    `changing` says that the command updates what exists, so that another part is reached by its answers file.
    """
    found = []
    elsewhere = {
        "initiative": "leave out -a to change the initiative",
        "analysis": "name the analysis with -a .planning/NN-TYPE-analysis.yml",
        "work-package": "name the work package with -a .planning/NN-NAME.yml",
    }
    for name in (text.one_line(str(name)) for name in names):
        if name in NAMES[part] or name == "part":
            continue
        owner = next((other for other in PARTS if name in NAMES[other]), "")
        if owner:
            remedy = elsewhere[owner] if changing and owner in elsewhere else f"give -d part={owner}"
            found.append(f"{name}: this is an answer of part={owner}, and the part here is {part}. Leave it out, or {remedy}.")
        else:
            known = f" Known: {', '.join(NAMES[part])}." if NAMES[part] else f" part={part} takes none."
            found.append(
                f"{name}: there is no answer of this name.{_nearest(name, (*NAMES[part], *house.in_force().fields)) or known}"
            )
    return found


def _nearest(value: Any, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(value).strip().lower(), [name for name in known if name], n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def given_problems(given: Mapping[str, Any], part: str, changing: bool = False) -> list[str]:
    """Every problem of the given answers taken one by one, each as `name: what is wrong and the remedy`."""
    found = unknown_names(given, part, changing)
    for name, value in given.items():
        if name == "previous" and not changing and imports.is_import(given):
            # A path anywhere on this machine, which `incoming` looks at.
            continue
        if name in NAMES[part] and (wrong := problem(name, value)):
            found.append(f"{name}: {wrong}")
    return found


def identified_problems(
    identified: Any,
    kinds: Sequence[str] = (),
    known: Sequence[Mapping[str, Any]] = (),
    continued: Any = None,
    beside: Callable[[], Beside] | None = None,
) -> list[str]:
    """Every problem of the packages in an `identified` answer: each by itself, and all of them together.

    Args:
        identified: the answer.
        kinds: the types of the analyses that are numbered before the packages.
        known: the records there are already; entries that name one of them are planned, and not looked at.
        continued: the previous session, whose unfinished packages an entry may name.
        beside: gives the initiatives beside this one.
    """
    if problem("identified", identified):
        return []
    there = {str(record[name]) for record in known if is_package(record) for name in ("slug", "title")}
    entries = [
        entry
        for entry in identified_with_answers(identified, continued)
        if not {slug_for(entry, 0), text.one_line(entry.get("title"))} & there
    ]
    found: list[str] = []
    labels = [
        f"identified, entry {place} ({text.one_line(entry.get('title')) or 'no title'}): "
        for place, entry in enumerate(entries, 1)
    ]
    for label, entry in zip(labels, entries, strict=True):
        if "title" not in entry:
            found.append(f"{label}title: is missing. Give every work package a title.")
        found += [label + wrong for wrong in given_problems(entry, "work-package")]
        if wrong := reason_problem(entry.get("status"), entry.get("remains")):
            found.append(label + wrong.replace("-d remains=REASON", "remains: REASON"))
        if not found and (wrong := unblocked_problem(entry.get("unblocked"), entry.get("blocked_by"))):
            found.append(f"{label}unblocked: {wrong}")
    if found:
        return found
    packages = [
        record
        for record in first_records([kind for kind in kinds if not analyses.name_problem(kind)], entries, "", known)
        if is_package(record)
    ]
    seen: dict[str, str] = {}
    numbers: dict[int, str] = {record_number(record): "" for record in known}
    for label, package in zip(labels, packages, strict=True):
        slug, number = package["slug"], package["number"]
        if slug in seen:
            found.append(
                f'{label}slug: "{slug}" is the slug of an earlier entry too. Give one of them another title or a slug.'
            )
        if number in numbers:
            other = "an earlier entry" if numbers[number] else "a document there is"
            found.append(f"{label}number: {number} is the number of {other} too. Give each its own, or leave the numbers out.")
        seen[slug], numbers[number] = label, label
    if found:
        return found
    others = [*packages, *(one for one in known if is_package(one))]
    names = Names(others)
    for label, entry, package in zip(labels, entries, packages, strict=True):
        _, _, wrong_needs = _needs(entry.get("depends_on"), package["slug"], others, names, beside)
        if wrong_needs:
            found.append(f"{label}depends_on: {' '.join(wrong_needs)}")
    if not found:
        graph = {package["slug"]: package["depends_on"] for package in packages}
        found += [
            f"identified: these work packages form a cycle: {cycle_text(cycle)}. Leave out one of these dependencies."
            for cycle in cycles(graph)
        ]
    return found


def package_problems(
    given: Mapping[str, Any],
    packages: Sequence[Mapping[str, Any]],
    own_slug: str = "",
    beside: Callable[[], Beside] | None = None,
) -> list[str]:
    """Problems of one package's given answers that show only beside the others; `own_slug` is empty for a new one.

    `beside` gives the initiatives beside this one.
    """
    found: list[str] = []
    slug = own_slug
    if not own_slug:
        if "title" in given and not problem("title", given["title"]) and not problem("slug", given.get("slug")):
            slug = slug_for(given, 0)
            if wrong := slug_problem(slug, (str(package["slug"]) for package in packages)):
                found.append(f"slug: {wrong}")
        elif "title" not in given:
            found.append("title: is missing. Give it with -d title=TITLE, or answer the prompt at a terminal.")
    else:
        stored = next((package for package in packages if package["slug"] == own_slug), {})
        for name in ("slug", "number"):
            if name in given and (wrong := fixed_problem(name, given[name], stored.get(name), "work package")):
                found.append(wrong)
    if "depends_on" in given and (wrong := dependency_problem(given["depends_on"], slug, packages, beside)):
        found.append(f"depends_on: {wrong}")
    own = next((package for package in packages if own_slug and package["slug"] == own_slug), {})
    if "unblocked" in given and (
        wrong := unblocked_problem(given["unblocked"], given.get("blocked_by", own.get("blocked_by")))
    ):
        found.append(f"unblocked: {wrong}")
    return found


def number_problem(name: str, number: Any, taken: Mapping[int, str]) -> str:
    """What is wrong with a new document's number, given the documents that have one; empty when nothing is."""
    if problem(name, number):
        return ""
    holder = taken.get(int(str(number).strip()))
    return (
        f"{nn(int(str(number).strip()))} is the number of {holder}. Give another, or leave it out for the next free one."
        if holder
        else ""
    )


def unblocked_problem(given: Any, entries: Any) -> str:
    """What is wrong with naming these outside things as resolved, among those that are waited for; empty when nothing is."""
    known = text.items(entries)
    names = [name_of(entry) for entry in known]
    found = []
    for one in text.items(given):
        if resolve_blocker(one, known) is None:
            listed = f"Waited for are {text.join(names)}." if names else "It waits for nothing from outside."
            found.append(f"{text.quoted(one)} is nothing that is waited for.{_nearest_of(one, names)} {listed}")
    return " ".join(found)


def _nearest_of(value: str, known: Sequence[str]) -> str:
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(value.strip().lower(), list(by_lower), n=1, cutoff=0.6)
    return f" Did you mean {by_lower[near[0]]}?" if near else ""


def progress_problems(given: Mapping[str, Any], before: Mapping[str, Any], today: str) -> list[str]:
    """What is wrong with a package's days and hours, as they are with the given answers; each as `name: what is wrong`.

    Args:
        given: the given answers, each right by itself.
        before: the record before; empty for a new one.
        today: the day of this command, YYYY-MM-DD.
    """
    status, was = (
        str(base_status(one) or "ready") for one in (given.get("status", before.get("status")), before.get("status"))
    )

    def now(name: str) -> str:
        return text.one_line(given.get(name, before.get(name)))

    def is_given(name: str) -> bool:
        return bool(text.one_line(given.get(name)))

    found = []
    if "status" in given and status != was and (wrong := reason_problem(status, now("remains"))):
        found.append(wrong)
    if is_given("completed") and status != "complete" and not before.get("completed"):
        found.append("completed: the work package is not complete. Give the day together with -d status=complete.")
    if is_given("started") and status == "ready":
        found.append("started: the work package is not started. Give the day together with -d status=in-progress.")
    if is_given("remaining") and status not in UNDER_WAY:
        found.append(
            "remaining: says what is left of work under way. Give it together with -d status=in-progress or status=partial, or change effort."
        )
    days = [name for name in ("started", "completed") if is_given(name)]
    latest = (as_date(today) + datetime.timedelta(days=1)).isoformat()
    found += [
        f"{name}: {text.quoted(now(name))} is still to come: today is {today}. Give the day on which it happened."
        for name in days
        if now(name) > latest
    ]
    stays = status == was and before.get("completed")
    ended = now("completed") if is_given("completed") or stays else today
    if not found and days and status == "complete" and now("started") and now("started") > ended:
        found.append(f"{days[0]}: work that started on {now('started')} cannot be complete on {ended}. Give the right days.")
    return found


def reason_problem(status: Any, reason: Any) -> str:
    """What is wrong with putting a package aside for this reason; empty where there is one, or no need of it."""
    status = base_status(status)
    if status not in PUT_ASIDE or text.one_line(reason):
        return ""
    return f"remains: is missing. Say why the work package is {status}: -d remains=REASON."


def day_problems(updated: Any, packages: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with moving the plan's day before something that has happened; empty when nothing is."""
    day = text.one_line(updated)
    after = [
        f"{nn(package['number'])} was {name} on {package[name]}"
        for package in packages
        for name in ("started", "completed")
        if text.one_line(package.get(name)) > day
    ]
    if not after:
        return []
    return [f"updated: {text.quoted(day)} is before what has happened: {text.join(after)}. Give that day or a later one."]


#: Answers of an initiative that count only when it starts, with what to do later.
AT_START = {
    "planning_root": "move the folder with git mv",
}


def testing_problem(given: Any, stored: Any) -> str:
    """What is wrong with turning a testing document off; empty where nothing is."""
    if not stored or problem("testing", given) or as_bool(given):
        return ""
    return "the testing document is there, and may hold what people wrote. Leave the answer out; to be rid of the document, delete it."


def fixed_problem(name: str, given: Any, stored: Any, what: str) -> str:
    """What is wrong with a new answer to what stays as it is for good; empty where it is the stored one."""
    if str(given).strip() == str(stored):
        return ""
    return f"{name}: {text.quoted(given)} cannot replace {text.one_line(stored)}: a {what}'s {name} stays what it is. Leave it out."


def refusal(problems: Sequence[str], what: str = "") -> str:
    """The one message for all problems of a command: each on a line of its own, and that nothing was written.

    `what` names what the answers are for: `a new work package`.
    """
    subject = f"The answers for {what}" if what else "The answers"
    counted = f"{subject} hold a problem" if len(problems) == 1 else f"{subject} hold {len(problems)} problems"
    return "\n".join([f"{counted}; nothing was written.", *(f"  - {entry}" for entry in problems)])
