"""The user's cache: what Python and Jinja have compiled of this template, by its content. Nothing in it is needed.

Copier's checkout is a new one in every command, so that all of it would be compiled every time: a third of a command's time.
`jinja_face.py` loads this file by itself, before the package.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

#: How many versions are kept, and for how many seconds those that were used: a command may be at work with one.
_KEPT = 4
_IN_USE = 3600


def kept(kind: str, content: str, make: Callable[[Path], None]) -> Path | None:
    """The folder in the cache for something of this content; `make` fills a new one. None where there is no cache.

    Args:
        kind: what it is, such as `package`.
        content: what its content is known by.
        make: fills the folder, which is there and empty.
    """
    cache = _cache()
    if cache is None:
        return None
    place = cache / f"{kind}-{content}"
    if not place.is_dir():
        with contextlib.suppress(OSError), tempfile.TemporaryDirectory(dir=cache, ignore_cleanup_errors=True) as made:
            new = Path(made) / "new"
            new.mkdir()
            make(new)
            # Another command may have been faster; then this one's is thrown away.
            new.rename(place)
            for used, old in sorted((path.stat().st_mtime, path) for path in cache.glob(f"{kind}-*"))[:-_KEPT]:
                if used < time.time() - _IN_USE:
                    shutil.rmtree(old, ignore_errors=True)
    with contextlib.suppress(OSError):
        os.utime(place)
    return place if place.is_dir() else None


def _cache() -> Path | None:
    """The user's own cache, beside Copier's; None where there is none, or one that others can write in."""
    from platformdirs import user_cache_path

    copiers = os.environ.get("COPIER_CACHE_DIR")
    folder = Path(copiers) / "work-packages" if copiers else user_cache_path("copier-work-packages", appauthor=False)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.stat()
    except OSError:
        return None
    if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return None
    return folder
