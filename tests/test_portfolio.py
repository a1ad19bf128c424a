"""`part=portfolio`: every initiative at a glance, made by `copier copy`, kept current by every command in an initiative."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from work_packages import portfolio, unfinished

from .initiatives import ANSWERS, CHECKOUT, INITIATIVES, PLANNING, PORTAL, SEARCH, begin, commit, copy, own, plan, rows, update
from .support import ROOT, git, is_published, neutral, on, run_copier, tree, two_versions, use_installed
from .terminal.calling import roadmap

PUBLISHED = ROOT / "examples/portfolio"


def test_the_portfolio_is_the_published_one(glance: Path, template: Path) -> None:
    with on("2026-01-16"):
        plan(glance, CHECKOUT, template).change("03-request-tracing", "status=complete", "completed=2026-01-09", "actual=6h")
        commit(glance)
        plan(glance, CHECKOUT, template).change("04-response-cache", "status=in-progress", "started=2026-01-12")
        commit(glance)
        plan(glance, SEARCH, template).change("03-index", "status=in-progress", "started=2026-01-14")
    made = {name: neutral(content) for name, content in tree(glance).items()}
    is_published(made, PUBLISHED)


def test_made_beside_the_planning_folders(team: Path, template: Path) -> None:
    before = tree(team)
    result = copy(team, template)
    after = tree(team)
    assert {name: after[name] for name in before} == before
    assert sorted(set(after) - set(before)) == [ANSWERS, "README.md"]
    stored = yaml.safe_load(after[ANSWERS])
    assert {name: stored[name] for name in ("_commit", "_src_path", "part")} == {
        "_commit": "99.99.99",
        "_src_path": str(template),
        "part": "portfolio",
    }
    assert [json.loads(line)["folder"] for line in stored["initiatives"].splitlines()] == [CHECKOUT, SEARCH, PORTAL]
    assert rows(team) == [
        f"[Steady Checkout]({CHECKOUT}/START-HERE.md) | 7 Implementation | 0%",
        f"[Search That Finds]({SEARCH}/START-HERE.md) | 7 Implementation | 0%",
        f"[Partner Portal]({PORTAL}/START-HERE.md) | 3 Analysis, 🛑 analysis | 0%",
    ]
    assert "✅ The portfolio is README.md. Initiatives: 3 (2 in implementation and 1 in planning)." in result.output
    assert "git add . && git commit -m 'Bring the portfolio up to date'" in result.output
    linted = subprocess.run(
        ["rumdl", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), "."],
        cwd=team,
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout


def test_nothing_changed_no_difference(glance: Path) -> None:
    before = tree(glance)
    with on("2026-03-01"):
        result = update(glance)
    assert tree(glance) == before and "is up to date: nothing changed." in result.output


def test_a_command_in_an_initiative_refreshes(glance: Path, template: Path) -> None:
    result = plan(glance, CHECKOUT, template).change("03-request-tracing", "status=complete", "actual=6h")
    assert "    update  ../README.md\n" in result.output
    assert "git add . ../.portfolio.yml ../README.md && git commit" in result.output
    assert rows(glance)[0] == f"[Steady Checkout]({CHECKOUT}/START-HERE.md) | 7 Implementation | 28%"
    commit(glance)
    before = tree(glance)
    update(glance)
    assert tree(glance) == before, "the command left nothing to do"
    plan(glance, PORTAL, template).update("confirm=analysis")
    assert rows(glance)[2] == f"[Partner Portal]({PORTAL}/START-HERE.md) | 4 Work Package Planning, 🛑 packages | 0%"
    commit(glance)
    plan(glance, SEARCH, template).add("title=Facets")
    assert (
        "[Search That Finds](2026-01-12-search-that-finds/START-HERE.md) | 7 Implementation, 🛑 packages reopened"
        in rows(glance)[1]
    )


@pytest.mark.parametrize(
    "words",
    [("start", "04"), ("add", "Facets", "--effort", "4h"), ("set", "04", "05", "owner=Ada"), ("move", "05", "--before", "04")],
    ids=lambda words: words[0],
)
def test_the_same_bytes_by_roadmap(
    glance: Path, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    use_installed(template, monkeypatch)
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "repo", other, symlinks=True)
    place = other / PLANNING / CHECKOUT
    explained = roadmap(*words, "--explain", cwd=place).out.splitlines()
    result = roadmap(*words, cwd=glance / CHECKOUT)
    assert result.code == 0, result.err
    for line in explained:
        run_copier(*shlex.split(line)[1:], cwd=place)
        commit(other)
    assert tree(glance) == tree(other / PLANNING)
    assert tree(glance)[ANSWERS] != git(glance, "show", f"HEAD:./{ANSWERS}").encode()


def test_restructuring_refreshes(glance: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_installed(template, monkeypatch)
    result = roadmap("renumber", "05", "--to", "9", cwd=glance / CHECKOUT)
    if result.code:
        result = roadmap("renumber", "05", "9", cwd=glance / CHECKOUT)
    assert result.code == 0, result.err
    assert "09 Retries" in (glance / "README.md").read_text(encoding="utf-8")


def test_a_commit_holds_the_portfolio(glance: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_installed(template, monkeypatch)
    assert roadmap("start", "03", "--commit", cwd=glance / CHECKOUT).code == 0
    assert git(glance, "status", "--porcelain") == ""
    assert f"{PLANNING}/README.md" in git(glance, "show", "--name-only", "--format=")


def test_what_people_write_stays(glance: Path, template: Path) -> None:
    readme = glance / "README.md"
    said = readme.read_text(encoding="utf-8")
    said = said.replace("## 👥 Capacity\n", "## 👥 Capacity\n\nAda is away in week 4.\n")
    said = said.replace("## 🎯 What's Next", "## 🎯 Was als Nächstes kommt") + "\nMine.\n"
    said = re.sub(r"(?s)## 🔗 Dependencies Between Initiatives\n.*?(?=---\n)", "", said)
    readme.write_text(said, encoding="utf-8")
    commit(glance)
    plan(glance, CHECKOUT, template).change("03-request-tracing", "status=complete", "actual=6h")
    after = readme.read_text(encoding="utf-8")
    assert "## 👥 Capacity\n\nAda is away in week 4.\n" in after and after.endswith("\nMine.\n")
    assert "## 🎯 Was als Nächstes kommt\n" in after and "What's Next" not in after
    assert "Dependencies Between" not in after and "| 28% |" in after
    commit(glance)
    before = tree(glance)
    update(glance)
    assert tree(glance) == before


def test_in_the_words_of_the_house(glance: Path, template: Path) -> None:
    """Another language is an update without a conflict; what people wrote, worded anew or took out stays as it is."""
    readme = glance / "README.md"
    english = own(glance)
    said = english["README.md"].replace("## 👥 Capacity\n", "## 👥 Capacity\n\nAda is away in week 4.\n")
    said = said.replace("## 🎯 What's Next", "## 🎯 Up Next") + "\nMine.\n"
    said = said.replace("- **Left to Do:**", "- A list of mine.\n- **Left to Do:**")
    said = re.sub(r"(?s)## 🔗 Dependencies Between Initiatives\n.*?(?=---\n)", "", said)
    readme.write_text(said, encoding="utf-8")
    (glance / "house.yml").write_bytes((ROOT / "examples/german/house.yml").read_bytes())
    commit(glance)
    update(glance)
    german = readme.read_text(encoding="utf-8")
    assert german.startswith("# Portfolio\n\n- **Initiativen:** 3 (2 in Umsetzung und 1 in Planung)\n")
    assert "\n- A list of mine.\n- **Noch zu tun:** " in german
    assert "## 👥 Kapazität\n\nAda is away in week 4.\n" in german and german.endswith("\nMine.\n")
    assert "## 🎯 Up Next\n" in german and "Abhängigkeiten zwischen" not in german
    stored = yaml.safe_load(own(glance)[ANSWERS])
    assert json.loads(stored["house"])["words"]["👥 Capacity"] == "👥 Kapazität"
    assert stored["headings"] == {"README.md": {"🎯 Wie es weitergeht": "🎯 Up Next"}}
    page = roadmap("portfolio", "--page", "-o", "-", cwd=glance).out
    assert '<html lang="de">' in page and "<h1>Alle Initiativen</h1>" in page and "Woche 1</text>" in page
    commit(glance)
    update(glance)
    assert git(glance, "status", "--porcelain") == "", "an update without a change changes nothing"
    plan(glance, CHECKOUT, template).change("03-request-tracing", "status=complete", "actual=6h")
    german = readme.read_text(encoding="utf-8")
    assert "| 7 Umsetzung | 28% | 1 von 3 |" in german and "Ada is away" in german and "## 🎯 Up Next\n" in german
    git(glance, "checkout", "--quiet", "--", ".")
    (glance / "house.yml").unlink()
    commit(glance)
    update(glance)
    assert readme.read_text(encoding="utf-8") == said
    assert "house" not in yaml.safe_load(own(glance)[ANSWERS])


def test_a_change_of_words_by_roadmap_leaves_the_same_bytes(
    glance: Path, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_installed(template, monkeypatch)
    (glance / "house.yml").write_text("emoji: false\nwords: {Late: Overdue}\n", encoding="utf-8")
    commit(glance)
    shutil.copytree(tmp_path / "repo", tmp_path / "other", symlinks=True)
    other = tmp_path / "other" / PLANNING
    result = roadmap("portfolio", "--update", cwd=glance)
    assert result.code == 0, result.err
    update(other)
    assert tree(glance) == tree(other)
    readme = own(glance)["README.md"]
    assert "## Initiatives\n" in readme and "| Under Way | Overdue | Blocked |" in readme


def test_house_rules_that_are_none_write_nothing(glance: Path) -> None:
    (glance / "house.yml").write_text("emoji: perhaps\n", encoding="utf-8")
    commit(glance)
    before = tree(glance)
    result = update(glance, ok=False)
    assert result.message == (
        "house.yml holds a problem; nothing was written.\n"
        '  - line 1, emoji: "perhaps" is neither true nor false. Give one of them.'
    )
    assert tree(glance) == before


def test_a_changed_line_is_left_to_a_person(glance: Path, template: Path) -> None:
    readme = glance / "README.md"
    said = readme.read_text(encoding="utf-8")
    mine = said.replace("**As of:** 2026-01-14, the newest day of their plans", "**As of:** the last Monday")
    assert mine != said
    readme.write_text(mine, encoding="utf-8")
    commit(glance)
    result = plan(glance, CHECKOUT, template).change("03-request-tracing", "status=complete", "actual=6h")
    assert "✅ Changed 03 Request Tracing" in result.output, "what was asked is done"
    assert (
        "The portfolio in .. is not up to date. In README.md you changed a line that is computed, and that changes now.\n"
        "What you asked is done. To bring the portfolio up to date: cd .. && copier update --trust --vcs-ref=:current: "
        "-a .portfolio.yml\n" in result.output
    )
    assert readme.read_text(encoding="utf-8") == mine
    commit(glance)
    result = update(glance, ok=False)
    assert result.code and "conflict markers" in result.output
    merged = readme.read_text(encoding="utf-8")
    assert "<<<<<<< " in merged and "the last Monday" in merged and "| 28% |" in merged
    commit(glance)
    result = plan(glance, CHECKOUT, template).change("04-response-cache", "status=in-progress")
    assert "README.md in .. holds conflict markers from an earlier command or merge.\nKeep one side" in result.output
    readme.write_text(re.sub(r"<<<<<<< .*\n|=======\n.*\n>>>>>>> .*\n", "", merged), encoding="utf-8")
    commit(glance)
    update(glance)
    after = readme.read_text(encoding="utf-8")
    assert "**As of:** the last Monday" in after and "[04 Response Cache]" in after


def test_without_a_portfolio_nothing_is_made(team: Path, template: Path) -> None:
    plan(team, CHECKOUT, template).change("03-request-tracing", "status=in-progress")
    assert own(team) == {}


def test_none_new_gone_and_renamed(repo: Path, template: Path) -> None:
    team = repo / PLANNING
    team.mkdir(parents=True)
    result = copy(team, template)
    assert "Initiatives: 0." in result.output
    readme = (team / "README.md").read_text(encoding="utf-8")
    assert "- **Initiatives:** 0\n" in readme and "There are none in this folder yet." in readme
    commit(repo)
    begin(repo, template, INITIATIVES[0])
    assert rows(team) == [f"[Steady Checkout]({CHECKOUT}/START-HERE.md) | 7 Implementation | 0%"]
    (team / CHECKOUT).rename(team / "2026-01-05-renamed")
    commit(repo)
    update(team)
    assert rows(team) == ["[Steady Checkout](2026-01-05-renamed/START-HERE.md) | 7 Implementation | 0%"]
    shutil.rmtree(team / "2026-01-05-renamed")
    commit(repo)
    update(team)
    assert "There are none in this folder yet." in (team / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (b"part: initiative\ninitiative: [\n", " is not valid YAML at line 3. Take the file back from git, or put it right."),
        (b"\xff\xfe", " is saved as UTF-16. Save it as UTF-8."),
        (
            b"part: initiative\ninitiative: X\ndate: soon\n",
            " cannot be read; put it right, or take it back from git: start: is missing.",
        ),
        (b"- x\n", " holds no answers. Take the file back from git, or put it right."),
    ],
)
def test_one_that_cannot_be_read_is_named(glance: Path, damage: bytes, reason: str) -> None:
    (glance / SEARCH / ".copier-answers.yml").write_bytes(damage)
    if damage.startswith(b"part: initiative\ninitiative: X"):
        (glance / SEARCH / ".planning/roadmap.json").unlink()
    commit(glance)
    result = update(glance)
    readme = (glance / "README.md").read_text(encoding="utf-8")
    said = f"  - {SEARCH}/.copier-answers.yml{reason}"
    assert said in readme and "Its last figures are shown." in readme
    assert len(rows(glance)) == 3
    assert f"{SEARCH}/.copier-answers.yml{reason}" in result.output.replace("\n", " ")
    commit(glance)
    update(glance)
    assert git(glance, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{}",
        b"[1]",
        b'{"initiative": "X", "updated": "soon"}',
        b"\xff",
        b"<<<<<<< ours\n",
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_a_roadmap_that_is_none_is_computed(glance: Path, content: bytes) -> None:
    (glance / SEARCH / ".planning/roadmap.json").write_bytes(content)
    commit(glance)
    update(glance)
    assert git(glance, "status", "--porcelain") == "", "it is computed, to the same bytes"


def test_interrupted_and_finished(glance: Path, template: Path) -> None:
    before = own(glance)
    plan(glance, CHECKOUT, template).change("03-request-tracing", "status=in-progress")
    after = own(glance)
    git(glance, "checkout", "--quiet", "--", "README.md", ANSWERS)
    files = {name: {"before": before[name], "after": after[name]} for name in after}
    (glance / ".portfolio-unfinished.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    commit(glance)
    result = plan(glance, SEARCH, template).change("03-index", "status=in-progress")
    assert "Finished what an interrupted command had begun: README.md and .portfolio.yml." in result.output
    assert "[03 Request Tracing]" in own(glance)["README.md"] and "[03 Index]" in own(glance)["README.md"]
    assert not (glance / ".portfolio-unfinished.json").exists()


def test_the_team_has_other_hours(glance: Path) -> None:
    assert (
        "The team has 20h agentic and 8h review a week, the most that one of the initiatives plans with."
        in own(glance)["README.md"]
    )
    update(glance, "team_agentic_hours_per_week=40", "team_review_hours_per_week=12")
    assert "The team has 40h agentic and 12h review a week. These weeks" in own(glance)["README.md"]
    commit(glance)
    update(glance)
    assert git(glance, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("place", "options", "said"),
    [
        (CHECKOUT, [], "is a planning folder, and a portfolio stands in the folder that holds several; nothing was written."),
        (
            "../../..",
            [],
            f"holds no planning folder itself, and a portfolio stands beside them; nothing was written.\nRun the command there:\n  cd {PLANNING}",
        ),
        (".", ["-d", "title=X"], "title: this is an answer of part=work-package, and the part here is portfolio."),
        (".", ["-d", "team_agentic_hours_per_week=many"], '"many" is not a number of hours a week. Give one from 0.5 to 168.'),
        (
            ".",
            ["-a", "other.yml"],
            "part: a portfolio has an answers file of its own. Leave out -a, or give it: -a .portfolio.yml",
        ),
    ],
)
def test_refused(team: Path, template: Path, place: str, options: list[str], said: str) -> None:
    before = tree(team)
    result = copy((team / place).resolve(), template, *options, ok=False)
    assert result.code and said in result.output
    assert tree(team) == before


def test_a_readme_in_the_way_and_a_second_copy(team: Path, template: Path) -> None:
    (team / "README.md").write_text("# Ours\n", encoding="utf-8")
    result = copy(team, template, ok=False)
    assert result.code and "has a README.md of its own where the portfolio's would be; nothing was written." in result.output
    assert own(team) == {"README.md": "# Ours\n"}
    (team / "README.md").unlink()
    copy(team, template)
    before = tree(team)
    result = copy(team, template, ok=False)
    assert result.code and "There is a portfolio already (.portfolio.yml), and a copy would replace it" in result.output
    assert tree(team) == before


@pytest.mark.parametrize(
    "content",
    [
        "part: portfolio\ninitiatives: [1]\n",
        "part: x\n",
        "[",
        "part: portfolio\ninitiatives:\n- {folder: x, updated: 1}\n",
        pytest.param("part: portfolio\ninitiatives: |\n  " + '{"a":' * 100_000 + "1" + "}" * 100_000, id="deep"),
    ],
)
def test_damaged_answers(glance: Path, template: Path, content: str) -> None:
    (glance / ANSWERS).write_text(content, encoding="utf-8")
    commit(glance)
    before = own(glance)
    result = plan(glance, CHECKOUT, template).change("03-request-tracing", "status=in-progress")
    assert "The portfolio in .. is not up to date. .portfolio.yml " in result.output
    assert "take it back from git: git checkout -- .portfolio.yml" in result.output
    assert own(glance) == before


def test_a_deleted_document_stays_away(glance: Path, template: Path) -> None:
    (glance / "README.md").unlink()
    commit(glance)
    plan(glance, CHECKOUT, template).change("03-request-tracing", "status=in-progress")
    assert sorted(own(glance)) == [ANSWERS]
    commit(glance)
    assert "README.md was deleted here, and stays so" in update(glance).output


@pytest.fixture
def versions(template: Path, tmp_path: Path) -> Path:
    """Today's template as v1.0.0; as v2.0.0 with other words in the portfolio."""

    def change(source: Path) -> None:
        page = source / "template/portfolio/README.md.jinja"
        page.write_text(page.read_text(encoding="utf-8").replace("# Portfolio\n", "# All Initiatives\n"), encoding="utf-8")

    return two_versions(template, tmp_path / "versions", change)


