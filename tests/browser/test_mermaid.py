"""Every rendered Mermaid block parses and draws in real Mermaid, in a headless Chromium; the pictures are kept for the eye.

`make test-browser` runs this; it needs a Chromium, and npm for Mermaid itself.
"""

from __future__ import annotations

import html
import itertools
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .. import generated
from ..domain.test_gantt import source
from ..domain.test_schedule import MONDAY, package, plan
from ..support import ROOT, Folder
from ..test_documents import HOSTILE
from .chromium import chromium

MERMAID = Path(os.environ.get("MERMAID", ROOT / "build/browser/node_modules/mermaid/dist/mermaid.min.js"))
PICTURES = ROOT / "build/pictures"

pytestmark = pytest.mark.browser

PAGE = """<!doctype html>
<meta charset="utf-8">
<style>body {{ margin: 16px; background: white; font-family: sans-serif }}</style>
<div id="drawn"></div>
<pre id="report"></pre>
<script src="{mermaid}"></script>
<script>
const sources = {sources};
mermaid.initialize({{startOnLoad: false, securityLevel: "strict", gantt: {{useWidth: 1000}}}});
(async () => {{
  const report = [];
  for (const [index, source] of sources.entries()) {{
    try {{
      const {{svg}} = await mermaid.render("d" + index, source);
      const place = document.createElement("div");
      place.innerHTML = svg;
      document.getElementById("drawn").append(place);
      report.push({{ok: true, text: place.textContent, nodes: place.querySelectorAll(".node").length, bars: place.querySelectorAll("rect.task").length,
        ticks: [...place.querySelectorAll(".grid .tick")].map(tick => [tick.textContent, tick.getBoundingClientRect().left, tick.getBoundingClientRect().right])}});
    }} catch (error) {{
      report.push({{ok: false, text: String(error)}});
    }}
  }}
  document.getElementById("report").textContent = "REPORT" + JSON.stringify(report) + "END";
  document.getElementById("report").hidden = true;
}})();
</script>
"""


