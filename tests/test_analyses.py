"""Analyses of every type and of a person's own: their documents, what the checkpoint says of them, and their numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from work_packages.planning import analyses

from .formatters import FORMATTERS
from .support import CHECKPOINTS, ROOT, Folder
from .test_documents import check as lint
from .test_roadmap import agree

KINDS = list(analyses.KINDS)


def test_each_type_has_its_sections() -> None:
    """All that there is of a type: its entry, and the file of its sections."""
    files = sorted(path.name for path in (ROOT / "includes/analyses").iterdir())
    assert files == sorted(f"{name}.md.jinja" for name in (*KINDS, analyses.OWN_SECTIONS))
    documented = (ROOT / "docs/answers.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in documented for name in KINDS)


def test_analyses_of_a_persons_own(start: Callable[..., Folder]) -> None:
    folder = start(analyses="Performance Budget; context; security-analysis; Security", identified=["One"])
    assert [name for name in folder.files() if name.endswith("ANALYSIS.md")] == [
        "01-PERFORMANCE-BUDGET-ANALYSIS.md",
        "02-CONTEXT-ANALYSIS.md",
        "03-SECURITY-ANALYSIS.md",
    ]
    assert "04-one-plan.md" in folder.files()
    body = folder.read("03-SECURITY-ANALYSIS.md")
    assert body.startswith(
        "# Security Analysis\n\n- **Date:** 2025-11-23\n- **Purpose:** Gather what planning this roadmap needs to know about Security\n"
    )
    assert re.findall(r"(?m)^## (.*)$", body) == [
        "Executive Summary",
        "Findings",
        "Questions Resolved",
        "Open Questions",
        "Impact on This Roadmap",
    ]
    assert folder.answers["analyses"] == [
        "Performance Budget",
        "context",
        "security-analysis",
    ]
    lint(folder)
    data = agree(folder)
    assert [(one["type"], one["title"], one["written"]) for one in data["analyses"]] == [
        ("performance-budget", "Performance Budget Analysis", False),
        ("context", "Context Analysis", False),
        ("security", "Security Analysis", False),
    ]
    folder.update()
    assert folder.status() == ""

    folder.copy("part=analysis", "analysis_type=API contract", "analysis_purpose=Keep `clients` | working")
    assert folder.read("05-API-CONTRACT-ANALYSIS.md").startswith(
        "# API Contract Analysis\n\n- **Date:** 2026-01-15\n- **Purpose:** Keep `clients` | working\n"
    )
    assert "[05-API-CONTRACT-ANALYSIS.md](05-API-CONTRACT-ANALYSIS.md)" in folder.read("README.md")
    folder.commit()
    # What is written in it is kept, and it counts as written; a second one needs a title of its own.
    document = folder.read("05-API-CONTRACT-ANALYSIS.md")
    (folder.path / "05-API-CONTRACT-ANALYSIS.md").write_text(re.sub(r"(?m)^_.*_$", "Known.", document), encoding="utf-8")
    folder.commit()
    refused = folder.copy("part=analysis", "analysis_type=api-contract", ok=False)
    assert refused.code == 1 and "there is 05-API-CONTRACT-ANALYSIS.md already" in refused.message
    folder.change("05-api-contract-analysis", "analysis_type=API Contract", "analysis_title=The Contract")
    assert folder.read("05-API-CONTRACT-ANALYSIS.md").startswith("# The Contract\n") and "Known." in folder.read(
        "05-API-CONTRACT-ANALYSIS.md"
    )
    assert agree(folder)["analyses"][-1]["written"]
    folder.commit()
    refused = folder.change("05-api-contract-analysis", "analysis_type=contract", ok=False)
    assert refused.code == 1 and 'analysis_type: "contract" cannot replace api-contract' in refused.message
    folder.copy("part=repair", "renumber=api-contract-analysis")
    assert folder.read("06-API-CONTRACT-ANALYSIS.md").startswith("# The Contract\n")


REFUSED = {
    "../../etc/passwd": "it makes a file's name. Use Latin letters, digits, blanks and hyphens",
    "{{ 7 * 7 }}": "it makes a file's name",
    "a|b`c": "it makes a file's name",
    "Безопасность": "it makes a file's name. Use Latin letters",
    "🚀": "it makes a file's name",
    "-": "it makes a file's name",
    "x" * 61: "is too long for a file's name. Give at most 60 characters.",
    "x" * 300: "...\" is too long for a file's name",
    "": "is empty. Give completion, context,",
    "Analysis": "does not say of what",
    "contxt": 'is no type of the workflow. Did you mean context? For an analysis of your own of that name, give "contxt analysis".',
    "tech-debt": "Did you mean technical-debt?",
}


def test_names_that_make_no_document(start: Callable[..., Folder]) -> None:
    folder = start(identified=["Security Analysis"])
    before = folder.tree()
    for name, words in REFUSED.items():
        result = folder.copy("part=analysis", f"analysis_type={name}", ok=False)
        assert result.code == 1 and "analysis_type: " in result.message and words in result.message, result.message
        assert "nothing was written" in result.message and folder.tree() == before
        if name:
            result = folder.update(f"analyses={json.dumps(['context', name], ensure_ascii=False)}", ok=False)
            assert result.code == 1 and words in result.message and folder.tree() == before
    refused = folder.copy("part=analysis", "analysis_type=security", ok=False)
    assert refused.code == 1 and "03-security-analysis-plan.md has the name security-analysis already" in refused.message
    # A word more says that the name is meant.
    folder.copy("part=analysis", "analysis_type=contxt analysis")
    assert folder.read("02-CONTXT-ANALYSIS.md").startswith("# Contxt Analysis\n")
    folder.commit()
    folder.update("analyses=[context, content analysis]")
    folder.commit()
    folder.update()
    assert folder.status() == "" and "04-CONTENT-ANALYSIS.md" in folder.files()


#: What a person writes in each type, in the place of a line or behind a heading, and the part of the summary with its words.
WRITTEN = {
    "completion": (
        "_List what the last session taught",
        "- Reviews took twice as long",
        "Key Learnings: Reviews took twice as long",
    ),
    "context": ("_List the patterns that the codebase uses", "* Handlers are\n  thin", "Codebase Patterns: Handlers are thin"),
    "concept-lexicon": ("_What the first concept is._", "A worker's lease.", "Name It Here: A worker's lease."),
    "requirements": ("_Who_ | _Their need_", "Support | One page", "Stakeholders: Support (What They Need: One page)"),
    "technical-debt": ("_Name it_ | _Files or parts_", "Old forms | `ui/`", "Debt Inventory: Old forms (Where: `ui/`)"),
    "dependency": (
        "_Name it_ | _Version, team or vendor_",
        "Redis | 7",
        "Libraries, Services and Data: Redis (Version or Owner: 7)",
    ),
    "risk": ("_What may go wrong_ | _Low, medium, high_", "Outage | high", "Risk Register: Outage (Likelihood: high)"),
}


def part(output: str, heading: str) -> list[str]:
    """The entries below a heading of the checkpoint's text."""
    return re.findall(r"(?m)^- (.*)$", output.split(f"### {heading}\n")[1].split("\n#")[0].split("\n**")[0])


