"""Continuous integration: the hooks run by pre-commit, the action and the workflow by a shell, Renovate's command by Copier."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml
from work_packages.terminal.main import COMMANDS

import hatch_build

from .support import CHECKPOINTS, ROOT, Folder, git, pairs, run_copier

#: What the package is built of, beside what Copier needs.
PACKAGE = (
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "pyproject.toml",
    "hatch_build.py",
    ".pre-commit-hooks.yaml",
    "action.yml",
)

PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)


@pytest.fixture(scope="module")
def source(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as v1.0.0, with what its package is built of, and v2.0.0 with another line in a document."""
    path = tmp_path_factory.mktemp("source") / "template"
    shutil.copytree(template, path, ignore=shutil.ignore_patterns(".git"))
    for name in PACKAGE:
        (path / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, path / name)
    git(path, "init", "--quiet", "--initial-branch=main")
    line = "At each 🛑 checkpoint, present what came out, ask, and wait."
    guide = path / "template/initiative/_work-package.md"
    for version in ("v1.0.0", "v2.0.0"):
        if version == "v2.0.0":
            text = guide.read_text(encoding="utf-8")
            assert text.count(line) == 1
            guide.write_text(text.replace(line, "At each 🛑 checkpoint, ask and wait."), encoding="utf-8")
        git(path, "add", ".")
        git(path, "commit", "--quiet", "--message", version)
        git(path, "tag", version)
    return path


