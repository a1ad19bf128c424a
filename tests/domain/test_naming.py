"""Which work package a person means."""

from __future__ import annotations

import pytest
from work_packages.planning.naming import NotNamed, named
from work_packages.planning.records import Package

PACKAGES = [
    Package(3, "observability", "Observability"),
    Package(4, "result-types", "Result Types"),
    Package(5, "caching-strategy", "Caching Strategy"),
    Package(12, "cache-metrics", "Metrics of the Cache"),
    Package(13, "2025-report", "2025"),
]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("5", "caching-strategy"),
        ("05", "caching-strategy"),
        ("Phase 5", "caching-strategy"),
        ("phase 05", "caching-strategy"),
        (" 12 ", "cache-metrics"),
        ("caching-strategy", "caching-strategy"),
        ("05-caching-strategy-plan.md", "caching-strategy"),
        ("CACHING", "caching-strategy"),
        ("strategy", "caching-strategy"),
        ("Result types", "result-types"),
        ("of the", "cache-metrics"),
        ("cache-", "cache-metrics"),
        ("2025", "2025-report"),
    ],
)
def test_a_package_by_number_slug_or_part_of_its_title(words: str, slug: str) -> None:
    assert named(words, PACKAGES).slug == slug


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("cachng", 'There is no work package "cachng". Did you mean 05 Caching Strategy or 12 Metrics of the Cache?'),
        ("observabilty", 'There is no work package "observabilty". Did you mean 03 Observability?'),
        ("reslt-types", 'There is no work package "reslt-types". Did you mean 04 Result Types?'),
        (
            "cach",
            '"cach" names 2 work packages; give the slug of one:\n'
            "  05 Caching Strategy (caching-strategy)\n"
            "  12 Metrics of the Cache (cache-metrics)",
        ),
        (
            "6",
            'There is no work package "6". This plan has:\n'
            "  03 Observability (observability)\n"
            "  04 Result Types (result-types)\n"
            "  05 Caching Strategy (caching-strategy)\n"
            "  12 Metrics of the Cache (cache-metrics)\n"
            "  13 2025 (2025-report)",
        ),
    ],
)
def test_what_names_none_or_several_is_told_with_the_candidates(words: str, message: str) -> None:
    with pytest.raises(NotNamed) as refusal:
        named(words, PACKAGES)
    assert str(refusal.value) == message


@pytest.mark.parametrize("words", ["", "   ", "9" * 400, "-1", "٣", "`|[]*\"'", "<script>", "x" * 10_000, "\0\u202e"])
def test_whatever_is_typed_is_told_in_a_message(words: str) -> None:
    with pytest.raises(NotNamed, match=r"^There is no work package") as refusal:
        named(words, PACKAGES)
    assert max(map(len, str(refusal.value).splitlines())) < 130


def test_two_with_one_number_or_one_title_are_named_by_their_slugs() -> None:
    twice = [Package(3, "one", "Search"), Package(3, "two", "Search"), Package(4, "three", "Search in Files")]
    for words in ("3", "search", "Phase 3"):
        with pytest.raises(NotNamed) as refusal:
            named(words, twice)
        assert str(refusal.value).splitlines()[1:3] == ["  03 Search (one)", "  03 Search (two)"]
    assert named("one", twice).slug == "one"
    assert named("files", twice).slug == "three"


def test_of_many_the_first_ones_are_listed() -> None:
    many = [Package(number, f"part-{number}", f"Part {number}") for number in range(3, 60)]
    with pytest.raises(NotNamed) as refusal:
        named("part", many)
    assert str(refusal.value).splitlines()[-2:] == ["  12 Part 12 (part-12)", "  and 47 more"]
    with pytest.raises(NotNamed, match=r"This plan has 03 to 59; `roadmap list` names them\.$"):
        named("999", many)


def test_a_plan_without_packages_says_so() -> None:
    with pytest.raises(NotNamed, match=r'^There is no work package "05": this plan has none yet\.$'):
        named("05", [])
