"""The page of the password: where it leads, how many wrong ones it looks at, who is told what."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from statements.editing.sign_in.throttling import MAX_PER_ACCOUNT_AND_ADDRESS, MAX_PER_ADDRESS, WINDOW
from statements.models import WrongSignIn

pytestmark = pytest.mark.django_db


def fail(sign_in, client, times: int, **where) -> None:  # noqa: ANN001
    for _ in range(times):
        answer = sign_in(client, "not the word", **where)
    assert answer.status_code == 200
    assert "correct username and password" in answer.content.decode()


def test_the_right_password_leads_to_the_page_that_was_wanted(client, ada, sign_in) -> None:  # noqa: ANN001
    assert sign_in(client, next="/admin/statements/speaker/").url == "/admin/statements/speaker/"
    assert client.get("/admin/statements/speaker/").status_code == 200


@pytest.mark.parametrize(
    "next", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "\\\\x"]
)
def test_an_address_that_is_refused_leads_to_the_desk(client, ada, sign_in, next: str) -> None:  # noqa: ANN001
    answer = sign_in(client, next=next)
    assert (answer.status_code, answer.url) == (302, "/admin/")


def test_a_superuser_signs_in_with_name_and_password(client, sign_in) -> None:  # noqa: ANN001
    User.objects.create_superuser("root", password="a word for the root")
    assert sign_in(client, "a word for the root", name="root").url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_after_too_many_wrong_passwords_the_right_one_waits_and_the_page_says_how_long(client, ada, sign_in) -> None:  # noqa: ANN001
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS)
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Too many wrong passwords. Try again in 15 minutes, at " in answer.content.decode()
    assert 0 < int(answer["Retry-After"]) <= WINDOW.total_seconds()
    WrongSignIn.objects.update(at=timezone.now() - WINDOW - timedelta(seconds=1))
    assert sign_in(client).status_code == 302


def test_a_clock_that_is_set_back_locks_nobody_for_a_day(client, ada, sign_in) -> None:  # noqa: ANN001
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS)
    WrongSignIn.objects.update(at=timezone.now() + timedelta(days=1))
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS)
    assert int(sign_in(client)["Retry-After"]) <= WINDOW.total_seconds()
    assert WrongSignIn.objects.count() == MAX_PER_ACCOUNT_AND_ADDRESS


def test_attempts_while_it_is_locked_do_not_lock_it_for_longer(client, ada, sign_in) -> None:  # noqa: ANN001
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS)
    for _ in range(3):
        assert sign_in(client, "not the word").status_code == 429
    assert WrongSignIn.objects.count() == MAX_PER_ACCOUNT_AND_ADDRESS


def test_an_attacker_elsewhere_does_not_lock_the_owner_out(client, ada, sign_in) -> None:  # noqa: ANN001
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS, address="203.0.113.9")
    assert sign_in(client, address="203.0.113.9").status_code == 429
    assert sign_in(client, address="192.0.2.1").status_code == 302


@pytest.mark.parametrize("name", ["ADA", "Ada", "ａｄａ"])
def test_another_spelling_of_the_name_is_the_same_account(client, ada, sign_in, name: str) -> None:  # noqa: ANN001
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS)
    assert sign_in(client, name=name).status_code == 429


def test_an_address_of_ipv6_is_its_network_and_the_header_of_a_client_is_not_believed(client, ada, sign_in) -> None:  # noqa: ANN001
    for last in range(MAX_PER_ACCOUNT_AND_ADDRESS):
        client.post(
            "/admin/login/", {"username": "ada", "password": "no"}, REMOTE_ADDR=f"2001:db8::{last}",
            headers={"x-forwarded-for": f"198.51.100.{last}"},
        )  # fmt: skip
    assert sign_in(client, address="2001:db8::ffff").status_code == 429


def test_one_address_that_tries_many_names_is_refused(client, ada, sign_in) -> None:  # noqa: ANN001
    for number in range(MAX_PER_ADDRESS):
        sign_in(client, "no", name=f"name{number}")
    assert sign_in(client).status_code == 429
    assert sign_in(client, address="192.0.2.2").status_code == 302


def test_the_right_password_forgets_the_wrong_ones(client, ada, sign_in) -> None:  # noqa: ANN001
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS - 1)
    assert sign_in(client).status_code == 302
    assert not WrongSignIn.objects.exists()


def test_a_lock_is_seen_and_lifted_by_a_command(client, ada, sign_in, capsys) -> None:  # noqa: ANN001
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS)
    call_command("sign_in_locks")
    assert "ada from 192.0.2.1 until " in capsys.readouterr().out
    call_command("sign_in_locks", lift="Ada")
    assert "Nobody is locked." in capsys.readouterr().out
    assert sign_in(client).status_code == 302


def test_a_lock_is_seen_and_lifted_at_the_desk(client, ada, sign_in, admin_client) -> None:  # noqa: ANN001
    fail(sign_in, client, MAX_PER_ACCOUNT_AND_ADDRESS)
    assert "ada is refused from 192.0.2.1 until " in admin_client.get("/admin/statements/wrongsignin/").content.decode()
    chosen = list(WrongSignIn.objects.values_list("pk", flat=True))
    admin_client.post(
        "/admin/statements/wrongsignin/", {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    )
    assert sign_in(client).status_code == 302


def test_what_a_browser_cannot_send_is_refused_by_a_sentence(client, sign_in) -> None:  # noqa: ANN001
    for name in ("\x00", "a" * 400, "ada\x00"):
        assert sign_in(client, name=name).status_code == 200


@pytest.mark.parametrize("password", ["12345678901", "password", "short", "boss-boss"])
def test_a_password_that_is_easily_guessed_is_refused_for_a_superuser_too(monkeypatch, password: str) -> None:  # noqa: ANN001
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError, match="DJANGO_SUPERUSER_PASSWORD: "):
        call_command("createsuperuser", interactive=False, username="boss-boss", email="boss@example.org")
    assert not User.objects.exists()


def test_a_good_password_makes_the_superuser(monkeypatch) -> None:  # noqa: ANN001
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a word for the desk")
    call_command("createsuperuser", interactive=False, username="boss", email="boss@example.org", verbosity=0)
    assert User.objects.get().check_password("a word for the desk")
