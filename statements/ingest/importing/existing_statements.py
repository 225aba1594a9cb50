"""Which statements the archive already has: by raw text, by record id, by address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy
from django.db.models import QuerySet

from statements.ingest.reading.read_records import ReadRecord
from statements.models import Statement
from statements.models.statement import StatementStatus
from statements.publishing.lifecycle import was_edited_since_import
from statements.publishing.redacted_words import find_by_address, find_by_source
from statements.text import web_addresses
from statements.text.web_addresses import build_page_key, build_record_key, extract_host
from statements.transcripts.model import FrontMatter


class Fingerprints:
    """The first eight bytes of the SHA-256 of every raw text.

    Very rarely a new text is taken for a known one: callers look up the whole hash before they rely on the answer.
    """

    def __init__(self, hashes: Iterable[str]):
        numbers = numpy.fromiter((int(sha[:16], 16) for sha in hashes if sha), dtype=numpy.uint64)
        self._numbers = numpy.sort(numbers)

    @classmethod
    def load(cls, *, publisher: bool = False) -> Fingerprints:
        """``publisher`` says that the import names one: drafts that lack one are to be read again then."""
        texts = Statement.objects.exclude(raw_sha256="").order_by()
        if publisher:
            texts = texts.exclude(publisher=None, status=StatementStatus.DRAFT)
        return cls(texts.values_list("raw_sha256", flat=True))

    def __call__(self, sha256: str) -> bool:
        number = numpy.uint64(int(sha256[:16], 16))
        place = int(numpy.searchsorted(self._numbers, number))
        return place < len(self._numbers) and bool(self._numbers[place] == number)


def build_source_key(front: FrontMatter) -> str:
    """Build the source key: the record's id within its source, else the address of its page, else ""."""
    id = front.extra.get("id") or front.extra.get("uid")
    if isinstance(id, str | int) and not isinstance(id, bool) and str(id).strip():
        return build_record_key(front.publisher or extract_host(front.source_url), str(id))
    return build_page_key(front.source_url)


@dataclass(slots=True)
class ExistingStatement:
    """A statement of the archive, as far as an import needs to know it."""

    pk: int
    uid: str
    title: str
    status: str
    sha256: str
    key: str
    lock_version: int
    publisher: int | None
    redacted: bool = False  # known by the raw text that it had before

    @property
    def lacks_publisher(self) -> bool:
        return self.publisher is None and self.status == StatementStatus.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.status == StatementStatus.WITHDRAWN

    @property
    def is_edited(self) -> bool:
        return was_edited_since_import(self.pk, self.lock_version)


_STARTS = ("https://", "http://", "https://www.", "http://www.")
_FIELDS = ("pk", "uid", "title", "status", "raw_sha256", "source_key", "lock_version", "publisher")


@dataclass
class ExistingStatements:
    """The statements of the archive that a batch of records may be of. ``find`` needs no query."""

    by_sha: dict[str, ExistingStatement] = field(default_factory=dict)
    by_key: dict[str, ExistingStatement] = field(default_factory=dict)
    by_page: dict[str, list[ExistingStatement]] = field(default_factory=dict)

    @classmethod
    def load(cls, records: Iterable[ReadRecord]) -> ExistingStatements:
        existing = cls()
        records = list(records)
        hashes = {record.sha256 for record in records if record.sha256}
        if hashes:
            existing.add(Statement.objects.filter(raw_sha256__in=hashes))
        fronts = [record.transcript.front for record in records if record.transcript]
        keys = {build_source_key(front) for front in fronts} | {
            web_addresses.build_page_key(front.source_url) for front in fronts
        }
        if keys - {""}:
            existing.add(Statement.objects.filter(source_key__in=keys - {""}))
        existing.add_redacted(hashes, keys - {""})
        pages = [front.source_url for front in fronts if build_source_key(front).startswith("url:")]
        if pages:
            # The page may have been imported as a record with an id of its own. Addresses are stored as given, so all
            # spellings of one page are looked up.
            spellings = {spelling for url in pages for spelling in _spell_url(url)}
            existing.add(Statement.objects.filter(source_url__in=spellings, source_key__startswith="id:"), pages=True)
        return existing

    def add(self, statements: QuerySet[Statement], *, pages: bool = False) -> None:
        for *facts, url in statements.order_by("pk").values_list(*_FIELDS, "source_url"):
            self.remember(ExistingStatement(*facts), url if pages else "")

    def add_redacted(self, hashes: set[str], keys: set[str]) -> None:
        """Know statements again by the raw text and the address that they had before words were redacted in them."""
        by_sha, by_key = find_by_source(hashes - self.by_sha.keys()), find_by_address(keys - self.by_key.keys())
        rows = Statement.objects.filter(pk__in={*by_sha.values(), *by_key.values()}).values_list(*_FIELDS)
        found = (
            {facts[0]: replace(ExistingStatement(*facts), redacted=True) for facts in rows} if by_sha or by_key else {}
        )
        self.by_sha |= {sha256: replace(found[pk], sha256=sha256) for sha256, pk in by_sha.items()}
        self.by_key |= {key: found[pk] for key, pk in by_key.items()}

    def remember(self, existing: ExistingStatement, url: str = "") -> None:
        if existing.sha256:
            self.by_sha[existing.sha256] = existing
        if existing.key:
            self.by_key[existing.key] = existing
        page = web_addresses.build_page_key(url)
        if page:
            self.by_page.setdefault(page, []).append(existing)

    def find(self, record: ReadRecord) -> ExistingStatement | None:
        """Find the statement that the record is of; None where it is new."""
        if record.sha256 in self.by_sha:
            return self.by_sha[record.sha256]
        if record.transcript is None:
            return None
        front = record.transcript.front
        key, page = build_source_key(front), web_addresses.build_page_key(front.source_url)
        if key and key in self.by_key:
            return self.by_key[key]
        if page in self.by_key:
            return self.by_key[page]
        same_page = self.by_page.get(page, []) if key == page else []
        # An address that several records share is that of their collection, not of a page.
        return same_page[0] if len(same_page) == 1 else None


def _spell_url(url: str) -> list[str]:
    page = web_addresses.normalise_url(url)
    forms = [
        f"{scheme}://{www}{page}{slash}" for scheme in ("https", "http") for www in ("", "www.") for slash in ("", "/")
    ]
    return [url, *forms]
