"""Checks of the database against itself: counts, order, participants, revisions, raw texts.

Each check yields findings. Only ``mend=True`` changes anything, and only counts. The search has a check of its own:
whether the index agrees with the database.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce

from statements import publishing
from statements.models import (
    Paragraph,
    Permalink,
    Publisher,
    RedactedForm,
    Redaction,
    Revision,
    Source,
    Speech,
    Statement,
    StatementParty,
    StatementSpeaker,
    Treaty,
)
from statements.models.permalink import PermalinkKind, leads_inside
from statements.models.reading import read_in_batches, read_rows_in_batches
from statements.models.redaction import RedactionState
from statements.models.speech import SpeechKind
from statements.models.statement import PartyRole
from statements.models.web_address import WebAddressField
from statements.publishing import datestamps
from statements.publishing.redacted_words import get_key_digest, load_redacted_words
from statements.search.indexing.agreement import Check, Finding
from statements.text.web_addresses import is_web_address


def check_counts(mend: bool = False) -> Iterator[Finding]:
    """Compare the speech and word counts that lists show with the speeches."""
    own = Speech.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
    speeches = own.annotate(n=Count("pk", filter=~Q(kind=SpeechKind.STAGE))).values("n")
    words = own.annotate(n=Sum("word_count")).values("n")
    rows = Statement.objects.annotate(
        speeches_there=Coalesce(Subquery(speeches), 0), words_there=Coalesce(Subquery(words), 0)
    ).exclude(speech_count=F("speeches_there"), word_count=F("words_there"))
    for pk, uid, speech_count, word_count, there, words_there in list(
        rows.values_list("pk", "uid", "speech_count", "word_count", "speeches_there", "words_there")
    ):
        if mend:
            Statement.objects.filter(pk=pk).update(speech_count=there, word_count=words_there)
        message = f"Counted {speech_count} speeches, {word_count} words; there are {there} and {words_there}."
        yield Finding(uid, message, mended=mend)


def check_order(mend: bool = False) -> Iterator[Finding]:
    """Find speeches without paragraphs, paragraphs of another statement than their speech, gaps in the numbering."""
    empty = Speech.objects.filter(paragraphs=None).values_list("statement__uid", "order")
    for uid, order in empty:
        yield Finding(uid, f"Speech {order} has no paragraph.")
    strays = Paragraph.objects.exclude(statement=F("speech__statement")).values_list("statement__uid", "order")
    for uid, order in strays:
        yield Finding(uid, f"Paragraph {order} belongs to a speech of another statement.")
    numbered = (
        Statement.objects.annotate(last=Max("paragraphs__order"), number=Count("paragraphs"))
        .filter(last__gt=F("number"))
        .values_list("uid", "last", "number")
    )
    for uid, last, number in numbered:
        yield Finding(uid, f"Its {number} paragraphs are numbered up to {last}.")


_DERIVED: tuple[tuple[type[StatementSpeaker] | type[StatementParty], str, str, dict[str, str]], ...] = (
    (StatementSpeaker, "speaker", "speakers", {}),
    (StatementParty, "party", "parties", {"role": PartyRole.SPEAKING}),
)


def check_participants(mend: bool = False) -> Iterator[Finding]:
    """Compare the speakers and parties that lists show with the speeches."""
    for model, field, list_name, role in _DERIVED:
        columns = ("statement__uid", f"{field}_id")
        spoken = set(Speech.objects.exclude(**{field: None}).order_by().values_list(*columns).distinct())
        known = set(model._default_manager.filter(**role).order_by().values_list(*columns))
        for uid, _ in sorted(spoken - known):
            yield Finding(uid, f"A {field} of its speeches is missing from its list of {list_name}.")
        for uid, _ in sorted(known - spoken):
            yield Finding(uid, f"Its list of {list_name} has one who is in none of its speeches.")


def check_revisions(mend: bool = False) -> Iterator[Finding]:
    """Find published statements without a revision, and snapshots that do not match their hash."""
    for uid in Statement.objects.published().filter(revisions=None).values_list("uid", flat=True):
        yield Finding(uid, "It is public and has no revision.")
    columns = ("statement__uid", "number", "compressed", "sha256")
    for uid, number, compressed, sha256 in read_rows_in_batches(Revision.objects.order_by("pk"), *columns, size=200):
        if _hash(compressed) != sha256:
            yield Finding(uid, f"The snapshot of version {number} is not what its SHA-256 says.")


def check_sources(mend: bool = False) -> Iterator[Finding]:
    """Find raw texts that do not match their hash."""
    columns = ("statement__uid", "compressed", "sha256", "statement__raw_sha256")
    for uid, compressed, sha256, named in read_rows_in_batches(Source.objects.order_by("pk"), *columns, size=200):
        if _hash(compressed) != sha256:
            yield Finding(uid, "Its raw text is not what its SHA-256 says.")
        elif named != sha256:
            yield Finding(uid, "It names another raw text than it has.")


def check_redactions(mend: bool = False) -> Iterator[Finding]:
    """Find redactions that were begun and not finished, and those whose words the archive cannot know again."""
    for redaction in Redaction.objects.exclude(state=RedactionState.DONE).order_by("pk"):
        yield Finding("", f"{redaction}: it is not finished. Run manage.py redact --resume.")
    strange = RedactedForm.objects.exclude(key_digest=get_key_digest()).values("redaction").distinct().count()
    if strange:
        yield Finding(
            "",
            f"{strange} redactions were made with another SECRET_KEY: words that come back are not noticed.",
        )


def check_redacted_words(mend: bool = False) -> Iterator[Finding]:
    """Find statements, drafts too, that hold words which were redacted. Reads every word: slow."""
    words = load_redacted_words()
    if not words:
        return
    paragraphs = Paragraph.objects.order_by("pk")
    for uid, anchor, text in read_rows_in_batches(paragraphs, "statement__uid", "anchor", "text", size=2_000):
        if words.find(text):
            yield Finding(uid, f"Its paragraph {anchor} holds words that were redacted.")


def check_published_words(mend: bool = False) -> Iterator[Finding]:
    """Find public statements whose last revision differs from what is shown. Reads every word: slow."""
    for statement in read_in_batches(Statement.objects.published().select_related("publisher"), 100):
        last = statement.revisions.order_by("-number").first()
        if last and last.snapshot != publishing.build_snapshot(statement):
            yield Finding(statement.uid, f"It is not what its last version, {last.number}, says.")


def check_addresses(mend: bool = False) -> Iterator[Finding]:
    """Find what an older version of this program took for addresses: links that are no web addresses, which pages leave
    out, and redirects out of the archive, which are not followed."""
    for model in (Statement, Publisher, Treaty):
        for field in model._meta.concrete_fields:
            if not isinstance(field, WebAddressField):
                continue
            # As text: the field itself gives no such address out.
            stored = model._default_manager.exclude(**{field.name: ""}).annotate(stored=Cast(field.name, TextField()))
            for uid, address in read_rows_in_batches(stored, "uid", "stored", size=2_000):
                if not is_web_address(address):
                    yield Finding(uid, f"Its {field.verbose_name} “{address[:80]}” is no web address: correct it.")
    moved = Permalink.objects.filter(kind=PermalinkKind.MOVED)
    for address, target in read_rows_in_batches(moved, "address", "target", size=2_000):
        if not leads_inside(target):
            yield Finding(address, f"It leads to “{target[:80]}”, which is no page of the archive.")


def check_dates(mend: bool = False) -> Iterator[Finding]:
    """Find what is dated later than now. What is far in the future is dated anew with ``mend``, which needs a clock
    that is right; the rest is right as soon as the clock has caught up."""
    if lag := datestamps.read_lag():
        yield Finding("", f"The clock is {lag} behind the newest change or harvest: changes are dated after that.")
    wrong = datestamps.list_wrong_dates()
    if wrong and mend:
        datestamps.redate_wrong_dates()
    for where, date in wrong:
        yield Finding(where, f"It is dated {date:%Y-%m-%d %H:%M} UTC, far in the future.", mended=mend)


def check_references(mend: bool = False) -> Iterator[Finding]:
    """Find rows that refer to missing rows. PostgreSQL allows none; SQLite may be written with the checks off."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for table, row, target, _ in cursor.execute("PRAGMA foreign_key_check").fetchall():
            yield Finding("", f"Row {row} of {table} points at a row of {target} that is not there.")


DATES = "dates"  # mended by --redate alone: only the operator knows that the clock is right
CHECKS: dict[str, Check] = {
    "counts": check_counts,
    "words": check_order,
    "voices": check_participants,
    "revisions": check_revisions,
    "raw texts": check_sources,
    "addresses": check_addresses,
    "references": check_references,
    "redactions": check_redactions,
    DATES: check_dates,
}
DEEP_CHECKS: dict[str, Check] = {
    "published words": check_published_words,
    "redacted words": check_redacted_words,
}


def _hash(compressed: bytes | memoryview) -> str:
    try:
        return hashlib.sha256(zlib.decompress(compressed)).hexdigest()
    except zlib.error:
        return ""