def test_other_versions(versions: Path, repo: Path) -> None:
    data = repo.parent / "answers.yml"
    for answers in INITIATIVES[:2]:
        data.write_text(yaml.safe_dump(answers, allow_unicode=True), encoding="utf-8")
        run_copier("copy", "--trust", "--vcs-ref=v1.0.0", "--data-file", data, versions, ".", cwd=repo)
        commit(repo)
    team = repo / PLANNING
    run_copier("copy", "--trust", "--vcs-ref=v1.0.0", "-d", "part=portfolio", versions, ".", cwd=team)
    (team / "README.md").write_text(own(team)["README.md"] + "Mine.\n", encoding="utf-8")
    commit(repo)
    run_copier("update", "--trust", cwd=team / CHECKOUT)
    assert own(team)["README.md"].startswith("# All Initiatives\n") and own(team)["README.md"].endswith("Mine.\n")
    assert yaml.safe_load(own(team)[ANSWERS])["_commit"] == "v2.0.0"
    commit(repo)
    before = own(team)
    result = run_copier(
        *("update", "--trust", "--vcs-ref=:current:", "-a", ".planning/03-index.yml", "-d", "status=in-progress"),
        cwd=team / SEARCH,
    )
    assert "It is of version v2.0.0 of the template, and the command was of version v1.0.0." in result.output
    assert own(team) == before
    commit(repo)
    run_copier("update", "--trust", "-a", ANSWERS, cwd=team)
    assert "[03 Index]" in own(team)["README.md"]


