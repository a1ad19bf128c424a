"""Random histories: a person who writes anywhere in the documents, and commands, in any order; nothing that is written is lost."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from work_packages.planning.formatting import meaning, plain
from work_packages.planning.parts import Part, parts

from .formatters import FORMATTERS
from .support import Folder, Result, copied, fresh_render, git

#: A line of the person's is known by its number, wherever it stands.
OWN = re.compile(r"own-(\d+)")
#: The line below the head of a table.
RULED = re.compile(r"\|[ |:-]+\|\s*")
MARKERS = ("<<<<<<< before updating", "=======", ">>>>>>> after updating")

places = luck = st.integers(0, 10**6)
TEXTS = (
    "plain words",
    "with | a pipe",
    "`code` and *stars*",
    "日本語 words",
    "- a bullet",
    "1. a number",
    "> quoted",
    "{{ braces }}",
)
HEADINGS = ("## My heading", "### My heading", "#### My heading")


class History(RuleBasedStateMachine):
    """One history in a folder of its own."""

    #: Set by the test: the planning folder that each history starts from, and where the copies go.
    origin: ClassVar[Folder]
    base: ClassVar[Path]
    #: What all histories of this process did: the figures of docs/reliability.md.
    count: ClassVar[Counter[str]] = Counter()

    @initialize()
    def start(self) -> None:
        History.count["histories"] += 1
        self.folder = copied(self.origin, self.base / f"history-{self.count['histories']}")
        self.number = 0
        self.lost = False
        #: The person's lines by number: the document that each is in, and its text without a conflict around it.
        self.own: dict[int, tuple[str, str]] = {}
        #: Documents in which the person changed or deleted a line of the template's: only these may conflict.
        self.touched: set[str] = set()
        self.deleted: set[str] = set()
        #: Sections that she deleted, by document and heading; documents that a formatter wrote.
        self.cut: set[tuple[str, str]] = set()
        self.formatted: set[str] = set()
        #: Whether git has every change; whether the last step was a command.
        self.committed = self.settled = True

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            if not self.lost:
                self.settle()
            shutil.rmtree(self.base / f"history-{self.count['histories']}")

    # The person

    @rule(at=st.lists(places, min_size=1, max_size=5), document=places, text=st.sampled_from(TEXTS))
    def writes_lines(self, at: list[int], document: int, text: str) -> None:
        for place in at:
            self.insert(document, place, [self.line(text)])

    @rule(at=st.lists(places, min_size=1, max_size=5), document=places, text=st.sampled_from(TEXTS))
    def writes_paragraphs(self, at: list[int], document: int, text: str) -> None:
        for place in at:
            self.insert(document + place, place, ["", self.line(text), ""])

    @rule(at=places, document=places, heading=st.sampled_from(HEADINGS))
    def writes_a_section(self, at: int, document: int, heading: str) -> None:
        self.insert(document, at, ["", self.line(heading), "", self.line("below it"), ""])

    @rule(at=places, document=places)
    def writes_a_table(self, at: int, document: int) -> None:
        rows = ["", f"| {self.line('head')} | b |", "|---|---|", f"| {self.line('cell')} | 2 |", ""]
        self.insert(document, at, rows)

    @rule(document=places)
    def writes_at_the_end(self, document: int) -> None:
        name, lines = self.choose(document)
        self.save(name, [*lines, self.line("at the end")])

    @rule(document=places, at=places)
    def replaces_a_placeholder(self, document: int, at: int) -> None:
        names = [name for name in self.documents() if any(line.startswith("_") for line in self.lines(name))]
        if names:
            name = names[document % len(names)]
            lines = self.lines(name)
            found = [place for place, line in enumerate(lines) if line.startswith("_")]
            lines[found[at % len(found)]] = self.line("instead of the placeholder")
            self.touched.add(name)
            self.save(name, lines)

    @rule(document=places, at=places)
    def ticks_a_box(self, document: int, at: int) -> None:
        name, lines = self.choose(document)
        found = [place for place, line in enumerate(lines) if line.startswith("- [ ] ")]
        if found:
            place = found[at % len(found)]
            lines[place] = lines[place].replace("[ ]", "[x]")
            self.touched.add(name)
            self.save(name, lines)

    @rule(document=places, at=st.lists(places, min_size=1, max_size=4))
    def edits_lines_of_the_template(self, document: int, at: list[int]) -> None:
        for one in at:
            name, lines = self.choose_computed(document)
            found = [place for place, line in enumerate(lines) if line.strip() and not OWN.search(line)]
            place = found[one % len(found)]
            # Within the line: a cell of a table, or the middle of a sentence.
            words = lines[place].split(" ")
            words.insert(len(words) // 2, self.line("own"))
            lines[place] = " ".join(words)
            self.touched.add(name)
            self.save(name, lines)

    @rule(document=places, at=places, length=st.integers(1, 4))
    def deletes_lines_of_the_template(self, document: int, at: int, length: int) -> None:
        name, lines = self.choose_computed(document)
        place = at % len(lines)
        self.touched.add(name)
        self.save(
            name, lines[:place] + [line for line in lines[place : place + length] if OWN.search(line)] + lines[place + length :]
        )

    @rule(at=places)
    def deletes_a_line_of_hers(self, at: int) -> None:
        if number := self.one_of_hers(at):
            name, _ = self.own.pop(number)
            self.save(name, [line for line in self.lines(name) if f"own-{number}." not in line])

    @rule(at=places, to=places, document=places)
    def moves_a_line_of_hers(self, at: int, to: int, document: int) -> None:
        if number := self.one_of_hers(at):
            name, text = self.own[number]
            self.save(name, [line for line in self.lines(name) if f"own-{number}." not in line])
            self.insert(document, to, [text])

    @rule(document=places)
    def deletes_a_document(self, document: int) -> None:
        names = [name for name in self.documents() if name not in ("README.md", "START-HERE.md")]
        if document % 5 == 0 and names:
            name = names[document % len(names)]
            (self.folder.path / name).unlink()
            self.deleted.add(name)
            self.own = {number: entry for number, entry in self.own.items() if entry[0] != name}
            self.committed = self.settled = False

    @rule(document=places, at=places)
    def deletes_a_section(self, document: int, at: int) -> None:
        """With all that stands in it, hers as well."""
        name, lines = self.choose_computed(document)
        if part := self.section(lines, at):
            self.touched.add(name)
            self.cut.add((name, lines[part.start]))
            self.save(name, [*lines[: part.start], *lines[part.end :]])
            self.count["sections deleted"] += 1

    @rule(document=places, at=places, to=places)
    def moves_a_section(self, document: int, at: int, to: int) -> None:
        name, lines = self.choose_computed(document)
        if part := self.section(lines, at):
            text, rest = lines[part.start : part.end], [*lines[: part.start], *lines[part.end :]]
            places = [place for place, line in enumerate(rest) if line.startswith("## ")]
            if places:
                place = places[to % len(places)]
                self.touched.add(name)
                self.save(name, [*rest[:place], *text, *rest[place:]])
                self.count["sections moved"] += 1

    @rule(luck=luck, which=st.sampled_from(["mdformat", "aligned tables", "stars for bullets", "spaces at the ends"]))
    def runs_a_formatter(self, luck: int, which: str) -> None:
        if luck % 3 == 0:
            for name in self.documents():
                self.save(name, FORMATTERS[which]("\n".join([*self.lines(name), ""])).removesuffix("\n").split("\n"))
                self.formatted.add(name)
            self.count["formatters run"] += 1

    # The commands

    @rule(luck=luck, needs=places, effort=st.integers(1, 9), value=st.sampled_from(["high", "medium", "low"]))
    def adds_a_package(self, luck: int, needs: int, effort: int, value: str) -> None:
        if self.writes_instead(luck):
            return
        known = self.packages()
        title = f"Feature {len(known)} of {self.count['commands']}"
        given = [f"title={title}", f"effort={effort}-{effort + 2}h", f"value={value}"]
        if needs % 3:
            given.append(f"depends_on={known[needs % len(known)]['slug']}")
        # A copy takes a folder with uncommitted changes.
        self.check(lambda: self.folder.add(*given, ok=False))

    @rule(luck=luck, which=places, other=places, answer=st.sampled_from([
        "effort=2-3h", "effort=5-7h", "value=high", "value=low", "priority=low", "summary=What it covers", "testing=true",
        "title=Another name", "success_criteria=[10 of 10 checks pass, under 5 ms]", "task_list=[One, Two, Three]", "blocked_by=[Keys]",
        "depends_on", "depends_on", "status=in-progress", "status=in-progress", "status=partial", "status=complete", "status=complete",
        "status=deferred", "status=dropped", "status=ready",
    ]))  # fmt: skip
    def changes_a_package(self, luck: int, which: int, other: int, answer: str) -> None:
        if self.writes_instead(luck):
            return
        known = [one for one in self.packages() if (self.folder.path / self.record(one)).exists()]
        package = known[which % len(known)]
        given = [answer]
        if answer == "depends_on":
            given = [f"depends_on={known[other % len(known)]['slug']}"]
        elif answer == "status=complete":
            given += ["actual=3h", "pr=PR 7"]
        elif answer in ("status=deferred", "status=dropped"):
            given.append("remains=Not this year")
        self.commit()
        self.check(lambda: self.folder.change(Path(self.record(package)).stem, *given, ok=False))

    @rule(luck=luck, answer=st.sampled_from([
        "initiative=Renamed", "overview=What it is about", "agentic_hours_per_week=10", "review_hours_per_week=2", "buffer=20", "start=2026-02-02",
        "overall_criteria=[All of it works, And fast]", "external_dependencies=[A contract]", "analyses=[context, risk]",
        "identified=[One, Two, Three, Later]",
    ]))  # fmt: skip
    def changes_the_initiative(self, luck: int, answer: str) -> None:
        if self.writes_instead(luck):
            return
        self.commit()
        self.check(lambda: self.folder.update(answer, ok=False))

    @rule(luck=luck)
    def confirms_what_is_open(self, luck: int) -> None:
        if self.writes_instead(luck):
            return
        data = self.roadmap()
        names = [*data["reopened"], *(name for name, state in data["checkpoints"].items() if state == "open")]
        self.commit()
        self.check(lambda: self.folder.update(f"confirm=[{', '.join(names)}]" if names else "rationale=Because", ok=False))

    # What must hold

    def check(self, command: Any) -> None:
        """Run a command, and hold it to what is promised of every command."""
        self.lost = True
        before = self.folder.tree()
        # A line of the template's that she changed stands where the template's lines are.
        headings = {
            number: heading_above(self.lines(name), number)
            for number, (name, text) in self.own.items()
            if "own own-" not in text
        }
        below = {number: line_below(self.lines(name), number) for number, (name, _) in self.own.items()}
        result: Result = command()
        self.count["commands"] += 1
        self.committed = False
        self.settled = True
        if result.code and "nothing was written" in result.message:
            self.count["refused"] += 1
            assert self.folder.tree() == before, "a refused command changes nothing"
            self.lost = False
            return
        marked = {name for name in self.documents() if any(line == MARKERS[0] for line in self.lines(name))}
        assert (result.code == 0) == (not marked), result.output
        assert marked <= self.touched, f"a conflict in {marked - self.touched}, where nobody changed a line of the template's"
        for name in marked:
            assert f"  {name}\n" in result.output, result.output
        self.roadmap()
        assert not [name for name in self.deleted if (self.folder.path / name).exists()], "what was deleted stays deleted"
        self.stands(headings, below)
        self.stay_cut()
        for name in sorted(marked):
            self.resolves(name)
        self.lost = False

    def stands(self, headings: dict[int, str], below: dict[int, str]) -> None:
        """Each line of hers stands once, or inside a marked conflict, under its heading or above the line that was below it."""
        lines_of = {name: self.lines(name) for name in self.documents()}
        for number, (name, text) in self.own.items():
            there = [line for line in lines_of[name] if f"own-{number}." in line]
            assert there == [text], f"{text!r} in {name}: {there}"
            above = heading_above(lines_of[name], number)
            same = headings.get(number, above) in (above, "") or below[number] == line_below(lines_of[name], number)
            assert same or headings[number] not in lines_of[name], (
                f"{text!r} in {name} stood below {headings[number]!r} and stands below {above!r}"
            )
            self.count["lines held"] += 1

    def stay_cut(self) -> None:
        """No section that she deleted comes back, as long as the template has it."""
        known = self.folder.answers["observed"].get("cut") or {}
        for name, heading in sorted(self.cut):
            words = meaning(heading.lstrip("# "))
            if not any(part.startswith(f'section "{words}"') for part in known.get(name, ())):
                self.cut.remove((name, heading))
            else:
                assert heading not in self.lines(name), f"{heading!r} is back in {name}"

    def resolves(self, name: str) -> None:
        """As a person may: keep both texts, or her own."""
        self.count["conflicts"] += 1
        kept, side = [], "both"
        for line in self.lines(name):
            if line in MARKERS:
                side = {MARKERS[0]: "own", MARKERS[1]: "new", MARKERS[2]: "both"}[line]
            elif side != "new" or self.number % 2:
                kept.append(line)
        self.save(name, kept)

    def settle(self) -> None:
        """In the end an update changes nothing, and the documents are what the answers make, but for the person's lines."""
        self.commit()
        if not self.settled:
            self.check(lambda: self.folder.update(ok=False))
            self.commit()
        if self.count["histories"] % 3 == 0:
            before = self.folder.tree()
            self.folder.update()
            assert self.folder.tree() == before and self.folder.status() == "", "no change, no difference"
        rendered = fresh_render(self.folder)
        for name in self.documents():
            if name not in self.touched:
                lines = self.lines(name)
                if name in self.formatted:
                    written = [f"{line}\n" for line in rendered[name].removesuffix("\n").split("\n")]
                    lines = [line.removesuffix("\n") for line in plain(written, [f"{line}\n" for line in lines]).lines]
                template = [line for line in rendered[name].split("\n") if not RULED.fullmatch(line)]
                # What she wrote in a plan where a line asks for it is shown elsewhere, too.
                own = [line for line in lines if (not OWN.search(line) or line in template) and not RULED.fullmatch(line)]
                own = [line.rstrip() for line in own] if name in self.formatted else own
                if name in self.formatted:
                    # Below a quote of the person's, a formatter takes the paragraph that follows into it, as Markdown does.
                    own = [
                        line[2:] if line not in template and line[2:] in template and line.startswith("> ") else line
                        for line in own
                    ]
                assert list(filter(str.strip, own)) == list(filter(None, template)), name
                self.count["documents compared"] += 1
        assert self.folder.read(".planning/roadmap.json") == rendered[".planning/roadmap.json"]

    # Tools

    def writes_instead(self, luck: int) -> bool:
        """A person writes more often than she runs commands, which take most of the time."""
        if luck % 2:
            self.insert(luck, luck // 7, [self.line("instead")])
        return bool(luck % 2)

    def documents(self) -> list[str]:
        return sorted(path.name for path in self.folder.path.glob("*.md"))

    @staticmethod
    def section(lines: list[str], at: int) -> Part | None:
        """One of the sections with a heading of the second level or below."""
        found = [part for part in parts([f"{line}\n" for line in lines]) if part.level > 1]
        return found[at % len(found)] if found else None

    def lines(self, name: str) -> list[str]:
        return self.folder.read(name).removesuffix("\n").split("\n")

    def roadmap(self) -> Any:
        return json.loads(self.folder.read(".planning/roadmap.json"))

    def packages(self) -> list[dict[str, Any]]:
        return list(self.roadmap()["packages"])

    def line(self, text: str) -> str:
        self.number += 1
        return f"{text} own-{self.number}."

    def choose(self, document: int) -> tuple[str, list[str]]:
        names = self.documents()
        name = names[document % len(names)]
        return name, self.lines(name)

    def choose_computed(self, document: int) -> tuple[str, list[str]]:
        """A document that other answers change, too, more often than another."""
        name = (*("README.md", "START-HERE.md") * 3, self.choose(document)[0])[document % 7]
        return name, self.lines(name)

    def insert(self, document: int, at: int, added: list[str]) -> None:
        name, lines = self.choose(document)
        place = at % (len(lines) + 1)
        self.save(name, [*lines[:place], *added, *lines[place:]])

    def save(self, name: str, lines: Iterable[str]) -> None:
        lines = list(lines)
        (self.folder.path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.own = {number: entry for number, entry in self.own.items() if entry[0] != name}
        self.own |= {int(found[1]): (name, line) for line in lines if (found := OWN.search(line))}
        self.committed = self.settled = False

    def one_of_hers(self, at: int) -> int:
        numbers = sorted(self.own)
        return numbers[at % len(numbers)] if numbers else 0

    @staticmethod
    def record(package: dict[str, Any]) -> str:
        return f".planning/{package['number']:02d}-{package['slug']}.yml"

    def commit(self) -> None:
        if not self.committed and git(self.folder.path, "status", "--porcelain", "."):
            self.folder.commit()
        self.committed = True


def line_below(lines: list[str], number: int) -> str:
    """The next line below that is not the person's, nor empty."""
    place = next(place for place, line in enumerate(lines) if f"own-{number}." in line)
    return next((line for line in lines[place:] if line and not OWN.search(line)), "")


def heading_above(lines: list[str], number: int) -> str:
    """The heading under which the line stands; empty behind the rule that ends its section."""
    above = ""
    fenced = False
    for line in lines:
        if f"own-{number}." in line:
            return above
        if line.startswith("```"):
            fenced = not fenced
        if line.startswith("#") and not fenced:
            above = line
        if (line.rstrip() == "---" or line.startswith("_____")) and not fenced:
            above = ""
    return above


def total(report: Path) -> str:
    """The figures of all histories that were reported, for docs/reliability.md."""
    counts: Counter[str] = Counter()
    for line in report.read_text(encoding="utf-8").splitlines():
        counts.update({name: number for name, number in json.loads(line).items() if name != "shard"})
    return "\n".join(
        ["| What | Number |", "|------|-------:|", *(f"| {name} | {number:,} |" for name, number in sorted(counts.items()))]
    )


if __name__ == "__main__":
    print(total(Path(sys.argv[1])))
