"""Who spoke: resolved inside one document, inherited things marked, nothing guessed."""

from __future__ import annotations

from statements.transcripts import Transcript, read


def text(*paragraphs: str) -> Transcript:
    return read("\n\n".join(paragraphs), "txt")


def test_office_and_mark_are_inherited_and_marked_as_inherited():
    transcript = text(
        "President of Ruritania Rudolf Elphberg (retranslated): Friends,",
        "Question: Why?",
        "Rudolf Elphberg: Because.",
        "Elphberg: Indeed.",
    )
    first, _, second, third = transcript.turns
    assert (first.interpreted_note, first.inherited) == ("retranslated", frozenset())
    assert (second.speaker, second.role, second.interpreted) == ("Rudolf Elphberg", "President of Ruritania", True)
    assert second.inherited == {"role", "interpreted"}
    assert third.speaker == "Rudolf Elphberg"
    assert third.inherited == {"speaker", "role", "interpreted"}


def test_the_president_is_never_guessed():
    transcript = text("PRESIDENT ROE: Welcome.", "THE PRESIDENT: Thank you.", "THE PRESIDENT: Once more.")
    assert [turn.speaker for turn in transcript.turns] == ["Roe", "", ""]


def test_two_speakers_of_one_surname_are_not_settled():
    transcript = text("Jane Kim: One.", "John Kim: Two.", "Mr. Kim: Three.")
    assert transcript.turns[2].speaker == "Kim"
    assert "ambiguous-speaker" in [warning.code for warning in transcript.warnings]


def test_korean_and_chinese_surnames_stand_first():
    transcript = text("Chairman Kim Muster-un: One.", "Mr. Kim: Two.")
    assert transcript.turns[1].speaker == "Kim Muster-un"


def test_initials_belong_to_the_name_they_abbreviate():
    transcript = text("Vladimir Novak: One.", "V. Novak: Two.", "J. Novak: Three.")
    assert [turn.speaker for turn in transcript.turns] == ["Vladimir Novak", "Vladimir Novak", "J. Novak"]


def test_bracket_names_party_or_office():
    transcript = text("Mr. Roe (Elbonia) (spoke in French): One.", "JANE DOE (NATO Secretary General): Two.")
    assert (transcript.turns[0].party, transcript.turns[0].interpreted_note) == ("Elbonia", "spoke in French")
    assert (transcript.turns[1].speaker, transcript.turns[1].role) == ("Jane Doe", "NATO Secretary General")


def test_title_gives_the_first_names_of_a_surname():
    title = "Remarks by President Roe and President Rudolf Elphberg of Ruritania"
    transcript = text(title, "PRESIDENT ROE: Welcome.", "PRESIDENT ELPHBERG: Thank you.")
    assert [turn.speaker for turn in transcript.turns] == ["Roe", "Rudolf Elphberg"]
    assert transcript.turns[1].inherited == {"speaker"}


def test_title_gives_nothing_where_the_office_differs_or_two_share_the_name():
    other = text("Remarks by First Lady Jane Roe", "PRESIDENT ROE: Welcome.", "Q    Why?", "PRESIDENT ROE: Well.")
    both = text("President John Roe and First Lady Jane Roe", "MS. ROE: Welcome.", "MR. DOE: Thank you.")
    assert other.turns[0].speaker == "Roe"
    assert both.turns[0].speaker == "Roe"


def test_misprinted_label_is_kept_and_flagged():
    transcript = text("THE PRESIDENT: One.", "Q    Two?", "THE PRESDIENT: Three.")
    assert transcript.turns[2].label.printed == "THE PRESDIENT"
    assert transcript.turns[2].certainty == "ask"
    assert "unsure-label" in [warning.code for warning in transcript.warnings]


def test_doubtful_label_is_left_in_the_text_and_flagged():
    transcript = text("Sergei Novak: Colleagues,", "Moscow: the capital of our history.")
    assert len(transcript.turns) == 1
    assert transcript.turns[0].paragraphs[1].text == "Moscow: the capital of our history."
    assert "maybe-label" in [warning.code for warning in transcript.warnings]


def test_stage_directions_and_omissions_are_told_from_words():
    transcript = text("Jane Roe: Good.", "(Applause.)", "<…>", "Thank you.", "Question:", "John Doe: Yes.")
    assert [str(paragraph.kind) for paragraph in transcript.turns[0].paragraphs] == [
        "text",
        "stage",
        "omission",
        "text",
    ]
    assert [turn.label.printed for turn in transcript.turns] == ["Jane Roe", "John Doe"]
    assert "empty-turn" in [warning.code for warning in transcript.warnings]


def test_two_names_of_one_speaker_on_a_bilingual_page():
    transcript = text(
        "毛英：我们欢迎大家。",
        "Mao Ying: We welcome you all.",
        "法新社记者：何时访问？",
        "AFP: When is the visit?",
        "毛英：五月。",
        "Mao Ying: In May.",
    )
    assert [turn.speaker for turn in transcript.turns][:2] == ["Mao Ying", "Mao Ying"]
    assert transcript.turns[0].inherited == {"speaker"}
    assert transcript.turns[0].label.printed == "毛英"


def test_two_names_stay_two_where_they_do_not_always_stand_together():
    transcript = text("毛英：我们欢迎大家。", "Mao Ying: We welcome you.", "毛英：五月。", "Ann Roe: In May.")
    assert [turn.speaker for turn in transcript.turns] == ["毛英", "Mao Ying", "毛英", "Ann Roe"]
