"""Compiled templates are kept for environments that would compile them alike, and for no others."""

from __future__ import annotations

from jinja2 import Environment
from work_packages.compiling import remember_compiled


def rendered(source: str, **settings: object) -> str:
    environment = Environment(**settings)  # type: ignore[arg-type]
    environment.filters["shout"] = lambda text: str(text).upper()
    remember_compiled(environment)
    return environment.from_string(source).render()


def test_settings_are_part_of_what_is_kept() -> None:
    source = "{% if true %}\nA\n{% endif %}\n"
    assert rendered(source) == "\nA\n"
    assert rendered(source, trim_blocks=True) == "A\n"
    assert rendered(source) == "\nA\n"
    assert rendered("[[ 1 ]]{{ 2 }}", variable_start_string="[[", variable_end_string="]]") == "1{{ 2 }}"
    assert rendered("[[ 1 ]]{{ 2 }}") == "[[ 1 ]]2"
    assert rendered("{{ 'a<b' }}", autoescape=True) == rendered("{{ 'a<b' }}", autoescape=True)
