"""What a text suggests for its details: topics, parties, treaties, events. Ticked by an editor or left alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.db.models import Q

from statements import dates
from statements.editing.forms.record_descriptions import describe
from statements.editing.transcript.speaker_credits import transcript_of
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Event, Paragraph, Party, Statement, StatementParty, Topic, Treaty, TreatyMention
from statements.models.statement import PartyRole
from statements.models.treaty import MentionRelation
from statements.text.phrase_finder import PhraseFinder

LEAST_TOPIC_MENTIONS = 2
MOST = 15
# How a paragraph that names a treaty says what is done with it; the first that fits.
_RELATIONS = tuple(
    (re.compile(pattern, re.I), relation)
    for pattern, relation in (
        (r"\b(?:signed|signing|signature)\b.{0,80}\b(?:today|just now|here|this (?:morning|afternoon|evening))\b"
         r"|\b(?:today|just now|have just|we have|this (?:morning|afternoon|evening))\b.{0,120}\bsign(?:ed|ing)\b",
         MentionRelation.SIGNED_AT),
        (r"\benter(?:s|ed|ing)? into force\b|\bentry into force\b", MentionRelation.ENTERS_INTO_FORCE),
        (r"\bratif(?:y|ies|ied|ication)\b", MentionRelation.RATIFIES),
        (r"\bwithdraw(?:s|al|ing|n)? from\b|\bsuspend(?:s|ed|ing)?\b|\bdenounc", MentionRelation.WITHDRAWS),
        (r"\bin (?:accordance|line) with\b|\bunder (?:the|article)\b|\bpursuant to\b|\bobligations? under\b",
         MentionRelation.INVOKES),
    )
)  # fmt: skip
_TITLE = re.compile(
    r"\b((?:Treaty|Agreement|Convention|Protocol|Declaration|Charter) (?:on|of|for|concerning|between) "
    r"(?:(?:the |of |and |on |for |in |between |to |with |a |an )*[A-Z][\w’'-]*[ ,]*){2,14})"
)
_NEAR = 160


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``value`` is what a tick sends; ``why`` tells where it comes from; ``quote`` are the words in the text."""

    value: str
    name: str
    why: str
    quote: str = ""
    address: str = ""


@dataclass
class Suggestions:
    """Computed when asked for: a page that shows none reads nothing."""

    desk: WorkingCopy
    _seen: set = field(default_factory=set)

    @cached_property
    def _transcript(self):
        desk = self.desk
        return transcript_of(desk.statement, desk.reading, desk.shape.turns, desk.archive)

    @cached_property
    def _scanned(self):
        return self.desk.archive.scan(self._transcript)

    @cached_property
    def _texts(self) -> list[str]:
        return [p.text for turn in self._transcript.turns for p in turn.paragraphs]

    @cached_property
    def groups(self) -> list[tuple[str, list[Suggestion]]]:
        found = [("Topics", self.topics()), ("Parties mentioned", self.parties()), ("Treaties", self.treaties()),
                 ("Event", self.events())]  # fmt: skip
        return [(name, suggestions[:MOST]) for name, suggestions in found if suggestions]

    def topics(self) -> list[Suggestion]:
        """Topics that the publisher's tags name, and those whose name or alias the text uses more than once."""
        front = self.desk.reading.front
        statement = self.desk.statement
        there = set(statement.topics.values_list("pk", flat=True))
        tagged, _ = self.desk.archive.topics.match((*front.get("topics", ()), *front.get("categories", ())))
        topics = {topic.pk: topic for topic in Topic.objects.all()}
        phrases: PhraseFinder[int] = PhraseFinder(ignore_case=True)
        for topic in topics.values():
            for name in (topic.name, *topic.aliases):
                if len(name) > 3 and name not in phrases:
                    phrases.add(name, topic.pk)
        counts: Counter[int] = Counter()
        in_title = {hit.value for hit in phrases.find(statement.title)}
        for text in self._texts:
            counts.update(hit.value for hit in phrases.find(text))
        out = []
        for pk in dict.fromkeys((*tagged, *in_title, *(pk for pk, _ in counts.most_common()))):
            if pk in there:
                continue
            if pk in tagged:
                why = "the publisher files it there"
            elif pk in in_title:
                why = "in the title"
            elif counts[pk] >= LEAST_TOPIC_MENTIONS:
                why = f"named {counts[pk]} times"
            else:
                continue
            out.append(Suggestion(f"topic:{pk}", topics[pk].path.replace("/", " › "), why))
        return out

    def parties(self) -> list[Suggestion]:
        codes, _ = self._scanned
        taken = set(self.desk.statement.party_roles.values_list("party__code", flat=True))
        speaking = {spoken.party.code for spoken in self.desk.spoken if spoken.party}
        facts = self.desk.archive.parties.by_code
        return [
            Suggestion(f"party:{facts[code].pk}", facts[code].name, "named in the title or more than once")
            for code in codes
            if code in facts and code not in taken and code not in speaking
        ]

    def treaties(self) -> list[Suggestion]:
        """Each treaty once: at the passage that says most about what is done with it."""
        _, named = self._scanned
        anchors = self._anchors()
        there = set(self.desk.statement.treaty_mentions.values_list("treaty_id", flat=True))
        treaties = Treaty.objects.in_bulk({one.treaty for one in named})
        best: dict[int, tuple[int, str, object]] = {}
        for one in named:
            relation = relation_of(self._texts[one.paragraph], one.surface)
            rank = 0 if relation == MentionRelation.MENTIONS else 1 + (relation == MentionRelation.SIGNED_AT)
            if one.treaty not in best or rank > best[one.treaty][0]:
                best[one.treaty] = (rank, relation, one)
        out = []
        for pk, (_, relation, one) in best.items():
            if pk in there or pk not in treaties:
                continue
            anchor = anchors[one.paragraph] if one.paragraph < len(anchors) else ""
            label = MentionRelation(relation).label
            out.append(
                Suggestion(
                    f"treaty:{pk}:{relation}:{anchor}:{one.surface}"[:500], describe(treaties[pk]), label,
                    _around(self._texts[one.paragraph], one.surface),
                )
            )  # fmt: skip
        return out

    def events(self) -> list[Suggestion]:
        """Events on the days of the statement, with a party that speaks in it or at its place."""
        statement = self.desk.statement
        on = dates.parse_or_none(statement.date)
        if statement.event_id or on is None or not on.earliest or not on.latest:
            return []
        day = timedelta(days=1)
        events = Event.objects.filter(date_earliest__lte=on.latest + day, date_latest__gte=on.earliest - day)
        parties = {spoken.party.pk for spoken in self.desk.spoken if spoken.party}
        fitting = Q(host__in=parties) | Q(participants__in=parties)
        if statement.place:
            fitting |= Q(place__icontains=statement.place.partition(",")[0])
        return [
            Suggestion(f"event:{event.pk}", describe(event), "on these days")
            for event in events.filter(fitting).distinct()[:5]
        ]

    def new_treaties(self) -> list[str]:
        """Titles of treaties that the text seems to name and the archive does not have."""
        _, named = self._scanned
        known = {one.surface.casefold() for one in named}
        found: Counter[str] = Counter()
        for text in self._texts:
            for match in _TITLE.finditer(text):
                title = re.sub(r"(?: (?:the|of|and|on|for|in|between|to|with|a|an)|,)+$", "", match[1].strip(" ,"))
                if not any(surface in title.casefold() for surface in known):
                    found[title] += 1
        return [title for title, _ in found.most_common(4)]

    def _anchors(self) -> list[str]:
        """The anchor of each paragraph, where the draft's words are written as they now stand."""
        return list(self.desk.statement.paragraphs.order_by("order").values_list("anchor", flat=True))


