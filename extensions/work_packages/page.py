"""The roadmap as one self-contained HTML page, `roadmap.html`: no script, no network, nothing to load."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .planning.page import page_of
from .planning.roadmap import Roadmap

#: The name of the page, which lies beside START-HERE.md, so that its links are names of files.
PAGE = "roadmap.html"

_INCLUDES = Path(__file__).resolve().parents[2] / "includes"


def page(roadmap: Roadmap) -> str:
    """The page of a roadmap; the same roadmap gives the same text.

    Free text of people is escaped, and nothing of it is run: the page forbids scripts and everything that would be loaded.
    """
    return _environment().get_template("page.html.jinja").render(page=page_of(roadmap))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_INCLUDES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
