"""The Jinja face: what the questions and templates call. It reads the destination, asks the domain, and computes nothing.

Copier runs each render several times: for the user, and during an update again in temporary folders ("replays"), where it
hands over the stored answers. A replay reads nothing from the disk (docs/architecture.md, "Snapshot").
"""

from __future__ import annotations

import datetime
import functools
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from copier.errors import UserMessageError
from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

from . import branches, checks, git, locking, making, messages, observing, record_files, refreshing, template, unfinished
from . import folder as planning_folder
from .clock import today
from .compiling import remember_compiled
from .folder import ANSWERS, RECORDS
from .planning import analyses, asking, baseline, checkpoints, continuing, export, findings, records, roadmap, text, views
from .planning import answers as rules
from .planning.records import Record
from .run import (
    Answers,
    Run,
    Said,
    at_terminal,
    is_list,
    origin_of,
    planning_folders,
    planning_path,
    planning_root,
    record_of,
    resolved,
    stored_form,
)


class WorkPackages(Extension):
    """Registers the functions and filters that the questions and templates call."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        remember_compiled(environment)
        self._turned_down: set[str] = set()
        self._shown: set[str] = set()
        self._changes: Mapping[str, unfinished.Change] = {}
        self._computed: dict[str, roadmap.Roadmap] = {}
        environment.globals.update(
            {
                name: _ending(getattr(self, name))
                for name in (
                    "check_given",
                    "parts_here",
                    "asks",
                    "asks_change",
                    "asks_more",
                    "asks_corrections",
                    "changes_offered",
                    "more_question",
                    "more_choices",
                    "correctable",
                    "said",
                    "answer_type",
                    "problem",
                    "choices",
                    "analysis_choices",
                    "asks_choice",
                    "another_chosen",
                    "analyses_proposed",
                    "analysis_proposed",
                    "listed",
                    "previous_kind",
                    "previous_choices",
                    "previous_proposed",
                    "continued_here",
                    "identified_proposed",
                    "analyses_at_first",
                    "analyses_own",
                    "overall_criteria_proposed",
                    "asks_confirmation",
                    "asks_open_confirmation",
                    "confirmation_question",
                    "user_name",
                    "proposed_slug",
                    "proposed_number",
                    "status_asked",
                    "continued_hours",
                    "continued_external",
                    "asks_previous",
                    "changing",
                    "today",
                    "updated_stale",
                    "known_packages",
                    "planning_path",
                    "answers_path_here",
                    "location_here",
                    "location_stale",
                    "confirmed_now",
                    "stale",
                    "documents_here",
                    "unfilled_here",
                    "observed_here",
                    "checkpoints_here",
                    "build_roadmap",
                    "roadmap_json",
                    "answers_text",
                    "new_records",
                    "record_name",
                    "record_text",
                    "guard",
                    "untouched",
                    "refresh",
                    "stop_on_conflicts",
                    "report",
                )
            }
        )
        environment.filters.update(
            {
                "inline": text.inline,
                "item": text.item,
                "cell": text.cell,
                "prose": text.prose,
                "counted": text.count,
            }
        )

    # Questions

    @pass_context
    def check_given(self, context: Context) -> str:
        """Check every given answer, and that the part fits the place and the phase, before anything is asked or written."""
        checks.check_given(Run(context))
        return ""

    @pass_context
    def parts_here(self, context: Context) -> list[str]:
        """The parts that can be made here: the choices of the question `part`."""
        run = Run(context)
        if run.record is not None:
            return [run.part]
        if run.replay or run.overwrite:
            return list(rules.PARTS)
        if run.stored is None:
            return ["initiative"]
        # A repair is asked for by its name; no prompt offers it.
        return ["work-package", "analysis", *(["repair"] if run.part == "repair" else [])]

    @pass_context
    def said(self, context: Context, name: str) -> Any:
        """The answer as it counts, for conditions of questions (see `run.Said`)."""
        return context.get(name)

    @pass_context
    def asks(self, context: Context, name: str, when: bool = True) -> bool:
        """Whether to ask a question at a prompt, where it makes sense at all.

        At a terminal, of what is new what it needs, and the rest after a yes to "More now?"; of what is updated without new
        answers what a person chose to change.
        """
        run = Run(context)
        if not when or not at_terminal(run) or name in run.given:
            return False
        if run.changing:
            return name in self._chosen(context)
        part = context.get("part", run.part)
        more = part not in asking.MORE_WORDS or context.get("more") in ("yes", "correct-more")
        return more or name == "part" or name in asking.FIRST[part]

    @pass_context
    def asks_change(self, context: Context) -> bool:
        """Whether to ask what is to change: at a terminal, in an update without answers, where no checkpoint is confirmed."""
        run = Run(context)
        return at_terminal(run) and run.changing and not run.given and not context.get("confirm_open")

    @pass_context
    def changes_offered(self, context: Context) -> dict[str, str]:
        """The choices of the question `change`."""
        return asking.changes_offered(Run(context).part)

    def _chosen(self, context: Context) -> Sequence[str]:
        """The names of the questions that a person chose to answer anew in this update."""
        return asking.changed_names(Run(context).part, context.get("change") or ()) if self.asks_change(context) else ()

    @pass_context
    def asks_more(self, context: Context) -> bool:
        """Whether to ask "More now?": at a terminal, of a new initiative or work package of which not all is given."""
        run = Run(context)
        part = str(context.get("part"))
        left = [name for name in asking.rest(part) if name not in run.typed]
        return at_terminal(run) and not run.changing and part in asking.MORE_WORDS and bool(left)

    @pass_context
    def more_question(self, context: Context) -> str:
        """The words of "More now?"."""
        return asking.more_question(str(context.get("part")))

    @pass_context
    def more_choices(self, context: Context) -> dict[str, str]:
        """The choices of "More now?"."""
        return asking.MORE

    @pass_context
    def asks_corrections(self, context: Context) -> bool:
        """Whether to ask for corrections of what was answered before."""
        return bool(self.asks_more(context)) and context.get("more") in ("correct", "correct-more")

    @pass_context
    def correctable(self, context: Context) -> str:
        """The names of the answers that stand above the question for corrections."""
        part = str(context.get("part"))
        left_out = () if part != "initiative" or self.previous_choices(context) else ("kind", "previous")
        return text.join(name for name in asking.FIRST[part] if name in context and name not in left_out)

    @pass_context
    def answer_type(self, context: Context, name: str) -> str:
        """The Copier type that takes the value as it comes: lists from files, dates from YAML, else what is typed."""
        run = Run(context)
        if name in self._turned_down and name not in run.given:
            return "str"
        value = run.given[name] if name in run.given else context.get(name)
        if isinstance(value, datetime.date):
            return "path"
        return "yaml" if isinstance(value, (list, dict)) or (value is None and name in run.given) else "str"

    @pass_context
    def problem(self, context: Context, name: str) -> str:
        """What is wrong with the answer to the question `name`: its validator."""
        run = Run(context)
        value = context[name]
        if self._is_foreign(run, name, value):
            return "belongs to another template"
        if name == "corrections":
            return self._corrections_problem(run, context)
        if name in (*rules.TRANSIENT, "more"):
            # Checked with all that is given; at the prompt it is yes or no.
            return ""
        offered = name == "analyses" and self.asks_choice(context, name)
        if (
            name not in self._turned_down
            and run.changing
            and (offered or (self._shown_as_text(name, value) and self.asks(context, name)))
        ):
            # The same way, a stored list is dropped, so that the question shows it as people type it: see `listed`.
            self._turned_down.add(name)
            return "is shown as text"
        if run.replay or run.refreshing:
            return ""
        if (
            name == "remains"
            and self.asks(context, "remains")
            and (wrong := rules.reason_problem(context.get("status"), value))
        ):
            return wrong.partition(": ")[2].partition(":")[0] + "."
        stored = run.record or run.stored
        if run.changing and stored and str(stored.get(name)) == str(value):
            # Copier would drop a stored answer that is turned down. It stays, and the documents say what is wrong with it.
            return ""
        if wrong := rules.problem(name, value):
            return wrong
        if name == "identified":
            known = run.records if run.changing else ()
            return " ".join(rules.identified_problems(value, known=known, continued=self._continued(context)))
        if name == "previous":
            return checks.previous_problem(run, value)
        if name == "analysis_type" and not run.changing and name not in run.given:
            return checks.second_analysis(run, value)
        if name == "depends_on":
            own = str(run.record.get("slug", "")) if run.record else str(context.get("slug") or self.proposed_slug(context))
            return rules.dependency_problem(value, own, run.packages)
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

    def _corrections_problem(self, run: Run, context: Context) -> str:
        """What is wrong with corrections: the same that is wrong with such answers where a command is given them."""
        part = str(context.get("part"))
        if wrong := asking.corrections_problem(context["corrections"], part):
            return wrong
        if not run.given:
            return ""
        typed = {name: context[name] for name in asking.FIRST[part] if name in context and name not in run.given}
        run.given = {**{name: value for name, value in typed.items() if value not in ("", None)}, **run.given}
        # A prompt has one line for a message.
        return next(iter(checks.answer_problems(run)), "") or checks.misplaced(run)

    @pass_context
    def choices(self, context: Context, name: str, offered: dict[str, str]) -> dict[str, str]:
        """The choices of a question by their labels, and an answer that is none of them, or spelled in another way.

        A stored one is of a record that was edited by hand.

        A status that no package may have yet is not offered: Copier checks nothing that is chosen from a list.
        """
        run = Run(context)
        stored = run.spelled(name)
        if name == "status" and not run.replay:
            before = str((run.record or {}).get(name) or "")
            names = [one for one in records.PACKAGE_DEFAULTS if one in context and one not in ("part", "status")]
            after = run.following({one: context[one] for one in names}) if run.record is not None else run.standing
            offered = {label: value for label, value in offered.items() if not checkpoints.start_problem(value, before, after)}
        if not isinstance(stored, str) or stored in offered.values():
            return offered
        known = records.canonical(name, stored)
        if known in offered.values():
            # Copier compares the answer with the choices before anything else: the choice is spelled as the answer is.
            return {label: _literal(stored) if value == known else value for label, value in offered.items()}
        return {**offered, _literal(f"{stored} (as stored)"): _literal(stored)}

    @pass_context
    def analysis_choices(self, context: Context) -> dict[str, str]:
        """The analysis types by what a list of choices says of each, and a name of a person's own."""
        return analyses.choices()

    @pass_context
    def asks_choice(self, context: Context, name: str) -> bool:
        """Whether to offer a list of choices for this answer: where it is asked, and nobody has a default of their own for it."""
        run = Run(context)
        return self.asks(context, name) and name not in run.defaults

    @pass_context
    def another_chosen(self, context: Context, name: str) -> bool:
        """Whether a name of a person's own was chosen from the list of `analyses` or of the `analysis`."""
        chosen = context.get(f"{name}_chosen") or ""
        return self.asks(context, "analyses" if name == "analyses" else "analysis_type") and analyses.ANOTHER in (
            [chosen] if isinstance(chosen, str) else chosen
        )

    @pass_context
    def analyses_proposed(self, context: Context) -> str:
        """The default of `analyses`: what was chosen from the list, and named beside it."""
        chosen = [name for name in context.get("analyses_chosen") or () if name != analyses.ANOTHER]
        named = text.items(context.get("analyses_named")) if self.another_chosen(context, "analyses") else []
        return text.typed([*chosen, *named])

    @pass_context
    def analysis_proposed(self, context: Context) -> str:
        """The default of `analysis_type`: what was chosen from the list; nothing where a name is asked for."""
        chosen = context.get("analysis_chosen") or ""
        return "" if chosen == analyses.ANOTHER else str(chosen)

    @pass_context
    def listed(self, context: Context, name: str) -> str:
        """The default of a list question: the stored list as people type it, or nothing."""
        run = Run(context)
        stored = run.record or (run.stored if run.changing else None) or {}
        entries = text.items(stored.get(name))
        return text.typed(entries, ", " if name == "depends_on" else "; ")

    @pass_context
    def previous_kind(self, context: Context) -> str:
        """The default of `kind`: who names a previous planning folder continues it."""
        return "continuing" if text.one_line(Run(context).given.get("previous")) else "new"

    @pass_context
    def previous_choices(self, context: Context) -> dict[str, str]:
        """The planning folders that can be continued, newest first, by what they hold; none where there is none."""
        run = Run(context)
        found = [] if run.replay else planning_folders(run)
        known = text.one_line(context.get("previous") or run.given.get("previous"))
        names = [*found, *([known] if known and known not in found else [])]
        if not names:
            return {}
        root = planning_root(run)
        return {**{self._label(root / name): name for name in names}, "None of these": ""}

    @staticmethod
    def _label(folder: Path) -> str:
        answers = planning_folder.initiative_answers(folder / ANSWERS)
        if answers is None:
            return folder.name
        statuses = [record.get("status") for record in answers["documents"] if records.is_package(record)]
        return f"{folder.name} - {statuses.count('complete')} of {text.count(len(statuses), 'work package')} complete"

    @pass_context
    def previous_proposed(self, context: Context) -> str:
        """The default of `previous`: the newest planning folder, for an initiative that continues earlier work.

        Raises:
            UserMessageError: where that folder cannot be read, and nobody is there to choose another.
        """
        run = Run(context)
        if run.replay or run.stored is not None or context.get("kind") != "continuing":
            return ""
        for name in planning_folders(run):
            wrong = checks.previous_problem(run, name)
            if not wrong:
                return name
            if not at_terminal(run) and "previous" not in run.given:
                raise UserMessageError(rules.refusal([f"previous: {wrong} Or name another folder."]))
        return ""

    @pass_context
    def continued_here(self, context: Context) -> dict[str, Any]:
        """What the previous planning folder left, read when it is first named."""
        run = Run(context)
        return {} if run.replay else checks.continued(run, context.get("previous"), context)

    @pass_context
    def continued_hours(self, context: Context, name: str, default: str) -> str:
        """The default of a week's hours, or of the buffer: that of the previous planning session, else the given one."""
        return text.one_line((context.get("continued") or {}).get(name)) or default

    @pass_context
    def continued_external(self, context: Context) -> str:
        """The default of `external_dependencies`: what the previous planning session still waits for."""
        return text.typed(text.items((context.get("continued") or {}).get("external")))

    @pass_context
    def asks_previous(self, context: Context) -> bool:
        """Whether to ask what the previous session did: where its folder has no records that say so."""
        there = context.get("continued") or {}
        return self.asks(context, "previous_completed") and bool(there.get("folder")) and not there.get("records")

    @pass_context
    def identified_proposed(self, context: Context) -> str:
        """The default of `identified`: the titles of what the previous planning session left unfinished."""
        return text.typed([text.one_line(entry.get("title")) for entry in continuing.unfinished(self._continued(context))])

    def _continued(self, context: Context) -> Any:
        """The answer `continued`; where an initiative starts, before it is stored."""
        if "continued" in context and Run(context).stored is not None:
            return context["continued"]
        return self.continued_here(context)

    @pass_context
    def analyses_at_first(self, context: Context) -> list[str]:
        """The analyses that the list of choices has chosen at first: the stored ones, else the workflow's for such a session."""
        run = Run(context)
        if run.stored is not None and run.changing:
            named = analyses.names_of(run.stored.get("analyses"))
            own = [analyses.ANOTHER] if any(name not in analyses.KINDS for name in named) else []
            return [*(name for name in named if name in analyses.KINDS), *own]
        return ["completion", "context"] if context.get("kind") == "continuing" else ["context"]

    @pass_context
    def analyses_own(self, context: Context) -> str:
        """The stored analyses of a person's own names, as they are typed."""
        run = Run(context)
        stored = (run.stored or {}).get("analyses") if run.changing else None
        return text.typed([name for name in analyses.names_of(stored) if name not in analyses.KINDS])

    @pass_context
    def overall_criteria_proposed(self, context: Context) -> str:
        """The workflow's overall success criteria."""
        return text.typed(views.OVERALL_CRITERIA)

    @pass_context
    def asks_confirmation(self, context: Context) -> bool:
        """Whether to ask for the scope: at a terminal, in a new initiative."""
        run = Run(context)
        if context.get("part") != "initiative" or "confirm" in run.given or run.replay or not at_terminal(run):
            return False
        return run.stored is None

    @pass_context
    def asks_open_confirmation(self, context: Context) -> bool:
        """Whether to ask for the open checkpoint: at a terminal, in an initiative's update without answers."""
        run = Run(context)
        if run.part != "initiative" or run.record is not None or run.replay or not at_terminal(run):
            return False
        return run.stored is not None and run.changing and not run.given and checkpoints.waiting(run.standing) is not None

    @pass_context
    def confirmation_question(self, context: Context) -> str:
        """The question for the open checkpoint; its text is printed above it, once."""
        run = Run(context)
        first = checkpoints.waiting(run.standing)
        if first is None:
            return ""
        shown, question = self._checkpoint_text(run, context, first)
        if shown not in self._shown:
            self._shown.add(shown)
            print(f"\n{shown}\n\n---\n", file=sys.stderr)
        return f"🛑 Checkpoint {first.name}: {question}"

    def _checkpoint_text(self, run: Run, context: Answers, checkpoint: checkpoints.Checkpoint) -> tuple[str, str]:
        """The checkpoint's text as the workflow shows it, filled in, and its question."""
        if run.stored is None:
            answers = {**resolved(context), "checkpoints": {}, "updated": context["date"]}
            plan = roadmap.compute(answers, ())
        else:
            plan = roadmap.compute({**self._as_files_say(run), "checkpoints": run.confirmed}, run.records)
        return self._text_of(checkpoint, plan, run.root)

    @staticmethod
    def _as_files_say(run: Run) -> dict[str, Any]:
        """The stored answers, with what the documents say now instead of what they said at the last command."""
        stored = run.stored or {}
        known = stored.get("observed") or {}
        whole = {name: known[name] for name in observing.FOUND if name in known}
        answers = {**stored, "observed": observing.observed(run.root, stored, run.records, whole)}
        return {**answers, "unfilled": observing.unfilled(run, {**answers, "documents": run.records})}

    def _text_of(self, checkpoint: checkpoints.Checkpoint, plan: roadmap.Roadmap, root: Path) -> tuple[str, str]:
        view = views.view(plan)
        said = self._findings(plan, view, root) if checkpoint.name == "analysis" else findings.Findings()
        macros: Any = self.environment.get_template("includes/checkpoints.jinja").make_module({"findings": said})
        rendered = str(getattr(macros, checkpoint.name)(view)).strip()
        for one in reversed(plan.checkpoints):
            if one.changes:
                head = f"🔁 Checkpoint {one.name} is reopened; since it was confirmed:"
                rendered = "\n".join([head, *(f"- {change}" for change in one.changes), "", rendered])
        return rendered, str(macros.question(view, checkpoint.name)).strip()

    def _findings(self, plan: roadmap.Roadmap, view: views.View, root: Path) -> findings.Findings:
        """What people wrote in the analysis documents, beside what the template writes there."""
        draw = self.environment.get_template("includes/macros.jinja").make_module({})
        written = {}
        for analysis in view["analyses"]:
            sections = self.environment.get_template(f"includes/analyses/{analysis['sections']}.md.jinja")
            written[analysis["file"]] = sections.render(roadmap=view, analysis=analysis, draw=draw)
        return findings.findings(observing.analysis_texts(root, plan), written, plan.headings)

    @pass_context
    def user_name(self, context: Context) -> str:
        """The name of git's user, as the one who confirms."""
        return template.user_name(Run(context).destination)

    @pass_context
    def proposed_slug(self, context: Context) -> str:
        """The new package's slug, made from its title."""
        return records.slug_for({"title": context.get("title")}, context["number"])

    @pass_context
    def proposed_number(self, context: Context, part: str) -> int:
        """The number of the next work package or analysis in the planning folder."""
        known = Run(context).records
        return records.next_number(known) if part == "work-package" else records.next_analysis_number(known)

    @pass_context
    def status_asked(self, context: Context) -> bool:
        """Whether the status is worth a question: of a record that exists, not of a new one."""
        return Run(context).record is not None

    @pass_context
    def changing(self, context: Context) -> bool:
        """Whether this run changes an initiative that exists."""
        return Run(context).stored is not None

    @pass_context
    def today(self, context: Context) -> str:
        """Today's date, as the default of an answer that is then stored; SOURCE_DATE_EPOCH sets another day."""
        return today()

    @pass_context
    def updated_stale(self, context: Context) -> bool:
        """Whether an answer has changed since `updated` was stored, so that it takes today's date."""
        run = Run(context)
        if run.stored is None or "updated" in run.given or context["updated"] == today():
            return False
        names = [name for name in (*rules.STORED, "documents") if name != "updated"]
        seen, before = (
            {name: said for name, said in dict(one or {}).items() if said}
            for one in (context["observed"], run.stored.get("observed"))
        )
        return seen != before or any(
            stored_form(name, context[name]) != stored_form(name, run.stored.get(name)) for name in names if name in context
        )

    @pass_context
    def known_packages(self, context: Context) -> str:
        """The work packages so far, for a prompt's help: `03 observability, 04 caching`."""
        return ", ".join(f"{records.nn(package['number'])} {package['slug']}" for package in Run(context).packages)

    # Computed values

    @pass_context
    def planning_path(self, context: Context) -> str:
        """The planning folder, relative to the destination."""
        return planning_path(Run(context), context)

    @pass_context
    def answers_path_here(self, context: Context) -> str:
        """The answers file that this run writes, relative to the destination."""
        run, folder = Run(context), PurePath(context["folder"])
        if context["part"] in ("initiative", "repair"):
            return (folder / ANSWERS).as_posix()
        if run.answers_file.parent.name == RECORDS:
            return run.answers_file.as_posix()
        return (folder / RECORDS / records.record_file(record_of(context))).as_posix()

    @pass_context
    def location_here(self, context: Context) -> str:
        """The planning folder below its repository's root; its name alone where it is that root, or in no repository."""
        run = Run(context)
        if run.replay:
            return ""
        folder = (run.destination / str(context["folder"])).resolve()
        top = template.top(folder)
        if top is not None and folder != top and folder.is_relative_to(top):
            return git.as_text(folder.relative_to(top).as_posix())
        planned = PurePath(str(context["planning_root"])).parts
        parts = tuple(git.as_text(part) for part in folder.parts)
        return PurePath(*parts[-len(planned) - 1 :]).as_posix() if parts[-len(planned) - 1 : -1] == planned else parts[-1]

    @pass_context
    def location_stale(self, context: Context) -> bool:
        """Whether the planning folder was moved. A clone's own name says nothing where the folder is the repository."""
        run = Run(context)
        if self._is_foreign(run, "location", context["location"]):
            return True
        if run.stored is None or run.refreshing or template.top(run.root.resolve()) in (None, run.root.resolve()):
            return False
        return bool(self.location_here(context) != context["location"])

    @pass_context
    def confirmed_now(self, context: Context) -> list[str]:
        """The checkpoints that a person confirms in this run.

        Raises:
            UserMessageError: where a new initiative's scope is not confirmed, with its text and the command; and where
                packages are under way in a plan that is not.
        """
        run = Run(context)
        if run.replay or context["part"] != "initiative":
            return []
        first = checkpoints.waiting(run.standing)
        # A default of Copier's settings is nobody's yes: only what this command was given counts, or was typed at its prompt.
        prompt = (
            "confirm" if self.asks_confirmation(context) else "confirm_open" if self.asks_open_confirmation(context) else ""
        )
        given = run.given.get("confirm", context[prompt] if prompt else None)
        names = [first.name] if given is True and first else [] if given is True else checkpoints.given_names(given)
        if run.stored is None and "scope" not in names:
            shown, question = self._checkpoint_text(run, context, run.standing[0])
            answers = {} if given is not False or not at_terminal(run) else _typed(context)
            above = "" if shown in self._shown else f"{shown}\n\n---\n\n**{question}**"
            raise UserMessageError(messages.scope_not_confirmed(above, planning_folder.dump(answers) if answers else ""))
        if "roadmap" not in names and (run.stored is None or "identified" in (*run.given, *self._chosen(context))):
            there = {str(one[name]) for one in run.packages for name in ("slug", "title")}
            entries = continuing.identified_with_answers(context["identified"], context["continued"])
            new = [one for one in entries if not {records.slug_for(one, 0), text.one_line(one.get("title"))} & there]
            if started := [one for one in new if str(one.get("status") or "ready") not in records.UNSTARTED]:
                raise UserMessageError(rules.refusal(messages.started_too_early(started, again=run.stored is not None)))
        return names

    @pass_context
    def stale(self, context: Context, name: str) -> bool:
        """Whether a stored answer that is read from the disk, or comes of this run, is out of date; never in a replay.

        Where an initiative starts, none is stored: what another template has stored by that name is dropped.
        """
        run = Run(context)
        if self._is_foreign(run, name, context[name]):
            return True
        return run.stored is not None and getattr(self, f"{name}_here")(context) != context[name]

    def _is_foreign(self, run: Run, name: str, value: Any) -> bool:
        # Copier first offers the stored answer, and drops it when its validator complains.
        if name not in run.foreign or name in self._turned_down or str(run.foreign[name]) != str(value):
            return False
        self._turned_down.add(name)
        return True

    @pass_context
    def documents_here(self, context: Context) -> list[Record]:
        """The snapshot of the records: of those on the disk, and of those that what is confirmed brings now."""
        run = Run(context)
        day = context["date"] if run.stored is None else context["confirmed_on"]
        due = continuing.records_due(
            resolved(context),
            run.stored,
            run.records,
            [*run.confirmed, *context["confirmed"]],
            list(run.confirmed),
            text.one_line(day),
        )
        return records.snapshot(due)

    @pass_context
    def checkpoints_here(self, context: Context) -> dict[str, Any]:
        """The confirmations, with those of this run.

        Raises:
            UserMessageError: where the plans are to be confirmed, and there is none.
        """
        run = Run(context)
        if run.replay or context["part"] != "initiative":
            return {}
        names = context["confirmed"]
        if "packages" in names and not any(records.is_package(record) for record in context["documents"]):
            raise UserMessageError(rules.refusal([messages.no_packages_to_confirm()]))
        packages = [records.read_package(one) for one in context["documents"] if records.is_package(one)]
        if "packages" in names and (missing := [one for one in packages if one.counts and not one.is_estimated]):
            raise UserMessageError(rules.refusal([messages.not_estimated(missing, new=run.stored is None)]))
        day, by = text.one_line(context["confirmed_on"]), text.one_line(context["confirmed_by"])
        answers = {**resolved(context), "observed": context["observed"], "checkpoints": run.confirmed}
        kept = dict(run.confirmed)
        if "roadmap" in kept and run.stored and not isinstance(run.stored.get("checkpoints"), dict):
            # An initiative from before there were confirmations: what it would have been at its start.
            before = [records.unstarted(one) for one in context["documents"]]
            kept["roadmap"] = {**kept["roadmap"], "baseline": self._baseline({**answers, "updated": context["date"]}, before)}
        if "roadmap" not in names:
            return checkpoints.confirm(names, kept, answers, context["documents"], day, by)
        given = run.given.get("updated") or (today() if run.stored is not None else context["date"])
        baseline = self._baseline({**answers, "updated": given}, context["documents"])
        return checkpoints.confirm(names, kept, answers, context["documents"], day, by, baseline)

    @staticmethod
    def _baseline(answers: Mapping[str, Any], found: Sequence[Record]) -> dict[str, Any]:
        plan = roadmap.compute(answers, found)
        return baseline.make(plan.packages, plan.timeline, plan.calendar, plan.capacities, plan.baseline, plan.buffer)

    @pass_context
    def build_roadmap(self, context: Context) -> str:
        """What the documents show, as JSON; computed once for each set of answers."""
        if context["part"] != "initiative":
            return "{}"
        return json.dumps(views.view(self._roadmap(context)))

    @pass_context
    def roadmap_json(self, context: Context) -> str:
        """The content of `roadmap.json`."""
        return json.dumps(export.export(self._roadmap(context)), indent=2, ensure_ascii=False) + "\n"

    def _roadmap(self, context: Context) -> roadmap.Roadmap:
        given = {name: context.get(name) for name in (*rules.STORED, "unfilled", "observed")}
        key = json.dumps([given, context["documents"]], default=str)
        if key not in self._computed:
            self._computed[key] = roadmap.compute(given, context["documents"])
        return self._computed[key]

    @pass_context
    def unfilled_here(self, context: Context) -> list[str]:
        """The documents that hold placeholder text once this run is done, by their names."""
        return observing.unfilled(Run(context), context)

    @pass_context
    def observed_here(self, context: Context) -> dict[str, Any]:
        """What the files on the disk say beside placeholders: which are gone, which lost their link, which criteria are met."""
        run = Run(context)
        before = run.stored or {}
        # What people made of a document as a whole is found by the refresh, which knows what the template wrote.
        known = before.get("observed") or {}
        found = run.given.get("found") if run.refreshing else {name: known[name] for name in observing.FOUND if name in known}
        return observing.observed(run.root, before, context["documents"], found or {})

    # Files

    @pass_context
    def answers_text(self, context: Context) -> str:
        """The initiative's answers file: its answers, then the snapshot with one record to a line."""
        stored = {name: stored_form(name, context[name]) for name in (*rules.STORED, "unfilled", "observed")}
        lines = [f"- {planning_folder.dump_line(record)}\n" for record in context["documents"]]
        head = planning_folder.dump({**origin_of(context), "part": "initiative", **stored})
        return messages.ANSWERS_HEAD + head + ("documents:\n" + "".join(lines) if lines else "documents: []\n")

    @pass_context
    def record_text(self, context: Context, record: Mapping[str, Any] | None = None) -> str:
        """A record's file: the given record's, or that of the answers of this run."""
        chosen = records.normalise(record, ()) if record else record_of(context)
        return record_files.record_text(chosen, origin_of(context)).decode()

    @pass_context
    def new_records(self, context: Context) -> list[Record]:
        """The records that this run makes; none in a replay. From then on each is updated by itself."""
        run = Run(context)
        if run.replay:
            return []
        there = {path.name for path in (run.root / RECORDS).glob("*")} if run.stored is not None else set()
        return [
            record for record in context["documents"] if "unreadable" not in record and records.record_file(record) not in there
        ]

    @pass_context
    def record_name(self, context: Context, record: Mapping[str, Any]) -> str:
        """The record's file name."""
        return records.record_file(record)

    # Runs

    @pass_context
    def guard(self, context: Context, operation: str) -> str:
        """What Copier is not to write: `untouched`. Refuse a copy that would overwrite an initiative or a record.

        Raises:
            UserMessageError: when the answers file to be written exists, and this is no update.
        """
        run = Run(context)
        if run.replay or run.refreshing or run.pretend:
            return ""
        if run.stored is not None:
            locking.hold(run.root, run.command)
        if operation != "copy":
            return self.untouched(context)
        if context["_copier_conf"]["skip_tasks"]:
            raise UserMessageError(messages.skipped())
        if wrong := checks.misplaced(run):
            raise UserMessageError(wrong)
        target = run.destination / context["answers_path"]
        if target.exists() and context["part"] != "repair":
            raise UserMessageError(messages.use_update(target))
        number = context.get("number" if context["part"] == "work-package" else "analysis_number")
        if context["part"] in ("analysis", "work-package") and number in run.numbers:
            raise UserMessageError(messages.taken_meanwhile(records.nn(number), run.numbers[number]))
        return self.untouched(context)

    @pass_context
    def untouched(self, context: Context) -> str:
        """The files in the destination that Copier leaves to `refresh`: all of them, but in a replay and a scratch folder."""
        run = Run(context)
        return "" if run.replay or run.refreshing or run.pretend else "*"

    @pass_context
    def refresh(self, context: Context) -> bool:
        """Write what the command makes: its record, and every document, up to date; false, so that no command follows.

        Raises:
            UserMessageError: where that is not possible, with the reason and the remedy.
        """
        run = Run(context)
        if run.replay or run.refreshing or run.pretend:
            return False
        folder = (run.destination / context["folder"]).resolve()
        before, own = dict(run.record or {}), record_of(context) if context["part"] == "work-package" else {}
        try:
            made = making.make(run, context, folder)
            unfinished.write_all(folder, made.changes)
        except making.InTheWay as error:
            raise UserMessageError(messages.in_the_way(folder, error.names)) from error
        except refreshing.RefreshFailed as error:
            raise UserMessageError(messages.not_refreshed(str(error))) from error
        except unfinished.UnreadableJournal as error:
            raise UserMessageError(messages.unreadable_journal(unfinished.JOURNAL, str(error))) from error
        except OSError as error:
            raise UserMessageError(messages.not_written(error, begun=unfinished.is_there(folder))) from error
        self._changes = made.changes
        if not context["_copier_conf"]["quiet"]:
            known = planning_folder.initiative_answers(folder / ANSWERS)
            chosen = self._chosen(context)
            said = {**{name: context[name] for name in chosen if name in context}, **run.given}
            changed = own or (context["part"] == "initiative" and run.changing)
            plan = roadmap.compute(known, known["documents"]) if known and changed else None
            notes = messages.change_notes(own, before, said, plan) if plan and own else []
            notes += messages.summary_notes(said, plan) if plan and not own else []
            notes += messages.found(made.found, made.known)
            print("\n".join([*notes, *messages.changed(folder, made.changes)]), file=sys.stderr)
        files = planning_folder.conflicted(folder)
        if made.clashes or (files and context["part"] == "repair"):
            merging = branches.stopped(folder) if context["part"] == "repair" else None
            clear = messages.clearing(_left(folder, merging), folder) if merging else ()
            raise UserMessageError(messages.repaired_with_clashes(made.clashes, files, clear))
        return False

    @pass_context
    def stop_on_conflicts(self, context: Context) -> bool:
        """Stop the command where the planning folder holds conflict markers; false where it holds none.

        Raises:
            UserMessageError: with the names of the files and what to do.
        """
        run = Run(context)
        root = run.destination / planning_path(run, context)
        if run.replay or run.refreshing:
            return False
        if files := planning_folder.conflicted(root):
            raise UserMessageError(messages.conflicts(files, before=False))
        if context["_copier_conf"]["quiet"]:
            # Nothing follows: there is no report.
            locking.release(run.root)
        return False

    @pass_context
    def report(self, context: Context, operation: str) -> str:
        """What the command did, the open checkpoint, the checklist, and the next commands, ready to paste."""
        run = Run(context)
        locking.release(run.root)
        root = run.destination / context["folder"]
        if context["_copier_conf"]["pretend"]:
            return "\nNothing was written (--pretend)."
        known = planning_folder.initiative_answers(root / ANSWERS)
        if known is None:
            return ""
        plan = roadmap.compute(known, known["documents"])
        first = plan.waiting
        merging = run.merging if context["part"] == "repair" else None
        own = record_of(context) if context["part"] in ("analysis", "work-package") else {}
        if context["part"] == "repair" and merging is None:
            named = text.one_line(run.given.get("renumber"))
            own = next((one for one in known["documents"] if named and records.record_id(one) == named), {})
        confirmed = context["confirmed"] if context["part"] == "initiative" else []
        return messages.report(
            operation=operation,
            part=context["part"],
            root=root,
            source=origin_of(context)["_src_path"],
            own=own,
            plan=plan,
            confirmed=confirmed,
            approved=[self._text_of(one, plan, root)[0] for one in plan.checkpoints if one.name in confirmed]
            if "confirm" in run.given
            else [],
            before=_roadmap_before(self._changes, root),
            checkpoint="{}\n\n---\n\n**{}**".format(*self._text_of(first, plan, root)) if first else "",
            in_repository=template.in_repository(root),
            changed=template.has_changes(root),
            day=today(),
            go_on=merging.go_on if merging else "",
            clear=messages.clearing(_left(root, merging), root) if merging else (),
        )


