"""Asking the archive by OAI-PMH."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.exchange.oai.requests import checked


@pytest.fixture
def ask(client, oai_schema):
    """Ask by GET; whatever comes back must be valid against the schemas."""

    def ask(query: str = "", **arguments: str) -> etree._Element:
        response = client.get(f"/oai?{query}" if query else "/oai", arguments)
        return checked(response, oai_schema)

    return ask
