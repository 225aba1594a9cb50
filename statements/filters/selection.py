"""Which statements a page shows: a frozen set of filters, read from an address, said in words, changed by links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet

from statements.models import (
    Event,
    Party,
    Publisher,
    Speaker,
    Statement,
    StatementParty,
    StatementSpeaker,
    Topic,
    Treaty,
    TreatyMention,
)
from statements.models.statement import PartyRole, StatementKind
from statements.text.identity import read_uid
from statements.text.languages import language_name

from .period import Period

# What several statements of one kind are called when a page says what it shows.
KIND_PLURALS = {
    StatementKind.SPEECH: "speeches",
    StatementKind.PRESS_STATEMENT: "press statements",
    StatementKind.PRESS_CONFERENCE: "press conferences",
    StatementKind.PRESS_BRIEFING: "press briefings",
    StatementKind.INTERVIEW: "interviews",
    StatementKind.REMARKS: "remarks",
    StatementKind.MEETING: "meetings",
    StatementKind.DEBATE: "debates",
    StatementKind.JOINT_STATEMENT: "joint statements",
    StatementKind.STATEMENT: "written statements",
    StatementKind.READOUT: "readouts",
    StatementKind.OTHER: "other statements",
}
KIND_SINGULARS = {
    kind: plural if kind == StatementKind.REMARKS else plural[:-1] for kind, plural in KIND_PLURALS.items()
}
KIND_SINGULARS[StatementKind.SPEECH] = "speech"

ORDERS = {
    "newest": ("newest first", ("-date_earliest", "-id")),
    "oldest": ("oldest first", ("date_earliest", "id")),
    "added": ("latest additions first", ("-published_at", "-id")),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters that all hold at once. Empty fields filter nothing; the values are records, so that they can be named."""

    party: Party | None = None  # somebody speaks for it
    about: Party | None = None  # it is spoken of
    speaker: Speaker | None = None
    topic: Topic | None = None  # or a topic below it
    treaty: Treaty | None = None
    event: Event | None = None
    publisher: Publisher | None = None
    kind: str = ""
    language: str = ""
    date: Period | None = None
    order: str = "newest"

    @classmethod
    def parse(cls, query: Mapping[str, str], **fixed: object) -> tuple[Selection, list[str]]:
        """Read the filters of an address. Returns the selection and a sentence for each one that could not be used.

        ``fixed`` are the filters that the page itself stands for; the address cannot change them.
        """
        found: dict[str, object] = dict(fixed)
        problems = []
        for name, read in READERS.items():
            # PostgreSQL takes no NUL.
            text = query.get(name, "").replace("\x00", "").strip()
            if not text or name in fixed:
                continue
            value = read(text)
            if value is None:
                problems.append(f"There is no {NOUNS[name]} “{text[:60]}” here, so it was left out.")
            else:
                found[name] = value
        return cls(**found), problems

    def statements(self, without: str = "") -> QuerySet[Statement]:
        """The published statements that fit, unordered; ``without`` names one filter to leave out."""
        chosen = Statement.objects.published()
        for name in FILTERS:
            value = getattr(self, name)
            if value and name != without:
                chosen = CONDITIONS[name](chosen, value)
        return chosen

    def ordered(self) -> QuerySet[Statement]:
        return self.statements().order_by(*ORDERS[self.order][1])

    def narrowed(self, **filters: object) -> Selection:
        return replace(self, **filters)

    def without(self, name: str) -> Selection:
        return replace(self, **{name: DEFAULTS[name]})

    def parameters(self, fixed: frozenset[str] = frozenset(), **extra: object) -> str:
        """The query string of this selection on a page that stands for the ``fixed`` filters; "" or "?…"."""
        pairs = [
            (name, WRITERS.get(name, str)(value))
            for name in (*FILTERS, "order")
            if name not in fixed and (value := getattr(self, name)) and (name, value) != ("order", "newest")
        ]
        pairs += [(name, str(value)) for name, value in extra.items() if value]
        return f"?{urlencode(pairs)}" if pairs else ""

    def said(self, name: str) -> str:
        """One filter in words: "by Russia", "on 19 June 2024"."""
        value = getattr(self, name)
        return SAYINGS[name](value)

    def say(self, count: int | None = None) -> str:
        """The selection in words: "3 speeches by India on Disarmament, in 1999"."""
        noun = "statements" if count != 1 else "statement"
        if self.kind:
            noun = (KIND_PLURALS if count != 1 else KIND_SINGULARS)[self.kind]
        words = [noun if count is None else f"{count:,} {noun}"]
        words += [self.said(name) for name in FILTERS if name not in ("kind", "date") and getattr(self, name)]
        if not self.date:
            return " ".join(words)
        # A comma only after other filters: "3 statements in 1999", but "3 statements by India, in 1999".
        return (", " if len(words) > 1 else " ").join([" ".join(words), self.said("date")])

    @property
    def active(self) -> list[str]:
        return [name for name in FILTERS if getattr(self, name)]


