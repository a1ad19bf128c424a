"""Initiatives made by each earlier release update to the newest: prose stays, and nothing else differs from a new one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from .conftest import PARTS
from .support import CHECKPOINTS, EXAMPLE, ROOT, Folder, git, pairs, planned, run_copier
from .test_documents import check as lint
from .test_roadmap import agree

#: Each release with its commit.
RELEASES = re.findall(r"(?m)^(\d\S*) ([0-9a-f]{40})$", (ROOT / "tests/releases.txt").read_text(encoding="utf-8"))

#: Answers of the example that a release did not know.
SINCE = ("unblocked",)

PROSE = {
    "START-HERE.md": (
        "_Write the overall impact that you expect once all of this is delivered._",
        "Users are happy.\n\nSo are we.",
    ),
    "04-result-types-plan.md": ("- Requirements elicitation\n", "- Requirements elicitation, with Kim\n"),
    "README.md": ("## 📊 Quick Summary\n", "Mine, above a heading.\n\n## 📊 Quick Summary\n"),
}


def released(commit: str, template: Path, target: Path) -> Path:
    """A template with the release as v1 and today's as v2."""
    archive = subprocess.run(["git", "archive", commit, *PARTS], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip("this clone has no history")
    target.mkdir()
    git(target, "init", "--quiet")
    subprocess.run(["tar", "-x"], cwd=target, input=archive.stdout, check=True)
    git(target, "add", ".")
    git(target, "commit", "--quiet", "--message", "Release")
    git(target, "tag", "v1.0.0")
    for part in PARTS:
        path = target / part
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        source = template / part
        shutil.copytree(source, path) if source.is_dir() else shutil.copy(source, path)
    git(target, "add", "--all", ".")
    git(target, "commit", "--quiet", "--message", "Newest")
    git(target, "tag", "v2.0.0")
    return target


def plan(source: Path, repo: Path, version: str, *given: str) -> Folder:
    """The example by this version of the template, with one package complete and one partial."""
    git(repo, "init", "--quiet")
    run_copier(
        "copy",
        "--trust",
        f"--vcs-ref={version}",
        "--data-file",
        repo.parent / "plain.yml",
        *pairs(given),
        source,
        ".",
        cwd=repo,
    )
    folder = planned(repo, source)
    folder.commit()
    for record, *changed in (
        ("03-observability", "status=complete", "pr=PR #1", "actual=5h"),
        ("04-result-types", "status=partial", "done=Half", "remains=The rest"),
    ):
        run_copier(
            "update", "--trust", "--vcs-ref=:current:", "-a", f".planning/{record}.yml", *pairs(tuple(changed)), cwd=folder.path
        )
        folder.commit()
    return folder


@pytest.mark.parametrize(("release", "commit"), RELEASES)
def test_upgrade(release: str, commit: str, template: Path, tmp_path: Path) -> None:
    source = released(commit, template, tmp_path / "releases")
    data = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    plain = {name: value for name, value in data.items() if not name.startswith("confirm")}
    plain["identified"] = [{name: value for name, value in one.items() if name not in SINCE} for one in plain["identified"]]
    (tmp_path / "plain.yml").write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    folder = plan(source, tmp_path / "old", "v1.0.0")
    for name, (old, new) in PROSE.items():
        folder.replace(name, old, new)
        folder.append(name, "\nMine, at the end.\n")
    folder.commit()
    # A record of the newest version in a folder of the older one.
    run_copier("update", "--trust", "-a", ".planning/05-caching-strategy.yml", "-d", "why=Because.", cwd=folder.path)
    folder.commit()
    run_copier("update", "--trust", cwd=folder.path)
    assert "_commit: v2.0.0" in folder.read(".copier-answers.yml")
    data_now = agree(folder)
    assert set(data_now["checkpoints"].values()) == {"confirmed"} and data_now["phase"] == 7, release
    lint(folder)
    for name, (_, new) in PROSE.items():
        assert new in folder.read(name) and folder.read(name).endswith("\nMine, at the end.\n")
    folder.commit()

    # The days of its work were not recorded before.
    for record, day in (("03-observability", "completed"), ("04-result-types", "started")):
        run_copier("update", "--trust", "-a", f".planning/{record}.yml", "-d", f"{day}=2026-01-15", cwd=folder.path)
        folder.commit()

    # Without the prose it is what the newest version makes of the same answers.
    for name, (old, new) in PROSE.items():
        folder.replace(name, new, old)
        folder.replace(name, "\nMine, at the end.\n", "")
    folder.commit()
    folder.update()
    everything = f"confirm=[{', '.join(CHECKPOINTS)}]"
    fresh = plan(source, tmp_path / "new", "v2.0.0", everything, "confirmed_by=", "confirmed_on=2025-11-23")
    run_copier("update", "--trust", "-a", ".planning/05-caching-strategy.yml", "-d", "why=Because.", cwd=fresh.path)
    assert folder.files() == fresh.files()
    for name in folder.files():
        if name.endswith((".md", ".json")):
            assert folder.read(name) == fresh.read(name), name
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_renamed_questions(template: Path, tmp_path: Path) -> None:
    """An earlier template that knows two questions by other names, and today's that is told of it."""
    names = {"grounds": "rationale", "decision": "adr"}
    source = tmp_path / "template"
    shutil.copytree(template, source, ignore=shutil.ignore_patterns(".git"))
    git(source, "init", "--quiet")
    for path in source.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            text = path.read_text(encoding="utf-8")
            for old, new in names.items():
                text = re.sub(rf"\b{new}\b", old, text)
            path.write_text(text, encoding="utf-8")
    git(source, "add", ".")
    git(source, "commit", "--quiet", "--message", "Earlier")
    git(source, "tag", "v1.0.0")
    for part in PARTS:
        path = source / part
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(template / part, path) if (template / part).is_dir() else shutil.copy(template / part, path)
    migrating = source / "extensions/work_packages/planning/migrating.py"
    code = migrating.read_text(encoding="utf-8")
    assert "RENAMED: dict[str, str] = {}\n" in code
    migrating.write_text(code.replace("RENAMED: dict[str, str] = {}", f"RENAMED: dict[str, str] = {names}"), encoding="utf-8")
    git(source, "add", "--all", ".")
    git(source, "commit", "--quiet", "--message", "Today")
    git(source, "tag", "v2.0.0")

    repo = tmp_path / "repo"
    repo.mkdir()
    git(repo, "init", "--quiet")
    given = (
        "initiative=X",
        "grounds=Because we must.",
        "identified=[{title: One, effort: 4h, status: complete, decision: ADR 7}]",
    )
    confirm = f"confirm=[{', '.join(CHECKPOINTS)}]"
    run_copier("copy", "--trust", "--vcs-ref=v1.0.0", *pairs((*given, confirm)), source, ".", cwd=repo)
    folder = planned(repo, source)
    assert "grounds: Because we must.\n" in folder.read(".copier-answers.yml")
    folder.append("START-HERE.md", "Mine.\n")
    folder.commit()
    # Of a newer version, a record in a folder of the older one; then the folder itself.
    folder.change("03-one", "why=Because.")
    assert "adr: ADR 7\n" in folder.read(".planning/03-one.yml") and "decision" not in folder.read(".planning/03-one.yml")
    folder.commit()
    folder.update()
    answers = folder.read(".copier-answers.yml")
    assert "rationale: Because we must.\n" in answers and "grounds" not in answers and "_commit: v2.0.0\n" in answers
    assert "Because we must.\n" in folder.read("START-HERE.md") and folder.read("START-HERE.md").endswith("Mine.\n")
    assert "ADR 7" in folder.read("ONE-COMPLETE.md") and "Because.\n" in folder.read("03-one-plan.md")
    assert not [name for name in folder.files() if "<<<<<<<" in folder.read(name)]
    folder.commit()
    folder.update()
    assert folder.status() == ""
