"""The messages of the documents, for who words them anew: in another language, or in the words of a house.

python tools/words.py                    every message, as the `words` of a house.yml that is still to be written
python tools/words.py house.yml          those that house.yml has no words for yet
python tools/words.py --check house.yml  exit 1 where house.yml lacks one, or words one that there is not
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "extensions"))

import yaml  # noqa: E402
from work_packages import documents  # noqa: E402
from work_packages.planning import words  # noqa: E402
from work_packages.sources import SOURCES  # noqa: E402

CODE = ROOT / "extensions" / "work_packages"

#: Modules whose texts are read by their form: what they say stands in tables.
_TABLES = {"checklist.py": r"^[A-Z][\w/.-]+ |^ [a-z]", "diagrams.py": r"^%[a-zA-Z]( %[a-zA-Z])?$"}


def messages() -> list[str]:
    """Every message that a document may say, templates first, each once, in the order in which they stand there."""
    found = [message for path in sorted(SOURCES) for message in _of_template(path)]
    for path in sorted(CODE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if path.parent.name != "terminal" and re.search(r"\b(?:say|Spoken|SpokenList)\(", source) and path.name != "words.py":
            found += _of_code(path.name, ast.parse(source))
        found += _counted(ast.parse(source)) if path.parent.name == "planning" else []
    found += [said for said in words.WITHOUT_EMOJI.values() if said]
    return [
        message
        for message in dict.fromkeys(one.strip() for one in found)
        if message.startswith("%") or re.search(r"[^\W\d_]", words.PLACE.sub("", message)) or words.EMOJI.search(message)
    ]


def _of_template(path: str) -> list[str]:
    found: list[str] = []

    def take(message: str) -> str:
        found.append(message)
        return message

    documents.worded(path, take)
    counted = re.findall(r"counted\(['\"]([a-z ]+)['\"]\)", SOURCES[path])
    return [*found, *(form for noun in counted for form in _forms(noun))]


def _forms(noun: str, plural: str = "") -> tuple[str, str]:
    return f"{{count}} {noun}", f"{{count}} {plural or noun + 's'}"


def _counted(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "count"
            and len(node.args) > 1
        ):
            nouns = [one.value for one in node.args[1:] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield from _forms(*nouns) if nouns else ()


def _of_code(name: str, tree: ast.Module) -> Iterator[str]:
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body and isinstance(node.body[0], ast.Expr)
    }
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called == "say":
                yield from _texts(node.args[0], constants)
            elif called in ("Spoken", "SpokenList"):
                for argument in node.args:
                    yield from _values(argument)
            elif called == "Kind" and len(node.args) == 3:
                yield from (text for one in node.args[:2] if (text := _text(one)))
            elif called == "join" and len(node.args) > 1:
                yield _text(node.args[1])
        elif id(node) not in documented and (found := _text(node)) != "{s}" and words.PLACE.search(found) and "\n" not in found:
            yield from (found.replace("{s}", "s"), found.replace("{s}", ""))
    if name in _TABLES:
        for statement in tree.body:
            for node in ast.walk(statement) if isinstance(statement, (ast.Assign, ast.AnnAssign)) else ():
                if re.search(_TABLES[name], found := _text(node)):
                    yield found


def _text(node: Any) -> str:
    """The text that the node is; empty where it is another thing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _texts(node: Any, constants: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]
    else:
        yield _text(node)


def _values(node: Any) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _values(value)
    elif isinstance(node, (ast.Tuple, ast.Starred)):
        for value in node.elts if isinstance(node, ast.Tuple) else [node.value]:
            yield from _values(value)


def main(arguments: list[str]) -> int:
    """Print the messages that are still to be worded; with `--check` what is missing or unknown."""
    checks = "--check" in arguments
    files = [one for one in arguments if one != "--check"]
    said = (yaml.safe_load(Path(files[0]).read_text(encoding="utf-8")) or {}).get("words") or {} if files else {}
    there = messages()
    missing = [message for message in there if message not in said]
    unknown = [message for message in said if message not in there]
    if checks:
        print("".join([*(f"no words: {one}\n" for one in missing), *(f"no message: {one}\n" for one in unknown)]), end="")
        return 1 if missing or unknown else 0
    options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 10**9}
    print(yaml.safe_dump({"words": {message: message for message in missing}}, **options), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
