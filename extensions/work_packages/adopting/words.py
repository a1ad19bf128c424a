"""Words: what people and language models write in planning documents for what this template calls a status, an effort and so on.

English and German. A word that is in no table here is not understood, and never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..planning import answers as rules
from ..planning import text

#: What is written for each status, in lower case.
_STATUS: dict[str, tuple[str, ...]] = {
    "ready": (
        *("ready for implementation", "ready for review", "ready to start", "ready to begin", "ready", "not started yet"),
        *("not started", "not yet started", "to be started", "planned", "todo", "to do", "to-do", "pending", "open", "backlog"),
        *("proposed", "draft", "queued", "up next", "next up", "upcoming", "new", "bereit zur umsetzung", "bereit", "geplant"),
        *("offen", "noch nicht begonnen", "nicht begonnen", "ausstehend", "entwurf", "neu"),
    ),
    "in-progress": (
        *("in progress", "in-progress", "work in progress", "wip", "started", "ongoing", "under way", "underway", "active"),
        *("in development", "in implementation", "implementing", "doing", "in review", "in arbeit", "in bearbeitung"),
        *("in umsetzung", "begonnen", "angefangen", "läuft", "laufend"),
    ),
    "partial": (
        *("partially complete", "partially completed", "partially done", "partially implemented", "partly done", "partial"),
        *("half done", "teilweise fertig", "teilweise erledigt", "teilweise umgesetzt", "teilweise", "halb fertig"),
    ),
    "complete": (
        *("complete", "completed", "done", "finished", "shipped", "merged", "implemented", "closed", "delivered", "released"),
        *("fertiggestellt", "fertig", "erledigt", "abgeschlossen", "umgesetzt", "geliefert"),
    ),
    "deferred": (
        *("deferred", "postponed", "on hold", "on-hold", "paused", "parked", "later", "zurückgestellt", "verschoben"),
        *("pausiert", "aufgeschoben", "später"),
    ),
    "dropped": (
        *("dropped", "cancelled", "canceled", "won't do", "wont do", "won't fix", "wontfix", "abandoned", "rejected"),
        *("verworfen", "gestrichen", "abgebrochen", "entfällt", "abgelehnt"),
    ),
}

#: Signs that stand for a status by themselves.
_SIGNS = {
    **{"✅": "complete", "☑": "complete", "✔": "complete", "🎉": "complete", "🚧": "in-progress", "🔄": "in-progress"},
    **{"🏗": "in-progress", "📋": "ready", "📝": "ready", "⬜": "ready", "🔲": "ready", "☐": "ready", "🆕": "ready"},
    **{"⏸": "deferred"},
}

#: Signs that may stand before the words of a status; some stand for several.
_OTHER_SIGNS = "⚠❌🚫⏳⌛🟢🟡🟠🔴🔵⚪⚫🟣🔜▶⏩🗑💤❎🏁🚀"

#: How a status is written in the place of another one, by language.
_WRITTEN = {
    "en": {
        **{"ready": "Ready", "in-progress": "In Progress", "partial": "Partial", "complete": "Complete"},
        **{"deferred": "Deferred", "dropped": "Dropped"},
    },
    "de": {
        **{"ready": "Bereit", "in-progress": "In Arbeit", "partial": "Teilweise", "complete": "Fertig"},
        **{"deferred": "Zurückgestellt", "dropped": "Verworfen"},
    },
}
_SIGN_OF = {"ready": "📋", "in-progress": "🚧", "partial": "⚠️", "complete": "✅", "deferred": "⏸️", "dropped": "❌"}

#: Words of a status that the template has no counterpart for.
_BLOCKED = ("blocked", "waiting", "blockiert", "wartet", "wartend")

_PRIORITY: dict[str, tuple[str, ...]] = {
    "high": (
        "high",
        "highest",
        "critical",
        "urgent",
        "must have",
        "must",
        "p0",
        "p1",
        "hoch",
        "sehr hoch",
        "kritisch",
        "dringend",
    ),
    "medium": ("medium", "normal", "moderate", "mid", "med", "should have", "should", "p2", "mittel"),
    "low": ("low", "lowest", "minor", "could have", "could", "nice to have", "nice-to-have", "p3", "p4", "niedrig", "gering"),
}
#: The workflow's signs of priorities.
_PRIORITY_SIGNS = {"🔴": "high", "🟠": "medium", "🟡": "low"}
_PRIORITY_WRITTEN = {
    "en": {"high": "High", "medium": "Medium", "low": "Low"},
    "de": {"high": "Hoch", "medium": "Mittel", "low": "Niedrig"},
}
_GERMAN = re.compile(r"hoch|mittel|niedrig|gering|kritisch|dringend", re.IGNORECASE)

#: What a label, or the head of a table's column, is about; in lower case.
_LABELS: dict[str, tuple[str, ...]] = {
    "status": ("status", "state", "current status", "stand", "zustand"),
    "effort": (
        *("estimated effort", "effort estimate", "effort", "estimate", "estimated time", "time estimate", "time", "hours"),
        *("estimation", "agentic effort", "agentic time", "agentic", "duration", "size", "aufwand", "geschätzter aufwand"),
        *("schätzung", "stunden", "dauer", "zeitaufwand"),
    ),
    "review": (
        "review",
        "review time",
        "review effort",
        "human review",
        "prüfung",
        "durchsicht",
        "reviewzeit",
        "review-aufwand",
    ),
    "priority": ("priority", "prio", "priorität"),
    "order": ("order", "rank", "sequence", "reihenfolge", "rang"),
    "depends_on": (
        *("depends on", "dependencies", "dependency", "requires", "blocked by", "needs", "prerequisites", "prerequisite"),
        *("deps", "abhängigkeiten", "abhängigkeit", "abhängig von", "hängt ab von", "braucht", "voraussetzung"),
        *("voraussetzungen", "benötigt"),
    ),
    "owner": ("owner", "assignee", "assigned to", "responsible", "lead", "verantwortlich", "zuständig", "bearbeiter"),
    "pr": ("pr", "prs", "pull request", "pull requests", "pr/adr", "merge request", "mr"),
    "due": ("due", "due date", "deadline", "target date", "fällig", "fällig am", "termin", "frist"),
    "value": ("value", "business value", "nutzen", "wert", "geschäftswert"),
    "risk": ("risk", "risk level", "technical risk", "risiko"),
    "reason": ("why", "rationale", "reason", "warum", "begründung", "grund"),
    "started": ("started", "started on", "start date", "begonnen", "begonnen am"),
    "completed": ("completed", "completed on", "completion date", "finished", "finished on", "fertig am", "abgeschlossen am"),
    "actual": ("actual", "actual effort", "actual time", "time spent", "ist-aufwand", "tatsächlich"),
    "date": ("created", "date", "created on", "planning date", "erstellt", "erstellt am", "datum", "angelegt"),
    "updated": ("last updated", "updated", "zuletzt geändert", "aktualisiert", "letzte änderung"),
    "previous": ("previous planning", "previous session", "continues", "vorherige planung", "vorige planung"),
    "purpose": ("purpose", "goal", "objective", "zweck", "ziel"),
    "title": (
        *("work package", "work packages", "feature", "features", "package", "title", "name", "item", "plan", "document"),
        *("file", "arbeitspaket", "arbeitspakete", "paket", "titel", "dokument", "datei", "thema", "task"),
    ),
    "number": ("#", "nr", "nr.", "no", "no.", "number", "nummer", "phase", "wp", "id", "ap"),
    "week": ("week", "woche", "sprint", "when", "wann"),
    "total": ("total", "total effort", "summe", "gesamt", "gesamtaufwand"),
    "next": ("next step", "next phase", "next", "nächster schritt", "als nächstes", "nächste phase"),
}
LABELS = {word: about for about, words in _LABELS.items() for word in words}

#: The headings of the template by what people write for them, in lower case and without signs; by document.
HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "plan": {
        "Overview": (
            *(
                "overview",
                "summary",
                "description",
                "goal",
                "objective",
                "what",
                "what & why",
                "what and why",
                "about",
                "purpose",
            ),
            *("überblick", "übersicht", "zusammenfassung", "beschreibung", "ziel", "worum es geht"),
            *("why", "motivation", "warum"),
        ),
        "Context from Analysis": (
            "context from analysis",
            "context",
            "background",
            "kontext",
            "hintergrund",
            "aus der analyse",
        ),
        "In Scope": ("in scope", "what's in", "included", "im umfang", "enthalten", "gehört dazu"),
        "Out of Scope": (
            "out of scope",
            "not in scope",
            "what's out",
            "excluded",
            "non-goals",
            "nicht im umfang",
            "gehört nicht dazu",
        ),
        "Requires (Blockers)": (
            *("requires (blockers)", "requires", "blockers", "blocked by", "depends on", "prerequisites", "braucht"),
            *("voraussetzungen", "hängt ab von"),
        ),
        "Success Criteria": (
            *("success criteria", "acceptance criteria", "definition of done", "done when", "criteria", "erfolgskriterien"),
            *("akzeptanzkriterien", "abnahmekriterien", "kriterien", "fertig, wenn"),
        ),
        "Implementation": ("implementation", "umsetzung"),
    },
    "START-HERE.md": {
        "🎯 Executive Summary": (
            *("executive summary", "summary", "overview", "tl;dr", "introduction", "zusammenfassung", "überblick", "übersicht"),
            *("worum es geht", "ziel"),
        ),
        "External Dependencies": ("external dependencies", "external", "externe abhängigkeiten", "von außen"),
    },
    "README.md": {
        "📋 Overview": ("overview", "summary", "about", "überblick", "übersicht", "zusammenfassung", "worum es geht")
    },
}

#: Headings under which a task list stands.
TASKS = (
    "tasks",
    "task list",
    "task breakdown",
    "implementation tasks",
    "implementation steps",
    "steps",
    "todo",
    "to do",
    "aufgaben",
    "schritte",
)

#: Headings of what a plan needs first, and of what needs it.
DEPENDENCIES = ("dependencies", "abhängigkeiten")
KINDS_OF_NEEDS = (
    *("internal", "external", "internal dependencies", "external dependencies", "other work packages", "intern", "extern"),
    *("interne abhängigkeiten", "externe abhängigkeiten"),
)
ENABLES = ("enables (unlocks)", "enables", "unlocks", "blocks", "required by", "ermöglicht", "wird gebraucht von")

#: Headings of a section that says one fact, or several, in labelled lines.
OF_FACTS = (
    "status",
    "metadata",
    "details",
    "info",
    "meta",
    "at a glance",
    "steckbrief",
    "eckdaten",
    "facts",
    "fakten",
    "progress",
    "fortschritt",
)

#: What says that there is nothing.
NOTHING = (
    *("", "-", "–", "—", "none", "nothing", "no", "n/a", "na", "no dependencies", "no blockers", "none identified", "nil"),
    *("keine", "keiner", "nichts", "kein", "entfällt", "keine abhängigkeiten", "nothing: this depends on no other work"),
    *("no external dependencies", "keine externen abhängigkeiten"),
)

_MONTHS = {
    **{
        name: at
        for at, name in enumerate(
            [
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            ],
            1,
        )
    },
    **{
        name: at
        for at, name in enumerate(
            [
                "januar",
                "februar",
                "märz",
                "april",
                "mai",
                "juni",
                "juli",
                "august",
                "september",
                "oktober",
                "november",
                "dezember",
            ],
            1,
        )
    },
    **{
        name: at
        for at, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
    },
    **{"sept": 9, "mär": 3, "mrz": 3, "okt": 10, "dez": 12},
}

SIGN = re.compile(
    r"[\U0001F000-\U0001FAFF\u2190-\u21FF\u2300-\u23FF\u2460-\u27BF\u2900-\u297F\u2B00-\u2BFF\uFE0F\u200D\u20E3]+"
)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)(?:\s[^)]*)?\)")
_NUMBER = r"[0-9]{1,4}(?:[.,][0-9]+)?"
_HOURS = r"(?:h|hrs?\.?|hours?|std\.?|stunden?|h/agentic)"
_DAYS = r"(?:days?|tage?n?|pt|d)"
_WEEKS = r"(?:weeks?|wochen?|w)"
_MINUTES = r"(?:min(?:s|\.|utes?|uten)?)"
_UNIT = rf"(?:{_HOURS}|{_DAYS}|{_WEEKS}|{_MINUTES})(?![^\W\d_])"
_TIME = re.compile(
    rf"(?:(?:~|≈|ca\.?|about|approx\.?|etwa)\s*)?(?P<low>{_NUMBER})(?:\s*(?P<first>{_UNIT}))?"
    rf"(?:\s*(?:-|–|—|to|bis)\s*(?P<high>{_NUMBER})(?:\s*(?P<second>{_UNIT}))?)?(?![\w%])",
    re.IGNORECASE,
)
_FOR_REVIEW = re.compile(r"[\s*_)]*(?:of\s+|for\s+)?(?:human\s+)?(?:review|prüf|durchsicht)", re.IGNORECASE)
_REVIEW_FIRST = re.compile(r"(?:review|prüfung|durchsicht)[\s*_]*[:=]?[\s*_]*$", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_GERMAN_DAY = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.(\d{4})(?!\d)")
_NAMED_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)?\s+([^\W\d_]{3,9})\.?,?\s+(\d{4})(?!\d)")
_AMERICAN_DAY = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")


@dataclass(frozen=True)
class Found:
    """A value that was read: in this template's form, where it stands in the words, and what had to be assumed for it."""

    value: str
    start: int
    end: int
    assumed: str = ""


