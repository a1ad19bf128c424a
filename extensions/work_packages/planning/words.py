"""Words: what the documents say, in the words of the house that they are rendered for.

A message is a text of the code or of a template with its values as `{names}`. A house has words of its own for it, in another
language perhaps; else the message is said as it is. The words in force are those of one render, see `spoken`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

#: A value's place in a message.
PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")

#: Signs that are shown as pictures, each with the selector that makes it one.
EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf\u23e9-\u23fa\u2b00-\u2bff][\ufe0e\ufe0f\u200d]*)+"
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf][\ufe0e\ufe0f\u200d]*)*"
)

#: Messages in which an emoji alone says something, and what says it where there are none.
WITHOUT_EMOJI = {
    "✅": "Done",
    "📝": "to write",
    "🗑️": "deleted",
    "✅ {phases}": "{phases} (complete)",
    "⏳": "(waits)",
    "👉": "now:",
    "👉 {label}": "now: {label}",
    "👉 the running week": "now: the running week",
    "✅ complete": "",
    "{phase}, 🛑 {checkpoint}": "{phase}, to confirm: {checkpoint}",
    "{phase}, 🛑 {checkpoint} reopened": "{phase}, to confirm: {checkpoint} reopened",
    "{claimed}h of {there}h ⚠️": "{claimed}h of {there}h, too much",
    "⏳ waits for something from outside": "(waits): for something from outside",
}


@dataclass(frozen=True, eq=False)
class Words:
    """The words of a house.

    Attributes:
        said: its words by message.
        emoji: whether emoji are shown.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    emoji: bool = True

    def of(self, message: str) -> str:
        """The words for a message, with its places."""
        core = message.strip()
        if self.emoji:
            said = self.said.get(core, core)
        elif (plain := WITHOUT_EMOJI.get(core)) is not None:
            said = self.said.get(plain, plain)
        else:
            said = without_emoji(self.said.get(core, core))
        return said if core == message else message.replace(core, said) if core else message

    @cached_property
    def messages(self) -> Mapping[str, str]:
        """The messages by what is said for them: by these the parts of a document are known in whatever words."""
        return {self.of(message): message for message in self.said}

    @cached_property
    def key(self) -> str:
        """What these words are known by, for what is compiled of them; empty for the workflow's own."""
        if self.are_plain:
            return ""
        said = "\0".join([str(self.emoji), *(part for pair in self.said.items() for part in pair)])
        return f"-{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    @property
    def are_plain(self) -> bool:
        """Whether every message is said as it is."""
        return self.emoji and not self.said


#: The workflow's own words.
PLAIN = Words()

_SPOKEN: ContextVar[Words] = ContextVar("words", default=PLAIN)


@contextmanager
def spoken(words: Words) -> Iterator[None]:
    """Say everything in these words for as long as the block lasts."""
    token = _SPOKEN.set(words)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def in_force() -> Words:
    """The words in which everything is said now."""
    return _SPOKEN.get()


def say(message: str, **values: object) -> str:
    """The message in the words in force, with its values.

    Args:
        message: the message, with the name of each value in braces.
        values: the values; text of people's stays as it is.
    """
    words = _SPOKEN.get()
    if words is not PLAIN:
        message = words.of(message)
    return message.format_map(values) if values else message


def small(said: str) -> str:
    """What was said in small letters, for the middle of a sentence; other words than the workflow's keep their capitals."""
    return said if _SPOKEN.get().said else said.lower()


def without_emoji(message: str) -> str:
    """The message without emoji, and without the blank that belonged to each."""
    plain = re.sub(rf"{EMOJI.pattern} |(?: |^)?{EMOJI.pattern}", "", message)
    return plain.strip() if plain != message and plain == plain.lstrip() else plain


class Spoken(Mapping[Any, Any]):
    """A table of messages that are said when they are looked up: its values are messages, or tuples or tables of them."""

    def __init__(self, messages: Mapping[Any, Any]) -> None:
        self.messages = messages

    def __getitem__(self, name: Any) -> Any:
        return _said(self.messages[name])

    def __iter__(self) -> Iterator[Any]:
        return iter(self.messages)

    def __len__(self) -> int:
        return len(self.messages)


class SpokenList(Sequence[str]):
    """A list of messages that are said when they are looked up."""

    def __init__(self, *messages: str) -> None:
        self.messages = messages

    def __getitem__(self, place: Any) -> Any:
        found = self.messages[place]
        return say(found) if isinstance(found, str) else [say(one) for one in found]

    def __len__(self) -> int:
        return len(self.messages)


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return say(value)
    return tuple(map(_said, value)) if isinstance(value, tuple) else Spoken(value)


# Templates

#: The parts of a template: what is computed, what decides, and comments.
_PARTS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)

#: What stands before the words of a line: signs of headings, entries of lists, quotes and boxes; and behind them.
_BEFORE = re.compile(r"\s*(?:(?:#{1,6}|[-*+>]|\d+\.|\[[ x]\]|<!--|<li>)(?:\s+|$))*")
_AFTER = re.compile(r"\s*(?:-->)?\s*$")

#: A text inside an expression, with what stands before it.
_TEXT = re.compile(
    r"""(?P<before>(?:[=!]=|\bin|\bcounted\(|\bdefault\(|\bown_sections(?:\[|\(roadmap,)|~)\s*)?(?P<quote>['"])(?P<text>(?:(?!(?P=quote)).)*)(?P=quote)"""
)

#: Where a page's tag begins or ends, or a line does; and an entity.
_TAG = re.compile(r"([<>\n]|&\w+;)")

#: An attribute of a tag that says something to people.
_SAYING_ATTRIBUTE = re.compile(r"aria-label=[\"']$")

