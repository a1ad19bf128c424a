"""Text that people typed: cleaned, split into items, turned into slugs, and made safe inside Markdown."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from .words import say

#: Longest slug, in characters. Keeps file names readable and paths short enough for every file system.
SLUG_LENGTH = 60

#: Deepest nesting of lists and mappings in an answer, and most values and repetitions (YAML's aliases) that it may hold.
_DEEPEST, _MOST, _MOST_ALIASES = 50, 100_000, 20

#: Reads YAML, by libyaml where it is there.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: Control and direction characters, halves of characters, and those by which text is hidden from who reads it.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_DISGUISED = re.compile("[\udc80-\udcff]")
_INLINE = re.compile(r"[\\`*\[\]<|#~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
#: Each with the backslashes before it: an even number of them escapes nothing.
_ENTITY_OR_TAG = re.compile(r"(\\*)(<|&(?=#?\w+;))")
_PIPE = re.compile(r"(\\*)(\|)")
_BLOCK_START = re.compile(r"^(#{1,6}(?=\s|$)|>|\||`{3,}|~{3,}|=+\s*$|([-*_])(?:\s*\2){2,}\s*$|[-:|][-:|\s]*$|[+*]$|\[.+\]:)")
_LIST_MARKS = re.compile(r"(?:(?:[-+*]|\d{1,9}[.)])\s)*")
#: Between the two parts of a link, or of the definition of one, whose address has another scheme than these.
_HARMFUL_LINK = re.compile(r"(?<=\])(?=[(:]\s*(?!https?:|mailto:)[a-z][a-z0-9+.-]*\\?:)", re.IGNORECASE)


def clean(value: Any) -> str:
    """The text as typed, without control, direction and hidden characters, in NFC, trimmed; `None` is empty."""
    if value is None:
        return ""
    if type(value) is str and value.isascii() and value.isprintable():
        # Most answers: there is nothing to clean, and a plan has thousands of them.
        return value.strip()
    text = unicodedata.normalize("NFC", _from_bytes(str(value))).replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", text).strip()


def _from_bytes(value: str) -> str:
    """The text, where a system that does not know UTF-8 has handed over its bytes in disguise; else as it is."""
    if not _DISGUISED.search(value):
        return value
    try:
        return value.encode("utf-8", errors="surrogateescape").decode("utf-8")
    except UnicodeError:
        return value


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
    """The entries of a list that was typed as text: those of a YAML list, else what stands between semicolons and line ends.

    Lines that all start with `- ` and are no YAML, such as "- `x`: y", are an entry each.
    """
    if text.startswith("[") or re.match(r"-\s", text):
        try:
            parsed = from_yaml(text)
        except ValueError:
            parsed = None
        if isinstance(parsed, list):
            return parsed
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(line.startswith("- ") for line in lines):
        return [line[2:] for line in lines]
    return re.split(r"[;\n]", text)


def from_yaml(content: str | bytes) -> Any:
    """The value in a YAML text, of plain values only.

    Raises:
        ValueError: when it is no YAML, or its value cannot be an answer; the message says why.
    """
    try:
        wrong = _entangled(content)
        value = None if wrong else yaml.load(content, Loader=LOADER)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError) as error:
        # The last three come of a tag such as `!!bool` on a value that is none.
        mark = getattr(error, "problem_mark", None)
        raise ValueError("is not valid YAML" + (f" at line {mark.line + 1}" if mark else "")) from error
    if wrong := wrong or unfit(value, most=max(_MOST, len(content))):
        raise ValueError(wrong)
    return value


def yaml_fault(content: str | bytes) -> str:
    """Why a text is no YAML, as the end of a sentence; empty where it is. Its values are not made: that takes most of the time."""
    try:
        return _entangled(content)
    except (yaml.YAMLError, ValueError, LookupError):
        return "is not valid YAML"


def _entangled(content: str | bytes) -> str:
    """Why a YAML text had better not be read: it is so deep, or repeats itself so often, that reading it would not end."""
    depth = aliases = 0
    for event in yaml.parse(content, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > _DEEPEST:
            return "is nested too deeply"
        if aliases > _MOST_ALIASES:
            return "repeats itself too often by aliases"
    return ""


def unfit(value: Any, most: int = _MOST) -> str:
    """Why a value that was read from YAML cannot be an answer, whatever the question; empty where it can.

    Written out, a value with repetitions may be without end, and a number may have more digits than can be written.
    """
    left = most
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        left -= 1
        if depth > _DEEPEST:
            return "is nested too deeply"
        if left < 0:
            return "holds too many values"
        if isinstance(one, float) and one != one:
            return "holds what is no number"
        if isinstance(one, int) and one.bit_length() > 1000:
            return "holds a number with too many digits"
        if isinstance(one, (list, dict)):
            inner = [*one, *one.values()] if isinstance(one, dict) else one
            waiting += [(entry, depth + 1) for entry in inner]
        elif not isinstance(one, (str, int, float, datetime.date, tuple, type(None))):
            return "holds what is no text, number, date, list or mapping"
    return ""


def typed(entries: Sequence[str], separator: str = "; ") -> str:
    """The entries as people type a list, so that `items` reads them back: between separators, or as a YAML list."""
    if any(";" in entry or entry.startswith(("[", "- ")) for entry in entries):
        # Who only reads a plan does without it; every module here imports this one.
        import json

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
    return _line(_harmless(one_line(value)), lists=False)


def cell(value: Any) -> str:
    """One line of prose for a table's cell: as `item`, with pipes escaped."""
    return _escaped(_PIPE, item(value))


