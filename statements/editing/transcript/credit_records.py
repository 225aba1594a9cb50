"""The speakers, parties and terms that turns and decisions name, read in a few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from statements import dates
from statements.editing.dated_records import exists_between
from statements.models import Party, Speaker, Term


@dataclass(slots=True)
class CreditRecords:
    speakers: dict[Any, Speaker]
    parties: dict[Any, Party]
    terms: dict[Any, Term]
    terms_of_speaker: dict[int, list[Term]]

    @classmethod
    def load(cls, known: Sequence[Mapping[str, Any]], decisions: Sequence[Mapping[str, Any]]) -> CreditRecords:
        """``known`` and ``decisions`` name records by ``speaker``, ``party`` and ``term``."""
        keys = {
            name: {source[name] for source in (*known, *decisions) if source.get(name)}
            for name in ("speaker", "party", "term")
        }
        chosen = {decision["speaker"] for decision in decisions if decision.get("speaker")}
        terms: dict[Any, Term] = {}
        terms_of_speaker: dict[int, list[Term]] = {}
        if keys["term"] or chosen:
            rows = Term.objects.filter(pk__in=keys["term"]) | Term.objects.filter(speaker__in=chosen)
            for term in rows.select_related("party"):
                terms[term.pk] = term
                terms_of_speaker.setdefault(term.speaker_id, []).append(term)
        return cls(
            Speaker.objects.in_bulk(keys["speaker"]) if keys["speaker"] else {},
            Party.objects.in_bulk(keys["party"]) if keys["party"] else {},
            terms,
            terms_of_speaker,
        )

    def find_term(self, speaker: Speaker, party: Party | None, role: str, on: dates.EDTFDate | None) -> Term | None:
        """The one term of ``speaker`` that covers the date, for ``party`` where one is given."""
        terms = [
            term
            for term in self.terms_of_speaker.get(speaker.pk, ())
            if on is None or exists_between(term, on.earliest, on.latest)
        ]
        if party is not None:
            terms = [term for term in terms if term.party_id == party.pk]
        if len(terms) > 1 and role:
            terms = [term for term in terms if role in (term.title, *term.title_aliases)] or terms
        return terms[0] if len(terms) == 1 else None
