"""One command at a time in a planning folder: numbers are given once, and no refresh overwrites another."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType

#: Under this name the held locks are kept for all versions of this module in the process: an upgrade loads two.
_HELD = "work_packages_locks"


def hold(folder: Path) -> None:
    """Wait until no other command works in the folder, then keep others out until this process ends.

    Nothing is written into the folder. Where it cannot be locked, such as on some network drives, nothing is waited for.
    """
    held = sys.modules.setdefault(_HELD, ModuleType(_HELD)).__dict__
    name = str(folder.resolve())
    if name in held:
        return
    held[name] = _lock(folder)


def _lock(folder: Path) -> object:
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
    return handle


def _lock_by_file(folder: Path) -> object:
    """The lock of a system that locks no folders, such as Windows: a file of the folder's name in the temporary folder."""
    from plumbum.fs.atomic import AtomicFile

    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    lock = AtomicFile(str(Path(tempfile.gettempdir()) / f"work-packages-{name}.lock")).locked(blocking=True)
    lock.__enter__()
    return lock