def test_key_findings_of_every_type(start: Callable[..., Folder]) -> None:
    folder = start(
        analyses=[*KINDS, "security"], identified=["One", {"title": "Two", "depends_on": "One"}], confirm=CHECKPOINTS[:2]
    )
    assert part(folder.update().output, "Key Findings") == ["None written yet"]
    for kind, (asked, words, _) in WRITTEN.items():
        (file,) = (name for name in folder.files() if name.endswith(f"-{kind.upper()}-ANALYSIS.md"))
        lines = [line for line in folder.read(file).splitlines() if asked in line]
        new = lines[0].replace(asked, words) if "|" in asked or "first concept" in asked else words
        folder.replace(file, lines[0], new)
    (file,) = (name for name in folder.files() if name.endswith("-SECURITY-ANALYSIS.md"))
    folder.replace(file, "## Questions Resolved", "## Threats\n\nTokens leak in logs.\n\n## Questions Resolved")
    folder.replace(file, "_List what is still to be found out, and who can answer it._", "- Who audits? Lee knows.")
    folder.commit()
    # In some types the line of the concept's name is untouched: the definition speaks for itself.
    wanted = [words.removeprefix("Name It Here: ") for *_, words in WRITTEN.values()] + ["Threats: Tokens leak in logs."]
    output = folder.update().output
    assert part(output, "Key Findings") == wanted
    assert part(output, "Open Questions")[0] == "Who audits? Lee knows."
    texts = {path: path.read_text(encoding="utf-8") for path in folder.path.glob("*-ANALYSIS.md")}
    for name, formatted in FORMATTERS.items():
        for path, text in texts.items():
            path.write_text(formatted(text), encoding="utf-8")
        if folder.status():
            folder.commit()
        assert part(folder.update().output, "Key Findings") == wanted, name
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    if folder.status():
        folder.commit()

    # With plans there are computed tables and lists in the documents: no findings of anybody.
    folder.confirm("analysis")
    output = folder.copy("part=analysis", "analysis_type=audit").output
    assert "| Phase" in folder.read("07-RISK-ANALYSIS.md") and "Phase 9: One" in folder.read("04-REQUIREMENTS-ANALYSIS.md")
    assert part(output, "Key Findings") == wanted


def lines_of(folder: Folder) -> list[str]:
    """The checklist's lines on analyses and plans."""
    data = json.loads(folder.read(".planning/roadmap.json"))
    return [line["line"] for line in data["checklist"][4:7]]


COMPLETION, BACKGROUND, PLANS = (
    "Completion analysis{} if continuing previous work",
    "Context/technical analysis{} for background",
    "Each work package has a plan document{}",
)

