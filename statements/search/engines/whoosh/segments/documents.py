"""What the engine is given of a record: texts to search, codes to filter and count by, numbers to sort by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

GAP = 1  # positions left free between passages: words on both sides are never next to each other


class Voice(NamedTuple):
    """A speech, for finding who said it. Codes as in the fields `speaker` and `country`; "" where unknown."""

    speaker: str = ""
    party: str = ""
    interpreted: bool = False


class Passage(NamedTuple):
    """A stretch of text that no phrase crosses. `order` is the paragraph's, 0 for the title; `voice` its speech's place
    in `Document.voices`, -1 for none."""

    text: str
    order: int = 1
    voice: int = -1


@dataclass(frozen=True, slots=True)
class Document:
    """`key` names it in the index (Haystack's id). `texts` are the searchable fields besides the body, `codes` the
    single-token ones, `numbers` the sortable ones, `stored` what a result carries back."""

    key: str
    language: str = "en"
    passages: Sequence[Passage] = ()
    voices: Sequence[Voice] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    stored: Mapping[str, Any] = field(default_factory=dict)
