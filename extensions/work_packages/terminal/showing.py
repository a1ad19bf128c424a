"""What the reading commands show: the roadmap in lines, in the words of the documents, as wide as the screen."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..planning import text
from ..planning.effort import estimate_text
from ..planning.priority import LABEL
from ..planning.records import Package, nn
from ..planning.roadmap import Roadmap
from ..planning.views import View, state_word, view
from ..speaking import spoken
from . import drawing
from .screen import Piece, Screen, Styled, cut, pad, width_of, wrap_path

#: The style of each state of a package, and of each priority.
_STATE = {
    "ready": "green",
    "in-progress": "bold cyan",
    "partial": "yellow",
    "complete": "dim",
    "deferred": "dim",
    "dropped": "dim",
}
_PRIORITY = {"high": "red", "medium": "yellow", "low": "blue"}


@dataclass(frozen=True)
class Sight:
    """A plan to be shown.

    Attributes:
        plan: the roadmap.
        screen: where it is shown.
        place: the planning folder, as it can be typed from here.
        path: the path of one of its documents by its name, as it can be typed from here.
        today: today's date, YYYY-MM-DD.
    """

    plan: Roadmap
    screen: Screen
    place: str
    path: Callable[[str], str]
    today: str

    @cached_property
    def view(self) -> View:
        """What the documents show."""
        return view(self.plan)


def named(package: Package) -> str:
    """A package by number and title."""
    return f"{nn(package.number)} {package.title}"


def state_of(plan: Roadmap, package: Package) -> Styled:
    """The package's state in a word."""
    state = plan.state(package)
    return Styled(state_word(plan, package), _STATE.get(state, ""))


def priority_of(plan: Roadmap, package: Package) -> Styled:
    """The package's priority in a word; none of one that does not count, and before the plans are confirmed."""
    if not package.counts or not plan.shows_order:
        return Styled("")
    level = plan.stands(package)
    return Styled(LABEL[level].partition(" ")[2], _PRIORITY[level] if package.is_open else "dim")


# status


def status(sight: Sight) -> list[str]:
    """How things stand, at a glance."""
    plan, shown, screen = sight.plan, sight.view, sight.screen
    glance, made = shown["glance"], shown["progress"]
    lines = [*screen.paragraph(Styled(plan.title, "bold")), *screen.field("Status", shown["status"]["head"])]
    lines += screen.path("Folder", sight.place if sight.place != "." else "this one")
    if glance["phase"]:
        lines += screen.field("Phase", glance["phase"])
    if plan.identified:
        lines += screen.field("Scope", f"{text.count(len(plan.identified), 'work package')}, {shown['scope_total']}")
    if plan.packages and plan.shows_order:
        bar = Styled(made["bar"], "green")
        lines.append(screen.line(Styled(f"{'Progress':13}", "dim"), bar, f" {made['percent']}% ({shown_hours(made['words'])})"))
        if (rest := made["words"].partition("; ")[2]) and made["aside"]:
            lines += screen.paragraph(rest, " " * 13)
    if glance["finish"]:
        lines += screen.field("Finish", glance["finish"])
    if glance["slip"]:
        lines += screen.field("Baseline", shown["slip"]["words"] if plan.reasons else glance["slip"])
    if plan.phase == 7:
        lines += _under_way(sight)
    lines += screen.field("Next", Styled(next_words(sight, known=True), "bold"))
    lines += _decisions(sight)
    return lines


def shown_hours(words: str) -> str:
    """The hours of the progress, without what is said of those put aside."""
    return words.partition("; ")[0]


def _under_way(sight: Sight) -> list[str]:
    plan, screen = sight.plan, sight.screen
    lines: list[str] = []
    for slug in plan.under_way:
        package = plan.by_slug[slug]
        words = f"{named(package)} ({going(sight, package)})"
        lines += screen.field("Under way" if not lines else "", words)
    return lines


def going(sight: Sight, package: Package) -> str:
    """What is said of a package under way: since when, what is left, what it waits for."""
    shown = _view_of(sight, package)
    words = [
        state_word(sight.plan, package) + (f" since {package.started}" if package.started else ""),
        f"left: {shown['left']}" if shown["left"] else "",
        f"owner: {package.owner}" if package.owner else "",
        f"due: {package.due}" if package.due else "",
        f"waits for {text.join(one.words for one in package.waits_outside)}" if package.waits_outside else "",
    ]
    return ", ".join(word for word in words if word)


