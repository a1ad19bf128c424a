"""The portfolio: several initiatives at a glance, from what each of them has in `roadmap.json`.

What is kept of an initiative is a snapshot in plain values; everything that is shown is computed from the snapshots alone. The
portfolio's day is the newest of its initiatives' days.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from . import text
from .checkpoints import SUBJECTS, UPDATE
from .diagrams import GanttBar, bars_chart, label
from .effort import hours, parse_time
from .elsewhere import is_elsewhere
from .graph import cycles
from .records import OPEN, nn
from .views import STATUS_WORDS
from .words import WITHOUT_EMOJI, say, without_emoji
from .workdays import PER_WEEK
from .workflow import PHASES

Snapshot = dict[str, Any]

#: The most bars of the timeline; of more, each initiative is one bar.
MOST_BARS = 40

#: The most packages that are named as next of one initiative, and the most weeks of the capacity's table.
MOST_NEXT, MOST_WEEKS = 3, 12

#: Longest name of an initiative in the timeline, in characters, and the room for it, in pixels.
_NAME, _ROOM = 26, 190

#: The problems that are said in words; of others only how many there are.
_SAID = ("late", "blocked", "overrun")


@dataclass(frozen=True)
class Work:
    """A work package of an initiative. `file` is its plan; empty where that is not there."""

    number: int
    slug: str
    title: str
    file: str
    state: str
    owner: str
    first: datetime.date | None
    last: datetime.date | None
    left: int
    needs: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether work on it is still to be done."""
        return self.state in (*OPEN, "planned", "waiting")

    @property
    def name(self) -> str:
        """Its number and title."""
        return f"{nn(self.number)} {self.title}"


@dataclass(frozen=True)
class Claim:
    """What an initiative plans for the days from `first` to `last`: minutes."""

    first: datetime.date
    last: datetime.date
    agentic: int
    review: int


@dataclass(frozen=True)
class Initiative:
    """What is known of an initiative.

    Attributes:
        folder: the name of its planning folder.
        document: the document to begin with; empty where there is none.
        unreadable: why it cannot be read now, in whole sentences; then all else is as it was when it could, if ever.
        finish: the last day of the week in which it is finished, on the upper estimates; None where that is not planned.
        later: how many weeks later than approved; None where nothing is approved.
        capacity: agentic and review minutes of a week, as it plans with.
        left: what is left: agentic minutes by the lower and the upper estimates, and review.
        problems: those that are said here: code, message, and the slugs of the packages concerned.
        others: how many more there are.
    """

    folder: str
    title: str
    document: str = ""
    unreadable: str = ""
    updated: datetime.date | None = None
    phase: int = 0
    checkpoint: str = ""
    reopened: bool = False
    percent: int = 0
    finish: datetime.date | None = None
    finished: datetime.date | None = None
    later: int | None = None
    capacity: tuple[int, int] = (0, 0)
    left: tuple[int, int, int] = (0, 0, 0)
    under_way: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    packages: tuple[Work, ...] = ()
    claims: tuple[Claim, ...] = ()
    problems: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    others: int = 0

    @property
    def is_known(self) -> bool:
        """Whether it could ever be read."""
        return self.updated is not None

    @cached_property
    def by_slug(self) -> Mapping[str, Work]:
        """The packages by slug."""
        return {package.slug: package for package in self.packages}

    @property
    def is_complete(self) -> bool:
        """Whether every package is complete or put aside, in a plan that was confirmed."""
        return self.phase == 7 and bool(self.packages) and not any(package.is_open for package in self.packages)

    @property
    def counted(self) -> list[Work]:
        """The packages that count: all but deferred and dropped ones."""
        return [package for package in self.packages if package.state not in ("deferred", "dropped")]

    def concerned(self, code: str) -> list[Work]:
        """The packages that have this problem."""
        slugs = dict.fromkeys(slug for known, _, concerned in self.problems if known == code for slug in concerned)
        return sorted((self.by_slug[slug] for slug in slugs if slug in self.by_slug), key=lambda package: package.number)