def plain(words: str) -> str:
    """The words without links' targets, signs and the marks of emphasis, on one line."""
    said = _LINK.sub(r"\1", words)
    return " ".join(re.sub(r"[*_`~]+", "", SIGN.sub(" ", said)).split()).strip(" .:;,-–—|")


def key(words: str) -> str:
    """The words as tables of this module have them."""
    return plain(words).casefold()


def label(words: str) -> str:
    """What a label is about; empty where it is none."""
    said = re.sub(r"^[#\s]+$", "#", words.strip()) if words.strip(" *") == "#" else key(words)
    return LABELS.get(said, "")


def is_nothing(words: str) -> bool:
    """Whether the words say that there is nothing."""
    return key(words) in NOTHING


def _at_start(words: str, table: dict[str, tuple[str, ...]]) -> Found | None:
    """The value whose words the text begins with, after signs and emphasis; the longest of several."""
    lead = re.match(rf"(?:[\s*_`~>:]|{SIGN.pattern})*", words)
    start = lead.end() if lead else 0
    rest = words[start:].casefold()
    best: Found | None = None
    for value, names in table.items():
        for name in names:
            if (
                rest.startswith(name)
                and not rest[len(name) : len(name) + 1].isalnum()
                and (not best or len(name) > best.end - start)
            ):
                best = Found(value, start, start + len(name))
    return best


