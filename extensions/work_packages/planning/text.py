"""Text that people typed: cleaned, split into items, turned into slugs, and made safe inside Markdown."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

#: Longest slug, in characters. Keeps file names readable and paths short enough for every file system.
SLUG_LENGTH = 60

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
)
_INLINE = re.compile(r"[\\`*\[\]<|#~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_ENTITY_OR_TAG = re.compile(r"<|&(?=#?\w+;)")
_BLOCK_START = re.compile(r"^(#{1,6}(?=\s|$)|>|\||`{3,}|~{3,}|=+\s*$|([-*_])(?:\s*\2){2,}\s*$|[+*-]$|\[[^\]]+\]:)")


def clean(value: Any) -> str:
    """The text as typed, without control and direction characters, in NFC, trimmed; `None` is empty."""
    if value is None:
        return ""
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", text).strip()


def one_line(value: Any) -> str:
    """The cleaned text on one line, each run of white space one space."""
    return " ".join(clean(value).split())


def items(value: Any) -> list[str]:
    """A list answer as clean one-line items: a list, or text split at line ends and semicolons.

    Text that is a YAML list (`[a, b]`, or lines that start with `- `) is read as one. Empty items are left out.
    """
    if value is None:
        return []
    if isinstance(value, str):
        value = parts(clean(value))
    elif isinstance(value, dict) or not isinstance(value, Iterable):
        value = [value]
    return [text for text in (one_line(_item(entry)) for entry in value) if text]


def parts(text: str) -> list[Any]:
    """The entries of a list that was typed as text: those of a YAML list, else what stands between semicolons and line ends."""
    if text.startswith("[") or re.match(r"-\s", text):
        try:
            parsed = yaml.safe_load(text)
        except yaml.YAMLError:
            parsed = None
        if isinstance(parsed, list):
            return parsed
    return re.split(r"[;\n]", text)


def typed(entries: Sequence[str], separator: str = "; ") -> str:
    """The entries as people type a list, so that `items` reads them back: between separators, or as a YAML list."""
    if any(";" in entry or entry.startswith(("[", "- ")) for entry in entries):
        return json.dumps(entries, ensure_ascii=False)
    return separator.join(entries)


def _item(entry: Any) -> str:
    # YAML reads "Latency: under 200 ms" as a mapping; the person meant the sentence.
    if isinstance(entry, dict):
        return ", ".join(f"{key}: {value}" for key, value in entry.items())
    if isinstance(entry, (list, tuple)):
        return ", ".join(_item(inner) for inner in entry)
    if isinstance(entry, bool):
        return str(entry).lower()
    return "" if entry is None else str(entry)


def slugify(title: Any) -> str:
    """The title in kebab case, ASCII (workflow, "Naming Conventions"); empty when it holds no Latin letter or digit."""
    folded = unicodedata.normalize("NFKD", clean(title)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", folded))
    slug = "-".join(words)
    if len(slug) <= SLUG_LENGTH:
        return slug
    cut = slug[: SLUG_LENGTH + 1].rpartition("-")[0]
    return cut or slug[:SLUG_LENGTH]


def is_slug(value: Any) -> bool:
    """Whether the value is a slug: lower-case ASCII letters and digits in groups, joined by single hyphens."""
    return isinstance(value, str) and len(value) <= SLUG_LENGTH and bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value))


def has_letters(value: Any) -> bool:
    """Whether the text holds a letter or digit of any script."""
    return any(character.isalnum() for character in clean(value))


def inline(value: Any) -> str:
    """The text on one line with every Markdown and HTML sign escaped: what is read is what was typed."""
    return _INLINE.sub(lambda sign: "\\" + sign.group(0), one_line(value))


def item(value: Any) -> str:
    """One line of prose: inline Markdown such as code and links stays, HTML and block signs do not."""
    return _line(one_line(value), lists=False)


def cell(value: Any) -> str:
    """One line of prose for a table's cell: as `item`, with pipes escaped."""
    return re.sub(r"(?<!\\)\|", r"\\|", item(value))


def prose(value: Any) -> str:
    """Paragraphs of prose: inline Markdown and flat lists stay; headings, fences, tables and HTML become plain text."""
    lines = [_line(" ".join(line.split()), lists=True) for line in clean(value).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _line(text: str, *, lists: bool) -> str:
    text = _ENTITY_OR_TAG.sub(lambda sign: "\\" + sign.group(0), text)
    if not lists and re.match(r"([-+*]|\d+[.)])(\s|$)", text):
        return re.sub(r"^(\d*)", r"\1\\", text, count=1)
    return "\\" + text if _BLOCK_START.match(text) else text


def join(parts: Iterable[str], last: str = "and") -> str:
    """The parts as a phrase: `a`, `a and b`, `a, b and c`."""
    words = list(parts)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: `1 week`, `3 weeks`, `2 analyses`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def quoted(value: Any) -> str:
    """The value as an error message shows it: quoted, on one line, at most 80 characters."""
    text = one_line(value)
    return '"' + (text if len(text) <= 80 else text[:77] + "...") + '"'
