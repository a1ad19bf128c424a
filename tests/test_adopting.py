"""A planning folder that was written by hand comes under the template, and keeps every line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from work_packages.planning_folder import unpacked

from .support import ROOT, Folder, Result, git, run_copier

BY_HAND = Path(__file__).parent / "adopting"

CLOSE, LOOSE, MINIMAL = "2025-11-23-integrated-roadmap", "2026-01-05-checkout-speedup", "2026-01-10-suche"
FOLDERS = {CLOSE: BY_HAND / "close" / CLOSE, LOOSE: BY_HAND / "loose" / LOOSE, MINIMAL: BY_HAND / "minimal" / MINIMAL}

UPDATE = ("update", "--trust", "--vcs-ref=:current:")

#: Lines that later commands write anew in their place, by folder and file: the facts that they state have changed.
REWRITTEN: dict[str, dict[str, dict[str, str]]] = {CLOSE: {}, LOOSE: {}, MINIMAL: {}}


@pytest.fixture
def by_hand(tmp_path: Path) -> Callable[[str], Path]:
    """A folder that was written by hand, committed where planning folders are kept in a repository."""

    def copied(name: str) -> Path:
        repo = tmp_path / "repo"
        folder = repo / ".engineering/artifacts/planning" / name
        shutil.copytree(FOLDERS[name], folder)
        git(repo, "init", "--quiet")
        git(repo, "add", ".")
        git(repo, "commit", "--quiet", "--message", "By hand")
        return folder

    return copied


def adopt(folder: Path, template: Path, *words: str, ok: bool = True) -> Result:
    return run_copier("copy", "--trust", "-d", "part=adopt", *words, template, ".", cwd=folder, ok=ok)


def missing(folder: Path, name: str, rewritten: Mapping[str, Mapping[str, str]] | None = None) -> list[str]:
    """The lines of the folder as it was written that no longer stand in their order, each with its file."""
    found = []
    for path in sorted(FOLDERS[name].glob("*.md")):
        new = (rewritten or {}).get(path.name) or {}
        now = (folder / path.name).read_text(encoding="utf-8").splitlines()
        place = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            allowed = {line, new.get(line, line)}
            at = next((at for at in range(place, len(now)) if now[at] in allowed), None)
            if at is None:
                found.append(f"{path.name}: {line}")
            else:
                place = at + 1
    return found


def faults(folder: Path, template: Path) -> Result:
    return run_copier("copy", "--trust", "-d", "part=check", template, ".", cwd=folder, ok=False)


def test_what_is_understood_is_shown_and_nothing_written_before_a_person_says_that_it_is_right(
    by_hand: Callable[[str], Path], template: Path
) -> None:
    folder = by_hand(LOOSE)
    shown = adopt(folder, template, "-d", "packages={05: {effort: 2-3h}}", ok=False)
    assert (shown.code, git(folder, "status", "--porcelain")) == (1, "")
    assert shown.message.replace(str(template), "TEMPLATE") == (
        """\
Understood of 2026-01-05-checkout-speedup:
  Initiative  Checkout Speed-Up Initiative
  Created     2026-01-05
  Criteria    2 overall success criteria
  #   Title                  Status       Effort  Review  Priority  Depends on  Owner
  01  Baseline measurements  complete     3h      (1h)    high      -           Ada
  02  Image pipeline         in-progress  6-8h    2h      high      01          Ben
  03  Lazy payment widgets   ready        8h      (1h)    medium    01          -
  04  Edge caching | CDN     ready        5h      (1h)    medium    02          Cleo
  05  A/B rollout            deferred     2-3h    (1h)    low       02, 03, 04  -
  In brackets: nobody says it; it is what the template proposes.
  From outside:
  - 04 waits for contract with the CDN
  Documents disagree:
  - START-HERE.md:16 says effort 4-6h of 04 Edge caching | CDN; taken: 5h
  - README.md:1 calls the initiative "Checkout Speed-Up"; taken: "Checkout Speed-Up Initiative"
  Assumed:
  - 03-lazy-payment-widgets.md:9: "1 day" is taken as eight hours a day
  - START-HERE.md:15: "1 day" is taken as eight hours a day
  No document of the plan, and left alone:
  - meeting-notes.md
  Confirmed with it: the checkpoints scope, folder, analysis, packages, priorities and roadmap.
