"""Persons' names as labels print them: which words can be part of one, and how names in capitals are written."""

from __future__ import annotations

import re
from collections.abc import Callable

from statements.transcripts import vocabulary

_JOINED = re.compile(r"(?:al|el|ul|ad|as|ash|at|an|ar|az|bin|abd|d|l|o|m|n|de|ed|es|ou)[-'’]", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[ -]?){1,3}")
_INITIAL_SURNAME = re.compile(r"(?:[^\W\d_]{1,2}\. ?-?){1,3}[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+)?")
_RUN_TOGETHER = re.compile(r"([^\W\d_A-ZА-Я])(?=[A-ZА-Я])")
BOUNDARY = vocabulary.ROLES | vocabulary.OFFICE_NOUNS | vocabulary.DEMONYMS
ARTICLES = frozenset(["o", "a", "os", "as", "el", "la", "los", "las", "il"])  # "O SR. COSTA", "La señora García"
_MAX_COUNTRY_WORDS = 6

Lookup = Callable[[str], bool]


def normalise_token(token: str) -> str:
    return token.strip(",").lower().replace("’", "'")


def is_name_token(token: str) -> bool:
    """Whether the word can be part of a person's name as printed: a capital first, or a joined article ("el-Sisi")."""
    token = token.rstrip(",")
    if not token or token.endswith(("’s", "'s")):
        return False
    body = token.replace("’", "").replace("'", "").replace("-", "").replace("‑", "").replace("ʻ", "").replace("`", "")
    if body.endswith("."):
        return token[0].isupper() and (
            len(body) <= 3 or normalise_token(token) in vocabulary.SUFFIXES or _INITIALS.fullmatch(token) is not None
        )
    if "." in body:
        return _INITIAL_SURNAME.fullmatch(token) is not None
    if not body.isalpha():
        return False
    if token[0].isupper():
        return True
    return _JOINED.match(token) is not None and any(char.isupper() for char in token)


def is_office_word(token: str) -> bool:
    """Whether the word belongs to an office, a title or the head of a text rather than to a name."""
    word = normalise_token(token)
    return (
        word in BOUNDARY
        or word in vocabulary.HONORIFICS
        or word in vocabulary.HEADING_WORDS
        or word in vocabulary.GENRES
    )


def is_particle(token: str) -> bool:
    return token in vocabulary.PARTICLES and token != "the"


def is_name(tokens: list[str], most: int = 6) -> bool:
    """Whether the words make a person's name: 1 to ``most`` words, capitals at both ends, particles only between."""
    if not 1 <= len(tokens) <= most or any(token.endswith(",") for token in tokens[:-1]):
        return False
    if not is_name_token(tokens[-1]) and normalise_token(tokens[-1]) not in vocabulary.SUFFIXES:
        return False
    if not is_name_token(tokens[0]) and not (is_particle(tokens[0]) and len(tokens) > 1):
        return False
    return all(is_name_token(token) or is_particle(token) or token.lower() in vocabulary.SUFFIXES for token in tokens)


def is_initials_and_surname(label: str) -> bool:
    if "." not in label or not label[0].isupper() or _INITIAL_SURNAME.fullmatch(label) is None:
        return False
    tokens = label.split()
    return tokens[0].lower() not in vocabulary.HONORIFICS and not any(
        normalise_token(token) in BOUNDARY for token in tokens
    )


def find_country_end(tokens: list[str], start: int, known_party: Lookup | None = None) -> int:
    """Return the index after the longest country name that begins at ``start``, or ``start`` where none does."""
    for end in range(min(len(tokens), start + _MAX_COUNTRY_WORDS), start, -1):
        if any(token.endswith(",") for token in tokens[start : end - 1]):
            continue
        phrase = " ".join(tokens[start:end]).strip(",")
        if phrase.lower() in vocabulary.COUNTRIES and (phrase[0].isupper() or end - start > 1):
            return end
        if known_party is not None and phrase[0].isupper() and known_party(phrase):
            return end
    return start


