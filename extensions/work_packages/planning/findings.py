"""What people wrote in the analysis documents, for the summary of the analysis checkpoint (workflow, 3.3).

Every section counts, of every type and with any heading: what it says is a finding, unless its heading says that it holds
implications, resolved or open questions. What the template computed, and its placeholders, are none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .formatting import meaning
from .placeholders import holds_placeholder
from .reading import Table, entries, outline, pieces
from .words import in_force, say

#: Longest entry of the summary, in characters; the document has the rest.
LONGEST = 240

#: The most entries of one document in one part of the summary; the document has the rest.
MOST = 8

#: The words in a heading by which its section belongs to a part of the summary; the first that is found counts.
_PARTS = (
    ("resolved", re.compile(r"(?<!un)(?:resolved|answered|settled)")),
    ("open", re.compile(r"\bquestions?\b|unresolved|unanswered|\bopen (?:points?|issues?)\b|\bunknowns\b")),
    ("implications", re.compile(r"implication|recommend|\bimpact\b|consequence|what follows|^repay now$")),
)

#: Headings that say nothing of what stands below them: an entry needs no word of theirs.
_PLAIN = re.compile(r"(?:executive )?summary|(?:key )?(?:findings|concepts)")

#: The summary of a document counts whoever wrote it: the template writes that of a session whose records it knows. So do
#: implications: what became of that session's work.
_SUMMARY = "executive summary"

#: The lines below a concept of the lexicon, each behind its word (workflow, "Concept Lexicon").
_LABELS = (
    "**Definition:** _What the first concept is._",
    "**Usage:** _Where and how the first concept is used._",
    "**Related:** _Concepts that the first one goes with._",
)
_CONCEPTS = ("Concept 1: Name It Here", "Concept 2: Name It Here Too")


def _label(message: str) -> str:
    """The word in bold that such a line begins with, in the words in force."""
    return say(message).strip("*").partition(":")[0]


def _labels() -> re.Pattern[str]:
    names = "|".join(re.escape(_label(one)) for one in _LABELS)
    return re.compile(rf"(?:^|(?<=\s))(?:\*\*|__)({names}):?(?:\*\*|__):?\s*", re.IGNORECASE)


def _concept() -> re.Pattern[str]:
    words = dict.fromkeys(say(one).partition(" ")[0] for one in _CONCEPTS)
    return re.compile(rf"^(?:{'|'.join(map(re.escape, words))}) \d+\s*[:.-]?\s*", re.IGNORECASE)


@dataclass
class Findings:
    """The summary of the analyses, each entry one line."""

    findings: list[str] = field(default_factory=list)
    implications: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Computed:
    """What the template writes into a document: its headings, its entries, and the first cells of its tables' rows."""

    headings: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, str]] = frozenset()


def findings(
    documents: Mapping[str, str],
    written: Mapping[str, str] | None = None,
    headings: Mapping[str, Mapping[str, str]] | None = None,
) -> Findings:
    """The summary of the analysis documents.

    Args:
        documents: their texts, as they are on the disk, by their names.
        written: what the template writes into each, by its name.
        headings: by document the headings that a person worded anew: by the template's words, the person's.
    """
    found = Findings()
    for file, document in documents.items():
        template = _computed((written or {}).get(file, ""))
        old = {new: was for was, new in ((headings or {}).get(file) or {}).items()}
        by_part: dict[str, list[list[str]]] = {}
        for path, body in outline(document):
            words = [_message(old.get(meaning(heading), heading)) for heading in path]
            part = _part_of(words)
            of_template = part == "findings" and words[-1].casefold() != _SUMMARY
            said = _said(body, template if of_template else _Computed())
            prefix = _prefix(path, words, part, template)
            by_part.setdefault(part, []).append([cut(f"{prefix}{one}") for one in said])
        for part, sections in by_part.items():
            known: list[str] = getattr(found, part)
            known += _most(sections, file)
    for part in ("findings", "implications", "resolved", "open"):
        setattr(found, part, list(dict.fromkeys(getattr(found, part))))
    return found