🛑 Nobody has said that this is understood right; nothing was written.
To correct it, give -d initiative=TITLE, -d date=YYYY-MM-DD, or answers of work packages: -d packages='{03: {effort: 4-6h}}'. To adopt it:
  copier copy --trust -d part=adopt -d 'packages={05: {effort: 2-3h}}' -d understood=yes TEMPLATE ."""
    )


#: Five commands for each folder, after it was adopted: the record, or `new`, or nothing for the initiative; and answers.
COMMANDS: dict[str, list[tuple[str, dict[str, str]]]] = {
    CLOSE: [
        ("04-caching-strategy", {"status": "complete", "pr": "120"}),
        ("new", {"title": "Load Test", "effort": "2-3h", "depends_on": "5", "priority": "low"}),
        ("05-resilience-patterns", {"effort": "6-9h", "review": "3h"}),
        ("05-resilience-patterns", {"priority": "high"}),
        ("", {"start": "2025-12-01"}),
    ],
    LOOSE: [
        ("02-image-pipeline", {"status": "complete"}),
        ("new", {"title": "Load | Test", "effort": "2-3h", "depends_on": "4", "priority": "low"}),
        ("04-edge-caching", {"effort": "6-9h"}),
        ("04-edge-caching", {"priority": "high"}),
        ("05-ab-rollout", {"status": "dropped", "remains": "No time"}),
    ],
    MINIMAL: [
        ("04-seite", {"status": "complete"}),
        ("new", {"title": "Lasttest", "effort": "2-3h", "depends_on": "4"}),
        ("04-seite", {"effort": "6-9h"}),
        ("04-seite", {"priority": "low"}),
        ("03-index", {"owner": "Ada"}),
    ],
}

REWRITTEN |= {
    CLOSE: {
        "README.md": {
            "**Total:** 12-18 hours agentic + 4 hours review = **16-22 total hours**": (
                "**Total:** 15-23 hours agentic + 6 hours review = **21-29 total hours**"
            ),
            "| 🟠 MEDIUM | Phase 5 | Resilience Patterns | 5-7h | Important but not blocking |": (
                "| 🔴 HIGH | Phase 5 | Resilience Patterns | 6-9h | Important but not blocking |"
            ),
        },
        "START-HERE.md": {
            "   - Priority: MEDIUM": "   - Priority: HIGH",
            "   - Effort: 5-7h agentic + 2h review": "   - Effort: 6-9h agentic + 3h review",
            "**Total:** 12-18 hours agentic + 4 hours review = **16-22 total hours**": (
                "**Total:** 15-23 hours agentic + 6 hours review = **21-29 total hours**"
            ),
            "3. 🟠 **MEDIUM:** Phase 5 - Resilience Patterns": "3. 🔴 **HIGH:** Phase 5 - Resilience Patterns",
        },
        "04-caching-strategy-plan.md": {"**Status:** In Progress": "**Status:** Complete"},
        "05-resilience-patterns-plan.md": {
            "**Priority:** MEDIUM (Important but not blocking)": "**Priority:** HIGH (Important but not blocking)",
            "**Estimated Effort:** 5-7h agentic + 2h review": "**Estimated Effort:** 6-9h agentic + 3h review",
            "- [ ] Phase 4 must be complete": "- [x] Phase 4 must be complete",
        },
    },
    LOOSE: {
        "START-HERE.md": {
            "| 02 | [Image pipeline](02-image-pipeline.md) | 🚧 In progress | 6–8 hours + 2h review | 🔴 High | 01 | Ben |": (
                "| 02 | [Image pipeline](02-image-pipeline.md) | ✅ Done | 6–8 hours + 2h review | 🔴 High | 01 | Ben |"
            ),
            r"| 04 | [Edge caching \| CDN](04-edge-caching.md) | 📋 Planned | 4-6h | 🟠 Medium | 02, contract with the CDN | Cleo |": (
                r"| 04 | [Edge caching \| CDN](04-edge-caching.md) | 📋 Planned | 4-6h | 🔴 High | 02, contract with the CDN | Cleo |"
            ),
            "| 05 | [A/B rollout](05-ab-rollout.md) | ⏸️ On hold | TBD | 🟡 Low | 02, 03 & 04 | |": (
                "| 05 | [A/B rollout](05-ab-rollout.md) | ❌ Dropped | TBD | 🟡 Low | 02, 03 & 04 | |"
            ),
        },
        "README.md": {"* 02 Image pipeline – in progress": "* 02 Image pipeline – done"},
        "02-image-pipeline.md": {"| Status | 🚧 In progress |": "| Status | ✅ Complete |"},
        "04-edge-caching.md": {
            "**Status:** Planned · **Effort:** 5h · **Priority:** Medium": (
                "**Status:** Planned · **Effort:** 6-9h · **Priority:** High"
            )
        },
        "05-ab-rollout.md": {"**Status:** On hold": "**Status:** Dropped"},
    },
    MINIMAL: {
        "README.md": {
            "| [Seite](04-seite.md) | in Arbeit | 3 Std. | mittel | 03 |": (
                "| [Seite](04-seite.md) | fertig | 6-9 Std. | niedrig | 03 |"
            )
        },
        "04-seite.md": {"Status: in Arbeit": "Status: Fertig", "Aufwand: 3 Std.": "Aufwand: 6-9 Std."},
    },
}


@pytest.mark.parametrize("name", FOLDERS)
def test_every_line_stands_in_its_order_after_the_adoption_and_after_five_commands(
    by_hand: Callable[[str], Path], template: Path, name: str
) -> None:
    path = by_hand(name)
    adopt(path, template, "-d", "understood=yes")
    assert missing(path, name) == []
    folder = Folder(path, template)
    folder.commit()
    run_copier(*UPDATE, cwd=path)
    assert git(path, "status", "--porcelain") == ""
    assert faults(path, template).code == 0
    for record, given in COMMANDS[name]:
        pairs = [word for one in given.items() for word in ("-d", "=".join(one))]
        if record == "new":
            run_copier("copy", "--trust", "--vcs-ref=:current:", "-d", "part=work-package", *pairs, template, ".", cwd=path)
        else:
            run_copier(*UPDATE, *(["-a", f".planning/{record}.yml"] if record else []), *pairs, cwd=path)
        found = faults(path, template)
        assert found.code == 0, found.message
        folder.commit()
    assert missing(path, name, REWRITTEN[name]) == []
    # Each line that was to be written anew was: none of the allowances is idle.
    for file, lines in REWRITTEN[name].items():
        now = (path / file).read_text(encoding="utf-8").splitlines()
        assert [new for new in lines.values() if new not in now] == []
        assert [old for old in lines if old in now and old not in ("   - Priority: MEDIUM",)] == []


def test_a_folder_without_plans_or_under_a_template_is_refused(
    by_hand: Callable[[str], Path], template: Path, tmp_path: Path
) -> None:
    folder = by_hand(MINIMAL)
    repo = tmp_path / "repo"
    said = adopt(repo, template, ok=False)
    assert said.code == 1
    assert "nothing was written" in said.message and f".engineering/artifacts/planning/{MINIMAL}" not in git(
        repo, "status", "-s"
    )
    (folder / ".copier-answers.yml").write_text("_src_path: elsewhere\n", encoding="utf-8")
    assert "has a .copier-answers.yml of another template" in adopt(folder, template, ok=False).message
    (folder / ".copier-answers.yml").unlink()
    adopt(folder, template, "-d", "understood=yes")
    before = git(folder, "status", "--porcelain")
    again = adopt(folder, template, "-d", "understood=yes", ok=False)
    assert again.code == 1
    assert "is under the template already; nothing was written." in again.message
    assert git(folder, "status", "--porcelain") == before
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "There is nothing to adopt in" in adopt(empty, template, "-d", "understood=yes", ok=False).message
    assert list(empty.iterdir()) == []


def test_every_wrong_correction_is_named_at_once(by_hand: Callable[[str], Path], template: Path) -> None:
    folder = by_hand(MINIMAL)
    wrong = "packages={3: {effort: soon, bogus: 1}, 9: {effort: 2h}, 4: {slug: other}}"
    said = adopt(folder, template, "-d", wrong, "-d", "understood=yes", ok=False)
    assert (said.code, git(folder, "status", "--porcelain")) == (1, "")
    assert said.message == (
        """\
