"""Dependencies between initiatives: named, checked, kept with the plan, and honoured by everything that is computed."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from .initiatives import CHECKOUT, PLANNING, PORTAL, SEARCH, commit, copy, own, plan
from .support import ROOT, Folder, git, run_copier, tree, use_installed
from .terminal.calling import roadmap

INDEX = f"{SEARCH}/index"
SCHEMA = json.loads((ROOT / "docs/roadmap.schema.json").read_text(encoding="utf-8"))


def computed(folder: Folder) -> dict[str, Any]:
    """The plan's roadmap.json, which the schema fits."""
    found: dict[str, Any] = json.loads(folder.read(".planning/roadmap.json"))
    jsonschema.validate(found, SCHEMA)
    return found


def package(folder: Folder, slug: str) -> dict[str, Any]:
    return next(one for one in computed(folder)["packages"] if one["slug"] == slug)


@pytest.fixture
def checkout(team: Path, template: Path) -> Folder:
    """Steady Checkout, whose Response Cache waits for Index of Search That Finds; confirmed again, committed."""
    folder = plan(team, CHECKOUT, template)
    folder.change("04-response-cache", "depends_on=03, search-that-finds/03")
    folder.confirm_again()
    return folder


@pytest.mark.parametrize(
    "reference",
    [
        INDEX,
        f"{SEARCH}/03-index",
        f"{SEARCH}/03",
        "search-that-finds/03",
        "Search-That-Finds/Index",
        f" {SEARCH} / 03-index-plan.md",
    ],
)
def test_named_in_many_ways_and_stored_in_one(team: Path, template: Path, reference: str) -> None:
    folder = plan(team, CHECKOUT, template)
    folder.change("04-response-cache", f"depends_on=03, {reference}")
    assert yaml.safe_load(folder.read(".planning/04-response-cache.yml"))["depends_on"] == ["request-tracing", INDEX]


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        (
            "serch-that-finds/03",
            f'depends_on: "serch-that-finds/03": "serch-that-finds" is no planning folder beside this one. Did you mean {SEARCH}? '
            f"There are: {SEARCH}, {PORTAL}.",
        ),
        (
            "search-that-finds/indx",
            f'depends_on: "search-that-finds/indx": "indx" is no work package of {SEARCH}. Did you mean index? Known: 03 index, 04 '
            "ranking, 05 synonyms.",
        ),
        (
            "partner-portal/login",
            f'depends_on: "partner-portal/login": "login" is no work package of {PORTAL}. It has none yet: they come once its '
            "analysis is confirmed.",
        ),
        ("steady-checkout/04", 'depends_on: "04" is the work package itself. Leave it out.'),
        ("../etc/passwd", 'depends_on: "../etc/passwd": ".." is no planning folder beside this one.'),
        ("a | b/c`d", 'depends_on: "a | b/c`d": "a | b" is no planning folder beside this one.'),
    ],
)
def test_unknown_ones_are_refused(team: Path, template: Path, reference: str, said: str) -> None:
    before = tree(team)
    result = plan(team, CHECKOUT, template).change("04-response-cache", f"depends_on=03, {reference}", ok=False)
    assert result.code and said in result.output.replace("\n", " ")
    assert tree(team) == before


def test_this_folder_by_its_name_is_the_plan_itself(team: Path, template: Path) -> None:
    folder = plan(team, CHECKOUT, template)
    folder.change("05-retries", f"depends_on={CHECKOUT}/03-request-tracing")
    assert yaml.safe_load(folder.read(".planning/05-retries.yml"))["depends_on"] == ["request-tracing"]


