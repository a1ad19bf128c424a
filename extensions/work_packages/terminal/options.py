"""What commands are made of: their common options, how a package is named, and the examples in their help."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import click

from ..planning.naming import NotNamed, named
from ..planning.records import Package, nn
from .state import Refused, State

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


class WithExamples(click.Command):
    """A command whose help ends with examples."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, and what is said below them."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples:
                    formatter.write(f"{' ' * formatter.current_indent}{line}\n")
        super().format_epilog(ctx, formatter)


def nearest(word: str, known: Collection[str]) -> str:
    """What could be meant by a word that is none of those that are known."""
    import difflib

    near = difflib.get_close_matches(word.lower()[:100], list(known), n=2, cutoff=0.55)
    return f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(known)}."


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        # Before the command and behind it: whichever is given counts.
        if value:
            setattr(ctx.ensure_object(State), name, value)

    return keep


def common(function: _Decorated) -> _Decorated:
    """The options of every command: which plan, colours, and how much is said."""
    for option in (
        click.option(
            *("-q", "--quiet"),
            is_flag=True,
            expose_value=False,
            callback=_keep("quiet"),
            help="Only the bare answer, no notes.",
        ),
        click.option(
            "--no-color",
            is_flag=True,
            expose_value=False,
            callback=_keep("no_color"),
            help="No colours; NO_COLOR does the same.",
        ),
        click.option(
            *("-C", "--plan", "place"),
            metavar="PATH",
            expose_value=False,
            callback=_keep("place"),
            help="The planning folder, a folder above or below it, or its name or a part of that.",
        ),
    ):
        function = option(function)
    return function


class PackageName(click.ParamType):  # type: ignore[type-arg]
    """A work package by number, slug, or a part of its title; completed by numbers and slugs."""

    name = "package"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """The packages whose number or slug begins so, each with its title."""
        from click.shell_completion import CompletionItem

        try:
            packages = ctx.ensure_object(State).plan.packages
        except (Refused, OSError):
            return []
        words = [(nn(one.number), one) for one in packages] + [(one.slug, one) for one in packages]
        return [CompletionItem(word, help=one.title) for word, one in words if word.startswith(incomplete.lower())]


def package_of(state: State, words: str) -> Package:
    """The work package of the plan at hand that the words name.

    Raises:
        Refused: when they name none, or several.
    """
    try:
        return named(words, state.plan.packages)
    except NotNamed as error:
        raise Refused(str(error)) from error


class Word(click.ParamType):  # type: ignore[type-arg]
    """One of a few words, however it is spelled: ` In-Progress`, `in progress`."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        self.name = name
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word as it is stored.

        Raises:
            BadParameter: when it is none of them.
        """
        word = " ".join(str(value).lower().replace("_", " ").replace("-", " ").split()).replace(" ", "-")
        if word not in self.words:
            self.fail(f"{str(value)!r} is no {self.name}. {nearest(word, self.words)}", param, ctx)
        return word

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """The words that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete.lower())]
