"""Text -> tokens, the same for the index, for queries and for marking found words.

A token is a run of letters, digits and marks, folded: without case, accents, ligatures, soft hyphens, Arabic vowel
signs; ё is е. Apostrophes and hyphens part tokens. Runs of Chinese, Japanese and Korean letters become overlapping
pairs, each at its own position, with the last letter alone at the end, so that any part of a run is found as a phrase.
Folding never moves the border of a token: tokens of a folded text and folded tokens of a text are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import Stemmer

VERSION = 1  # raised whenever a text would give other tokens, forms or positions: indexes built before are stale

# Marks that distinguish no words to a reader who types without them. Others (the vowel signs of Devanagari or Thai,
# the voicing marks of kana) are letters in all but name and stay.
_DROPPED_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)
# Soft hyphen, zero-width spaces and joiners, direction marks, the Arabic stretching line.
_IGNORED = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u0640"
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"

_dropped = re.compile(f"[{_DROPPED_MARKS}{_IGNORED}]+")
_DROPPED_SET = frozenset(char for char in map(chr, range(0x10000)) if re.match(f"[{_DROPPED_MARKS}{_IGNORED}]", char))
_KEPT_MARKS = "".join(
    char for char in map(chr, range(0x10000)) if unicodedata.category(char)[0] == "M" and char not in _DROPPED_SET
)
_TOKEN = re.compile(rf"[^\W_]+(?:[{re.escape(_KEPT_MARKS)}]+[^\W_]*)*")
_SURFACE = re.compile(rf"[^\W_](?:[^\W_]|[{re.escape(_KEPT_MARKS)}{_DROPPED_MARKS}{_IGNORED}])*")
_cjk = re.compile(f"[{_CJK}]")
_CJK_PARTS = re.compile(f"[{_CJK}]+|[^{_CJK}]+")

_SHORT_I = "\ue000"  # й stands apart while accents are dropped: и with a breve is another letter to every reader


def _plain_letters() -> dict[int, str]:
    """Letters without a canonical decomposition that readers type plainly: ł, ø, ﬁ, full-width forms."""
    table = {
        ord(char): plain
        for char, plain in zip("łđðøæœþıё", ("l", "d", "d", "o", "ae", "oe", "th", "i", "е"), strict=True)
    }
    for code in range(0x80, 0x10000):
        char = chr(code)
        if not char.isalnum():
            continue
        compatible = unicodedata.normalize("NFKD", char)
        if compatible != unicodedata.normalize("NFD", char) and all(
            part.isalnum() or part in _DROPPED_SET for part in compatible
        ):
            table[code] = compatible.casefold()
    return table


_PLAIN = _plain_letters()
_PLAIN_LETTERS = re.compile(f"[{''.join(map(re.escape, map(chr, sorted(_PLAIN))))}]")


def _replace_plain_letters(text: str) -> str:
    # Texts hold few such letters, if any: looking for them is many times quicker than translating every character.
    return _PLAIN_LETTERS.sub(lambda found: _PLAIN[ord(found.group())], text)


def fold(text: str) -> str:
    """Return `text` as it is compared. Idempotent; punctuation and spaces stay where they are."""
    if text.isascii():
        return text.lower()
    folded = _replace_plain_letters(unicodedata.normalize("NFC", text.replace(_SHORT_I, " ")).casefold())
    folded = unicodedata.normalize("NFD", folded.replace("й", _SHORT_I))
    folded = _dropped.sub("", folded).replace(_SHORT_I, "й")
    return _replace_plain_letters(unicodedata.normalize("NFC", folded))


# What most English texts hold besides ASCII. It parts tokens like any other punctuation.
_TYPOGRAPHY = "’‘“”–—\u00a0…•«»\u2011"
_PARTING = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})


def replace_typography(text: str) -> str:
    """`text` with spaces for typographic punctuation: the same tokens, and mostly plain ASCII, which is quicker."""
    if not text.isascii():
        for mark in _TYPOGRAPHY:
            text = text.replace(mark, " ")
    return text


def fold_in_place(text: str) -> str | None:
    """`text` folded so that every letter keeps its place, with spaces for typography; None where that cannot be."""
    plain = replace_typography(text)
    if plain.isascii():
        return plain.lower()
    if not all(map(_keeps_its_place, set(plain))):
        return None
    folded = fold(plain)
    return folded if len(folded) == len(plain) else None


@lru_cache(maxsize=4_096)
def _keeps_its_place(char: str) -> bool:
    """Whether it folds to one character, which is a letter where it is one, and has no part in its neighbours."""
    if char.isascii():
        return True
    folded = fold(char)
    apart = unicodedata.category(char)[0] != "M" and not is_cjk(char)
    return apart and len(folded) == 1 and folded.isalnum() == char.isalnum()


def split_plain_words(text: str) -> list[str]:
    """The words of an ASCII text as they stand."""
    return text.translate(_PARTING).split()


def tokenize_folded(folded: str) -> list[str]:
    """The tokens of a text that is folded already, in order; a token's position is its place in the list."""
    if folded.isascii():
        return split_plain_words(folded)
    words = _TOKEN.findall(folded)
    if not _cjk.search(folded):
        return words
    return [token for word in words for token in _split_cjk(word)]


