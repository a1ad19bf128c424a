"""docs/performance.md, written from the results of a run: nothing in it is typed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from .inside import COMPUTED, CYCLE_CHECK, DOCUMENTS, NEXT, ORDER, READY_ONES, TIMELINE, TOGETHER
from .measuring import exponent, ratio, spread
from .results import CommandResults, GrowthRow, InsideRow, PairRow, PeerResults, PeerRow, Results, SampleRow, ShareRow

#: From this size on growth is fitted: below it a command is mostly Copier's own start.
FITTED_FROM = 50

#: The exponent that growth is to stay below.
EXPONENT = 1.05

#: What a call is to take, in milliseconds, by the work and the number of packages; and what beads publishes of its own.
CALLS = {(DOCUMENTS, 8): 50, (DOCUMENTS, 200): 500, (TOGETHER, 1000): 50}
BEADS = {(READY_ONES, 10_000): 30, (CYCLE_CHECK, 5_000): 70}

CPU, WALL, PEAK = 0, 1, 2

HEAD = """\
# Performance

What the commands take, measured by `make bench` and `make bench-peers`, which also write this page. Change nothing here by hand.
"""

FLOOR = """\
## Against the Floor

The floor is a static Copier template of the same files: no extension, no question but one, nothing to compute. What Copier takes to copy or update it is the least that a template of these files can take. Each command of ours and the floor's ran in turn, in a fresh copy of the same repository. The ratio is that of the medians of CPU time, of the process and of all that it started. In brackets are the quartiles.
"""

FLOOR_NOTES = """\
- *Start*: the floor's `copier copy` of the folder that is made. *Add*: its `copier copy` of the folder with the new package; ours brings every document up to date. *Change*: one estimate, against the floor's `copier update` to a version in which one line is new. *Update*: `--vcs-ref=:current:` in both.
- The floor's own answers file is one file more.
"""

SHARES = """\
## Where the Time Goes

CPU seconds of one command. *Start* is that of `copier --version`: Python and the import of Copier. *Clones* are Copier's checkouts of the template: the processes `git clone`, `git checkout` and `git submodule`. *Python* is what is left: Copier's own work, questions, documents.
"""

GROWTH = """\
## Growth

Median CPU seconds of a command by the number of packages, and the exponent of growth: the slope of the least squares line through the logarithms, from {fitted} packages on. At 1 a command takes twice as long for twice the packages. At most {target} is to be reached.
"""

PEAKS = "Peak memory of the largest process, in MiB:\n"

INSIDE = """\
## In One Process

Milliseconds of one call in a process that has started: the median, and in brackets the first call, which fills what is kept. No Copier, no disk.
"""

INSIDE_NOTES = """\
- *{together}* is what a question about the next package takes: priorities, order, the packages that can be started, the weeks. *{computed}* is the whole roadmap with its checkpoints, forecasts and problems, from the answers and records.
- `documents()` makes every file of the planning folder from the stored answers.
"""

NO_DOCUMENTS = "`documents()` is not in this version of the template yet, and was not measured.\n"

PEERS = """\
## Peers

The same work by each tool, one process for each command: start; create so many tasks with dependencies; add one more; mark one done; ask what is next. Seconds of CPU, and in brackets of wall; where a command ran several times, the medians. A row *create* is the sum of all its commands. They do not do the same: ours also orders the packages, lays them out in weeks and writes every document anew; the others keep a list.
"""

REPEAT = """\
## How to Repeat It

```sh
make bench                        # this page but the peers
make bench BENCH=--quick          # small sizes and few repetitions, in some minutes
make bench-peers                  # the peers; needs npm
```

