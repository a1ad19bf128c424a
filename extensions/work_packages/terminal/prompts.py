"""Asking at a terminal: the only place that knows questionary. Ctrl-C at a question is `KeyboardInterrupt`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import questionary

from .screen import Screen, cut

#: From so many choices on, a list is searched by typing.
_MANY = 10

#: The columns that stand beside a choice.
_BESIDE = 6

_STYLE = questionary.Style(
    [
        ("qmark", "fg:ansicyan"),
        ("question", "bold"),
        ("answer", "fg:ansigreen"),
        ("pointer", "fg:ansicyan bold"),
        ("highlighted", "fg:ansicyan"),
        ("selected", "fg:ansigreen"),
        ("separator", "fg:ansibrightblack"),
        ("instruction", "fg:ansibrightblack"),
    ]
)


class Prompts:
    """Questions on the screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        if not screen.color:
            # Who wants no colours wants none of the questions either; nor of a command that is started from here.
            os.environ["NO_COLOR"] = "1"

    def choose(self, words: str, groups: Sequence[Mapping[str, str]], chosen: str = "") -> str:
        """The key of what is chosen.

        Args:
            words: the question.
            groups: the choices by their keys, with a line between the groups.
            chosen: the key that the pointer is at first; where it is none of them, that is the first one.
        """
        keys = [key for group in groups for key in group]
        titles = self._titles([words for group in groups for words in group.values()])
        choices: list[Any] = []
        for group in groups:
            choices += [questionary.Separator(" ")] if choices and group else []
            choices += [questionary.Choice(titles[keys.index(key)], _Key(key)) for key in group]
        first = next((one for one in choices if getattr(one.value, "key", None) == chosen), None)
        # A search does not get along with the lines between groups.
        length = len(keys) if len(groups) == 1 else 0
        question = questionary.select(self._cut(words), choices, default=first, **self._list(length, "(arrows, Enter)"))
        found: _Key = question.unsafe_ask()
        return found.key

    def choose_several(self, words: str, choices: Mapping[str, str], chosen: Sequence[str] = ()) -> list[str]:
        """The keys of what is chosen; of the choices by their keys none, some or all."""
        titles = self._titles(list(choices.values()))
        listed = [
            questionary.Choice(title, _Key(key), checked=key in chosen) for key, title in zip(choices, titles, strict=True)
        ]
        question = questionary.checkbox(self._cut(words), listed, **self._list(len(listed), "(space selects, Enter goes on)"))
        found: list[_Key] = question.unsafe_ask()
        return [one.key for one in found]

    def text(self, words: str, default: str = "", check: Callable[[str], str] = lambda _: "") -> str:
        """What is typed. What is wrong with it is said, and asked again with what was typed.

        Args:
            words: the question.
            default: what stands there already.
            check: what is wrong with an answer; empty when nothing is.
        """
        while True:
            said = str(questionary.text(words, default=default, style=_STYLE).unsafe_ask())
            if not (wrong := check(said)):
                return said
            default = said
            self.complain(wrong)

    def yes(self, words: str, *, default: bool = False) -> bool:
        """Whether the answer is yes."""
        return bool(questionary.confirm(words, default=default, style=_STYLE, auto_enter=True).unsafe_ask())

    def complain(self, message: str) -> None:
        """Show what is wrong."""
        for line in message.split("\n"):
            lead = line[: len(line) - len(line.lstrip(" -"))]
            for shown in self.screen.paragraph(line[len(lead) :], lead):
                print(self.screen.painted(shown, "red"))

    def _cut(self, words: str) -> str:
        return cut(words, self.screen.columns - _BESIDE)

    def _titles(self, words: Sequence[str]) -> list[str]:
        """What the choices show: on one line each."""
        return [cut(" ".join(one.split()), self.screen.columns - _BESIDE) for one in words]

    def _list(self, length: int, instruction: str) -> dict[str, Any]:
        search = length > _MANY
        return {
            "style": _STYLE,
            "instruction": f"(type to search; {instruction[1:]}" if search else instruction,
            "use_search_filter": search,
            "use_jk_keys": not search,
        }


class _Key:
    """The value of a choice. Two choices with one title are two."""

    def __init__(self, key: str) -> None:
        self.key = key