def tokenize(text: str) -> list[str]:
    return tokenize_folded(fold(replace_typography(text)))


def locate_tokens(text: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Yield (start, end, tokens) for each word of `text` as it stands, offsets in characters of `text`.

    A run of CJK letters yields one entry a letter: the pair that begins there.
    """
    for found in _SURFACE.finditer(text):
        pieces = _tokenize_word(found.group())
        if pieces:
            yield found.start(), found.end(), pieces
        elif pieces is None:
            yield from _locate_letters(found.group(), fold(found.group()), found.start())


@lru_cache(maxsize=65_536)
def _tokenize_word(word: str) -> tuple[str, ...] | None:
    """The tokens of a word as it stands in a text; None where it has to be split letter by letter."""
    folded = fold(word)
    return tuple(tokenize_folded(folded)) if folded.isascii() or not _cjk.search(folded) else None


def _locate_letters(word: str, folded: str, start: int) -> Iterator[tuple[int, int, list[str]]]:
    letters = [(start + at, piece) for at, char in enumerate(word) for piece in fold(char)]
    if "".join(piece for _, piece in letters) != folded:
        # Letters that only together fold to something (decomposed Hangul): marked as one.
        yield start, start + len(word), tokenize_folded(folded)
        return
    at = 0
    for part in _CJK_PARTS.findall(folded):
        here = letters[at : at + len(part)]
        at += len(part)
        if _cjk.match(part):
            for place, (offset, _) in enumerate(here):
                yield offset, offset + 1, [part[place : place + 2]]
        else:
            yield here[0][0], here[-1][0] + 1, tokenize_folded(part)


def _split_cjk(word: str) -> Iterator[str]:
    if not _cjk.search(word):
        yield word
        return
    for part in _CJK_PARTS.findall(word):
        if _cjk.match(part):
            yield from (part[at : at + 2] for at in range(len(part)))
        else:
            yield part


def is_cjk(token: str) -> bool:
    return bool(_cjk.search(token))


def tokenize_query(text: str) -> list[str]:
    """The tokens of a query: those of `tokenize`, without the single letter that ends a CJK run.

    That letter would require the run to end there, but 北京 has to be found inside 北京会谈.
    """
    found: list[str] = []
    for word in _TOKEN.findall(fold(text)):
        for part in _CJK_PARTS.findall(word) if is_cjk(word) else (word,):
            pieces = list(_split_cjk(part))
            found += pieces[:-1] if len(pieces) > 1 and is_cjk(part) else pieces
    return found


_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def find_base_language(tag: str) -> str:
    """The language of a BCP 47 tag, sure to be short and plain: "en-GB" -> "en", "" -> "und"."""
    base = re.split(r"[-_]", tag.lower())[0]
    return base if base.isascii() and base.isalpha() and len(base) <= 3 else "und"


# Whose stemmers take endings away only, or change a letter further on.
_ENDINGS_ONLY = frozenset(_ALGORITHMS) - {"ar", "el", "fa", "ga", "hi", "hy", "id", "ne", "nl", "sr", "ta", "tr", "yi"}


def keeps_first_letter(language: str) -> bool:
    """Whether all forms of a word in this language begin with the same letter."""
    return find_base_language(language) in _ENDINGS_ONLY


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None or algorithm not in Stemmer.algorithms():
        return None
    stemmer = Stemmer.Stemmer(algorithm)
    stemmer.maxCacheSize = 0
    return stemmer


def stem_words(words: Sequence[str], language: str) -> list[str]:
    """The stems of folded tokens in a language; where there is no stemmer for it, the tokens themselves."""
    stemmer = _stemmer(find_base_language(language))
    if stemmer is None:
        return list(words)
    return [stem or word for word, stem in zip(words, stemmer.stemWords(list(words)), strict=True)]
