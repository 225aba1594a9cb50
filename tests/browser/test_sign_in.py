"""Signing in with a second factor in a real browser: a passkey of a virtual authenticator, codes without JavaScript."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from statements.editing.sign_in import totp
from tests.browser.desk import PASSWORD
from tests.served import Served

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def create_account(archive: Served) -> Callable[[str], str]:
    def create(name: str) -> str:
        archive.manage(
            "createsuperuser", "--noinput", "--username", name, "--email", f"{name}@example.org",
            DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        )  # fmt: skip
        return name

    return create


def give_password(tab: Page, desk: str, name: str) -> None:
    tab.goto(f"{desk}login/")
    tab.fill("#id_username", name)
    tab.fill("#id_password", PASSWORD)
    tab.click("input[type=submit]")


def sign_out(tab: Page) -> None:
    tab.locator("#logout-form button").click()


def test_a_passkey_is_added_and_signs_in_and_a_stranger_s_does_not(
    visit: Callable[..., Page], archive: Served, create_account: Callable[[str], str]
) -> None:
    # Browsers give passkeys to names, and to no numbers.
    desk = archive.url.replace("127.0.0.1", "localhost") + "/admin/"
    tab = visit()
    browser_side = tab.context.new_cdp_session(tab)
    browser_side.send("WebAuthn.enable")
    key = browser_side.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    give_password(tab, desk, create_account("passkey"))
    tab.goto(f"{desk}account/")
    tab.get_by_role("link", name="Add a passkey").click()
    tab.get_by_label("What you call it").fill("The key on my ring")
    tab.get_by_role("button", name="Add a passkey").click()
    expect(tab.locator(".recovery-codes li")).to_have_count(10)

    tab.goto(f"{desk}account/")
    expect(tab.locator("table").first).to_contain_text("The key on my ring")
    sign_out(tab)
    give_password(tab, desk, "passkey")
    expect(tab.locator("h1").last).to_have_text("Second factor")
    tab.get_by_role("button", name="Use a passkey").click()
    tab.wait_for_url(desk)

    # The same account, at a browser whose authenticator has no passkey of it.
    sign_out(tab)
    browser_side.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    browser_side.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    give_password(tab, desk, "passkey")
    tab.get_by_role("button", name="Use a passkey").click()
    expect(tab.locator("form[data-passkey] [role=status]")).to_have_text("The passkey was not used. Try again.")
    tab.goto(desk)
    assert "/login/" in tab.url


@pytest.mark.parametrize("javascript", [True, False])
def test_codes_need_no_javascript(
    visit: Callable[..., Page], archive: Served, create_account: Callable[[str], str], javascript: bool
) -> None:
    tab = visit(javascript=javascript)
    desk, name = f"{archive.url}/admin/", create_account(f"codes{javascript}")
    give_password(tab, desk, name)
    tab.get_by_role("link", name="Your account").click()
    tab.get_by_role("link", name="Add an application for codes").click()
    key = tab.locator(".key").inner_text()
    expect(tab.locator(".qr svg")).to_be_visible()
    tab.fill("#code", totp.code_at(key, totp.step_at(time.time())))
    tab.get_by_role("button", name="Add it").click()
    recovery = tab.locator(".recovery-codes code").all_inner_texts()
    tab.get_by_role("link", name="I have kept them").click()
    tab.wait_for_url(desk)

    sign_out(tab)
    give_password(tab, desk, name)
    tab.fill("#code", recovery[0])
    tab.keyboard.press("Enter")
    tab.wait_for_url(desk)
    sign_out(tab)
    give_password(tab, desk, name)
    # A minute's code ahead of that of the set-up, which is used up.
    tab.fill("#code", totp.code_at(key, totp.step_at(time.time()) + 1))
    tab.keyboard.press("Enter")
    tab.wait_for_url(desk)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_pages_of_the_account_are_accessible_and_within_their_window(
    visit: Callable[..., Page], archive: Served, create_account: Callable[[str], str],
    assert_accessible: Callable[[Page], None], scheme: str, width: int,
) -> None:  # fmt: skip
    tab = visit(scheme=scheme, width=width)
    desk, name = f"{archive.url}/admin/", create_account(f"look{scheme}")
    tab.goto(f"{desk}login/")
    assert_accessible(tab)
    give_password(tab, desk, name)
    for path in ("account/", "account/app/", "account/passkey/", "account/confirm/", "password_change/"):
        tab.goto(desk + path)
        expect(tab.locator("h1").last).to_be_visible()
        assert_accessible(tab)
        wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} pixels too wide"
    tab.goto(f"{desk}account/app/")
    tab.fill("#code", totp.code_at(tab.locator(".key").inner_text(), totp.step_at(time.time())))
    tab.get_by_role("button", name="Add it").click()
    assert_accessible(tab)
    tab.goto(f"{desk}account/")
    assert_accessible(tab)
    sign_out(tab)
    give_password(tab, desk, name)
    assert_accessible(tab)