def status(words: str) -> Found | None:
    """The status that the words begin with, its sign before them taken along; None where there is none."""
    found = _at_start(words, _STATUS)
    sign = next((match for match in SIGN.finditer(words) if match[0].rstrip("\ufe0f")), None)
    if found is not None:
        if found.end < len(words) and re.match(r"[\s*_]*\?", words[found.end :]):
            return None
        start = sign.start() if sign and sign.end() <= found.start and _is_status_sign(sign[0]) else found.start
        return Found(found.value, start, found.end)
    if blocked := _at_start(words, {"ready": _BLOCKED}):
        said = words[blocked.start : blocked.end]
        return Found(
            "ready",
            blocked.start,
            blocked.end,
            f"{text.quoted(said)} has no counterpart: taken as ready; say what it waits for in blocked_by",
        )
    if sign and not plain(words) and sign[0][:1] in _SIGNS:
        return Found(_SIGNS[sign[0][:1]], sign.start(), sign.end())
    return None


def _is_status_sign(sign: str) -> bool:
    return sign[:1] in _SIGNS or sign[:1] in _OTHER_SIGNS


def status_in_place(words: str, found: Found, value: str, known: dict[str, str]) -> str:
    """The words with another status in the place of the one that was found, written as that one is.

    Args:
        words: the words as they stand.
        found: the status in them.
        value: the other status.
        known: the words that the document uses for statuses, by status.
    """
    before = words[found.start : found.end]
    said = plain(before)
    sign = SIGN.match(before)
    if not said:
        new = _SIGN_OF[value]
    else:
        german = any(said.casefold() in names[_first_german(one) :] for one, names in _STATUS.items())
        new = _in_case(said, known.get(value) or _WRITTEN["de" if german else "en"][value])
        if sign:
            gap = before[sign.end() : len(before) - len(before[sign.end() :].lstrip(" *_"))]
            new = f"{_SIGN_OF[value]}{gap}{new}"
    return words[: found.start] + new + words[found.end :]


