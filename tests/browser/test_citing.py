"""The passage that an address names, and what can be copied there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.pages import page as kind_of_page
from tests.served import Served


def passage_address(archive: Served, tab: Page) -> str:
    tab.goto(kind_of_page("statement").address(archive.get))
    return tab.url.partition("#")[0] + tab.locator(".words a.num").nth(1).get_attribute("href")


def test_a_linked_passage_offers_its_link_citation_and_quotation(page: Page, archive: Served) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(passage_address(archive, page))
    page.reload()
    actions = page.locator(".passage-actions")
    expect(actions.get_by_role("button")).to_have_text(["Copy link", "Copy citation", "Copy quotation with citation"])
    anchor = page.url.rpartition("#p-")[2]
    copied = {"Copy link": f"/p/{anchor}/", "Copy citation": "¶ 2", "Copy quotation with citation": "“"}
    for label, held in copied.items():
        actions.get_by_role("button", name=label, exact=True).click()
        expect(page.get_by_role("status")).to_have_text(f"{label}: copied")
        assert held in page.evaluate("navigator.clipboard.readText()")


def test_the_actions_move_with_the_address(page: Page, archive: Served) -> None:
    page.goto(passage_address(archive, page))
    page.reload()
    expect(page.locator(".words > :nth-child(2) .passage-actions")).to_be_visible()
    page.locator(".words a.num").first.click()
    expect(page.locator(".passage-actions")).to_have_count(1)
    expect(page.locator(".words > :nth-child(1) .passage-actions").first).to_be_visible()


def test_without_javascript_a_linked_passage_leads_to_its_citation(visit: Callable[..., Page], archive: Served) -> None:
    tab = visit(javascript=False)
    tab.goto(passage_address(archive, tab))
    cite = tab.locator(":target > a.cite")
    expect(cite).to_be_visible()
    expect(tab.locator("a.cite:visible")).to_have_count(1)
    cite.click()
    expect(tab.locator("blockquote")).to_be_visible()
    expect(tab.locator(".is-quotation")).to_contain_text("¶ 2")


def test_a_linked_passage_with_its_actions_is_accessible(
    page: Page, archive: Served, assert_accessible: Callable[[Page], None]
) -> None:
    page.goto(passage_address(archive, page))
    page.reload()
    expect(page.locator(".passage-actions")).to_be_visible()
    assert_accessible(page)
