"""The pictures of the page that the docs show: `make screenshots` writes docs/images anew.

They show a published example, so that they change only with the page. pngquant makes them small.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from work_packages.page import page

from ..pages import published
from ..support import ROOT
from .chromium import running

EXAMPLE = ROOT / "examples/weeks-in/5-weeks"
IMAGES = ROOT / "docs/images"

#: The window's width, in pixels, and the largest picture, in bytes.
WIDTH, LARGEST = 1280, 200_000

#: How far down a picture shows the page, in pixels.
END = "Math.round(document.getElementById('timeline').getBoundingClientRect().bottom) + 28"


def main() -> None:
    """Write a picture in light and one in dark."""
    small = shutil.which("pngquant")
    if not small:
        sys.exit("No pngquant on the PATH: install Debian's package pngquant.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, running(Path(scratch) / "profile") as browser:
        shown = Path(scratch) / "roadmap.html"
        shown.write_text(page(published(EXAMPLE)), encoding="utf-8")
        tab = browser.tab()
        for scheme in ("light", "dark"):
            tab.look(WIDTH, scheme=scheme)
            tab.open(shown)
            tab.look(WIDTH, int(tab.ask(END)), scheme)
            made = subprocess.run(
                [small, "--speed", "1", "--strip", "128", "-"], input=tab.picture(), capture_output=True, check=True
            ).stdout
            target = IMAGES / f"roadmap-page-{scheme}.png"
            if len(made) > LARGEST:
                sys.exit(f"{target.name} has {len(made)} bytes, more than {LARGEST}.")
            target.write_bytes(made)
            print(f"{target.relative_to(ROOT)}: {len(made)} bytes")


if __name__ == "__main__":
    main()
