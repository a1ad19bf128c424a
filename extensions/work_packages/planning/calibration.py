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

    The forecast is the remaining range times the measured ratio, and the remaining review times its own ratio.
    """
    measured = tuple(package for package in packages if package.status == "complete" and package.actual is not None)
    if not measured:
        return None
    ratio = sum(package.actual or 0 for package in measured) / sum(_middle(package.effort) for package in measured)
    single = [ratio_of(package) for package in measured]
    looked_at = [package for package in measured if package.actual_review is not None and package.review]
    review_ratio = (
        sum(package.actual_review or 0 for package in looked_at) / sum(package.review for package in looked_at)
        if looked_at
        else None
    )
    remaining = [package for package in packages if package.is_open]
    return Calibration(
        measured=measured,
        ratio=ratio,
        lowest=min(single),
        highest=max(single),
        review_ratio=review_ratio,
        forecast=Effort(
            scaled(sum(package.effort.low for package in remaining), ratio),
            scaled(sum(package.effort.high for package in remaining), ratio),
        ),
        forecast_review=scaled(sum(package.review for package in remaining), review_ratio or 1.0),
    )


def ratio_of(package: Package) -> float:
    """Measured agentic time of one package by the middle of its estimated range."""
    return (package.actual or 0) / _middle(package.effort)


def _middle(effort: Effort) -> float:
    return (effort.low + effort.high) / 2


def scaled(minutes: int, ratio: float) -> int:
    """Minutes times the ratio, to the nearest half hour: a forecast is no finer."""
    return round(minutes * ratio / 30) * 30
