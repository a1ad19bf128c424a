"""OpenSpec: a folder that its own commands made, and what they do not make."""

from __future__ import annotations

import pytest
from work_packages.importing import Imported, LeftOut, NotImportable, Progress, imported, recognised
from work_packages.planning.answers import identified_problems

from .reading import fixture

EVERYTHING = Imported(
    peer="openspec",
    initiative="OpenSpec Changes",
    identified=[
        {
            "title": "Choose hosting",
            "added": "2026-11-28",
            "summary": "Choose the hosting",
            "why": "Two offers were compared.",
            "in_scope": ["Rent servers in Falkenstein"],
            "task_list": ["Choose"],
        },
        {"title": "Add cart", "added": "2026-11-28"},
        {
            "title": "Add login",
            "added": "2026-11-28",
            "summary": 'Login "with" passkeys | <b> {{ 7*7 }}',
            "why": "Passwords are lost, and resetting them costs an hour each.\n\nPasskeys are not.",
            "impact": "The login page, and `auth.ts`.",
            "insights": ["New capability `login`: signing in"],
            "in_scope": ["Sign in with a passkey", "**BREAKING** No new passwords"],
            "out_of_scope": ["Login by other shops"],
            "success_criteria": ["Sign in: The shop SHALL let a person in within 2 seconds."],
            "task_list": ["Register a key", "Recover a lost key"],
        },
    ],
    statuses={"choose-hosting": Progress(status="complete", completed="2026-11-28"), "add-login": Progress("in-progress")},
    left_out=(
        LeftOut("scenarios", "stay with their requirement's spec", files=("openspec/changes/add-login/specs/login/spec.md",)),
        LeftOut("design", "its text stays where it is, but for the non-goals", files=("openspec/changes/add-login/design.md",)),
        LeftOut("ticked tasks", "a box is ticked in the plan, by hand", files=("openspec/changes/add-login/tasks.md",)),
    ),
)


def test_everything() -> None:
    files = fixture("openspec")
    assert recognised(files) == "openspec"
    assert imported(files, "openspec") == EVERYTHING
    assert identified_problems(EVERYTHING.identified) == []


@pytest.mark.parametrize("folder", ["", "openspec/", "docs/openspec/"])
def test_the_folder_may_be_given_from_above_or_itself(folder: str) -> None:
    files = {f"{folder}changes/add_login/tasks.md": b"- [x] 1.1 Page\n- [x] 1.2 Storage\n", f"{folder}specs/a/spec.md": b"# A"}
    assert recognised(files) == "openspec"
    assert imported(files, "openspec") == Imported(
        peer="openspec",
        initiative="OpenSpec Changes",
        identified=[{"title": "Add login", "task_list": ["Page", "Storage"]}],
        # All boxes are ticked, and yet it is not archived: it is not complete.
        statuses={"add-login": Progress("in-progress")},
        left_out=(
            LeftOut("specs", "say what is built already, and stay where they are", (f"{folder}specs/a/spec.md",)),
            LeftOut("ticked tasks", "a box is ticked in the plan, by hand", (f"{folder}changes/add_login/tasks.md",)),
        ),
    )


def test_one_name_open_and_archived() -> None:
    files = {
        "changes/archive/2026-01-02-login/tasks.md": b"## 1. Old\n",
        "changes/login/tasks.md": b"## 1. New\n",
    }
    found = imported(files, "openspec")
    assert found.identified == [
        {"title": "Login", "task_list": ["Old"]},
        {"title": "Login", "slug": "login-2", "task_list": ["New"]},
    ]
    assert found.statuses == {"login": Progress("complete", "2026-01-02")}
    assert identified_problems(found.identified) == []


def test_removed_requirements_and_what_is_still_the_template() -> None:
    spec = b"""## ADDED Requirements

### Requirement: <!-- requirement name -->
<!-- requirement text -->

## MODIFIED Requirements

### Requirement: Speed
Pages SHALL open within 1 second.

## REMOVED Requirements

### Requirement: Passwords
"""
    proposal = b"""## What Changes

<!-- Describe what will change. -->

## Capabilities

### New Capabilities
- `<capability-path>`: <brief description of what this capability covers>
"""
    files = {"changes/a/proposal.md": proposal, "changes/a/specs/x/spec.md": spec}
    assert imported(files, "openspec").identified == [
        {"title": "A", "in_scope": ["Removed: Passwords"], "success_criteria": ["Speed: Pages SHALL open within 1 second."]}
    ]


def test_one_change_alone() -> None:
    found = imported(fixture("openspec"), "openspec", only="add-cart")
    assert found.identified == [{"title": "Add cart", "added": "2026-11-28"}]
    with pytest.raises(NotImportable, match=r'only: "x" is no change here.'):
        imported(fixture("openspec"), "openspec", only="x")
