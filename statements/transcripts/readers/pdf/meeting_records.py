"""The first page of a verbatim record of the United Nations: symbol, session, meeting, day, place, who presides."""

from __future__ import annotations

import re

from statements.transcripts.draft import Block
from statements.transcripts.model import Dropped, FrontMatter
from statements.transcripts.printed_dates import find_date

_BODY = re.compile(r"\b(General Assembly|Security Council|Economic and Social Council|Trusteeship Council)\b")
_MEETING = re.compile(r"\b(\d{1,5}(?:st|nd|rd|th)\s+(?:plenary\s+)?meeting)\b", re.IGNORECASE)
_SESSION = re.compile(r"\b([A-Z][a-z]+(?:-[a-z]+)?(?:\s+(?:special|emergency special))?\s+session|[A-Z][a-z-]+ year)\b")
_OPENS = re.compile(r"\b(?:meeting was called to order|meeting (?:was )?resumed|In the absence of)\b", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"\b(?:This record contains the text of speeches delivered in English|Corrections should (?:be submitted|refer)"
    r"|They should be incorporated in a copy of the record|will be reissued electronically|verbatimrecords@un\.org"
    r"|Accessible document|Please recycle)\b"
)
_PLACES = ("New York", "Geneva", "Vienna", "Nairobi", "Paris", "London")
_MAX_TITLE_BLOCKS = 25  # blocks in which the title page must be over


def read_record_front(blocks: list[Block], dropped: list[Dropped]) -> tuple[FrontMatter, list[Block]] | None:
    """Front matter and the remaining blocks where the document is such a record, else None."""
    opening = blocks[:_MAX_TITLE_BLOCKS]
    end = next((number for number, block in enumerate(opening) if _OPENS.search(block.text)), None)
    head = " ".join(block.text for block in (opening if end is None else opening[: end + 1]))
    organ, meeting = _BODY.search(head), _MEETING.search(head)
    if not organ or not meeting or end is None:
        return None
    session = _SESSION.search(head)
    parts = [organ[1], session[1] if session else "", meeting[1]]
    front = FrontMatter(
        title=", ".join(part for part in parts if part),
        publisher="United Nations",
        date=find_date(next((block.text for block in opening if find_date(block.text)), "")),
        place=next((place for place in _PLACES if place in head), ""),
        language="en",
    )
    kept = []
    for number, block in enumerate(blocks):
        if number < end:
            dropped.append(Dropped(0, block.text, "The title page of the record, kept in the front matter."))
        elif _BOILERPLATE.search(block.text) and ":" not in block.text[:60]:
            dropped.append(Dropped(0, block.text[:2000], "A notice that the United Nations print in every record."))
        else:
            kept.append(block)
    return front, kept
