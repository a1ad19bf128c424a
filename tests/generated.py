"""A roadmap of 40 packages with several roots, shared dependencies, and packages that are done, partial or dropped."""

from __future__ import annotations

from typing import Any

ANSWERS: dict[str, Any] = {
    "initiative": "Forty Packages",
    "date": "2025-11-23",
    "start": "2025-11-24",
    "updated": "2025-11-23",
    "agentic_hours_per_week": 30,
    "review_hours_per_week": 9,
    "analyses": ["context"],
}

STATUSES = {
    3: "complete",
    4: "complete",
    6: "complete",
    8: "partial",
    9: "in-progress",
    20: "dropped",
    31: "deferred",
    5: "complete",
}


def packages() -> list[dict[str, Any]]:
    """The packages 03 to 42: a plain arithmetic of their number, so that nothing about them is random."""
    made = []
    for number in range(3, 43):
        needs = sorted({need for need in (number - 7, number - 11, number // 2) if 3 <= need < number and number % 4})
        low = 1 + number * 7 % 6
        made.append(
            {
                "title": f"Package {number}",
                "number": number,
                "slug": f"package-{number}",
                "value": ("high", "medium", "low")[number % 3],
                "risk": ("low", "medium", "high")[number * 5 % 3],
                "effort": f"{low}-{low + number % 5}.5h",
                "review": f"{(number % 4) / 2}h",
                "status": STATUSES.get(number, "ready"),
                "depends_on": [f"package-{need}" for need in needs],
                "success_criteria": [f"{number} of {number} checks pass"],
                "task_list": ["One", "Two", "Three"],
                **(
                    {"actual": f"{low + 1}h", "actual_review": "1h", "pr": f"PR #{number}"}
                    if STATUSES.get(number) == "complete"
                    else {"remains": "Nobody asked for it yet"}
                    if STATUSES.get(number) in ("dropped", "deferred")
                    else {}
                ),
            }
        )
    return made
