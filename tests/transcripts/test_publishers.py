"""How publishers print talks, in texts written for these tests: what is a label in each, and what is not."""

from __future__ import annotations

from textwrap import dedent

from statements.transcripts import Transcript, TurnKind, read


def text(source: str) -> Transcript:
    return read(dedent(source).strip().encode(), "txt")


def labels(transcript: Transcript) -> list[str | None]:
    return [turn.label.printed if turn.label else None for turn in transcript.turns]


def speakers(transcript: Transcript) -> list[str]:
    return [turn.speaker for turn in transcript.turns]


def test_russian_foreign_ministry_divides_questions_by_stars():
    transcript = text(
        """
        Foreign Minister Sergey Lavrov’s answers to media questions, Moscow, March 3, 2023
        * * *
        Question: What do you expect of the talks?

        Sergey Lavrov: We expect results.

        We have always said so.

        * * *

        Question: And of the other side?

        Sergey Lavrov: Nothing.
        """
    )
    assert labels(transcript) == ["Question", "Sergey Lavrov", "Question", "Sergey Lavrov"]
    assert [turn.kind for turn in transcript.turns][:2] == [TurnKind.QUESTION, TurnKind.SPEECH]
    assert transcript.front.date == "2023-03-03"
    assert transcript.front.title.startswith("Foreign Minister Sergey Lavrov")


def test_chinese_foreign_ministry_announces_before_the_outlets_ask():
    transcript = text(
        """
        At the invitation of the Government, the President of Ruritania will pay a state visit next week.

        AFP: Could you share details of the visit?

        Mao Ning: I have read out the announcement.

        Beijing Youth Daily: What will be signed?

        Mao Ning: We will release information in due course.

        Beijing Youth Daily: A follow-up on trade.

        Mao Ning: I have nothing to add.
        """
    )
    assert labels(transcript)[:4] == [None, "AFP", "Mao Ning", "Beijing Youth Daily"]
    assert transcript.turns[0].kind is TurnKind.INTRODUCTION
    assert transcript.turns[1].kind is TurnKind.QUESTION


def test_chinese_text_with_full_width_colons():
    transcript = text(
        """
        总台央视记者：请介绍有关情况。

        毛宁：我们注意到有关报道。

        他指出：双方应当合作。

        法新社记者：你对此有何评论？

        毛宁：没有补充。
        """
    )
    assert labels(transcript) == ["总台央视记者", "毛宁", "法新社记者", "毛宁"]
    assert len(transcript.turns[1].paragraphs) == 2


def test_state_department_briefing_with_a_clock_line_and_the_same_speaker_twice():
    transcript = text(
        """
        2:14 p.m. EST

        MR SMITH: Good afternoon.

        MR SMITH: One more thing at the top.

        QUESTION: Can we start with –

        MR SMITH: (Laughter.) We can.

        QUESTION: – the treaty?

        (The briefing was concluded at 3:02 p.m.)
        """
    )
    assert labels(transcript) == ["MR SMITH", "MR SMITH", "QUESTION", "MR SMITH", "QUESTION"]
    assert transcript.front.extra["time"] == "2:14 p.m. EST"
    assert speakers(transcript)[0] == "Smith"


def test_white_house_wraps_lines_and_asks_without_a_colon():
    transcript = text(
        """
        East Room

        3:12 P.M. EST

        THE PRESIDENT:  Good afternoon.  We had a long conversation about what our
        two countries can do together, and Mr. Roe, Ms. Doe of Ohio, Mr. Poe and
        Mr. Loe: all of them were there.

        Q    Mr. President, will you sign it?

        CHANCELLOR MUSTER:  (As interpreted.)  We will.

        Q    But when?

        THE PRESIDENT:  Soon.

                             END                4:01 P.M. EST
        """
    )
    assert labels(transcript) == ["THE PRESIDENT", "Q", "CHANCELLOR MUSTER", "Q", "THE PRESIDENT"]
    assert transcript.front.place == "East Room"
    assert transcript.turns[0].speaker == ""
    assert transcript.turns[2].interpreted
    assert transcript.turns[2].speaker == "Muster"
    assert [item.text for item in transcript.dropped][-1].startswith("END")


def test_united_nations_verbatim_record():
    transcript = text(
        """
        The meeting was called to order at 10.05 a.m.

        The President (spoke in Arabic): I give the floor to the representative of France.

        Mr. Martin (France) (spoke in French): I thank you, Sir. My delegation will be brief.

        In favour: Algeria, Angola, Argentina

        32. Mrs. KHAN (Pakistan): My Government supports the draft.

        Ms. Ruiz took the Chair.

        The meeting rose at 1 p.m.
        """
    )
    assert labels(transcript) == ["The President", "Mr. Martin", "Mrs. KHAN"]
    assert [turn.party for turn in transcript.turns] == ["", "France", "Pakistan"]
    assert [turn.interpreted for turn in transcript.turns] == [True, True, False]
    assert "The meeting was called to order at 10.05 a.m." in [item.text for item in transcript.dropped]


