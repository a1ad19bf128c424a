"""The planning folder on disk: its answers file, its records and its documents."""

from __future__ import annotations

import codecs
import contextlib
import marshal
import os
import re
import stat
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

import yaml

from .planning import migrating, records, text
from .planning.fields import PLANNING_ROOT
from .planning.records import Record

#: The initiative's answers, and the folder of the records, below the planning folder.
ANSWERS = ".copier-answers.yml"
RECORDS = ".planning"

#: All that is computed, for programs.
ROADMAP = f"{RECORDS}/roadmap.json"

#: What a command begins to write, until all of it is written (`unfinished`).
JOURNAL = f"{RECORDS}/.unfinished.json"

#: By this name a folder that was read holds what is known of those beside it, as JSON: no file of its own has such a name.
LOOKED = "../"

#: What git is told of the folder's files.
ATTRIBUTES = ".gitattributes"

#: The rules of the house, which lie beside the planning folders: how the file is named in one that was read.
HOUSE = "../house.yml"

#: What coding agents are told of the folder.
NOTES = "AGENTS.md"

#: No file holds conflict markers that does not hold this.
_BEGINS = b"<<<<<<< "

_MARKERS = {"<<<<<<< ": ("before updating", "ours"), ">>>>>>> ": ("after updating", "theirs")}


#: The answers file of a portfolio, beside the planning folders.
PORTFOLIO = ".portfolio.yml"


class UnreadableFile(Exception):
    """A YAML file that holds no mapping; the message says why."""


