"""Notes in the package which commit it was built of, and the tags that name it: what a plan remembers of its version."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes `version.json` beside the templates, where the package is built in a repository."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the note to a wheel."""
        commit = self._git("rev-parse", "HEAD")
        if self.target_name != "wheel" or version == "editable" or not commit:
            return
        note = {"commit": commit, "tags": self._git("tag", "--points-at", "HEAD").split()}
        path = Path(self.directory) / "version.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(note) + "\n", encoding="utf-8")
        build_data["force_include"][str(path)] = "work_packages/suite/version.json"

    def _git(self, *words: str) -> str:
        if not (Path(self.root) / ".git").exists():
            return ""
        try:
            done = subprocess.run(["git", *words], cwd=self.root, capture_output=True, text=True, check=False)
        except OSError:
            return ""
        return done.stdout.strip() if done.returncode == 0 else ""
