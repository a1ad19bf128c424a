"""What a person makes of documents as a whole: sections deleted and had back, plans renamed and split, headings translated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from .support import Folder, git
from .test_documents import check
from .test_roadmap import agree

PLAN = {
    "identified": [
        {"title": "One", "success_criteria": ["10 of 10 checks pass"], "task_list": ["Dig", "Build", "Paint"]},
        {"title": "Two", "depends_on": "One"},
        "Three",
    ]
}


def section(text: str, heading: str) -> str:
    """A section with its heading, and the rule that ends it."""
    start = text.index(f"\n{heading}\n") + 1
    level = heading.split()[0]
    rest = re.search(rf"(?m)^{level} |\Z", text[start + len(heading) :])
    assert rest
    return text[start : start + len(heading) + rest.start()]


def links(folder: Folder) -> set[str]:
    """The documents of the folder that its documents link to."""
    found: set[str] = set()
    for path in folder.path.glob("*.md"):
        found |= set(re.findall(r"\]\(([\w.-]+\.md)\)", path.read_text(encoding="utf-8")))
    return found


def test_deleted_sections_stay_deleted_and_are_told_once(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    whole = {name: folder.read(name) for name in ("START-HERE.md", "README.md", "03-one-plan.md")}
    gone = {
        "START-HERE.md": section(whole["START-HERE.md"], "## 📅 Timeline"),
        "README.md": section(whole["README.md"], "### Priority Order")
        if "### Priority Order" in whole["README.md"]
        else section(whole["README.md"], "## 📊 Quick Summary"),
        "03-one-plan.md": section(whole["03-one-plan.md"], "## Dependencies"),
    }
    for name, part in gone.items():
        folder.replace(name, part, "")
    folder.commit()
    result = folder.change("03-one", "status=in-progress")
    for name in gone:
        assert f"Deleted in {name}, and stays so: section " in result.output
        assert f"-d restore={name}" in result.output
    folder.commit()
    result = folder.add("title=Four", "depends_on=03", "effort=3-4h")
    assert "Deleted in" not in result.output, "it is told once"
    for name, part in gone.items():
        text = folder.read(name)
        assert "<<<<<<<" not in text
        lines = [line for line in part.splitlines() if line.startswith(("#", "|"))]
        assert not [line for line in lines if line in text.splitlines() and part.count(line) == whole[name].count(line)]
        assert "\n---\n\n---\n" not in text
    check(folder)
    folder.commit()
    before = folder.tree()
    folder.update()
    assert folder.tree() == before
    folder.update("restore=[START-HERE.md, README.md, 03-one-plan.md]")
    agree(folder)
    assert "cut" not in folder.answers["observed"]
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_a_deleted_table_and_list_stay_deleted(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    text = folder.read("START-HERE.md")
    table = re.search(r"(?m)^\| Week \|.*\n(?:\|.*\n)+", text)
    assert table
    folder.replace("START-HERE.md", table[0] + "\n", "")
    folder.commit()
    result = folder.change("04-two", "effort=20-30h")
    assert 'Deleted in START-HERE.md, and stays so: the table below "📅 Timeline".' in result.output
    assert "| Week" not in folder.read("START-HERE.md")
    folder.commit()
    folder.update("restore=START-HERE.md")
    agree(folder)


def test_restoring_brings_back_a_document(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    folder.append("04-two-plan.md", "\nMine.\n")
    (folder.path / "03-one-plan.md").unlink()
    folder.commit()
    folder.change("03-one", "effort=6-7h")
    assert not (folder.path / "03-one-plan.md").exists()
    assert "03-one-plan.md" not in links(folder), "nothing links to what is not there"
    folder.commit()
    folder.update("restore=03-one-plan.md")
    agree(folder)
    assert "03-one-plan.md" in links(folder)


@pytest.mark.parametrize("value", ["README.md", "nothing.md", "[README.md, 03-one-plan.md]", "../other.md", "{a: b}"])
def test_there_is_nothing_to_restore(start: Callable[..., Folder], value: str) -> None:
    folder = start(**PLAN)
    before = folder.tree()
    result = folder.update(f"restore={value}", ok=False)
    assert result.code == 1 and "restore: " in result.message
    assert "othing was written" in result.message
    assert folder.tree() == before


def test_nothing_is_restored_at_the_start(start: Callable[..., Folder]) -> None:
    with pytest.raises(AssertionError, match="restore: there is nothing to restore in a new initiative"):
        start(**PLAN, restore="README.md")


def test_a_renamed_plan_is_kept_up_to_date(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    folder.replace("03-one-plan.md", "_Write why it is needed._", "Because I say so.")
    git(folder.path, "mv", "03-one-plan.md", "03-first-plan.md")
    folder.commit()
    result = folder.change("03-one", "status=in-progress")
    assert "03-one-plan.md is called 03-first-plan.md here, and is kept up to date there." in result.output
    assert "git mv 03-first-plan.md 03-one-plan.md" in result.output
    assert not (folder.path / "03-one-plan.md").exists()
    plan = folder.read("03-first-plan.md")
    assert "**Status:** In Progress" in plan and "Because I say so." in plan
    assert links(folder) <= {path.name for path in folder.path.glob("*.md")}
    data = json.loads(folder.read(".planning/roadmap.json"))
    assert [problem["code"] for problem in data["problems"]].count("renamed-document") == 1
    assert "missing-document" not in [problem["code"] for problem in data["problems"]]
    check(folder)
    folder.commit()
    before = folder.tree()
    assert "is called" not in folder.update().output.split("Needs attention")[0]
    assert folder.tree() == before
    git(folder.path, "mv", "03-first-plan.md", "03-one-plan.md")
    folder.commit()
    folder.update()
    agree(folder)
    assert "renamed" not in folder.answers["observed"]


def test_a_translated_heading_is_read_as_its_own(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    folder.replace("03-one-plan.md", "## Success Criteria", "## Erfolgskriterien")
    folder.replace("03-one-plan.md", "- [ ] 10 of 10 checks pass", "- [x] 10 of 10 checks pass")
    folder.replace("04-two-plan.md", "### In Scope", "### Im Umfang")
    folder.commit()
    result = folder.change("03-one", "status=in-progress")
    assert 'Headings of 03-one-plan.md: took "Erfolgskriterien" for "Success Criteria".' in result.output
    folder.commit()
    folder.replace("04-two-plan.md", "_List the features and capabilities that this work package delivers._", "- A door")
    folder.commit()
    folder.change("03-one", "status=complete")
    observed = folder.answers["observed"]
    assert observed["met"] == {"one": ["10 of 10 checks pass"]}
    assert observed["written"]["two"]["in_scope"] == ["A door"]
    assert "cut" not in observed
    for name, heading in (("03-one-plan.md", "## Erfolgskriterien"), ("04-two-plan.md", "### Im Umfang")):
        assert folder.read(name).count(heading) == 1
    assert "## Success Criteria" not in folder.read("03-one-plan.md")
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_a_section_written_in_the_place_of_another_is_not_taken_for_it(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    part = section(folder.read("03-one-plan.md"), "## Success Criteria")
    folder.replace("03-one-plan.md", part, "## Risks\n\n- The bridge may fall\n\n---\n\n")
    folder.commit()
    result = folder.change("03-one", "effort=5-6h")
    assert 'Deleted in 03-one-plan.md, and stays so: section "Success Criteria".' in result.output
    assert "The bridge may fall" not in folder.read("START-HERE.md")
    assert folder.read("03-one-plan.md").count("- The bridge may fall") == 1


def test_a_plan_that_was_split_by_hand(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    part = section(folder.read("03-one-plan.md"), "## Success Criteria")
    folder.replace("03-one-plan.md", part, "")
    (folder.path / "03-one-criteria.md").write_text(f"# One: criteria\n\n{part.rstrip()}\n", encoding="utf-8")
    folder.commit()
    result = folder.change("03-one", "status=in-progress")
    told = 'Deleted in 03-one-plan.md, and stays so: section "Success Criteria", which stands in 03-one-criteria.md.'
    assert told in result.output, result.output
    assert folder.read("03-one-criteria.md") == f"# One: criteria\n\n{part.rstrip()}\n"
    assert "## Success Criteria" not in folder.read("03-one-plan.md")
    check(folder)
