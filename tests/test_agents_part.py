"""`part=agents`: what coding agents read at a repository's root, made by `copier copy`, kept current by `copier update`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .playing import Shell, block, page
from .support import PUBLISHED, ROOT, Folder, Result, git, pairs, run_copier, tree, two_versions

ANSWERS = ".engineering/.work-packages-agents.yml"
JOURNAL = ".engineering/.work-packages-agents.json"
PLACES = (".agents/skills/work-packages", ".claude/skills/work-packages")
BEGIN, END = "<!-- work-packages: begin -->\n", "<!-- work-packages: end -->\n"

SKILL = tree(ROOT / "skills/work-packages")


def copy(repo: Path, template: Path, *options: str, ok: bool = True) -> Result:
    return run_copier("copy", "--trust", "-d", "part=agents", *options, template, ".", cwd=repo, ok=ok)


def update(repo: Path, *options: str, ok: bool = True) -> Result:
    return run_copier("update", "--trust", "-a", ANSWERS, *options, cwd=repo, ok=ok)


def commit(repo: Path) -> None:
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message", "Work")


@pytest.fixture
def versions(template: Path, tmp_path: Path) -> Path:
    """Today's template as v1.0.0; as v2.0.0 with other words in the skill and the section, a new reference, and one less."""

    def change(source: Path) -> None:
        skill = source / "skills/work-packages"
        said = (skill / "SKILL.md").read_text(encoding="utf-8")
        (skill / "SKILL.md").write_text(said.replace("Read it to the end.", "Read all of it."), encoding="utf-8")
        (skill / "references/new.md").write_text("# New\n", encoding="utf-8")
        (skill / "references/roadmap.md").unlink()
        section = source / "template/agents/AGENTS.md.jinja"
        section.write_text(
            section.read_text(encoding="utf-8").replace("- Stop at each", "- Always stop at each"), encoding="utf-8"
        )

    return two_versions(template, tmp_path / "versions", change)


def section(template: Path) -> str:
    said = (ROOT / "template/agents/AGENTS.md.jinja").read_text(encoding="utf-8")
    return said.replace("{{ source }}", f"`{template}`")


def test_a_repository_without_any(template: Path, repo: Path) -> None:
    result = copy(repo, template)
    made = tree(repo)
    assert sorted(made) == sorted([ANSWERS, "AGENTS.md", *(f"{place}/{name}" for place in PLACES for name in SKILL)])
    for place in PLACES:
        assert {name: made[f"{place}/{name}"] for name in SKILL} == SKILL
    assert made["AGENTS.md"].decode() == f"# Notes for Coding Agents\n\n{section(template)}"
    assert yaml.safe_load(made[ANSWERS]) == {"_commit": "99.99.99", "_src_path": str(template), "part": "agents"}
    assert result.output.rstrip().endswith(
        """
✅ Coding agents find the skill work-packages here, and a section of AGENTS.md that names it. What you write in them stays.

Next:
  git add . && git commit -m 'Tell coding agents of work packages'

To take what a later version says:
  copier update --trust -a .engineering/.work-packages-agents.yml"""
    )
    linted = subprocess.run(
        ["rumdl", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), "."],
        cwd=repo,
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout
    commit(repo)
    result = update(repo)
    assert git(repo, "status", "--porcelain") == "" and "nothing changed" in result.message


def test_beside_another_template_and_several_plans(template: Path, repo: Path, start: Callable[..., Folder]) -> None:
    start(identified=["One", "Two"])
    shutil.copytree(PUBLISHED, repo / ".engineering/artifacts/planning" / PUBLISHED.name)
    (repo / ".copier-answers.yml").write_text(
        "_commit: 1.2.3\n_src_path: gh:x/y\npart: server\ntitle: Mine\n", encoding="utf-8"
    )
    own = "# Ours\n\nRun `make`.\n"
    (repo / "AGENTS.md").write_text(own, encoding="utf-8")
    commit(repo)
    before = tree(repo)
    copy(repo, template)
    after = tree(repo)
    assert {name: after[name] for name in before if name != "AGENTS.md"} == {
        name: content for name, content in before.items() if name != "AGENTS.md"
    }
    assert after["AGENTS.md"].decode() == f"{own}\n{section(template)}"
    commit(repo)
    update(repo)
    assert git(repo, "status", "--porcelain") == ""


