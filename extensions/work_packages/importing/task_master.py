"""Task Master: one `tasks.json` with the tasks of each tag (docs/importing.md, "Task Master")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..planning import text
from . import markdown
from .linking import assembled
from .sources import Files, block, day, json_of, listing, mapping, words
from .values import Asked, Imported, Item, Leftovers, NotImportable, Question
from .vocabulary import Statuses, priority

LABEL = "Task Master"

_FILE = re.compile(r"(?:.*/)?tasks\.json")
#: What Task Master calls every project, and what it says of every tag.
_DEFAULT_NAMES = ("task master", "taskmaster")
_DEFAULT_DESCRIPTION = re.compile(r"Tasks for \S+ context|Tag created on .*|Copy of .*", re.IGNORECASE)

#: Proposed hours by a complexity up to so much (1 to 10); above the last it is to be split.
_HOURS = ((3, "2-3h"), (6, "4-6h"), (8, "6-8h"))

_TAKEN = frozenset(
    (
        *(
            "id",
            "title",
            "description",
            "details",
            "testStrategy",
            "status",
            "dependencies",
            "priority",
            "subtasks",
            "updatedAt",
        ),
        *("assignee", "dueDate", "complexity", "complexityScore", "createdAt"),
    )
)
_SUBTASK_TAKEN = frozenset(("description", "details", "testStrategy"))


def root(files: Files) -> str | None:
    """The path of the file with the tasks; None where there is none."""
    found = [name for name in files if _FILE.fullmatch(name)]
    return min(found, key=lambda name: (".taskmaster/" not in f"/{name}", len(name), name)) if found else None


def read(files: Files, file: str, asked: Asked) -> Imported:
    """The tasks of one tag as an initiative.

    Args:
        files: all files, by name.
        file: the file with the tasks, as `root` gives it.
        asked: what a person decided; `only` names the tag, and `estimates` takes hours from the complexity.

    Raises:
        NotImportable: when a file cannot be read, or there is nothing to import.
    """
    left = Leftovers()
    tags = _tags(json_of(files, file), file)
    above = file.removesuffix("tasks.json").removesuffix("tasks/")
    tag = _chosen(tags, asked, _said(files, f"{above}state.json", "currentTag"), file)
    content = tags[tag]
    tasks = [mapping(task, file, f"{tag}, task {place}") for place, task in enumerate(_list_of(content, tag, file), 1)]
    scores = _scores(files, above, tag)
    statuses = Statuses(LABEL, asked)
    for other in tags:
        if other != tag and _list_of(tags[other], other, file):
            left.add("tags", "one initiative holds one tag; import the others one by one with `import_only`", file, other)
    items = [_item(task, tag, place, file, scores, asked, statuses, left) for place, task in enumerate(tasks, 1)]
    said = mapping(content.get("metadata"), file, f"{tag}.metadata")
    overview = block(said.get("description"), file, f"{tag}.metadata.description")
    project = _said(files, f"{above}config.json", "projectName")
    filled = [other for other in tags if _list_of(tags[other], other, file)]
    return assembled(
        "task_master",
        _title("" if project.casefold() in _DEFAULT_NAMES else project, tag),
        items,
        left,
        overview="" if _DEFAULT_DESCRIPTION.fullmatch(overview) else overview,
        questions=(
            *((_which_tag(filled, tag),) if len(filled) > 1 and not asked.only else ()),
            *statuses.questions(),
        ),
        nothing=file,
    )


def _title(project: str, tag: str) -> str:
    named = "" if tag == "master" else tag
    return f"{project}: {named}" if project and named else project or named or "Tasks"


def _which_tag(tags: Sequence[str], taken: str) -> Question:
    return Question(
        "only", "There are tasks under several tags, and each tag is an initiative. Which one is this?", tuple(tags), taken
    )


def _tags(content: Any, file: str) -> dict[str, dict[str, Any]]:
    """What stands under each tag; a file from before there were tags is that of `master`."""
    found = mapping(content, file, "the content")
    if isinstance(found.get("tasks"), list):
        return {"master": found}
    tags = {text.one_line(name): part for name, part in found.items() if isinstance(part, dict) and "tasks" in part}
    if not tags:
        raise NotImportable(file, "holds no tasks: there is neither a list of tasks nor a tag that has one.")
    return tags


def _list_of(content: Mapping[str, Any], tag: str, file: str) -> list[Any]:
    return listing(content.get("tasks"), file, f"{tag}.tasks")


def _chosen(tags: Mapping[str, Mapping[str, Any]], asked: Asked, current: str, file: str) -> str:
    """The tag that was asked for, else the current one, else the first; of the latter two one that has tasks."""
    if asked.only:
        if asked.only not in tags:
            raise NotImportable("only", f"{text.quoted(asked.only)} is no tag of {file}. There are {text.join(tags)}.")
        return asked.only
    order = [name for name in (current, "master", *tags) if name in tags]
    return next((name for name in order if _list_of(tags[name], name, file)), order[0])


def _said(files: Files, name: str, key: str) -> str:
    """A text in one of Task Master's own files, at its top or under `global`; empty where it says none."""
    if name not in files:
        return ""
    content = json_of(files, name)
    content = content if isinstance(content, dict) else {}
    inner = content.get("global")
    for one in (content, inner if isinstance(inner, dict) else {}):
        if isinstance(one.get(key), str):
            return text.one_line(one[key])
    return ""


