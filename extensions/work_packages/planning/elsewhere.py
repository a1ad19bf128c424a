"""Work packages of other initiatives on which packages here depend: named `FOLDER/SLUG`, by the planning folder beside this one.

What is known of them is kept with the plan (`observed`), as plain values: a render reads no other folder.
"""

from __future__ import annotations

import contextlib
import datetime
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import text
from .blockers import Blocker
from .words import say

#: A dependency on another initiative as it is stored.
NAME = re.compile(r"[^/\\]+/[a-z0-9]+(?:-[a-z0-9]+)*")

#: A planning folder's day, which nobody has to type.
_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}-")

#: What is known of the packages of an initiative: what `portfolio.snapshot` keeps; None where there is none, or it cannot be read.
Known = Mapping[str, Any]


def is_elsewhere(need: str) -> bool:
    """Whether a stored dependency is one on another initiative."""
    return NAME.fullmatch(need) is not None


@dataclass(frozen=True)
class Elsewhere:
    """A package of another initiative, as it was when a command last looked there.

    Attributes:
        name: `FOLDER/SLUG`.
        state: its state there; empty where it is not there, or nobody has looked.
        finish: the day on which it is finished by the forecast there; None where that is not known.
        missing: whether it is not there.
        cycle: the packages that wait for each other, as they are named from here, where it waits for what needs it.
    """

    name: str
    initiative: str = ""
    number: int = 0
    title: str = ""
    file: str = ""
    state: str = ""
    finish: datetime.date | None = None
    missing: bool = False
    cycle: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The planning folder that it is in."""
        return self.name.rpartition("/")[0]

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be waited for."""
        return self.state == "complete"

    @property
    def is_aside(self) -> bool:
        """Whether nobody works on it there."""
        return self.state in ("deferred", "dropped")

    @property
    def words(self) -> str:
        """Its number, title and initiative; its name where no more is known."""
        if not self.title:
            return self.name
        return say("{package} of {initiative}", package=f"{self.number:02d} {self.title}", initiative=self.initiative)

    @property
    def blocker(self) -> Blocker:
        """What waits for it waits for something from outside, by the day of its forecast."""
        by = None if self.is_complete or self.is_aside or self.missing else self.finish
        return Blocker(self.words, by, not self.is_complete, self.name)


def observed(
    records: Iterable[Mapping[str, Any]], before: Mapping[str, Any], others: Mapping[str, Known | None] | None, own: str
) -> dict[str, dict[str, Any]]:
    """What is to be kept of the packages elsewhere on which the records depend, by their names.

    Args:
        records: the records here.
        before: what was kept.
        others: what is known of the initiatives beside this one, by their folders; None where nobody has looked.
        own: the name of this planning folder.
    """
    needs = {
        str(one["slug"]): list(map(str, one.get("depends_on") or ())) for one in records if one.get("part") == "work-package"
    }
    names = dict.fromkeys(need for wanted in needs.values() for need in wanted if is_elsewhere(need))
    if others is None:
        return {name: dict(before.get(name) or {}) for name in names}
    return {name: _kept(name, others, own, needs) for name in names}


