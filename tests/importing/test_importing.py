"""What holds for every import: whose folder it is, what is refused, and that nothing else is ever raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.importing import LABELS, LeftOut, NotImportable, imported, is_read, recognised
from work_packages.planning.answers import given_problems, identified_problems, problem
from work_packages.planning.records import identified_entries, slug_for

from .reading import fixture

FIXTURES = {peer: fixture(peer) for peer in LABELS}

#: For each peer a file that its import reads.
READ = {
    "backlog_md": "backlog/tasks/task-3 - Login-with-passkeys.md",
    "task_master": ".taskmaster/tasks/tasks.json",
    "openspec": "openspec/changes/add-login/.openspec.yaml",
    "spec_kit": "specs/001-shop-login/spec.md",
    "github_issues": "issues.json",
}

TASK = "tasks/task-1 - A.md"


@pytest.mark.parametrize("peer", LABELS)
def test_every_peer_is_recognised_in_a_repository(peer: str) -> None:
    others = {"README.md": b"# Shop", "docs/plan.md": b"---\ntitle: x\n---\n", "src/tasks/a.md": b"# A", "specs/a.md": b"# A"}
    assert recognised({**FIXTURES[peer], **others}) == peer


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"README.md": b"# Shop"},
        {"package.json": b'{"name": "shop"}'},
        {"a.json": b"[]"},
        {"a.json": b'[{"title": "A"}]'},
        {"a.json": b"{", "b.txt": b""},
        {"specs/login/spec.md": b"# Login"},
        {"changes/2026.md": b"# Changes"},
        {"tasks/readme.md": b"# Tasks"},
        {"openspec/changes/archive/.gitkeep": b""},
    ],
)
def test_what_is_nobodys(files: dict[str, bytes]) -> None:
    assert recognised(files) is None


def test_a_folder_that_was_only_just_set_up() -> None:
    assert recognised({"openspec/config.yaml": b"schema: spec-driven\n"}) == "openspec"
    assert recognised({"backlog/config.yml": b'project_name: "A"\ndefault_status: "To Do"\n'}) == "backlog_md"
    with pytest.raises(NotImportable, match=r"^openspec/changes: holds nothing that could be a work package\.$"):
        imported({"openspec/config.yaml": b""}, "openspec")
    with pytest.raises(NotImportable, match=r"^backlog: holds nothing that could be a work package\.$"):
        imported({"backlog/config.yml": b"default_status: x"}, "backlog_md")


def test_a_folder_of_two_planners() -> None:
    with pytest.raises(NotImportable) as refused:
        recognised({**FIXTURES["backlog_md"], **FIXTURES["openspec"]})
    assert str(refused.value) == (
        "the folder: is that of several planners: backlog/ of Backlog.md and openspec/ of OpenSpec. Import one of them by its path."
    )


def test_arguments_that_name_what_there_is_not() -> None:
    files = FIXTURES["backlog_md"]
    with pytest.raises(NotImportable, match=r'^peer: "jira" is none that is known\. Known are backlog_md, task_master, '):
        imported(files, "jira")
    with pytest.raises(NotImportable, match=r"^the folder: is none of OpenSpec's\.$"):
        imported(files, "openspec")
    with pytest.raises(NotImportable, match=r'^statuses: "asleep", for "Blocked", is no status here\. Choose ready, '):
        imported(files, "backlog_md", statuses={"Blocked": "asleep"})


@pytest.mark.parametrize("peer", LABELS)
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xfe[\x00]\x00", "is not UTF-8 text. Save it as UTF-8."),
        (b"---\n\x00\n---\n", "is not text: it holds a zero byte. Save it as UTF-8 text."),
        (b"---\n" + b"x" * 20_000_000, "is larger than {most} MB. Import a smaller file."),
    ],
)
def test_files_that_are_no_text(peer: str, content: bytes, fault: str) -> None:
    with pytest.raises(NotImportable) as refused:
        imported({**FIXTURES[peer], READ[peer]: content}, peer)
    assert str(refused.value) == f"{READ[peer]}: {fault.format(most=20 if READ[peer].endswith('.json') else 2)}"


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret.md", "a/../../b.md", "C:\\a.md", "a\0b.md", ""])
def test_names_that_lead_out_of_the_folder(name: str) -> None:
    with pytest.raises(NotImportable, match=r"is a name that leads out of the folder\. Import a folder without it\.$"):
        recognised({**FIXTURES["openspec"], name: b""})


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("title: [", "has YAML that cannot be read, at its line 2."),
        ("title: A\n title: B", "has YAML that cannot be read, at its line 2."),
        ("- a", "has YAML that is no list of names with values."),
        ("a: &a x\nb: *a", "has YAML that repeats itself by aliases, or is nested too deeply. Write it out."),
        ("a: " + "[" * 30 + "]" * 30, "has YAML that repeats itself by aliases, or is nested too deeply. Write it out."),
        ("a: " + "x" * 300_000, "has more than 200 kB of YAML. Shorten it."),
        ("id: TASK-1\ntitle: [A]", "title is a list, where text belongs."),
        ("id: {a: b}", "id is an object, where text belongs."),
        ("id: TASK-1\ntitle: A\nlabels: {a: b}", "labels is an object, where a list belongs."),
        ("id: TASK-1\ntitle: A\ndependencies: [[a]]", "dependencies is a list, where text belongs."),
    ],
)
def test_front_matter_that_is_broken(head: str, fault: str) -> None:
    with pytest.raises(NotImportable) as refused:
        imported({TASK: f"---\n{head}\n---\n".encode()}, "backlog_md")
    assert str(refused.value) == f"{TASK}: {fault}"


def test_front_matter_without_an_end() -> None:
    with pytest.raises(NotImportable, match=r"begins with --- and has no second line of --- that ends its front matter\.$"):
        imported({TASK: b"---\nid: TASK-1\n"}, "backlog_md")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"{", "is not valid JSON at line 1. Put it right, or export it anew."),
        (b"[" * 100_000, "is nested too deeply to be read."),
        (b'{"tasks": [{"id": ' + b"9" * 5000 + b"}]}", "is not valid JSON. Put it right, or export it anew."),
    ],
)
def test_json_that_is_broken(content: bytes, fault: str) -> None:
    with pytest.raises(NotImportable) as refused:
        imported({"tasks.json": content}, "task_master")
    assert str(refused.value) == f"tasks.json: {fault}"


def test_a_single_file_of_issues_that_is_broken() -> None:
    with pytest.raises(NotImportable, match=r"^issues\.json: is not valid JSON at line 2\."):
        recognised({"issues.json": b"[\n{"})


def test_more_tasks_than_one_initiative_holds() -> None:
    many = [{"id": number, "title": f"T{number}", "dependencies": [number + 1]} for number in range(1001)]
    with pytest.raises(NotImportable, match=r"^tasks\.json: holds 1001 tasks, and at most 1000 become one initiative\."):
        imported({"tasks.json": json.dumps({"tasks": many}).encode()}, "task_master")
    found = imported({"tasks.json": json.dumps({"tasks": many[:1000]}).encode()}, "task_master")
    assert found.identified[-2:] == [{"title": "T998", "depends_on": ["t999"]}, "T999"]


def test_text_of_people_stays_text() -> None:
    title = 'a | b `c` [d](e) {{ 7*7 }} <script>alert("x")</script> 设计 🚀 ' + "é" * 300
    content = json.dumps({"tasks": [{"id": 1, "title": f"{title}\n\u202e", "description": "{% raw %}\n\x07---\n# No"}]})
    found = imported({"tasks.json": content.encode()}, "task_master")
    (entry,) = found.identified
    assert (entry["title"], entry["summary"]) == (title, "{% raw %}\n---\n# No")
    assert identified_problems(found.identified) == []


def test_byte_order_marks_and_line_ends() -> None:
    content = b"\xef\xbb\xbf---\r\nid: TASK-1\r\ntitle: A\r\n---\r\n\r\n## Description\r\n\r\nOne.\r\n\r\nTwo.\r\n"
    assert imported({TASK: content}, "backlog_md").identified == [{"title": "A", "summary": "One.", "why": "Two."}]


def test_what_need_not_be_read() -> None:
    names = [
        "a/b.md",
        "tasks.json",
        ".openspec.yaml",
        "c.yml",
        "d.png",
        "node_modules/x/readme.md",
        ".git/config.yml",
        "e.md.bak",
    ]
    assert [name for name in names if is_read(name)] == ["a/b.md", "tasks.json", ".openspec.yaml", "c.yml"]


def test_the_words_for_what_is_left_out() -> None:
    assert LeftOut("labels", "a work package has none", ("a.md", "b.md", "c.md", "d.md", "e.md"), ("db", "ui")).words == (
        "labels (db, ui): a work package has none; in a.md, b.md, c.md and 2 more"
    )
    assert LeftOut("labels", "a work package has none").words == "labels: a work package has none"


def check(files: dict[str, bytes], peer: str, **asked: Any) -> None:
    """An import raises nothing but `NotImportable`, and what it gives is taken."""
    try:
        recognised(files)
    except NotImportable as error:
        assert str(error) == f"{error.file}: {error.fault}"
    try:
        found = imported(files, peer, **asked)
    except NotImportable as error:
        assert str(error) == f"{error.file}: {error.fault}"
        return
    assert identified_problems(found.identified) == []
    for name, value in found.answers.items():
        assert problem(name, value) == "", (name, value)
    assert set(found.statuses) <= {slug_for(entry, 0) for entry in identified_entries(found.identified)}
    for progress in found.statuses.values():
        assert given_problems(progress.answers, "work-package") == []


@pytest.mark.parametrize("peer", LABELS)
@given(data=st.data())
@settings(max_examples=40)
def test_random_bytes_in_any_file(peer: str, data: st.DataObject) -> None:
    files = dict(FIXTURES[peer])
    name = data.draw(st.sampled_from(sorted(files)))
    content = files[name]
    noise = data.draw(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda said: said.encode("utf-8", "replace"))))
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.one_of(st.just(begin), st.integers(begin, len(content))))
    files[name] = content[:begin] + noise + content[end:]
    check(files, peer)


MARKS = st.sampled_from(
    [
        "---",
        "# ",
        "## ",
        "### ",
        "- [x] ",
        "- [ ] ",
        "1. ",
        "[US1] ",
        "```",
        "<!--",
        "-->",
        "[",
        "]",
        "**",
        ":",
        "\n",
        "\n\n",
        "{{",
    ]
)
SIGNS = st.one_of(
    MARKS, st.text(max_size=8), st.sampled_from(["Phase 1: ", "User Story 1 - ", "Why", "id: ", "title: ", "Depends on #1"])
)


@pytest.mark.parametrize("peer", ["backlog_md", "openspec", "spec_kit"])
@given(data=st.data())
@settings(max_examples=60)
def test_random_markdown_in_any_file(peer: str, data: st.DataObject) -> None:
    files = dict(FIXTURES[peer])
    name = data.draw(st.sampled_from(sorted(name for name in files if name.endswith(".md"))))
    lines = files[name].decode().split("\n")
    place = data.draw(st.integers(0, len(lines)))
    lines[place:place] = ["".join(data.draw(st.lists(SIGNS, max_size=12)))]
    files[name] = "\n".join(lines).encode("utf-8", "replace")
    check(files, peer, **({"reading": data.draw(st.sampled_from(["features", "stories"]))} if peer == "spec_kit" else {}))


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=20),
        st.sampled_from(["1", "1.1", "done", "high"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["title", "name", "id"]), inner, max_size=3)
    ),
    max_leaves=6,
)
TASKS = st.lists(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("id", "title", "description", "details", "status", "dependencies", "subtasks", "priority", "dueDate", "x"), VALUES
        ),
    ),
    max_size=4,
)


@given(TASKS, st.booleans())
@settings(max_examples=200)
def test_tasks_of_any_types(entries: list[Any], estimates: bool) -> None:
    check({"tasks.json": json.dumps({"tasks": entries}).encode()}, "task_master", estimates=estimates)


ISSUE_NAMES = ("body", "labels", "state", "stateReason", "milestone", "assignees", "url", "closedAt", "createdAt", "slug", "x")


@given(
    st.lists(
        st.fixed_dictionaries(
            {"number": st.one_of(st.integers(0, 9), VALUES), "title": st.one_of(st.text(max_size=20), VALUES)},
            optional=dict.fromkeys(ISSUE_NAMES, VALUES),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=200)
def test_issues_of_any_types(entries: list[Any]) -> None:
    check({"issues.json": json.dumps(entries).encode()}, "github_issues")


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "id": st.integers(1, 6),
                "title": st.sampled_from(["A", "B", "a", "设计", "t2", "T 3", "", "🚀"]),
                "dependencies": st.lists(st.integers(1, 7), max_size=4),
            }
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=300)
def test_dependencies_of_any_shape(entries: list[Any]) -> None:
    check({"tasks.json": json.dumps({"tasks": entries}).encode()}, "task_master")
