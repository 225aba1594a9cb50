from statements import dates
from statements.ingest.matching.parties import Parties
from statements.models import PartyName

JUNE_2024, YEAR_1970 = dates.parse("2024-06-19"), dates.parse("1970")


def test_the_longer_korea_is_not_the_shorter(known_parties):
    parties = Parties.load()
    text = "The Democratic People’s Republic of Korea and again the Democratic People’s Republic of Korea."
    assert parties.find_mentioned("", [text], JUNE_2024, "en") == ["PRK"]


def test_a_party_is_spoken_of_when_named_twice_or_in_the_title(known_parties):
    parties = Parties.load()
    assert parties.find_mentioned("", ["France is far away."], JUNE_2024, "en") == []
    assert parties.find_mentioned("", ["France is far.", "France is near."], JUNE_2024, "en") == ["FRA"]
    assert parties.find_mentioned("Talks with France", [], JUNE_2024, "en") == ["FRA"]


def test_words_that_only_look_like_parties_do_not_count(known_parties):
    parties = Parties.load()
    text = "New Mexico, the turkey, Nigerien and Nigerian guests, the Gulf of Mexico, jordan."
    assert parties.find_mentioned(text, [text, text], JUNE_2024, "en") == []


def test_guinea_is_none_of_its_longer_namesakes(known_parties):
    parties = Parties.load()
    text = "Guinea-Bissau and Equatorial Guinea. Guinea-Bissau and Equatorial Guinea."
    assert parties.find_mentioned("", [text], JUNE_2024, "en") == ["GNB", "GNQ"]


def test_a_name_means_the_party_of_its_day(known_parties):
    parties = Parties.load()
    assert parties.find_mentioned("", ["Russia here, Russia there."], JUNE_2024, "en") == ["RUS"]
    assert parties.find_mentioned("", ["The Soviet Union here, the Soviet Union there."], YEAR_1970, "en") == ["SUN"]


def test_in_a_us_document_georgia_is_the_nearer_one(known_parties):
    parties = Parties.load()
    assert parties.find_mentioned("", ["Georgia, Georgia"], JUNE_2024, "en", home="USA") == []
    assert parties.find_mentioned("", ["Georgia, Georgia"], JUNE_2024, "en", home="RUS") == ["GEO"]


def test_initials_in_a_shouted_heading_are_words(known_parties):
    PartyName.objects.create(party=known_parties["NATO"], name="WHO", kind="initials")
    parties = Parties.load()
    assert parties.find_mentioned("", ["WHO COMES, WHO GOES"], JUNE_2024, "en") == []
    assert parties.find_mentioned("", ["The WHO said so. The WHO was right."], JUNE_2024, "en") == ["NATO"]


def test_the_party_of_an_office_is_that_at_its_end(known_parties):
    parties = Parties.load()
    for office, code in {
        "President of France": "FRA",
        "US Secretary of State": "USA",
        "Permanent Representative of China to the United Nations": "CHN",
        "Deputy Prime Minister of the Russian Federation and Presidential Envoy": "RUS",
    }.items():
        assert parties.find_in_office(office, JUNE_2024).code == code
    for office in ("Chairman of the Organisation of China War Veterans", "President", "Head of the Norilsk plant"):
        assert parties.find_in_office(office, JUNE_2024) is None


def test_an_office_is_known_without_its_party(known_parties):
    parties = Parties.load()
    assert parties.strip_party("President of the Russian Federation") == "President"
    assert parties.strip_party("Minister of Foreign Affairs") == "Minister of Foreign Affairs"


def test_a_party_covers_only_its_own_time(known_parties):
    parties = Parties.load()
    assert parties.covers(parties.by_code["SUN"], YEAR_1970)
    assert not parties.covers(parties.by_code["SUN"], JUNE_2024)


def test_one_person_may_speak_for_a_state_and_for_its_successor_or_an_organisation(known_parties):
    by_code = Parties.load().by_code
    may_share_speaker = Parties.load().may_share_speaker
    assert may_share_speaker(by_code["SUN"], by_code["RUS"])
    assert may_share_speaker(by_code["FRA"], by_code["UN"])
    assert not may_share_speaker(by_code["FRA"], by_code["RUS"])
