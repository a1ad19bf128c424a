"""From an empty repository to a completed package: documents agree, and every word that people wrote stays."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable

from .support import Folder, git, on, run_copier


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next heading or rule."""
    return re.split(r"\n(?:#+ |---\n)", text.split(f"{heading}\n", 1)[1], maxsplit=1)[0].strip()


def test_whole_story(start: Callable[..., Folder]) -> None:
    folder = start()
    folder.add("title=Observability", "value=high", "effort=4-6h")
    folder.add(
        "title=Caching", "depends_on=03", "effort=2-3h", "review=0.5h", "success_criteria=Hit rate of 80%; No stale reads"
    )
    first, second = "03-observability-plan.md", "04-caching-plan.md"

    assert section(folder.read(first), "### Enables (Unlocks)") == "- [Phase 4: Caching](04-caching-plan.md) depends on this"
    assert (
        section(folder.read(second), "### Requires (Blockers)")
        == "- [ ] [Phase 3: Observability](03-observability-plan.md) must be complete"
    )
    folder.commit()
    folder.confirm("packages", "priorities", "roadmap")
    assert "**Next Phase:** [Phase 4: Caching](04-caching-plan.md)" in folder.read(first)
    assert "**Next Phase:** None - back to [START-HERE.md](START-HERE.md)" in folder.read(second)
    assert "**Total:** 6-9 hours agentic + 1.5 hours review = **7.5-10.5 total hours**" in folder.read("START-HERE.md")

    prose = {
        "START-HERE.md": (
            "_Write the overall impact that you expect once all of this is delivered._",
            "Fewer calls at night.\n\nAnd happier users.",
        ),
        "README.md": (
            "_Write a paragraph that sums up this planning session: what features, why together, which impact._",
            "In short: speed.",
        ),
        first: ("_Write why it is needed._", "Because we are blind.\n\n> Quoted from the retrospective."),
        "01-CONTEXT-ANALYSIS.md": (
            "_List what is still to be found out, and who can answer it._",
            "- Who owns the dashboard? Ask Kim.",
        ),
    }
    for name, (placeholder, words) in prose.items():
        folder.replace(name, placeholder, words)
        folder.append(name, "\nA note at the very end.\n")
    folder.replace(second, "- Requirements elicitation\n", "- Requirements elicitation (done with Kim)\n")
    folder.commit()

    result = folder.change("03-observability", "status=complete", "pr=#42")
    assert (
        "✅ Changed 03 Observability (✅ Complete): 03-observability-plan.md. Every other document is up to date."
        in result.output
    )
    assert "-a .planning/04-caching.yml -d status=in-progress" in result.output, "not the one that is complete"
    for name, (_, words) in prose.items():
        assert words in folder.read(name)
        assert folder.read(name).endswith("\nA note at the very end.\n")
    assert "(done with Kim)" in folder.read(second)
    assert (
        section(folder.read(second), "### Requires (Blockers)")
        == "- [x] [Phase 3: Observability](03-observability-plan.md) must be complete"
    )
    assert "| [Phase 3: Observability](03-observability-plan.md) | ✅ **Complete** | #42 | - |" in folder.read("START-HERE.md")
    assert "- ✅ **Observability** (#42)" in folder.read("README.md")
    assert "**Status:** Complete" in folder.read(first)
    assert "**Remaining:** 2-3 hours agentic + 0.5 hours review = **2.5-3.5 total hours**" in folder.read("START-HERE.md")
    folder.commit()

    folder.update()
    assert folder.status() == ""
    folder.update()
    assert folder.status() == ""


def printed(output: str) -> list[str]:
    """The commands that a report prints for pasting."""
    return [line.strip() for line in output.splitlines() if line.startswith(("  copier ", "  git "))]


