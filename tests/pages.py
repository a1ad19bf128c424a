"""Pages of roadmaps for tests: made without Copier, and read back as a tree of elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from work_packages.planning.checkpoints import confirm
from work_packages.planning.records import PACKAGE_DEFAULTS
from work_packages.planning.roadmap import Roadmap, compute

from .support import CHECKPOINTS, ROOT, stored_answers

#: The published planning folders that have their answers.
FOLDERS = [
    ROOT / "examples/integrated-roadmap",
    *(ROOT / f"examples/weeks-in/{weeks}-weeks" for weeks in (2, 5, 8)),
]

ANSWERS: dict[str, Any] = {
    "initiative": "Sample",
    "date": "2025-11-24",
    "start": "2025-11-24",
    "updated": "2025-11-24",
    "agentic_hours_per_week": 20,
    "review_hours_per_week": 8,
}


def published(folder: Path) -> Roadmap:
    """The roadmap of a published planning folder."""
    answers = stored_answers(folder)
    return compute(answers, answers["documents"])


def in_phase(folder: Path, confirmed: int) -> Roadmap:
    """The roadmap of a published folder with only so many of its checkpoints confirmed."""
    answers = stored_answers(folder)
    kept = {name: answers["checkpoints"][name] for name in CHECKPOINTS[:confirmed]}
    records = [record for record in answers["documents"] if confirmed > 2 or record["part"] != "work-package"]
    return compute({**answers, "checkpoints": kept}, records)


def planned(*packages: dict[str, Any], **answers: Any) -> Roadmap:
    """The roadmap of these packages, with every checkpoint confirmed."""
    records = [
        {**PACKAGE_DEFAULTS, "number": number, "slug": f"p{number}", "title": f"Package {number}", "effort": "4-6h", **one}
        for number, one in enumerate(packages, 3)
    ]
    given = {**ANSWERS, **answers}
    return compute({**given, "checkpoints": confirm(CHECKPOINTS, {}, given, records, "2025-11-24", "Kim")}, records)


def many(count: int) -> Roadmap:
    """A roadmap of so many packages that depend on each other, in every status."""
    statuses = ("complete", "complete", "in-progress", "partial", "ready", "ready", "ready", "ready", "deferred", "dropped")
    return planned(
        *(
            {
                "title": f"Package {number} of a plan that is rather large",
                "status": statuses[number * 10 // count] if count > 9 else "ready",
                "started": "2025-11-24",
                "completed": "2025-11-25" if number * 10 // count < 2 and count > 9 else "",
                "value": ("high", "medium", "low")[number % 3],
                "depends_on": [
                    f"p{need}"
                    for need in sorted({number, number // 2 + 3, number - 6})
                    if 3 <= need < number + 3 and number % 4
                ],
                "owner": ("Kim", "Ada", "")[number % 3],
                "due": "2026-01-30" if number % 5 == 0 else "",
            }
            for number in range(count)
        )
    )


@dataclass
class Element:
    """An element of a page: its text is all text below it, on one line."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def all(self, name: str = "", **attributes: str) -> list[Element]:
        """Every element below with this name and these attributes, in the order of the page; a class among others is enough."""
        found: list[Element] = []
        for child in self.children:
            fits = not name or child.name == name
            for key, value in attributes.items():
                key = key.rstrip("_").replace("_", "-")
                fits = fits and (
                    value in child.attributes.get(key, "").split() if key == "class" else child.attributes.get(key) == value
                )
            found += [child] if fits else []
            found += child.all(name, **attributes)
        return found

    def one(self, name: str = "", **attributes: str) -> Element:
        (found,) = self.all(name, **attributes)
        return found


VOID = ("meta", "br", "hr", "img", "link", "input")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].name == tag, f"</{tag}> ends <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def close(self) -> None:
        super().close()
        assert self._open == [self.root], f"<{self._open[-1].name}> has no end"


def read(page: str) -> Element:
    """The page as a tree.

    Raises:
        AssertionError: when an element does not end where it should.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.root
