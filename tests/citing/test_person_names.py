"""Names of many forms."""

import pytest

from statements.citing.citation import Name
from statements.citing.person_names import parse_name


@pytest.mark.parametrize(
    ("name", "sort_name", "native", "party", "parts"),
    [
        ("Vladimir Putin", "Putin, Vladimir", "Владимир Путин", "RUS", Name("Putin", "Vladimir")),
        ("Nikita Sergeyevich Khrushchev", "Khrushchev, Nikita Sergeyevich", "", "SUN",
         Name("Khrushchev", "Nikita Sergeyevich")),
        ("Dominique de Villepin", "Villepin, Dominique de", "", "FRA", Name("Villepin", "Dominique", "de")),
        ("Ursula von der Leyen", "Leyen, Ursula von der", "", "EU", Name("Leyen", "Ursula", "von der")),
        ("Fernando Collor de Mello", "Collor de Mello, Fernando", "", "BRA", Name("Collor de Mello", "Fernando")),
        ("Linda Thomas-Greenfield", "Thomas-Greenfield, Linda", "", "USA", Name("Thomas-Greenfield", "Linda")),
        ("Edward R. Stettinius Jr.", "Stettinius, Edward R., Jr.", "", "USA",
         Name("Stettinius", "Edward R.", suffix="Jr.")),
        ("Edward R. Stettinius Jr.", "Stettinius, Edward R. Jr.", "", "USA",
         Name("Stettinius", "Edward R.", suffix="Jr.")),
        ("Kim Jong-un", "Kim Jong-un", "김정은", "PRK", Name("Kim", "Jong-un", family_first=True)),
        ("Ban Ki-moon", "Ban Ki-moon", "", "UN", Name("Ban", "Ki-moon", family_first=True)),
        ("Zhou Enlai", "Zhou Enlai", "周恩来", "", Name("Zhou", "Enlai", family_first=True)),
        ("Pham Van Dong", "Pham Van Dong", "Phạm Văn Đồng", "", Name("Pham", "Van Dong", family_first=True)),
        ("Xi Jinping", "Xi Jinping", "", "CHN", Name("Xi", "Jinping", family_first=True)),
        ("Shigeru Yoshida", "Yoshida, Shigeru", "吉田茂", "JPN", Name("Yoshida", "Shigeru")),
        ("Sukarno", "Sukarno", "", "IDN", Name(whole="Sukarno")),
        ("Haile Selassie", "Haile Selassie", "ቀዳማዊ ኃይለ ሥላሴ", "ETH", Name(whole="Haile Selassie")),
        ("Mohammed bin Salman", "Mohammed bin Salman", "محمد بن سلمان", "SAU", Name(whole="Mohammed bin Salman")),
    ],
)  # fmt: skip
def test_a_name_comes_apart_where_its_parts_are_known(name, sort_name, native, party, parts):
    assert parse_name(name, sort_name, native, party) == parts


@pytest.mark.parametrize(
    ("name", "sort_name", "inverted"),
    [
        ("Dominique de Villepin", "Villepin, Dominique de", "Villepin, Dominique de"),
        ("Kim Jong-un", "Kim Jong-un", "Kim, Jong-un"),
        ("Sukarno", "Sukarno", "Sukarno"),
        ("Haile Selassie", "Haile Selassie", "Haile Selassie"),
    ],
)
def test_a_name_is_printed_as_it_was_and_turned_round_for_programs(name, sort_name, inverted):
    parts = parse_name(name, sort_name)
    assert parts.format_for_text() == name
    assert parts.format_inverted() == inverted
