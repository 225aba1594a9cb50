"""Which words before a colon are no label, and why: a table of tests with their reasons, tried before any acceptance.

"First: we agreed", "The message reads:", "Moscow, Vienna and Rome:" all stand before a colon.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from statements.transcripts import language_detection, vocabulary
from statements.transcripts.labels.parts import Splitter
from statements.transcripts.normalisation import SourceParagraph
from statements.transcripts.person_names import find_country_end, is_name_token, is_particle, normalise_token

# First and second persons, address, thanks and greetings where a language shows them as words, and marks of talk.
# Spanish, Italian and others show the person in the verb; there nothing can be said.
_TALK = re.compile(
    r"\b(?:I|me|my|us|[Ww]e|[Yy]ou|[Oo]ur|[Yy]our|[Ll]et[’']s|[Tt]hanks?|[Hh]ello|[Ww]elcome|[Yy]es|[Oo]kay|[Pp]lease|Mr|"
    r"Mrs|Ms|Sir|Madam|[Ff]riends|[Cc]olleagues|[Cc]omrades?|[Gg]entlemen|[Dd]ear|"
    r"[Gg]ood (?:morning|afternoon|evening|day)|"
    r"[Jj]e|[Jj][’']\w+|[Mm]oi|[Mm]on|ma|mes|[Nn]ous|[Vv]ous|[Nn]otre|[Nn]os|[Vv]otre|[Mm]erci|[Bb]onjour|Monsieur|Madame|"
    r"Mesdames|Messieurs|[Ii]ch|[Ww]ir|uns|[Uu]nser\w*|Sie|Ihnen|[Dd]anke?|Ja|Nein|Guten|Herr|Frau|Damen)\b|[?!]"
)
_QUOTED = re.compile(r"“[^“”]*”?|\"[^\"]*\"?|«[^«»]*»?|„[^„“”]*[“”]?")
_LANGUAGES = frozenset(["en", "fr", "de"])
_MIN_REACH, _MAX_REACH = 3, 8  # paragraphs of a turn that are looked at: at least, and of all turns together
_MAX_LABELS = 60  # labels that are looked at
_MIN_WORDS = 25  # in plain letters that are in no language that is known: too few to tell
_SAMPLE = 3000  # characters that tell the language
_MIN_SHARE = 0.25  # of the turns must hold talk


def lacks_dialogue(paragraphs: list[SourceParagraph], labels: Iterable[int]) -> bool:
    """Whether hardly any of the turns that begin at ``labels`` (indices of paragraphs) holds talk. False in languages
    other than English, French and German, and where the text is too short to tell its language."""
    starts = sorted(labels)[:_MAX_LABELS]
    if not starts:
        return False
    sample = "\n".join(paragraph.text for paragraph in paragraphs[: starts[0] + _MAX_LABELS])[:_SAMPLE]
    spoken_in = language_detection.guess_language(sample)
    if spoken_in not in _LANGUAGES and (spoken_in or not sample.isascii() or sample.count(" ") < _MIN_WORDS):
        return False
    ends = [*starts[1:], len(paragraphs)]
    reach = max(_MIN_REACH, _MAX_REACH // len(starts))
    talk = sum(
        any(_TALK.search(_QUOTED.sub("", paragraph.text)) for paragraph in paragraphs[start : min(end, start + reach)])
        for start, end in zip(starts, ends, strict=True)
    )
    return talk < len(starts) * _MIN_SHARE


MAX_LENGTH = 220  # characters; the longest true label seen has about 200


@dataclass(frozen=True, slots=True)
class LabelWords:
    """A label seen in the ways the rules ask about it."""

    label: str
    folded: str
    tokens: list[str]
    low: list[str]
    capitals: bool

    @classmethod
    def of(cls, label: str) -> LabelWords:
        tokens = label.split()
        letters = [char for char in label if char.isalpha()]
        return cls(
            label,
            fold_quotes(label),
            tokens,
            [normalise_token(token) for token in tokens],
            bool(letters) and all(map(str.isupper, letters)),
        )

    @property
    def has_role(self) -> bool:
        halves = (half for word in self.low for half in (word.split("/") if "/" in word else (word,)))
        return any(half in vocabulary.ROLES or half.endswith(("-general", "minister")) for half in halves)


def fold_quotes(text: str) -> str:
    return text.casefold().replace("’", "'").strip()


_DIGIT = re.compile(r"\d")
_GOOD_DIGITS = re.compile(
    r"\b(?:\d{1,3}(?:st|nd|rd|th)|(?:19|20)\d\d|No\.? ?\d{1,4}|№ ?\d{1,4}|[A-Z][a-z]*-?\d{1,2}|\d{1,2})\b"
)
_CLOCK = re.compile(r"\d[:：]\d\d")
_DASH_OPENING = ("-", "–", "—", "•", "*", "·", "▪", "●", "►", "/", "=", "+", ">", "|")
_STOP_INSIDE = re.compile(r"(?<![ .][^\W\d_])(?<![ .][^\W\d_]{2})\.(?:\s+\S|$)")
_ABBREVIATIONS = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Hon|Rev|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Amb|Jr|Sr|Sra|Srta|Mme|No|Sec|Dep|"
    r"Esq|Messrs|Msgr|"
    r"On|Brig|Smt|Excm[oa]|Exm[oa]|Ing|Lic|Mtro|Mtra|Dra|Arq|Hr|Fr|Ph\.D|M\.D|U\.S|U\.K|U\.N|H\.E|D\.C|[A-ZА-Я])\.",
    re.IGNORECASE,
)


_NO_ADVERBS = frozenset(
    [
        "family",
        "supply",
        "assembly",
        "monthly",
        "weekly",
        "daily",
        "early",
        "elderly",
        "fly",
        "july",
        "anomaly",
        "reply",
    ]
)


# In capitals too these are no part of a name or an office.
_VERBS = frozenset(["is", "are", "was", "were", "has", "have", "had", "be", "been", "promised", "said", "says"])


def _is_first_person(words: LabelWords) -> bool:
    """Whether an "I" is the pronoun: first, or before a small word that is no "of" ("Charles I of Spain")."""
    after = [words.tokens[at + 1] for at, token in enumerate(words.tokens[:-1]) if token == "I"]
    return (words.tokens[0] == "I" and len(words.tokens) > 1) or any(
        token.islower() and token != "of" for token in after
    )


def _is_first_lady(words: LabelWords) -> bool:
    return len(words.low) > 1 and words.low[0] in ("first", "second", "third") and words.low[1] in vocabulary.ROLES


def _has_stop_inside(label: str) -> bool:
    if "." not in label:
        return False
    return _STOP_INSIDE.search(_ABBREVIATIONS.sub("", label)) is not None


def _is_vocative(words: LabelWords) -> bool:
    """Whether somebody is addressed ("Mr. President:", "Señor presidente:"): nobody speaks there."""
    if words.low[0] not in vocabulary.VOCATIVE_HONORIFICS or len(words.tokens) < 2:
        return False
    if words.low[1] in vocabulary.ROLES and words.tokens[1].endswith(","):
        return True
    rest = [word for word in words.low[1:] if word not in ("le", "la", "el", "and", "the")]
    return all(
        word in vocabulary.ROLES or word in vocabulary.OFFICE_NOUNS or word in vocabulary.HONORIFICS for word in rest
    )


def _is_list_of_people(words: LabelWords) -> bool:
    """Whether it is a list: "Mr. Smith of Ohio, Ms. Lee and Mr. Jones". Two without a comma may speak together."""
    if "," not in words.label:
        return False
    titles = sum(word.rstrip(".") in ("mr", "ms", "mrs", "dr", "messrs") for word in words.low)
    if titles > 1:
        return True
    parts = [part.split() for part in re.split(r",| and ", words.label) if part.strip()]
    return len(parts) > 2 and all(find_country_end(part, 0) for part in parts)


def _opens_in_small_letters(words: LabelWords) -> bool:
    """Small first letters that open names or offices all the same: "el-Sisi", "von der Leyen", "chairman of X Y Z"."""
    first = words.tokens[0]
    if words.low[0] in vocabulary.ROLES and Splitter().split(words.label).names:
        return True
    return (is_particle(first) and len(words.tokens) > 1 and is_name_token(words.tokens[-1])) or is_name_token(first)


def count_heading_words(tokens: list[str]) -> int:
    """Return how many of the words belong into headings, not into names ("Economic Cooperation")."""
    count = 0
    for index, token in enumerate(tokens):
        word = normalise_token(token)
        if word in vocabulary.HEADING_WORDS:
            count += word not in vocabulary.ALSO_SURNAMES
        elif len(word) > 6 and word.endswith(vocabulary.HEADING_ENDINGS):
            count += 1
        elif index == 0 and len(tokens) > 1 and len(word) > 6 and word.endswith("ing"):
            count += 1  # "Promoting Connectivity"; "Jinping" and "Manning" stand last
    return count


# Asked in this order; the first that fits refuses. Each: (test, reason).
REFUSALS: list[tuple[Callable[[LabelWords], bool], str]] = [
    (lambda w: len(w.label) > MAX_LENGTH, "longer than any label"),
    (lambda w: w.label.startswith(_DASH_OPENING), "starts with a dash or a bullet"),
    (lambda w: not w.label[0].isalpha() and w.label[0] not in "‘'’", "does not start with a letter"),
    (lambda w: "http" in w.folded or "www." in w.folded or "@" in w.label or "\\" in w.label, "an address"),
    (lambda w: w.folded in vocabulary.FURNITURE_LABELS, "furniture of a site or a form"),
    (lambda w: w.low[0] in vocabulary.OPENERS and not _is_first_lady(w), "opens a sentence or a list"),
    (lambda w: any(token in vocabulary.SENTENCE_WORDS for token in w.tokens), "holds words of a sentence"),
    (lambda w: "I" in w.tokens and _is_first_person(w), "holds words of a sentence"),
    (
        lambda w: any(token.endswith("ly") and token.islower() and token not in _NO_ADVERBS for token in w.tokens),
        "holds an adverb",
    ),
    (
        lambda w: (
            w.capitals
            and len(w.low) > 2
            and (sum(word in vocabulary.SENTENCE_WORDS for word in w.low) > 1 or not _VERBS.isdisjoint(w.low))
        ),
        "holds words of a sentence",
    ),
    (lambda w: w.low[-1] in vocabulary.ENDERS and not w.tokens[-1].endswith("."), "ends in a small word"),
    (lambda w: _has_stop_inside(w.label), "a full stop inside"),
    (
        lambda w: bool(_DIGIT.search(w.label)) and bool(_DIGIT.search(_GOOD_DIGITS.sub("", w.label))),
        "digits that no office has",
    ),
    (lambda w: bool(_CLOCK.search(w.label)), "a clock time in it"),
    (_is_vocative, "addresses somebody"),
    (_is_list_of_people, "a list of people"),
    (lambda w: w.tokens[0].islower() and not _opens_in_small_letters(w), "starts with a small letter"),
]
