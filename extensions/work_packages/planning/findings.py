"""What the analysis documents say, for the summary of the analysis checkpoint (workflow, 3.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .reading import entries

#: Longest entry of the summary, in characters; the document has the rest.
LONGEST = 240

#: The headings under which each part of the summary stands.
_FINDINGS = ("executive summary",)
_IMPLICATIONS = ("impact on this roadmap", "recommendations")
_RESOLVED = ("questions resolved",)
_OPEN = ("open questions",)


@dataclass
class Findings:
    """The summary of the analyses, each entry one line."""

    findings: list[str] = field(default_factory=list)
    implications: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def findings(documents: Mapping[str, str]) -> Findings:
    """The summary of the analysis documents, given by file name with their text; placeholder text is left out."""
    found = Findings()
    for document in documents.values():
        for heading, body in sections(document):
            name = heading.casefold()
            for names, known in (
                (_FINDINGS, found.findings),
                (_IMPLICATIONS, found.implications),
                (_RESOLVED, found.resolved),
                (_OPEN, found.open),
            ):
                if name in names:
                    known += entries_of(body)
    return found


def sections(document: str) -> list[tuple[str, str]]:
    """The second-level sections of a Markdown document, as heading and body."""
    parts = re.split(r"(?m)^## +(.+?)\s*$", re.sub(r"(?s)<!--.*?-->", "", document))
    return [(heading, body) for heading, body in zip(parts[1::2], parts[2::2], strict=True)]


def entries_of(body: str) -> list[str]:
    """The list items and paragraphs of a section, each on one line, the long ones cut."""
    words = (entry.words for entry in entries(body))
    return [one if len(one) <= LONGEST else one[: LONGEST - 1].rstrip() + "…" for one in words]