The answers for the adoption hold 4 problems; nothing was written.
  - packages, 3: bogus: there is no answer of this name. Known: """
        + re.findall(r"bogus: there is no answer of this name\. Known: (.*)", said.message)[0]
        + """
  - packages, 3: effort: "soon" is not a number of hours, nor a range of them. Give agentic hours as 4-6h or 4h, halves as 1.5h.
  - packages, 9: "9" is no work package here. There are 03 index and 04 seite.
  - packages, 4: slug: is taken from the file's name, and stays what it is. Leave it out."""
    )


def test_corrections_and_facts_of_the_whole_stand_over_what_was_read(by_hand: Callable[[str], Path], template: Path) -> None:
    path = by_hand(MINIMAL)
    given = ("-d", "packages={3: {effort: 5h, title: Suchindex}, seite: {depends_on: []}}", "-d", "initiative=Suche neu")
    adopt(path, template, *given, "-d", "understood=yes")
    answers = unpacked(yaml.safe_load((path / ".copier-answers.yml").read_text(encoding="utf-8")))
    assert answers["initiative"] == "Suche neu"
    assert [(one["title"], one["effort"], one.get("depends_on")) for one in answers["documents"]] == [
        ("Suchindex", "5h", None),
        ("Seite", "3h", None),
    ]
    assert missing(path, MINIMAL) == []