@dataclass(frozen=True)
class Week:
    """A calendar week that is claimed: its Monday, and by folder the agentic and review minutes that are planned in it."""

    monday: datetime.date
    claims: Mapping[str, tuple[int, int]]

    @property
    def agentic(self) -> int:
        """All agentic minutes that are claimed."""
        return sum(agentic for agentic, _ in self.claims.values())

    @property
    def review(self) -> int:
        """All review minutes that are claimed."""
        return sum(review for _, review in self.claims.values())


@dataclass(frozen=True)
class Person:
    """Somebody whose packages of several initiatives are planned for the same week, with agentic minutes of each."""

    name: str
    monday: datetime.date
    work: tuple[tuple[Initiative, Work, int], ...]


@dataclass(frozen=True)
class Portfolio:
    """All initiatives, by the names of their folders; `capacity` is what the team has each week, in minutes.

    `said` says whether a person said how much the team has; else it is the most that one of the initiatives plans with.
    """

    initiatives: tuple[Initiative, ...]
    capacity: tuple[int, int]
    said: bool = False

    @cached_property
    def day(self) -> datetime.date | None:
        """The newest day of the initiatives; None where there is none."""
        return max((one.updated for one in self.initiatives if one.updated), default=None)

    @cached_property
    def by_folder(self) -> Mapping[str, Initiative]:
        """The initiatives by the names of their folders."""
        return {one.folder: one for one in self.initiatives}

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The calendar weeks for which something is planned, in their order."""
        found: dict[datetime.date, dict[str, tuple[int, int]]] = {}
        for one in self.initiatives:
            for claim in one.claims:
                for monday, agentic, review in _by_week(claim):
                    before = found.setdefault(monday, {}).get(one.folder, (0, 0))
                    found[monday][one.folder] = before[0] + agentic, before[1] + review
        return tuple(Week(monday, found[monday]) for monday in sorted(found))

    def is_overbooked(self, week: Week) -> bool:
        """Whether several initiatives together claim more of the week than the team has."""
        return len(week.claims) > 1 and (week.agentic > self.capacity[0] or week.review > self.capacity[1])

    @property
    def running_week(self) -> datetime.date:
        """The Monday of the week of the portfolio's day."""
        return self.day - datetime.timedelta(days=self.day.weekday()) if self.day else datetime.date.min

    @cached_property
    def shared(self) -> tuple[Week, ...]:
        """The weeks that several initiatives claim, from the running one on."""
        return tuple(week for week in self.weeks if len(week.claims) > 1 and week.monday >= self.running_week)

    def is_stale(self, one: Initiative) -> bool:
        """Whether work of the initiative is planned for weeks that are over by the portfolio's day."""
        return not one.is_complete and any(one.folder in week.claims for week in self.weeks if week.monday < self.running_week)

    @cached_property
    def overbooked(self) -> tuple[Week, ...]:
        """The weeks of which more is claimed than the team has."""
        return tuple(week for week in self.shared if self.is_overbooked(week))

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Who is planned for in several initiatives in the same week, by name, then by week."""
        found: dict[tuple[str, datetime.date], list[tuple[Initiative, Work, int]]] = {}
        names: dict[str, str] = {}
        for one in self.initiatives:
            for package in one.packages:
                if not package.owner or not package.is_open or not package.first or not package.last:
                    continue
                names.setdefault(package.owner.casefold(), package.owner)
                for monday, agentic, _ in _by_week(Claim(package.first, package.last, package.left, 0), whole=True):
                    found.setdefault((package.owner.casefold(), monday), []).append((one, package, agentic))
        return tuple(
            Person(names[name], monday, tuple(work))
            for (name, monday), work in sorted(found.items(), key=lambda entry: entry[0])
            if len({one.folder for one, _, _ in work}) > 1
        )

    @cached_property
    def needs(self) -> tuple[tuple[Initiative, Work, str], ...]:
        """The dependencies between initiatives: the initiative, its package, and what it needs as `FOLDER/SLUG`."""
        return tuple(
            (one, package, need)
            for one in self.initiatives
            for package in one.packages
            for need in package.needs
            if is_elsewhere(need)
        )

    def may_start_now(self, one: Initiative) -> list[Work]:
        """The packages that wait in their plan for packages of other initiatives alone, all of which are complete by now."""
        found = []
        for package in one.packages:
            others = [need for need in package.needs if is_elsewhere(need)]
            if package.state != "waiting" or not others:
                continue
            needed = [self.work(need)[1] if need in others else one.by_slug.get(need) for need in package.needs]
            if all(work is not None and work.state == "complete" for work in needed):
                found.append(package)
        return found

    @cached_property
    def cycles(self) -> list[list[str]]:
        """Packages that wait for each other across initiatives, as `FOLDER/SLUG`, one cycle for each knot."""
        graph = {
            f"{one.folder}/{package.slug}": [need if is_elsewhere(need) else f"{one.folder}/{need}" for need in package.needs]
            for one in self.initiatives
            for package in one.packages
        }
        return cycles(graph)

    def work(self, name: str) -> tuple[Initiative | None, Work | None]:
        """The initiative and the package that `FOLDER/SLUG` names; None for what is not there."""
        folder, _, slug = name.rpartition("/")
        one = self.by_folder.get(folder)
        return one, one.by_slug.get(slug) if one else None


def _by_week(claim: Claim, whole: bool = False) -> list[tuple[datetime.date, int, int]]:
    """The claim by calendar weeks: spread evenly over its working days; all on its first day where it has none.

    Args:
        claim: the claim.
        whole: whether weeks in which nothing of it falls, for want of minutes, are listed too.
    """
    days = [claim.first + datetime.timedelta(days=place) for place in range((claim.last - claim.first).days + 1)]
    days = [day for day in days if day.weekday() < PER_WEEK] or [claim.first]
    found: dict[datetime.date, tuple[int, int]] = {}
    for place, day in enumerate(days):
        monday = day - datetime.timedelta(days=day.weekday())
        agentic, review = (
            minutes * (place + 1) // len(days) - minutes * place // len(days) for minutes in (claim.agentic, claim.review)
        )
        before = found.get(monday, (0, 0))
        found[monday] = before[0] + agentic, before[1] + review
    return [(monday, *shares) for monday, shares in found.items() if whole or any(shares)]


def snapshot(folder: str, roadmap: Mapping[str, Any], files: Collection[str]) -> Snapshot:
    """What the portfolio keeps of an initiative, in plain values.

    Args:
        folder: the name of its planning folder.
        roadmap: what its `roadmap.json` holds.
        files: the names of the documents that are in the folder.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: where that is no `roadmap.json` of this version's form.
    """
    forecast, last = roadmap["forecast"], roadmap["forecast"] or {}
    left = roadmap["totals"]["remaining"]
    reopened = bool(roadmap["reopened"])
    kept: Snapshot = {
        "folder": folder,
        "initiative": str(roadmap["initiative"]),
        "document": next((name for name in ("START-HERE.md", "README.md") if name in files), ""),
        "updated": datetime.date.fromisoformat(roadmap["updated"]).isoformat(),
        "phase": int(roadmap["phase"]),
        "checkpoint": roadmap["checkpoint"] or "",
        "reopened": reopened,
        "percent": int(roadmap["progress"]["percent"]),
        "finish": last["by"] if forecast else "",
        "finished": (last["day"] or "") if forecast and not roadmap["order"] else "",
        "later": last["weeks_later"] if forecast else None,
        "hours_per_week": [roadmap["hours_per_week"]["agentic"], roadmap["hours_per_week"]["review"]],
        "left": [*left["agentic"], left["review"]],
        "under_way": list(roadmap["under_way"]),
        "ready": list(roadmap["ready"]),
        "packages": [_work(package, files) for package in roadmap["packages"]],
        "weeks": [
            [max(week["starts"], roadmap["updated"]), week["ends"], week["agentic"], week["review"]]
            for week in roadmap["timeline"]
            if week["starts"] and (week["agentic"] or week["review"])
        ],
        "problems": [
            [one["code"], str(one["message"]), list(one["packages"])] for one in roadmap["problems"] if one["code"] in _SAID
        ],
        "others": sum(one["code"] not in _SAID for one in roadmap["problems"]),
    }
    # What cannot be read again is no snapshot.
    _read(kept)
    return kept


def _work(package: Mapping[str, Any], files: Collection[str]) -> dict[str, Any]:
    state = str(package["state"])
    if state == "complete":
        first, last = package["started"] or package["completed"], package["completed"]
    else:
        first, last = package["first_day"], package["last_day"]
    kept: dict[str, Any] = {
        "number": int(package["number"]),
        "slug": str(package["slug"]),
        "title": str(package["title"]),
        "file": package["file"] if package["file"] in files else "",
        "state": state,
        "owner": package["owner"] or "",
        "first": first or "",
        "last": last or "",
        "left": package["remaining"]["agentic"][1] if state != "complete" else 0,
        "needs": list(map(str, package["depends_on"])),
    }
    return {name: value for name, value in kept.items() if value not in ("", [], 0)}


def unreadable(folder: str, reason: str, before: Mapping[str, Any] | None) -> Snapshot:
    """What is kept of an initiative that cannot be read: what was known before, and why, in whole sentences."""
    known = {name: value for name, value in (before or {}).items() if name not in ("folder", "unreadable")}
    return {"folder": folder, "unreadable": reason, **known}


def read(initiatives: Sequence[Mapping[str, Any]], agentic: int | None = None, review: int | None = None) -> Portfolio:
    """The portfolio of these snapshots.

    Args:
        initiatives: the snapshots, as `snapshot` and `unreadable` make them.
        agentic: the team's agentic minutes of a week, as a person said; None for the most that an initiative plans with.
        review: the same for review.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: where these are no snapshots.
    """
    found = tuple(sorted((_read(one) for one in initiatives), key=lambda one: one.folder))
    most = [max((one.capacity[place] for one in found if one.phase and not one.is_complete), default=0) for place in (0, 1)]
    capacity = (most[0] if agentic is None else agentic, most[1] if review is None else review)
    return Portfolio(found, capacity, agentic is not None or review is not None)


def unpacked(kept: Any) -> list[Snapshot]:
    """The snapshots, as the answers file holds them: each as JSON on a line of a text.

    Raises:
        ValueError: where a line is no JSON.
    """
    if not isinstance(kept, str):
        return list(kept or ())
    import json

    return [json.loads(line) for line in kept.strip().split("\n")]


def of_answers(answers: Mapping[str, Any]) -> Portfolio:
    """The portfolio that its answers file describes; see `read`."""
    agentic, review = (answers.get(f"team_{name}_hours_per_week") for name in ("agentic", "review"))
    return read(
        unpacked(answers.get("initiatives")),
        parse_time(agentic) if text.one_line(agentic) else None,
        parse_time(review) if text.one_line(review) else None,
    )


def _read(kept: Mapping[str, Any]) -> Initiative:
    folder = str(kept["folder"])
    if "updated" not in kept:
        return Initiative(folder, folder, unreadable=str(kept["unreadable"]))
    return Initiative(
        folder=folder,
        title=text.one_line(kept["initiative"]) or folder,
        document=str(kept["document"]),
        unreadable=str(kept.get("unreadable") or ""),
        updated=datetime.date.fromisoformat(str(kept["updated"])),
        phase=_phase(kept["phase"]),
        checkpoint=_checkpoint(kept["checkpoint"]),
        reopened=bool(kept["reopened"]),
        percent=int(kept["percent"]),
        finish=_day(kept["finish"]),
        finished=_day(kept["finished"]),
        later=None if kept["later"] is None else int(kept["later"]),
        capacity=(_minutes(kept["hours_per_week"][0]), _minutes(kept["hours_per_week"][1])),
        left=(_minutes(kept["left"][0]), _minutes(kept["left"][1]), _minutes(kept["left"][2])),
        under_way=tuple(map(str, kept["under_way"])),
        ready=tuple(map(str, kept["ready"])),
        packages=tuple(_read_work(one) for one in kept["packages"]),
        claims=tuple(
            Claim(_a_day(first), max(_a_day(first), _a_day(last)), _minutes(agentic), _minutes(review))
            for first, last, agentic, review in kept["weeks"]
        ),
        problems=tuple((str(code), str(message), tuple(map(str, slugs))) for code, message, slugs in kept["problems"]),
        others=int(kept["others"]),
    )


def _read_work(kept: Mapping[str, Any]) -> Work:
    state = str(kept["state"])
    if state not in STATUS_WORDS:
        raise ValueError("is no state of a work package")
    first, last = _day(kept.get("first")), _day(kept.get("last"))
    return Work(
        number=int(kept["number"]),
        slug=str(kept["slug"]),
        title=text.one_line(kept["title"]),
        file=str(kept.get("file") or ""),
        state=state,
        owner=text.one_line(kept.get("owner")),
        first=min(first, last) if first and last else first,
        last=last,
        left=_minutes(kept.get("left") or 0),
        needs=tuple(map(str, kept.get("needs") or ())),
    )


def _phase(value: Any) -> int:
    if int(value) not in range(1, len(PHASES) + 1):
        raise ValueError("is no phase")
    return int(value)


def _checkpoint(value: Any) -> str:
    if value and value not in SUBJECTS:
        raise ValueError("is no checkpoint")
    return str(value or "")


def _minutes(value: Any) -> int:
    return round(float(value) * 60)


def _day(value: Any) -> datetime.date | None:
    return _a_day(value) if value else None


def _a_day(value: Any) -> datetime.date:
    return datetime.date.fromisoformat(str(value))


def view(portfolio: Portfolio) -> dict[str, Any]:
    """What the documents show, as plain values: the templates only walk through it."""
    open_ones = [one for one in portfolio.initiatives if one.is_known and not one.is_complete]
    left = [sum(one.left[place] for one in open_ones) for place in (0, 1, 2)]
    weeks = portfolio.shared[:MOST_WEEKS]
    return {
        "day": portfolio.day.isoformat() if portfolio.day else "",
        "count": _count(portfolio),
        "left": say("{span} agentic + {review}h review", span=_span(left[0], left[1]), review=_hours(left[2]))
        if any(left)
        else "",
        "attention": _attention(portfolio),
        "rows": [_row(portfolio, one) for one in portfolio.initiatives],
        "next": [found for one in portfolio.initiatives if (found := _next(portfolio, one))],
        "gantt": gantt(portfolio),
        "undrawn": [_named(one) for one in portfolio.initiatives if one.is_known and not drawn(one)],
        "by_initiative": not _each_package(portfolio),
        "capacity": {
            "words": say(
                "{agentic}h agentic and {review}h review",
                agentic=_hours(portfolio.capacity[0]),
                review=_hours(portfolio.capacity[1]),
            ),
            "said": portfolio.said,
        },
        "weeks": [_week(portfolio, week) for week in weeks],
        "more_weeks": len(portfolio.shared) - len(weeks),
        "alone": len(open_ones) < 2,
        "people": _people(portfolio),
        "needs": [_need(portfolio, *need) for need in portfolio.needs],
    }


def _count(portfolio: Portfolio) -> str:
    groups = (
        ("{count} in implementation", [one for one in portfolio.initiatives if one.phase == 7 and not one.is_complete]),
        ("{count} in planning", [one for one in portfolio.initiatives if 0 < one.phase < 7]),
        ("{count} complete", [one for one in portfolio.initiatives if one.is_complete]),
        ("{count} not known", [one for one in portfolio.initiatives if not one.is_known]),
    )
    said = text.join(say(message, count=len(members)) for message, members in groups if members)
    return f"{len(portfolio.initiatives)}{f' ({said})' if said else ''}"


def _named(one: Initiative) -> dict[str, str]:
    """The initiative by its title, and where that leads to; empty where to nowhere."""
    return {"title": one.title, "href": href(one.folder, one.document)}


def _package(one: Initiative, package: Work) -> dict[str, str]:
    return {
        "title": package.name,
        "href": href(one.folder, package.file),
        "state": STATUS_WORDS[package.state],
        "owner": package.owner,
    }


def href(folder: str, file: str) -> str:
    """The way from the portfolio to a file of an initiative, as a URL; empty where there is none."""
    return f"{quote(folder)}/{quote(file)}" if file else ""


def _hours(minutes: int) -> str:
    """Hours to the half: a week's share of a plan is no finer than its estimates."""
    return hours(round(minutes / 30) * 30)


