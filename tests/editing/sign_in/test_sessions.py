"""Where an account is signed in: its owner sees and ends it, a changed password ends the others."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from statements.editing.sign_in.throttling import MAX_PER_ACCOUNT_AND_ADDRESS
from statements.models import SignedInSession, WrongSignIn
from tests.editing.sign_in.conftest import PASSWORD

pytestmark = pytest.mark.django_db
CHANGE = "/admin/password_change/"
NEW = "quite another word for it"


@pytest.fixture
def two(ada, sign_in) -> tuple[Client, Client]:  # noqa: ANN001
    """Ada at two machines, both of which have seen the desk."""
    clients = (Client(headers={"user-agent": "Firefox at home"}), Client(headers={"user-agent": "Chromium at work"}))
    for number, client in enumerate(clients):
        sign_in(client, address=f"192.0.2.{number}")
        assert client.get("/admin/", REMOTE_ADDR=f"192.0.2.{number}").status_code == 200
    return clients


def row(client: Client) -> SignedInSession:
    return SignedInSession.objects.get(session_key=client.session.session_key)


def signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_each_session_is_listed_with_its_device_and_address(two) -> None:  # noqa: ANN001
    page = two[0].get("/admin/account/", REMOTE_ADDR="192.0.2.0").content.decode()
    assert page.count("Firefox at home") >= 1 and "192.0.2.0" in page and "this one" in page
    assert page.count("Chromium at work") >= 1 and "192.0.2.1" in page


def test_its_owner_ends_one(two) -> None:  # noqa: ANN001
    here, elsewhere = two
    here.post("/admin/account/sessions/end/", {"session": row(elsewhere).pk})
    assert signed_in(here) and not signed_in(elsewhere)
    assert "Chromium at work" not in here.get("/admin/account/").content.decode()


def test_its_owner_ends_all_others(two, ada, sign_in) -> None:  # noqa: ANN001
    here, elsewhere = two
    third = Client()
    sign_in(third)
    signed_in(third)
    here.post("/admin/account/sessions/end/", {"session": "others"})
    assert signed_in(here) and not signed_in(elsewhere) and not signed_in(third)


@pytest.mark.parametrize("chosen", ["", "0", "-1", "x", "٣", "99999999999999999999"])
def test_what_is_no_session_is_answered_by_a_sentence(two, chosen: str) -> None:  # noqa: ANN001
    answer = two[0].post("/admin/account/sessions/end/", {"session": chosen}, follow=True)
    assert "There is no such session" in answer.content.decode()
    assert SignedInSession.objects.count() == 2


def test_nobody_ends_or_sees_the_sessions_of_another(two, sign_in) -> None:  # noqa: ANN001
    User.objects.create_user("eve", password=NEW, is_staff=True)
    eve = Client()
    sign_in(eve, NEW, name="eve")
    eve.post("/admin/account/sessions/end/", {"session": row(two[0]).pk})
    assert signed_in(two[0])
    assert "Firefox at home" not in eve.get("/admin/account/").content.decode()


def test_a_changed_password_ends_all_other_sessions(two) -> None:  # noqa: ANN001
    here, elsewhere = two
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/admin/password_change/", fields).status_code == 302
    assert signed_in(here) and not signed_in(elsewhere)
    assert [one.device for one in SignedInSession.objects.all()] == ["Firefox at home"]


def test_a_password_that_a_superuser_changes_ends_them_all(two, ada, admin_client) -> None:  # noqa: ANN001
    fields = {"usable_password": "true", "password1": NEW, "password2": NEW}
    assert admin_client.post(f"/admin/auth/user/{ada.pk}/password/", fields).status_code == 302
    assert not signed_in(two[0]) and not signed_in(two[1])
    assert not SignedInSession.objects.filter(user=ada).exists()


def test_a_new_password_must_pass_the_validators(two) -> None:  # noqa: ANN001
    fields = {"old_password": PASSWORD, "new_password1": "12345678901", "new_password2": "12345678901"}
    assert "entirely numeric" in two[0].post("/admin/password_change/", fields).content.decode()


def test_the_old_password_is_not_guessed_in_a_session_that_was_left_open(two) -> None:  # noqa: ANN001
    wrong = {"old_password": "not the word", "new_password1": NEW, "new_password2": NEW}
    for _ in range(MAX_PER_ACCOUNT_AND_ADDRESS):
        assert "old password was entered incorrectly" in two[0].post(CHANGE, wrong).content.decode()
    answer = two[0].post(CHANGE, {**wrong, "old_password": PASSWORD}, follow=True)
    assert "Too many wrong passwords" in answer.content.decode()
    assert User.objects.get(username="ada").check_password(PASSWORD)


def test_a_new_password_that_is_refused_counts_as_no_wrong_one(two) -> None:  # noqa: ANN001
    for _ in range(MAX_PER_ACCOUNT_AND_ADDRESS + 1):
        two[0].post(CHANGE, {"old_password": PASSWORD, "new_password1": NEW, "new_password2": "another"})
    assert not WrongSignIn.objects.exists()


def test_signing_out_takes_the_session_off_the_list(two) -> None:  # noqa: ANN001
    two[1].post("/admin/logout/")
    assert "Chromium at work" not in two[0].get("/admin/account/").content.decode()


def test_a_stranger_and_a_reader_with_an_account_have_no_page_of_it(client, sign_in) -> None:  # noqa: ANN001
    User.objects.create_user("reader", password=NEW)
    assert client.get("/admin/account/").url.startswith("/admin/login/")
    client.force_login(User.objects.get(username="reader"))
    assert client.get("/admin/account/").url.startswith("/admin/login/")
    assert client.get("/admin/login/").status_code == 200
