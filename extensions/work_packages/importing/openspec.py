"""OpenSpec: one folder for each change (docs/importing.md, "OpenSpec")."""

from __future__ import annotations

import re

from ..planning import text
from . import markdown
from .linking import assembled
from .sources import Files, day, text_of, words, yaml_of
from .values import Asked, Imported, Item, Leftovers, NotImportable, Progress

LABEL = "OpenSpec"

_CHANGE = re.compile(r"(?P<root>(?:.*/)?)changes/(?P<place>archive/)?(?P<id>[^/]+)/(?P<inner>.+)")
_ARTIFACT = re.compile(r"proposal\.md|tasks\.md|design\.md|\.openspec\.yaml|specs/.+\.md")
_ARCHIVED = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})-(?P<id>.+)")
#: An entry of a list that is still the template's: "`<path>`: <brief description>".
_PLACEHOLDER = re.compile(r"`?<[^>]+>`?(: <[^>]+>)?")


def root(files: Files) -> str | None:
    """The path of the `openspec` folder among these files, with a slash at its end; None where there is none."""
    found = set()
    for name in files:
        match = _CHANGE.fullmatch(name)
        if match and _ARTIFACT.fullmatch(match["inner"]):
            found.add(match["root"])
        if re.fullmatch(r"(?:.*/)?openspec/(?:config\.ya?ml|project\.md)", name):
            found.add(name.rpartition("/")[0] + "/")
    return min(found, key=lambda path: (len(path), path)) if found else None


def read(files: Files, folder: str, asked: Asked) -> Imported:
    """The changes as an initiative: those that were archived first, by their days, then the open ones by name.

    Args:
        files: all files, by name.
        folder: the folder, as `root` gives it.
        asked: what a person decided; nothing of it concerns OpenSpec but `only`, the name of one change.

    Raises:
        NotImportable: when a file cannot be read, or there is nothing to import.
    """
    left = Leftovers()
    changes: dict[str, dict[str, str]] = {}
    for name in sorted(files):
        match = _CHANGE.fullmatch(name)
        if match and match["root"] == folder and match["inner"].endswith((".md", ".yaml")):
            if match["id"] == "archive" and not match["place"]:
                continue
            changes.setdefault(f"{match['place'] or ''}{match['id']}", {})[match["inner"]] = name
        elif name.startswith(f"{folder}specs/") and name.endswith(".md"):
            left.add("specs", "say what is built already, and stay where they are", name)
    if asked.only:
        changes = {key: inner for key, inner in changes.items() if asked.only in (key, _split(key)[1])}
        if not changes:
            raise NotImportable("only", f"{text.quoted(asked.only)} is no change here.")
    order = sorted(changes, key=lambda key: (not key.startswith("archive/"), key))
    title = markdown.title_of(text_of(files, f"{folder}project.md"))
    return assembled(
        "openspec",
        "OpenSpec Changes" if not title or title.casefold() == "project context" else title,
        [_item(files, folder, key, changes[key], left) for key in order],
        left,
        nothing=f"{folder}changes",
    )


def _split(key: str) -> tuple[str, str]:
    """The day of the archive and the change's name; the day is empty for a change that is open."""
    name = key.removeprefix("archive/")
    match = _ARCHIVED.fullmatch(name) if key.startswith("archive/") else None
    return (day(match["day"]), match["id"]) if match else ("", name)