def _span(low: int, high: int) -> str:
    return f"{_hours(low)}h" if _hours(low) == _hours(high) else f"{_hours(low)}-{_hours(high)}h"


def _attention(portfolio: Portfolio) -> list[dict[str, Any]]:
    """What needs attention, by initiative; at the end what is about several: there the initiative is None."""
    found = [
        {"initiative": _named(one), "points": points} for one in portfolio.initiatives if (points := _points(portfolio, one))
    ]
    several = []
    for cycle in portfolio.cycles:
        if len({name.rpartition("/")[0] for name in cycle}) > 1:
            names = f" {say('needs')} ".join([*cycle, cycle[0]])
            several.append(
                say("These work packages wait for each other: {names}. Take one of the dependencies out.", names=names)
            )
    if portfolio.overbooked:
        first = portfolio.overbooked[0].monday.isoformat()
        weeks = text.count(len(portfolio.overbooked), "week")
        several.append(
            say(
                "In {weeks} more is planned than the team has, first in that of {first}: see Capacity.",
                weeks=weeks,
                first=first,
            )
        )
    return [*found, *([{"initiative": None, "points": several}] if several else [])]


def _points(portfolio: Portfolio, one: Initiative) -> list[str]:
    """What of the initiative needs attention."""
    found = []
    if one.unreadable:
        found.append(f"{one.unreadable} {say('Its last figures are shown.')}" if one.is_known else one.unreadable)
    if one.checkpoint and not one.is_complete:
        words = waiting_words(one)
        found.append(f"{words[:1].upper()}{words[1:]}.")
    if portfolio.is_stale(one) and one.updated:
        found.append(
            say(
                "Its day is {day}: what is planned there before {monday} is not counted here. Say there what has been done.",
                day=one.updated.isoformat(),
                monday=portfolio.running_week.isoformat(),
            )
        )
    if startable := portfolio.may_start_now(one):
        message = (
            "{names} can start now: what it waits for in other initiatives is complete. Tell that plan: {command} in its folder."
            if len(startable) == 1
            else "{names} can start now: what they wait for in other initiatives is complete. Tell that plan: {command} in its folder."
        )
        found.append(say(message, names=text.join(package.name for package in startable), command=UPDATE))
    found += [message for _, message, _ in one.problems]
    if one.others and not one.is_complete:
        points = text.count(one.others, "further point") if found else text.count(one.others, "point")
        found.append(say("{points} under Needs Attention there.", points=points))
    return found


