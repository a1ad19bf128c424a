"""The planning session checklist of the workflow, each line evaluated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from . import text
from .answers import FOLDER_NAME
from .fields import PLANNING_ROOT
from .records import nn
from .roadmap import Roadmap
from .words import say


@dataclass(frozen=True)
class Line:
    """One line: `state` is `done`, `open` (still to come) or `attention`; `reason` says what is open or wrong."""

    group: str
    words: str
    state: str
    reason: str = ""


def checklist(roadmap: Roadmap) -> list[Line]:
    """Every line of the workflow's "Planning Session Checklist", in its order."""
    return [
        Line(say(group), say(words) if isinstance(words, str) else words(roadmap), *judge(roadmap))
        for group, words, judge in _LINES
    ]


Verdict = tuple[str, str]

#: How many numbers of documents a line names; of more it names these, and dots.
_NUMBERS = 3


def _numbered(before: str, own: str, after: str, numbers: Callable[[Roadmap], Sequence[int]]) -> Callable[[Roadmap], str]:
    """A line with the numbers of its documents: of those that are there, else of those that come.

    Where none is known, it has the workflow's `own` numbers, unless other documents of the plan have them.
    """

    def words(roadmap: Roadmap) -> str:
        found = sorted(set(numbers(roadmap)))
        shown = ", ".join(f"{nn(number)}-" for number in found[:_NUMBERS]) + ("..." if len(found) > _NUMBERS else "")
        taken = {nn(number) for number in (*_completions(roadmap), *_backgrounds(roadmap), *_plans(roadmap))}
        if not found and not any(f"{number}-" in own for number in taken):
            shown = own
        return f"{say(before)} ({shown}){say(after)}" if shown else f"{say(before)}{say(after)}"

    return words


def _completions(roadmap: Roadmap) -> list[int]:
    there = [analysis.number for analysis in roadmap.analyses if analysis.kind == "completion"]
    return there or [analysis.number for analysis in roadmap.coming_analyses if analysis.kind == "completion"]


def _backgrounds(roadmap: Roadmap) -> list[int]:
    there = [analysis.number for analysis in roadmap.analyses if analysis.kind != "completion"]
    return there or [analysis.number for analysis in roadmap.coming_analyses if analysis.kind != "completion"]


def _plans(roadmap: Roadmap) -> Sequence[int]:
    return [package.number for package in roadmap.packages] or roadmap.coming_packages


def _done(note: str = "") -> Verdict:
    return "done", note


def _named(roadmap: Roadmap) -> Verdict:
    name = PurePosixPath(roadmap.location).name
    return _done() if FOLDER_NAME.fullmatch(name) else ("attention", say("it is called {name}", name=name))


def _placed(roadmap: Roadmap) -> Verdict:
    folder = PurePosixPath(roadmap.location).parent.as_posix()
    if folder == (roadmap.house.planning_root or PLANNING_ROOT):
        return _done()
    return "attention", say("it is the repository itself") if folder == "." else say("it is in {folder}/", folder=folder)


def _core(name: str) -> Callable[[Roadmap], Verdict]:
    def judge(roadmap: Roadmap) -> Verdict:
        if name in roadmap.missing:
            return "attention", say("it was deleted")
        if roadmap.phase < 6:
            return "open", say("its priorities and timeline come in Finalize Roadmap")
        return ("attention", say("placeholder text is left")) if name in roadmap.unfilled else _done()

    return judge


def _completion(roadmap: Roadmap) -> Verdict:
    files = [analysis.file for analysis in roadmap.analyses if analysis.kind == "completion"]
    if not roadmap.continuing and not files and "completion" not in roadmap.planned_analyses:
        return _done(say("this continues no earlier work"))
    return _analyses(roadmap, files)


def _background(roadmap: Roadmap) -> Verdict:
    files = [analysis.file for analysis in roadmap.analyses if analysis.kind != "completion"]
    if (not files and roadmap.phase >= 3) or not any(kind != "completion" for kind in roadmap.planned_analyses):
        return _done() if files else _done(say("none is asked for"))
    return _analyses(roadmap, files)


def _analyses(roadmap: Roadmap, files: list[str]) -> Verdict:
    if roadmap.phase < 3:
        return "open", say("it comes in Analysis")
    if not files:
        return "attention", say("there is none; add it with part=analysis")
    gone = [name for name in files if name in roadmap.missing]
    left = [name for name in files if name in roadmap.unfilled]
    if gone:
        return "attention", _deleted(gone)
    return ("attention", say("placeholder text is left in {left}", left=text.join(left))) if left else _done()


