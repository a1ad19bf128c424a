"""The summary of the analyses, on documents as people write them."""

from __future__ import annotations

import pytest
from work_packages.planning.findings import LONGEST, MOST, Findings, findings

CONCEPT = """# Concept Lexicon Analysis

**Date:** 2025-11-23
**Purpose:** Document concepts

## Key Concepts

### Concept 1: Token Bucket

**Definition:** A counter that fills
at a fixed rate.
**Usage:** _Where and how the first concept is used._
**Related:** _Concepts that the first one goes with._

### Concept 2: Name It Here Too

**Definition:** _What the second concept is._
**Usage:** _Where and how the second concept is used._
**Related:** _Concepts that the second one goes with._

## Architectural Patterns

- **Middleware chain**: every request passes it

## Recommendations

Based on codebase analysis:

- Use the chain for tracing

<!-- Your own notes go below this line. Every update keeps them. -->

Ask Kim about lunch.

## Threats

Replay of tokens.
"""

RISK = """# Risk Analysis

## Executive Summary

Two partners may fail.

## Risk by Work Package

| Phase | Technical Risk | Status |
|-------|----------------|--------|
| Phase 3: One | high | Planned |

## Risk Register

| Risk                | Likelihood | Impact     | Mitigation      | Owner            |
| :------------------ | ---------- | ---------- | --------------- | ---------------- |
| Gateway \\| API down | high       | *Low, medium, high* | A queue | _Who watches it_ |
| _What may go wrong_ | _Low, medium, high_ | _Low, medium, high_ | _What lowers it_ | _Who watches it_ |

## Early Warning Signs

_List what would show that a risk is coming true, and who would see it first._

## Impact on This Roadmap

Phase 3 comes first.
"""

#: What the template writes where there is one package.
RISK_WRITTEN = """## Risk by Work Package

| Phase | Technical Risk | Status |
|-------|----------------|--------|
| Phase 3: One | high | Ready |

## Risk Register
"""


def test_every_kind_of_section() -> None:
    found = findings(
        {"01-CONCEPT-LEXICON-ANALYSIS.md": CONCEPT, "02-RISK-ANALYSIS.md": RISK}, {"02-RISK-ANALYSIS.md": RISK_WRITTEN}
    )
    assert found == Findings(
        findings=[
            "Token Bucket: A counter that fills at a fixed rate.",
            "Architectural Patterns: **Middleware chain**: every request passes it",
            "Threats: Replay of tokens.",
            "Two partners may fail.",
            "Risk Register: Gateway | API down (Likelihood: high; Mitigation: A queue)",
        ],
        implications=["Use the chain for tracing", "Phase 3 comes first."],
    )


def test_headings_of_a_persons_own_say_which_part() -> None:
    document = """# Security Analysis

## Threats

### Sessions

- Tokens never expire

#### Open points

- Who owns the key store?

## What We Settled

Nothing.

## Recommendations

### For Phase 3

Rotate keys.

## Answered Questions

- Is TLS enough? No.

## Unanswered

- What about audits?

## Why now?

The audit is in May.
"""
    assert findings({"01-SECURITY-ANALYSIS.md": document}) == Findings(
        findings=["Sessions: Tokens never expire", "Why now? The audit is in May."],
        implications=["For Phase 3: Rotate keys."],
        resolved=["Nothing.", "Is TLS enough? No."],
        open=["Who owns the key store?", "What about audits?"],
    )


def test_a_translated_heading_is_known_by_the_templates_words() -> None:
    document = "# T\n\n## Offene Fragen\n\n- Wer zahlt?\n\n## Muster\n\n- Kette\n"
    headings = {"01-CONTEXT-ANALYSIS.md": {"Open Questions": "Offene Fragen", "Codebase Patterns": "Muster"}}
    found = findings({"01-CONTEXT-ANALYSIS.md": document}, {}, headings)
    assert (found.open, found.findings) == (["Wer zahlt?"], ["Muster: Kette"])


def test_entries_on_one_line() -> None:
    document = (
        "# T\n\n## Executive Summary\n\nA line\nthat goes on.\n\nAnother.\n\n## Questions Resolved\n\n_List them._\n\n"
        "## Open Questions\n\n- [ ] Who pays?\n- When?\n\n## Impact on This Roadmap\n\n1. First.\n   Still first.\n2. Second.\n"
    )
    found = findings({"01-CONTEXT-ANALYSIS.md": document})
    assert found.findings == ["A line that goes on.", "Another."]
    assert found.implications == ["First. Still first.", "Second."]
    assert (found.resolved, found.open) == ([], ["Who pays?", "When?"])


def test_code_comments_and_what_the_template_wrote_are_none() -> None:
    document = "# T\n\n## Notes\n\n```\n## No heading\n| a |\n```\n\n<!-- hidden -->\n\n## Traceability\n\n* Phase 3: \\_One\\_\n* Mine\n"
    found = findings({"04.md": document}, {"04.md": "## Traceability\n\n- Phase 3: \\_One\\_\n"})
    assert found == Findings(findings=["Traceability: Mine"])


@pytest.mark.parametrize("count", [MOST, MOST + 1, 40])
def test_of_very_many_the_first_of_each_section_are_shown(count: int) -> None:
    many = "".join(f"- Finding {number}\n" for number in range(count - 1))
    found = findings({"01-CONTEXT-ANALYSIS.md": f"# T\n\n## Findings\n\n{many}\n## Constraints\n\n- The last one\n"})
    assert found.findings[0] == "Finding 0" and "Constraints: The last one" in found.findings
    more = [f"… and {count - MOST} more in 01-CONTEXT-ANALYSIS.md"] if count > MOST else []
    assert len(found.findings) == min(count, MOST) + len(more) and found.findings[MOST:] == more


def test_long_entries_are_cut() -> None:
    (entry,) = findings({"a.md": "# T\n\n## Constraints\n\n" + "x" * 500}).findings
    assert entry == "Constraints: " + "x" * (LONGEST - 14) + "…"


@pytest.mark.parametrize(
    "document", ["", "# T", "## \n\nx", "| a |\n|---|", "## T\n\n|---|\n|---|\n| |", "##\n#\n<!--", "## **\n\n- \n- x"]
)
def test_strange_documents(document: str) -> None:
    assert all(isinstance(one, str) and one for one in findings({"a.md": document}).findings)
