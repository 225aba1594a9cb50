"""A reader's ways through the sample archive, with a keyboard, a pointer and a remembered choice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.browser.pages import page as kind
from tests.served import Served


@pytest.fixture
def statement(page: Tab, archive: Served) -> Tab:
    page.goto(kind("statement").address(archive.get))
    return page


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(page: Tab) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_paragraph_number_is_the_link_to_its_words(statement: Tab) -> None:
    number = statement.locator("main a[href^='#p-']").nth(2)
    anchor = number.get_attribute("href")
    number.click()
    assert statement.url.endswith(anchor)
    expect(statement.locator(anchor)).to_be_in_viewport()


def test_a_passage_that_is_asked_for_by_address_is_shown(statement: Tab) -> None:
    anchor = statement.locator("main a[href^='#p-']").last.get_attribute("href").removeprefix("#p-")
    uid = re.search(r"/s/([^/]+)/", statement.url)[1]
    statement.goto(f"/s/{uid}/p/{anchor}/")
    assert statement.url.endswith(f"#p-{anchor}")
    expect(statement.locator(f"#p-{anchor}")).to_be_in_viewport()


def test_a_chosen_colour_scheme_is_remembered_from_page_to_page(page: Tab) -> None:
    page.goto("/")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark colours").click()
    chosen = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto("/treaties/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == chosen != before
    page.get_by_role("button", name="Light colours").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before


def test_without_javascript_no_dead_switch_is_shown(visit: Callable[..., Tab]) -> None:
    tab = visit(javascript=False)
    tab.goto("/")
    expect(tab.locator("[data-theme-switch]")).to_be_hidden()


def test_a_year_of_the_chart_leads_to_as_many_statements_as_it_says(page: Tab) -> None:
    page.goto("/")
    page.get_by_text("Show as a table").first.click()
    year = page.locator("table.decades td a").first
    count = int(year.inner_text().split()[-1])
    year.click()
    page.wait_for_load_state()
    listed = {link.get_attribute("href") for link in page.locator("main a[href^='/s/']").all()}
    assert len(listed) == count


def test_a_wrong_slug_leads_to_the_right_one(statement: Tab) -> None:
    right = statement.url
    uid = re.search(r"/s/([^/]+)/", right)[1]
    statement.goto(f"/s/{uid}/an-old-title/")
    assert statement.url == right