def waiting_words(one: Initiative) -> str:
    """What a person is to confirm in the initiative: `confirm the roadmap again (checkpoint roadmap)`."""
    message = (
        "confirm {subject} again (checkpoint {checkpoint})" if one.reopened else "confirm {subject} (checkpoint {checkpoint})"
    )
    return say(message, subject=SUBJECTS[one.checkpoint], checkpoint=one.checkpoint)


def phase_words(one: Initiative, *, emoji: bool = True) -> str:
    """The phase by number and name, and the checkpoint that waits; that all is complete. Without `emoji` all in words."""
    if one.is_complete:
        return say("✅ Complete") if emoji else without_emoji(say("✅ Complete"))
    words = f"{one.phase} {PHASES[one.phase - 1]}"
    if not one.checkpoint:
        return words
    message = "{phase}, 🛑 {checkpoint} reopened" if one.reopened else "{phase}, 🛑 {checkpoint}"
    return say(message if emoji else WITHOUT_EMOJI[message], phase=words, checkpoint=one.checkpoint)


def later_words(one: Initiative) -> str:
    """The finish against what was approved; empty where nothing is."""
    if one.later is None:
        return ""
    if one.later == 0:
        return say("as approved")
    if abs(one.later) == 1:
        return say("one week later" if one.later > 0 else "one week earlier")
    return say("{count} weeks later" if one.later > 0 else "{count} weeks earlier", count=abs(one.later))


