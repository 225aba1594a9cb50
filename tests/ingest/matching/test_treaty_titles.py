from datetime import date

from statements.ingest.matching.treaty_titles import TreatyFinder, is_searchable


def titles(*rows: tuple[int, str, bool], **more) -> TreatyFinder:
    return TreatyFinder(rows, **more)


def test_a_title_is_found_with_its_paragraph_and_words():
    known = titles((1, "The Antarctic Treaty", False))
    (named,) = known.find(["Nothing here.", "We keep to the Antarctic Treaty of 1959."])
    assert (named.treaty, named.paragraph, named.surface) == (1, 1, "Antarctic Treaty")


def test_the_longer_title_wins_and_none_overlap():
    known = titles(
        (1, "Convention on the Law of the Sea", True),
        (2, "Agreement relating to the Convention on the Law of the Sea", True),
    )
    assert [n.treaty for n in known.find(["The Agreement relating to the Convention on the Law of the Sea"])] == [2]


def test_an_agreement_within_a_disagreement_is_none():
    known = titles((1, "Agreement on Antarctic Seals", True))
    assert known.find(["a disAgreement on Antarctic Seals", "no Agreement on Antarctic Sealskins"]) == []


def test_a_title_in_small_letters_is_no_title():
    known = titles((1, "Partial Test Ban Treaty", True))
    assert known.find(["a partial test ban treaty would be good"]) == []
    assert len(known.find(["THE PARTIAL TEST BAN TREATY"])) == 1


def test_what_says_too_little_is_not_looked_for():
    for title in ("Trade Agreement", "Exchange of Notes (Financial)", "Financial Agreement", "Treaty", "Peace Treaty"):
        assert not is_searchable(title, chosen=False)
    assert is_searchable("Convention on the High Seas", chosen=False)
    assert is_searchable("New START Treaty", chosen=True)


def test_a_city_has_seen_many_treaties():
    assert titles((1, "Treaty of Paris", True)).find(["the Treaty of Paris ended the war"]) == []


def test_a_title_that_two_treaties_bear_means_neither():
    known = titles(
        (1, "Convention on Antarctic Road Traffic", False), (2, "Convention on Antarctic Road Traffic", False)
    )
    assert known.find(["the Convention on Antarctic Road Traffic"]) == []


def test_what_was_signed_later_was_not_meant():
    known = titles((1, "Convention on the High Seas", False), signed={1: date(1958, 4, 29)})
    text = ["the Convention on the High Seas"]
    assert known.find(text, before=date(1955, 12, 31)) == []
    assert len(known.find(text, before=date(1960, 12, 31))) == 1


def test_initials_are_found_as_an_editor_wrote_them():
    known = titles((1, "NPT", True), (2, "SALT", False))
    assert [n.treaty for n in known.find(["The NPT stands; salt and SALT do not.", "ALL CAPITALS NPT"])] == [1]


def test_a_treaty_is_named_once_a_paragraph():
    known = titles((1, "Antarctic Treaty", True))
    assert len(known.find(["Antarctic Treaty, Antarctic Treaty", "Antarctic Treaty"])) == 2
