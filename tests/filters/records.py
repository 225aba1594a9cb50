"""Three statements of three decades, and whatever else a list needs, in a line each."""

from __future__ import annotations

from statements.models import Party, Speaker, Statement, StatementParty, Topic
from statements.models.party import PartyKind
from statements.models.statement import PartyRole, StatementKind
from tests.factories import EventFactory, PartyFactory, PublisherFactory, SpeakerFactory, kim, published, putin, turn

PARTIES = {
    "RUS": "Russia", "PRK": "North Korea", "KOR": "South Korea", "USA": "United States", "IND": "India",
    "GHA": "Ghana", "FRA": "France", "EGY": "Egypt", "SUN": "Soviet Union", "UN": "United Nations", "NATO": "NATO",
}  # fmt: skip


def party(code: str) -> Party:
    kind = PartyKind.ORGANISATION if code in ("UN", "NATO") else PartyKind.STATE
    return PartyFactory(code=code, name=PARTIES[code], kind=kind)


def topic(path: str) -> Topic:
    """Make "disarmament/nuclear-weapons" and its parents."""
    above, _, slug = path.rpartition("/")
    parent = topic(above) if above else None
    name = slug.replace("-", " ").capitalize()
    return Topic.objects.get_or_create(path=path, defaults={"parent": parent, "slug": slug, "name": name})[0]


def nehru() -> Speaker:
    return SpeakerFactory(name="Jawaharlal Nehru", sort_name="Nehru, Jawaharlal")


def nkrumah() -> Speaker:
    return SpeakerFactory(name="Kwame Nkrumah", sort_name="Nkrumah, Kwame")


def statement(
    title: str,
    date: str,
    turns: list[tuple[Speaker | None, str, list[str]]],
    topics: tuple[str, ...] = (),
    about: tuple[str, ...] = (),
    publisher: str = "United Nations",
    **fields,
) -> Statement:
    """A published statement with its turns: (speaker, party code, paragraphs)."""
    made = published(
        [turn(who, *texts, party=party(code)) for who, code, texts in turns],
        title=title,
        date=date,
        topics=[topic(path) for path in topics],
        publisher=PublisherFactory(name=publisher),
        **{"kind": StatementKind.SPEECH, "place": "", **fields},
    )
    StatementParty.objects.bulk_create(
        StatementParty(statement=made, party=party(code), role=PartyRole.MENTIONED) for code in about
    )
    return made


def bandung() -> Statement:
    return statement(
        "Speech at the closing of the Asian-African Conference", "1955-04-24",
        [(nehru(), "IND", ["He spoke of the unity of Asia and Africa.", "He asked that none should join a bloc."])],
        topics=("non-alignment",),
    )  # fmt: skip


def general_debate() -> Statement:
    return statement(
        "Address to the General Assembly", "1960-09-23",
        [(nkrumah(), "GHA", ["He welcomed the new African members.", "He asked that foreign troops leave."])],
        topics=("decolonisation",), about=("UN",),
    )  # fmt: skip


def pyongyang() -> Statement:
    return statement(
        "Press statements following Russia–DPRK talks", "2024-06-19",
        [
            (kim(), "PRK", ["He said that the treaty opened a new stage.", "He thanked the delegation."]),
            (putin(), "RUS", ["He said that the document provided for mutual assistance.", "He thanked his host."]),
        ],
        topics=("disarmament/nuclear-weapons",), about=("KOR", "USA"), publisher="President of Russia",
        kind=StatementKind.PRESS_STATEMENT, event=EventFactory(),
    )  # fmt: skip
