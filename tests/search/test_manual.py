"""The page for users tells the truth: its examples are understood, and its limits are those in force."""

import re
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client

from statements.filters.index import MAX_LISTED
from statements.filters.vocabulary import BY_NAME
from statements.search.engines.whoosh.evaluation.expansion import MAX_EXPANSION
from statements.search.language import FIELDS, MAX_CLAUSES, MAX_LENGTH, parse_query
from statements.search.language.vocabulary import MAX_DISTANCE
from tests.factories import PartyFactory, TopicFactory

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "searching.md").read_text(encoding="utf-8")
WRITTEN = [
    example
    for row in re.findall(r"^\| (.+?) \|", MANUAL.partition("## Filters")[0], re.MULTILINE)
    for example in re.findall(r"`([^`]+)`", row)
]
EXAMPLES = [example for example in WRITTEN if not example.startswith("/")]
ADDRESSES = [example for example in WRITTEN if example.startswith("/")]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_understood(example: str) -> None:
    assert not parse_query(example).problems


@pytest.mark.django_db
def test_the_examples_can_be_searched_for(index, client: Client) -> None:
    for example in EXAMPLES:
        assert client.get("/search/", {"q": example}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_opens_what_it_says(index, client: Client, address: str) -> None:
    for code in ("RUS", "USA"):
        PartyFactory(code=code)
    TopicFactory(path="economy-and-development", slug="economy-and-development")
    response = client.get(address)
    assert response.status_code == 200
    known = {*BY_NAME, "q", "scope", "show", "sort", "more", "format"}
    assert set(QueryDict(address.partition("?")[2])) <= known
    if response["Content-Type"].startswith("text/html"):
        assert not response.context["problems"] and not response.context["notices"]


def test_every_field_is_explained() -> None:
    assert {field for field in FIELDS if f"`{field}:" not in MANUAL} == set()


def test_the_limits_are_those_in_force() -> None:
    for limit in (MAX_LENGTH, MAX_CLAUSES, MAX_EXPANSION, MAX_DISTANCE):
        assert f"{limit:,}" in MANUAL.partition("## Limits")[2]
    assert f"{MAX_LISTED:,}" in MANUAL.partition("### Long facets")[2]
