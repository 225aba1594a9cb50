"""Lists of treaties imported.

A list fills in what the archive does not know. What an editor has written is never overwritten: where list and archive
differ, the report says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import DataError, IntegrityError, transaction

from statements import dates
from statements.ingest.matching.parties import Parties
from statements.ingest.reading.read_records import RawRecord
from statements.ingest.report import Entry, Outcome, Report
from statements.ingest.treaties import treaty_records
from statements.ingest.treaties.treaty_records import InvalidTreaty, TreatyRecord
from statements.models import Treaty, TreatyAlias, TreatyParty

# Treaties of the same day and parties are one treaty if their titles share this much of their distinctive words.
MIN_TITLE_SIMILARITY = 0.6
_FACTS = ("short_title", "signed", "in_force", "ended", "place", "registration", "official_url", "subject")


@dataclass(slots=True)
class _UnclaimedTreaty:
    """What a treaty is called, for finding it under another title."""

    treaty: Treaty
    titles: list[str]
    parties: set[int]


class TreatyImporter:
    def __init__(self, report: Report, *, dry_run: bool = False, stop: Callable[[], bool] = lambda: False):
        self.report, self.dry_run, self._stop = report, dry_run, stop
        self.parties = Parties.load()
        self._by_key = {treaty.source_key: treaty for treaty in Treaty.objects.exclude(source_key="")}
        self._parties_of: dict[int, set[int]] = {}
        for treaty, party in TreatyParty.objects.order_by().values_list("treaty_id", "party_id"):
            self._parties_of.setdefault(treaty, set()).add(party)
        self._unclaimed = self._without_source()

    def run(
        self, records: Iterable[tuple[RawRecord, int]], progress: Callable[[int], None] = lambda position: None
    ) -> None:
        for raw, position in records:
            if self._stop():
                self.report.interrupted = True
                return
            self._import_record(raw)
            progress(position)

    def _without_source(self) -> dict[str, list[_UnclaimedTreaty]]:
        """Map dates of signature to treaties that come from no list: those of the sample, and editors' own."""
        found: dict[str, list[_UnclaimedTreaty]] = {}
        for treaty in Treaty.objects.filter(source_key="").prefetch_related("aliases"):
            titles = [treaty.title, treaty.short_title, *(alias.name for alias in treaty.aliases.all())]
            names = _UnclaimedTreaty(
                treaty, [title for title in titles if title], self._parties_of.get(treaty.pk, set())
            )
            found.setdefault(treaty.signed, []).append(names)
        return found

    def _import_record(self, raw: RawRecord) -> None:
        if raw.problem:
            self._report(raw, Outcome.SKIPPED if raw.skipped else Outcome.FAILED, reason=raw.problem)
            return
        try:
            record = treaty_records.parse_line(raw.data)
        except InvalidTreaty as error:
            self._report(raw, Outcome.FAILED, reason=str(error))
            return
        parties, unresolved = self._resolve(record)
        warnings = [*record.warnings, *(f"“{name}” is no party that is known." for name in unresolved)]
        self.report.note_counts.update(f"party not known: {name}" for name in unresolved)
        try:
            with transaction.atomic():
                self._write(raw, record, parties, warnings)
                if self.dry_run:
                    transaction.set_rollback(True)
        except (IntegrityError, DataError) as error:
            self._report(raw, Outcome.FAILED, record.title, f"The database refused it: {str(error).splitlines()[0]}")

    def _resolve(self, record: TreatyRecord) -> tuple[list[int], list[str]]:
        on = dates.parse(record.signed) if record.signed else None
        found: dict[int, None] = {}
        unresolved = []
        for name in record.parties:
            party = self.parties.resolve(name, on)
            if party:
                found[party.pk] = None
            else:
                unresolved.append(name)
        return list(found), unresolved

    def _write(self, raw: RawRecord, record: TreatyRecord, parties: list[int], warnings: list[str]) -> None:
        treaty = self._by_key.get(record.key)
        claimed = None if treaty else self._find_same(record, set(parties), warnings)
        treaty = treaty or (claimed.treaty if claimed else None)
        if treaty is None:
            self._add(raw, record, parties, warnings)
            return
        changed = self._fill(treaty, record, parties, warnings)
        if claimed:
            treaty.source_key = record.key
            self._by_key[record.key] = treaty
            claimed.titles.append(record.title)
            if treaty_records.measure_title_similarity(treaty.title, record.title) < 1 and len(record.title) <= 300:
                TreatyAlias.objects.get_or_create(treaty=treaty, name=record.title)
        if changed or claimed:
            treaty.save()
        reason = f"Filled in: {', '.join(changed)}." if changed else ""
        if claimed:
            reason = f"The archive had it as “{treaty}”. {reason}".strip()
        outcome = Outcome.UPDATED if changed or claimed else Outcome.UNCHANGED
        self._report(raw, outcome, record.title, reason, treaty, warnings)

    def _add(self, raw: RawRecord, record: TreatyRecord, parties: list[int], warnings: list[str]) -> None:
        treaty = Treaty(
            title=record.title, short_title=record.short_title, kind=record.kind, status=record.status,
            signed=record.signed, in_force=record.in_force, ended=record.ended, place=record.place,
            registration=record.registration, official_url=record.url, source_key=record.key, subject=record.subject,
        )  # fmt: skip
        treaty.save(force_insert=True)
        TreatyParty.objects.bulk_create(TreatyParty(treaty=treaty, party_id=party) for party in parties)
        self._by_key[record.key] = treaty
        self._parties_of[treaty.pk] = set(parties)
        self._report(raw, Outcome.ADDED, record.title, "", None if self.dry_run else treaty, warnings)

    def _fill(self, treaty: Treaty, record: TreatyRecord, parties: list[int], warnings: list[str]) -> list[str]:
        """Fill in what ``treaty`` lacks; return the names of what was. Where both know and differ, warn."""
        changed = []
        listed_facts = {
            "short_title": record.short_title, "signed": record.signed, "in_force": record.in_force,
            "ended": record.ended, "place": record.place, "registration": record.registration,
            "official_url": record.url, "subject": record.subject,
        }  # fmt: skip
        for fact in _FACTS:
            current, listed = getattr(treaty, fact), listed_facts[fact]
            if listed and not current:
                setattr(treaty, fact, listed)
                changed.append(fact.replace("_", " "))
            elif listed and current != listed and fact in ("signed", "in_force", "ended"):
                warnings.append(f"The archive has {fact.replace('_', ' ')} {current}, the list {listed}.")
        if "ended" in changed and treaty.status in ("unknown", "signed", "in_force"):
            treaty.status = "ended"
        elif treaty.status == "unknown" and record.status != "unknown":
            treaty.status = record.status
            changed.append("status")
        missing = [party for party in parties if party not in self._parties_of.setdefault(treaty.pk, set())]
        if missing:
            TreatyParty.objects.bulk_create(TreatyParty(treaty=treaty, party_id=party) for party in missing)
            self._parties_of[treaty.pk].update(missing)
            changed.append("parties")
        return changed

    def _find_same(self, record: TreatyRecord, parties: set[int], warnings: list[str]) -> _UnclaimedTreaty | None:
        """Find the one unclaimed treaty of that day, those parties and a similar title; None for none or several."""
        found = []
        for names in self._unclaimed.get(record.signed, ()) if record.signed else ():
            if names.treaty.source_key:
                continue
            likeness = max(treaty_records.measure_title_similarity(record.title, title) for title in names.titles)
            # One list may have all parties to this day, another the first signatories: the two overlap.
            same_parties = names.parties == parties or len(names.parties & parties) >= 2 or not names.parties
            if likeness >= MIN_TITLE_SIMILARITY and same_parties:
                found.append(names)
            elif likeness >= MIN_TITLE_SIMILARITY:
                warnings.append(f"It looks like “{names.treaty}”, but has other parties: a treaty of its own for now.")
        if len(found) > 1:
            warnings.append("Several treaties of the archive look like it: a treaty of its own for now.")
        return found[0] if len(found) == 1 else None

    def _report(
        self,
        raw: RawRecord,
        outcome: Outcome,
        title: str = "",
        reason: str = "",
        treaty: Treaty | None = None,
        warnings: Iterable[str] = (),
    ) -> None:
        uid = treaty.uid if treaty and treaty.pk else ""
        kind = reason if outcome in (Outcome.SKIPPED, Outcome.FAILED) else reason.partition(":")[0]
        self.report.add(Entry(outcome, raw.file, raw.line, title, uid, reason, tuple(warnings)), kind_of_reason=kind)
