"""Edits survive: whatever people write, wherever they write it, stands after every command."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from work_packages.planning.merging import merge_documents

from .histories import heading_above, line_below
from .support import Folder
from .test_roadmap import agree


def test_words_right_beside_computed_lines_are_no_conflict(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", "value": "high"}, {"title": "Two", "depends_on": "One"}, "Three"])
    edits = {
        "START-HERE.md": (
            ("**Features to implement:**\n\n", "**Features to implement:**\n\n1. **Mine:** first of all\n"),
            ("(03-one-plan.md)\n\n### Dependency Graph", "(03-one-plan.md)\n- Mine depends on luck\n\n### Dependency Graph"),
            ("No work package is complete yet.\n", "No work package is complete yet.\nMine: but we are close.\n"),
            ("**Total:**", "Mine, right above the total.\n**Total:**"),
        ),
        "README.md": (
            ("- **Phase 3:** One\n", "- **Phase 3:** One\n- Mine: do not forget the handbook\n"),
            (
                "| Priority | Phase | Feature | Effort | Why |\n",
                "Mine, right above the table.\n\n| Priority | Phase | Feature | Effort | Why |\n",
            ),
            ("- **Status:** Ready for Implementation\n", "- **Status:** Ready for Implementation\n- **Owner:** Mine\n"),
        ),
        "03-one-plan.md": (
            ("- **Status:** Ready for Implementation\n", "- **Team:** Mine\n- **Status:** Ready for Implementation\n"),
            (
                "- [Phase 4: Two](04-two-plan.md) depends on this\n",
                "- Mine: so does the demo\n- [Phase 4: Two](04-two-plan.md) depends on this\n",
            ),
        ),
    }
    for name, pairs in edits.items():
        for old, new in pairs:
            folder.replace(name, old, new)
    folder.commit()
    folder.change("03-one", "status=in-progress")
    folder.commit()
    folder.change("03-one", "status=complete", "title=Uno")
    folder.commit()
    folder.add("title=Four", "depends_on=03")
    folder.commit()
    folder.update("agentic_hours_per_week=4", "initiative=Renamed")
    for name, pairs in edits.items():
        text = folder.read(name)
        for _, new in pairs:
            (own,) = [line for line in new.splitlines() if "Mine" in line]
            assert text.count(own) == 1, f"{name}: {own}"
        assert "<<<<<<<" not in text
    assert folder.status().count("UU") == 0
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_only_the_line_that_both_changed_is_marked(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    folder.replace("README.md", "- **Phase 3:** One\n", "- **Phase 3:** One, mine\n")
    folder.replace("README.md", "- **Phase 4:** Two\n", "- **Phase 4:** Two, mine\n")
    folder.commit()
    result = folder.change("03-one", "title=Uno", ok=False)
    assert result.code == 1 and "  README.md\n" in result.output
    marked = "<<<<<<< before updating\n- **Phase 3:** One, mine\n=======\n- **Phase 3:** Uno\n>>>>>>> after updating\n- **Phase 4:** Two, mine\n"
    assert marked in folder.read("README.md")


def test_roadmap_json_edited_by_hand_is_computed_anew(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    folder.replace(".planning/roadmap.json", '"phase": 7,', '"phase": 8,')
    folder.commit()
    folder.change("03-one", "status=in-progress")
    folder.commit()
    folder.replace(".planning/roadmap.json", '"title": "One"', '"title": "Broken')
    folder.commit()
    folder.update()
    agree(folder)


def test_eight_packages_at_once(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    names = ["Ant", "Bee", "Cat", "Dog", "Elk", "Fox", "Gnu", "Hen"]
    with ThreadPoolExecutor(len(names)) as pool:
        results = list(pool.map(lambda name: folder.add(f"title={name}", "depends_on=One"), names))
    assert all(result.code == 0 for result in results)
    plans = [name for name in folder.files() if name.endswith("-plan.md")]
    assert [name[:2] for name in plans] == ["03", "04", "05", "06", "07", "08", "09", "10", "11"]
    assert {package["title"] for package in agree(folder)["packages"]} == {"One", *names}
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_no_change_no_difference_for_each_part(example: Folder) -> None:
    example.change("03-observability", "status=complete", "testing=true", "actual=5h")
    example.commit()
    example.change("04-result-types", "status=partial", "done=Half", "remains=Half")
    path = example.path / ".planning/05-caching-strategy.yml"
    path.write_text("# Why 05 is large: see the minutes.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    example.commit()
    before = example.tree()
    example.update()
    for record in ("01-completion-analysis", "03-observability", "04-result-types", "05-caching-strategy"):
        example.change(record)
        assert example.tree() == before, record
    assert example.status() == ""
    example.change("05-caching-strategy", "effort=5-7h")
    assert path.read_text(encoding="utf-8").startswith("# Why 05 is large: see the minutes.\n")


def test_a_line_anywhere_stays_in_its_place(start: Callable[..., Folder]) -> None:
    """Every line of every document, as the checkpoints are confirmed and a package is completed: the merge alone."""
    folder = start(identified=["One", {"title": "Two", "depends_on": "One"}], confirm=["scope", "folder", "analysis"])
    states = [folder.tree()]
    folder.confirm("packages", "priorities", "roadmap")
    states.append(folder.tree())
    folder.change("03-one", "status=complete", "pr=PR 7")
    states.append(folder.tree())
    for before, after in pairwise(states):
        for name in (name for name in before if name.endswith(".md")):
            lines = before[name].decode().splitlines()
            for place in range(len(lines) + 1):
                mine = [*lines[:place], "Mine own-1.", *lines[place:]]
                merged = (
                    merge_documents(before[name], "\n".join([*mine, ""]).encode(), after[name]).content.decode().splitlines()
                )
                assert merged.count("Mine own-1.") == 1 and len(merged) == len(after[name].decode().splitlines()) + 1
                above = heading_above(mine, 1)
                same = above in ("", heading_above(merged, 1)) or line_below(mine, 1) == line_below(merged, 1)
                assert same or above not in merged, f"{name}, line {place}"
