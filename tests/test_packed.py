"""What grows with the plan is stored as JSON in a text of the answers file: whatever stands in it comes back as it was."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from work_packages.planning.answers import stored_problems
from work_packages.planning_folder import Folder, packed, unpacked
from work_packages.run import Run
from work_packages.versions import Template

LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]

#: Signs that YAML takes for the end of a line, or may not hold, and those of its own.
SIGNS = st.text() | st.text("\x00\x07\t\n\r\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\U0001f680{}[]|>:#'\"\\ aé漢", max_size=20)

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | SIGNS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SIGNS, inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
@given(
    records=st.lists(st.dictionaries(SIGNS, VALUES, min_size=1, max_size=4), max_size=4), said=st.dictionaries(SIGNS, VALUES)
)
def test_every_value_comes_back(loader: Any, records: list[Any], said: dict[str, Any]) -> None:
    lines = packed("documents", records) + packed("checkpoints", said) + "next: 1\n"
    assert unpacked(yaml.load(lines, loader)) == {"documents": records, "checkpoints": said, "next": 1}


def test_a_record_is_a_line_and_an_approved_value_is_one() -> None:
    records = [{"part": "work-package", "title": "Naïve | `x` {{ y }}\u2028"}, {"part": "analysis"}]
    assert packed("documents", records) == (
        'documents: |\n  {"part": "work-package", "title": "Naïve | `x` {{ y }}\\u2028"}\n  {"part": "analysis"}\n'
    )
    assert packed("checkpoints", {"scope": {"by": "Kim"}}) == (
        'checkpoints: |\n  {\n   "scope": {\n    "by": "Kim"\n   }\n  }\n'
    )
    assert packed("documents", []) + packed("observed", {}) == "documents: []\nobserved: {}\n"


def test_what_earlier_releases_stored_and_what_is_broken_stays_as_it_is() -> None:
    stored = {"documents": [{"part": "analysis"}], "observed": {"met": {}}, "checkpoints": '{"scope"\n', "continued": "x"}
    assert unpacked(stored) == stored


def test_what_nests_without_an_end_stays_as_it_is_and_empty_lines_say_nothing() -> None:
    deep = '{"a":' * 100_000 + "1" + "}" * 100_000 + "\n"
    assert unpacked({"observed": deep}) == {"observed": deep}
    assert unpacked({"documents": '{"part": "analysis"}\n\n{"part": "x"}\n'}) == {
        "documents": [{"part": "analysis"}, {"part": "x"}]
    }


RECORD = b"part: work-package\nrecord_schema: 1\nnumber: 3\nslug: a\ntitle: A\n"


@pytest.mark.parametrize(
    "said",
    ["hello", "5", "|\n  {{broken\n", "|\n  [1]\n", "[1, {part: work-package}, {part: work-package, number: x, slug: a}]"],
)
def test_a_damaged_snapshot_is_named_and_the_records_are_read(said: str) -> None:
    folder = Folder(
        {
            ".copier-answers.yml": f"part: initiative\ninitiative: A\ndocuments: {said}".encode(),
            ".planning/03-a.yml": RECORD,
        }
    )
    assert [one["slug"] for one in folder.records] == ["a"]
    assert stored_problems(folder.answers or {}) == ["documents: is no list of records."]


@pytest.mark.parametrize(
    "observed",
    [
        {"adopted": {"README.md": "../x.md"}},
        {"adopted": ["x"]},
        {"adopted": {"README.md": 1}},
        {"inserted": {"README.md": "x"}},
    ],
)
def test_what_was_adopted_names_files_of_the_folder(observed: Any) -> None:
    assert stored_problems({"observed": observed}) == ["observed: is not what the template stores."]
    assert stored_problems({"observed": {"adopted": {"README.md": "readme.md"}, "inserted": {"README.md": ["## A"]}}}) == []


@pytest.mark.parametrize(
    ("documents", "is_replay"),
    [
        ('{"part": "analysis"}\n', True),
        ('{"part": "analysis"}\n{"part": "analysis"}', True),
        ('{"part": "analysis"}', True),
        ([], True),
        ("x", False),
    ],
)
def test_a_replay_is_known_whatever_a_formatter_of_yaml_made_of_the_last_line(
    documents: Any, is_replay: bool, tmp_path: Path
) -> None:
    run = Run(
        tmp_path,
        PurePath(".copier-answers.yml"),
        {"documents": documents},
        lambda: Template(None, "", ""),
        tmp_path,
        object,
        replay=True,
    )
    assert run.replay is is_replay
