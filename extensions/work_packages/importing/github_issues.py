"""GitHub issues: the JSON that `gh issue list --json ...` prints (docs/importing.md, "GitHub Issues")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..planning import text
from . import markdown
from .linking import assembled
from .sources import Files, block, day, json_of, listing, mapping, words
from .values import Asked, Imported, Item, Leftovers, NotImportable, Question
from .vocabulary import Statuses, is_priority, is_status

LABEL = "GitHub"

#: What an issue says of its dependencies, at the beginning of a line: `Depends on #1, #2`, `Blocked by #3`, `Depends on [slug]`.
_NEEDS = re.compile(r"[\s>*_-]*(?:depends on|blocked by|requires|needs)\b[*_:\s]*(.*)", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:#(?P<number>[0-9]{1,9})\b|\[(?P<slug>[a-z0-9-]{1,80})\]|https?://[^\s/]+/[^\s/]+/[^\s/]+/issues/(?P<linked>[0-9]{1,9})\b)"
    r"(?:\s*(?:,|;|&|and\b)\s*)*",
    re.IGNORECASE,
)
_PRIORITY_LABEL = re.compile(r"(?:priority|prio)\s*[:/ _-]\s*(.+)|(.+?)[ _-]priority|(p[0-4])", re.IGNORECASE)
_STATUS_LABEL = re.compile(r"(?:status|state)\s*[:/]\s*(.+)", re.IGNORECASE)
_CRITERIA = ("Success Criteria", "Acceptance Criteria", "Definition of Done", "Done when")
_TASKS = ("Tasks", "Task List", "To Do", "Todo")
_ISSUE_OF = re.compile(r"https?://[^\s/]+/[^\s/]+/([^\s/]+)/issues/[0-9]+")

#: Names of the export, and of the web interface's own JSON, by which the same thing is said.
_NAMES = {
    "closedAt": "closed_at",
    "createdAt": "created_at",
    "stateReason": "state_reason",
    "url": "html_url",
}
_TAKEN = frozenset(
    (
        *("number", "title", "body", "labels", "state", "milestone", "assignees", "slug", "depends_on"),
        *_NAMES,
        *_NAMES.values(),
        *("id", "closed", "updatedAt", "updated_at", "author", "user", "assignee", "comments"),
    )
)


def root(files: Files) -> str | None:
    """The file with the issues, where it is the only JSON file among these; None where there is none.

    Raises:
        NotImportable: when it is the only file, and no JSON.
    """
    names = [name for name in files if name.endswith(".json")]
    if len(names) != 1:
        return None
    try:
        content = json_of(files, names[0])
    except NotImportable:
        if len(files) == 1:
            raise
        return None
    entries = content if isinstance(content, list) else []
    is_list = bool(entries) and all(isinstance(one, dict) and "title" in one and "number" in one for one in entries)
    return names[0] if is_list else None


@dataclass(frozen=True)
class _Issue:
    """One issue, with the words by which a refusal speaks of it."""

    said: Mapping[str, Any]
    file: str
    where: str

    def get(self, name: str) -> Any:
        return self.said.get(name, self.said.get(_NAMES.get(name, name)))

    def line(self, name: str) -> str:
        return words(self.get(name), self.file, f"{self.where}, {name}")

    def names(self, name: str, inner: str) -> list[str]:
        """The names in a list of labels or people: each a text, or an object that has one."""
        entries = listing(self.get(name), self.file, f"{self.where}, {name}")
        where = f"{self.where}, {name}"
        found = [
            words(entry.get(inner) if isinstance(entry, dict) else entry, self.file, f"{where}, {inner}") for entry in entries
        ]
        return [one for one in found if one]

    @property
    def milestone(self) -> str:
        value = self.get("milestone")
        if isinstance(value, str):
            return text.one_line(value)
        found = mapping(value, self.file, f"{self.where}, milestone")
        return words(found.get("title"), self.file, f"{self.where}, milestone.title")

    @property
    def due(self) -> str:
        value = self.get("milestone")
        said = (value.get("dueOn") or value.get("due_on")) if isinstance(value, dict) else ""
        return day(words(said, self.file, f"{self.where}, milestone.dueOn"))


def read(files: Files, file: str, asked: Asked) -> Imported:
    """The issues as an initiative, by their numbers.

    Args:
        files: all files, by name.
        file: the file with the issues, as `root` gives it.
        asked: what a person decided; `only` names a milestone.

    Raises:
        NotImportable: when the file cannot be read, or there is nothing to import.
    """
    left = Leftovers()
    issues: list[tuple[int, _Issue]] = []
    content = json_of(files, file)
    if not isinstance(content, list):
        raise NotImportable(file, "is no list of issues. Export them with gh issue list --json.")
    for place, entry in enumerate(content, 1):
        issue = _Issue(mapping(entry, file, f"issue {place}"), file, f"issue {place}")
        if issue.get("pull_request") is not None:
            left.add("pull requests", "are no work packages", file)
            continue
        number = issue.line("number")
        if not re.fullmatch("[0-9]{1,9}", number):
            raise NotImportable(file, f"issue {place}, number: {text.quoted(number)} is no number of an issue.")
        issues.append((int(number), _Issue(issue.said, file, f"issue {int(number)}")))
    issues.sort(key=lambda pair: pair[0])
    milestones = list(dict.fromkeys(issue.milestone for _, issue in issues if issue.milestone))
    questions: list[Question] = []
    if asked.only:
        named = next((one for one in milestones if one.casefold() == asked.only.casefold()), "")
        if not named:
            listed = text.join(milestones) if milestones else "none"
            raise NotImportable("only", f"{text.quoted(asked.only)} is no milestone of these issues. There are {listed}.")
        issues = [(number, issue) for number, issue in issues if issue.milestone == named]
        title = named
    else:
        title = milestones[0] if len(milestones) == 1 and all(issue.milestone for _, issue in issues) else _repository(issues)
        if milestones and title != milestones[0]:
            left.add(
                "milestones", "one initiative holds all issues; import a milestone alone with `import_only`", file, *milestones
            )
        if len(milestones) > 1:
            words_ = "The issues belong to several milestones. Is one of them this initiative?"
            questions.append(Question("only", words_, tuple(milestones), ""))
    statuses = Statuses(LABEL, asked)
    slugs = {issue.line("slug"): str(number) for number, issue in issues if issue.line("slug")}
    items = [_item(number, issue, slugs, statuses, left) for number, issue in issues]
    return assembled("github_issues", title, items, left, questions=(*questions, *statuses.questions()), nothing=file)


def _repository(issues: Sequence[tuple[int, _Issue]]) -> str:
    """A title from the repository whose issues these are."""
    for _, issue in issues:
        if match := _ISSUE_OF.match(issue.line("url")):
            return f"Issues of {match[1]}"
    return "GitHub Issues"


def _item(number: int, issue: _Issue, slugs: Mapping[str, str], statuses: Statuses, left: Leftovers) -> Item:
    file = issue.file
    for name, value in issue.said.items():
        if name not in _TAKEN and value not in ("", [], {}, None, False, 0):
            left.add(text.one_line(name), "a work package has none", file)
    if listing(issue.get("comments") if isinstance(issue.get("comments"), list) else None, file, "comments"):
        left.add("comments", "stay with their issue", file)
    level, word = _labels(issue, left)
    body = _Body(markdown.without_comments(block(issue.get("body"), file, f"{issue.where}, body")))
    for title in body.others:
        left.add("further sections of issues", "stay with their issue", file, title)
    if body.ticked and issue.line("state").casefold() != "closed":
        left.add("ticked boxes", "a box is ticked in the plan, by hand", file)
    url = issue.line("url")
    status = _status(issue, word, statuses)
    reason = word or ("closed as not planned" if status == "dropped" else issue.line("state").lower())
    return Item(
        str(number),
        issue.line("title"),
        file,
        {
            "added": day(issue.line("createdAt")),
            "summary": body.summary,
            "why": body.why,
            "insights": [f"Imported from {url}"] if _ISSUE_OF.fullmatch(url) else [],
            "success_criteria": body.criteria,
            "task_list": body.tasks,
            "priority": level,
            "owner": ", ".join(issue.names("assignees", "login")),
            "due": issue.due,
        },
        tuple(slugs.get(need, need) for need in body.needs if need.isdigit() or need in slugs),
        statuses.progress(reason, status, day(issue.line("closedAt"))),
        slug=issue.line("slug"),
    )


def _status(issue: _Issue, word: str, statuses: Statuses) -> str:
    """The status: a closed issue is complete, or dropped where it was closed as not planned; an open one is as its label says."""
    if issue.line("state").casefold() == "closed":
        not_planned = issue.line("stateReason").casefold().replace("_", " ") == "not planned"
        return "dropped" if not_planned or is_status(word) == "dropped" else "complete"
    status = statuses.read(word)
    return status if status != "complete" else "in-progress"


def _labels(issue: _Issue, left: Leftovers) -> tuple[str, str]:
    """The priority and the word for the status that the labels say; the others are noted."""
    level = word = ""
    for label in issue.names("labels", "name"):
        of_priority, of_status = _PRIORITY_LABEL.fullmatch(label), _STATUS_LABEL.fullmatch(label)
        found = is_priority(next(filter(None, of_priority.groups()), "")) if of_priority else ""
        if found and not level:
            level = found
        elif of_status and not word:
            word = of_status[1]
        elif not word and is_status(label) in ("in-progress", "partial", "deferred", "dropped"):
            word = label
        else:
            left.add("labels", "a work package has none", issue.file, label)
    return level, word


class _Body:
    """What an issue's text says: its first paragraphs, and what stands under the headings that are known."""

    def __init__(self, content: str) -> None:
        self.summary = self.why = ""
        self.criteria: list[str] = []
        self.tasks: list[str] = []
        self.needs: list[str] = []
        self.others: list[str] = []
        self.ticked = False
        parts = [part for second in markdown.sections(content, 2) for part in (second, *markdown.sections(second.body, 3)[1:])]
        for part in parts:
            body = markdown.sections(part.body, 3)[0].body if part.title else part.body
            self._read(part.title, self._without_needs(body))

    def _without_needs(self, body: str) -> str:
        """The text without the lines that name dependencies, which are kept."""
        kept = []
        for line in body.split("\n"):
            match = _NEEDS.fullmatch(line)
            found = _references(match[1]) if match else []
            if found:
                self.needs += found
            else:
                kept.append(line)
        return "\n".join(kept)

    def _read(self, title: str, body: str) -> None:
        known = markdown.bare_title(title).casefold()
        points = markdown.points(body)
        self.ticked |= any(point.ticked for point in points)
        if known in map(str.casefold, _CRITERIA):
            self.criteria += [point.words for point in points]
        elif known in map(str.casefold, _TASKS):
            self.tasks += [point.words for point in points]
        elif known in ("", "summary", "description", "overview") and not self.summary:
            self.tasks += [point.words for point in points if point.ticked is not None]
            first, rest = markdown.split_first(_without_boxes(body))
            self.summary = first
            self.why = self.why or rest
        elif known in ("why", "motivation", "rationale", "background"):
            self.why = text.clean(body)
        elif points:
            boxes = [point.words for point in points if point.ticked is not None]
            self.tasks += boxes
            if len(boxes) < len(points):
                self.others.append(title or "text")


def _without_boxes(body: str) -> str:
    return "\n".join(line for line in body.split("\n") if not re.match(r"\s*[-*+]\s+\[[ xX]\]\s", line))


def _references(said: str) -> list[str]:
    """The issues named at the beginning of a text, by number or slug; what follows other words is none."""
    found = []
    place = 0
    while match := _REFERENCE.match(said, place):
        found.append(str(int(match["number"] or match["linked"])) if match["number"] or match["linked"] else match["slug"])
        place = match.end()
    return found
