"""What the reading commands answer to programs: docs/roadmap-command.schema.json describes it. Times are hours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ..planning.export import export
from ..planning.records import Package
from .showing import Sight, next_words

#: The form of the answers; a field that changes its meaning raises it.
SCHEMA = 1

Answer = dict[str, Any]


class Answers:
    """The answers about one plan. Packages, weeks and problems are those of `roadmap.json`."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight

    @cached_property
    def _data(self) -> Answer:
        return export(self.sight.plan)

    @cached_property
    def _packages(self) -> dict[str, Answer]:
        return {one["slug"]: one for one in self._data["packages"]}

    def _path(self, package: Answer | None) -> str | None:
        """The package's plan as it can be typed from here; null where it was deleted."""
        if package is None or package["file"] in self.sight.plan.missing:
            return None
        return self.sight.path(package["file"])

    def _head(self, command: str) -> Answer:
        return {
            "schema": SCHEMA,
            "command": command,
            "folder": self.sight.place,
            "initiative": self._data["initiative"],
            "updated": self._data["updated"],
        }

    def status(self) -> Answer:
        """How things stand."""
        data = self._data
        names = ("phase", "checkpoint", "checkpoints", "reopened", "progress", "totals", "baseline", "forecast")
        return {
            **self._head("status"),
            "state": self.sight.view["status"]["head"],
            **{name: data[name] for name in names},
            **self._next(),
            "problems": data["problems"],
        }

    def _next(self) -> Answer:
        data = self._data
        return {
            "step": self.sight.view["next_step"]["kind"],
            "words": next_words(self.sight),
            "next": data["next"],
            "under_way": data["under_way"],
            "ready": data["ready"],
        }

    def next_step(self) -> Answer:
        """What to do now."""
        found = self._packages[self._data["next"]] if self._data["next"] else None
        return {
            **self._head("next"),
            "checkpoint": self._data["checkpoint"],
            **self._next(),
            "package": found,
            "path": self._path(found),
        }

    def packages(self, command: str, packages: Sequence[Package]) -> Answer:
        """Some of the packages."""
        return {**self._head(command), "packages": [self._packages[package.slug] for package in packages]}

    def show(self, package: Package) -> Answer:
        """One package, with the state of what it needs and of what needs it."""
        known = self._packages
        own = known[package.slug]

        def related(slug: str) -> Answer:
            there = known.get(slug)
            names = ("number", "title", "status", "state")
            return {"slug": slug, **{name: there[name] if there else None for name in names}}

        return {
            **self._head("show"),
            "package": own,
            "path": self._path(own),
            "requires": [related(slug) for slug in own["depends_on"]],
            "required_by": [related(slug) for slug in own["enables"]],
            "problems": [one for one in self._data["problems"] if package.slug in one["packages"]],
        }

    def graph(self) -> Answer:
        """The dependency graph."""
        names = ("number", "slug", "title", "status", "state", "priority", "critical")
        return {
            **self._head("graph"),
            "nodes": [{name: one[name] for name in names} for one in self._packages.values()],
            "edges": [[need, one["slug"]] for one in self._packages.values() for need in one["depends_on"]],
            "critical_path": self._data["critical_path"],
        }

    def timeline(self) -> Answer:
        """The weeks."""
        names = ("start", "hours_per_week", "buffer", "baseline", "forecast")
        weeks, today = self._data["timeline"], self.sight.today
        running = (week["week"] for week in weeks if week["starts"] and week["starts"] <= today <= week["ends"])
        return {
            **self._head("timeline"),
            **{name: self._data[name] for name in names},
            "today": today,
            "week": next(running, None),
            "weeks": weeks,
        }