def test_the_pages_commands_at_a_terminal(versions: Path, repo: Path, tmp_path: Path) -> None:
    said = page("docs/agents.md")
    git(versions, "tag", "--delete", "v2.0.0")
    shell = Shell(versions, tmp_path / "home")
    shell.paste(block(said, "-d part=agents"), repo)
    assert (
        git(repo, "status", "--porcelain") == "" and git(repo, "log", "--format=%s") == "Tell coding agents of work packages\n"
    )
    git(versions, "tag", "v2.0.0")
    shell.paste(block(said, f"copier update --trust -a {ANSWERS}"), repo)
    assert "- Always stop at each" in (repo / "AGENTS.md").read_text(encoding="utf-8")
    commit(repo)

    # The template moves: both files name its new address, and an update finds nothing to do.
    moved = tmp_path / "our-fork"
    versions.rename(moved)
    (old, new) = re.findall(r"https://git\.example\.org/\S+?\.git", block(said, "sed -i.old"))
    script = block(said, "sed -i.old").replace(old, str(versions)).replace(new, str(moved))
    shell.run(script, repo)
    changed = git(repo, "status", "--porcelain").splitlines()
    assert changed == [f" M {ANSWERS}", " M AGENTS.md"]
    assert f"`TEMPLATE` in its commands stands for `{moved}`." in (repo / "AGENTS.md").read_text(encoding="utf-8")
    commit(repo)
    update(repo)
    assert git(repo, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "# Notes for Coding Agents\n\nSECTION"),
        ("Ours", "Ours\n\nSECTION"),
        ("Ours\n\n", "Ours\n\nSECTION"),
        ("\ufeffOurs\r\n\r\nMore\r\n", "\ufeffOurs\r\n\r\nMore\r\n\r\nSECTION"),
        (f"Above\r\n\n{BEGIN}Old\n{END}\nBelow", "Above\r\n\nSECTION\nBelow"),
    ],
)
def test_all_else_in_the_notes_stays(template: Path, repo: Path, before: str, after: str) -> None:
    (repo / "AGENTS.md").write_bytes(before.encode())
    copy(repo, template)
    said = section(template).replace("\n", "\r\n") if before.startswith("\ufeff") else section(template)
    assert (repo / "AGENTS.md").read_bytes() == after.replace("SECTION", said).encode()


def test_a_later_version_is_merged(versions: Path, repo: Path) -> None:
    copy(repo, versions, "--vcs-ref=v1.0.0")
    skill = repo / PLACES[0] / "SKILL.md"
    skill.write_text(skill.read_text(encoding="utf-8") + "\nOurs, at the end.\n", encoding="utf-8")
    notes = repo / "AGENTS.md"
    said = notes.read_text(encoding="utf-8")
    notes.write_text(said.replace(END, f"- Ours, inside.\n{END}") + "\nBelow.\n", encoding="utf-8")
    shutil.rmtree(repo / ".claude")
    commit(repo)
    result = update(repo)
    now = skill.read_text(encoding="utf-8")
    assert "Read all of it." in now and now.endswith("\nOurs, at the end.\n") and "<<<<<<<" not in now
    notes_now = notes.read_text(encoding="utf-8")
    assert notes_now == said.replace("- Stop at each", "- Always stop at each").replace(END, f"- Ours, inside.\n{END}") + (
        "\nBelow.\n"
    )
    assert yaml.safe_load((repo / ANSWERS).read_text(encoding="utf-8"))["_commit"] == "v2.0.0"
    # What was deleted stays deleted, by the person as by the later version.
    assert not (repo / ".claude").exists()
    assert sorted(path.name for path in (skill.parent / "references").iterdir()) == [
        "answers.md",
        "new.md",
        "plan-that-exists.md",
    ]
    assert f"    delete  {PLACES[0]}/references/roadmap.md\n" in result.output
    commit(repo)
    update(repo)
    assert git(repo, "status", "--porcelain") == ""


def test_a_conflict_is_marked_and_named(versions: Path, repo: Path) -> None:
    copy(repo, versions, "--vcs-ref=v1.0.0")
    skill = repo / PLACES[0] / "SKILL.md"
    said = skill.read_text(encoding="utf-8")
    skill.write_text(said.replace("Read it to the end.", "Skim it."), encoding="utf-8")
    commit(repo)
    result = update(repo, ok=False)
    assert result.code == 1
    assert result.message.endswith(
        f"""Done, but this file changed in the same place as what you wrote, and now holds conflict markers.
  {PLACES[0]}/SKILL.md
Keep what is right between <<<<<<< and >>>>>>>, and remove the marker lines. Both texts are there; nothing is lost.
Then commit."""
    )
    assert skill.read_text(encoding="utf-8").count("<<<<<<< before updating\n") == 1
    assert "Skim it." in skill.read_text(encoding="utf-8") and "Read all of it." in skill.read_text(encoding="utf-8")
    # The other copy had no change of a person's.
    assert "Read all of it." in (repo / PLACES[1] / "SKILL.md").read_text(encoding="utf-8")
    commit(repo)
    again = update(repo, ok=False)
    assert again.code == 1 and "conflict markers from an earlier command or merge; nothing was written" in again.message
    assert git(repo, "status", "--porcelain") == ""


def test_the_section_that_was_deleted_stays_away(versions: Path, repo: Path) -> None:
    copy(repo, versions, "--vcs-ref=v1.0.0")
    (repo / "AGENTS.md").write_text("# Ours\n", encoding="utf-8")
    commit(repo)
    update(repo)
    assert (repo / "AGENTS.md").read_text(encoding="utf-8") == "# Ours\n"


def refused(result: Result, repo: Path, before: dict[str, bytes], *words: str) -> None:
    assert result.code == 1 and tree(repo) == before
    for said in words:
        assert said in result.message


