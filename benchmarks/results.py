"""The results of a run as `build/performance.json` keeps them, and the machine and versions that they are of."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
from pathlib import Path
from typing import TypedDict

from .measuring import Sample

#: CPU in seconds, wall in seconds, peak memory in MiB.
SampleRow = tuple[float, float, float]


class PairRow(TypedDict):
    """A command of ours and the floor's, measured in turn."""

    work: str
    packages: int
    target: float
    ours: list[SampleRow]
    floor: list[SampleRow]


class ShareRow(TypedDict):
    """Where the CPU time of one command goes, in seconds; the rest is Python's after its start."""

    work: str
    packages: int
    cpu: float
    start: float
    git: int
    git_cpu: float
    clones: int
    clones_cpu: float


class GrowthRow(TypedDict):
    """One command at one size."""

    work: str
    packages: int
    samples: list[SampleRow]


class InsideRow(TypedDict):
    """One function called in a process that has started: the first call and the later ones, in milliseconds."""

    work: str
    packages: int
    first: float
    later: list[float]


class PeerRow(TypedDict):
    """One work of one tool.

    `packages` is 0 where the work has no size. `samples` is what each command took; `note` says why there are none, or what is
    different about them. A work of one command was measured several times; one of several `commands` once, or a part of it.
    """

    tool: str
    work: str
    packages: int
    samples: list[SampleRow]
    note: str
    commands: int


class CommandResults(TypedDict):
    """What `make bench` measures."""

    facts: dict[str, str]
    pairs: list[PairRow]
    shares: list[ShareRow]
    growth: list[GrowthRow]
    inside: list[InsideRow]


class PeerResults(TypedDict):
    """What `make bench-peers` measures."""

    facts: dict[str, str]
    rows: list[PeerRow]


class Results(TypedDict, total=False):
    """What was measured so far; each of the two commands replaces its own part."""

    commands: CommandResults
    peers: PeerResults


def row(sample: Sample) -> SampleRow:
    """The sample as the results hold it."""
    return round(sample.cpu, 4), round(sample.wall, 4), round(sample.peak, 1)


def load(file: Path) -> Results:
    """The results in a file; none where there is no file yet."""
    if not file.exists():
        return {}
    found: Results = json.loads(file.read_text(encoding="utf-8"))
    return found


def save(results: Results, file: Path) -> None:
    """Write the results into a file, in whose place nothing else is lost."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def facts(template: Path) -> dict[str, str]:
    """The machine, the versions and the commit of the template's clone, by what the page calls them."""
    return {
        "Processor": f"{os.cpu_count()} × {_processor()}",
        "Memory": f"{_memory() / 2**30:.0f} GiB",
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "Copier": importlib.metadata.version("copier"),
        "Git": _said(["git", "version"], template).removeprefix("git version "),
        "Template": _said(["git", "log", "-1", "--format=%h of %cs"], template),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _said(command: list[str], folder: Path) -> str:
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.strip()