def _first_german(value: str) -> int:
    first = {
        "ready": "bereit zur umsetzung",
        "in-progress": "in arbeit",
        "partial": "teilweise fertig",
        "complete": "fertiggestellt",
    }
    first |= {"deferred": "zurückgestellt", "dropped": "verworfen"}
    return _STATUS[value].index(first[value])


def _in_case(before: str, new: str) -> str:
    return new.upper() if before.isupper() and len(before) > 1 else new.lower() if before.islower() else new


def priority(words: str) -> Found | None:
    """The priority that the words begin with; by the workflow's sign alone where there are no words."""
    found = _at_start(words, _PRIORITY)
    sign = SIGN.search(words)
    if found is not None:
        start = sign.start() if sign and sign.end() <= found.start else found.start
        said = words[found.start : found.end].casefold()
        assumed = (
            ""
            if said in ("high", "medium", "low", "hoch", "mittel", "niedrig")
            else f"{text.quoted(words[found.start : found.end])} is taken as {found.value}"
        )
        return Found(found.value, start, found.end, assumed)
    if sign and not plain(words) and sign[0][:1] in _PRIORITY_SIGNS:
        return Found(_PRIORITY_SIGNS[sign[0][:1]], sign.start(), sign.end())
    return None


def priority_in_place(words: str, found: Found, value: str) -> str:
    """The words with another priority in the place of the one that was found, written as that one is."""
    before = words[found.start : found.end]
    said, sign = plain(before), SIGN.match(before)
    signs = {one: mark for mark, one in _PRIORITY_SIGNS.items()}
    new = _in_case(said, _PRIORITY_WRITTEN["de" if _GERMAN.search(said) else "en"][value]) if said else ""
    if sign:
        gap = before[sign.end() : len(before) - len(before[sign.end() :].lstrip(" *_"))]
        new = f"{signs[value]}{gap}{new}"
    return words[: found.start] + new + words[found.end :]


