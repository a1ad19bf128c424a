"""`roadmap` without a command."""

from __future__ import annotations

import click

from .reading import status
from .state import State


def without_a_command(ctx: click.Context) -> None:
    """How things stand; at a terminal of the plan that the person chooses, where several are open."""
    state = ctx.ensure_object(State)
    if state.at_terminal:
        # The place of the guided menu: what needs a decision, what is next, then the common steps.
        state.ask_for_folder()
    ctx.invoke(status)
