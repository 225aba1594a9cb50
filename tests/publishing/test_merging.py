"""Merging and splitting: everything moves, old addresses lead on, the history tells it."""

import pytest

from statements.ingest.writing import write_speeches
from statements.models import (
    Merge,
    Permalink,
    Speaker,
    SpeakerAlias,
    Speech,
    Statement,
    TreatyAlias,
    TreatyMention,
    TreatyParty,
    TreatyRelation,
)
from statements.publishing import consistency
from statements.publishing.merging import (
    CannotMerge,
    find_merges,
    merge_speakers,
    merge_statements,
    merge_treaties,
    split_speaker,
)
from tests.factories import (
    PartyFactory,
    SpeakerFactory,
    StatementFactory,
    TermFactory,
    TreatyFactory,
    kim,
    published,
    putin,
    russia,
    talks,
    turn,
)

pytestmark = pytest.mark.django_db


def double() -> Speaker:
    """A second record of Vladimir Putin, as an import may make it from a French page."""
    return SpeakerFactory(name="Vladimir Poutine", sort_name="Poutine, Vladimir", provisional=True)


def test_a_merged_speaker_takes_speeches_terms_and_names_along(client):
    old, into = double(), putin()
    thanks = turn(old, "Il a remercié son hôte.", party=russia(), role="Président")
    statement = published([thanks, turn(kim(), "Merci.")])
    SpeakerAlias.objects.create(speaker=old, name="Poutine")
    TermFactory(speaker=old, title="Prime Minister of Russia", start="1999-08-09")
    merge = merge_speakers(old, into, "One person, spelled in French.")
    assert Speech.objects.filter(speaker=into).count() == 1
    assert {"Poutine", "Vladimir Poutine"} <= set(into.aliases.values_list("name", flat=True))
    assert into.terms.filter(title="Prime Minister of Russia").exists()
    voices = statement.voices.order_by("order").values_list("speaker__name", "role", "speech_count")
    assert list(voices) == [("Vladimir Putin", "Président", 1), ("Kim Jong-un", "", 1)]
    assert find_merges(into) == [merge]
    assert not Speaker.objects.filter(pk=old.pk).exists()


def test_a_speaker_who_spoke_under_both_records_is_one_voice():
    old, into = double(), putin()
    statement = published([turn(old, "Premièrement."), turn(into, "Deuxièmement."), turn(old, "Enfin.")])
    merge_speakers(old, into, "One person.")
    assert [(voice.speaker, voice.speech_count) for voice in statement.voices.all()] == [(into, 3)]
    assert list(consistency.check_participants()) == []


def test_the_address_of_a_merged_speaker_leads_to_the_one_that_is_kept(client):
    first, second, into = double(), SpeakerFactory(name="V. V. Putin"), putin()
    published([turn(into, "He spoke.")])
    addresses = [first.get_absolute_url(), second.get_absolute_url()]
    merge_speakers(first, second, "One person.")
    merge_speakers(second, into, "One person.")
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, into.get_absolute_url())


def test_a_merge_of_speakers_writes_a_version_of_every_public_statement_with_the_reason():
    statement = published([turn(double(), "Il a parlé.")])
    merge_speakers(double(), putin(), "One person, spelled in French.")
    last = statement.revisions.first()
    assert last.number == 2
    assert last.reason == "Vladimir Poutine merged into Vladimir Putin: One person, spelled in French."
    assert last.snapshot["speeches"][0]["speaker"]["name"] == "Vladimir Putin"
    assert list(consistency.check_published_words()) == []


def test_equal_terms_of_two_speakers_become_one_that_keeps_its_speeches():
    old, into = double(), putin()
    theirs, ours = TermFactory(speaker=old, title_aliases=["Président"]), TermFactory(speaker=into)
    published([turn(old, "Il a parlé.", term=theirs, party=russia())])
    merge_speakers(old, into, "One person.")
    ours.refresh_from_db()
    assert list(into.terms.all()) == [ours]
    assert ours.title_aliases == ["Président"]
    assert Speech.objects.get().term == ours


def test_two_people_whom_wikidata_knows_apart_are_not_merged():
    bush = SpeakerFactory(name="George H. W. Bush", wikidata="Q23505")
    son = SpeakerFactory(name="George W. Bush", wikidata="Q207")
    with pytest.raises(CannotMerge, match="two people"):
        merge_speakers(bush, son, "The same name.")
    assert Speaker.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_merge_needs_a_reason(reason):
    with pytest.raises(CannotMerge, match="Say why"):
        merge_speakers(double(), putin(), reason)


def test_a_record_is_not_merged_into_itself():
    with pytest.raises(CannotMerge, match="one record"):
        merge_speakers(putin(), putin(), "Why not.")


