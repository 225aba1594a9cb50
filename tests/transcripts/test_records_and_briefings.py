"""Records of parliaments, briefings of ministries and interviews, in texts written for these tests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from statements.transcripts import read

# What the text shows: the text, and its labels; None is text before the first label.
LAYOUTS: dict[str, tuple[str, list[str | None]]] = {
    "German press conference, ministries in brackets": (
        """
        SRS’in Lindt: Guten Morgen. Der Kanzler reist morgen nach Norden.

        Frage Mustermann: Wie lange bleibt er dort?

        SRS’in Lindt: Zwei Tage.

        Wagner (AA): Ich kann ergänzen, dass die Ministerin auch reist.

        Frage: Wohin?

        Wagner (AA): Nach Süden.

        Dr. Kalwey (BMG): Von mir nichts.
        """,
        ["SRS’in Lindt", "Frage Mustermann", "SRS’in Lindt", "Wagner", "Frage", "Wagner", "Dr. Kalwey"],
    ),
    "Spanish government, P with a full stop": (
        """
        P. Presidente, ¿cuándo será la cumbre?

        Presidente.- Será en junio, en Portville.

        P. ¿Y el presupuesto?

        Presidente.- Está listo.
        """,
        ["P", "Presidente", "P", "Presidente"],
    ),
    "Russian outlet in quotation marks": (
        """
        Президент России Владимир Невский: Добрый день, дорогие друзья.

        Председатель Правительства Михаил Орлов: Здравствуйте.

        Ведущий: Первый вопрос, пожалуйста.

        Корреспондент газеты «Вечер»: Скажите о дорогах.

        Владимир Невский: Дороги строят.
        """,
        [
            "Президент России Владимир Невский",
            "Председатель Правительства Михаил Орлов",
            "Ведущий",
            "Корреспондент газеты «Вечер»",
            "Владимир Невский",
        ],
    ),
    "Arabic interview": (
        """
        المذيع: أهلا بكم في هذا اللقاء عن الأنهار.

        وزير الخارجية: شكرا على الدعوة.

        المذيع: كيف ترون الوضع؟

        وزير الخارجية: الوضع جيد.

        سؤال من رويترز: ومتى تزورون الشمال؟

        وزير الخارجية: قريبا.
        """,
        ["المذيع", "وزير الخارجية", "المذيع", "وزير الخارجية", "سؤال من رويترز", "وزير الخارجية"],
    ),
    "Indian ministry, office and name with a comma": (
        """
        Official Spokesperson: Good evening friends.

        Question: Sir, what is the status of the dam?

        Official Spokesperson, Shri Arindam Roe: It is being built.

        Question (contd.): And the road?

        Foreign Secretary, Shri Vinay Poe: Let me take that.

        Secretary (East), Ms. Riva Coe: I would add one point.
        """,
        [
            "Official Spokesperson",
            "Question",
            "Official Spokesperson, Shri Arindam Roe",
            "Question",
            "Foreign Secretary, Shri Vinay Poe",
            "Secretary, Ms. Riva Coe",
        ],
    ),
    "Chinese and English paragraph by paragraph": (
        """
        外交部发言人毛英：我们欢迎大家。

        Foreign Ministry Spokesperson Mao Ying: We welcome you all.

        法新社记者：何时访问？

        AFP: When is the visit?

        毛英：五月。

        Mao Ying: In May.
        """,
        ["外交部发言人毛英", "Foreign Ministry Spokesperson Mao Ying", "法新社记者", "AFP", "毛英", "Mao Ying"],
    ),
    "Canadian house, right honourable members": (
        """
        Right Hon. Justin Roe (Prime Minister, Lib.): Mr. Speaker, we act.

        Some hon. members: Oh, oh!

        The Speaker: Order.

        Hon. Pierre Poe (Leader of the Opposition, CPC): Mr. Speaker, he does not.

        The Hon. the Speaker: Order, please.

        Mr. Peter Coe: I rise.
        """,
        [
            "Right Hon. Justin Roe",
            "Some hon. members",
            "The Speaker",
            "Hon. Pierre Poe",
            "The Hon. the Speaker",
            "Mr. Peter Coe",
        ],
    ),
    "American congress, full stops": (
        """
        Mr. ROE. Madam Speaker, I yield myself such time as I may consume.

        The SPEAKER pro tempore. The gentleman from Ohio is recognized.

        Ms. POE of Ohio. I thank the gentleman.

        Mr. ROE. I reserve the balance of my time.
        """,
        ["Mr. ROE", "The SPEAKER pro tempore", "Ms. POE of Ohio", "Mr. ROE"],
    ),
    "house of New Zealand": (
        """
        Rt Hon JANE ROE (Prime Minister): I move, That the House stand adjourned.

        Hon John Poe: Will she yield?

        Mr SPEAKER: Order!

        Rt Hon JANE ROE: No.

        DAVID SEYM (Leader—ACT): I oppose it.
        """,
        ["Rt Hon JANE ROE", "Hon John Poe", "Mr SPEAKER", "Rt Hon JANE ROE", "DAVID SEYM"],
    ),
    "American department of defence": (
        """
        STAFF:  Good afternoon, ladies and gentlemen.

        SECRETARY OF DEFENSE JAMES N. ROE:  Well, good afternoon.

        Q:  Mr. Secretary, on the ships?

        SEC. ROE:  They sail.

        GEN. POE:  They do.

        ADM. COE:  I concur.
        """,
        ["STAFF", "SECRETARY OF DEFENSE JAMES N. ROE", "Q", "SEC. ROE", "GEN. POE", "ADM. COE"],
    ),
    "Mexican presidency": (
        """
        PRESIDENTA CLARA ROE PARDO: Buenos días a todas y todos.

        PREGUNTA: Presidenta, sobre el maíz.

        PRESIDENTA CLARA ROE PARDO: El maíz está bien.

        SECRETARIO DE ECONOMÍA, MARCELO POE: Gracias, Presidenta. Tenemos cifras.

        INTERVENCIÓN: (Inaudible)

        MODERADOR: Gracias.
        """,
        [
            "PRESIDENTA CLARA ROE PARDO",
            "PREGUNTA",
            "PRESIDENTA CLARA ROE PARDO",
            "SECRETARIO DE ECONOMÍA, MARCELO POE",
            "INTERVENCIÓN",
            "MODERADOR",
        ],
    ),
    "Chinese press conference": (
        """
        主持人：各位记者朋友，大家好。现在开始提问。

        中央广播电视总台记者：请问粮食产量如何？

        王毅：今年丰收。

        日本广播协会记者：请问访问何时进行？

        王毅：很快。

        王毅外长：谢谢大家。
        """,
        ["主持人", "中央广播电视总台记者", "王毅", "日本广播协会记者", "王毅", "王毅外长"],
    ),
    "Hebrew interview": (
        """
        שאלה: מתי ייחתם ההסכם?

        ראש הממשלה: בחודש הבא.

        עיתונאי: ואיפה?

        ראש הממשלה: בעיר הבירה.
        """,
        ["שאלה", "ראש הממשלה", "עיתונאי", "ראש הממשלה"],
    ),
    "American department of state": (
        """
        MR MILLER: Good afternoon. Let me start with the flood.

        QUESTION: Thanks. What about the -- the second dam?

        MR MILLER: It holds. Said, go ahead.

        QUESTION: Said Arikan from Al-Nahr.

        MR MILLER: Yes. Guita, then Jenny.

        SECRETARY BLANK: If I could just add to that.

        VOICE: Thank you.

        ASSISTANT SECRETARY POE: And one more.

        DEPUTY SECRETARY ROE: Likewise.
        """,
        [
            "MR MILLER",
            "QUESTION",
            "MR MILLER",
            "QUESTION",
            "MR MILLER",
            "SECRETARY BLANK",
            "VOICE",
            "ASSISTANT SECRETARY POE",
            "DEPUTY SECRETARY ROE",
        ],
    ),
    "Security Council": (
        """
        The President: I shall now give the floor to those members of the Council who wish to make statements.

        Mrs. Roe (United Kingdom of Great Britain and Northern Ireland): We thank Mr. Poe for his briefing.

        Mr. Poe (France) (spoke in French): I thank the delegation.

        The President (spoke in Chinese): I thank the representative.

        The representative of Elbonia has asked for the floor to make a further statement.

        Mr. Coe (Elbonia): I shall be brief.
        """,
        ["The President", "Mrs. Roe", "Mr. Poe", "The President", "Mr. Coe"],
    ),
    "speakers by number with times": (
        """
        Speaker 1 (00:00):
        Good morning. We are glad to have you with us.

        Speaker 2 (00:14):
        Thank you for having me on the show.

        Crowd (00:20):
        Hear, hear.

        President Roe (01:02):
        We begin.
        """,
        ["Speaker 1", "Speaker 2", "Crowd", "President Roe"],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_labels_of(layout: str):
    source, labels = LAYOUTS[layout]
    transcript = read(dedent(source).strip().encode(), "txt")
    assert [turn.label.printed if turn.label else None for turn in transcript.turns] == labels


def test_korean_labels_in_angle_brackets():
    transcript = read("<질문> 회담은 언제입니까?\n\n<답변> 5월입니다.", "txt")
    assert [turn.label.printed for turn in transcript.turns] == ["질문", "답변"]
