"""`part=check`: a check by stock Copier, which writes nothing at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .support import Folder


@pytest.mark.parametrize("dirty", [False, True])
def test_a_plan_that_says_what_its_records_say(example: Folder, dirty: bool) -> None:
    if dirty:
        example.append("README.md", "\nA note of mine.\n")
        (example.path / "draft.txt").write_text("mine\n", encoding="utf-8")
    before = example.tree()
    result = example.copy("part=check")
    assert (
        result.message
        == "✅ Checked 2025-11-23-integrated-roadmap: every document says what the records say. Nothing was written."
    )
    assert example.tree() == before


def test_each_place_that_does_not(example: Folder) -> None:
    path = example.path / ".planning/05-caching-strategy.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("owner: ''", "owner: Ada"), encoding="utf-8")
    example.replace("06-resilience-patterns-plan.md", "- **Estimated Effort:** 4-6h", "- **Estimated Effort:** 40h")
    (example.path / "07-database-optimization-plan.md").unlink()
    before = example.tree()
    result = example.copy("part=check", ok=False)
    lines = result.message.splitlines()
    assert result.code == 1
    assert lines[0].startswith("Checked 2025-11-23-integrated-roadmap: ")
    assert lines[0].endswith("Nothing was written.")
    assert '05-caching-strategy-plan.md:7: stale: lacks "- **Owner:** Ada"' in lines
    assert (
        '06-resilience-patterns-plan.md:6: changed-by-hand: "- **Estimated Effort:** 40h agentic + 1.5h review" stands in the place '
        'of "- **Estimated Effort:** 4-6h agentic + 1.5h review"' in lines
    )
    assert any(line.startswith("07-database-optimization-plan.md:1: missing: ") for line in lines)
    assert example.tree() == before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("README.md", "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n", "README.md:1: conflict: two texts up to line 5; "),
        (".planning/05-caching-strategy.yml", "a: [\n", ".planning/05-caching-strategy.yml is not valid YAML at line 2."),
        (
            ".planning/.unfinished.json",
            "{}",
            "✅ Checked 2025-11-23-integrated-roadmap: every document says what the records say.",
        ),
    ],
)
def test_what_a_merge_or_a_crash_left_stays(example: Folder, name: str, content: str, message: str) -> None:
    (example.path / name).write_text(content, encoding="utf-8")
    before = example.tree()
    result = example.copy("part=check", ok=False)
    assert result.code == (0 if message.startswith("✅") else 1)
    assert any(line.startswith(message) for line in result.message.splitlines()), result.message
    assert example.tree() == before


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (["title=X"], "title: this is an answer of part=work-package, and the part here is check."),
        (["bogus=X"], "bogus: there is no answer of this name. part=check takes none."),
    ],
)
def test_it_takes_no_answers(example: Folder, data: list[str], message: str) -> None:
    before = example.tree()
    result = example.copy("part=check", *data, ok=False)
    assert result.code == 1
    assert "The answers for a check hold a problem; nothing was written." in result.message
    assert message in result.message
    assert example.tree() == before


def test_elsewhere_there_is_nothing_to_check(tmp_path: Path, template: Path) -> None:
    result = Folder(tmp_path, template).copy("part=check", ok=False)
    assert result.code == 1
    assert "part=check checks a planning folder, and" in result.message
    assert not list(tmp_path.iterdir())


def test_no_update_checks(example: Folder) -> None:
    before = example.tree()
    result = example.update("part=check", ok=False)
    assert result.code == 1
    assert "part=check goes by copier copy; nothing was written." in result.message
    assert example.tree() == before


def test_a_plan_of_an_earlier_version_is_checked_by_that_version(example: Folder, tmp_path: Path) -> None:
    from .support import git, run_copier

    newer = tmp_path / "newer"
    shutil.copytree(example.template, newer)
    path = newer / "template/initiative/README.md.jinja"
    path.write_text(path.read_text(encoding="utf-8") + "\nA line of the next version.\n", encoding="utf-8")
    git(newer, "commit", "--quiet", "--all", "--message", "Next")
    git(newer, "tag", "100.0.0")
    before = example.tree()
    result = run_copier("copy", "--trust", "-d", "part=check", newer, ".", cwd=example.path)
    assert "every document says what the records say" in result.message
    assert example.tree() == before