def _view_of(sight: Sight, package: Package) -> View:
    return next(one for one in sight.view["packages"] if one["slug"] == package.slug)


def _decisions(sight: Sight) -> list[str]:
    """What needs a decision: the checkpoint that is open, what reopened it, and every problem."""
    shown, screen = sight.view, sight.screen
    waiting = shown["waiting"]
    lines: list[str] = []
    if waiting:
        words = f"Checkpoint {waiting['name']}: {waiting['question']}"
        lines += screen.field("Decide", Styled(words, "yellow"))
        for one in shown["reopened"]:
            lines += screen.paragraph(f"{one['name']} is reopened; since it was confirmed:", " " * 13)
            lines += [line for change in one["changes"] for line in screen.paragraph(change, " " * 13 + "- ", " " * 15)]
        lines += screen.paragraph(f"Confirm it: {spoken(waiting['command'])}", " " * 13)
    if shown["problems"]:
        count = text.count(len(shown["problems"]), "point")
        lines += screen.field("Attention", Styled(count, "yellow"))
        for problem in shown["problems"]:
            words = _unfilled(sight.plan) if problem["code"] == "unfilled" else spoken(str(problem["message"]))
            lines += screen.paragraph(words, " " * 13 + "- ", " " * 15)
    return lines or screen.field("Decide", "nothing")


#: Of how many documents with placeholder text the glance gives the names.
_NAMED = 3


def _unfilled(plan: Roadmap) -> str:
    """Which documents hold placeholder text; of many the first ones and how many more."""
    names = list(plan.unfilled)
    if len(names) > _NAMED + 1:
        names = [*names[:_NAMED], f"{len(names) - _NAMED} more"]
    return f"Placeholder text is left in {text.join(names)}."


# next and ready


def next_words(sight: Sight, known: bool = False) -> str:
    """What to do now, in one sentence, as the head of README.md says it; `known` where what is under way stands above."""
    plan, shown = sight.plan, sight.view
    step = shown["next_step"]
    if step["kind"] == "confirm":
        waiting = shown["waiting"]
        words = f"Confirm {waiting['subject']}{'' if waiting['is_open'] else ' again'} (checkpoint {waiting['name']})"
        rest = text.join(named(plan.by_slug[one["slug"]]) for one in step["under_way"])
        return f"{words}; {rest} may be finished" if rest else words
    if step["kind"] == "work":
        parts = []
        if step["under_way"]:
            going_on = (f"{named(plan.by_slug[one['slug']])} ({one['words']})" for one in step["under_way"])
            them = "it" if len(step["under_way"]) == 1 else "them"
            parts.append(f"Go on with {them if known else ', '.join(going_on)}")
        if step["start"]:
            first = plan.by_slug[step["start"]["slug"]]
            parts.append(f"{'start' if parts else 'Start'} {named(first)} ({_why(plan, first)})")
        return "; ".join([", or ".join(parts), *_waiting(step)])
    if step["kind"] == "complete":
        return f"{shown['nothing_open']} Plan what comes next in a follow-on initiative."
    if step["kind"] == "wait":
        return "; ".join(["Nothing can start yet", *_waiting(step)])
    return "Add work packages"


def _why(plan: Roadmap, package: Package) -> str:
    """The package's priority, and why it has it."""
    return f"{priority_of(plan, package).words}: {plan.priority[package.slug].rationale}"


def _waiting(step: View) -> list[str]:
    return [f"{one['label']} {one['waits']} for {one['for']}" for one in step["waiting"]]


def next_step(sight: Sight) -> list[str]:
    """What to do now, and of the package that it is about what one needs to begin."""
    plan, screen = sight.plan, sight.screen
    lines = screen.paragraph(Styled(next_words(sight), "bold"))
    waiting = sight.view["waiting"]
    if sight.view["next_step"]["kind"] == "confirm":
        lines += [
            *screen.paragraph(str(waiting["question"])),
            "",
            *screen.paragraph(f"Confirm it: {spoken(waiting['command'])}"),
        ]
    for package in _to_do(plan):
        lines += ["", *_brief(sight, package)]
    return lines


