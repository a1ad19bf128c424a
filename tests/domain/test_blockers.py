"""Outside blockers, as people write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.planning.blockers import Blocker, day_of, name_of, named_phases, read, resolve

FIFTH = datetime.date(2025, 12, 5)


@pytest.mark.parametrize(
    ("entry", "name", "day"),
    [
        ("Cache server (by 2025-12-05)", "Cache server", "2025-12-05"),
        ("Cache server(BY  2025-12-05) ", "Cache server", "2025-12-05"),
        ("Cache server", "Cache server", ""),
        ("Cache\n server  (by 2025-12-05)", "Cache server", "2025-12-05"),
        ("Licence (of Acme) (by 2025-12-05)", "Licence (of Acme)", "2025-12-05"),
        ("Two (by 2025-12-04) (by 2025-12-05)", "Two", "2025-12-04"),
        ("Licence (by 2025-12-02), before Phase 10", "Licence", "2025-12-02"),
        ("A contract must be resolved before Phases 5, 6 and 9", "A contract", ""),
        ("Cache server (by 5 December)", "Cache server (by 5 December)", ""),
        ("Cache server by 2025-12-05", "Cache server by 2025-12-05", ""),
        ("(by 2025-12-05)", "(by 2025-12-05)", "2025-12-05"),
        ("設計 🚀 | `x` (by 2025-12-05)", "設計 🚀 | `x`", "2025-12-05"),
        ("", "", ""),
    ],
)
def test_name_and_day(entry: str, name: str, day: str) -> None:
    assert (name_of(entry), day_of(entry)) == (name, day)


def test_read() -> None:
    assert read([]) == ()
    assert read(["Cache server (by 2025-12-05)", "Licence"]) == (Blocker("Cache server", FIFTH), Blocker("Licence"))
    assert [one.words for one in read(["Cache server (BY 2025-12-05)", "Licence"])] == [
        "Cache server (by 2025-12-05)",
        "Licence",
    ]


def test_a_day_that_is_none_is_part_of_the_name() -> None:
    assert read(["Licence (by 2025-02-30)", "Other (by 0000-01-01)"]) == (
        Blocker("Licence (by 2025-02-30)"),
        Blocker("Other (by 0000-01-01)"),
    )
    assert read(["Licence (by 2025-02-30)"], ["licence"]) == (Blocker("Licence (by 2025-02-30)", None, False),)


@pytest.mark.parametrize(
    "name", ["Cache server", "cache  SERVER", "Cache server (by 2025-12-05)", "CACHE SERVER (BY 2025-12-05)"]
)
def test_what_is_resolved_by_its_name_is_not_open(name: str) -> None:
    entries = ["Cache server (by 2025-12-05)", "Cache", "Server"]
    assert read(entries, [name]) == (Blocker("Cache server", FIFTH, False), Blocker("Cache"), Blocker("Server"))
    assert resolve(name, entries) == entries[0]


def test_resolve() -> None:
    entries = ["Licence", "Licence (by 2025-12-05)", "Straße (by 2025-12-05)"]
    assert resolve("licence", entries) == "Licence"
    assert resolve("Licence (by 2025-12-05)", entries) == "Licence (by 2025-12-05)"
    assert resolve("STRASSE", entries) == "Straße (by 2025-12-05)"
    assert resolve("Licences", entries) is None
    assert resolve("Licence (by 2025-12-06)", entries) is None
    assert resolve("Licence", []) is None


def test_one_name_resolves_all_that_have_it() -> None:
    assert [one.open for one in read(["Licence", "licence (by 2025-12-05)", "Other"], ["Licence"])] == [False, False, True]
    assert [one.open for one in read(["Licence", "Licence (by 2025-12-05)"], ["Licence (by 2025-12-05)"])] == [True, False]


@pytest.mark.parametrize(
    ("entry", "phases"),
    [
        ("Cache server", set()),
        ("Cache server before Phase 5", {5}),
        ("Cache server before phase 05 (by 2025-12-05)", {5}),
        ("Cache server (before Phase 5)", {5}),
        ("Phases 5 and 7", {5, 7}),
        ("Phases 5, 6 and 9", {5, 6, 9}),
        ("Phases 5, 6, and 9", {5, 6, 9}),
        ("Phases 5-7 and 9", {5, 6, 7, 9}),
        ("Phases 5 – 7", {5, 6, 7}),
        ("Phase 5 to phase 7", {5, 6, 7}),
        ("Phase 5 or Phase 7", {5, 7}),
        ("Phase 5 and the end of Phase 9", {5, 9}),
        ("Phases 7-5", {5, 7}),
        ("Phase-out of the old server by 12", set()),
        ("3 licences, emphases 4", set()),
        ("Phase five", set()),
    ],
)
def test_named_phases(entry: str, phases: set[int]) -> None:
    assert named_phases(entry) == phases


def test_a_number_that_no_phase_has_is_not_cut_into_two() -> None:
    assert named_phases("Phase 12345").isdisjoint({1234, 5})


@settings(deadline=None)
@given(st.text(max_size=40), st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)))
def test_what_is_read_is_written_back(what: str, by: datetime.date) -> None:
    (made,) = read([f"x{what} (by {by.isoformat()})"])
    assert made == Blocker(name_of(f"x{what} (by {by.isoformat()})"), by)
    assert read([made.words]) == (made,)
    assert read([made.words], [made.what]) == read([made.words], [made.words]) == (Blocker(made.what, by, False),)
    assert resolve(made.what, [made.words]) == made.words
    named_phases(what)
