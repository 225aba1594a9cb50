"""A statement as it was published in the past, read from a snapshot into records that are in no database.

Words, titles, names, offices and labels are the snapshot's. What it holds by code or uid alone (countries, topics,
treaties, pages of speakers) is looked up; where the record is gone, the code or name stands alone. Whether the words
may be shown at all is up to the publisher as it is today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from statements.models import Event, Paragraph, Party, Publisher, Speaker, Speech, Statement, Term, Topic, Treaty
from statements.models.base import build_slug
from statements.models.revision import NamedRecord, ParagraphEntry, Snapshot, SpeechEntry
from statements.models.statement import PartyRole
from statements.text.web_addresses import keep_web_address

from .snapshots import PARAGRAPH_COLUMNS, SPEECH_COLUMNS, STATEMENT_COLUMNS


@dataclass(frozen=True, slots=True)
class PastVersion:
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


def read_snapshot(snapshot: Snapshot) -> PastVersion:
    """Five queries at most, whatever the length."""
    parties = _find_parties(snapshot)
    statement = Statement(**_pick(snapshot, STATEMENT_COLUMNS))
    # A version may be older than the rule of what is an address.
    statement.source_url = keep_web_address(statement.source_url)
    statement.republished_url = keep_web_address(statement.republished_url)
    statement.place_party = parties.get(snapshot["place_party"])
    statement.publisher = _find_publisher(snapshot["publisher"])
    if event := snapshot["event"]:
        statement.event = Event(uid=event["uid"], name=event["name"], slug=build_slug(event["name"], "event"))
    speaking = [parties[entry["code"]] for entry in snapshot["parties"] if entry["role"] == PartyRole.SPEAKING]
    return PastVersion(
        statement=statement,
        words=_read_words(snapshot, parties),
        topics=list(Topic.objects.filter(path__in=snapshot["topics"]).order_by("path")) if snapshot["topics"] else [],
        speaking=speaking,
        shows_full_text=statement.publisher is None or statement.publisher.shows_full_text,
    )


def find_treaty_names(uids: Sequence[str]) -> dict[str, str]:
    return {treaty.uid: str(treaty) for treaty in Treaty.objects.filter(uid__in=uids)} if uids else {}


def _pick(entry: Snapshot | SpeechEntry | ParagraphEntry, columns: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {**entry}
    return {name: values[name] for name in columns}


def _find_parties(snapshot: Snapshot) -> dict[str, Party]:
    codes = {entry["code"] for entry in snapshot["parties"]} | {speech["party"] for speech in snapshot["speeches"]}
    codes |= {snapshot["place_party"]}
    codes.discard("")
    known = {party.code: party for party in Party.objects.filter(code__in=codes)} if codes else {}
    return {code: known.get(code) or Party(code=code, name=code) for code in codes}


def _find_publisher(named: NamedRecord | None) -> Publisher | None:
    if not named:
        return None
    publisher = Publisher.objects.filter(uid=named["uid"]).first()
    if publisher is None:
        return Publisher(uid=named["uid"], name=named["name"], slug=build_slug(named["name"], "publisher"))
    publisher.name = named["name"]
    return publisher


def _read_words(snapshot: Snapshot, parties: dict[str, Party]) -> list[tuple[Speech, list[Paragraph]]]:
    speakers = _find_speakers(snapshot)
    words, number = [], 0
    for order, entry in enumerate(snapshot["speeches"], start=1):
        speech = Speech(
            order=order,
            speaker=speakers[entry["speaker"]["uid"]] if entry["speaker"] else None,
            term=Term(title=entry["term"]) if entry["term"] else None,
            party=parties.get(entry["party"]),
            **_pick(entry, SPEECH_COLUMNS),
        )
        paragraphs = []
        for part in entry["paragraphs"]:
            number += 1
            paragraphs.append(Paragraph(order=number, **_pick(part, PARAGRAPH_COLUMNS)))
        words.append((speech, paragraphs))
    return words


def _find_speakers(snapshot: Snapshot) -> dict[str, Speaker]:
    entries = [speech["speaker"] for speech in snapshot["speeches"] if speech["speaker"]]
    names = {speaker["uid"]: speaker["name"] for speaker in entries}
    known = {speaker.uid: speaker for speaker in Speaker.objects.filter(uid__in=names)} if names else {}
    speakers = {}
    for uid, name in names.items():
        speaker = known.get(uid) or Speaker(uid=uid, slug=build_slug(name, "speaker"))
        if speaker.name != name:
            # Renamed since: today's sort name does not belong to the name of then.
            speaker.name, speaker.sort_name = name, name
        speakers[uid] = speaker
    return speakers
