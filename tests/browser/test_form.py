"""Every kind of page, at two widths and in both colour schemes: accessible, within its window, silent."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.browser.pages import PAGES, Page
from tests.served import Served

WIDE, NARROW = 1280, 360
kinds = pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)


@pytest.fixture(params=[(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")], ids=str)
def tab(request: pytest.FixtureRequest, browser: Browser, archive: Served) -> Tab:
    width, scheme = request.param
    context = browser.new_context(
        base_url=archive.url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    request.addfinalizer(context.close)
    return context.new_page()


@kinds
def test_a_page_has_no_fault_that_axe_finds(
    kind: Page, tab: Tab, archive: Served, assert_accessible: Callable[[Tab], None]
) -> None:
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    response = tab.goto(kind.address(archive.get))
    assert response.status == 200
    assert_accessible(tab)
    assert troubles == []


@kinds
def test_nothing_scrolls_sideways_on_a_narrow_screen(kind: Page, browser: Browser, archive: Served) -> None:
    context = browser.new_context(base_url=archive.url, viewport={"width": NARROW, "height": 800})
    tab = context.new_page()
    tab.goto(kind.address(archive.get))
    overflowing = tab.evaluate(
        """limit => document.documentElement.scrollWidth <= limit ? [] :
           [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > limit + 1)
           .slice(0, 5).map(e => e.outerHTML.slice(0, 160))""",
        NARROW,
    )
    width = tab.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert (width, overflowing) == (NARROW, [])


@kinds
def test_a_page_is_whole_without_javascript(kind: Page, browser: Browser, archive: Served) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(kind.address(archive.get))
    headings = tab.locator("h1").count()
    words = tab.locator("main, #content").first.inner_text().split()
    context.close()
    assert headings == 1
    assert len(words) > 5
