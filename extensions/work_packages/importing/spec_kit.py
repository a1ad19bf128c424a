"""Spec Kit: one folder for each feature (docs/importing.md, "Spec Kit"), in two readings that a person chooses from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..planning import text
from ..planning.fields import READINGS as READINGS
from . import markdown
from .linking import assembled
from .markdown import Point
from .sources import Files, day, text_of
from .values import Asked, Imported, Item, Leftovers, NotImportable, Progress, Question

LABEL = "Spec Kit"

_FEATURE = re.compile(r"(?P<root>(?:.*/)?)(?P<feature>(?:[0-9]{3,}|[0-9]{8}-[0-9]{6})-[^/]+)/(?:spec|plan|tasks)\.md")
_UNNUMBERED = re.compile(r"(?P<root>(?:.*/)?specs/)(?P<feature>[^/]+)/(?:spec|plan|tasks)\.md")
_NUMBER = re.compile(r"^(?:[0-9]{8}-[0-9]{6}|[0-9]{3,})-")
#: `[specific capability]`: what the template asks for and nobody has written; no link, and no part of code.
_PLACEHOLDER = re.compile(r"(?<![\w\]`!])\[[^\]\[]+\](?![(\[])")
_STORY = re.compile(r"User Story ([0-9]{1,4})\s*(?:[-–—:]\s*(.*?))?\s*(?:\(Priority:\s*(P[0-9]+)\).*)?", re.IGNORECASE)
_PHASE = re.compile(r"Phase\s+(?:[0-9]+|N|Final)\b\s*[:.–—-]?\s*(.*)", re.IGNORECASE)
_TASK_ID = re.compile(r"^(?:T[0-9]+|TXXX)\b[:.]?\s*")
_OF_STORY = re.compile(r"\[US([0-9]{1,4})\]")
_TAGS = re.compile(r"\[(?:P|US[0-9]{1,4})\]\s*")
_LABEL = re.compile(r"\*\*(.+?)\*\*:?\s*(.*)", re.DOTALL)
_CODE = re.compile(r"\*\*(?:FR|SC|NFR)-[0-9]+[a-z]?\*\*:?\s*")
#: Assumptions that speak of something outside which must be there.
_OUTSIDE = re.compile(r"(?:requires|depends on|dependency on|needs access to|blocked by)\b", re.IGNORECASE)

_PRIORITY = {1: "high", 2: "medium"}


def root(files: Files) -> str | None:
    """The path of the folder that holds the features' folders, with a slash at its end; None where there is none.

    It is empty where that folder, or a single feature's, is what was given.
    """
    found = {match["root"] for name in files if "openspec/" not in name and (match := _FEATURE.fullmatch(name))}
    if any(f"/{name}".rpartition("/.specify/")[1] for name in files):
        found |= {match["root"] for name in files if (match := _UNNUMBERED.fullmatch(name)) and "openspec/" not in name}
    if not found and files.get("spec.md", b"").lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"# Feature Specification"):
        return ""
    return min(found, key=lambda path: (len(path), path)) if found else None


@dataclass(frozen=True)
class _Story:
    number: int
    title: str
    level: str
    summary: str
    reason: str
    test: str


@dataclass(frozen=True)
class _Phase:
    """A phase of tasks.md: its title, its boxes, and the number of the story that it is of, or 0."""

    title: str
    story: int
    boxes: tuple[Point, ...]


@dataclass(frozen=True)
class _Feature:
    """One feature's folder, as far as it was written."""

    name: str
    folder: str
    spec_file: str
    tasks_file: str
    spec: str
    tasks: str
    left: Leftovers

    @property
    def file(self) -> str:
        return self.spec_file or self.tasks_file or self.folder

    @cached_property
    def title(self) -> str:
        named = re.sub(r"^Feature(?: Specification)?:\s*", "", markdown.title_of(self.spec), flags=re.IGNORECASE)
        if named and not _PLACEHOLDER.search(named):
            return named
        bare = text.one_line(re.sub("[-_]+", " ", _NUMBER.sub("", self.name)))
        return bare[:1].upper() + bare[1:] or "Feature"

    @cached_property
    def added(self) -> str:
        found = re.search(r"^\*\*Created\*\*:\s*(\S+)", self.spec, re.MULTILINE)
        return day(found[1]) if found else ""

    @cached_property
    def input(self) -> str:
        found = re.search(r"^\*\*Input\*\*:\s*(.*)$", self.spec, re.MULTILINE)
        said = re.sub(r'^User description:\s*"?(.*?)"?$', r"\1", found[1].strip()) if found else ""
        return "" if said in ("$ARGUMENTS", "") or _PLACEHOLDER.search(said) else text.one_line(said)

    def written(self, lines: Sequence[str], file: str) -> list[str]:
        """The lines without those that still hold a placeholder, which are noted."""
        kept = [line for line in lines if not _PLACEHOLDER.search(line)]
        if len(kept) < len(lines):
            self.left.add("lines with a placeholder in brackets", "nobody has written them yet", file)
        return kept

    def _listed(self, part: str, *titles: str) -> list[str]:
        body = markdown.section(part, 3, *titles) or markdown.section(self.spec, 2, *titles)
        return [_CODE.sub("", line) for line in self.written([one.words for one in markdown.listed(body)], self.spec_file)]

    @cached_property
    def requirements(self) -> list[str]:
        return self._listed(markdown.section(self.spec, 2, "Requirements"), "Functional Requirements")

    @cached_property
    def outcomes(self) -> list[str]:
        return self._listed(markdown.section(self.spec, 2, "Success Criteria"), "Measurable Outcomes")

    @cached_property
    def assumptions(self) -> tuple[list[str], list[str]]:
        """What must be there from outside, and all else that is assumed."""
        said = self._listed("", "Assumptions")
        outside = [line for line in said if _OUTSIDE.match(line)]
        return outside, [line for line in said if line not in outside]

    @cached_property
    def stories(self) -> tuple[_Story, ...]:
        found: dict[int, _Story] = {}
        part = markdown.section(self.spec, 2, "User Scenarios & Testing", "User Scenarios and Testing", "User Stories")
        for one in markdown.sections(part or self.spec, 3):
            match = _STORY.fullmatch(one.title)
            if not match:
                continue
            title = text.one_line(match[2])
            if _PLACEHOLDER.search(title):
                self.left.add("lines with a placeholder in brackets", "nobody has written them yet", self.spec_file)
                continue
            labels, summary = _labelled(one.body)
            if "acceptance scenarios" in labels:
                self.left.add("acceptance scenarios", "stay with their story's spec", self.spec_file)
            level = int(match[3][1:]) if match[3] else 0
            found.setdefault(
                int(match[1]),
                _Story(
                    int(match[1]),
                    title or f"User Story {match[1]}",
                    _PRIORITY.get(level, "low") if level else "",
                    "\n\n".join(self.written(summary, self.spec_file)),
                    next(iter(self.written([labels.get("why this priority", "")], self.spec_file)), ""),
                    next(iter(self.written([labels.get("independent test", "")], self.spec_file)), ""),
                ),
            )
        return tuple(found.values())

    @cached_property
    def phases(self) -> tuple[_Phase, ...]:
        found = []
        for one in markdown.sections(self.tasks, 2):
            match = _PHASE.fullmatch(one.title)
            if not match:
                continue
            story = _STORY.fullmatch(match[1].strip())
            title = markdown.bare_title(match[1]) or one.title
            boxes = [point for point in markdown.listed(one.body) if point.ticked is not None]
            kept = [point for point in boxes if not _PLACEHOLDER.search(_TAGS.sub("", point.words))]
            if len(kept) < len(boxes):
                self.left.add("lines with a placeholder in brackets", "nobody has written them yet", self.tasks_file)
            found.append(_Phase(title, int(story[1]) if story else 0, tuple(kept)))
        return tuple(found)

    @cached_property
    def boxes(self) -> tuple[Point, ...]:
        return tuple(box for phase in self.phases for box in phase.boxes)


