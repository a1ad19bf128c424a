"""What the guided menu offers in a state of the plan, and what each of its steps asks: pure, so that it is tested in literals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..planning import analyses, text
from ..planning import answers as rules
from ..planning.checkpoints import SUBJECTS
from ..planning.records import LEVELS, LISTS, PUT_ASIDE, Package, nn
from ..planning.roadmap import Roadmap


@dataclass(frozen=True)
class Step:
    """One thing to do: how it is called here, what a person reads, and the group of the list in which it stands."""

    key: str
    words: str
    group: str = "do"


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: the answer that it asks for.
        words: what a person reads.
        kind: `text`; `entries` for several, asked one by one; `choice` for one of `options`; `packages` for work packages,
            any number of them.
        options: each by its value, with what a person reads.
        needed: why an answer is needed; empty where none is.
    """

    name: str
    words: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    needed: str = ""


#: The status that each step gives a work package.
STATUS = {
    "start": "in-progress",
    "go-on": "in-progress",
    "complete": "complete",
    "partial": "partial",
    "defer": "deferred",
    "drop": "dropped",
    "take-up": "ready",
}

_QUIT = Step("quit", "Quit", "end")
_BEGIN = Step("begin", "Start a plan: title, work packages, why they belong together")


def choices(plan: Roadmap | None, *, changed: bool = False) -> list[Step]:
    """The steps that make sense now: first what needs a decision, then what is next, then all others.

    Args:
        plan: the roadmap; None where there is no plan yet.
        changed: whether the planning folder holds changes that git has not committed.
    """
    if plan is None:
        return [_BEGIN, _QUIT]
    found = _decisions(plan)
    found += [Step(key, words) for key, words in _WORK.items() if packages_for(key, plan)]
    if plan.packages and not plan.order and not plan.waiting:
        found.append(replace(_BEGIN, words="Plan what comes next: another initiative"))
    if plan.phase > 3:
        found.append(Step("add", "Add a work package", "plan"))
    if plan.phase > 2:
        found.append(Step("analysis", "Add an analysis", "plan"))
    if plan.packages:
        found.append(Step("change", "Change a work package: effort, owner, due day, tasks and more", "plan"))
        found.append(Step("show", "Show a work package", "see"))
    if plan.packages or plan.identified:
        found.append(Step("list", "List the work packages", "see"))
    if plan.packages:
        found.append(Step("graph", "Show what depends on what", "see"))
    if plan.shows_timeline:
        found.append(Step("timeline", "Show the timeline", "see"))
    found.append(Step("page", "Write the plan as one page, roadmap.html", "see"))
    found.append(Step("check", "Check that every document says what the records say", "see"))
    if changed:
        found.append(Step("commit", "Commit the planning folder", "end"))
    return [*found, _QUIT]


#: What can be done with packages, in the order of a package's life.
_WORK = {
    "start": "Start a work package",
    "go-on": "Go on with one: hours so far, hours left",
    "complete": "Complete a work package",
    "partial": "Leave one half-way",
    "defer": "Defer a work package",
    "drop": "Drop a work package",
    "take-up": "Take up one again that was deferred or dropped",
}


def _decisions(plan: Roadmap) -> list[Step]:
    """What a person decides now: estimates that are missing, and the checkpoint that waits."""
    found = []
    if missing := without_estimate(plan):
        words = f"{nn(missing[0].number)} {missing[0].title}" if len(missing) == 1 else text.count(len(missing), "work package")
        found.append(Step("estimate", f"Estimate {words}", "decide"))
    waiting = plan.waiting
    if waiting and (waiting.name != "packages" or plan.packages):
        again = " again" if waiting.state == "reopened" else ""
        found.append(Step("confirm", f"Confirm {SUBJECTS[waiting.name]}{again} (checkpoint {waiting.name})", "decide"))
    return found


def without_estimate(plan: Roadmap) -> list[Package]:
    """The packages that count and that nobody has estimated: the plans are not confirmed before that."""
    return [package for package in plan.counted if package.is_open and not package.is_estimated]


def packages_for(key: str, plan: Roadmap) -> list[Package]:
    """The work packages that a step may be about, the likeliest first."""
    under_way = [plan.by_slug[slug] for slug in plan.under_way]
    ready = [plan.by_slug[slug] for slug in plan.ready]
    if key == "start":
        return ready
    if key == "go-on":
        # What was left half-way is taken up again, as what it is: that starts nothing new.
        return under_way
    if key == "complete":
        return [*under_way, *ready]
    if key == "partial":
        return [package for package in under_way if package.status == "in-progress"]
    if key in ("defer", "drop"):
        dropped = key == "drop"
        aside = [package for package in plan.packages if dropped and package.status == "deferred"]
        return [*reversed(plan.open), *aside] if plan.phase > 3 else []
    if key == "take-up":
        return [package for package in plan.packages if package.status in PUT_ASIDE]
    return list(plan.packages)


_ACTUAL = Question("actual", "How many agentic hours did it take so far? (such as 5h; Enter if not measured)")
_WHOLE = replace(_ACTUAL, words="How many agentic hours did it take? (such as 5h; Enter if not measured)")
_REVIEWED = Question("actual_review", "How many hours of review did it take? (Enter if not measured)")
_LEFT = Question("remaining", "How many agentic hours are left? (such as 2-3h; Enter for the estimate's)")
_PR = Question("pr", "Which pull requests? (such as PR #42; several with semicolons; Enter for none)")

