"""`page`: the roadmap as one page for a browser."""

from __future__ import annotations

import re
import shutil
import webbrowser
from pathlib import Path
from urllib.parse import unquote

import pytest
from work_packages.page import page
from work_packages.plans import read_plan

from ..support import ROOT, git, tree
from .calling import roadmap, shown

EXAMPLE = ROOT / "examples/weeks-in/2-weeks"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "plan")
    return tmp_path / "plan"


def links(content: str) -> set[str]:
    """The files that the page links to."""
    return {unquote(link) for link in re.findall(r'href="([^"#][^"]*)"', content) if ":" not in link}


def test_the_page_is_written_into_the_planning_folder(plan: Path) -> None:
    before = tree(plan)
    assert shown("page", cwd=plan) == "roadmap.html\n"
    written = (plan / "roadmap.html").read_text(encoding="utf-8")
    assert written == page(read_plan(EXAMPLE))
    assert "05-response-cache-plan.md" in links(written)
    assert {**before, "roadmap.html": written.encode()} == tree(plan)
    assert shown("page", "-q", cwd=plan.parent) == "plan/roadmap.html\n"


def test_a_page_elsewhere_links_to_the_planning_folder(plan: Path) -> None:
    site = plan.parent / "my sité"
    site.mkdir()
    assert shown("page", "-o", "../my sité", cwd=plan) == "../my sité/roadmap.html\n"
    assert shown("page", "-o", "../my sité/other.htm", cwd=plan) == "../my sité/other.htm\n"
    written = (site / "roadmap.html").read_text(encoding="utf-8")
    assert (site / "other.htm").read_text(encoding="utf-8") == written
    assert len(links(written)) > 5
    assert all((site / link).is_file() for link in links(written)), links(written)
    assert 'href="#main"' in written
    assert not (plan / "roadmap.html").exists()


def test_the_page_can_be_printed(plan: Path) -> None:
    before = tree(plan)
    assert shown("page", "-o", "-", cwd=plan) == page(read_plan(EXAMPLE))
    assert tree(plan) == before
    assert roadmap("page", "-o", "-", "--open", cwd=plan).code == 2


def test_a_page_of_ours_is_written_anew_and_no_other_file(plan: Path) -> None:
    shown("page", cwd=plan)
    old = (plan / "roadmap.html").read_text(encoding="utf-8")
    (plan / "roadmap.html").write_text(old.replace("Response Cache", "Old"), encoding="utf-8")
    shown("page", cwd=plan)
    assert (plan / "roadmap.html").read_text(encoding="utf-8") == old
    for name, content in (("roadmap.html", "<html>mine</html>"), ("START-HERE.md", None), ("empty.html", "")):
        if content is not None:
            (plan / name).write_text(content, encoding="utf-8")
        before = tree(plan)
        result = roadmap("page", "-o", name, cwd=plan)
        assert (result.code, result.out) == (2, "")
        assert result.err == (
            f"roadmap: {name} is there, and is no page of a roadmap. Give another file with -o, or move that one.\n"
        )
        assert tree(plan) == before


def test_a_folder_that_is_not_there_is_not_made(plan: Path) -> None:
    result = roadmap("page", "-o", "no/where.html", cwd=plan)
    assert (result.code, result.err) == (2, "roadmap: There is no folder no. Make it, or give another file.\n")
    assert not (plan / "no").exists()


def test_git_is_to_ignore_it_or_to_know_it(repo: Path) -> None:
    shutil.copytree(EXAMPLE, repo / "plan")
    git(repo, "add", "--all", ".")
    note = "Git does not know this file: add roadmap.html to .gitignore, or commit it.\n"
    assert roadmap("page", cwd=repo / "plan").err == note
    assert roadmap("page", "--quiet", cwd=repo / "plan").err == ""
    (repo / ".gitignore").write_text("roadmap.html\n", encoding="utf-8")
    assert shown("page", cwd=repo / "plan") == "roadmap.html\n"
    (repo / ".gitignore").unlink()
    git(repo, "add", "--all", ".")
    assert shown("page", cwd=repo / "plan") == "roadmap.html\n"


def test_the_browser_opens_it(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_(url: str) -> bool:
        opened.append(url)
        return len(opened) == 1

    monkeypatch.setattr(webbrowser, "open", open_)
    assert shown("page", "--open", cwd=plan) == "roadmap.html\n"
    assert opened == [(plan / "roadmap.html").resolve().as_uri()]
    assert roadmap("page", "--open", cwd=plan).err == "There is no browser to open it in.\n"
