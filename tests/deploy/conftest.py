"""One served archive for all proxies; each proxy is left out, with the reason, where its program is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.deploy import proxies
from tests.deploy.proxies import BROTLI_MODULE, Proxy
from tests.served import Served, served_again, served_archive

PUBLIC_SERVER = {"BEHIND_TLS": "1", "TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": f"{proxies.HOST},127.0.0.1"}
# A session as the sign-in page makes it.
SIGN_IN = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
user = User.objects.create_superuser("archivist", "archivist@example.org", "the archivist's own password")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
"""


def require(present: bool, reason: str) -> None:
    if not present:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def require_nginx() -> None:
    require(bool(proxies.find_program("nginx")), "nginx is missing (apt install nginx-light)")
    require(BROTLI_MODULE.is_file(), "nginx has no Brotli (apt install libnginx-mod-http-brotli-filter)")


def require_caddy() -> None:
    require(bool(proxies.find_program("caddy")), "Caddy is missing (apt install caddy)")


@pytest.fixture(scope="session")
def archive() -> Iterator[Served]:
    with served_archive(**PUBLIC_SERVER, ACCESS_LOG="1", CSRF_TRUSTED_ORIGINS=f"https://{proxies.HOST}") as served:
        yield served


@pytest.fixture(scope="session")
def nginx(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    require_nginx()
    archive = request.getfixturevalue("archive")
    with proxies.nginx(archive.url, tmp_path_factory.mktemp("nginx")) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def caddy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    require_caddy()
    archive = request.getfixturevalue("archive")
    with proxies.caddy(archive.url, tmp_path_factory.mktemp("caddy")) as proxy:
        yield proxy


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> Proxy:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def kept(request: pytest.FixtureRequest, archive: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx before an archive that lets it keep pages for three seconds."""
    require_nginx()
    with (
        served_again(archive, PROXY_CACHE_SECONDS="3") as patient,
        proxies.nginx(patient.url, tmp_path_factory.mktemp("kept")) as proxy,
    ):
        yield proxy


@pytest.fixture(scope="session")
def editor_cookie(archive: Served) -> str:
    """The cookie of an editor who has signed in."""
    return archive.manage("shell", "--verbosity=0", "-c", SIGN_IN).strip()