def load(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        OSError: when the file cannot be read.
        UnreadableFile: when it is no file, no YAML, or no mapping.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableFile("is no file")
    return parsed(path.read_bytes())


def parsed(content: bytes) -> dict[str, Any]:
    """The mapping in a YAML text.

    Raises:
        UnreadableFile: when it is no YAML, or no mapping.
    """
    try:
        data = _from_yaml(content)
    except ValueError as error:
        raise UnreadableFile(str(error)) from error
    if not isinstance(data, dict):
        raise UnreadableFile("holds no answers")
    return data


#: What was read of YAML texts, by the texts, and of how many it is kept.
_READ: dict[bytes, bytes] = {}
_MOST_READ = 1000


def _from_yaml(content: bytes) -> Any:
    """The value in a YAML text, a new one each time. It is read once: a command meets most of its texts several times.

    Raises:
        ValueError: when it is no YAML, or its value cannot be an answer.
    """
    if (kept := _READ.get(content)) is not None:
        return marshal.loads(kept)
    value = text.from_yaml(content)
    if len(_READ) >= _MOST_READ:
        _READ.clear()
    with contextlib.suppress(ValueError):
        # Days that stand without quotes are no values of marshal's.
        _READ[content] = marshal.dumps(value)
    return value


def holds(content: bytes, answers: bytes) -> bool:
    """Whether the YAML text, whatever else it says, gives the same answers as the other one."""
    try:
        there, wanted = (_from_yaml(one) for one in (content, answers))
    except ValueError:
        return False
    return isinstance(there, dict) and all(name in there and there[name] == value for name, value in wanted.items())


def says_the_same(name: str, one: bytes, other: bytes) -> bool:
    """Whether two texts of a computed file, by its name below the planning folder, hold the same values."""
    if name not in (ANSWERS, ROADMAP) or one == other:
        return one == other
    # Who only reads a plan does without it.
    import json

    try:
        return bool(_from_yaml(one) == _from_yaml(other)) if name == ANSWERS else json.loads(one) == json.loads(other)
    except (ValueError, RecursionError):
        return False


class _Plain(yaml.SafeDumper):
    """Writes each value out where it stands; YAML's aliases are for no reader of these files."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


class _Fast(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """The same by libyaml, which writes the same as long as no character lies beyond the first 65,536: those it escapes."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def dump(data: Mapping[str, Any], *, flow: bool = False) -> str:
    """The mapping as YAML in block style, one answer to a line as far as it goes, in the given order; or in `flow` style."""
    import json

    fits = max(json.dumps(data, ensure_ascii=False, default=str)) <= "\uffff"
    options: dict[str, Any] = {"sort_keys": False, "allow_unicode": True, "width": 10**9, "default_flow_style": flow}
    return str(yaml.dump(dict(data), Dumper=_Fast if fits else _Plain, **options))


def dump_line(data: Mapping[str, Any]) -> str:
    """The mapping as YAML on a single line."""
    return dump(data, flow=True).strip()


#: What the template stores beside a person's answers, and that grows with the plan.
PACKED = ("continued", "observed", "checkpoints", "house", "documents")

#: What YAML may not hold as it is, or takes for the end of a line.
_ESCAPED = re.compile("[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def packed(name: str, value: Any) -> str:
    """A value of `PACKED` as lines of the answers file: JSON as a text of YAML's, an entry of a list, or a value, to a line.

    Copier reads the answers file with YAML in plain Python, four times in an update. A text costs it a sixth of the same values
    in YAML, which at 200 packages are three seconds.
    """
    import json

    def line(entry: Any, indent: int | None = None) -> str:
        said = json.dumps(entry, ensure_ascii=False, indent=indent, default=str)
        return _ESCAPED.sub(lambda sign: json.dumps(sign[0])[1:-1], said)

    if not value:
        return f"{name}: {line(value)}\n"
    lines = [line(one) for one in value] if isinstance(value, list) else line(value, 1).split("\n")
    return f"{name}: |\n" + "".join(f"  {one}\n" for one in lines)


def unpacked(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The initiative's answers as values. What is no text, or no JSON, stays: earlier releases stored YAML."""
    import json

    found = dict(answers)
    for name in PACKED:
        said = found.get(name)
        if isinstance(said, str) and said.startswith("{"):
            with contextlib.suppress(ValueError, RecursionError):
                lines = [line for line in said.split("\n") if line.strip()]
                found[name] = json.loads("\n".join(lines) if name != "documents" else f"[{','.join(lines)}]")
    return found


def is_initiative(answers: Mapping[str, Any]) -> bool:
    """Whether the answers are those of an initiative of this template."""
    return answers.get("part") == "initiative" and "initiative" in answers


def initiative_answers(path: Path) -> dict[str, Any] | None:
    """The answers in the file, where it is an initiative's answers file; else None."""
    try:
        return _initiative_answers(path.read_bytes())
    except OSError:
        return None


def _initiative_answers(content: bytes) -> dict[str, Any] | None:
    try:
        answers = parsed(content)
    except UnreadableFile:
        return None
    if not is_initiative(answers):
        return None
    # What is there and no list is damaged: it stays, and is named (`answers.stored_problems`).
    return {"documents": [], **unpacked(migrating.renamed(answers))}


@dataclass(frozen=True)
class Folder:
    """A planning folder as it was read: its own files, by their names below it, and why others among its records cannot be read.

    Attributes:
        files: the content of each document, record, answers file and `roadmap.json`, as it is.
        faults: by name what is among the records and cannot be read, with the reason.
    """

    files: Mapping[str, bytes]
    faults: Mapping[str, str] = field(default_factory=dict)
    _parsed: dict[bytes, dict[str, Any]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def answers(self) -> dict[str, Any] | None:
        """The initiative's answers; None where the folder has no answers file of one."""
        return _initiative_answers(self.files[ANSWERS]) if ANSWERS in self.files else None

    @cached_property
    def records(self) -> list[Record]:
        """The snapshot of the records that are there now.

        A record that cannot be read keeps the answers that the initiative's snapshot has of it, beside the fault; one that
        was never read is listed with its fault alone.
        """
        known = (self.answers or {}).get("documents")
        before: dict[str, Mapping[str, Any]] = {}
        for one in known if isinstance(known, list) else ():
            with contextlib.suppress(KeyError, ValueError, TypeError, AttributeError):
                if name := records.record_file(one):
                    before[name] = one
        found: list[Mapping[str, Any]] = []
        slugs: dict[str, str] = {}
        there = {name.removeprefix(f"{RECORDS}/") for name in (*self.files, *self.faults) if is_record(name)}
        # Of two records with one slug, the one that was there first counts.
        for name in sorted(there, key=lambda name: (name not in before, name)):
            record: Mapping[str, Any] = {}
            reason = self.faults.get(f"{RECORDS}/{name}", "")
            if not reason:
                try:
                    record = self.record(f"{RECORDS}/{name}")
                except UnreadableFile as error:
                    reason = str(error)
                else:
                    reason = records.fault_in(name, record)
            if reason:
                record = {**before.get(name, {"part": "unreadable"}), "unreadable": f"{text.one_line(name)} {reason}"}
            if records.is_package(record):
                first = slugs.setdefault(record["slug"], name)
                if first != name:
                    record = {"part": "unreadable", "unreadable": f"{name} has the slug of {first}"}
            found.append(record)
        # A record that is gone while its document is there was lost rather than dropped: the document keeps what people wrote.
        for name, lost in before.items():
            if name not in there and lost.get("slug") not in slugs and records.document_file(lost) in self.files:
                found.append({**lost, "unreadable": f"{name} is missing"})
        return records.snapshot(found)

    def record(self, name: str) -> dict[str, Any]:
        """The answers in a record, by its name below the folder; read once, however often the folder changes around it.

        Raises:
            UnreadableFile: when it is no YAML, or no mapping.
        """
        content = self.files[name]
        if content not in self._parsed:
            self._parsed[content] = parsed(content)
        return self._parsed[content]

    @cached_property
    def others(self) -> dict[str, Any] | None:
        """What is known of the initiatives beside the folder, by the names of their folders; None where nobody has looked."""
        if LOOKED not in self.files:
            return None
        import json

        found: dict[str, Any] = json.loads(self.files[LOOKED])
        return found

    @cached_property
    def texts(self) -> dict[str, str]:
        """The documents that are there, as text."""
        return {
            name: content.decode("utf-8-sig", errors="replace") for name, content in self.files.items() if is_document(name)
        }

    def with_files(self, changed: Mapping[str, bytes]) -> Folder:
        """The same folder with these files; one that is written is readable."""
        faults = {name: why for name, why in self.faults.items() if name not in changed}
        return Folder({**self.files, **changed}, faults, self._parsed)

    def without(self, names: Collection[str]) -> Folder:
        """The same folder without these files."""
        return Folder({name: one for name, one in self.files.items() if name not in names}, self.faults, self._parsed)


def read(folder: Path) -> Folder:
    """The planning folder as it is now.

    Raises:
        OSError: when a file other than a record cannot be read.
    """
    files, faults = {}, {}
    for path in (*(folder / name for name in (ANSWERS, ROADMAP, ATTRIBUTES)), *sorted(folder.glob("*.md"))):
        if path.is_file():
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    if (rules := house_file(folder)) is not None:
        files[HOUSE] = rules.read_bytes()
    for path in (folder / RECORDS).glob("*.yml"):
        name = path.relative_to(folder).as_posix()
        try:
            if path.is_file():
                files[name] = path.read_bytes()
            else:
                faults[name] = "is no file"
        except OSError as error:
            faults[name] = error.strerror or "cannot be read"
    return Folder(files, faults)


def house_file(folder: Path) -> Path | None:
    """The rules of the house for a planning folder: beside it, else in the repository's usual place; None where there are none."""
    absolute = folder.absolute()
    places = [absolute.parent]
    for above in absolute.parents:
        places.append(above / PLANNING_ROOT)
        if (above / ".git").exists():
            break
    return next((file for place in places if (file := place / PurePath(HOUSE).name).is_file()), None)


def portfolio_files(folder: Path) -> list[str]:
    """The files of the portfolio that the planning folder belongs to, as they are named from it; none where there is none."""
    above = folder.resolve().parent
    if not (above / PORTFOLIO).is_file():
        return []
    return [f"../{name}" for name in (PORTFOLIO, "README.md") if (above / name).is_file()]


def is_record(name: str) -> bool:
    """Whether the file, by its name below the planning folder, is a record."""
    return name.startswith(f"{RECORDS}/") and name.endswith(".yml")


def is_document(name: str) -> bool:
    """Whether the file, by its name below the planning folder, is one that the template and people write together."""
    return name == ATTRIBUTES or (name.endswith(".md") and "/" not in name)


def links(folder: Path) -> list[str]:
    """The names of the documents, records and answers in the planning folder that are symbolic links."""
    own = (folder / name for name in (ATTRIBUTES, ANSWERS, RECORDS))
    paths = [*sorted(folder.glob("*.md")), *own, *sorted((folder / RECORDS).glob("*"))]
    return [path.relative_to(folder).as_posix() for path in paths if path.is_symlink()]


def conflicted(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The names of the files in the planning folder that hold conflict markers, or that Copier has rejected."""
    rejected = [path.name for path in sorted(folder.glob("*.md.rej"))]
    return [*rejected, *sorted(marked(files), key=lambda name: (name.startswith("."), name))]


def marked(files: Mapping[str, bytes]) -> list[str]:
    """The names of the files that hold conflict markers, in their order."""
    found = ((name, content) for name, content in files.items() if _BEGINS in content)
    return [name for name, content in found if has_markers(content.decode("utf-8", errors="replace").splitlines())]


def has_markers(lines: Iterable[str]) -> bool:
    """Whether the lines hold conflict markers: the template's anywhere, git's outside of code blocks, where people quote them."""
    seen: set[str] = set()
    fenced = False
    for line in lines:
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        for marker, labels in _MARKERS.items():
            if line.startswith(marker) and (not fenced or line.rstrip()[len(marker) :] in labels):
                seen.add(marker)
    return len(seen) == len(_MARKERS)


def not_utf8(files: Mapping[str, bytes]) -> dict[str, str]:
    """What is wrong with each file that is not saved as UTF-8, by its name."""
    return {name: wrong for name, content in files.items() if (wrong := encoding_fault(content))}


def encoding_fault(content: bytes) -> str:
    """Why the text is not UTF-8, as the end of a sentence; empty where it is. A byte order mark is fine."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "is saved as UTF-16"
    if b"\0" in content:
        return f"holds a zero byte in line {_line_of(content, content.index(0))}, as UTF-16 does"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"0x{content[error.start]:02x}"
        return (
            f"holds a byte in line {_line_of(content, error.start)} that is no UTF-8 ({byte}), as Latin-1 and Windows-1252 do"
        )
    return ""


def _line_of(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def with_plain_ends(content: bytes) -> bytes:
    """The text with the line ends that the template writes, and without a byte order mark."""
    return content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")


def with_ends_of(before: bytes, content: bytes) -> bytes:
    """The text with what was there `before`: the line ends of Windows, where most lines ended so, and the byte order mark."""
    if 2 * before.count(b"\r\n") > before.count(b"\n"):
        content = with_plain_ends(content).replace(b"\n", b"\r\n")
    return codecs.BOM_UTF8 + content if before.startswith(codecs.BOM_UTF8) else content


def part_of(path: Path) -> Path:
    """The file in which a new content is written before it takes the place of the old one."""
    return path.with_name(f".{path.name}.tmp")


def write(path: Path, content: bytes) -> None:
    """Write the file in one step: a reader, or a crash, sees the old content or the new, never a part of it.

    Raises:
        OSError: when it cannot be written; the old content stands.
    """
    part = part_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
