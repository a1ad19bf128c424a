"""The extension that `copier.yml` names. It loads the package beside it and hands Copier the Jinja face.

Copier runs two versions of a template in one process during an upgrade. The package is loaded by path, under a name made
from its content, so that each version keeps its own modules; and of one version, which Copier checks out several times in a
command, they are loaded once.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

_PACKAGE = Path(__file__).resolve().parent / "work_packages"


def _load() -> ModuleType:
    content = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        content.update(f"{path.relative_to(_PACKAGE).as_posix()}\n".encode() + path.read_bytes())
    name = f"work_packages_{content.hexdigest()[:16]}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, _PACKAGE / "__init__.py", submodule_search_locations=[str(_PACKAGE)]
        )
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return importlib.import_module(f"{name}.extension")


WorkPackages = _load().WorkPackages
