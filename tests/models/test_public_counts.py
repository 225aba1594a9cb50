"""Counts over the whole archive."""

import pytest

from statements.models import StatementParty, TreatyMention
from statements.models.statement import PartyRole, count_public_statements
from statements.publishing import withdraw
from tests.factories import StatementFactory, TreatyFactory, north_korea, published, putin, russia, turn

pytestmark = pytest.mark.django_db


def test_only_public_statements_are_counted_and_values_without_any_are_left_out():
    published()
    published([turn(putin(), "Words.", party=russia())], title="Of Russia alone")
    withdraw(published([turn(putin(), "Words.", party=north_korea())], title="Taken back"), "By mistake.")
    speaking = StatementParty.objects.filter(role=PartyRole.SPEAKING)
    assert count_public_statements(speaking, "party") == {russia().pk: 2, north_korea().pk: 1}
    withdraw(published([turn(putin(), "Words.", party=None)], title="Of nobody"), "By mistake.")
    assert count_public_statements(speaking.filter(party=north_korea()), "party") == {north_korea().pk: 1}


def test_a_statement_with_several_rows_is_counted_once_where_asked():
    treaty, statement = TreatyFactory(), published()
    for passage in statement.paragraphs.all():
        TreatyMention.objects.create(statement=statement, treaty=treaty, paragraph=passage)
    TreatyMention.objects.create(statement=StatementFactory(title="A draft"), treaty=treaty)
    assert count_public_statements(TreatyMention.objects.all(), "treaty") == {treaty.pk: 3}
    assert count_public_statements(TreatyMention.objects.all(), "treaty", distinct=True) == {treaty.pk: 1}
