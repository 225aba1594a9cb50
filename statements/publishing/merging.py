"""Two records of one thing made one, and one speaker who is two divided.

Everything moves, the old address leads to the record that is kept, and a `Merge` says who did it, when and why. A
public statement whose speakers or treaties change by it gets a new version with the reason in its public history.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min, Model, Q

from statements.models import (
    Intake,
    Merge,
    Permalink,
    Speaker,
    SpeakerAlias,
    Speech,
    Statement,
    StatementParty,
    StatementSpeaker,
    Term,
    Treaty,
    TreatyAlias,
    TreatyMention,
    TreatyParty,
    TreatyRelation,
)
from statements.models.history import kept, not_kept
from statements.models.merge import MergedKind
from statements.models.permalink import PermalinkKind
from statements.models.statement import PartyRole, StatementStatus
from statements.publishing import datestamps, publish, reasons_against, withdraw
from statements.search.indexing.queue import deferred, statements_changed
from statements.text.folding import fold


class CannotMerge(ValueError):
    """The records cannot be made one; the message says why and what to do."""


def merge_speakers(old: Speaker, into: Speaker, reason: str, author: Any = None) -> Merge:
    """Make ``old`` the same person as ``into``. Raises CannotMerge."""
    _check(old, into, reason)
    if old.wikidata and into.wikidata and old.wikidata != into.wikidata:
        raise CannotMerge(
            f"Wikidata knows them as two people ({old.wikidata} and {into.wikidata}). Correct one of the two first."
        )
    with deferred(), kept(author, f"Merged: {reason}"), transaction.atomic():
        statements = list(Statement.objects.filter(Q(speeches__speaker=old) | Q(voices__speaker=old)).distinct())
        moved = {
            "statements": [statement.pk for statement in statements],
            "speeches": list(old.speeches.values_list("pk", flat=True)),
            "terms": _move_terms(old, into),
            "aliases": _move_aliases(old, into),
        }
        Speech.objects.filter(speaker=old).update(speaker=into)
        for statement in statements:
            _recount_voices(statement)
        _rename_at_the_desk(old, into)
        wikidata, old.wikidata = old.wikidata, ""
        old.save()
        _fill_blanks(into, {"native_name": old.native_name, "wikidata": wikidata, "note": old.note})
        if into.provisional and not old.provisional:
            into.provisional = False
        into.save()
        merge = _record(MergedKind.SPEAKER, old, into, reason, author, moved)
        _lead("speakers", old, into, reason)
        old.delete()
        _tell(statements, f"{merge}: {reason}", author)
    return merge


def split_speaker(
    speaker: Speaker,
    name: str,
    reason: str,
    author: Any = None,
    *,
    statements: Iterable[Statement] = (),
    terms: Iterable[Term] = (),
    aliases: Iterable[SpeakerAlias] = (),
) -> Merge:
    """Give what is chosen of ``speaker`` to a new speaker called ``name``; the record says whom. Raises CannotMerge."""
    name = " ".join(name.split())
    statements, terms, aliases = list(statements), list(terms), list(aliases)
    if not name:
        raise CannotMerge("Give the name of the other person.")
    if not reason.strip():
        raise CannotMerge("Say why they are two people: readers of the statements will see it.")
    if not (statements or terms or aliases):
        raise CannotMerge("Choose what belongs to the other person: statements, terms or names.")
    with deferred(), kept(author, f"Split: {reason}"), transaction.atomic():
        other = Speaker.objects.create(name=name[:200], sort_name=name[:200])
        speeches = Speech.objects.filter(speaker=speaker, statement__in=statements)
        moved = {
            "statements": [one.pk for one in statements],
            "speeches": list(speeches.values_list("pk", flat=True)),
            "terms": [term.pk for term in terms],
            "aliases": [alias.pk for alias in aliases],
        }
        speeches.update(speaker=other)
        for row in (*terms, *aliases):
            row.speaker = other
            row.save()
        # A turn keeps its words but not a term that is another person's.
        Speech.objects.filter(speaker=speaker, term__in=terms).update(term=None)
        Speech.objects.filter(speaker=other).exclude(term__in=terms).update(term=None)
        for statement in statements:
            _recount_voices(statement)
        merge = Merge.objects.create(
            kind=MergedKind.SPEAKER, is_split=True, old_uid=speaker.uid, old_name=speaker.name[:500],
            kept_uid=other.uid, kept_name=other.name[:500], reason=reason[:500], author=author, moved=moved,
        )  # fmt: skip
        _tell(statements, f"{merge}: {reason}", author)
    return merge


def merge_treaties(old: Treaty, into: Treaty, reason: str, author: Any = None) -> Merge:
    """Make ``old`` the same treaty as ``into``. Raises CannotMerge."""
    _check(old, into, reason)
    with deferred(), kept(author, f"Merged: {reason}"), transaction.atomic():
        statements = list(Statement.objects.filter(treaty_mentions__treaty=old).distinct())
        moved = {
            "statements": [statement.pk for statement in statements],
            "mentions": _move_mentions(old.mentions.all(), treaty=into),
            "parties": _move_participations(old, into),
            "aliases": _move_titles(old, into),
        }
        for relation in TreatyRelation.objects.filter(Q(treaty=old) | Q(other=old)):
            treaty = into if relation.treaty_id == old.pk else relation.treaty
            other = into if relation.other_id == old.pk else relation.other
            known = TreatyRelation.objects.filter(treaty=treaty, other=other, kind=relation.kind).exists()
            if treaty == other or known:
                relation.delete()
            else:
                relation.treaty, relation.other = treaty, other
                relation.save()
        source_key, old.source_key = old.source_key, ""
        old.save()
        names = ("short_title", "signed", "in_force", "ended", "place", "registration", "depositary", "official_url",
                 "subject", "note")  # fmt: skip
        _fill_blanks(into, {**{name: getattr(old, name) for name in names}, "source_key": source_key})
        into.save()
        merge = _record(MergedKind.TREATY, old, into, reason, author, moved)
        _lead("treaties", old, into, reason)
        old.delete()
        _tell(statements, f"{merge}: {reason}", author)
    return merge


def merge_statements(old: Statement, into: Statement, reason: str, author: Any = None) -> Merge:
    """Make ``old`` a double of ``into``: its addresses lead there, those of passages to the same words.

    The record, its raw text and its versions stay, withdrawn: an import knows the text again and does not bring it
    back, and no word is lost. Raises CannotMerge.
    """
    _check(old, into, reason)
    if old.published_at and not into.is_public:
        raise CannotMerge(
            f"“{old}” was public and “{into}” is not: readers of its address would be led to nothing. "
            "Publish the other first, or merge the other way round."
        )
    if old.status == StatementStatus.WITHDRAWN and Permalink.objects.filter(address=f"s/{old.uid}").exists():
        raise CannotMerge(f"“{old}” was merged already.")
    with deferred(), kept(author, f"Merged: {reason}"), transaction.atomic():
        moved = {
            "mentions": _move_mentions(old.treaty_mentions.filter(paragraph=None), statement=into),
            "topics": [topic.pk for topic in old.topics.exclude(pk__in=into.topics.values("pk"))],
        }
        into.topics.add(*moved["topics"])
        Statement.objects.filter(translation_of=old).exclude(pk=into.pk).update(translation_of=into)
        Statement.objects.filter(version_of=old).exclude(pk=into.pk).update(version_of=into)
        Statement.objects.filter(pk=into.pk, translation_of=old).update(translation_of=None)
        Statement.objects.filter(pk=into.pk, version_of=old).update(version_of=None)
        _fill_blanks(into, {"event": old.event, "place": old.place, "place_party": old.place_party,
                            "source_url": old.source_url, "provenance": old.provenance})  # fmt: skip
        into.lock_version += 1
        into.save()
        merge = _record(MergedKind.STATEMENT, old, into, reason, author, moved)
        withdraw(old, f"The same document as “{into}” ({into.uid}): {reason}")
        _lead("s", old, into, reason)
        _lead_passages(old, into, reason)
        _tell([into], f"{merge}: {reason}", author)
    return merge


def merges_of(record: Model) -> list[Merge]:
    """The merges and splits in which ``record`` took part, the last first."""
    kind = {Speaker: MergedKind.SPEAKER, Treaty: MergedKind.TREATY, Statement: MergedKind.STATEMENT}.get(type(record))
    if kind is None:
        return []
    same = Merge.objects.filter(kind=kind).filter(Q(kept_uid=record.uid) | Q(old_uid=record.uid))
    return list(same.select_related("author"))


def _check(old: Model, into: Model, reason: str) -> None:
    if old.pk == into.pk:
        raise CannotMerge("This is one record: choose another to merge it into.")
    if not reason.strip():
        raise CannotMerge("Say why the two are one: readers of the old address will see it.")


def _record(kind: MergedKind, old: Model, into: Model, reason: str, author: Any, moved: dict) -> Merge:
    return Merge.objects.create(
        kind=kind, old_uid=old.uid, old_name=str(old)[:500], kept_uid=into.uid, kept_name=str(into)[:500],
        reason=reason[:500], author=author, moved=moved,
    )  # fmt: skip


def _lead(shelf: str, old: Model, into: Model, reason: str) -> None:
    """Lead the old address, and every address that led to it, to the record that is kept."""
    target = into.get_absolute_url()
    Permalink.objects.filter(target__startswith=f"/{shelf}/{old.uid}/").update(target=target)
    Permalink.objects.update_or_create(
        address=f"{shelf}/{old.uid}", defaults={"kind": PermalinkKind.MOVED, "target": target, "reason": reason}
    )


def _lead_passages(old: Statement, into: Statement, reason: str) -> None:
    """Lead each passage to the same words in the other; where they are not there, to the whole of it."""
    there = {fold(text): anchor for text, anchor in into.paragraphs.order_by("-order").values_list("text", "anchor")}
    links = []
    for anchor, text in old.paragraphs.values_list("anchor", "text"):
        same = there.get(fold(text))
        target = f"/s/{into.uid}/p/{same}/" if same else into.get_absolute_url()
        address = f"s/{old.uid}/p/{anchor}"
        links.append(Permalink(address=address, kind=PermalinkKind.MOVED, target=target, reason=reason))
    Permalink.objects.filter(address__in=[link.address for link in links]).delete()
    Permalink.objects.bulk_create(links, batch_size=500)


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


def _move_aliases(old: Speaker, into: Speaker) -> list[int]:
    """Also the names of ``old`` itself: by them transcripts and imports know the person again."""
    known = {alias.name for alias in into.aliases.all()} | {into.name}
    moved = []
    for alias in old.aliases.all():
        if alias.name in known:
            alias.delete()
            continue
        alias.speaker = into
        alias.save()
        known.add(alias.name)
        moved.append(alias.pk)
    for name in dict.fromkeys(filter(None, (old.name, old.native_name))):
        if name not in known:
            moved.append(SpeakerAlias.objects.create(speaker=into, name=name).pk)
    return moved


def _move_titles(old: Treaty, into: Treaty) -> list[int]:
    known = {alias.name for alias in into.aliases.all()} | {into.title, into.short_title}
    moved = []
    for alias in old.aliases.all():
        if alias.name in known:
            alias.delete()
            continue
        alias.treaty = into
        alias.save()
        known.add(alias.name)
        moved.append(alias.pk)
    for name in dict.fromkeys(filter(None, (old.title, old.short_title))):
        if name not in known and len(name) <= TreatyAlias._meta.get_field("name").max_length:
            moved.append(TreatyAlias.objects.create(treaty=into, name=name).pk)
    return moved


def _move_participations(old: Treaty, into: Treaty) -> list[int]:
    known = {one.party_id: one for one in into.participations.all()}
    moved = []
    for participation in old.participations.all():
        same: TreatyParty | None = known.get(participation.party_id)
        if same is None:
            participation.treaty = into
            participation.save()
            moved.append(participation.pk)
            continue
        _fill_blanks(same, {name: getattr(participation, name) for name in ("signed", "ratified", "in_force", "left")})
        same.save()
        participation.delete()
    return moved


def _move_mentions(mentions: Iterable[TreatyMention], **to: Model) -> list[int]:
    """Move mentions to another treaty or statement; one that is there already is the same mention."""
    moved = []
    for mention in mentions:
        for name, record in to.items():
            setattr(mention, name, record)
        try:
            with transaction.atomic():
                mention.save()
        except IntegrityError:
            TreatyMention.objects.get(pk=mention.pk).delete()
        else:
            moved.append(mention.pk)
    return moved


def _fill_blanks(record: Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value and not getattr(record, name):
            setattr(record, name, value)


def _recount_voices(statement: Statement) -> None:
    """Who speaks in the statement, read anew from its speeches."""
    statement.voices.all().delete()
    spoken = statement.speeches.exclude(speaker=None).order_by()
    rows = spoken.values("speaker").annotate(first=Min("order")).order_by("first")
    voices = []
    for order, row in enumerate(rows, start=1):
        own = list(statement.speeches.filter(speaker=row["speaker"]).order_by("order").values_list("party_id", "role"))
        voices.append(
            StatementSpeaker(
                statement=statement, speaker_id=row["speaker"], order=order, speech_count=len(own),
                party_id=next((party for party, _ in own if party), None),
                role=next((role for _, role in own if role), ""),
            )
        )  # fmt: skip
    StatementSpeaker.objects.bulk_create(voices)


def recount(statement: Statement) -> None:
    """Who speaks in the statement and for whom, read anew from its speeches."""
    _recount_voices(statement)
    speaking = statement.party_roles.filter(role=PartyRole.SPEAKING)
    there = set(statement.speeches.exclude(party=None).order_by().values_list("party", flat=True))
    speaking.exclude(party__in=there).delete()
    missing = there - set(speaking.values_list("party", flat=True))
    StatementParty.objects.bulk_create(
        StatementParty(statement=statement, party_id=party, role=PartyRole.SPEAKING) for party in sorted(missing)
    )


def _rename_at_the_desk(old: Speaker, into: Speaker) -> None:
    """What editors said at the desk names speakers by number."""
    for intake in Intake.objects.filter(Q(is_written=False) | Q(statement__speeches__speaker=into)).distinct():
        parts = [_renamed(part, old.pk, into.pk) for part in (intake.reading, intake.corrections)]
        if parts != [intake.reading, intake.corrections]:
            intake.reading, intake.corrections = parts
            intake.save()


def _renamed(value: Any, old: int, new: int) -> Any:
    if isinstance(value, dict):
        return {
            key: new if key == "speaker" and inner == old else _renamed(inner, old, new) for key, inner in value.items()
        }
    return [_renamed(inner, old, new) for inner in value] if isinstance(value, list) else value


def _tell(statements: list[Statement], reason: str, author: Any) -> None:
    """Write a new version of what is public, and let index, caches and harvesters hear of it."""
    reason = reason if len(reason) <= 500 else f"{reason[:499]}…"
    touched = []
    with not_kept():
        for statement in statements:
            if statement.is_public and not reasons_against(statement):
                publish(statement, reason, author)
            else:
                touched.append(statement.pk)
    datestamps.touch(Statement.objects.filter(pk__in=touched))
    statements_changed(touched)
