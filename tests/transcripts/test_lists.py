"""Rows of fact sheets, lists and communiqués that look like labels, in texts written for these tests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from statements.transcripts import read

LISTS = {
    "topics of a fact sheet": """
        FACT SHEET: The Two Rivers Partnership

        Trade: The sides will open three ports.

        Energy Security: A pipeline will be surveyed.

        Next Steps: Officials will meet in June.

        Blue Economy: The sea will be charted.

        Port Elbonia: The harbour will be dredged.
        """,
    "topics shaped like names": """
        Clean Water: Wells will be dug.

        River Commission: The commission will meet twice a year.

        Young Leaders: Forty students will travel each year.

        Sister Cities: Portville and Hafenstadt become sister cities.

        Rail Link: The line will be doubled.

        Visa Waiver: Visas will no longer be needed.
        """,
    "what each party does": """
        We commit to the following:

        Ruritania: to build the northern bridge.

        Sylvania: to build the southern bridge.
        """,
    "a government": """
        The new government has been named today.

        Minister of Finance: Jane Roe
        Minister of Defence: John Poe
        Prime Minister: Max Coe
        """,
    "reviews of the press": """
        Local papers write about the new bridge between the two rivers, and about the ferry that it will replace.

        Reuters: Bridge of the two rivers to open in the spring

        Portville Gazette: Ferry to stop in May after a hundred years

        Reuters: Steel for the bridge comes from the north
        """,
    "terms of a list in bold": """
        The following persons are pardoned, after a review of what they did and of how they lived since then.

        Offense: Theft of a boat in the harbour of Portville.

        Sentence: Two years in the prison of the province.

        Offense: Theft of a second boat in the same harbour.

        Sentence: Three years in the prison of the province.
        """,
    "a headline in capitals": """
        PRESIDENT ROE PROMISED AND DELIVERED: In the first year the president opened three bridges and a dam, and the
        ministry counted more boats than in any year before.
        """,
    "a biography for each name": """
        The following persons have been appointed.

        Andrew Poe: He was director of boats and served in the navy.

        Taylor Roe: She was a judge in Portville before she came here.

        Natalie Coe: She wrote speeches for the governor of the province.
        """,
}


@pytest.mark.parametrize("kind", LISTS)
def test_rows_of_a_list_stay_text(kind: str):
    transcript = read(dedent(LISTS[kind]).strip().encode(), "txt")
    assert [turn.label for turn in transcript.turns] == [None]


def test_names_that_come_once_each_are_labels_where_they_talk():
    transcript = read(
        b"Jane Roe: I thank you all for coming.\n\nJohn Poe: We are glad to be here.\n\nMax Coe: Shall we begin?", "txt"
    )
    assert [turn.speaker for turn in transcript.turns] == ["Jane Roe", "John Poe", "Max Coe"]
    assert {turn.certainty.value for turn in transcript.turns} == {"ask"}
