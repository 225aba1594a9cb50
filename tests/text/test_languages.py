"""Names and directions of languages."""

import pytest

from statements.text.languages import direction, language_name, same_language


@pytest.mark.parametrize(
    ("tag", "written"),
    [("ar", "rtl"), ("fa-IR", "rtl"), ("he", "rtl"), ("ur", "rtl"), ("en", "ltr"), ("zh-Hant", "ltr"),
     ("az-Arab", "rtl"), ("ku-Latn", "ltr"), ("ps-Latn", "ltr"), ("", "ltr")],
)  # fmt: skip
def test_the_script_decides_how_a_text_runs(tag, written):
    assert direction(tag) == written


@pytest.mark.parametrize(
    ("tag", "name"),
    [("fr", "French"), ("zh-Hant", "Chinese (Traditional)"), ("xx-nobody", "xx-nobody"), ("", ""),
     ("no such", "no such")],
)  # fmt: skip
def test_a_language_has_an_english_name_or_stands_as_it_is(tag, name):
    assert language_name(tag) == name


def test_regions_of_a_language_are_one_language():
    assert same_language("en-GB", "en-US")
    assert not same_language("en", "fr")