#: Answers, and the numbers in the checklist's lines.
NUMBERS: dict[str, tuple[dict[str, object], tuple[str, str, str]]] = {
    "nothing known": ({"analyses": []}, (" (01-)", " (02-)", " (03-, 04-, 05-...)")),
    "new, before its analysis": (
        {"identified": ["One", "Two"], "confirm": ["scope"]},
        ("", " (01-)", " (03-, 04-)"),
    ),
    "new, before its plans": (
        {"identified": ["A", "B", "C", "D"], "analyses": ["risk", "context"], "confirm": ["scope", "folder"]},
        ("", " (01-, 02-)", " (03-, 04-, 05-...)"),
    ),
    "new": ({"identified": ["One"]}, ("", " (01-)", " (03-)")),
    "the workflow's": (
        {"analyses": ["completion", "context"], "identified": ["A", "B", "C"]},
        (" (01-)", " (02-)", " (03-, 04-, 05-)"),
    ),
    "the other way round": (
        {"analyses": ["context", "completion"], "confirm": ["scope"]},
        (" (02-)", " (01-)", " (03-, 04-, 05-...)"),
    ),
    "many analyses": ({"analyses": KINDS, "identified": ["One"]}, (" (01-)", " (02-, 03-, 04-...)", " (08-)")),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_in_the_checklist(start: Callable[..., Folder], name: str) -> None:
    answers, numbers = NUMBERS[name]
    folder = start(**answers)
    assert lines_of(folder) == [
        words.format(number) for words, number in zip((COMPLETION, BACKGROUND, PLANS), numbers, strict=True)
    ]
    agree(folder)


START_ROW = "| **[START-HERE.md](START-HERE.md)** | 👈 **Read this first** - Executive summary | {} |\n"


def test_start_here_is_done_when_nothing_in_it_is_left_to_write(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"], overview="All.", rationale="One path.", confirm=CHECKPOINTS[:4])
    assert START_ROW.format("📝 Skeleton") in folder.read("README.md")
    output = folder.confirm("priorities").output
    assert START_ROW.format("📝 To Write") in folder.read("README.md")
    assert "- 📝 START-HERE.md - Executive summary\n- ✅ README.md - Navigation\n" in output
    folder.replace("START-HERE.md", "_Write the overall impact that you expect once all of this is delivered._", "Speed.")
    folder.commit()
    output = folder.update().output
    assert "- ✅ START-HERE.md - Executive summary\n- ✅ README.md - Navigation\n" in output
    assert START_ROW.format("✅") in folder.read("README.md")
    (folder.path / "START-HERE.md").unlink()
    folder.commit()
    output = folder.update().output
    assert "- 🗑️ START-HERE.md - Executive summary\n" in output and START_ROW.format("🗑️ Deleted") in folder.read("README.md")


def summary(document: str) -> str:
    """The section of START-HERE.md or README.md that sums the session up."""
    return re.split(
        r"\n---\n|\n\nThis planning session integrates:", re.split(r"Executive Summary\n\n|Overview\n\n", document)[1]
    )[0].strip()


def test_overall_impact(start: Callable[..., Folder]) -> None:
    folder = start(
        identified=["One"], overview="All of it.\n\n- And more", rationale="One path.", impact_overall="Half the time."
    )
    assert summary(folder.read("START-HERE.md")) == "All of it.\n\n- And more\n\nOne path.\n\nHalf the time."
    assert summary(folder.read("README.md")) == "All of it.\n\n- And more\n\nOne path. Half the time."
    assert not {"START-HERE.md", "README.md"} & set(folder.answers["unfilled"])
    folder.update("rationale=One path", "impact_overall=A\n\nB")
    assert summary(folder.read("README.md")).endswith("And more\n\nOne path\n\nA\n\nB")
    folder.commit()
    folder.update("rationale=", "impact_overall=Half.")
    assert summary(folder.read("README.md")).endswith("And more\n\nHalf.")
    # It is prose, and reopens nothing.
    assert set(agree(folder)["checkpoints"].values()) == {"confirmed"}


def test_what_a_person_wrote_in_a_summary_stays_when_the_answer_is_given(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    why = "_Write why these work packages are grouped together._"
    folder.replace("START-HERE.md", why, "Mine,\nin two lines.")
    (asked,) = re.findall(r"(?m)^_Write a paragraph .*_$", folder.read("README.md"))
    folder.replace("README.md", asked, "My sum.")
    folder.commit()
    output = folder.update("overview=All.", "rationale=Theirs.", "impact_overall=Half the time.").output
    assert "START-HERE.md has a text of its own in the place of rationale: it stays." in output
    assert "README.md has a text of its own in the place of overview: it stays." in output
    written = "All.\n\nMine,\nin two lines.\n\nHalf the time."
    assert summary(folder.read("START-HERE.md")) == written and summary(folder.read("README.md")) == "My sum."
    folder.commit()
    folder.update()
    assert folder.status() == ""
    folder.update("rationale=Others.", "overview=Everything.")
    assert summary(folder.read("START-HERE.md")) == written.replace("All.", "Everything.")
    # The line back in its place asks for the answer.
    folder.replace("START-HERE.md", "Mine,\nin two lines.", why)
    folder.replace("README.md", "My sum.", asked)
    folder.commit()
    folder.update()
    assert summary(folder.read("START-HERE.md")) == "Everything.\n\nOthers.\n\nHalf the time."
    assert summary(folder.read("README.md")) == "Everything.\n\nOthers. Half the time."
