"""Statements that look alike: the same raw text, the same address, much the same words by the same speaker on the same
day, or the same speakers on the same day in another language. What an editor said of a pair is remembered.

Words are compared by their shingles (Broder, "On the resemblance and containment of documents", 1997): runs of four
words. Only statements that share a speaker and lie a day apart at most are compared, so that the sets themselves can be
held against each other and no sketch of them is needed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from statements.models import Likeness, Paragraph, Statement
from statements.models.likeness import LikenessKind
from statements.models.speech import ParagraphKind
from statements.models.statement import StatementStatus
from statements.text import web_addresses
from statements.text.folding import fold

RUN = 4  # words in a shingle
SIMILAR = 0.5  # share of the shorter text's shingles that are in the other too
FEWEST = 12  # shingles below which a text says too little to be compared
DAYS = 1
MOST_CANDIDATES = 40
MOST_CHARACTERS = 60_000  # of a text: two that begin alike for so long are alike
KEPT_TEXTS = 80  # about 0.7 MB each at the most
# A translation has about as many words as its original, whatever the two languages are.
SHORTEST_TRANSLATION = 0.5


@dataclass(frozen=True, slots=True)
class Alike:
    """``other`` looks like the statement asked about. ``share``: of the runs of words of the shorter, 0 to 1."""

    other: Statement
    kind: LikenessKind
    share: float


def sentence(found: Alike | Likeness) -> str:
    """How the two are alike, to stand after the name of one: “has the same raw text”."""
    return {
        LikenessKind.SAME_TEXT: "has the same raw text",
        LikenessKind.SAME_ADDRESS: "has the same address",
        LikenessKind.WORDS: f"has {found.share:.0%} of its words, by the same speaker on the same day",
        LikenessKind.TRANSLATION: "has the same speakers on the same day in another language",
    }[LikenessKind(found.kind)]


class Shingles:
    """The shingles of statements, kept for those looked at last: an import compares one with many."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, frozenset[int]] = OrderedDict()

    def of(self, pks: Iterable[int]) -> dict[int, frozenset[int]]:
        wanted = list(dict.fromkeys(pks))
        missing = [pk for pk in wanted if pk not in self._kept]
        texts: dict[int, list[str]] = {pk: [] for pk in missing}
        rows = Paragraph.objects.filter(statement__in=missing, kind=ParagraphKind.TEXT).order_by("statement", "order")
        for pk, text in rows.values_list("statement", "text"):
            texts[pk].append(text)
        for pk, parts in texts.items():
            self._kept[pk] = shingles(" ".join(parts))
        found = {pk: self._kept[pk] for pk in wanted}
        for pk in wanted:
            self._kept.move_to_end(pk)
        while len(self._kept) > KEPT_TEXTS:
            self._kept.popitem(last=False)
        return found


def shingles(text: str) -> frozenset[int]:
    """The runs of ``RUN`` words of a text, each as a number; of scripts without spaces, runs of characters."""
    folded = fold(text[:MOST_CHARACTERS])
    words = folded.split()
    if len(words) * 12 < len(folded):
        words = list(folded.replace(" ", ""))
    return frozenset(map(hash, zip(*(words[start:] for start in range(RUN)), strict=False)))


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the shorter text is in the other, 0 to 1; 0 where either says too little."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= FEWEST else 0.0


def alike(statement: Statement, known: Shingles | None = None) -> list[Alike]:
    """What looks like ``statement`` and was not said to be something else, the most alike first."""
    settled = _settled(statement)
    found: dict[int, Alike] = {}
    for other in _same_source(statement).exclude(pk__in=settled)[:MOST_CANDIDATES]:
        same_text = bool(statement.raw_sha256) and other.raw_sha256 == statement.raw_sha256
        kind = LikenessKind.SAME_TEXT if same_text else LikenessKind.SAME_ADDRESS
        found[other.pk] = Alike(other, kind, 1.0)
    candidates = [one for one in _same_day(statement).exclude(pk__in=settled)[:MOST_CANDIDATES] if one.pk not in found]
    if candidates:
        known = known or Shingles()
        sets = known.of([statement.pk, *(one.pk for one in candidates)])
        for other in candidates:
            share = likeness(sets[statement.pk], sets[other.pk])
            if share >= SIMILAR:
                found[other.pk] = Alike(other, LikenessKind.WORDS, round(share, 3))
            elif _may_translate(statement, other):
                found[other.pk] = Alike(other, LikenessKind.TRANSLATION, 0.0)
    return sorted(found.values(), key=lambda one: (-one.share, one.other.pk))