def finish_words(one: Initiative) -> str:
    """When it is finished; empty where that is not planned."""
    if one.is_complete and one.finished:
        return one.finished.isoformat()
    return say("by {day}", day=one.finish.isoformat()) if one.finish else ""


def _row(portfolio: Portfolio, one: Initiative) -> dict[str, Any]:
    late = [package for package in one.concerned("late") if package.is_open]
    blocked = blocked_packages(one)
    return {
        **_named(one),
        "is_known": one.is_known,
        "phase": phase_words(one) if one.is_known else "",
        "progress": f"{one.percent}%",
        "complete": say(
            "{complete} of {counted}",
            complete=sum(package.state == "complete" for package in one.packages),
            counted=len(one.counted),
        )
        if one.packages
        else "",
        "under_way": [_package(one, one.by_slug[slug]) for slug in one.under_way if slug in one.by_slug],
        "finish": finish_words(one),
        "later": later_words(one),
        "late": text.join(nn(package.number) for package in late),
        "blocked": text.join(nn(package.number) for package in blocked),
    }


def blocked_packages(one: Initiative) -> list[Work]:
    """The open packages that wait for something from outside of their initiative."""
    return [package for package in one.concerned("blocked") if package.is_open]


def next_slugs(one: Initiative) -> list[str]:
    """The packages to go on with, then those that can be started."""
    return [slug for slug in dict.fromkeys((*one.under_way, *one.ready)) if slug in one.by_slug]