def test_what_a_document_lacks_can_be_had_and_no_line_goes(by_hand: Callable[[str], Path], template: Path) -> None:
    path = by_hand(LOOSE)
    adopt(path, template, "-d", "understood=yes")
    folder = Folder(path, template)
    folder.commit()
    run_copier(*UPDATE, "-d", "restore=README.md", cwd=path)
    assert missing(path, LOOSE) == []
    assert "## 📚 What's Inside\n" in (path / "README.md").read_text(encoding="utf-8")
    folder.commit()
    run_copier(*UPDATE, "-a", ".planning/03-lazy-payment-widgets.yml", "-d", "status=in-progress", cwd=path)
    assert missing(path, LOOSE, REWRITTEN[LOOSE] | {"03-lazy-payment-widgets.md": {"📋 Planned": "🚧 In Progress"}}) == [
        "START-HERE.md: | 03 | [Lazy payment widgets](03-lazy-payment-widgets.md) | 📋 Planned | 1 day | 🟠 Medium | 01 | |"
    ]
    row = "| 03 | [Lazy payment widgets](03-lazy-payment-widgets.md) | 🚧 In progress | 1 day | 🟠 Medium | 01 | |\n"
    assert row in (path / "START-HERE.md").read_text(encoding="utf-8")
    assert faults(path, template).code == 0


def test_every_link_leads_to_a_file_under_the_name_that_it_has_here(by_hand: Callable[[str], Path], template: Path) -> None:
    path = by_hand(MINIMAL)
    adopt(path, template, "-d", "understood=yes")
    linked = {
        name for one in path.glob("*.md") for name in re.findall(r"\]\(([^():/#]+\.md)\)", one.read_text(encoding="utf-8"))
    }
    assert {"03-index.md", "04-seite.md"} < linked and {name for name in linked if not (path / name).exists()} == set()
    assert "[Phase 3](03-index.md), [Phase 4](04-seite.md)" in (path / "START-HERE.md").read_text(encoding="utf-8")


