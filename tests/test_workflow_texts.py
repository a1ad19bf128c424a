"""The documents of each phase, and the six checkpoint texts, held against the workflow's own templates, word for word.

The templates stand in tests/workflow/ as the workflow has them. A test fills the blanks of one with what the example's answers
say; then each heading, sentence, table head and field of it has to stand in our document, in its order. What ours has beyond
that is named here: a part or a line that is neither is a failure.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from work_packages.planning.records import read_analysis

from .support import CHECKPOINTS, EXAMPLE, ROOT, Folder, run_copier, seconds_of
from .test_checkpoints import NAMES, PHASES, answers_of_the_example

WORKFLOW = ROOT / "tests" / "workflow"
EXAMPLES = ROOT / "examples"
CONTINUED = EXAMPLES / "continuing" / "2025-11-23-integrated-roadmap"
CONTINUING = EXAMPLES / "continuing" / "2026-01-20-second-roadmap"

#: The example's documents by the phase that they show, 2 to 7.
FOLDERS = {**{number: PHASES / name for number, name in enumerate(NAMES, 2)}, 7: EXAMPLES / "integrated-roadmap"}

NOTES = re.escape("<!-- Your own notes go below this line. Every update keeps them. -->")


# Comparing a document with a template ------------------------------------------------------------------------------------


@dataclass
class Part:
    """A heading with what stands below it, up to the next one; a fenced block is one line."""

    heading: str
    ruled: bool
    lines: list[str] = field(default_factory=list)
    fields: set[int] = field(default_factory=set)  # places of fields that follow each other


def parts(text: str) -> list[Part]:
    """The parts of a text. The rule before a heading belongs to that heading; empty lines are left out."""
    found: list[Part] = []
    block: list[str] = []
    rows = text.splitlines()
    for place, row in enumerate(rows):
        line = row.rstrip()
        if block or line.startswith("```"):
            block.append(line)
            if len(block) > 1 and line == "```":
                found[-1].lines.append("\n".join(block))
                block = []
        elif re.match("#{1,4} ", line):
            ruled = bool(found and found[-1].lines and found[-1].lines[-1] == "---")
            if ruled:
                found[-1].lines.pop()
            found.append(Part(line, ruled))
        elif line:
            if is_field(line) and any(is_field(other) for other in rows[max(place - 1, 0) : place + 2 : 2]):
                found[-1].fields.add(len(found[-1].lines))
            found[-1].lines.append(line)
    return found


def is_field(line: str) -> bool:
    return bool(re.match(r"\*\*[^*]+:\*\* ", line))


def template(name: str) -> str:
    return (WORKFLOW / f"{name}.md").read_text(encoding="utf-8")


def fill(name: str, filled: Mapping[str, list[str]]) -> list[Part]:
    """The template with its blanks filled: `filled` has what stands in the place of a line, nothing for one that is left out.

    A line that stands several times is filled where it stands first. Fields that follow each other are a list in our
    documents, since they would run together when rendered. Each entry must be a line of the template.
    """
    used: set[str] = set()

    def lines_for(line: str, default: str) -> list[str]:
        if line not in filled:
            return [default]
        again = line in used
        used.add(line)
        return [] if again else filled[line]

    made = []
    for part in parts(template(name)):
        heading = lines_for(part.heading, part.heading)
        lines = [
            one
            for place, line in enumerate(part.lines)
            for one in lines_for(line, f"- {line}" if place in part.fields else line)
        ]
        if heading:
            made.append(Part(heading[0], part.ruled, lines))
    assert used == set(filled), f"no line of {name}.md: {sorted(set(filled) - used)}"
    return made


def compare(
    document: str,
    wanted: list[Part],
    beyond: Iterable[str] = (),
    lines_beyond: Mapping[str, Iterable[str]] | None = None,
    unruled: Iterable[str] = (),
) -> None:
    """Hold a document against a filled template.

    Args:
        document: our text.
        wanted: the template's parts, filled.
        beyond: patterns of the headings that ours has beyond the template's; what stands below them is not looked at.
        lines_beyond: for the heading of a part, patterns of the lines that it has beyond the template's.
        unruled: headings that have no rule before them although the template has one.
    """
    left = list(wanted)
    for part in parts(document):
        if left and part.heading == left[0].heading:
            expected = left.pop(0)
            assert part.ruled == (expected.ruled and part.heading not in unruled), f"the rule before {part.heading!r}"
            compare_lines(part, expected.lines, [*(lines_beyond or {}).get(part.heading, ()), NOTES])
        else:
            known = any(re.fullmatch(pattern, part.heading) for pattern in beyond)
            assert known, f"{part.heading!r} is not known; {left[0].heading if left else 'the end'!r} should be there"
    assert not left, f"missing: {[part.heading for part in left]}"


def compare_lines(part: Part, expected: list[str], beyond: list[str]) -> None:
    left = list(expected)
    for line in part.lines:
        if left and line == left[0]:
            left.pop(0)
        else:
            known = any(re.fullmatch(pattern, line, re.DOTALL) for pattern in beyond)
            assert known, f"in {part.heading!r}: {line!r} is not known; {left[0] if left else 'nothing'!r} should be there"
    assert not left, f"in {part.heading!r} is missing: {left}"


# The example, as its answers have it -------------------------------------------------------------------------------------


ANSWERS: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))

#: What the answers leave to be worked out: priorities, reasons, the order of implementation, what a package waits for.
PRIORITIES = {3: "MEDIUM", 4: "MEDIUM", 5: "HIGH", 6: "MEDIUM", 7: "LOW", 8: "LOW"}
REASONS = {4: "Medium value; unblocks 06 and 08", 8: "Low value"}
ORDER = (5, 3, 4, 6, 7, 8)
WAITS = {6: "Phase 3 and Phase 4", 7: "Phase 3 and Phase 5", 8: "Phase 4"}
EMOJI = {"HIGH": "🔴", "MEDIUM": "🟠", "LOW": "🟡"}


@dataclass(frozen=True)
class Package:
    """A work package of the example."""

    number: int
    answers: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.answers["title"])

    @property
    def file(self) -> str:
        return f"{self.number:02}-{self.title.lower().replace(' ', '-')}-plan.md"

    @property
    def label(self) -> str:
        return f"Phase {self.number}: {self.title}"

    @property
    def link(self) -> str:
        return f"[{self.label}]({self.file})"

    @property
    def effort(self) -> str:
        return f"{self.answers['effort']} agentic + {self.answers['review']} review"

    @property
    def priority(self) -> str:
        return PRIORITIES[self.number]

    @property
    def reason(self) -> str:
        return str(self.answers.get("priority_reason") or REASONS[self.number])

    @property
    def needs(self) -> list[Package]:
        return [package for package in PACKAGES if package.title in self.answers.get("depends_on", ())]

    @property
    def enables(self) -> list[Package]:
        return [package for package in PACKAGES if self.title in package.answers.get("depends_on", ())]


PACKAGES = [Package(number, answers) for number, answers in enumerate(ANSWERS["identified"], 3)]
BY_NUMBER = {package.number: package for package in PACKAGES}
IN_ORDER = [BY_NUMBER[number] for number in ORDER]

IMPACT = ANSWERS.get("impact_overall") or "_Write the overall impact that you expect once all of this is delivered._"
ANALYSES = {
    "01-COMPLETION-ANALYSIS.md": ("Completion Analysis", "Assess what was completed since last planning session"),
    "02-CONCEPT-LEXICON-ANALYSIS.md": (
        "Concept Lexicon Analysis",
        "Document architectural patterns and concepts discovered in codebase",
    ),
}
TOTAL = "**Total:** 26-40 hours agentic + 8.5 hours review = **34.5-48.5 total hours**"
#: Each week: its phases as START-HERE.md and as README.md name them, its hours, its days.
WEEKS = (
    ("Phase 5 + Phase 3", "Phases 3 and 5", "7-10h agentic + 2h review", "2025-11-24 to 2025-11-30"),
    ("Phase 3 + Phase 4", "Phases 3-4", "6.5-10h agentic + 1h review", "2025-12-01 to 2025-12-07"),
    ("Phase 4 + Phase 6 + Phase 7", "Phases 4, 6 and 7", "6.5-10h agentic + 3.5h review", "2025-12-08 to 2025-12-14"),
    ("Phase 7 + Phase 8", "Phases 7-8", "6-10h agentic + 2h review", "2025-12-15 to 2025-12-21"),
)

#: The status at the head and at the end of START-HERE.md, by the phase.
STATUS = {
    2: ("In Planning (Planning Folder Setup)", "In planning (planning folder setup)"),
    3: ("In Planning (Analysis)", "In planning (analysis)"),
    4: ("In Planning (Work Package Planning)", "In planning (work package planning)"),
    5: ("In Planning (Prioritization)", "In planning (prioritization)"),
    6: ("Ready for Review", "Ready for review"),
    7: ("Ready for Implementation", "Ready for implementation"),
}
SUBJECTS = {
    2: "the planning folder (checkpoint `folder`)",
    3: "the analysis (checkpoint `analysis`)",
    4: "the work package plans (checkpoint `packages`)",
    5: "the priority order (checkpoint `priorities`)",
    6: "the roadmap (checkpoint `roadmap`)",
}
FIRST = f"{BY_NUMBER[5].link}, first of those that can start (🔴 HIGH: Performance critical)"

#: What stands in the place of what a later phase brings.
PLANS_LATER = "_The plans come in Work Package Planning, once the analysis is confirmed._"
ANALYSES_LATER = "_The analysis documents come in Analysis, once the planning folder is confirmed._"
ORDER_LATER = "_The priority order comes in Prioritization, once the work package plans are confirmed._"
TIMELINE_LATER = "_The timeline comes in Finalize Roadmap, once the priority order is confirmed._"
START_LATER = "Implementation starts once the roadmap is confirmed. Then:"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# START-HERE.md -----------------------------------------------------------------------------------------------------------


#: What START-HERE.md has beyond the workflow's template.
START_BEYOND = (
    "## 🛑 Checkpoint: .+",
    "### At a Glance",
    "## ⚠️ Needs Attention",
    "### 🚧 In Progress",
    "### ⏸️ Put Aside",
    "### 📐 Estimated Against Actual",
    "### Against the Approved Roadmap",
    "### Dependency Graph",
)
START_LINES_BEYOND = {
    "### 🎯 This Roadmap": [re.escape(PLANS_LATER), r" +- (Status|Owner|Due): .+"],
    "## 📅 Timeline": [
        re.escape(TIMELINE_LATER),
        r"Weeks are counted from .+",
        r"👉 the running week.*",
        r"Spent so far on work under way, .+",
        r"\*\*(Finished in|Critical path|Critical path on the lower estimates|Remaining|Buffer):\*\* .+",
    ],
    "### Phase-Specific": [re.escape(PLANS_LATER)],
    "## 📚 Document Navigation": [
        re.escape(r"| [\_work-package.md](_work-package.md) | How to implement one work package |"),
        re.escape(PLANS_LATER),
        re.escape(ANALYSES_LATER),
    ],
    "## 🔥 Priority Order": [re.escape(ORDER_LATER), r" +- Waits for: .+"],
    "### Internal Dependencies": [re.escape(PLANS_LATER)],
    "## 🚀 Getting Started": [re.escape(START_LATER)],
}


def features(phase: int) -> list[str]:
    """What is to be implemented, each with what is known of it in the phase."""
    lines = []
    for place, package in enumerate(PACKAGES, 1):
        name = f"**Phase {package.number}:** {package.title}" if phase >= 4 else package.title
        lines.append(f"{place}. {name} - {package.answers['summary']}")
        if phase >= 5:
            lines.append(f"   - Priority: {package.priority}")
        lines.append(f"   - {'Effort' if phase >= 4 else 'First estimate'}: {package.effort}")
    return lines


def outcome(package: Package) -> str:
    criteria = package.answers["success_criteria"]
    ticked = f" (0 of {len(criteria)} criteria ticked in [its plan]({package.file}))" if len(criteria) > 1 else ""
    return f"- [ ] Phase {package.number}: {criteria[0]}{ticked}"


def start_here(phase: int) -> dict[str, list[str]]:
    """The blanks of START-HERE.md, filled for a phase of the example."""
    analyses = ANALYSES if phase >= 3 else {}
    sources = [
        f"{place}. **[{title}]({file})** - {purpose}" for place, (file, (title, purpose)) in enumerate(analyses.items(), 1)
    ]
    based = "based on the analyses above, listed below" if phase >= 4 else "listed below"
    plans = ", ".join(f"[Phase {package.number}]({package.file})" for package in PACKAGES)
    outside = "Cache server on the staging cluster must be resolved before"
    patterns = ", ".join(f"`{package.number:02}-*`" for package in PACKAGES)
    return {
        "# [Planning Session Name] - [Month Year]": ["# Integrated Roadmap - November 2025"],
        "**Created:** [Date]": ["- **Created:** 2025-11-23"],
        "**Status:** [Ready for Review/In Progress/Complete]": [f"- **Status:** {STATUS[phase][0]}"],
        "**Previous Planning:** [Link to previous session if continuing work]": [],
        # The executive summary.
        "[2-3 paragraphs explaining:]": [],
        "- What this planning session covers": [ANSWERS["overview"]],
        "- Why these features are grouped together": [ANSWERS["rationale"]],
        "- Expected overall impact": [IMPACT],
        "1. **[Context/Background]** - Link to analysis": sources,
        "2. **[Remaining work]** from previous sessions": [],
        "3. **[New features]** based on [analysis/requirements]": [
            f"{len(sources) + 1}. **6 work packages** {based} under This Roadmap"
        ],
        # Progress: nothing is complete, so there is no table yet; an initiative that continues none counts from its own day.
        "## 📊 Progress Since [Last Session]": ["## 📊 Progress Since 2025-11-23"],
        "### ✅ Completed": ["### ✅ Completed"] if phase == 7 else [],
        "| Item | Status | PR/ADR | Notes |": ["No work package is complete yet."] if phase == 7 else [],
        "|------|--------|--------|-------|": [],
        "| Feature A | ✅ **Complete** | PR #XX | Brief description |": [],
        "| Feature B | ✅ **Complete** | ADR YYYY | Brief description |": [],
        "**Achievement:** ~X% of original recommendations completed": [
            "**Achievement:** ~0% of the planned work completed, by estimated hours (0h of 41.5h)"
        ],
        "### ⚠️ Partially Complete": [],
        "| Item | Status | What's Done | What Remains |": [],
        "|------|--------|-------------|--------------|": [],
        "| Feature C | ⚠️ **Partial** | Component X implemented | Need Y and Z |": [],
        "**Features to implement:**": ["**Features to implement:**" if phase >= 4 else "**Features to plan:**"],
        "1. **Phase 3:** [Feature Name] - [Brief description]": features(phase),
        "2. **Phase 4:** [Feature Name] - [Brief description]": [],
        "3. **Phase 5:** [Feature Name] - [Brief description]": [],
        "   - Priority: HIGH/MEDIUM/LOW": [],
        "   - Effort: X-Yh agentic + Zh review": [],
        "[Continue for all features...]": [],
        # The timeline, with a column for the days of a week.
        "| Week | Features | Time Estimate |": ["| Week | Features | Time Estimate | Dates |"] if phase >= 6 else [],
        "|------|----------|---------------|": ["|------|----------|---------------|-------|"] if phase >= 6 else [],
        "| Week 1 | Phase 3 + Phase 4 | X-Yh agentic + Zh review |": [
            f"| Week {week} | {phases} | {effort} | {days} |" for week, (phases, _, effort, days) in enumerate(WEEKS, 1)
        ]
        if phase >= 6
        else [],
        "| Week 2 | Phase 5 | X-Yh agentic + Zh review |": [],
        "| Week 3 | Phase 6 + Phase 7 | X-Yh agentic + Zh review |": [],
        "**Total:** X-Y hours agentic + Z hours review = **A-B total hours**": [TOTAL],
        # The example's own criteria stand for the workflow's four.
        "- [ ] All planned features implemented": [f"- [ ] {one}" for one in ANSWERS["overall_criteria"]],
        "- [ ] Test coverage maintained/improved": [],
        "- [ ] Performance targets met": [],
        "- [ ] Documentation complete": [],
        "- [ ] Phase 3: [Specific measurable outcome]": [outcome(package) for package in PACKAGES] if phase >= 4 else [],
        "- [ ] Phase 4: [Specific measurable outcome]": [],
        "- [ ] Phase 5: [Specific measurable outcome]": [],
        # The index: one row for all plans.
        "| [01-ANALYSIS.md](01-ANALYSIS.md) | Context and background |": [
            f"| [{file}]({file}) | {purpose} |" for file, (_, purpose) in analyses.items()
        ],
        "| [02-ANALYSIS.md](02-ANALYSIS.md) | Additional analysis |": [],
        "| [03-feature-plan.md](03-feature-plan.md) | Phase 3: [Feature Name] |": [f"| {plans} | The work package plans |"]
        if phase >= 4
        else [],
        "| [04-feature-plan.md](04-feature-plan.md) | Phase 4: [Feature Name] |": [],
        "| [05-feature-plan.md](05-feature-plan.md) | Phase 5: [Feature Name] |": [],
        # The order.
        "**Implementation sequence:**": ["**Implementation sequence:**"] if phase >= 5 else [],
        "1. 🔴 **HIGH:** Phase 3 - [Feature]": [
            line
            for place, one in enumerate(IN_ORDER, 1)
            for line in (
                f"{place}. {EMOJI[one.priority]} **{one.priority}:** Phase {one.number} - {one.title}",
                f"   - Why: {one.reason}",
            )
        ]
        if phase >= 5
        else [],
        "   - Why: Blocks other work / Critical bug / User-facing issue": [],
        "2. 🔴 **HIGH:** Phase 4 - [Feature]": [],
        "   - Why: Dependency for Phase 5": [],
        "3. 🟠 **MEDIUM:** Phase 5 - [Feature]": [],
        "   - Why: Important but not blocking": [],
        "4. 🟡 **LOW:** Phase 6 - [Feature]": [],
        "   - Why: Nice to have / Future optimization": [],
        # The dependencies.
        "- [ ] Dependency A must be resolved before Phase X": [
            f"- ✅ {outside} Phase 5 (there; its box is in {BY_NUMBER[5].link})"
            if phase >= 4
            else f"- [ ] {outside} any work package starts"
        ],
        "- [ ] Dependency B needed for Phase Y": [],
        "- Phase 4 depends on Phase 3": [
            f"- {one.link} depends on {' and '.join(need.link for need in one.needs)}" for one in PACKAGES if one.needs
        ]
        if phase >= 4
        else [],
        "- Phase 6 depends on Phase 4 and 5": [],
        # Getting started.
        "2. Review individual feature plans (03-*, 04-*, 05-*)": [
            f"2. Review individual feature plans{f' ({patterns})' if phase >= 4 else ''}"
        ],
        "3. Select first feature based on priority": [
            f"3. Select first feature based on priority{f': {BY_NUMBER[5].link}' if phase == 7 else ''}"
        ],
        "**Status:** Ready for implementation": [f"- **Status:** {STATUS[phase][1]}"],
        "**Last Updated:** [Date]": ["- **Last Updated:** 2025-11-23"],
    }


@pytest.mark.parametrize("phase", FOLDERS)
def test_start_here(phase: int) -> None:
    lines_beyond = dict(START_LINES_BEYOND)
    if phase < 7:
        lines_beyond["## 📊 Progress Since 2025-11-23"] = ["Nothing is implemented yet: this roadmap is in planning."]
    compare(
        read(FOLDERS[phase] / "START-HERE.md"),
        fill("start-here", start_here(phase)),
        START_BEYOND,
        lines_beyond,
        # Where nothing is complete, there is nothing to be parted from.
        unruled=["### 🎯 This Roadmap"] if phase < 7 else [],
    )


#: The parts of START-HERE.md that only initiatives have that are under way, or continue another one.
PROGRESS = {
    CONTINUED: """\
