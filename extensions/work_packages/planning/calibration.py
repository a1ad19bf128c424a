"""Calibration: what complete packages took against what was estimated, and what that says of the rest.

Source: workflow, "Time Estimates" ("Track actuals for calibration").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .effort import Effort
from .records import Package


@dataclass(frozen=True)
class Calibration:
    """Measured against estimated time of complete packages, and the forecast of what remains; times are minutes.

    `ratio` is measured agentic time by the middle of the estimated ranges, over all measured packages; `lowest` and
    `highest` are the smallest and the largest ratio of a single one. `review_ratio` is the same for review, None where no
    package has its review measured.
    """

    measured: tuple[Package, ...]
    ratio: float
    lowest: float
    highest: float
    review_ratio: float | None
    forecast: Effort
    forecast_review: int


def calibrate(packages: Sequence[Package]) -> Calibration | None:
    """The calibration of the open packages by the complete ones that have `actual` hours; None where none has.

    The forecast is the estimated range times the measured ratio, and the review times its own ratio, less what is spent; of
    work under way it is what a person says remains, where somebody does.
    """
    measured = tuple(
        package for package in packages if package.status == "complete" and package.actual is not None and package.is_estimated
    )
    if not measured:
        return None
    ratio = sum(package.actual or 0 for package in measured) / sum(package.effort.middle for package in measured)
    single = [ratio_of(package) for package in measured]
    looked_at = [package for package in measured if package.actual_review is not None and package.review]
    review_ratio = (
        sum(package.actual_review or 0 for package in looked_at) / sum(package.review for package in looked_at)
        if looked_at
        else None
    )
    remaining = [package for package in packages if package.is_open]
    review = review_ratio or 1.0
    return Calibration(
        measured=measured,
        ratio=ratio,
        lowest=min(single),
        highest=max(single),
        review_ratio=review_ratio,
        forecast=Effort(
            _to_half_hours(sum(_still(package, package.effort.low, 0, ratio) for package in remaining)),
            _to_half_hours(sum(_still(package, package.effort.high, 1, ratio) for package in remaining)),
        ),
        forecast_review=_to_half_hours(sum(max(0.0, package.review * review - package.spent[1]) for package in remaining)),
    )


def _still(package: Package, estimate: int, bound: int, ratio: float) -> float:
    """What an open package still takes by the ratio, in minutes: what a person says remains of it stands as it is."""
    if package.under_way and package.remaining is not None:
        return (package.remaining.low, package.remaining.high)[bound]
    return max(0.0, estimate * ratio - package.spent[0])


def ratio_of(package: Package) -> float:
    """Measured agentic time of one package by the middle of its estimated range."""
    return (package.actual or 0) / package.effort.middle


def scaled(minutes: int, ratio: float) -> int:
    """Minutes times the ratio, to the nearest half hour: a forecast is no finer."""
    return _to_half_hours(minutes * ratio)


def _to_half_hours(minutes: float) -> int:
    return round(minutes / 30) * 30
