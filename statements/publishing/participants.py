"""Who speaks in a statement and for whom, derived from its speeches so that lists need not read them."""

from __future__ import annotations

from collections.abc import Iterable

from statements.models import Speech, Statement, StatementParty, StatementSpeaker
from statements.models.statement import PartyRole


def derive_speakers(statement: Statement, speeches: Iterable[Speech]) -> list[StatementSpeaker]:
    """Return a row for each speaker of ``speeches`` (in order), with the first party and the first office given."""
    speakers: dict[int, StatementSpeaker] = {}
    for speech in speeches:
        if not speech.speaker_id:
            continue
        speaker = speakers.get(speech.speaker_id)
        if speaker is None:
            speakers[speech.speaker_id] = StatementSpeaker(
                statement=statement, speaker_id=speech.speaker_id, party_id=speech.party_id, role=speech.role,
                order=len(speakers) + 1,
            )  # fmt: skip
            continue
        speaker.speech_count += 1
        speaker.party_id = speaker.party_id or speech.party_id
        speaker.role = speaker.role or speech.role
    return list(speakers.values())


def derive_parties(statement: Statement, speeches: Iterable[Speech]) -> list[StatementParty]:
    parties = dict.fromkeys(speech.party_id for speech in speeches if speech.party_id)
    return [StatementParty(statement=statement, party_id=party, role=PartyRole.SPEAKING) for party in parties]


def update_participants(statement: Statement) -> None:
    """Bring the speakers and speaking parties of a statement into line with its stored speeches."""
    speeches = list(statement.speeches.order_by("order").only("statement_id", "speaker_id", "party_id", "role"))
    statement.voices.all().delete()
    StatementSpeaker.objects.bulk_create(derive_speakers(statement, speeches))
    rows = {row.party_id: row for row in derive_parties(statement, speeches)}
    speaking = statement.party_roles.filter(role=PartyRole.SPEAKING)
    speaking.exclude(party__in=rows).delete()
    known = set(speaking.values_list("party", flat=True))
    StatementParty.objects.bulk_create(row for party, row in rows.items() if party not in known)