#: What is asked of a work package that gets a status: only what that status needs.
OF_STATUS: dict[str, tuple[Question, ...]] = {
    "go-on": (_ACTUAL, _LEFT),
    "complete": (Question("done", "What was delivered? (Enter to write it later)"), _PR, _WHOLE, _REVIEWED),
    "partial": (
        Question("done", "What is done so far?"),
        Question("remains", "What remains to be done?", needed="Say what remains, so that somebody can go on with it."),
        _PR,
        _ACTUAL,
        _LEFT,
    ),
    "defer": (Question("remains", "Why is it deferred?", needed="Say why: the documents show it."),),
    "drop": (Question("remains", "Why is it dropped?", needed="Say why: the documents show it."),),
}

_LEVELS = tuple((level, level) for level in LEVELS)

_EFFORT = Question("effort", "How many agentic hours does it take? (such as 4-6h; Enter for not yet)")
_NEEDS = Question("depends_on", "Which work packages must be complete first?", "packages")
_VALUE = Question("value", "How much value does it bring?", "choice", (*_LEVELS, ("", "not said yet: medium is proposed")))
_RISK = Question("risk", "How high is the technical risk?", "choice", (*_LEVELS, ("", "not said yet: medium is proposed")))

#: What is asked of a new work package.
OF_PACKAGE = (
    Question("title", "What is the work package called?", needed="Give a short name."),
    Question("summary", "What does it cover? (a sentence or two; Enter to write it later)"),
    _EFFORT,
    _NEEDS,
    _VALUE,
    _RISK,
    Question("task_list", "Which tasks does it consist of? (3 to 6)", "entries"),
)

#: What of a work package can be changed here, with what a person reads in the list.
CHANGES: dict[str, tuple[str, Question]] = {
    "effort": ("Effort", _EFFORT),
    "owner": ("Owner", Question("owner", "Who owns it? (Enter for nobody)")),
    "due": ("Due day", Question("due", "By which day is it due? (YYYY-MM-DD; Enter for no day)")),
    "depends_on": ("Dependencies", _NEEDS),
    "review": ("Review", Question("review", "How many hours of human review? (such as 1h)")),
    "value": ("Value", _VALUE),
    "risk": ("Risk", _RISK),
    "priority": ("Priority", Question("priority", "Which priority?", "choice", (*_LEVELS, ("", "as proposed")))),
    "task_list": ("Tasks", OF_PACKAGE[6]),
    "success_criteria": ("Success criteria", Question("success_criteria", "Which measurable outcomes?", "entries")),
    "in_scope": ("Scope", Question("in_scope", "What is in scope?", "entries")),
    "title": ("Title", OF_PACKAGE[0]),
    "summary": ("Summary", OF_PACKAGE[1]),
}

#: What is asked of an analysis: its name, where it is none of the workflow's; and its purpose.
OF_ANALYSIS = (
    Question("analysis_type", "What is it about? (such as security)"),
    Question("analysis_purpose", "What is it for? (Enter for the usual purpose)"),
)


def analyses_for(plan: Roadmap) -> dict[str, str]:
    """The types of analysis that can be added, by what a person reads; the last one is a name of a person's own."""
    there = {analysis.kind for analysis in plan.analyses}
    return {words: name for words, name in analyses.choices().items() if name not in there}


def differing(said: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that say something else than the record: only these are given.

    Args:
        said: the answers as they were typed or chosen.
        record: the work package's record; empty for a new one, of which what nobody said is left out.
    """
    return {name: value for name, value in said.items() if _form(name, value) != _form(name, record.get(name))}


def _form(name: str, value: Any) -> Any:
    if name in (*LISTS, "depends_on"):
        return text.items(value)
    return text.clean(value)


def typed(name: str, record: Mapping[str, Any]) -> str:
    """A stored answer as it is typed again."""
    return text.typed(text.items(record.get(name))) if name in LISTS else text.clean(record.get(name))


def wrong(question: Question, said: str, packages: Sequence[Mapping[str, Any]], slug: str = "") -> str:
    """What is wrong with what was typed, by the rules of the answer; empty when nothing is.

    Args:
        question: the question.
        said: what was typed.
        packages: the records of the work packages that there are.
        slug: the package that is changed; empty for a new one.
    """
    if question.needed and not text.one_line(said):
        return question.needed
    if found := rules.problem(question.name, said):
        return found
    if question.name == "title" and not slug:
        return "\n".join(rules.package_problems({"title": said}, packages))
    return ""


def place_of(plan: Roadmap, package: Package) -> dict[str, str]:
    """Which priority the package has and why, and when it is worked on, by what each is called."""
    chosen, slot = plan.priority[package.slug], plan.timeline.slots.get(package.slug)
    found = {"Priority": f"{chosen.stands.upper()}: {chosen.rationale}"}
    if slot:
        weeks = f"week {slot.first_week}" if slot.first_week == slot.last_week else f"weeks {slot.first_week}-{slot.last_week}"
        first, last = slot.first_day.isoformat(), slot.last_day.isoformat()
        found["Timeline"] = f"{weeks}, {first if first == last else f'{first} to {last}'}"
    return found
