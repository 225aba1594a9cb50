"""The help pages keep what they promise."""

import pytest
from django.urls import reverse
from lxml import html

from statements.search.language import FIELDS, parse_query
from statements.web.about import FIELD_EXAMPLES, PHRASES, SPELLINGS, WORDS

EXAMPLES = [query for query, _ in (*WORDS, *PHRASES, *SPELLINGS)] + list(FIELD_EXAMPLES.values())


@pytest.mark.parametrize("query", EXAMPLES)
def test_every_example_of_a_query_is_understood(query):
    assert parse_query(query).problems == ()


def test_every_field_of_the_query_language_has_an_example_that_uses_it():
    assert set(FIELD_EXAMPLES) == set(FIELDS)
    assert all(example.startswith(f"{name}:") for name, example in FIELD_EXAMPLES.items())


def test_every_example_can_be_opened(client):
    page = html.fromstring(client.get(reverse("statements:searching")).content)
    shown = {link.text_content(): link.get("href") for link in page.cssselect(".examples a")}
    assert list(shown) == EXAMPLES
    assert shown['"multipolar world"'] == f"{reverse('statements:search')}?q=%22multipolar%20world%22"
