"""Nothing is ever lost: random histories of a person's edits and the tool's commands, see docs/reliability.md."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from .histories import History
from .support import Folder, template_cloned_once

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
    with template_cloned_once(folder.template):
        run_state_machine_as_test(seed(number)(machine), settings=chosen)


@pytest.mark.parametrize("name", STARTS)
def test_nothing_is_lost(start: Callable[..., Folder], tmp_path: Path, name: str) -> None:
    play(start(**STARTS[name]), tmp_path, histories=2, steps=12, number=1)
