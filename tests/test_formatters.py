"""Formatters run over every document, by hand or before each commit: no conflict, and their form stays."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable

import pytest
import yaml
from work_packages.planning.formatting import blocks, lines_of

from .formatters import FORMATTERS, aligned, indented, restyled
from .support import Folder, fresh_render, git

PLAN = {
    "identified": [
        {"title": "One", "success_criteria": ["10 of 10 checks pass", "Under 5 ms"], "task_list": ["Dig", "Build", "Paint"]},
        {
            "title": "Two",
            "depends_on": "One",
            "summary": "A sentence that is long enough to be wrapped by whatever wraps lines of text.",
        },
        {"title": "Three", "blocked_by": ["A key (by 2026-02-01)"], "value": "high"},
    ]
}


def formats(folder: Folder, formatter: Callable[[str], str]) -> None:
    for path in folder.path.glob("*.md"):
        path.write_text(formatter(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (folder.path / ".planning").glob("*.yml"):
        path.write_text(restyled(path.read_text(encoding="utf-8")), encoding="utf-8")
    path = folder.path / ".planning/roadmap.json"
    path.write_text(indented(path.read_text(encoding="utf-8")), encoding="utf-8")


def says(text: str) -> list[tuple[str, str]]:
    return [block.key for block in blocks(lines_of(text.encode()))]


def is_up_to_date(folder: Folder) -> None:
    """Every document says what the answers make, in whatever form."""
    rendered = fresh_render(folder)
    for path in folder.path.glob("*.md"):
        assert says(path.read_text(encoding="utf-8")) == says(rendered[path.name]), path.name
    assert json.loads(folder.read(".planning/roadmap.json")) == json.loads(rendered[".planning/roadmap.json"])


@pytest.mark.parametrize("name", ["mdformat, wrapped", "stars for bullets"])
def test_each_command_after_a_formatter(start: Callable[..., Folder], name: str) -> None:
    folder = start(**PLAN)
    formats(folder, FORMATTERS[name])
    folder.commit()
    before = folder.tree()
    folder.update()
    assert folder.tree() == before, "nothing has changed but the form"
    folder.change("03-one", "status=in-progress")
    is_up_to_date(folder)
    formats(folder, FORMATTERS[name])
    folder.commit()
    folder.add("title=Four", "depends_on=03", "effort=2-3h")
    is_up_to_date(folder)
    folder.commit()
    formats(folder, FORMATTERS[name])
    folder.confirm_again()
    folder.update("agentic_hours_per_week=5", "initiative=Renamed")
    is_up_to_date(folder)
    formats(folder, FORMATTERS[name])
    folder.commit()
    before = folder.tree()
    folder.update()
    assert folder.tree() == before


def test_a_formatter_before_each_commit(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    hook = folder.path / git(folder.path, "rev-parse", "--git-path", "hooks/pre-commit").strip()
    hook.parent.mkdir(parents=True, exist_ok=True)
    hook.write_text(
        "#!/bin/sh\nset -e\nfiles=$(git diff --cached --name-only --diff-filter=d -- '*.md')\n"
        f'test -z "$files" && exit 0\ncd "$(git rev-parse --show-toplevel)"\n"{sys.executable}" -m mdformat --wrap 80 $files\ngit add $files\n',
        encoding="utf-8",
    )
    hook.chmod(0o755)
    folder.append(
        "README.md", "\nA note of mine, below all that was computed, so long that it is wrapped before it is committed.\n"
    )
    folder.commit()
    for given in ("status=in-progress", "status=complete"):
        folder.change("03-one", given)
        folder.commit()
    folder.add("title=Four", "depends_on=03", "effort=2-3h")
    folder.commit()
    assert folder.status() == ""
    assert (
        "\nA note of mine, below all that was computed, so long that it is wrapped before\nit is committed.\n"
        in folder.read("README.md")
    )
    folder.update()
    assert folder.status() == "", "the hook has nothing left to do, and neither has the update"


def test_boxes_that_were_ticked_and_formatted(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    folder.replace("03-one-plan.md", "- [ ] Under 5 ms", "- [x] Under 5 ms")
    formats(folder, FORMATTERS["stars for bullets"])
    folder.commit()
    folder.change("03-one", "status=in-progress")
    assert "* [x] Under 5 ms\n* [ ]" not in folder.read("03-one-plan.md")
    assert "* [x] Under 5 ms" in folder.read("03-one-plan.md")
    assert folder.answers["observed"]["met"] == {"one": ["Under 5 ms"]}


def test_sorted_rows_and_aligned_tables(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    text = folder.read("README.md")
    rows = [line for line in text.splitlines(keepends=True) if line.startswith("| ") and "](0" in line and "-plan.md" in line]
    documents, order = rows[:3], rows[3:]
    for table in (documents, order):
        text = text.replace("".join(table), "".join(reversed(table)))
    (folder.path / "README.md").write_text(aligned(text), encoding="utf-8")
    folder.commit()
    folder.change("04-two", "title=Zwei")
    text = folder.read("README.md")
    assert "<<<<<<<" not in text
    (place,) = [number for number, line in enumerate(text.splitlines()) if line.startswith("| [05-three-plan.md]")]
    rows = text.splitlines()[place : place + 3]
    assert [row[:12] for row in rows] == ["| [05-three-", "| [04-two-pl", "| [03-one-pl"]
    assert "Zwei" in rows[1]
    assert [int(phase) for phase in re.findall(r"(?m)^\| \S+ \w+ *\| Phase (\d) ", text)] == [
        int(re.findall(r"Phase (\d)", row)[0]) for row in reversed(order)
    ]
    assert text.count("[Zwei](04-two-plan.md)") == 1


def test_comments_in_a_record_of_another_style(start: Callable[..., Folder]) -> None:
    folder = start(**PLAN)
    path = folder.path / ".planning/03-one.yml"
    text = restyled(path.read_text(encoding="utf-8"))
    for name in ("effort", "task_list", "status"):
        text = text.replace(f'\n"{name}"', f"\n# Why this {name}.\n{name}").replace(
            f"\n{name}:", f"\n# Why this {name}.\n{name}:", 1
        )
    path.write_text(f"---\n{text}# The end.\n", encoding="utf-8")
    folder.commit()
    before = folder.tree()
    folder.update()
    folder.change("03-one")
    assert folder.tree() == before
    folder.change("03-one", "effort=9-10h", "task_list=[Dig, Paint]", "summary=All of it")
    changed = path.read_text(encoding="utf-8")
    for comment in ("# Why this effort.\n", "# Why this task_list.\n", "# Why this status.\n", "# The end.\n"):
        assert comment in changed, changed
    stored = yaml.safe_load(changed)
    assert (stored["effort"], stored["task_list"], stored["summary"]) == ("9-10h", ["Dig", "Paint"], "All of it")
    kept = [
        line for line in text.splitlines() if not line.lstrip(chr(34)).startswith(("_", "#", "effort", "task_list", "summary"))
    ]
    assert set(kept) - {'- "Build"'} <= set(changed.splitlines())
