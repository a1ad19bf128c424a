"""Adoption: a planning folder that was written by hand comes under the template, with its text (docs/adopting.md).

What its documents say is read (`adopting/`), shown to a person, and written once the person says that it is understood right.
"""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from . import checks, git, journalled, locking, messages, planning_folder, refreshing, speaking, unfinished
from .adopting import current, sections
from .adopting.reading import NothingToAdopt, Understood, correction_problem, understood
from .clock import today
from .planning import answers as rules
from .planning import records, roadmap, text
from .planning.formatting import lines_of
from .planning.records import Names, Record, nn
from .planning.workflow import CHECKPOINTS
from .planning_folder import ANSWERS, ATTRIBUTES, RECORDS, Folder
from .record_files import record_text
from .refreshing import Order
from .refusals import Refusal
from .run import Answers, Run, location_of
from .state import Said, State, files_of, following
from .unfinished import Change
from .versions import RUNNING

#: Answers of the initiative that the command may give, over what was read.
_OF_INITIATIVE = (*("initiative", "date", "overview", "start", "agentic_hours_per_week", "review_hours_per_week", "buffer"),)


@dataclass(frozen=True)
class Adopted:
    """What an adoption makes: the files that change, and what is to be said of it."""

    changes: dict[str, Change]
    notes: tuple[str, ...] = ()
    found: Mapping[str, Any] = field(default_factory=dict)


# Before anything is written.


def check(run: Run) -> None:
    """Check that the folder can be adopted, and every given answer; without a prompt, that a person has confirmed what was read.

    Raises:
        Refusal: with every problem and its remedy, or with what was understood and the command that confirms it.
    """
    root = run.root
    if run.answers_file != PurePath(ANSWERS) or not root.is_dir():
        raise Refusal(messages.no_folder_to_adopt(root.resolve()))
    if not run.at_terminal and not run.pretend:
        locking.hold(root, run.command())
        unfinished.tidy(root)
    if run.stored is None and unfinished.is_there(root):
        journalled.finish(root)
        run.forget()
        raise Refusal(messages.adopted_already(root.resolve()))
    has_records = (root / RECORDS).is_dir() and any((root / RECORDS).iterdir())
    if run.stored is not None or (has_records and (root / ANSWERS).exists()):
        raise Refusal(messages.adopted_already(root.resolve()))
    if has_records:
        raise Refusal(messages.records_alone(root.resolve()))
    if (root / ANSWERS).exists():
        raise Refusal(messages.of_another_template(root.resolve()))
    if files := planning_folder.links(root):
        raise Refusal(messages.links(files))
    there = planning_folder.read(root)
    if faults := planning_folder.not_utf8(there.files):
        raise Refusal(messages.not_utf8(faults))
    if files := planning_folder.conflicted(root, there.files):
        raise Refusal(messages.conflicts(files, before=True))
    problems = rules.given_problems(run.given, "adopt")
    if not problems:
        found = _read(run, there, {})
        problems = _correction_problems(run, found)
    if problems:
        raise Refusal(rules.refusal(problems, "the adoption"))
    found = reading(run)
    if not run.at_terminal and not is_confirmed(run, {}):
        raise Refusal(messages.not_understood_yet(shown(run, found), _command(run)))


def is_confirmed(run: Run, answers: Answers) -> bool:
    """Whether a person has said that all is understood right: in the command, or at its prompt."""
    given = run.given.get("understood", answers.get("understood", False))
    return given not in ("", None) and records.as_bool(given)


def _command(run: Run) -> str:
    """The command that confirms what was understood, of whoever speaks."""
    from .direct import typed

    given = {name: value for name, value in run.given.items() if name not in ("part", "understood")}
    if speaking.is_roadmap():
        given.pop("packages", None)
        packages = {number: answers for number, answers in _corrections(run).items() if isinstance(answers, Mapping)}
        said = {f"{number}.{name}": value for number, answers in packages.items() for name, value in answers.items()}
        pairs = [word for name, value in {**given, **said}.items() for word in ("--set", f"{name}={typed(value)}")]
        return shlex.join(["roadmap", "adopt", *pairs, "--understood", str(run.root.resolve())])
    pairs = [word for name, value in given.items() for word in ("-d", f"{name}={typed(value)}")]
    words = [
        "copier",
        "copy",
        "--trust",
        "-d",
        "part=adopt",
        *pairs,
        "-d",
        "understood=yes",
        run.template.source,
        messages.short(run.root),
    ]
    return shlex.join(words)


