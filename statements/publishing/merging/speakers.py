"""Two records of one person made one, and one record of two people divided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from statements.models import Intake, Merge, Speaker, SpeakerAlias, Speech, Statement, Term
from statements.text.folding import fold

from ..lifecycle import republish, update_participants
from .records import CannotMerge, add_redirect, check_merge, fill_blanks, merge_transaction, move_aliases, record_merge

MAX_SPEAKER_NAME = Speaker._meta.get_field("name").max_length or 0


def merge_speakers(old: Speaker, into: Speaker, reason: str, author: User | None = None) -> Merge:
    """Make ``old`` the same person as ``into``. Raises CannotMerge."""
    check_merge(old, into, reason)
    if old.wikidata and into.wikidata and old.wikidata != into.wikidata:
        raise CannotMerge(
            f"Wikidata knows them as two people ({old.wikidata} and {into.wikidata}). Correct one of the two first."
        )
    with merge_transaction(author, f"Merged: {reason}"):
        statements = list(Statement.objects.filter(Q(speeches__speaker=old) | Q(voices__speaker=old)).distinct())
        moved = {
            "statements": [statement.pk for statement in statements],
            "speeches": list(old.speeches.values_list("pk", flat=True)),
            "terms": _move_terms(old, into),
            "aliases": move_aliases(old, into, names=(old.name, old.native_name), taken=(into.name,)),
        }
        Speech.objects.filter(speaker=old).update(speaker=into)
        for statement in statements:
            update_participants(statement)
        _replace_on_desk(old, into)
        wikidata, old.wikidata = old.wikidata, ""  # unique: the other cannot take it while this one has it
        old.save()
        fill_blanks(into, {"native_name": old.native_name, "wikidata": wikidata, "note": old.note})
        if into.provisional and not old.provisional:
            into.provisional = False
        into.save()
        merge = record_merge(old, into, reason, author, moved)
        add_redirect(old, into, reason)
        old.delete()
        republish(statements, f"{merge}: {reason}", author)
    return merge


def split_speaker(
    speaker: Speaker,
    name: str,
    reason: str,
    author: User | None = None,
    *,
    statements: Iterable[Statement] = (),
    terms: Iterable[Term] = (),
    aliases: Iterable[SpeakerAlias] = (),
) -> Merge:
    """Give what is chosen of ``speaker`` to a new speaker called ``name``; the record says whom. Raises CannotMerge."""
    name = " ".join(name.split())[:MAX_SPEAKER_NAME]
    statements, terms, aliases = list(statements), list(terms), list(aliases)
    if not name:
        raise CannotMerge("Give the name of the other person.")
    if not reason.strip():
        raise CannotMerge("Say why they are two people: readers of the statements will see it.")
    if not (statements or terms or aliases):
        raise CannotMerge("Choose what belongs to the other person: statements, terms or names.")
    with merge_transaction(author, f"Split: {reason}"):
        other = Speaker.objects.create(name=name, sort_name=name)
        speeches = Speech.objects.filter(speaker=speaker, statement__in=statements)
        moved = {
            "statements": [statement.pk for statement in statements],
            "speeches": list(speeches.values_list("pk", flat=True)),
            "terms": [term.pk for term in terms],
            "aliases": [alias.pk for alias in aliases],
        }
        speeches.update(speaker=other)
        for term in terms:
            term.speaker = other
            term.save()
        for alias in aliases:
            alias.speaker = other
            alias.save()
        # A turn keeps its words but not a term that is another person's.
        Speech.objects.filter(speaker=speaker, term__in=terms).update(term=None)
        Speech.objects.filter(speaker=other).exclude(term__in=terms).update(term=None)
        for statement in statements:
            update_participants(statement)
        merge = record_merge(speaker, other, reason, author, moved, is_split=True)
        republish(statements, f"{merge}: {reason}", author)
    return merge


def _move_terms(old: Speaker, into: Speaker) -> list[int]:
    known = {(term.party_id, fold(term.title), term.start, term.end): term for term in into.terms.all()}
    moved = []
    for term in old.terms.all():
        same = known.get((term.party_id, fold(term.title), term.start, term.end))
        if same is None:
            term.speaker = into
            term.save()
            moved.append(term.pk)
            continue
        same.title_aliases = list(dict.fromkeys([*same.title_aliases, *term.title_aliases]))
        same.save()
        term.speeches.update(term=same)
        term.delete()
    return moved


def _replace_on_desk(old: Speaker, into: Speaker) -> None:
    """Replace the speaker in what editors corrected at the desk, where speakers are named by primary key."""
    for intake in Intake.objects.filter(Q(is_written=False) | Q(statement__speeches__speaker=into)).distinct():
        parts = [_replace_speaker(part, old.pk, into.pk) for part in (intake.reading, intake.corrections)]
        if parts != [intake.reading, intake.corrections]:
            intake.reading, intake.corrections = parts
            intake.save()


def _replace_speaker(value: Any, old: int, new: int) -> Any:
    """``value`` is JSON data: dictionaries and lists, however deep."""
    if isinstance(value, dict):
        return {
            key: new if key == "speaker" and inner == old else _replace_speaker(inner, old, new)
            for key, inner in value.items()
        }
    return [_replace_speaker(inner, old, new) for inner in value] if isinstance(value, list) else value
