"""Backlog.md: one Markdown file for each task, with YAML at its head (docs/importing.md, "Backlog.md")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..planning import text
from . import markdown
from .linking import assembled
from .sources import Files, block, day, front_matter, listing, text_of, words, yaml_of
from .values import Asked, Imported, Item, Leftovers, NotImportable, Question
from .vocabulary import Statuses, priority

LABEL = "Backlog.md"

_TASK = re.compile(r"(?P<root>(?:.*/)?)(?:tasks|completed)/[^/]+\.md")
#: Files of tasks as the tool names them: `task-3.1 - Register-a-key.md`.
_NAMED = re.compile(r"[A-Za-z]+-[0-9]+(?:\.[0-9]+)*(?: - .*)?\.md")
_CONFIG = ("config.yml", "config.yaml")
_FENCE = re.compile(r"<!--\s*(?:SECTION:)?([A-Z_]+):(BEGIN|END)\s*-->")
#: The headings of sections, for files from before there were fences.
_HEADINGS = {
    "DESCRIPTION": "Description",
    "AC": "Acceptance Criteria",
    "DOD": "Definition of Done",
    "PLAN": "Implementation Plan",
    "NOTES": "Implementation Notes",
    "FINAL_SUMMARY": "Final Summary",
}
_PULL_REQUEST = re.compile(r"\bPR\s*#[0-9]+|https?://[^\s<>()\"'`]{1,200}/pull/[0-9]+", re.IGNORECASE)

#: Names of the head that say something which is taken, or that says nothing of the work.
_TAKEN = frozenset(
    (
        *("id", "title", "status", "assignee", "created_date", "updated_date", "due_date", "labels", "milestone"),
        *("dependencies", "references", "documentation", "parent_task_id", "priority", "ordinal", "subtasks"),
    )
)


def root(files: Files) -> str | None:
    """The path of the backlog folder among these files, with a slash at its end; None where there is none."""
    found = set()
    for name in files:
        match = _TASK.fullmatch(name)
        if match and "/archive/" not in f"/{match['root']}" and _is_task(files[name], name.rpartition("/")[2]):
            found.add(match["root"])
    found |= {
        name.removesuffix(config)
        for name in files
        for config in _CONFIG
        if (name == config or name.endswith(f"/{config}")) and re.search(rb"^default_status:", files[name], re.MULTILINE)
    }
    return min(found, key=lambda path: (len(path), path)) if found else None


def _is_task(content: bytes, name: str) -> bool:
    head = content[:4000]
    return head.startswith((b"---", b"\xef\xbb\xbf---")) and bool(
        _NAMED.fullmatch(name) or re.search(rb"^id:", head, re.MULTILINE)
    )


@dataclass(frozen=True)
class _Task:
    file: str
    key: str
    head: Mapping[str, Any]
    blocks: Mapping[str, str]
    completed: bool

    @cached_property
    def title(self) -> str:
        return words(self.head.get("title"), self.file, "title") or self.key

    @property
    def parent(self) -> str:
        return _id(_plain(self.head.get("parent_task_id"), self.file, "parent_task_id"))

    @property
    def milestone(self) -> str:
        return _plain(self.head.get("milestone"), self.file, "milestone")

    def texts(self, name: str) -> list[str]:
        found = listing(self.head.get(name), self.file, name)
        return [line for entry in found if (line := _plain(entry, self.file, name))]


def _plain(value: Any, file: str, where: str) -> str:
    line = words(value, file, where)
    return "" if line in ("null", "~") else line


def _id(named: str) -> str:
    """An id as it is compared: in lower case, without the zeros before its numbers."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", text.one_line(named).casefold())