def _correction_problems(run: Run, found: Understood) -> list[str]:
    """What is wrong with the corrections that are given, each by itself and beside the others."""
    problems: list[str] = []
    for name, given in _corrections(run).items():
        label = f"packages, {text.one_line(name)}: "
        if wrong := correction_problem(found.packages, str(name)):
            problems.append(label + wrong)
        elif not isinstance(given, Mapping):
            problems.append(f"{label}{text.quoted(given)} is no mapping. Give answers, such as {{effort: 4-6h}}.")
        else:
            problems += [
                label + wrong for wrong in rules.given_problems(records.canonical_answers(dict(given)), "work-package")
            ]
            problems += [
                f"{label}{one}: is taken from the file's name, and stays what it is. Leave it out."
                for one in ("number", "slug")
                if one in given
            ]
    if problems:
        return problems
    made = _records(_read(run, planning_folder.read(run.root), _corrections(run)), "2000-01-01")
    packages = [{"depends_on": [], **one} for one in records.snapshot(made) if records.is_package(one)]
    for name, given in _corrections(run).items():
        if "depends_on" in given:
            own = next(one for one in packages if not correction_problem([one], str(name)))
            given_needs = records.normalise({"part": "work-package", **given, "number": 1, "slug": "x"}, packages)["depends_on"]
            if wrong := rules.dependency_problem(given_needs, str(own["slug"]), packages):
                problems.append(f"packages, {text.one_line(name)}: depends_on: {wrong}")
    return problems


def _corrections(run: Run) -> dict[str, Any]:
    given = run.given.get("packages")
    if isinstance(given, str) and given.strip():
        given = text.from_yaml(given)
    return {str(name): said for name, said in given.items()} if isinstance(given, dict) else {}


def reading(run: Run) -> Understood:
    """What the folder says, with what the command corrects; read once in this command."""
    return run.once("understood", lambda: _read(run, planning_folder.read(run.root), _corrections(run)))


def _read(run: Run, there: Folder, corrections: Mapping[str, Any]) -> Understood:
    known = {
        name: records.canonical_answers(dict(given)) if isinstance(given, Mapping) else given
        for name, given in corrections.items()
    }
    texts = {name: said for name, said in there.texts.items() if name != ATTRIBUTES}
    root = run.root.resolve()
    try:
        found = understood(texts, git.as_text(root.name), known)
    except NothingToAdopt as error:
        raise Refusal(messages.nothing_to_adopt(root, str(error))) from error
    said = dict(found.initiative)
    said |= {name: run.given[name] for name in _OF_INITIATIVE if name in run.given}
    said.setdefault("date", today())
    unclear = list(found.unclear)
    if previous := said.get("previous"):
        if checks.previous_problem(run, previous) or PurePath(previous).name == root.name:
            unclear.append(f"Previous planning {text.quoted(previous)} is no folder beside this one, and is left out")
            del said["previous"]
        else:
            said["kind"] = "continuing"
    return replace(found, initiative=said, unclear=tuple(dict.fromkeys(unclear)))


# What a person is shown.


