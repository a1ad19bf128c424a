"""docs/many-repositories.md, by its own commands: settings, loops, planning roots, other templates, forks."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from .playing import Shell, block, page
from .support import Folder, git, tree

PAGE = page("docs/many-repositories.md")

#: Addresses of the page.
OURS = "https://git.example.org/planning/copier-work-packages.git"
FORK = "https://git.example.org/planning/our-fork.git"
BELOW = "https://git.example.org/planning/"

PLANNING = ".engineering/artifacts/planning"


@pytest.fixture
def source(template: Path, tmp_path: Path) -> Path:
    """Today's template as v1.0.0 of a repository of its own."""
    path = tmp_path / "planning" / "copier-work-packages"
    shutil.copytree(template, path, ignore=shutil.ignore_patterns(".git"))
    git(path, "init", "--quiet", "--initial-branch=main")
    released(path, "v1.0.0")
    return path


@pytest.fixture
def shell(source: Path, tmp_path: Path) -> Shell:
    return Shell(source, tmp_path / "home")


def released(path: Path, version: str, old: str = "", new: str = "") -> None:
    """Release the template, with other words in the guide."""
    if old:
        guide = path / "template/initiative/_work-package.md"
        text = guide.read_text(encoding="utf-8")
        assert text.count(old) == 1
        guide.write_text(text.replace(old, new), encoding="utf-8")
    git(path, "add", "--all")
    git(path, "commit", "--quiet", "--message", version)
    git(path, "tag", version)


def commit(repo: Path) -> None:
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message", "Work")


def planned(shell: Shell, repo: Path, title: str, *options: str, packages: str = "One; Two") -> Folder:
    """A plan whose packages have records, committed."""
    words = f"-d 'confirm=[scope, folder, analysis]' -d identified='{packages}' -d date=2025-11-23 {' '.join(options)}"
    before = {path.parent for path in repo.rglob(".planning")}
    shell.run(f"copier copy --quiet --trust -d initiative='{title}' {words} TEMPLATE .", repo)
    (made,) = {path.parent for path in repo.rglob(".planning")} - before
    commit(repo)
    return Folder(made, shell.template)


def answers(folder: Path) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load((folder / ".copier-answers.yml").read_text(encoding="utf-8"))
    return found


def found(repo: Path) -> list[str]:
    return sorted(path.parent.relative_to(repo).as_posix() for path in repo.rglob(".planning"))


# Settings ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", [OURS, BELOW])
def test_trust_and_defaults(shell: Shell, source: Path, repo: Path, entry: str) -> None:
    start = "copier copy -d initiative=Sample -d identified='One; Two' -d confirm=scope TEMPLATE ."
    assert "unsafe feature" in shell.run(start, repo, code=4).stderr
    trust = yaml.safe_load(block(PAGE, "trust:", "yaml"))
    assert trust == {"trust": [OURS, BELOW]}
    places = {OURS: str(source), BELOW: f"{source.parent}/"}
    defaults = yaml.safe_load(block(PAGE, "defaults:", "yaml"))
    shell.settings.write_text(yaml.safe_dump({"trust": [places[entry]], **defaults}), encoding="utf-8")
    shell.run(start, repo)
    (folder,) = (repo / "docs/plans").iterdir()
    said = answers(folder)
    assert {name: said[name] for name in defaults["defaults"]} == {
        "agentic_hours_per_week": "30",
        "review_hours_per_week": "10",
        "buffer": "20",
        "planning_root": "docs/plans",
    }
    # Every command works without --trust from then on, and what is given counts more.
    commit(repo)
    shell.run("copier update --vcs-ref=:current: -d confirm=folder -d buffer=5", folder)
    assert answers(folder)["buffer"] == "5"
    commit(repo)
    shell.run("copier update && copier copy -d part=check TEMPLATE .", folder)
    assert git(repo, "status", "--porcelain") == ""


def test_defaults_of_settings_hold_for_roadmap_too(shell: Shell, repo: Path) -> None:
    defaults = block(PAGE, "defaults:", "yaml")
    shell.run("true", repo)
    shell.settings.write_text(defaults, encoding="utf-8")
    shell.run("roadmap new Sample --identified 'One; Two' --confirm scope --buffer 5", repo)
    (folder,) = (repo / "docs/plans").iterdir()
    said = answers(folder)
    assert (said["agentic_hours_per_week"], said["review_hours_per_week"], said["buffer"]) == ("30", "10", "5")


def test_what_defaults_cannot_do(shell: Shell, repo: Path) -> None:
    start = "copier copy --trust -d initiative=Sample -d identified='One; Two' TEMPLATE ."
    shell.run("true", repo)
    shell.settings.write_text("defaults:\n  confirm: [scope]\n", encoding="utf-8")
    done = shell.run(start, repo, code=1)
    assert "Checkpoint scope is not confirmed; nothing was written." in done.stderr
    shell.settings.write_text("defaults:\n  roadmap: {}\n", encoding="utf-8")
    done = shell.run(f"{start[:-2]} . -d confirm=scope", repo, code=1)
    assert "Copier's settings hold a default for roadmap, which this template computes; nothing was written." in done.stderr
    assert found(repo) == []


