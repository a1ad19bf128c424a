"""A headless Chromium that tests ask and tell things, through the pipe of its DevTools protocol."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: A page of paper, in inches, as the protocol wants it.
A4 = (8.27, 11.69)


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise AssertionError("No Chromium on the PATH: install Debian's package chromium.")


class Tab:
    """One tab of a browser, on one page."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session
        self.call("Page.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def look(self, width: int, height: int = 900, scheme: str = "light", media: str = "screen", scale: float = 1) -> None:
        """The size of the window in pixels, the colour scheme that the person prefers, and the medium."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, path: Path) -> None:
        self.call("Page.navigate", url=path.resolve().as_uri())
        deadline = time.monotonic() + 30
        while self.ask("document.readyState + location.protocol") != "completefile:":
            assert time.monotonic() < deadline, f"{path} is not there after 30 seconds"
            time.sleep(0.02)

    def ask(self, expression: str) -> Any:
        """The value of an expression in JavaScript; the page's own policy does not hold for it."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, key: str, code: int) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def picture(self, whole: bool = False) -> bytes:
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        return base64.b64decode(data)

    def printed(self) -> bytes:
        """The page as a PDF, by the size of paper that it names itself."""
        self.call("Emulation.setEmulatedMedia", media="print")
        width, height = A4
        parameters = {"preferCSSPageSize": True, "printBackground": True, "paperWidth": width, "paperHeight": height}
        return base64.b64decode(self.call("Page.printToPDF", **parameters)["data"])


class Browser:
    """A running Chromium."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        self._number = 0
        self._buffer = b""
        #: What the browser said without being asked.
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._writes, data) :]
        while True:
            said = self._read()
            if said.get("id") == self._number:
                assert "error" not in said, f"{method}: {said}"
                result: dict[str, Any] = said["result"]
                return result
            self.events.append(said)

    def tab(self) -> Tab:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        return Tab(self, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def _read(self) -> dict[str, Any]:
        deadline = time.monotonic() + 60
        while b"\0" not in self._buffer:
            assert select.select([self._reads], [], [], max(0.0, deadline - time.monotonic()))[0], "Chromium says nothing"
            chunk = os.read(self._reads, 1 << 20)
            assert chunk, "Chromium has ended"
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        said: dict[str, Any] = json.loads(message)
        return said


@contextlib.contextmanager
def running(profile: Path) -> Iterator[Browser]:
    """A Chromium with a profile of its own, until the end of the block."""
    to_browser, from_browser = os.pipe(), os.pipe()
    # In the child they become 3 and 4; none of them may have these numbers before.
    reads, writes = (fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (to_browser[0], from_browser[1]))

    def wire() -> None:
        os.dup2(reads, 3)
        os.dup2(writes, 4)

    process = subprocess.Popen(
        [
            *(chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-sync"),
            *(
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--font-render-hinting=none",
            ),
            *(f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"),
        ],
        preexec_fn=wire,
        pass_fds=(3, 4),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for end in (to_browser[0], from_browser[1], reads, writes):
        os.close(end)
    browser = Browser(from_browser[0], to_browser[1])
    try:
        yield browser
        browser.call("Browser.close")
        process.wait(20)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(to_browser[1])
        os.close(from_browser[0])
