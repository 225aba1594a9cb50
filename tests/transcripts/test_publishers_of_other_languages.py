"""How publishers print talks in other languages, or translated from them, in texts written for these tests."""

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
