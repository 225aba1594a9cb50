import pytest

from statements.ingest.matching.person_names import (
    build_sort_name,
    clean_printed_name,
    is_placeholder,
    parse_person_name,
)


@pytest.mark.parametrize(
    ("printed", "party", "name", "full"),
    [
        ("Vladimir Putin", "RUS", "Vladimir Putin", True),
        ("Mr. LUNS", "NLD", "Luns", False),
        ("Mr. Sidi Mohamed OULD BOUBACAR", "MRT", "Sidi Mohamed Ould Boubacar", True),
        ("MOON Jae-in", "KOR", "Moon Jae-in", True),
        ("Xi Jinping", "CHN", "Xi Jinping", True),
        ("King Mswati III", "SWZ", "Mswati III", True),
        ("Pope Francis", "VAT", "Pope Francis", True),
        ("General Prayut Chan-o-cha", "THA", "Prayut Chan-o-cha", True),
        ("Mr. Teodoro L. Locsin, Jr.", "PHL", "Teodoro L. Locsin Jr.", True),
        ("Sheikh Hasina", "BGD", "Sheikh Hasina", True),
        ("Sheikh Hamad bin Khalifa Al-Thani", "QAT", "Hamad bin Khalifa Al-Thani", True),
        ("Mr.Mr. Mahe 'Uli'Uli TUPOUNIUA", "TON", "Mahe 'Uli'Uli Tupouniua", True),
        # two surnames and no given name
        ("Mr Silva Cimma", "CHL", "Silva Cimma", False),
        ("Dr. Michelle Bachelet", "CHL", "Michelle Bachelet", True),
        ("PATRICIO AYLWIN AZOCAR", "CHL", "Patricio Aylwin Azocar", True),
        # capitals alone do not say where the surname begins
        ("VIRISSIMO CUNHA", "", "Virissimo Cunha", False),
        ("van AGT", "NLD", "van Agt", False),
        ("A. Gromyko", "SUN", "A. Gromyko", False),
        # titles cut in the wrong place
        ("Biden Before Marine", "USA", "Biden", False),
        ("Karine Jean-Pierre En", "USA", "Karine Jean-Pierre", True),
        ("Mr. Cujba (first name not provided)", "MDA", "Cujba", False),
    ],
)
def test_a_name_is_read_with_its_honorifics_and_capitals(printed, party, name, full):
    person = parse_person_name(printed, party)
    assert (person.name, person.full) == (name, full)


@pytest.mark.parametrize(
    "printed",
    ["???", "N/A", "", "  ", "Unknown", "Senior Administration Official", "THE PRESIDENT", "Question", "—",
     "Spouses Luncheon", "Not indicated", "x" * 500],
)  # fmt: skip
def test_placeholders_and_rubbish_are_nobody(printed):
    assert parse_person_name(printed) is None


def test_an_office_is_a_placeholder_for_a_name():
    assert is_placeholder("Senior Government Officials")
    assert not is_placeholder("Kim Jong-un")


@pytest.mark.parametrize(
    ("name", "party", "sorted_as"),
    [
        ("Vladimir Putin", "RUS", "Putin, Vladimir"),
        ("Kim Jong-un", "PRK", "Kim Jong-un"),
        ("Nguyen Thanh Chau", "VNM", "Nguyen Thanh Chau"),
        ("Orbán Viktor", "HUN", "Orbán Viktor"),
        ("Charles de Gaulle", "FRA", "Gaulle, Charles de"),
        ("Ursula von der Leyen", "EU", "Leyen, Ursula von der"),
        ("Herman Van Rompuy", "BEL", "Van Rompuy, Herman"),
        ("Fernando de la Rúa", "ARG", "Rúa, Fernando de la"),
        ("Juan Carlos Varela Rodríguez", "PAN", "Varela Rodríguez, Juan Carlos"),
        ("Luiz Inácio Lula da Silva", "BRA", "Silva, Luiz Inácio Lula da"),
        ("Joseph R. Biden Jr.", "USA", "Biden, Joseph R. Jr."),
        ("Mswati III", "SWZ", "Mswati III"),
        ("Mohamed Ould Abdel Aziz", "MRT", "Ould Abdel Aziz, Mohamed"),
        ("Yousuf bin Alawi bin Abdallah", "OMN", "Yousuf bin Alawi bin Abdallah"),
        ("Seyoum Mesfin", "ETH", "Seyoum Mesfin"),
    ],
)
def test_lists_sort_names_as_their_countries_do(name, party, sorted_as):
    assert build_sort_name(name, party) == sorted_as


def test_the_label_of_a_monologue_loses_only_what_a_bad_cut_left():
    assert clean_printed_name("Biden Before Marine") == "Biden"
    assert clean_printed_name("Mr.  PALAMARCHUK") == "Mr. PALAMARCHUK"
    assert clean_printed_name("???") == ""
