"""Web pages as publishers make them: front matter, main text, what is left out, labels that keep their marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from statements.transcripts import read
from statements.transcripts.draft import BlockKind
from statements.transcripts.model import UnreadableTranscript
from statements.transcripts.readers.html import page as html

PAGES = Path(__file__).with_name("pages")  # mark-up of the kinds that publishers use; every word of the texts is ours


def publisher(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def listing() -> str:
    entry = (
        '<div class="teaser-item"><h3><a href="/speeches/{0}">Remarks by the Minister at harbour {0}</a></h3>'
        '<p class="summary">The Minister spoke about harbour {0}, its quays and those who work on them.</p></div>'
    )
    entries = "".join(entry.format(number) for number in range(1, 9))
    return f"<html><head><title>Speeches</title></head><body><main><h1>Speeches</h1>{entries}</main></body></html>"


def page(text: str, encoding: str = "utf-8"):
    return html.read(text.encode(encoding))


def turns(text: str, encoding: str = "utf-8") -> list[tuple[str, list[str]]]:
    transcript = read(text.encode(encoding), "html")
    return [(turn.label.printed if turn.label else "", [p.text for p in turn.paragraphs]) for turn in transcript.turns]


def body(inner: str) -> str:
    return f"<html><head><title>A talk</title></head><body><main><h1>A talk</h1>{inner}</main></body></html>"


@pytest.mark.parametrize(
    ("text", "title", "date", "place", "language"),
    [
        (publisher("kremlin"), "Talks on the northern railway", "2019-06-05", "The Old Palace, Northport", "en"),
        (publisher("russian_mfa"), "Ответы на вопросы СМИ", "2024-06-19", "", "ru"),
        (publisher("state_department"), "Department Press Briefing – June 18, 2024", "2024-06-18", "", "en-US"),
        (publisher("gov_uk"), "Harbours and the open sea: Minister's speech", "2024-06-19", "Harbour House", "en"),
        (publisher("nato"), "Press point with the Secretary", "2024-06-19", "", "en"),
        (publisher("chinese_mfa"), "外交部发言人王宁主持例行记者会", "2024-06-19", "", ""),
        (publisher("elysee"), "Conférence de presse à Exemple-Ville.", "2024-06-19", "", "fr"),
        (publisher("bundesregierung"), "Pressekonferenz in Musterstadt", "2024-06-19", "in Musterstadt", "de"),
        (publisher("un_press"), "Secretary Calls for Calm", "2024-06-19", "", "en"),
    ],
    ids=["kremlin", "mid", "state", "govuk", "nato", "fmprc", "elysee", "bundesregierung", "unpress"],
)
def test_a_page_gives_its_title_day_place_and_language(text, title, date, place, language):
    front = page(text).front
    assert (front.title, front.date, front.place, front.language) == (title, date, place, language)


def test_person_cards_and_captions_do_not_come_into_the_text_of_a_kremlin_page():
    assert turns(publisher("kremlin")) == [
        ("President of Examplia Anna Berg", ["Mr Minister, please go ahead.", "We have an hour."]),
        ("Transport Minister Karl Lund", ["Thank you. The line is open."]),
        ("Anna Berg", ["Good.", "<…>", "Let us go on."]),
    ]


def test_a_relative_canonical_address_gives_way_to_the_absolute_one():
    assert page(publisher("kremlin")).front.source_url == "http://en.president.example/events/60001"


def test_tags_are_kept_under_their_headings():
    front = page(publisher("kremlin")).front
    assert front.topics == ("Transport",)
    assert front.extra["tags"]["persons"] == ["Lund Karl"]


def test_what_is_left_out_is_kept_with_a_reason():
    dropped = {item.text: item.why for item in page(publisher("kremlin")).dropped}
    assert "pictures" in dropped["At the talks on the railway."]
    assert "hidden" in dropped["Berg Anna President"]
    assert "foot" in dropped["Presidential Office"]


def test_questions_and_answers_of_a_russian_ministry_page():
    assert turns(publisher("russian_mfa")) == [
        ("Вопрос", ["Как прошли переговоры?"]),
        ("С.В.Примеров", ["Хорошо. Мы договорились о поездах.", "Подробности будут позже."]),
        ("Вопрос", ["Когда следующая встреча?"]),
        ("С.В.Примеров", ["Осенью."]),
    ]


def test_a_briefing_keeps_every_interruption_as_a_turn():
    found = turns(publisher("state_department"))
    assert [label for label, _ in found if label] == ["MR ROWE", "QUESTION", "MR ROWE", "QUESTION", "MR ROWE"]
    assert not any("cookies" in text or "Bureau" in text for _, texts in found for text in texts)


def test_a_speech_page_gives_its_text_and_status_without_share_links_and_footnotes():
    draft = page(publisher("gov_uk"))
    assert [block.text for block in draft.blocks if block.kind is BlockKind.TEXT][-4:] == [
        "Ships carry nine tenths of what we eat and wear, and nobody sees them.",
        "We will dredge the harbour.",
        "We will light the coast.",
        "Thank you.",
    ]
    assert draft.front.text_status == "Transcript of the speech, exactly as it was delivered"
    assert any(item.why == "Left out: footnotes." for item in draft.dropped)
    assert not any("Share" in block.text or "Related" in block.text for block in draft.blocks)


def test_bold_speakers_with_their_office_in_brackets():
    labels = [label for label, _ in turns(publisher("nato")) if label]
    assert labels == ["Erik Holm", "SECRETARY LENA VOSS", "Q", "SECRETARY LENA VOSS"]


def test_a_bilingual_page_keeps_both_languages_in_order():
    labels = [label for label, _ in turns(publisher("chinese_mfa")) if label]
    assert labels == ["法新社记者", "AFP", "王宁", "Wang Ning"]


def test_a_label_on_a_line_of_its_own_takes_the_lines_after_it():
    found = [item for item in turns(publisher("elysee")) if item[0]]
    assert found == [
        ("La Présidente", ["Mesdames et Messieurs, merci d’être là.", "Nous avons signé l’accord."]),
        ("Journaliste", ["Quand entre-t-il en vigueur ?"]),
        ("La Présidente", ["En septembre."]),
    ]


def test_a_page_inside_a_form_is_read_all_the_same():
    texts = [block.text for block in page(publisher("bundesregierung"), "latin-1").blocks]
    assert "BK'in Möller: Im Herbst." in texts
    assert texts[-1] == "PM Ós: Größte Freude!"


def test_a_page_of_the_united_nations_has_only_the_remarks():
    texts = [block.text for block in page(publisher("un_press")).blocks]
    assert texts[:3] == [
        "Following is the text of remarks today:",
        "Excellencies, dear colleagues,",
        "I call for calm at the border and in the harbour towns.",
    ]
    assert not any("Skip" in text or "SG/1234" in text for text in texts)


def test_a_list_of_speeches_is_refused():
    assert "listing: 8" in page(listing()).refused


@pytest.mark.parametrize(
    "inner", ["", "<p>Page not found</p>", "<div id='app'></div><script>start()</script>", "<p>Video</p>"]
)
def test_a_page_without_text_is_refused_with_a_sentence(inner):
    assert page(f"<html><body>{inner}</body></html>").refused.endswith((".", "”)."))


@pytest.mark.parametrize(
    ("label", "emphasis"),
    [
        ("<b>Anna Berg:</b> Good.", "Anna Berg:"),
        ("<strong>Anna Berg</strong>: Good.", "Anna Berg"),
        ("<b>Anna</b> <b>Berg</b>: Good.", "Anna Berg"),
        ('<span style="font-weight: 700">Anna Berg:</span> Good.', "Anna Berg:"),
        ("<em>Anna Berg:</em> Good.", "Anna Berg:"),
        ("Anna Berg: <b>Good.</b>", ""),
    ],
)
def test_the_bold_opening_of_a_paragraph_is_marked(label, emphasis):
    block = page(body(f"<p>{label}</p><p>More words that make this a page with enough text to be read.</p>")).blocks[0]
    assert (block.text, block.emphasis) == ("Anna Berg: Good.", emphasis)


def test_speakers_named_by_markup_alone_speak_their_paragraphs():
    turn = '<div class="turn"><div class="turn-header"><span class="speaker-name">{}</span></div><p>{}</p></div>'
    draft = page(
        body(
            turn.format("Anna Berg", "We open the harbour today, after four years of work.")
            + turn.format("Karl Lund", "And the railway next year, if the winter is kind.")
            + turn.format("Anna Berg", "So it is agreed.")
            + turn.format("Karl Lund", "It is.")
        )
    )
    assert [(block.marked_speaker.label, block.text[:13]) for block in draft.blocks if block.marked_speaker] == [
        ("Anna Berg", "We open the h"),
        ("Karl Lund", "And the railw"),
        ("Anna Berg", "So it is agre"),
        ("Karl Lund", "It is."),
    ]


def test_one_lonely_speaker_element_is_left_to_the_grammar():
    draft = page(body('<p><span class="speaker">Anna Berg</span></p><p>We open the harbour today, after years.</p>'))
    assert [block.marked_speaker for block in draft.blocks] == [None, None]
    assert draft.blocks[0].emphasis == "Anna Berg"


def test_a_dialogue_in_a_table_names_its_speakers():
    rows = [("Berg", "Shall we begin?"), ("Lund", "Let us."), ("Berg", "The harbour first."), ("Lund", "Yes.")]
    table = "".join(f"<tr><td>{who}</td><td>{said}</td></tr>" for who, said in rows)
    draft = page(body(f"<table>{table}</table><p>The meeting closed with thanks to the hosts of the day.</p>"))
    assert [(block.marked_speaker.label, block.text) for block in draft.blocks if block.marked_speaker] == rows


def test_a_break_ends_a_paragraph():
    draft = page(body("<p>END<br/>\n\t1:56 P.M. EDT</p><p>Something longer that makes a page of it all.</p>"))
    assert [block.text for block in draft.blocks][:2] == ["END", "1:56 P.M. EDT"]


def test_running_text_that_is_wrapped_by_breaks_is_one_paragraph():
    lines = [
        "We have come to the harbour to speak of the railway and of the",
        "ships which carry what we grow, and we have found that neither",
        "of them is as old as it was when our parents first built it, nor",
        "as young as we should like it to be in these hard times.",
    ]
    draft = page(body(f"<p>{'<br>'.join(lines)}</p>"))
    assert [block.text for block in draft.blocks] == [" ".join(lines)]


def test_numbers_of_an_ordered_list_are_printed():
    items = "<ol start='3'><li>To open the harbour.</li><li>To keep it open.</li></ol>"
    draft = page(body(f"<p>The parties have agreed as follows:</p>{items}"))
    assert [block.text for block in draft.blocks][1:] == ["3. To open the harbour.", "4. To keep it open."]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1251", "windows-1251"),
        ("cp1251", "utf-8"),
        ("cp1251", ""),
        ("utf-8", "iso-8859-1"),
        ("utf-16", "utf-16"),
        ("koi8-r", "koi8-r"),
    ],
)
def test_a_wrong_or_missing_charset_does_not_spoil_russian(encoding, declared):
    meta = f'<meta charset="{declared}">' if declared else ""
    text = "<p>Мы договорились о поездах и о гавани, и это хорошая новость для всех, кто живёт на берегу.</p>" * 3
    draft = html.read(f"<html><head>{meta}<title>Речь</title></head><body>{text}</body></html>".encode(encoding))
    assert draft.blocks[0].text.startswith("Мы договорились о поездах")


def test_doubly_encoded_text_is_put_right_and_flagged():
    text = body("<p>Itâ€™s here. Weâ€™re glad. Theyâ€™re too, and the whole harbour with them today.</p>")
    draft = page(text)
    assert draft.blocks[0].text.startswith("It’s here. We’re glad.")
    assert draft.warnings[0].code == "encoding"


def test_a_body_saved_as_a_python_literal_is_decoded():
    said = "MR. ROWE:\u00a0 It\u2019s a good day for the harbour and for everyone in it."
    inner = f"<div><p>{said}</p>\n<p>Q\u00a0\u00a0 Why?</p></div>"
    draft = page(f"<h1>Briefing on the harbour</h1>\n{inner.encode()!r}")
    assert [block.text for block in draft.blocks] == [said, "Q\u00a0\u00a0 Why?"]
    assert (draft.front.title, draft.blocks[1].line) == ("Briefing on the harbour", 2)
    assert draft.warnings[0].code == "bytes-literal"


def test_text_hidden_from_readers_does_not_speak():
    draft = page(
        body(
            '<p>Good evening to all who came here <span style="display: none">secret</span>tonight.</p>'
            '<div aria-hidden="true"><p>Twice.</p></div><div hidden><p>Thrice.</p></div>'
        )
    )
    assert [block.text for block in draft.blocks] == ["Good evening to all who came here tonight."]


def test_a_class_that_sounds_like_furniture_does_not_swallow_the_speech():
    speech = "<p>We open the harbour today, after four years of work by many hands and in all weathers.</p>" * 6
    draft = page(f"<html><body><div class='popup related share'>{speech}</div></body></html>")
    assert len(draft.blocks) == 6


def test_deep_nesting_is_read():
    text = (
        "<div>" * 1500
        + "<p>Good evening. It is a pleasure to be here in this old house by the sea.</p>"
        + "</div>" * 1500
    )
    assert page(f"<html><body>{text}</body></html>").blocks[0].text.startswith("Good evening.")


@pytest.mark.parametrize("data", [b"", b"   \n", b"\x00\x00\x00", b"<!-- -->"])
def test_what_is_no_page_gets_a_sentence(data):
    with pytest.raises(UnreadableTranscript, match=r"\.$"):
        html.read(data)
