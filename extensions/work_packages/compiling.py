"""Templates compiled once in a process, although Copier makes a new Jinja environment for each of its renders."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from jinja2 import Environment

#: Under this name the compiled code is kept for all environments of the process.
_COMPILED = "work_packages_compiled"

#: What of an environment is in the code that it compiles.
_SETTINGS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string"),
    *("comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence"),
    *("keep_trailing_newline", "optimized", "autoescape", "undefined", "finalize", "sandboxed", "is_async"),
)


def remember_compiled(environment: Environment) -> None:
    """Compile each template and each string of the questions once in a process.

    Copier asks for the same strings hundreds of times in a run, and an update renders three times, each time in a new
    environment and from a new checkout. Code is the same for the same source in environments of the same settings, and with
    the filters of one version of the template: of these the compiler calls some itself.
    """
    compiled: dict[Any, Any] = sys.modules.setdefault(_COMPILED, ModuleType(_COMPILED)).__dict__
    compile_source = environment.compile

    def compile_once(source: Any, name: str | None = None, filename: str | None = None, **options: Any) -> Any:
        if not isinstance(source, str) or options:
            return compile_source(source, name, filename, **options)
        settings = tuple(getattr(environment, setting) for setting in _SETTINGS)
        key = (__name__, settings, tuple(environment.extensions), name, source)
        if key in compiled:
            # What compiling would do beside its result: Copier's own extension resets its state here.
            environment.preprocess(source, name, filename)
        else:
            compiled[key] = compile_source(source, name, filename)
        return compiled[key]

    environment.compile = compile_once  # type: ignore[method-assign, assignment]
