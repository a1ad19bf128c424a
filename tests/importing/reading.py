"""The fixtures as an import reads them: the content of each file by its name."""

from __future__ import annotations

from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"


def fixture(peer: str) -> dict[str, bytes]:
    root = FIXTURES / peer
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
