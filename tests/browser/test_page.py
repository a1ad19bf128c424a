"""The page of a roadmap in a headless Chromium: nothing overflows, everything can be read and reached, and it prints on A4."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from work_packages.page import page
from work_packages.planning.roadmap import Roadmap

from ..pages import FOLDERS, in_phase, many, planned, published
from ..test_documents import HOSTILE
from .chromium import Browser, Tab, running
from .test_mermaid import PICTURES

pytestmark = pytest.mark.browser

WIDTHS = (360, 800, 1400)

#: What stands out of its box: wider than the window, beyond a box that does not scroll, or beyond the drawing that it is in.
OVERFLOWING = """(() => {
  const found = [];
  const seen = element => element.checkVisibility() && element.getClientRects().length && !element.closest(".unseen, .skip");
  const scrolls = element => { for (let at = element; at; at = at.parentElement)
    if (at !== document.documentElement && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true; return false; };
  if (document.documentElement.scrollWidth > innerWidth) found.push(["page", document.documentElement.scrollWidth]);
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    if (!seen(element) || scrolls(element)) continue;
    const {left, right} = element.getBoundingClientRect();
    if (left < -0.5 || right > innerWidth + 0.5) found.push([element.tagName, element.className.toString(), left, right]);
    if (element.tagName !== "svg" && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline")
      found.push([element.tagName, element.className.toString(), element.scrollWidth, element.clientWidth]);
  }
  for (const words of document.querySelectorAll("svg text")) {
    if (!seen(words)) continue;
    const box = words.getBoundingClientRect();
    const outer = (words.closest("g.box")?.querySelector("rect") ?? words.closest("svg")).getBoundingClientRect();
    if (box.left < outer.left - 0.5 || box.right > outer.right + 0.5 || box.top < outer.top - 0.5 || box.bottom > outer.bottom + 0.5)
      found.push(["text", words.textContent, box.left, box.right, outer.left, outer.right]);
  }
  return found;
})()"""

#: The words whose colour is too near to what is behind them (WCAG 2, 1.4.3: 4.5 to 1), each with its ratio.
FAINT = """(() => {
  const parse = text => {
    const srgb = text.match(/color\\(srgb ([^)]*)\\)/);
    if (srgb) { const [r, g, b, a = 1] = srgb[1].split(/[ /]+/).map(Number); return [r * 255, g * 255, b * 255, a]; }
    const numbers = text.match(/[0-9.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = colour => { const [r, g, b] = colour.map(one => one / 255).map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
  const paint = element => {
    const style = getComputedStyle(element);
    if (element instanceof SVGElement && element.tagName !== "svg") {
      if (style.fill === "none" || style.fill.startsWith("url")) return [0, 0, 0, 0];
      const colour = parse(style.fill); return [colour[0], colour[1], colour[2], colour[3] * Number(style.fillOpacity)];
    }
    return parse(style.backgroundColor);
  };
  const found = [];
  let looked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.textContent.trim() || element.closest("title, desc, style, .unseen, .skip")) continue;
    range.selectNodeContents(node);
    const box = range.getClientRects()[0];
    if (!box || !box.width) continue;
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const stack = document.elementsFromPoint(x, y);
    if (!stack.includes(element)) continue;
    looked += 1;
    let below = [255, 255, 255, 1];
    const root = parse(getComputedStyle(document.body).backgroundColor);
    below = over(root, below);
    for (const one of stack.slice(stack.indexOf(element)).reverse())
      if (!(one instanceof SVGElement && (one.tagName === "text" || one.tagName === "tspan"))) below = over(paint(one), below);
    const style = getComputedStyle(element);
    const ink = over(parse(element instanceof SVGElement ? style.fill : style.color), below);
    const reached = ratio(ink, below);
    if (reached < 4.5) found.push([node.textContent.trim().slice(0, 40), Math.round(reached * 100) / 100]);
  }
  return [looked, found];
})()"""

#: What has the focus, by its place among all elements, and whether it can be seen that it has.
FOCUS = """(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  return [[...document.querySelectorAll("*")].indexOf(at), at.tagName, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
})()"""

LINKS = """[...document.querySelectorAll("a")].filter(link => link.checkVisibility())
  .map(link => [...document.querySelectorAll("*")].indexOf(link))"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with running(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def tab(browser: Browser) -> Tab:
    return browser.tab()


def hostile() -> Roadmap:
    titles = [*HOSTILE.values(), "x" * 300, "W" * 300, "可" * 300, "</svg><script>document.title = 'run'</script>"]
    return planned(
        *(
            {"title": title, "owner": title, "blocked_by": [title], "depends_on": [f"p{number + 2}", title]}
            for number, title in enumerate(titles)
        ),
        initiative="x" * 300,
        overview=" / ".join(titles),
    )


def cyclic() -> Roadmap:
    return planned({"depends_on": ["p4"]}, {"depends_on": ["p3"]}, {"depends_on": ["p4", "p5"]})


PLANS = {
    **{folder.name: published(folder) for folder in FOLDERS},
    **{f"phase-{confirmed + 1}": in_phase(FOLDERS[0], confirmed) for confirmed in (0, 3, 4)},
    **{f"{count}-packages": many(count) for count in (0, 1, 8, 60, 200)},
    "hostile": hostile(),
    "cyclic": cyclic(),
}


def opened(tab: Tab, name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.html"
    path.write_text(page(PLANS[name]), encoding="utf-8")
    tab.open(path)


@pytest.mark.parametrize("name", PLANS)
def test_nothing_overflows_and_all_can_be_read(name: str, tab: Tab, tmp_path: Path) -> None:
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            tab.look(width, scheme=scheme)
            opened(tab, name, tmp_path)
            tab.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert tab.ask(OVERFLOWING) == [], f"{name} at {width}, {scheme}"
            # Only what is in the window can be looked at by its place.
            height = min(int(tab.ask("document.documentElement.scrollHeight")), 30_000)
            tab.look(width, height, scheme)
            looked, faint = tab.ask(FAINT)
            assert faint == [] and looked > 20, f"{name} at {width}, {scheme}"
    if name in ("5-weeks", "60-packages", "hostile", "cyclic"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        tab.look(1400, 1000)
        (PICTURES / f"page-{name}.png").write_bytes(tab.picture(whole=True))


def test_the_schemes_differ(tab: Tab, tmp_path: Path) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        tab.look(800, scheme=scheme)
        opened(tab, "5-weeks", tmp_path)
        grounds.append(tab.ask("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(244, 246, 249)", "rgb(13, 18, 24)"]


@pytest.mark.parametrize("name", ["5-weeks", "60-packages", "phase-4"])
def test_tab_reaches_every_link(name: str, tab: Tab, tmp_path: Path) -> None:
    tab.look(1400)
    opened(tab, name, tmp_path)
    tab.call("Page.bringToFront")
    tab.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
    wanted = set(tab.ask(LINKS))
    reached: list[Any] = []
    for _ in range(len(wanted) + 60):
        tab.press("Tab", 9)
        at = tab.ask(FOCUS)
        if at is None or (reached and at == reached[0]):
            break
        reached.append(at)
    assert wanted and wanted <= {place for place, _, _ in reached}
    assert [at for at in reached if not at[2]] == [], "the focus can be seen"
    places = [place for place, _, _ in reached]
    assert places == sorted(places), "from top to bottom"


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    """The size of each page of a PDF, in points."""
    return [(float(width), float(height)) for width, height in re.findall(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)]


@pytest.mark.parametrize(("name", "most"), [("5-weeks", 5), ("0-packages", 2), ("60-packages", 20), ("hostile", 40)])
def test_it_prints_on_a4(name: str, most: int, tab: Tab, tmp_path: Path) -> None:
    # What is 688 pixels wide fits between the margins of a page of A4.
    tab.look(688, scheme="dark", media="print")
    opened(tab, name, tmp_path)
    assert tab.ask(OVERFLOWING) == []
    assert tab.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", "paper is white"
    printed = tab.printed()
    sizes = pages_of(printed)
    assert 1 <= len(sizes) <= most
    assert all(abs(width - 595) < 2 and abs(height - 842) < 2 for width, height in sizes), sizes
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"page-{name}.pdf").write_bytes(printed)


def test_nothing_is_loaded_or_run(browser: Browser, tab: Tab, tmp_path: Path) -> None:
    tab.call("Network.enable")
    tab.call("Log.enable")
    browser.events.clear()
    tab.look(1400)
    opened(tab, "hostile", tmp_path)
    assert tab.ask("document.title").startswith("xxx")
    asked = [event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"]
    assert [address.rpartition("/")[2] for address in asked] == ["hostile.html"]
    assert [event["params"]["entry"]["text"] for event in browser.events if event["method"] == "Log.entryAdded"] == []