FILTERS = tuple(field.name for field in fields(Selection) if field.name != "order")
DEFAULTS = {field.name: field.default for field in fields(Selection)}


def _by_party(role: str):
    def narrow(chosen: QuerySet, party: Party) -> QuerySet:
        # A join, not EXISTS: (statement, party, role) is unique, so no row can double, and both databases then start
        # from the party's own index.
        return chosen.filter(party_roles__party=party, party_roles__role=role)

    return narrow


def _about(chosen: QuerySet, party: Party) -> QuerySet:
    # EXISTS, because a second join over the same relation in another filter() call would be a join of its own anyway.
    roles = StatementParty.objects.filter(statement=OuterRef("pk"), party=party, role=PartyRole.MENTIONED)
    return chosen.filter(Exists(roles))


def _by_speaker(chosen: QuerySet, speaker: Speaker) -> QuerySet:
    return chosen.filter(pk__in=StatementSpeaker.objects.filter(speaker=speaker).values("statement"))


def _on_topic(chosen: QuerySet, topic: Topic) -> QuerySet:
    filed = Statement.topics.through.objects.filter(topic__in=Topic.objects.under(topic)).values("statement")
    return chosen.filter(pk__in=filed)


def _naming_treaty(chosen: QuerySet, treaty: Treaty) -> QuerySet:
    return chosen.filter(pk__in=TreatyMention.objects.filter(treaty=treaty).values("statement"))


CONDITIONS = {
    "party": _by_party(PartyRole.SPEAKING),
    "about": _about,
    "speaker": _by_speaker,
    "topic": _on_topic,
    "treaty": _naming_treaty,
    "event": lambda chosen, event: chosen.filter(event=event),
    "publisher": lambda chosen, publisher: chosen.filter(publisher=publisher),
    "kind": lambda chosen, kind: chosen.filter(kind=kind),
    "language": lambda chosen, language: chosen.filter(language=language),
    "date": lambda chosen, period: chosen.filter(period.condition()),
}


def _record(model, field: str, read=lambda text: text):
    def find(text: str):
        name = read(text)
        return model.objects.filter(**{field: name}).first() if name else None

    return find


def _language(text: str) -> str | None:
    return text.lower() if text.replace("-", "").isalnum() and len(text) <= 12 else None


_party = _record(Party, "code", str.upper)
READERS = {
    "party": _party,
    "about": _party,
    "speaker": _record(Speaker, "uid", read_uid),
    "topic": _record(Topic, "path", lambda text: text.strip("/").lower()),
    "treaty": _record(Treaty, "uid", read_uid),
    "event": _record(Event, "uid", read_uid),
    "publisher": _record(Publisher, "uid", read_uid),
    "kind": lambda text: text if text in StatementKind.values else None,
    "language": _language,
    "date": Period.parse,
    "order": lambda text: text if text in ORDERS else None,
}
NOUNS = {"party": "country or organisation", "about": "country or organisation"} | {
    name: name for name in READERS if name not in ("party", "about")
}
WRITERS = {
    "party": lambda party: party.code,
    "about": lambda party: party.code,
    "topic": lambda topic: topic.path,
} | dict.fromkeys(("speaker", "treaty", "event", "publisher"), lambda record: record.uid)
SAYINGS = {
    "party": lambda party: f"by {party}",
    "about": lambda party: f"mentioning {party}",
    "speaker": lambda speaker: f"with {speaker}",
    "topic": lambda topic: f"on {topic}",
    "treaty": lambda treaty: (
        f"naming the {treaty}" if not str(treaty).lower().startswith("the ") else f"naming {treaty}"
    ),
    "event": lambda event: f"at {event}",
    "publisher": lambda publisher: f"published by {publisher}",
    "kind": lambda kind: KIND_PLURALS[kind],
    "language": lambda language: f"in {language_name(language)}",
    "date": lambda period: f"{period.preposition()} {period.say()}",
}