def _to_do(plan: Roadmap) -> list[Package]:
    """The packages to go on with, and the first to start."""
    slugs = [*(plan.under_way if plan.phase == 7 else ()), *plan.ready[:1]]
    return [plan.by_slug[slug] for slug in slugs]


def _brief(sight: Sight, package: Package) -> list[str]:
    plan, screen, shown = sight.plan, sight.screen, _view_of(sight, package)
    words = [shown["effort_review"], *([f"left: {shown['left']}"] if shown["left"] else [])]
    lines = [_heading(sight, package)]
    lines += [line for one in ([shown["brief"]] if shown["brief"] else []) for line in screen.paragraph(one, "   ")]
    lines += screen.paragraph("; ".join(words), "   ")
    lines += [line for one in shown["schedule"] for line in screen.paragraph(one, "   ")]
    unmet = [task for task in package.task_list if task not in plan.tasks_done.get(package.slug, ())]
    lines += [line for task in unmet for line in screen.paragraph(task, "   [ ] ")]
    return [*lines, *_file(sight, package, "   ")]


def _heading(sight: Sight, package: Package) -> str:
    plan = sight.plan
    marks: list[Piece] = [state_of(plan, package)]
    if (level := priority_of(plan, package)).words:
        marks += [" · ", level]
    room = sight.screen.columns - sum(len(one.words if isinstance(one, Styled) else one) for one in marks) - 2
    return sight.screen.line(Styled(cut(named(package), max(8, room)), "bold"), "  ", *marks)


def _file(sight: Sight, package: Package, margin: str) -> list[str]:
    if package.file in sight.plan.missing:
        return sight.screen.paragraph(f"{package.file} was deleted", margin)
    return [margin + line for line in wrap_path(sight.path(package.file), sight.screen.columns - len(margin))]


def ready(sight: Sight) -> list[str]:
    """The packages that can be started, the first one first; and why there is none."""
    plan = sight.plan
    if plan.ready:
        return table(sight, [plan.by_slug[slug] for slug in plan.ready])
    return sight.screen.paragraph(
        f"Nothing can be started. {next_words(sight)}." if plan.order or not plan.packages else next_words(sight)
    )


# list


def table(sight: Sight, packages: Sequence[Package]) -> list[str]:
    """Packages in a table, one to a line."""
    plan = sight.plan
    rows: list[list[Piece]] = []
    for package in packages:
        slot = plan.timeline.slots.get(package.slug) if plan.shows_timeline else None
        rows.append(
            [
                nn(package.number),
                Styled(package.title, "" if package.is_open else "dim"),
                state_of(plan, package),
                priority_of(plan, package),
                estimate_text(package.effort),
                _day(plan, slot.last_day.isoformat() if slot else package.completed if package.status == "complete" else ""),
                _due(plan, package),
                package.owner,
            ]
        )
    heads = ["#", "Title", "State", "Priority", "Effort", "Finish", "Due", "Owner"]
    return sight.screen.table(rows, heads, flexible=1)


def without_plans(sight: Sight) -> list[str]:
    """What there is to list before there are plans: what the scope names."""
    lines = sight.screen.paragraph(sight.view["nothing_open"])
    if sight.plan.identified:
        rows = [[one.title, estimate_text(one.effort)] for one in sight.plan.identified]
        lines += ["", *sight.screen.table(rows, ["Identified", "Effort"], flexible=0)]
    return lines


def _due(plan: Roadmap, package: Package) -> Styled:
    return Styled(_day(plan, package.due), "red" if package.slug in late(plan) else "")


def _day(plan: Roadmap, day: str) -> str:
    """A day in a table: without its year where it is less than half a year from the plan's day; empty where there is none."""
    if not day:
        return ""
    date = datetime.date.fromisoformat(day)
    return f"{_MONTHS[date.month - 1]} {date.day:2}" if abs((date - plan.updated).days) < 180 else day


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def late(plan: Roadmap) -> set[str]:
    """The slugs of the open packages whose forecast is after the day by which they are due."""
    return {slug for problem in plan.problems if problem["code"] == "late" for slug in problem["packages"]}


# show


