"""Plans of any number of work packages, made by plain arithmetic: the same for every run and for every tool."""

from __future__ import annotations

from typing import Any

#: The number of the first package; before it stands one analysis.
FIRST = 3

CHECKPOINTS = ("scope", "folder", "analysis", "packages", "priorities", "roadmap")

_LEVELS = ("high", "medium", "low")


def needs(number: int) -> list[int]:
    """The packages, by number, that this one depends on: at most three, all before it."""
    chosen = {number - 2, number - 5, number // 2} if number % 4 else set()
    return sorted(need for need in chosen if FIRST <= need < number)


def package(number: int) -> dict[str, Any]:
    """The answers of one work package, about as long as those of examples/integrated-roadmap.yml."""
    low = 2 + number % 3
    return {
        "title": f"Package {number}",
        "summary": f"The part of the service that request {number} passes is split from the rest and measured.",
        "why": f"Nobody can say today which of the {number} parts is slow, and what is not measured cannot be tuned.",
        "impact": f"The time to find the cause of an incident falls by {number % 7 + 2} minutes.",
        "insights": [f"The handlers of part {number} catch every error (01)", "The middleware passes every request (01)"],
        "value": _LEVELS[number % 3],
        "risk": _LEVELS[number * 5 % 3],
        "effort": f"{low}-{low + 2}h",
        "review": "1h",
        "depends_on": [slug(need) for need in needs(number)],
        "in_scope": [f"Errors of part {number} as values", "Latency, traffic and errors as metrics", "One alert"],
        "out_of_scope": ["Tracing across services, left to a later roadmap"],
        "success_criteria": [f"100% of the requests of part {number} are counted", "At most 30 s delay on the dashboard"],
        "task_list": ["Types of the errors", "Metrics of the middleware", "Dashboard and alert", "Page of the handbook"],
    }


def slug(number: int) -> str:
    """The id of a work package of `package`."""
    return f"package-{number}"


def numbers(packages: int) -> range:
    """The numbers of so many packages."""
    return range(FIRST, FIRST + packages)


def data_file(packages: int) -> dict[str, Any]:
    """The answers of an initiative of so many packages, all of whose checkpoints are confirmed."""
    return {
        "initiative": f"Plan of {packages}",
        "date": "2025-11-23",
        "start": "2025-11-24",
        "agentic_hours_per_week": 30,
        "review_hours_per_week": 9,
        "analyses": ["context"],
        "overview": f"This plan brings {packages} pieces of open work on performance and stability into one roadmap.",
        "rationale": "They share the request path of the service and build on each other.",
        "impact_overall": "Users get their answers in half the time.",
        "overall_criteria": ["All planned features implemented", "Median response time under 120 ms"],
        "identified": [package(number) for number in numbers(packages)],
        "confirm": list(CHECKPOINTS),
        "confirmed_by": "Kim",
    }
