"""Proposed priority and its reason in words (docs/roadmap-json.md, "How It Is Computed"; workflow 5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import text
from .graph import dependents
from .records import LEVELS, Package, nn
from .words import Spoken, say

#: Rank of each priority: the lower, the sooner.
RANK = {level: rank for rank, level in enumerate(LEVELS)}

#: Emoji and word of each priority, as every table shows it.
LABEL = Spoken({"high": "🔴 HIGH", "medium": "🟠 MEDIUM", "low": "🟡 LOW"})

#: Its emoji alone, and its word alone.
SIGN = Spoken({"high": "🔴", "medium": "🟠", "low": "🟡"})
LEVEL = Spoken({"high": "HIGH", "medium": "MEDIUM", "low": "LOW"})

_VALUE = Spoken({"high": "high value", "medium": "medium value", "low": "low value"})

#: A package of at most this many agentic minutes, by its upper estimate, is a quick win.
QUICK_WIN = 120

_VALUE_POINTS = {"high": 4, "medium": 2, "low": 1}


@dataclass(frozen=True)
class Priority:
    """A package's priority: the one proposed, the one that stands, and why."""

    proposed: str
    stands: str
    rationale: str


def points(package: Package, direct_dependents: int) -> int:
    """Points of a package: value 4, 2 or 1; plus 1 each for high risk, a quick win, and two or more direct dependents."""
    return _VALUE_POINTS[package.value] + (package.risk == "high") + _is_quick_win(package) + (direct_dependents >= 2)


def _is_quick_win(package: Package) -> bool:
    return package.is_estimated and package.effort.high <= QUICK_WIN


def level_for(score: int) -> str:
    """The priority that the points earn: 4 or more is high, 2 or 3 medium, else low."""
    return "high" if score >= 4 else "medium" if score >= 2 else "low"


def priorities(packages: Sequence[Package]) -> dict[str, Priority]:
    """Each package's priority by slug.

    A package is proposed no lower than what depends on it; what stands is the person's own priority, else the proposal.
    Dependents that are deferred or dropped pull nothing up. Linear in packages and dependencies, cycles included.
    """
    by_slug = {package.slug: package for package in packages}
    needs = {package.slug: [need for need in package.depends_on if need in by_slug] for package in packages}
    counted = dependents({slug: wanted if by_slug[slug].counts else [] for slug, wanted in needs.items()})
    proposed = {slug: level_for(points(by_slug[slug], len(counted[slug]))) for slug in by_slug}
    stands = {slug: by_slug[slug].priority or proposed[slug] for slug in by_slug}
    pulled: dict[str, str] = {}
    for level in LEVELS:
        queue = [slug for slug in by_slug if stands[slug] == level and by_slug[slug].counts]
        for slug in queue:
            for need in needs[slug]:
                if RANK[proposed[need]] > RANK[level]:
                    proposed[need] = level
                    pulled[need] = slug
                    if not by_slug[need].priority:
                        stands[need] = level
                        if by_slug[need].counts:
                            queue.append(need)
    return {
        slug: Priority(
            proposed[slug],
            stands[slug],
            rationale(package, [by_slug[name] for name in counted[slug]], by_slug.get(pulled.get(slug, ""))),
        )
        for slug, package in by_slug.items()
    }


def rationale(package: Package, unblocks: Sequence[Package], pulled_by: Package | None) -> str:
    """Why the package has its priority, in words: the person's own reason, else what earned it points."""
    if package.priority_reason:
        return package.priority_reason
    if package.priority:
        return say("Set by hand")
    by_default = say(" by default") if "value" in package.by_default else ""
    parts = [f"{_VALUE[package.value]}{by_default}"]
    if unblocks:
        numbers = sorted(other.number for other in unblocks)
        parts.append(say("unblocks {numbers}", numbers=text.join(map(nn, numbers))))
    if package.risk == "high":
        parts.append(say("high risk, so early"))
    if _is_quick_win(package):
        parts.append(say("quick win"))
    if pulled_by:
        parts.append(say("no lower than {number}", number=nn(pulled_by.number)))
    reason = "; ".join(parts)
    return reason[0].upper() + reason[1:]
