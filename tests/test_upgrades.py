"""Initiatives made by each earlier release update to the newest: prose stays, and nothing else differs from a new one."""

from __future__ import annotations

import json
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

#: Answers of the example, and of its packages, that a release did not know.
SINCE = ("impact_overall", "unblocked")

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
    plain = {name: value for name, value in data.items() if not name.startswith("confirm") and name not in SINCE}
    plain["identified"] = [{name: value for name, value in one.items() if name not in SINCE} for one in plain["identified"]]
    (tmp_path / "plain.yml").write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    folder = plan(source, tmp_path / "old", "v1.0.0")
    for name, (old, new) in PROSE.items():
        folder.replace(name, old, new)
        folder.append(name, "\nMine, at the end.\n")
    folder.commit()
    # A record changed by the newest version in a folder of the older one stays of the older one, as its initiative does.
    change = ("update", "--trust", "-a", ".planning/05-caching-strategy.yml")
    before = folder.tree()
    result = run_copier(*change, "-d", "owner=Kim", cwd=folder.path, ok=False)
    assert result.code == 1 and "owner: the initiative is of version v1.0.0" in result.message
    assert folder.tree() == before
    own = ("copy", "--trust", "-d", "part=analysis", "-d", "analysis_type=security", source, ".")
    result = run_copier(*own, cwd=folder.path, ok=False)
    assert result.code == 1 and "v1.0.0 of the template, which has no types of your own" in result.message
    assert folder.tree() == before
    run_copier(*change, "-d", "why=Because.", cwd=folder.path)
    assert "_commit: v1.0.0\n" in folder.read(".planning/05-caching-strategy.yml")
    folder.commit()
    run_copier(*change, "--vcs-ref=:current:", "-d", "impact=Large.", cwd=folder.path)
    for name, words in (("03-observability", "# A word of mine.\n"), ("02-concept-lexicon-analysis", "# And another.\n")):
        record = folder.read(f".planning/{name}.yml").replace("\nadded: ", f"\n{words}added: ")
        (folder.path / f".planning/{name}.yml").write_text(record, encoding="utf-8")
    folder.commit()
    run_copier("update", "--trust", cwd=folder.path)
    stored = [name for name in folder.files() if name.endswith(".yml")]
    assert len(stored) == 9 and all("_commit: v2.0.0\n" in folder.read(name) for name in stored)
    for name, words in (("03-observability", "# A word of mine.\n"), ("02-concept-lexicon-analysis", "# And another.\n")):
        assert f"\n{words}added: " in folder.read(f".planning/{name}.yml")
        folder.replace(f".planning/{name}.yml", words, "")
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
    run_copier(*change, "-d", "why=Because.", "-d", "impact=Large.", cwd=fresh.path)
    assert folder.files() == fresh.files()
    for name in folder.files():
        assert folder.read(name) == fresh.read(name), name
    folder.commit()
    folder.update()
    assert folder.status() == ""
    every_command(folder)


