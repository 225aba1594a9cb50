"""The label grammar by itself: what is a label wherever it stands, what must be confirmed, what is refused and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statements.transcripts.labels.candidates import find_candidate, find_colon
from statements.transcripts.labels.grammar import find_objection, judge
from statements.transcripts.labels.parts import Splitter
from statements.transcripts.person_names import format_name

SURE = [
    "Question",
    "QUESTION",
    "Reporter 2",
    "Question from the floor",
    "Vraag",
    "Pregunta",
    "Вопрос",
    "سؤال",
    "问",
    "Xinhua News Agency",
    "Mr. Novak",
    "Mrs. de Vries",
    "H.E. Mr. Roe",
    "MS. ROE-DOE",
    "J. R. Roe",
    "С.Иванов",
    "PRESIDENT NOVAK",
    "SECRETARY GENERAL ROE",
    "President of Ruritania Rudolf Elphberg",
    "Ruritanian Foreign Minister Rudolf Elphberg",
    "Minister for the Far North and the Isles Rudolf Elphberg",
    "First Deputy Prime Minister Jane Roe",
    "Jane Roe, Spokesperson of the Ministry",
    "Ana Ruiz León, titular de la Secretaría de Energía",
    "Ursula von der Muster",
    "Abdul el-Nadi",
    "Łukasz Żółty",
    "Vladimir Novak and Jane Roe",
    "Prime Minister Theresa May",
    "Queen Flavia of Ruritania",
    "Président de la République Jean Exemple",
    "Bundesminister der Verteidigung Max Mustermann",
]
TO_BE_CONFIRMED = [
    "Novak",
    "NATO",
    "Prime Minister",
    "Deputy Spokesperson",
    "New York",
    "France",
    "European Commission",
]
REFUSED = {
    "First": "opens",
    "Second Question": "opens",
    "Note": "furniture",
    "EDITOR’S NOTE": "furniture",
    "Photo": "furniture",
    "In favour": "furniture",
    "THE FIRST": "article",
    "I want to say one thing": "sentence",
    "The message reads": "sentence",
    "Dear Mr. Speaker": "opens",
    "Mr. President, distinguished delegates": "addresses",
    "Mr. Smith of Ohio, Ms. Lee and Mr. Jones": "list",
    "Germany, France and Italy": "list",
    "– Mr President": "dash",
    "Economic Cooperation": "heading",
    "Promoting Connectivity": "heading",
    "Joint Statement": "title",
    "Statement from National Security Adviser Jane Roe": "title",
    "Ratio 3:1 was agreed": "digits",
    "The President of Ruritania said": "sentence",
    "Minister of": "small word",
    "Talks ended. Jane Roe": "full stop",
    "see https": "address",
    "of the people": "small letter",
    "第一": "opens",
    "他表示": "reports",
}


@pytest.mark.parametrize("label", SURE)
def test_label_is_sure_by_itself(label: str):
    assert judge(label).times == 1, judge(label).why


@pytest.mark.parametrize("label", TO_BE_CONFIRMED)
def test_label_must_be_confirmed_by_its_document(label: str):
    assert judge(label).times > 1, judge(label).why


@pytest.mark.parametrize("label", REFUSED)
def test_words_are_refused_with_a_reason(label: str):
    verdict = judge(label)
    assert verdict.times == 0 or "article" in REFUSED[label]
    assert verdict.times != 1


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Jane Roe: hello", 8),
        ("Jane Roe (answering John Doe: see above): hello", 40),
        ("At 10:30 we met", -1),
        ("see https://example.org", -1),
        ("Why? Because: yes", -1),
        ("“Jane” said: yes", -1),
        ("毛宁：好", 2),
        ("no colon", -1),
        ("x" * 400 + ": late", -1),
    ],
)
def test_the_colon_of_a_label(text: str, at: int):
    assert find_colon(text) == at


@pytest.mark.parametrize(
    ("text", "printed", "rest"),
    [
        ("Q    Mr. President, why?", "Q", "Mr. President, why?"),
        ("A Development Fund is being set up", None, None),
        ("**Jane Roe:** hello", "Jane Roe", "hello"),
        ("**Jane Roe**: hello", "Jane Roe", "hello"),
        ("[00:00:42] Jane Roe: hello", "Jane Roe", "hello"),
        ("32. Mr. ROE (Elbonia): hello", "Mr. ROE", "hello"),
        ("【記者】質問です", "記者", "質問です"),
    ],
)
def test_labels_stand_in_several_forms(text: str, printed: str | None, rest: str | None):
    candidate = find_candidate(text)
    assert (candidate and candidate.printed, candidate and candidate.rest) == (printed, rest)


@pytest.mark.parametrize(
    ("label", "names", "role", "party"),
    [
        ("President of Egypt Abdel Hadi el-Nadi", ("Abdel Hadi el-Nadi",), "President of Egypt", "Egypt"),
        (
            "Chairman of State Affairs of the Democratic People’s Republic of Korea Kim Novak",
            ("Kim Novak",),
            "Chairman of State Affairs of the Democratic People’s Republic of Korea",
            "Democratic People’s Republic of Korea",
        ),
        ("US Secretary of State John Roe", ("John Roe",), "US Secretary of State", "US"),
        ("King Oliver II of Jordan", ("Oliver II",), "King of Jordan", "Jordan"),
        ("PRESIDENT VON DER MUSTER", ("von der Muster",), "PRESIDENT", ""),
        ("Jane Roe, Prime Minister of New Zealand", ("Jane Roe",), "Prime Minister of New Zealand", "New Zealand"),
        ("Mr. Roe of Ohio", ("Roe",), "", "Ohio"),
        ("Mr. Roe and Ms. Doe", ("Roe", "Doe"), "", ""),
        (
            "Министр иностранных дел России Иван Примеров",
            ("Иван Примеров",),
            "Министр иностранных дел России",
            "России",
        ),
        ("Governor of Zenda", (), "Governor of Zenda", ""),
        ("الرئيس المثال", ("المثال",), "الرئيس", ""),
        ("وزير الخارجية", (), "وزير الخارجية", ""),
        ("ראש הממשלה", (), "ראש הממשלה", ""),
    ],
)
def test_labels_are_taken_apart(label: str, names: tuple[str, ...], role: str, party: str):
    office = Splitter().split(label)
    assert (office.names, office.role, office.party) == (names, role, party)


def test_a_name_that_speaks_elsewhere_ends_a_long_office():
    known = Splitter(frozenset({"rudolf elphberg de zenda"}))
    label = "Minister for the Forest of Zenda Rudolf Elphberg de Zenda"
    assert known.split(label).names == ("Rudolf Elphberg de Zenda",)


def test_an_archive_helps_with_its_own_people_and_parties():
    split = Splitter(known_name={"ana maria ruiz"}.__contains__, known_party={"Ruritania"}.__contains__)
    office = split.split("Governor of Ruritania Ana Maria Ruiz")
    assert (office.names, office.party) == (("Ana Maria Ruiz",), "Ruritania")


def test_capitals_become_ordinary_letters():
    assert format_name(["JUAN", "RAMÓN", "DE", "LA", "FUENTE"]) == "Juan Ramón de la Fuente"
    assert format_name(["JEAN-PIERRE"]) == "Jean-Pierre"
    assert format_name(["MCNOVAK"]) == "McNovak"


def test_what_follows_can_speak_against_a_label():
    assert find_objection(judge("Germany"), "“This is a matter of principle.”")
    assert find_objection(judge("Minister of Foreign Affairs"), "Jane Roe.")
    assert not find_objection(judge("Jane Roe"), "Thank you.")


@settings(max_examples=400)
@given(st.text(max_size=200))
def test_grammar_answers_every_text(text: str):
    verdict = judge(text)
    assert verdict.times >= 0
    assert verdict.why
    candidate = find_candidate(" ".join(text.split()))
    assert candidate is None or candidate.printed


@pytest.mark.parametrize("label", ["Jane Roe,", ", Roe", "Jane Roe, ,", "A , Roe", "/", "（）", "«", "Mr. ,"])
def test_labels_broken_at_a_comma_are_answered(label: str):
    assert judge(label).why
    assert Splitter().split(label) is not None
