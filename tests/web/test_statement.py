"""A statement's own page."""

import pytest
from lxml import html

from statements.ingest.writing import ParagraphDraft, SpeechDraft
from statements.models import StatementParty, TreatyMention, TreatyRelation
from statements.models.speech import ParagraphKind, SpeechKind
from tests.factories import (
    EventFactory,
    PartyFactory,
    PublisherFactory,
    StatementFactory,
    TermFactory,
    TopicFactory,
    TreatyFactory,
    kim,
    north_korea,
    published,
    putin,
    russia,
    turn,
)

pytestmark = pytest.mark.django_db


def page_of(client, record):
    response = client.get(record.get_absolute_url())
    assert response.status_code == 200
    return html.fromstring(response.content)


def words(element):
    return " ".join(element.text_content().split())


def test_the_talks_show_two_turns_with_speaker_office_and_country_beside_them(client):
    page = page_of(client, published())
    turns = page.cssselect("section.turn")
    assert [words(turn.cssselect("h3")[0]) for turn in turns] == ["Kim Jong-un", "Vladimir Putin"]
    first = words(turns[0].cssselect(".voice")[0])
    assert "Chairman of State Affairs" in first
    assert "North Korea" in first
    assert "through an interpreter, printed “retranslated”" in first
    assert "printed as “Chairman of State Affairs of the Democratic People’s Republic of Korea Kim Jong-un”" in first
    assert "interpreter" not in words(turns[1])


def test_every_paragraph_has_its_number_as_a_link_to_itself(client):
    statement = published()
    page = page_of(client, statement)
    for paragraph in statement.paragraphs.all():
        shown = page.get_element_by_id(f"p-{paragraph.anchor}")
        link = shown.cssselect("a.num")[0]
        assert (link.text, link.get("href")) == (str(paragraph.order), f"#p-{paragraph.anchor}")
        assert paragraph.text in words(shown)
    for speech in statement.speeches.all():
        assert page.get_element_by_id(f"s-{speech.anchor}") is not None


def test_an_office_and_a_label_are_said_once_and_again_only_when_they_change(client):
    term = TermFactory()
    page = page_of(
        client,
        published(
            [
                turn(putin(), "One.", label="V. Putin", term=term, party=russia()),
                turn(kim(), "Two.", party=north_korea()),
                turn(putin(), "Three.", label="V. Putin", term=term, party=russia()),
                turn(putin(), "Four.", label="V. Putin", role="Guest", party=russia()),
            ]
        ),
    )
    voices = [[words(line) for line in voice] for voice in page.cssselect(".voice")]
    assert voices[0] == ["Vladimir Putin", "President of the Russian Federation", "Russia", "printed as “V. Putin”"]
    assert voices[2] == ["Vladimir Putin"]
    assert voices[3] == ["Vladimir Putin", "Guest", "Russia"]


def test_the_language_spoken_is_said_where_it_is_not_that_of_the_text(client):
    page = page_of(
        client,
        published([turn(kim(), "Words.", language="ko"), turn(putin(), "Words.", language="en-GB")], language="en"),
    )
    assert [words(line) for line in page.cssselect(".voice .spoken")] == ["speaking Korean"]


def test_an_unresolved_label_stands_as_printed_and_leads_nowhere(client):
    page = page_of(client, published([turn(None, "He would not be named.", label="Senior Administration Official")]))
    name = page.cssselect(".voice h3")[0]
    assert words(name) == "Senior Administration Official"
    assert not name.cssselect("a")


def test_questions_stage_directions_omissions_and_headings_are_told_apart(client):
    answer = SpeechDraft(
        [
            ParagraphDraft("Trade", ParagraphKind.HEADING),
            ParagraphDraft("It grew."),
            ParagraphDraft("(Laughter.)", ParagraphKind.STAGE),
            ParagraphDraft("<…>", ParagraphKind.OMISSION),
        ],
        speaker=putin(),
    )
    page = page_of(client, published([turn(None, "And trade?", kind=SpeechKind.QUESTION, label="Q"), answer]))
    question, reply = page.cssselect("section.turn")
    assert "is-question" in question.get("class")
    assert words(question.cssselect("h3")[0]) == "Question"
    assert [p.get("class") for p in reply.cssselect(".words > p")] == ["heading", None, "stage", "omission"]
    assert "<…>" in words(reply)
    assert "leaves words out" in words(reply)


