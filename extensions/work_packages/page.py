"""The roadmap as one self-contained HTML page, `roadmap.html`: no script, no network, nothing to load."""

from __future__ import annotations

import html
import re

from .documents import environment
from .planning import house
from .planning.page import page_of
from .planning.portfolio import Portfolio
from .planning.roadmap import Roadmap

#: The name of the page, which lies beside START-HERE.md, so that its links are names of files.
PAGE = "roadmap.html"


#: By this a page that was made here is known from a file that somebody else put there.
MARK = '<meta name="generator" content="copier-work-packages">'

#: Where a link to a file begins; what people write has no quotation mark, as it is escaped.
_LINK = re.compile(r'(?<= href=")(?![#]|[a-z]+:)')


def page(roadmap: Roadmap, folder: str = "") -> str:
    """The page of a roadmap; the same roadmap gives the same text.

    Free text of people is escaped, and nothing of it is run: the page forbids scripts and everything that would be loaded.

    Args:
        roadmap: the roadmap.
        folder: the planning folder from where the page lies, as a URL that ends in a slash; empty where it lies in it.
    """
    with house.speaking(roadmap.house):
        made = _made("page", page=page_of(roadmap))
    return _LINK.sub(lambda _: html.escape(folder), made) if folder else made


#: The name of the portfolio's page, which lies beside the planning folders.
PORTFOLIO_PAGE = "portfolio.html"


def portfolio_page(portfolio: Portfolio, folder: str = "", rules: house.House = house.NONE) -> str:
    """The page of a portfolio; the same as `page`, of all initiatives.

    Args:
        portfolio: the portfolio.
        folder: the folder that holds the planning folders from where the page lies, as a URL that ends in a slash.
        rules: the house in whose words it is.
    """
    from .planning import portfolio_page as shown

    with house.speaking(rules):
        made = _made("portfolio", page=shown.page_of(portfolio))
    return _LINK.sub(lambda _: html.escape(folder), made) if folder else made


def _made(name: str, **values: object) -> str:
    language = house.in_force().language or "en"
    return environment(html=True).get_template(f"includes/{name}.html.jinja").render(mark=MARK, language=language, **values)