def read(files: Files, folder: str, asked: Asked) -> Imported:
    """The backlog folder as an initiative.

    Args:
        files: all files, by name.
        folder: the folder, as `root` gives it.
        asked: what a person decided; `only` names a milestone.

    Raises:
        NotImportable: when a file cannot be read, or there is nothing to import.
    """
    left = Leftovers()
    config = _config(files, folder)
    tasks = _tasks(files, folder, left)
    milestones = _milestones(files, folder)
    by_key = {task.key: task for task in reversed(tasks)}
    top = {task.key: _ancestor(task, by_key) for task in tasks}
    packages = [task for task in tasks if top[task.key] == task.key]
    used = list(dict.fromkeys(task.milestone for task in packages if task.milestone))
    titles = [milestones.get(name.casefold(), name) for name in used]
    named = ""
    if asked.only:
        wanted = {
            name
            for name, title in zip(used, titles, strict=True)
            if asked.only.casefold() in (name.casefold(), title.casefold())
        }
        if not wanted:
            listed = text.join(titles) if titles else "none"
            raise NotImportable("only", f"{text.quoted(asked.only)} is no milestone of these tasks. There are {listed}.")
        packages = [task for task in packages if task.milestone in wanted]
        named = next(title for name, title in zip(used, titles, strict=True) if name in wanted)
    for task in packages:
        if task.milestone and not asked.only:
            title = milestones.get(task.milestone.casefold(), task.milestone)
            left.add(
                "milestones", "one initiative holds all tasks; import a milestone alone with `import_only`", task.file, title
            )
    statuses = Statuses(LABEL, asked, config.statuses)
    subtasks: dict[str, list[_Task]] = {}
    for task in tasks:
        if top[task.key] != task.key:
            subtasks.setdefault(top[task.key], []).append(task)
    items = [
        _item(task, subtasks.get(task.key, ()), top, config, statuses, left)
        for task in sorted(packages, key=lambda task: (_numbers(task.key), task.file))
    ]
    return assembled(
        "backlog_md",
        named or config.project or "Backlog",
        items,
        left,
        overall_criteria=config.done,
        questions=(
            *((_which_milestone(titles),) if len(used) > 1 and not asked.only else ()),
            *statuses.questions(),
        ),
        nothing=folder.rstrip("/") or "tasks",
    )


def _which_milestone(titles: Sequence[str]) -> Question:
    return Question("only", "The tasks belong to several milestones. Is one of them this initiative?", tuple(titles), "")


@dataclass(frozen=True)
class _Config:
    project: str = ""
    statuses: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


def _config(files: Files, folder: str) -> _Config:
    """What the config says, from the folder, or from `backlog.config.yml` above it.

    The tool writes it line by line, and not always as YAML: `project_name: "Shop "Nord""`.
    """
    above = [
        name for name in files if name.rpartition("/")[2] == "backlog.config.yml" and folder.startswith(name.rpartition("/")[0])
    ]
    name = next((f"{folder}{config}" for config in _CONFIG if f"{folder}{config}" in files), max(above, key=len, default=""))
    said: dict[str, str] = {}
    for line in text_of(files, name).split("\n"):
        key, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[a-z_]+", key):
            said.setdefault(key, value.strip())
    return _Config(
        _unquoted(said.get("project_name", "")),
        tuple(_row(said.get("statuses", ""), name)),
        tuple(_row(said.get("definition_of_done", ""), name)),
    )


def _unquoted(value: str) -> str:
    quoted = re.fullmatch(r"\"(.*)\"|'(.*)'", value)
    return text.one_line((quoted[1] or quoted[2] or "").replace('\\"', '"') if quoted else value)


def _row(value: str, name: str) -> list[str]:
    """The entries of a list that is written on one line; none where it cannot be read."""
    try:
        found = yaml_of(f"row: {value}", name).get("row")
    except NotImportable:
        found = [_unquoted(entry.strip()) for entry in value.strip("[]").split(",")]
    return [line for entry in found if (line := text.one_line(entry))] if isinstance(found, list) else []


def _tasks(files: Files, folder: str, left: Leftovers) -> list[_Task]:
    found = []
    for name in sorted(files):
        if not name.startswith(folder) or not name.endswith(".md"):
            continue
        inner = name[len(folder) :]
        place = inner.partition("/")[0]
        if place in ("drafts", "archive"):
            left.add(f"{place} folder", "holds what is not planned" if place == "drafts" else "holds what was put away", name)
        elif place in ("docs", "decisions"):
            left.add(f"{place} folder", "its documents stay where they are", name)
        if not re.fullmatch(r"(?:tasks|completed)/[^/]+", inner):
            continue
        head, body = front_matter(text_of(files, name), name)
        if head is None:
            left.add("file", "is no task: it has no front matter", name)
            continue
        key = _id(_plain(head.get("id"), name, "id")) or inner.rpartition("/")[2].removesuffix(".md")
        found.append(_Task(name, key, head, _blocks(body), place == "completed"))
    return found


