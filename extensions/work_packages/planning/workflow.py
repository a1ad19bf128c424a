"""The workflow's own words: its rules, its phases with their time boxes, and the short question of each checkpoint."""

from __future__ import annotations

from .words import Spoken, SpokenList

#: The rules that hold in every phase (workflow, "Rules").
RULES = SpokenList(
    "**Agents must NOT proceed past checkpoints without user confirmation**",
    "**Ask, don't assume** - Clarify scope and priorities before planning",
    "**Summarize, then proceed** - Present findings before asking to continue",
    "**User controls priorities** - Never assume priority order without confirmation",
    '**Explicit approval** - Get clear "yes" or "proceed" before creating documents',
)

#: The phases, in their order (workflow, headings of "Phase 1" to "Phase 7").
PHASES = SpokenList(
    "Scope Assessment",
    "Planning Folder Setup",
    "Analysis",
    "Work Package Planning",
    "Prioritization",
    "Finalize Roadmap",
    "Implementation",
)

#: How long each phase takes (workflow, "Overview").
TIME_BOXES = SpokenList("5-10m", "5-10m", "20-45m", "15-30m per work package", "10-15m", "10-15m", "ongoing")

#: The checkpoints, in their order: each closes the phase of its place, 1 to 6.
CHECKPOINTS = ("scope", "folder", "analysis", "packages", "priorities", "roadmap")

#: What each checkpoint asks, in short (workflow, "Overview"); that of the scope begins with the number of work packages.
QUESTIONS = Spoken(
    {
        "scope": "Proceed with planning?",
        "folder": "Planning folder created. Proceed with analysis?",
        "analysis": "Analysis complete. Does this context look correct?",
        "packages": "Work package plans created. Ready for prioritization?",
        "priorities": "Here's the proposed priority order. Adjust as needed?",
        "roadmap": "Roadmap complete. Ready to begin implementation?",
    }
)
