from __future__ import annotations

import pytest
from work_packages.planning.effort import (
    Effort,
    effort_text,
    hours,
    number,
    parse_effort,
    parse_time,
    total,
    total_text,
    with_review,
)


@pytest.mark.parametrize(
    ("answer", "low", "high"),
    [
        ("4-6h", 240, 360),
        ("4h", 240, 240),
        (4, 240, 240),
        ("4", 240, 240),
        ("1.5-2h", 90, 120),
        ("1,5 h", 90, 90),
        ("4h-6h", 240, 360),
        ("4 – 6 hours", 240, 360),
        ("4 to 6", 240, 360),
        (" 0.25H ", 15, 15),
    ],
)
def test_parse_effort(answer: object, low: int, high: int) -> None:
    assert parse_effort(answer) == Effort(low, high)


@pytest.mark.parametrize(
    "answer", ["", "six", "4-", "-4", "4-6-8", "4d", "6-4h", "0h", "0-0", "4-1001h", "1e3", "nan", None, [4]]
)
def test_parse_effort_refuses(answer: object) -> None:
    with pytest.raises(ValueError, match=r"is not|has its|is no time|is more"):
        parse_effort(answer)


def test_parse_time() -> None:
    assert (parse_time("0h"), parse_time("1.5"), parse_time(2)) == (0, 90, 120)
    with pytest.raises(ValueError, match="is not a number of hours"):
        parse_time("1-2h")


def test_formats_of_the_workflow() -> None:
    assert effort_text(Effort(240, 360)) == "4-6h"
    assert effort_text(Effort(90, 90)) == "1.5h"
    assert with_review(Effort(240, 360), 60) == "4-6h agentic + 1h review"
    assert total_text(Effort(240, 360), 90) == "4-6 hours agentic + 1.5 hours review = **5.5-7.5 total hours**"


def test_sums_are_exact() -> None:
    tenth = parse_effort("0.1h")
    assert hours(total([tenth] * 3).high) == "0.3"
    assert total([]) == Effort(0, 0)
    assert (number(90), number(120)) == (1.5, 2)
    assert isinstance(number(120), int)
