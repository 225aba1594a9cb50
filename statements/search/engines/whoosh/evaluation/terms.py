"""What is looked up in a field."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["exact", "forms", "pattern", "fuzzy", "code"]


class Term(NamedTuple):
    """`text` as it is asked for in `field`; `expansion` finds the words of the index for which it stands.

    exact: the word itself; forms: all words of its stem; pattern: words that fit its * and ?; fuzzy: words within
    `distance` insertions, deletions and changes; code: a code, compared whole.
    """

    field: str
    kind: Kind
    text: str
    distance: int = 0