def _deleted(names: list[str]) -> str:
    return (
        say("{names} was deleted", names=names[0]) if len(names) == 1 else say("{names} were deleted", names=text.join(names))
    )


def _planned(roadmap: Roadmap) -> Verdict:
    gone = [package.file for package in roadmap.packages if package.file in roadmap.missing]
    return ("attention", _deleted(gone)) if gone else _with_plans(roadmap)


def _whole(roadmap: Roadmap) -> Verdict:
    left = [package.file for package in roadmap.packages if package.file in roadmap.unfilled]
    return ("attention", say("placeholder text is left in {left}", left=text.join(left))) if left else _with_plans(roadmap)


def _referring(roadmap: Roadmap) -> Verdict:
    without = [package.file for package in roadmap.packages if package.file in roadmap.unlinked]
    return (
        ("attention", say("{names} does not link to it", names=without[0]))
        if len(without) == 1
        else ("attention", say("{names} do not link to it", names=text.join(without)))
        if without
        else _with_plans(roadmap)
    )


def _with_plans(roadmap: Roadmap) -> Verdict:
    return _done() if roadmap.packages else ("open", say("the plans come in Work Package Planning"))


def _prioritized(roadmap: Roadmap) -> Verdict:
    checkpoint = next(checkpoint for checkpoint in roadmap.checkpoints if checkpoint.name == "priorities")
    if checkpoint.state == "open":
        return "open", say("they are confirmed in Prioritization")
    if checkpoint.state == "reopened":
        return "attention", say("reopened: {changes}", changes="; ".join(checkpoint.changes))
    return _without(roadmap, "priority-inversion")


def _without(roadmap: Roadmap, *codes: str) -> Verdict:
    found = [str(problem["message"]) for problem in roadmap.problems if problem["code"] in codes]
    return ("attention", " ".join(found)) if found else _with_plans(roadmap)


def _estimated(roadmap: Roadmap) -> Verdict:
    state, words = _without(roadmap, "not-estimated", "too-large", "too-small", "no-review", "same-estimates")
    advice = say(
        "check what no rule can: testing time is in them, unknowns have a buffer ({buffer}% now)", buffer=roadmap.buffer
    )
    # Once the roadmap is approved, that is decided.
    return (state, advice) if state == "done" and roadmap.phase < 7 else (state, words)


def _free_of(*codes: str) -> Callable[[Roadmap], Verdict]:
    return lambda roadmap: _without(roadmap, *codes)


_FOLDER, _CORE, _CONTEXT, _PLANS, _QUALITY = (
    "Planning Folder Setup",
    "Core Documents",
    "Analysis Documents (as needed)",
    "Work Package Plans",
    "Quality Checks",
)

_LINES: tuple[tuple[str, str | Callable[[Roadmap], str], Callable[[Roadmap], Verdict]], ...] = (
    (_FOLDER, "Planning folder created with `YYYY-MM-DD-name/` pattern", _named),
    (
        _FOLDER,
        lambda roadmap: say("Folder placed in `{folder}/`", folder=roadmap.house.planning_root or PLANNING_ROOT),
        _placed,
    ),
    (_CORE, "START-HERE.md written with executive summary, priorities, and navigation", _core("START-HERE.md")),
    (_CORE, "README.md written with quick overview and document index", _core("README.md")),
    (_CONTEXT, _numbered("Completion analysis", "01-", " if continuing previous work", _completions), _completion),
    (_CONTEXT, _numbered("Context/technical analysis", "02-", " for background", _backgrounds), _background),
    (_PLANS, _numbered("Each work package has a plan document", "03-, 04-, 05-...", "", _plans), _planned),
    (_PLANS, "Each plan includes overview, scope, dependencies, and success criteria", _whole),
    (_PLANS, "Each plan references [Work Package Workflow](_work-package.md) for implementation", _referring),
    (_QUALITY, "Priorities assigned (HIGH/MEDIUM/LOW)", _prioritized),
    (_QUALITY, "Time estimates realistic (agentic + review)", _estimated),
    (
        _QUALITY,
        "Dependencies between work packages documented",
        _free_of("cycle", "unknown-dependency", "unmet-dependency"),
    ),
    (_QUALITY, "Success criteria measurable", _free_of("no-criteria", "vague-criteria")),
)
