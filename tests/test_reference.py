"""The reference pages are what the code says: docs/reference/, written by `make reference`."""

from __future__ import annotations

import re

import pytest
from work_packages.planning.fields import FIELDS
from work_packages.terminal.main import COMMANDS, roadmap

from tools import reference


def test_the_pages_are_what_the_generator_writes() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in reference.PAGES.iterdir()}
    assert committed == reference.pages(), "make reference"


def test_every_answer_and_every_command_is_there() -> None:
    answers = reference.answers_page()
    for part, heading in reference.PARTS.items():
        (section,) = re.findall(rf"(?ms)^## {heading}\n(.*?)(?=^## |\Z)", answers)
        rows = re.findall(r"(?m)^\| `(\w+)` \|", section)
        assert rows == [field.name for field in FIELDS[part] if field.given]
    headings = re.findall(r"(?m)^## (.+)$", reference.commands_page())
    assert headings == ["roadmap", *(f"roadmap {name}" for name in COMMANDS)]


def test_help_is_as_it_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for words, _, _ in reference.commands():
        roadmap.main([*words.split()[1:], "--help"], prog_name="roadmap", standalone_mode=False)
        printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
        assert f"## {words}\n\n```text\n{printed}\n```\n" in reference.commands_page()


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("Why is it needed? (Enter to write it later)", "Why is it needed?"),
        ("{% if known() %}\nWhich ones?\n  So far: {{ known() }}\n{%- endif %}", "Which ones?"),
        ("{{ confirmation_question() }}", ""),
        ("How many of {{ these() }}?", ""),
        ("", ""),
    ],
)
def test_a_prompt_is_its_question(words: str, question: str) -> None:
    assert reference.prompt(words) == question