def _item(files: Files, folder: str, key: str, inner: dict[str, str], left: Leftovers) -> Item:
    archived, name = _split(key)

    def body(file: str) -> str:
        return markdown.without_comments(text_of(files, inner[file])) if file in inner else ""

    proposal, tasks, design = body("proposal.md"), body("tasks.md"), body("design.md")
    about = yaml_of(text_of(files, inner[".openspec.yaml"]), inner[".openspec.yaml"]) if ".openspec.yaml" in inner else {}
    head = inner.get(".openspec.yaml", f"{folder}changes/{key}")
    boxes = [point for point in markdown.listed(tasks) if point.ticked is not None]
    groups = [re.sub(r"^[0-9]+[.)]\s*", "", one.title) for one in markdown.sections(tasks, 2) if one.title]
    requirements, removed = _requirements(files, inner, left)
    if design:
        left.add("design", "its text stays where it is, but for the non-goals", inner["design.md"])
    done = sum(bool(point.ticked) for point in boxes)
    progress: Progress | None
    if key.startswith("archive/"):
        progress = Progress("complete", archived)
    else:
        progress = Progress("in-progress") if done else None
        if done:
            left.add("ticked tasks", "a box is ticked in the plan, by hand", inner["tasks.md"])
    file = inner.get("proposal.md") or next(iter(inner.values()))
    spoken = text.one_line(re.sub("[-_]+", " ", name))
    goal = words(about.get("goal"), head, "goal")
    return Item(
        key.removeprefix("archive/"),
        spoken[:1].upper() + spoken[1:],
        file,
        {
            "added": day(words(about.get("created"), head, "created")),
            "summary": _summary(body("README.md")),
            "why": _section(proposal, "Why"),
            "impact": _section(proposal, "Impact"),
            "insights": [*([f"Goal: {goal}"] if goal else []), *_capabilities(proposal)],
            "in_scope": [*_lines(_section(proposal, "What Changes")), *removed],
            "out_of_scope": _lines(_non_goals(design)),
            "success_criteria": requirements,
            "task_list": groups or [re.sub(r"^[0-9]+(\.[0-9]+)*\s+", "", point.words) for point in boxes],
        },
        (),
        progress,
        slug=name,
    )


def _summary(readme: str) -> str:
    """The text of a change's README, without its heading."""
    return text.clean("\n".join(line for line in readme.split("\n") if not line.startswith("# ")))


def _section(content: str, title: str) -> str:
    return text.clean(markdown.section(content, 2, title))


def _lines(content: str) -> list[str]:
    return [line for line in markdown.lines_of(content) if not _PLACEHOLDER.fullmatch(line)]


def _capabilities(proposal: str) -> list[str]:
    found = []
    for one in markdown.sections(markdown.section(proposal, 2, "Capabilities"), 3):
        kind = one.title.casefold().removesuffix("capabilities").strip()
        found += [_capability(kind, line) for line in _lines(one.body)]
    return found


def _capability(kind: str, line: str) -> str:
    return f"{kind[:1].upper()}{kind[1:]} capability {line}" if kind else f"Capability {line}"


def _non_goals(design: str) -> str:
    """What follows `**Non-Goals:**` or a heading of that name, up to the next of either."""
    found: list[str] = []
    inside = False
    for line in design.split("\n"):
        label = re.fullmatch(r"(?:#{2,6}\s+(.*)|\*\*(.+?)\*\*:?)\s*(.*)", line.strip())
        if label:
            name = (label[1] or label[2]).strip(" :").casefold()
            inside = name in ("non-goals", "non goals", "out of scope")
            found += [label[3]] if inside and label[2] else []
        elif inside:
            found.append(line)
    return "\n".join(found)


def _requirements(files: Files, inner: dict[str, str], left: Leftovers) -> tuple[list[str], list[str]]:
    """The requirements of a change as criteria, each with its name, and those that it removes as lines of its scope."""
    criteria: list[str] = []
    removed: list[str] = []
    for name in (inner[one] for one in inner if one.startswith("specs/")):
        content = markdown.without_comments(text_of(files, name))
        for part in markdown.sections(content, 2):
            kind = part.title.partition(" ")[0].upper()
            for one in markdown.sections(part.body, 3):
                if not one.title.startswith("Requirement:") or not (title := one.title.partition(":")[2].strip()):
                    continue
                if kind == "REMOVED":
                    removed.append(f"Removed: {title}")
                    continue
                said, *scenarios = markdown.sections(one.body, 4)
                words_ = " ".join(markdown.lines_of(said.body))
                criteria.append(f"{title}: {words_}" if words_ else title)
                if scenarios:
                    left.add("scenarios", "stay with their requirement's spec", name)
            if kind == "RENAMED":
                left.add("renamed requirements", "have no place in a plan", name)
    return criteria, removed