## 📊 Progress Since 2025-11-23

### ✅ Completed

| Item | Status | PR/ADR | Notes |
|------|--------|--------|-------|
| [Phase 3: Observability](03-observability-plan.md) | ✅ **Complete** | PR #42 and ADR 7 | Structured logs, request traces and the four golden signals on one dashboard; 1 of 2 criteria ticked |

**Achievement:** ~23% of the planned work completed, by estimated hours (9.5h of 41.5h; 5h of it were put aside since the roadmap was approved, which is less scope and no progress)

---

### ⚠️ Partially Complete

| Item | Status | What's Done | What Remains |
|------|--------|-------------|--------------|
| [Phase 4: Result Types](04-result-types-plan.md) | ⚠️ **Partial** | The type and the storage module | The payment module |
""",
    CONTINUING: """\
## 📊 Progress Since 2025-11-23-integrated-roadmap

### ✅ Completed

| Item | Status | PR/ADR | Notes |
|------|--------|--------|-------|
| Observability | ✅ **Complete** | PR #42 and ADR 7 | Structured logs, request traces and the four golden signals on one dashboard. |

**Achievement:** ~16% of what Integrated Roadmap planned completed (1 is complete, 1 is partially complete, 3 are not started and 1 is put aside)

**This roadmap:** ~0% of the planned work completed, by estimated hours (0h of 40h)

