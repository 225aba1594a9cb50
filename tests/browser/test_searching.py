"""What the results page does in a browser beyond its links."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.browser.desk import PASSWORD
from tests.served import Served

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


def test_the_keyboard_reaches_what_narrows_the_list_before_the_list(page: Tab) -> None:
    page.goto("/search/?q=treaty")
    page.get_by_role("link", name="latest additions first").focus()
    while not page.get_by_role("link", name="Filter this list").evaluate("it => it === document.activeElement"):
        page.keyboard.press("Tab")
        assert not page.locator(".hits :focus").count()
    expect(page.get_by_role("link", name="Filter this list")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#since")).to_be_focused()


def test_without_javascript_the_list_is_whole_and_no_box_is_shown(visit: Callable[..., Tab]) -> None:
    tab = visit(javascript=False)
    tab.goto("/search/")
    facet = tab.locator(SPEAKERS)
    facet.locator("summary").click()
    expect(facet.locator("li:visible")).to_have_count(facet.locator("li").count())
    expect(facet.locator("input")).to_have_count(0)


@pytest.fixture(scope="module")
def staff(archive: Served) -> str:
    """The name of somebody who may see how a search was understood and what is searched for."""
    name = "searcher"
    archive.manage(
        "createsuperuser", "--noinput", "--username", name, "--email", "searcher@example.org",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )  # fmt: skip
    return name


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_what_staff_see_of_searches_has_no_fault_that_axe_finds(
    visit: Callable[..., Tab], staff: str, assert_accessible: Callable[[Tab], None], scheme: str, width: int
) -> None:
    tab = visit(scheme=scheme, width=width)
    tab.goto("/admin/")
    tab.fill("#id_username", staff)
    tab.fill("#id_password", PASSWORD)
    tab.click("input[type=submit]")
    tab.goto('/search/?q="peace treaty" (arms OR talks) -war&country=RUS&explain=1')
    expect(tab.get_by_role("heading", name="How this was understood")).to_be_visible()
    assert_accessible(tab)
    tab.goto("/search/?q=zzzzqqqq+treaty+yyyyqqqq")
    expect(tab.get_by_text("No statement holds all of these words")).to_be_visible()
    zero_results = tab.get_by_role("heading", name="Frequent searches without hits")
    for _ in range(100):  # a server writes the searches of a few seconds at once
        tab.goto("/admin/statements/askedquery/")
        if zero_results.count():
            break
    expect(zero_results).to_be_visible()
    assert_accessible(tab)