def _labelled(body: str) -> tuple[dict[str, str], list[str]]:
    """The paragraphs that begin with a label in bold, by the label in lower case; and those before the first of them."""
    labels: dict[str, str] = {}
    plain: list[str] = []
    for point in markdown.points(body):
        match = None if point.in_list else _LABEL.fullmatch(point.words)
        if match:
            labels.setdefault(match[1].rstrip(":").casefold(), match[2])
        elif not labels and not point.in_list:
            plain.append(point.words)
    return labels, plain


def read(files: Files, folder: str, asked: Asked) -> Imported:
    """The features as an initiative, or one feature's user stories.

    Args:
        files: all files, by name.
        folder: the folder, as `root` gives it.
        asked: what a person decided; `reading` is one of `READINGS`, and `only` names a feature's folder, or its number.

    Raises:
        NotImportable: when a file cannot be read, or there is nothing to import.
    """
    left = Leftovers()
    features = _features(files, folder, left)
    if asked.reading and asked.reading not in READINGS:
        raise NotImportable("reading", f"{text.quoted(asked.reading)} is no reading. Choose {text.join(READINGS, 'or')}.")
    if asked.only:
        wanted = asked.only.casefold()
        chosen = [one for one in features if wanted in (one.name.casefold(), one.name.partition("-")[0], one.title.casefold())]
        if not chosen:
            listed = text.join(one.name for one in features) or "none"
            raise NotImportable("only", f"{text.quoted(asked.only)} is no feature here. There are {listed}.")
    else:
        chosen = features
    told = [one for one in chosen if len(one.stories) > 1 or any(phase.story for phase in one.phases)]
    alone = len(chosen) == 1 and bool(told)
    reading = asked.reading or ("stories" if alone else "features")
    questions: list[Question] = []
    if not asked.reading and told:
        questions.append(
            Question(
                "reading",
                "What is a work package: each feature, or each user story of one feature?",
                READINGS,
                reading,
            )
        )
    if reading == "features":
        return assembled(
            "spec_kit",
            "Spec Kit Features" if len(chosen) > 1 else chosen[0].title if chosen else "Spec Kit Features",
            [_feature_item(one) for one in chosen],
            left,
            questions=questions,
            nothing=folder.rstrip("/") or "specs",
        )
    if not chosen:
        raise NotImportable(folder.rstrip("/") or "specs", "holds no feature.")
    feature = (told or chosen)[-1]
    if len(chosen) > 1:
        names = tuple(one.name for one in told or chosen)
        if len(names) > 1:
            questions.append(Question("only", "Whose user stories are the work packages?", names, feature.name))
        for other in chosen:
            if other is not feature:
                left.add(
                    "features", "one initiative holds the stories of one; import the others with `import_only`", other.file
                )
    outside, assumed = feature.assumptions
    overview = [feature.input, *_list("Requirements", feature.requirements), *_list("Assumptions", assumed)]
    return assembled(
        "spec_kit",
        feature.title,
        _story_items(feature),
        left,
        overview="\n\n".join(filter(None, overview)),
        overall_criteria=feature.outcomes,
        external_dependencies=outside,
        questions=questions,
        nothing=feature.file,
    )


