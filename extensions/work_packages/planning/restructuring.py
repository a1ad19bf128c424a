"""Restructuring: a work package that is split, merged into another, moved in the order, or numbered anew.

Records in, records out. What becomes of the documents that people write in is `passages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from . import answers as rules
from . import text
from .effort import Effort, effort_text, hours, parse_effort, parse_time
from .fields import LEVELS
from .graph import cycles, dependents, reach_counts, sorted_by_need
from .priority import LABEL
from .records import LARGEST_NUMBER, PACKAGE_DEFAULTS, PUT_ASIDE, Package, Record, next_number, nn, normalise, slug_for
from .roadmap import Roadmap
from .schedule import implementation_order, open_needs

#: The lists of a package of which a split takes entries, and whose entries a merge unites.
LISTS = ("insights", "in_scope", "out_of_scope", "success_criteria", "task_list")

#: How far apart new ranks are, where there is room: so that another package fits in between without a change of these.
_STEP = 10

#: The rank of what has none: behind all that have one.
_UNRANKED = LARGEST_NUMBER + 1


class Impossible(Exception):
    """A restructuring that cannot be; the message says why, and what to do."""


def called(package: Package) -> str:
    """A package in a sentence: its number and title."""
    return f"{nn(package.number)} {package.title}"


def _whole(records: Iterable[Record]) -> dict[str, Record]:
    """The records of all packages with every answer, by slug.

    Raises:
        Impossible: where one cannot be read: it may depend on what is restructured.
    """
    found = {}
    for record in records:
        if "unreadable" in record:
            raise Impossible(f"A record cannot be read: {record['unreadable']}. Put it right, or take it back from git.")
        if record.get("part") == "work-package":
            found[str(record["slug"])] = normalise(record)
    return found


# Moving.


@dataclass(frozen=True)
class Place:
    """A place in the order of implementation.

    Attributes:
        where: `before` or `after` another package, or `first` of its priority.
        other: the slug of that package; empty for `first`.
    """

    where: str
    other: str = ""


def moved(plan: Roadmap, slug: str, place: Place) -> dict[str, str]:
    """The ranks that bring a package to a place in the order, by slug, as they are stored; none where it is there already.

    As few ranks change as are needed. What depends on the package moves with it where it must; the others keep their order
    (docs/roadmap-json.md, "How It Is Computed").

    Raises:
        Impossible: where dependencies or priorities do not allow it.
    """
    own = plan.by_slug[slug]
    other = plan.by_slug[place.other] if place.other else None
    _check_place(plan, own, other, place)
    ranks = {package.slug: package.rank for package in plan.packages}
    following = _reached(dependents(open_needs(plan.packages)), slug)

    def order_by(changed: Mapping[str, int | None]) -> list[str]:
        packages = [replace(one, rank=changed.get(one.slug, one.rank)) for one in plan.packages]
        return implementation_order(packages, {one: chosen.stands for one, chosen in plan.priority.items()})

    still = [one for one in plan.order if one != slug and one not in following]

    def is_right(order: Sequence[str]) -> bool:
        at = order.index(slug)
        if place.where == "first":
            there = all(plan.priority[one].stands != plan.priority[slug].stands for one in order[:at])
        elif place.where == "after":
            there = at > 0 and order[at - 1] == place.other
        else:
            there = at + 1 < len(order) and order[at + 1] == place.other
        return there and [one for one in order if one in set(still)] == still

    if is_right(plan.order):
        return {}
    level = [one for one in still if plan.priority[one].stands == plan.priority[slug].stands]
    sequence = _with_inserted(plan.order, level, slug, place)
    for rank in _beside(sequence, ranks, slug):
        if is_right(order_by({slug: rank})):
            return {slug: str(rank or "")}
    changed = _fewest(sequence, ranks, _tails(plan.packages))
    if changed is None or not is_right(order_by(changed)):
        found = order_by(changed) if changed is not None else plan.order
        raise Impossible(_in_between(plan, own, other, place, found))
    # What dependencies put in order needs no rank.
    for one in [*(one for one in changed if one != slug), slug]:
        fewer = {name: rank for name, rank in changed.items() if name != one}
        if is_right(order_by(fewer)):
            changed = fewer
    return {one: str(rank or "") for one, rank in changed.items()}


def _check_place(plan: Roadmap, own: Package, other: Package | None, place: Place) -> None:
    for package in filter(None, (own, other)):
        if not package.is_open:
            raise Impossible(f"{called(package)} is {package.status}: only open work packages stand in the order.")
    needs = open_needs(plan.packages)
    if own.slug in (cycle := next((one for one in cycles(needs) if own.slug in one), [])):
        raise Impossible(
            f"{called(own)} is part of a cycle: {rules.cycle_text(cycle, own.slug)}. Take one of these dependencies out first: "
            f"roadmap set {nn(own.number)} depends_on-={cycle[(cycle.index(own.slug) + 1) % len(cycle)]}"
        )
    if other is None:
        first = next((one for one in plan.order if plan.priority[one].stands == plan.priority[own.slug].stands), own.slug)
        _check_needs(plan, own, plan.order[: plan.order.index(first)], "first")
        return
    if other.slug == own.slug:
        raise Impossible(f"{called(own)} cannot come {place.where} itself. Name another work package.")
    if place.where == "after" and other.slug in _reached(dependents(needs), own.slug):
        directly = own.slug in other.depends_on
        how = "needs it" if directly else "needs it by way of others"
        command = f": roadmap set {nn(other.number)} depends_on-={own.slug}" if directly else "."
        raise Impossible(
            f"{called(own)} cannot come after {called(other)}, which {how}. Leave the order, or take the dependency out first{command}"
        )
    levels = [plan.priority[one.slug].stands for one in (own, other)]
    if levels[0] != levels[1]:
        raise Impossible(
            f"{called(own)} has priority {levels[0].upper()}, and {called(other)} {levels[1].upper()}: the order goes by priority "
            f"first. Give both the same: roadmap set {nn(own.number)} priority={levels[1]}"
        )
    at = plan.order.index(other.slug) + (place.where == "after")
    _check_needs(plan, own, plan.order[:at], f"{place.where} {called(other)}")


def _check_needs(plan: Roadmap, own: Package, above: Sequence[str], where: str) -> None:
    for need in own.depends_on:
        if need in plan.order and need not in above:
            needed = plan.by_slug[need]
            raise Impossible(
                f"{called(own)} cannot come {where}: it needs {called(needed)}, which comes later. Move that one before, or this "
                f"one behind it: roadmap move {nn(own.number)} --after {nn(needed.number)}"
            )


def _in_between(plan: Roadmap, own: Package, other: Package | None, place: Place, order: Sequence[str]) -> str:
    """Why a package cannot stand in a place, where it has been tried: what comes in between, and by what rule."""
    where = f"right {place.where} {called(other)}" if other else "first of its priority"
    at, end = order.index(own.slug), order.index(other.slug) if other else 0
    between = [plan.by_slug[one] for one in order[min(at, end) + 1 : max(at, end)]]
    reason = (
        f"{called(between[0])} ({LABEL[plan.priority[between[0].slug].stands]}) comes in between, by its priority or by what it needs"
        if between
        else "priorities and dependencies put the others in another order"
    )
    return f"{called(own)} cannot come {where}: {reason}. Change that first, with roadmap set NUMBER priority=... or depends_on=..."


def _reached(graph: Mapping[str, Sequence[str]], start: str) -> set[str]:
    """All that the graph leads to from a name, directly or not."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = [one for one in graph.get(waiting.pop(), ()) if one not in found]
        found.update(new)
        waiting += new
    return found