---

### ⚠️ Partially Complete

| Item | Status | What's Done | What Remains |
|------|--------|-------------|--------------|
| Result Types | ⚠️ **Partial** | The type and the storage module | The payment module |
""",
}


@pytest.mark.parametrize("folder", PROGRESS, ids=lambda folder: folder.name)
def test_progress_of_start_here(folder: Path) -> None:
    text = read(folder / "START-HERE.md")
    assert f"{PROGRESS[folder]}\n---\n" in text
    # Headings, table heads and the form of a row are the workflow's.
    ours = {part.heading: part for part in parts(text)}
    for part in parts(template("start-here")):
        if part.heading in ("### ✅ Completed", "### ⚠️ Partially Complete"):
            found = ours[part.heading]
            assert found.lines[:2] == part.lines[:2] and found.ruled == part.ruled
            status = part.lines[2].split(" | ")[1]
            assert [cell.split(" | ")[1] for cell in found.lines[2:3]] == [status]
            assert len(found.lines[2].split(" | ")) == len(part.lines[2].split(" | "))
    assert ours["### 🎯 This Roadmap"].ruled


def test_start_here_of_an_initiative_that_continues() -> None:
    start, readme = read(CONTINUING / "START-HERE.md"), read(CONTINUING / "README.md")
    name = CONTINUED.name
    for document in (start, readme):
        assert f"- **Previous Planning:** [{name}](../{name}/START-HERE.md)\n" in document
    assert f"3. **Remaining work** from {name}\n4. **5 work packages** based on the analyses above" in start
    # The workflow's four criteria, word for word, where nobody has given others.
    four = next(part for part in parts(template("start-here")) if part.heading == "### Overall Success")
    ours = next(part for part in parts(start) if part.heading == "### Overall Success")
    assert ours.lines == four.lines
    headings = [part.heading for part in parts(template("start-here"))[1:]]
    headings[1] = f"## 📊 Progress Since {name}"
    beyond = [part.heading for part in parts(start)[1:] if part.heading not in headings]
    assert [part.heading for part in parts(start)[1:] if part.heading in headings] == headings
    assert all(any(re.fullmatch(pattern, heading) for pattern in START_BEYOND) for heading in beyond), beyond


# README.md ---------------------------------------------------------------------------------------------------------------


README_BEYOND = (
    "## ⚠️ Needs Attention",
    r"### ✅ What Was Completed \(This Roadmap\)",
    "## 🛑 Checkpoints",
    "## ✅ Planning Session Checklist",
    "### (Planning Folder Setup|Core Documents|Analysis Documents \\(as needed\\)|Work Package Plans|Quality Checks)",
)
README_LINES_BEYOND = {
    "# Integrated Roadmap": [r"- \*\*Next Step:\*\* .+"],
    "## 📚 What's Inside": [
        re.escape(r"| [\_work-package.md](_work-package.md) | How to implement one work package | ✅ |"),
        re.escape("**Analysis documents to come:**"),
        r"- \d\d-[A-Z-]+-ANALYSIS\.md - .+",
    ],
    "### ⏱️ Timeline": [re.escape(TIMELINE_LATER)],
    "## 🎯 Priority Order": [re.escape(ORDER_LATER), r"- \*\*(🔴 HIGH|🟠 MEDIUM|🟡 LOW):\*\* .+ left"],
    "## 🚀 Getting Started": [
        re.escape(START_LATER),
        re.escape("**To change this plan**, in this folder, after a commit:"),
        r"```sh\n.*",
    ],
}


def overview() -> list[str]:
    """The overview: what it covers; then why together, and what is expected, as far as there are answers."""
    grounds = " ".join(ANSWERS[name] for name in ("rationale", "impact_overall") if ANSWERS.get(name))
    return [one for one in (ANSWERS["overview"], grounds) if one]


def left_to_write(path: Path) -> bool:
    """Whether a document holds a line in italics that asks for words; tasks may be left to the implementation."""
    return bool(re.search(r"(?m)(^|\*\* )_(?!List 3 to 6 concrete tasks)[A-Z][^_]*_$", read(path)))


def in_readme(phase: int) -> dict[str, list[str]]:
    """The blanks of README.md, filled for a phase of the example."""
    folder = FOLDERS[phase]
    analyses = ANALYSES if phase >= 3 else {}
    planned = PACKAGES if phase >= 4 else []
    state = {one.number: "📋 Planned" if phase < 7 else "⏳ Waiting" if one.number in WAITS else "📋 Ready" for one in PACKAGES}
    start = "📝 Skeleton" if phase < 6 else "📝 To Write" if left_to_write(folder / "START-HERE.md") else "✅"
    upcoming = IN_ORDER if phase >= 5 else PACKAGES
    step = f"then start with {FIRST}" if phase == 7 else f"then confirm {SUBJECTS[phase]}"
    example = f" (e.g., `{BY_NUMBER[5].file}`)" if phase == 7 else ""
    return {
        "# [Planning Session Name]": ["# Integrated Roadmap"],
        "**Created:** [Date]": ["- **Created:** 2025-11-23"],
        "**Status:** [Ready for Implementation/In Progress/Complete]": [f"- **Status:** {STATUS[phase][0]}"],
        "**Previous Planning:** [Link if applicable]": [],
        "[1-2 paragraphs summarizing this planning session - what features, why grouped together, expected impact]": overview(),
        # The index. Descriptions are the purposes of the documents.
        "| **[START-HERE.md](START-HERE.md)** | 👈 **Read this first** - Executive summary | ✅ |": [
            f"| **[START-HERE.md](START-HERE.md)** | 👈 **Read this first** - Executive summary | {start} |"
        ],
        "| [01-COMPLETION-ANALYSIS.md](01-COMPLETION-ANALYSIS.md) | What was completed previously | ✅ |": [
            f"| [{file}]({file}) | {purpose} | {'📝 To Write' if left_to_write(folder / file) else '✅'} |"
            for file, (_, purpose) in analyses.items()
        ],
        "| [02-CONTEXT-ANALYSIS.md](02-CONTEXT-ANALYSIS.md) | Background and motivation | ✅ |": [],
        "| [03-feature-plan.md](03-feature-plan.md) | Phase 3: [Feature Name] | 📋 Ready |": [
            f"| [{one.file}]({one.file}) | {one.label} | {state[one.number]} |" for one in planned
        ],
        "| [04-feature-plan.md](04-feature-plan.md) | Phase 4: [Feature Name] | 📋 Ready |": [],
        "| [05-feature-plan.md](05-feature-plan.md) | Phase 5: [Feature Name] | 📋 Ready |": [],
        "### ✅ What Was Completed ([Previous Session])": [],
        "- ✅ **Feature A** - Description (PR #XX)": [],
        "- ✅ **Feature B** - Description (ADR YYYY)": [],
        "- **Phase 3:** [Feature] - Description": [
            f"- {f'**Phase {one.number}:** ' if phase >= 4 else ''}{one.title} - {one.answers['summary']}" for one in upcoming
        ],
        "- **Phase 4:** [Feature] - Description": [],
        "- **Phase 5:** [Feature] - Description": [],
        "- **Phase 6:** [Feature] - Description": [],
        "- **Week 1:** Phases 3-4 (X-Yh agentic + Zh review)": [
            f"- **Week {week}:** {phases} ({effort})" for week, (_, phases, effort, _) in enumerate(WEEKS, 1)
        ]
        if phase >= 6
        else [],
        "- **Week 2:** Phase 5 (X-Yh agentic + Zh review)": [],
        "- **Week 3:** Phases 6-7 (X-Yh agentic + Zh review)": [],
        "**Total:** X-Y hours agentic + Z hours review = **A-B total hours**": [TOTAL],
        **(
            {
                "| Priority | Phase | Feature | Effort | Why |": [],
                "|----------|-------|---------|--------|-----|": [],
            }
            if phase < 5
            else {}
        ),
        "| 🔴 HIGH | Phase 3 | [Feature] | X-Yh | [Critical reason] |": [
            f"| {EMOJI[one.priority]} {one.priority} | Phase {one.number} | [{one.title}]({one.file}) "
            f"| {one.answers['effort']} | {one.reason} |"
            for one in (IN_ORDER if phase >= 5 else ())
        ],
        "| 🔴 HIGH | Phase 4 | [Feature] | X-Yh | [Important reason] |": [],
        "| 🟠 MEDIUM | Phase 5 | [Feature] | X-Yh | [Useful reason] |": [],
        "| 🟡 LOW | Phase 6 | [Feature] | X-Yh | [Nice to have] |": [],
        "3. Review detailed plan (e.g., `03-feature-plan.md`)": [f"3. Review detailed plan{example}"],
        "**Next Step:** 👉 Read [START-HERE.md](START-HERE.md)": [
            f"**Next Step:** 👉 Read [START-HERE.md](START-HERE.md), {step}"
        ],
    }


@pytest.mark.parametrize("phase", FOLDERS)
def test_readme(phase: int) -> None:
    compare(read(FOLDERS[phase] / "README.md"), fill("readme", in_readme(phase)), README_BEYOND, README_LINES_BEYOND)


def test_readme_of_an_initiative_that_continues() -> None:
    readme = read(CONTINUING / "README.md")
    assert (
        "### ✅ What Was Completed (Integrated Roadmap)\n\n"
        "- ✅ **Observability** - Structured logs, request traces and the four golden signals on one dashboard. (PR #42 and ADR 7)\n"
    ) in readme
    headings = [part.heading for part in parts(template("readme"))[1:]]
    headings[headings.index("### ✅ What Was Completed ([Previous Session])")] = (
        "### ✅ What Was Completed (Integrated Roadmap)"
    )
    assert [part.heading for part in parts(readme)[1:] if part.heading in headings] == headings


def test_marks_of_the_documents() -> None:
    """✅ where nothing is left to write, in README.md's index and in the text of the last checkpoint."""
    for phase in (6, 7):
        folder = FOLDERS[phase]
        rows = re.findall(
            r"(?m)^\| \*{0,2}\[([A-Z0-9][^\]]+)\]\([^)]+\)\*{0,2} \| .+ \| ([^|]+) \|$", read(folder / "README.md")
        )
        marks = {file: mark for file, mark in rows if not file.endswith("-plan.md")}
        assert marks == {file: "📝 To Write" if left_to_write(folder / file) else "✅" for file in ("START-HERE.md", *ANALYSES)}
    marks = {file: mark for mark, file in re.findall(r"(?m)^- (✅|📝) (\S+\.md) - ", TEXTS["roadmap"])}
    files = ("START-HERE.md", "README.md", *ANALYSES, *(package.file for package in PACKAGES))
    assert marks == {file: "📝" if left_to_write(FOLDERS[6] / file) else "✅" for file in files}