def at_address(url: str) -> list[Statement]:
    """Statements from the page of ``url``, however the address is spelled."""
    key = web_addresses.build_page_key(url)
    if not key:
        return []
    same = Statement.objects.filter(Q(source_key=key) | Q(source_url=url)).exclude(status=StatementStatus.WITHDRAWN)
    return list(same.order_by("pk")[:5])


def note(statement: Statement, known: Shingles | None = None) -> list[Likeness]:
    """Keep what looks like ``statement`` as pairs to be looked at; pairs that are known stay as they are."""
    pairs = []
    for one in alike(statement, known):
        first, second = sorted((statement.pk, one.other.pk))
        pair, _ = Likeness.objects.get_or_create(
            first_id=first, second_id=second, defaults={"kind": one.kind, "share": one.share}
        )
        pairs.append(pair)
    return pairs


def note_all(pks: Iterable[int]) -> Iterator[tuple[Statement, list[Likeness]]]:
    """``note`` for each of many statements; yields those that look like another. Neighbours in time are taken together,
    so that their texts are read once."""
    known = Shingles()
    wanted = sorted(set(pks))
    for start in range(0, len(wanted), 20_000):
        lot = Statement.objects.filter(pk__in=wanted[start : start + 20_000]).order_by("date_earliest", "pk")
        for statement in lot.iterator(chunk_size=500):
            if pairs := note(statement, known):
                yield statement, pairs


def _same_source(statement: Statement) -> QuerySet[Statement]:
    same = Q(pk__in=[])
    if statement.raw_sha256:
        same |= Q(raw_sha256=statement.raw_sha256)
    if statement.source_key:
        same |= Q(source_key=statement.source_key)
    return _others(statement).filter(same).order_by("pk")


def _same_day(statement: Statement) -> QuerySet[Statement]:
    if statement.date_earliest is None or statement.date_latest is None:
        return Statement.objects.none()
    # A date known to the year only would make half the archive a neighbour.
    if (statement.date_latest - statement.date_earliest).days > 7:
        return Statement.objects.none()
    speakers = list(statement.voices.order_by().values_list("speaker", flat=True))
    if not speakers:
        return Statement.objects.none()
    near = _others(statement).filter(
        date_earliest__gte=statement.date_earliest - timedelta(days=DAYS),
        date_earliest__lte=statement.date_latest + timedelta(days=DAYS),
        pk__in=Statement.speakers.through.objects.filter(
            speaker__in=speakers,
            statement__date_earliest__gte=statement.date_earliest - timedelta(days=DAYS),
            statement__date_earliest__lte=statement.date_latest + timedelta(days=DAYS),
        ).values("statement"),
    )
    return near.order_by("pk")


def _others(statement: Statement) -> QuerySet[Statement]:
    related = [pk for pk in (statement.translation_of_id, statement.version_of_id) if pk]
    others = Statement.objects.exclude(pk__in=[statement.pk, *related]).exclude(status=StatementStatus.WITHDRAWN)
    return others.exclude(translation_of=statement.pk).exclude(version_of=statement.pk)


def _may_translate(statement: Statement, other: Statement) -> bool:
    if statement.language.partition("-")[0] == other.language.partition("-")[0]:
        return False
    fewer, more = sorted((statement.word_count, other.word_count))
    if not fewer or fewer < more * SHORTEST_TRANSLATION:
        return False
    speakers = [set(one.voices.order_by().values_list("speaker", flat=True)) for one in (statement, other)]
    return speakers[0] == speakers[1]


def _settled(statement: Statement) -> list[int]:
    """Statements about which an editor has said something."""
    decided = Likeness.objects.filter(Q(first=statement.pk) | Q(second=statement.pk)).exclude(verdict="")
    return [second if first == statement.pk else first for first, second in decided.values_list("first", "second")]
