"""Other tools that do a part of the work, from the npm registry, and ours at the same work: `make bench-peers`."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from . import plans
from .measuring import Sample, measure
from .results import PeerRow, row
from .workshop import UPDATE, Workshop

#: The works, in the order of the page.
START, CREATE, ADD, DONE, NEXT = "start", "create", "add one more", "mark one done", "ask what is next"

#: Nothing is sent or updated while something is measured.
QUIET = {"OPENSPEC_TELEMETRY": "0", "TASKMASTER_SKIP_AUTO_UPDATE": "1", "DO_NOT_TRACK": "1"}

#: The commands of one tool: their words, without the program.
Words = Sequence[str]


@dataclass(frozen=True)
class Peer:
    """A tool whose every work is one command for each task.

    Attributes:
        name: what the page calls it.
        package: its name in the npm registry.
        version: the version that is measured.
        program: its executable.
        start: the command that sets it up in a repository.
        create: the command that creates a task with its dependencies, by its number from 1 on.
        done: the command that marks a task done, by its number.
        next: the command that asks what is next; empty where it has none.
        settle: what is done to the repository after the start, unmeasured, so that nothing asks for a language model.
        fill: writes so many tasks at once, unmeasured, where making them one by one takes too long; None where it never does.
        notes: what is different, by work.
    """

    name: str
    package: str
    version: str
    program: str
    start: Words
    create: Callable[[int], Words]
    done: Callable[[int], Words]
    next: Words
    notes: dict[str, str]
    settle: Callable[[Path], None] = lambda repository: None
    fill: Callable[[Path, int], None] | None = None


def needs(task: int) -> list[int]:
    """The tasks, from 1 on, that a task depends on: those of the plan's package in this place."""
    return [need - plans.FIRST + 1 for need in plans.needs(task + plans.FIRST - 1)]


def _texts(task: int) -> tuple[str, str, str]:
    package = plans.package(task + plans.FIRST - 1)
    return package["title"], package["summary"], package["value"]


def _backlog_create(task: int) -> Words:
    title, summary, value = _texts(task)
    wanted = ["--dep", ",".join(f"TASK-{need}" for need in needs(task))] if needs(task) else []
    return ["task", "create", title, "--description", summary, "--priority", value, *wanted, "--plain"]


def _task_master_create(task: int) -> Words:
    title, summary, value = _texts(task)
    wanted = [f"--dependencies={','.join(map(str, needs(task)))}"] if needs(task) else []
    return ["add-task", f"--title={title}", f"--description={summary}", f"--priority={value}", *wanted]


def _task_master_settle(repository: Path) -> None:
    config = repository / ".taskmaster/config.json"
    settings = json.loads(config.read_text(encoding="utf-8"))
    settings["global"]["anonymousTelemetry"] = False
    config.write_text(json.dumps(settings), encoding="utf-8")
    _task_master_fill(repository, 0)


def _task_master_fill(repository: Path, tasks: int) -> None:
    made = []
    for task in range(1, tasks + 1):
        title, summary, value = _texts(task)
        wanted = [str(need) for need in needs(task)]
        texts = {"id": str(task), "title": title, "description": summary, "details": "", "testStrategy": ""}
        made.append({**texts, "status": "pending", "dependencies": wanted, "priority": value, "subtasks": []})
    file = repository / ".taskmaster/tasks/tasks.json"
    file.write_text(json.dumps({"master": {"tasks": made, "metadata": {}}}), encoding="utf-8")


PEERS = (
    Peer(
        name="Backlog.md",
        package="backlog.md",
        version="1.52.0",
        program="backlog",
        start=["init", "Plan", "--defaults", "--integration-mode", "none"],
        create=_backlog_create,
        done=lambda task: ["task", "edit", str(task), "--status", "Done", "--plain"],
        next=["task", "list", "--ready", "--sort", "priority", "--limit", "1", "--plain"],
        notes={NEXT: "The first task, by priority, whose dependencies are done."},
    ),
    Peer(
        name="Task Master",
        package="task-master-ai",
        version="0.43.1",
        program="task-master",
        start=["init", "--yes", "--name=Plan", "--skip-install", "--no-aliases", "--no-git", "--git-tasks", "--rules=cursor"],
        create=_task_master_create,
        done=lambda task: ["set-status", f"--id={task}", "--status=done"],
        next=["next"],
        notes={START: "Its first list of tasks comes of a language model; an empty one was written for it instead."},
        settle=_task_master_settle,
        fill=_task_master_fill,
    ),
    Peer(
        name="OpenSpec",
        package="@fission-ai/openspec",
        version="1.13.2",
        program="openspec",
        start=["init", "--tools", "none", "."],
        create=lambda task: ["new", "change", plans.slug(task), "--description", _texts(task)[1]],
        done=lambda task: ["archive", plans.slug(task), "--yes"],
        next=[],
        notes={
            CREATE: "Changes, which have no dependencies on each other.",
            ADD: "Changes, which have no dependencies on each other.",
            NEXT: "It has no such question; `openspec list` lists all changes.",
        },
    ),
)


def install(prefix: Path) -> None:
    """Install the peers into a folder, all at once, unless they are there in their versions.

    Raises:
        SystemExit: if there is no npm, or it cannot install them.
    """
    if all(_installed(prefix, peer) == peer.version for peer in PEERS):
        return
    if not shutil.which("npm"):
        raise SystemExit("The peers are installed by npm, which is not on PATH. Install Node.js 20 or later.")
    names = [f"{peer.package}@{peer.version}" for peer in PEERS]
    prefix.mkdir(parents=True, exist_ok=True)
    options = ["--silent", "--no-audit", "--no-fund", "--no-package-lock", "--no-save", "--prefix", str(prefix)]
    if subprocess.run(["npm", "install", *options, *names], check=False).returncode:
        raise SystemExit(f"npm could not install {', '.join(names)}: see what it says above.")


