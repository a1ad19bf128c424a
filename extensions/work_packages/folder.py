"""The planning folder on disk: its answers file, its records and its documents."""

from __future__ import annotations

import codecs
import contextlib
import functools
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from .planning import migrating, records, text
from .planning.records import Record

#: The initiative's answers, and the folder of the records, below the planning folder.
ANSWERS = ".copier-answers.yml"
RECORDS = ".planning"

#: All that is computed, for programs.
ROADMAP = f"{RECORDS}/roadmap.json"

#: What a command begins to write, until all of it is written (`unfinished`).
JOURNAL = f"{RECORDS}/.unfinished.json"

#: What git is told of the folder's files.
ATTRIBUTES = ".gitattributes"

_MARKERS = {"<<<<<<< ": ("before updating", "ours"), ">>>>>>> ": ("after updating", "theirs")}


class UnreadableFile(Exception):
    """A YAML file that holds no mapping; the message says why."""


def load(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        OSError: when the file cannot be read.
        UnreadableFile: when it is no file, no YAML, or no mapping.
    """
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise UnreadableFile("is no file")
    return _parsed(path, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_size)


@functools.lru_cache(maxsize=4096)
def _parsed(path: Path, *_state: int) -> dict[str, Any]:
    # Copier asks for the same files at every prompt; the arguments say whether the file is still the same.
    try:
        data = text.from_yaml(path.read_bytes())
    except ValueError as error:
        raise UnreadableFile(str(error)) from error
    if not isinstance(data, dict):
        raise UnreadableFile("holds no answers")
    return data


def holds(content: bytes, answers: bytes) -> bool:
    """Whether the YAML text, whatever else it says, gives the same answers as the other one."""
    try:
        there, wanted = (text.from_yaml(one) for one in (content, answers))
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
        return bool(text.from_yaml(one) == text.from_yaml(other)) if name == ANSWERS else json.loads(one) == json.loads(other)
    except ValueError:
        return False


class _Plain(yaml.SafeDumper):
    """Writes each value out where it stands; YAML's aliases are for no reader of these files."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def dump(data: Mapping[str, Any]) -> str:
    """The mapping as YAML in block style, one answer to a line as far as it goes, in the given order."""
    return str(yaml.dump(dict(data), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10**9))


def dump_line(data: Mapping[str, Any]) -> str:
    """The mapping as YAML on a single line."""
    text = yaml.dump(dict(data), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10**9, default_flow_style=True)
    return str(text).strip()


def is_initiative(answers: Mapping[str, Any]) -> bool:
    """Whether the answers are those of an initiative of this template."""
    return answers.get("part") == "initiative" and "initiative" in answers


def initiative_answers(path: Path) -> dict[str, Any] | None:
    """The answers in the file, where it is an initiative's answers file; else None."""
    try:
        answers = load(path)
    except (OSError, UnreadableFile):
        return None
    if not is_initiative(answers):
        return None
    answers = migrating.renamed(answers)
    return answers if isinstance(answers.get("documents"), list) else {**answers, "documents": []}


def read_records(folder: Path, known: Iterable[Mapping[str, Any]] = ()) -> list[Record]:
    """The snapshot of the records in the planning folder.

    A record that cannot be read keeps the answers that the `known` snapshot has of it, beside the fault; one that was
    never read is listed with its fault alone.
    """
    before: dict[str, Mapping[str, Any]] = {name: one for one in known if (name := records.record_file(one))}
    found: list[Mapping[str, Any]] = []
    slugs: dict[str, str] = {}
    there = {path.name for path in (folder / RECORDS).glob("*.yml")}
    # Of two records with one slug, the one that was there first counts.
    for name in sorted(there, key=lambda name: (name not in before, name)):
        reason = ""
        record: Mapping[str, Any] = {}
        try:
            record = load(folder / RECORDS / name)
        except (OSError, UnreadableFile) as error:
            reason = (error.strerror or "cannot be read") if isinstance(error, OSError) else str(error)
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
        if name not in there and lost.get("slug") not in slugs and (folder / records.document_file(lost)).exists():
            found.append({**lost, "unreadable": f"{name} is missing"})
    return records.snapshot(found)


def document_text(path: Path) -> str | None:
    """The text of a document; None where there is no such document."""
    return path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else None


def is_record(name: str) -> bool:
    """Whether the file, by its name below the planning folder, is a record."""
    return name.startswith(f"{RECORDS}/") and name.endswith(".yml")


def is_document(name: str) -> bool:
    """Whether the file, by its name below the planning folder, is one that the template and people write together."""
    return name == ATTRIBUTES or (name.endswith(".md") and "/" not in name)


def documents(folder: Path) -> list[Path]:
    """The files in the planning folder that the template and people write together."""
    return [path for path in [*sorted(folder.glob("*.md")), folder / ATTRIBUTES] if path.is_file()]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the planning folder that is its own, by its name below it."""
    paths = [folder / ANSWERS, folder / ROADMAP, *documents(folder), *(folder / RECORDS).glob("*.yml")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def links(folder: Path) -> list[str]:
    """The names of the documents, records and answers in the planning folder that are symbolic links."""
    own = (folder / name for name in (ATTRIBUTES, ANSWERS, RECORDS))
    paths = [*sorted(folder.glob("*.md")), *own, *sorted((folder / RECORDS).glob("*"))]
    return [path.relative_to(folder).as_posix() for path in paths if path.is_symlink()]


def conflicted(folder: Path) -> list[str]:
    """The names of the files in the planning folder that hold conflict markers."""
    names = [path.name for path in sorted(folder.glob("*.md.rej"))]
    for path in [*documents(folder), folder / ANSWERS, *sorted((folder / RECORDS).glob("*"))]:
        if not path.is_file():
            continue
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        if has_markers(lines):
            names.append(path.relative_to(folder).as_posix())
    return names


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


def not_utf8(folder: Path) -> dict[str, str]:
    """What is wrong with each file of the planning folder that is not saved as UTF-8, by its name below it."""
    paths = [folder / ANSWERS, folder / ROADMAP, *documents(folder), *sorted((folder / RECORDS).glob("*.yml"))]
    found = {}
    for path in paths:
        # One that cannot be read is reported where it is read.
        with contextlib.suppress(OSError):
            if path.is_file() and (wrong := encoding_fault(path.read_bytes())):
                found[path.relative_to(folder).as_posix()] = wrong
    return found


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