def _scores(files: Files, above: str, tag: str) -> dict[str, Any]:
    """The complexity of each task by its id, from the report of the tag, where there is one."""
    suffix = "" if tag == "master" else f"_{tag}"
    name = f"{above}reports/task-complexity-report{suffix}.json"
    if name not in files:
        return {}
    report = mapping(json_of(files, name), name, "the content")
    entries = listing(report.get("complexityAnalysis"), name, "complexityAnalysis")
    found = {}
    for place, entry in enumerate(entries, 1):
        one = mapping(entry, name, f"complexityAnalysis, entry {place}")
        found[words(one.get("taskId"), name, f"complexityAnalysis, entry {place}.taskId")] = one.get("complexityScore")
    return found


def _item(
    task: Mapping[str, Any],
    tag: str,
    place: int,
    file: str,
    scores: Mapping[str, Any],
    asked: Asked,
    statuses: Statuses,
    left: Leftovers,
) -> Item:
    def where(name: str) -> str:
        return f"{tag}, task {place}, {name}"

    def line(name: str) -> str:
        return words(task.get(name), file, where(name))

    for name, value in task.items():
        if name not in _TAKEN and value not in ("", [], {}, None):
            left.add(text.one_line(name), "a work package has none", file)
    key = line("id") or f"task {place}"
    subtasks = [
        mapping(one, file, where(f"subtask {count}"))
        for count, one in enumerate(listing(task.get("subtasks"), file, where("subtasks")), 1)
    ]
    titles = []
    needs = _needs(task.get("dependencies"), file, where("dependencies"))
    for count, one in enumerate(subtasks, 1):
        titles.append(words(one.get("title"), file, where(f"subtask {count}, title")))
        needs += _outer_needs(one, key, file, where(f"subtask {count}, dependencies"), left)
        if words(one.get("status"), file, where(f"subtask {count}, status")) not in ("", "pending"):
            left.add("status of subtasks", "a box is ticked in the plan, by hand", file)
        if any(one.get(name) for name in _SUBTASK_TAKEN):
            left.add("text of subtasks", "a list of tasks holds their titles", file)
    word = line("status")
    due = line("dueDate")
    if due and not day(due):
        left.add("dueDate", "is no day", file, due)
    return Item(
        key,
        line("title"),
        file,
        {
            "added": day(line("createdAt")),
            "summary": block(task.get("description"), file, where("description")),
            "insights": markdown.lines_of(block(task.get("details"), file, where("details"))),
            "effort": _effort(scores.get(key, task.get("complexityScore", task.get("complexity"))), key, file, asked, left),
            "success_criteria": markdown.lines_of(block(task.get("testStrategy"), file, where("testStrategy"))),
            "task_list": [title for title in titles if title],
            "priority": priority(line("priority"), file, left),
            "owner": line("assignee").removeprefix("@"),
            "due": day(due),
        },
        tuple(needs),
        statuses.progress(word, statuses.read(word), day(line("updatedAt"))),
    )


def _needs(value: Any, file: str, where: str) -> list[str]:
    """The ids of tasks that a task depends on: numbers or texts; a subtask of another stands for that task."""
    named = [words(entry, file, where) for entry in listing(value, file, where)]
    return [need.partition(".")[0] for need in named if need]


def _outer_needs(subtask: Mapping[str, Any], key: str, file: str, where: str, left: Leftovers) -> list[str]:
    """The ids of other tasks that a subtask depends on; a number alone is that of its sibling."""
    outer = []
    for entry in listing(subtask.get("dependencies"), file, where):
        task, dot, _ = words(entry, file, where).partition(".")
        if dot and task != key:
            outer.append(task)
        else:
            left.add("dependencies between subtasks", "tasks of one package have an order alone", file)
    return outer


def _effort(score: Any, key: str, file: str, asked: Asked, left: Leftovers) -> str:
    """Hours proposed for a complexity of 1 to 10, where somebody asked for them; else none."""
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not 1 <= score <= 10:
        return ""
    if not asked.estimates:
        left.add("complexity", "is no estimate; it proposes one with `import_estimates`", file)
        return ""
    proposed = next((hours for most, hours in _HOURS if score <= most), "")
    if not proposed:
        left.add("complexity", "is above 8: split the task before it is estimated", file, f"task {key}")
    return proposed
