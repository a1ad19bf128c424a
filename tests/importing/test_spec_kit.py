"""Spec Kit: features in the folder that its own commands made, in both readings."""

from __future__ import annotations

import pytest
from work_packages.importing import Imported, LeftOut, NotImportable, Progress, Question, imported, recognised
from work_packages.planning.answers import identified_problems

from .reading import fixture

EACH_FEATURE = Imported(
    peer="spec_kit",
    initiative="Spec Kit Features",
    identified=[
        {
            "title": 'Login "with" passkeys | <b> {{ 7*7 }}',
            "slug": "shop-login",
            "added": "2026-11-20",
            "insights": ["Assumption: The mail server is there"],
            "in_scope": ["System MUST let a person register a key"],
            "success_criteria": ["95% of sign-ins take under 2 seconds"],
            "task_list": ["Register a key", 'Überschrift: "Quotes" & <tags>', "Recover a lost key"],
        },
        "Shop cart",
    ],
    statuses={"shop-login": Progress("in-progress")},
    left_out=(
        LeftOut("acceptance scenarios", "stay with their story's spec", files=("specs/001-shop-login/spec.md",)),
        LeftOut(
            "lines with a placeholder in brackets",
            "nobody has written them yet",
            files=("specs/001-shop-login/spec.md", "specs/002-shop-cart/spec.md"),
        ),
        LeftOut("ticked tasks", "a box is ticked in the plan, by hand", files=("specs/001-shop-login/tasks.md",)),
    ),
)

EACH_STORY = Imported(
    peer="spec_kit",
    initiative='Login "with" passkeys | <b> {{ 7*7 }}',
    identified=[
        {"title": "Setup", "added": "2026-11-20", "task_list": ["Create the project", "Configure linting"]},
        {
            "title": "Foundational",
            "added": "2026-11-20",
            "task_list": ["Write the schema", "Write the session store in src/session.py"],
            "depends_on": ["setup"],
        },
        {
            "title": "Register a key",
            "added": "2026-11-20",
            "summary": "A person registers a key on a phone.",
            "success_criteria": ["A new phone is registered in under 60 seconds."],
            "priority": "high",
            "priority_reason": "Nothing works without a key.",
            "task_list": ["Contract test in tests/test_key.py", "Registration in src/key.py (depends on T005)"],
            "depends_on": ["foundational"],
        },
        {
            "title": 'Überschrift: "Quotes" & <tags>',
            "added": "2026-11-20",
            "summary": "Odd signs in a title.",
            "success_criteria": ["The title is shown as typed."],
            "priority": "medium",
            "task_list": ["Escape titles"],
            "depends_on": ["foundational"],
        },
        {
            "title": "Recover a lost key",
            "added": "2026-11-20",
            "summary": "A person gets back in by mail.",
            "priority": "low",
            "task_list": ["Mail"],
            "depends_on": ["foundational"],
        },
        {
            "title": "Polish & Cross-Cutting Concerns",
            "added": "2026-11-20",
            "task_list": ["Documentation", "Code cleanup"],
            "depends_on": ["register-a-key", "uberschrift-quotes-tags", "recover-a-lost-key"],
        },
    ],
    overview="Requirements:\n\n- System MUST let a person register a key\n\nAssumptions:\n\n- The mail server is there",
    overall_criteria=("95% of sign-ins take under 2 seconds",),
    statuses={"setup": Progress("complete"), "foundational": Progress("in-progress")},
    left_out=(
        LeftOut("acceptance scenarios", "stay with their story's spec", files=("specs/001-shop-login/spec.md",)),
        LeftOut(
            "lines with a placeholder in brackets",
            "nobody has written them yet",
            files=("specs/001-shop-login/spec.md", "specs/002-shop-cart/spec.md"),
        ),
        LeftOut(
            "features",
            "one initiative holds the stories of one; import the others with `import_only`",
            files=("specs/002-shop-cart/spec.md",),
        ),
        LeftOut("ticked tasks", "a box is ticked in the plan, by hand", files=("specs/001-shop-login/tasks.md",)),
    ),
)