def test_british_government_speech_has_no_labels():
    transcript = text(
        """
        Foreign Secretary's speech at the Guildhall

        Delivered on: 3 May 2016

        (Transcript of the speech, exactly as it was delivered)

        My Lord Mayor, ladies and gentlemen,

        Three things matter here: trade, trade and trade.

        Question: what is it worth? I will tell you.

        Thank you.
        """
    )
    assert labels(transcript) == [None]
    assert transcript.turns[0].kind is TurnKind.SPEECH
    assert transcript.front.date == "2016-05-03"
    assert transcript.front.title == "Foreign Secretary's speech at the Guildhall"
    assert transcript.front.text_status.startswith("Transcript of the speech")
    assert transcript.turns[0].paragraphs[-1].text == "Thank you."


def test_nato_doorstep():
    transcript = text(
        """
        (As delivered)

        Jane Roe [NATO Spokesperson]: We will now take questions.

        Q: Wall Street Journal. Will you enlarge the budget?

        NATO Secretary General Jan Muster: We will.

        Jane Roe: Next question.
        """
    )
    assert labels(transcript) == ["Jane Roe", "Q", "NATO Secretary General Jan Muster", "Jane Roe"]
    assert transcript.turns[0].role == "NATO Spokesperson"
    assert transcript.turns[3].role == "NATO Spokesperson"
    assert "role" in transcript.turns[3].inherited
    assert transcript.front.text_status == "As delivered"


def test_japanese_foreign_ministry_puts_labels_in_lenticular_brackets():
    transcript = text(
        """
        【記者】会談について伺います。

        【外務大臣】詳細は差し控えます。

        【共同通信 山田記者】次の日程は。

        【外務大臣】未定です。
        """
    )
    assert labels(transcript) == ["記者", "外務大臣", "共同通信 山田記者", "外務大臣"]


def test_mexican_presidency_prints_names_in_capitals_between_rules():
    transcript = text(
        """
        Versión estenográfica. Conferencia de prensa
        Presidencia de la República
        17 de septiembre de 2021
        ---
        PRESIDENTE JUAN PÉREZ GÓMEZ
        Buenos días.
        Señor presidente:
        Gracias por venir a esta conferencia, que será breve.
        ---
        ANA RUIZ LEÓN, DIRECTORA GENERAL DE SALUD
        Gracias, presidente.
        ---
        PREGUNTA
        ¿Cuándo empieza?
        ---
        PRESIDENTE JUAN PÉREZ GÓMEZ
        Mañana.
        """
    )
    assert labels(transcript) == [
        "PRESIDENTE JUAN PÉREZ GÓMEZ",
        "ANA RUIZ LEÓN, DIRECTORA GENERAL DE SALUD",
        "PREGUNTA",
        "PRESIDENTE JUAN PÉREZ GÓMEZ",
    ]
    assert speakers(transcript) == ["Juan Pérez Gómez", "Ana Ruiz León", "", "Juan Pérez Gómez"]
    assert transcript.turns[1].role == "DIRECTORA GENERAL DE SALUD"
    assert transcript.front.date == "2021-09-17"


def test_joint_communique_has_no_speakers():
    transcript = text(
        """
        Joint communiqué of the third ministerial meeting

        The Ministers met in Elbonia on 3 and 4 May. They agreed on the following:

        1. Economic Cooperation: the two sides will lower tariffs.

        2. People-to-People Exchanges: the two sides will open libraries.

        Regional Security: the two sides will consult.

        Next Meeting: the Ministers will meet again in 2031.
        """
    )
    assert labels(transcript) == [None]


def test_retyped_audio_puts_the_time_beside_the_name():
    transcript = text(
        """
        President Jane Roe (00:00):
        Good evening. Please have a seat.

        Speaker 2 (00:42):
        Thank you.

        President Jane Roe (01:12):
        Not at all.
        """
    )
    assert labels(transcript) == ["President Jane Roe", "Speaker 2", "President Jane Roe"]
    assert [turn.timestamp for turn in transcript.turns] == ["00:00", "00:42", "01:12"]
    assert transcript.turns[0].paragraphs[0].text == "Good evening. Please have a seat."


def test_french_presidency_leaves_a_space_before_the_colon():
    transcript = text(
        """
        LE PRÉSIDENT : Merci, Monsieur le Chancelier. Mes chers amis,

        Ma conviction est simple : nous devons avancer.

        Journaliste : Monsieur le Président, une question.

        M. Muster : Je réponds volontiers.

        LE PRÉSIDENT : Merci à tous.
        """
    )
    assert labels(transcript) == ["LE PRÉSIDENT", "Journaliste", "M. Muster", "LE PRÉSIDENT"]
    assert speakers(transcript)[2] == "Muster"


