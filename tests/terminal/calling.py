"""The command, called in the process of the tests, as from a shell or as at a terminal."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wcwidth import wcswidth
from work_packages.terminal.main import main
from work_packages.terminal.screen import without_colors


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def roadmap(*words: str, cwd: Path, terminal: bool = False, typed: str = "") -> Result:
    """Run `roadmap` in the folder; at a terminal with what is typed there."""
    streams = sys.stdin, sys.stdout, sys.stderr
    out, err = (Terminal(), Terminal()) if terminal else (io.StringIO(), io.StringIO())
    sys.stdout, sys.stderr = out, err
    sys.stdin = Terminal(typed) if terminal else io.StringIO(typed)
    code: object = None
    try:
        with _in(cwd):
            main(list(words))
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    assert isinstance(code, int), "main always ends with a code"
    assert "Traceback" not in err.getvalue()
    return Result(code, out.getvalue(), err.getvalue())


def shown(*words: str, cwd: Path) -> str:
    """What a command prints that has nothing to complain of."""
    result = roadmap(*words, cwd=cwd)
    assert (result.code, result.err) == (0, ""), result.err
    return result.out


def widest(out: str) -> int:
    """How many columns the widest line takes on a terminal."""
    return max((wcswidth(without_colors(line)) for line in out.splitlines()), default=0)