def reason(words: str, found: Found) -> str:
    """What stands in brackets, or behind a dash, after a value: its reason."""
    rest = words[found.end :].strip().strip("*_").strip()
    match = re.fullmatch(r"\((.+)\)[.\s]*", rest) or re.fullmatch(r"[-–—:,]\s+(.+)", rest)
    return match[1].strip() if match else ""


def time(words: str) -> tuple[Found | None, Found | None]:
    """The effort and the review that the words state, as `4-6h` and `1h`; None for each that they do not.

    A day counts as eight hours and a week as forty, which is said as assumed.
    """
    effort: Found | None = None
    review: Found | None = None
    for match in _TIME.finditer(words):
        unit = (match["second"] or match["first"] or "").casefold()
        of_review = bool(_FOR_REVIEW.match(words, match.end()) or _REVIEW_FIRST.search(words[: match.start()]))
        if not unit and (effort is not None or plain(words) != plain(match[0])):
            continue
        if effort is not None and not of_review:
            continue
        found = _in_hours(match, unit)
        if of_review:
            review = review or found
        else:
            effort = found
    return effort, review


def _in_hours(match: re.Match[str], unit: str) -> Found:
    per = 1.0
    assumed = ""
    if re.fullmatch(_DAYS, unit):
        per, assumed = 8.0, f"{text.quoted(match[0])} is taken as eight hours a day"
    elif re.fullmatch(_WEEKS, unit):
        per, assumed = 40.0, f"{text.quoted(match[0])} is taken as forty hours a week"
    elif re.fullmatch(_MINUTES, unit):
        per = 1 / 60
    elif not unit:
        assumed = f"{text.quoted(match[0])} is taken as hours"
    low, high = (float(match[name].replace(",", ".")) * per if match[name] else None for name in ("low", "high"))
    value = f"{_number(low)}-{_number(high)}h" if high is not None and high != low else f"{_number(low)}h"
    return Found(value, match.start(), match.end(), assumed)


