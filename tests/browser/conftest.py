"""A served sample archive, a browser, and the checkers of pages. With CI=true a missing program is a failure."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser import tools
from tests.served import Served, served_archive

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> str:
    return tools.needed(tools.chromium)


@pytest.fixture(scope="package")
def archive() -> Iterator[Served]:
    """The sample archive, served for all tests of this folder: what one of them changes the others meet."""
    with served_archive() as served:
        yield served


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    tools.needed(tools.driver)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=tools.CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, archive: Served) -> Iterator[Callable[..., Page]]:
    """`visit(width=…, scheme=…, javascript=…)`: a tab of a fresh visitor; addresses count from the served archive.

    At its end it fails for anything in any of its pages that the content policy forbids.
    """
    contexts = []
    forbidden: list[str] = []

    def notice(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "'Trusted" in message.text:
            forbidden.append(f"{message.location.get('url', '')}: {message.text}")

    def new_tab(*, width: int = 1280, scheme: str = "light", javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=archive.url,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)
        context.on("console", notice)
        contexts.append(context)
        return context.new_page()

    yield new_tab
    for context in contexts:
        context.close()
    assert forbidden == []


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """A tab 1280 pixels wide, in light colours."""
    return visit()


@pytest.fixture(scope="package")
def axe_source(chromium: str) -> str:
    return Path(tools.needed(tools.npm_file, tools.AXE)).read_text(encoding="utf-8")


@pytest.fixture
def assert_accessible(axe_source: str) -> Callable[[Page], None]:
    """Fails with axe-core's own words for every violation on the page as it now is."""

    def check(page: Page) -> None:
        page.evaluate(axe_source)
        # Without reading the style sheets again for a rule that is off: inline ones, which the policy forbids.
        options = "{resultTypes: ['violations'], preload: false}"
        violations = page.evaluate(f"axe.run({options}).then(result => result.violations)")
        found = [
            f"{violation['id']}: {violation['help']} — {node['html'][:200]} ({node.get('failureSummary', '')})"
            for violation in violations
            for node in violation["nodes"][:5]
        ]
        assert found == []

    return check