def relation_of(text: str, surface: str) -> str:
    """What the words around a treaty's name say that is done with it; "mentions" where they say nothing plain."""
    place = text.find(surface)
    near = text[max(0, place - _NEAR) : place + len(surface) + _NEAR]
    for pattern, relation in _RELATIONS:
        if pattern.search(near):
            return relation
    return MentionRelation.MENTIONS


def take(statement: Statement, ticked: Sequence[str]) -> list[str]:
    """Write what an editor ticked, and say in words what that was. What no longer exists is passed over."""
    done = []
    for value in ticked:
        kind, _, rest = value.partition(":")
        key = rest.partition(":")[0]
        if kind in _TAKERS and key.isdecimal() and len(key) < 15 and (name := _TAKERS[kind](statement, int(key), rest)):
            done.append(name)
    return done


def _take_topic(statement: Statement, pk: int, rest: str) -> str:
    topic = Topic.objects.filter(pk=pk).first()
    if topic is None:
        return ""
    statement.topics.add(topic)
    return topic.name


def _take_party(statement: Statement, pk: int, rest: str) -> str:
    party = Party.objects.filter(pk=pk).first()
    if party is None:
        return ""
    StatementParty.objects.get_or_create(statement=statement, party=party, role=PartyRole.MENTIONED)
    return party.name


def _take_event(statement: Statement, pk: int, rest: str) -> str:
    event = Event.objects.filter(pk=pk).first()
    if event is None:
        return ""
    statement.event = event
    statement.save(update_fields=["event"])
    return event.name


def _take_treaty(statement: Statement, pk: int, rest: str) -> str:
    _, relation, anchor, surface = (*rest.split(":", 3), "", "", "")[:4]
    treaty = Treaty.objects.filter(pk=pk).first()
    if treaty is None or relation not in MentionRelation.values:
        return ""
    TreatyMention.objects.get_or_create(
        statement=statement, treaty=treaty, relation=relation,
        paragraph=Paragraph.objects.filter(statement=statement, anchor=anchor).first(),
        defaults={"surface": surface[:300]},
    )  # fmt: skip
    return str(treaty)


_TAKERS = {"topic": _take_topic, "party": _take_party, "event": _take_event, "treaty": _take_treaty}


def _around(text: str, surface: str) -> str:
    place = max(text.find(surface), 0)
    start, end = max(0, place - 60), place + len(surface) + 60
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
