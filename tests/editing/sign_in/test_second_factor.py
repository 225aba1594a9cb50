"""A second factor: set up at the desk, asked for after the password, required by rule, reset by command."""

import json
import re
import time
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData, CollectedClientData

from statements.editing.sign_in import totp
from statements.editing.sign_in.second_factors import RECOVERY_CODES
from statements.editing.sign_in.throttling import MAX_CODES_PER_ACCOUNT, MAX_PER_ACCOUNT_AND_ADDRESS
from statements.models import SecondFactor, SignedInSession
from tests.editing.sign_in.conftest import PASSWORD, code_now

pytestmark = pytest.mark.django_db
STEP = "/admin/login/second-step/"


@pytest.fixture
def key(client: Client, ada, sign_in, add_app) -> str:  # noqa: ANN001
    """Ada has an application for codes; `client` is signed in as her."""
    sign_in(client)
    return add_app(client)


def begin(sign_in) -> Client:  # noqa: ANN001
    """A visitor who has given the right password and is asked for the second factor."""
    visitor = Client()
    assert sign_in(visitor).url == STEP
    return visitor


def signed_in(visitor: Client) -> bool:
    return visitor.get("/admin/").status_code == 200


def test_the_set_up_shows_a_key_that_an_application_reads_and_wants_its_code(client, ada, sign_in) -> None:  # noqa: ANN001
    sign_in(client)
    page = client.get("/admin/account/app/").content.decode()
    key = re.search(r'class="key">(\w+)<', page)[1]
    assert f"secret={key}" in page and "<svg" in page
    wrong = client.post("/admin/account/app/", {"code": "000000"}).content.decode()
    assert "not the code for this key" in wrong and key in wrong
    assert not SecondFactor.objects.exists()
    codes = client.post("/admin/account/app/", {"code": code_now(key), "name": "My telephone"}).content.decode()
    assert len(re.findall(r"<code>[A-Z2-7-]{19}</code>", codes)) == RECOVERY_CODES
    assert "My telephone" in client.get("/admin/account/").content.decode()


def test_the_password_alone_opens_nothing(key: str, sign_in) -> None:  # noqa: ANN001
    visitor = begin(sign_in)
    assert not signed_in(visitor)
    assert visitor.get("/admin/account/").status_code == 302
    page = visitor.get(STEP).content.decode()
    assert "protected by a second factor" in page and "log out" not in page.lower()


def test_the_code_opens_the_page_that_was_wanted(key: str, sign_in) -> None:  # noqa: ANN001
    visitor = Client()
    sign_in(visitor, next="/admin/statements/speaker/")
    assert visitor.post(STEP, {"code": code_now(key)}).url == "/admin/statements/speaker/"
    assert signed_in(visitor)


def test_a_code_is_not_accepted_twice(key: str, sign_in) -> None:  # noqa: ANN001
    code = code_now(key)
    assert begin(sign_in).post(STEP, {"code": code}).status_code == 302
    again = begin(sign_in)
    assert "was used already" in again.post(STEP, {"code": code}).content.decode()
    assert not signed_in(again)


def test_the_code_of_the_set_up_does_not_sign_in(client, ada, sign_in) -> None:  # noqa: ANN001
    sign_in(client)
    key = re.search(r'class="key">(\w+)<', client.get("/admin/account/app/").content.decode())[1]
    code = code_now(key)
    client.post("/admin/account/app/", {"code": code})
    assert begin(sign_in).post(STEP, {"code": code}).status_code == 200


def test_a_recovery_code_is_good_once_however_it_is_typed(client, key: str, sign_in) -> None:  # noqa: ANN001
    page = client.post("/admin/account/recovery-codes/").content.decode()
    code = re.search(r"<code>([A-Z2-7-]{19})</code>", page)[1]
    assert begin(sign_in).post(STEP, {"code": f" {code.lower().replace('-', ' ')}"}).status_code == 302
    assert begin(sign_in).post(STEP, {"code": code}).status_code == 200
    assert f"{RECOVERY_CODES - 1} recovery codes left" in client.get("/admin/account/").content.decode()


def test_wrong_codes_are_throttled_and_the_right_one_waits(key: str, sign_in) -> None:  # noqa: ANN001
    visitor = begin(sign_in)
    for _ in range(MAX_PER_ACCOUNT_AND_ADDRESS):
        assert visitor.post(STEP, {"code": "000000"}).status_code == 200
    answer = begin(sign_in).post(STEP, {"code": code_now(key)})
    assert answer.status_code == 429
    assert "Too many wrong codes. Try again in 15 minutes" in answer.content.decode()


