"""The content policy in a real browser: nothing on any page is forbidden by it, and what an attacker writes is.

Every other test of this folder fails too when a page of its own does what the policy forbids (`visit`).
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from lxml import html
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.browser.desk import PASSWORD, Editor
from tests.browser.pages import PAGES
from tests.served import Served

# Where a link of the desk leads to a page of a kind that was read already, or ends the session.
NOT_READ = re.compile(r"/logout/|/jsi18n/|^/admin/r/")
MAX_DESK_PAGES = 150
WRITES_ITSELF = [
    "document.body.innerHTML = '<p id=planted>planted</p>'",
    "document.body.insertAdjacentHTML('beforeend', '<p id=planted>planted</p>')",
    "eval('document.body.id = \"planted\"')",
]


def find_inline(page: str) -> list[str]:
    """What a page would have run or applied from within itself: the policy lets files alone do either."""
    found = []
    for element in html.document_fromstring(page.encode()).iter("*"):
        names = [name for name in element.attrib if name == "style" or name.startswith("on")]
        data = element.get("type", "").endswith("json")
        if names or element.tag == "style" or (element.tag == "script" and not element.get("src") and not data):
            found.append(html.tostring(element, encoding="unicode")[:160])
        found += [
            f"{name}={value}" for name, value in element.attrib.items() if value.strip().startswith("javascript:")
        ]
    return found


@pytest.fixture(scope="module")
def account(archive: Served) -> str:
    archive.manage(
        "createsuperuser", "--noinput", "--username", "policy", "--email", "policy@example.org",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )  # fmt: skip
    return "policy"


@pytest.fixture
def desk(visit: Callable[..., Tab], account: str) -> Tab:
    """A tab in which a superuser is signed in."""
    editor = Editor(visit(), name=account)
    editor.sign_in()
    return editor.page


def desk_kind(path: str) -> str:
    """Its address without the keys of records and without what a list is narrowed to."""
    return re.sub(r"/\d+/", "/N/", urlsplit(path).path)


def test_no_public_page_does_what_the_policy_forbids(page: Tab, archive: Served) -> None:
    for kind in PAGES:
        response = page.goto(kind.address(archive.get))
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert find_inline(response.text()) == [], kind.name


def test_no_page_of_the_desk_does_what_the_policy_forbids(desk: Tab) -> None:
    waiting, seen = ["/admin/", "/admin/nothing/"], set()
    while waiting and len(seen) < MAX_DESK_PAGES:
        path = waiting.pop(0)
        if desk_kind(path) in seen:
            continue
        seen.add(desk_kind(path))
        response = desk.goto(path)
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        assert find_inline(response.text()) == [], path
        links = desk.locator("a[href]").evaluate_all(
            "all => all.map(one => new URL(one.getAttribute('href'), location).href)"
        )
        waiting += [
            f"{url.path}?{url.query}"
            for url in map(urlsplit, links)
            if url.path.startswith("/admin/") and not NOT_READ.search(url.path) and desk_kind(url.path) not in seen
        ]
    assert {
        "/admin/statements/speaker/N/change/",
        "/admin/statements/speaker/N/history/",
        "/admin/auth/user/add/",
    } <= seen
    assert len(seen) < MAX_DESK_PAGES


def test_the_widgets_of_the_desk_work_under_the_policy(desk: Tab) -> None:
    desk.goto("/admin/auth/user/")
    desk.locator("#result_list tbody th a").first.click()
    desk.locator(".datetimeshortcuts a").nth(1).click()  # the calendar
    desk.locator(".calendarbox .calendar td a").first.click()
    desk.locator("#id_user_permissions_from option").first.dblclick()  # from one box to the other
    assert desk.locator("#id_user_permissions_to option").count() == 1

    desk.goto("/admin/statements/topic/add/")
    desk.locator("select.admin-autocomplete + .select2 .select2-selection").first.click()
    desk.locator(".select2-results__option").first.wait_for()
    desk.keyboard.press("Escape")

    desk.goto("/admin/statements/topic/")
    expect(desk.locator("#nav-filter")).to_be_visible()
    desk.locator("#nav-filter").fill("Speak")
    expect(desk.locator("#nav-sidebar th[scope=row]:visible")).to_have_count(1)


@pytest.mark.parametrize("code", WRITES_ITSELF)
def test_a_script_on_a_public_page_cannot_write_markup_or_code(browser, archive: Served, code: str) -> None:  # noqa: ANN001
    tab = browser.new_page(base_url=archive.url)
    tab.goto("/about/")
    # In a task of its own: what the test's own connection evaluates is not held to the policy.
    attempt = f"try {{ {code}; done('') }} catch (error) {{ done(String(error)) }}"
    said = tab.evaluate(f"new Promise(done => setTimeout(() => {{ {attempt} }}))")
    assert "Trusted" in said or "unsafe-eval" in said
    assert tab.locator("#planted").count() == 0
    tab.close()


@pytest.mark.parametrize(
    "planted",
    [
        "<script>document.title = 'run'</script>",
        "<img src=x onerror=\"document.title='run'\">",
        "<style>main { display: none }</style>",
    ],
)
def test_what_is_planted_in_a_page_is_neither_run_nor_applied(browser, archive: Served, planted: str) -> None:  # noqa: ANN001
    """As if the escaping of the templates had failed: a page arrives with an attacker's markup in it."""
    tab = browser.new_page(base_url=archive.url)

    def plant(route) -> None:  # noqa: ANN001
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("<main", planted + "<main", 1))

    tab.route("**/about/", plant)
    tab.goto("/about/")
    assert tab.title() != "run"
    expect(tab.locator("main")).to_be_visible()
    tab.close()
