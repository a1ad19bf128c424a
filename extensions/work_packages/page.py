"""The roadmap as one self-contained HTML page, `roadmap.html`: no script, no network, nothing to load."""

from __future__ import annotations

from .documents import environment
from .planning.page import page_of
from .planning.roadmap import Roadmap

#: The name of the page, which lies beside START-HERE.md, so that its links are names of files.
PAGE = "roadmap.html"


def page(roadmap: Roadmap) -> str:
    """The page of a roadmap; the same roadmap gives the same text.

    Free text of people is escaped, and nothing of it is run: the page forbids scripts and everything that would be loaded.
    """
    return environment(html=True).get_template("includes/page.html.jinja").render(page=page_of(roadmap))
