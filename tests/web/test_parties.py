"""The pages of countries and organisations."""

import pytest
from lxml import html

from statements.models import PartyName, TreatyParty
from tests.factories import (
    PartyFactory,
    TreatyFactory,
    kim,
    north_korea,
    published,
    putin,
    russia,
    turn,
    united_nations,
)

pytestmark = pytest.mark.django_db


def page_of(client, party):
    response = client.get(party.get_absolute_url())
    assert response.status_code == 200
    return html.fromstring(response.content)


def facts(page):
    names = [dt.text_content() for dt in page.cssselect(".facts dt")]
    return dict(zip(names, [" ".join(dd.text_content().split()) for dd in page.cssselect(".facts dd")], strict=True))


def test_a_country_tells_its_names_over_time_and_what_was_before_and_after_it(client):
    thailand = PartyFactory(code="THA", name="Thailand")
    PartyName.objects.create(party=thailand, name="Siam", kind="former", end="1939")
    PartyName.objects.create(party=thailand, name="ไทย", kind="short", language="th")
    PartyName.objects.create(party=thailand, name="Thaïlande", kind="variant", language="fr")
    told = facts(page_of(client, thailand))
    assert told["Former names"] == "Siam until 1939"
    assert told["Other names"] == "ไทย"
    soviet = PartyFactory(code="SUN", name="Soviet Union", kind="former_state", start="1922-12-30", end="1991-12-26")
    soviet.successors.add(russia())
    assert facts(page_of(client, soviet))["Existed"] == "from 30 December 1922 until 26 December 1991"
    assert facts(page_of(client, soviet))["Successors"] == "Russia"
    assert facts(page_of(client, russia()))["Predecessors"] == "Soviet Union"


def test_its_speakers_come_with_the_number_of_statements_on_their_own_pages(client):
    published()
    published([turn(putin(), "Words.", party=russia())], title="For Russia")
    published([turn(putin(), "Words."), turn(kim(), "Words.", party=russia())], title="For nobody, and a slip")
    rows = page_of(client, russia()).cssselect('section[aria-labelledby="speakers-heading"] a.entry')
    said = {link.cssselect(".name")[0].text: int(link.cssselect(".count")[0].text) for link in rows}
    assert said == {"Vladimir Putin": 3, "Kim Jong-un": 2}
    for link in rows:
        shelf = html.fromstring(client.get(link.get("href")).content).cssselect(".shelf-item")
        assert len(shelf) == said[link.cssselect(".name")[0].text]


def test_its_treaties_are_shown_in_part_and_listed_in_full(client):
    for number in range(14):
        treaty = TreatyFactory(title=f"Agreement {number}", short_title="", signed=str(1990 + number))
        TreatyParty.objects.create(treaty=treaty, party=russia())
    page = page_of(client, russia())
    assert len(page.cssselect('section[aria-labelledby="treaties-heading"] tbody tr')) == 12
    onward = page.cssselect('section[aria-labelledby="treaties-heading"] .more a')[0]
    assert onward.text == "All 14 treaties"
    listed = html.fromstring(client.get(onward.get("href")).content)
    assert len(listed.cssselect("tbody tr")) == 14


@pytest.mark.parametrize("typed", ["/countries/rus/", "/organisations/RUS/", "/countries/un/"])
def test_small_letters_and_the_wrong_kind_lead_to_the_right_page(client, typed):
    russia(), united_nations()
    response = client.get(typed + "?page=2")
    assert response.status_code == 301
    assert response["Location"] in ("/countries/RUS/?page=2", "/organisations/UN/?page=2")


def test_a_code_that_nobody_has_is_not_found(client):
    assert client.get("/countries/ZZZ/").status_code == 404


def test_a_country_costs_the_same_however_much_was_said_for_it(client, django_assert_max_num_queries):
    for number in range(8):
        published(title=f"Statement {number}", date=str(2000 + number))
    north_korea()
    with django_assert_max_num_queries(22):
        page_of(client, russia())
