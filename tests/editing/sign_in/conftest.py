"""Ada, an editor at the desk, and what she signs in with."""

import re
import time
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from statements.editing.sign_in import totp
from statements.models import SecondFactor

NAME, PASSWORD = "ada", "a word for the desk"


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user(NAME, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    return user


@pytest.fixture
def sign_in() -> Callable:
    """`sign_in(client, password=…, address=…, name=…, next=…)`: what the page of the password answers."""

    def post(client: Client, password: str = PASSWORD, *, address: str = "192.0.2.1", name: str = NAME, next: str = ""):
        fields = {"username": name, "password": password, "next": next}
        return client.post("/admin/login/", fields, REMOTE_ADDR=address)

    return post


@pytest.fixture
def add_app() -> Callable[[Client], str]:
    """Sets an application up through the pages, as the account signed in with `client`; returns its key."""

    def add(client: Client) -> str:
        page = client.get("/admin/account/app/").content.decode()
        key = re.search(r'class="key">(\w+)<', page)[1]
        code = totp.code_at(key, totp.step_at(time.time()))
        client.post("/admin/account/app/", {"code": code, "name": "My telephone"})
        assert SecondFactor.objects.filter(kind="app", secret=key).exists()
        # As if it were half a minute later: the code of the set-up is used up.
        SecondFactor.objects.filter(secret=key).update(counter=0)
        return key

    return add


def code_now(key: str) -> str:
    return totp.code_at(key, totp.step_at(time.time()))