def shown(run: Run, found: Understood) -> str:
    """What was understood, for a person to confirm: the whole, a table of the packages, and what is doubtful."""
    said = found.initiative
    made = records.snapshot(_records(found, str(said["date"])))
    packages = [records.read_package(one) for one in made if records.is_package(one)]
    by_slug = {one.slug: one for one in packages}
    head: tuple[str, ...] = ("#", "Title", "Status", "Effort", "Review", "Priority", "Depends on", "Owner")
    rows: list[tuple[str, ...]] = [
        (
            nn(one.number),
            one.title,
            one.status,
            _effort(one),
            f"{one.review / 60:g}h"
            if one.is_estimated and "review" not in one.by_default
            else "(1h)"
            if one.is_estimated
            else "-",
            one.priority or f"({_proposed(packages)[one.slug]})",
            ", ".join(nn(by_slug[need].number) if need in by_slug else need for need in one.depends_on) or "-",
            one.owner or "-",
        )
        for one in packages
    ]
    if not any(one.owner for one in packages):
        head, rows = head[:-1], [row[:-1] for row in rows]
    lines = [
        f"Understood of {git.as_text(run.root.resolve().name)}:",
        "",
        f"  Initiative  {said['initiative']}",
        f"  Created     {said['date']}",
    ]
    if said.get("previous"):
        lines.append(f"  Continues   {said['previous']}")
    lines += [f"  {label:11} {text.count(len(said[name]), one, many)}" for name, label, one, many in _COUNTED if said.get(name)]
    if found.analyses:
        lines.append(f"  Analyses    {text.join(_analysis(one) for one in found.analyses)}")
    lines += ["", *_table(head, rows)]
    if any("(" in cell for row in rows for cell in row[4:6]):
        lines += ["", "  In brackets: nobody says it; it is what the template proposes."]
    waits = [f"{nn(one.number)} waits for {text.join(one.blocked_by)}" for one in packages if one.blocked_by]
    lines += _listed("From outside", waits)
    lines += _listed("Documents disagree", found.disagreements)
    lines += _listed("Not understood, and left as it is", found.unclear)
    lines += _listed("Assumed", found.assumed)
    lines += _listed("No document of the plan, and left alone", found.left)
    names, why = standing(found, packages)
    lines += ["", f"  Confirmed with it: the checkpoints {text.join(names)}." + (f" Not yet: {why}." if why else "")]
    return "\n".join(lines)


_COUNTED = (
    ("overall_criteria", "Criteria", "overall success criterion", "overall success criteria"),
    ("external_dependencies", "Outside", "external dependency", "external dependencies"),
)


def _effort(one: records.Package) -> str:
    from .planning.effort import estimate_text

    return estimate_text(one.effort) if one.is_estimated else "-"


def _proposed(packages: Sequence[records.Package]) -> dict[str, str]:
    from .planning.priority import priorities

    return {slug: chosen.stands for slug, chosen in priorities(packages).items()}


def _analysis(one: Mapping[str, Any]) -> str:
    read = records.read_analysis({"part": "analysis", **one})
    return f"{nn(read.number)} {read.title}"