def format_name(tokens: list[str]) -> str:
    """Return the name in ordinary letters ("VON DER LEYEN" -> "von der Leyen"), without commas at its end."""
    words = [token.strip(",") for token in tokens]
    letters = [char for word in words for char in word if char.isalpha()]
    if len(letters) < 3:
        return " ".join(words)
    if all(char.isupper() for char in letters):
        return " ".join(_format_capitals(word, first=index == 0) for index, word in enumerate(words))
    # "Krishna MENON": the surname alone in capitals, as the United Nations print it
    return " ".join(_format_capitals(word, first=True) if word.isupper() and len(word) > 3 else word for word in words)


def _format_capitals(word: str, first: bool) -> str:
    low = word.lower()
    if low in vocabulary.SUFFIXES and low not in ("jr.", "jr", "sr."):
        return word
    if low in vocabulary.PARTICLES and low != "the" and not (first and low in ("al", "de", "la", "le", "ben")):
        return low
    if "." in word and len(word) <= 4:
        return word
    parts = re.split(r"(-|['’])", low)
    out = "".join(part[:1].upper() + part[1:] for part in parts)
    if out.startswith("Mc") and len(out) > 4:
        out = "Mc" + out[2].upper() + out[3:]
    return re.sub(r"['’]S$", lambda match: match[0].lower(), out)


def is_in_capitals(label: str) -> bool:
    """Whether a name is printed in capitals, or its surname is: "JANE DOE", "Emmanuel MACRON", "Anne ROE"."""
    if label.isupper():
        return True
    tokens = label.split()
    return 1 < len(tokens) < 6 and len(tokens[-1]) > 2 and tokens[-1].isupper() and is_name(tokens)


def separate_names(name: str) -> str:
    """Return a name that lost its space in bad mark-up with it: "VladimirPutin" -> "Vladimir Putin"."""
    return _RUN_TOGETHER.sub(r"\1 ", name)


_CJK = r"[\u2e80-\u9fff\uac00-\ud7af]"
_HAN = rf"({_CJK}[{_CJK[1:-1]}·・ ]*)"
_LATIN = r"([A-Z][A-Za-zÀ-ÿ .’'-]+)"
_TWO_SCRIPTS = re.compile(rf"{_HAN} ?/? ?{_LATIN}|{_LATIN} ?/? ?{_HAN}")


def split_scripts(label: str) -> tuple[str, str] | None:
    """Return the halves of a name printed in two scripts, "毛宁/Mao Ning", the Latin one first; None for any other."""
    match = _TWO_SCRIPTS.fullmatch(label)
    if match is None:
        return None
    return ((match[2] or match[3]).strip(), (match[1] or match[4]).strip())


_STYLE = re.compile(
    r"(?:the )?(?:right|rt\.?|most) hon(?:ou?rable|\.)? |"
    r"(?:his|her|their) (?:(?:royal|serene|imperial|most reverend) )?"
    r"(?:majesty|majesties|highness|holiness|excellency|eminence|beatitude|grace),? ",
    re.IGNORECASE,
)


def strip_style(label: str) -> str:
    """Return the label without "His Majesty", "Her Excellency" and the like in front."""
    return _STYLE.sub("", label, count=1) if label[:1] in "HhTtRrMm" and _STYLE.match(label) else label


def is_boundary(token: str) -> bool:
    """Whether the word, or one half of "Representative/Vice-President", belongs to an office."""
    word = normalise_token(token)
    return word in BOUNDARY or ("/" in word and any(part in BOUNDARY for part in word.split("/")))


def strip_honorifics(tokens: list[str]) -> list[str]:
    index = 0
    while index < len(tokens) - 1 and tokens[index].lower() in vocabulary.HONORIFICS:
        index += 1
    return tokens[index:]
