"""The rendered documents as Markdown: lint-clean, every link resolves, every table is whole, whatever people type."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .support import ROOT, Folder

PARSER = MarkdownIt("gfm-like", {"linkify": False})

HOSTILE = {
    "pipes": "a | b || c |",
    "backticks": "`code ``` ~~~ `",
    "brackets": "[x](http://evil) ![i](j) [y]: z",
    "quotes": "\"double\" 'single' “curly”",
    "emoji": "🚀 launch 👩‍💻 🇩🇪",
    "jinja": "{{ 7 * 7 }} {% raw %} {# x #}",
    "cjk": "可观测性 と ログ",
    "long": "word " * 60,
    "html": "<script>alert(1)</script> <!-- a &lt; b",
    "emphasis": "*bold* _it_ __x__ ~~y~~ # h",
    "lines": "one\ntwo\n\n# three\n- four",
    "yaml": "key: [value, {a: b}] & *anchor !tag %x @y",
    "unseen": "a\u202eb\u200bc\x07d",
    "markers": "<<<<<<< ours ======= >>>>>>> theirs",
    "shell": "$(touch /tmp/x); rm -rf ~ && `id`",
    "mermaid": 'end --> A["x"] %% ; click A "javascript:alert(1)"',
}


def tokens(text: str) -> list[Token]:
    return PARSER.parse(text)


def links(text: str) -> list[str]:
    return [
        unquote(str(child.attrs["href"]))
        for token in tokens(text)
        for child in token.children or ()
        if child.type == "link_open"
    ]


def headings(text: str) -> list[str]:
    parsed = tokens(text)
    return [parsed[place + 1].content for place, token in enumerate(parsed) if token.type == "heading_open"]


def table_rows(text: str) -> list[list[int]]:
    """For each table, the number of cells of each row, as the source has them."""
    tables: list[list[int]] = []
    parsed = tokens(text)
    lines = text.split("\n")
    for token in parsed:
        if token.type == "table_open" and token.map:
            rows = lines[token.map[0] : token.map[1]]
            tables.append([len(row.replace("\\|", "").split("|")) - 2 for row in rows])
    return tables


def check(folder: Folder) -> None:
    """Every document is lint-clean, its links resolve, and its tables have as many cells in each row as in the header."""
    linted = subprocess.run(
        ["rumdl", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), "."],
        cwd=folder.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    check_structure(folder)


def check_structure(folder: Folder) -> None:
    for path in folder.path.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for target in links(text):
            assert target.startswith("http") or (path.parent / target.partition("#")[0]).exists(), f"{path.name}: {target}"
        for rows in table_rows(text):
            assert len(set(rows)) == 1, f"{path.name}: {rows}"
        assert "\n\n\n" not in text, path.name
        assert text.endswith("\n") and not text.endswith("\n\n"), path.name
        for word in ("None", "[]", "Undefined", "True", "False", "{}"):
            prose = text.replace("**Next Phase:** None - back to", "")
            assert word not in prose.split(), f"{path.name}: {word}"


def listed(text: str) -> set[str]:
    """The documents that an index links to in its table."""
    return {
        name for line in text.splitlines() if line.startswith(("| [", "| **[")) for name in re.findall(r"\]\(([^)]+)\)", line)
    }


def test_example(example: Folder) -> None:
    check(example)
    example.change("03-observability", "status=complete", "pr=PR #42", "adr=ADR 7", "actual=5h")
    example.commit()
    example.change("04-result-types", "status=partial", "done=Half | of it", "remains=The other half")
    example.commit()
    example.change("08-api-design-patterns", "status=deferred", "remains=Not this year")
    check(example)
    here = {path.name for path in example.path.glob("*.md")}
    here -= {"AGENTS.md"}
    assert listed(example.read("README.md")) >= here - {"README.md"}
    assert listed(example.read("START-HERE.md")) == here | {"03-observability-plan.md", "04-result-types-plan.md"}
    assert listed(example.read("README.md")) <= here


@pytest.mark.parametrize(
    "answers",
    [{}, {"identified": ["One"]}, {"analyses": []}, {"kind": "continuing"}],
    ids=["empty", "one", "bare", "continuing"],
)
def test_small_initiatives(start: Callable[..., Folder], answers: dict[str, object]) -> None:
    check(start(**answers))


def test_all_analyses(start: Callable[..., Folder]) -> None:
    folder = start(
        analyses=["completion", "context", "concept-lexicon", "requirements", "technical-debt", "dependency", "risk"],
        identified=["One", {"title": "Two", "depends_on": "One", "blocked_by": "A licence"}],
    )
    check(folder)
    for path in folder.path.glob("*-ANALYSIS.md"):
        body = path.read_text(encoding="utf-8")
        assert body.startswith("# ") and "- **Date:** 2025-11-23\n- **Purpose:** " in body
        assert "## Executive Summary" in body or "CONCEPT-LEXICON" in path.name
        # Each placeholder stands once, so that what people write in its place is found again.
        placeholders = [line for line in body.splitlines() if line.startswith("_") and line.endswith("_")]
        assert placeholders and len(set(placeholders)) == len(placeholders)


def test_hostile_text_stays_text(start: Callable[..., Folder], tmp_path: Path) -> None:
    titles = {name: title + " " + name for name, title in HOSTILE.items()}
    previous = ""
    identified: list[dict[str, object]] = []
    for name, title in titles.items():
        everywhere = dict.fromkeys(("summary", "why", "impact", "priority_reason", "done", "remains", "pr", "adr"), title)
        lists = {
            field: [title] for field in ("insights", "blocked_by", "in_scope", "out_of_scope", "success_criteria", "task_list")
        }
        identified.append(
            {
                "title": title,
                "slug": name,
                "status": "partial",
                **everywhere,
                **lists,
                **({"depends_on": previous} if previous else {}),
            }
        )
        previous = name
    text = " / ".join(HOSTILE.values())
    folder = start(
        initiative=text,
        overview=text,
        rationale=text,
        impact_overall=text,
        overall_criteria=[text],
        external_dependencies=[text],
        identified=identified,
    )
    check_structure(folder)

    safe = start_harmless(folder, tmp_path)
    for name in safe:
        if name.endswith(".md"):
            expected, found = headings(safe[name]), headings(folder.read(name))
            assert len(found) == len(expected), name
            assert [len(rows) for rows in table_rows(folder.read(name))] == [len(rows) for rows in table_rows(safe[name])], name
            html = [
                token
                for token in tokens(folder.read(name))
                if token.type == "html_block" and not token.content.startswith("<!-- Your own")
            ]
            assert html == [], name
            assert not any(
                child.type == "html_inline" for token in tokens(folder.read(name)) for child in token.children or ()
            ), name
    assert "{{ 7 \\* 7 }} {% raw %} {\\# x \\#}" in folder.read("README.md")
    folder.update()
    assert folder.status() == ""


def start_harmless(folder: Folder, tmp_path: Path) -> dict[str, str]:
    """The same initiative with plain words in every answer: the structure that hostile words must not change."""
    import yaml

    from .support import git, run_copier

    answers = yaml.safe_load((tmp_path / "answers.yml").read_text(encoding="utf-8"))

    def plain(value: object) -> object:
        if isinstance(value, list):
            return [plain(entry) for entry in value]
        if isinstance(value, dict):
            return {
                name: entry if name in ("slug", "status", "depends_on", "effort", "review") else plain(entry)
                for name, entry in value.items()
            }
        return "Plain words"

    harmless = {name: value if name in ("date", "analyses", "confirm") else plain(value) for name, value in answers.items()}
    (tmp_path / "plain.yml").write_text(yaml.safe_dump(harmless), encoding="utf-8")
    repo = tmp_path / "plain"
    repo.mkdir()
    git(repo, "init", "--quiet")
    run_copier("copy", "--trust", "--data-file", tmp_path / "plain.yml", folder.template, ".", cwd=repo)
    (path,) = (repo / ".engineering/artifacts/planning").iterdir()
    return {file.name: file.read_text(encoding="utf-8") for file in path.glob("*.md")}


def test_work_package_workflow_has_its_six_steps(example: Folder) -> None:
    steps = [heading for heading in headings(example.read("_work-package.md")) if heading[0].isdigit()]
    assert steps == [
        "1. Requirements Elicitation",
        "2. Implementation Analysis",
        "3. Design and Architecture Review",
        "4. Task Breakdown and Implementation",
        "5. Testing and Validation",
        "6. PR Creation and Completion",
    ]
    for part in example.read("_work-package.md").split("\n## ")[3:9]:
        assert "**What to do:**" in part and "**What comes out:**" in part and "🛑" in part, part.splitlines()[0]


def test_headings_are_those_of_the_workflow(example: Folder) -> None:
    assert headings(example.read("START-HERE.md")) == [
        "Integrated Roadmap - November 2025",
        "🎯 Executive Summary",
        "At a Glance",
        "⚠️ Needs Attention",
        "📊 Progress Since 2025-11-23",
        "✅ Completed",
        "🎯 This Roadmap",
        "📅 Timeline",
        "Against the Approved Roadmap",
        "🎯 Success Criteria",
        "Overall Success",
        "Phase-Specific",
        "📚 Document Navigation",
        "🔥 Priority Order",
        "📋 Dependencies",
        "External Dependencies",
        "Internal Dependencies",
        "Dependency Graph",
        "🚀 Getting Started",
    ]
    assert headings(example.read("README.md")) == [
        "Integrated Roadmap",
        "📋 Overview",
        "⚠️ Needs Attention",
        "📚 What's Inside",
        "📊 Quick Summary",
        "✅ What Was Completed (This Roadmap)",
        "🎯 What's Next (This Roadmap)",
        "⏱️ Timeline",
        "🎯 Priority Order",
        "🛑 Checkpoints",
        "✅ Planning Session Checklist",
        "Planning Folder Setup",
        "Core Documents",
        "Analysis Documents (as needed)",
        "Work Package Plans",
        "Quality Checks",
        "🚀 Getting Started",
    ]
    assert headings(example.read("03-observability-plan.md")) == [
        "Phase 3: Observability",
        "Overview",
        "Context from Analysis",
        "Scope",
        "In Scope",
        "Out of Scope",
        "Dependencies",
        "Requires (Blockers)",
        "Enables (Unlocks)",
        "Schedule",
        "Success Criteria",
        "Implementation",
    ]
