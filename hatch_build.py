"""Notes in the package which commit it was built of, and the tags that name it: what a plan remembers of its version."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "version.json"

#: What the template is made of. Whatever else lies in a checkout, such as an environment that pre-commit makes there, is no change of it.
PARTS = ("copier.yml", "extensions", "includes", "questions", "skills", "template")


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `version.json`: at the root of the source package, and beside the templates of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the file aside, and have it included."""
        root = Path(self.root)
        known = version_of(root) or (json.loads((root / NAME).read_bytes()) if (root / NAME).is_file() else None)
        if known is None or version == "editable":
            return
        self.written = tempfile.TemporaryDirectory()
        path = Path(self.written.name) / NAME
        path.write_text(json.dumps(known) + "\n", encoding="utf-8")
        build_data["force_include"][str(path)] = NAME if self.target_name == "sdist" else f"work_packages/suite/{NAME}"


def version_of(root: Path) -> dict[str, Any] | None:
    """The commit of a checkout, the tags that name it, and whether it holds changes; None where it is no checkout of its own."""
    top = _git(root, "rev-parse", "--show-toplevel")
    if not top or Path(top).resolve() != root.resolve():
        return None
    commit = _git(root, "rev-parse", "HEAD")
    tags = _git(root, "tag", "--points-at", "HEAD").splitlines()
    # A clone of one commit alone has no tags; git notes by which name it was fetched.
    place = root / _git(root, "rev-parse", "--git-path", "FETCH_HEAD")
    fetched = place.read_text(encoding="utf-8", errors="replace") if place.is_file() else ""
    for found, tag in re.findall(r"(?m)^([0-9a-f]+)\t[^\t\n]*\ttag '([^'\n]+)' of ", fetched):
        if _git(root, "rev-parse", "--verify", "--quiet", f"{found}^{{commit}}") == commit:
            tags.append(tag)
    return {"commit": commit, "tags": sorted(set(tags)), "changed": bool(_git(root, "status", "--porcelain", "--", *PARTS))}


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False, encoding="utf-8")
    except OSError:
        return ""
    return done.stdout.strip() if not done.returncode else ""
