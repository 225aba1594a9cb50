"""Which statements the archive already has: by raw text, by record id, by address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from statements.ingest.matching import source_key
from statements.ingest.reading import Reading
from statements.models import Statement
from statements.models.statement import StatementStatus
from statements.publishing.lock_versions import was_edited_since_import
from statements.text import web_addresses


@dataclass(slots=True)
class Standing:
    """A statement that is there, as far as an import needs to know it."""

    pk: int
    uid: str
    title: str
    status: str
    sha256: str
    key: str
    lock_version: int

    @property
    def is_withdrawn(self) -> bool:
        return self.status == StatementStatus.WITHDRAWN

    @property
    def is_edited(self) -> bool:
        return was_edited_since_import(self.pk, self.lock_version)


_STARTS = ("https://", "http://", "https://www.", "http://www.")
_FIELDS = ("pk", "uid", "title", "status", "raw_sha256", "source_key", "lock_version")


@dataclass
class Known:
    """What the archive has of a handful of readings. ``find`` answers without a query."""

    by_sha: dict[str, Standing] = field(default_factory=dict)
    by_key: dict[str, Standing] = field(default_factory=dict)
    by_page: dict[str, list[Standing]] = field(default_factory=dict)

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Known:
        known = cls()
        readings = list(readings)
        hashes = {reading.sha256 for reading in readings if reading.sha256}
        if hashes:
            known.add(Statement.objects.filter(raw_sha256__in=hashes))
        fronts = [reading.transcript.front for reading in readings if reading.transcript]
        keys = {source_key(front) for front in fronts} | {web_addresses.page_key(front.source_url) for front in fronts}
        if keys - {""}:
            known.add(Statement.objects.filter(source_key__in=keys - {""}))
        pages = [front.source_url for front in fronts if source_key(front).startswith("url:")]
        if pages:
            # The page may have come in as a record with an id of its own. Addresses are stored as given: all spellings
            # that are one page to us are looked for.
            spellings = {spelling for url in pages for spelling in _spellings(url)}
            known.add(Statement.objects.filter(source_url__in=spellings, source_key__startswith="id:"), pages=True)
        return known

    def add(self, statements, *, pages: bool = False) -> None:
        for *facts, url in statements.order_by("pk").values_list(*_FIELDS, "source_url"):
            self.remember(Standing(*facts), url if pages else "")

    def remember(self, standing: Standing, url: str = "") -> None:
        if standing.sha256:
            self.by_sha[standing.sha256] = standing
        if standing.key:
            self.by_key[standing.key] = standing
        page = web_addresses.page_key(url)
        if page:
            self.by_page.setdefault(page, []).append(standing)

    def find(self, reading: Reading) -> Standing | None:
        """The statement that the reading is of, or None where it is new."""
        if reading.sha256 in self.by_sha:
            return self.by_sha[reading.sha256]
        if reading.transcript is None:
            return None
        front = reading.transcript.front
        key, page = source_key(front), web_addresses.page_key(front.source_url)
        if key and key in self.by_key:
            return self.by_key[key]
        if page in self.by_key:
            return self.by_key[page]
        same_page = self.by_page.get(page, []) if key == page else []
        # An address that several records share is that of their collection, not of a page.
        return same_page[0] if len(same_page) == 1 else None


def _spellings(url: str) -> list[str]:
    page = web_addresses.normalise(url)
    forms = [
        f"{scheme}://{www}{page}{slash}" for scheme in ("https", "http") for www in ("", "www.") for slash in ("", "/")
    ]
    return [url, *forms]
