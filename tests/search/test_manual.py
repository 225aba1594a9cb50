"""The page for users tells the truth: its examples are understood, and its limits are those in force."""

import re
from pathlib import Path

import pytest
from django.test import Client

from statements.search.language import FIELDS, LONGEST, MOST_CLAUSES, read
from statements.search.language.vocabulary import FURTHEST
from statements.search.whoosh.slots import MOST_WORDS

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "searching.md").read_text(encoding="utf-8")
EXAMPLES = [
    example
    for row in re.findall(r"^\| (.+?) \|", MANUAL, re.MULTILINE)
    if row != "type"
    for example in re.findall(r"`([^`]+)`", row)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_understood(example: str) -> None:
    assert not read(example).problems


@pytest.mark.django_db
def test_the_examples_can_be_searched_for(index, client: Client) -> None:
    for example in EXAMPLES:
        assert client.get("/search/", {"q": example}).status_code == 200


def test_every_field_is_explained() -> None:
    assert {field for field in FIELDS if f"`{field}:" not in MANUAL} == set()


def test_the_limits_are_those_in_force() -> None:
    for limit in (LONGEST, MOST_CLAUSES, MOST_WORDS, FURTHEST):
        assert f"{limit:,}" in MANUAL.partition("## Limits")[2]
