"""The strings of the questions compiled once, although Copier makes a new Jinja environment for each of its renders.

They are kept for the next command, too, in the user's cache (`cache.py`).
"""

from __future__ import annotations

import atexit
import contextlib
import marshal
import os
import sys
import tempfile
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import jinja2
from jinja2 import Environment

from . import cache

#: Under this name the compiled code is kept for all environments of the process.
_COMPILED = "work_packages_compiled"

#: What of an environment is in the code that it compiles.
_SETTINGS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string"),
    *("comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence"),
    *("keep_trailing_newline", "optimized", "autoescape", "undefined", "finalize", "sandboxed", "is_async"),
)


def remember_compiled(environment: Environment) -> None:
    """Compile each string of the questions once.

    Copier asks for the same strings hundreds of times in a run, and an update renders three times, each time in a new
    environment and from a new checkout. Code is the same for the same source in environments of the same settings, and with
    the filters of one version of the template: of these the compiler calls some itself.
    """
    compiled: dict[Any, CodeType] = sys.modules.setdefault(_COMPILED, ModuleType(_COMPILED)).__dict__
    compile_source = environment.compile
    settings: list[str] = []
    if not any(isinstance(key, tuple) and key[0] == __name__ for key in compiled):
        _keep_on_disk(compiled)

    def compile_once(source: Any, name: str | None = None, filename: str | None = None, **options: Any) -> Any:
        if not isinstance(source, str) or options:
            return compile_source(source, name, filename, **options)
        if not settings:
            # An environment is not complete yet when it loads its extensions.
            settings.append(repr([getattr(environment, one) for one in _SETTINGS] + sorted(environment.extensions)))
        key = (__name__, settings[0], name or "", source)
        if key in compiled:
            # What compiling would do beside its result: Copier's own extension resets its state here.
            environment.preprocess(source, name, filename)
        else:
            compiled[key] = compile_source(source, name, filename)
        return compiled[key]

    environment.compile = compile_once  # type: ignore[method-assign, assignment]


def _keep_on_disk(compiled: dict[Any, CodeType]) -> None:
    """Add what an earlier command has compiled by this version of the template, and have what is new written in the end."""
    version, _, _ = __name__.rpartition(".")
    folder = (
        cache.kept("questions", version.removeprefix("work_packages_"), lambda _: None)
        if version.startswith("work_packages_")
        else None
    )
    compiled[__name__, "", "", ""] = compile("", "", "exec")
    if folder is None:
        return
    file = folder / f"{sys.implementation.cache_tag}-{jinja2.__version__}.marshal"
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        compiled.update({(__name__, *key): code for key, code in marshal.loads(file.read_bytes()).items()})
    known = len(compiled)

    def write() -> None:
        if len(compiled) == known:
            return
        mine = {key[1:]: code for key, code in compiled.items() if isinstance(key, tuple) and key[0] == __name__}
        with contextlib.suppress(OSError, ValueError):
            handle, name = tempfile.mkstemp(dir=folder)
            with os.fdopen(handle, "wb") as new:
                new.write(marshal.dumps(mine))
            Path(name).replace(file)

    atexit.register(write)