def _message(heading: str) -> str:
    """The workflow's heading that one in a house's words stands for; any other as it is."""
    return in_force().messages.get(heading, heading)


def cut(words: str) -> str:
    """The words, as long as an entry of the summary may be."""
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def _computed(document: str) -> _Computed:
    found = outline(document)
    tables = [piece for _, body in found for piece in pieces(body) if isinstance(piece, Table)]
    return _Computed(
        frozenset(heading for path, _ in found for heading in path),
        frozenset(meaning(one) for _, body in found for one in _said(body, _Computed())),
        frozenset((_header(table), meaning(row[0])) for table in tables for row in table.rows if row and row[0]),
    )


def _header(table: Table) -> str:
    return " | ".join(map(meaning, table.header))


def _part_of(path: Sequence[str]) -> str:
    """The part of the summary that a section belongs to, by its heading, or else by those above it."""
    for heading in reversed(path):
        for part, pattern in _PARTS:
            if pattern.search(heading.casefold()):
                return part
    return "findings"


def _prefix(path: Sequence[str], words: Sequence[str], part: str, template: _Computed) -> str:
    """The heading before an entry, where it says what the entry is about."""
    heading = re.sub(r"^[\W_]+", "", path[-1])
    classified = part != "findings" and _part_of(words[-1:]) == part
    unnamed = _concept().match(heading) and path[-1] in template.headings
    if classified or unnamed or _PLAIN.fullmatch(words[-1].casefold()):
        return ""
    name = _concept().sub("", heading).rstrip(":")
    return f"{name}{'' if name.endswith(('?', '!', '.')) else ':'} " if name else ""


def _said(body: str, template: _Computed) -> list[str]:
    """The entries, paragraphs and rows of tables of a section, each on one line; none that the template wrote."""
    found: list[str] = []
    for piece in pieces(body):
        if isinstance(piece, Table):
            header = _header(piece)
            rows = [row for row in piece.rows if row and (header, meaning(row[0])) not in template.rows]
            found += [words for row in rows if (words := _row_words(piece.header, row))]
        else:
            found += [entry.words for entry in entries(piece) if meaning(entry.words) not in template.entries]
    return _with_definitions(found)


def _row_words(header: Sequence[str], row: Sequence[str]) -> str:
    """A row on one line, `first cell (Heading: cell; Heading: cell)`; empty where all of it is placeholders."""
    cells = ["" if holds_placeholder(cell) or cell == "-" else cell for cell in row]
    rest = [f"{name}: {cell}" if name else cell for name, cell in zip(header[1:], cells[1:], strict=False) if cell]
    inner = "; ".join(rest)
    return f"{cells[0]} ({inner})" if cells[0] and inner else cells[0] or inner


def _with_definitions(said: Sequence[str]) -> list[str]:
    """The entries of a concept's section: its definition stands for it, where there is one; without what is not written yet."""
    labelled: dict[str, str] = {}
    others: list[str] = []
    for words in said:
        before, *parts = _labels().split(words)
        if before.strip() or not parts:
            others.append(words)
            continue
        for label, value in zip(parts[::2], parts[1::2], strict=True):
            value = value.strip().removesuffix("\\").strip()
            if value and not holds_placeholder(value):
                labelled[label[:1].upper() + label[1:]] = value
    defined = next((value for label, value in labelled.items() if label.casefold() == _label(_LABELS[0]).casefold()), None)
    return [*([defined] if defined else [f"{name}: {value}" for name, value in labelled.items()]), *others]


def _most(sections: Sequence[Sequence[str]], file: str) -> list[str]:
    """The entries of a document's sections; of very many the first ones of each section, and how many more there are."""
    total = sum(map(len, sections))
    kept = [0] * len(sections)
    while sum(kept) < min(MOST, total):
        for place, section in enumerate(sections):
            if kept[place] < len(section) and sum(kept) < MOST:
                kept[place] += 1
    shown = [one for place, section in enumerate(sections) for one in section[: kept[place]]]
    return [*shown, say("… and {count} more in {file}", count=total - len(shown), file=file)] if total > len(shown) else shown
