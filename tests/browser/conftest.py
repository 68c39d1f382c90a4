"""A real Chromium, and a real server beside it with the seeds loaded."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
PATIENCE_MS = 20_000  # a page has come by then, also beside other workers on one core
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Where desks of this run are served; pages may ask these hosts too.
DESK_URLS: list[str] = []
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class LiveServer:
    """A running ``pollsvc serve``. ``url`` has no slash at the end."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]

    @property
    def owner_link(self) -> str:
        """The link for the first owner, as the command printed it."""
        said = self.instance.with_suffix(".log").read_text(errors="replace")
        found = re.search(rf"{re.escape(self.url)}(/desk/link/\S+)", said)
        assert found, said
        return found[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, once for the whole run."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no browser here; one comes with: apt-get install -y chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server on a free port with the seeds loaded, shared by tests that only look."""
    with serving(tmp_path_factory.mktemp("live") / "instance") as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[LiveServer]:
    """The same for one test alone, for tests that vote and count."""
    with serving(tmp_path / "own-instance") as server:
        yield server


@pytest.fixture
def browse(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: ``browse("/", width=320, javascript=False)``.

    Further words go to the browser as they are: ``color_scheme="dark"``, ``locale="ru"``.
    A page that logs an error or asks anything of another host fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        path: str = "/",
        *,
        width: int = 1200,
        height: int = 900,
        javascript: bool = True,
        **other: Any,
    ) -> Page:
        context = chromium.new_context(
            base_url=other.pop("base_url", live_server.url),
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            **other,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: complaints.append(f"console: {said.text}") if _is_ours(said) else None,
        )
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((live_server.url, *DESK_URLS, "data:", "blob:", "about:"))
                else complaints.append(f"another host: {asked.url}")
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _is_ours(said: Any) -> bool:
    # The browser logs each answer of 4xx as an error, which refusals on purpose are; and a
    # chart that has to wait for its turn too long on a busy machine, which may come again.
    if said.type != "error" or "the server responded with a status of 4" in said.text:
        return False
    waits = "the server responded with a status of 503" in said.text
    return not (waits and ".png" in said.location["url"])


@contextmanager
def serving(instance: Path, **settings: str) -> Iterator[LiveServer]:
    """Run ``pollsvc serve`` on a new instance with the seeds, until the block ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("POLLSVC_")},
        "POLLSVC_INSTANCE": str(instance),
        "POLLSVC_BASE_URL": url,
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    run_pollsvc(environment, "upgrade")
    run_pollsvc(environment, "seed", *sorted(map(str, (ROOT / "seeds").glob("*.yaml"))))
    log = instance.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pollsvc", "serve", "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(url, process, log)
        yield LiveServer(url, instance, process)
    finally:
        end(process)


def run_pollsvc(environment: dict[str, str], *words: str) -> None:
    """Run one command to its end; a failure shows what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "pollsvc", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, gently first."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=15)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            if process.poll() is not None or time.monotonic() > until:
                said = log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"the server did not start: {said}") from error
            time.sleep(0.05)


@pytest.fixture
def desk(own_server: LiveServer, browse: Callable[..., Page]) -> Any:
    """A served desk of one test's own, with an owner who came by the printed link."""
    from tests.browser.at_desk import Desk

    made = Desk(own_server, browse)
    made.take_over()
    return made