def width(words: str) -> int:
    """How many columns of a terminal the words take, as far as Unicode's tables tell."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in words)
    return len(words) + wide - sum(unicodedata.combining(sign) != 0 or sign in "\u200d\ufe0f" for sign in words)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(width(row[at]) for row in (head, *rows)) for at in range(len(head))]

    def line(row: Sequence[str]) -> str:
        return ("  " + "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True))).rstrip()

    return [line(head), *map(line, rows)]


def _listed(head: str, entries: Sequence[str]) -> list[str]:
    return ["", f"  {head}:", *(f"  - {text.one_line(entry)}" for entry in entries)] if entries else []


def standing(found: Understood, packages: Sequence[records.Package]) -> tuple[list[str], str]:
    """The checkpoints whose content stands in the documents, and why the next one does not.

    A plan that was written is past its scope and its analyses. The packages are approved as far as all are estimated, their
    order where each has a priority or work has begun, and the roadmap where there is a timeline or work has begun.
    """
    begun = any(one.status not in records.UNSTARTED for one in packages)
    names = list(CHECKPOINTS[:3])
    counted = [one for one in packages if one.counts]
    if missing := [one for one in counted if not one.is_estimated]:
        return names, f"packages, since nobody has estimated {text.join(nn(one.number) for one in missing)}"
    if not counted:
        return names, "packages, since none counts"
    names.append("packages")
    if not begun and any(not one.priority for one in packages if one.is_open):
        return names, "priorities, since not every work package has one"
    names.append("priorities")
    if not begun and not found.has_timeline:
        return names, "roadmap, since there is no timeline"
    return [*names, "roadmap"], ""


# What is made of it.


def _records(found: Understood, date: str) -> list[Record]:
    """The records of what was understood, each in its stored form."""
    packages = [{"added": date, **one, "part": "work-package"} for one in found.packages]
    among = Names(packages)
    own = [{"added": date, **one, "part": "analysis"} for one in found.analyses]
    return [*(records.normalise(one) for one in own), *(records.normalise(one, among) for one in packages)]


def make(run: Run, answers: Answers) -> Adopted:
    """What the adoption makes of the folder; nothing is written.

    Raises:
        Refusal: where nobody has confirmed what was understood, or where the documents have changed since it was shown.
    """
    found = reading(run)
    if not is_confirmed(run, answers):
        raise Refusal(messages.not_understood_yet("", _command(run)))
    there = planning_folder.read(run.root)
    if _read(run, there, _corrections(run)) != found:
        raise Refusal(messages.changed_meanwhile())
    by = text.one_line(run.given.get("confirmed_by", answers.get("confirmed_by")))
    on = text.one_line(run.given.get("confirmed_on", answers.get("confirmed_on"))) or today()
    return _adopted(run, there, found, on, by)


def _adopted(run: Run, there: Folder, found: Understood, on: str, by: str) -> Adopted:
    plain = {name: planning_folder.with_plain_ends(content) for name, content in there.files.items()}
    folder = run.root.resolve()
    made = _records(found, text.one_line(found.initiative["date"]))
    snapshot = records.snapshot(made)
    packages = [records.read_package(one) for one in snapshot if records.is_package(one)]
    names, _ = standing(found, packages)
    initiative = dict(found.initiative)
    initiative |= {
        "identified": [_identified(one) for one in snapshot if records.is_package(one)],
        "analyses": list(dict.fromkeys(str(one["analysis_type"]) for one in found.analyses)),
        "updated": max(today(), text.one_line(initiative["date"])),
        "location": location_of(run, folder, ""),
        "continued": checks.continued(run, initiative.get("previous"), initiative),
    }
    initiative.setdefault("start", initiative["date"])
    said = Said(initiative, tuple(names), on, by)
    made, disagreements = _in_order(made, found, said)
    origin = run.template.origin
    first = {f"{RECORDS}/{records.record_file(one)}": record_text(one, origin) for one in made}
    whole = {
        "renamed": {name: file for name, file in found.files.items() if name != file},
        "headings": found.headings,
        "adopted": dict(found.files),
    }
    whole = {name: value for name, value in whole.items() if value}
    begun = RUNNING.remade(
        first,
        {},
        answers=said.answers,
        confirmed=said.confirmed,
        on=said.on,
        by=said.by,
        whole=whole,
        day=today(),
        origin=origin,
    )
    own = {file: plain[file] for file in found.files.values()}
    files = {**first, **{name: content for name, content in begun.items() if name not in found.files}, **own}
    settled = _settled(Folder(files), run)
    added: list[str] = []
    inserted: dict[str, list[str]] = {}
    written = RUNNING.made(settled.record(ANSWERS))
    with_new = {}
    for name, file in found.files.items():
        if name in written:
            lines, new = sections.with_sections(name, lines_of(settled.files[file]), lines_of(written[name]))
            with_new[file] = "".join(lines).encode("utf-8", errors="surrogateescape")
            added += [f"{file}: {one}" for one in new]
            if "At a Glance" in new and "Needs Attention" not in new:
                new.append("Needs Attention")
            if headings := [sections.HEADINGS[one] for one in new if one in sections.HEADINGS]:
                inserted[name] = headings
    if added:
        stored = settled.answers or {}
        observed = {**stored["observed"], **({"inserted": inserted} if inserted else {})}
        answers = files_of(State({**_state(stored), "observed": observed}, stored["documents"]), origin, settled.files)
        settled = _settled(settled.with_files({**with_new, ANSWERS: answers[ANSWERS]}), run)
    if ATTRIBUTES in there.files:
        from .planning.merging import merge_texts

        settled = settled.with_files({ATTRIBUTES: merge_texts(b"", plain[ATTRIBUTES], begun[ATTRIBUTES])})
    changes = {}
    for name, content in sorted(settled.files.items(), key=lambda entry: (not planning_folder.is_document(entry[0]), entry[0])):
        before = there.files.get(name)
        after = planning_folder.with_ends_of(before or b"", content)
        if before != after:
            changes[name] = Change(before, after)
    notes = (*disagreements, *_notes(settled, found, added, changes))
    return Adopted(changes, tuple(notes), (settled.answers or {}).get("observed") or {})


def _state(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of an initiative as a state has them."""
    return {name: stored[name] for name in (*rules.STORED, "unfilled", "observed")}


