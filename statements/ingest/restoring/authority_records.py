"""The records that a restored statement names: found by uid or code, created where the file tells enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from statements import dates
from statements.models import Event, Party, Publisher, Speaker, Term, Topic, Treaty


class MissingRecord(ValueError):
    """The archive lacks a record that the statement names. The message is a sentence."""


class AuthorityRecords:
    """Cached look-ups. ``details`` is what the current file tells of its records, by uid."""

    def __init__(self) -> None:
        self._parties: dict[str, Party] = {}
        self._topics: dict[str, int] = {}
        self._records: dict[tuple[type[Model], str], Any] = {}
        self._remembered: dict[tuple[type[Model], str], Any] = {}
        self._terms: dict[tuple[int, str, str], list[Term]] = {}
        self.reload()

    def reload(self) -> None:
        """Load parties and topics anew, after some have been added."""
        self._parties = {party.code: party for party in Party.objects.all()}
        self._topics = dict(Topic.objects.values_list("path", "pk"))

    def remember(self, uid: str, record: Model) -> None:
        """Remember that the record which a file calls ``uid`` has another uid here."""
        self._remembered[type(record), uid] = record

    def get_party(self, code: str) -> Party | None:
        if not code:
            return None
        if code not in self._parties:
            raise MissingRecord(
                f"It names the country or organisation “{code[:12]}”, which the archive does not know: load the "
                "reference data first (manage.py load_reference)."
            )
        return self._parties[code]

    def get_topic(self, path: str) -> int:
        if path not in self._topics:
            raise MissingRecord(f"It is filed under the topic “{path[:80]}”, which the archive does not have.")
        return self._topics[path]

    def get_or_create_publisher(
        self, entry: Mapping | None, details: Mapping[str, Mapping] | None = None
    ) -> Publisher | None:
        """Find by uid, else by name: the archive may have the publisher under a uid of its own."""
        if not entry:
            return None
        found = self._by_uid(Publisher, entry["uid"]) or Publisher.objects.filter(name=entry["name"]).first()
        return found or self._create(
            Publisher, entry["uid"], {"name": entry["name"], **(details or {}).get(entry["uid"], {})}
        )

    def get_or_create_event(self, entry: Mapping | None, details: Mapping[str, Mapping] | None = None) -> Event | None:
        if not entry:
            return None
        return self._by_uid(Event, entry["uid"]) or self._create(
            Event, entry["uid"], {"name": entry["name"], **(details or {}).get(entry["uid"], {})}
        )

    def get_or_create_speaker(
        self, entry: Mapping | None, details: Mapping[str, Mapping] | None = None
    ) -> Speaker | None:
        if not entry:
            return None
        if found := self._by_uid(Speaker, entry["uid"]):
            return found
        fields = {"name": entry["name"], **(details or {}).get(entry["uid"], {})}
        wikidata = fields.get("wikidata")
        if wikidata and (same := Speaker.objects.filter(wikidata=wikidata).first()):
            return same
        return self._create(Speaker, entry["uid"], fields)

    def get_or_create_treaty(self, uid: str, details: Mapping[str, Mapping] | None = None) -> Treaty:
        if found := self._by_uid(Treaty, uid):
            return found
        fields = (details or {}).get(uid)
        if not fields:
            raise MissingRecord(f"It speaks of the treaty {uid[:12]}, which the archive does not have.")
        return self._create(Treaty, uid, fields)

    def get_or_create_term(self, speaker: Speaker | None, title: str, party: Party | None, date: str) -> Term | None:
        """Return the speaker's term of that title, of several the one that covers the date; created where missing."""
        if not speaker or not title:
            return None
        key = (speaker.pk, title, party.code if party else "")
        if key not in self._terms:
            terms = Term.objects.filter(speaker=speaker, title=title)
            same_party = terms.filter(party=party) if party else terms
            self._terms[key] = list(same_party) or list(terms)
        if not self._terms[key]:
            if not party:
                raise MissingRecord(f"It gives {speaker} the office “{title[:80]}” without saying for whom it is held.")
            self._terms[key] = [Term.objects.create(speaker=speaker, party=party, title=title)]
        return next((term for term in self._terms[key] if _covers(term, date)), self._terms[key][0])

    def _by_uid(self, model: type[Model], uid: str) -> Any:
        key = (model, uid)
        if key in self._remembered:
            return self._remembered[key]
        if key not in self._records and (found := model._default_manager.filter(uid=uid).first()):
            self._records[key] = found
        return self._records.get(key)

    def _create(self, model: type[Model], uid: str, fields: Mapping[str, str]) -> Any:
        record = model(uid=uid, **fields)
        record.clean_fields(exclude=["slug"])
        record.save(force_insert=True)
        self._records[model, uid] = record
        return record

    def discard_cache(self) -> None:
        """Forget the records: those created in a transaction that was rolled back are not there any more."""
        self._records.clear()
        self._terms.clear()


def _covers(term: Term, date: str) -> bool:
    when = dates.parse(date) if date else None
    if when is None or when.earliest is None or when.latest is None:
        return False
    return (term.start_earliest is None or term.start_earliest <= when.latest) and (
        term.end_latest is None or term.end_latest >= when.earliest
    )
