"""`template/` is a Copier template: Copier renders it to the same files, names included, as `documents` does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from copier import run_copy
from work_packages.documents import documents, roadmap_json
from work_packages.planning import roadmap, views

from .support import ROOT, git, stored_answers, tree

SETTINGS = """\
_subdirectory: template/initiative
_jinja_extensions:
  - copier_template_extensions.TemplateExtensionLoader
  - extensions/jinja_face.py:WorkPackages
_envops:
  undefined: jinja2.StrictUndefined
  trim_blocks: true
  lstrip_blocks: true
"""


@pytest.mark.parametrize("example", ["integrated-roadmap", "weeks-in/5-weeks", "phases/2-folder"])
def test_copier_renders_the_same(example: str, tmp_path: Path) -> None:
    source = tmp_path / "template"
    for part in ("template", "includes", "extensions"):
        shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    (source / "copier.yml").write_text(SETTINGS, encoding="utf-8")
    git(tmp_path, "init", "--quiet", str(source))
    git(source, "add", ".")
    git(source, "commit", "--quiet", "--message", "Template")
    answers = stored_answers(ROOT / "examples" / example)
    plan = roadmap.compute(answers, answers["documents"])
    data = {"roadmap": json.loads(json.dumps(views.view(plan))), "roadmap_json": roadmap_json(plan)}
    target = tmp_path / "plan"
    run_copy(str(source), target, data=data, defaults=True, unsafe=True, quiet=True)
    assert tree(target) == documents(answers, answers["documents"])
