"""Lists of people and treaties, and finding a name in them."""

import pytest
from django.urls import reverse
from lxml import html

from statements.ingest.writing import write_speeches
from statements.models import SpeakerAlias, TreatyAlias, TreatyParty
from tests.factories import (
    SpeakerFactory,
    StatementFactory,
    TreatyFactory,
    kim,
    north_korea,
    published,
    putin,
    russia,
    turn,
)

pytestmark = pytest.mark.django_db


def names(client, kind, **typed):
    response = client.get(reverse(f"statements:{kind}"), typed)
    assert response.status_code == 200
    page = html.fromstring(response.content)
    listed = page.cssselect("a.entry .name" if kind != "treaties" else "table.plain tbody th a")
    return [name.text_content().strip() for name in listed]


def test_speakers_stand_under_the_name_they_are_filed_by_with_their_statements(client):
    published()
    published([turn(putin(), "Words.")], title="Alone")
    SpeakerFactory(name="Unheard", sort_name="Unheard")
    page = html.fromstring(client.get(reverse("statements:speakers")).content)
    assert [" ".join(link.text_content().split()) for link in page.cssselect("a.entry")] == [
        "Kim Jong-un1",
        "Putin, Vladimir2",
    ]


def test_a_speaker_is_found_by_another_form_of_the_name_without_accents(client):
    lula = SpeakerFactory(name="Luiz Inácio Lula da Silva", sort_name="Lula da Silva, Luiz Inácio")
    SpeakerAlias.objects.create(speaker=lula, name="Лула да Силва")
    published([turn(lula, "Words."), turn(kim(), "Words.")])
    assert names(client, "speakers", name="inacio") == ["Lula da Silva, Luiz Inácio"]
    assert names(client, "speakers", name="Лула") == ["Lula da Silva, Luiz Inácio"]
    assert names(client, "speakers", letter="k") == ["Kim Jong-un"]
    assert names(client, "speakers", letter="K", name="lula") == []


def test_who_is_heard_in_a_draft_alone_is_not_listed(client):
    write_speeches(StatementFactory(), [turn(putin(), "Words.")])
    assert names(client, "speakers") == []


def test_treaties_are_found_by_title_alias_and_party(client):
    treaty = TreatyFactory()
    npt = TreatyFactory(title="Treaty on the Non-Proliferation of Nuclear Weapons", short_title="", signed="1968-07-01")
    TreatyAlias.objects.create(treaty=npt, name="NPT")
    for party in (russia(), north_korea()):
        TreatyParty.objects.create(treaty=treaty, party=party)
    TreatyParty.objects.create(treaty=npt, party=russia())
    assert names(client, "treaties") == [treaty.short_title, npt.title]
    assert names(client, "treaties", name="npt") == [npt.title]
    assert names(client, "treaties", name="strategic partnership") == [treaty.short_title]
    assert names(client, "treaties", party="PRK") == [treaty.short_title]
    assert names(client, "treaties", party="nobody'; --") == [treaty.short_title, npt.title]


def test_pages_of_a_narrowed_list_keep_what_narrows_it(client):
    for number in range(30):
        TreatyFactory(title=f"Agreement {number} on air services", short_title="")
    TreatyFactory()
    page = html.fromstring(client.get(reverse("statements:treaties"), {"name": "air services"}).content)
    assert "1–25 of 30" in page.cssselect(".pages-place")[0].text
    onward = page.cssselect('.pages a[rel="next"]')[0].get("href")
    assert len(html.fromstring(client.get(reverse("statements:treaties") + onward).content).cssselect("tbody tr")) == 5
    past_the_end = client.get(reverse("statements:treaties"), {"name": "air services", "page": "999"})
    assert len(html.fromstring(past_the_end.content).cssselect("tbody tr")) == 5
