"""Files as a peer wrote them, read with care: what cannot be read is refused by name, and nothing in a file is trusted."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from ..planning import answers as rules
from ..planning import text
from .values import NotImportable

Files = Mapping[str, bytes]

#: Most bytes of a file of JSON, of any other file, and of YAML: far more than people and tools write.
LARGEST_JSON, LARGEST, LARGEST_HEAD = 20_000_000, 2_000_000, 200_000

_DEEPEST = 20
#: No peer needs more than text: a title such as `12:30`, `yes` or `3.10` is no number and no truth value.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_SUFFIXES = (".md", ".json", ".yml", ".yaml")
_NOT_OURS = frozenset((".git", "node_modules", ".venv"))


def is_read(name: str) -> bool:
    """Whether an import may want to read a file of this name; others need not be loaded from the disk."""
    return name.endswith(_SUFFIXES) and not _NOT_OURS.intersection(name.split("/"))


def check_names(files: Files) -> None:
    """Refuse names that lead out of the folder.

    Raises:
        NotImportable: for the first of them.
    """
    for name in files:
        if not name or name.startswith("/") or "\0" in name or ".." in name.split("/") or re.match(r"[A-Za-z]:[\\/]", name):
            raise NotImportable(name or "(no name)", "is a name that leads out of the folder. Import a folder without it.")


def text_of(files: Files, name: str) -> str:
    """The file's text, with line feeds for line ends, without a byte order mark; empty where there is no such file.

    Raises:
        NotImportable: when it is too large, or not UTF-8.
    """
    content = files.get(name)
    if content is None:
        return ""
    most = LARGEST_JSON if name.endswith(".json") else LARGEST
    if len(content) > most:
        raise NotImportable(name, f"is larger than {most // 1_000_000} MB. Import a smaller file.")
    try:
        read = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotImportable(name, "is not UTF-8 text. Save it as UTF-8.") from error
    if "\0" in read:
        raise NotImportable(name, "is not text: it holds a zero byte. Save it as UTF-8 text.")
    return read.replace("\r\n", "\n").replace("\r", "\n")


def json_of(files: Files, name: str) -> Any:
    """The value in a JSON file.

    Raises:
        NotImportable: when it is no JSON.
    """
    try:
        return json.loads(text_of(files, name))
    except RecursionError as error:
        raise NotImportable(name, "is nested too deeply to be read.") from error
    except ValueError as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise NotImportable(name, f"is not valid JSON{place}. Put it right, or export it anew.") from error


def yaml_of(content: str, name: str) -> dict[str, Any]:
    """The mapping in a YAML text, every value as text, list or mapping.

    Raises:
        NotImportable: when it is no YAML, no mapping, too large or too deep, or repeats itself.
    """
    if len(content) > LARGEST_HEAD:
        raise NotImportable(name, f"has more than {LARGEST_HEAD // 1000} kB of YAML. Shorten it.")
    try:
        depth = 0
        for event in yaml.parse(content, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
                raise NotImportable(name, "has YAML that repeats itself by aliases, or is nested too deeply. Write it out.")
        value = yaml.load(content, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise NotImportable(
            name, "has YAML that cannot be read" + (f", at its line {mark.line + 1}." if mark else ".")
        ) from error
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise NotImportable(name, "has YAML that is no list of names with values.")
    return {str(key): entry for key, entry in value.items()}


def front_matter(content: str, name: str) -> tuple[dict[str, Any] | None, str]:
    """The YAML between two lines of `---` at the head of a text, and the text below it; None where there is none.

    Raises:
        NotImportable: when the head has no end, or cannot be read.
    """
    lines = content.split("\n")
    if lines[0].rstrip() != "---":
        return None, content
    end = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end:
        raise NotImportable(name, "begins with --- and has no second line of --- that ends its front matter.")
    return yaml_of("\n".join(lines[1:end]), name), "\n".join(lines[end + 1 :])


def words(value: Any, file: str, where: str) -> str:
    """A value of JSON or YAML that is to be one line of text; empty where there is none.

    Raises:
        NotImportable: when it is a list, a mapping, or true or false.
    """
    return text.one_line(_plain(value, file, where))


def block(value: Any, file: str, where: str) -> str:
    """A value of JSON or YAML that is to be text of several lines.

    Raises:
        NotImportable: when it is a list, a mapping, or true or false.
    """
    return text.clean(_plain(value, file, where))


def _plain(value: Any, file: str, where: str) -> str:
    if isinstance(value, (list, dict, bool)):
        raise NotImportable(file, f"{where} is {_kind(value)}, where text belongs.")
    if isinstance(value, int) and value.bit_length() > 200:
        raise NotImportable(file, f"{where} is a number with too many digits.")
    return "" if value is None else str(value)


def listing(value: Any, file: str, where: str) -> list[Any]:
    """A value of JSON or YAML that is to be a list; nothing is an empty one, and one text a list of it.

    Raises:
        NotImportable: when it is anything else.
    """
    if value in (None, "", "null", "~"):
        return []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise NotImportable(file, f"{where} is {_kind(value)}, where a list belongs.")
    return value


def mapping(value: Any, file: str, where: str) -> dict[str, Any]:
    """A value of JSON or YAML that is to be a mapping; nothing is an empty one.

    Raises:
        NotImportable: when it is anything else.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotImportable(file, f"{where} is {_kind(value)}, where an object with names belongs.")
    return value


def _kind(value: Any) -> str:
    for kind, name in (
        (bool, "true or false"),
        (str, "text"),
        ((int, float), "a number"),
        (list, "a list"),
        (dict, "an object"),
    ):
        if isinstance(value, kind):
            return name
    return "nothing"


def day(value: Any) -> str:
    """The day, YYYY-MM-DD, with which a date or a time begins; empty where it is none that a plan could hold."""
    found = value.isoformat() if isinstance(value, datetime.date) else text.one_line(value)
    begin = found[:10]
    goes_on = len(found) > 10 and found[10] not in "T "
    return "" if goes_on or rules.problem("added", begin) else begin
