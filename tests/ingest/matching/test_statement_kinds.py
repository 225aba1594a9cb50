import pytest

from statements.ingest.matching.statement_kinds import detect_kind, detect_text_status
from statements.models.statement import StatementKind, TextStatus


@pytest.mark.parametrize(
    ("printed", "title", "labelled_turns", "spoken", "kind"),
    [
        ("speech", "Statement of France in the General Debate", 0, True, "speech"),
        ("press_briefing", "Press Briefing by Press Secretary Jen Psaki", 9, True, "press_briefing"),
        ("statement", "Joint Statement of the Leaders of the Philippines", 0, False, "joint_statement"),
        ("statement", "Statement by President Biden on Press Freedom", 0, True, "statement"),
        ("remarks", "Remarks by President Biden in Joint Press Conference", 30, True, "press_conference"),
        ("readout", "Greetings to participants in the Regatta", 0, False, "statement"),
        ("meeting", "Meeting with social workers", 4, True, "meeting"),
        # a notice that a meeting was held is not the conversation
        ("meeting", "Meeting of the Supreme Eurasian Economic Council", 0, False, "readout"),
        ("other", "Vladimir Putin met with a group of social workers", 0, False, "readout"),
        ("other", "President Vladimir Putin spoke by telephone with Hu Jintao", 0, False, "readout"),
        ("other", "Baikonur is being actively used", 0, False, "other"),
        ("News conference", "Answers in Bishkek", 12, True, "press_conference"),
        ("", "Press statements following talks", 2, True, "press_statement"),
        ("", "Interview to TASS", 20, True, "interview"),
        ("", "Words on a summer evening", 1, True, "speech"),
        ("", "An evening of talk", 5, True, "meeting"),
        ("nonsense", "Words", 0, False, "other"),
    ],
)  # fmt: skip
def test_the_kind_is_the_records_word_refined_by_its_title(printed, title, labelled_turns, spoken, kind):
    assert detect_kind(printed, title, labelled_turns=labelled_turns, spoken=spoken) == StatementKind(kind)


@pytest.mark.parametrize(
    ("printed", "title", "kind", "opening", "labelled_turns", "translated", "status"),
    [
        ("check against delivery", "Speech", "speech", "", 0, False, TextStatus.AS_PREPARED),
        ("", "Remarks as Prepared for Delivery", "remarks", "", 0, False, TextStatus.AS_PREPARED),
        ("as delivered", "Speech", "speech", "", 0, False, TextStatus.AS_DELIVERED),
        ("", "Readout of a Call", "readout", "", 0, False, TextStatus.SUMMARY),
        ("", "Meeting with Angela Merkel", "meeting", "", 3, True, TextStatus.TRANSLATION),
        ("", "Greetings on Africa Day", "statement", "The message reads, in part:", 0, True, TextStatus.EXCERPTS),
        ("", "A law was signed", "other", "", 0, True, TextStatus.AS_PUBLISHED),
        ("summary", "Anything", "other", "", 0, False, TextStatus.SUMMARY),
    ],
)  # fmt: skip
def test_the_text_says_how_it_relates_to_the_words_spoken(
    printed, title, kind, opening, labelled_turns, translated, status
):
    found = detect_text_status(
        printed, title, kind, opening=opening, labelled_turns=labelled_turns, translated=translated
    )
    assert found == status