def _next(portfolio: Portfolio, one: Initiative) -> dict[str, Any] | None:
    if not one.is_known or one.is_complete:
        return None
    slugs = next_slugs(one)
    return {
        **_named(one),
        "confirm": waiting_words(one) if one.checkpoint else "",
        "packages": [_package(one, one.by_slug[slug]) for slug in slugs[:MOST_NEXT]],
        "further": len(slugs) - MOST_NEXT if len(slugs) > MOST_NEXT else 0,
    }


def drawn(one: Initiative) -> list[Work]:
    """The packages that have a bar, by their first day."""
    found = [
        package
        for package in one.packages
        if package.first and package.last and (package.is_open or package.state == "complete")
    ]
    return sorted(found, key=lambda package: (package.first, package.last, package.number))


def _each_package(portfolio: Portfolio) -> bool:
    """Whether the timeline draws each package; else each initiative."""
    return sum(len(drawn(one)) for one in portfolio.initiatives) <= MOST_BARS


def gantt(portfolio: Portfolio) -> str:
    """The timeline of all initiatives as a Mermaid gantt: a section for each; empty where nothing has a day."""
    each = _each_package(portfolio)
    late = {(one.folder, package.slug) for one in portfolio.initiatives for package in one.concerned("late")}
    sections: list[tuple[str, list[GanttBar]]] = []
    for place, one in enumerate(portfolio.initiatives, 1):
        packages = drawn(one)
        if not packages:
            continue
        if each:
            bars = [
                GanttBar(
                    f"i{place}_{nn(package.number)}_{package.slug.replace('-', '_')}",
                    f"{nn(package.number)} {label(package.title)}",
                    _marks(package, (one.folder, package.slug) in late),
                    package.first or datetime.date.min,
                    package.last or datetime.date.min,
                )
                for package in packages
            ]
        else:
            days = [day for package in packages for day in (package.first, package.last) if day]
            marks = ["done"] if one.is_complete else ["active"] if one.under_way else []
            bars = [
                GanttBar(
                    f"i{place}",
                    label(say("{percent}% complete", percent=one.percent)).replace("#37;", "%"),
                    marks,
                    min(days),
                    max(days),
                )
            ]
        sections.append((label(one.title, _NAME), bars))
    return bars_chart(sections, portfolio.day, _ROOM) if sections else ""


