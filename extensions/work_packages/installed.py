"""The template as it is installed with the command `roadmap`: its address, and which version it is (PEP 610).

A plan remembers the version that it is of as git describes it: a tag, a tag with the number of commits since and the commit, or
the commit alone. Where that is the installed one, a command needs no Copier.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from . import git
from .sources import SUITE

#: The name of the package, as installers know it.
NAME = "copier-work-packages"

#: What the build of the package writes beside its templates: the commit that it was built of, and the tags that name it.
VERSION = "version.json"

_COMMIT = re.compile(r"(?:.+-g)?([0-9a-f]{7,40})")


@dataclass(frozen=True)
class Installed:
    """The installed template.

    Attributes:
        address: where Copier finds it; empty where that is not known.
        commit: the commit that it was built of; empty where that is not known.
        names: the tags, or other names of git's, that stand for that commit.
        changed: whether it holds changes that are in no commit.
    """

    address: str
    commit: str = ""
    names: frozenset[str] = field(default_factory=frozenset)
    changed: bool = False

    @property
    def revision(self) -> str:
        """What Copier is to be told of the version, so that a new plan is of this one; empty where that is not known."""
        return "HEAD" if self.changed else self.commit or next(iter(sorted(self.names)), "")

    def is_version(self, version: str) -> bool:
        """Whether this is the version that a plan names."""
        if self.changed or not version:
            return False
        found = _COMMIT.fullmatch(version)
        return version in self.names or bool(found and self.commit and self.commit.startswith(found[1]))


@cache
def installed() -> Installed:
    """The template that this package is of: as installed from its address, or in a checkout."""
    if (SUITE / ".git").exists():
        return _of_checkout(SUITE)
    built = _built()
    said = _direct_url()
    info: dict[str, Any] = said.get("vcs_info") or {}
    commit = str(info.get("commit_id") or built.get("commit") or "")
    names = [str(name) for name in built.get("tags") or ()] if built.get("commit") == commit else []
    if requested := info.get("requested_revision"):
        names.append(str(requested))
    return Installed(_address(said), commit, frozenset(names), bool(built.get("changed")))


def _of_checkout(root: Path) -> Installed:
    tags = git.text(root, "tag", "--points-at", "HEAD").splitlines()
    changed = git.text(root, "status", "--porcelain") != ""
    return Installed(str(root), git.text(root, "rev-parse", "HEAD"), frozenset(tags), changed)


def _built() -> dict[str, Any]:
    try:
        found = json.loads((SUITE / VERSION).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _direct_url() -> dict[str, Any]:
    """Where the package was installed from, as its installer noted it."""
    try:
        found = json.loads(_noted() or "{}")
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _noted() -> str | None:
    # Beside the package, where installers put it. Python's own way there takes a tenth of a command's time to import.
    package = Path(__file__).parent
    beside = list(package.parent.glob(f"{NAME.replace('-', '_')}-*.dist-info"))
    if len(beside) == 1:
        path = beside[0] / "direct_url.json"
        return path.read_text(encoding="utf-8") if path.is_file() else None
    from importlib import metadata

    try:
        return metadata.distribution(NAME).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None


def _address(said: dict[str, Any]) -> str:
    """The address as Copier takes it: a path of this machine, or a URL of a repository."""
    url = str(said.get("url") or "")
    if url.startswith("file:"):
        from urllib.parse import unquote, urlsplit
        from urllib.request import url2pathname

        return url2pathname(unquote(urlsplit(url).path))
    return f"git+{url}" if url and said.get("vcs_info") and not url.endswith(".git") else url