def test_a_wrongly_merged_speaker_is_divided_again():
    bush = SpeakerFactory(name="George Bush")
    father = TermFactory(speaker=bush, title="President of the United States", start="1989-01-20", end="1993-01-20")
    alias = SpeakerAlias.objects.create(speaker=bush, name="George H. W. Bush")
    then = published([turn(bush, "He spoke in 1990.", term=father)], date="1990-10-01")
    later = published([turn(bush, "He spoke in 2002.", term=father)], date="2002-09-12")
    merge = split_speaker(
        bush, "George H. W. Bush", "Father and son.", statements=[then], terms=[father], aliases=[alias]
    )
    other = Speaker.objects.get(uid=merge.kept_uid)
    assert (Speech.objects.get(statement=then).speaker, Speech.objects.get(statement=then).term) == (other, father)
    assert (Speech.objects.get(statement=later).speaker, Speech.objects.get(statement=later).term) == (bush, None)
    assert [voice.speaker for voice in then.voices.all()] == [other]
    assert list(other.aliases.all()) == [alias]
    assert then.revisions.first().reason == "George H. W. Bush split off from George Bush: Father and son."
    assert find_merges(other) == find_merges(bush) == [merge]
    assert list(consistency.check_participants()) == []


def test_a_split_must_give_something_to_the_other():
    with pytest.raises(CannotMerge, match="Choose what belongs"):
        split_speaker(putin(), "Another", "Two people.")


def test_a_merged_treaty_takes_mentions_parties_titles_and_relations_along(client):
    into = TreatyFactory()
    old = TreatyFactory(title="Accord de partenariat", short_title="", signed="2024-06-19", registration="UNTS 9999")
    other = TreatyFactory(title="Treaty of Friendship, 2000")
    statement = published()
    paragraph = statement.paragraphs.first()
    TreatyMention.objects.create(statement=statement, treaty=into, relation="mentions", paragraph=paragraph)
    TreatyMention.objects.create(statement=statement, treaty=old, relation="mentions", paragraph=paragraph)
    TreatyMention.objects.create(statement=statement, treaty=old, relation="signed_at")
    TreatyParty.objects.create(treaty=into, party=russia(), signed="2024-06-19")
    TreatyParty.objects.create(treaty=old, party=russia(), ratified="2024-11-09")
    TreatyParty.objects.create(treaty=old, party=PartyFactory(code="PRK", name="North Korea"))
    TreatyAlias.objects.create(treaty=old, name="Pyongyang Treaty")
    TreatyRelation.objects.create(treaty=old, kind="replaces", other=other)
    TreatyRelation.objects.create(treaty=into, kind="amends", other=old)
    address = old.get_absolute_url()
    merge_treaties(old, into, "One treaty, registered twice.")
    assert sorted(into.mentions.values_list("relation", flat=True)) == ["mentions", "signed_at"]
    rows = into.participations.order_by("party__code").values_list("party__code", "signed", "ratified")
    assert list(rows) == [("PRK", "", ""), ("RUS", "2024-06-19", "2024-11-09")]
    assert {"Pyongyang Treaty", "Accord de partenariat"} == set(into.aliases.values_list("name", flat=True))
    assert [(r.kind, r.other) for r in into.relations.all()] == [("replaces", other)]
    into.refresh_from_db()
    assert into.registration == "UNTS 9999"
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, into.get_absolute_url())
    assert statement.revisions.first().number == 2


def test_the_addresses_of_a_merged_statement_lead_to_the_same_words(client):
    into = published()
    old = published(title="Press statements (mirror)")
    words = old.paragraphs.get(order=2)
    same = into.paragraphs.get(text=words.text)
    merge_statements(old, into, "The same page from a mirror.")
    page = client.get(old.get_absolute_url())
    assert (page.status_code, page["Location"]) == (301, into.get_absolute_url())
    passage = client.get(words.get_permalink())
    assert (passage.status_code, passage["Location"]) == (301, same.get_permalink())


def test_a_merged_statement_keeps_its_raw_text_and_versions_and_is_not_found_any_more():
    into, old = published(), published(title="Mirror")
    merge_statements(old, into, "The same page from a mirror.")
    old.refresh_from_db()
    assert not old.is_public
    assert old.revisions.count() == 1
    assert list(Statement.objects.published()) == [into]
    assert into.uid in old.withdrawn_reason
    assert Merge.objects.get().kept_uid == into.uid


def test_what_was_public_is_not_led_to_a_draft():
    draft = StatementFactory()
    write_speeches(draft, talks())
    with pytest.raises(CannotMerge, match="would be led to nothing"):
        merge_statements(published(), draft, "The same.")
    assert not Permalink.objects.exists()


def test_a_statement_is_merged_once():
    into, old = published(), published(title="Mirror")
    merge_statements(old, into, "The same.")
    old.refresh_from_db()
    with pytest.raises(CannotMerge, match="merged already"):
        merge_statements(old, into, "Again.")