@pytest.fixture
def plan(source: Path, repo: Path) -> Folder:
    """A plan of v1.0.0, in `main` of its repository, in a folder whose name git quotes."""
    git(repo, "checkout", "--quiet", "-b", "main")
    given = pairs(
        (
            "initiative=Sample",
            "planning_root=équipe",
            "date=2025-11-23",
            "identified=[{title: One, effort: 4-6h}, {title: Two, effort: 4-6h}]",
            f"confirm=[{', '.join(CHECKPOINTS)}]",
        )
    )
    run_copier("copy", "--trust", "--vcs-ref=v1.0.0", *given, source, ".", cwd=repo)
    folder = Folder(repo / "équipe/2025-11-23-sample", source)
    folder.commit()
    return folder


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Surroundings in which pip needs no network: what it would fetch is in the environment of the tests."""
    return {
        **os.environ,
        "PYTHONPATH": sysconfig.get_paths()["purelib"],
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        # For pip this says that a build is not isolated.
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
    }


def run(*words: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_hooks_and_action_name_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [(one["id"], one["entry"]) for one in hooks] == [
        ("roadmap-check", "roadmap check --all"),
        ("roadmap-refresh", "roadmap update --all"),
    ]
    assert {one["entry"].split()[1] for one in hooks} <= set(COMMANDS)
    for name, runs in {
        ".engineering/artifacts/planning/2025-11-23-sample/README.md": True,
        "2025-11-23-sample/.planning/03-one.yml": True,
        ".planning/03-one.yml": True,
        "a/2025-11-23-sample/.copier-answers.yml": True,
        "README.md": False,
        "docs/2025-11-23-sample/images/x.md": False,
        ".copier-answers.yml": False,
    }.items():
        assert bool(re.search(hooks[0]["files"], name)) is runs, name
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert [one.get("run", "").split(" --")[0] for one in action["runs"]["steps"]] == [
        "",
        "python -m pip install",
        "roadmap check",
    ]


def test_a_clone_of_one_commit_knows_its_tag(source: Path, tmp_path: Path) -> None:
    # So pre-commit clones what `rev` names.
    git(tmp_path, "init", "--quiet")
    git(source, "tag", "--annotate", "v1.0.1", "v1.0.0", "--message", "Release")
    git(tmp_path, "fetch", "--quiet", "--depth=1", source.as_uri(), "v1.0.1")
    git(tmp_path, "checkout", "--quiet", "FETCH_HEAD")
    git(source, "tag", "--delete", "v1.0.1")
    commit = git(source, "rev-parse", "v1.0.0").strip()
    assert git(tmp_path, "tag") == ""
    assert hatch_build.version_of(tmp_path) == {"commit": commit, "tags": ["v1.0.1"], "changed": False}
    # What lies beside the template is no change of it; what is new in it is one.
    (tmp_path / "environment").mkdir()
    (tmp_path / "environment/x").touch()
    assert hatch_build.version_of(tmp_path) == {"commit": commit, "tags": ["v1.0.1"], "changed": False}
    (tmp_path / "template/new.md").touch()
    assert hatch_build.version_of(tmp_path) == {"commit": commit, "tags": ["v1.0.1"], "changed": True}
    # A folder of somebody else's repository is no checkout of this one.
    assert hatch_build.version_of(tmp_path / "template") is None


def test_hooks_run_by_pre_commit(plan: Folder, source: Path, repo: Path, offline: dict[str, str]) -> None:
    (config,) = (one for one in blocks("yaml") if "hooks:" in one)
    said = config.replace("URL", str(source)).replace("VERSION", "v1.0.0")
    (repo / ".pre-commit-config.yaml").write_text(said, encoding="utf-8")
    git(repo, "add", ".")
    git(repo, "commit", "--quiet", "--message", "Hooks")

    # The commands of the page, as they stand there.
    (install, all_files) = next(one for one in blocks("sh") if "pre-commit" in one).splitlines()
    for command in (install, all_files):
        done = run(*command.split(), cwd=repo, env=offline)
        assert done.returncode == 0, done.stdout
    assert done.stdout.count("Passed") == 2

    def hooks(*names: str) -> subprocess.CompletedProcess[str]:
        return run(sys.executable, "-m", "pre_commit", "run", *names, cwd=repo, env=offline)

    # Nothing of a plan is in the commit.
    (repo / "README.md").write_text("# Ours\n", encoding="utf-8")
    git(repo, "add", "README.md")
    done = hooks()
    assert done.returncode == 0 and done.stdout.count("Skipped") == 2, done.stdout

    # A record that was changed by hand is staged; beside it a document that is not.
    plan.replace(".planning/03-one.yml", "effort: 4-6h", "effort: 6-8h")
    git(repo, "add", ".")
    plan.append("_work-package.md", "\nOurs, not staged.\n")
    done = hooks("roadmap-check")
    assert done.returncode == 1 and "03-one-plan.md:" in done.stdout and ": stale: " in done.stdout, done.stdout
    assert "6-8h" not in plan.read("03-one-plan.md")
    done = hooks("roadmap-refresh")
    assert done.returncode == 1 and "files were modified by this hook" in done.stdout, done.stdout
    assert "6-8h" in plan.read("03-one-plan.md") and plan.read("_work-package.md").endswith("\nOurs, not staged.\n")
    staged = git(repo, "-c", "core.quotePath=off", "diff", "--cached", "--name-only").splitlines()
    assert sorted(Path(name).name for name in staged) == ["03-one.yml", "README.md"]

    git(repo, "add", ".")
    done = run("git", "commit", "-m", "All of it", cwd=repo, env=offline)
    assert done.returncode == 0 and done.stdout.count("Passed") == 2, done.stdout


def test_the_action_checks_the_plans(plan: Folder, source: Path, repo: Path, offline: dict[str, str], tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    _, install, check = action["runs"]["steps"]
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    env = {
        **offline,
        "PATH": os.pathsep.join([str(tmp_path / "venv/bin"), offline["PATH"]]),
        "FROM": f"git+{source.as_uri()}@v1.0.0",
    }
    done = run("bash", "-e", "-o", "pipefail", "-c", install["run"], cwd=repo, env=env)
    assert done.returncode == 0, done.stdout
    # In a repository without a plan it is green.
    (tmp_path / "empty").mkdir()
    git(tmp_path / "empty", "init", "--quiet")
    done = run("bash", "-e", "-o", "pipefail", "-c", check["run"], cwd=tmp_path / "empty", env=env)
    assert (done.returncode, done.stdout) == (0, "There is no plan in this repository yet.\n")
    # Elsewhere the same by two lines.
    (by_hand,) = (one for one in blocks("sh") if one.startswith("python -m pip install"))
    said = by_hand.replace("URL", source.as_uri()).replace("VERSION", "v1.0.0")
    done = run("bash", "-e", "-c", said, cwd=repo, env=env)
    assert done.returncode == 0 and done.stdout.endswith("Every document says what the records say.\n"), done.stdout
    done = run("bash", "-e", "-o", "pipefail", "-c", check["run"], cwd=repo, env=env)
    assert done.returncode == 0, done.stdout
    plan.replace(".planning/03-one.yml", "effort: 4-6h", "effort: 6-8h")
    done = run("bash", "-e", "-o", "pipefail", "-c", check["run"], cwd=repo, env=env)
    assert done.returncode == 1 and ": stale: " in done.stdout, done.stdout

    # The workflow to copy says what the branch changes, with GitHub's own tool.
    (workflow,) = (yaml.safe_load(one) for one in blocks("yaml") if "jobs:" in one)
    step = workflow["jobs"]["plans"]["steps"][-1]
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "gh").write_text('#!/bin/sh\nprintf "%s\\n" "$*" > "$SAID"\n', encoding="utf-8")
    (bin_ / "gh").chmod(0o755)
    git(repo, "checkout", "--quiet", "-b", "change")
    git(repo, "checkout", "--quiet", "--", ".")
    run_copier("update", "--trust", "--vcs-ref=:current:", "-a", ".planning/03-one.yml", "-d", "effort=6-8h", cwd=plan.path)
    plan.commit()
    env |= {
        "PATH": os.pathsep.join([str(bin_), env["PATH"]]),
        "BASE": "main",
        "NUMBER": "7",
        "SAID": str(tmp_path / "said"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    done = run("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"], cwd=repo, env=env)
    assert done.returncode == 0, done.stdout
    said = (tmp_path / "summary").read_text(encoding="utf-8")
    assert said.startswith("## 2025-11-23-sample\n\n### Changes of the Plan\n") and "4-6h" in said and "6-8h" in said
    assert (tmp_path / "said").read_text(encoding="utf-8") == "pr comment 7 --body-file plans.md --edit-last --create-if-none\n"


def test_copier_checks_plans_of_any_version(plan: Folder, source: Path, repo: Path) -> None:
    (loop,) = (one for one in blocks("sh") if " ls-files " in one)
    done = run("bash", "-c", loop.replace("URL", str(source)), cwd=repo, env={**os.environ})
    assert done.returncode == 0, done.stdout
    plan.replace(".planning/03-one.yml", "effort: 4-6h", "effort: 6-8h")
    done = run("bash", "-c", loop.replace("URL", str(source)), cwd=repo, env={**os.environ})
    assert done.returncode == 1 and ": stale: " in done.stdout, done.stdout


def test_renovate_settings() -> None:
    repository, own = (json.loads(one) for one in blocks("json"))
    assert own == {"allowScripts": True, "binarySource": "global"} and repository["ignoreScripts"] is False
    # What Renovate's manager for Copier looks for by itself: plans, wherever they are, and none of their records.
    itself = r"(^|/)\.copier-answers(\..+)?\.ya?ml"
    assert re.search(itself, ".engineering/artifacts/planning/2025-11-23-sample/.copier-answers.yml")
    assert not re.search(itself, ".engineering/artifacts/planning/2025-11-23-sample/.planning/03-one.yml")
    (pattern,) = repository["copier"]["managerFilePatterns"]
    assert pattern[0] == pattern[-1] == "/" and re.search(pattern[1:-1], ".engineering/.work-packages-agents.yml")


def filled(line: str, plan: Folder, repo: Path) -> list[str]:
    words = line.replace("FOLDER", plan.path.relative_to(repo).as_posix()).replace("VERSION", "v2.0.0").split()
    return words


def test_renovates_command(plan: Folder, source: Path, repo: Path) -> None:
    (command,) = (one.strip() for one in blocks("sh") if one.startswith("copier update --skip-answered"))
    words = filled(command, plan, repo)
    assert words[0] == "copier"
    plan.append("README.md", "\nOurs.\n")
    run_copier("copy", "--trust", "--vcs-ref=v1.0.0", "-d", "part=agents", source, ".", cwd=repo)
    git(repo, "add", ".")
    git(repo, "commit", "--quiet", "--message", "Ours")
    run_copier(*words[1:], cwd=repo)
    assert plan.read("README.md").endswith("\nOurs.\n") and "At each 🛑 checkpoint, ask and wait." in plan.read(
        "_work-package.md"
    )
    stored = [yaml.safe_load(plan.read(name)) for name in (".copier-answers.yml", ".planning/03-one.yml")]
    assert [one["_commit"] for one in stored] == ["v2.0.0", "v2.0.0"]
    plan.commit()
    agents = [".engineering/.work-packages-agents.yml" if word.endswith(".copier-answers.yml") else word for word in words]
    run_copier(*agents[1:], cwd=repo)
    changed = git(repo, "status", "--porcelain").split()
    assert changed == ["M", ".engineering/.work-packages-agents.yml"]


def test_a_conflict_that_a_reviewer_finishes(plan: Folder, repo: Path) -> None:
    (command,) = (one.strip() for one in blocks("sh") if one.startswith("copier update --skip-answered"))
    plan.replace("_work-package.md", "present what came out, ask, and wait", "show everything, ask, and wait")
    plan.commit()
    result = run_copier(*filled(command, plan, repo)[1:], cwd=repo, ok=False)
    assert result.code == 1 and "  _work-package.md\n" in result.message and "conflict markers" in result.message
    # Renovate takes nothing of a command that failed, and writes the version by itself.
    git(repo, "checkout", "--quiet", "--", ".")
    git(repo, "update-ref", "refs/remotes/origin/main", "main")
    git(repo, "checkout", "--quiet", "-b", "renovate/template")
    plan.replace(".copier-answers.yml", "_commit: v1.0.0", "_commit: v2.0.0")
    plan.commit()
    (recipe,) = (one for one in blocks("sh") if one.startswith("git checkout origin/main"))
    for line in recipe.splitlines():
        if line.startswith("git commit"):
            git(repo, "commit", "--quiet", "--message", "Start from the plan as it is")
            continue
        words = filled(line, plan, repo)
        if words[0] == "git":
            git(repo, *words[1:])
        else:
            again = run_copier(*words[1:], cwd=repo, ok=False)
            assert again.code == 1 and "  _work-package.md\n" in again.message
    text = plan.read("_work-package.md")
    both = re.search(r"(?s)<<<<<<< before updating\n(.*?)=======\n(.*?)>>>>>>> after updating\n", text)
    assert both and "show everything, ask, and wait" in both[1] and "ask and wait." in both[2]
    (plan.path / "_work-package.md").write_text(text.replace(both[0], both[1]), encoding="utf-8")
    plan.commit()
    run_copier("update", "--trust", cwd=plan.path)
    assert git(repo, "status", "--porcelain") == ""
    assert plan.answers["_commit"] == "v2.0.0"