def _blocks(body: str) -> dict[str, str]:
    """The parts of a task by the names of their fences; of one without fences, by their headings."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in body.split("\n"):
        fence = _FENCE.fullmatch(line.strip())
        if fence and fence[2] == "BEGIN" and not name:
            name = fence[1]
            found.setdefault(name, [])
        elif fence and fence[2] == "END" and fence[1] == name:
            name = ""
        elif name:
            found[name].append(line)
    blocks = {name: text.clean("\n".join(lines)) for name, lines in found.items()}
    rest = {name: markdown.section(body, 2, title) for name, title in _HEADINGS.items() if name not in blocks}
    return {**{name: text.clean(markdown.without_comments(part)) for name, part in rest.items()}, **blocks}


def _milestones(files: Files, folder: str) -> dict[str, str]:
    """The titles of the milestones, by id and by title, in lower case."""
    found = {}
    for name in sorted(files):
        if name.startswith(f"{folder}milestones/") and name.endswith(".md") and "/archive/" not in name:
            head, _ = front_matter(text_of(files, name), name)
            if head and (title := words(head.get("title"), name, "title")):
                found[words(head.get("id"), name, "id").casefold()] = title
                found[title.casefold()] = title
    return found


def _ancestor(task: _Task, by_key: Mapping[str, _Task]) -> str:
    """The id of the task at the top, above this one; its own where it has no parent, or one that is not there."""
    seen = {task.key}
    while task.parent in by_key and task.parent not in seen:
        task = by_key[task.parent]
        seen.add(task.key)
    return min(seen) if task.parent in seen else task.key


def _numbers(key: str) -> tuple[int, ...]:
    return tuple(int(number[:9]) for number in re.findall("[0-9]+", key)) or (10**9,)


def _item(
    task: _Task, subtasks: Sequence[_Task], top: Mapping[str, str], config: _Config, statuses: Statuses, left: Leftovers
) -> Item:
    file, blocks = task.file, task.blocks
    for name in task.head:
        if name not in _TAKEN and task.head[name] not in ("", [], "null", None):
            left.add(name, "a work package has none", file)
    if labels := task.texts("labels"):
        left.add("labels", "a work package has none", file, *labels)
    if blocks.get("COMMENTS"):
        left.add("comments", "a work package has none", file)
    summary, why = markdown.split_first(blocks.get("DESCRIPTION", ""))
    criteria = markdown.points(blocks.get("AC", ""))
    done = [one for one in markdown.points(blocks.get("DOD", "")) if _bare(one.words) not in config.done]
    word = words(task.head.get("status"), file, "status")
    status = "complete" if task.completed else statuses.read(word)
    if status != "complete" and any(one.ticked for one in (*criteria, *done)):
        left.add("ticked criteria", "a box is ticked in the plan, by hand", file)
    plan = markdown.points(blocks.get("PLAN", ""))
    tasks = [one.title for one in subtasks] or [one.words for one in plan if one.in_list]
    insights = [one.words for one in plan if one.words not in tasks]
    insights += markdown.lines_of(blocks.get("NOTES", ""))
    insights += [f"Reference: {one}" for one in task.texts("references")]
    insights += [f"Document: {one}" for one in task.texts("documentation")]
    needs = _needs(task, task, top)
    for one in subtasks:
        _subtask_left(one, top, left)
        needs += [need for need in _needs(one, one, top) if need != task.key]
    due = _plain(task.head.get("due_date"), file, "due_date")
    if due and not day(due):
        left.add("due_date", "is no day", file, due)
    summed_up = blocks.get("FINAL_SUMMARY", "")
    return Item(
        task.key,
        task.title,
        file,
        {
            "added": day(_plain(task.head.get("created_date"), file, "created_date")),
            "summary": summary,
            "why": why,
            "insights": insights,
            "success_criteria": [_bare(one.words) for one in (*criteria, *done)],
            "task_list": tasks,
            "priority": priority(_plain(task.head.get("priority"), file, "priority"), file, left),
            "owner": ", ".join(name.removeprefix("@") for name in task.texts("assignee")),
            "due": day(due),
        },
        tuple(needs),
        statuses.progress(
            word,
            status,
            day(_plain(task.head.get("updated_date"), file, "updated_date")),
            block(summed_up, file, "final summary"),
            list(dict.fromkeys(_PULL_REQUEST.findall(summed_up))),
        ),
    )


def _bare(criterion: str) -> str:
    """A criterion without the number that the tool gives it: `#1 It works`."""
    return re.sub(r"^#[0-9]+ ", "", criterion)


def _needs(task: _Task, of: _Task, top: Mapping[str, str]) -> list[str]:
    """The ids that a task depends on, each of the task at the top."""
    found = []
    for named in task.texts("dependencies"):
        key = _id(named)
        if key not in top and key.replace(".", "").isdigit():
            # A number alone is that of a task with the prefix of this one.
            key = f"{of.key.partition('-')[0]}-{key}"
        found.append(top.get(key, key))
    return found


def _subtask_left(task: _Task, top: Mapping[str, str], left: Leftovers) -> None:
    """Note what a subtask says beyond its title, which alone stands in the list of tasks."""
    if words(task.head.get("status"), task.file, "status"):
        left.add("status of subtasks", "a box is ticked in the plan, by hand", task.file)
    if any(top.get(_id(named)) == top[task.key] for named in task.texts("dependencies")):
        left.add("dependencies between subtasks", "tasks of one package have an order alone", task.file)
    if any(task.blocks.values()):
        left.add("text of subtasks", "a list of tasks holds their titles", task.file)