def draw(sources: list[str], name: str, tmp_path: Path) -> list[dict[str, Any]]:
    """Draw the sources on one page; what Mermaid said of each. The page's picture goes to build/pictures."""
    assert MERMAID.exists(), f"No Mermaid at {MERMAID}: run make test-browser."
    page = tmp_path / f"{name}.html"
    page.write_text(
        PAGE.format(mermaid=MERMAID.as_uri(), sources=json.dumps(sources).replace("<", "\\u003c")), encoding="utf-8"
    )
    PICTURES.mkdir(parents=True, exist_ok=True)
    common = [
        *(chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--virtual-time-budget=30000"),
        *(f"--user-data-dir={tmp_path / 'profile'}", "--allow-file-access-from-files"),
    ]
    dom = subprocess.run(
        [*common, "--dump-dom", page.as_uri()], capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    found = re.search(r">REPORT(.*?)END</pre>", dom.stdout, re.DOTALL)
    assert found, dom.stdout[-2000:] + dom.stderr[-2000:]
    subprocess.run(
        [*common, "--window-size=1400,2400", f"--screenshot={PICTURES / name}.png", page.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    )
    report: list[dict[str, Any]] = json.loads(html.unescape(found[1]))
    return report


def blocks(folder: Path) -> list[str]:
    return [
        block
        for path in sorted(folder.glob("*.md"))
        for block in re.findall(r"(?ms)^```mermaid\n(.*?)\n```$", path.read_text(encoding="utf-8"))
    ]


def check(folder: Folder, name: str, tmp_path: Path, packages: int, scheduled: int) -> list[dict[str, Any]]:
    flowchart, gantt, burn_up = draw(blocks(folder.path), name, tmp_path)
    assert gantt["ok"], gantt["text"]
    assert burn_up["ok"], burn_up["text"]
    assert flowchart["ok"], flowchart["text"]
    assert flowchart["nodes"] == packages
    # One bar is the line at the plan's day.
    assert gantt["bars"] == scheduled + 1 and "Day of this plan" in gantt["text"]
    check_axis(gantt)
    assert "Week" in burn_up["text"] and "Hours" in burn_up["text"]
    return [gantt, flowchart]


def check_axis(gantt: dict[str, Any]) -> None:
    """Every day of the axis is named once, and no label lies on another."""
    labels = [label for label, _, _ in gantt["ticks"]]
    assert labels and len(set(labels)) == len(labels)
    assert all(end < begin for (_, _, end), (_, begin, _) in itertools.pairwise(gantt["ticks"]))


def test_example(example: Folder, tmp_path: Path) -> None:
    gantt, flowchart = check(example, "example", tmp_path, 6, 6)
    for title in (
        "Observability",
        "Result Types",
        "Caching Strategy",
        "Resilience Patterns",
        "Database Optimization",
        "API Design Patterns",
    ):
        assert title in gantt["text"] and title in flowchart["text"]


def test_portfolio(tmp_path: Path) -> None:
    (gantt,) = draw(blocks(ROOT / "examples/portfolio"), "portfolio", tmp_path)
    assert gantt["ok"], gantt["text"]
    assert gantt["bars"] == 6 + 1 and "Day of these plans" in gantt["text"]
    check_axis(gantt)
    for words in ("Steady Checkout", "Search That Finds", "03 Request Tracing", "05 Synonyms"):
        assert words in gantt["text"]


@pytest.mark.parametrize("weeks", [2, 5, 8])
def test_weeks_in(weeks: int, tmp_path: Path) -> None:
    published = ROOT / f"examples/weeks-in/{weeks}-weeks"
    reports = draw(blocks(published), f"weeks-in-{weeks}", tmp_path)
    assert [report["text"] for report in reports if not report["ok"]] == [] and len(reports) == 3


def test_example_under_way(example: Folder, tmp_path: Path) -> None:
    example.change("03-observability", "status=complete")
    example.commit()
    example.change("05-caching-strategy", "status=in-progress")
    example.commit()
    example.change("08-api-design-patterns", "status=deferred", "remains=Not this year")
    gantt, flowchart = check(example, "example-under-way", tmp_path, 6, 5)
    assert "✅ 03 Observability" in flowchart["text"] and "Deferred" in flowchart["text"]
    assert "✅ Complete" in gantt["text"]


def test_forty_packages(start: Callable[..., Folder], tmp_path: Path) -> None:
    given = {name: value for name, value in generated.ANSWERS.items() if name != "updated"}
    check(start(**given, identified=generated.packages()), "forty-packages", tmp_path, 40, 38)


@pytest.mark.parametrize(("packages", "hours"), [(1, 2), (2, 1), (3, 8), (6, 8), (12, 12), (20, 30), (24, 60)])
def test_gantts_of_every_length(packages: int, hours: int, tmp_path: Path) -> None:
    made = [package(3 + n, f"s{n}", *([f"s{n - 1}"] if n else []), low=hours, review=0.5) for n in range(packages)]
    (report,) = draw([source(plan(*made), *made, today=MONDAY)], f"gantt-{packages}-of-{hours}h", tmp_path)
    assert report["ok"] and report["bars"] == packages + 1, report["text"]
    check_axis(report)


def test_hostile_titles_are_shown_as_typed(start: Callable[..., Folder], tmp_path: Path) -> None:
    titles = {name: f"{name} {title}" for name, title in HOSTILE.items() if name not in ("long", "lines", "unseen")}
    previous = ""
    identified = []
    for name, title in titles.items():
        identified.append({"title": title, "slug": name, **({"depends_on": previous} if previous else {})})
        previous = name
    folder = start(identified=identified)
    reports = check(folder, "hostile", tmp_path, len(titles), len(titles))
    for report in reports:
        for title in titles.values():
            assert " ".join(title.split())[:38] in report["text"], report["text"]
