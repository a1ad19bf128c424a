"""Where the time of a command goes: Python's start, git, and of that the clones of the template."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .measuring import measure, spread
from .results import ShareRow
from .workshop import Work, Workshop

#: Stands before git on PATH, runs it, and notes what it took. It needs none of Python's site packages.
_WATCHING = """\
#!{python} -IS
import json, os, sys
child = os.posix_spawn({git!r}, ["git", *sys.argv[1:]], os.environ)
_, status, usage = os.wait4(child, 0)
with open({log!r}, "a") as log:
    print(json.dumps([sys.argv[1:], usage.ru_utime + usage.ru_stime]), file=log)
sys.exit(os.waitstatus_to_exitcode(status))
"""

#: What Copier runs for each checkout that it makes of a template.
_CLONING = {"clone", "checkout", "submodule"}


def share(workshop: Workshop, name: str, work: Work, packages: int, times: int) -> ShareRow:
    """Measure a command, and once more with an eye on its git processes.

    Args:
        workshop: where it is measured.
        name: what the page calls it.
        work: the command.
        packages: the size of the plan.
        times: how often it is measured; the medians count.
    """
    cpu = spread([work(workshop, packages).cpu for _ in range(times)]).median
    start = [measure(["copier", "--version"], workshop.scratch, workshop.environment).cpu for _ in range(times)]
    with _notes(workshop) as log:
        work(workshop, packages)
        calls = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    clones = [(words, took) for words, took in calls if _CLONING & set(words)]
    return {
        "work": name,
        "packages": packages,
        "cpu": cpu,
        "start": spread(start).median,
        "git": len(calls),
        "git_cpu": sum(took for _, took in calls),
        "clones": sum("clone" in words for words, _ in clones),
        "clones_cpu": sum(took for _, took in clones),
    }


@contextmanager
def _notes(workshop: Workshop) -> Iterator[Path]:
    """The notes of a git that writes down what it takes, in measured commands: what the workshop itself asks of git is not in them."""
    git = shutil.which("git", path=workshop.environment["PATH"])
    assert git is not None
    with tempfile.TemporaryDirectory(dir=workshop.scratch) as name:
        folder, log = Path(name), Path(name) / "log"
        log.touch()
        (folder / "git").write_text(_WATCHING.format(python=sys.executable, git=git, log=str(log)), encoding="utf-8")
        (folder / "git").chmod(0o755)
        with workshop.first_on_path(folder):
            yield log