def test_codes_are_counted_by_account_over_all_addresses(key: str, sign_in) -> None:  # noqa: ANN001
    visitor = begin(sign_in)
    for number in range(MAX_CODES_PER_ACCOUNT):
        assert visitor.post(STEP, {"code": "000000"}, REMOTE_ADDR=f"203.0.113.{number}").status_code == 200
    assert visitor.post(STEP, {"code": code_now(key)}, REMOTE_ADDR="192.0.2.77").status_code == 429


@pytest.mark.parametrize("later", [601, -86_400], ids=["ten minutes later", "clock set back"])
def test_who_gave_the_password_long_ago_begins_again(key: str, sign_in, monkeypatch, later: int) -> None:  # noqa: ANN001
    visitor = begin(sign_in)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + later)
    answer = visitor.post(STEP, {"code": totp.code_at(key, totp.step_at(now + later))})
    assert answer.url == "/admin/login/"
    assert not signed_in(visitor)


def test_a_changed_password_ends_a_sign_in_that_waits(key: str, ada, sign_in) -> None:  # noqa: ANN001
    visitor = begin(sign_in)
    ada.set_password("another word for it")
    ada.save()
    assert visitor.post(STEP, {"code": code_now(key)}).url == "/admin/login/"


def test_an_account_that_was_closed_meanwhile_is_not_let_in(key: str, ada, sign_in) -> None:  # noqa: ANN001
    visitor = begin(sign_in)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert visitor.post(STEP, {"code": code_now(key)}).url == "/admin/login/"


@pytest.mark.parametrize(
    "answer", ["{}", "[]", "null", "not json", '{"id": "x", "rawId": "x", "response": {}}', "\x00", "[" * 15_000]
)
def test_an_answer_that_no_passkey_gives_is_refused_by_a_sentence(key: str, sign_in, answer: str) -> None:  # noqa: ANN001
    visitor = begin(sign_in)
    page = visitor.post(STEP, {"passkey": answer})
    assert page.status_code == 200 and "errornote" in page.content.decode()
    assert not signed_in(visitor)


@pytest.mark.parametrize("made", [b"\x19", b"\x81" * 5_000], ids=["cut off", "nested without end"])
def test_a_passkey_that_no_browser_makes_is_refused_by_a_sentence(client, ada, sign_in, made: bytes) -> None:  # noqa: ANN001
    sign_in(client)
    client.get("/admin/account/passkey/")
    said = websafe_encode(b'{"type": "webauthn.create", "challenge": "", "origin": "https://testserver"}')
    response = {"clientDataJSON": said, "attestationObject": websafe_encode(made)}
    answer = json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": response})
    page = client.post("/admin/account/passkey/", {"passkey": answer})
    assert page.status_code == 200 and "could not be added" in page.content.decode()
    assert not SecondFactor.objects.exists()


def test_a_passkey_that_counts_nothing_is_seen_to_have_been_used(ada, sign_in) -> None:  # noqa: ANN001
    pair = ec.generate_private_key(ec.SECP256R1())
    public = AttestedCredentialData.create(b"\0" * 16, b"ring", ES256.from_cryptography_key(pair.public_key()))
    factor = SecondFactor.objects.create(user=ada, kind="passkey", secret=websafe_encode(public), counter=0)
    visitor = begin(sign_in)
    visitor.get(STEP)
    challenge = visitor.session["passkey_state"]["challenge"]
    said = CollectedClientData.create("webauthn.get", challenge, "https://testserver")
    shown = AuthenticatorData.create(sha256(b"testserver").digest(), AuthenticatorData.FLAG.UP, 0)
    signature = pair.sign(shown + said.hash, ec.ECDSA(hashes.SHA256()))
    parts = {"clientDataJSON": said, "authenticatorData": shown, "signature": signature}
    response = {name: websafe_encode(part) for name, part in parts.items()}
    answer = {"id": websafe_encode(b"ring"), "rawId": websafe_encode(b"ring"), "type": "public-key"}
    visitor.post(STEP, {"passkey": json.dumps({**answer, "response": response})})
    factor.refresh_from_db()
    assert signed_in(visitor) and factor.last_used is not None


