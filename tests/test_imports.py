"""Imports: another planner's project, from one command to the statuses that its tasks have there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from work_packages import incoming

from .importing.reading import FIXTURES
from .support import CHECKPOINTS, Folder, git, planned, run_copier, tree
from .test_prompts import CLEAR, DOWN, ENTER, Terminal

#: What is given as `previous` for each planner's project, and how far each package is in the end, by slug.
PROJECTS: dict[str, tuple[str, dict[str, str]]] = {
    "backlog_md": (
        "backlog",
        {
            "set-up-the-database": "in-progress",
            "uberschrift-quotes-tags-pipes-7-7": "ready",
            "login-with-passkeys": "in-progress",
            "choose-the-hosting": "complete",
            "task-5": "ready",
        },
    ),
    "task_master": (
        ".taskmaster",
        {
            "set-up-the-database": "in-progress",
            "uberschrift-quotes-tags-pipes-7-7": "ready",
            "login-with-passkeys": "in-progress",
            "choose-the-hosting": "complete",
            "pay-by-invoice": "ready",
            "import-old-orders": "dropped",
        },
    ),
    "openspec": ("openspec", {"choose-hosting": "complete", "add-cart": "ready", "add-login": "in-progress"}),
    "spec_kit": (".", {"shop-login": "in-progress", "shop-cart": "ready"}),
    "github_issues": (
        "issues.json",
        {
            "set-up-the-database": "complete",
            "uberschrift-quotes-tags-pipes-7-7": "ready",
            "login-with-passkeys": "in-progress",
            "import-old-orders": "dropped",
            "recover-a-lost-key": "ready",
        },
    ),
}


@pytest.fixture
def project(repo: Path) -> Callable[[str], Path]:
    """The committed project of a planner, in the empty repository."""

    def put(peer: str) -> Path:
        shutil.copytree(FIXTURES / peer, repo, dirs_exist_ok=True)
        git(repo, "add", ".")
        git(repo, "commit", "--quiet", "--message", "Project")
        return repo

    return put


def imported(repo: Path, template: Path, path: str, *data: str) -> Folder:
    """The committed plan that was imported from the path."""
    given = [word for pair in ("kind=imported", f"previous={path}", "confirm=scope", *data) for word in ("-d", pair)]
    run_copier("copy", "--trust", "--defaults", *given, template, ".", cwd=repo)
    folder = planned(repo, template)
    folder.commit()
    return folder


def records(folder: Folder) -> list[dict[str, object]]:
    paths = sorted((folder.path / ".planning").glob("*.yml"))
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    return [record for record in found if record["part"] == "work-package"]


def statuses(folder: Folder) -> dict[str, object]:
    return {str(record["slug"]): record["status"] for record in records(folder)}


@pytest.mark.parametrize("peer", PROJECTS)
def test_from_one_command_to_the_statuses_there(peer: str, project: Callable[[str], Path], template: Path) -> None:
    path, there = PROJECTS[peer]
    repo = project(peer)
    before = tree(repo)
    folder = imported(repo, template, path)

    assert {name: content for name, content in tree(repo).items() if name in before} == before
    assert statuses(folder) == dict.fromkeys(there, "ready")
    folder.confirm("folder")
    said = folder.update("confirm=analysis").message
    folder.commit()
    (estimated,) = re.findall(r"-a \.planning/\d\d-(\S+)\.yml -d effort=HOURS", said)
    assert there[estimated] in ("ready", "in-progress")
    # Who is done, or put aside, needs no estimate; all others do.
    refused = folder.update("confirm=packages", ok=False).message
    for record in records(folder):
        title, slug = str(record["title"]), str(record["slug"])
        if there[slug] in ("complete", "dropped"):
            continue
        assert f'"{title}"' in refused
        folder.change(f"{record['number']:02d}-{slug}", "effort=4-6h", "review=1h")
        folder.commit()
    folder.confirm("packages")
    folder.confirm("priorities")
    assert statuses(folder) == dict.fromkeys(there, "ready")
    folder.confirm("roadmap")

    assert statuses(folder) == there
    data = json.loads(folder.read(".planning/roadmap.json"))
    working = [slug for slug, status in there.items() if status in ("ready", "in-progress")]
    assert data["totals"]["agentic"] == [4 * len(working), 6 * len(working)]
    unfilled = " ".join(one["message"] for one in data["problems"] if one["code"] == "unfilled")
    assert not [slug for slug, status in there.items() if status in ("complete", "dropped") and f"-{slug}-plan.md" in unfilled]
    assert "Estimated Against Actual" not in folder.read("START-HERE.md")
    done = [record for record in records(folder) if record["status"] == "complete"]
    assert all(str(record["completed"]) <= "2026-01-15" and not record["effort"] for record in done)
    kept = folder.answers["continued"]["imported"]
    assert "statuses" not in kept and kept["path"] == path
    assert "Nothing is left to give: each plan says how far its work package is." in folder.read("IMPORTED.md")
    for name, content in folder.tree().items():
        if name.endswith(".md") and name != "_work-package.md":
            said = content.decode()
            assert "\n\n\n" not in said and "None" not in said.replace("None - back to", "") and "[](" not in said, name

    # What was given once is given once: a package that is taken back stays so.
    taken = next(record for record in records(folder) if there[str(record["slug"])] == "in-progress")
    folder.change(f"{taken['number']:02d}-{taken['slug']}", "status=ready")
    folder.commit()
    assert folder.update().code == 0
    assert statuses(folder)[str(taken["slug"])] == "ready"


def test_what_is_given_counts_more(project: Callable[[str], Path], template: Path) -> None:
    folder = imported(
        project("task_master"),
        template,
        ".",
        *("initiative=The Shop", "overview=All of it.", "date=2026-01-10", "import_only=release-2"),
        *("import_statuses=blocked=deferred", "import_estimates=true"),
    )

    assert folder.path.name == "2026-01-10-the-shop"
    answers = folder.answers
    assert (answers["initiative"], answers["overview"], answers["kind"], answers["previous"]) == (
        "The Shop",
        "All of it.",
        "imported",
        "",
    )
    assert [record["title"] for record in records(folder)] == ["Second shop"]
    assert not {name for name in answers if name.startswith("import")}


def test_statuses_are_explained(project: Callable[[str], Path], template: Path) -> None:
    folder = imported(project("task_master"), template, ".", "import_statuses=blocked=deferred", "import_estimates=true")

    kept = folder.answers["continued"]["imported"]
    assert kept["statuses"]["pay-by-invoice"] == {"status": "deferred", "remains": '"blocked" in Task Master'}
    assert "Which status is" not in folder.read("IMPORTED.md")
    assert [record["effort"] for record in records(folder) if record["effort"]]


def test_all_in_one_command(repo: Path, template: Path) -> None:
    issues = [
        {"number": 1, "title": "Old", "state": "CLOSED", "stateReason": "COMPLETED", "closedAt": "2026-01-02T00:00:00Z"},
        {"number": 2, "title": "Older", "state": "CLOSED", "stateReason": "NOT_PLANNED"},
    ]
    (repo / "issues.json").write_text(json.dumps(issues), encoding="utf-8")
    git(repo, "add", ".")
    folder = imported(repo, template, "issues.json", f"confirm=[{', '.join(CHECKPOINTS)}]", "initiative=Past")

    assert statuses(folder) == {"old": "complete", "older": "dropped"}
    assert [record["completed"] for record in records(folder)] == ["2026-01-02", ""]
    assert folder.update().message.count("Nothing changed") == 1
    assert folder.status() == ""


def test_nothing_is_written_without_a_yes(project: Callable[[str], Path], template: Path) -> None:
    repo = project("backlog_md")
    before = tree(repo)
    given = ("-d", "kind=imported", "-d", "previous=backlog")
    said = run_copier("copy", "--trust", "--defaults", *given, template, ".", cwd=repo, ok=False)

    assert said.code == 1 and tree(repo) == before
    assert "**5 work packages** are identified for this initiative:" in said.output
    assert (
        "📥 5 work packages from Backlog.md (backlog).\n"
        "   There 2 in progress and 1 complete: given here once checkpoint roadmap is confirmed.\n"
        '❓ Which status is "Blocked"? It has no counterpart here. Taken: ready. Another answer: '
        "import_statuses='Blocked=STATUS'\n"
        "✂️ Left out, 6 things; all of it stands in IMPORTED.md:\n"
    ) in said.output
    assert "   - and 1 more\n" in said.output


def test_a_second_import_is_refused(project: Callable[[str], Path], template: Path) -> None:
    repo = project("openspec")
    folder = imported(repo, template, "openspec")
    before = tree(repo)
    given = ("-d", "kind=imported", "-d", "previous=openspec", "-d", "confirm=scope")
    said = run_copier("copy", "--trust", "--defaults", *given, template, ".", cwd=repo, ok=False)

    assert said.code == 1 and f"{folder.path.name}/.copier-answers.yml exists already" in said.message
    assert tree(repo) == before


NOBODYS = (
    "Looked for were Backlog.md (tasks/task-1 - Title.md, or a config.yml with default_status); Task Master "
    "(.taskmaster/tasks/tasks.json); OpenSpec (openspec/changes/NAME/proposal.md); Spec Kit (specs/001-name/spec.md); GitHub "
    "(one JSON file that gh issue list --json wrote)."
)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            ["previous=nowhere"],
            'previous: "nowhere" is not there. Give the folder or file of a planner, from where you are or absolute.',
        ),
        (["previous=notes"], f'previous: "notes" is of no planner that is known. {NOBODYS}'),
        ([], "previous: is missing. Give the folder or file that is imported with -d previous=PATH."),
        (["previous= "], "previous: is no path. Give the folder or file of another planner, such as backlog."),
        (["previous=broken.json"], "previous: broken.json is not valid JSON at line 1. Put it right, or export it anew."),
        (
            ["previous=backlog", "import_only=Nine"],
            'import_only: "Nine" is no milestone of these tasks. There are Release 1: Login | Cart.',
        ),
        (
            ["previous=backlog", "import_statuses=Blocked"],
            'import_statuses: "Blocked" is no WORD=STATUS. Give one such as Blocked=deferred; several are separated by semicolons.',
        ),
        (
            ["previous=backlog", "import_statuses=Blocked=defered"],
            'import_statuses: "defered", for "Blocked", is no status. Did you mean deferred? Choose ready, in-progress, partial, '
            "complete, deferred or dropped.",
        ),
        (
            ["previous=backlog", "import_reading=tasks"],
            'import_reading: "tasks" is not one of the choices. Choose features or stories.',
        ),
        (
            ["kind=new", "import_only=x"],
            "import_only: says how another planner's folder is read. Give it with kind=imported, when an initiative starts, or leave it out.",
        ),
    ],
)
def test_bad_input(given: list[str], message: str, project: Callable[[str], Path], template: Path) -> None:
    repo = project("backlog_md")
    (repo / "notes").mkdir()
    (repo / "notes/README.md").write_text("# Notes\n", encoding="utf-8")
    (repo / "broken.json").write_text('{"a": ', encoding="utf-8")
    before = tree(repo)
    pairs = [word for pair in ("kind=imported", *given, "confirm=scope", "initiative=X") for word in ("-d", pair)]
    said = run_copier("copy", "--trust", "--defaults", *pairs, template, ".", cwd=repo, ok=False)

    assert said.code == 1 and tree(repo) == before
    assert f"  - {message}" in said.message.splitlines()


def test_a_link_that_leads_out_is_not_read(tmp_path: Path) -> None:
    tasks = tmp_path / "backlog" / "tasks"
    tasks.mkdir(parents=True)
    (tmp_path / "secret.md").write_text("---\nid: TASK-2\ntitle: Secret\nstatus: To Do\n---\n", encoding="utf-8")
    (tasks / "task-1 - Open.md").write_text("---\nid: TASK-1\ntitle: Open\nstatus: To Do\n---\n", encoding="utf-8")
    (tasks / "task-2 - Secret.md").symlink_to(tmp_path / "secret.md")
    (tasks / "task-3 - Again.md").symlink_to("task-1 - Open.md")

    found = incoming.read(str(tmp_path / "backlog"), {}, tmp_path)
    assert [entry if isinstance(entry, str) else entry["title"] for entry in found.found.identified] == ["Open", "Open"]
    assert found.place == "backlog"
    assert incoming.read(str(tmp_path / "backlog"), {}, tasks).place == "backlog"


def test_an_import_starts_an_initiative(start: Callable[..., Folder]) -> None:
    folder = start(identified=["Search"])

    said = folder.update("kind=imported", "previous=.", ok=False).message
    assert "  - kind: an import starts an initiative, and this one is there. Leave it out, and import into a new one." in said
    assert folder.status() == ""


HOSTILE = [
    "a | b `c` [d](e) <script>alert(1)</script>",
    "{{ 7*7 }} {% raw %}",
    "日本語の題",
    "🎉" * 20,
    "x" * 300,
    "[PR #1, PR #2]: 'quoted' \"twice\"",
    "--- ",
    "yes",
]


def test_hostile_titles(repo: Path, template: Path) -> None:
    issues = [
        {"number": place, "title": title, "state": "OPEN", "body": title, "labels": [{"name": f"status: {title}"}]}
        for place, title in enumerate(HOSTILE, 1)
    ]
    (repo / "{{ 7*7 }} issues.json").write_text(json.dumps(issues), encoding="utf-8")
    git(repo, "add", ".")
    folder = imported(repo, template, "{{ 7*7 }} issues.json", "initiative=Odd")

    assert [record["title"] for record in records(folder)][:3] == HOSTILE[:3]
    shown = "".join(content.decode() for name, content in folder.tree().items() if name.endswith(".md"))
    assert "<script>" not in shown.replace("\\<script>", "") and "49" not in folder.read("IMPORTED.md")
    assert "- **From:** {{ 7\\*7 }} issues.json" in folder.read("IMPORTED.md")
    assert folder.update().code == 0
    assert folder.status() == ""


def test_at_a_terminal_it_is_asked_what_the_folder_does_not_say(project: Callable[[str], Path], template: Path) -> None:
    repo = project("spec_kit")
    command = ("copy", "--trust", "-d", "kind=imported", "-d", "previous=specs", template, ".")
    with Terminal(repo, *command) as terminal:
        terminal.answer("What is a work package: each feature, or each user story of one feature?", DOWN + ENTER)
        terminal.answer("Why do these work packages belong together?", ENTER)
        terminal.answer("More now?", ENTER)
        terminal.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        output = terminal.end()

    assert "❓" not in output and "(specs)" in output
    folder = planned(repo, template)
    assert "shop-login" not in statuses(folder) and len(statuses(folder)) > 2


def test_at_a_terminal_statuses_are_asked(project: Callable[[str], Path], template: Path) -> None:
    repo = project("backlog_md")
    command = ("copy", "--trust", "-d", "kind=imported", "-d", "previous=backlog", template, ".")
    with Terminal(repo, *command) as terminal:
        terminal.answer('Which status is "Blocked"?', "Blocked" + ENTER)
        terminal.answer("is no WORD=STATUS", "=dropped" + ENTER)
        terminal.answer("Why do these work packages belong together?", ENTER)
        terminal.answer("More now?", ENTER)
        terminal.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        terminal.end()

    kept = planned(repo, template).answers["continued"]["imported"]
    assert kept["statuses"]["uberschrift-quotes-tags-pipes-7-7"]["status"] == "dropped"


def test_at_a_terminal_a_planners_folder_is_offered(project: Callable[[str], Path], template: Path) -> None:
    repo = project("openspec")
    with Terminal(repo, "copy", "--trust", template, ".") as terminal:
        terminal.answer("What is the initiative called?", "The Shop" + ENTER)
        terminal.answer("Does it start something new", DOWN + ENTER)
        # The folder that was found stands there already.
        terminal.answer("Which folder or file is imported?", ENTER)
        terminal.answer("Why do these work packages belong together?", ENTER)
        terminal.answer("More now?", ENTER)
        terminal.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        output = terminal.end()

    assert "Continues an earlier" not in output and "📥 3 work packages from OpenSpec (openspec)." in output
    assert set(statuses(planned(repo, template))) == {"choose-hosting", "add-cart", "add-login"}


@pytest.mark.parametrize("names", [(), ("openspec", "backlog_md")])
def test_at_a_terminal_without_a_planners_folder_or_with_several_none_is_offered(
    project: Callable[[str], Path], names: tuple[str, ...], template: Path
) -> None:
    repo = project("github_issues")
    for name in names:
        shutil.copytree(FIXTURES / name, repo, dirs_exist_ok=True)
    with Terminal(repo, "copy", "--trust", template, ".") as terminal:
        terminal.answer("What is the initiative called?", "The Shop" + ENTER)
        terminal.answer("Which work packages", "Search" + ENTER)
        terminal.answer("Why do these work packages belong together?", ENTER)
        terminal.answer("More now?", ENTER)
        terminal.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        terminal.end()
    answers = planned(repo, template).answers
    assert (answers["initiative"], answers["kind"], answers["identified"]) == ("The Shop", "new", ["Search"])


def test_at_a_terminal_beside_another_plan(start: Callable[..., Folder], template: Path) -> None:
    repo = start(identified=["Search"]).path.parents[3]
    shutil.copytree(FIXTURES / "openspec", repo, dirs_exist_ok=True)
    with Terminal(repo, "copy", "--trust", template, ".") as terminal:
        terminal.answer("What is the initiative called?", "The Shop" + ENTER)
        terminal.answer("Does it start something new", DOWN + DOWN + ENTER)
        terminal.answer("Which folder or file is imported?", "nowhere" + ENTER)
        terminal.answer("is not there", CLEAR + "openspec" + ENTER)
        terminal.answer("Why do these work packages belong together?", ENTER)
        terminal.answer("More now?", ENTER)
        terminal.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        output = terminal.end()

    assert "📥 3 work packages from OpenSpec (openspec)." in output
    folder = Folder(repo / ".engineering/artifacts/planning/2026-01-15-the-shop", template)
    assert statuses(folder) == {"choose-hosting": "ready", "add-cart": "ready", "add-login": "ready"}
    assert folder.answers["initiative"] == "The Shop"


@pytest.mark.parametrize("given", ["kind=imported", "import_only=Nine"])
def test_what_exists_imports_nothing(given: str, start: Callable[..., Folder]) -> None:
    folder = start(identified=["Search"])

    said = folder.update(given, "previous=../../x", ok=False).message
    assert 'previous: "../../x" is not a folder inside the repository.' in said
    assert folder.status() == ""