def package_lines(sight: Sight, package: Package) -> list[str]:
    """Everything of one package."""
    plan, screen, shown = sight.plan, sight.screen, _view_of(sight, package)
    lines = screen.paragraph(Styled(named(package), "bold"))
    if package.summary:
        lines += screen.paragraph(package.summary)
    lines.append("")
    state = state_of(plan, package)
    head = shown["document_status"] if plan.state(package) in ("waiting", "planned") else state.words
    lines += screen.field("Status", Styled(head, state.style))
    if package.counts and plan.shows_order:
        lines += screen.field("Priority", Styled(_why(plan, package), priority_of(plan, package).style))
    for name, said in (
        ("Effort", shown["effort_review"]),
        ("Left", shown["left"]),
        ("Value", package.value + _by_default(package, "value")),
        ("Risk", package.risk + _by_default(package, "risk")),
        ("Owner", package.owner),
        ("Due", package.due + (", which the forecast passes" if package.slug in late(plan) else "")),
        ("Timeline", "; ".join(shown["schedule"])),
    ):
        if said:
            lines += screen.field(name, said)
    for note in shown["status_notes"]:
        if note["name"] not in ("Left", "PR", "ADR"):
            lines += screen.field(note["name"], note["words"])
    for name, found in (("PR", package.pr), ("ADR", (package.adr,) if package.adr else ())):
        if found:
            lines += screen.field(name, text.join(found))
    lines += _related(sight, "Depends on", package.depends_on)
    lines += _related(sight, "Enables", plan.needed_by[package.slug])
    for place, blocker in enumerate(package.blockers):
        lines += screen.field("Outside" if not place else "", f"{_box(not blocker.open)} {blocker.words}")
    lines += _boxed(sight, "Success criteria", package.success_criteria, plan.met.get(package.slug, ()), "ticked")
    lines += _boxed(sight, "Tasks", package.task_list, plan.tasks_done.get(package.slug, ()), "done")
    for name, words in (("Why", package.why), ("Impact", package.impact)):
        if words:
            lines += ["", screen.painted(name, "bold"), *screen.paragraph(words, "  ")]
    for name, entries in (
        ("From the analyses", package.insights),
        ("In scope", package.in_scope),
        ("Out of scope", package.out_of_scope),
        ("History", package.history),
    ):
        if entries:
            lines += ["", screen.painted(name, "bold")]
            lines += [line for entry in entries for line in screen.paragraph(entry, "  - ", "    ")]
    if concerns := _concerns(plan, package):
        lines += ["", screen.painted("Needs attention", "bold yellow")]
        lines += [line for words in concerns for line in screen.paragraph(words, "  - ", "    ")]
    lines.append("")
    names = [package.file]
    names += [package.completion_file] if package.was_completed else []
    names += [package.testing_file] if package.testing else []
    for place, name in enumerate(names):
        if name in plan.missing:
            lines += screen.field("File" if not place else "", f"{name} was deleted")
        else:
            lines += screen.path("File" if not place else "", sight.path(name))
    return lines


def _concerns(plan: Roadmap, package: Package) -> list[str]:
    """The problems that concern the package; of placeholders only those in its own plan."""
    return [
        f"Placeholder text is left in {package.file}." if one["code"] == "unfilled" else spoken(str(one["message"]))
        for one in plan.problems
        if package.slug in one["packages"] and (one["code"] != "unfilled" or package.file in plan.unfilled)
    ]


def _by_default(package: Package, name: str) -> str:
    return " (proposed, nobody has said it)" if name in package.by_default else ""


def _related(sight: Sight, name: str, slugs: Sequence[str]) -> list[str]:
    plan, screen = sight.plan, sight.screen
    lines: list[str] = []
    for slug in slugs:
        there = plan.by_slug.get(slug)
        words = f"{named(there)} ({state_of(plan, there).words})" if there else f"{slug} (no such work package here)"
        lines += screen.field(name if not lines else "", words)
    return lines or screen.field(name, "nothing")


def _box(ticked: bool) -> str:
    return "[x]" if ticked else "[ ]"


def _boxed(sight: Sight, name: str, entries: Sequence[str], ticked: Sequence[str], word: str) -> list[str]:
    screen = sight.screen
    if not entries:
        return []
    done = [entry for entry in entries if entry in ticked]
    lines = ["", *screen.paragraph(Styled(f"{name} ({len(done)} of {len(entries)} {word})", "bold"))]
    for entry in entries:
        style = "dim" if entry in ticked else ""
        lines += screen.paragraph(Styled(entry, style), f"  {_box(entry in ticked)} ")
    return lines


# graph


