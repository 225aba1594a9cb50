"""The look where it acts: light and dark, a passage that was linked to, paper, the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PAPER = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK, LINKED = "rgb(251, 248, 242)", "rgb(24, 22, 19)", "rgb(251, 237, 202)"


def open_statement(tab: Page) -> None:
    tab.goto("/statements/")
    tab.click(".shelf-title a")


@pytest.mark.parametrize(("scheme", "paper"), [("light", LIGHT), ("dark", DARK)])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_colours_follow_the_system(visit: Callable[..., Page], scheme: str, paper: str, javascript: bool) -> None:
    tab = visit(scheme=scheme, javascript=javascript)
    tab.goto("/about/")
    expect(tab.locator("body")).to_have_css("background-color", paper)
    expect(tab.locator("[data-theme-switch]")).to_be_visible(visible=javascript)


def test_chosen_colours_are_remembered_and_there_before_the_first_paint(
    visit: Callable[..., Page],
) -> None:
    tab = visit(scheme="light")
    tab.goto("/about/")
    tab.get_by_role("button", name="Dark colours").click()
    assert tab.evaluate(PAPER) == DARK
    tab.goto("/statements/", wait_until="commit")
    tab.wait_for_function("document.body")
    assert tab.evaluate(PAPER) == DARK
    tab.get_by_role("button", name="Light colours").click()
    assert tab.evaluate("localStorage.getItem('theme')") is None


def test_the_number_beside_a_paragraph_is_its_link_and_shows_it(page: Page) -> None:
    open_statement(page)
    passage = page.locator(".words p").nth(1)
    passage.locator("a.num").click()
    anchor = passage.get_attribute("id")
    assert page.url.endswith(f"#{anchor}")
    assert (
        passage.evaluate("it => it.matches(':target') && getComputedStyle(it).backgroundColor") == "rgb(251, 237, 202)"
    )
    uid = page.url.split("/")[4]
    page.goto(f"/s/{uid}/p/{anchor.removeprefix('p-')}/")
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()


def test_on_paper_a_statement_carries_its_citation_and_no_furniture(page: Page) -> None:
    open_statement(page)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".citation")).to_be_visible()
    expect(page.locator(".card .permalink")).to_be_visible()
    expect(page.locator("a.num").first).to_be_visible()
    for furniture in (".main-nav", ".search-box", ".neighbours", ".colophon"):
        expect(page.locator(furniture).first).to_be_hidden()
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"


def test_the_first_stop_of_the_keyboard_leads_past_the_masthead(page: Page) -> None:
    page.goto("/statements/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_speaker_stands_beside_the_words_where_there_is_room_and_above_them_where_there_is_not(
    visit: Callable[..., Page],
) -> None:
    def places(width: int) -> tuple[dict, dict]:
        tab = visit(width=width)
        open_statement(tab)
        turn = tab.locator(".turn.has-voice").first
        return turn.locator(".voice").bounding_box(), turn.locator(".words").bounding_box()

    voice, words = places(1280)
    assert voice["x"] + voice["width"] <= words["x"] and abs(voice["y"] - words["y"]) < 8
    voice, words = places(360)
    assert voice["x"] == words["x"] and voice["y"] + voice["height"] <= words["y"]
