"""Nothing is ever lost: random histories of a person's edits and the tool's commands, see docs/reliability.md."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from .histories import History
from .support import Folder, without_copiers_merge

STARTS: dict[str, dict[str, object]] = {
    "three packages": {
        "identified": [
            "One",
            {"title": "Two", "depends_on": "One", "value": "high"},
            {"title": "Three", "summary": "All of it"},
        ]
    },
    "not confirmed yet": {"identified": ["One", "Two"], "confirm": ["scope", "folder", "analysis"]},
}


def play(folder: Folder, base: Path, histories: int, steps: int, number: int) -> None:
    """Play random histories of this many steps from the folder; the same number plays the same ones."""
    machine = type("History", (History,), {"origin": folder, "base": base})
    chosen = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(machine), settings=chosen)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("name", STARTS)
def test_nothing_is_lost(start: Callable[..., Folder], tmp_path: Path, name: str) -> None:
    play(start(**STARTS[name]), tmp_path, histories=1, steps=12, number=7)


@pytest.mark.long
@pytest.mark.parametrize("shard", range(int(os.environ.get("SHARDS", "50"))))
def test_nothing_is_lost_in_the_long_run(start: Callable[..., Folder], tmp_path: Path, shard: int) -> None:
    names = list(STARTS)
    before = History.count.copy()
    folder = start(**STARTS[names[shard % len(names)]])
    try:
        # Every fifth goes the whole way, as those of `make test` do.
        with without_copiers_merge() if shard % 5 else contextlib.nullcontext():
            play(folder, tmp_path, histories=int(os.environ.get("HISTORIES", "20")), steps=20, number=1000 + shard)
    finally:
        if report := os.environ.get("HISTORY_REPORT"):
            with Path(report).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"shard": shard, **(History.count - before)}) + "\n")
