"""The pictures of the editors' desk: a transcript of our own words on its way."""

from collections.abc import Iterator

from playwright.sync_api import Browser

from tests.browser.desk import NAME, PASSWORD, Editor
from tests.editing.desk_texts import TALKS
from tests.served import Served

SIZE = {"width": 1280, "height": 860}


def desk_pictures(archive: Served, browser: Browser) -> Iterator[tuple[str, bytes]]:
    """(name of the file, PNG) of the pages of turns, details and checks."""
    archive.manage(
        "createsuperuser", "--noinput", "--username", NAME, "--email", "editor@example.org",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )  # fmt: skip
    context = browser.new_context(base_url=archive.url, viewport=SIZE)
    editor = Editor(context.new_page())
    page = editor.page
    editor.sign_in()
    editor.type_into("textarea[name=text]", TALKS)
    editor.press("input[value='Continue']")
    editor.wait_for("/turns/")
    # Without the list of all records at the side, and what counts at the top.
    page.locator("#toggle-nav-sidebar").click()
    page.locator("#voices").evaluate("heading => window.scrollBy(0, heading.getBoundingClientRect().top - 120)")
    yield "desk-turns.png", page.screenshot(animations="disabled", caret="hide")
    for name, step, spot in (("desk-details.png", "change", "#suggestions"), ("desk-checks.png", "checks", "h1")):
        page.goto(f"/admin/statements/statement/{editor.statement_key}/{step}/")
        page.locator(spot).evaluate("part => part.scrollIntoView()")
        yield name, page.screenshot(animations="disabled", caret="hide")
    context.close()
