"""Real, named records for tests. Each function makes one that is known from history; keyword arguments change it."""

from __future__ import annotations

from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import (
    Event,
    Party,
    Publisher,
    Speaker,
    Statement,
    StatementParty,
    Term,
    Topic,
    Treaty,
    TreatyParty,
)
from statements.models.party import PartyKind
from statements.models.statement import PartyRole, StatementKind
from statements.publishing import publish

PARTIES = {
    "RUS": ("Russia", PartyKind.STATE),
    "PRK": ("North Korea", PartyKind.STATE),
    "KOR": ("South Korea", PartyKind.STATE),
    "USA": ("United States", PartyKind.STATE),
    "IND": ("India", PartyKind.STATE),
    "GHA": ("Ghana", PartyKind.STATE),
    "FRA": ("France", PartyKind.STATE),
    "EGY": ("Egypt", PartyKind.STATE),
    "SUN": ("Soviet Union", PartyKind.FORMER_STATE),
    "UN": ("United Nations", PartyKind.ORGANISATION),
    "NATO": ("NATO", PartyKind.ORGANISATION),
}


def party(code: str) -> Party:
    name, kind = PARTIES[code]
    return Party.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})[0]


def topic(path: str) -> Topic:
    """Make "disarmament/nuclear-weapons" and its parents."""
    parent = None
    found = None
    walked: list[str] = []
    for slug in path.split("/"):
        walked.append(slug)
        found = Topic.objects.filter(path="/".join(walked)).first() or Topic.objects.create(
            parent=parent, slug=slug, name=slug.replace("-", " ").capitalize()
        )
        parent = found
    assert found is not None
    return found


def publisher(name: str = "United Nations", **changes) -> Publisher:
    return Publisher.objects.get_or_create(name=name, defaults=changes)[0]


def speaker(name: str, party_code: str, title: str, start: str = "", end: str = "", **changes) -> Speaker:
    """A speaker with one term."""
    person = Speaker.objects.filter(name=name).first() or Speaker.objects.create(name=name, **changes)
    Term.objects.get_or_create(
        speaker=person, party=party(party_code), title=title, defaults={"start": start, "end": end}
    )
    return person


def nehru() -> Speaker:
    return speaker(
        "Jawaharlal Nehru", "IND", "Prime Minister", "1947-08-15", "1964-05-27", sort_name="Nehru, Jawaharlal"
    )


def nkrumah() -> Speaker:
    return speaker("Kwame Nkrumah", "GHA", "President", "1960-07-01", "1966-02-24", sort_name="Nkrumah, Kwame")


def putin() -> Speaker:
    return speaker("Vladimir Putin", "RUS", "President of Russia", "2012-05-07", sort_name="Putin, Vladimir")


def kim() -> Speaker:
    return speaker("Kim Jong-un", "PRK", "Chairman of State Affairs", "2016-06-29")


def statement(
    title: str,
    date: str,
    turns: list[tuple[Speaker | str, str, list[str]]],
    *,
    topics: tuple[str, ...] = (),
    about: tuple[str, ...] = (),
    published: bool = True,
    **changes,
) -> Statement:
    """A statement with its turns: (speaker or printed label, party code or "", paragraphs). Published unless told."""
    changes.setdefault("publisher", publisher())
    changes.setdefault("kind", StatementKind.SPEECH)
    made = Statement.objects.create(title=title, date=date, **changes)
    write_speeches(
        made,
        [
            SpeechDraft(
                [ParagraphDraft(text) for text in texts],
                label=str(who),
                speaker=who if isinstance(who, Speaker) else None,
                party=party(code) if code else None,
            )
            for who, code, texts in turns
        ],
    )
    made.topics.set([topic(path) for path in topics])
    StatementParty.objects.bulk_create(
        StatementParty(statement=made, party=party(code), role=PartyRole.MENTIONED) for code in about
    )
    if published:
        publish(made, "Added to the archive.")
    return made


def bandung(**changes) -> Statement:
    return statement(
        "Speech at the closing of the Asian-African Conference", "1955-04-24",
        [(nehru(), "IND", ["He spoke of the unity of Asia and Africa.", "He asked that none should join a bloc."])],
        topics=("non-alignment",), place="Bandung", **changes,
    )  # fmt: skip


def general_debate(**changes) -> Statement:
    return statement(
        "Address to the General Assembly", "1960-09-23",
        [(nkrumah(), "GHA", ["He welcomed the new African members.", "He asked that foreign troops leave."])],
        topics=("decolonisation",), about=("UN",), place="New York", **changes,
    )  # fmt: skip


def pyongyang(**changes) -> Statement:
    """Two speakers, one treaty, one event."""
    event = Event.objects.get_or_create(name="Russia–DPRK talks", defaults={"date": "2024-06-18/2024-06-19"})[0]
    changes.setdefault("kind", StatementKind.PRESS_STATEMENT)
    return statement(
        "Press statements following Russia–DPRK talks", "2024-06-19",
        [
            (kim(), "PRK", ["He said that the treaty opened a new stage.", "He thanked the delegation."]),
            (putin(), "RUS", ["He said that the document provided for mutual assistance.", "Thank you."]),
        ],
        topics=("disarmament/nuclear-weapons",), about=("KOR", "USA"), place="Pyongyang", event=event,
        publisher=publisher("President of Russia"), **changes,
    )  # fmt: skip


def partnership_treaty() -> Treaty:
    treaty = Treaty.objects.create(
        title="Treaty on Comprehensive Strategic Partnership between the Russian Federation and the DPRK",
        short_title="Comprehensive Strategic Partnership Treaty", kind="treaty", status="in_force",
        signed="2024-06-19", in_force="2024-12-04", place="Pyongyang",
    )  # fmt: skip
    TreatyParty.objects.bulk_create(TreatyParty(treaty=treaty, party=party(code)) for code in ("RUS", "PRK"))
    return treaty
