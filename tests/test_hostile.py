"""Hostile input by every way in: refused in one message, or reported as a problem; nothing is run, lost or written elsewhere.

What one text, one value or one record can do by itself is in domain/test_hostile.py.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .domain.test_hostile import UNSEEN, live
from .support import CHECKPOINTS, Folder, on, pairs, run_copier, tree
from .test_documents import check_structure, links

BOMB = (
    "["
    + "&a [x, x, x, x, x, x, x, x, x, x]"
    + "".join(f", &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]"
)

#: A data file's text, and what the message says.
DATA = {
    "bomb": (f"identified: {BOMB}\n", "identified: holds too many values"),
    "bomb in a text": (f"overview: {BOMB}\n", "overview: holds too many values"),
    "endless": ("identified: &a [*a]\n", "identified: is nested too deeply"),
    "digits": (f"overview: 0x{'f' * 5000}\n", "overview: holds a number with too many digits"),
    "nested": ("analyses: [[context]]\n", "analyses: \"['context']\" is no name of an analysis. Give completion,"),
    "answers of a replay": ("documents: []\nplanning_root: ../outside\n", 'planning_root: "../outside" is not a folder'),
    "stored by the template": ("record_schema: 1\n", "record_schema: there is no answer of this name"),
    "date": ("date: ../../../x\n", 'date: "../../../x" is not a date'),
    "git's own": ("planning_root: .git/hooks\n", "holds a name that git or a system keeps for itself"),
    "reference": ('identified: [{title: A, depends_on: "²"}]\n', '"²" is not a work package here'),
    "name": ('"\\e[31m\\u202ecolour": red\n', "[31mcolour: there is no answer of this name"),
}


@pytest.mark.parametrize("name", DATA)
def test_data_files(template: Path, repo: Path, name: str) -> None:
    content, expected = DATA[name]
    data = repo.parent / "answers.yml"
    data.write_text(f"initiative: X\nconfirm: [scope]\n{content}", encoding="utf-8")
    before = tree(repo.parent)
    result = run_copier("copy", "--trust", "--force", "--data-file", data, template, ".", cwd=repo, ok=False)
    assert result.code == 1 and "nothing was written" in result.message and expected in result.message, result.message
    assert not set(UNSEEN) & set(result.message)
    assert tree(repo.parent) == before


def test_places_that_are_taken(template: Path, repo: Path) -> None:
    outside = repo.parent / "outside"
    outside.mkdir()
    folder = repo / "plans/2026-01-02-x"
    given = pairs(("initiative=X", "date=2026-01-02", "planning_root=plans", "confirm=scope"))
    folder.mkdir(parents=True)
    (folder / ".planning").symlink_to(outside)
    result = run_copier("copy", "--trust", "--overwrite", *given, template, ".", cwd=repo, ok=False)
    assert result.code == 1 and "Symbolic links stand" in result.message and "  .planning" in result.message
    assert tree(repo) == {} and list(outside.iterdir()) == []
    (folder / ".planning").unlink()
    folder.rmdir()
    folder.write_text("Mine.\n", encoding="utf-8")
    result = run_copier("copy", "--trust", "--overwrite", *given, template, ".", cwd=repo, ok=False)
    assert result.code == 1 and "2026-01-02-x is no folder; nothing was written." in result.message
    assert tree(repo) == {"plans/2026-01-02-x": b"Mine.\n"}
    for name in ("../2026-01-02-x/.copier-answers.yml", "../.planning/03-x.yml"):
        result = run_copier("copy", "--trust", "-a", name, *given, template, ".", cwd=repo, ok=False)
        assert result.code == 1 and f"-a {name} is outside of this folder; nothing was written." in result.message


def test_hostile_words_on_the_command_line(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    hostile = (
        f"<b>{UNSEEN.replace(chr(0), '').replace(chr(0xD800), '')}[x](javascript:alert(1)) \\<i> a|b {{{{ 7 * 7 }}}} "
        "{% include 'x' %} $(touch pwned) `id`"
    )
    texts = dict.fromkeys(("title", "summary", "why", "impact", "priority_reason", "done", "remains", "pr", "adr"), hostile)
    lists = dict.fromkeys(("insights", "blocked_by", "in_scope", "out_of_scope", "success_criteria", "task_list"), hostile)
    before = tree(folder.path.parents[3])
    folder.add(*(f"{name}={words}" for name, words in {**texts, **lists, "depends_on": "One", "testing": "true"}.items()))
    plan = "04-b-x-javascript-alert-1-i-a-b-7-7-include-x-touch-pwned-id"
    new = {f"{plan[:2]}{plan[2:]}-plan.md", f".planning/{plan}.yml", f"{plan[3:].upper()}-TESTING.md"}
    assert (
        set(folder.files())
        - {Path(name).relative_to(folder.path.relative_to(folder.path.parents[3])).as_posix() for name in before}
        == new
    )
    check_harmless(folder)
    assert "{{ 7 \\* 7 }} {% include 'x' %}" in folder.read(f"{plan}-plan.md")
    folder.commit()
    folder.update()
    assert folder.status() == ""


def check_harmless(folder: Folder) -> None:
    """The documents are whole, and nothing in them is unseen, live or an address of another kind."""
    check_structure(folder)
    for path in [*folder.path.glob("*.md"), folder.path / ".planning/roadmap.json", folder.path / ".copier-answers.yml"]:
        assert not set(UNSEEN) & set(path.read_text(encoding="utf-8")), path.name
    for path in folder.path.glob("*.md"):
        found = [one for one in live(path.read_text(encoding="utf-8")) if not one.startswith("<!-- Your own notes")]
        assert sorted(found) == sorted(one for one in found if one in links(path.read_text(encoding="utf-8"))), path.name
        assert not any(one.startswith(("<", "javascript")) for one in found), path.name


RECORDS: dict[str, tuple[Callable[[dict[str, Any]], bytes], str]] = {
    "01-completion-analysis": (lambda _: b"", "holds no answers"),
    "02-concept-lexicon-analysis": (lambda record: changed(record, analysis_type=["risk"]), "does not name its part"),
    "03-observability": (lambda record: changed(record, slug="../../x"), "does not name its part, number and slug"),
    "04-result-types": (lambda record: changed(record, number="4"), "does not name its part, number and slug"),
    "05-caching-strategy": (lambda _: b"- a\n- list\n", "holds no answers"),
    "06-resilience-patterns": (lambda _: b"title: \x07 junk", "is not valid YAML"),
    "07-database-optimization": (
        lambda record: changed(record) + f"zzz: {BOMB}\n".encode(),
        "repeats itself too often by aliases",
    ),
    "08-api-design-patterns": (lambda record: changed(record, title=[["A"]]), "holds a list or a mapping in title"),
}


def changed(record: dict[str, Any], **values: Any) -> bytes:
    return yaml.safe_dump({**record, **values}, sort_keys=False).encode()


def test_records_edited_by_hand(example: Folder) -> None:
    records = {path.stem: path for path in (example.path / ".planning").glob("*.yml")}
    assert set(RECORDS) <= set(records), sorted(records)
    for name, (edit, _) in RECORDS.items():
        records[name].write_bytes(edit(yaml.safe_load(records[name].read_text(encoding="utf-8"))))
    others = {
        ".planning/20-copy.yml": changed({"part": "work-package", "number": 3, "slug": "observability", "title": "Copy"}),
        ".planning/21-observability.yml": changed(
            {"part": "work-package", "number": 21, "slug": "observability", "title": "Copy"}
        ),
        ".planning/<b>\x1b[31m\u202e.yml": b"part: work-package\nslug: ../../../pwned\nnumber: 1000000000000000000000\n",
        ".planning/notes.txt": b"mine \xff",
        "mine.bin": b"\x00\xff",
        "notes.md": b"# Mine <script>\n",
    }
    for name, content in others.items():
        (example.path / name).write_bytes(content)
    (example.path / ".planning/22-folder.yml").mkdir()
    example.commit()
    os.mkfifo(example.path / ".planning/23-pipe.yml")
    root = example.path.parents[3]
    before = tree(root)
    with on("2025-11-23"):
        result = example.update()

    problems = [
        one["message"]
        for one in json.loads(example.read(".planning/roadmap.json"))["problems"]
        if one["code"] == "unreadable-record"
    ]
    expected = [f"The record {name}.yml {reason}" for name, (_, reason) in RECORDS.items()]
    expected += [
        "The record 20-copy.yml says that it is 03-observability.yml",
        "The record 21-observability.yml has the slug of 03-observability.yml",
        "The record <b>[31m.yml does not name its part, number and slug",
        "The record 22-folder.yml is no file",
        "The record 23-pipe.yml is no file",
    ]
    for words in expected:
        (found,) = [one for one in problems if one.startswith(words)]
        assert "Put it right, or take it back from git." in found and found in result.output
    assert len(problems) == len(expected)
    # Every document is there, with what it said before; only the problems are new.
    written = {path for path, content in tree(root).items() if before.get(path) != content}
    assert {Path(name).name for name in written} == {".copier-answers.yml", "roadmap.json", "README.md", "START-HERE.md"}
    assert set(tree(root)) == set(before)
    (example.path / "notes.md").unlink()
    check_harmless(example)
    example.commit()
    example.update()
    assert example.status().split() == []


def test_a_record_that_cannot_be_read_is_not_changed(example: Folder) -> None:
    path = example.path / ".planning/03-observability.yml"
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    for values, expected in (
        ({"title": [["A"]], "status": {"a": "b"}}, "03-observability.yml holds a list or a mapping in title and status"),
        ({"slug": "other"}, "03-observability.yml says that it is 03-other.yml"),
    ):
        path.write_bytes(changed(record, **values))
        example.commit()
        before = example.tree()
        result = example.change("03-observability", "pr=PR #1", ok=False)
        assert result.code == 1 and f"The record {expected}" in result.message and "nothing was written" in result.message
        assert example.tree() == before
    # A choice that was edited by hand is offered as it is, and is no template.
    path.write_bytes(changed(record, value="{{ 7 * 7 }}", unknown={"kept": ["out"]}))
    example.commit()
    example.change("03-observability", "pr=PR #1")
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert (stored["value"], stored["pr"]) == ("{{ 7 * 7 }}", ["PR #1"])
    assert 'value "{{ 7 * 7 }}" is none of high, medium and low; its default is used' in example.read(
        ".planning/roadmap.json"
    ).replace("\\", "")


ANSWERS: dict[str, tuple[Any, str]] = {
    "start": ("soon", 'start: "soon" is not a date'),
    "previous": ("../../etc", "is not a folder inside the repository"),
    "documents": (
        [{"part": "work-package", "number": 3, "slug": "../../../pwned", "title": "X"}],
        "documents: is no list of records",
    ),
    "checkpoints": ([1], "checkpoints: is no mapping"),
    "folder": ("../../pwned", "folder: is computed, and never stored"),
}


def test_an_answers_file_that_cannot_be_used(example: Folder) -> None:
    path = example.path / ".copier-answers.yml"
    good = path.read_bytes()
    answers = yaml.safe_load(good)
    root = example.path.parents[3]
    for name, (value, expected) in ANSWERS.items():
        path.write_bytes(changed(answers, **{name: value}))
        example.commit()
        before = tree(root)
        for result in (example.update("overview=X", ok=False), example.add("title=X", ok=False)):
            assert result.code == 1 and "nothing was written" in result.message and expected in result.message, result.message
            assert "git checkout HEAD -- .copier-answers.yml" in result.message
        assert tree(root) == before
    path.write_bytes(
        changed(
            {
                **answers,
                "checkpoints": {
                    name: {"date": [1], "by": {}, "approved": {"packages": {"a": {"number": "x", "depends_on": 5}}, "order": 7}}
                    for name in CHECKPOINTS
                },
            }
        )
    )
    example.commit()
    example.update()
    check_harmless(example)
