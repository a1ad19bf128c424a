"""Checkpoints: what people confirmed, and what of it has changed since (docs/architecture.md, "Checkpoints").

A confirmation keeps what was approved, in a form that says nothing of progress: a status, a pull request, measured hours or
prose never reopen anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from . import analyses, text
from .continuing import identified_packages
from .effort import NOT_ESTIMATED, effort_text, estimate_text, hours, parse_buffer, parse_time, total
from .priority import priorities
from .records import UNSTARTED, Package, as_date, is_analysis, is_package, nn, read_analysis, read_package, references, sort_key
from .schedule import implementation_order
from .words import PLAIN, Spoken, say, spoken
from .workflow import CHECKPOINTS

#: The command that keeps the template's version, for an answer to follow.
UPDATE = "copier update --trust --vcs-ref=:current:"

#: What a person confirms at each checkpoint.
SUBJECTS = Spoken(
    {
        "scope": "the scope",
        "folder": "the planning folder",
        "analysis": "the analysis",
        "packages": "the work package plans",
        "priorities": "the priority order",
        "roadmap": "the roadmap",
    }
)

#: A confirmation as it is stored: `date`, `by`, and what was `approved`.
Confirmation = dict[str, Any]


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint: `state` is `open`, `confirmed` or `reopened`; `changes` says in words what reopened it."""

    name: str
    state: str
    date: str = ""
    by: str = ""
    changes: tuple[str, ...] = ()


def states(
    stored: Mapping[str, Any],
    answers: Mapping[str, Any],
    records: Sequence[Mapping[str, Any]],
    packages: Sequence[Package] | None = None,
    scope: Mapping[str, Package] | None = None,
) -> tuple[Checkpoint, ...]:
    """All checkpoints in their order.

    Args:
        stored: the confirmations by name, as `confirm` makes them.
        answers: the initiative's answers.
        records: the snapshot of the records.
        packages: its packages, where they are read already.
        scope: the packages that the scope names, where they are.
    """
    plan = _Plan(answers, records, packages, scope)
    found = []
    for name in CHECKPOINTS:
        kept = stored.get(name)
        if not isinstance(kept, Mapping):
            found.append(Checkpoint(name, "open"))
            continue
        before = kept.get("approved")
        changes = tuple(_changes(name, before if isinstance(before, Mapping) else {}, _approved(name, plan)))
        state = "reopened" if changes else "confirmed"
        found.append(Checkpoint(name, state, text.one_line(kept.get("date")), text.one_line(kept.get("by")), changes))
    return tuple(found)


def waiting(checkpoints: Iterable[Checkpoint]) -> Checkpoint | None:
    """The checkpoint that is to be confirmed next: the first that is open or reopened; None where all are confirmed."""
    return next((checkpoint for checkpoint in checkpoints if checkpoint.state != "confirmed"), None)


def phase(passed: Iterable[str]) -> int:
    """The phase of the workflow, 1 to 7, by the names of the checkpoints that were ever confirmed."""
    names = set(passed)
    return next((place for place, name in enumerate(CHECKPOINTS, 1) if name not in names), len(CHECKPOINTS) + 1)


def confirm(
    names: Iterable[str],
    stored: Mapping[str, Any],
    answers: Mapping[str, Any],
    records: Sequence[Mapping[str, Any]],
    date: str,
    by: str,
    baseline: Mapping[str, Any] | None = None,
) -> dict[str, Confirmation]:
    """The confirmations with those of `names` made now, of what stands in the answers and records.

    Args:
        names: the checkpoints that are confirmed now.
        stored: the confirmations before.
        answers: the initiative's answers.
        records: the snapshot of the records.
        date: the day of the confirmation, YYYY-MM-DD.
        by: who confirms; empty where nobody is named.
        baseline: what `roadmap` approves as the baseline, as `baseline.make` gives it.
    """
    plan = _Plan(answers, records)
    made: dict[str, Confirmation] = {name: {"date": date, "by": by, "approved": _approved(name, plan)} for name in names}
    if "roadmap" in made and baseline is not None:
        made["roadmap"]["baseline"] = dict(baseline)
    merged = {**stored, **made}
    return {name: merged[name] for name in CHECKPOINTS if name in merged}


