"""The Jinja face: what `copier.yml` and the questions call. It reads the destination, asks the domain, and computes nothing.

Copier asks, checks and decides; at the end of a command `conclude` has every file written, once. In an update Copier also
replays its questions in folders of its own: there they are given the stored answers, and nothing is computed or written.
"""

from __future__ import annotations

import datetime
import functools
import json
import sys
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from copier.errors import UserMessageError
from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

from . import agents, checks, commands, documents, locking, messages, planning_folder, speaking, template, unfinished
from .clock import today
from .compiling import remember_compiled
from .planning import analyses, asking, checkpoints, continuing, house, imports, records, text, views
from .planning import answers as rules
from .planning.fields import PLANNING_ROOT
from .planning_folder import ANSWERS
from .refusals import Refusal
from .run import Answers, Run, beside_of, is_list, planning_folders, planning_root
from .state import stored_form
from .versions import Template

if TYPE_CHECKING:
    from .importing import Question

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Said(Mapping[str, Any]):
    """The answers of a template's context, as they count: choices as they are stored, and what was corrected at a prompt.

    Copier keeps each answer as it was typed, and asks in one order: a later prompt cannot change an earlier answer.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        typed = context.get("corrections")
        self.corrections = records.canonical_answers(asking.corrections(typed)) if typed else {}
        self.imported: Mapping[str, Any] = {}

    @property
    def prompted(self) -> dict[str, Any]:
        """What an import goes by, as far as it is answered."""
        found = {name: self.context[name] for name in imports.NAMES if name in self.context}
        return {**found, "previous": self.context["previous_named"]} if "previous_named" in self.context else found

    def __getitem__(self, name: str) -> Any:
        if name in self.imported and name not in self.corrections:
            return self.imported[name]
        if name == "analyses" and name not in self.corrections:
            return stored_form(name, self.context[name])
        return self.corrections[name] if name in self.corrections else records.canonical(name, self.context[name])

    def __iter__(self) -> Iterator[str]:
        return iter({**self.context.get_all(), **self.corrections})

    def __len__(self) -> int:
        return len(list(iter(self)))


def for_templates(function: _Function) -> _Function:
    """Mark a method that questions and settings call by its name."""
    function.for_templates = True  # type: ignore[attr-defined]
    return function


class WorkPackages(Extension):
    """Registers the functions and filters that the questions and settings call; one for each of Copier's renders."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        remember_compiled(environment)
        self._turned_down: set[str] = set()
        self._shown: set[str] = set()
        self._run: Run | None = None
        self._done: commands.Done | None = None
        self._for_agents: dict[str, unfinished.Change] | None = None
        self._portfolio: dict[str, unfinished.Change] | None = None
        marked = (name for name in dir(type(self)) if getattr(getattr(type(self), name), "for_templates", False))
        environment.globals.update({name: self._called(getattr(self, name)) for name in marked})
        environment.filters.update(documents.FILTERS)

    def _called(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function for templates, given the run and the answers as they count. Where it refuses, the command ends."""

        @pass_context
        @functools.wraps(function)
        def call(context: Context, *arguments: Any) -> Any:
            said = Said(context)
            run = self._run = self._run or _run(context)
            run.corrections = said.corrections
            if run.at_terminal and run.stored is None:
                run.prompted = said.prompted
            if run.imported is not None:
                # Where it lies is no planning folder that is continued.
                found = {name: value for name, value in run.imported_answers.items() if name not in run.typed}
                said.imported = {**found, "previous": ""}
            try:
                with house.ruled(run.house):
                    return function(run, said, *arguments)
            except Refusal as refusal:
                locking.release(run.root)
                raise UserMessageError(speaking.said(str(refusal))) from refusal

        return call

    # Questions

    @for_templates
    def check_given(self, run: Run, said: Answers) -> str:
        """Check every given answer, and that the part fits the place and the phase, before anything is asked or written."""
        run.once("checked", lambda: checks.check_given(run))
        return ""

    @for_templates
    def parts_here(self, run: Run, said: Answers) -> list[str]:
        """The parts that can be made here: the choices of the question `part`."""
        if run.record is not None or run.part in ("agents", "portfolio", "adopt"):
            return [run.part]
        if run.replay or run.overwrite:
            return list(rules.PARTS)
        if run.stored is None:
            return ["initiative"]
        # A repair and a check are asked for by their names; no prompt offers them.
        return ["work-package", "analysis", *([run.part] if run.part in ("repair", "check") else [])]

    @for_templates
    def said(self, run: Run, said: Answers, name: str) -> Any:
        """The answer as it counts, for conditions of questions (see `run.Said`)."""
        return said.get(name)

    @for_templates
    def asks(self, run: Run, said: Answers, name: str, when: bool = True) -> bool:
        """Whether to ask a question at a prompt, where it makes sense at all.

        At a terminal, of what is new what it needs, and the rest after a yes to "More now?"; of what is updated without new
        answers what a person chose to change.
        """
        if not when or not run.at_terminal or name in run.given:
            return False
        if run.changing:
            return name in self._chosen(run, said)
        part = said.get("part", run.part)
        more = part not in asking.MORE_WORDS or said.get("more") in ("yes", "correct-more")
        return more or name in ("part", *imports.HOW.values(), *asking.FIRST[part])

    @for_templates
    def asks_change(self, run: Run, said: Answers) -> bool:
        """Whether to ask what is to change: at a terminal, in an update without answers, where no checkpoint is confirmed."""
        return run.at_terminal and run.changing and not run.given and not said.get("confirm_open")

    @for_templates
    def changes_offered(self, run: Run, said: Answers) -> dict[str, str]:
        """The choices of the question `change`."""
        return asking.changes_offered(run.part)

    def _chosen(self, run: Run, said: Answers) -> Sequence[str]:
        """The names of the questions that a person chose to answer anew in this update."""
        return asking.changed_names(run.part, said.get("change") or ()) if self.asks_change(run, said) else ()

    @for_templates
    def asks_more(self, run: Run, said: Answers) -> bool:
        """Whether to ask "More now?": at a terminal, of a new initiative or work package of which not all is given."""
        part = str(said.get("part"))
        left = [name for name in asking.rest(part) if name not in run.typed]
        return run.at_terminal and not run.changing and part in asking.MORE_WORDS and bool(left)

    @for_templates
    def more_question(self, run: Run, said: Answers) -> str:
        """The words of "More now?"."""
        return asking.more_question(str(said.get("part")))

    @for_templates
    def more_choices(self, run: Run, said: Answers) -> dict[str, str]:
        """The choices of "More now?"."""
        return asking.MORE

    @for_templates
    def asks_corrections(self, run: Run, said: Answers) -> bool:
        """Whether to ask for corrections of what was answered before."""
        return bool(self.asks_more(run, said)) and said.get("more") in ("correct", "correct-more")

    @for_templates
    def correctable(self, run: Run, said: Answers) -> str:
        """The names of the answers that stand above the question for corrections."""
        part = str(said.get("part"))
        left_out = () if part != "initiative" or self.previous_choices(run, said) else ("kind", "previous")
        return text.join(name for name in asking.FIRST[part] if name in said and name not in left_out)

    @for_templates
    def answer_type(self, run: Run, said: Answers, name: str) -> str:
        """The Copier type that takes the value as it comes: lists from files, dates from YAML, else what is typed."""
        if name in self._turned_down and name not in run.given:
            return "str"
        value = run.given[name] if name in run.given else said.get(name)
        if isinstance(value, datetime.date):
            return "path"
        return "yaml" if isinstance(value, (list, dict)) or (value is None and name in run.given) else "str"

    @for_templates
    def problem(self, run: Run, said: Answers, name: str) -> str:
        """What is wrong with the answer to the question `name`: its validator."""
        value = said.context[name] if name == "previous" and isinstance(said, Said) else said[name]
        if self._is_foreign(run, name, value):
            return "belongs to another template"
        if name == "corrections":
            return self._corrections_problem(run, said)
        if name == "previous_named":
            return checks.previous_problem(run, value)
        if name in imports.HOW.values():
            return rules.problem(name, value) if value else ""
        if name in (*rules.TRANSIENT, "more"):
            # Checked with all that is given; at the prompt it is yes or no.
            return ""
        offered = name == "analyses" and self.asks_choice(run, said, name)
        if (
            name not in self._turned_down
            and run.changing
            and (offered or (self._shown_as_text(name, value) and self.asks(run, said, name)))
        ):
            # The same way, a stored list is dropped, so that the question shows it as people type it: see `listed`.
            self._turned_down.add(name)
            return "is shown as text"
        if run.replay:
            return ""
        if name == "remains" and self.asks(run, said, "remains") and (wrong := rules.reason_problem(said.get("status"), value)):
            return wrong.partition(": ")[2].partition(":")[0] + "."
        stored = run.record or run.stored
        if run.changing and stored and str(stored.get(name)) == str(value):
            # Copier would drop a stored answer that is turned down. It stays, and the documents say what is wrong with it.
            return ""
        if name == "previous" and run.is_import:
            return checks.previous_problem(run, value)
        if wrong := rules.problem(name, value):
            return wrong
        if name == "identified":
            known = run.records if run.changing else ()
            return " ".join(
                rules.identified_problems(
                    value, known=known, continued=self._continued(run, said), beside=lambda: beside_of(run)
                )
            )
        if name == "previous":
            return checks.previous_problem(run, value)
        if name == "analysis_type" and not run.changing and name not in run.given:
            return checks.second_analysis(run, value)
        if name == "depends_on":
            own = str(run.record.get("slug", "")) if run.record else str(said.get("slug") or self.proposed_slug(run, said))
            return rules.dependency_problem(value, own, run.packages, lambda: beside_of(run))
        if name in ("title", "slug") and run.part == "work-package" and run.record is None:
            slug = records.slug_for({"title": value}, records.next_number(run.records)) if name == "title" else str(value)
            return (
                rules.slug_problem(slug, (str(package["slug"]) for package in run.packages)) if "slug" not in run.given else ""
            )
        return ""

    @staticmethod
    def _shown_as_text(name: str, value: Any) -> bool:
        """Whether a stored answer is a list that a prompt shows as people type it."""
        if name == "identified":
            # Of an entry that says more than its title, text would lose the rest.
            return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
        return is_list(name) or name in ("overall_criteria", "external_dependencies")

    def _corrections_problem(self, run: Run, said: Answers) -> str:
        """What is wrong with corrections: the same that is wrong with such answers where a command is given them."""
        part = str(said.get("part"))
        if wrong := asking.corrections_problem(said["corrections"], part):
            return wrong
        if not run.given:
            return ""
        typed = {name: said[name] for name in asking.FIRST[part] if name in said and name not in run.given}
        tried = replace(run, typed={**{name: value for name, value in typed.items() if value not in ("", None)}, **run.typed})
        # A prompt has one line for a message.
        return next(iter(checks.answer_problems(tried)), "") or checks.misplaced(tried)

    @for_templates
    def choices(self, run: Run, said: Answers, name: str, offered: dict[str, str]) -> dict[str, str]:
        """The choices of a question by their labels, and an answer that is none of them, or spelled in another way.

        A stored one is of a record that was edited by hand.

        A status that no package may have yet is not offered: Copier checks nothing that is chosen from a list.
        """
        stored = run.spelled(name)
        if name == "status" and not run.replay:
            before = str(house.base_status((run.record or {}).get(name)) or "")
            names = [one for one in records.PACKAGE_DEFAULTS if one in said and one not in ("part", "status")]
            after = run.following({one: said[one] for one in names}) if run.record is not None else run.standing
            offered |= {own.title: own.name for own in house.in_force().statuses.values()}
            offered = {
                label: value
                for label, value in offered.items()
                if not checkpoints.start_problem(str(house.base_status(value)), before, after)
            }
        if not isinstance(stored, str) or stored in offered.values():
            return offered
        known = records.canonical(name, stored)
        if known in offered.values():
            # Copier compares the answer with the choices before anything else: the choice is spelled as the answer is.
            return {label: _literal(stored) if value == known else value for label, value in offered.items()}
        return {**offered, _literal(f"{stored} (as stored)"): _literal(stored)}

    @for_templates
    def analysis_choices(self, run: Run, said: Answers) -> dict[str, str]:
        """The analysis types by what a list of choices says of each, and a name of a person's own."""
        return analyses.choices()

    @for_templates
    def asks_choice(self, run: Run, said: Answers, name: str) -> bool:
        """Whether to offer a list of choices for this answer: where it is asked, and nobody has a default of their own for it."""
        return self.asks(run, said, name) and name not in run.defaults

    @for_templates
    def another_chosen(self, run: Run, said: Answers, name: str) -> bool:
        """Whether a name of a person's own was chosen from the list of `analyses` or of the `analysis`."""
        chosen = said.get(f"{name}_chosen") or ""
        return self.asks(run, said, "analyses" if name == "analyses" else "analysis_type") and analyses.ANOTHER in (
            [chosen] if isinstance(chosen, str) else chosen
        )

    @for_templates
    def analyses_proposed(self, run: Run, said: Answers) -> str:
        """The default of `analyses`: what was chosen from the list, and named beside it."""
        chosen = [name for name in said.get("analyses_chosen") or () if name != analyses.ANOTHER]
        named = text.items(said.get("analyses_named")) if self.another_chosen(run, said, "analyses") else []
        if "analyses_chosen" not in said and not named:
            named = text.items(self.by_default(run, said, "analyses", ""))
        return text.typed([*chosen, *named])

    @for_templates
    def analysis_proposed(self, run: Run, said: Answers) -> str:
        """The default of `analysis_type`: what was chosen from the list; nothing where a name is asked for."""
        chosen = said.get("analysis_chosen") or ""
        return "" if chosen == analyses.ANOTHER else str(chosen)

    @for_templates
    def by_default(self, run: Run, said: Answers, name: str, default: Any = "") -> Any:
        """The house's default of an answer of what is new; else the given one."""
        if run.replay or run.changing:
            return default
        return run.house.defaults.get(name, default)

    @for_templates
    def house_root(self, run: Run, said: Answers) -> str:
        """The folder that planning folders are kept below, where nobody says another."""
        return run.house.planning_root or PLANNING_ROOT

    @for_templates
    def listed(self, run: Run, said: Answers, name: str) -> str:
        """The default of a list question: the stored list as people type it, or nothing."""
        stored: Mapping[str, Any] | None = run.record or (run.stored if run.changing else None)
        if stored is None and not run.replay:
            stored = run.house.defaults
        entries = text.items((stored or {}).get(name))
        return text.typed(entries, ", " if name == "depends_on" else "; ")

    @for_templates
    def previous_kind(self, run: Run, said: Answers) -> str:
        """The default of `kind`: who names a previous planning folder continues it."""
        return "continuing" if text.one_line(run.given.get("previous")) else "new"

    @for_templates
    def planner_here(self, run: Run, said: Answers) -> str:
        """The folder of a planner that can be imported, at the root of the repository; only looked for at a terminal."""
        if run.replay or run.changing or not run.at_terminal or said.get("part", "initiative") != "initiative":
            return ""

        def find() -> str:
            # No other command needs it.
            from . import incoming

            return incoming.lies_at(run.destination)

        return run.once(("planner",), find)

    @for_templates
    def kinds(self, run: Run, said: Answers) -> dict[str, str]:
        """The choices of `kind`; nothing can be continued where at a terminal a planner's folder alone is the reason to ask."""
        offered = {
            "A new initiative": "new",
            "Continues an earlier planning session": "continuing",
            "Imports another planner, such as Backlog.md or GitHub issues": "imported",
        }
        if self.planner_here(run, said) and not self.previous_choices(run, said) and said.get("kind") != "continuing":
            del offered["Continues an earlier planning session"]
        return self.choices(run, said, "kind", offered)

    @for_templates
    def previous_choices(self, run: Run, said: Answers) -> dict[str, str]:
        """The planning folders that can be continued, newest first, by what they hold; none where there is none."""
        if said.get("kind") == "imported":
            return {}
        found = [] if run.replay else planning_folders(run)
        known = text.one_line(said.get("previous") or run.given.get("previous"))
        names = [*found, *([known] if known and known not in found else [])]
        if not names:
            return {}
        root = planning_root(run)
        return {**{self._label(root / name): name for name in names}, "None of these": ""}

    @for_templates
    def imported_title(self, run: Run, said: Answers) -> str:
        """The default of `initiative`: the title of what is imported."""
        return str(run.imported_answers.get("initiative", ""))

    @for_templates
    def import_question(self, run: Run, said: Answers, about: str) -> str:
        """What a person has to decide of an import, by the argument that answers it; empty where nothing is open."""
        found = self._questions(run, about)
        if about != "statuses" or not found:
            return found[0].words if found else ""
        words = text.join(text.quoted(question.value) for question in found)
        return f"Which status is {words}? (WORD=STATUS; WORD=STATUS; Enter for ready)\n  Statuses are {text.join(records.STATUSES)}."

    @for_templates
    def import_choices(self, run: Run, said: Answers, about: str) -> dict[str, str]:
        """The choices of such a question; none where it is not asked."""
        found = self._questions(run, about) if self.asks(run, said, imports.HOW[about]) else []
        if not found:
            return {}
        whole = {} if found[0].taken else {"All of them, in one initiative": ""}
        return {**whole, **{_literal(choice): _literal(choice) for choice in found[0].choices}}

    @for_templates
    def import_taken(self, run: Run, said: Answers, about: str) -> str:
        """The default of such a question where it is asked: what is taken until somebody decides."""
        found = self._questions(run, about) if self.asks(run, said, imports.HOW[about]) else []
        return found[0].taken if found and about != "statuses" else ""

    @staticmethod
    def _questions(run: Run, about: str) -> list[Question]:
        return [one for one in run.imported.found.questions if one.about == about] if run.imported else []

    @staticmethod
    def _label(folder: Path) -> str:
        answers = planning_folder.initiative_answers(folder / ANSWERS)
        if answers is None:
            return folder.name
        statuses = [house.base_status(record.get("status")) for record in answers["documents"] if records.is_package(record)]
        return f"{folder.name} - {statuses.count('complete')} of {text.count(len(statuses), 'work package')} complete"

    @for_templates
    def previous_proposed(self, run: Run, said: Answers) -> str:
        """The default of `previous`: the newest planning folder, for an initiative that continues earlier work.

        Raises:
            Refusal: where that folder cannot be read, and nobody is there to choose another.
        """
        if said.get("kind") == "imported" and "previous_named" in said:
            return str(said["previous_named"])
        if run.replay or run.stored is not None or said.get("kind") != "continuing":
            return ""
        for name in planning_folders(run):
            wrong = checks.previous_problem(run, name)
            if not wrong:
                return name
            if not run.at_terminal and "previous" not in run.given:
                raise Refusal(rules.refusal([f"previous: {wrong} Or name another folder."]))
        return ""

    @for_templates
    def continued_hours(self, run: Run, said: Answers, name: str, default: str) -> str:
        """The default of a week's hours, or of the buffer: that of the previous planning session, else the given one."""
        return text.one_line(self._continued(run, said).get(name)) or str(self.by_default(run, said, name, default))

    @for_templates
    def continued_external(self, run: Run, said: Answers) -> str:
        """The default of `external_dependencies`: what the previous planning session still waits for."""
        return text.typed(text.items(self._continued(run, said).get("external")))

    @for_templates
    def asks_previous(self, run: Run, said: Answers) -> bool:
        """Whether to ask what the previous session did: where its folder has no records that say so."""
        there = self._continued(run, said)
        return self.asks(run, said, "previous_completed") and bool(there.get("folder")) and not there.get("records")

    @for_templates
    def identified_proposed(self, run: Run, said: Answers) -> str:
        """The default of `identified`: the titles of what the previous planning session left unfinished."""
        return text.typed([text.one_line(entry.get("title")) for entry in continuing.unfinished(self._continued(run, said))])

    @staticmethod
    def _continued(run: Run, said: Answers) -> dict[str, Any]:
        """What the previous planning folder left, read when it is first named; nothing in a replay."""
        return {} if run.replay else checks.continued(run, said.get("previous"), said)

    @for_templates
    def analyses_at_first(self, run: Run, said: Answers) -> list[str]:
        """The analyses that the list of choices has chosen at first: the stored ones, else the workflow's for such a session."""
        if run.stored is None and "analyses" in run.house.defaults:
            names = analyses.names_of(run.house.defaults["analyses"])
            own = [analyses.ANOTHER] if any(name not in analyses.known() for name in names) else []
            return [*(name for name in names if name in analyses.known()), *own]
        if run.stored is not None and run.changing:
            named = analyses.names_of(run.stored.get("analyses"))
            own = [analyses.ANOTHER] if any(name not in analyses.known() for name in named) else []
            return [*(name for name in named if name in analyses.known()), *own]
        return ["completion", "context"] if said.get("kind") == "continuing" else ["context"]

    @for_templates
    def analyses_own(self, run: Run, said: Answers) -> str:
        """The stored analyses of a person's own names, as they are typed."""
        stored = (run.stored or {}).get("analyses") if run.changing else None
        return text.typed([name for name in analyses.names_of(stored) if name not in analyses.known()])

    @for_templates
    def overall_criteria_proposed(self, run: Run, said: Answers) -> str:
        """The workflow's overall success criteria."""
        return text.typed(views.OVERALL_CRITERIA)

    @for_templates
    def asks_confirmation(self, run: Run, said: Answers) -> bool:
        """Whether to ask for the scope: at a terminal, in a new initiative."""
        if said.get("part") != "initiative" or "confirm" in run.given or run.replay or not run.at_terminal:
            return False
        return run.stored is None

    @for_templates
    def asks_open_confirmation(self, run: Run, said: Answers) -> bool:
        """Whether to ask for the open checkpoint: at a terminal, in an initiative's update without answers."""
        if run.part != "initiative" or run.record is not None or run.replay or not run.at_terminal:
            return False
        return run.stored is not None and run.changing and not run.given and checkpoints.waiting(run.standing) is not None

    @for_templates
    def confirmation_question(self, run: Run, said: Answers) -> str:
        """The question for the open checkpoint; its text is printed above it, once."""
        first = checkpoints.waiting(run.standing)
        if first is None:
            return ""
        shown, question = commands.checkpoint_text(run, said, first)
        if shown not in self._shown:
            self._shown.add(shown)
            print(f"\n{speaking.said(shown)}\n\n---\n", file=sys.stderr)
        return f"🛑 Checkpoint {first.name}: {question}"

    @for_templates
    def asks_understood(self, run: Run, said: Answers) -> bool:
        """Whether to ask if what a hand-written folder says is understood right: at a terminal, where the command does not say."""
        return run.at_terminal and run.part == "adopt" and "understood" not in run.given and not run.replay

    @for_templates
    def understood_question(self, run: Run, said: Answers) -> str:
        """The question for what was understood of a hand-written folder, which is printed above it, once."""
        if not self.asks_understood(run, said):
            return ""
        from . import adoption

        words = adoption.shown(run, adoption.reading(run))
        if words not in self._shown:
            self._shown.add(words)
            print(f"\n{words}\n", file=sys.stderr)
        return "Is that understood right? Then it is adopted; every line of yours stays."

    @for_templates
    def today(self, run: Run, said: Answers) -> str:
        """Today's date, as the default of an answer that is then stored; SOURCE_DATE_EPOCH sets another day."""
        return today()

    @for_templates
    def user_name(self, run: Run, said: Answers) -> str:
        """The name of git's user, as the one who confirms."""
        return "" if run.replay else run.once("user", lambda: template.user_name(run.destination))

    @for_templates
    def proposed_slug(self, run: Run, said: Answers) -> str:
        """The new package's slug, made from its title."""
        return records.slug_for({"title": said.get("title")}, said["number"])

    @for_templates
    def proposed_number(self, run: Run, said: Answers, part: str) -> int:
        """The number of the next work package or analysis in the planning folder."""
        known = run.records
        return records.next_number(known) if part == "work-package" else records.next_analysis_number(known)

    @for_templates
    def status_asked(self, run: Run, said: Answers) -> bool:
        """Whether the status is worth a question: of a record that exists, not of a new one."""
        return run.record is not None

    @for_templates
    def known_packages(self, run: Run, said: Answers) -> str:
        """The work packages so far, for a prompt's help: `03 observability, 04 caching`."""
        return ", ".join(f"{records.nn(package['number'])} {package['slug']}" for package in run.packages)

    def _is_foreign(self, run: Run, name: str, value: Any) -> bool:
        # Copier first offers the stored answer, and drops it when its validator complains.
        if name not in run.foreign or name in self._turned_down or str(run.foreign[name]) != str(value):
            return False
        self._turned_down.add(name)
        return True

    # The command

    @for_templates
    def confirmed_now(self, run: Run, said: Answers) -> list[str]:
        """The checkpoints that a person confirms in this command; see `commands.confirmed_now`."""
        if run.replay or said["part"] != "initiative":
            return []
        # A default of Copier's settings is nobody's yes: only what this command was given counts, or was typed at its prompt.
        prompt = (
            "confirm" if self.asks_confirmation(run, said) else "confirm_open" if self.asks_open_confirmation(run, said) else ""
        )
        given = run.given.get("confirm", said[prompt] if prompt else None)
        return commands.confirmed_now(run, said, given, self._chosen(run, said), bool(self._shown))

    @for_templates
    def guard(self, run: Run, said: Answers, operation: str) -> str:
        """Refuse what Copier may not begin to write; nothing is excluded beside all of it, see `copier.yml`.

        Earlier and later versions call this by its name in an upgrade.
        """
        if run.replay and operation == "copy":
            # A copy is nobody's replay: it was given stored answers in a data file.
            run.replay = False
            run.forget()
            checks.check_given(run)
        if run.replay or run.pretend:
            return ""
        if operation == "copy" and said["_copier_conf"]["skip_tasks"]:
            raise Refusal(messages.skipped())
        commands.begin_writing(run, said, updating=operation != "copy")
        return ""

    @for_templates
    def conclude(self, run: Run, said: Answers) -> bool:
        """Write everything that the command makes; false, so that no command of Copier's follows."""
        if run.part == "check" and not run.replay:
            commands.check(run)
            locking.release(run.root)
            return False
        if run.replay or run.pretend:
            return False
        if run.part == "agents":
            self._for_agents = agents.carry_out(run, updating=said["_copier_operation"] == "update")
            locking.release(run.root)
            return False
        if run.part == "portfolio":
            from . import portfolio

            self._portfolio = portfolio.carry_out(run, updating=said["_copier_operation"] == "update")
            locking.release(run.root)
            return False
        self._done = commands.carry_out(run, said, self._chosen(run, said), said["confirmed"])
        if run.quiet:
            # Nothing follows: there is no report.
            locking.release(run.root)
        return False

    @for_templates
    def report(self, run: Run, said: Answers, operation: str) -> str:
        """What the command did, the open checkpoint, the checklist, and the next commands, ready to paste."""
        locking.release(run.root)
        if run.part == "check":
            return messages.right_documents(run.root.resolve())
        if run.pretend:
            return "\nNothing was written (--pretend)."
        if self._for_agents is not None:
            return messages.agents_report(self._for_agents, changed=template.has_changes(run.destination))
        if self._portfolio is not None:
            from . import portfolio

            return speaking.said(portfolio.report(run, self._portfolio))
        if self._done is None:
            raise Refusal(messages.skipped())
        return speaking.said(commands.report(run, said, said["confirmed"], self._done, operation))


def _run(context: Context) -> Run:
    """The run that a template's context is of."""
    conf, remembered = context["_copier_conf"], context["_copier_answers"]
    checkout = Path(str(conf["src_path"]))

    def find_template() -> Template:
        source = template.source(str(remembered["_src_path"]))
        draft = template.draft_commit(checkout)
        return Template(checkout, template.commit(checkout, str(remembered["_commit"])), source, draft is not None)

    quiet, overwrite = bool(conf["quiet"]), bool(conf["overwrite"])
    return Run(
        destination=Path(str(conf["dst_path"])),
        answers_file=PurePath(str(conf["answers_file"])),
        typed=dict(conf["data"]),
        find_template=find_template,
        checkout=checkout,
        # Copier's workers of one command share their settings. The environment, which keeps this, may outlive them.
        command=weakref.ref(conf["settings"]),
        defaults={**conf["settings"].defaults, **conf["user_defaults"]},
        at_terminal=sys.stdin is not None and sys.stdin.isatty() and not conf["defaults"],
        overwrite=overwrite,
        quiet=quiet,
        pretend=bool(conf["pretend"]),
        under_git="_commit" in remembered,
        replay=overwrite and quiet and bool(conf["defaults"]),
    )


def _literal(words: str) -> str:
    """Words as a template that renders to them: Copier renders choices once more, and they may look like a template."""
    return f"{{{{ {json.dumps(words, ensure_ascii=False)} }}}}"
