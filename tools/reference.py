"""The reference pages: `make reference` writes docs/reference/ from the questions, the table of answers and the command's help.

What a page says stands in the code already; tests/test_reference.py holds the pages against it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT / "extensions"))

from work_packages.planning.answers import problem  # noqa: E402
from work_packages.planning.fields import FIELDS, Field  # noqa: E402
from work_packages.terminal.main import COMMANDS, roadmap  # noqa: E402

WRITTEN = "<!-- Written by `make reference` from the code. Change nothing here by hand. -->\n"

#: The parts, by the headings of docs/answers.md.
PARTS = {
    "initiative": "Initiative",
    "work-package": "Work Package",
    "analysis": "Analysis",
    "repair": "Repair",
    "portfolio": "Portfolio",
    "adopt": "Adoption",
}

#: What an answer of a form takes, where its rule has no remedy that says so.
FORMS = {
    "line": "One line of text",
    "block": "Text",
    "list": "List",
    "names": "List of work packages, by number, slug or title",
    "flag": "`true` or `false`",
    "own": "See [Answers]({page}#{anchor})",
}

#: Values that are wrong for one rule or another, so that it says what it takes.
WRONG = ("-", "?", "/")

#: How wide help is printed at a terminal of 80 columns.
COLUMNS = 78


def pages() -> dict[str, str]:
    """Each page of docs/reference/ as the code makes it, by its name."""
    return {"answers.md": answers_page(), "commands.md": commands_page()}


# Answers -----------------------------------------------------------------------------------------------------------------


def answers_page() -> str:
    """Every answer that a person gives, with its question, what it takes and its default."""
    asked = questions()
    lines = [
        WRITTEN,
        "# All Answers in One Table",
        "",
        "What each answer takes, and what is stored where nobody gives it; else it is worked out, or there is none. What they mean, and",
        "which depend on others: [Answers](../answers.md).",
        "By `roadmap set` they go by these names; as options of `roadmap new` and `add` with hyphens for underscores.",
    ]
    for part, heading in PARTS.items():
        lines += [
            "",
            f"## {heading}",
            "",
            "| Answer | Question | Takes | Stored Default |",
            "|--------|----------|-------|----------------|",
        ]
        for field in FIELDS[part]:
            if field.given:
                cells = (f"`{field.name}`", prompt(asked.get(field.name, "")), takes(field, part), default(field))
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        if once := [f"`{field.name}`" for field in FIELDS[part] if field.given and not field.stored]:
            lines += ["", f"Not stored, and for one command: {', '.join(once)}."]
    return "\n".join(lines) + "\n"


def questions() -> dict[str, str]:
    """The help of each question of questions/, by its name; none where it is not asked."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "questions").glob("*.yml")):
        for name, question in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            found[name] = question.get("help", "") if question.get("ask") is not False else ""
    return found


def prompt(words: str) -> str:
    """The question itself: its first sentence that stands as it is, without what Enter does."""
    first = next((line for line in words.splitlines() if "{%" not in line and "?" in line), "")
    question = first.strip().partition("?")[0]
    return f"{question}?" if question and "{{" not in question else ""


def takes(field: Field, part: str) -> str:
    """What the answer may be: its choices, else the remedy of its own rule, else the words of its form."""
    if field.choices:
        return ", ".join(f"`{one}`" for one in field.choices)
    for wrong in WRONG:
        if found := re.search(r"(?:Give|Choose|Use|Name) .*", problem(field.name, wrong)):
            return found[0]
    return FORMS[field.form].format(page="../answers.md", anchor=PARTS[part].lower().replace(" ", "-"))


def default(field: Field) -> str:
    """Its stored default."""
    value = field.default
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value not in ("", [], {}, 0) else ""


# Commands ----------------------------------------------------------------------------------------------------------------


def commands_page() -> str:
    """The help of `roadmap` and of each of its commands, as it is printed."""
    lines = [
        *(WRITTEN, "# Help of `roadmap`", ""),
        "What `roadmap --help` and `roadmap COMMAND --help` print. How it is used: [The Command `roadmap`](../roadmap-command.md).",
    ]
    for name, command, context in commands():
        lines += ["", f"## {name}", "", "```text", *(line.rstrip() for line in command.get_help(context).splitlines()), "```"]
    return "\n".join(lines) + "\n"


def commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """The command and each of its commands, with the words that call it."""
    whole = roadmap.make_context("roadmap", [], resilient_parsing=True, terminal_width=COLUMNS)
    yield "roadmap", roadmap, whole
    for name in COMMANDS:
        command = roadmap.get_command(whole, name)
        assert command is not None
        context = command.make_context(name, [], parent=whole, resilient_parsing=True, terminal_width=COLUMNS)
        yield f"roadmap {name}", command, context


def main() -> None:
    """Write the pages."""
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, page in pages().items():
        (PAGES / name).write_text(page, encoding="utf-8")
        print(f"Written: docs/reference/{name}")


if __name__ == "__main__":
    main()