def inherited(answers: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> dict[str, Confirmation]:
    """The confirmations of an initiative that was started before there were any: of everything that it holds by then."""
    packages = any(is_package(record) for record in records)
    analysed = any(is_analysis(record) for record in records)
    names = CHECKPOINTS if packages else CHECKPOINTS[:2] if analysed else CHECKPOINTS[:1]
    return confirm(names, {}, answers, records, text.one_line(answers.get("date")), "")


class _Plan:
    """The answers and records of which a person approves something at each checkpoint."""

    def __init__(
        self,
        answers: Mapping[str, Any],
        records: Iterable[Mapping[str, Any]],
        packages: Sequence[Package] | None = None,
        scope: Mapping[str, Package] | None = None,
    ) -> None:
        self.answers = answers
        self.records = sorted(records, key=sort_key)
        self._packages = packages
        self._scope = scope

    @property
    def scope(self) -> Mapping[str, Package]:
        """The packages that the scope names."""
        return identified_packages(self.answers) if self._scope is None else self._scope

    @cached_property
    def unstarted(self) -> list[Package]:
        """The packages as they would be before any work: approvals do not move with progress."""
        found = self._packages or [read_package(record) for record in self.records if is_package(record)]
        return [package if package.status == "ready" else replace(package, status="ready") for package in found]


def _scope(plan: _Plan) -> dict[str, Any]:
    return {
        "packages": {
            name: {
                "title": package.title,
                "effort": estimate_text(package.effort),
                "review": f"{hours(package.review)}h" if package.is_estimated else NOT_ESTIMATED,
            }
            for name, package in plan.scope.items()
        },
        "previous": text.one_line(plan.answers.get("previous")),
    }


def _folder(plan: _Plan) -> dict[str, Any]:
    return {"analyses": analyses.kinds_of(plan.answers.get("analyses"))}


def _analysis(plan: _Plan) -> dict[str, Any]:
    found = [read_analysis(record) for record in plan.records if is_analysis(record)]
    return {"analyses": {analysis.file: analysis.title for analysis in found}}


def _packages(plan: _Plan) -> dict[str, Any]:
    return {
        "packages": {
            package.slug: {
                "number": package.number,
                "title": package.title,
                "effort": estimate_text(package.effort),
                "review": f"{hours(package.review)}h" if package.is_estimated else NOT_ESTIMATED,
                **{name: list(getattr(package, name)) for name in _LISTS},
            }
            for package in plan.unstarted
        }
    }


def _priorities(plan: _Plan) -> dict[str, Any]:
    stands = {slug: chosen.stands for slug, chosen in priorities(plan.unstarted).items()}
    return {
        "packages": {one.slug: {"number": one.number, "priority": stands[one.slug].upper()} for one in plan.unstarted},
        "order": implementation_order(plan.unstarted, stands),
    }


def _roadmap(plan: _Plan) -> dict[str, Any]:
    answers, packages = plan.answers, plan.unstarted
    capacities = [parse_time(answers[name]) for name in _CAPACITIES]
    return {
        "start": as_date(answers["start"]).isoformat(),
        **{name: f"{hours(capacity)}h" for name, capacity in zip(_CAPACITIES, capacities, strict=True)},
        "buffer": f"{parse_buffer(answers.get('buffer'))}%",
        "agentic": effort_text(total(package.effort for package in packages)),
        "review": f"{hours(sum(package.review for package in packages))}h",
        **{name: text.items(answers.get(name)) for name in ("overall_criteria", "external_dependencies")},
    }


_CAPACITIES = ("agentic_hours_per_week", "review_hours_per_week")
_LISTS = ("depends_on", "blocked_by", "in_scope", "out_of_scope", "success_criteria")

#: What a person approves at each checkpoint, as plain values; no progress and no prose is in it.
_APPROVED: dict[str, Callable[[_Plan], dict[str, Any]]] = {
    "scope": _scope,
    "folder": _folder,
    "analysis": _analysis,
    "packages": _packages,
    "priorities": _priorities,
    "roadmap": _roadmap,
}


def _approved(name: str, plan: _Plan) -> dict[str, Any]:
    """What a person approves at a checkpoint, the same in whatever words the documents say it."""
    with spoken(PLAIN):
        return _APPROVED[name](plan)


#: What the approved values are called in a sentence.
_WORDS = Spoken(
    {
        "effort": "effort",
        "review": "review",
        "priority": "priority",
        "previous": "previous planning",
        "start": "start of week 1",
        "agentic_hours_per_week": "agentic hours per week",
        "review_hours_per_week": "review hours per week",
        "buffer": "buffer on open work",
        "agentic": "total effort",
        "blocked_by": "outside dependencies",
        "in_scope": "scope",
        "out_of_scope": "what is out of scope",
        "success_criteria": "success criteria",
        "overall_criteria": "overall success criteria",
        "external_dependencies": "external dependencies",
        "analyses": "analyses",
    }
)

#: What was approved, where the approval is from before it was asked for.
_UNSAID = {"buffer": "0%"}


def _changes(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What differs between what was approved and what stands now, in words; empty when nothing that counts does."""
    found: list[str] = []
    for key, now in after.items():
        then = before.get(key, _UNSAID.get(key))
        if isinstance(now, Mapping):
            found += _changed_entries(then if isinstance(then, Mapping) else {}, now)
        elif key == "order":
            found += _changed_order(text.items(then), now, after["packages"])
        elif isinstance(now, list):
            found += _changed_list(_WORDS[key], text.items(then), now)
        elif then != now:
            found.append(
                say(
                    "{total_of_review} was {shown}, is {shown2}",
                    total_of_review=_total_of_review(name, key),
                    shown=_shown(then),
                    shown2=_shown(now),
                )
            )
    return found


def _total_of_review(name: str, key: str) -> str:
    return say("total review") if (name, key) == ("roadmap", "review") else _WORDS[key]


def _changed_entries(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What is new, gone or another. A new title is none of that: it is another name for the same thing."""
    found = []
    named, were_named = _names(after), _names(before)
    for key, now in after.items():
        then = before.get(key)
        if then is None:
            found.append(say("{named} is new", named=named[key]))
        elif isinstance(now, Mapping) and isinstance(then, Mapping):
            for part, value in now.items():
                if part in ("number", "title") or then.get(part) == value:
                    continue
                of = named[key]
                if part == "depends_on":
                    were, are = _needs(then.get(part), were_named), _needs(value, named)
                    found.append(say("dependencies of {of} were {were}, are {are}", of=of, were=were, are=are))
                elif isinstance(value, list):
                    found += _changed_list(say("{words} of {of}", words=_WORDS[part], of=of), text.items(then.get(part)), value)
                else:
                    found.append(
                        say(
                            "{words} of {of} was {shown}, is {shown2}",
                            words=_WORDS[part],
                            of=of,
                            shown=_shown(then.get(part)),
                            shown2=_shown(value),
                        )
                    )
    found += [say("{words} is gone", words=words) for key, words in were_named.items() if key not in after]
    return found


def _changed_order(before: Sequence[str], after: Sequence[str], among: Mapping[str, Any]) -> list[str]:
    """The order of what stands in both, where it is another: that a new one comes somewhere is said already."""
    named, both = _names(among), {*before} & {*after}
    were, are = ([named[slug] for slug in order if slug in named and slug in both] for order in (before, after))
    return [say("order was {were}, is {are}", were=", ".join(were), are=", ".join(are))] if were != are else []


def _changed_list(what: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    new = [say("{entry} is new", entry=text.quoted(entry)) for entry in after if entry not in before]
    gone = [say("{entry} is gone", entry=text.quoted(entry)) for entry in before if entry not in after]
    return [f"{what}: {', '.join([*new, *gone])}"] if new or gone else []


def _names(among: Mapping[str, Any]) -> dict[str, str]:
    """Each package's number, with its slug where another one has that number too; the title or file of what has none."""
    entries = {key: entry if isinstance(entry, Mapping) else {} for key, entry in among.items()}
    numbers = {key: number for key, entry in entries.items() if isinstance(number := entry.get("number"), int)}
    having = Counter(numbers.values())

    def words(key: str) -> str:
        if key in numbers:
            return f"{nn(numbers[key])} {key}" if having[numbers[key]] > 1 else nn(numbers[key])
        return text.quoted(entries[key].get("title")) if isinstance(among[key], Mapping) else key

    return {key: words(key) for key in among}


def _needs(slugs: Any, named: Mapping[str, str]) -> str:
    return text.join(named.get(slug, slug) for slug in text.items(slugs)) or say("none")


def _shown(value: Any) -> str:
    said = text.one_line(value)
    return say(NOT_ESTIMATED) if said == NOT_ESTIMATED else said or say("none")


def start_problem(
    status: str, before: str, checkpoints: Sequence[Checkpoint], standing: Sequence[Checkpoint] | None = None
) -> str:
    """What is wrong with a package's new status while a checkpoint waits; empty when nothing is.

    Until the roadmap is confirmed a package is ready, deferred or dropped; while a checkpoint is reopened none is started,
    and what is under way may be finished.

    Args:
        status: the new status.
        before: the status so far; empty for a new package.
        checkpoints: all checkpoints, as they are once the package has its new answers.
        standing: all checkpoints as they are before that, where that may be another matter.
    """
    first = waiting(checkpoints)
    if first is None or status in UNSTARTED:
        return ""
    # Only a package that is under way was started; before the roadmap was confirmed, none can be.
    if before not in ("", *UNSTARTED) and checkpoints[-1].state != "open":
        return ""
    if first.state == "reopened" and standing is not None and waiting(standing) is None:
        return (
            f"{text.quoted(status)} starts the work, and the other answers change what was approved ({'; '.join(first.changes)}). "
            f"Give those first, without the status; commit, and confirm checkpoint {first.name} again: {UPDATE} -d confirm={first.name}."
        )
    if first.state == "reopened":
        why = f"checkpoint {first.name} is reopened ({'; '.join(first.changes)}). Confirm it again first"
    else:
        why = f"checkpoint {first.name} is not confirmed. Confirm it first"
    return (
        f"{text.quoted(status)} starts the work, and {why}: {UPDATE} -d confirm={first.name}. "
        "Until every checkpoint is confirmed, a work package that is not under way can be ready, deferred or dropped."
    )


def given_names(value: Any) -> list[str]:
    """The names in a `confirm` answer, typed as `depends_on` is, in capitals or not; a no at the prompt names none."""
    return [] if value is False else [name.lower() for name in references(value)]


def order_problem(names: Sequence[str], checkpoints: Sequence[Checkpoint]) -> str:
    """What is wrong with confirming these checkpoints now, one after the other; empty when nothing is.

    A checkpoint is confirmed only when all before it are, and only when it is not confirmed as it stands.
    """
    state = {checkpoint.name: checkpoint for checkpoint in checkpoints}
    confirmed = {checkpoint.name for checkpoint in checkpoints if checkpoint.state == "confirmed"}
    for name in names:
        if name in confirmed:
            if state[name].state != "confirmed":
                return f"{text.quoted(name)} stands in the list twice. Leave one out."
            following = next((other for other in CHECKPOINTS if other not in confirmed), "")
            remedy = f"Next is -d confirm={following}." if following else "So are all others: leave the answer out."
            by = f" by {state[name].by}" if state[name].by else ""
            return f"{text.quoted(name)} is confirmed already, on {state[name].date}{by}. {remedy}"
        missing = next(other for other in CHECKPOINTS if other not in confirmed)
        if missing != name:
            return (
                f"{text.quoted(name)} comes after {text.quoted(missing)}, which is "
                f"{'not confirmed' if state[missing].state == 'open' else state[missing].state}. Confirm in order: -d confirm={missing} is next."
            )
        confirmed.add(name)
    return ""
