"""Labels alone on their line, with a time before or after them, in texts written for these tests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from statements.transcripts import read

# What the text shows: the text, and its labels; None is text before the first label.
LAYOUTS: dict[str, tuple[str, list[str | None]]] = {
    "surnames in capitals": (
        """
        SMITH

        I welcome you all to this hall on the river.

        DOE

        Thank you. I am glad to be here.

        SMITH

        Let us begin with the bridges.
        """,
        ["SMITH", "DOE", "SMITH"],
    ),
    "names in capitals": (
        """
        JANE DOE
        President of the Council

        I welcome you all to this hall on the river.

        JOHN ROE
        Minister of Bridges

        Thank you. I am glad to be here.

        JANE DOE

        Let us begin with the bridges.
        """,
        ["JANE DOE", "JOHN ROE", "JANE DOE"],
    ),
    "first name and surname in capitals, the French presidency": (
        """
        Déclaration conjointe avec la Présidente de Ruritanie.

        Emmanuel MACRON
        Madame la Présidente, chère Anne, mesdames et messieurs, je suis heureux de vous accueillir ici.

        Nous avons parlé des ports et des ponts.

        Anne ROE
        Merci, cher Emmanuel, de votre accueil. Nous sommes venus parler de l'avenir.

        Journaliste
        Une question pour les deux présidents.

        Emmanuel MACRON
        Je réponds volontiers.
        """,
        ["Emmanuel MACRON", "Anne ROE", "Journaliste", "Emmanuel MACRON"],
    ),
    "time in brackets and name before a colon": (
        """
        [00:00:05] John Smith: Welcome to the show about rivers.

        [00:00:12] Jane Doe: Thank you, it is good to be here.

        [00:12:30] John Smith: Let us talk about bridges.

        [00:13:01] Jane Doe: Bridges are long.
        """,
        ["John Smith", "Jane Doe", "John Smith", "Jane Doe"],
    ),
    "name and time in brackets": (
        """
        John Smith (00:05):
        Welcome to the show about rivers.

        Jane Doe (00:12):
        Thank you, it is good to be here.

        John Smith (12:30):
        Let us talk about bridges.
        """,
        ["John Smith", "Jane Doe", "John Smith"],
    ),
    "time and name": (
        """
        00:00:05 John Smith
        Welcome to the show about rivers.

        00:00:12 Jane Doe
        Thank you, it is good to be here.

        00:12:30 John Smith
        Let us talk about bridges.
        """,
        ["John Smith", "Jane Doe", "John Smith"],
    ),
    "name and time": (
        """
        John Smith  0:05
        Welcome to the show about rivers.

        Jane Doe  0:12
        Thank you, it is good to be here.

        Speaker 1  0:20
        Hello.

        John Smith  12:30
        Let us talk about bridges.
        """,
        ["John Smith", "Jane Doe", "Speaker 1", "John Smith"],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_labels_of(layout: str):
    source, labels = LAYOUTS[layout]
    transcript = read(dedent(source).strip().encode(), "txt")
    assert [turn.label.printed if turn.label else None for turn in transcript.turns] == labels