def graph(sight: Sight, bare: bool = False) -> list[str]:
    """The dependency graph: what follows from a package stands below it."""
    plan, screen = sight.plan, sight.screen
    if not plan.packages:
        return without_plans(sight)
    critical = plan.critical_path if plan.shows_timeline else ()
    needs = {package.slug: package.depends_on for package in plan.packages}
    lines: list[str] = []
    for block in drawing.rows(needs, max(1, min(drawing.DEEPEST, (screen.columns - 30) // 4))):
        for row in block:
            package = plan.by_slug[row.name]
            if row.kind == "again":
                lines.append(screen.line(Styled(row.branch, "dim"), Styled(f"({nn(package.number)})", "dim")))
                continue
            state = state_of(plan, package)
            marks = [Styled(f" · {state.words}", state.style)]
            marks += [Styled(" · critical", "magenta")] if row.name in critical else []
            marks += [Styled(" · goes on below", "dim")] if row.kind == "below" else []
            room = screen.columns - width_of(row.branch) - sum(width_of(mark.words) for mark in marks)
            title = Styled(cut(named(package), max(4, room)), "" if package.is_open else "dim")
            lines.append(screen.line(Styled(row.branch, "dim"), title, *marks))
    unknown = {need for package in plan.packages for need in package.depends_on if need not in plan.by_slug}
    if bare:
        return lines
    lines += [
        "",
        *screen.paragraph("An arrow leads from what comes first to what needs it; in brackets: drawn in full elsewhere."),
    ]
    for package in plan.packages:
        for one in package.elsewhere:
            lines += screen.paragraph(f"{nn(package.number)} also needs {one.words}{' ✓' if one.is_complete else ''}.")
    if unknown:
        lines += screen.paragraph(f"Not here, and left out: {text.join(sorted(unknown))}.")
    return lines


# timeline


def timeline(sight: Sight, bare: bool = False) -> list[str]:
    """The weeks: days, hours, what was completed in them and what is planned."""
    plan, screen, shown = sight.plan, sight.screen, sight.view
    if not plan.shows_timeline:
        return screen.paragraph(shown["later"]["timeline"].strip("_"))
    lines: list[str] = []
    for week in shown["timeline"]:
        now = week["dates"][:10] <= sight.today <= week["dates"][-10:] and " to " in week["dates"]
        pieces: list[Piece] = [Styled("► " if now else "  ", "bold green"), Styled(f"{week['label']:11}", "bold")]
        pieces += [f" {week['dates']}", *([Styled(" today", "bold green")] if now else [])]
        lines.append(screen.line(*pieces))
        if week["effort"]:
            lines += screen.paragraph(Styled(week["effort"], "dim"), " " * 14)
        for slug in week["completed"]:
            package = plan.by_slug[slug]
            lines.append(_in_week(sight, package, "✓", package.completed))
        for slug in week["planned"]:
            slot = plan.timeline.slots[slug]
            first, last = slot.first_day.isoformat(), slot.last_day.isoformat()
            lines.append(_in_week(sight, plan.by_slug[slug], "•", first if first == last else f"{first} to {last}"))
        if not week["completed"] and not week["planned"]:
            lines += screen.paragraph(Styled(week["features"], "dim"), " " * 14)
    if bare:
        return lines
    lines += ["", *screen.paragraph(shown["calendar"])]
    for name, words in (("Finish", shown["glance"]["finish"]), ("Baseline", shown["glance"]["slip"])):
        if words:
            lines += screen.field(name, words)
    if plan.updated.isoformat() < sight.today and plan.order:
        words = f"Today is {sight.today}; the plan is of {plan.updated.isoformat()}, the day of its last change."
        lines += screen.paragraph(words)
    return lines


def _in_week(sight: Sight, package: Package, mark: str, days: str) -> str:
    plan, screen = sight.plan, sight.screen
    waits = " (waits)" if package.waits_outside and package.is_open else ""
    room = screen.columns - 16 - len(days) - 2
    words = cut(named(package) + waits, max(8, room))
    done = mark == "✓"
    return screen.line(
        " " * 14,
        Styled(f"{mark} ", "green" if done else ""),
        Styled(pad(words, max(8, room)), "dim" if done else _STATE.get(plan.state(package), "")),
        "  ",
        Styled(days, "dim"),
    ).rstrip()
