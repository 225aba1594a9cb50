"""What a text suggests for its details: topics, parties, treaties, events. An editor ticks what is right."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Q

from statements import dates
from statements.editing.forms.record_descriptions import describe
from statements.editing.transcript.rebuilt_transcript import rebuild_transcript
from statements.editing.transcript.working_copy import WorkingCopy
from statements.ingest.matching.treaty_titles import TreatyOccurrence
from statements.models import Event, Topic, Treaty
from statements.models.treaty import MentionRelation
from statements.text.phrase_finder import PhraseFinder
from statements.transcripts.model import Transcript

MIN_TOPIC_MENTIONS = 2
MAX_PER_GROUP = 15
# What the words near a treaty say is done with it; the first match counts.
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
_NEARBY_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``value`` is what a tick sends; ``why`` says where it comes from; ``quote`` holds the words in the text."""

    value: str
    name: str
    why: str
    quote: str = ""


@dataclass
class Suggestions:
    """Computed on first use: a page that shows none reads nothing."""

    copy: WorkingCopy

    @cached_property
    def _transcript(self) -> Transcript:
        copy = self.copy
        return rebuild_transcript(copy.statement, copy.reading, copy.corrected_text.turns, copy.tables)

    @cached_property
    def _scan(self) -> tuple[list[str], list[TreatyOccurrence]]:
        """Codes of the parties and the treaties that the text names."""
        return self.copy.tables.scan(self._transcript)

    @cached_property
    def _texts(self) -> list[str]:
        return [p.text for turn in self._transcript.turns for p in turn.paragraphs]

    @cached_property
    def groups(self) -> list[tuple[str, list[Suggestion]]]:
        groups = [
            ("Topics", self.find_topics()),
            ("Parties mentioned", self.find_parties()),
            ("Treaties", self.find_treaties()),
            ("Event", self.find_events()),
        ]
        return [(name, suggestions[:MAX_PER_GROUP]) for name, suggestions in groups if suggestions]

    def find_topics(self) -> list[Suggestion]:
        """Topics that the publisher's tags name, and those whose name or alias the text repeats."""
        front = self.copy.reading.front
        statement = self.copy.statement
        existing = set(statement.topics.values_list("pk", flat=True))
        tagged, _ = self.copy.tables.topics.match((*front.get("topics", ()), *front.get("categories", ())))
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
        suggestions = []
        for pk in dict.fromkeys((*tagged, *in_title, *(pk for pk, _ in counts.most_common()))):
            if pk in existing:
                continue
            if pk in tagged:
                why = "tagged by the publisher"
            elif pk in in_title:
                why = "in the title"
            elif counts[pk] >= MIN_TOPIC_MENTIONS:
                why = f"named {counts[pk]} times"
            else:
                continue
            suggestions.append(Suggestion(f"topic:{pk}", topics[pk].path.replace("/", " › "), why))
        return suggestions

    def find_parties(self) -> list[Suggestion]:
        codes, _ = self._scan
        taken = set(self.copy.statement.party_roles.values_list("party__code", flat=True))
        speaking = {credit.party.code for credit in self.copy.turn_credits if credit.party}
        facts = self.copy.tables.parties.by_code
        return [
            Suggestion(f"party:{facts[code].pk}", facts[code].name, "named in the title or more than once")
            for code in codes
            if code in facts and code not in taken and code not in speaking
        ]

    def find_treaties(self) -> list[Suggestion]:
        """Each treaty once, at the passage that says most about what is done with it."""
        _, mentions = self._scan
        anchors = self._list_anchors()
        existing = set(self.copy.statement.treaty_mentions.values_list("treaty_id", flat=True))
        treaties = Treaty.objects.in_bulk({mention.treaty for mention in mentions})
        best: dict[int, tuple[int, str, TreatyOccurrence]] = {}
        for mention in mentions:
            relation = find_relation(self._texts[mention.paragraph], mention.surface)
            rank = 0 if relation == MentionRelation.MENTIONS else 1 + (relation == MentionRelation.SIGNED_AT)
            if mention.treaty not in best or rank > best[mention.treaty][0]:
                best[mention.treaty] = (rank, relation, mention)
        suggestions = []
        for pk, (_, relation, mention) in best.items():
            if pk in existing or pk not in treaties:
                continue
            anchor = anchors[mention.paragraph] if mention.paragraph < len(anchors) else ""
            label = MentionRelation(relation).label
            suggestions.append(
                Suggestion(
                    f"treaty:{pk}:{relation}:{anchor}:{mention.surface}"[:500], describe(treaties[pk]), label,
                    _quote(self._texts[mention.paragraph], mention.surface),
                )
            )  # fmt: skip
        return suggestions

    def find_events(self) -> list[Suggestion]:
        """Events on the days of the statement, at its place or with a party that speaks in it."""
        statement = self.copy.statement
        on = dates.parse_or_none(statement.date)
        if statement.event_id or on is None or not on.earliest or not on.latest:
            return []
        day = timedelta(days=1)
        events = Event.objects.filter(date_earliest__lte=on.latest + day, date_latest__gte=on.earliest - day)
        parties = {credit.party.pk for credit in self.copy.turn_credits if credit.party}
        fitting = Q(host__in=parties) | Q(participants__in=parties)
        if statement.place:
            fitting |= Q(place__icontains=statement.place.partition(",")[0])
        return [
            Suggestion(f"event:{event.pk}", describe(event), "on these days")
            for event in events.filter(fitting).distinct()[:5]
        ]

    def new_treaties(self) -> list[str]:
        """Titles that the text seems to use of treaties which the archive does not have."""
        _, mentions = self._scan
        known = {mention.surface.casefold() for mention in mentions}
        titles: Counter[str] = Counter()
        for text in self._texts:
            for match in _TITLE.finditer(text):
                title = re.sub(r"(?: (?:the|of|and|on|for|in|between|to|with|a|an)|,)+$", "", match[1].strip(" ,"))
                if not any(surface in title.casefold() for surface in known):
                    titles[title] += 1
        return [title for title, _ in titles.most_common(4)]

    def _list_anchors(self) -> list[str]:
        """The anchor of each paragraph, where the draft's words are written as they now stand."""
        return list(self.copy.statement.paragraphs.order_by("order").values_list("anchor", flat=True))


def find_relation(text: str, surface: str) -> str:
    """What the words around a treaty's name say is done with it; "mentions" where they say nothing clear."""
    place = text.find(surface)
    near = text[max(0, place - _NEARBY_CHARACTERS) : place + len(surface) + _NEARBY_CHARACTERS]
    for pattern, relation in _RELATIONS:
        if pattern.search(near):
            return relation
    return MentionRelation.MENTIONS


def _quote(text: str, surface: str) -> str:
    place = max(text.find(surface), 0)
    start, end = max(0, place - 60), place + len(surface) + 60
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