def test_it_waits_until_the_other_is_complete(checkout: Folder, team: Path, template: Path) -> None:
    search = plan(team, SEARCH, template)
    checkout.change("03-request-tracing", "status=complete", "actual=5h")
    commit(team)
    cache = package(checkout, "response-cache")
    last = package(search, "index")["last_day"]
    assert cache["depends_on"] == ["request-tracing", INDEX]
    assert cache["elsewhere"] == [
        {
            "name": INDEX,
            "initiative": "Search That Finds",
            "number": 3,
            "title": "Index",
            "state": "ready",
            "last_day": last,
            "open": True,
        }
    ]
    assert cache["state"] == "waiting" and not cache["ready"] and cache["first_day"] > last
    assert computed(checkout)["ready"] == []
    assert "Phase 4 waits for 03 Index of Search That Finds, which is ready there" in str(computed(checkout)["problems"])
    assert f"- [ ] [Search That Finds, Phase 3: Index](../{SEARCH}/03-index-plan.md) must be complete" in checkout.read(
        "04-response-cache-plan.md"
    )
    assert 'other1["03 Index<br/>Search That Finds"]' in checkout.read("START-HERE.md")
    assert "    other1 --> p04_response_cache\n" in checkout.read("START-HERE.md")

    result = search.change("03-index", "status=complete", "actual=6h")
    assert (
        "ℹ️ 04 Response Cache of Steady Checkout waited for this. Tell that plan: cd ../2026-01-05-steady-checkout && copier update "
        "--trust --vcs-ref=:current:\n" in result.output
    )
    commit(team)
    assert package(checkout, "response-cache")["state"] == "waiting", "no command has looked yet"
    assert "04" in roadmap("ready", "-q", cwd=checkout.path).out, "who reads looks"
    checkout.update()
    cache = package(checkout, "response-cache")
    assert cache["state"] == "ready" and cache["elsewhere"][0] | {"last_day": None} == {
        "name": INDEX,
        "initiative": "Search That Finds",
        "number": 3,
        "title": "Index",
        "state": "complete",
        "last_day": None,
        "open": False,
    }
    assert "- [x] [Search That Finds, Phase 3: Index]" in checkout.read("04-response-cache-plan.md")
    commit(team)
    checkout.update()
    assert checkout.status() == "", "nothing changed, no difference"


def test_the_critical_path_is_of_this_plan_alone(team: Path, template: Path) -> None:
    folder = plan(team, CHECKOUT, template)
    before = computed(folder)
    folder.change("05-retries", f"depends_on={INDEX}")
    after = computed(folder)
    assert after["critical_path"] == before["critical_path"]
    assert [one["slack"] for one in after["packages"]] == [one["slack"] for one in before["packages"]]


def test_dropped_missing_and_gone(checkout: Folder, team: Path, template: Path) -> None:
    search = plan(team, SEARCH, template)

    def problems() -> list[tuple[str, str]]:
        commit(team)
        checkout.update()
        if checkout.status():
            commit(team)
        return [
            (one["code"], one["message"])
            for one in computed(checkout)["problems"]
            if "Index" in str(one) or "/index" in str(one)
        ]

    search.change("03-index", "status=dropped", "remains=No need")
    assert problems() == [
        (
            "unmet-dependency",
            "Phase 4 waits for 03 Index of Search That Finds, which is dropped. Take the dependency out, or take that package up again.",
        )
    ]
    (search.path / ".planning/03-index.yml").unlink()
    (search.path / "03-index-plan.md").unlink()
    commit(team)
    search.update()
    gone = (
        "unknown-dependency",
        f'Phase 4 depends on "{INDEX}", which is no work package of another initiative now. Take the dependency out, or name the one '
        "that is meant.",
    )
    assert problems() == [gone]
    shutil.rmtree(search.path)
    assert problems() == [gone]
    checkout.change("04-response-cache", "depends_on=03")
    assert "elsewhere" not in package(checkout, "response-cache")


def test_a_cycle_is_refused_where_it_closes(checkout: Folder, team: Path, template: Path) -> None:
    result = plan(team, SEARCH, template).change("03-index", f"depends_on={CHECKOUT}/retries, {CHECKOUT}/04", ok=False)
    assert result.code
    assert f"closes a cycle: index needs {CHECKOUT}/response-cache needs index." in result.output
    plan(team, SEARCH, template).change("03-index", f"depends_on={CHECKOUT}/retries")
    commit(team)
    result = checkout.change("05-retries", "depends_on=04", ok=False)
    commit(team)
    checkout.update()
    assert [one["code"] for one in computed(checkout)["problems"] if one["code"] == "cycle"] == ["cycle"]


def test_a_cycle_that_a_merge_made_is_named(checkout: Folder, team: Path, template: Path) -> None:
    search = plan(team, SEARCH, template)
    record = search.read(".planning/03-index.yml")
    (search.path / ".planning/03-index.yml").write_text(
        record.replace("depends_on: []", f"depends_on: [{CHECKOUT}/response-cache]"), encoding="utf-8"
    )
    commit(team)
    search.update()
    commit(team)
    checkout.update()
    for folder, needs in (
        (checkout, f"{INDEX} needs response-cache needs {INDEX}"),
        (search, f"{CHECKOUT}/response-cache needs index needs {CHECKOUT}/response-cache"),
    ):
        assert f"These work packages wait for each other: {needs}. Take one of the dependencies out." in [
            one["message"] for one in computed(folder)["problems"]
        ]
    copy(team, template)
    assert (
        f"These work packages wait for each other: {CHECKOUT}/response-cache needs {INDEX} needs {CHECKOUT}/response-cache."
        in own(team)["README.md"]
    )


