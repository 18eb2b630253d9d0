"""A real server in a process of its own, and a real browser that is driven by keys."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from stancebench.workspace import Workspace
from tests.labels.serve.support import ANNOTATOR, BATCH

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PATIENCE = 20.0
"""Seconds that a change may take to show."""


def need_browser() -> tuple[str, str]:
    """Return the paths of browser and driver; skip the test where something is not installed."""
    for name, extra in (("starlette", "serve"), ("uvicorn", "serve"), ("selenium", "browser")):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f'{name} is not installed: pip install "stancebench[{extra}]"')
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("Chromium or its driver is not installed: apt-get install chromium chromium-driver")
    return chromium, driver


def until(check: Callable[[], object], what: str) -> None:
    """Wait until something is so."""
    last: Exception | None = None
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if check():
                return
        except Exception as error:  # the page may be on its way to the next one
            last = error
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE} s: {what}") from last


class Served:
    """`stancebench labels serve` as a process that can be killed and started again on the same port.

    Args:
        workspace: The workspace.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._root = workspace.root
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.address = ""

    def start(self) -> None:
        """Start the server; return when its page can be opened."""
        command = [sys.executable, "-m", "stancebench", "labels", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(
            [*command, "--annotator", ANNOTATOR, "--batch", BATCH],
            env={**os.environ, "STANCEBENCH_WORKSPACE": str(self._root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("The labelling page: http://"):
            raise AssertionError(f"the server said {line!r} and {self._process.communicate()[1]!r}")
        self.address = line.split()[3]
        self.port = int(self.address.rstrip("/").rsplit(":", 1)[1])

    def stop(self, how: signal.Signals) -> tuple[int, str]:
        """End the server; return its exit code and what it wrote to standard error."""
        assert self._process is not None
        self._process.send_signal(how)
        _, errors = self._process.communicate(timeout=PATIENCE)
        code, self._process = self._process.returncode, None
        return code, errors

    def kill(self) -> None:
        """End the server as a crash would."""
        if self._process is not None:
            self.stop(signal.SIGKILL)


@contextmanager
def served(workspace: Workspace) -> Iterator[Served]:
    """Run a server, killed at the end."""
    server = Served(workspace)
    server.start()
    try:
        yield server
    finally:
        server.kill()


class Page:
    """A browser window with the labelling page.

    Args:
        chrome: The driver.
    """

    def __init__(self, chrome: Chrome) -> None:
        self.chrome = chrome

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        from selenium.webdriver import ActionChains

        for key in keys:
            ActionChains(self.chrome).send_keys(key).perform()

    def hold_shift(self, key: str, times: int = 1) -> None:
        """Press a key with Shift."""
        from selenium.webdriver import ActionChains, Keys

        chain = ActionChains(self.chrome).key_down(Keys.SHIFT)
        for _ in range(times):
            chain = chain.send_keys(key)
        chain.key_up(Keys.SHIFT).perform()

    def open(self, address: str) -> None:
        """Open a page and wait until its script has run, if it has one."""
        self.chrome.get(address)
        self.ready()

    def ready(self) -> None:
        """Wait until the script of the page has run."""
        script = "return !document.getElementById('data') || document.documentElement.dataset.ready === 'yes'"
        until(lambda: self.chrome.execute_script(script), "the page is ready")

    def text(self, name: str) -> str:
        """Return what an element says."""
        found = self.chrome.execute_script("return document.getElementById(arguments[0])?.textContent ?? ''", name)
        return " ".join(str(found).split())

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the page."""
        return self.chrome.execute_script(script, *arguments)

    def key(self) -> str:
        """Return the key of the paragraph on the page."""
        return str(self.run("return location.pathname.split('/').pop()"))

    def saved(self) -> None:
        """Wait until the page says that everything is saved."""
        until(lambda: self.text("saved") == "Saved", "the page says: Saved")

    def gone_from(self, key: str) -> None:
        """Wait until another page than this paragraph's is ready."""
        until(lambda: self.key() != key, "another page")
        self.ready()

    def answers(self) -> dict[str, Any]:
        """Return what the page shows as answered, as a person would read it."""
        script = """
            const value = (id) => document.getElementById(id).textContent;
            const targets = [...document.querySelectorAll('.target')].map((card) => [card.dataset.target, {
                stance: card.querySelector('.stances :checked')?.value ?? null,
                quote: card.querySelector('.quote').textContent,
                told: card.querySelector('.told').textContent,
            }]);
            return JSON.stringify({
                function: document.querySelector('#function :checked')?.value ?? null,
                topic: value('topic-value'), sub: value('sub-value'), second: value('second-value'),
                note: document.getElementById('note').value, targets: Object.fromEntries(targets),
                marked: [...document.querySelectorAll('#text .own')].map((span) => span.textContent).join(''),
            })"""
        answers: dict[str, Any] = json.loads(str(self.run(script)))
        return answers

    def complaints(self) -> list[str]:
        """Return what the browser wrote to its console, but for refused requests, which the page tells itself."""
        entries = self.chrome.get_log("browser")  # type: ignore[no-untyped-call, unused-ignore]
        return [entry["message"] for entry in entries if entry["source"] != "network"]


@contextmanager
def browser(width: int = 1280, height: int = 800, *, is_dark: bool = False) -> Iterator[Page]:
    """Open a headless browser with a window of this size."""
    chromium, driver = need_browser()
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("headless=new", "disable-gpu", "disable-dev-shm-usage", "no-first-run"):
        options.add_argument(f"--{argument}")
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses its sandbox to root, as in a container
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}]
        chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        yield Page(chrome)
    finally:
        chrome.quit()