# Several plans -----------------------------------------------------------------------------------------------------------

LOOP = block(PAGE, "while IFS= read -r answers")


def test_the_loop_over_all_plans(shell: Shell, repo: Path) -> None:
    assert shell.run(LOOP, repo).stderr == "", "a repository without a plan"
    first = planned(shell, repo, "First")
    second = planned(shell, repo, "Second", "-d planning_root='équipe/my plans'")
    assert found(repo) == [f"{PLANNING}/2025-11-23-first", "équipe/my plans/2025-11-23-second"]
    (repo / ".copier-answers.yml").write_text("_src_path: gh:x/y\npart: server\n", encoding="utf-8")
    for folder in (first, second):
        assert "not estimated" in folder.read("03-one-plan.md")
        folder.replace(".planning/03-one.yml", "effort: ''", "effort: 6-8h")
    commit(repo)
    shell.run(LOOP, repo)
    for folder in (first, second):
        assert "6-8h agentic" in folder.read("03-one-plan.md")
    commit(repo)
    shell.run(LOOP, repo)
    assert git(repo, "status", "--porcelain") == ""

    # Where a conflict is left it is said, and the loop goes on.
    for folder in (first, second):
        folder.replace(".planning/03-one.yml", "effort: 6-8h", "effort: 2-3h")
    first.replace("03-one-plan.md", "- **Estimated Effort:** 6-8h", "- **Estimated Effort:** 60-80h")
    commit(repo)
    done = shell.run(LOOP, repo)
    assert f"failed: {PLANNING}/2025-11-23-first\n" in done.stderr and done.stderr.count("failed: ") == 1
    assert "2-3h agentic" in second.read("03-one-plan.md") and "<<<<<<< before updating" in first.read("03-one-plan.md")


def test_the_loop_upgrades(shell: Shell, source: Path, repo: Path) -> None:
    folders = [planned(shell, repo, "First"), planned(shell, repo, "Second", "-d planning_root=docs")]
    released(source, "v2.0.0", "ask, and wait.", "ask, and wait for a word.")
    shell.run(LOOP, repo)
    assert git(repo, "status", "--porcelain") == ""
    assert LOOP.count(" --vcs-ref=:current:") == 1
    shell.run(LOOP.replace(" --vcs-ref=:current:", ""), repo)
    assert [answers(folder.path)["_commit"] for folder in folders] == ["v2.0.0", "v2.0.0"]
    assert ["wait for a word." in folder.read("_work-package.md") for folder in folders] == [True, True]


def test_all_plans_by_roadmap(shell: Shell, source: Path, repo: Path) -> None:
    folders = [planned(shell, repo, "First"), planned(shell, repo, "Second", "-d planning_root=docs")]
    update, check, upgrade = block(PAGE, "roadmap update --all").splitlines()
    for folder in folders:
        folder.replace(".planning/03-one.yml", "effort: ''", "effort: 6-8h")
    shell.run(check, repo, code=1)
    shell.run(update, repo)
    assert shell.run(check, repo).stdout == "In 2 plans every document says what the records say.\n"
    commit(repo)
    released(source, "v2.0.0", "ask, and wait.", "ask, and wait for a word.")
    shell.run(upgrade, repo)
    assert [answers(folder.path)["_commit"] for folder in folders] == ["v2.0.0", "v2.0.0"]
    assert git(repo, "status", "--porcelain") == "" and git(repo, "rev-list", "--count", "HEAD") == "5\n"


# Planning roots ----------------------------------------------------------------------------------------------------------


def test_a_monorepo_with_two_planning_roots(shell: Shell, repo: Path, tmp_path: Path) -> None:
    shell.paste(block(PAGE, "copier copy --trust --defaults -d planning_root=services/search"), repo)
    folders = ["services/search/planning/2026-01-15-better-search", "services/shop/planning/2026-01-15-faster-shop"]
    assert found(repo) == folders and git(repo, "status", "--porcelain") == ""
    assert [answers(repo / name)["planning_root"] for name in folders] == ["services/search/planning", "services/shop/planning"]

    # The short form leaves the same.
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    shell.paste(block(PAGE, "roadmap new"), other)
    assert tree(other) == tree(repo)
    assert git(other, "log", "--format=%s") == "Plan Faster Shop\nPlan Better Search\n"

    assert shell.run(block(PAGE, "roadmap status"), repo).stdout.startswith("Better Search\n")
    assert shell.run("cd services/shop/planning && roadmap status", repo).stdout.startswith("Faster Shop\n")

    # What continues an earlier initiative finds it below the same root.
    words = "-d kind=continuing -d initiative=More -d identified=Three -d confirm=scope -d planning_root=services/shop/planning"
    shell.run(f"copier copy --trust {words} TEMPLATE .", repo)
    assert answers(repo / "services/shop/planning/2026-01-15-more")["previous"] == "2026-01-15-faster-shop"