def test_the_card_holds_source_licence_topics_treaties_parties_and_citation(client):
    treaty = TreatyFactory()
    statement = published(
        topics=[TopicFactory()],
        source_url="http://en.kremlin.ru/events/president/transcripts/74334",
        provenance="Transcript originally published by The Kremlin.",
        republisher=PublisherFactory(name="Defend Democracy Press"),
        republisher_note="We do not necessarily agree.",
        event=EventFactory(),
    )
    passage = statement.paragraphs.first()
    TreatyMention.objects.create(statement=statement, treaty=treaty, relation="signed_at", paragraph=passage)
    StatementParty.objects.create(statement=statement, party=PartyFactory(code="JPN", name="Japan"), role="mentioned")
    sibling = published(title="Beginning of the talks", event=statement.event)
    card = page_of(client, statement).cssselect("aside.card")[0]
    facts = {words(div.cssselect("dt")[0]): div for div in card.cssselect("dl > div")}
    assert "http://testserver/s/" in words(facts["Permalink"])
    assert words(facts["How to cite"].cssselect(".citation")[0]) == (
        "Kim Jong-un and Vladimir Putin, “Press statements following Russia–DPRK talks”, press statement, Pyongyang, "
        f"19 June 2024 (President of Russia), Chancery, http://testserver/s/{statement.uid}/"
    )
    assert [words(dd) for dd in facts["Speaking for"].cssselect("dd")] == ["North Korea", "Russia"]
    assert words(facts["Mentioned"].cssselect("dd")[0]) == "Japan"
    assert words(facts["Topics"].cssselect("dd")[0]) == "Security"
    assert words(facts["Treaties"].cssselect("dd")[0]) == f"signed at {treaty.short_title} ¶ 1"
    assert facts["Treaties"].cssselect(f'a[href="#p-{passage.anchor}"]')
    assert facts["Licence"].cssselect('a[href="https://creativecommons.org/licenses/by/4.0/"]')
    assert "Transcript originally published by The Kremlin." in words(facts["Publisher"])
    assert "We do not necessarily agree." in words(facts["Republished by"])
    assert facts["Also at Russia–DPRK talks"].cssselect(f'a[href="{sibling.get_absolute_url()}"]')


def test_a_publisher_that_keeps_its_text_gets_a_link_and_no_words_are_shown(client):
    statement = published(
        publisher=PublisherFactory(name="Closed Press", shows_full_text=False),
        source_url="https://example.org/transcript",
    )
    page = page_of(client, statement)
    assert not page.cssselect("section.turn")
    assert "He thanked his host" not in words(page)
    assert page.cssselect('.published-elsewhere a[href="https://example.org/transcript"]')
    assert "Kim Jong-un, North Korea" in words(page.cssselect(".published-elsewhere")[0])


def test_earlier_and_later_are_the_neighbours_by_date_and_skip_what_is_not_public(client):
    before = published(title="Before", date="2024-06-18")
    statement = published()
    same_day = published(title="The same day, archived later")
    published(title="Long after", date="2025")
    StatementFactory(title="A draft", date="2024-06-19")
    nav = page_of(client, statement).cssselect("nav.neighbours")[0]
    assert [link.get("href") for link in nav.cssselect("a")] == [
        before.get_absolute_url(),
        same_day.get_absolute_url(),
    ]


def test_a_text_written_from_right_to_left_says_so(client):
    statement = published([turn(putin(), "رحب الرئيس بالوفود.", label="الرئيس")], title="كلمة الرئيس", language="ar")
    page = page_of(client, statement)
    assert (page.cssselect("h1")[0].get("lang"), page.cssselect("h1")[0].get("dir")) == ("ar", "rtl")
    block = page.cssselect(".words")[0]
    assert (block.get("lang"), block.get("dir")) == ("ar", "rtl")


def test_a_summary_says_that_it_is_one_before_its_words(client):
    page = page_of(client, published(text_status="summary", public_note="Written for this archive."))
    notices = [words(notice) for notice in page.cssselect(".notice")]
    assert notices[0].startswith("Summary. Reported speech, not a transcript")
    assert notices[1] == "Editor’s note: Written for this archive."


def test_a_private_note_is_on_no_public_page(client):
    statement = published(private_note="Ask the embassy.")
    assert b"Ask the embassy" not in client.get(statement.get_absolute_url()).content


def test_a_long_transcript_lists_its_voices_and_costs_no_more_queries(client, django_assert_max_num_queries):
    turns = []
    for number in range(150):
        turns.append(turn(None, f"Question {number}?", kind=SpeechKind.QUESTION, label="Q"))
        turns.append(turn(putin(), "Answer.", "More of it.", label="V. Putin", party=russia(), term=None))
    statement = published(turns, topics=[TopicFactory()], event=EventFactory())
    with django_assert_max_num_queries(12):
        response = client.get(statement.get_absolute_url())
    contents = html.fromstring(response.content).cssselect("details.contents")[0]
    assert "300 turns" in words(contents.cssselect("summary")[0])
    assert [len(voice.cssselect("a")) for voice in contents.cssselect("li")] == [150, 150]


def test_a_treaty_lists_the_passages_that_speak_of_it_in_order_of_time(client, django_assert_max_num_queries):
    treaty, older = TreatyFactory(), TreatyFactory(title="Treaty of 2000", short_title="Treaty of 2000")
    TreatyRelation.objects.create(treaty=treaty, kind="replaces", other=older)
    later, earlier = published(title="Later", date="2024-11"), published(title="Earlier")
    closed = published(title="Closed", date="2025", publisher=PublisherFactory(name="Closed", shows_full_text=False))
    draft = StatementFactory(title="Draft")
    for statement in (later, earlier, closed):
        TreatyMention.objects.create(
            statement=statement, treaty=treaty, relation="invokes", paragraph=statement.paragraphs.first()
        )
    TreatyMention.objects.create(statement=draft, treaty=treaty)
    with django_assert_max_num_queries(10):
        page = page_of(client, treaty)
    passages = page.cssselect(".passages > li")
    assert [words(li.cssselect("a")[0]) for li in passages] == ["Earlier", "Later", "Closed"]
    assert passages[0].cssselect("a")[0].get("href").endswith(f"#p-{earlier.paragraphs.first().anchor}")
    assert "He welcomed the guests" in words(passages[0])
    assert "He welcomed the guests" not in words(passages[2])
    assert "replaced by" in words(page_of(client, older))
    assert "3 passages in 3 statements mention it" in words(page)