def _list(title: str, lines: Sequence[str]) -> list[str]:
    return ["\n".join((f"{title}:\n", *(f"- {line}" for line in lines)))] if lines else []


def _features(files: Files, folder: str, left: Leftovers) -> list[_Feature]:
    by_name: dict[str, dict[str, str]] = {}
    single = folder == "" and "spec.md" in files
    for name in sorted(files):
        if not name.startswith(folder) or not name.endswith(".md"):
            continue
        feature, slash, inner = name[len(folder) :].partition("/")
        if single:
            feature, slash, inner = "feature", "/", name
        if slash and not feature.startswith("."):
            by_name.setdefault(feature, {})[inner] = name
    found = []
    for feature, inner_files in by_name.items():
        if not any(one in inner_files for one in ("spec.md", "plan.md", "tasks.md")):
            continue
        for inner, name in inner_files.items():
            if inner not in ("spec.md", "tasks.md"):
                left.add("technical documents", "stay where they are", name)
        spec, tasks = inner_files.get("spec.md", ""), inner_files.get("tasks.md", "")
        found.append(
            _Feature(
                feature,
                f"{folder}{feature}",
                spec,
                tasks,
                markdown.without_comments(text_of(files, spec)),
                markdown.without_comments(text_of(files, tasks)),
                left,
            )
        )
    return found


