"""Near-duplicates: statements with the same raw text or address, with much the same words by the same speaker on the
same day, or by the same speakers on the same day in another language. What an editor decided of a pair is stored.

Words are compared by their shingles (Broder, "On the resemblance and containment of documents", 1997): runs of four
words. Only statements that share a speaker and lie a day apart at most are compared, so that the sets themselves can be
compared and no sketch of them is needed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from statements.models import Likeness, Paragraph, Statement, UncomparedStatement
from statements.models.likeness import LikenessKind
from statements.models.reading import read_in_batches
from statements.models.speech import ParagraphKind
from statements.models.statement import StatementStatus
from statements.text import web_addresses
from statements.text.batches import batches
from statements.text.folding import fold
from statements.text.languages import same_language

SHINGLE_WORDS = 4  # words in a shingle
MIN_SHARE = 0.5  # share of the shorter text's shingles that are in the other too
MIN_SHINGLES = 12  # a text with fewer shingles is too short to be compared
MAX_DAYS_APART = 1
BATCH = 20_000  # statements looked at in the order of their dates
WRITTEN_TOGETHER = 100  # statements whose pairs are stored in one transaction
MAX_CANDIDATES = 40
MAX_CHARACTERS = 60_000  # of a text: two that are similar for so long are similar
MAX_CACHED_TEXTS = 80  # about 0.7 MB each at the most
# A translation has about as many words as its original, whatever the two languages are.
MIN_TRANSLATION_RATIO = 0.5


@dataclass(frozen=True, slots=True)
class SimilarStatement:
    """``other`` resembles the statement in question. ``share``: of the shingles of the shorter text, 0 to 1."""

    other: Statement
    kind: LikenessKind
    share: float


def describe_similarity(found: SimilarStatement | Likeness) -> str:
    """Say how the two are alike, to stand after the name of one: “has the same raw text”."""
    return {
        LikenessKind.SAME_TEXT: "has the same raw text",
        LikenessKind.SAME_ADDRESS: "has the same address",
        LikenessKind.WORDS: f"has {found.share:.0%} of its words, by the same speaker on the same day",
        LikenessKind.TRANSLATION: "has the same speakers on the same day in another language",
    }[LikenessKind(found.kind)]


class ShingleCache:
    """The shingles of the statements read last: an import compares one with many."""

    def __init__(self) -> None:
        self._cached: OrderedDict[int, frozenset[int]] = OrderedDict()

    def read(self, pks: Iterable[int]) -> dict[int, frozenset[int]]:
        wanted = list(dict.fromkeys(pks))
        missing = [pk for pk in wanted if pk not in self._cached]
        texts: dict[int, list[str]] = {pk: [] for pk in missing}
        rows = Paragraph.objects.filter(statement__in=missing, kind=ParagraphKind.TEXT).order_by("statement", "order")
        for pk, text in rows.values_list("statement", "text"):
            texts[pk].append(text)
        for pk, parts in texts.items():
            self._cached[pk] = build_shingles(" ".join(parts))
        found = {pk: self._cached[pk] for pk in wanted}
        for pk in wanted:
            self._cached.move_to_end(pk)
        while len(self._cached) > MAX_CACHED_TEXTS:
            self._cached.popitem(last=False)
        return found


def build_shingles(text: str) -> frozenset[int]:
    """Return the runs of ``SHINGLE_WORDS`` words, each as a number; of scripts without spaces, runs of characters."""
    folded = fold(text[:MAX_CHARACTERS])
    words = folded.split()
    if len(words) * 12 < len(folded):
        words = list(folded.replace(" ", ""))
    return frozenset(map(hash, zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)))


def measure_similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """Return how much of the shorter text is in the other, 0 to 1; 0 where either is too short to tell."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= MIN_SHINGLES else 0.0


def find_duplicates(statement: Statement, cache: ShingleCache | None = None) -> list[SimilarStatement]:
    """Return what resembles ``statement``, the most similar first; pairs that an editor has decided are left out."""
    decided = _find_decided(statement)
    found: dict[int, SimilarStatement] = {}
    for other in _find_same_source(statement).exclude(pk__in=decided)[:MAX_CANDIDATES]:
        same_text = bool(statement.raw_sha256) and other.raw_sha256 == statement.raw_sha256
        kind = LikenessKind.SAME_TEXT if same_text else LikenessKind.SAME_ADDRESS
        found[other.pk] = SimilarStatement(other, kind, 1.0)
    candidates = [
        one for one in _find_same_day(statement).exclude(pk__in=decided)[:MAX_CANDIDATES] if one.pk not in found
    ]
    if candidates:
        cache = cache or ShingleCache()
        sets = cache.read([statement.pk, *(one.pk for one in candidates)])
        for other in candidates:
            share = measure_similarity(sets[statement.pk], sets[other.pk])
            if share >= MIN_SHARE:
                found[other.pk] = SimilarStatement(other, LikenessKind.WORDS, round(share, 3))
            elif _may_be_translation(statement, other):
                found[other.pk] = SimilarStatement(other, LikenessKind.TRANSLATION, 0.0)
    return sorted(found.values(), key=lambda one: (-one.share, one.other.pk))


