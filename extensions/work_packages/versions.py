"""Which version of the template makes the documents: the running one, or the one that the plan is of.

A plan remembers its version. Where that is not the running one, its stored documents are made by the code of its own: loaded
from git, or, of a version from before there was such code to call, by Copier (`earlier.py`).
"""

from __future__ import annotations

import importlib.util
import io
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from . import git, interface, template

#: Where the code of a version is that can be called.
_INTERFACE = "extensions/work_packages/interface.py"


class Version(Protocol):
    """What makes the documents of a version: its `interface`, where each is described."""

    def made(self, answers: Mapping[str, Any]) -> dict[str, bytes]:
        """The documents that stored answers make."""

    def remade(
        self,
        files: Mapping[str, bytes],
        faults: Mapping[str, str],
        *,
        answers: Mapping[str, Any],
        confirmed: tuple[str, ...],
        on: str,
        by: str,
        whole: Mapping[str, Any],
        day: str,
        origin: Mapping[str, str],
    ) -> dict[str, bytes]:
        """The documents and computed files of the state that follows."""

    def for_agents(self, source: str) -> dict[str, bytes]:
        """What coding agents read at a repository's root."""

    def for_portfolio(self, answers: Mapping[str, Any]) -> dict[str, bytes]:
        """The documents of a portfolio."""


#: The running version.
RUNNING: Version = interface


@dataclass(frozen=True)
class Template:
    """The template that a command runs, and the version that it is at.

    Attributes:
        checkout: its checkout, with its history; None where it is installed without.
        commit: its version, as answers files record it.
        source: its address, as answers files record it.
        is_draft: whether the checkout holds changes that are in no commit.
    """

    checkout: Path | None
    commit: str
    source: str
    is_draft: bool = False

    @property
    def origin(self) -> dict[str, str]:
        """The version and the address by the names of an answers file."""
        return {"_commit": self.commit, "_src_path": self.source}

    def at(self, version: str) -> Version:
        """What makes the documents of that version, as an answers file names it.

        Raises:
            earlier.NotRendered: where the template has no such version.
        """
        if version == self.commit and not self.is_draft:
            return RUNNING
        from .earlier import ByCopier, NotRendered

        if self.checkout is None or not template.holds(self.checkout, version):
            raise NotRendered(f"The template has no version {version}, by which this plan was made.")
        if git.text(self.checkout, "cat-file", "-t", f"{version}:{_INTERFACE}") != "blob":
            return ByCopier(self.checkout, version)
        loaded: Version = _loaded(self.checkout, git.text(self.checkout, "rev-parse", f"{version}^{{commit}}"))
        return loaded


def _loaded(checkout: Path, commit: str) -> Any:
    """The interface of a version, loaded from git under a name of its own, with its templates; once in a process."""
    name = f"work_packages_{commit}"
    if name not in sys.modules:
        # The folder goes with the module, which is kept as long as the process.
        home = tempfile.TemporaryDirectory(prefix="work-packages-", ignore_cleanup_errors=True)
        there = git.text(checkout, "ls-tree", "--name-only", commit).splitlines()
        parts = [name for name in ("extensions", "includes", "skills", "template") if name in there]
        content = git.output(checkout, "archive", "--format=tar", commit, *parts)
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            if hasattr(tarfile, "data_filter"):
                archive.extraction_filter = tarfile.data_filter
            archive.extractall(home.name)
        package = Path(home.name) / "extensions/work_packages"
        spec = importlib.util.spec_from_file_location(name, package / "__init__.py", submodule_search_locations=[str(package)])
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        module.__dict__["_home"] = home
        sys.modules[name] = module
        spec.loader.exec_module(module)
    loaded: ModuleType = importlib.import_module(f"{name}.interface")
    return loaded
