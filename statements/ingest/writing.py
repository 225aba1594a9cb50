"""The one place where a statement's words are written: speeches, paragraphs, anchors, and the summary for lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from statements.models import (
    Paragraph,
    Party,
    Permalink,
    Speaker,
    Speech,
    Statement,
    StatementParty,
    StatementSpeaker,
    Term,
    TreatyMention,
)
from statements.models.base import build_passage_path, build_permalink_key
from statements.models.history import pause_history
from statements.models.permalink import PermalinkKind
from statements.models.reading import read_in_batches
from statements.models.speech import Certainty, ParagraphKind, SpeechKind
from statements.models.statement import PartyRole, StatementStatus
from statements.publishing import WrittenSpeeches
from statements.publishing.anchors import inherit_anchors, match_removed_paragraphs, revive_anchors
from statements.publishing.lifecycle import derive_parties, derive_speakers
from statements.text.identity import new_anchor
from statements.text.word_count import count_words


@dataclass(frozen=True, slots=True)
class ParagraphDraft:
    text: str
    kind: str = ParagraphKind.TEXT
    anchor: str = ""  # a given anchor (the sample archive, an import of an export) wins over an inherited one


@dataclass(frozen=True, slots=True)
class SpeechDraft:
    """A turn ready to be written; the fields are those of ``Speech``."""

    paragraphs: Sequence[ParagraphDraft]
    kind: str = SpeechKind.SPEECH
    label: str = ""
    speaker: Speaker | None = None
    speaker_unknown: bool = False
    role: str = ""
    term: Term | None = None
    party: Party | None = None
    interpreted: bool = False
    interpreted_note: str = ""
    language: str = ""
    certainty: str = Certainty.SURE
    inherited: Sequence[str] = ()
    timestamp: str = ""
    anchor: str = ""


# Reasons given at the address of a passage whose anchor no paragraph has any more.
WORDS_GONE = "The words of this passage are no longer in the statement; an earlier version has them."
WORDS_MOVED = "The words of this passage are part of another paragraph now."


@pause_history()
@transaction.atomic
def write_speeches(statement: Statement, drafts: Sequence[SpeechDraft], *, new: bool = False) -> WrittenSpeeches:
    """Replace the words of ``statement`` (which has a primary key) by ``drafts`` and return them as written.

    Anchors stay with the words they name. Those whose words are gone are retired; where the statement was ever public
    their addresses are kept as tombstones, until the words come back. Also writes the counts, the credited speakers and
    the speaking parties.

    ``new`` says that the statement has just been made and has no words yet, which saves looking for them.
    """
    old_speeches, mentions = [], []
    if not new:
        old_speeches = list(statement.speeches.order_by("order").prefetch_related("paragraphs"))
        in_passages = statement.treaty_mentions.exclude(paragraph=None)
        mentions = list(in_passages.select_related("paragraph").defer("paragraph__text"))
    old_paragraphs = [(p.anchor, p.text) for speech in old_speeches for p in speech.paragraphs.all()]
    texts = [p.text for draft in drafts for p in draft.paragraphs]
    wanted_anchors = [p.anchor for draft in drafts for p in draft.paragraphs]
    inherited = inherit_anchors(old_paragraphs, texts) if old_paragraphs else [None] * len(texts)
    retired = _find_retired(statement) if statement.published_at and None in inherited else {}
    if retired:
        inherited = revive_anchors({anchor: text for anchor, (text, _) in retired.items()}, texts, inherited)
    paragraph_anchors = _settle_anchors(wanted_anchors, inherited, taken={anchor for anchor, _ in old_paragraphs})
    speech_anchors = _settle_anchors(
        [draft.anchor for draft in drafts],
        _inherit_speech_anchors(old_speeches, retired, drafts, paragraph_anchors),
        taken={speech.anchor for speech in old_speeches},
    )
    if old_speeches:
        # Mentions first: without their passages, two mentions of one treaty would violate the unique constraint.
        statement.treaty_mentions.exclude(paragraph=None).delete()
        statement.speeches.all().delete()

    words: list[tuple[Speech, list[Paragraph]]] = []
    paragraphs: list[Paragraph] = []
    numbers = iter(range(len(texts)))
    for order, (draft, anchor) in enumerate(zip(drafts, speech_anchors, strict=True), start=1):
        speech = _build_speech(statement, draft, order, anchor)
        paragraphs_of_speech = [
            Paragraph(
                statement=statement,
                speech=speech,
                order=number + 1,
                anchor=paragraph_anchors[number],
                kind=part.kind,
                text=part.text,
            )
            for part, number in zip(draft.paragraphs, numbers, strict=False)
        ]
        words.append((speech, paragraphs_of_speech))
        paragraphs += paragraphs_of_speech
    speeches = [speech for speech, _ in words]
    Speech.objects.bulk_create(speeches, batch_size=500)
    for speech, paragraphs_of_speech in words:
        for paragraph in paragraphs_of_speech:
            paragraph.speech_id = speech.pk
    Paragraph.objects.bulk_create(paragraphs, batch_size=500)
    if mentions:
        _restore_mentions(mentions, paragraphs)
    if statement.published_at:
        kept = set(paragraph_anchors)
        _retire_anchors(
            statement, [(anchor, text) for anchor, text in old_paragraphs if anchor not in kept], paragraphs
        )
    if not new:
        statement.voices.all().delete()
        statement.party_roles.filter(role=PartyRole.SPEAKING).delete()
    _write_summary(statement, speeches)
    return words


def _settle_anchors(wanted_anchors: Sequence[str], inherited: Sequence[str | None], taken: set[str]) -> list[str]:
    """Return the anchor of each part: the wanted one, else the inherited one, else a new one."""
    taken = taken | {anchor for anchor in wanted_anchors if anchor}
    settled, used = [], {anchor for anchor in wanted_anchors if anchor}
    for mine, old in zip(wanted_anchors, inherited, strict=True):
        if mine:
            settled.append(mine)
        elif old and old not in used:
            settled.append(old)
        else:
            settled.append(new_anchor(taken))
        taken.add(settled[-1])
        used.add(settled[-1])
    return settled


def _find_retired(statement: Statement) -> dict[str, tuple[str, str]]:
    """Passages of earlier versions whose words have gone: anchor -> (words, anchor of the speech they stood in), as in
    the last version that had them. Reads the versions from the latest on, until each was found."""
    below = build_permalink_key(build_passage_path(statement.uid, ""))
    tombstones = Permalink.objects.filter(address__startswith=f"{below}/", kind=PermalinkKind.TOMBSTONE)
    missing = {address.removeprefix(f"{below}/") for address in tombstones.values_list("address", flat=True)}
    retired: dict[str, tuple[str, str]] = {}
    for revision in read_in_batches(statement.revisions.order_by("-number"), 5) if missing else ():
        for speech in revision.snapshot["speeches"]:
            for part in speech["paragraphs"]:
                if part["anchor"] in missing:
                    retired.setdefault(part["anchor"], (part["text"], speech["anchor"]))
        if missing <= retired.keys():
            break
    return retired


def _inherit_speech_anchors(
    old: Sequence[Speech],
    retired: Mapping[str, tuple[str, str]],
    drafts: Sequence[SpeechDraft],
    paragraph_anchors: Sequence[str],
) -> list[str | None]:
    """Let each speech keep the anchor of the speech that had the first of its old paragraphs."""
    speech_of = {anchor: speech for anchor, (_, speech) in retired.items()}
    speech_of |= {paragraph.anchor: speech.anchor for speech in old for paragraph in speech.paragraphs.all()}
    anchors: list[str | None] = []
    numbers = iter(paragraph_anchors)
    used: set[str] = set()
    for draft in drafts:
        mine = [next(numbers) for _ in draft.paragraphs]
        anchor = next((speech_of[a] for a in mine if a in speech_of and speech_of[a] not in used), None)
        anchors.append(anchor)
        if anchor:
            used.add(anchor)
    return anchors


def _build_speech(statement: Statement, draft: SpeechDraft, order: int, anchor: str) -> Speech:
    return Speech(
        statement=statement, order=order, anchor=anchor,
        kind=draft.kind, label=draft.label[:400],
        speaker=draft.speaker, speaker_unknown=draft.speaker_unknown,
        role=draft.role[:250], term=draft.term, party=draft.party,
        interpreted=draft.interpreted, interpreted_note=draft.interpreted_note[:120],
        language=draft.language, certainty=draft.certainty, inherited=sorted(draft.inherited),
        timestamp=draft.timestamp[:12],
        word_count=sum(count_words(p.text) for p in draft.paragraphs if p.kind == ParagraphKind.TEXT),
    )  # fmt: skip


def _restore_mentions(mentions: Sequence[TreatyMention], paragraphs: Sequence[Paragraph]) -> None:
    """Put mentions of treaties back to their passages; where the passage is gone, to the statement as a whole."""
    by_anchor = {paragraph.anchor: paragraph for paragraph in paragraphs}
    for mention in mentions:
        mention.paragraph = by_anchor.get(mention.paragraph.anchor) if mention.paragraph else None
        mention.pk = None
    TreatyMention.objects.bulk_create(mentions, ignore_conflicts=True)


def _retire_anchors(statement: Statement, gone: Sequence[tuple[str, str]], paragraphs: Sequence[Paragraph]) -> None:
    """Keep the addresses of passages that have no paragraph any more: they lead to the paragraph that now has the
    words, or tell that the words are gone."""
    moved = match_removed_paragraphs(gone, [paragraph.text for paragraph in paragraphs]) if gone else {}
    addresses = {anchor: build_permalink_key(build_passage_path(statement.uid, anchor)) for anchor, _ in gone}
    # Older redirects and tombstones of these anchors are no longer true.
    there = [build_permalink_key(paragraph.get_permalink()) for paragraph in paragraphs]
    Permalink.objects.filter(address__in=[*there, *addresses.values()]).delete()
    Permalink.objects.bulk_create(
        Permalink(address=address, target=paragraphs[moved[anchor]].get_permalink(), reason=WORDS_MOVED)
        if anchor in moved
        else Permalink(address=address, kind=PermalinkKind.TOMBSTONE, reason=WORDS_GONE)
        for anchor, address in sorted(addresses.items())
    )


def _write_summary(statement: Statement, speeches: Sequence[Speech]) -> None:
    StatementSpeaker.objects.bulk_create(derive_speakers(statement, speeches))
    StatementParty.objects.bulk_create(derive_parties(statement, speeches))
    statement.speech_count = sum(speech.kind != SpeechKind.STAGE for speech in speeches)
    statement.word_count = sum(speech.word_count for speech in speeches)
    if not statement.speech_count and statement.status == StatementStatus.PUBLISHED:
        raise ValueError("A published statement keeps at least one speech; withdraw it instead.")
    statement.save(update_fields=["speech_count", "word_count", "changed_at"])
