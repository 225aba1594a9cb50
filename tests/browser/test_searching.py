"""What the results page does in a browser beyond its links."""

from collections.abc import Callable

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

SPEAKERS = "section[aria-labelledby=facet-speaker]"


def test_a_long_list_of_values_is_narrowed_by_typing(page: Tab, assert_accessible: Callable[[Tab], None]) -> None:
    page.goto("/search/")
    facet = page.locator(SPEAKERS)
    facet.locator("summary").click()
    every = facet.locator("li").count()
    facet.get_by_label("Find in speaker").fill("PÚTIN")
    shown = facet.locator("li:visible")
    assert 0 < shown.count() < every
    assert all("putin" in text.lower() for text in shown.all_inner_texts())
    expect(facet.get_by_role("status")).to_have_text(f"{shown.count()} of {every}")
    assert_accessible(page)
    facet.get_by_label("Find in speaker").fill("")
    expect(facet.locator("li:visible")).to_have_count(every)


def test_without_javascript_the_list_is_whole_and_no_box_is_shown(visit: Callable[..., Tab]) -> None:
    tab = visit(javascript=False)
    tab.goto("/search/")
    facet = tab.locator(SPEAKERS)
    facet.locator("summary").click()
    expect(facet.locator("li:visible")).to_have_count(facet.locator("li").count())
    expect(facet.locator("input")).to_have_count(0)
