"""House rules in use: a house.yml beside the planning folders, from a new initiative to a change of the file."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml
from work_packages.planning import words

from .support import (
    CHECKPOINTS,
    ROOT,
    Folder,
    Result,
    git,
    is_published,
    neutral,
    on,
    run_copier,
    stored_answers,
    use_installed,
)
from .terminal.calling import roadmap

GERMAN = ROOT / "examples" / "german"
PUBLISHED = GERMAN / "2026-01-05-stabiler-bestellweg"

HOUSE = """\
defaults: {agentic_hours_per_week: 30, review: 2h, owner: Team Shop, success_criteria: [It is in use], analyses: [security]}
analyses:
  security:
    title: Security Review
    purpose: Find what may be attacked
    sections:
      - {heading: Threats, placeholder: List what may be attacked.}
      - {heading: Open Questions, placeholder: List what is to be asked.}
sections:
  - {heading: Rollout, after: Scope, placeholder: Write how it is rolled out.}
  - {heading: Cost, after: Implementation, placeholder: Write what it costs.}
fields:
  ticket: {title: Ticket}
  size: {title: Size, choices: [S, M]}
statuses:
  in-review: {is: in-progress, title: In Review, emoji: 👀}
"""


def planning(repo: Path, house: str | bytes = HOUSE) -> Path:
    """The folder of the planning folders, with a house.yml in it."""
    path = repo / ".engineering/artifacts/planning"
    path.mkdir(parents=True, exist_ok=True)
    (path / "house.yml").write_bytes(house if isinstance(house, bytes) else house.encode())
    return path


def begin(repo: Path, template: Path, ok: bool = True, **answers: object) -> tuple[Folder, Result]:
    """Start an initiative beside the house.yml, and commit it."""
    data = repo.parent / "answers.yml"
    identified = [{"title": "Login", "effort": "4-6h"}, {"title": "Search", "effort": "2-3h", "depends_on": ["login"]}]
    given = {"initiative": "Sample", "date": "2026-01-05", "confirm": list(CHECKPOINTS), "identified": identified, **answers}
    data.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    result = run_copier("copy", "--trust", "--data-file", data, template, repo, ok=ok)
    folder = Folder(repo / ".engineering/artifacts/planning/2026-01-05-sample", template)
    if ok:
        git(repo, "add", "--all")
        git(repo, "commit", "--quiet", "--message", "Plan")
    return folder, result


def rules(folder: Folder, content: str) -> None:
    """Change house.yml, and commit it."""
    (folder.path.parent / "house.yml").write_text(content, encoding="utf-8")
    git(folder.path, "add", "--all", "..")
    git(folder.path, "commit", "--quiet", "--message", "House")


def test_a_plan_by_house_rules(repo: Path, template: Path) -> None:
    planning(repo)
    folder, _ = begin(repo, template)
    plan = folder.read("03-login-plan.md")
    assert [name for name in folder.files() if name.startswith("0")] == [
        "01-SECURITY-ANALYSIS.md",
        "03-login-plan.md",
        "04-search-plan.md",
    ]
    assert folder.read("01-SECURITY-ANALYSIS.md").partition("<!--")[0] == (
        "# Security Review\n\n- **Date:** 2026-01-05\n- **Purpose:** Find what may be attacked\n\n## Threats\n\n"
        "_List what may be attacked._\n\n## Open Questions\n\n_List what is to be asked._\n\n"
    )
    assert plan.partition("\n---\n")[0] == (
        "# Phase 3: Login\n\n- **Date:** 2026-01-05\n- **Priority:** MEDIUM (Medium value by default; unblocks 04)\n"
        "- **Status:** Ready for Implementation\n- **Estimated Effort:** 4-6h agentic + 2h review\n- **Owner:** Team Shop\n"
    )
    assert re.findall("(?m)^## (.*)$", plan) == [
        *(
            "Overview",
            "Context from Analysis",
            "Scope",
            "Rollout",
            "Dependencies",
            "Success Criteria",
            "Implementation",
            "Cost",
        ),
    ]
    assert "- [ ] It is in use\n" in plan
    answers = stored_answers(folder.path)
    assert answers["agentic_hours_per_week"] == "30"
    assert answers["analyses"] == ["security"]
    assert list(answers)[-2:] == ["house", "documents"]
    assert folder.update().code == 0
    assert folder.status() == ""


def test_what_is_given_counts_more_than_the_house(repo: Path, template: Path) -> None:
    planning(repo)
    folder, _ = begin(repo, template, agentic_hours_per_week=8, identified=[{"title": "Login", "effort": "4h", "review": "1h"}])
    assert "- **Estimated Effort:** 4h agentic + 1h review\n" in folder.read("03-login-plan.md")
    assert stored_answers(folder.path)["agentic_hours_per_week"] == "8"
    folder.add("title=Search", "effort=2h")
    assert "- **Estimated Effort:** 2h agentic + 1h review\n" in folder.read("04-search-plan.md")


def test_statuses_and_fields_by_both_ways_to_the_same_bytes(
    repo: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planning(repo)
    folder, _ = begin(repo, template)
    use_installed(template, monkeypatch)
    shutil.copytree(repo, repo.parent / "other", symlinks=True)
    other = Folder(repo.parent / "other" / folder.path.relative_to(repo), template)
    folder.change("03-login", "status=in-review", "fields={ticket: ABC-1, size: M}")
    assert roadmap("set", "03", "status=in-review", "ticket=ABC-1", "size=M", "--quiet", cwd=other.path).code == 0
    assert other.tree() == folder.tree()
    plan = folder.read("03-login-plan.md")
    assert "- **Status:** In Review\n" in plan
    assert "- **Owner:** Team Shop\n- **Ticket:** ABC-1\n- **Size:** M\n" in plan
    assert "| 👀 In Review |" in folder.read("README.md")
    (login, _) = json.loads(folder.read(".planning/roadmap.json"))["packages"]
    assert [login[name] for name in ("status", "own_status", "state", "started", "fields")] == [
        *("in-progress", "in-review", "in-progress", "2026-01-15", {"ticket": "ABC-1", "size": "M"}),
    ]
    folder.commit()
    folder.change("03-login", "status=complete", "fields={size: ''}")
    assert "- **Ticket:** ABC-1\n\n" in folder.read("03-login-plan.md")
    assert yaml.safe_load(folder.read(".planning/03-login.yml"))["completed"] == "2026-01-15"


def test_what_is_no_field_or_status_is_refused_with_what_is_meant(
    repo: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planning(repo)
    folder, _ = begin(repo, template)
    use_installed(template, monkeypatch)
    result = folder.change("03-login", "fields={tickt: A, size: L}", ok=False)
    assert result.message == (
        "The answers for 03-login.yml hold a problem; nothing was written.\n"
        "  - fields: tickt: there is no field of this name. Did you mean ticket? Fields are ticket and size. "
        'size: "L" is not one of the choices. Choose S or M.'
    )
    assert folder.status() == ""
    wrong = roadmap("set", "03", "tickt=A", cwd=folder.path)
    assert (wrong.code, wrong.err) == (
        2,
        "roadmap: A work package has no answer 'tickt'. Did you mean ticket or title?\nSee `roadmap set --help`.\n",
    )
    wrong = roadmap("set", "03", "status=in-revew", cwd=folder.path)
    assert (wrong.code, wrong.err) == (
        1,
        'The answers for 03-login.yml hold a problem; nothing was written.\n  - status: "in-revew" is not one of the choices. '
        "Did you mean in-review? Choose ready, in-progress, partial, complete, deferred, dropped or in-review.\n",
    )
    assert folder.status() == ""


def test_every_problem_of_the_file_in_one_message_and_nothing_written(repo: Path, template: Path) -> None:
    place = planning(repo, "emoji: perhaps\nwords:\n  '{count} week': Woche\n")
    _, result = begin(repo, template, ok=False)
    assert result.code == 1
    assert result.message == (
        "house.yml holds 2 problems; nothing was written.\n"
        '  - line 1, emoji: "perhaps" is neither true nor false. Give one of them.\n'
        '  - line 3, words.{count} week: "Woche" lacks {count}. Say every value of the message.'
    )
    assert [path.name for path in place.iterdir()] == ["house.yml"]


def test_a_change_of_the_file_is_an_update_that_keeps_what_people_wrote(repo: Path, template: Path) -> None:
    planning(repo)
    folder, _ = begin(repo, template)
    folder.replace("03-login-plan.md", "_Write how it is rolled out._", "First for *one* customer.")
    folder.replace("01-SECURITY-ANALYSIS.md", "_List what may be attacked._", "- The login page")
    folder.append("03-login-plan.md", "\nA note.\n")
    folder.commit()
    more = HOUSE.replace("fields:\n", "  - {heading: Law, after: Scope, placeholder: Write what the law says.}\nfields:\n")
    rules(folder, more.replace("In Review", "Being Reviewed"))
    before = folder.tree()
    check = run_copier("copy", "--trust", "-d", "part=check", template, ".", cwd=folder.path, ok=False)
    assert (check.code, "03-login-plan.md" in check.output) == (1, True)
    assert folder.tree() == before
    folder.update()
    plan = folder.read("03-login-plan.md")
    assert (
        "## Rollout\n\nFirst for *one* customer.\n\n---\n\n## Law\n\n_Write what the law says._\n\n---\n\n## Dependencies"
        in plan
    )
    assert plan.endswith("<!-- Your own notes go below this line. Every update keeps them. -->\n\nA note.\n")
    assert "## Threats\n\n- The login page\n" in folder.read("01-SECURITY-ANALYSIS.md")
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_without_the_file_the_workflows_rules_hold_again(repo: Path, template: Path) -> None:
    place = planning(repo)
    folder, _ = begin(repo, template)
    folder.change("03-login", "status=in-review", "fields={ticket: ABC-1}")
    folder.commit()
    (place / "house.yml").unlink()
    git(repo, "commit", "--quiet", "--all", "--message", "No house")
    folder.update()
    answers = stored_answers(folder.path)
    assert "house" not in answers
    plan = folder.read("03-login-plan.md")
    assert "## Rollout" not in plan
    assert "ABC-1" not in plan
    problems = [one["message"] for one in json.loads(folder.read(".planning/roadmap.json"))["problems"]]
    assert problems[0] == (
        'Phase 3: status "in-review" is none of ready, in-progress, partial, complete, deferred and dropped; its default is used. '
        "Put its record right."
    )


def test_emoji_off_and_on_again(repo: Path, template: Path) -> None:
    planning(repo, "emoji: false\n")
    folder, _ = begin(repo, template)
    folder.replace("README.md", "_Write a paragraph", "🎉 Mine. _Write a paragraph")
    folder.commit()
    folder.change("03-login", "status=in-progress")
    for name in folder.files():
        if name.endswith(".md"):
            found = words.EMOJI.findall(folder.read(name))
            assert found == (["🎉"] if name == "README.md" else []), name
    folder.commit()
    rules(folder, "emoji: true\n")
    folder.update()
    assert "## ⚠️ Needs Attention" in folder.read("README.md")
    assert "🎉 Mine." in folder.read("README.md")


def german(template: Path, repo: Path) -> Folder:
    planning(repo, (GERMAN / "house.yml").read_bytes())
    run_copier("copy", "--trust", "--data-file", GERMAN / "initiative.yml", template, repo)
    folder = Folder(repo / ".engineering/artifacts/planning" / PUBLISHED.name, template)
    folder.commit()
    return folder


def test_the_german_example_is_the_published_folder(template: Path, repo: Path) -> None:
    """Weeks in: one package is complete, one is in review."""
    folder = german(template, repo)
    with on("2026-01-16"):
        folder.update("external_unblocked=Testzugang beim Zahlungsdienst")
        folder.commit()
        done = ("actual=5h", "actual_review=1h", "pr=PR #7", "done=Kennung und Dashboard sind in Betrieb.")
        folder.change("04-anfragen-verfolgen", "status=complete", *done)
        folder.commit()
    with on("2026-01-20"):
        folder.change("05-wiederholungen", "status=im-review", "actual=2h", "testing=true")
    made = {name: neutral(content) for name, content in folder.tree().items()}
    run_copier("copy", "--trust", "-d", "part=portfolio", template, ".", cwd=folder.path.parent)
    above = (folder.path.parent / "README.md").read_bytes()
    if os.environ.get("UPDATE_GOLDEN"):
        (GERMAN / "README.md").write_bytes(above)
    is_published(made, PUBLISHED)
    assert above.decode() == (GERMAN / "README.md").read_text(encoding="utf-8")


def test_the_german_page(template: Path, repo: Path) -> None:
    folder = german(template, repo)
    said = roadmap("page", "-o", "-", cwd=folder.path).out
    assert '<html lang="de">' in said
    assert "<title>Stabiler Bestellweg - Roadmap</title>" in said
    assert re.findall('<h2 id="[^"]*">(.*)</h2>', said) == [
        *("Auf einen Blick", "Handlungsbedarf", "Board", "Abhängigkeiten", "Zeitplan", "Burn-up", "Arbeitspakete"),
    ]


def test_what_people_write_in_german_documents_is_read_back(template: Path, repo: Path) -> None:
    folder = german(template, repo)
    name = "07-betriebshandbuch-plan.md"
    folder.replace(name, "_Beschreiben, was dieses Arbeitspaket umfasst._", "Jede Störung hat eine Seite.")
    folder.replace(
        name,
        "_3 bis 6 konkrete Aufgaben nennen, oder sie der Aufgabenaufteilung im Workflow überlassen._",
        "- [x] Seiten sammeln\n- [ ] Seiten schreiben\n- [ ] Seiten prüfen",
    )
    folder.replace(
        name,
        "_Die messbaren Ergebnisse nennen, mit einem Leistungsziel, wenn es eines gibt._",
        "- [ ] 12 von 12 Alarmen haben eine Seite",
    )
    folder.replace("04-anfragen-verfolgen-plan.md", "- [ ] 100 % der Anfragen", "- [x] 100 % der Anfragen")
    folder.replace("START-HERE.md", "- [ ] Testzugang beim", "- [x] Testzugang beim")
    folder.replace(
        "02-RISK-ANALYSIS.md",
        "_Nennen, woran sich zeigt, dass ein Risiko eintritt, und wer es zuerst bemerkt._",
        "- Lange Antwortzeiten",
    )
    folder.commit()
    folder.update()
    seen = stored_answers(folder.path)["observed"]
    assert seen["written"]["betriebshandbuch"] == {
        "summary": "Jede Störung hat eine Seite.",
        "success_criteria": ["12 von 12 Alarmen haben eine Seite"],
        "task_list": ["Seiten sammeln", "Seiten schreiben", "Seiten prüfen"],
    }
    assert seen["met"] == {"anfragen-verfolgen": ["100 % der Anfragen tragen eine Kennung"]}
    assert seen["done"] == {"betriebshandbuch": ["Seiten sammeln"]}
    assert seen["external"] == ["Testzugang beim Zahlungsdienst (bis 2026-01-16)"]
    packages = {one["slug"]: one for one in json.loads(folder.read(".planning/roadmap.json"))["packages"]}
    assert packages["betriebshandbuch"]["tasks"][0] == {"words": "Seiten sammeln", "done": True}
    assert packages["anfragen-verfolgen"]["state"] == "ready"


def test_another_language_is_an_update_without_a_conflict(template: Path, repo: Path) -> None:
    planning(repo, "")
    folder, _ = begin(repo, template, analyses=["context"])
    folder.replace("03-login-plan.md", "_Write why it is needed._", "Because.")
    folder.replace("03-login-plan.md", "## Overview\n", "## Overview\n\nMine, above.\n")
    folder.replace("01-CONTEXT-ANALYSIS.md", "## Codebase Patterns\n", "## Codebase Patterns\n\n- One pattern\n")
    folder.append("README.md", "\nMy notes.\n")
    folder.commit()
    rules(folder, "words:\n" + (GERMAN / "house.yml").read_text(encoding="utf-8").partition("\nwords:\n")[2])
    result = folder.update()
    assert "conflict" not in result.output.lower()
    plan = folder.read("03-login-plan.md")
    assert "## Überblick\n\nMine, above.\n\n_Beschreiben, was dieses Arbeitspaket umfasst._\n\nBecause.\n" in plan
    assert "## Muster in der Codebasis\n\n- One pattern\n\n_Die Muster nennen" in folder.read("01-CONTEXT-ANALYSIS.md")
    assert folder.read("README.md").endswith(
        "<!-- Eigene Notizen stehen unter dieser Zeile. Jede Aktualisierung lässt sie stehen. -->\n\nMy notes.\n"
    )
    seen = stored_answers(folder.path)["observed"]
    assert seen["written"] == {"login": {"why": "Because."}}
    assert json.loads(folder.read(".planning/roadmap.json"))["reopened"] == {}
    folder.commit()
    rules(folder, "")
    folder.update()
    assert "## Overview\n\nMine, above.\n\n_Write what this work package covers._\n\nBecause.\n" in folder.read(
        "03-login-plan.md"
    )


def test_where_planning_folders_go(template: Path, repo: Path) -> None:
    planning(repo, "planning_root: docs/plans\nemoji: false\n")
    begin(repo, template, ok=False)
    assert [path.name for path in (repo / "docs/plans").iterdir()] == ["2026-01-05-sample"]
    folder = Folder(repo / "docs/plans/2026-01-05-sample", template)
    assert "## Overview" in folder.read("README.md")
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_hostile_words_stay_text(template: Path, repo: Path) -> None:
    title = "{{ 7*7 }} | <script>`x` [a](javascript:1) {count}"
    own = {"fields": {"ticket": {"title": title}}, "statuses": {"odd": {"is": "partial", "title": title}}}
    planning(repo, yaml.safe_dump(own))
    folder, _ = begin(repo, template)
    given = yaml.safe_dump({"ticket": title}, default_flow_style=True, width=1000).strip()
    folder.change("03-login", "status=odd", f"fields={given}")
    plan = folder.read("03-login-plan.md")
    inline = "{{ 7\\*7 }} \\| \\<script>\\`x\\` \\[a\\](javascript:1) {count}"
    item = "{{ 7*7 }} | \\<script>`x` [a]\\(javascript:1) {count}"
    assert [line for line in plan.splitlines() if "7" in line] == [
        f"- **Status:** {item}",
        f"- **{inline}:** {item}",
        f"- **Status:** {item}",
    ]
    assert f"| ⚠️ {inline} |" in folder.read("README.md")


def test_a_section_that_is_taken_out_goes_where_nobody_wrote_and_is_marked_where_somebody_did(
    repo: Path, template: Path
) -> None:
    planning(repo)
    folder, _ = begin(repo, template)
    folder.replace("03-login-plan.md", "_Write how it is rolled out._", "First for one customer.")
    folder.commit()
    rules(folder, HOUSE.replace("  - {heading: Rollout, after: Scope, placeholder: Write how it is rolled out.}\n", ""))
    result = folder.update(ok=False)
    assert result.code == 1
    assert "  03-login-plan.md\nKeep what is right between <<<<<<< and >>>>>>>" in result.message
    assert "## Rollout" not in folder.read("04-search-plan.md")
    assert (
        "---\n\n<<<<<<< before updating\n## Rollout\n\nFirst for one customer.\n\n---\n\n=======\n>>>>>>> after updating\n"
        "## Dependencies\n" in folder.read("03-login-plan.md")
    )


def test_an_update_by_roadmap_leaves_the_same_bytes(repo: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planning(repo)
    folder, _ = begin(repo, template)
    rules(folder, (GERMAN / "house.yml").read_text(encoding="utf-8"))
    shutil.copytree(repo, repo.parent / "other", symlinks=True)
    other = Folder(repo.parent / "other" / folder.path.relative_to(repo), template)
    use_installed(template, monkeypatch)
    folder.update()
    assert roadmap("update", "--quiet", cwd=other.path).code == 0
    assert other.tree() == folder.tree()
    assert "## Überblick" in folder.read("03-login-plan.md")
    added = roadmap("analysis", "datenschutz", "--quiet", cwd=other.path)
    assert (added.code, added.err) == (0, "")
    assert other.read("02-DATENSCHUTZ-ANALYSIS.md").startswith("# Datenschutzanalyse\n")
    assert roadmap("add", "Bericht", "--effort", "2h", "--fields", "{ticket: S-1}", "--quiet", cwd=other.path).code == 0
    assert "- **Vorgang:** S-1\n" in other.read("05-bericht-plan.md")


def test_a_new_initiative_by_roadmap(repo: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planning(repo, "planning_root: docs/plans\nemoji: false\ndefaults: {buffer: 20, value: high}\n")
    use_installed(template, monkeypatch)
    made = roadmap("new", "Sample", "--date", "2026-01-05", "--identified", "Login", "--confirm", "scope", cwd=repo)
    assert made.code == 0
    folder = Folder(repo / "docs/plans/2026-01-05-sample", template)
    assert stored_answers(folder.path)["buffer"] == "20"
    assert "## Overview" in folder.read("README.md")
