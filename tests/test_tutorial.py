"""docs/tutorial.md, played: each of its commands by stock Copier, each output that it shows as it is printed.

`make golden` writes the outputs anew, but for those that leave lines out.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from .playing import Shell
from .support import ROOT, on, run_copier, tree

PAGE = ROOT / "docs" / "tutorial.md"

#: The day on which the tutorial is played.
TODAY = "2026-01-15"

#: A line of a shown output that stands for any number of lines.
CUT = "..."

_BLOCK = re.compile(r"(?ms)^```(sh|text)\n(.*?)^```$")


def test_every_command_and_every_output(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGE.read_text(encoding="utf-8")
    # Whoever runs this may have defaults of their own.
    settings = tmp_path / "settings.yml"
    settings.write_text("{}\n", encoding="utf-8")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))
    player = Player(template, tmp_path)
    with on(TODAY):
        played = _BLOCK.sub(player.play, page)
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(played, encoding="utf-8")
    assert player.commands == page.count("\ncopier ")
    assert played == page, "make golden"


def test_the_short_forms_leave_the_same(template: Path, tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    shell = Shell(template, tmp_path / "shell")
    forms = [form for line in page.splitlines() if "By `roadmap`" in line for form in re.findall(r"`(roadmap [^`]+)`", line)]
    assert len(forms) == page.count("\ncopier ")
    found = []
    with on(TODAY):
        for name, short in (("long", False), ("short", True)):
            home = tmp_path / name
            home.mkdir()
            player = Player(template, home)
            left = iter(forms)
            for kind, content in _BLOCK.findall(page):
                for command in statements(content) if kind == "sh" else ():
                    if short and command.startswith("copier "):
                        shell.run(next(left), player.here)
                    else:
                        player.run(command)
            found.append(tree(home / "shop"))
    assert found[0] == found[1] and any(name.endswith("06-suggestions-plan.md") for name in found[0])


class Player:
    """Plays the blocks of a page in their order, in a home folder of its own.

    Attributes:
        here: the folder in which the next command runs.
        commands: how many were `copier`'s.
    """

    def __init__(self, template: Path, home: Path) -> None:
        self.template = template
        self.home = self.here = home
        self.output = ""
        self.commands = 0

    def play(self, block: re.Match[str]) -> str:
        """The block as it should stand: commands as they are, an output as it was printed."""
        kind, content = block.groups()
        if kind == "sh":
            self.output = "".join(self.run(command) for command in statements(content))
            return block[0]
        wanted = content.rstrip("\n").split("\n")
        if CUT in wanted:
            assert shown(wanted, self.output.split("\n")), f"{content}\nis not in\n\n{self.output}"
            return block[0]
        return "```text\n" + self.output.strip("\n") + "\n```"

    def run(self, command: str) -> str:
        """What one command prints, of the template's address and its version what everybody sees."""
        if command.startswith("copier "):
            words = shlex.split(command.replace("TEMPLATE", shlex.quote(str(self.template))), comments=True)
            self.commands += 1
            output = run_copier(*words[1:], cwd=self.here).output
        else:
            there = self.home / "there"
            script = f"set -eu\n{command}\npwd > {shlex.quote(str(there))}\n"
            done = subprocess.run(["sh", "-c", script], cwd=self.here, capture_output=True, text=True, encoding="utf-8")
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
            self.here = Path(there.read_text(encoding="utf-8").rstrip("\n"))
            output = done.stdout
        lines = [line.rstrip() for line in output.splitlines() if not line.startswith(("Copying from", "Keeping template"))]
        text = "".join(f"{line}\n" for line in lines)
        return text.replace(str(self.template), "TEMPLATE").replace(str(self.home), "~")


def statements(block: str) -> list[str]:
    """The commands of a block: each of `copier`'s by itself, with the lines that it goes on in, and what is between them."""
    found: list[str] = []
    for line in block.splitlines():
        goes_on = found and (found[-1].endswith("\\") or not (line.startswith("copier ") or found[-1].startswith("copier ")))
        if goes_on:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def shown(wanted: list[str], printed: list[str]) -> bool:
    """Whether the printed lines are the wanted ones, where `...` stands for any number of lines."""
    if not wanted:
        return not any(printed)
    if wanted[0] == CUT:
        return any(shown(wanted[1:], printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and printed[0] == wanted[0] and shown(wanted[1:], printed[1:])


@pytest.mark.parametrize(
    ("wanted", "same"),
    [
        (["a", "b", "c"], True),
        (["a", CUT], True),
        ([CUT, "c"], True),
        (["a", CUT, "c"], True),
        (["a", CUT, "b", "c"], True),
        (["a", "c"], False),
        ([CUT, "b"], False),
        (["b", CUT], False),
        (["a", CUT, "d"], False),
    ],
)
def test_what_is_left_out_of_an_output(wanted: list[str], same: bool) -> None:
    assert shown(wanted, ["a", "b", "c", ""]) is same


def test_a_wrong_output_is_noticed(template: Path, tmp_path: Path) -> None:
    page = "```sh\nprintf 'one\\ntwo\\n'\n```\n\n```text\none\nthree\n```\n\n```text\n...\nthree\n```\n"
    first, cut = re.split(r"(?<=```)\n\n(?=```text\n\.\.\.)", page)
    assert _BLOCK.sub(Player(template, tmp_path).play, first) == first.replace("three", "two")
    with pytest.raises(AssertionError, match="is not in"):
        _BLOCK.sub(Player(template, tmp_path).play, f"{first}\n\n{cut}")


def test_statements_of_a_block() -> None:
    block = "mkdir a\ncd a\ncopier copy \\\n  --trust .\ncopier update\ngit add .\ncat > x <<'END'\ntext\nEND\n"
    assert statements(block) == [
        "mkdir a\ncd a",
        "copier copy \\\n  --trust .",
        "copier update",
        "git add .\ncat > x <<'END'\ntext\nEND",
    ]