def _installed(prefix: Path, peer: Peer) -> str:
    file = prefix / "node_modules" / peer.package / "package.json"
    return str(json.loads(file.read_text(encoding="utf-8"))["version"]) if file.exists() else ""


@dataclass(frozen=True)
class Race:
    """The same work by each tool.

    Attributes:
        workshop: where it is measured.
        programs: the folder of the peers' executables.
        sizes: how many tasks are created.
        repeats: how often one command is measured.
        budget: seconds after which no more tasks are created one by one; the rest is taken in proportion.
    """

    workshop: Workshop
    programs: Path
    sizes: Sequence[int]
    repeats: int
    budget: float

    def rows(self) -> list[PeerRow]:
        """What each work takes by each tool, in the order of the page: work by work."""
        found = [one for size in self.sizes for one in self._of_size(size)]
        places = {START: 0, CREATE: 1, ADD: 2, DONE: 3, NEXT: 4}
        return sorted(_joined(found), key=lambda one: (places[one["work"]], one["packages"]))

    def _of_size(self, size: int) -> list[PeerRow]:
        rows = [*self._ours(size), *self._by_roadmap(size)]
        for peer in PEERS:
            rows += self._of_peer(peer, size)
        return rows

    def _of_peer(self, peer: Peer, size: int) -> list[PeerRow]:
        environment = {**self.workshop.environment, **QUIET}
        repository = self.workshop.empty()

        def run(words: Words) -> Sample:
            return measure([self.programs / peer.program, *words], repository, environment)

        def result(work: str, samples: Sequence[Sample], commands: int = 1, more: str = "") -> PeerRow:
            packages = 0 if work == START else size
            note = " ".join(filter(None, [peer.notes.get(work, ""), more]))
            return _row(peer.name, work, packages, samples, note, commands)

        rows = [result(START, [run(peer.start)])]
        peer.settle(repository)
        made: list[Sample] = []
        end = time.monotonic() + self.budget
        while len(made) < size and (peer.fill is None or time.monotonic() < end):
            made.append(run(peer.create(len(made) + 1)))
        if peer.fill and len(made) < size:
            peer.fill(repository, size)
            more = f"{len(made)} of {size} were created, and the figure is in proportion."
        else:
            more = ""
        rows.append(result(CREATE, made, commands=size, more=more))
        self.workshop.commit_all(repository)
        turns = range(1, self.repeats + 1)
        rows.append(result(ADD, [run(peer.create(size + turn)) for turn in turns]))
        rows.append(result(DONE, [run(peer.done(turn)) for turn in turns]))
        rows.append(result(NEXT, [run(peer.next) for _ in turns] if peer.next else []))
        shutil.rmtree(repository)
        return rows

    def _ours(self, size: int) -> list[PeerRow]:
        shop, name = self.workshop, "Ours, by `copier`"
        record = f".planning/{plans.FIRST:02}-{plans.slug(plans.FIRST)}.yml"
        complete = [*UPDATE, "-a", record, "-d", "status=complete", "-d", "actual=3h"]
        in_one = "One command by one data file, which starts the initiative too."
        no_command = "No command: `next` stands in `.planning/roadmap.json`."
        turns = range(self.repeats)
        return [
            _row(name, START, 0, [shop.in_empty(self._start_alone())], "Without packages."),
            _row(name, CREATE, size, [shop.start(size)], in_one),
            _row(name, ADD, size, [shop.add(size) for _ in turns], ""),
            _row(name, DONE, size, [shop.in_plan(complete, size) for _ in turns], ""),
            _row(name, NEXT, size, [], no_command),
        ]

    def _start_alone(self) -> list[str | Path]:
        """The command that starts an initiative with no package as yet, as the peers start."""
        data = {name: value for name, value in plans.data_file(0).items() if name != "identified"}
        file = self.workshop.scratch / "start.yml"
        file.write_text(yaml.safe_dump({**data, "confirm": list(plans.CHECKPOINTS[:3])}), encoding="utf-8")
        return ["copier", "copy", "--trust", "--vcs-ref=HEAD", "--data-file", file, self.workshop.template, "."]

    def _by_roadmap(self, size: int) -> list[PeerRow]:
        name = "Ours, by `roadmap`"
        works: list[tuple[str, list[str]]] = [
            (DONE, ["roadmap", "done", f"{plans.FIRST:02}"]),
            (NEXT, ["roadmap", "next"]),
        ]
        same = "By `copier`, as in the column before."
        by_copier = [_row(name, work, 0 if work == START else size, [], same) for work in (START, CREATE, ADD)]
        if not shutil.which("roadmap", path=self.workshop.environment["PATH"]):
            missing = "There was no `roadmap` on PATH when this was measured."
            return [*by_copier, *(_row(name, work, size, [], missing) for work, _ in works)]
        turns = range(self.repeats)
        return [
            *by_copier,
            *(_row(name, work, size, [self.workshop.in_plan(words, size) for _ in turns], "") for work, words in works),
        ]


def _row(tool: str, work: str, packages: int, samples: Sequence[Sample], note: str, commands: int = 1) -> PeerRow:
    measured = [row(sample) for sample in samples]
    return {"tool": tool, "work": work, "packages": packages, "samples": measured, "note": note, "commands": commands}


def _joined(rows: Sequence[PeerRow]) -> list[PeerRow]:
    """The rows, those of the same tool, work and size as one."""
    found: dict[tuple[str, str, int], PeerRow] = {}
    for one in rows:
        place = one["tool"], one["work"], one["packages"]
        if place in found:
            found[place]["samples"] += one["samples"]
        else:
            found[place] = one
    return list(found.values())