def test_line_ends_and_marks_of_another_system_stay(by_hand: Callable[[str], Path], template: Path) -> None:
    path = by_hand(MINIMAL)
    for file in path.glob("*.md"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    before = {file.name: file.read_bytes() for file in path.glob("*.md")}
    adopt(path, template, "-d", "understood=yes")
    assert {name: (path / name).read_bytes() for name in before} == before
    Folder(path, template).commit()
    run_copier(*UPDATE, "-a", ".planning/04-seite.yml", "-d", "status=complete", cwd=path)
    assert (path / "04-seite.md").read_bytes() == before["04-seite.md"].replace(b"in Arbeit", b"Fertig")


def test_hostile_text_of_people_is_text(by_hand: Callable[[str], Path], template: Path) -> None:
    path = by_hand(MINIMAL)
    hostile = "{{ 7 * 7 }} <script>alert(1)</script> `a|b` \\| 検索 🎉 " + "x" * 300
    (path / "05-hostile-plan.md").write_text(
        f"# Phase 5: {hostile}\n\n**Status:** {hostile}\n**Effort:** {hostile}\n**Depends on:** {hostile}\n\n## Overview\n\n{hostile}\n",
        encoding="utf-8",
    )
    before = (path / "05-hostile-plan.md").read_text(encoding="utf-8")
    adopt(path, template, "-d", "understood=yes")
    assert (path / "05-hostile-plan.md").read_text(encoding="utf-8").startswith(before[:400])
    assert missing(path, MINIMAL) == []
    Folder(path, template).commit()
    run_copier(*UPDATE, cwd=path)
    assert git(path, "status", "--porcelain") == ""
    assert faults(path, template).code == 0


def test_what_was_interrupted_is_finished_by_the_same_command(by_hand: Callable[[str], Path], template: Path) -> None:
    path = by_hand(MINIMAL)
    adopt(path, template, "-d", "understood=yes")
    written = {one.relative_to(path).as_posix(): one.read_bytes() for one in path.rglob("*") if one.is_file()}
    journal = {
        "files": {name: {"before": None, "after": content.decode()} for name, content in written.items() if name not in names()}
    }
    for name in journal["files"]:
        (path / name).unlink()
    (path / ".planning/.unfinished.json").write_text(json.dumps(journal), encoding="utf-8")
    said = adopt(path, template, "-d", "understood=yes", ok=False)
    assert "Finished what an interrupted command had begun" in said.output
    assert {one.relative_to(path).as_posix(): one.read_bytes() for one in path.rglob("*") if one.is_file()} == written


def names() -> set[str]:
    return {path.name for path in FOLDERS[MINIMAL].glob("*.md")}


def test_the_page_shows_what_its_example_prints(template: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs/adopting.md").read_text(encoding="utf-8")
    script, *_ = re.findall(r"(?s)```bash\n(.*?)```", page)
    subprocess.run(["bash", "-e"], input=script, cwd=tmp_path, text=True, check=True, capture_output=True)
    (folder,) = (tmp_path / "demo/.engineering/artifacts/planning").iterdir()
    shown = adopt(folder, template, ok=False)
    (printed,) = re.findall(r"(?s)```text\n(.*?)```", page)
    assert printed in shown.output
    adopt(folder, template, "-d", "understood=yes")
    assert faults(folder, template).code == 0


def test_a_folder_that_is_half_under_the_template_is_told_the_way_back(by_hand: Callable[[str], Path], template: Path) -> None:
    folder = by_hand(MINIMAL)
    (folder / ".planning").mkdir()
    (folder / ".planning/03-index.yml").write_text("part: work-package\n", encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Half")
    refused = adopt(folder, template, "-d", "understood=yes", ok=False)
    assert refused.code == 1
    assert "holds records of a plan in .planning/, and no .copier-answers.yml; nothing was written." in refused.message
    assert "git checkout HEAD -- .copier-answers.yml" in refused.message
    assert git(folder, "status", "--porcelain") == ""
    (folder / ".planning/03-index.yml").unlink()
    adopt(folder, template, "-d", "understood=yes")
    assert missing(folder, MINIMAL) == []
