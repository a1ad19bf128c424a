"""`roadmap` without a command: at a terminal a guided menu, elsewhere how things stand.

What is offered is decided in `offers.py`, what is asked is asked in `prompts.py`; here each step is carried out. Ctrl-C at a
question leads back to the menu, Ctrl-C there ends it. A step writes once, at its end, and all or nothing.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..planning import text
from ..planning.records import Package
from ..planning.roadmap import Roadmap
from ..refusals import Refusal
from ..speaking import SPEAKER, spoken
from .reading import sight_of, status
from .screen import Screen, Styled
from .state import Refused, State

if TYPE_CHECKING:
    from ..direct import Asked
    from ..planning_folder import Folder
    from .carrying import Plan
    from .offers import Question
    from .prompts import Prompts

#: The most problems that are listed above the menu.
_PROBLEMS = 5


def without_a_command(ctx: click.Context) -> None:
    """The guided menu; how things stand, where nobody is there to answer or only the bare answer is wanted."""
    state = ctx.ensure_object(State)
    if not state.at_terminal or state.quiet or os.environ.get("TERM") == "dumb":
        ctx.invoke(status)
        return
    from .prompts import Prompts

    Menu(state, Prompts(state.screen)).run()


def carry(state: State, asked: Asked) -> None:
    """Carry out what is asked: directly in a plan of the installed version, else by Copier.

    Raises:
        Refusal: where it cannot be; nothing was written then, or the message says what.
    """
    from . import carrying

    plan = carrying.read_plan(state, asked.folder)
    if plan.is_of_installed_version:
        from .. import direct

        direct.write(asked)
    elif carrying.copier(state, asked.words(plan.address)[1:], asked.folder):
        raise Refusal("Copier did not do it; why stands above.")


def start_words() -> list[str]:
    """Python's arguments that start a plan: Copier with its own prompts, of the installed template and at its version.

    Raises:
        Refused: when nobody knows where the template is.
    """
    from .carrying import copy_words

    words, address = copy_words(remedy="Start a plan with `roadmap new --template ADDRESS`.")
    return ["-m", "copier", *words, address, "."]


class Menu:
    """The menu at a terminal, from its start until somebody quits."""

    def __init__(self, state: State, ask: Prompts) -> None:
        self.state = state
        self.ask = ask
        # What was shown last of the checkpoint and of the problems: it is not shown again until it is something else.
        self._told = ""
        self._told_problems: tuple[str, ...] = ()
        self._just_told = False
        self._steps: dict[str, Callable[[], None]] = {
            "begin": self._begin,
            "confirm": self._confirm,
            "estimate": self._estimate,
            "add": self._add,
            "analysis": self._analysis,
            "change": self._change,
            "show": self._show,
            "list": self._list,
            "graph": self._graph,
            "timeline": self._timeline,
            "page": self._page,
            "check": self._check,
            "commit": self._commit,
        }

    # The loop

    def run(self) -> None:
        """Show the menu, and after each step again, until somebody quits."""
        folder = self._folder()
        while True:
            self._take(folder)
            key = self._choose()
            if key == "quit":
                return
            try:
                self._step(key)
            except (KeyboardInterrupt, EOFError):
                self._say(["", *self.screen.paragraph(Styled("Left. Ctrl-C once more ends the menu.", "dim"))])
            except (Refusal, Refused) as error:
                self.ask.complain(spoken(str(error)))
            except OSError as error:
                self.ask.complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
            folder = vars(self.state).get("folder")

    def _take(self, folder: Path | None) -> None:
        """Look at the plan as it is now: everything is read anew."""
        fresh = State()
        fresh.place, fresh.no_color = self.state.place, self.state.no_color
        if folder is not None:
            fresh.folder = folder
        self.state = fresh

    def _folder(self) -> Path | None:
        """The plan that the menu is about, asked for where several are open; None where there is none yet."""
        try:
            still = self.state.open_folders
        except Refused:
            if self.state.place is not None:
                raise
            return None
        if len(still) < 2:
            return self.state.folder
        named = {str(folder): f"{self._title(folder)} ({self.state.shown(folder)})" for folder in still}
        return Path(self.ask.choose("Which plan?", [named]))

    def _title(self, folder: Path) -> str:
        from .. import plans

        try:
            return self.state.plan_of(folder).title
        except plans.UnreadablePlan:
            return "cannot be read"

    def _choose(self) -> str:
        from .. import template
        from .offers import choices

        if "folder" not in vars(self.state):
            self._say(["", *self.screen.paragraph(Styled("There is no plan here yet.", "bold")), ""])
            steps = choices(None)
        else:
            self._say(self._head())
            folder = self.state.folder
            steps = choices(self.plan, changed=template.in_repository(folder) and template.has_changes(folder))
        groups = [{one.key: one.words for one in group} for _, group in itertools.groupby(steps, lambda one: one.group)]
        return self.ask.choose("What now?", groups)

    def _step(self, key: str) -> None:
        from .offers import STATUS

        if key in STATUS:
            self._give_status(key)
        else:
            self._steps[key]()

    @property
    def plan(self) -> Roadmap:
        """The plan as it was when it was last looked at."""
        return self.state.plan

    @property
    def screen(self) -> Screen:
        """What all of it is shown on."""
        return self.state.screen

    def _say(self, lines: Sequence[str]) -> None:
        self.state.say(lines)

    # What needs a decision, and what is next

    def _head(self) -> list[str]:
        """What needs a decision, and what is next."""
        from .showing import next_words

        sight, screen, plan = sight_of(self.state), self.screen, self.plan
        lines = ["", screen.painted("─" * screen.columns, "dim"), *screen.paragraph(Styled(plan.title, "bold")), ""]
        shown, question = self._checkpoint()
        self._just_told = bool(shown) and shown != self._told
        if self._just_told:
            lines += [*self._markdown(shown), ""]
        self._told = shown
        if plan.waiting:
            lines += screen.field("Decide", Styled(f"Checkpoint {plan.waiting.name}: {question}", "yellow"))
        lines += self._problems(sight.view["before_prioritizing"])
        return [*lines, *screen.field("Next", Styled(next_words(sight), "bold")), ""]

    def _problems(self, in_checkpoint: Sequence[str]) -> list[str]:
        """The problems: each where they are others than before, else how many.

        Args:
            in_checkpoint: those that stand in the text of the checkpoint `packages`.
        """
        found = tuple(spoken(str(problem["message"])) for problem in self.plan.problems)
        if not found:
            return []
        known, self._told_problems = self._told_problems, found
        said = [spoken(message) for message in in_checkpoint]
        above = said if self._just_told and self.plan.waiting and self.plan.waiting.name == "packages" else ()
        new = [] if found == known else [message for message in found if message not in above]
        words = text.count(len(new), "point") if new else f"{text.count(len(found), 'point')}, as above"
        words += " beside those above" if new and len(new) < len(found) else ""
        lines = self.screen.field("Attention", Styled(words, "yellow"))
        more = [f"and {len(new) - _PROBLEMS} more"] if len(new) > _PROBLEMS else []
        return lines + [
            line for words in (*new[:_PROBLEMS], *more) for line in self.screen.paragraph(words, " " * 13 + "- ", " " * 15)
        ]

    def _checkpoint(self) -> tuple[str, str]:
        """The text of the checkpoint that waits, and its question; empty where none does."""
        plan = self.plan
        if not plan.waiting:
            return "", ""
        from .. import documents, observing, planning_folder

        texts = observing.analysis_texts(planning_folder.read(self.state.folder).texts, plan)
        return documents.checkpoint_texts(plan, [plan.waiting.name], texts)[0]

    def _markdown(self, said: str) -> list[str]:
        from .markdown import lines_of

        return lines_of(spoken(said), self.screen)

    # Steps that write

    def _begin(self) -> None:
        import subprocess

        from .. import plans, template

        here = Path.cwd()
        root = template.top(here) or here
        before = plans.everywhere(here)
        sys.stdout.flush()
        subprocess.run([sys.executable, *start_words()], cwd=root, check=False, env={**os.environ, SPEAKER: "roadmap"})
        if new := list(plans.everywhere(here) - before):
            self.state.folder = new[0]

    def _confirm(self) -> None:
        from ..direct import Asked

        waiting = self.plan.waiting
        assert waiting is not None, "only then it is offered"
        shown, question = self._checkpoint()
        if not self._just_told:
            self._say(["", *self._markdown(shown), ""])
        if self.ask.yes(question):
            self._write(Asked(self.state.folder, {"confirm": waiting.name}))

    def _estimate(self) -> None:
        from .offers import CHANGES, without_estimate

        _, question = CHANGES["effort"]
        for package in without_estimate(self.plan):
            self._say(self.screen.paragraph(Styled(_named(package), "bold")))
            self._until_it_fits([question], package)

    def _give_status(self, key: str) -> None:
        from .offers import OF_STATUS, STATUS, packages_for

        package = self._package("Which work package?", packages_for(key, self.plan))
        self._until_it_fits(OF_STATUS.get(key, ()), package, {"status": STATUS[key]})

    def _add(self) -> None:
        from .offers import OF_PACKAGE

        more = True
        while more:
            self._until_it_fits(OF_PACKAGE, None, preview=True)
            more = self.ask.yes("Add another?")
            self._take(self.state.folder)

    def _change(self) -> None:
        from .offers import CHANGES, packages_for

        package = self._package("Which work package?", packages_for("change", self.plan))
        names = self.ask.choose_several("What changes?", {name: words for name, (words, _) in CHANGES.items()})
        if names:
            self._until_it_fits([CHANGES[name][1] for name in names], package, preview=True)

    def _analysis(self) -> None:
        from ..direct import Asked
        from ..planning.analyses import ANOTHER
        from .offers import OF_ANALYSIS, analyses_for, wrong

        own, purpose = OF_ANALYSIS
        name = self.ask.choose("Which analysis?", [{name: words for words, name in analyses_for(self.plan).items()}])
        if name == ANOTHER:
            name = self.ask.text(own.words, check=lambda said: wrong(own, said, ()))
        why = self.ask.text(purpose.words)
        answers = {"analysis_type": name, **({"analysis_purpose": why} if text.one_line(why) else {})}
        self._write(Asked(self.state.folder, answers, part="analysis"))

    def _until_it_fits(
        self,
        questions: Sequence[Question],
        package: Package | None,
        given: Mapping[str, Any] | None = None,
        *,
        preview: bool = False,
    ) -> None:
        """Ask, and write what was said. What is refused is shown as it is, and asked again with what was said.

        Args:
            questions: what is asked.
            package: the work package that is changed; None for a new one.
            given: answers that are given beside those that are asked for.
            preview: whether it is shown what would come of it, before it is written.
        """
        from .. import planning_folder
        from ..direct import Asked
        from ..planning.records import is_package
        from .offers import differing

        there = planning_folder.read(self.state.folder)
        packages = [one for one in there.records if is_package(one)]
        record = next((one for one in packages if package and one["slug"] == package.slug), {})
        said: dict[str, Any] = {}
        while True:
            for question in questions:
                said[question.name] = self._ask(question, {**record, **said}, packages, package)
            answers = differing({**(given or {}), **said}, record)
            if not answers:
                self._say(["Nothing changes."])
                return
            part = {"record": package.record} if package else {"part": "work-package"}
            asked = Asked(self.state.folder, answers, **part)
            try:
                if preview:
                    self._preview(asked, there)
                    choice = self.ask.choose("Write it?", [_WRITE])
                    if choice == "again":
                        continue
                    if choice == "leave":
                        return
                self._write(asked)
                return
            except Refusal as error:
                self.ask.complain(spoken(str(error)))
                if not questions:
                    return

    def _ask(
        self, question: Question, known: Mapping[str, Any], packages: Sequence[Mapping[str, Any]], package: Package | None
    ) -> Any:
        """The answer to one question, with what is known of it as the one that stands there."""
        from .offers import typed, wrong

        if question.kind == "choice":
            return self.ask.choose(question.words, [dict(question.options)], str(known.get(question.name) or ""))
        if question.kind == "packages":
            others = {one.slug: _named(one) for one in self.plan.packages if package is None or one.slug != package.slug}
            chosen = text.items(known.get(question.name))
            return self.ask.choose_several(question.words, others, chosen) if others else []
        if question.kind == "entries":
            return self._entries(question, text.items(known.get(question.name)))
        slug = package.slug if package else ""
        return self.ask.text(question.words, typed(question.name, known), lambda said: wrong(question, said, packages, slug))

    def _entries(self, question: Question, before: Sequence[str]) -> list[str]:
        """Several entries, asked one by one until one is empty."""
        found: list[str] = []
        for place in itertools.count(1):
            words = question.words if place == 1 else f"Number {place}"
            stood = before[place - 1] if place <= len(before) else ""
            entry = text.one_line(self.ask.text(f"{words} (Enter for {'none' if place == 1 else 'no more'})", stood))
            if not entry:
                break
            found.append(entry)
        return found

    def _preview(self, asked: Asked, there: Folder) -> None:
        """Show what would come of it: priority and place of the package, and what changes in the plan.

        Raises:
            Refusal: where it would be refused.
        """
        if not self._at_hand.is_of_installed_version:
            self._say(self.screen.paragraph("The plan is of another version than this command: Copier makes the change."))
            return
        from .. import direct, plans
        from ..planning.difference_words import in_words
        from ..planning.differences import differences
        from .offers import place_of

        after = plans.plan_of(direct.would_be(asked, there), str(self.state.folder))
        found = differences(self.plan, after)
        screen = self.screen
        self._say(["", *screen.paragraph(Styled("What would come of it", "bold"))])
        concerned = [after.by_slug[one.slug] for one in found.packages if one.after and one.is_caused]
        for package in concerned:
            for name, words in place_of(after, package).items():
                self._say(screen.field(name, words))
        self._say([*(line for words in in_words(found) for line in screen.paragraph(words, "  ")), ""])

    def _write(self, asked: Asked) -> None:
        """Write it, and say what changed."""
        from ..planning.difference_words import NO_CHANGE, in_words
        from ..planning.differences import differences

        before = self.plan
        carry(self.state, asked)
        self._take(self.state.folder)
        words = in_words(differences(before, self.plan)) or [NO_CHANGE]
        lines = [line for one in words for line in self.screen.paragraph(one, "  ")]
        self._say(["", *self.screen.paragraph(Styled("✓ Written", "green")), *lines])

    def _package(self, words: str, packages: Sequence[Package]) -> Package:
        from ..planning.views import STATUS_WORDS

        named = {one.slug: f"{_named(one)} · {STATUS_WORDS[self.plan.state(one)]}" for one in packages}
        return self.plan.by_slug[self.ask.choose(words, [named])]

    # Steps that show

    def _show(self) -> None:
        from .offers import packages_for
        from .showing import package_lines

        package = self._package("Which work package?", packages_for("show", self.plan))
        self._say(["", *package_lines(sight_of(self.state), package)])

    def _list(self) -> None:
        from .showing import table, without_plans

        sight = sight_of(self.state)
        self._say(["", *(table(sight, self.plan.packages) if self.plan.packages else without_plans(sight))])

    def _graph(self) -> None:
        from .showing import graph

        self._say(["", *graph(sight_of(self.state))])

    def _timeline(self) -> None:
        from .showing import timeline

        self._say(["", *timeline(sight_of(self.state))])

    def _page(self) -> None:
        from ..page import PAGE, page
        from .paging import open_in_browser, written

        path = written(self.state, None, self.state.folder / PAGE, lambda between: page(self.state.plan, between))
        if self.ask.yes("Open it in the browser?"):
            open_in_browser(self.state, path)

    def _check(self) -> None:
        from .checking import checked, tell

        if not self._at_hand.is_of_installed_version:
            raise Refusal("The plan is of another version than this command, which cannot say what its documents should say.")
        tell(self.state, [checked(self.state, self.state.folder)])

    def _commit(self) -> None:
        from . import committing

        folder = self.state.folder
        try:
            proposed, _, more = committing.message(folder, self.plan).partition("\n")
        except Refused:
            # What is committed was made by a version that knew other answers, or edited by hand.
            proposed, more = f"Update {text.one_line(self.plan.title)}", ""
        if more.strip():
            self._say(["", *(self.screen.line(line) for line in more.strip().splitlines())])
        subject = self.ask.text("Message", proposed, lambda said: "" if said.strip() else "Give a message.")
        committing.carry_out(folder, f"{subject}\n{more}")
        self._say([self.screen.painted("✓ Committed", "green")])

    @property
    def _at_hand(self) -> Plan:
        """The plan as it is now, to be changed."""
        from .carrying import plan_at_hand

        return plan_at_hand(self.state)


#: What can be done with what was shown.
_WRITE = {"write": "Yes, write it", "again": "Go through the questions again", "leave": "No: leave everything as it is"}


def _named(package: Package) -> str:
    from .showing import named

    return named(package)
