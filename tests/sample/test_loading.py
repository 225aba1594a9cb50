"""The sample archive in the database: complete, public, and loaded once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from statements.models import (
    Event,
    Paragraph,
    Permalink,
    Publisher,
    Revision,
    Speaker,
    Speech,
    Statement,
    Term,
    Treaty,
    TreatyMention,
    TreatyParty,
)
from statements.publishing import withdraw
from statements.reference.loading import load_reference as load_reference
from statements.sample.yaml_files import read_archive

ARCHIVE = read_archive()
MODELS = (Event, Paragraph, Publisher, Revision, Speaker, Speech, Statement, Term, Treaty, TreatyMention, TreatyParty)
PYONGYANG = "1768sw9"


def load_sample(*options: str) -> list[str]:
    out = StringIO()
    call_command("load_sample", *options, stdout=out)
    return out.getvalue().splitlines()


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


class TheLoadedArchive(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_reference()
        cls.said = load_sample()

    def test_everything_is_there_and_public(self) -> None:
        assert self.said == [
            f"publishers: {len(ARCHIVE.publishers)} added, 0 unchanged",
            f"events: {len(ARCHIVE.events)} added, 0 unchanged",
            f"speakers: {len(ARCHIVE.speakers)} added, 0 unchanged",
            f"treaties: {len(ARCHIVE.treaties)} added, 0 unchanged",
            f"statements: {len(ARCHIVE.statements)} added, 0 unchanged",
        ]
        assert Statement.objects.published().count() == len(ARCHIVE.statements)
        assert Revision.objects.filter(number=1).count() == len(ARCHIVE.statements) == Revision.objects.count()

    def test_every_row_is_one_that_the_desk_would_accept(self) -> None:
        for model in MODELS:
            for row in model.objects.all():
                row.full_clean(validate_unique=False, validate_constraints=False)

    def test_every_speech_has_its_speaker_and_the_office_of_the_day(self) -> None:
        assert not Speech.objects.filter(speaker=None).exists()
        assert not Speech.objects.filter(term=None).exists()

    def test_the_talks_of_pyongyang_can_be_read(self) -> None:
        talks = Statement.objects.get(uid=PYONGYANG)
        kim, putin = talks.speeches.order_by("order")
        assert (kim.speaker.name, kim.party.code, kim.interpreted_note) == ("Kim Jong-un", "PRK", "retranslated")
        assert kim.interpreted
        assert not putin.interpreted
        assert str(putin.term) == "President of the Russian Federation (Russia)"
        signed = talks.treaty_mentions.get(relation="signed_at")
        assert signed.surface in signed.paragraph.text
        assert signed.treaty.relations.get().other.signed == "2000-02-09"
        assert {role.party.code for role in talks.party_roles.filter(role="speaking")} == {"PRK", "RUS"}
        assert talks.paragraphs.filter(anchor="jttd").exists()

    def test_the_first_version_holds_the_words(self) -> None:
        version = Statement.objects.get(uid=PYONGYANG).revisions.get()
        assert version.reason == "Published with the sample archive."
        assert version.snapshot["speeches"][1]["speaker"]["name"] == "Vladimir Putin"
        assert version.snapshot["public_note"] == "Summary record written for this archive, not a transcript."

    def test_a_second_run_adds_nothing(self) -> None:
        before = counts()
        said = load_sample()
        assert counts() == before
        assert said[-1] == f"statements: 0 added, {len(ARCHIVE.statements)} unchanged"

    def test_what_the_editors_made_of_it_stays(self) -> None:
        talks = Statement.objects.get(uid=PYONGYANG)
        Statement.objects.filter(pk=talks.pk).update(title="Press statements after the talks")
        Speaker.objects.filter(name="Kim Jong-un").update(name="Kim Jong Un")
        withdraw(Statement.objects.get(uid=ARCHIVE.statements["1918-01-08-fourteen-points"].uid), "A test.")
        before = counts()
        load_sample()
        assert counts() == before
        assert Statement.objects.get(uid=PYONGYANG).title == "Press statements after the talks"
        assert Statement.objects.published().count() == len(ARCHIVE.statements) - 1

    def test_a_statement_merged_into_another_does_not_come_back(self) -> None:
        talks = Statement.objects.get(uid=PYONGYANG)
        Permalink.objects.create(address=f"s/{PYONGYANG}", target="/s/0bc1234/")
        talks.delete()
        load_sample()
        assert not Statement.objects.filter(uid=PYONGYANG).exists()


@pytest.mark.django_db
def test_people_and_publishers_whom_an_import_has_met_are_not_made_again() -> None:
    load_reference()
    putin = Speaker.objects.create(name="Vladimir Putin", provisional=True)
    merkel = Speaker.objects.create(name="Dr. Angela Merkel", wikidata="Q567")
    kremlin = Publisher.objects.create(name="President of Russia")
    load_sample()
    assert putin.voices.exists()
    assert merkel.voices.exists()
    assert Speaker.objects.filter(name__contains="Putin").count() == 1
    assert Publisher.objects.filter(name="President of Russia").get() == kremlin


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    load_reference()
    before = counts()
    said = load_sample("--dry-run")
    assert said[-2:] == [
        f"statements: {len(ARCHIVE.statements)} added, 0 unchanged",
        "Dry run: nothing was changed.",
    ]
    assert counts() == before


@pytest.mark.django_db
def test_without_countries_and_topics_it_says_what_to_load_first() -> None:
    with pytest.raises(CommandError, match=r"not there \(AFG, .* and \d+ more\)\. .*manage.py load_reference$"):
        load_sample()
    assert not Speaker.objects.exists()
