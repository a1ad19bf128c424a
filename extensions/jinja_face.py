"""The extension that `copier.yml` names. It loads the package beside it and hands Copier the Jinja face.

Copier runs two versions of a template in one process during an upgrade. The package is loaded by path, under a name made
from its content, so that each version keeps its own modules; and of one version, which Copier checks out several times in a
command, they are loaded once: from the copy in the user's cache, where there is one.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

_ROOT = Path(__file__).resolve().parents[1]
_PARTS = ("extensions/work_packages", "includes", "skills", "template")


def _content() -> str:
    """What the package's code and templates are known by."""
    content = hashlib.sha256()
    for path in sorted(path for part in _PARTS for path in (_ROOT / part).rglob("*")):
        if path.suffix != ".pyc" and path.is_file():
            content.update(f"{path.relative_to(_ROOT).as_posix()}\n".encode() + path.read_bytes())
    return content.hexdigest()[:16]


def _copy(target: Path) -> None:
    for part in (part for part in _PARTS if (_ROOT / part).is_dir()):
        shutil.copytree(_ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))


def _loaded(name: str, path: Path, **options: list[str]) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path, **options)  # type: ignore[arg-type]
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _load() -> ModuleType:
    content = _content()
    name = f"work_packages_{content}"
    if name not in sys.modules:
        cache = _loaded(f"{name}_cache", _ROOT / "extensions/work_packages/cache.py")
        package = (cache.kept("package", content, _copy) or _ROOT) / "extensions/work_packages"
        _loaded(name, package / "__init__.py", submodule_search_locations=[str(package)])
    return importlib.import_module(f"{name}.extension")


WorkPackages = _load().WorkPackages