def _marks(package: Work, late: bool) -> list[str]:
    if package.state == "complete":
        return ["done"]
    return [*(["crit"] if late else []), *(["active"] if package.state in ("in-progress", "partial") else [])]


def _week(portfolio: Portfolio, week: Week) -> dict[str, Any]:
    agentic, review = portfolio.capacity
    return {
        "monday": week.monday.isoformat(),
        "claims": [
            {
                **_named(portfolio.by_folder[folder]),
                "words": say("{agentic}h + {review}h review", agentic=_hours(claimed), review=_hours(reviewed)),
            }
            for folder, (claimed, reviewed) in week.claims.items()
        ],
        "agentic": _claimed(week.agentic, agentic),
        "review": _claimed(week.review, review),
    }


def _claimed(minutes: int, there: int) -> str:
    message = "{claimed}h of {there}h ⚠️" if minutes > there else "{claimed}h of {there}h"
    return say(message, claimed=_hours(minutes), there=_hours(there))


def _people(portfolio: Portfolio) -> list[dict[str, Any]]:
    """Who is planned for in several initiatives at once: weeks in a row with the same packages are one entry."""
    found: list[dict[str, Any]] = []
    for person in portfolio.people:
        key = (person.name, [(one.folder, package.slug) for one, package, _ in person.work])
        minutes = sum(claimed for _, _, claimed in person.work)
        monday = person.monday
        if found and found[-1]["key"] == key and found[-1]["last"] + datetime.timedelta(days=7) == monday:
            found[-1]["last"] = monday
            found[-1]["most"] = max(found[-1]["most"], minutes)
            continue
        work = [{**_package(one, package), "initiative": one.title} for one, package, _ in person.work]
        found.append({"key": key, "name": person.name, "first": monday, "last": monday, "most": minutes, "work": work})
    return [
        {
            "name": entry["name"],
            "weeks": say("in the week of {first}", first=entry["first"].isoformat())
            if entry["first"] == entry["last"]
            else say("in the weeks of {first} to {last}", first=entry["first"].isoformat(), last=entry["last"].isoformat()),
            "hours": f"{_hours(entry['most'])}h"
            if entry["first"] == entry["last"]
            else say("up to {hours}h a week", hours=_hours(entry["most"])),
            "over": entry["most"] > portfolio.capacity[0],
            "work": entry["work"],
        }
        for entry in found
    ]


def _need(portfolio: Portfolio, one: Initiative, package: Work, name: str) -> dict[str, Any]:
    other, needed = portfolio.work(name)
    if needed is None or other is None:
        words, reference = say("is not there"), {"title": name, "href": "", "state": "", "owner": ""}
    else:
        reference = _package(other, needed)
        words = reference["state"]
        if needed.is_open and needed.last:
            words = say("{state}, forecast {day}", state=words, day=needed.last.isoformat())
    return {
        "initiative": _named(one),
        "package": _package(one, package),
        "other": _named(other) if other else None,
        "need": reference,
        "words": words,
        "is_open": package.is_open and (needed is None or needed.state != "complete"),
    }
