"""One browser, one running example, one signed-in window per role for all tests of a process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.site import Site, build_demo, served, signal_of
from tests.operations.instances import once

NARROW, WIDE = 320, 1280


@pytest.fixture(scope="session", autouse=True)
def a_click_ends_on_a_page_that_stands(browser: Any) -> Iterator[None]:
    """Playwright's click waits until the next page begins to come; on a busy machine it is still empty then."""
    from playwright.sync_api import Locator

    plain = Locator.click

    def click(self: Any, **options: Any) -> None:
        plain(self, **options)
        self.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click)
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def site(chromium: Path, shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The example, built once for all processes, served from a copy per process."""
    built = once(shared_folder, "demo", build_demo)
    home = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(built, home)
    signals = {slug: signal_of(home, slug) for slug in ("musterberg", "neustadt-beispiel")}
    with served(home) as running:
        running.signals = signals
        yield running


class Windows:
    """Signed-in windows, and everything that went wrong in them."""

    def __init__(self, browser: Any, site: Site) -> None:
        self.browser, self.site = browser, site
        self.pages: dict[tuple[str, bool, int], Any] = {}
        self.trouble: list[str] = []
        self.expected_status: set[int] = set()

    def page(self, who: str = "", *, javascript: bool = True, width: int = NARROW) -> Any:
        """The window of a login of the example ("" = nobody), made at the first call."""
        key = (who, javascript, width)
        if key not in self.pages:
            context = self.browser.new_context(
                viewport={"width": width, "height": 800},
                locale="de-DE",
                java_script_enabled=javascript,
                base_url=self.site.address,
            )
            context.set_default_timeout(15_000)
            page = context.new_page()
            page.on("console", self._console)
            page.on("pageerror", lambda error: self.trouble.append(str(error)))
            page.on("request", self._request)
            if who:
                sign_in(page, who)
            self.pages[key] = page
        return self.pages[key]

    def _console(self, message: Any) -> None:
        if message.type not in ("error", "warning"):
            return
        # The browser itself notes each answer of 400 and above; a form with errors answers 422 on purpose.
        if any(f"the server responded with a status of {status} " in message.text for status in self.expected_status):
            return
        self.trouble.append(f"{message.type}: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.site.address + "/", "blob:", "data:")):
            self.trouble.append(f"fremder Rechner: {request.url}")

    def take_trouble(self) -> list[str]:
        found, self.trouble = self.trouble, []
        return found


def sign_in(page: Any, who: str) -> None:
    """Press the button of a login on the start page."""
    page.goto("/")
    page.locator(f"form:has(input[name=person][value={who}]) button").click()
    page.wait_for_url("**/k/**")


@pytest.fixture
def own_windows(
    browser: Any, chromium: Path, shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Windows]:
    """Windows on an example of its own, for tests that lead it to where others do not expect it."""
    home = tmp_path_factory.mktemp("own-site") / "home"
    shutil.copytree(once(shared_folder, "demo", build_demo), home)
    with served(home) as running:
        yield Windows(browser, running)


@pytest.fixture(scope="session")
def _windows(browser: Any, site: Site) -> Windows:
    return Windows(browser, site)


@pytest.fixture
def windows(_windows: Windows) -> Iterator[Windows]:
    """Fails the test on any console error or warning, page error, or request to another host."""
    _windows.take_trouble()
    _windows.expected_status = set()
    yield _windows
    assert _windows.take_trouble() == []


@pytest.fixture
def open_page(windows: Windows) -> Callable[..., Any]:
    """`open_page(path, who="", width=320)`; asserts the status."""

    def inner(path: str, who: str = "", *, width: int = NARROW, javascript: bool = True, status: int = 200) -> Any:
        page = windows.page(who, width=width, javascript=javascript)
        if status >= 400:
            windows.expected_status.add(status)
        response = page.goto(path)
        assert response is not None and response.status == status, f"{path}: {response.status}"
        return page

    return inner
