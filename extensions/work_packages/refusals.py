"""What ends a command that cannot be carried out: one message that names every problem, its value and its remedy."""

from __future__ import annotations


class Refusal(Exception):
    """A command that is refused; nothing was written, or the message says what was. Its text is what a person reads."""