@pytest.mark.parametrize("later", [601, -86_400], ids=["ten minutes later", "clock set back"])
def test_a_changed_second_factor_wants_the_password_again(client, key: str, ada, monkeypatch, later: int) -> None:  # noqa: ANN001
    factor = SecondFactor.objects.get(kind="app")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + later)
    for path in ("app/", "passkey/", "recovery-codes/", f"factors/{factor.pk}/remove/"):
        answer = client.post(f"/admin/account/{path}")
        assert answer.url.startswith("/admin/account/confirm/"), path
    assert SecondFactor.objects.filter(pk=factor.pk).exists()
    address = f"/admin/account/confirm/?next=/admin/account/factors/{factor.pk}/remove/"
    assert "not the password" in client.post(address, {"password": "no"}).content.decode()
    assert client.post(address, {"password": PASSWORD}).url == f"/admin/account/factors/{factor.pk}/remove/"
    client.post(f"/admin/account/factors/{factor.pk}/remove/")
    assert not SecondFactor.objects.exists()  # with the last one its recovery codes go


@pytest.mark.parametrize("next", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_password_again_leads_nowhere_else(client, ada, sign_in, next: str) -> None:  # noqa: ANN001
    sign_in(client)
    assert client.post(f"/admin/account/confirm/?next={next}", {"password": PASSWORD}).url == "/admin/account/"


def test_nobody_removes_the_second_factor_of_another(key: str, sign_in) -> None:  # noqa: ANN001
    User.objects.create_user("eve", password="a word for eve here", is_staff=True)
    eve = Client()
    sign_in(eve, "a word for eve here", name="eve")
    factor = SecondFactor.objects.get(kind="app")
    assert eve.post(f"/admin/account/factors/{factor.pk}/remove/", follow=True).status_code == 200
    assert SecondFactor.objects.filter(pk=factor.pk).exists()


def test_an_added_second_factor_ends_the_sessions_begun_without_it(client, ada, sign_in, add_app) -> None:  # noqa: ANN001
    other = Client()
    sign_in(other)
    assert signed_in(other)
    unseen = Client()  # of an earlier version, which noted nothing
    sign_in(unseen)
    SignedInSession.objects.filter(session_key=unseen.session.session_key).delete()
    sign_in(client)
    add_app(client)
    assert not signed_in(other) and not signed_in(unseen) and signed_in(client)


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/statements/speaker/", "/admin/password_change/", "/admin/auth/user/"]
)
def test_who_must_have_one_and_has_none_can_do_nothing_but_set_it_up(client, ada, sign_in, add_app, path: str) -> None:  # noqa: ANN001
    sign_in(client)
    call_command("require_second_factor", role="editors", verbosity=0)
    assert client.get(path).url == "/admin/account/"
    assert client.post(path).url == "/admin/account/"
    page = client.get("/admin/account/").content.decode()
    assert "Your role needs a second factor" in page and "Sign out" in page
    add_app(client)
    assert client.get("/admin/").status_code == 200


def test_the_rule_holds_at_the_next_sign_in_too_and_one_can_sign_out(client, ada, sign_in) -> None:  # noqa: ANN001
    call_command("require_second_factor", role="editors", verbosity=0)
    assert sign_in(client).status_code == 302
    assert client.get("/admin/").url == "/admin/account/"
    client.post("/admin/logout/")
    assert "next=" in client.get("/admin/account/").url


def test_editors_are_all_but_superusers_and_all_are_all(client, sign_in, capsys) -> None:  # noqa: ANN001
    User.objects.create_superuser("root", password="a word for the root")
    sign_in(client, "a word for the root", name="root")
    call_command("require_second_factor", role="editors")
    assert "Without one: root." in capsys.readouterr().out
    assert signed_in(client)
    call_command("require_second_factor", role="all")
    assert not signed_in(client)
    call_command("require_second_factor", role="off")
    assert signed_in(client)
    assert "required of nobody" in capsys.readouterr().out


def test_a_lost_telephone_is_reset_by_a_command(client, key: str, sign_in, capsys) -> None:  # noqa: ANN001
    call_command("reset_second_factor", "ada")
    assert "ada signs in with the password alone; sessions ended: 1." in capsys.readouterr().out
    assert not signed_in(client) and not SignedInSession.objects.exists()
    assert sign_in(client).url == "/admin/"
