"""The screen: how wide text is on a terminal, cut, wrapped and set in columns; and the colours it is shown in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: The most columns where nobody's terminal says otherwise, and the least for which anything is laid out.
WIDTH, NARROWEST = 80, 30

#: The most columns of a cell that is not cut to fit, and how far the one is cut that is.
_WIDEST_CELL, _NARROWEST_CELL = 16, 12

#: Signs beyond ASCII that this command draws with, each one column wide.
_NARROW = str.maketrans(dict.fromkeys("█▒░│─├└┬►┤·…→✓•–’“”", "x"))

#: The codes of each style (ECMA-48, "SGR").
_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}


def width_of(words: str) -> int:
    """How many columns the words take on a terminal."""
    if words.isascii() or words.translate(_NARROW).isascii():
        return len(words)
    return _measured(words)


def _measured(words: str) -> int:
    # Its tables take longer to load than a plan in Latin letters takes to read.
    from wcwidth import wcswidth

    measured = wcswidth(words)
    return measured if measured >= 0 else len(words)


def _clusters(words: str) -> list[str]:
    """The signs of the words as people see them: each with the accents, joiners and selectors that follow it."""
    found: list[str] = []
    for sign in words:
        joined = bool(found) and (found[-1].endswith("\u200d") or width_of(found[-1] + sign) == width_of(found[-1]))
        # Two letters for a flag are one sign; a third begins another.
        flag = bool(found) and len(found[-1]) == 1 and _is_regional(found[-1]) and _is_regional(sign)
        # Of a sign that is shown as an emoji the selector makes it wider.
        if joined or flag or sign in "\ufe0e\ufe0f\u200d\u20e3" or "\U0001f3fb" <= sign <= "\U0001f3ff":
            if found:
                found[-1] += sign
            else:
                found.append(sign)
        else:
            found.append(sign)
    return found


def _is_regional(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _head(words: str, columns: int) -> str:
    """As much of the words as fits, at least one sign."""
    if words.isascii():
        return words[: max(1, columns)]
    taken = ""
    for sign in _clusters(words):
        if taken and width_of(taken + sign) > columns:
            break
        taken += sign
    return taken


def cut(words: str, columns: int) -> str:
    """The words, cut with an ellipsis where they are wider than so many columns."""
    if width_of(words) <= columns:
        return words
    if columns < 2:
        return "…"[:columns]
    head = _head(words, columns - 1)
    return (head if width_of(head) < columns else "").rstrip() + "…"


def wrap(words: str, columns: int) -> list[str]:
    """The words on lines of at most so many columns, broken between words, and in one that is too long for a line.

    Line ends in the words stay; a wide sign alone may be wider than one column.
    """
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if width_of(joined) <= columns:
                line = joined
                continue
            if line:
                lines.append(line)
            while width_of(word) > columns:
                head = _head(word, columns)
                if head == word:
                    break
                lines.append(head)
                word = word[len(head) :]
            line = word
        lines.append(line)
    return lines


def wrap_path(path: str, columns: int) -> list[str]:
    """A path on as few lines as it takes: whole, else broken before the name of its file, else wherever it must be."""
    if width_of(path) <= columns:
        return [path]
    folder, slash, name = path.rpartition("/")
    return [line for part in (folder + slash, name) if part for line in _broken(part, columns)]


def _broken(word: str, columns: int) -> list[str]:
    lines = []
    while width_of(word) > columns and (head := _head(word, columns)) != word:
        lines.append(head)
        word = word[len(head) :]
    return [*lines, word]


def pad(words: str, columns: int, right: bool = False) -> str:
    """The words with blanks up to so many columns, behind them, or before them where they stand to the `right`."""
    blanks = " " * (columns - width_of(words))
    return blanks + words if right else words + blanks


@dataclass(frozen=True)
class Styled:
    """Words in a style: names of `_CODES`, separated by blanks; empty for none."""

    words: str
    style: str = ""


#: A cell of a table, and a piece of a line.
Piece = str | Styled


def _plain(piece: Piece) -> Styled:
    return piece if isinstance(piece, Styled) else Styled(piece)


@dataclass(frozen=True)
class Screen:
    """What is shown on: so many `columns`, in `color` or plain."""

    columns: int = WIDTH
    color: bool = False

    def painted(self, words: str, style: str = "") -> str:
        """The words in the style; as they are where there are no colours."""
        codes = [_CODES[name] for name in style.split()]
        return f"\033[{';'.join(codes)}m{words}\033[0m" if self.color and codes and words else words

    def line(self, *pieces: Piece) -> str:
        """The pieces on one line, cut where the screen ends."""
        room, found = self.columns, ""
        for piece in map(_plain, pieces):
            words = cut(piece.words, room)
            room -= width_of(words)
            found += self.painted(words, piece.style)
            if words != piece.words or not room:
                break
        return found

    def paragraph(self, words: Piece, first: str = "", rest: str | None = None) -> list[str]:
        """The words wrapped, behind `first` on the first line and `rest` on the others; as many blanks where that is not given."""
        styled = _plain(words)
        before = " " * width_of(first) if rest is None else rest
        room = max(1, self.columns - max(width_of(first), width_of(before)))
        lines = wrap(styled.words, room)
        return [((before if place else first) + self.painted(line, styled.style)).rstrip() for place, line in enumerate(lines)]

    def field(self, name: str, words: Piece, margin: int = 13) -> list[str]:
        """A name and what is said of it, wrapped beside it."""
        lines = self.paragraph(words, " " * margin)
        label = pad(cut(name, margin - 1), margin)
        return [self.painted(label, "dim") + lines[0][margin:], *lines[1:]]

    def path(self, name: str, path: str, margin: int = 13) -> list[str]:
        """A name and a path, which is broken only where it must be."""
        lines = wrap_path(path, self.columns - margin)
        return [
            (self.painted(pad(name, margin), "dim") if not place else " " * margin) + line for place, line in enumerate(lines)
        ]

    def table(self, rows: Sequence[Sequence[Piece]], heads: Sequence[str], flexible: int) -> list[str]:
        """Rows in columns with two blanks between them; the `flexible` column is cut where they would not fit.

        Columns in which nothing stands are left out, and the last ones where cutting that one to a dozen columns is not enough.
        """
        cells = [[_plain(cell) for cell in row] for row in rows]
        kept = [place for place in range(len(heads)) if any(row[place].words for row in cells)]
        wide = {place: max(width_of(text) for text in (heads[place], *(row[place].words for row in cells))) for place in kept}
        wide |= {place: min(columns, _WIDEST_CELL) for place, columns in wide.items() if place != flexible}

        def over() -> int:
            return sum(wide[place] for place in kept) + 2 * (len(kept) - 1) - self.columns

        if flexible in wide:
            wide[flexible] -= max(0, min(over(), wide[flexible] - _NARROWEST_CELL))
        while over() > 0 and len(kept) > 1 and kept[-1] != flexible:
            kept.pop()
        if over() > 0:
            wide[kept[-1]] -= min(over(), wide[kept[-1]] - 1)

        def laid_out(row: Sequence[Styled]) -> str:
            parts = []
            for place in kept:
                words = cut(row[place].words, wide[place])
                # A style ends where the words do: blanks at the end of a line are cut.
                blanks = " " * (wide[place] - width_of(words)) if place != kept[-1] else ""
                parts.append(self.painted(words, row[place].style) + blanks)
            return "  ".join(parts).rstrip()

        head = [Styled(name, "dim") for name in heads]
        return [laid_out(row) for row in (head, *cells)]


_ESCAPE = re.compile("\033\\[[0-9;]*m")


def without_colors(words: str) -> str:
    """The words without the codes of their styles."""
    return _ESCAPE.sub("", words)