def _number(hours: float | None) -> str:
    return f"{hours or 0:.2f}".rstrip("0").rstrip(".")


def effort_in_place(words: str, found: Found, value: str) -> str:
    """The words with another effort in the place of the one that was found, in its unit: hours alone can be written anew."""
    before = words[found.start : found.end]
    match = _TIME.fullmatch(before)
    low, _, high = value.removesuffix("h").partition("-")
    if not match:
        return words
    dash = re.search(r"[0-9]\s*(?:h|std\.?)?(\s*(?:-|–|—|to|bis)\s*)[0-9]", before)
    unit = before[match.end("high" if match["high"] else "low") :]
    head = before[: match.start("low")]
    new = f"{head}{low}{(dash[1] if dash else '-') + high if high else ''}{unit}"
    return words[: found.start] + new + words[found.end :]


def day(words: str) -> str:
    """The day that the words name, as YYYY-MM-DD; empty where they name none."""
    import datetime

    said = plain(words)
    parts: tuple[int, int, int] | None = None
    if match := _ISO.search(said):
        parts = int(match[1]), int(match[2]), int(match[3])
    elif match := _GERMAN_DAY.search(said):
        parts = int(match[3]), int(match[2]), int(match[1])
    elif (match := _NAMED_DAY.search(said)) and match[2].casefold() in _MONTHS:
        parts = int(match[3]), _MONTHS[match[2].casefold()], int(match[1])
    elif (match := _AMERICAN_DAY.search(said)) and match[1].casefold() in _MONTHS:
        parts = int(match[3]), _MONTHS[match[1].casefold()], int(match[2])
    try:
        found = datetime.date(*parts).isoformat() if parts else ""
    except ValueError:
        return ""
    # A day that no answer may be is none.
    return "" if rules.problem("date", found) else found


def is_month(words: str) -> bool:
    """Whether the words are a month and a year, such as `November 2025`."""
    match = re.fullmatch(r"([^\W\d_]{3,9})\.?\s+(\d{4})", plain(words))
    return bool(match and match[1].casefold() in _MONTHS)


def links(words: str) -> list[str]:
    """The targets of the links in the words, without what follows `#`."""
    return [match[2].split("#")[0] for match in _LINK.finditer(words)]


def pulls(words: str) -> list[str]:
    """The pull requests that the words name."""
    return list(
        dict.fromkeys(
            f"PR #{number}" for number in re.findall(r"(?:PR|MR|pull request)\s*[#!]?\s*(\d{1,6})", words, re.IGNORECASE)
        )
    )
