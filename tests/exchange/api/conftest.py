"""What the tests of the API share."""

from __future__ import annotations

import pytest

from statements.exchange.api.throttling import VisitorThrottle


@pytest.fixture(autouse=True)
def no_requests_counted():
    """Each test begins with everything that an address may ask."""
    VisitorThrottle.cache.clear()


@pytest.fixture
def get(client):
    """Asks the API and reads the answer, which must have this status."""

    def get(address: str, status: int = 200, **headers: str) -> dict:
        path = address.removeprefix("http://testserver").removeprefix("/api/v1")
        response = client.get(f"/api/v1{path}", headers=headers)
        assert response.status_code == status, response.content
        wanted = "application/json" if status < 400 else "application/problem+json"
        assert response["Content-Type"] == wanted
        return response.json()

    return get


@pytest.fixture
def whole(get):
    """All records of a list, page after page."""

    def whole(address: str | None) -> list[dict]:
        records = []
        while address:
            page = get(address)
            records += page["results"]
            address = page["next"]
        return records

    return whole
