"""The templates as text: read at once, since Copier's checkout, in which this package may be, does not last as long as the command."""

from __future__ import annotations

from pathlib import Path

#: Where the template is: inside an installed package; of the repository, and of a copy in the cache, above it.
SUITE = next(place for place in (Path(__file__).parent / "suite", Path(__file__).parents[2]) if (place / "template").is_dir())


def _read_sources() -> dict[str, str]:
    paths = (
        path for folder in ("includes", "skills", "template") for path in sorted((SUITE / folder).rglob("*")) if path.is_file()
    )
    return {path.relative_to(SUITE).as_posix(): path.read_text(encoding="utf-8") for path in paths}


#: The templates by their paths.
SOURCES = _read_sources()


def analysis_sections(kind: str) -> str:
    """The template of the sections of an analysis, as text: its placeholders are known by it."""
    return SOURCES[f"includes/analyses/{kind}.md.jinja"]