def pasted(folder: Folder, command: str) -> subprocess.CompletedProcess[str]:
    """A printed command, as pasted after a commit."""
    if command.startswith("copier update") and folder.status():
        folder.commit()
    return subprocess.run(
        command, shell=True, cwd=folder.path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def test_each_printed_command_works_as_pasted(start: Callable[..., Folder]) -> None:
    folder = start()
    output = folder.add("title=It's a `test`").output
    commands = printed(output)
    assert [command.split(" -d ")[-1].split()[0] for command in commands] == ["git", "confirm=packages", "part=work-package"]
    for command in commands:
        done = pasted(folder, command.replace("part=work-package", "part=work-package -d title=Second -d effort=4-6h"))
        assert done.returncode == 0, command + "\n" + done.stderr
    assert "04-second-plan.md" in folder.files()
    assert json.loads(folder.read(".planning/roadmap.json"))["confirmed"]["packages"]["by"] == "Kim"


def test_the_next_command_of_each_phase(start: Callable[..., Folder]) -> None:
    """Each can be pasted; one that needs what only a person knows is refused as it stands, and changes nothing."""
    folder = start(identified=["One", "Two"], confirm=["scope", "folder"])
    done = pasted(folder, printed(folder.update().output)[-1].replace("part=analysis", "part=analysis -d analysis_type=risk"))
    assert done.returncode == 0 and "02-RISK-ANALYSIS.md" in folder.files()
    folder.commit()
    folder.confirm("analysis")
    output = folder.add("title=Three", "effort=").output
    estimate = next(command for command in printed(output) if "effort=" in command)
    before = folder.tree()
    done = pasted(folder, estimate)
    assert done.returncode != 0 and '"HOURS" is not a number of hours' in done.stderr and folder.tree() == before
    assert pasted(folder, estimate.replace("HOURS", "3h")).returncode == 0
    folder.commit()
    folder.confirm("packages")
    output = folder.update().output
    assert "Adjust priorities as needed" in output
    change = printed(output)[-1]
    slug, level = re.fullmatch(r".* -a \.planning/0\d-(\w+)\.yml -d priority=(\w+)", change).groups()  # type: ignore[union-attr]
    of = {one["slug"]: one["priority"] for one in json.loads(folder.read(".planning/roadmap.json"))["packages"]}
    assert of[slug] != level
    assert pasted(folder, change).returncode == 0
    of = {one["slug"]: one["priority"] for one in json.loads(folder.read(".planning/roadmap.json"))["packages"]}
    assert of[slug] == level
    folder.commit()
    folder.confirm("priorities")
    output = folder.confirm("roadmap").output
    begin = printed(output)[-1]
    assert begin.endswith("-d status=in-progress")
    done = pasted(folder, begin)
    assert done.returncode == 0
    finish = printed(done.stdout + done.stderr)[-1]
    assert finish.endswith("-d status=complete -d pr=PR_NUMBER -d actual=HOURS -d actual_review=HOURS -d done=WHAT")
    before = folder.tree()
    assert pasted(folder, finish).returncode != 0 and folder.tree() == before
    assert pasted(folder, finish.replace("PR_NUMBER", "22").replace("HOURS", "9")).returncode == 0
    assert "PR #22" in folder.read("README.md")


def test_a_report_is_short(example: Folder) -> None:
    """At most 15 lines where no checkpoint waits; the checklist is in it where it has changed."""
    for change, told in ((["status=in-progress"], False), (["owner=Ada"], False), (["success_criteria="], True)):
        output = example.change("05-caching-strategy", *change).output
        report = output[output.index("✅") :]
        example.commit()
        assert ("📋 Planning session checklist" in report) == told, report
        if not told:
            assert len(report.rstrip().splitlines()) <= 15, report


def test_update_takes_in_records_that_came_by_git(start: Callable[..., Folder]) -> None:
    """A colleague adds a package; the records arrive by a pull, the documents as they were here."""
    folder = start(identified=["One"])
    folder.add("title=Two", "depends_on=One")
    record = folder.read(".planning/04-two.yml")
    git(folder.path, "checkout", "--quiet", ".")
    (folder.path / "04-two-plan.md").unlink()
    folder.append("README.md", "\nMine.\n")
    folder.commit()
    assert "Two" not in folder.read("START-HERE.md")
    folder.update()
    assert folder.read(".planning/04-two.yml") == record
    assert "- [Phase 4: Two](04-two-plan.md) depends on [Phase 3: One](03-one-plan.md)\n" in folder.read("START-HERE.md")
    assert "[04-two-plan.md](04-two-plan.md)" in folder.read("README.md")
    assert folder.read("README.md").endswith("\nMine.\n")
    assert (folder.path / "04-two-plan.md").exists()


def test_record_edited_by_hand(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    folder.replace(".planning/04-two.yml", "depends_on: []", "depends_on: [03]")
    folder.replace(".planning/04-two.yml", "effort: 4-6h", "effort: 8")
    folder.commit()
    folder.update()
    assert "**Estimated Effort:** 8h agentic + 1h review" in folder.read("04-two-plan.md")
    assert "- [Phase 4: Two](04-two-plan.md) depends on this" in folder.read("03-one-plan.md")
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_broken_record_is_reported_and_its_last_answers_stand(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", "effort": "2-3h"}, "Two"])
    (folder.path / ".planning/03-one.yml").write_text("title: [unclosed\n", encoding="utf-8")
    (folder.path / ".planning/09-strange.yml").write_text("just: this\n", encoding="utf-8")
    folder.commit()
    folder.update()
    assert "**Estimated Effort:** 2-3h agentic" in folder.read("03-one-plan.md")
    for name in ("START-HERE.md", "README.md"):
        noted = section(folder.read(name), "## ⚠️ Needs Attention")
        assert "- The record 03-one.yml is not valid YAML at line 2; its last answers are shown." in noted
        assert "- The record 09-strange.yml does not name its part, number and slug." in noted
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_changed_answer_of_the_initiative(example: Folder) -> None:
    with on("2025-11-25"):
        example.update("overview=Another overview.", "agentic_hours_per_week=40", "overall_criteria=All done; All happy")
    assert "Another overview." in example.read("START-HERE.md") and "Another overview." in example.read("README.md")
    assert section(example.read("START-HERE.md"), "### Overall Success") == "- [ ] All done\n- [ ] All happy"
    assert example.read("START-HERE.md").count("| Week ") == 3, (
        "a header, and two weeks after the running one, that review fills"
    )
    assert "**Last Updated:** 2025-11-25" in example.read("START-HERE.md")


def test_conflict_is_marked_and_named_and_the_command_fails(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    folder.replace("03-one-plan.md", "**Status:** Ready for Implementation", "**Status:** Waiting for Kim")
    folder.commit()
    result = folder.change("03-one", "status=in-progress", ok=False)
    assert result.code == 1
    assert "  03-one-plan.md\n" in result.output and "Both texts are there; nothing is lost." in result.output
    text = folder.read("03-one-plan.md")
    assert "**Status:** Waiting for Kim" in text and "**Status:** In Progress" in text
    assert text.count("<<<<<<<") == 1
    assert "In Progress" in folder.read("README.md")


def test_conflict_in_the_update_of_the_initiative(start: Callable[..., Folder]) -> None:
    folder = start(overview="Ours.")
    folder.replace("README.md", "Ours.", "Written by hand.")
    folder.commit()
    result = folder.update("overview=Theirs.", ok=False)
    assert result.code == 1
    assert "  README.md\n" in result.output
    assert "Written by hand." in folder.read("README.md") and "Theirs." in folder.read("README.md")


def test_document_deleted_by_a_person_stays_deleted(example: Folder) -> None:
    (example.path / "01-COMPLETION-ANALYSIS.md").unlink()
    example.commit()
    example.change("03-observability", "status=in-progress")
    assert "01-COMPLETION-ANALYSIS.md" not in example.files()
    example.commit()
    example.update("overview=New.")
    assert "01-COMPLETION-ANALYSIS.md" not in example.files()


def test_analysis_is_added_with_the_lowest_free_number(example: Folder) -> None:
    example.copy(
        "part=analysis", "analysis_type=risk", "analysis_title=What May Break", "analysis_purpose=Know it before it does"
    )
    assert example.read("09-RISK-ANALYSIS.md").startswith(
        "# What May Break\n\n- **Date:** 2026-01-15\n- **Purpose:** Know it before it does\n"
    )
    assert "[09-RISK-ANALYSIS.md](09-RISK-ANALYSIS.md) | Know it before it does |" in example.read("START-HERE.md")
    assert "[What May Break](09-RISK-ANALYSIS.md)" in example.read("03-observability-plan.md")


def test_dependencies_by_number_slug_and_title(example: Folder) -> None:
    example.add("title=New", "depends_on=[3, caching-strategy, Result Types]")
    assert (
        "- [Phase 9: New](09-new-plan.md) depends on [Phase 3: Observability](03-observability-plan.md), "
        "[Phase 5: Caching Strategy](05-caching-strategy-plan.md) and [Phase 4: Result Types](04-result-types-plan.md)\n"
    ) in example.read("START-HERE.md")
    assert "depends_on:\n- observability\n- caching-strategy\n- result-types\n" in example.read(".planning/09-new.yml")


def test_every_command_leaves_other_files_alone(example: Folder) -> None:
    (example.path / "notes.md").write_text("# Mine\n", encoding="utf-8")
    (example.path / "sketches").mkdir()
    (example.path / "sketches/one.svg").write_text("<svg/>\n", encoding="utf-8")
    example.commit()
    example.add("title=New")
    example.commit()
    example.change("09-new", "effort=1-2h")
    example.commit()
    example.update("overview=New.")
    assert example.read("notes.md") == "# Mine\n"
    assert example.read("sketches/one.svg") == "<svg/>\n"


def test_update_from_the_repository_root_with_the_answers_file(example: Folder) -> None:
    from pathlib import Path

    root = Path(git(example.path, "rev-parse", "--show-toplevel").strip())
    inside = example.path.relative_to(root)
    run_copier("update", "--trust", "-a", inside / ".planning/03-observability.yml", "-d", "status=in-progress", cwd=root)
    assert "**Status:** In Progress" in example.read("03-observability-plan.md")
    example.commit()
    run_copier("update", "--trust", "-a", inside / ".copier-answers.yml", "-d", "overview=From above.", cwd=root)
    assert "From above." in example.read("README.md")
    assert [path.name for path in root.iterdir() if path.name != ".git"] == [".engineering"]


def test_ticked_boxes_and_evidence_survive_completion(example: Folder) -> None:
    plan = "03-observability-plan.md"
    example.replace(
        plan,
        "- [ ] 100% of requests carry a trace identifier\n",
        "- [x] 100% of requests carry a trace identifier\n  - Evidence: test_trace.py\n",
    )
    example.replace(plan, "- [ ] Metrics endpoint\n", "- [x] Metrics endpoint\n")
    example.commit()
    example.change("05-caching-strategy", "unblocked=")
    example.replace(
        "05-caching-strategy-plan.md",
        "- [ ] Cache server on the staging cluster\n",
        "- [x] Cache server on the staging cluster\n",
    )
    example.replace(
        "START-HERE.md", "- [ ] Test coverage stays at 85% or above\n", "- [x] Test coverage stays at 85% or above\n"
    )
    example.commit()
    example.change("03-observability", "status=complete")
    example.commit()
    example.change("05-caching-strategy", "depends_on=03")
    assert (
        "- [x] 100% of requests carry a trace identifier\n  - Evidence: test_trace.py\n- [ ] The dashboard shows"
        in example.read(plan)
    )
    assert "- [x] Metrics endpoint\n" in example.read(plan)
    caching = example.read("05-caching-strategy-plan.md")
    assert "- [x] Cache server on the staging cluster\n" in caching
    assert "- [x] [Phase 3: Observability](03-observability-plan.md) must be complete\n" in caching
    assert "- [x] Test coverage stays at 85% or above\n" in example.read("START-HERE.md")


def test_lost_record_keeps_its_plan(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    folder.replace("03-one-plan.md", "_Write why it is needed._", "Because of my words.")
    (folder.path / ".planning/03-one.yml").unlink()
    folder.commit()
    folder.update()
    assert "Because of my words." in folder.read("03-one-plan.md")
    assert "- The record 03-one.yml is missing; its last answers are shown." in folder.read("README.md")
    folder.commit()
    folder.update()
    assert folder.status() == ""
    # With the plan gone too, the package is meant to go.
    (folder.path / "03-one-plan.md").unlink()
    folder.commit()
    folder.update()
    assert "One" not in folder.read("README.md") and "Two" in folder.read("README.md")
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_stored_answers_stay_though_they_are_wrong_by_now(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", {"title": "Two", "depends_on": "One"}])
    folder.replace(".planning/04-two.yml", "effort: 4-6h", "effort: lots")
    folder.replace(".planning/04-two.yml", "value: ''", "value: huge")
    (folder.path / ".planning/03-one.yml").unlink()
    (folder.path / "03-one-plan.md").unlink()
    folder.commit()
    folder.change("04-two", "status=deferred", "remains=Not this year")
    record = folder.read(".planning/04-two.yml")
    assert (
        "depends_on:\n- one\n" in record
        and "effort: lots\n" in record
        and "value: huge\n" in record
        and "status: deferred\n" in record
    )
    noted = section(folder.read("README.md"), "## ⚠️ Needs Attention")
    assert '- Phase 4: effort "lots" is not a number of hours' in noted
    assert '- Phase 4 depends on "one", which is no work package here.' in noted
    assert "- [ ] `one` (no such work package here) must be complete" in folder.read("04-two-plan.md")


def test_quoted_conflict_markers_stop_nothing(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    folder.append("README.md", "\n```text\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n```\n")
    folder.commit()
    folder.change("03-one", "status=in-progress")
    assert "<<<<<<< HEAD\n" in folder.read("README.md")


def test_conflicts_are_marked_inline_whatever_is_asked_for(start: Callable[..., Folder]) -> None:
    folder = start(overview="Ours.")
    folder.replace("README.md", "Ours.", "Written by hand.")
    folder.commit()
    result = run_copier("update", "--trust", "--conflict", "rej", "-d", "overview=Theirs.", cwd=folder.path, ok=False)
    assert result.code == 1
    assert "  README.md\n" in result.output and "<<<<<<< before updating\nWritten by hand.\n" in folder.read("README.md")
    assert not [name for name in folder.files() if name.endswith(".rej")]


def test_update_without_a_change_says_so_and_proposes_no_commit(example: Folder) -> None:
    output = example.update().output
    assert "✅ Integrated Roadmap was up to date: 6 work packages, 2 analyses. Nothing changed." in output
    assert "git commit" not in output


def test_undo_as_the_readme_says(start: Callable[..., Folder]) -> None:
    folder = start(overview="Ours.", identified=["One"])
    folder.replace("README.md", "Ours.", "Written by hand.")
    folder.commit()
    before = folder.tree()
    assert folder.update("overview=Theirs.", ok=False).code == 1
    subprocess.run("git checkout HEAD -- . && git clean -fd .", shell=True, cwd=folder.path, check=True, capture_output=True)
    assert folder.tree() == before
    folder.add("title=Two")
    subprocess.run("git checkout HEAD -- . && git clean -fd .", shell=True, cwd=folder.path, check=True, capture_output=True)
    assert folder.tree() == before
