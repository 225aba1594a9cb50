import pytest

from statements.ingest.matching.parties import Parties
from statements.ingest.matching.publishers import CC_BY_4, KNOWN_PUBLISHERS, Publishers, publishes_translations
from statements.models import Publisher

pytestmark = pytest.mark.django_db


@pytest.fixture
def publishers(known_parties):
    def load() -> Publishers:
        return Publishers.load(Parties.load())

    return load


def test_a_publisher_is_known_by_name_alias_or_host(kremlin, publishers):
    book = publishers()
    for name in ("President of Russia", "president of russia", "President of Russia (en.kremlin.ru)", "Kremlin"):
        assert book.find(name) == kremlin
    assert book.find(url="http://en.kremlin.ru/events/president/news/74334") == kremlin
    assert book.find(url="https://www.example.org/") is None


def test_a_name_is_not_overruled_by_a_host(kremlin, publishers):
    assert publishers().find("The Author", "http://en.kremlin.ru/1") is None


def test_one_that_an_editor_entered_under_another_name_is_not_made_again(publishers):
    mine = Publisher.objects.create(name="The Kremlin")
    assert publishers().find_or_create("President of Russia (en.kremlin.ru)") == mine


def test_a_publisher_of_our_list_is_made_with_what_it_states_of_itself(publishers):
    made = publishers().find_or_create(url="https://special.kremlin.ru/x")
    assert (made.name, made.party.code, (made.licence, made.licence_url)) == ("President of Russia", "RUS", CC_BY_4)
    assert made.pk is None


def test_a_stranger_is_made_by_its_name_without_a_licence(publishers):
    made = publishers().find_or_create("  Ministry of   Silly Walks ")
    assert (made.name, made.licence) == ("Ministry of Silly Walks", "")
    assert publishers().find_or_create("", "https://silly.example.org/") is None
    assert publishers().find_or_create("https://silly.example.org/") is None


def test_one_made_is_found_the_next_time(publishers):
    book = publishers()
    assert book.find_or_create("Ministry of Silly Walks") is book.find_or_create("MINISTRY OF SILLY WALKS")


def test_the_english_of_the_kremlin_is_a_translation(kremlin):
    assert publishes_translations(kremlin, "en-GB")
    assert not publishes_translations(kremlin, "ru")
    assert not publishes_translations(Publisher(name="The White House"), "en")


def test_no_two_of_the_list_share_a_name_or_host():
    names = [
        name for known in KNOWN_PUBLISHERS for name in {n.lower() for n in (known.name, *known.aliases, *known.hosts)}
    ]
    assert len(names) == len(set(names))