def _roadmap_before(changes: Mapping[str, unfinished.Change], root: Path) -> Mapping[str, Any]:
    """`roadmap.json` as it was before a command that made these changes; empty where there was none."""
    name = planning_folder.ROADMAP
    change = changes.get(name)
    content = change.before if change else (root / name).read_bytes() if (root / name).is_file() else None
    try:
        found = json.loads(content) if content else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _left(root: Path, merging: branches.Stopped) -> dict[Path, Sequence[str]]:
    """The folders with files that are left under a name that the planning folder had, with those that are no part of it."""
    top = template.top(root) or root
    return {top / git.as_path(place): [git.as_path(name) for name in others] for place, others in merging.left.items()}


def _literal(words: str) -> str:
    """Words as a template that renders to them: Copier renders choices once more, and they may look like a template."""
    return f"{{{{ {json.dumps(words, ensure_ascii=False)} }}}}"


def _ending(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function for templates, given the answers as they count.

    Where it refuses, the command ends, and others may work in its folder.
    """

    @functools.wraps(function)
    def call(context: Context, *arguments: Any) -> Any:
        said = Said(context)
        try:
            return function(said, *arguments)
        except UserMessageError:
            locking.release(Run(said).root)
            raise

    return call


def _typed(context: Answers) -> dict[str, Any]:
    """The answers of a new initiative that differ from nothing, as a data file takes them."""
    names = [name for name in rules.NAMES["initiative"] if name not in (*rules.TRANSIENT, "updated", "planning_root")]
    answers = {name: stored_form(name, context[name]) for name in names if name in context}
    return {name: value for name, value in answers.items() if value not in ("", [], None)}