# Plans and analyses ------------------------------------------------------------------------------------------------------


PLAN_BEYOND = ("### Schedule",)


def plan(package: Package, phase: int) -> dict[str, list[str]]:
    """The blanks of a work package's plan, filled for a phase of the example."""
    answers = package.answers
    head, end = ("Planned", "Planned")
    if phase == 7:
        waits = WAITS.get(package.number)
        head, end = (f"Waiting for {waits}",) * 2 if waits else ("Ready for Implementation", "Ready for implementation")
    following = dict(itertools.pairwise(ORDER)).get(package.number)
    link = BY_NUMBER[following].link if following else "None - back to [START-HERE.md](START-HERE.md)"
    needs = [f"- [ ] {need.link} must be complete" for need in package.needs]
    outside = [f"- [x] {one}" for one in answers.get("blocked_by", ())]
    return {
        "# Phase N: [Feature Name]": [f"# {package.label}"],
        "**Date:** [Date]": ["- **Date:** 2025-11-23"],
        "**Priority:** [HIGH/MEDIUM/LOW] ([Reason])": [
            f"- **Priority:** {f'{package.priority} ({package.reason})' if phase >= 5 else 'Comes in Prioritization'}"
        ],
        "**Status:** [Ready for Implementation/In Progress/Complete]": [f"- **Status:** {head}"],
        "**Estimated Effort:** X-Yh agentic + Zh review": [f"- **Estimated Effort:** {package.effort}"],
        "[1-2 paragraphs explaining:]": [],
        "- What this work package covers": [answers["summary"]],
        "- Why it's needed": [answers["why"]],
        "- Expected impact": [answers["impact"]],
        "[Reference relevant findings from analysis documents]": [
            "Background: " + ", ".join(f"[{title}]({file})" for file, (title, _) in ANALYSES.items())
        ],
        "- Key insight from 01-COMPLETION-ANALYSIS.md": [f"- {one}" for one in answers.get("insights", ())]
        or ["_Name the findings of the analyses that matter for this work package._"],
        "- Relevant pattern from 02-CONCEPT-ANALYSIS.md": [],
        "- Feature/capability A": [f"- {one}" for one in answers["in_scope"]],
        "- Feature/capability B": [],
        "- Deferred to Phase N+1": [f"- {one}" for one in answers["out_of_scope"]],
        "- Not part of this initiative": [],
        "- [ ] Phase N-1 must be complete": needs,
        "- [ ] External dependency resolved": ["From outside this initiative:", *outside]
        if outside
        else []
        if needs
        else ["Nothing: this depends on no other work."],
        "- Phase N+1 depends on this": [f"- {one.link} depends on this" for one in package.enables]
        or ["No other work package depends on this."],
        "- Feature X requires this": [],
        "- [ ] [Measurable outcome 1]": [f"- [ ] {one}" for one in answers["success_criteria"]],
        "- [ ] [Measurable outcome 2]": [],
        "- [ ] [Performance target if applicable]": [],
        "**Status:** Ready for implementation": [f"- **Status:** {end}"],
        "**Next Phase:** [Link to next work package plan]": [
            f"- **Next Phase:** {link if phase >= 5 else 'Comes with the priority order'}"
        ],
    }


