"""`roadmap --all` and `roadmap portfolio`: every initiative at a glance."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest

from ..initiatives import ANSWERS, CHECKOUT, PLANNING, PORTAL, SEARCH, commit, own, plan
from ..support import git, run_copier, tree, use_installed
from .calling import roadmap, shown, widest


def test_all_initiatives_at_a_glance(team: Path) -> None:
    before = tree(team)
    out = shown("--all", cwd=team.parents[2])
    assert out == shown("portfolio", cwd=team) == shown("portfolio", cwd=team / SEARCH)
    assert tree(team) == before
    assert out.splitlines()[:6] == [
        "Portfolio  3 (2 in implementation and 1 in planning)",
        "",
        "Initiative         Phase             Done  Approved     Finish      Blocked",
        "Steady Checkout    7 Implementation  0%    as approved  2026-01-25  05",
        "Search That Finds  7 Implementation  0%    as approved  2026-01-25  04",
        "Partner Portal     3 Analysis        0%",
    ]
    assert "  Partner Portal: confirm the analysis (checkpoint analysis)\n" in out
    assert "  04 Ranking (Search That Finds) needs 03 Request Tracing: ready, forecast" in out
    assert widest(out) <= 81


def test_as_the_files_are_now(team: Path) -> None:
    record = team / CHECKOUT / ".planning/03-request-tracing.yml"
    record.write_text(record.read_text(encoding="utf-8").replace("status: ready", "status: in-progress"), encoding="utf-8")
    assert "  Steady Checkout: 03 Request Tracing (in progress)\n" in shown("--all", cwd=team)


def test_quiet_is_a_line_for_each(team: Path) -> None:
    assert shown("portfolio", "-q", cwd=team).splitlines() == [
        "Steady Checkout: 0%, 7 Implementation",
        "Search That Finds: 0%, 7 Implementation",
        "Partner Portal: 0%, 3 Analysis, 🛑 analysis",
    ]


def test_for_programs(team: Path) -> None:
    found = json.loads(shown("portfolio", "--json", cwd=team))
    assert [one["folder"] for one in found["initiatives"]] == [CHECKOUT, SEARCH, PORTAL]
    assert found["initiatives"][1] == {
        "folder": SEARCH,
        "path": SEARCH,
        "initiative": "Search That Finds",
        "updated": "2026-01-12",
        "phase": 7,
        "checkpoint": None,
        "complete": False,
        "percent": 0,
        "packages": 3,
        "packages_complete": 0,
        "remaining": {"agentic": [13, 20], "review": 3},
        "under_way": [],
        "ready": ["index", "synonyms"],
        "finish": "2026-01-25",
        "weeks_later": 0,
        "late": [],
        "blocked": ["ranking"],
    }
    assert found["dependencies"] == [{"package": f"{SEARCH}/ranking", "needs": f"{CHECKOUT}/request-tracing", "state": "ready"}]
    assert {"hours_per_week", "weeks", "people", "attention"} <= set(found)


def test_one_that_cannot_be_read_and_none(team: Path, tmp_path: Path) -> None:
    (team / SEARCH / ".copier-answers.yml").write_text("part: initiative\n[", encoding="utf-8")
    out = shown("--all", cwd=team)
    words = " ".join(out.split())
    assert "cannot be read" in out and f"{SEARCH}/.copier-answers.yml is not valid YAML at line 3. Take the file" in words
    assert roadmap("portfolio", "--exit-code", "-q", cwd=team).code == 1
    (tmp_path / "empty").mkdir()
    git(tmp_path / "empty", "init", "--quiet")
    result = roadmap("--all", cwd=tmp_path / "empty")
    assert (result.code, result.out) == (2, "") and "There is no plan here." in result.err


def test_made_and_brought_up_to_date_to_the_same_bytes(
    team: Path, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_installed(template, monkeypatch)
    (explained,) = shown("portfolio", "--update", "--explain", cwd=team).splitlines()
    assert shlex.split(explained)[1:5] == ["copy", "--trust", f"--vcs-ref={git(template, 'rev-parse', 'HEAD').strip()}", "-d"]
    run_copier("copy", "--trust", "-d", "part=portfolio", template, ".", cwd=team)
    commit(team)
    shutil.copytree(tmp_path / "repo", tmp_path / "other", symlinks=True)
    other = tmp_path / "other" / PLANNING
    words = ("portfolio", "--update", "--agentic-hours", "40", "--review-hours", "12h")
    (explained,) = shown(*words, "--explain", cwd=other).splitlines()
    assert own(other) == own(team)
    result = roadmap(*words, cwd=team / CHECKOUT)
    assert result.code == 0 and result.out == "The portfolio in .. is up to date.\n", result.err
    run_copier(*shlex.split(explained)[1:], cwd=other)
    assert own(team) == own(other) and "The team has 40h agentic and 12h review a week." in own(team)["README.md"]
    assert roadmap("portfolio", "--update", cwd=team).out == "The portfolio is up to date: nothing changed.\n"
    assert "The team has 40h agentic and 12h review a week." in shown("--all", cwd=team)
    result = roadmap("portfolio", "--update", "--agentic-hours", "many", cwd=team)
    assert result.code == 1 and '"many" is not a number of hours a week. Give one from 0.5 to 168.' in result.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("portfolio", "--agentic-hours", "4"), "Hours of the team goes with --update. Add it."),
        (("portfolio", "--explain"), "--explain goes with --update. Add it."),
        (("portfolio", "--update", "--page"), "--update writes README.md, and no page."),
        (("portfolio", "-o", "-", "--open"), "--open needs a file, and -o - writes none."),
        (("--all", "status"), "--all before a command stands alone."),
    ],
)
def test_misunderstood(team: Path, words: tuple[str, ...], said: str) -> None:
    result = roadmap(*words, cwd=team)
    assert result.code == 2 and said in result.err


def test_the_page_holds_all_and_loads_nothing(team: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(team, CHECKOUT, template).change("03-request-tracing", "title=<script>alert(1)</script> & more")
    opened: list[str] = []

    def open_it(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", open_it)
    result = roadmap("portfolio", "--open", cwd=team)
    assert result.code == 0 and result.out == "portfolio.html\n" and opened == [(team / "portfolio.html").resolve().as_uri()]
    page = (team / "portfolio.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert f'<a href="{SEARCH}/START-HERE.md">Search That Finds</a>' in page and "default-src 'none'" in page
    assert roadmap("portfolio", "-o", "-", cwd=team).out == page
    (team / "site").mkdir()
    roadmap("portfolio", "-o", "site", cwd=team)
    assert f'<a href="../{SEARCH}/START-HERE.md">' in (team / "site/portfolio.html").read_text(encoding="utf-8")
    (team / "other.html").write_text("<p>Ours</p>", encoding="utf-8")
    result = roadmap("portfolio", "-o", "other.html", cwd=team)
    assert result.code == 2 and "is no page of a roadmap" in result.err


def test_nothing_of_a_portfolio_is_made_by_reading(glance: Path) -> None:
    before = own(glance)
    shown("--all", cwd=glance)
    assert own(glance) == before and sorted(before) == [ANSWERS, "README.md"]
