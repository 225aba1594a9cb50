"""Speakers, treaties, parties, topics and events as documents of Haystack, and the index that follows them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from haystack import connections
from haystack.inputs import Raw
from haystack.query import SearchQuerySet

from statements.models import (
    Event,
    IndexChange,
    Party,
    PartyName,
    Speaker,
    SpeakerAlias,
    Statement,
    Topic,
    Treaty,
    TreatyAlias,
    TreatyMention,
    TreatyParty,
)
from statements.publishing import publish, withdraw
from statements.publishing.merging import merge_speakers
from statements.search.contract.errors import IndexNotWritten
from statements.search.indexing.queue import process_queue, queue_all_names
from statements.search.indexing.status import describe_stale, read_status
from tests.factories import (
    EventFactory,
    PartyFactory,
    SpeakerFactory,
    StatementFactory,
    TermFactory,
    TopicFactory,
    TreatyFactory,
    published,
    putin,
    turn,
)
from tests.search.open_indexes import forget_open_indexes

pytestmark = pytest.mark.django_db


def soviet_union() -> Party:
    return PartyFactory(code="SUN", name="Soviet Union", official_name="Union of Soviet Socialist Republics")


def gromyko() -> Speaker:
    speaker = SpeakerFactory(name="Andrei Gromyko", sort_name="Gromyko, Andrei", native_name="Андрей Громыко")
    TermFactory(speaker=speaker, party=soviet_union(), title="Minister for Foreign Affairs", start="1957", end="1985")
    return speaker


def test_ban() -> Treaty:
    treaty = TreatyFactory(
        title="Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and Under Water",
        short_title="Partial Test Ban Treaty", signed="1963-08-05", place="Moscow", subject="Disarmament",
    )  # fmt: skip
    TreatyAlias.objects.get_or_create(treaty=treaty, name="Traité de Moscou")
    for party in (soviet_union(), PartyFactory(code="GBR", name="United Kingdom")):
        TreatyParty.objects.get_or_create(treaty=treaty, party=party)
    return treaty


test_ban.__test__ = False


def speech_of(speaker: Speaker, **fields) -> Statement:
    return published([turn(speaker, "He spoke of the tests.", party=soviet_union(), role="Minister")], **fields)


def names(found: SearchQuerySet) -> list[str]:
    return [result.title for result in found]


@pytest.fixture
def archive(index: Path) -> Path:
    speech = speech_of(gromyko(), title="Address on the tests", date="1963-08-06", event=EventFactory())
    TreatyMention.objects.create(statement=speech, treaty=test_ban())
    TopicFactory(name="Nuclear weapons", aliases=["atomic bombs"])
    process_queue()
    return index


@pytest.mark.parametrize(
    "words",
    ["gromyko", "Громыко", "андрей", "foreign affairs", "soviet union gromyko", Raw("gromyka~1"), Raw("grom*")],
)
def test_a_speaker_is_found_by_any_name_office_and_country(archive, words) -> None:
    found = SearchQuerySet().models(Speaker).filter(content=words)
    assert names(found) == ["Andrei Gromyko"]
    assert (found[0].model, found[0].country, found[0].what) == (Speaker, ["SUN"], "speaker")


@pytest.mark.parametrize(
    "words",
    ["banning nuclear weapon tests", "partial test ban", "Moscou", "moscow", "united kingdom", "disarmament", "1963"],
)
def test_a_treaty_is_found_by_titles_place_subject_parties_and_year(archive, words: str) -> None:
    assert names(SearchQuerySet().models(Treaty).filter(content=words)) == ["Partial Test Ban Treaty"]


def test_haystacks_searches_work_on_names(archive) -> None:
    treaties = SearchQuerySet().models(Treaty)
    assert names(treaties.filter(country="GBR")) == ["Partial Test Ban Treaty"]
    assert treaties.filter(country="GBR").exclude(kind="treaty").count() == 0
    assert dict(treaties.facet("country").facet_counts()["fields"]["country"]) == {"SUN": 1, "GBR": 1}
    assert treaties.filter(year__gte=1963, year__lt=1970).narrow("kind:treaty").count() == 1
    highlighted = treaties.filter(content="moscou").highlight()[0].highlighted["text"][0]
    assert "<em>Moscou</em>" in highlighted
    treaty = test_ban()
    assert treaties.filter(content="moscow").values_list("pk", flat=True)[0] == str(treaty.pk)
    assert treaties.filter(content="moscow").load_all()[0].object == treaty
    assert names(SearchQuerySet().models(Topic).filter(content="atomic")) == ["Nuclear weapons"]
    assert names(SearchQuerySet().models(Event)) == ["Russia–DPRK talks"]


def test_without_models_all_of_them_are_searched_and_ordered_together(archive) -> None:
    found = SearchQuerySet().filter(content="gromyko")
    assert {result.model for result in found} == {Speaker}
    both = SearchQuerySet().filter(content="tests")
    assert {result.model for result in both} == {Statement, Treaty}
    assert [result.score for result in both] == sorted((result.score for result in both), reverse=True)
    assert SearchQuerySet().models(Statement, Treaty).filter(content="tests").count() == both.count() == 2
    dated = SearchQuerySet().models(Statement, Treaty).order_by("-date_from")
    assert [result.date_from.isoformat() for result in dated] == ["1963-08-06", "1963-08-05"]
    by_title = names(SearchQuerySet().order_by("title"))
    assert by_title == sorted(by_title)
    assert names(SearchQuerySet().order_by("title")[2:4]) == by_title[2:4]
    assert SearchQuerySet().count() == len(by_title)
    assert dict(SearchQuerySet().facet("country").facet_counts()["fields"]["country"])["SUN"] == 4


def test_more_like_this_stays_among_records_of_the_kind_unless_it_is_told_otherwise(archive) -> None:
    TreatyFactory(title="Protocol on the Verification of Nuclear Weapon Tests", short_title="")
    call_command("rebuild_index", interactive=False, verbosity=0)
    like = SearchQuerySet().more_like_this(test_ban())
    assert "Protocol on the Verification of Nuclear Weapon Tests" in names(like)
    assert Statement not in {result.model for result in like}
    assert SearchQuerySet().models(Statement).more_like_this(test_ban()).count() == 1


def test_who_is_heard_in_a_draft_alone_is_not_indexed(archive) -> None:
    draft = StatementFactory(title="A draft")
    SpeakerFactory(name="Unheard", sort_name="Unheard")
    process_queue()
    assert names(SearchQuerySet().models(Speaker)) == ["Andrei Gromyko"]
    backend = connections["default"].get_backend()
    unified = connections["default"].get_unified_index()
    for record in (draft, Speaker.objects.get(name="Unheard")):
        backend.update(unified.get_index(type(record)), [record])
    assert SearchQuerySet().models(Speaker, Statement).count() == 2
    assert SearchQuerySet().more_like_this(draft).count() == 0


def test_a_speaker_comes_and_goes_with_what_is_published_of_them(archive) -> None:
    event = EventFactory(name="Munich Security Conference")
    speech = published([turn(putin(), "Words.")], title="Alone", event=event)
    process_queue()
    assert names(SearchQuerySet().models(Speaker).filter(content="putin")) == ["Vladimir Putin"]
    assert SearchQuerySet().models(Event).filter(content="munich").count() == 1
    withdraw(speech, "Published by mistake.")
    process_queue()
    assert SearchQuerySet().models(Speaker).filter(content="putin").count() == 0
    assert SearchQuerySet().models(Event).filter(content="munich").count() == 0
    publish(speech, "It was no mistake.")
    process_queue()
    speech.delete()
    process_queue()
    assert SearchQuerySet().models(Speaker).filter(content="putin").count() == 0
    assert read_status(every_name=True).fresh


def test_a_voice_taken_out_of_a_statement_goes_with_its_next_version(archive) -> None:
    from statements.ingest.writing import write_speeches

    speech = published([turn(putin(), "Words."), turn(gromyko(), "Words.")], title="Both")
    process_queue()
    write_speeches(speech, [turn(gromyko(), "Words.")])
    publish(speech, "The other never spoke.")
    process_queue()
    assert names(SearchQuerySet().models(Speaker)) == ["Andrei Gromyko"]


def test_what_is_corrected_is_found_under_its_new_name_alone(archive) -> None:
    speaker, treaty = gromyko(), test_ban()
    speaker.name = "Andrej Gromyko"
    speaker.save()
    SpeakerAlias.objects.create(speaker=speaker, name="Mr. Nyet")
    treaty.short_title = "Limited Test Ban Treaty"
    treaty.save()
    treaty.aliases.all().delete()
    TreatyParty.objects.filter(treaty=treaty, party__code="GBR").delete()
    process_queue()
    assert names(SearchQuerySet().models(Speaker).filter(content="nyet")) == ["Andrej Gromyko"]
    assert SearchQuerySet().models(Speaker).filter(content="andrei").count() == 0
    assert names(SearchQuerySet().models(Treaty).filter(content="limited")) == ["Limited Test Ban Treaty"]
    assert SearchQuerySet().models(Treaty).filter(content=Raw("moscou OR kingdom OR partial")).count() == 0


def test_a_country_renamed_is_told_by_its_treaties_and_speakers(archive) -> None:
    party = soviet_union()
    PartyName.objects.create(party=party, name="СССР")
    party.name = "USSR"
    party.save()
    process_queue()
    assert {result.model for result in SearchQuerySet().filter(content="ussr")} == {Party, Speaker, Treaty}
    assert names(SearchQuerySet().models(Party).filter(content="ссср")) == ["USSR"]


def test_those_who_are_made_one_are_found_as_one(archive) -> None:
    double = SpeakerFactory(name="A. A. Gromyko", sort_name="Gromyko, A. A.")
    speech_of(double, title="Another")
    process_queue()
    assert SearchQuerySet().models(Speaker).filter(content="gromyko").count() == 2
    merge_speakers(double, gromyko(), "One person.")
    process_queue()
    assert names(SearchQuerySet().models(Speaker).filter(content="a gromyko")) == ["Andrei Gromyko"]
    assert read_status(every_name=True).fresh


def test_participants_of_an_event_are_told(archive) -> None:
    Event.objects.get().participants.add(PartyFactory(code="CUB", name="Cuba"))
    process_queue()
    assert SearchQuerySet().models(Event).filter(content="cuba", country="CUB").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_name_is_noted_with_its_record_and_followed_after_commit(archive) -> None:
    TreatyFactory(title="Treaty of Tlatelolco", short_title="")
    assert names(SearchQuerySet().models(Treaty).filter(content="tlatelolco")) == ["Treaty of Tlatelolco"]
    assert not IndexChange.objects.exists()


def test_what_is_written_in_bulk_is_followed_when_it_is_told_of(archive) -> None:
    Treaty.objects.bulk_create([Treaty(title="Treaty of Rarotonga")])
    assert describe_stale() == "the index of names is stale; run manage.py index_status --repair"
    queue_all_names()
    process_queue()
    assert SearchQuerySet().models(Treaty).filter(content="rarotonga").count() == 1
    assert describe_stale() == ""


def test_names_that_differ_are_told_and_repaired(archive) -> None:
    Treaty.objects.filter(short_title="Partial Test Ban Treaty").update(short_title="Limited Test Ban Treaty")
    Topic.objects.all().delete()
    IndexChange.objects.all().delete()
    status = read_status(every_name=True)
    assert [model for model, _ in status.names.stale] == ["treaty"]
    assert [model for model, _ in status.names.extra] == ["topic"]
    assert "1 changed, 1 no longer public" in str(status)
    said = StringIO()
    call_command("index_status", "--repair", stdout=said)
    assert "The index of names is up to date: 5 records." in said.getvalue()
    assert names(SearchQuerySet().models(Treaty).filter(content="limited")) == ["Limited Test Ban Treaty"]


def remove_names(folder: Path) -> None:
    """As in an archive that was set up before there were any."""
    for file in (*folder.glob("NAMES*"), *folder.glob("_NAMES*")):
        file.unlink()


def test_an_archive_without_the_index_of_names_searches_statements_and_builds_it(archive: Path, client) -> None:
    remove_names(archive)
    assert read_status().names.problem
    assert describe_stale() == "the index of names is missing or cannot be read; run manage.py index_status --repair"
    assert client.get("/healthz").json()["status"] == "ok"
    assert SearchQuerySet().models(Statement).filter(content="tests").count() == 1
    assert SearchQuerySet().models(Speaker).count() == 0
    page = client.get("/search/?q=gromyko").content.decode()
    assert gromyko().get_absolute_url() in page
    listed = client.get("/suggest/?q=grom&format=json").json()["suggestions"]
    assert [each["label"] for each in listed] == ["Andrei Gromyko"]
    assert "Gromyko, Andrei" in client.get("/speakers/?name=gromyko").content.decode()
    said = StringIO()
    call_command("prepare_archive", "--no-static", stdout=said)
    assert "Bringing the search index up to date (names)" in said.getvalue()
    assert read_status(every_name=True).fresh


def test_the_first_change_builds_an_index_of_names_that_is_not_there_or_damaged(archive: Path) -> None:
    remove_names(archive)
    TreatyFactory(title="Treaty of Tlatelolco", short_title="")
    process_queue()
    assert read_status(every_name=True).fresh
    (segment,) = archive.glob("NAMES_*.arrays")
    broken = segment.read_bytes()[:100]
    segment.unlink()
    segment.write_bytes(broken)
    forget_open_indexes()
    assert read_status().names.problem
    speech_of(gromyko(), title="Another")
    process_queue()
    assert read_status(every_name=True).fresh


def test_names_that_cannot_be_written_stay_noted(archive: Path, monkeypatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("statements.search.engines.whoosh.segments.builder.SegmentBuilder.write", full)
    TreatyFactory(title="Treaty of Tlatelolco", short_title="")
    assert not process_queue()
    assert IndexChange.objects.filter(model="treaty").exists()
    monkeypatch.undo()
    assert process_queue()
    assert read_status(every_name=True).fresh


def test_what_stops_between_the_two_indexes_is_followed_again(archive: Path, monkeypatch) -> None:
    speech = published([turn(putin(), "Words.")], title="Alone")
    process_queue()
    withdraw(speech, "Published by mistake.")

    def stop(*args: object) -> None:
        raise IndexNotWritten("No space left on device")

    monkeypatch.setattr("statements.search.indexing.updating.write_records", stop)
    assert not process_queue()
    assert read_status().extra == [speech.pk]
    monkeypatch.undo()
    assert process_queue()
    assert SearchQuerySet().models(Speaker).filter(content="putin").count() == 0
    assert read_status(every_name=True).fresh


def test_haystacks_commands_keep_both_indexes(archive: Path) -> None:
    count = SearchQuerySet().count()
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert SearchQuerySet().count() == count
    assert read_status(every_name=True).fresh
    Topic.objects.all().delete()
    call_command("update_index", remove=True, verbosity=0)
    assert SearchQuerySet().models(Topic).count() == 0
    backend = connections["default"].get_backend()
    backend.remove(test_ban())
    assert SearchQuerySet().models(Treaty).count() == 0
    backend.clear([Speaker])
    assert SearchQuerySet().models(Speaker).count() == 0
    assert SearchQuerySet().models(Party, Statement).count() > 0
    backend.optimize()
    call_command("clear_index", interactive=False, verbosity=0)
    assert SearchQuerySet().count() == 0
