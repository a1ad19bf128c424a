"""Importing: the folders of other planners as the answers of an initiative (docs/importing.md). Pure: no disk, no clock.

`recognised` says whose folder it is, `imported` reads it; the values are described in `values.py`. Each peer has a module of
its own with `root`, which finds its folder or file among the given ones, and `read`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..planning import text
from . import backlog_md, github_issues, openspec, spec_kit, task_master
from .sources import Files, check_names, is_read
from .spec_kit import READINGS
from .values import Asked, Imported, Item, LeftOut, NotImportable, Progress, Question
from .vocabulary import check_statuses

__all__ = [
    "LABELS",
    "READINGS",
    "Files",
    "Imported",
    "Item",
    "LeftOut",
    "NotImportable",
    "Progress",
    "Question",
    "imported",
    "is_read",
    "recognised",
]


@dataclass(frozen=True)
class _Peer:
    label: str
    root: Callable[[Files], str | None]
    read: Callable[[Files, str, Asked], Imported]


_PEERS: dict[str, _Peer] = {
    "backlog_md": _Peer(backlog_md.LABEL, backlog_md.root, backlog_md.read),
    "task_master": _Peer(task_master.LABEL, task_master.root, task_master.read),
    "openspec": _Peer(openspec.LABEL, openspec.root, openspec.read),
    "spec_kit": _Peer(spec_kit.LABEL, spec_kit.root, spec_kit.read),
    "github_issues": _Peer(github_issues.LABEL, github_issues.root, github_issues.read),
}

#: The peers' names as people know them, by the names that `recognised` gives.
LABELS: Mapping[str, str] = {name: peer.label for name, peer in _PEERS.items()}


def recognised(files: Files) -> str | None:
    """Whose folder this is: a name of `LABELS`; None where it is nobody's that is known.

    The files may be those of a whole repository, of the peer's folder in it, or the one file of an export. A folder that was
    only just set up counts where it holds the peer's settings.

    Args:
        files: the content of each file, by its name relative to the folder, with slashes.

    Raises:
        NotImportable: when the folder is that of several peers, when a name leads out of it, or when its only file is JSON
            and cannot be read.
    """
    check_names(files)
    found = {name: root for name, peer in _PEERS.items() if (root := peer.root(files)) is not None}
    if found.get("spec_kit", "").startswith(f"{found.get('openspec')}changes/"):
        # Archived changes are numbered by their days, as features are.
        del found["spec_kit"]
    if len(found) > 1:
        places = text.join((f"{root or 'the folder itself'} of {LABELS[name]}" for name, root in found.items()), "and")
        raise NotImportable("the folder", f"is that of several planners: {places}. Import one of them by its path.")
    return next(iter(found), None)


def imported(
    files: Files,
    peer: str,
    *,
    reading: str = "",
    only: str = "",
    statuses: Mapping[str, str] | None = None,
    estimates: bool = False,
) -> Imported:
    """The folder of a peer as the answers of an initiative.

    All packages come as ready; `Imported.statuses` says how far each is, to be given once the checkpoint `roadmap` is
    confirmed. What is left undecided here is asked in `Imported.questions`.

    Args:
        files: the content of each file, by its name relative to the folder, with slashes.
        peer: a name that `recognised` gives.
        reading: for Spec Kit, one of `READINGS`: what a work package is.
        only: the part that becomes the initiative: a tag (Task Master), a milestone (Backlog.md, GitHub), a feature (Spec Kit)
            or a change (OpenSpec).
        statuses: our status for words of the peer's: `{"Blocked": "ready"}`.
        estimates: whether a complexity proposes hours (Task Master).

    Raises:
        NotImportable: when a file cannot be read, when there is nothing to import, or when an argument names what there is not.
    """
    check_names(files)
    if peer not in _PEERS:
        raise NotImportable("peer", f"{text.quoted(peer)} is none that is known. Known are {text.join(_PEERS)}.")
    check_statuses(statuses or {})
    root = _PEERS[peer].root(files)
    if root is None:
        raise NotImportable("the folder", f"is none of {LABELS[peer]}'s.")
    return _PEERS[peer].read(files, root, Asked(text.one_line(reading), text.one_line(only), statuses or {}, estimates))
