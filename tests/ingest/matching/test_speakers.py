from statements import dates
from statements.ingest.matching.parties import Parties
from statements.ingest.matching.speakers import SpeakerLabel, Speakers
from statements.models import Speaker, SpeakerAlias, Term

TALKS = dates.parse("2024-06-19")


def book() -> tuple[Speakers, Parties]:
    parties = Parties.load()
    return Speakers.load(parties), parties


def name_of(match) -> str | None:
    return match.person.record.name if match.person else None


def test_a_known_name_is_matched_with_the_term_of_the_day(people):
    speakers, parties = book()
    match = speakers.match(SpeakerLabel("Vladimir Putin", "President of Russia", parties.by_code["RUS"]), TALKS, None)
    assert (name_of(match), match.term.record.start) == ("Vladimir Putin", "2012-05-07")
    earlier = speakers.match(SpeakerLabel("Vladimir Putin"), dates.parse("2003-06-01"), None)
    assert earlier.term.record.end == "2008-05-07"
    assert earlier.party.code == "RUS"


def test_an_alias_in_another_script_is_the_same_person(people):
    speakers, _ = book()
    assert name_of(speakers.match(SpeakerLabel("Владимир Путин"), TALKS, None)) == "Vladimir Putin"


def test_a_surname_alone_is_nobody(people):
    speakers, _ = book()
    assert name_of(speakers.match(SpeakerLabel("Putin"), TALKS, None)) is None
    assert speakers.match(SpeakerLabel("Putin"), TALKS, None).reason == "a surname alone"


def test_a_surname_with_office_and_date_is_one_person(people):
    speakers, _ = book()
    match = speakers.match(SpeakerLabel("MACRON", "PRESIDENT"), TALKS, None)
    assert (name_of(match), match.party.code) == ("Emmanuel Macron", "FRA")
    assert name_of(speakers.match(SpeakerLabel("MACRON", "PRESIDENT"), dates.parse("1999"), None)) is None


def test_two_of_one_surname_are_told_apart_by_date_only(people):
    speakers, parties = book()
    us = parties.by_code["USA"]
    assert (
        name_of(speakers.match(SpeakerLabel("Bush", "President", us), dates.parse("1990"), None)) == "George H. W. Bush"
    )
    assert name_of(speakers.match(SpeakerLabel("Bush", "President", us), dates.parse("2006"), None)) == "George W. Bush"
    both = speakers.match(SpeakerLabel("Bush", "President", us), dates.parse("1990/2006"), None)
    assert name_of(both) is None
    assert both.reason == "a surname that several speakers share"


def test_a_record_of_one_speaker_needs_no_office_beside_its_country(people):
    speakers, parties = book()
    label = SpeakerLabel("Mr. MACRON", party=parties.by_code["FRA"], from_record=True)
    assert name_of(speakers.match(label, TALKS, None)) == "Emmanuel Macron"
    stranger = SpeakerLabel("Mr. Arce", party=parties.by_code["ARG"], from_record=True)
    match = speakers.match(stranger, TALKS, None)
    assert (name_of(match), match.party.code) == (None, "ARG")


def test_an_office_printed_must_be_the_one_held(people):
    speakers, parties = book()
    label = SpeakerLabel("Mr. MACRON", "Minister for Foreign Affairs", parties.by_code["FRA"], from_record=True)
    assert name_of(speakers.match(label, TALKS, None)) is None


def test_the_president_is_who_held_the_office_on_the_day(people):
    speakers, parties = book()
    us = parties.by_code["USA"]
    assert (
        name_of(speakers.match(SpeakerLabel(office="THE PRESIDENT"), dates.parse("2006-05-01"), us)) == "George W. Bush"
    )
    assert name_of(speakers.match(SpeakerLabel(office="THE PRESIDENT"), dates.parse("1789"), us)) is None
    assert name_of(speakers.match(SpeakerLabel(office="THE PRESIDENT"), None, us)) is None


def test_on_the_day_of_a_change_an_office_alone_is_nobody(people):
    speakers, parties = book()
    match = speakers.match(
        SpeakerLabel(office="President of Russia", party=parties.by_code["RUS"]), dates.parse("2008-05-07"), None
    )
    assert name_of(match) is None
    assert match.reason == "an office that several held on that date"


def test_an_unknown_full_name_becomes_one_new_person(people):
    speakers, parties = book()
    label = SpeakerLabel("Kim Jong-un", "Chairman of State Affairs", parties.by_code["PRK"])
    first = speakers.match(label, TALKS, None)
    assert first.person.record.provisional
    assert first.person.record.sort_name == "Kim Jong-un"
    assert speakers.match(label, TALKS, None).person is first.person
    assert speakers.match(SpeakerLabel("KIM JONG-UN"), TALKS, None).person is first.person


