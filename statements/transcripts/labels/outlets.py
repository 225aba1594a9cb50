"""News outlets in labels: "NHK, Sato", "Jane Doe (Reuters)", "Beijing Youth Daily"."""

from __future__ import annotations

from statements.transcripts import vocabulary
from statements.transcripts.person_names import is_name_token

_MAX_WORDS = 5  # words


def is_outlet(printed: str) -> bool:
    """Whether the words name an outlet: one of those known, or a few capitals with "Daily", "TV" … among them."""
    low = printed.casefold().strip().removeprefix("the ")
    if low in vocabulary.AGENCIES:
        return printed[0] == printed[0].upper()
    tokens = printed.split()
    return (
        len(tokens) <= _MAX_WORDS
        and any(word in vocabulary.AGENCY_WORDS for word in low.split())
        and all(map(is_name_token, tokens))
    )
