"""The form above a text: "Delivered on: 3 March 2014", "Location:" and the place on the next line."""

from __future__ import annotations

import re

from statements.transcripts.model import FrontMatter
from statements.transcripts.normalisation import SourceParagraph
from statements.transcripts.printed_dates import find_date

_FIELD_KEYS = {
    "title": "title|titre|titel|título|titolo|название",
    "date": "date|delivered on|given on|date of (?:delivery|the speech|speech)|speech date|дата|fecha|datum|"
    "prononcé le|gehalten am",
    "published": "published(?: on| at)?|first published|publication date|date published|posted(?: on)?|"
    "last updated|updated|publié le|veröffentlicht am|publicado(?: el| em)?|опубликовано",
    "place": "venue|place|location|speech location|delivered at|место|lugar|lieu|ort|luogo",
    "speaker": "speaker|delivered by|given by",
    "publisher": "organisation|organization",
    "provenance": "source",
    "from": "from",  # of a department and a minister, as governments print it
}
_KEYS = "|".join(keys for keys in _FIELD_KEYS.values())
_KEYED = re.compile(rf"({_KEYS})\s*[:：]\s*(\S.{{0,200}})", re.IGNORECASE)
_ALONE = re.compile(rf"(?:{_KEYS})\s*[:：]|(?:delivered on|published|location)", re.IGNORECASE)
_PUBLISHED = re.compile(rf"(?:{_FIELD_KEYS['published']})\s*[:：]?\s+(\S.{{0,60}})", re.IGNORECASE)
_FIELDS = {field: re.compile(keys, re.IGNORECASE) for field, keys in _FIELD_KEYS.items()}
_STATUS = re.compile(
    r"[(\[]\s*(transcript of the speech,? (?:exactly )?as it was delivered|original script,? may differ from delivered "
    r"version|speaking notes,? may differ from delivered version|check against delivery|as delivered|as prepared)"
    r"\.?\s*[)\]]",
    re.IGNORECASE,
)
_MAX_VALUE_LENGTH = 200  # characters


def join_keys_and_values(paragraphs: list[SourceParagraph]) -> list[SourceParagraph]:
    """Return the paragraphs with each key that stands alone on its line joined to the value on the next."""
    out: list[SourceParagraph] = []
    for paragraph in paragraphs:
        key = out[-1] if out else None
        if (
            key is not None
            and _ALONE.fullmatch(key.text)
            and len(paragraph.text) <= _MAX_VALUE_LENGTH
            and not _ALONE.fullmatch(paragraph.text)
        ):
            out[-1] = SourceParagraph(f"{key.text.rstrip(' :：')}: {paragraph.text}", key.line)
        else:
            out.append(paragraph)
    return out


def is_field(text: str) -> bool:
    """Whether a line has the shape of a form's: a key, a colon, a value; or the day of publication."""
    return len(text) <= 260 and (_KEYED.fullmatch(text) or _PUBLISHED.fullmatch(text)) is not None


def read_field(text: str, front: FrontMatter) -> str:
    """Put a line of the form into the front matter and return where it went; "" where the line is none."""
    if len(text) <= 120 and (published := _PUBLISHED.fullmatch(text)):
        day = find_date(published[1], front.language)
        if day:
            front.extra.setdefault("published", day)
            return "the day of publication: kept, and taken as the date where no other is there"
    match = _KEYED.fullmatch(text)
    if match is None:
        return ""
    field = next(field for field, keys in _FIELDS.items() if keys.fullmatch(match[1]))
    value = match[2].strip()
    status = _STATUS.search(value)
    if status:
        front.text_status = front.text_status or status[1]
        value = (value[: status.start()] + value[status.end() :]).strip()
    if field in ("date", "published"):
        value = find_date(value, front.language)
        if not value or field == "published":
            return ""
    if field == "from":
        if match[1].isupper():
            return ""  # the head of a memorandum
        front.extra.setdefault("from", value)
    elif not getattr(front, field):
        setattr(front, field, value)
    return f"a line of the document’s form: kept as the {field}"