Nothing that is not committed is measured: the template is what Copier needs of it at its last commit (`BENCH="--commit v0.1.0"` for another): `copier.yml`, `questions/`, `extensions/`, `includes/`, `skills/` and `template/`, in a repository of its own. The tests, examples and docs beside these are in each of Copier's checkouts too; what they cost there is the file system's. Temporary folders are in memory where the system has such a place. `SOURCE_DATE_EPOCH`, git's user and an empty configuration of git and Copier are set; the commands find no terminal. The figures are kept in `build/performance.json`. Absolute figures are this machine's; ratios within one run are what to compare.
"""


def page(results: Results) -> str:
    """The page for what was measured so far."""
    parts = [HEAD]
    if "commands" in results:
        parts += _commands(results["commands"])
    if "peers" in results:
        parts += _peers(results["peers"])
    return "\n".join([*parts, REPEAT])


def _commands(found: CommandResults) -> list[str]:
    parts = [_facts("The commands were measured on:", found["facts"]), FLOOR, _pairs(found["pairs"]), FLOOR_NOTES]
    if found["shares"]:
        parts += [SHARES, _shares(found["shares"])]
    if found["growth"]:
        parts += [GROWTH.format(fitted=FITTED_FROM, target=EXPONENT), _growth(found["growth"]), PEAKS, _peaks(found["growth"])]
    if found["inside"]:
        parts += [INSIDE, _inside(found["inside"]), *_targets(found["inside"])]
        parts.append(INSIDE_NOTES.format(together=TOGETHER.capitalize(), computed=COMPUTED.capitalize()))
        if not any(one["work"] == DOCUMENTS for one in found["inside"]):
            parts.append(NO_DOCUMENTS)
    return parts


def _facts(head: str, facts: Mapping[str, str]) -> str:
    return "\n".join([head, "", *(f"- {name}: {value}" for name, value in facts.items()), ""])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, whose first column is text and all others figures."""
    ruled = ["---", *("---:" for _ in head[1:])]
    return "\n".join(["| " + " | ".join(cells) + " |" for cells in (head, ruled, *rows)]) + "\n"


def seconds(figures: Sequence[float]) -> str:
    """The median, with the quartiles where there are several figures."""
    quartiles = spread(figures)
    if len(figures) == 1:
        return f"{quartiles.median:.2f}"
    return f"{quartiles.median:.2f} ({quartiles.low:.2f}-{quartiles.high:.2f})"


def _column(samples: Sequence[SampleRow], place: int) -> list[float]:
    return [sample[place] for sample in samples]


def _pairs(rows: Sequence[PairRow]) -> str:
    head = ["Work", "Packages", "Ours, CPU s", "Floor, CPU s", "Ratio", "To reach", "Reached", "Ours, wall s", "Floor, wall s"]
    cells = []
    for one in rows:
        ours, floor = _column(one["ours"], CPU), _column(one["floor"], CPU)
        times = ratio(ours, floor)
        walls = seconds(_column(one["ours"], WALL)), seconds(_column(one["floor"], WALL))
        # What is printed is what counts: 1.04 is not 1, and 1.004 is.
        reached = "yes" if round(times, 2) <= one["target"] else "no"
        figures = [str(one["packages"]), seconds(ours), seconds(floor), f"{times:.2f}", f"{one['target']:g}", reached, *walls]
        cells.append([one["work"].capitalize(), *figures])
    return table(head, cells)


def _shares(rows: Sequence[ShareRow]) -> str:
    head = ["Command", "Packages", "CPU s", "Start", "Git", "of that clones", "Python", "Git processes", "Clones"]
    return table(
        head,
        (
            [
                one["work"].capitalize(),
                str(one["packages"]),
                f"{one['cpu']:.2f}",
                f"{one['start']:.2f}",
                f"{one['git_cpu']:.2f}",
                f"{one['clones_cpu']:.2f}",
                f"{one['cpu'] - one['start'] - one['git_cpu']:.2f}",
                str(one["git"]),
                str(one["clones"]),
            ]
            for one in rows
        ),
    )


def _by_work(rows: Sequence[GrowthRow], place: int) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for one in rows:
        found.setdefault(one["work"], {})[one["packages"]] = median(_column(one["samples"], place))
    return found


def _sizes(rows: Iterable[GrowthRow] | Iterable[InsideRow] | Iterable[PeerRow]) -> list[int]:
    return sorted({one["packages"] for one in rows})


