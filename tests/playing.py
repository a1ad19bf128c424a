"""Commands of a page, run as a reader does: taken from the page as they stand there, and pasted into a shell."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pexpect

from .support import ROOT

_BLOCK = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")


def page(name: str) -> str:
    """A page of this repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def block(text: str, words: str, language: str = "sh") -> str:
    """The one block of the page that holds the words."""
    found = [content for kind, content in _BLOCK.findall(text) if kind == language and words in content]
    assert len(found) == 1, f"{words!r} is in {len(found)} blocks"
    return str(found[0])


@dataclass(frozen=True)
class Shell:
    """A shell in which `copier` and `roadmap` are found, the latter of the package in a checkout of the template.

    Attributes:
        template: the checkout, and what stands for TEMPLATE.
        home: a folder of its own.
        settings: Copier's settings file, which need not be there.
    """

    template: Path
    home: Path

    @property
    def settings(self) -> Path:
        return self.home / "settings.yml"

    def environment(self) -> dict[str, str]:
        found = self.home / "bin" / "roadmap"
        if not found.exists():
            found.parent.mkdir(parents=True)
            found.write_text(
                f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m work_packages.terminal "$@"\n', encoding="utf-8"
            )
            found.chmod(0o755)
            self.settings.write_text("{}\n", encoding="utf-8")
        around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {
            **around,
            "COPIER_SETTINGS_PATH": str(self.settings),
            "PATH": os.pathsep.join([str(found.parent), os.environ["PATH"]]),
            "PYTHONPATH": str(self.template / "extensions"),
            # A checkout with compiled files in it would be one with changes.
            "PYTHONPYCACHEPREFIX": str(Path(os.environ["COPIER_CACHE_DIR"]) / "compiled"),
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "TERM": "xterm",
        }

    def filled(self, script: str) -> str:
        return script.replace("TEMPLATE", shlex.quote(str(self.template)))

    def run(self, script: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the script without a terminal; it ends at a command that fails, and with this code."""
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", self.filled(script)],
            cwd=cwd,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == code and "Traceback" not in done.stderr, done.stdout + done.stderr
        return done

    def paste(self, script: str, cwd: Path) -> str:
        """Paste the script into a shell at a terminal, all at once: a command that asks takes the next one for an answer.

        Every command must succeed. What was shown is given back.
        """
        child = pexpect.spawn(
            "bash",
            ["--noprofile", "--norc", "--noediting"],
            cwd=str(cwd),
            env=self.environment(),
            encoding="utf-8",
            dimensions=(50, 120),
            timeout=60,
        )
        try:
            child.send(f"set -e\n{self.filled(script).strip()}\nexit\n")
            child.expect(pexpect.EOF)
            shown = re.sub("\x1b\\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", str(child.before))
        finally:
            child.close(force=True)
        assert child.exitstatus == 0 and "Traceback" not in shown, shown
        return shown
