"""From a peer's items to the entries of `identified`: each with a slug of its own, and with dependencies that make no cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..planning import answers as rules
from ..planning import text
from ..planning.records import identified_form
from .values import Imported, Item, Leftovers, NotImportable, Progress, Question

#: Most packages of one initiative that are imported: a folder that holds more is several initiatives.
MOST = 1000

#: Most ids that the words for a cycle name.
_CYCLE = 6


def assembled(
    peer: str,
    initiative: str,
    items: Sequence[Item],
    left: Leftovers,
    *,
    overview: str = "",
    overall_criteria: Sequence[str] = (),
    external_dependencies: Sequence[str] = (),
    questions: Sequence[Question] = (),
    nothing: str = "",
) -> Imported:
    """The import of these items.

    Args:
        peer: the name of the peer's module.
        initiative: the title.
        items: what becomes a work package, in their order.
        left: what is left out; more of it is noted here.
        overview: the answer `overview`.
        overall_criteria: the answer `overall_criteria`.
        external_dependencies: the answer `external_dependencies`.
        questions: what a person has to decide.
        nothing: the file or folder to name where there is no item.

    Raises:
        NotImportable: when there is no item, or more than `MOST`.
    """
    if not items:
        raise NotImportable(nothing or initiative, "holds nothing that could be a work package.")
    if len(items) > MOST:
        raise NotImportable(
            nothing or initiative,
            f"holds {len(items)} tasks, and at most {MOST} become one initiative. Import a part of them.",
        )
    items = _told_apart(items, left)
    slugs = _slugs(items)
    needs = _needs(items, left)
    entries: list[dict[str, Any]] = []
    for item in items:
        slug, title = slugs[item.key], _title(item)
        taken = {name: _taken(name, value, item.file, left) for name, value in item.answers.items()}
        said = {name: value for name, value in taken.items() if value not in ("", [], None)}
        entries.append(
            {
                "title": title,
                **({"slug": slug} if slug != text.slugify(title) else {}),
                **said,
                **({"depends_on": [slugs[need] for need in needs[item.key]]} if needs[item.key] else {}),
            }
        )
    outside = _taken("external_dependencies", list(external_dependencies), items[0].file, left)
    statuses: dict[str, Progress] = {slugs[item.key]: item.progress for item in items if item.progress}
    return Imported(
        peer,
        _initiative(initiative),
        identified_form(entries),
        overview,
        tuple(overall_criteria),
        tuple(outside),
        statuses,
        left.listed(),
        tuple(questions),
    )


def _taken(name: str, value: Any, file: str, left: Leftovers) -> Any:
    """The answer as far as it would be taken: a list without the entries that would be refused, which are noted."""
    if isinstance(value, list):
        return [entry for entry in value if _taken_alone(name, [entry], entry, file, left)]
    return value if _taken_alone(name, value, value, file, left) else None


def _taken_alone(name: str, value: Any, shown: Any, file: str, left: Leftovers) -> bool:
    wrong = rules.problem(name, value) if shown else ""
    if wrong:
        left.add(name, "would be refused as an answer", file, str(shown))
    return not wrong


def _told_apart(items: Sequence[Item], left: Leftovers) -> list[Item]:
    """The items with an id of its own each: branches that were merged may both have given the same one."""
    counts: dict[str, int] = {}
    found = []
    for item in items:
        count = counts[item.key] = counts.get(item.key, 0) + 1
        if count > 1:
            left.add("id", "is that of an earlier task too, which dependencies mean", item.file, item.key)
        found.append(item if count == 1 else replace(item, key=f"{item.key} ({count})"))
    return found


def _initiative(title: str) -> str:
    line = text.one_line(title)
    return line if text.has_letters(line) else f"Imported {line}".strip()


def _title(item: Item) -> str:
    title = text.one_line(item.title)
    if text.has_letters(title):
        return title
    key = text.one_line(item.key)
    return f"{key} {title}".strip() if text.has_letters(key) else f"Task {title}".strip()


def _slugs(items: Sequence[Item]) -> dict[str, str]:
    """A slug for each item by its id: that of its title, else one made from the id."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for item in items:
        of_key = text.slugify(item.key)
        named = [text.slugify(item.slug), text.slugify(_title(item)), f"t{of_key}" if of_key[:1].isdigit() else of_key]
        slug = next((one for one in (named[0] or named[1], named[2]) if one and one not in taken), "")
        count = 2
        while not slug:
            tried = f"{(named[2] or 'package')[: text.SLUG_LENGTH - 8].rstrip('-')}-{count}"
            slug, count = (tried if tried not in taken else ""), count + 1
        taken.add(slug)
        found[item.key] = slug
    return found


def _needs(items: Sequence[Item], left: Leftovers) -> Mapping[str, Sequence[str]]:
    """What each item needs: only items that there are, none of them itself, and without the dependencies that close a cycle."""
    known = {item.key for item in items}
    needs: dict[str, list[str]] = {}
    for item in items:
        needs[item.key] = []
        for need in dict.fromkeys(item.needs):
            if need == item.key:
                left.add(f"dependency of {_short(_title(item))}", "names the task itself", item.file, need)
            elif need not in known:
                left.add(f"dependency of {_short(_title(item))}", "names a task that is not imported", item.file, need)
            else:
                needs[item.key].append(need)
    by_key = {item.key: item for item in items}
    for closing, cycle in _closing(needs):
        first, last = closing
        needs[first].remove(last)
        shown = [*map(_short, cycle[:_CYCLE]), *(["..."] if len(cycle) > _CYCLE else [])]
        item = by_key[first]
        left.add(
            f"dependency of {_short(_title(item))}",
            f"closes a cycle: {rules.cycle_text(shown)}",
            item.file,
            text.one_line(last),
        )
    return needs


def _short(named: str) -> str:
    line = text.one_line(named)
    return line if len(line) <= 80 else line[:77] + "..."


def _closing(needs: Mapping[str, Sequence[str]]) -> list[tuple[tuple[str, str], list[str]]]:
    """The dependencies that close a cycle when all are followed in their order, each with the cycle; linear, no recursion."""
    found: list[tuple[tuple[str, str], list[str]]] = []
    done: set[str] = set()
    for root in needs:
        if root in done:
            continue
        path = {root: 0}
        work = [(root, iter(needs[root]))]
        while work:
            name, rest = work[-1]
            need = next(rest, None)
            if need is None:
                work.pop()
                path.pop(name)
                done.add(name)
            elif need in path:
                found.append(((name, need), [one for one, _ in work[path[need] : path[need] + _CYCLE + 1]]))
            elif need not in done:
                path[need] = len(work)
                work.append((need, iter(needs[need])))
    return found