def _growth(rows: Sequence[GrowthRow]) -> str:
    sizes = _sizes(rows)
    cells = []
    for work, figures in _by_work(rows, CPU).items():
        slope = exponent(figures, FITTED_FROM)
        row = [_cell(figures, size, "{:.2f}") for size in sizes]
        cells.append([work.capitalize(), *row, "" if slope is None else f"{slope:.2f}"])
    return table(["Command", *map(_thousands, sizes), "Exponent"], cells)


def _peaks(rows: Sequence[GrowthRow]) -> str:
    sizes = _sizes(rows)
    found = _by_work(rows, PEAK)
    cells = ([work.capitalize(), *(_cell(figures, size, "{:.0f}") for size in sizes)] for work, figures in found.items())
    return table(["Command", *map(_thousands, sizes)], cells)


def _cell(figures: Mapping[int, float], size: int, form: str) -> str:
    return form.format(figures[size]) if size in figures else ""


def _thousands(size: int) -> str:
    return f"{size:,}"


def _inside(rows: Sequence[InsideRow]) -> str:
    sizes = _sizes(rows)
    by_place = {(one["work"], one["packages"]): one for one in rows}
    cells = []
    for work in (ORDER, READY_ONES, NEXT, CYCLE_CHECK, TIMELINE, TOGETHER, COMPUTED, DOCUMENTS):
        found = [by_place.get((work, size)) for size in sizes]
        if any(found):
            cells.append([_named(work), *("" if one is None else _milliseconds(one) for one in found)])
    return table(["Work", *map(_thousands, sizes)], cells)


def _named(work: str) -> str:
    return f"`{work}`" if work.endswith("()") else work.capitalize()


def _milliseconds(one: InsideRow) -> str:
    return f"{median(one['later']):.2f} ({one['first']:.2f})"


def _targets(rows: Sequence[InsideRow]) -> list[str]:
    cells = []
    for one in rows:
        place = one["work"], one["packages"]
        took = median(one["later"])
        if place in CALLS:
            reached = "yes" if took <= CALLS[place] else "no"
            cells.append([_named(one["work"]), _thousands(one["packages"]), f"{took:.1f}", str(CALLS[place]), reached])
        elif place in BEADS:
            cells.append([_named(one["work"]), _thousands(one["packages"]), f"{took:.1f}", f"{BEADS[place]} (beads)", ""])
    return [table(["Work", "Packages", "Median ms", "To reach, or published by", "Reached"], cells)] if cells else []


def _peers(found: PeerResults) -> list[str]:
    rows = found["rows"]
    tools = list(dict.fromkeys(one["tool"] for one in rows))
    places = list(dict.fromkeys((one["work"], one["packages"]) for one in rows))
    by_place = {(one["tool"], one["work"], one["packages"]): one for one in rows}
    notes: dict[str, int] = {}

    def cell(tool: str, work: str, packages: int) -> str:
        one = by_place.get((tool, work, packages))
        if one is None:
            return ""
        marked = f" [{notes.setdefault(one['note'], len(notes) + 1)}]" if one["note"] else ""
        if not one["samples"]:
            return "-" + marked
        return f"{_total(one, CPU):.2f} ({_total(one, WALL):.2f}){marked}"

    cells = [[_peer_work(work, packages), *(cell(tool, work, packages) for tool in tools)] for work, packages in places]
    shown = table(["Work", *tools], cells)
    listed = "".join(f"{number}. {note}\n" for note, number in notes.items())
    return [PEERS, _facts("The peers were measured on:", found["facts"]), shown, *([listed] if listed else [])]


def _total(one: PeerRow, place: int) -> float:
    """What the work takes: the median of its one command, or the sum of its commands, in proportion where only some ran."""
    figures = _column(one["samples"], place)
    return median(figures) if one["commands"] == 1 else sum(figures) * one["commands"] / len(figures)


def _peer_work(work: str, packages: int) -> str:
    return f"{work.capitalize()}, {packages} packages" if packages else work.capitalize()
