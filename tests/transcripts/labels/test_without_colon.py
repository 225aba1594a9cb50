"""Labels that a dash, a full stop or bold type ends, in texts written for these tests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from statements.transcripts import read

# What the text shows: the text, and its labels; None is text before the first label.
LAYOUTS: dict[str, tuple[str, list[str | None]]] = {
    "French presidency with dashes": (
        """
        Conférence de presse du 3 mars 2021

        LE PRÉSIDENT – Mesdames et messieurs, merci d'être venus aussi nombreux ce matin.

        Nous avons parlé du commerce et des ports.

        JOURNALISTE – Monsieur le Président, que direz-vous demain aux pêcheurs ?

        LE PRÉSIDENT – Je leur dirai que nous tenons parole.

        M. DURAND – J'ajoute que le texte est prêt.
        """,
        ["LE PRÉSIDENT", "JOURNALISTE", "LE PRÉSIDENT", "M. DURAND"],
    ),
    "full stop and long dash, letters for question and answer": (
        """
        M. Dupont. — Je vous remercie de cette question.

        Q. — Quand viendra la réponse ?

        M. Dupont. — Elle viendra en mai.

        Q. — Et le budget ?

        R. — Il est voté.
        """,
        ["M. Dupont", "Q", "M. Dupont", "Q", "R"],
    ),
    "French parliament with full stops": (
        """
        M. le président. La séance est reprise.

        Mme Anne Petit. Monsieur le président, ma question porte sur les routes.

        M. le président. La parole est au ministre.

        M. Jean Martin, ministre des transports. Les routes seront réparées avant l'hiver.

        Mme Anne Petit. Je vous remercie.
        """,
        [
            "M. le président",
            "Mme Anne Petit",
            "M. le président",
            "M. Jean Martin, ministre des transports",
            "Mme Anne Petit",
        ],
    ),
    "Spanish record with full stop and dash": (
        """
        EL PRESIDENTE. – Buenos días a todos. Abrimos la sesión de hoy.

        LA SEÑORA GARCÍA. – Muchas gracias, señor presidente. Quiero hablar del agua.

        EL PRESIDENTE. – Tiene la palabra el señor López.

        SR. LÓPEZ. – Gracias. Seré breve.
        """,
        ["EL PRESIDENTE", "LA SEÑORA GARCÍA", "EL PRESIDENTE", "SR. LÓPEZ"],
    ),
    "Italian chamber with surnames in capitals": (
        """
        PRESIDENTE. La seduta è aperta.

        ROSSI. Signor Presidente, intervengo sull'ordine dei lavori.

        PRESIDENTE. Ne ha facoltà.

        ROSSI. La ringrazio. Chiedo un rinvio.

        BIANCHI. Siamo contrari al rinvio.
        """,
        ["PRESIDENTE", "ROSSI", "PRESIDENTE", "ROSSI", "BIANCHI"],
    ),
    "Brazilian record with the chairman’s name in a bracket": (
        """
        O SR. PRESIDENTE (João Costa) – Boa tarde. Iniciamos os trabalhos.

        A SRA. ANA LIMA – Obrigada, Presidente. O relatório está pronto.

        O SR. PRESIDENTE (João Costa) – Em discussão o relatório.

        Jornalista: Presidente, quando vota?

        Presidente Lula da Costa: Na terça.
        """,
        ["O SR. PRESIDENTE", "A SRA. ANA LIMA", "O SR. PRESIDENTE", "Jornalista", "Presidente Lula da Costa"],
    ),
    "Russian duma with initials after the surname": (
        """
        Председательствующий. Слово имеет депутат Сидоров.

        Сидоров А. П. Уважаемые коллеги, я скажу о бюджете.

        Председательствующий. Спасибо. Пожалуйста, вопросы.

        Иванов И. И. Скажите, пожалуйста, сколько стоит дорога?
        """,
        ["Председательствующий", "Сидоров А. П.", "Председательствующий", "Иванов И. И."],
    ),
    "Q and A with full stops": (
        """
        Q. When will the talks begin?

        A. They will begin in June.

        Q. And where?

        A. In Portville.
        """,
        ["Q", "A", "Q", "A"],
    ),
    "P and R with full stop and hyphen": (
        """
        PREGUNTA: ¿Cuándo se firma el acuerdo?

        PRESIDENTE SÁNCHEZ: Se firma en junio.

        PERIODISTA: ¿Y el presupuesto?

        PRESIDENTE SÁNCHEZ: Está aprobado.

        MODERADORA: Última pregunta, por favor.

        P.- ¿Habrá otra reunión?

        R.- Sí, en otoño.
        """,
        ["PREGUNTA", "PRESIDENTE SÁNCHEZ", "PERIODISTA", "PRESIDENTE SÁNCHEZ", "MODERADORA", "P", "R"],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_labels_of(layout: str):
    source, labels = LAYOUTS[layout]
    transcript = read(dedent(source).strip().encode(), "txt")
    assert [turn.label.printed if turn.label else None for turn in transcript.turns] == labels


def test_names_in_bold_are_labels_where_they_take_turns():
    page = """<html><head><title>Talk on the ferry</title></head><body><article><h1>Talk on the ferry</h1>
    <p><strong>Ana Lin</strong> Welcome. How is the ferry this year, with all this ice?</p>
    <p><strong>Bo Ek</strong> It is full, more than in any year before.</p>
    <p><strong>Ana Lin</strong> And in winter?</p>
    <p><strong>Portville</strong> is where it sleeps in winter.</p></article></body></html>"""
    transcript = read(page.encode(), "html")
    assert [turn.label.printed for turn in transcript.turns] == ["Ana Lin", "Bo Ek", "Ana Lin"]
    assert transcript.turns[2].paragraphs[1].text.startswith("Portville is where")


@pytest.mark.parametrize(
    "source",
    [
        "Portville – a city of ships.\n\nHafenstadt – a city of trains.\n\nPortville – again the winner.",
        "MR. ROE – Chairman\n\nMS. POE – Secretary\n\nMR. ROE – Treasurer",
        "THANK YOU. We go on.\n\nPEACE. It is what we want.\n\nWork. It is what we need.",
        "M. Dupont – qui est mon ami – est venu.\n\nMme Petit – sa voisine – aussi.",
    ],
)
def test_dashes_and_full_stops_alone_make_no_label(source: str):
    transcript = read(source.encode(), "txt")
    assert [turn.label for turn in transcript.turns] == [None]
