"""Processes measured, and what is made of the figures: medians, quartiles, ratios, the exponent of growth."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: What `ru_maxrss` counts in: KiB, on macOS bytes.
_PEAK_UNITS_IN_A_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024


class CommandFailed(Exception):
    """A command that was to be measured failed: its words, its exit code and what it printed."""


@dataclass(frozen=True)
class Sample:
    """What one command took.

    Attributes:
        cpu: seconds of CPU, user and system, of its process and of all that it started and waited for.
        wall: seconds from start to end.
        peak: memory of the largest of these processes, in MiB.
    """

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True)
class Spread:
    """The quartiles of some figures."""

    low: float
    median: float
    high: float


def measure(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Sample:
    """Run a command without a terminal, and measure it.

    Raises:
        CommandFailed: if its exit code is not 0.
    """
    with tempfile.TemporaryFile() as output:
        before = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - before
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            said = output.read().decode("utf-8", errors="replace")
            raise CommandFailed(f"{' '.join(map(str, command))}\nends with {process.returncode}, in {folder}:\n{said}")
    return Sample(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / _PEAK_UNITS_IN_A_MIB)


def alternate(pairs: int, ours: Callable[[], Sample], floor: Callable[[], Sample]) -> tuple[list[Sample], list[Sample]]:
    """Measure two works in turn, A B A B, so that whatever else the machine does meets both."""
    samples: tuple[list[Sample], list[Sample]] = [], []
    for _ in range(pairs):
        samples[0].append(ours())
        samples[1].append(floor())
    return samples


def spread(figures: Sequence[float]) -> Spread:
    """The quartiles of at least one figure; those of a single one are that figure.

    Raises:
        ValueError: if there is no figure.
    """
    if len(figures) == 1:
        return Spread(figures[0], figures[0], figures[0])
    if not figures:
        raise ValueError("There are no quartiles of no figures.")
    return Spread(*statistics.quantiles(figures, n=4, method="inclusive"))


def ratio(ours: Sequence[float], floor: Sequence[float]) -> float:
    """The median of ours, as a multiple of the floor's median."""
    return statistics.median(ours) / statistics.median(floor)


def exponent(figures: Mapping[int, float], smallest: int = 0) -> float | None:
    """How a figure grows with the size: x in figure = c * size ** x, by least squares of the logarithms.

    Args:
        figures: the figure at each size, all above zero.
        smallest: sizes below it are left out.

    Returns:
        The exponent, or None where fewer than two sizes are left.
    """
    points = [(math.log(size), math.log(figure)) for size, figure in figures.items() if size >= smallest]
    if len(points) < 2:
        return None
    return statistics.linear_regression(*zip(*points, strict=True)).slope
