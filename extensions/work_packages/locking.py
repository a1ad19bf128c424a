"""One command at a time in a planning folder: numbers are given once, and no refresh overwrites another."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

#: Under this name the held locks are kept for all versions of this module in the process: an upgrade loads two.
_HELD = "work_packages_locks"


def hold(folder: Path, command: object) -> None:
    """Wait until no other command works in the folder, then keep others out until `release`, or until the command is gone.

    Nothing is written into the folder. Where it cannot be locked, such as on some network drives, nothing is waited for.

    Args:
        folder: the folder.
        command: an object that lives as long as the command that asks. What ends without a word, such as a command in which
            Copier itself fails, lets go of the folder with it.
    """
    held, name = _held(), _name(folder)
    unlock, holder = held.get(name, (None, None))
    if holder is not None and holder() is command:
        return
    if unlock:
        # An earlier command of this thread has ended, and is not gone yet.
        _drop(name, unlock)
    unlock = _lock(folder)
    held[name] = unlock, _reference(command)
    with contextlib.suppress(TypeError):
        weakref.finalize(command, _drop, name, unlock).atexit = False


def release(folder: Path) -> None:
    """Let other commands work in the folder; it is no fault where it is not held."""
    name = _name(folder)
    if name in _held():
        _drop(name, _held()[name][0])


def _drop(name: tuple[str, int], unlock: Callable[[], None] | None) -> None:
    """Unlock, where this is still the lock that is held."""
    if _held().get(name, (None,))[0] is unlock:
        _held().pop(name, None)
        if unlock:
            unlock()


def _reference(command: object) -> Callable[[], object]:
    try:
        return weakref.ref(command)
    except TypeError:
        return lambda: command


def _held() -> dict[Any, Any]:
    return sys.modules.setdefault(_HELD, ModuleType(_HELD)).__dict__


def _name(folder: Path) -> tuple[str, int]:
    # Two threads of one process are two commands.
    return str(folder.resolve()), threading.get_ident()


def _lock(folder: Path) -> Callable[[], None] | None:
    try:
        import fcntl
    except ImportError:
        return _lock_by_file(folder)
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"Waiting for another command in {folder} to end.", file=sys.stderr)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        os.close(handle)
        return None

    def unlock() -> None:
        # A process that was forked meanwhile has the handle too.
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)

    return unlock


def _lock_by_file(folder: Path) -> Callable[[], None]:
    """The lock of a system that locks no folders, such as Windows: a file of the folder's name in the temporary folder."""
    from plumbum.fs.atomic import AtomicFile

    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    lock = contextlib.ExitStack()
    lock.enter_context(AtomicFile(str(Path(tempfile.gettempdir()) / f"work-packages-{name}.lock")).locked(blocking=True))
    return lock.close