#: A text inside an expression of a page; what is compared or handed over there names something.
_PAGE_TEXT = re.compile(r"""(?P<before>(?:[=!]=|\bin|\w\(|,|~)\s*)?(?P<quote>['"])(?P<text>(?:(?!(?P=quote)).)*)(?P=quote)""")

_LETTER = re.compile(r"[^\W\d_]")
_FENCE = re.compile(r"^\s*(?:> )?(```|~~~)(\w*)", re.MULTILINE)


def translated(source: str, say_it: Callable[[str], str], *, html: bool = False) -> str:
    """A template in which every text is said by `say_it`: a line, a cell of a table, or what stands between conditions.

    Args:
        source: the template.
        say_it: gives the words for a message.
        html: whether the template is of a page, whose tags stay.
    """
    if html:
        return _translated_page(source, say_it)
    found: list[str] = []
    segment: list[tuple[str, str]] = []
    at_start, in_code, is_row = True, "", False

    def close() -> None:
        found.append(_segment(segment, say_it, at_start=at_start))
        segment.clear()

    for part in _PARTS.split(source):
        if part.startswith("{{"):
            segment.append(("value", _expression(part, say_it)))
            continue
        if part.startswith(("{%", "{#")):
            close()
            found.append(_expression(part, say_it) if re.match(r"\{%[-+]?\s*set\b", part) else part)
            at_start = False if not part.endswith("-%}") else at_start
            continue
        for place, line in enumerate(part.split("\n")):
            if place:
                close()
                found.append("\n")
                at_start, is_row = True, False
            if at_start and not segment and (fence := re.match(r"\s*(?:> )?(?:```|~~~)(\w*)", line)):
                in_code = "" if in_code else fence[1] or "text"
                found.append(line)
                continue
            if in_code in ("sh", "bash", "mermaid") and not line.startswith("# "):
                found.append(line)
                continue
            is_row = is_row or (at_start and not segment and line.lstrip().startswith("|"))
            pieces = re.split(r"(?<!\\)(\|)", line) if is_row else [line]
            for piece in pieces:
                if is_row and piece == "|":
                    close()
                    found.append(piece)
                    at_start = True
                elif piece:
                    segment.append(("text", piece))
    close()
    return "".join(found)


def _translated_page(source: str, say_it: Callable[[str], str]) -> str:
    """A template of a page in which what stands between tags is said by `say_it`, and the attributes that say something."""
    found: list[str] = []
    segment: list[tuple[str, str]] = []
    in_tag = False

    def close() -> None:
        found.append(_segment(segment, say_it, at_start=False))
        segment.clear()

    for part in _PARTS.split(source):
        if part.startswith("{{"):
            if in_tag:
                found.append(_expression(part, say_it, _PAGE_TEXT) if _SAYING_ATTRIBUTE.search(found[-1]) else part)
            else:
                segment.append(("value", _expression(part, say_it, _PAGE_TEXT)))
        elif part.startswith(("{%", "{#")):
            close()
            found.append(part)
        else:
            for piece in _TAG.split(part):
                if in_tag:
                    found.append(piece)
                    in_tag = piece != ">"
                elif piece in ("<", "\n") or piece.startswith("&"):
                    close()
                    found.append(piece)
                    in_tag = piece == "<"
                elif piece:
                    segment.append(("text", piece))
    close()
    return "".join(found)


def _segment(parts: list[tuple[str, str]], say_it: Callable[[str], str], *, at_start: bool) -> str:
    """A run of text and values, said as one message."""
    raw = "".join(content for _, content in parts)
    if not any(kind == "text" and (_LETTER.search(content) or EMOJI.search(content)) for kind, content in parts):
        return raw
    names: dict[str, str] = {}
    message = "".join(content if kind == "text" else f"{{{_named(content, names)}}}" for kind, content in parts)
    before = _BEFORE.match(message)[0] if at_start else re.match(r"\s*", message)[0]  # type: ignore[index]
    after = _AFTER.search(message, len(before))[0]  # type: ignore[index]
    core = message[len(before) : len(message) - len(after)]
    said = say_it(core)
    if not said:
        return before + after.lstrip(" ")
    return before + PLACE.sub(lambda place: names.get(place[1], place[0]), said) + after


def _named(expression: str, names: dict[str, str]) -> str:
    """A name for the value, of those in use for others none: the last name in its expression before its filters."""
    inner = expression[2:-2].strip("-+ ").split("|")[0]
    inner = re.sub(r"\(.*\)$", "", inner.strip()) if not re.search(r"\bif\b| or ", inner) else inner
    words = re.findall(r"[a-z_][a-z0-9_]*", re.sub(r"""['"][^'"]*['"]""", "", re.split(r"\bif\b| or ", inner)[0]))
    name = words[-1].strip("_") if words else "value"
    base, number = name, 2
    while name in names and names[name] != expression:
        name, number = f"{base}{number}", number + 1
    names[name] = expression
    return name


def _expression(part: str, say_it: Callable[[str], str], texts: re.Pattern[str] = _TEXT) -> str:
    """An expression in which every text that is shown is said by `say_it`."""

    def say_text(match: re.Match[str]) -> str:
        content = match["text"]
        if match["before"] or (not re.search(r"[^\W\d_]{2}", content) and not EMOJI.search(content)):
            return match[0]
        core = content.strip()
        said = say_it(core).replace("\\", "\\\\").replace('"', '\\"')
        if not said:
            return '""'
        before, after = content[: len(content) - len(content.lstrip())], content[len(content.rstrip()) :]
        return f'"{before}{said}{after}"' if said != core else match[0]

    return texts.sub(say_text, part)