def _tails(packages: Sequence[Package]) -> dict[str, tuple[int, int]]:
    """What decides between open packages of one priority and rank: how many depend on each, then the number."""
    needs = open_needs(packages)
    weight = reach_counts(needs, sorted_by_need(needs))
    return {one.slug: (-weight[one.slug], one.number) for one in packages if one.slug in needs}


def _with_inserted(order: Sequence[str], level: Sequence[str], slug: str, place: Place) -> list[str]:
    """The packages of a priority, with one in its new place among them."""
    if place.where == "first":
        return [slug, *level]
    limit = order.index(place.other) + (place.where == "after")
    above = set(order[:limit])
    at = sum(1 for one in level if one in above)
    return [*level[:at], slug, *level[at:]]


def _beside(sequence: Sequence[str], ranks: Mapping[str, int | None], slug: str) -> list[int | None]:
    """The ranks that may bring a package to its place in a sequence by themselves: none, one in between, or that of a neighbour."""
    at = sequence.index(slug)
    low = (ranks[sequence[at - 1]] or _UNRANKED) if at else 0
    high = (ranks[sequence[at + 1]] or _UNRANKED) if at + 1 < len(sequence) else _UNRANKED
    step = min(_STEP, (high - low) // 2)
    found = [low + step] if step > 0 else []
    return [None, *dict.fromkeys(rank for rank in (*found, low, high) if 0 < rank < _UNRANKED)]


def _fewest(
    sequence: Sequence[str], ranks: Mapping[str, int | None], tails: Mapping[str, tuple[int, int]]
) -> dict[str, int | None] | None:
    """The fewest new ranks by which the packages stand in this sequence; None where there is no room for them.

    From some package on none has a rank, as long as the rule puts them in order that decides then; those above have one. Of
    these, each that keeps its rank comes before the next one that does, with room in between for the new ones.
    """
    start, end = (0, (0, 0)), (_UNRANKED, (0, 0))
    keys = [start, *((ranks[one] or _UNRANKED, tails[one]) for one in sequence)]
    #: By place the fewest changes up to it where it keeps its rank, and the place before that does.
    best: list[tuple[int, int]] = [(0, 0)]

    def up_to(at: int, key: tuple[int, tuple[int, int]]) -> tuple[int, int]:
        found = (len(keys), -1)
        for before in range(at):
            between = at - before - 1
            fits = key[0] - keys[before][0] - 1 >= between if between else keys[before] < key
            if fits and best[before][1] >= 0 and best[before][0] + between < found[0]:
                found = (best[before][0] + between, before)
        return found

    for at in range(1, len(keys)):
        best.append(up_to(at, keys[at]) if keys[at][0] < _UNRANKED else (0, -1))
    chosen, cleared = (len(keys), -1, len(keys)), 0
    for at in range(len(keys), 0, -1):
        if at < len(keys):
            if at + 1 < len(keys) and keys[at][1] > keys[at + 1][1]:
                break
            cleared += keys[at][0] < _UNRANKED
        cost, before = up_to(at, end)
        if before >= 0 and cost + cleared < chosen[0]:
            chosen = (cost + cleared, before, at)
    _, before, at = chosen
    if before < 0:
        return None
    changed: dict[str, int | None] = {one: None for one in sequence[at - 1 :] if ranks[one] is not None}
    high = _UNRANKED
    while at > 0:
        low = keys[before][0]
        step = min(_STEP, (high - low) // (at - before))
        changed |= {sequence[place - 1]: low + step * (place - before) for place in range(before + 1, at)}
        at, high, before = before, low, best[before][1]
    return changed


# Numbering anew.


def renumbered(record: Record, records: Sequence[Record], number: str = "") -> Record:
    """The record of a work package with another number: the given one, or the next that is free.

    Raises:
        Impossible: where the number is none, is taken, or is the package's own.
    """
    if not text.one_line(number):
        return {**record, "number": next_number(records)}
    taken = {int(one.get("number") or one.get("analysis_number") or 0): one for one in records}
    wrong = rules.problem("number", number)
    if wrong:
        raise Impossible(f"number: {wrong}")
    wanted = int(text.one_line(number))
    if wanted == record["number"]:
        raise Impossible(
            f"{nn(wanted)} {record['title']} has this number already. Give another, or none for the next free one."
        )
    if wanted in taken:
        holder = taken[wanted]
        name = holder.get("title") or f"{holder.get('analysis_type')}-analysis"
        raise Impossible(
            f"{nn(wanted)} is the number of {name}. Give one that is free, or none for the next: {nn(next_number(records))}."
        )
    return {**record, "number": wanted}


# Splitting.


@dataclass(frozen=True)
class Split:
    """What a new work package takes from the one that is split.

    Attributes:
        slug: the package that is split.
        title: the new package's title.
        new_slug: its slug; empty for that of its title.
        taken: the entries that it takes, by the names of `LISTS`, as they stand.
        words: of those that a person wrote in the plan, how they are stored from now on, by the entry.
        effort: its agentic estimate; it is taken from the other's.
        left: the agentic estimate that stays; empty for what is left after `effort`.
        review: its review estimate, taken from the other's; empty for the one that is proposed, beside the other's.
        where: `after` the other, which it needs then; `before` it, which needs this then; or `beside` it.
        dependents: the slugs of those that need the new package from now on, and the other no longer.
        day: today, YYYY-MM-DD.
    """

    slug: str
    title: str
    new_slug: str = ""
    taken: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    effort: str = ""
    left: str = ""
    review: str = ""
    where: str = "after"
    dependents: Sequence[str] = ()
    day: str = ""


def chosen(entries: Sequence[str], positions: str, what: str) -> list[str]:
    """The entries at the positions that a person gave, `3,4` or `2-4`, counted from 1; in their order, each once.

    Raises:
        Impossible: where a position is none.
    """
    found: set[int] = set()
    for part in re.split(r"[,;\s]+", text.one_line(positions)):
        if not part:
            continue
        match = re.fullmatch(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= len(entries):
            there = "\n".join(f"  {place}. {entry}" for place, entry in enumerate(entries, 1))
            known = f"There are:\n{there}" if entries else "It has none."
            raise Impossible(f"{what}: {text.quoted(part)} is none of its {what}. Give positions such as 3,4 or 2-4. {known}")
        found |= set(range(first, last + 1))
    return [entries[place - 1] for place in sorted(found)]


def split(plan: Roadmap, records: Sequence[Record], wish: Split) -> tuple[str, dict[str, Record]]:
    """The new package's slug; and every record that is new or changes, by slug.

    Raises:
        Impossible: where it cannot be split so.
    """
    whole = _whole(records)
    package, own = plan.by_slug[wish.slug], dict(whole[wish.slug])
    if package.status in ("complete", "dropped"):
        raise Impossible(f"{called(package)} is {package.status}: there is nothing left of it to split.")
    if package.under_way and wish.where == "before":
        raise Impossible(
            f"{called(package)} is {package.status}: what it needs must be complete by now. Let the new one come after it, or beside it."
        )
    if not any(wish.taken.values()) and not text.one_line(wish.effort):
        raise Impossible(
            f"Say what the new work package takes of {called(package)}: --tasks, --criteria or --scope with positions such as "
            "3,4, or --effort. `roadmap show` lists them."
        )
    number = next_number(records)
    slug = slug_for({"title": wish.title, "slug": wish.new_slug}, number)
    given = {"title": wish.title, **({"slug": wish.new_slug} if text.one_line(wish.new_slug) else {})}
    given |= {name: said for name, said in (("effort", wish.effort), ("review", wish.review)) if text.one_line(said)}
    problems = [*rules.given_problems(given, "work-package"), *rules.package_problems(given, list(whole.values()))]
    if problems:
        raise Impossible("\n".join(problems))
    new = {
        **PACKAGE_DEFAULTS,
        "number": number,
        "slug": slug,
        "title": wish.title,
        "added": wish.day,
        **{name: own[name] for name in ("value", "risk", "priority", "priority_reason", "owner", "due")},
        **{name: [wish.words.get(entry, entry) for entry in wish.taken.get(name, ())] for name in LISTS},
        "review": wish.review,
    }
    if package.status in PUT_ASIDE:
        new |= {"status": package.status, "remains": own["remains"]}
    by_hand = plan.by_hand.get(wish.slug, ())
    for name in LISTS:
        if name not in by_hand:
            own[name] = [entry for entry in own[name] if entry not in wish.taken.get(name, ())]
    _share_estimates(package, own, new, wish)
    changed = {slug: new, wish.slug: own}
    new["depends_on"] = [wish.slug] if wish.where == "after" else list(own["depends_on"])
    if wish.where == "before":
        own["depends_on"] = [*own["depends_on"], slug]
    for name in wish.dependents:
        one = plan.by_slug[name]
        if wish.slug not in one.depends_on:
            there = text.join(called(plan.by_slug[other]) for other in plan.needed_by[wish.slug]) or "no work package"
            raise Impossible(f"{called(one)} does not depend on {called(package)}. {there} does.")
        if one.status == "complete" or one.under_way:
            raise Impossible(f"{called(one)} is {one.status}: what it needs was there by then. Leave it out.")
        needs = [slug if need == wish.slug else need for need in whole[name]["depends_on"]]
        changed[name] = {**whole[name], "depends_on": needs}
    return slug, {name: normalise(record) for name, record in changed.items()}


def _share_estimates(package: Package, own: Record, new: Record, wish: Split) -> None:
    """Give the new package its estimates, and take them from the other's."""
    if not package.is_estimated:
        new["effort"] = wish.effort
        return
    if not text.one_line(wish.effort):
        raise Impossible(
            f"effort: is missing. {called(package)} is estimated at {effort_text(package.effort)}: say how much of it the new work "
            "package takes, with --effort 2-3h."
        )
    taken = parse_effort(wish.effort)
    if text.one_line(wish.left):
        if wrong := rules.problem("effort", wish.left):
            raise Impossible(f"left: {wrong}")
        left = parse_effort(wish.left)
    else:
        left = Effort(package.effort.low - taken.low, package.effort.high - taken.high)
        if left.low <= 0 or left.low > left.high:
            raise Impossible(
                f"effort: {text.quoted(wish.effort)} of {effort_text(package.effort)} leaves no estimate for {called(package)}. Give less, "
                "or say what stays with it, with --left 2-3h."
            )
    new["effort"], own["effort"] = effort_text(taken), effort_text(left)
    if package.remaining is not None:
        rest = package.remaining
        own["remaining"] = effort_text(Effort(max(0, rest.low - taken.low), max(0, rest.high - taken.high)))
    if text.one_line(wish.review):
        review = package.review - parse_time(wish.review)
        if review < 0:
            raise Impossible(
                f"review: {text.quoted(wish.review)} is more than the {hours(package.review)}h of {called(package)}. Give less, or leave it out."
            )
        own["review"] = f"{hours(review)}h"


# Merging.


def merged(plan: Roadmap, records: Sequence[Record], into: str, other: str) -> dict[str, Record]:
    """Every record that changes once a package is merged into another, by slug; the record of the `other` is gone then.

    Lists are united, texts joined, times added up; what depended on the other depends on this one. Lists and texts that a
    person wrote in the plan itself stay as they are: see `to_add`.

    Raises:
        Impossible: where they cannot be merged.
    """
    whole = _whole(records)
    one, two = plan.by_slug[into], plan.by_slug[other]
    _check_merge(one, two)
    own, gone = dict(whole[into]), whole[other]
    by_hand = plan.by_hand.get(into, ())
    for name in LISTS:
        if name not in by_hand:
            own[name] = _united(own[name], getattr(two, name))
    for name in ("blocked_by", "pr", "history"):
        own[name] = _united(own[name], gone[name])
    own["unblocked"] = _united(own["unblocked"], two.unblocked)
    for name in ("summary", "why", "impact"):
        if name not in by_hand:
            own[name] = _joined("\n\n", own[name], getattr(two, name))
    for name, between in (("done", "\n\n"), ("remains", "\n\n"), ("priority_reason", "; "), ("adr", ", "), ("owner", ", ")):
        own[name] = _joined(between, own[name], gone[name])
    for name in ("value", "risk", "priority"):
        own[name] = min(filter(None, (own[name], gone[name])), key=LEVELS.index, default="")
    for name in ("added", "started", "due"):
        own[name] = min(filter(None, (own[name], gone[name])), default="")
    own["completed"] = max(own["completed"], gone["completed"])
    _add_up(one, two, own)
    needs = [*own["depends_on"], *gone["depends_on"]]
    own["depends_on"] = [need for need in dict.fromkeys(needs) if need not in (into, other)]
    changed = {into: own}
    for slug, record in whole.items():
        if slug not in (into, other) and other in record["depends_on"]:
            found = [into if need == other else need for need in record["depends_on"]]
            changed[slug] = {**record, "depends_on": list(dict.fromkeys(found))}
    graph = {slug: changed.get(slug, record)["depends_on"] for slug, record in whole.items() if slug != other}
    before = {slug: record["depends_on"] for slug, record in whole.items()}
    known = {frozenset(cycle) for cycle in cycles(before)}
    for cycle in cycles(graph):
        if into in cycle and frozenset(cycle) not in known:
            raise Impossible(
                f"{called(one)} and {called(two)} cannot be one work package: then it would wait for itself, "
                f"{rules.cycle_text(cycle, into)}. Take one of these dependencies out first, with roadmap set."
            )
    said = {name: own[name] for name in ("summary", "why", "impact", "effort", "review", "owner", "adr") if own[name]}
    if problems := rules.given_problems(said, "work-package", changing=True):
        raise Impossible("\n".join(problems))
    return {slug: normalise(record) for slug, record in changed.items()}


def _check_merge(one: Package, two: Package) -> None:
    if one.slug == two.slug:
        raise Impossible(f"{called(one)} cannot be merged into itself. Name two work packages.")
    if one.status != two.status:
        raise Impossible(
            f"{called(one)} is {one.status}, and {called(two)} {two.status}: one work package has one status. Bring both to the same "
            f"first, with roadmap set {nn(two.number)} status={one.status}"
        )
    if one.is_estimated != two.is_estimated:
        bare = two if one.is_estimated else one
        raise Impossible(
            f"{called(bare)} is not estimated, so the sum would say less than the work is. Estimate it first: roadmap set "
            f"{nn(bare.number)} effort=2-4h"
        )
    for name in ("actual", "actual_review"):
        if (getattr(one, name) is None) != (getattr(two, name) is None):
            bare = two if getattr(two, name) is None else one
            raise Impossible(
                f"{name} of {called(bare)} was not measured, so the sum would say less than it took. Give it first, or empty the "
                f"other one's: roadmap set {nn(bare.number)} {name}=3h"
            )


def _add_up(one: Package, two: Package, own: Record) -> None:
    """Put the sums of both packages' times into the record."""
    if one.is_estimated:
        own["effort"] = effort_text(one.effort + two.effort)
        own["review"] = f"{hours(one.review + two.review)}h"
    for name in ("actual", "actual_review"):
        if getattr(one, name) is not None:
            own[name] = f"{hours(getattr(one, name) + getattr(two, name))}h"
    if one.remaining is not None or two.remaining is not None:
        own["remaining"] = effort_text(one.left[0] + two.left[0])


def _united(one: Iterable[str], other: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*one, *other]))


def _joined(between: str, one: str, other: str) -> str:
    return between.join(dict.fromkeys(filter(None, (one, other))))


def to_add(plan: Roadmap, into: str, other: str) -> dict[str, list[str]]:
    """The entries of the other package that go into lists that a person wrote in the plan of this one, by name."""
    own, gone = plan.by_slug[into], plan.by_slug[other]
    found = {
        name: [entry for entry in getattr(gone, name) if entry not in getattr(own, name)]
        for name in LISTS
        if name in plan.by_hand.get(into, ())
    }
    return {name: entries for name, entries in found.items() if entries}
