"""A version as it was, read from its snapshot: records like those of the database, which are in no database.

Words, titles, names, offices and labels are the snapshot's. What it keeps by code or uid alone (countries, topics,
treaties, pages of speakers) is looked up, and missed where it is not there any more. Whether the words may be shown at
all is asked of the publisher as it is today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from statements.models import Event, Paragraph, Party, Publisher, Speaker, Speech, Statement, Term, Topic, Treaty
from statements.models.base import slug_of
from statements.models.statement import PartyRole

_PLAIN = (
    "uid", "slug", "title", "kind", "text_status", "language", "date", "place", "source_url", "republished_url",
    "republisher_note", "provenance", "raw_sha256", "image_caption", "image_credit", "public_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """``words``: each speech with its paragraphs in order, numbered as its page numbered them."""

    statement: Statement
    words: Sequence[tuple[Speech, Sequence[Paragraph]]]
    topics: Sequence[Topic]
    speaking: Sequence[Party]
    shows_full_text: bool

    def paragraph(self, anchor: str) -> tuple[Speech, Paragraph] | None:
        return next(((speech, part) for speech, parts in self.words for part in parts if part.anchor == anchor), None)

    def speech(self, anchor: str) -> Speech | None:
        return next((speech for speech, _ in self.words if speech.anchor == anchor), None)


def read(snapshot: dict) -> Reading:
    """Five queries at most, whatever the length."""
    parties = _parties(snapshot)
    statement = Statement(**{name: snapshot[name] for name in _PLAIN})
    statement.place_party = parties.get(snapshot["place_party"])
    statement.publisher = _publisher(snapshot["publisher"])
    if event := snapshot["event"]:
        statement.event = Event(uid=event["uid"], name=event["name"], slug=slug_of(event["name"], "event"))
    speaking = [parties[entry["code"]] for entry in snapshot["parties"] if entry["role"] == PartyRole.SPEAKING]
    return Reading(
        statement=statement,
        words=_words(snapshot, parties),
        topics=list(Topic.objects.filter(path__in=snapshot["topics"]).order_by("path")) if snapshot["topics"] else [],
        speaking=speaking,
        shows_full_text=statement.publisher is None or statement.publisher.shows_full_text,
    )


def treaty_names(uids: Sequence[str]) -> dict[str, str]:
    return {treaty.uid: str(treaty) for treaty in Treaty.objects.filter(uid__in=uids)} if uids else {}


def _parties(snapshot: dict) -> dict[str, Party]:
    codes = {entry["code"] for entry in snapshot["parties"]} | {speech["party"] for speech in snapshot["speeches"]}
    codes |= {snapshot["place_party"]}
    codes.discard("")
    known = {party.code: party for party in Party.objects.filter(code__in=codes)} if codes else {}
    return {code: known.get(code) or Party(code=code, name=code) for code in codes}


def _publisher(named: dict | None) -> Publisher | None:
    if not named:
        return None
    publisher = Publisher.objects.filter(uid=named["uid"]).first()
    if publisher is None:
        return Publisher(uid=named["uid"], name=named["name"], slug=slug_of(named["name"], "publisher"))
    publisher.name = named["name"]
    return publisher


def _words(snapshot: dict, parties: dict[str, Party]) -> list[tuple[Speech, list[Paragraph]]]:
    speakers = _speakers(snapshot)
    words, number = [], 0
    for order, kept in enumerate(snapshot["speeches"], start=1):
        speech = Speech(
            order=order,
            speaker=speakers[kept["speaker"]["uid"]] if kept["speaker"] else None,
            term=Term(title=kept["term"]) if kept["term"] else None,
            party=parties.get(kept["party"]),
            **{name: kept[name] for name in (
                "anchor", "kind", "label", "speaker_unknown", "role", "interpreted", "interpreted_note", "language",
                "timestamp",
            )},
        )  # fmt: skip
        paragraphs = []
        for part in kept["paragraphs"]:
            number += 1
            paragraphs.append(Paragraph(order=number, anchor=part["anchor"], kind=part["kind"], text=part["text"]))
        words.append((speech, paragraphs))
    return words


def _speakers(snapshot: dict) -> dict[str, Speaker]:
    spoken = [speech["speaker"] for speech in snapshot["speeches"] if speech["speaker"]]
    names = {speaker["uid"]: speaker["name"] for speaker in spoken}
    known = {speaker.uid: speaker for speaker in Speaker.objects.filter(uid__in=names)} if names else {}
    speakers = {}
    for uid, name in names.items():
        speaker = known.get(uid) or Speaker(uid=uid, slug=slug_of(name, "speaker"))
        if speaker.name != name:
            # Renamed since: how lists sort it today says nothing of the name of then.
            speaker.name, speaker.sort_name = name, name
        speakers[uid] = speaker
    return speakers