def test_refusals(template: Path, repo: Path, tmp_path: Path) -> None:
    start = tree(repo)
    refused(copy(repo, template, "-d", "title=X", ok=False), repo, start, "title: this is an answer of part=work-package")
    refused(copy(repo, template, "-d", "hue=red", ok=False), repo, start, "hue: there is no answer of this name.")
    refused(copy(repo, template, "-a", "x.yml", ok=False), repo, start, f"-a {ANSWERS}")
    below = repo / "src"
    below.mkdir()
    words = ("part=agents writes what coding agents read at a repository's root", "Run the command there:\n  cd ..")
    refused(copy(below, template, ok=False), repo, start, *words)
    below.rmdir()

    mine = repo / PLACES[0] / "SKILL.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("Mine\n", encoding="utf-8")
    refused(copy(repo, template, ok=False), repo, tree(repo), f"  {PLACES[0]}/SKILL.md\n", "nothing was written")
    shutil.rmtree(repo / ".agents")

    (repo / ".agents").write_text("", encoding="utf-8")
    refused(copy(repo, template, ok=False), repo, tree(repo), ".agents is no folder")
    (repo / ".agents").unlink()

    (repo / ".claude").symlink_to(tmp_path)
    refused(copy(repo, template, ok=False), repo, tree(repo), "by a symbolic link", "nothing was written")
    (repo / ".claude").unlink()

    for notes, words_of in (
        (BEGIN, "does not hold one line"),
        (END + BEGIN, "does not hold one line"),
        (BEGIN + END + BEGIN + END, "does not hold one line"),
    ):
        (repo / "AGENTS.md").write_text(notes, encoding="utf-8")
        refused(copy(repo, template, ok=False), repo, tree(repo), words_of, "nothing was written")
    (repo / "AGENTS.md").write_bytes("Größe\n".encode("latin-1"))
    refused(copy(repo, template, ok=False), repo, tree(repo), "AGENTS.md holds a byte in line 1 that is no UTF-8")
    (repo / "AGENTS.md").unlink()

    copy(repo, template)
    refused(copy(repo, template, ok=False), repo, tree(repo), f"copier update --trust -a {ANSWERS}", "nothing was written")
    commit(repo)
    refused(update(repo, "-d", "part=initiative", ok=False), repo, tree(repo), "an initiative's answers file is")


def test_links_inside_the_repository(template: Path, repo: Path) -> None:
    (repo / ".agents/skills").mkdir(parents=True)
    (repo / ".claude").mkdir()
    (repo / ".claude/skills").symlink_to("../.agents/skills")
    (repo / "CLAUDE.md").write_text("# Ours\n", encoding="utf-8")
    (repo / "AGENTS.md").symlink_to("CLAUDE.md")
    copy(repo, template)
    assert (repo / "AGENTS.md").is_symlink() and (repo / ".claude/skills").is_symlink()
    assert (repo / "CLAUDE.md").read_text(encoding="utf-8") == f"# Ours\n\n{section(template)}"
    assert (repo / ".claude/skills/work-packages/SKILL.md").read_bytes() == SKILL["SKILL.md"]


def test_pretend_and_no_repository(template: Path, tmp_path: Path) -> None:
    place = tmp_path / "plain"
    place.mkdir()
    result = copy(place, template, "--pretend")
    assert list(place.iterdir()) == [] and "Nothing was written" in result.message
    copy(place, template)
    assert (place / "AGENTS.md").is_file()


def test_an_interrupted_command_is_finished(template: Path, repo: Path) -> None:
    copy(repo, template)
    commit(repo)
    name = f"{PLACES[0]}/SKILL.md"
    before = (repo / name).read_text(encoding="utf-8")
    files = {name: {"before": before, "after": before + "More.\n"}}
    (repo / JOURNAL).write_text(json.dumps({"files": files}), encoding="utf-8")
    commit(repo)
    update(repo)
    assert not (repo / JOURNAL).exists() and (repo / name).read_text(encoding="utf-8") == before + "More.\n"
    git(repo, "reset", "--quiet", "--hard")
    for evil in ("../x.md", "/tmp/x.md", ".git/config", "a/../../x.md", "Makefile"):
        (repo / JOURNAL).write_text(json.dumps({"files": {evil: {"before": None, "after": "x"}}}), encoding="utf-8")
        commit(repo)
        result = update(repo, ok=False)
        assert result.code == 1 and "names files that are none of the template's" in result.message
    assert not (repo.parent / "x.md").exists()


def test_the_planning_folder_as_a_repository(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "2026-01-15-sample"
    path.mkdir()
    git(path, "init", "--quiet")
    run_copier(
        "copy", "--trust", *pairs(("initiative=Sample", "identified=One; Two", "confirm=scope")), template, ".", cwd=path
    )
    commit(path)
    notes = (path / "AGENTS.md").read_text(encoding="utf-8")
    copy(path, template)
    assert (path / "AGENTS.md").read_text(encoding="utf-8") == f"{notes}\n{section(template)}"
    commit(path)
    run_copier("update", "--trust", "-d", "confirm=folder", cwd=path)
    assert (path / "AGENTS.md").read_text(encoding="utf-8") == f"{notes}\n{section(template)}"
