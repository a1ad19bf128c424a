"""Make a release: `make release VERSION=0.2.0`; see docs/releasing.md. It needs nothing but Python and git, and pushes nothing."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG, PROJECT, RELEASES = ROOT / "CHANGELOG.md", ROOT / "pyproject.toml", ROOT / "tests/releases.txt"

#: The heading of what is not released yet, and its body up to the next release.
UNRELEASED = re.compile(r"(?m)^## \[Unreleased\]\n(?P<body>(?:(?!^## ).*\n?)*)")
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


def git(*arguments: str) -> str:
    """What git prints; empty where it fails."""
    result = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return result.stdout.strip() if result.returncode == 0 else ""


def releases() -> dict[str, str]:
    """The commit of each release so far, by its version."""
    lines = RELEASES.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line.strip() and not line.startswith("#"))


def as_numbers(version: str) -> tuple[int, ...]:
    """The version as numbers, which compare as releases follow each other."""
    return tuple(int(part) for part in version.split("."))


def problems(version: str) -> list[str]:
    """Why this version cannot be released now, each with its remedy; none where it can."""
    found = []
    known = releases()
    last = max(known, key=as_numbers)
    if not VERSION.fullmatch(version):
        found.append(f'VERSION: "{version}" is no version. Give three numbers, such as VERSION=0.2.0, without a "v".')
    elif as_numbers(version) <= as_numbers(last):
        found.append(f"VERSION: {version} is not newer than {last}, the last release. Give a higher one.")
    elif git("tag", "--list", f"v{version}"):
        found.append(
            f"VERSION: there is a tag v{version} already. Give a higher version, or delete the tag: git tag -d v{version}"
        )
    for one, commit in known.items():
        tagged = git("rev-parse", "--verify", "--quiet", f"v{one}^{{commit}}")
        if not tagged:
            found.append(
                f"Release {one} has no tag here. Fetch the tags: git fetch --tags; "
                f'or, where it never had one: git tag -a v{one} {commit} -m "Release {one}"'
            )
        elif tagged != commit:
            found.append(
                f"The tag v{one} is at {tagged}, and {RELEASES.relative_to(ROOT)} says {commit}. Put right which is wrong."
            )
    branch = git("rev-parse", "--abbrev-ref", "HEAD")
    if branch != "main":
        found.append(f"This is branch {branch}. A release is made on main: git checkout main")
    if git("status", "--porcelain"):
        found.append("There are changes that are not committed. Commit or stash them: git status")
    unreleased = UNRELEASED.search(CHANGELOG.read_text(encoding="utf-8"))
    if not unreleased or not re.search(r"(?m)^- \S", unreleased["body"]):
        found.append('CHANGELOG.md has nothing under "## [Unreleased]". Write there what a user should know of this release.')
    return found


def today() -> str:
    """Today's date in UTC, or that of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    return (
        (datetime.datetime.fromtimestamp(int(epoch), tz=datetime.timezone.utc) if epoch.isdigit() else now).date().isoformat()
    )


def release(version: str) -> None:
    """Commit and tag the release, and in a commit after it, list it for the tests of upgrades.

    Raises:
        subprocess.CalledProcessError: when git refuses, such as for want of a name or by a hook.
    """
    changelog = CHANGELOG.read_text(encoding="utf-8")
    heading = f"## [Unreleased]\n\n## [{version}] - {today()}\n"
    CHANGELOG.write_text(changelog.replace("## [Unreleased]\n", heading, 1), encoding="utf-8")
    project = PROJECT.read_text(encoding="utf-8")
    PROJECT.write_text(re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', project, count=1), encoding="utf-8")
    _commit(f"Release {version}", CHANGELOG, PROJECT)
    subprocess.run(["git", "tag", "--annotate", f"v{version}", "--message", f"Release {version}"], cwd=ROOT, check=True)
    with RELEASES.open("a", encoding="utf-8") as file:
        file.write(f"{version} {git('rev-parse', 'HEAD')}\n")
    _commit(f"Upgrades are tested from {version}", RELEASES)


def _commit(message: str, *paths: Path) -> None:
    subprocess.run(["git", "commit", "--quiet", "--message", message, "--", *map(str, paths)], cwd=ROOT, check=True)


def main(words: list[str]) -> int:
    """Check, with `--check`, whether VERSION can be released; else release it. The exit code says whether that went well."""
    only_check = "--check" in words
    version = next((word for word in words if word != "--check"), "")
    if found := problems(version):
        print("No release was made:", *(f"  - {one}" for one in found), sep="\n", file=sys.stderr)
        return 1
    if only_check:
        return 0
    start = git("rev-parse", "HEAD")
    try:
        release(version)
    except subprocess.CalledProcessError:
        print(
            f"Git refused, see above. To be back where you were: git tag -d v{version}; git reset --hard {start}",
            file=sys.stderr,
        )
        return 1
    print(
        f"Released {version}: tag v{version}. Look at it (git show v{version}), then publish it:\n  git push --follow-tags origin main"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
