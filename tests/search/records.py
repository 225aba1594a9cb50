"""A few named statements to search. The words are ours, the facts are not made up."""

from __future__ import annotations

from statements.models import Party, PartyName, Statement, TreatyMention
from statements.search.indexing.queue import process_queue
from tests.factories import (
    PartyFactory,
    SpeakerFactory,
    TopicFactory,
    TreatyFactory,
    kim,
    published,
    putin,
    russia,
    turn,
)


def cuba() -> Party:
    party = PartyFactory(code="CUB", name="Cuba")
    PartyName.objects.get_or_create(party=party, name="República de Cuba", language="es")
    return party


def castro():
    return SpeakerFactory(name="Fidel Castro", sort_name="Castro, Fidel")


def talks() -> Statement:
    """The talks of 19 June 2024: two turns, one through an interpreter, about a treaty."""
    statement = published(topics=[TopicFactory()])
    treaty = TreatyFactory()
    TreatyMention.objects.create(statement=statement, treaty=treaty)
    return statement


def assembly() -> Statement:
    return published(
        [
            turn(
                castro(),
                "He asked what the arms race had cost, and who had paid for it.",
                "He said that peace without development was no peace, and that negotiations had to begin at once.",
                party=cuba(),
                role="Prime Minister",
            )
        ],
        title="Address to the General Assembly, fifteenth session",
        kind="speech",
        date="1960-09-26",
        place="New York",
    )  # fmt: skip


def address() -> Statement:
    return published(
        [turn(putin(), "He spoke of negotiations on strategic arms & of a “multipolar world”.", party=russia())],
        title="Address at a conference on security",
        kind="speech",
        date="2007-02-10",
        place="Munich",
    )  # fmt: skip


def french() -> Statement:
    return published(
        [turn(castro(), "Il a parlé de la paix et des négociations.", party=cuba())],
        title="Déclaration à la presse",
        kind="statement",
        language="fr",
        date="1979",
        place="La Havane",
    )  # fmt: skip


def archive() -> dict[str, Statement]:
    """All of them, published and indexed."""
    statements = {"talks": talks(), "assembly": assembly(), "address": address(), "french": french()}
    process_queue()
    return statements


__all__ = ["archive", "castro", "cuba", "kim"]
