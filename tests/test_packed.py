"""What grows with the plan is stored as JSON in a text of the answers file: whatever stands in it comes back as it was."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from work_packages.planning_folder import packed, unpacked

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
