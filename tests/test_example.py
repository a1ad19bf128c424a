"""The workflow's example, whole: the published planning folder is what the template makes of its data file."""

from __future__ import annotations

from pathlib import Path

from .support import PUBLISHED, Folder, is_published, neutral, run_copier


def test_example_is_the_published_folder(example: Folder) -> None:
    made = {name: neutral(content) for name, content in example.tree().items()}
    is_published(made, PUBLISHED)


def test_example_has_the_names_of_the_workflow(example: Folder) -> None:
    assert example.path.name == "2025-11-23-integrated-roadmap"
    assert [name for name in example.files() if "/" not in name] == [
        ".copier-answers.yml",
        ".gitattributes",
        "01-COMPLETION-ANALYSIS.md",
        "02-CONCEPT-LEXICON-ANALYSIS.md",
        "03-observability-plan.md",
        "04-result-types-plan.md",
        "05-caching-strategy-plan.md",
        "06-resilience-patterns-plan.md",
        "07-database-optimization-plan.md",
        "08-api-design-patterns-plan.md",
        "AGENTS.md",
        "README.md",
        "START-HERE.md",
        "_work-package.md",
    ]


def test_copy_names_each_document_and_the_next_commands(template: Path, repo: Path) -> None:
    from .support import EXAMPLE

    result = run_copier("copy", "--trust", "--data-file", EXAMPLE, template, ".", cwd=repo)
    for name in ("START-HERE.md", "README.md", "01-COMPLETION-ANALYSIS.md", "08-api-design-patterns-plan.md"):
        assert f"    create  .engineering/artifacts/planning/2025-11-23-integrated-roadmap/{name}\n" in result.output
    assert result.output.endswith(
        """
✅ Planning folder created: .engineering/artifacts/planning/2025-11-23-integrated-roadmap
   6 work packages, 2 analyses. Read START-HERE.md first.
✅ Confirmed: scope, folder, analysis, packages, priorities and roadmap (on 2025-11-23 by Kim).

📋 Planning session checklist: 10 of 13 done
  ⚠️ Completion analysis (01-) if continuing previous work (placeholder text is left in 01-COMPLETION-ANALYSIS.md)
  ⚠️ Context/technical analysis (02-) for background (placeholder text is left in 02-CONCEPT-LEXICON-ANALYSIS.md)
  ⚠️ Each plan includes overview, scope, dependencies, and success criteria (placeholder text is left in 06-resilience-patterns-plan.md, 07-database-optimization-plan.md and 08-api-design-patterns-plan.md)

👉 Start 05 Caching Strategy.

Next:
  cd .engineering/artifacts/planning/2025-11-23-integrated-roadmap
  git add . && git commit -m 'Plan Integrated Roadmap'

Then, as it goes on:
  copier update --trust --vcs-ref=:current: -a .planning/05-caching-strategy.yml -d status=in-progress

"""
    )
    assert sorted(path.name for path in repo.iterdir()) == [".engineering", ".git"]
