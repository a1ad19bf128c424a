"""The user's cache of what was compiled: nothing in it is needed, and nothing that a command is at work with is taken away."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from work_packages import cache, documents
from work_packages.planning import house

from .generated import ANSWERS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPIER_CACHE_DIR", str(tmp_path))
    return tmp_path / "work-packages"


def test_what_is_in_use_stays_and_what_is_not_goes(folder: Path) -> None:
    for number in range(6):
        assert cache.kept("package", str(number), lambda path: (path / "made").touch()) == folder / f"package-{number}"
    assert sorted(path.name for path in folder.iterdir()) == [f"package-{number}" for number in range(6)]
    for number in range(6):
        before = time.time() - 7200 + number
        os.utime(folder / f"package-{number}", (before, before))
    # The oldest is used again.
    assert cache.kept("package", "0", lambda _: None) == folder / "package-0"
    cache.kept("package", "6", lambda _: None)
    assert sorted(path.name for path in folder.iterdir()) == ["package-0", "package-4", "package-5", "package-6"]


def test_a_cache_that_goes_while_it_is_used_is_done_without(folder: Path) -> None:
    documents._environment.cache_clear()
    try:
        with house.speaking(house.NONE):
            jinja = documents.environment()
        shutil.rmtree(folder)
        assert documents.documents(ANSWERS, [])["README.md"].startswith(b"# ")
        assert documents.environment() is jinja
    finally:
        documents._environment.cache_clear()