def prose(value: Any) -> str:
    """Paragraphs of prose: inline Markdown and flat lists stay; headings, fences, tables and HTML become plain text."""
    lines = [_line(" ".join(line.split()), lists=True) for line in _harmless(clean(value)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _harmless(text: str) -> str:
    """The text in which links to scripts, data and files are no links; those to pages and documents stay."""
    return _HARMFUL_LINK.sub(r"\\", text)


def _escaped(signs: re.Pattern[str], text: str) -> str:
    """The text with a backslash before each of the signs that has none of its own."""
    return signs.sub(lambda found: found[1] + ("" if len(found[1]) % 2 else "\\") + found[2], text)


def _line(text: str, *, lists: bool) -> str:
    text = _escaped(_ENTITY_OR_TAG, text)
    if not lists and re.match(r"([-+*]|\d+[.)])(\s|$)", text):
        return re.sub(r"^(\d*)", r"\1\\", text, count=1)
    marks = _LIST_MARKS.match(text)[0] if lists and not _BLOCK_START.match(text) else ""  # type: ignore[index]
    rest = text[len(marks) :]
    return f"{marks}\\{rest}" if _BLOCK_START.match(rest) else text


_ADDRESS = re.compile(
    r"(?P<code>(`+)(?!`).+?(?<!`)\2(?!`))|(?P<before>(?<![!\\])[!\\]*)(?P<address>https?://[^\s<>()\[\]\\|\"'`]+)",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"/(pull|pulls|pull-requests|merge_requests)/([0-9]+)(?![^/?#.,;:!*_~])")


def linked(value: str) -> str:
    """The text with each address in it as a Markdown link, named by the pull request that it is of, else by its end."""

    def link(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        address = found["address"].rstrip(".,;:!?*_~")
        if address.count("/") < 2 or address.endswith("://"):
            return found[0]
        # A sign before the link would make an image of it, or no link.
        before = re.sub(r"[!\\]", r"\\\g<0>", found["before"])
        request = _REQUEST.search(address)
        if request:
            name = f"{'MR !' if request[1] == 'merge_requests' else 'PR #'}{request[2]}"
        else:
            name = inline(address.partition("//")[2].rstrip("/").rpartition("/")[2] or address.partition("//")[2])
        return f"{before}[{name}]({address}){found['address'][len(address) :]}"

    return _ADDRESS.sub(link, value) if "](" not in value else value


def join(parts: Iterable[str], last: str = "and") -> str:
    """The parts as a phrase: `a`, `a and b`, `a, b and c`."""
    words = list(parts)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say(last)} {words[-1]}"


def count(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: `1 week`, `3 weeks`, `2 analyses`."""
    return say(f"{{count}} {noun if number == 1 else plural or noun + 's'}", count=number)


def quoted(value: Any) -> str:
    """The value as an error message shows it: quoted, on one line, at most 80 characters."""
    text = one_line(value)
    return '"' + (text if len(text) <= 80 else text[:77] + "...") + '"'
