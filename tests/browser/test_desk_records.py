"""The desk's pages about records in a real browser: checked by axe, and an upload up to its report."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PASSWORD
from tests.served import Served

CURATOR = "records"
RECORD = (
    '{"id": "desk-1", "title": "On the river bridge", "date": "2024-05-06", "speaker": "Vladimir Putin", '
    '"country": "Russia", "text": "The bridge over the river is open again, and we thank those who built it."}\n'
)


@pytest.fixture(scope="module")
def signed_in(archive: Served) -> None:
    archive.manage(
        "createsuperuser", "--noinput", "--username", CURATOR, "--email", "records@example.org",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )  # fmt: skip


@pytest.fixture(params=["light", "dark"])
def desk(visit: Callable[..., Page], signed_in: None, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = visit(scheme=request.param)
    page.goto("/admin/")
    page.fill("#id_username", CURATOR)
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    yield page


def first(page: Page, model: str) -> str:
    """The address of the form of the first record of a list, without its last part."""
    page.goto(f"/admin/statements/{model}/?concern=all" if model == "statement" else f"/admin/statements/{model}/")
    return page.locator("#result_list tbody th a").first.get_attribute("href").split("change/")[0]


def test_pages_about_records_have_no_fault_that_axe_finds(
    desk: Page, assert_accessible: Callable[[Page], None]
) -> None:
    speaker, treaty, statement = (first(desk, model) for model in ("speaker", "treaty", "statement"))
    for address in (
        "/admin/", "/admin/statements/labels/", "/admin/statements/job/add/", f"{speaker}merge/", f"{speaker}split/",
        f"{speaker}history/", f"{speaker}change/", f"{treaty}merge/", f"{statement}merge/", f"{statement}history/",
    ):  # fmt: skip
        desk.goto(address)
        expect(desk.locator("h1").last).to_be_visible()
        assert_accessible(desk)


def test_an_upload_is_worked_on_in_the_background_until_its_report_is_there(
    desk: Page, assert_accessible: Callable[[Page], None]
) -> None:
    desk.goto("/admin/statements/job/add/")
    desk.set_input_files("#id_file", {"name": "one.jsonl", "mimeType": "text/plain", "buffer": RECORD.encode()})
    desk.click("button:has-text('Upload')")
    expect(desk.locator("#report-h")).to_be_visible(timeout=60_000)
    expect(desk.locator("table.report")).to_contain_text("On the river bridge")
    assert_accessible(desk)
