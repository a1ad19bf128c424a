"""Documents of versions from before there was `interface.py`: rendered by Copier, in scratch folders.

Such a version's own code runs there, as a part of the running command: by the scratch folder, which all versions in this
process look up under one name, it knows that its answers were checked.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

from . import git
from .planning import migrating
from .planning_folder import ANSWERS, RECORDS, Folder, dump, is_document, is_record

#: Under this name these versions look up the scratch folders that this process renders in.
_SCRATCH = "work_packages_scratch"

#: Git for the scratch renders listens to no setting of the user's: no hooks, signing, line-end rules or ignored files.
_PLAIN_GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TEMPLATE_DIR": ""}
_FROM_OUTSIDE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")


class NotRendered(Exception):
    """The documents could not be rendered by the version that the plan is of; the message says why."""


@dataclass(frozen=True)
class ByCopier:
    """A version that Copier renders."""

    checkout: Path
    version: str

    def made(self, answers: Mapping[str, Any]) -> dict[str, bytes]:
        """The documents that stored answers make, as `interface.made`."""
        with _scratch(answers) as target:
            self._render(target, _data(answers))
            return _files_in(target)

    def remade(
        self,
        files: Mapping[str, bytes],
        faults: Mapping[str, str],
        *,
        whole: Mapping[str, Any],
        origin: Mapping[str, str],
        **said: Any,
    ) -> dict[str, bytes]:
        """The documents and computed files of the state that follows, as `interface.remade`; nothing is confirmed."""
        folder = Folder(files, faults)
        stored = folder.answers or {}
        with _scratch(stored) as target:
            (target / RECORDS).mkdir(parents=True)
            for name, content in files.items():
                (target / name).write_bytes(content)
            for name in faults:
                (target / name).mkdir()
            if "untouched()" in git.text(self.checkout, "show", "--end-of-options", f"{self.version}:copier.yml"):
                found = {**migrating.moved(stored), "found": whole, "refreshing": str(target)}
                self._render(target, found)
            else:
                # The first release cannot: it gets the records as it gets stored answers.
                self._render(target, {**_data(stored), "documents": folder.records})
            made = _files_in(target)
        checkout, address = (dump({"_src_path": path}).encode() for path in (str(self.checkout), origin["_src_path"]))
        return {
            name: content.replace(checkout, address, 1) if name == ANSWERS or is_record(name) else content
            for name, content in made.items()
            if name not in faults and (is_document(name) or content != files.get(name))
        }

    def for_portfolio(self, answers: Mapping[str, Any]) -> dict[str, bytes]:
        """The documents of a portfolio; that version had none.

        Raises:
            NotRendered: always.
        """
        raise NotRendered("The template had no portfolio in that version.")

    def for_agents(self, source: str) -> dict[str, bytes]:
        """What coding agents read at a repository's root: nothing, in these versions."""
        return {}

    def _render(self, target: Path, data: Mapping[str, Any]) -> None:
        from copier import run_copy
        from copier.errors import CopierError, UserMessageError

        options: dict[str, Any] = {"defaults": True, "unsafe": True, "quiet": True, "skip_tasks": True, "overwrite": True}
        folders = sys.modules.setdefault(_SCRATCH, ModuleType(_SCRATCH)).__dict__
        folders[str(target)] = True
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # In a context of its own: this is a copy, whatever the command is that runs it.
                contextvars.Context().run(
                    run_copy, str(self.checkout), target, data=dict(data), vcs_ref=self.version, **options
                )
        except UserMessageError as error:
            raise NotRendered(error.message) from error
        except (CopierError, ValueError) as error:
            raise NotRendered(f"Copier could not render the documents: {error}") from error
        finally:
            del folders[str(target)]


@contextlib.contextmanager
def _scratch(answers: Mapping[str, Any]) -> Iterator[Path]:
    """A place of the planning folder's name to render in, and git that listens to no setting of the user's."""
    from plumbum import local

    before = {name: os.environ.pop(name) for name in (*_FROM_OUTSIDE, *_PLAIN_GIT) if name in os.environ}
    os.environ.update(_PLAIN_GIT)
    try:
        # Copier's library keeps an environment of its own, as it was when it was imported.
        with local.env(), tempfile.TemporaryDirectory(prefix="work-packages-", ignore_cleanup_errors=True) as scratch:
            for name in _FROM_OUTSIDE:
                local.env.pop(name, "")
            local.env.update(_PLAIN_GIT)
            yield Path(scratch).resolve() / (PurePath(str(answers.get("location"))).name or "plan")
    finally:
        for name in _PLAIN_GIT:
            del os.environ[name]
        os.environ.update(before)


def _data(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored.items() if not name.startswith("_")}


def _files_in(target: Path) -> dict[str, bytes]:
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}
