"""Every kind of page, at two widths and in both colour schemes: accessible, within its window, silent."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab

from tests.browser.pages import PAGES, Page
from tests.served import Served

WIDE, NARROW = 1280, 360
kinds = pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)


@kinds
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_page_has_no_fault_that_axe_finds(
    kind: Page,
    width: int,
    scheme: str,
    visit: Callable[..., Tab],
    archive: Served,
    assert_accessible: Callable[[Tab], None],
) -> None:
    tab = visit(width=width, scheme=scheme)
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    response = tab.goto(kind.address(archive.get))
    assert response.status == kind.status
    assert_accessible(tab)
    # Chromium itself reports a page that was not found, as such.
    assert [trouble for trouble in troubles if f"status of {kind.status}" not in trouble] == []


@kinds
def test_nothing_scrolls_sideways_on_a_narrow_screen(kind: Page, visit: Callable[..., Tab], archive: Served) -> None:
    tab = visit(width=NARROW)
    tab.goto(kind.address(archive.get))
    too_wide = tab.evaluate(
        """limit => [...document.querySelectorAll('body *')]
           .filter(element => element.getBoundingClientRect().right > limit + 1)
           .slice(0, 5).map(element => element.outerHTML.slice(0, 160))""",
        NARROW,
    )
    assert tab.evaluate("document.documentElement.scrollWidth") == NARROW, too_wide


@kinds
def test_a_page_is_whole_without_javascript(kind: Page, visit: Callable[..., Tab], archive: Served) -> None:
    tab = visit(javascript=False)
    tab.goto(kind.address(archive.get))
    assert tab.locator("h1").count() == 1
    assert len(tab.locator("main").inner_text().split()) > 5