def test_the_portfolio_says_what_can_start(checkout: Folder, team: Path, template: Path) -> None:
    checkout.change("03-request-tracing", "status=complete", "actual=5h")
    copy(team, template)
    commit(team)
    said = own(team)["README.md"]
    last = package(plan(team, SEARCH, template), "index")["last_day"]
    assert (
        f"- ⏳ [04 Response Cache]({CHECKOUT}/04-response-cache-plan.md) (Steady Checkout) depends on "
        f"[03 Index]({SEARCH}/03-index-plan.md) (Search That Finds): ready, forecast {last}\n" in said
    )
    plan(team, SEARCH, template).change("03-index", "status=complete", "actual=6h")
    said = own(team)["README.md"]
    assert (
        "  - 04 Response Cache can start now: what it waits for in other initiatives is complete. Tell that plan: copier update "
        "--trust --vcs-ref=:current: in its folder.\n" in said
    )
    assert "- ✅ [04 Response Cache]" in said
    commit(team)
    checkout.update()
    said = own(team)["README.md"]
    assert "can start now" not in said and f"[04 Response Cache]({CHECKOUT}/04-response-cache-plan.md) (ready)" in said


@pytest.mark.parametrize(
    "words",
    [
        ("set", "05", f"depends_on+={SEARCH}/03"),
        ("add", "Facade", "--effort", "4h", "--depends-on", "search-that-finds/index,03"),
    ],
    ids=lambda words: words[0],
)
def test_the_same_bytes_by_roadmap(
    team: Path,
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    use_installed(template, monkeypatch)
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "repo", other, symlinks=True)
    explained = roadmap(*words, "--explain", cwd=other / PLANNING / CHECKOUT).out.splitlines()
    result = roadmap(*words, cwd=team / CHECKOUT)
    assert result.code == 0, result.err
    assert (
        f"- {INDEX}\n"
        in (team / CHECKOUT / ".planning").joinpath((words[0] == "set" and "05-retries.yml") or "06-facade.yml").read_text()
    )
    for line in explained:
        run_copier(*shlex.split(line)[1:], cwd=other / PLANNING / CHECKOUT)
    assert tree(team) == tree(other / PLANNING)


def test_the_other_command_says_who_waits(
    checkout: Folder, team: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_installed(template, monkeypatch)
    result = roadmap("done", "03", "--hours", "6", cwd=team / SEARCH)
    assert result.code == 0 and "04 Response Cache of Steady Checkout waited for this. Tell that plan: cd " in result.err


def test_a_new_initiative_names_others(team: Path, template: Path) -> None:
    data = team.parents[2].parent / "new.yml"
    answers = {
        "initiative": "Facade",
        "date": "2026-01-15",
        "confirm": ["scope", "folder", "analysis", "packages", "priorities", "roadmap"],
        "identified": [
            {"title": "Door", "effort": "4h", "depends_on": ["search-that-finds/03"]},
            {"title": "CI/CD", "effort": "4h"},
            {"title": "Bell", "effort": "4h", "depends_on": ["CI/CD"]},
        ],
    }
    data.write_text(yaml.safe_dump(answers), encoding="utf-8")
    run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=team.parents[2])
    folder = plan(team, "2026-01-15-facade", template)
    assert [one["depends_on"] for one in computed(folder)["packages"]] == [[INDEX], [], ["ci-cd"]]
    assert package(folder, "door")["elsewhere"][0]["title"] == "Index"
    answers["identified"] = [{"title": "Door", "effort": "4h", "depends_on": ["search-that-finds/99"]}]
    answers["initiative"] = "Other"
    data.write_text(yaml.safe_dump(answers), encoding="utf-8")
    result = run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=team.parents[2], ok=False)
    assert result.code and f'"99" is no work package of {SEARCH}.' in result.output.replace("\n", " ")


def test_plans_without_such_dependencies_are_as_before(team: Path, template: Path) -> None:
    assert (
        "elsewhere"
        not in (team / CHECKOUT / ".copier-answers.yml").read_text() + (team / CHECKOUT / ".planning/roadmap.json").read_text()
    )
    assert git(team, "status", "--porcelain") == ""