def _kept(name: str, others: Mapping[str, Known | None], own: str, needs: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    folder, _, slug = name.rpartition("/")
    there = others.get(folder)
    package = None if there is None else _package(there, slug)
    if there is None or package is None:
        return {"missing": True}
    state = str(package["state"])
    kept = {
        "initiative": text.one_line(there["initiative"]),
        "number": package["number"],
        "title": text.one_line(package["title"]),
        "file": package.get("file") or "",
        "state": state,
        "finish": (package.get("last") or "") if state != "complete" else "",
        "cycle": _cycle(name, others, own, needs),
    }
    return {key: value for key, value in kept.items() if value}


def _package(known: Known, slug: str) -> Mapping[str, Any] | None:
    return next((one for one in known.get("packages") or () if one["slug"] == slug), None)


def _cycle(name: str, others: Mapping[str, Known | None], own: str, needs: Mapping[str, Sequence[str]]) -> list[str]:
    """The chain from the package elsewhere back to itself, through one of this plan; empty where there is none."""
    before: dict[str, str] = {}
    waiting = [name]
    while waiting:
        at = waiting.pop(0)
        folder, _, slug = at.rpartition("/")
        if folder in ("", own):
            wanted: Sequence[str] = needs.get(slug, ())
            at_home = True
        else:
            package = _package(others.get(folder) or {}, slug)
            wanted, at_home = (package or {}).get("needs") or (), False
        for need in wanted:
            following = need if "/" in need else need if at_home else f"{folder}/{need}"
            following = following.removeprefix(f"{own}/")
            if following == name:
                chain = [at]
                while chain[-1] != name:
                    chain.append(before[chain[-1]])
                return chain[::-1]
            if following not in before:
                before[following] = at
                waiting.append(following)
    return []


def read(kept: Any) -> dict[str, Elsewhere]:
    """The packages elsewhere by their names, as they were kept; what cannot be read is only a name."""
    found = {}
    for name, said in kept.items() if isinstance(kept, Mapping) else ():
        found[str(name)] = Elsewhere(str(name))
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            found[str(name)] = Elsewhere(
                name=str(name),
                initiative=text.one_line(said.get("initiative")),
                number=int(said.get("number") or 0),
                title=text.one_line(said.get("title")),
                file=text.one_line(said.get("file")),
                state=text.one_line(said.get("state")),
                finish=datetime.date.fromisoformat(said["finish"]) if said.get("finish") else None,
                missing=bool(said.get("missing")),
                cycle=tuple(text.items(said.get("cycle"))),
            )
    return found


class Beside:
    """The initiatives beside this one, in which a dependency may name a package."""

    def __init__(self, own: str, folders: Sequence[str], look: Callable[[str], Known | None]) -> None:
        """Know them.

        Args:
            own: the name of this planning folder.
            folders: the names of the others.
            look: what is known of the initiative in a folder; None where it cannot be read.
        """
        self._own = own
        self._folders = [name for name in folders if name != own]
        self._look = look
        self._seen: dict[str, Known | None] = {}

    def known(self, folder: str) -> Known | None:
        """What is known of the initiative in the folder, looked up once."""
        if folder not in self._seen:
            self._seen[folder] = self._look(folder) if folder in self._folders else None
        return self._seen[folder]

    def stored_form(self, reference: str) -> str:
        """The reference as it is stored: `FOLDER/SLUG`; one into this folder as one within the plan; else as it is."""
        folder, name = self._split(reference)
        if folder == self._own:
            return name
        return self._resolved(folder, name) or reference

    def problem(self, reference: str) -> str:
        """What is wrong with a reference to another initiative; empty where it names a package there."""
        from .records import nn

        folder, name = self._split(reference)
        if folder not in self._folders:
            typed = reference.partition("/")[0]
            listed = f"There are: {', '.join(self._folders)}." if self._folders else "There is none."
            return f"{text.quoted(reference)}: {text.quoted(typed)} is no planning folder beside this one.{_nearest(typed, self._folders)} {listed}"
        known = self.known(folder)
        if known is None or not known.get("initiative"):
            return f"{text.quoted(reference)}: {folder} cannot be read now. Put it right first."
        if self._resolved(folder, name):
            return ""
        packages = known.get("packages") or ()
        listed = ", ".join(f"{nn(one['number'])} {one['slug']}" for one in packages)
        has = f"Known: {listed}." if listed else "It has none yet: they come once its analysis is confirmed."
        near = _nearest(text.slugify(name), [str(one["slug"]) for one in packages])
        return f"{text.quoted(reference)}: {text.quoted(name)} is no work package of {folder}.{near} {has}"

    def cycle(self, slug: str, name: str, needs: Mapping[str, Sequence[str]]) -> list[str]:
        """The cycle that a dependency of the package `slug` on `name` would close; empty where it closes none.

        Args:
            slug: the package here.
            name: the one elsewhere, as it is stored.
            needs: what each package here needs; that of `slug` is not looked at.
        """
        others = _Looked(self.known)
        return _cycle(name, others, self._own, {**needs, slug: [name]})

    def _split(self, reference: str) -> tuple[str, str]:
        """The planning folder that the reference means, and what it says behind it; the folder as typed where there is none."""
        typed, _, name = text.one_line(reference).partition("/")
        folders = [self._own, *self._folders] if self._own else self._folders
        wanted = typed.strip().casefold()
        for fits in (
            [one for one in folders if one == typed.strip()],
            [one for one in folders if one.casefold() == wanted],
            [one for one in folders if _DAY.sub("", one.casefold()) == wanted],
        ):
            if len(fits) == 1:
                return fits[0], name.strip()
        return typed.strip(), name.strip()

    def _resolved(self, folder: str, name: str) -> str:
        from .records import Names

        known = self.known(folder)
        slug = Names((known or {}).get("packages") or ()).resolve(name) if name else None
        return f"{folder}/{slug}" if slug else ""


class _Looked(Mapping[str, "Known | None"]):
    """Initiatives by their folders, each looked up when it is asked for."""

    def __init__(self, look: Callable[[str], Known | None]) -> None:
        self._look = look

    def __getitem__(self, folder: str) -> Known | None:
        return self._look(folder)

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def _nearest(value: str, known: Iterable[str]) -> str:
    names = list(known)
    short = {_DAY.sub("", name): name for name in names}
    near = difflib.get_close_matches(value.lower(), [*names, *short], n=1, cutoff=0.5)
    return f" Did you mean {short.get(near[0], near[0])}?" if near else ""
