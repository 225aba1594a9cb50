"""The fallback where no statement has all the words of a query: any of them."""

from __future__ import annotations

import re

from .nodes import All, Any, Node, Word, join_any
from .vocabulary import MAX_CLAUSES

# Words that frame an English question and tell no statement from another. Dropped only while other words remain.
_FRAMING = (
    "a about all am an and any are as at be been being but by can could did do does for from had has have how i if in "
    "into is it its me my no not of on or our should so some such than that the their them then there these they this "
    "those to was we were what when where which while who whom whose why will with would you your"
)
FRAMING_WORDS = frozenset(_FRAMING.split())
_WORD = re.compile(r"\w+(?:['’ʼ]\w+)?")


def build_any_word_query(text: str) -> Node:
    """A query for any word of `text`, read as prose: its marks are punctuation, AND and OR are words.

    Documents with more of the words, and rarer ones, still rank first. `Everything` where the text has no word.
    """
    words = _WORD.findall(text.lower())
    content_words = [word for word in words if word not in FRAMING_WORDS]
    return join_any([Word(word) for word in content_words or words])


def find_fallback(text: str, query: Node) -> Node | None:
    """The query for any word of `text`, which was parsed as `query`.

    None where the query has more than plain words: phrases, fields and operators are meant as they stand.
    """
    if not isinstance(query, All) or not all(map(_is_plain, query.parts)):
        return None
    fallback = build_any_word_query(text)
    if not isinstance(fallback, Any):
        return fallback
    return join_any(list(dict.fromkeys(fallback.parts))[:MAX_CLAUSES])


def _is_plain(part: Node) -> bool:
    return isinstance(part, Word) and part.boost == 1
