"""What this process keeps: of one command, as long as it runs; and of all of them, for every loaded version of the template."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from copier import _main
from jinja2 import Environment

#: Under this name the scratch folders are kept that this process renders in: an upgrade loads two versions of this module.
_SCRATCH = "work_packages_scratch"

#: What was found out in a command, by its Jinja environment: Copier makes one for each command, and one for each replay.
_FOUND: WeakKeyDictionary[Environment, dict[Hashable, Any]] = WeakKeyDictionary()

_Value = TypeVar("_Value")


def once(environment: Environment | None, key: Hashable, find: Callable[[], _Value]) -> _Value:
    """What `find` finds, looked up once in a command: Copier asks for the same things at every prompt.

    A process may run many commands. None of them is told what an earlier one has found.
    """
    found = _FOUND.setdefault(environment, {}) if environment is not None else {}
    if key not in found:
        found[key] = find()
    value: _Value = found[key]
    return value


def operation() -> str:
    """What Copier is doing, `copy` or `update`; empty where its version does not say.

    Templates are told by `_copier_operation`, but only in conditions of tasks and in names of files, and a replay must be known
    before the first question.
    """
    said = getattr(_main, "_operation", None)
    return str(said.get("")) if said is not None else ""


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[None]:
    """Render in this folder, from answers that the running command has checked."""
    folders = _scratch_folders()
    folders[str(folder)] = True
    try:
        yield
    finally:
        folders.pop(str(folder), None)


def is_scratch(folder: Path) -> bool:
    """Whether this process itself renders in the folder, for a command that it runs."""
    return str(folder) in _scratch_folders()


def _scratch_folders() -> dict[str, Any]:
    return sys.modules.setdefault(_SCRATCH, ModuleType(_SCRATCH)).__dict__