def test_beside_another_template(shell: Shell, source: Path, repo: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "template").mkdir(parents=True)
    (theirs / "copier.yml").write_text(
        "_subdirectory: template\ntitle: {type: str, default: Shop}\npart: {type: str, default: server}\n", encoding="utf-8"
    )
    (theirs / "template/{{ _copier_conf.answers_file }}.jinja").write_text(
        "{{ _copier_answers | to_nice_yaml }}", encoding="utf-8"
    )
    (theirs / "template/app.txt.jinja").write_text("{{ title }} 1\n", encoding="utf-8")
    git(theirs, "init", "--quiet")
    commit(theirs)
    git(theirs, "tag", "v1.0.0")
    shell.run(f"copier copy --defaults -d title=Mine {theirs} .", repo)
    commit(repo)
    before = tree(repo)

    start, update = block(PAGE, 'copier copy --trust --defaults -d initiative="Better'), block(PAGE, "copier update --defaults")
    shell.paste(start, repo)
    assert {name: content for name, content in tree(repo).items() if not name.startswith(PLANNING)} == before
    folder = repo / PLANNING / "2026-01-15-better-search"
    assert answers(folder)["part"] == "initiative" and answers(folder)["initiative"] == "Better Search"

    (theirs / "template/app.txt.jinja").write_text("{{ title }} 2\n", encoding="utf-8")
    commit(theirs)
    git(theirs, "tag", "v2.0.0")
    released(source, "v2.0.0", "ask, and wait.", "ask, and wait for a word.")
    first, *rest = update.splitlines(keepends=True)
    planned_before = tree(folder)
    shell.paste(first, repo)
    assert (repo / "app.txt").read_text(encoding="utf-8") == "Mine 2\n" and tree(folder) == planned_before
    # For the plan only its folder has to be committed.
    own = (repo / ".copier-answers.yml").read_bytes()
    shell.paste("".join(rest), repo)
    assert answers(folder)["_commit"] == "v2.0.0" and "wait for a word." in (folder / "_work-package.md").read_text("utf-8")
    assert (repo / ".copier-answers.yml").read_bytes() == own and b"title: Mine" in own


# Forks -------------------------------------------------------------------------------------------------------------------


def test_a_fork(shell: Shell, source: Path, repo: Path, tmp_path: Path) -> None:
    folder = planned(shell, repo, "Sample")
    fork = tmp_path / "fork"
    git(tmp_path, "clone", "--quiet", str(source), str(fork))
    released(fork, "v1.1.0", "ask, and wait.", "ask, and wait, as we do.")
    before = folder.tree()
    move, *rest = block(PAGE, "part=repair").replace(FORK, str(fork)).splitlines()
    shell.paste(move, folder.path)
    moved = folder.tree()
    addressed = [name for name, content in moved.items() if b"\n_src_path: " in content]
    assert sorted(addressed) == [
        ".copier-answers.yml",
        *(f".planning/{name}.yml" for name in ("01-context-analysis", "03-one", "04-two")),
    ]
    assert moved == {
        name: content.replace(f"_src_path: {source}\n".encode(), f"_src_path: {fork}\n".encode())
        if name in addressed
        else content
        for name, content in before.items()
    }
    # By hand it is the same.
    git(repo, "checkout", "--quiet", ".")
    shell.run(block(PAGE, "-exec sed").replace(FORK, str(fork)), folder.path)
    assert folder.tree() == moved

    shell.paste("\n".join(rest), folder.path)
    assert answers(folder.path)["_commit"] == "v1.1.0" and "as we do." in folder.read("_work-package.md")
    commit(repo)
    shell.run("copier update --trust", folder.path)
    assert git(repo, "status", "--porcelain") == ""


def test_by_hand_before_there_are_records(shell: Shell, repo: Path) -> None:
    shell.run("copier copy --quiet --trust -d initiative=Sample -d identified='One; Two' -d confirm=scope TEMPLATE .", repo)
    (folder,) = (repo / PLANNING).iterdir()
    names = sorted(tree(folder))
    shell.run(block(PAGE, "-exec sed"), folder)
    assert answers(folder)["_src_path"] == FORK and sorted(tree(folder)) == names


def test_a_fork_without_the_plans_version(shell: Shell, source: Path, repo: Path, tmp_path: Path) -> None:
    folder = planned(shell, repo, "Sample")
    fork = tmp_path / "fork"
    shutil.copytree(source, fork, ignore=shutil.ignore_patterns(".git"))
    git(fork, "init", "--quiet")
    released(fork, "v9.0.0")
    before = folder.tree()
    move = block(PAGE, "part=repair").splitlines()[0]
    # A traceback of Copier's own, before it looks into the template.
    done = subprocess.run(shlex.split(move.replace(FORK, str(fork))), cwd=folder.path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "ValueError: Unknown revision: 'v1.0.0'" in done.stderr and folder.tree() == before
