"""Ängsby's pages in Chromium: the web process on a free port of loopback, and a phone to look at it with."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from werkzeug.serving import make_server

from backend.app import create_app
from tests.mail_town import MailTown

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


@contextmanager
def served(town: MailTown) -> Iterator[str]:
    """The town's web process; its address."""
    server = make_server("127.0.0.1", 0, create_app(town.settings, town.web), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


SETTLED = """() => Promise.all(document.getAnimations()
    .filter(each => each instanceof CSSTransition)
    .map(each => each.finished.catch(() => {})))"""
"""Colours that still change into one another have no contrast to measure."""


def list_faults(page: Page) -> list[str]:
    """What axe finds wrong with the page, and whether it must be scrolled sideways."""
    page.evaluate(SETTLED)
    violations = Axe().run(page).response["violations"]
    faults = [f"{each['id']}: {node['target']}" for each in violations for node in each["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append("wider than the screen")
    return faults


def tab_to(page: Page, selector: str, *, most: int = 80) -> None:
    """Press Tab until the focus is on what ``selector`` finds, as a person without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard never reached {selector}")


def follow(page: Page) -> None:
    """Press Enter on what has the focus, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