def every_command(folder: Folder) -> None:
    """Each command of docs/copier.md and of those that commands print, on a plan of the example."""
    current = ("--trust", "--vcs-ref=:current:")
    for words in (
        ("update", *current, "-a", ".planning/03-observability.yml", "-d", "adr=ADR 7"),
        ("update", *current, "-a", ".planning/04-result-types.yml", "-d", "status=complete", "-d", "actual=5h"),
        ("update", *current, "-a", ".planning/05-caching-strategy.yml", "-d", "blocked_by=Server (by 2026-02-05)"),
        ("update", *current, "-a", ".planning/01-completion-analysis.yml", "-d", "analysis_purpose=To know"),
        ("copy", *current, "-d", "part=work-package", "-d", "title=New", "-d", "effort=4-6h", folder.template, "."),
        ("copy", *current, "-d", "part=analysis", "-d", "analysis_type=risk", folder.template, "."),
        ("update", *current, "-d", "agentic_hours_per_week=30", "-d", "updated=2026-01-15"),
        ("copy", *current, "-d", "part=repair", "-d", "renumber=new", folder.template, "."),
    ):
        run_copier(*words, cwd=folder.path)
        if folder.status():
            folder.commit()
    reopened = json.loads(folder.read(".planning/roadmap.json"))["reopened"]
    assert reopened
    run_copier("update", *current, "-d", f"confirm=[{', '.join(reopened)}]", cwd=folder.path)
    folder.commit()
    agree(folder)
    stored = [name for name in folder.files() if name.endswith(".yml")]
    assert all("_commit: v2.0.0\n" in folder.read(name) for name in stored)
    run_copier("update", *current, cwd=folder.path)
    run_copier("update", "--trust", cwd=folder.path)
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
    # By a newer version, a record in a folder of the older one: by the names of that. Then the folder itself.
    folder.change("03-one", "why=Because.")
    assert "decision: ADR 7\n" in folder.read(".planning/03-one.yml") and "adr" not in folder.read(".planning/03-one.yml")
    assert "ADR 7" in folder.read("ONE-COMPLETE.md")
    folder.commit()
    run_copier("update", "--trust", "--vcs-ref=:current:", "-a", ".planning/03-one.yml", "-d", "impact=Large.", cwd=folder.path)
    assert "decision: ADR 7\n" in folder.read(".planning/03-one.yml")
    folder.append(".planning/03-one.yml", "# Mine.\n")
    folder.commit()
    folder.update()
    answers = folder.read(".copier-answers.yml")
    assert "rationale: Because we must.\n" in answers and "grounds" not in answers and "_commit: v2.0.0\n" in answers
    assert "Because we must.\n" in folder.read("START-HERE.md") and folder.read("START-HERE.md").endswith("Mine.\n")
    record = folder.read(".planning/03-one.yml")
    assert "adr: ADR 7\n" in record and "decision" not in record and record.endswith("# Mine.\n")
    assert "ADR 7" in folder.read("ONE-COMPLETE.md") and "Because.\n" in folder.read("03-one-plan.md")
    assert not [name for name in folder.files() if "<<<<<<<" in folder.read(name)]
    folder.commit()
    folder.update()
    assert folder.status() == ""


@pytest.fixture
def versions(template: Path, tmp_path: Path) -> Path:
    """Today's template as v1.0.0, and one with another line in a document as v2.0.0."""
    source = tmp_path / "versions"
    shutil.copytree(template, source, ignore=shutil.ignore_patterns(".git"))
    git(source, "init", "--quiet")
    for version, line in (("v1.0.0", ""), ("v2.0.0", "\nA line of the later version.\n")):
        path = source / "template/initiative/_work-package.md"
        path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
        git(source, "add", ".")
        git(source, "commit", "--quiet", "--message", version)
        git(source, "tag", version)
    return source


def made_with(version: str, source: Path, repo: Path) -> Folder:
    git(repo, "init", "--quiet")
    given = (
        "initiative=X",
        "date=2025-11-23",
        "identified=[{title: One, effort: 4-6h}, {title: Two, effort: 4-6h}]",
        f"confirm=[{', '.join(CHECKPOINTS)}]",
    )
    run_copier("copy", "--trust", f"--vcs-ref={version}", *pairs(given), source, ".", cwd=repo)
    folder = planned(repo, source)
    folder.commit()
    return folder


def versions_in(folder: Folder) -> set[str]:
    """The versions that the records and the initiative's answers name."""
    return {yaml.safe_load(folder.read(name))["_commit"] for name in folder.files() if name.endswith(".yml")}


def test_a_record_that_was_left_behind(versions: Path, repo: Path) -> None:
    folder = made_with("v1.0.0", versions, repo)
    folder.update()
    assert versions_in(folder) == {"v2.0.0"}
    folder.commit()
    git(folder.path, "checkout", "--quiet", "HEAD~1", "--", ".planning/03-one.yml")
    folder.commit()
    before = folder.tree()
    change = ("update", "--trust", "--vcs-ref=:current:", "-a", ".planning/03-one.yml", "-d", "status=in-progress")
    result = run_copier(*change, cwd=folder.path, ok=False)
    assert result.code == 1 and "The initiative is of version v2.0.0 of the template, and this command is of v1.0.0" in (
        result.message
    )
    assert "nothing was written" in result.message and folder.tree() == before
    assert result.message.endswith("\n  copier update --trust --vcs-ref=:current:")
    run_copier("update", "--trust", "--vcs-ref=:current:", cwd=folder.path)
    assert versions_in(folder) == {"v2.0.0"}
    folder.commit()
    run_copier(*change, cwd=folder.path)
    assert "status: in-progress\n" in folder.read(".planning/03-one.yml")