@pytest.mark.parametrize("phase", [4, 5, 6, 7])
def test_work_package_plan(phase: int) -> None:
    for package in PACKAGES:
        tasks = ["Tasks:", *(re.escape(f"- [ ] {task}") for task in package.answers["task_list"])]
        wanted = fill("work-package-plan", plan(package, phase))
        compare(read(FOLDERS[phase] / package.file), wanted, PLAN_BEYOND, {"## Implementation": tasks})


#: The blanks of an analysis, filled; by the folder that holds it.
COMPLETION = {
    "integrated-roadmap": {
        "**Date:** [Date]": ["- **Date:** 2025-11-23"],
        "[What was accomplished, what remains]": [
            "_Write what was accomplished since the last planning session, and what remains._"
        ],
        "- Feature A: [Details and PR link]": [
            "_List each feature that is done: what was delivered, with a link to its pull request or ADR._"
        ],
        "- Feature B: [What's done, what remains]": ["_List each feature that is begun: what is done, and what remains._"],
        "- Feature C: [Why deferred]": ["_List each feature that was planned and not begun: why it was deferred._"],
        "- Learning 1": ["_List what the last session taught: what went well, what took longer than planned, and why._"],
        "- Learning 2": [],
        "[How previous work affects current planning]": [
            "_Write how the previous work affects the current planning: what this roadmap takes over, drops or does differently._"
        ],
    },
    "continuing/2026-01-20-second-roadmap": {
        "**Date:** [Date]": ["- **Date:** 2026-01-20"],
        "[What was accomplished, what remains]": [
            "Of the 6 work packages of [Integrated Roadmap](../2025-11-23-integrated-roadmap/START-HERE.md), 1 is complete, 1 is "
            "partially complete, 3 are not started and 1 is put aside: ~16% of what it planned, by number.",
            "Agentic work took 1.20 times the middle of its estimates, review 1.50 times its own, measured on 1 complete work package.",
        ],
        "- Feature A: [Details and PR link]": [
            "- **Observability**: Structured logs, request traces and the four golden signals on one dashboard. (PR #42 and ADR 7); "
            "it took 6h agentic + 1.5h review, estimated were 4-6h agentic + 1h review; not ticked in its plan: The dashboard shows "
            "the four golden signals with at most 30 s delay"
        ],
        "- Feature B: [What's done, what remains]": [
            "- **Result Types**: done: The type and the storage module; remains: The payment module; 4h agentic were spent on it, "
            "estimated were 5-8h agentic + 2h review"
        ],
        "- Feature C: [Why deferred]": [
            "- **Caching Strategy**: not begun: its turn had not come",
            "- **Resilience Patterns**: not begun: it waited for Result Types",
            "- **Database Optimization**: not begun: it waited for Caching Strategy",
            "- **API Design Patterns**: deferred: Clients asked for a year of notice",
        ],
        "- Learning 1": ["_List what the last session taught: what went well, what took longer than planned, and why._"],
        "- Learning 2": [],
        "[How previous work affects current planning]": [
            "- **Result Types**: taken over; its estimate of 5-8h agentic + 2h review becomes 3-4h agentic + 3h review; 4h agentic "
            "were spent on it",
            "- **Caching Strategy**: taken over; its estimate of 6-8h agentic + 2h review becomes 7-9.5h agentic + 3h review, by "
            "what was measured",
            "- **Resilience Patterns**: taken over; its estimate of 4-6h agentic + 1.5h review becomes 5-7h agentic + 2h review, by "
            "what was measured",
            "- **Database Optimization**: taken over; its estimate of 4-7h agentic + 1h review becomes 5-8.5h agentic + 1.5h review, "
            "by what was measured",
            "- **API Design Patterns**: taken over; its estimate of 3-5h agentic + 1h review becomes 3.5-6h agentic + 1.5h review, "
            "by what was measured",
            "- **Observability**: complete, and not ticked in its plan: The dashboard shows the four golden signals with at most "
            "30 s delay",
            "_Write how the previous work affects the current planning: what this roadmap takes over, drops or does differently._",
        ],
    },
}
LEXICON = {
    "**Date:** [Date]": ["- **Date:** 2025-11-23"],
    "### Concept 1: [Name]": ["### Concept 1: Name It Here"],
    "**Definition:** [What it is]": ["- **Definition:** _What the first concept is._"],
    "**Usage:** [Where/how used]": ["- **Usage:** _Where and how the first concept is used._"],
    "**Related:** [Related concepts]": ["- **Related:** _Concepts that the first one goes with._"],
    "### Concept 2: [Name]": ["### Concept 2: Name It Here Too"],
    "[Same structure]": [
        "- **Definition:** _What the second concept is._",
        "- **Usage:** _Where and how the second concept is used._",
        "- **Related:** _Concepts that the second one goes with._",
    ],
    "1. **Pattern A** - Description": [
        "_List each pattern in bold with its description: where it is applied, and what it is good for._"
    ],
    "2. **Pattern B** - Description": [],
    "- Use pattern X for feature Y": [
        "_List what this roadmap should do: use which pattern for which feature, avoid which pattern, and why._"
    ],
    "- Avoid pattern Z due to A": [],
}