def test_hostile_titles(repo: Path, template: Path) -> None:
    title = "Ⓐ | `x` [y](z) \"q\" 'n' {{ b }} {% raw %} <script> \\ & ~ * # 検索 🇩🇪 " + "long " * 50
    begin(
        repo,
        template,
        {**INITIATIVES[1], "initiative": title, "identified": [{"title": title, "effort": "4h", "owner": title}]},
    )
    begin(
        repo,
        template,
        {**INITIATIVES[0], "initiative": f"B {title}", "identified": [{"title": title, "effort": "4h", "owner": title}]},
    )
    team = repo / PLANNING
    copy(team, template)
    linted = subprocess.run(
        ["rumdl", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), "README.md"],
        cwd=team,
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout
    said = own(team)["README.md"]
    assert "<script>" not in re.sub(r"\\<script>", "", said) and said.count("{{ b }}") > 3
    commit(repo)
    update(team)
    assert git(team, "status", "--porcelain") == ""


def test_the_journal_names_nothing_else(glance: Path, template: Path) -> None:
    (glance / ".portfolio-unfinished.json").write_text('{"files": {"../x": {"before": null, "after": "x"}}}', encoding="utf-8")
    commit(glance)
    result = plan(glance, CHECKOUT, template).change("03-request-tracing", "status=in-progress")
    assert "names files that are none of the template's" in result.output and "✅ Changed 03 Request Tracing" in result.output
    with pytest.raises(unfinished.UnreadableJournal):
        unfinished.finish(glance, portfolio._PLACE)


def test_hours_are_taken_back(glance: Path) -> None:
    before = own(glance)
    update(glance, "team_agentic_hours_per_week=40")
    assert "The team has 40h agentic" in own(glance)["README.md"]
    commit(glance)
    update(glance, "team_agentic_hours_per_week=")
    assert own(glance) == before


def test_an_initiative_with_a_second_name_counts_once(glance: Path, tmp_path: Path) -> None:
    before = own(glance)
    (glance / "2026-02-01-again").symlink_to(SEARCH)
    (glance / "2026-02-02-nowhere").symlink_to(tmp_path / "nowhere")
    (glance / "2026-02-03-loop").symlink_to("2026-02-03-loop")
    commit(glance)
    update(glance)
    assert own(glance) == before
