"""Those who ask, by outlet, by name or by nothing but their place, in texts written for these tests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from statements.transcripts import read

# What the text shows: the text, and its labels; None is text before the first label.
LAYOUTS: dict[str, tuple[str, list[str | None]]] = {
    "outlet, comma and name": (
        """
        Press Conference by the Foreign Minister, Friday, May 6, 2022

        NHK, Sato: What did you agree with your counterpart?

        Minister Yamada: We agreed to meet again in autumn.

        Reuters, Jane Doe: Will there be a joint statement?

        Minister Yamada: We are working on one.

        Kyodo, Tanaka: A question on trade.

        Minister Yamada: Trade was discussed.
        """,
        ["NHK, Sato", "Minister Yamada", "Reuters, Jane Doe", "Minister Yamada", "Kyodo, Tanaka", "Minister Yamada"],
    ),
    "name, comma and outlet": (
        """
        IAEA Director General's Press Conference, 7 June 2021

        DG Grossi: Good afternoon. I have just reported to the Board.

        Francois Roe, AFP: Director General, how long will it last?

        DG Grossi: Not long.

        Journalist 1: And after that?

        DG Grossi: We shall see.

        Q: Thank you.
        """,
        ["DG Grossi", "Francois Roe, AFP", "DG Grossi", "Journalist 1", "DG Grossi", "Q"],
    ),
    "outlets in brackets": (
        """
        Oana Lungescu [NATO Spokesperson]: Good morning. We go to the first question.

        Jane Doe (Elbonian Broadcasting): Secretary General, what of the northern flank?

        NATO Secretary General: The northern flank is strong.

        John Roe (Reuters): And the south?

        NATO Secretary General: It is strong as well.

        Question (Elbonian Daily): Thank you. What about money?

        Jens Stoltenberg [NATO Secretary General]: We spend more each year.
        """,
        [
            "Oana Lungescu",
            "Jane Doe",
            "NATO Secretary General",
            "John Roe",
            "NATO Secretary General",
            "Question",
            "Jens Stoltenberg",
        ],
    ),
    "outlets that come once": (
        """
        AFP: The first question is about fish.

        Foreign Ministry Spokesperson Wang Tao: Fish are plentiful.

        Ruritania Post: And corn?

        Wang Tao: Corn as well.

        Freedonia TV: Thank you.

        Wang Tao: You are welcome.
        """,
        ["AFP", "Foreign Ministry Spokesperson Wang Tao", "Ruritania Post", "Wang Tao", "Freedonia TV", "Wang Tao"],
    ),
    "first names between two turns of the spokesman": (
        """
        Transcript of Weekly Media Briefing by the Official Spokesperson (May 06, 2021)

        Official Spokesperson, Shri Ravi Roe: Good evening, friends.

        Siddhant: Sir, I wanted to ask about the border.

        Official Spokesperson, Shri Ravi Roe: The border is calm.

        Geeta: And trade?

        Official Spokesperson, Shri Ravi Roe: Trade goes on.

        Unidentified Speaker: One more.
        """,
        [
            "Official Spokesperson, Shri Ravi Roe",
            "Siddhant",
            "Official Spokesperson, Shri Ravi Roe",
            "Geeta",
            "Official Spokesperson, Shri Ravi Roe",
            "Unidentified Speaker",
        ],
    ),
    "holders of offices in brackets, and who presides": (
        """
        The Prime Minister (Mr. Attlee): I beg to move the motion standing in my name.

        Mr. Churchill: Will the Prime Minister give way?

        The Prime Minister: I will.

        Mr. Speaker: Order. The hon. Member must be heard.

        Hon. Members: Hear, hear.

        An hon. Member: Shame.

        The Secretary of State for War (Mr. Shin): The troops are fed.

        Several hon. Members rose—
        """,
        [
            "The Prime Minister",
            "Mr. Churchill",
            "The Prime Minister",
            "Mr. Speaker",
            "Hon. Members",
            "An hon. Member",
            "The Secretary of State for War",
        ],
    ),
    "space before the colon, who presides without a name": (
        """
        M. le Président : La séance est ouverte, mes chers collègues.

        Mme la Ministre : Je vous remercie, Monsieur le Président.

        M. le Président : La parole est à Monsieur Petit.

        M. Petit : Merci. Je serai bref.
        """,
        ["M. le Président", "Mme la Ministre", "M. le Président", "M. Petit"],
    ),
    "Portuguese articles before titles": (
        """
        O SR. PRESIDENTE: Declaro aberta a sessão.

        A SRA. MARIA COSTA: Senhor Presidente, agradeço a palavra.

        O SR. PRESIDENTE: Tem a palavra o Deputado Silva.

        O SR. JOÃO SILVA (PT-SP): Muito obrigado. Falo sobre o porto.

        O Sr. Presidente: Obrigado.

        A Sr.ª Ministra: Respondo com gosto.
        """,
        [
            "O SR. PRESIDENTE",
            "A SRA. MARIA COSTA",
            "O SR. PRESIDENTE",
            "O SR. JOÃO SILVA",
            "O Sr. Presidente",
            "A Sr.ª Ministra",
        ],
    ),
    "names in two scripts": (
        """
        毛宁/Mao Ning: We wish to announce a visit. 我们宣布一次访问。

        记者/Reporter: When? 什么时候？

        毛宁/Mao Ning: In May. 五月。
        """,
        ["毛宁/Mao Ning", "记者/Reporter", "毛宁/Mao Ning"],
    ),
    "numbered questions and answers": (
        """
        Q1: When will the talks begin?

        A1: They will begin in June.

        Q2: And where?

        A2: In Portville.
        """,
        ["Q1", "A1", "Q2", "A2"],
    ),
    "the sign of the column": (
        """
        § Mr. Churchill asked the Prime Minister whether he would make a statement on wheat.

        § The Prime Minister (Mr. Attlee): Yes, Sir. The wheat will come in June.

        § Mr. Churchill: Is the right hon. Gentleman sure?

        § The Prime Minister: I am sure.
        """,
        [None, "The Prime Minister", "Mr. Churchill", "The Prime Minister"],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_labels_of(layout: str):
    source, labels = LAYOUTS[layout]
    transcript = read(dedent(source).strip().encode(), "txt")
    assert [turn.label.printed if turn.label else None for turn in transcript.turns] == labels


def test_a_bracket_names_who_holds_the_office():
    transcript = read(b"The Prime Minister (Mr. Roe): I beg to move.\n\nMr. Poe: I object.", "txt")
    turn = transcript.turns[0]
    assert (turn.speaker, turn.role, turn.party) == ("Roe", "The Prime Minister", "")


def test_who_asks_for_an_outlet_asks_a_question():
    transcript = read(b"NHK, Sato: When?\n\nMinister Yamada: Soon.\n\nJane Doe (Reuters): Where?", "txt")
    assert [(turn.kind.value, turn.speaker, turn.role) for turn in transcript.turns] == [
        ("question", "Sato", "NHK"),
        ("speech", "Yamada", "Minister"),
        ("question", "Jane Doe", "Reuters"),
    ]


@pytest.mark.parametrize("address", ["Mr. President", "Señor presidente", "M. le Président", "Mr. Speaker"])
def test_an_address_is_no_label_in_a_speech(address: str):
    transcript = read(
        f"I come from the hills.\n\n{address}: We ask for peace.\n\n{address}: We ask again.".encode(), "txt"
    )
    assert [turn.label for turn in transcript.turns] == [None]


def test_a_name_once_between_two_turns_is_taken_and_flagged():
    transcript = read(b"Spokesman Roe: We begin.\n\nGeeta: Sir, what of the dam?\n\nSpokesman Roe: It holds.", "txt")
    assert [turn.certainty.value for turn in transcript.turns] == ["sure", "ask", "sure"]
    assert [warning.code for warning in transcript.warnings if "Geeta" in warning.message] == ["unsure-label"]
