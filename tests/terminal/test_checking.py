"""`check`: whether every document says what the records say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from work_packages import installed

from ..support import ROOT, Folder, git, tree
from .calling import roadmap, shown, widest
from .test_reading import schema

EXAMPLES = ROOT / "examples"
EXAMPLE = EXAMPLES / "weeks-in/2-weeks"

ALL = sorted(path.parent.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob(".copier-answers.yml"))

GOOD = "Every document says what the records say.\n"


@pytest.fixture(autouse=True)
def is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed is the version that the published examples, and those of the tests, are of."""
    known = installed.Installed("", names=frozenset({"0.1.0", "99.99.99"}))
    monkeypatch.setattr(installed, "installed", lambda: known)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "plan")
    return tmp_path / "plan"


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_a_plan_that_is_merely_old_is_not_stale(name: str) -> None:
    before = tree(EXAMPLES / name)
    assert shown("check", cwd=EXAMPLES / name) == GOOD
    assert shown("check", "--quiet", cwd=EXAMPLES / name) == ""
    assert tree(EXAMPLES / name) == before


def test_what_people_write_is_no_fault(plan: Path) -> None:
    edited(plan / "11-handbook-plan.md", "\n## ", "\nA note of mine.\n\n- and a list\n\n## ")
    (plan / "NOTES.md").write_text("# Mine\n", encoding="utf-8")
    assert shown("check", cwd=plan) == GOOD


def test_a_record_that_was_edited_leaves_documents_stale(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764936000")
    edited(plan / ".planning/11-handbook.yml", "owner: ''", "owner: Ada")
    before = tree(plan)
    result = roadmap("check", cwd=plan)
    assert result.code == 1
    assert result.lines[:3] == [
        ".planning/roadmap.json:672: stale: the records say something else by now",
        '11-handbook-plan.md:7: stale: lacks "- **Owner:** Ada"',
        'README.md:85: stale: "-" is "Ada" by now',
    ]
    assert tree(plan) == before


def test_what_is_wrong_is_named_by_its_line_from_where_one_stands(example: Folder) -> None:
    folder = example.path
    example.replace("05-caching-strategy-plan.md", "- **Estimated Effort:** 6-8h", "- **Estimated Effort:** 60-80h")
    example.append("README.md", "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")
    (folder / "07-database-optimization-plan.md").unlink()
    (folder / ".planning/06-resilience-patterns.yml").unlink()
    last = len(example.read("README.md").splitlines())
    before = example.tree()
    result = roadmap("check", "-q", cwd=folder.parent)
    assert (result.code, result.err) == (1, "")
    not_stale = [line for line in result.lines if ": stale: " not in line]
    name = folder.name
    assert not_stale == [
        f"{name}/.planning/06-resilience-patterns.yml:1: missing: the record of 06-resilience-patterns-plan.md is not there",
        f'{name}/05-caching-strategy-plan.md:6: changed-by-hand: "- **Estimated Effort:** 60-80h agentic + 2h review" stands in the '
        'place of "- **Estimated Effort:** 6-8h agentic + 2h review"',
        f"{name}/07-database-optimization-plan.md:1: missing: was deleted; restore=07-database-optimization-plan.md in an update "
        "writes it again",
        f"{name}/README.md:{last - 4}: conflict: two texts up to line {last}; keep what is right, and take the markers out",
    ]
    assert example.tree() == before
    summary = roadmap("check", cwd=folder).out.partition("\n\n")[2]
    assert "1 changed-by-hand, 1 conflict, 2 missing." in " ".join(summary.split())
    assert widest(summary) <= 80


def test_after_the_update_nothing_is_stale(example: Folder) -> None:
    path = example.path / ".planning/05-caching-strategy.yml"
    edited(path, "owner: ''", "owner: Ada")
    assert roadmap("check", cwd=example.path).code == 1
    example.commit()
    example.update()
    assert shown("check", cwd=example.path) == GOOD


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (".planning/05-response-cache.yml", b"a: [\n", "is not valid YAML at line 2."),
        (".copier-answers.yml", b"part: initiative\n", "holds no answers of an initiative."),
        (
            "README.md",
            b"caf\xe9\n",
            "holds a byte in line 1 that is no UTF-8 (0xe9), as Latin-1 and Windows-1252 do. Save it as UTF-8.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_code_2(plan: Path, name: str, content: bytes, message: str) -> None:
    (plan / name).write_bytes(content)
    result = roadmap("check", "-q", cwd=plan.parent)
    assert (result.code, result.err) == (2, f"roadmap: plan/{name} {message}\n")


def test_damaged_answers_are_said_with_code_2(plan: Path) -> None:
    edited(plan / ".copier-answers.yml", "\nstart: ", "\nstart: never # ")
    result = roadmap("check", cwd=plan)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        'roadmap: ./.copier-answers.yml cannot be read: start: "never" is not a date. Give it as YYYY-MM-DD, for example 2025-11-23.\n'
    )


def test_a_plan_of_another_version_is_left_to_copier(plan: Path) -> None:
    edited(plan / ".copier-answers.yml", "_commit: 0.1.0", "_commit: 0.0.7")
    result = roadmap("check", cwd=plan)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "roadmap: plan: the plan is of version 0.0.7 of the template, which is not the installed one. Check it by Copier, in that "
        "folder: copier copy --trust --vcs-ref=:current: -d part=check copier-work-packages .\n"
    )


def test_all_plans_of_the_repository(repo: Path) -> None:
    for name in ("2-weeks", "5-weeks"):
        shutil.copytree(EXAMPLES / "weeks-in" / name, repo / name)
    git(repo, "add", "--all", ".")
    assert shown("check", "--all", cwd=repo / "2-weeks") == "In 2 plans every document says what the records say.\n"
    (repo / "5-weeks/11-handbook-plan.md").unlink()
    assert roadmap("check", cwd=repo / "2-weeks").code == 0
    result = roadmap("check", "--all", "-q", cwd=repo / "2-weeks")
    assert result.code == 1
    assert any(line.startswith("../5-weeks/11-handbook-plan.md:1: missing: ") for line in result.lines)


def test_for_programs_it_is_what_the_schema_describes(plan: Path) -> None:
    answer = json.loads(shown("check", "--json", cwd=plan))
    assert answer == {"schema": 1, "command": "check", "plans": [{"folder": ".", "faults": [], "unreadable": []}]}
    (plan / "11-handbook-plan.md").unlink()
    result = roadmap("check", "--json", cwd=plan)
    assert result.code == 1
    answer = json.loads(result.out)
    schema().validate(answer)
    assert [one["kind"] for one in answer["plans"][0]["faults"] if one["file"] == "11-handbook-plan.md"] == ["missing"]
    with pytest.raises(jsonschema.ValidationError):
        schema().validate({**answer, "plans": [{"folder": "."}]})
