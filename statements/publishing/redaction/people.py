"""A name that is taken away is more than its letters: the record of the person, and who is credited with a turn."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from statements.models import Event, Intake, Publisher, Speaker, SpeakerAlias, Speech, Statement
from statements.models.base import build_slug
from statements.publishing.lifecycle import update_participants
from statements.text.redacted_words import MARK, RedactedWords

from .rewriting import SLUG_MARK
from .sweep import Sweep


def clear_people(sweep: Sweep) -> None:
    """Take from each speaker whose name was redacted whatever else says who it is: other names, scripts, Wikidata.

    The record, its permalink and its turns stay: the same person goes on to be the same.
    """
    for pk in sorted(sweep.swept.records.get(Speaker, ())):
        speaker = Speaker.objects.get(pk=pk)
        if MARK not in speaker.name + speaker.sort_name + speaker.native_name:
            continue
        slug = build_slug(speaker.name.replace(MARK, SLUG_MARK), "speaker")
        Speaker.objects.filter(pk=pk).update(sort_name=speaker.name, native_name="", wikidata="", slug=slug)
        sweep.swept.counts["other names of speakers"] += SpeakerAlias.objects.filter(speaker=pk).delete()[0]
        past: Any = Speaker
        past.history.filter(id=pk).update(name=MARK, sort_name=MARK, native_name="", wikidata="", slug=SLUG_MARK)
        aliases: Any = SpeakerAlias
        aliases.history.filter(speaker_id=pk).update(name=MARK, key=SLUG_MARK)


def find_credited(words: RedactedWords, statements: frozenset[int]) -> list[Speaker]:
    """The speakers of these statements of whose names the words are part."""
    speakers = Speaker.objects.filter(speeches__statement__in=statements).distinct().prefetch_related("aliases")
    return [
        speaker
        for speaker in speakers
        if any(
            words.find(name)
            for name in (speaker.name, speaker.sort_name, speaker.native_name, *(a.name for a in speaker.aliases.all()))
        )
    ]


def find_shared_records(words: RedactedWords, statements: frozenset[int]) -> list[Model]:
    """Events and publishers of these statements that bear the words in their names, as others may."""
    found: list[Model] = []
    for statement in Statement.objects.filter(pk__in=statements).select_related("event", "publisher", "republisher"):
        named: list[Event | Publisher | None] = [statement.event, statement.publisher, statement.republisher]
        found += [record for record in named if record is not None and words.find(str(record))]
    return found


def unlink(sweep: Sweep, speakers: list[Speaker]) -> None:
    """Let the turns of these speakers in the statements name nobody: the record would go on to tell the name."""
    assert sweep.statements is not None
    pks = {speaker.pk for speaker in speakers}
    turns = Speech.objects.filter(statement__in=sweep.statements, speaker__in=pks)
    sweep.swept.counts["turns that name the speaker"] += turns.count()
    concerned = list(turns.values_list("statement", flat=True).distinct())
    sweep.swept.statements.update(concerned)
    if not sweep.write:
        return
    turns.update(speaker=None, term=None, speaker_unknown=True)
    for statement in Statement.objects.filter(pk__in=concerned):
        update_participants(statement)
    for intake in Intake.objects.filter(statement__in=concerned):
        Intake.objects.filter(pk=intake.pk).update(
            reading=_forget(intake.reading, pks), corrections=_forget(intake.corrections, pks)
        )


def _forget(value: Any, pks: set[int]) -> Any:
    """JSON data of the desk without the keys of these speakers."""
    if isinstance(value, list):
        return [_forget(each, pks) for each in value]
    if isinstance(value, dict):
        return {
            name: None if name == "speaker" and isinstance(each, int) and each in pks else _forget(each, pks)
            for name, each in value.items()
        }
    return value
