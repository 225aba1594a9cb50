"""A new speaker made while a transcript is edited."""

from __future__ import annotations

from statements.ingest.matching.office_holders import load_office_holders
from statements.ingest.matching.person_names import build_sort_name
from statements.models import Party, Speaker, SpeakerAlias, Term
from statements.text.folding import fold


def create_speaker(name: str, party: Party | None) -> Speaker:
    """One of our list of office holders comes with aliases and terms."""
    known = (holder for holder in load_office_holders() if fold(name) in map(fold, (holder.name, *holder.aliases)))
    holder = next(known, None)
    if holder is None:
        return Speaker.objects.create(
            name=name[:200], sort_name=str(build_sort_name(name, party.code if party else ""))[:200]
        )
    parties = Party.objects.filter(code__in=[term.party for term in holder.terms]).in_bulk(field_name="code")
    speaker = Speaker.objects.create(
        name=holder.name, sort_name=build_sort_name(holder.name, holder.terms[0].party if holder.terms else "")
    )
    SpeakerAlias.objects.bulk_create(
        SpeakerAlias(speaker=speaker, name=alias, language="en") for alias in holder.aliases
    )
    for term in holder.terms:
        if term.party in parties:
            Term.objects.create(
                speaker=speaker, party=parties[term.party], title=term.title, title_aliases=list(term.aliases),
                start=term.start, end=term.end,
            )  # fmt: skip
    return speaker
