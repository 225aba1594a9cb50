"""The label grammar: is what stands before the colon the name of a speaker?

Three answers: *sure*; *to be confirmed* by the document (the label comes again, it is the surname of a sure speaker,
the publisher set it in bold); *refused*, with the reason. The rules stand in ``refusals.REFUSALS`` and ``ACCEPTANCES``
in the order in which they are tried. Precision comes first: a wrong label puts words into somebody's mouth.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from statements.text.folding import fold
from statements.transcripts import vocabulary
from statements.transcripts.labels import cjk
from statements.transcripts.labels.parts import Splitter, is_outlet
from statements.transcripts.labels.refusals import REFUSALS, LabelWords, count_heading_words, fold_quotes
from statements.transcripts.labels.verdicts import ONLY_BETWEEN_TURNS, Verdict, refuse
from statements.transcripts.model import TurnKind
from statements.transcripts.person_names import (
    ARTICLES,
    find_country_end,
    is_initials_and_surname,
    is_name,
    normalise_token,
    split_scripts,
    strip_honorifics,
    strip_style,
)
from statements.transcripts.word_lists import words as words_of

_CLOSED_NUMBERED = re.compile(r"(.+?)\s*(?:#|no\.?|nº|№)?\s*(?:\d{1,2}|one|two|three)")
_QUOTED = re.compile(r"(?<= )[«“\"]([^«»“”\"]{1,60})[»”\"]")
_UNACCENTED = {fold(word): kind for word, kind in vocabulary.CLOSED.items() if len(word) > 2}
_CLOSED_TAIL = re.compile(r"(\w+)\s+(?:from|de|del|von|из|من)\s+\S.{0,60}")


def judge_closed_word(label: str) -> Verdict | None:
    """Return the verdict where the label is one of the closed words ("Question", "Reporter 2")."""
    folded = fold_quotes(label)
    if folded in vocabulary.AGENCIES and label[0] == label[0].upper():
        return Verdict(1, "a news outlet", TurnKind.QUESTION, closed=True)
    kind = vocabulary.CLOSED.get(folded)
    if kind is None and "." in folded:
        kind = vocabulary.CLOSED.get(folded.rstrip("."))
    if kind is None and label.isupper() and label[0].isalpha():
        kind = _UNACCENTED.get(fold(label))  # capitals are often printed without their accents
    if kind is None:
        match = _CLOSED_NUMBERED.fullmatch(folded) or _CLOSED_TAIL.fullmatch(folded)
        if match and match[1] in vocabulary.CLOSED_HEADS and not label[0].islower():
            kind = vocabulary.CLOSED.get(match[1], TurnKind.QUESTION)
        elif match and match[1] == "a" and folded[1:].isdigit():
            kind = TurnKind.ANSWER  # "A1", beside "Q1"
    if kind is None and label[0].isupper():
        head, _, name = label.partition(" ")
        if name and head.casefold() in vocabulary.ASKING_HEADS and is_name(name.split(), most=4):
            return Verdict(1, "a question and who asks it", TurnKind.QUESTION, closed=True)
    if kind is None or (label[0].islower() and label.isascii()):
        return None
    return Verdict(1, "a closed word", kind, closed=True, office=kind is TurnKind.SPEECH)


@lru_cache(maxsize=8192)
def judge(label: str) -> Verdict:
    """Judge a label (notes taken out, white space normalised) by itself, without its document."""
    first = next((char for char in label if char.isalpha()), "")
    if not first:
        return refuse("holds no letter")
    verdict = judge_closed_word(label)
    if verdict is not None:
        return verdict
    if _QUOTED.search(label):
        return _judge_quotation(label)
    if cjk.CJK_LETTER.search(label):
        return _judge_two_scripts(label) or cjk.judge(label)
    if len(label) == 1 and label.casefold() in vocabulary.LETTERS and label.isupper():
        return Verdict(2, "a letter", vocabulary.LETTERS[label.casefold()][0], closed=True)
    if _PRESIDING.fullmatch(label):
        return Verdict(2, "names who presides, or addresses him", presiding=True)
    plain = strip_style(label)
    if plain != label:
        return judge(plain) if plain else refuse("a title without its name")
    article, _, titled = label.partition(" ")
    if article.casefold() in ARTICLES and titled.partition(" ")[0].lower() in vocabulary.HONORIFICS:
        verdict = judge(titled)  # "A SRA. COSTA", "La señora García"; nobody is addressed with an article
        return Verdict(1, "who presides", office=True) if verdict.presiding else verdict
    words = LabelWords.of(label)
    if first.lower() == first.upper():
        return _judge_caseless(words)
    for test, reason in REFUSALS:
        if test(words):
            return refuse(reason)
    for accept in ACCEPTANCES:
        verdict = accept(words)
        if verdict is not None:
            return verdict
    return refuse("not shaped like a name or an office")


def _judge_quotation(label: str) -> Verdict:
    """ "Корреспондент газеты «Вечер»", "Editor of “The Post” Jane Roe": an outlet or a work in quotation marks."""
    if label.partition(" ")[0].casefold() in vocabulary.CLOSED_HEADS:
        return Verdict(1, "who asks, and for what outlet", TurnKind.QUESTION, closed=True)
    if label[-1] in '»”"':
        return refuse("ends in a quotation")
    return judge(_QUOTED.sub(r"\1", label))


def _judge_two_scripts(label: str) -> Verdict | None:
    """A name in two scripts, "毛宁/Mao Ning": sure where one half is, and neither is refused."""
    halves = split_scripts(label)
    if not halves:
        return None
    first, second = map(judge, halves)
    if not (first.times and second.times):
        return None
    return first if first.times <= second.times else second


def _judge_caseless(words: LabelWords) -> Verdict:
    """Arabic, Hebrew, Hindi …: no capitals tell a name, so only an office as the first word makes a label sure."""
    if len(words.tokens) > 12 or words.low[0] in vocabulary.OPENERS or words.folded in vocabulary.FURNITURE_LABELS:
        return refuse("opens a sentence or a list")
    if words.low[0] in vocabulary.ROLES or words.low[0] in vocabulary.HONORIFICS:
        return Verdict(1 if 1 < len(words.tokens) <= 6 else 2, "an office and a name", office=True)
    return (
        Verdict(3 if len(words.tokens) == 1 else 2, "a few words in a script without capitals")
        if len(words.tokens) <= 4
        else refuse("too long")
    )


def _accept_outlet(words: LabelWords) -> Verdict | None:
    if is_outlet(words.label):
        return Verdict(2, "perhaps a news outlet", TurnKind.QUESTION, closed=True)
    return None


def _accept_honorific(words: LabelWords) -> Verdict | None:
    if words.tokens[0].lower() not in vocabulary.HONORIFICS:
        return None
    if len(words.tokens) == 1:
        return (
            Verdict(2, "a title without its name")
            if words.low[0].rstrip(".") in ("mr", "ms", "mrs")
            else refuse("a title without its name")
        )
    if Splitter().split(words.label).names:
        return Verdict(1, "a title and a name", office=True)
    rest = strip_honorifics(words.tokens)
    if is_name(rest) or (words.has_role and len(words.tokens) < 30):
        return Verdict(1 if is_name(rest) else 2, "a title and a name", office=True)
    return None


def _accept_initials(words: LabelWords) -> Verdict | None:
    return Verdict(1, "initials and a surname") if is_initials_and_surname(words.label) else None


def _accept_office_and_name(words: LabelWords) -> Verdict | None:
    if not words.has_role:
        return None
    last = words.low[-1]
    if words.low[0] in vocabulary.GENRES and not (len(words.low) > 1 and words.low[1] in vocabulary.ROLES):
        return refuse("the title of a text")
    if len(words.tokens) > 40 or (
        count_heading_words([last]) and last not in vocabulary.ROLES and last not in vocabulary.OFFICE_NOUNS
    ):
        return refuse("a heading")
    office = Splitter().split(words.label)
    if office.names:
        if any(count_heading_words(name.split()) for name in office.names):
            return Verdict(3, "an office and perhaps a name", office=True, demotable=True)
        if not words.capitals and len(words.tokens) == 2 and words.low[0] in _ALSO_ADJECTIVES:
            return Verdict(2, "an office and a name, or two words of a heading", office=True, demotable=True)
        return Verdict(1, "an office and a name", office=True)
    pairs = list(zip(words.tokens, words.low, strict=True))
    strange = any(token.islower() and word not in _OFFICE_WORDS for token, word in pairs)
    topics = count_heading_words([token for token, word in pairs if word not in _OFFICE_WORDS])
    if len(words.tokens) > 12 or strange or topics or words.low[-1] in ("affairs", "relations") and len(pairs) < 3:
        return refuse("a sentence or a heading about an office")
    return Verdict(2, "an office without a name", office=True, demotable=True)


def _accept_outlet_and_name(label: str) -> Verdict | None:
    """ "NHK, Sato", "Jane Doe, Reuters": who asks, and for whom. Of outlets nobody knows the document must decide."""
    left, right = (part.strip() for part in label.split(",", 1))
    for outlet, name in ((left, right), (right, left)):
        if is_outlet(outlet) and is_name(name.split(), most=4) and not count_heading_words(name.split()):
            return Verdict(1, "an outlet and who asks for it", TurnKind.QUESTION)
    if all(is_name(part.split(), most=1) and not find_country_end(part.split(), 0) for part in (left, right)):
        return Verdict(ONLY_BETWEEN_TURNS, "a word, a comma and a word", TurnKind.QUESTION, demotable=True)
    return None


def _accept_name_and_role(words: LabelWords) -> Verdict | None:
    if "," not in words.label:
        return None
    asks = _accept_outlet_and_name(words.label)
    if asks is not None:
        return asks
    head = words.label.partition(",")[0].split()
    plain = strip_honorifics(head)
    if (
        not 2 <= len(plain) <= 6
        or not is_name(plain)
        or any(normalise_token(token) in vocabulary.ROLES for token in plain)
    ):
        return None if words.has_role else refuse("a list, no name before its comma")
    if find_country_end(head, 0) or count_heading_words(head):
        return None if words.has_role else refuse("a list, no name before its comma")
    tail = words.label.partition(",")[2].split()
    if not tail:
        return refuse("ends in a comma")
    if is_name(tail, most=3) and not any(
        normalise_token(token) in vocabulary.ROLES | vocabulary.OFFICE_NOUNS or find_country_end(tail, 0)
        for token in tail
    ):
        return Verdict(2, "a name and perhaps another", demotable=True)
    if len(words.tokens) > 40:
        return refuse("too long after the comma")
    if any(
        normalise_token(token) in vocabulary.ROLES or normalise_token(token) in vocabulary.OFFICE_NOUNS
        for token in tail
    ) or (tail[-1].islower() and len(tail) < 4):
        return Verdict(1, "a name and an office", office=True)
    return Verdict(2, "a name and perhaps an office", demotable=True)


def _accept_plain_name(words: LabelWords) -> Verdict | None:
    tokens = words.tokens
    if not is_name(tokens):
        return None
    if find_country_end(tokens, 0) == len(tokens) or words.folded in vocabulary.PLACES:
        return Verdict(3, "the name of a place", demotable=True)
    if len(tokens) == 1:
        if len(tokens[0]) == 1 or count_heading_words(tokens):
            return refuse("a single letter or a word of headings")
        return Verdict(3, "one word", demotable=True)
    if count_heading_words(tokens):
        return refuse("a heading")
    if words.low[0] == "the":
        return Verdict(3, "capitals after an article", demotable=True)
    if (
        any(word in vocabulary.OFFICE_NOUNS or word in vocabulary.DEMONYMS for word in words.low)
        or find_country_end(tokens, 0)
        or _has_country_inside(tokens)
    ):
        return Verdict(2, "an organisation, or a country and a name", demotable=True)
    return Verdict(1, "two to six words shaped like a name", demotable=True)


def _has_country_inside(tokens: list[str]) -> bool:
    """ "Jordan Peterson", "Chad Smith", "Sierra Leone Company": a country among the words makes the label doubtful,
    unless it stands last and alone, where it is as good as any surname ("Michael Jordan")."""
    return any(find_country_end(tokens, index) - index > 1 for index in range(1, len(tokens)))


# Who presides is called so in the record, and so is he in a speech to him; only the document tells which it is.
_PRESIDING = re.compile(
    r"(?:Mr\.?|Mrs\.?|Ms\.?|Madam|Mister|Sr\.|Sra\.|Sr\.ª|Señora?|SEÑORA?|Senhora?|MR\.?|MS\.?|MADAM|SR\.|SRA\.) "
    r"(?:Deputy |Acting |Vice[- ]|DEPUTY |ACTING )?"
    r"(?:Speaker|President|Chairman|Chairperson|Chair|SPEAKER|PRESIDENT|CHAIRMAN|CHAIR|[Pp]resident[ea]|PRESIDENT[EA]|Presidenta)"
    r"|(?:M\.|Mme|MME) (?:le|la|LE|LA) [^\W\d_]{5,14}(?: général| générale)?"
)
# "General Debate", "Chief Executives", "Student Loans": these offices are also words of headings.
_ALSO_ADJECTIVES = words_of("general chief major student doctor principal head host member leader child team")
_JOINERS = words_of("and & y et und и e та і")


_OFFICE_WORDS = (
    vocabulary.ROLES
    | vocabulary.OFFICE_NOUNS
    | vocabulary.PARTICLES
    | frozenset(["of", "for", "to", "in", "and", "the", "on", "at", "für", "and", "à", "en"])
)


def _accept_two_persons(words: LabelWords) -> Verdict | None:
    if not any(word in _JOINERS for word in words.low):
        return None
    office = Splitter().split(words.label)
    if len(office.names) < 2:
        return None
    sides = [name.split() for name in office.names]
    if any(find_country_end(side, 0) or count_heading_words(side) for side in sides):
        return refuse("a pair of things")
    titled = words.tokens[0].lower() in vocabulary.HONORIFICS
    return Verdict(1 if titled or all(len(side) > 1 for side in sides) else 2, "two persons", demotable=True)


ACCEPTANCES: list[Callable[[LabelWords], Verdict | None]] = [
    _accept_two_persons,  # "Vladimir Putin and Xi Jinping"
    _accept_honorific,  # "Mr. Nebenzia", "H.E. Mr. Niyazov", "MS. JEAN-PIERRE"
    _accept_initials,  # "S.Lavrov", "J. D. Vance"
    _accept_name_and_role,  # "Oana Lungescu, NATO Spokesperson"; before offices, whose words it may hold
    _accept_office_and_name,  # "President of Russia Vladimir Putin", "CHANCELLOR SCHOLZ"
    _accept_outlet,  # "Beijing Youth Daily"
    _accept_plain_name,  # "Ursula von der Leyen"
]

_LIST_ROW = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,3}[.;]?")
QUOTATION_FOLLOWS = "a quotation follows: a row of a list"
QUOTES = "“\"«„‘'「『"


def find_objection(verdict: Verdict, rest: str) -> str:
    """Return why the words after the colon speak against the label, or ""."""
    if verdict.demotable and rest[:1] and rest[0] in QUOTES:
        return QUOTATION_FOLLOWS
    if (
        verdict.office
        and verdict.times > 1
        and _LIST_ROW.fullmatch(rest)
        and is_name(rest.rstrip(".;").split(), most=4)
    ):
        return "a name follows: a row of a list"
    if verdict.demotable and rest and rest[0].islower() and verdict.times > 1:
        return "goes on in small letters: a gloss"
    return ""