def test_each_feature() -> None:
    files = fixture("spec_kit")
    assert recognised(files) == "spec_kit"
    assert imported(files, "spec_kit", reading="features") == EACH_FEATURE
    assert identified_problems(EACH_FEATURE.identified) == []


def test_each_story() -> None:
    assert imported(fixture("spec_kit"), "spec_kit", reading="stories") == EACH_STORY
    assert identified_problems(EACH_STORY.identified) == []


def test_the_reading_is_asked() -> None:
    (question,) = imported(fixture("spec_kit"), "spec_kit").questions
    assert question == Question(
        "reading",
        "What is a work package: each feature, or each user story of one feature?",
        ("features", "stories"),
        "features",
    )
    # Of one feature alone the stories are more likely to be what is planned.
    (question,) = imported(fixture("spec_kit"), "spec_kit", only="001").questions
    assert question.taken == "stories"
    with pytest.raises(NotImportable, match=r'reading: "chapters" is no reading. Choose features or stories.'):
        imported(fixture("spec_kit"), "spec_kit", reading="chapters")


def test_whose_stories_is_asked() -> None:
    story = b"# Feature Specification: F\n\n### User Story 1 - A (Priority: P1)\n\n### User Story 2 - B (Priority: P4)\n"
    files = {"specs/001-a/spec.md": story, "specs/002-b/spec.md": story}
    found = imported(files, "spec_kit", reading="stories")
    assert found.questions == (Question("only", "Whose user stories are the work packages?", ("001-a", "002-b"), "002-b"),)
    assert found.identified == [{"title": "A", "priority": "high"}, {"title": "B", "priority": "low"}]


def test_a_feature_folder_alone() -> None:
    files = {"spec.md": b"# Feature Specification: Login\n\n## Assumptions\n\n- Requires a mail server\n- People have phones\n"}
    assert recognised(files) == "spec_kit"
    found = imported(files, "spec_kit")
    assert found == Imported(
        peer="spec_kit",
        initiative="Login",
        identified=[
            {
                "title": "Login",
                "slug": "feature",
                "insights": ["Assumption: People have phones"],
                "blocked_by": ["Requires a mail server"],
            }
        ],
    )


def test_outside_things_of_a_feature() -> None:
    files = {
        "specs/001-a/spec.md": b"""# Feature Specification: Login

**Input**: User description: "Login with passkeys"

### User Story 1 - A (Priority: P1)

### User Story 2 - B (Priority: P2)

## Assumptions

- Depends on the mail server (by 2026-13-40)
- Requires a contract (by 2027-01-15)
"""
    }
    found = imported(files, "spec_kit", reading="stories")
    assert found.overview == "Login with passkeys"
    assert found.external_dependencies == ("Requires a contract (by 2027-01-15)",)
    assert [one.words for one in found.left_out] == [
        "external_dependencies (Depends on the mail server (by 2026-13-40)): would be refused as an answer; in specs/001-a/spec.md"
    ]


def test_tasks_without_stories() -> None:
    files = {
        "specs/001-a/tasks.md": b"""## Phase 1: Setup

- [x] T001 One

## Phase 2: Core

- [x] T002 Two
- [ ] T003 [US7] Three

## Phase 3: Polish

- [ ] T004 Four
"""
    }
    found = imported(files, "spec_kit", reading="stories")
    assert found.identified == [
        {"title": "Setup", "task_list": ["One"]},
        {"title": "Core", "task_list": ["Two", "Three"], "depends_on": ["setup"]},
        {"title": "Polish", "task_list": ["Four"], "depends_on": ["core"]},
    ]
    assert found.statuses == {"setup": Progress("complete"), "core": Progress("in-progress")}
