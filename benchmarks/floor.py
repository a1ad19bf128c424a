"""The floor: a Copier template that holds the files of a folder as they are, with no extension and nothing to compute.

What Copier takes to copy and update the same files is the least that a template of these files can take.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

#: The name under which the floor keeps the folder's own answers file: `.copier-answers.yml` is the floor's.
STORED_ANSWERS = "stored-answers.yml"

#: Copier renders the names of all files, and the text of those with the suffix. These signs stand in no name; so a name or a
#: text with the signs that Jinja has otherwise is taken as it is.
_SETTINGS = """\
_subdirectory: files
_templates_suffix: .rendered-by-the-floor
_exclude: []
_envops:
  keep_trailing_newline: true
  variable_start_string: "<(floor:"
  variable_end_string: ":floor)>"
  block_start_string: "<(floor-block:"
  block_end_string: ":floor-block)>"
  comment_start_string: "<(floor-comment:"
  comment_end_string: ":floor-comment)>"

name:
  type: str
  default: floor
"""
_ANSWERS = "<(floor: _copier_answers|to_nice_yaml :floor)>"


def make_floor(folder: Path, template: Path, environment: Mapping[str, str]) -> None:
    """Make the static template of a folder, a git repository with the tags v1 and v2; v2 has one more line in one file.

    Args:
        folder: the folder whose files it holds, as they are; its `.copier-answers.yml` under the name `stored-answers.yml`.
        template: where the template comes to be; nothing is there yet.
        environment: of the git commands, with git's user.
    """
    files = template / "files"
    shutil.copytree(folder, files, ignore=shutil.ignore_patterns(".git"))
    if (files / ".copier-answers.yml").exists():
        (files / ".copier-answers.yml").rename(files / STORED_ANSWERS)
    (files / ".copier-answers.yml.rendered-by-the-floor").write_text(_ANSWERS, encoding="utf-8")
    (template / "copier.yml").write_text(_SETTINGS, encoding="utf-8")

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=template, env=dict(environment), check=True, capture_output=True)

    def commit(version: str) -> None:
        # The folder's own .gitignore, if it has one, leaves nothing out of the template.
        git("add", "--all", "--force", ".")
        git("commit", "--quiet", "--message", version)
        git("tag", version)

    git("init", "--quiet")
    commit("v1")
    changed = min(path for path in files.rglob("*.md") if path.is_file())
    with changed.open("ab") as file:
        file.write(b"One more line.\n")
    commit("v2")