def test_a_record_of_an_older_or_a_newer_version_is_added(versions: Path, repo: Path) -> None:
    folder = made_with("v1.0.0", versions, repo)
    # By the newest version: it stays of the initiative's.
    folder.add("title=Three")
    assert versions_in(folder) == {"v1.0.0"} and "later version" not in folder.read("_work-package.md")
    folder.commit()
    current = ("update", "--trust", "--vcs-ref=:current:", "-a", ".planning/05-three.yml", "-d", "why=Because.")
    run_copier(*current, cwd=folder.path)
    folder.commit()
    folder.update()
    assert versions_in(folder) == {"v2.0.0"} and "later version" in folder.read("_work-package.md")
    folder.commit()
    add = ("copy", "--trust", "--vcs-ref=v1.0.0", "-d", "part=work-package", "-d", "title=Four", versions, ".")
    result = run_copier(*add, cwd=folder.path, ok=False)
    assert result.code == 1 and "--vcs-ref=:current:" in result.message and folder.status() == ""


def test_branches_of_two_versions_are_merged_by_the_later(versions: Path, repo: Path) -> None:
    folder = made_with("v1.0.0", versions, repo)
    git(folder.path, "checkout", "--quiet", "-b", "other")
    folder.update("overview=Theirs.")
    folder.commit()
    git(folder.path, "checkout", "--quiet", "-")
    run_copier(
        "copy", "--trust", "--vcs-ref=v1.0.0", *pairs(("part=work-package", "title=Three")), versions, ".", cwd=folder.path
    )
    folder.commit()
    assert subprocess.run(["git", "merge", "--quiet", "other"], cwd=folder.path, capture_output=True, check=False).returncode
    before = folder.tree()
    repair = ("copy", "--trust", "-d", "part=repair", versions, ".")
    result = run_copier(*repair, "--vcs-ref=:current:", cwd=folder.path, ok=False)
    assert result.code == 1 and "--vcs-ref=v2.0.0 -d part=repair" in result.message and folder.tree() == before
    run_copier(*repair, "--vcs-ref=v2.0.0", cwd=folder.path)
    folder.commit()
    assert versions_in(folder) == {"v2.0.0"} and "later version" in folder.read("_work-package.md")
    folder.update()
    assert folder.status() == ""


def test_the_template_moved(versions: Path, repo: Path, tmp_path: Path) -> None:
    folder = made_with("v1.0.0", versions, repo)
    folder.append(".planning/03-one.yml", "# Mine.\n")
    folder.append("START-HERE.md", "Mine.\n")
    folder.commit()
    moved = tmp_path / "moved"
    versions.rename(moved)
    update = ("update", "--trust", "--vcs-ref=:current:", "-a", ".planning/03-one.yml", "-d", "why=Because.")
    assert run_copier(*update, cwd=folder.path, ok=False).code == 1 and folder.status() == ""

    # Adding goes on, and says what to do.
    add = ("copy", "--trust", "--vcs-ref=:current:", "-d", "part=work-package", "-d", "title=Three", moved, ".")
    result = run_copier(*add, cwd=folder.path)
    remedy = f"copier copy --trust --vcs-ref=:current: -d part=repair {moved} ."
    assert f"The template is not at {versions} any more" in result.message and remedy in result.message
    folder.commit()

    # An address without the plan's version is refused; so is the one that is remembered.
    other = tmp_path / "other"
    shutil.copytree(moved, other, ignore=shutil.ignore_patterns(".git"))
    git(other, "init", "--quiet")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "--message", "Another history")
    result = run_copier("copy", "--trust", "-d", "part=repair", other, ".", cwd=folder.path, ok=False)
    assert result.code == 1 and f"{other} does not have version v1.0.0 of the template" in result.message
    assert folder.status() == ""

    before = folder.tree()
    result = run_copier("copy", "--trust", "-d", "part=repair", moved, ".", cwd=folder.path)
    assert f"The plan remembers the template's new address, {moved}" in result.message
    changed = {name: text for name, text in folder.tree().items() if text != before[name]}
    assert set(changed) == {name for name in before if name.endswith(".yml")}
    for name, text in changed.items():
        old, new = (f"_src_path: {path}\n".encode() for path in (versions, moved))
        assert text == before[name].replace(old, new), name
    folder.commit()
    assert versions_in(folder) == {"v1.0.0"}
    run_copier(*update, cwd=folder.path)
    folder.commit()
    folder.update()
    assert versions_in(folder) == {"v2.0.0"} and folder.read(".planning/03-one.yml").endswith("# Mine.\n")
    folder.commit()
    result = run_copier("copy", "--trust", "-d", "part=repair", moved, ".", cwd=folder.path, ok=False)
    assert result.code == 1 and "there is nothing to repair" in result.message