def _identified(record: Mapping[str, Any]) -> Any:
    """A package as the scope names it: by its title, with its slug where that is another one, and its estimate."""
    said = {name: record[name] for name in ("title", "slug", "effort", "review") if record.get(name)}
    if text.slugify(said["title"]) == said.get("slug"):
        del said["slug"]
    return said if len(said) > 1 else said["title"]


def _settled(folder: Folder, run: Run) -> Folder:
    """The folder once every document says what the records and documents say: each change may bring another."""
    for _ in range(5):
        changes = refreshing.update(folder, Order(run.template, today(), Said())).changes
        if not changes:
            break
        folder = folder.with_files({name: change.after for name, change in changes.items() if change.after is not None})
    return folder


def _in_order(made: list[Record], found: Understood, said: Said) -> tuple[list[Record], list[str]]:
    """The records with ranks, where the documents state another order inside a priority than the template computes."""

    def order_of(listed: list[Record]) -> list[str]:
        origin_free = {f"{RECORDS}/{records.record_file(one)}": record_text(one, {}) for one in listed}
        state = following(Folder(origin_free), Said(said.answers), today(), {})
        return [slug for slug in roadmap.compute(state.answers, state.records).order if slug in found.order]

    computed = order_of(made)
    stated = [slug for slug in found.order if slug in computed]
    if len(stated) < 2 or computed == stated:
        return made, []
    ranked = [{**one, "rank": str(stated.index(one["slug"]) + 1)} if one.get("slug") in stated else one for one in made]
    names = {str(one.get("slug")): nn(records.record_number(one)) for one in made}
    now = order_of(ranked)
    if now == stated:
        return ranked, []
    first = next(at for at, (one, other) in enumerate(zip(now, stated, strict=True)) if one != other)
    wrong = (
        f"The documents state the order {', '.join(names[one] for one in stated)}; by priorities and dependencies it is "
        f"{', '.join(names[one] for one in now)}, from place {first + 1} on. Give a priority or rank to change it."
    )
    return ranked if now != computed else made, [wrong]


def _notes(folder: Folder, found: Understood, added: Sequence[str], changes: Mapping[str, Change]) -> Iterator[str]:
    """What is worth a look: what was added to people's documents, what is new, and what will not be kept current."""
    if added:
        yield "Added where nothing like it was:\n" + "\n".join(f"  {one}" for one in added)
    stored = folder.answers or {}
    written = RUNNING.made(folder.record(ANSWERS))
    left = []
    for name, file in found.files.items():
        if name in written:
            lines = current.not_kept(name, folder.files[file], written[name], stored["documents"], found.files)
            left += [f"  {file}:{place} ({what}): {_short(said)}" for place, what, said in lines]
    if left:
        yield (
            f"{text.count(len(left), 'line')} of yours {'state' if len(left) > 1 else 'states'} what no command will keep current; "
            f"change {'them' if len(left) > 1 else 'it'} by hand, or delete {'them' if len(left) > 1 else 'it'}:\n"
            + "\n".join(left)
        )


def _short(said: str) -> str:
    return said if len(said) <= 100 else f"{said[:99]}…"
