"""Analysis types: those of the workflow, each with all that is said of it, and those that people name themselves.

A type of the workflow is an entry of `KINDS` and a file of its sections, `includes/analyses/<type>.md.jinja`. Any other
name is a type of its own (workflow, "Analysis Documents", Naming Pattern), with the sections of `OWN_SECTIONS`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

from . import house, text
from .words import say


@dataclass(frozen=True)
class Kind:
    """An analysis type: its document's title and purpose, and what the list of choices says of it."""

    title: str
    purpose: str
    hint: str


KINDS: dict[str, Kind] = {
    "completion": Kind(
        "Completion Analysis", "Assess what was completed since last planning session", "what was done previously"
    ),
    "context": Kind(
        "Context Analysis",
        "Research the codebase patterns, architecture and constraints that this roadmap builds on",
        "codebase patterns, architecture, constraints",
    ),
    "concept-lexicon": Kind(
        "Concept Lexicon Analysis",
        "Document architectural patterns and concepts discovered in codebase",
        "concepts and patterns in the codebase",
    ),
    "requirements": Kind(
        "Requirements Analysis",
        "Gather what this roadmap must deliver, for whom, and how that is measured",
        "what must be delivered",
    ),
    "technical-debt": Kind(
        "Technical Debt Analysis",
        "Assess technical debt that slows this roadmap, and decide what to repay",
        "what slows the work",
    ),
    "dependency": Kind(
        "Dependency Analysis",
        "Trace what this roadmap depends on, inside and outside, and when it is needed",
        "what is needed from outside and inside",
    ),
    "risk": Kind(
        "Risk Analysis",
        "Assess what may go wrong in this roadmap, how likely it is, and what to do about it",
        "what may go wrong",
    ),
}

#: The name of the sections that an analysis of a person's own type has, as the workflow's have their type's.
OWN_SECTIONS = "own"

#: The name of those of a type to which a house gives sections.
HOUSE_SECTIONS = "house"

#: What a list of choices offers for a type of a person's own; its name is asked next.
ANOTHER = "another"

#: Between the words of a typed name, and at its end the word that every title of an analysis has anyway.
_BETWEEN = re.compile(r"[ -]+")
_SUFFIX = re.compile(r"[ -]+analysis$", re.IGNORECASE)

#: From this share of equal letters on, a name is taken for a misspelt type of the workflow.
_ALIKE = 0.75


def kind_of(name: Any) -> str:
    """The type that a typed name means: in kebab case, without the word `analysis` at its end; empty where it makes none."""
    return text.slugify(_SUFFIX.sub("", text.one_line(name)))


def kinds_of(value: Any) -> list[str]:
    """The types that an `analyses` answer names, each once."""
    return list(dict.fromkeys(filter(None, map(kind_of, text.items(value)))))


def names_of(value: Any) -> list[str]:
    """An `analyses` answer in its stored form: types of the workflow by their names, others as they were typed, each once."""
    by_kind: dict[str, str] = {}
    for name in text.items(value):
        if kind := kind_of(name):
            by_kind.setdefault(kind, kind if kind in known() else name)
    return list(by_kind.values())


def title_for(name: Any) -> str:
    """The title of an analysis of this type, with the capitals in which a name of a person's own was typed."""
    kind = kind_of(name)
    if own := house.in_force().analyses.get(kind):
        return own.title
    if kind in KINDS:
        return say(KINDS[kind].title)
    words = _BETWEEN.split(_SUFFIX.sub("", text.one_line(name)))
    return say("{subject} Analysis", subject=" ".join(word[:1].upper() + word[1:] for word in words))


def purpose_of(kind: str, title: str) -> str:
    """The purpose of an analysis whose person gave none."""
    if own := house.in_force().analyses.get(kind):
        return own.purpose
    if kind in KINDS:
        return say(KINDS[kind].purpose)
    subject = re.sub(r"\s+analysis$", "", title, flags=re.IGNORECASE)
    before, _, after = say("{subject} Analysis", subject="\0").partition("\0")
    if title.startswith(before) and title.endswith(after):
        subject = title[len(before) : len(title) - len(after)]
    return say("Gather what planning this roadmap needs to know about {subject}", subject=subject)


def sections_of(kind: str) -> str:
    """The name of the file with the sections of this type, below `includes/analyses/`, without its ending."""
    own = house.in_force().analyses.get(kind)
    if own and own.sections:
        return HOUSE_SECTIONS
    return kind if kind in KINDS else OWN_SECTIONS


def own_sections(kind: str) -> list[dict[str, str]]:
    """The sections that a house gives this type, each with its heading and its placeholder; none where it gives none."""
    own = house.in_force().analyses.get(kind)
    return [{"heading": heading, "placeholder": f"_{asked}_"} for heading, asked in own.sections] if own else []


def known() -> tuple[str, ...]:
    """The types of the workflow, and those of the house."""
    return tuple(dict.fromkeys((*KINDS, *house.in_force().analyses)))


def choices() -> dict[str, str]:
    """The types as a list of choices shows them, by what it says of each; the last is a name of a person's own."""
    own = house.in_force().analyses
    offered = {f"{name.replace('-', ' ').capitalize()} - {kind.hint}": name for name, kind in KINDS.items() if name not in own}
    offered |= {f"{kind.title} - {kind.purpose}": name for name, kind in own.items()}
    return {**offered, "Another - with a name of your own": ANOTHER}


def name_problem(value: Any) -> str:
    """What is wrong with the name of an analysis type; empty when nothing is."""
    types = text.join(known(), "or")
    if isinstance(value, (list, dict)) or value is None or isinstance(value, bool) or not text.one_line(value):
        shown = f"{text.quoted(value)} is no name of an analysis" if text.one_line(value) else "is empty"
        return f"{shown}. Give {types}, or a name of your own, such as security."
    name = text.one_line(value)
    words = _BETWEEN.split(name)
    if not all(re.fullmatch(r"[^\W_]+", word) and text.slugify(word) for word in words):
        return (
            f"{text.quoted(value)} is no name of an analysis: it makes a file's name. Use Latin letters, digits, blanks and "
            "hyphens; the title may hold more, in analysis_title."
        )
    if len("-".join(words)) > text.SLUG_LENGTH:
        return f"{text.quoted(value)} is too long for a file's name. Give at most {text.SLUG_LENGTH} characters."
    kind = kind_of(name)
    if kind == "analysis":
        return f"{text.quoted(value)} does not say of what. Give {types}, or a name of your own, such as security."
    near = difflib.get_close_matches(kind, known(), n=1, cutoff=_ALIKE)
    if kind not in known() and near and not _SUFFIX.search(name):
        return (
            f"{text.quoted(value)} is no type of the workflow. Did you mean {near[0]}? For an analysis of your own of that name, "
            f"give {text.quoted(f'{name} analysis')}."
        )
    return ""


def names_problem(value: Any) -> str:
    """What is wrong with an `analyses` answer; empty when nothing is."""
    if isinstance(value, (dict, bool)) or not (value is None or isinstance(value, (str, list))):
        return f"{text.quoted(value)} is not a list. Give one such as {'; '.join(list(KINDS)[:2])}, or [] for none."
    if value is not None and isinstance(value, str):
        value = text.parts(text.clean(value))
    return " ".join(
        wrong for name in value or () if name not in (None, "") and str(name).strip() and (wrong := name_problem(name))
    )
