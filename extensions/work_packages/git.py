"""Git, asked. What it prints is UTF-8 whatever the system's encoding is; a path in it is what the system calls the file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path


def output(folder: Path, *arguments: str) -> bytes:
    """What git prints in the folder; nothing where it fails, or is not there."""
    # A name from git's own output has signs that a system of another encoding cannot turn into bytes by itself.
    words = [word.encode("utf-8", errors="surrogateescape") for word in arguments]
    try:
        result = subprocess.run([b"git", *words], cwd=folder, capture_output=True, check=False)
    except OSError:
        return b""
    return result.stdout if result.returncode == 0 else b""


def blobs(folder: Path, ids: Iterable[str]) -> dict[str, bytes]:
    """The contents that git knows by these ids, all of them asked for at once; one that is not there is left out."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    try:
        result = subprocess.run(
            ["git", "cat-file", "--batch"],
            cwd=folder,
            input="\n".join(wanted).encode() + b"\n",
            capture_output=True,
            check=False,
        )
    except OSError:
        return {}
    found: dict[str, bytes] = {}
    printed, place = result.stdout, 0
    while place < len(printed):
        end = printed.index(b"\n", place)
        # `<id> blob <size>`, or `<id> missing`.
        words = printed[place:end].decode().split()
        place = end + 1
        if len(words) == 3:
            found[words[0]] = printed[place : place + int(words[2])]
            place += int(words[2]) + 1
    return found


def text(folder: Path, *arguments: str) -> str:
    """What git prints in the folder, as text without the white space around it; empty where it fails."""
    return output(folder, *arguments).decode("utf-8", errors="surrogateescape").strip()


def path(folder: Path, *arguments: str) -> str:
    """The path that git prints in the folder, as the system's functions take it; empty where it fails."""
    return os.fsdecode(output(folder, *arguments)).rstrip("\r\n")


def as_text(name: str) -> str:
    """A path of the system's as text: on a system of another encoding, its signs beyond ASCII are bytes in disguise."""
    return os.fsencode(name).decode("utf-8", errors="surrogateescape")


def as_path(name: str) -> str:
    """A path in text as the system's functions take it."""
    return os.fsdecode(name.encode("utf-8", errors="surrogateescape"))
