"""A question in plain words -> any of its words: what to ask for when nothing holds them all. Plain Python."""

from __future__ import annotations

import re

from statements.search.language import MOST_CLAUSES, All, Any, Node, Pattern, Word
from statements.search.language.nodes import any_of

# Words that frame an English question and tell no statement from another. Dropped only while other words remain.
_FRAMING = (
    "a about all am an and any are as at be been being but by can could did do does for from had has have how i if in "
    "into is it its me my no not of on or our should so some such than that the their them then there these they this "
    "those to was we were what when where which while who whom whose why will with would you your"
)
FRAMING = frozenset(_FRAMING.split())
_WORD = re.compile(r"\w+(?:['’ʼ]\w+)?")


def any_word_of(text: str) -> Node:
    """Any of the words of `text`, which is read as prose: its marks are punctuation, its AND and OR words.

    A document that holds more of the words, and rarer ones, comes first all the same. Everything where no word is.
    """
    words = _WORD.findall(text.lower())
    telling = [word for word in words if word not in FRAMING]
    return any_of([Word(word) for word in telling or words])


def loosened(text: str, query: Node) -> Node | None:
    """What to ask where nothing holds all the words of `text`, of which `query` was understood: any of them.

    None where it asks for more than words: a phrase, a name or a sign of the language is meant as it stands.
    """
    if not isinstance(query, All) or not all(map(_plain, query.parts)):
        return None
    looser = any_word_of(text)
    if not isinstance(looser, Any):
        return looser
    return any_of(list(dict.fromkeys(looser.parts))[:MOST_CLAUSES])


def _plain(part: Node) -> bool:
    if isinstance(part, Word):
        return part.boost == 1
    # The mark of a question is no wildcard to who asks one.
    return isinstance(part, Pattern) and _WORD.fullmatch(part.text.removesuffix("?")) is not None
