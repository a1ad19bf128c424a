"""`diff`: what changed in the plan between two states of git."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from ..support import ROOT, git
from .calling import roadmap, shown, widest

EXAMPLE = ROOT / "examples/weeks-in/2-weeks"


def committed(repo: Path) -> None:
    git(repo, "add", "--all", ".")
    git(repo, "commit", "--quiet", "--allow-empty", "--message", "Work")


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def plan(repo: Path) -> Path:
    """A plan that is committed, on the branch main."""
    git(repo, "checkout", "--quiet", "-b", "main")
    shutil.copytree(EXAMPLE, repo / "plan")
    committed(repo)
    return repo / "plan"


OWNER = "07 Query Tuning: owner Ada"


def with_owner(plan: Path) -> None:
    edited(plan / ".planning/07-query-tuning.yml", "owner: ''", "owner: Ada")


def test_what_changed_since_the_last_commit(plan: Path) -> None:
    assert shown("diff", cwd=plan) == "Changes from HEAD to the planning folder as it is\nNo change of the plan.\n"
    assert shown("diff", "--quiet", "--exit-code", cwd=plan) == ""
    with_owner(plan)
    assert shown("diff", cwd=plan) == f"Changes from HEAD to the planning folder as it is\n{OWNER}\n"
    assert roadmap("diff", "--quiet", "--exit-code", cwd=plan).code == 1
    assert shown("diff", "HEAD", "--quiet", cwd=plan.parent) == f"{OWNER}\n"
    assert "| 07 Query Tuning | owner Ada | - |" in shown("diff", "--markdown", cwd=plan)


def test_a_ticked_box_is_a_change_that_no_command_has_seen(plan: Path) -> None:
    before = (plan / "10-load-tests-plan.md").read_text(encoding="utf-8")
    (plan / "10-load-tests-plan.md").write_text(before.replace("- [ ] ", "- [x] ", 1), encoding="utf-8")
    assert "10 Load Tests: criteria met 0 → 1 of 1\n" in shown("diff", "-q", cwd=plan)


def test_two_commits_and_the_same_back(plan: Path) -> None:
    with_owner(plan)
    committed(plan)
    edited(plan / ".planning/07-query-tuning.yml", "owner: Ada", "owner: Bo")
    for words in (["HEAD~1", "HEAD"], ["HEAD~1..HEAD"], ["main~1", "main"]):
        assert shown("diff", "-q", *words, cwd=plan) == f"{OWNER}\n", words
    assert shown("diff", "-q", "HEAD", "HEAD~1", cwd=plan) == "07 Query Tuning: no owner (was Ada)\n"
    assert shown("diff", "-q", "HEAD~1", cwd=plan) == "07 Query Tuning: owner Bo\n"


def test_what_a_branch_changed_and_main_did_not(plan: Path) -> None:
    git(plan, "checkout", "--quiet", "-b", "side")
    with_owner(plan)
    committed(plan)
    git(plan, "checkout", "--quiet", "main")
    edited(plan / ".planning/11-handbook.yml", "owner: ''", "owner: Bo")
    committed(plan)
    assert shown("diff", "-q", "main...side", cwd=plan) == f"{OWNER}\n"
    git(plan, "checkout", "--quiet", "side")
    assert shown("diff", "-q", "main...", cwd=plan) == f"{OWNER}\n"
    assert shown("diff", "-q", "main", cwd=plan) == f"{OWNER}\n11 Handbook: no owner (was Bo)\n"
    parted = git(plan, "rev-parse", "--short=7", "main~1").strip()
    said = " ".join(shown("diff", "main...", cwd=plan).split())
    assert said == f"Changes from {parted} (where it parted from main) to the planning folder as it is {OWNER}"


def test_for_programs_it_is_what_the_schema_describes(plan: Path) -> None:
    schema = json.loads((ROOT / "docs/plan-differences.schema.json").read_text(encoding="utf-8"))
    with_owner(plan)
    answer = json.loads(shown("diff", "--json", cwd=plan))
    jsonschema.Draft202012Validator(schema).validate(answer)
    assert [(one["number"], one["before"], one["after"]) for one in answer["packages"]] == [
        (7, {"owner": None}, {"owner": "Ada"})
    ]


def test_a_folder_that_was_renamed_is_found_by_its_title_and_day(plan: Path) -> None:
    # Another session of that day, which is there still, is no earlier name of this one.
    other = plan.parent / "another"
    shutil.copytree(ROOT / "examples/integrated-roadmap", other)
    edited(other / ".copier-answers.yml", "\ndate: '2025-11-23'", "\ndate: '2025-11-24'")
    committed(plan.parent)
    git(plan.parent, "mv", "plan", "moved to é")
    moved = plan.parent / "moved to é"
    with_owner(moved)
    assert shown("diff", "-q", cwd=moved) == f"{OWNER}\n"
    committed(moved)
    assert shown("diff", "-q", "HEAD~1", "HEAD", cwd=moved) == f"{OWNER}\n"
    assert shown("diff", "-q", "HEAD", "HEAD~1", cwd=moved) == "07 Query Tuning: no owner (was Ada)\n"


def test_a_plan_that_is_not_there_yet_is_new(plan: Path) -> None:
    new = plan.parent / "second"
    shutil.copytree(ROOT / "examples/continuing/2026-01-20-second-roadmap", new)
    out = shown("diff", cwd=new)
    assert out.splitlines()[:2] == ["Not in HEAD: all of it is new", "New plan: Second Roadmap"]
    assert widest(out) <= 80
    committed(new)
    result = roadmap("diff", "HEAD", "HEAD~1", cwd=new)
    assert result.err == "roadmap: The plan is not in HEAD~1. Give a commit that holds it, or leave this one out.\n"
    assert result.code == 2


def test_a_repository_without_a_commit(repo: Path) -> None:
    shutil.copytree(EXAMPLE, repo / "plan")
    assert shown("diff", cwd=repo / "plan").splitlines()[0] == "Not in any commit yet: all of it is new"
    result = roadmap("diff", "HEAD", "main", cwd=repo / "plan")
    assert (result.code, result.err) == (2, 'roadmap: "main" is no commit, branch or tag of this repository.\n')


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], '"nowhere" is no commit, branch or tag of this repository.'),
        (["mian"], '"mian" is no commit, branch or tag of this repository. Did you mean main?'),
        (["main", "v9"], '"v9" is no commit, branch or tag of this repository.'),
        (["v9...main"], '"v9" is no commit, branch or tag of this repository.'),
        (["`id`$(x)\n"], '"`id`$(x)" is no commit, branch or tag of this repository.'),
        ([""], '"" is no commit, branch or tag of this repository.'),
        (["a", "b", "c"], "'a b c' names more than two states. Give one REF, two, or A...B.\nSee `roadmap diff --help`."),
        (["a..b", "c"], "'a..b c' names more than two states. Give one REF, two, or A...B.\nSee `roadmap diff --help`."),
    ],
)
def test_what_git_does_not_know_is_one_message(plan: Path, words: list[str], message: str) -> None:
    result = roadmap("diff", *words, cwd=plan)
    assert (result.code, result.out, result.err) == (2, "", f"roadmap: {message}\n")


def test_outside_of_a_repository(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "plan")
    result = roadmap("diff", cwd=tmp_path / "plan")
    assert result.code == 2
    assert result.err.endswith("plan is in no git repository, or git is not installed: there is nothing to compare with.\n")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"part: initiative\ninitiative: [\n", "is not valid YAML at line 3. Take the file back from git, or put it right."),
        (b"\xff\xfe", "is saved as UTF-16. Save it as UTF-8."),
    ],
)
def test_answers_that_could_not_be_read_then_are_named_by_their_commit(plan: Path, content: bytes, message: str) -> None:
    whole = (plan / ".copier-answers.yml").read_bytes()
    (plan / ".copier-answers.yml").write_bytes(content)
    committed(plan)
    (plan / ".copier-answers.yml").write_bytes(whole)
    result = roadmap("diff", cwd=plan)
    assert (result.code, result.err) == (2, f"roadmap: HEAD:plan/.copier-answers.yml {message}\n")


def test_a_link_in_a_commit_is_no_document(plan: Path) -> None:
    (plan / "notes.md").symlink_to("README.md")
    committed(plan)
    assert shown("diff", "-q", cwd=plan) == ""


def test_names_of_packages_are_painted_at_a_terminal(plan: Path) -> None:
    with_owner(plan)
    result = roadmap("diff", cwd=plan, terminal=True)
    assert "\033[1m07 Query Tuning:\033[0m owner Ada" in result.out
    assert "\033[" not in roadmap("diff", "--no-color", cwd=plan, terminal=True).out


def test_hostile_titles_are_shown_as_they_are(plan: Path) -> None:
    edited(plan / ".planning/09-error-types.yml", "title: Error Types", "title: '`x` | {{ 7 }} <script> 漢字'")
    assert shown("diff", "-q", cwd=plan) == '09 `x` | {{ 7 }} <script> 漢字: renamed from "Error Types"\n'
    markdown = shown("diff", "--markdown", cwd=plan)
    assert "\\<script>" in markdown
    assert "\\`x\\`" in markdown