def test_german_press_conference():
    transcript = text(
        """
        Bundeskanzlerin Mustermann: Meine Damen und Herren, ich begrüße Sie.

        Dazu ist eines zu sagen: Wir stehen zu unserem Wort.

        Frage: Frau Bundeskanzlerin, wann?

        Ministerpräsident Beispiel (auf Englisch): Bald.

        Zusatzfrage: Und wo?
        """
    )
    assert labels(transcript) == ["Bundeskanzlerin Mustermann", "Frage", "Ministerpräsident Beispiel", "Zusatzfrage"]
    assert transcript.turns[2].interpreted


def test_russian_initials_and_a_translated_speaker():
    transcript = text(
        """
        В.Иванов: Добрый день, коллеги.

        Скажу коротко: мы договорились.

        Премьер-министр Руритании Рудольф Эльфберг (как переведено): Спасибо.

        Вопрос: Когда подпишете договор?

        Р.Эльфберг: Завтра.
        """
    )
    assert labels(transcript) == [
        "В.Иванов",
        "Премьер-министр Руритании Рудольф Эльфберг",
        "Вопрос",
        "Р.Эльфберг",
    ]
    assert transcript.turns[3].speaker == "Рудольф Эльфберг"
    assert transcript.turns[3].interpreted
    assert {"speaker", "interpreted"} <= transcript.turns[3].inherited


def test_arabic_and_hebrew_with_direction_marks():
    transcript = text(
        """
        \u200fسؤال: ما رأيكم في المعاهدة؟

        \u200fالوزير المثال: نرحب بها.

        \u200fسؤال: متى توقعون؟
        """
    )
    assert labels(transcript) == ["سؤال", "الوزير المثال", "سؤال"]


def test_dash_dialogues_are_left_to_the_editor():
    transcript = text(
        """
        – Will you sign?

        – Yes.

        – When: today?
        """
    )
    assert labels(transcript) == [None]


def test_memorandum_heads_are_no_turns():
    transcript = text(
        """
        MEMORANDUM FOR THE HEADS OF DEPARTMENTS

        FROM: Jane Roe, Director

        SUBJECT: Guidance on treaties

        Section 1 says what is to be done. It is to be done at once.
        """
    )
    assert labels(transcript) == [None]


def test_letter_opens_with_a_salutation():
    transcript = text(
        """
        Dear Mr. Speaker:

        I transmit herewith the report on the treaty.

        Mr. President:

        It is attached.
        """
    )
    assert labels(transcript) == [None]


def test_collected_quotations_are_no_transcript():
    transcript = text(
        """
        Jane Roe, Director of the Example Institute: “This is a great step.”

        Senator John Doe: “I welcome it.”

        Governor Mary Poe: “At last.”
        """
    )
    assert labels(transcript) == [None]
    assert "quotations" in [warning.code for warning in transcript.warnings]


def test_list_of_appointments_is_no_dialogue():
    transcript = read(
        dedent(
            """
            The President announces his intent to appoint:

            **Jane Roe, Member, Example Board**

            Jane Roe has led the Example Institute since 2001.

            **John Doe, Member, Example Board**

            John Doe is a farmer.
            """
        ).encode(),
        "md",
    )
    assert labels(transcript) == [None]


def test_german_government_press_conference_names_who_asks():
    transcript = text(
        """
        Frage Mustermann: Herr Hebel, wann?

        StS Hebel: Morgen.

        Zusatzfrage Mustermann: Und wo?

        StS Hebel: In Berlin.

        Frage Beispiel: Eine Lernfrage dazu.

        StS Hebel: Gern.
        """
    )
    assert labels(transcript) == [
        "Frage Mustermann",
        "StS Hebel",
        "Zusatzfrage Mustermann",
        "StS Hebel",
        "Frage Beispiel",
        "StS Hebel",
    ]
    assert transcript.turns[0].kind is TurnKind.QUESTION


def test_japanese_labels_in_round_brackets():
    transcript = text(
        """
        （記者）会談の日程を伺います。

        （外務大臣）調整中です。

        （注）これは仮訳です。
        """
    )
    assert labels(transcript) == ["記者", "外務大臣"]


def test_hearings_print_a_full_stop_after_a_surname_in_capitals():
    transcript = text(
        """
        The CHAIRMAN. The committee will come to order. Mr. Roe is here.

        Mr. ROE. Thank you, Mr. Chairman. I was in Elbonia.

        The CHAIRMAN. For how long?

        Mr. ROE. A year.
        """
    )
    assert labels(transcript) == ["The CHAIRMAN", "Mr. ROE", "The CHAIRMAN", "Mr. ROE"]
    assert transcript.turns[1].speaker == "Roe"


def test_plain_lines_that_take_turns_are_labels():
    transcript = text(
        """
        Press conference in Zenda

        Prime Minister

        Good morning. We met for two hours.

        Question

        Was there a dispute?

        Prime Minister

        There was none.

        Question

        Really?
        """
    )
    assert labels(transcript) == ["Prime Minister", "Question", "Prime Minister", "Question"]


def test_section_titles_are_no_labels():
    transcript = text(
        """
        Trade

        We sell more than we buy.

        Energy

        We buy more than we sell.

        Foreign Affairs

        We talk to everybody.
        """
    )
    assert labels(transcript) == [None]