@pytest.mark.parametrize("folder", COMPLETION)
def test_completion_analysis(folder: str) -> None:
    compare(read(EXAMPLES / folder / "01-COMPLETION-ANALYSIS.md"), fill("completion-analysis", COMPLETION[folder]))


def test_concept_lexicon_analysis() -> None:
    compare(read(FOLDERS[7] / "02-CONCEPT-LEXICON-ANALYSIS.md"), fill("concept-lexicon-analysis", LEXICON))
    # While the phases were gone through, a person has written what follows from it.
    written = {**LEXICON, "- Use pattern X for feature Y": ["- Two queries are 70% of the load: cache them first"]}
    for phase in range(3, 7):
        compare(read(FOLDERS[phase] / "02-CONCEPT-LEXICON-ANALYSIS.md"), fill("concept-lexicon-analysis", written))


# The checklist and the names ---------------------------------------------------------------------------------------------


def checked(phase: int) -> dict[str, str]:
    """What is said of a line of the checklist in a phase: with ⚠️ what needs attention, with ✅ of what is ticked, else what is
    still to come.
    """
    later = "the plans come in Work Package Planning"
    core = "its priorities and timeline come in Finalize Roadmap"
    start = "⚠️ placeholder text is left" if left_to_write(FOLDERS[phase] / "START-HERE.md") else ""
    reasons = {
        "START-HERE.md written with executive summary, priorities, and navigation": core if phase < 6 else start,
        "README.md written with quick overview and document index": core if phase < 6 else "",
        "Completion analysis (01-) if continuing previous work": "it comes in Analysis"
        if phase < 3
        else "⚠️ placeholder text is left in 01-COMPLETION-ANALYSIS.md",
        "Context/technical analysis (02-) for background": "it comes in Analysis"
        if phase < 3
        else "⚠️ placeholder text is left in 02-CONCEPT-LEXICON-ANALYSIS.md",
        "Each plan includes overview, scope, dependencies, and success criteria": "⚠️ placeholder text is left in "
        "06-resilience-patterns-plan.md, 07-database-optimization-plan.md and 08-api-design-patterns-plan.md",
        "Time estimates realistic (agentic + review)": ""
        if phase == 7
        else "✅ check what no rule can: testing time is in them, unknowns have a buffer (0% now)",
        "Priorities assigned (HIGH/MEDIUM/LOW)": "they are confirmed in Prioritization" if phase < 6 else "",
    }
    if phase < 4:
        reasons |= {
            "Each work package has a plan document (03-, 04-, 05-...)": later,
            "Each plan includes overview, scope, dependencies, and success criteria": later,
            "Each plan references [Work Package Workflow](_work-package.md) for implementation": later,
            "Time estimates realistic (agentic + review)": later,
            "Dependencies between work packages documented": later,
            "Success criteria measurable": later,
        }
    return reasons


@pytest.mark.parametrize("phase", FOLDERS)
def test_checklist(phase: int) -> None:
    reasons = checked(phase)
    filled: dict[str, list[str]] = {
        "## Planning Session Checklist": ["## ✅ Planning Session Checklist"],
        # It stands in README.md from the first phase on, which says what may start and what may not.
        "Before starting implementation:": [],
    }
    for line in template("checklist").splitlines():
        if line.startswith("- [ ] "):
            words = line[6:]
            reason = reasons.pop(words, "")
            mark, _, said = reason.partition(" ") if reason[:1] in "⚠✅" else ("", "", reason)
            box = "x" if mark == "✅" or not reason else " "
            filled[line] = [f"- [{box}] {'⚠️ ' if mark == '⚠️' else ''}{words}{f' - {said}' if said else ''}"]
    assert not reasons
    text = read(FOLDERS[phase] / "README.md")
    start, end = text.index("## ✅ Planning Session Checklist"), text.index("\n---\n\n## 🚀 Getting Started")
    compare(text[start:end], fill("checklist", filled))


def tree_of(name: str) -> list[str]:
    """The files that a fixture draws, in its order."""
    return re.findall(r"(?m)^[├└]── (\S+)", template(name))


def test_names() -> None:
    # The example's folder has every document that the workflow draws, the other workflow, and what agents read.
    ours = sorted(path.name for path in FOLDERS[7].glob("*.md"))
    assert sorted([*tree_of("example"), "AGENTS.md", "_work-package.md"]) == ours
    # Each name follows one of the patterns.
    patterns = [
        re.compile(re.escape(name).replace(r"\[ANALYSIS\]", "[A-Z-]+-ANALYSIS").replace(r"\[feature\]", "[a-z0-9-]+")
                   .replace(r"\[FEATURE\]", "[A-Z0-9-]+").replace("01", r"\d\d").replace("03", r"\d\d"))
        for name in tree_of("folder-structure")
        if name[:2] not in ("02", "04", "05") and name != "..."
    ]  # fmt: skip
    assert len(patterns) == 6
    for folder in (*FOLDERS.values(), CONTINUED, CONTINUING, *(EXAMPLES / "weeks-in").iterdir()):
        for path in folder.glob("*.md"):
            assert path.name in ("AGENTS.md", "_work-package.md") or any(one.fullmatch(path.name) for one in patterns), path
    # Folders: the day, then a name in lower-case letters with hyphens.
    dated = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(-[a-z0-9]+)*")
    named = re.findall(r"`\.engineering/artifacts/planning/([^/]+)/`", template("folder-structure"))
    assert len(named) == 3 and named[0] == CONTINUED.name
    for name in (*named, CONTINUED.name, CONTINUING.name):
        assert dated.fullmatch(name)
    # Plans: their numbers go on from the analyses', and are their phases.
    for file, phase in re.findall(r"- `(\S+)` \((Phase \d)\)", template("plan-names")):
        assert read(FOLDERS[7] / file).startswith(f"# {phase}: ")
    # Analyses: by number and type, the workflow's others too.
    others = re.findall(r"- `([A-Z-]+)-ANALYSIS\.md`", template("other-analyses"))
    assert len(others) == 4
    for number, kind in enumerate(others, 3):
        record = {"analysis_type": kind.lower(), "analysis_number": number}
        assert read_analysis(record).file == f"{number:02}-{kind}-ANALYSIS.md"


