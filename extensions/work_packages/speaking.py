"""What messages name as the next command: Copier's, or `roadmap` where that one speaks.

Every message is made once, with the command of Copier that works everywhere (`messages.py`, `planning/problems.py`). Who has only
`roadmap` could not paste it: there `spoken` puts the command of `roadmap` that does the same in its place. Documents and
`roadmap.json` keep Copier's, so that they are the same bytes whoever writes them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

#: The environment variable by which `roadmap` tells the Copier that it runs who speaks.
SPEAKER = "WORK_PACKAGES_SPEAKER"

_VALUE = r"""(?:'[^']*'|"[^"]*"|[^\s'"`])+?"""
_END = r"(?=[.,;:)`]*(?:\s|$))"

# Compiled where a message holds one: most hold none, and compiling takes longer than reading the plan's answers.
_UPDATE = rf"copier update --trust(?P<current> --vcs-ref=:current:)?(?: -a (?P<record>{_VALUE}){_END})?(?P<given>(?: -d {_VALUE}{_END})*)"
_COPY = rf"copier copy --trust(?: --vcs-ref=:current:)? -d part=(?P<part>[\w-]+)(?: -d renumber=(?P<slug>[\w-]+))? {_VALUE} \.(?=\W|$)"
_GIVEN = rf" -d ({_VALUE}){_END}"
_NUMBER = r"\.planning/(\d+)-[^/]*\.yml"
_REPAIR = r"with part=repair and renumber=([\w-]+)"
_CONFIRM = r"(?<!\S)(?<!command with )-d confirm=([a-z]+)"

#: The options of `roadmap done`, by the answers that they give.
_DONE = {"pr": "--pr", "actual": "--hours", "actual_review": "--review", "done": "--did"}

#: What a message says of Copier's ways around such a command, and what `roadmap` says there: it needs no commit before.
_AROUND = (
    (", after a commit:", ":"),
    ("once this is committed:", "afterwards:"),
    ("Then commit, and bring every document", "Then bring every document"),
    ("Put that right and commit; then", "Put that right; then"),
    ("without the status; commit, and confirm", "without the status; then confirm"),
    (", in the planning folder, with:", " with:"),
    ("run the same command\nwith --data-file plan.yml:", "run\nroadmap new --data-file plan.yml:"),
    ("\nIn a planning folder a copy adds a work package; to change or confirm something, use copier update.", ""),
    ("Add one first with copier copy -d part=work-package", "Add one first with roadmap add"),
    ("Change what is there with copier update, which", "Change what is there with roadmap set, which"),
    (
        "To add to this one, give -d part=work-package or -d part=analysis. To change its answers, run copier update.",
        "To add to this one: roadmap add, or roadmap analysis. To change its answers: roadmap set.",
    ),
    (
        "To start another initiative, copy the template into the root",
        "To start another initiative, run roadmap new in the root",
    ),
    (
        "To have it back, give its name to the command that updates this plan, as -d restore=NAME,",
        "To have it back: roadmap update --restore NAME,",
    ),
    (
        "give -d initiative=TITLE, -d date=YYYY-MM-DD, or answers of work packages: -d packages='{03: {effort: 4-6h}}'.",
        "give --set initiative=TITLE, --set date=YYYY-MM-DD, or an answer of a work package: --set 03.effort=4-6h.",
    ),
    ("then `copier copy` with `part=repair`", "then `roadmap repair`"),
    ("`copier copy` with `part=repair` while", "`roadmap repair` while"),
)


def spoken(message: str) -> str:
    """The message with the commands of `roadmap` in the place of Copier's.

    A command that has none there stays, such as the one that follows a template to another address.
    """
    if not any(words in message for words in ("copier ", "-d ", "part=repair", "--data-file")):
        return message
    message = re.sub(_COPY, _copied, re.sub(_UPDATE, _updated, message))
    for words, instead in _AROUND:
        message = message.replace(words, instead)
    message = re.sub(_REPAIR, r"with roadmap repair --renumber \1", message)
    return re.sub(_CONFIRM, r"roadmap confirm \1", message)


def said(message: str, environment: Mapping[str, str] = os.environ) -> str:
    """What Copier says, as it stands, or as `roadmap` says it where that runs it."""
    return spoken(message) if is_roadmap(environment) else message


def is_roadmap(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether `roadmap` runs this Copier."""
    return environment.get(SPEAKER) == "roadmap"


def _updated(found: re.Match[str]) -> str:
    given = [one[1] for one in re.finditer(_GIVEN, found["given"])]
    record = (found["record"] or "").strip("'\"")
    if record.endswith(".portfolio.yml"):
        return " ".join(["roadmap portfolio --update", *(f"-d {one}" for one in given)])
    number = re.search(_NUMBER, record)
    if record and not number:
        # Another answers file, such as that of the file for agents: `roadmap` has no command for it.
        return found[0]
    if not given:
        return "roadmap update" if found["current"] else "roadmap upgrade"
    named = {name: value for name, _, value in (one.partition("=") for one in given)}
    if not number and list(named) in (["confirm"], ["restore"]):
        return f"roadmap confirm {named['confirm']}" if "confirm" in named else f"roadmap update --restore {named['restore']}"
    if number and named == {"status": "in-progress"}:
        return f"roadmap start {number[1]}"
    if number and named.get("status") == "complete" and set(named) <= {"status", *_DONE}:
        options = [f"{option} {named[name]}" for name, option in _DONE.items() if name in named]
        return " ".join([f"roadmap done {number[1]}", *options])
    return " ".join(["roadmap set", *([number[1]] if number else []), *given])


def _copied(found: re.Match[str]) -> str:
    if found["part"] == "repair" and found["slug"]:
        return f"roadmap repair --renumber {found['slug']}"
    return {"work-package": "roadmap add TITLE", "analysis": "roadmap analysis TYPE"}.get(found["part"], found[0])