def test_a_new_person_is_never_made_of_an_unsure_label(people):
    speakers, _ = book()
    assert speakers.match(SpeakerLabel("Sergei Lavrentiev", sure=False), TALKS, None).person is None


def test_the_same_name_for_another_state_is_another_person_and_said(people):
    speakers, parties = book()
    first = speakers.match(SpeakerLabel("Peter Müller", party=parties.by_code["DEU"]), TALKS, None)
    other = speakers.match(SpeakerLabel("Peter Müller", party=parties.by_code["AUT"]), TALKS, None)
    assert other.person is not first.person
    assert "taken for another person" in other.note
    alone = speakers.match(SpeakerLabel("Peter Müller"), TALKS, None)
    assert alone.reason == "a name that several speakers share"


def test_the_same_name_for_a_successor_or_an_organisation_is_the_same_person(people):
    speakers, parties = book()
    first = speakers.match(
        SpeakerLabel("Andrei Ivanovich Petrov", party=parties.by_code["SUN"]), dates.parse("1990"), None
    )
    later = speakers.match(
        SpeakerLabel("Andrei Ivanovich Petrov", party=parties.by_code["RUS"]), dates.parse("1995"), None
    )
    at_un = speakers.match(
        SpeakerLabel("Andrei Ivanovich Petrov", party=parties.by_code["UN"]), dates.parse("1996"), None
    )
    assert first.person is later.person is at_un.person


def test_an_alias_that_two_share_is_settled_by_party(people, known_parties):
    for name, code in (("Karl Anton Schmidt", "DEU"), ("Karl Bruno Schmidt", "AUT")):
        speaker = Speaker.objects.create(name=name)
        SpeakerAlias.objects.create(speaker=speaker, name="Karl Schmidt")
        Term.objects.create(speaker=speaker, party=known_parties[code], title="Chancellor", start="1990", end="1995")
    speakers, parties = book()
    on = dates.parse("1992")
    assert (
        name_of(speakers.match(SpeakerLabel("Karl Schmidt", party=parties.by_code["AUT"]), on, None))
        == "Karl Bruno Schmidt"
    )
    assert speakers.match(SpeakerLabel("Karl Schmidt"), on, None).reason == "a name that several speakers share"


def test_an_office_holder_of_our_list_is_known_and_written_only_when_met(known_parties):
    speakers, parties = book()
    match = speakers.match(SpeakerLabel(office="THE PRESIDENT"), dates.parse("2022-03-01"), parties.by_code["USA"])
    assert name_of(match) == "Joe Biden"
    assert match.person.record.pk is None
    assert not Speaker.objects.filter(name="Joe Biden").exists()


def test_what_an_editor_wrote_of_an_office_holder_stands(people):
    speakers, parties = book()
    match = speakers.match(SpeakerLabel("Emmanuel Macron"), TALKS, None)
    assert match.person.record == people["macron"]
    assert match.person.unwritten == []


def test_every_office_holder_of_the_list_has_parties_and_dates_that_can_be_held(db):
    from statements.ingest.matching.office_holders import load_office_holders
    from statements.reference.parties import load_parties

    codes = {party.code for party in load_parties()}
    for holder in load_office_holders():
        for term in holder.terms:
            assert term.party in codes
            start, end = dates.parse(term.start).earliest, term.end and dates.parse(term.end).latest
            assert not end or start < end


def test_a_longer_form_of_a_name_is_the_holder_of_an_office_on_the_day(people):
    speakers, parties = book()
    label = SpeakerLabel("Emmanuel Jean-Michel Macron", "", parties.by_code["FRA"])
    assert name_of(speakers.match(label, TALKS, None)) == "Emmanuel Macron"
    assert name_of(speakers.match(label, dates.parse("1999"), None)) == "Emmanuel Jean-Michel Macron"


def test_capitals_beside_the_office_of_a_head_of_government_are_a_whole_name(people):
    speakers, parties = book()
    label = SpeakerLabel("MARTIN SCHNEIDER", "Prime Minister", parties.by_code["AUT"], from_record=True)
    assert name_of(speakers.match(label, dates.parse("1990"), None)) == "Martin Schneider"
    deputy = SpeakerLabel("HANS GRUBER", "Deputy Minister", parties.by_code["AUT"], from_record=True)
    assert name_of(speakers.match(deputy, dates.parse("1990"), None)) is None