def find_by_address(url: str) -> list[Statement]:
    """Return statements from the page of ``url``, however the address is spelled."""
    key = web_addresses.build_page_key(url)
    if not key:
        return []
    same = Statement.objects.filter(Q(source_key=key) | Q(source_url=url)).exclude(status=StatementStatus.WITHDRAWN)
    return list(same.order_by("pk")[:5])


def store_duplicates(statement: Statement, cache: ShingleCache | None = None) -> list[Likeness]:
    """Store what resembles ``statement`` as pairs for an editor; pairs that are stored already stay as they are."""
    return _store_pairs(statement, find_duplicates(statement, cache))


def _store_pairs(statement: Statement, similar: list[SimilarStatement]) -> list[Likeness]:
    pairs = []
    for one in similar:
        first, second = sorted((statement.pk, one.other.pk))
        pair, _ = Likeness.objects.get_or_create(
            first_id=first, second_id=second, defaults={"kind": one.kind, "share": one.share}
        )
        pairs.append(pair)
    return pairs


def queue_comparison(statement: Statement) -> None:
    """Have it compared with the others later, within the transaction that adds it."""
    UncomparedStatement.objects.get_or_create(statement=statement)


def read_queued_comparisons() -> set[int]:
    """The keys of the statements that are yet to be compared with the others."""
    return set(UncomparedStatement.objects.values_list("statement_id", flat=True))


def store_all_duplicates(pks: Iterable[int]) -> Iterator[tuple[Statement, list[Likeness]]]:
    """The same for many statements, which are then no longer queued; yields those that resemble another. Neighbours in
    time are taken together, so that their texts are read once."""
    cache = ShingleCache()
    for chosen in batches(sorted(set(pks)), BATCH):
        statements = Statement.objects.filter(pk__in=chosen).order_by("date_earliest", "pk")
        for batch in batches(read_in_batches(statements, WRITTEN_TOGETHER), WRITTEN_TOGETHER):
            found = [(statement, find_duplicates(statement, cache)) for statement in batch]
            yield from _store_found(found)


def _store_found(found: list[tuple[Statement, list[SimilarStatement]]]) -> list[tuple[Statement, list[Likeness]]]:
    """Store what was found in one transaction: while the texts are compared, others can write."""
    with transaction.atomic():
        others = {one.other.pk for _, similar in found for one in similar} | {statement.pk for statement, _ in found}
        still_there = set(Statement.objects.filter(pk__in=others).values_list("pk", flat=True))
        stored = [
            (statement, _store_pairs(statement, [one for one in similar if one.other.pk in still_there]))
            for statement, similar in found
            if statement.pk in still_there
        ]
        UncomparedStatement.objects.filter(statement__in=[statement.pk for statement, _ in found]).delete()
    return [(statement, pairs) for statement, pairs in stored if pairs]


def _find_same_source(statement: Statement) -> QuerySet[Statement]:
    same = Q(pk__in=[])
    if statement.raw_sha256:
        same |= Q(raw_sha256=statement.raw_sha256)
    if statement.source_key:
        same |= Q(source_key=statement.source_key)
    return _exclude_related(statement).filter(same).order_by("pk")


def _find_same_day(statement: Statement) -> QuerySet[Statement]:
    if statement.date_earliest is None or statement.date_latest is None:
        return Statement.objects.none()
    # A date known to the year only would make half the archive a neighbour.
    if (statement.date_latest - statement.date_earliest).days > 7:
        return Statement.objects.none()
    speakers = list(statement.voices.order_by().values_list("speaker", flat=True))
    if not speakers:
        return Statement.objects.none()
    near = _exclude_related(statement).filter(
        date_earliest__gte=statement.date_earliest - timedelta(days=MAX_DAYS_APART),
        date_earliest__lte=statement.date_latest + timedelta(days=MAX_DAYS_APART),
        pk__in=Statement.speakers.through.objects.filter(
            speaker__in=speakers,
            statement__date_earliest__gte=statement.date_earliest - timedelta(days=MAX_DAYS_APART),
            statement__date_earliest__lte=statement.date_latest + timedelta(days=MAX_DAYS_APART),
        ).values("statement"),
    )
    return near.order_by("pk")


def _exclude_related(statement: Statement) -> QuerySet[Statement]:
    related = [pk for pk in (statement.translation_of_id, statement.version_of_id) if pk]
    others = Statement.objects.exclude(pk__in=[statement.pk, *related]).exclude(status=StatementStatus.WITHDRAWN)
    return others.exclude(translation_of=statement.pk).exclude(version_of=statement.pk)


def _may_be_translation(statement: Statement, other: Statement) -> bool:
    if same_language(statement.language, other.language):
        return False
    fewer, more = sorted((statement.word_count, other.word_count))
    if not fewer or fewer < more * MIN_TRANSLATION_RATIO:
        return False
    speakers = [set(one.voices.order_by().values_list("speaker", flat=True)) for one in (statement, other)]
    return speakers[0] == speakers[1]


def _find_decided(statement: Statement) -> list[int]:
    """The other statement of each pair that an editor has decided."""
    decided = Likeness.objects.filter(Q(first=statement.pk) | Q(second=statement.pk)).exclude(verdict="")
    return [second if first == statement.pk else first for first, second in decided.values_list("first", "second")]