# The six checkpoint texts ------------------------------------------------------------------------------------------------


TEXTS = {
    "scope": """\
## 📋 Scope Assessment

**6 work packages** are identified for this initiative:

1. **Observability** - Structured logs, request traces and the four golden signals on one dashboard.
2. **Result Types** - Expected failures are returned as values with a type, no longer thrown.
3. **Caching Strategy** - Responses and look-ups that repeat are served from a cache with clear rules for expiry.
4. **Resilience Patterns** - Time limits, retries with growing waits, and circuit breakers around every outgoing call.
5. **Database Optimization** - Indexes, query plans and connection pooling for ten times today's data.
6. **API Design Patterns** - One form for errors, pages and filters in all public endpoints.

**Rationale for grouping:**

- The features share the request path of the service and build on each other: errors must be typed before they can be retried, and what is not measured cannot be tuned.

**Estimated total effort:** 26-40 hours agentic + 8.5 hours review

> **Would they benefit from coordinated planning?** Group what shares context or a technical area, builds on each other, or belongs to one initiative or quarter. Don't group what is unrelated, has other teams or owners, or a very different timeline.

---

**Proceed with multi-work-package planning?**""",
    "folder": """\
## 📁 Planning Folder Created

**Location:** `.engineering/artifacts/planning/2025-11-23-integrated-roadmap/`

**Created:**

- [ ] START-HERE.md (skeleton)
- [ ] README.md (skeleton)

**Analysis documents that come next:**

- [ ] 01-COMPLETION-ANALYSIS.md - Assess what was completed since last planning session
- [ ] 02-CONCEPT-LEXICON-ANALYSIS.md - Document architectural patterns and concepts discovered in codebase

---

**Proceed with analysis phase?**""",
    "analysis": """\
## 📊 Analysis Summary

### Key Findings

- The logger is passed by hand through 40 functions (01) (Observability)
- The middleware chain is the one place that every request passes (02) (Observability)
- 31 of 52 handlers catch every exception (01) (Result Types)
- Two look-ups repeat in 9 of 10 requests (02) (Caching Strategy)

### Implications for Planning

- Two queries are 70% of the load: cache them first

### Questions Resolved

- None

### Open Questions

- What belongs in 01-COMPLETION-ANALYSIS.md? It still holds placeholder text
- What belongs in 02-CONCEPT-LEXICON-ANALYSIS.md? It still holds placeholder text

---

**Does this analysis look correct? Any additional context needed?**""",
    "packages": """\
## 📋 Work Package Plans Created

| # | Work Package | Effort | Dependencies |
|---|--------------|--------|--------------|
| 03 | Observability | 4-6h | None |
| 04 | Result Types | 5-8h | None |
| 05 | Caching Strategy | 6-8h | None |
| 06 | Resilience Patterns | 4-6h | Depends on 03 Observability and 04 Result Types |
| 07 | Database Optimization | 4-7h | Depends on 03 Observability and 05 Caching Strategy |
| 08 | API Design Patterns | 3-5h | Depends on 04 Result Types |

**Total planned:** 6 work packages

> **Right-sized:** 2-8 agentic hours, 3-6 concrete tasks, clear success criteria, and can be implemented in one session. Split what is larger, combine what is smaller.
>
> **Estimates:** review stands apart, testing time is in them, unknowns get a buffer (`-d buffer=PERCENT`, now 0%), and actual hours are tracked (`actual`) to calibrate the rest.

**Before you confirm:**

- Placeholder text is left in 01-COMPLETION-ANALYSIS.md, 02-CONCEPT-LEXICON-ANALYSIS.md, 06-resilience-patterns-plan.md, 07-database-optimization-plan.md and 08-api-design-patterns-plan.md. Write what its lines in italics ask for.

---

**Ready to prioritize?**""",
    "priorities": """\
## 🎯 Proposed Priority Order

| Priority | Phase | Work Package | Effort | Rationale |
|----------|-------|--------------|--------|-----------|
| 🔴 HIGH | 05 | Caching Strategy | 6-8h | Performance critical |
| 🟠 MEDIUM | 03 | Observability | 4-6h | Operations need |
| 🟠 MEDIUM | 04 | Result Types | 5-8h | Medium value; unblocks 06 and 08 |
| 🟠 MEDIUM | 06 | Resilience Patterns | 4-6h | Stability |
| 🟡 LOW | 07 | Database Optimization | 4-7h | Future scaling |
| 🟡 LOW | 08 | API Design Patterns | 3-5h | Low value |

**Dependency Graph:**

```text
03 ──┬──► 06
     │
     └──► 07

04 ──┬──► (06)
     │
     └──► 08

05 ──► (07)
```

---

**Adjust priorities as needed. Confirm when ready to finalize.**""",
    "roadmap": """\
## ✅ Roadmap Complete, to Be Confirmed

**Planning folder:** `.engineering/artifacts/planning/2025-11-23-integrated-roadmap/`

**Documents:**

- ✅ START-HERE.md - Executive summary
- ✅ README.md - Navigation
- 📝 01-COMPLETION-ANALYSIS.md - Context
- 📝 02-CONCEPT-LEXICON-ANALYSIS.md - Context
- ✅ 03-observability-plan.md - Phase 3
- ✅ 04-result-types-plan.md - Phase 4
- ✅ 05-caching-strategy-plan.md - Phase 5
- 📝 06-resilience-patterns-plan.md - Phase 6
- 📝 07-database-optimization-plan.md - Phase 7
- 📝 08-api-design-patterns-plan.md - Phase 8

**Timeline:**

- Week 1: Phases 3 and 5 (7-10h)
- Week 2: Phases 3-4 (6.5-10h)
- Week 3: Phases 4, 6 and 7 (6.5-10h)
- Week 4: Phases 7-8 (6-10h)

**Finished in:** week 3 (by 2025-12-14) on the lower estimates, week 4 (by 2025-12-21) on the upper ones

**Total:** 26-40 hours agentic + 8.5 hours review = **34.5-48.5 total hours**

---

**Ready to begin implementation with Phase 5?**""",
}


def test_scope_text(template: Path, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds_of("2025-11-23"))
    data = answers_of_the_example(repo, confirm=None, confirmed_on=None)
    refused = run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo, ok=False)
    assert refused.code == 1
    assert f"{TEXTS['scope']}\n\n" in refused.output and refused.output.lstrip().startswith("## 📋 Scope Assessment\n")


def test_checkpoint_texts(template: Path, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the commands print them, each between two rules, whole."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds_of("2025-11-23"))
    data = answers_of_the_example(repo, confirm="scope", confirmed_on=None)
    output = run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo).output
    folder = Folder(repo / ".engineering/artifacts/planning/2025-11-23-integrated-roadmap", template)
    folder.commit()
    for name in CHECKPOINTS[1:]:
        if name == "analysis":
            # A person writes what follows, as in the published example.
            (asked,) = LEXICON["- Use pattern X for feature Y"]
            folder.replace("02-CONCEPT-LEXICON-ANALYSIS.md", asked, WRITTEN)
            folder.commit()
            output = folder.update().output
        shown = output[output.index(TEXTS[name].partition("\n")[0]) :].partition(f"\n\n---\n\n🛑 Checkpoint {name} is open.")[0]
        assert shown == TEXTS[name]
        output = folder.confirm(name).output


WRITTEN = "- Two queries are 70% of the load: cache them first"


def graph(text: str) -> str:
    """The fenced block of a text."""
    return next(line for part in parts(text) for line in part.lines if line.startswith("```"))


