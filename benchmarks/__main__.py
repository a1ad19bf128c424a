"""The command line: `python -m benchmarks` measures our commands, `python -m benchmarks peers` the other tools too."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from . import peers
from .measuring import Sample, alternate
from .page import page
from .results import CommandResults, GrowthRow, InsideRow, PairRow, PeerResults, ShareRow, facts, load, row, save
from .shares import share
from .workshop import WORKS, Work, Workshop

ROOT = Path(__file__).resolve().parent.parent
RESULTS, PAGE = ROOT / "build" / "performance.json", ROOT / "docs" / "performance.md"

#: Where the peers are installed.
TOOLS = ROOT / "build" / "peers"

#: A command of a plan this large is measured once: it takes long, and what else the machine does is a small part of it.
ONCE_FROM = 1000


@dataclass(frozen=True)
class Extent:
    """How much is measured: the sizes of the growth, the pairs of each comparison, the repetitions of all else."""

    sizes: tuple[int, ...] = (8, 50, 200, 1000)
    large: int = 200
    pairs: int = 7
    repeats: int = 3


QUICK = Extent(sizes=(8, 50), large=50, pairs=3, repeats=1)


def compared(large: int) -> list[tuple[str, int, float, Work, Work]]:
    """What is compared with the floor: the work, the packages, the ratio to reach, ours and the floor's command (issue 13)."""

    def copy_with_one_more(workshop: Workshop, packages: int) -> Sample:
        return workshop.floor_copy(packages + 1)

    return [
        ("start", 8, 1.5, Workshop.start, Workshop.floor_copy),
        ("add a package", 8, 1.7, Workshop.add, copy_with_one_more),
        ("change an answer", 8, 1.3, Workshop.change, Workshop.floor_change),
        ("change an answer", large, 1.0, Workshop.change, Workshop.floor_change),
        ("update with nothing changed", 8, 1.3, Workshop.update, Workshop.floor_update),
        ("update with nothing changed", large, 1.0, Workshop.update, Workshop.floor_update),
    ]


def measured(workshop: Workshop, extent: Extent) -> CommandResults:
    """Measure the commands."""
    repetitions = f"{extent.repeats} of all else; one from {ONCE_FROM:,} packages on"
    measured_on = _facts(workshop, Repetitions=f"{extent.pairs} pairs of each comparison; {repetitions}")
    pairs: list[PairRow] = []
    for work, packages, target, ours, floor in compared(extent.large):
        _say(f"{work}, {packages} packages, against the floor")
        # Once before anything counts: what both work on is made, and the files are in memory.
        ours(workshop, packages), floor(workshop, packages)
        samples = alternate(extent.pairs, partial(ours, workshop, packages), partial(floor, workshop, packages))
        rows = [[row(sample) for sample in of_one] for of_one in samples]
        pairs.append({"work": work, "packages": packages, "target": target, "ours": rows[0], "floor": rows[1]})
    shares: list[ShareRow] = []
    for packages in (8, extent.large):
        for work, command in WORKS.items():
            _say(f"{work}, {packages} packages: where the time goes")
            shares.append(share(workshop, work, command, packages, extent.repeats))
    growth: list[GrowthRow] = []
    for work, command in WORKS.items():
        for packages in extent.sizes:
            _say(f"{work}, {packages} packages")
            times = 1 if packages >= ONCE_FROM else extent.repeats
            taken = [row(command(workshop, packages)) for _ in range(times)]
            growth.append({"work": work, "packages": packages, "samples": taken})
    inside = _inside(workshop, extent)
    return {"facts": measured_on, "pairs": pairs, "shares": shares, "growth": growth, "inside": inside}


def _facts(workshop: Workshop, **more: object) -> dict[str, str]:
    load = f"{os.getloadavg()[0]:.1f} processes when it began, of other work on the machine"
    return facts(workshop.template) | {"Load": load} | {name: str(value) for name, value in more.items()}


def _inside(workshop: Workshop, extent: Extent) -> list[InsideRow]:
    _say("functions in one process")
    stored = [f"--plan={size}={workshop.planning_folder(workshop.plan(size)) / '.copier-answers.yml'}" for size in extent.sizes]
    large = ["--large"] if max(extent.sizes) >= ONCE_FROM else []
    command = [sys.executable, "-m", "benchmarks.inside", *map(str, extent.sizes), *stored, *large]
    paths = f"{workshop.template / 'extensions'}{os.pathsep}{ROOT}"
    environment = {**workshop.environment, "PYTHONPATH": paths}
    printed = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    found: list[InsideRow] = json.loads(printed)
    return found


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, keep the figures in build/performance.json, and write docs/performance.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["commands", "peers", "page"], default="commands")
    parser.add_argument("--quick", action="store_true", help="small sizes and few repetitions")
    parser.add_argument("--sizes", help="the sizes of the growth, with commas between them")
    parser.add_argument("--pairs", type=int, help="how many pairs of each comparison")
    parser.add_argument("--repeats", type=int, help="how often all else is measured")
    parser.add_argument("--commit", default="HEAD", help="the commit of the template that is measured")
    parser.add_argument("--budget", type=float, default=120, help="peers: seconds for the tasks of one tool and size")
    options = parser.parse_args(arguments)
    extent = QUICK if options.quick else Extent()
    given = {name: getattr(options, name) for name in ("pairs", "repeats") if getattr(options, name)}
    if options.sizes:
        given["sizes"] = tuple(int(size) for size in options.sizes.split(","))
    extent = replace(extent, **given)
    results = load(RESULTS)
    with tempfile.TemporaryDirectory() as scratch:
        workshop = Workshop(Path(scratch), ROOT, options.commit)
        if options.what == "commands":
            results["commands"] = measured(workshop, extent)
        elif options.what == "peers":
            results["peers"] = _peers(workshop, extent, 5 if options.quick else options.budget)
    save(results, RESULTS)
    PAGE.write_text(page(results), encoding="utf-8")
    _say(f"{PAGE.relative_to(ROOT)} is written.")


def _peers(workshop: Workshop, extent: Extent, budget: float) -> PeerResults:
    peers.install(TOOLS)
    sizes = [size for size in extent.sizes if size < ONCE_FROM]
    versions = {peer.name: peer.version for peer in peers.PEERS}
    race = peers.Race(workshop, TOOLS / "node_modules/.bin", sizes, extent.repeats, budget)
    measured_on = _facts(workshop, Repetitions=f"{extent.repeats} of one command")
    return {"facts": measured_on | versions, "rows": race.rows()}


if __name__ == "__main__":
    main()
