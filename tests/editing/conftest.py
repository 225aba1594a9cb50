import pytest
from django.contrib.auth.models import Group, User

from statements.editing.transcript import lookup_table_cache


@pytest.fixture(autouse=True)
def fresh_tables() -> None:
    """The look-up tables of one test are not those of the next."""
    lookup_table_cache.clear()


@pytest.fixture
def as_role(client):
    """Signs in as a member of the group, and returns the client."""

    def sign_in(role: str):
        user = User.objects.create_user(role, password="role", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        client.user = user
        return client

    return sign_in