def _progress(boxes: Sequence[Point], file: str, left: Leftovers) -> Progress | None:
    """How far a package is by its boxes; None where none is ticked."""
    done = sum(bool(box.ticked) for box in boxes)
    if not done:
        return None
    if done == len(boxes):
        return Progress("complete")
    left.add("ticked tasks", "a box is ticked in the plan, by hand", file)
    return Progress("in-progress")


def _feature_item(feature: _Feature) -> Item:
    outside, assumed = feature.assumptions
    return Item(
        feature.name,
        feature.title,
        feature.file,
        {
            "added": feature.added,
            "summary": feature.input,
            "insights": [f"Assumption: {line}" for line in assumed],
            "blocked_by": outside,
            "in_scope": feature.requirements,
            "success_criteria": feature.outcomes,
            "task_list": [story.title for story in feature.stories],
        },
        (),
        _progress(feature.boxes, feature.tasks_file, feature.left),
        slug=_NUMBER.sub("", feature.name),
    )


def _story_items(feature: _Feature) -> list[Item]:
    """The phases and stories of a feature: what stands before the first story comes first, each after the one before it.

    Every story depends on the last of these, and what stands behind the stories on all of them.
    """
    by_number = {story.number: story for story in feature.stories}
    boxes: dict[int, list[Point]] = {number: [] for number in by_number}
    for phase in feature.phases:
        if phase.story:
            boxes.setdefault(phase.story, [])
    others: list[tuple[_Phase, list[Point]]] = []
    for phase in feature.phases:
        own: list[Point] = []
        for box in phase.boxes:
            tag = _OF_STORY.search(box.words)
            story = int(tag[1]) if tag and int(tag[1]) in boxes else phase.story
            (boxes[story] if story else own).append(box)
        if not phase.story:
            others.append((phase, own))
    first = next((place for place, phase in enumerate(feature.phases) if phase.story), len(feature.phases))
    titles = {phase.story: phase.title for phase in feature.phases if phase.story}
    items: list[Item] = []
    before: tuple[str, ...] = ()
    # Whatever comes before the first story is a foundation; where no phase is a story's, every phase is.
    for place, (phase, own) in enumerate(others):
        if feature.phases.index(phase) < first and own:
            key = f"phase {place + 1}"
            items.append(_phase_item(feature, key, phase, own, before))
            before = (key,)
    stories = []
    for number in sorted(boxes):
        stories.append(f"us{number}")
        items.append(_story_item(feature, number, by_number.get(number), titles.get(number, ""), boxes[number], before))
    for place, (phase, own) in enumerate(others):
        if feature.phases.index(phase) > first and own:
            items.append(_phase_item(feature, f"phase {place + 1}", phase, own, tuple(stories) or before))
    return items


def _tasks(boxes: Sequence[Point]) -> list[str]:
    return [line for box in boxes if (line := _TAGS.sub("", _TASK_ID.sub("", box.words)).strip())]


def _phase_item(feature: _Feature, key: str, phase: _Phase, boxes: Sequence[Point], needs: tuple[str, ...]) -> Item:
    answers: Mapping[str, Any] = {"added": feature.added, "task_list": _tasks(boxes)}
    return Item(key, phase.title, feature.tasks_file, answers, needs, _progress(boxes, feature.tasks_file, feature.left))


def _story_item(
    feature: _Feature, number: int, story: _Story | None, title: str, boxes: Sequence[Point], needs: tuple[str, ...]
) -> Item:
    named = re.sub(r"^User Story [0-9]+\s*[-–—:]?\s*", "", title, flags=re.IGNORECASE)
    answers: dict[str, Any] = {"added": feature.added}
    if story:
        answers |= {
            "summary": story.summary,
            "success_criteria": [story.test] if story.test else [],
            "priority": story.level,
            "priority_reason": story.reason if story.level else "",
        }
    answers["task_list"] = _tasks(boxes)
    return Item(
        f"us{number}",
        story.title if story else named or f"User Story {number}",
        feature.spec_file if story else feature.tasks_file,
        answers,
        needs,
        _progress(boxes, feature.tasks_file, feature.left),
    )
