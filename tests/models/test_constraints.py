"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from statements.models import (
    Event,
    Paragraph,
    Party,
    PartyName,
    Permalink,
    Publisher,
    Revision,
    Speaker,
    SpeakerAlias,
    Speech,
    Statement,
    StatementParty,
    StatementSpeaker,
    Term,
    Topic,
    Treaty,
    TreatyAlias,
    TreatyMention,
    TreatyParty,
    TreatyRelation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def russia() -> Party:
    return Party.objects.create(code="RUS", kind="state", name="Russia")


@pytest.fixture
def kremlin(russia) -> Publisher:
    return Publisher.objects.create(name="President of Russia", party=russia)


@pytest.fixture
def putin() -> Speaker:
    return Speaker.objects.create(name="Vladimir Putin")


@pytest.fixture
def talks(kremlin) -> Statement:
    return Statement.objects.create(title="Press statements following talks", date="2024-06-19", publisher=kremlin)


@pytest.fixture
def speech(talks) -> Speech:
    return Speech.objects.create(statement=talks, order=1, anchor="bcdf", label="Vladimir Putin")


@pytest.fixture
def treaty() -> Treaty:
    return Treaty.objects.create(title="Treaty on Comprehensive Strategic Partnership", signed="2024-06-19")


def refused(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def set_to(record, **fields) -> None:
    """Write past the model, as a script or another program would."""
    refused(lambda: type(record).objects.filter(pk=record.pk).update(**fields))


def test_a_statement_has_a_title_and_a_known_status(talks):
    set_to(talks, title="")
    set_to(talks, status="secret")


def test_what_is_public_has_a_date_a_publisher_and_a_speech(talks):
    set_to(talks, status="published")
    Statement.objects.filter(pk=talks.pk).update(status="published", speech_count=1)
    set_to(talks, date_earliest=None)
    set_to(talks, publisher=None)
    set_to(talks, speech_count=0)


def test_what_is_withdrawn_has_a_reason(talks):
    set_to(talks, status="withdrawn")


def test_a_date_does_not_end_before_it_begins(talks, russia, putin):
    set_to(talks, date_latest="2024-06-18")
    term = Term.objects.create(speaker=putin, party=russia, title="President", start="2012", end="2018")
    set_to(term, end_latest="2011-12-31")
    set_to(russia, start_earliest="1992-01-01", end_latest="1991-01-01")


def test_a_uid_is_one_records_alone(talks, putin, treaty):
    refused(lambda: Statement.objects.create(title="Other", uid=talks.uid))
    refused(lambda: Speaker.objects.create(name="Other", uid=putin.uid))
    refused(lambda: Treaty.objects.create(title="Other", uid=treaty.uid))


def test_orders_and_anchors_are_unique_within_a_statement_only(talks, speech, kremlin):
    refused(lambda: Speech.objects.create(statement=talks, order=1, anchor="cdfg"))
    refused(lambda: Speech.objects.create(statement=talks, order=2, anchor="bcdf"))
    Paragraph.objects.create(statement=talks, speech=speech, order=1, anchor="bcdf", text="One.")
    refused(lambda: Paragraph.objects.create(statement=talks, speech=speech, order=1, anchor="cdfg", text="Two."))
    refused(lambda: Paragraph.objects.create(statement=talks, speech=speech, order=2, anchor="bcdf", text="Two."))
    other = Statement.objects.create(title="Other talks")
    assert Speech.objects.create(statement=other, order=1, anchor="bcdf").pk


def test_a_paragraph_is_not_empty(talks, speech):
    refused(lambda: Paragraph.objects.create(statement=talks, speech=speech, order=1, anchor="bcdf", text=""))


def test_a_role_a_voice_and_a_mention_are_filed_once(talks, russia, putin, treaty, speech):
    StatementParty.objects.create(statement=talks, party=russia, role="speaking")
    StatementParty.objects.create(statement=talks, party=russia, role="mentioned")
    refused(lambda: StatementParty.objects.create(statement=talks, party=russia, role="mentioned"))
    StatementSpeaker.objects.create(statement=talks, speaker=putin, order=1)
    refused(lambda: StatementSpeaker.objects.create(statement=talks, speaker=putin, order=2))
    paragraph = Paragraph.objects.create(statement=talks, speech=speech, order=1, anchor="bcdf", text="One.")
    for passage in (None, paragraph):
        mention = {"statement": talks, "treaty": treaty, "relation": "invokes", "paragraph": passage}
        TreatyMention.objects.create(**mention)
        refused(lambda mention=mention: TreatyMention.objects.create(**mention))


def test_a_name_is_never_empty(russia, putin, treaty):
    refused(lambda: PartyName.objects.create(party=russia, name=""))
    refused(lambda: SpeakerAlias.objects.create(speaker=putin, name=""))
    refused(lambda: TreatyAlias.objects.create(treaty=treaty, name=""))
    for model in (Event, Publisher, Speaker):
        refused(lambda model=model: model.objects.create(name=""))
    refused(lambda: Party.objects.create(code="XXX", kind="state", name=""))
    refused(lambda: Topic.objects.create(name="", slug="x"))
    refused(lambda: Treaty.objects.create(title=""))
    refused(lambda: Term.objects.create(speaker=putin, party=russia, title=""))


def test_names_are_filed_once_for_one_record_and_may_be_shared_by_two(russia, putin, treaty):
    PartyName.objects.create(party=russia, name="Russia", language="en")
    refused(lambda: PartyName.objects.create(party=russia, name="Russia", language="en"))
    SpeakerAlias.objects.create(speaker=putin, name="V. V. Putin")
    refused(lambda: SpeakerAlias.objects.create(speaker=putin, name="V. V. Putin"))
    assert SpeakerAlias.objects.create(speaker=Speaker.objects.create(name="Vera Putin"), name="V. V. Putin").pk
    TreatyAlias.objects.create(treaty=treaty, name="Partnership Treaty")
    refused(lambda: TreatyAlias.objects.create(treaty=treaty, name="Partnership Treaty"))


def test_codes_and_wikidata_ids_are_one_records_alone(russia):
    refused(lambda: Party.objects.create(code="RUS", kind="state", name="Other"))
    refused(lambda: Party.objects.create(code="XXX", kind="empire", name="Other"))
    Speaker.objects.create(name="Kofi Annan", wikidata="Q1254")
    refused(lambda: Speaker.objects.create(name="Other", wikidata="Q1254"))
    Speaker.objects.create(name="No id")
    assert Speaker.objects.create(name="No id either").pk


def test_a_topic_has_one_place_and_at_most_three_levels():
    security = Topic.objects.create(name="Security", slug="security")
    arms = Topic.objects.create(name="Arms control", slug="arms", parent=security)
    tests = Topic.objects.create(name="Nuclear tests", slug="tests", parent=arms)
    assert tests.path == "security/arms/tests"
    refused(lambda: Topic.objects.create(name="Deeper", slug="deeper", parent=tests))
    refused(lambda: Topic.objects.create(name="Again", slug="arms", parent=security))


def test_a_treaty_is_imported_once_and_related_to_another(treaty, russia):
    Treaty.objects.create(title="One", source_key="id:uktol:1")
    refused(lambda: Treaty.objects.create(title="Two", source_key="id:uktol:1"))
    refused(lambda: TreatyRelation.objects.create(treaty=treaty, kind="replaces", other=treaty))
    TreatyParty.objects.create(treaty=treaty, party=russia)
    refused(lambda: TreatyParty.objects.create(treaty=treaty, party=russia))


def test_a_revision_has_a_number_of_its_own_and_a_reason(talks):
    def revise(**fields):
        revision = Revision(statement=talks, **{"number": 1, "reason": "Published.", **fields})
        revision.snapshot = {}
        revision.save()

    revise()
    refused(revise)
    refused(lambda: revise(number=2, reason=""))


def test_a_permalink_leads_somewhere_or_says_why():
    refused(lambda: Permalink.objects.bulk_create([Permalink(address="s/0bc1234", kind="moved", target="nowhere")]))
    refused(lambda: Permalink.objects.create(address="s/0bc1234", kind="tombstone"))
    Permalink.objects.create(address="s/0bc1234", kind="moved", target="/s/1cd2345/")
    refused(lambda: Permalink.objects.create(address="s/0bc1234", kind="tombstone", reason="Gone."))


def test_people_parties_and_treaties_are_not_deleted_from_under_a_statement(talks, russia, putin, treaty, kremlin):
    Speech.objects.create(statement=talks, order=1, anchor="bcdf", speaker=putin, party=russia)
    TreatyMention.objects.create(statement=talks, treaty=treaty)
    for record in (russia, putin, treaty, kremlin):
        with pytest.raises(ProtectedError):
            record.delete()