def checkpoint(name: str) -> dict[str, list[str]]:
    """The blanks of a checkpoint's text, filled with what the example's answers say."""
    if name == "scope":
        return {
            # Who identified them is not known.
            "I've identified **N work packages** for this initiative:": [
                f"**{len(PACKAGES)} work packages** are identified for this initiative:"
            ],
            "1. **[Work Package 1]** - [Brief description]": [
                f"{place}. **{one.title}** - {one.answers['summary']}" for place, one in enumerate(PACKAGES, 1)
            ],
            "2. **[Work Package 2]** - [Brief description]": [],
            "3. **[Work Package 3]** - [Brief description]": [],
            "- [Why these belong together]": [f"- {ANSWERS['rationale']}"],
            "**Estimated total effort:** X-Y hours agentic + Z hours review": [
                "**Estimated total effort:** 26-40 hours agentic + 8.5 hours review"
            ],
        }
    place = ".engineering/artifacts/planning/2025-11-23-integrated-roadmap/"
    if name == "folder":
        return {"**Location:** `.engineering/artifacts/planning/YYYY-MM-DD-name/`": [f"**Location:** `{place}`"]}
    if name == "analysis":
        insights = [f"- {one} ({package.title})" for package in PACKAGES for one in package.answers.get("insights", ())]
        return {
            "- [Finding 1]": insights,
            "- [Finding 2]": [],
            "- [How this affects work package scope/approach]": [WRITTEN],
            "- [Question 1]: [Answer]": ["- None"],
            "- [Question needing user input]": [
                f"- What belongs in {file}? It still holds placeholder text" for file in ANALYSES
            ],
        }
    if name == "packages":
        return {
            "| 03 | [Feature A] | X-Yh | None |": [
                f"| {one.number:02} | {one.title} | {one.answers['effort']} | "
                + (
                    f"Depends on {' and '.join(f'{need.number:02} {need.title}' for need in one.needs)}"
                    if one.needs
                    else "None"
                )
                + " |"
                for one in PACKAGES
            ],
            "| 04 | [Feature B] | X-Yh | Depends on 03 |": [],
            "| 05 | [Feature C] | X-Yh | Depends on 03 |": [],
            "**Total planned:** N work packages": [f"**Total planned:** {len(PACKAGES)} work packages"],
        }
    if name == "priorities":
        return {
            "| 🔴 HIGH | 03 | [Feature A] | X-Yh | [Why first] |": [
                f"| {EMOJI[one.priority]} {one.priority} | {one.number:02} | {one.title} | {one.answers['effort']} | {one.reason} |"
                for one in IN_ORDER
            ],
            "| 🔴 HIGH | 04 | [Feature B] | X-Yh | [Why high] |": [],
            "| 🟠 MEDIUM | 05 | [Feature C] | X-Yh | [Why medium] |": [],
            "| 🟡 LOW | 06 | [Feature D] | X-Yh | [Why lower] |": [],
            graph(template("checkpoint-5-priorities")): [graph(TEXTS["priorities"])],
        }
    files = dict.fromkeys(ANALYSES, "Context") | {package.file: f"Phase {package.number}" for package in PACKAGES}
    mark = {file: "📝" if left_to_write(FOLDERS[6] / file) else "✅" for file in (*files, "START-HERE.md", "README.md")}
    return {
        "## ✅ Roadmap Complete": ["## ✅ Roadmap Complete, to Be Confirmed"],
        "**Planning folder:** `.engineering/artifacts/planning/YYYY-MM-DD-name/`": [f"**Planning folder:** `{place}`"],
        "- ✅ START-HERE.md - Executive summary": [f"- {mark['START-HERE.md']} START-HERE.md - Executive summary"],
        "- ✅ README.md - Navigation": [f"- {mark['README.md']} README.md - Navigation"],
        "- ✅ 01-COMPLETION-ANALYSIS.md - Context": [f"- {mark[file]} {file} - {label}" for file, label in files.items()],
        "- ✅ 03-feature-plan.md - Phase 3": [],
        "- ✅ 04-feature-plan.md - Phase 4": [],
        "- ✅ 05-feature-plan.md - Phase 5": [],
        "- Week 1: Phases 3-4 (X-Yh)": [
            f"- Week {week}: {phases} ({effort.split()[0]})" for week, (_, phases, effort, _) in enumerate(WEEKS, 1)
        ],
        "- Week 2: Phase 5 (X-Yh)": [],
        "**Total:** X-Y hours agentic + Z hours review": [TOTAL],
        "**Ready to begin implementation with Phase 3?**": ["**Ready to begin implementation with Phase 5?**"],
    }


#: What our texts have beyond the workflow's.
TEXT_LINES_BEYOND = {
    "scope": [r"> \*\*Would they benefit from coordinated planning\?\*\* .+"],
    "folder": [r"\*\*Analysis documents that come next:\*\*", r"- \[ \] \d\d-[A-Z-]+-ANALYSIS\.md - .+"],
    "packages": [
        r"> \*\*Right-sized:\*\* .+",
        ">",
        r"> \*\*Estimates:\*\* .+",
        r"\*\*Before you confirm:\*\*",
        r"- Placeholder text is left in .+",
    ],
    "roadmap": [r"\*\*Finished in:\*\* .+"],
}


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_checkpoint_text_is_the_workflows(name: str) -> None:
    wanted = fill(f"checkpoint-{CHECKPOINTS.index(name) + 1}-{name}", checkpoint(name))
    beyond = {part.heading: TEXT_LINES_BEYOND.get(name, []) for part in parts(TEXTS[name])}
    compare(TEXTS[name], wanted, (), beyond)


# What the comparison finds -----------------------------------------------------------------------------------------------


def changed(old: str, new: str) -> str:
    text = read(FOLDERS[7] / "START-HERE.md")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


WRONG = {
    "a heading without its emoji": ("## 📅 Timeline\n", "## Timeline\n", "'## Timeline' is not known"),
    "a heading in another place": ("## 🔥 Priority Order\n", "## 📋 Dependencies\n\n## 🔥 Priority Order\n", "is not known"),
    "a part that nobody knows": ("## 📅 Timeline\n", "## 💡 Ideas\n\n## 📅 Timeline\n", "'## 💡 Ideas' is not known"),
    "another sentence": ("This planning session integrates:\n", "This session integrates:\n", "'This session integrates:' is not known"),
    "another table head": ("| Document | Description |\n", "| Document | What It Says |\n", "is not known"),
    "another field": ("- **Created:** ", "- **Made:** ", "'- **Made:** 2025-11-23' is not known"),
    "a row that is gone": ("- [ ] Phase 8: The checker finds no deviation in the 12 public endpoints\n", "", "is missing"),
    "another order": ("2. 🟠 **MEDIUM:** Phase 3 - Observability\n", "2. 🟠 **MEDIUM:** Phase 4 - Observability\n", "is not known"),
    "a line that nobody knows": ("### Overall Success\n", "### Overall Success\n\nSoon.\n", "'Soon.' is not known"),
    "no rule before a heading": ("---\n\n## 🎯 Success Criteria\n", "## 🎯 Success Criteria\n", "the rule before"),
    "no end": ("5. Return here after completion to select next feature\n", "", "is not known"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_differs_is_found(name: str) -> None:
    old, new, expected = WRONG[name]
    with pytest.raises(AssertionError) as raised:
        compare(changed(old, new), fill("start-here", start_here(7)), START_BEYOND, START_LINES_BEYOND)
    assert expected in str(raised.value)


def test_only_lines_of_the_template_are_filled() -> None:
    with pytest.raises(AssertionError, match=r"no line of readme\.md: \['Nobody wrote this'\]"):
        fill("readme", {**in_readme(7), "Nobody wrote this": []})
