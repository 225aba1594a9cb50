"""The two indexes of the archive and the fields of their documents. An engine makes its schema from these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

STATEMENTS = "MAIN"
NAMES = "NAMES"  # speakers, treaties, parties, topics and events, by their names
INDEXES = (STATEMENTS, NAMES)

# Codes that every document has. Haystack reads them under these names.
KEY, MODEL, RECORD = "id", "django_ct", "django_id"


class FieldKind(Enum):
    BODY = auto()  # the passages of a document: words with positions
    TEXT = auto()  # one text: words with positions
    CODE = auto()  # one code, compared whole
    CODES = auto()  # any number of codes
    NUMBER = auto()
    DATE = auto()
    MOMENT = auto()  # a date with a time of day


@dataclass(frozen=True, slots=True)
class IndexField:
    """`stored`: a result carries the value."""

    name: str
    kind: FieldKind
    stored: bool = True


STATEMENT_FIELDS = (
    IndexField("text", FieldKind.BODY, stored=False),
    IndexField("title", FieldKind.TEXT),
    IndexField("place", FieldKind.TEXT),
    IndexField("uid", FieldKind.CODE),
    IndexField("kind", FieldKind.CODE),
    IndexField("lang", FieldKind.CODE),
    IndexField("publisher", FieldKind.CODE),
    IndexField("event", FieldKind.CODE),
    IndexField("country", FieldKind.CODES),
    IndexField("about", FieldKind.CODES),
    IndexField("speaker", FieldKind.CODES),
    IndexField("topic", FieldKind.CODES),
    IndexField("treaty", FieldKind.CODES),
    IndexField("interpreted", FieldKind.CODE),
    IndexField("record", FieldKind.NUMBER, stored=False),
    IndexField("year", FieldKind.NUMBER),
    IndexField("date_from", FieldKind.DATE),
    IndexField("date_to", FieldKind.DATE, stored=False),
    IndexField("added", FieldKind.MOMENT),
    IndexField("version", FieldKind.NUMBER),
)
NAME_FIELDS = (
    IndexField("text", FieldKind.BODY, stored=False),
    IndexField("title", FieldKind.TEXT),
    IndexField("what", FieldKind.CODE),
    IndexField("uid", FieldKind.CODE),
    IndexField("slug", FieldKind.CODE),
    IndexField("kind", FieldKind.CODE),
    IndexField("key", FieldKind.CODES, stored=False),
    IndexField("family", FieldKind.CODES, stored=False),
    IndexField("loosely", FieldKind.CODES, stored=False),
    IndexField("country", FieldKind.CODES),
    IndexField("place", FieldKind.TEXT),
    IndexField("record", FieldKind.NUMBER, stored=False),
    IndexField("weight", FieldKind.NUMBER, stored=False),
    IndexField("version", FieldKind.NUMBER, stored=False),
    IndexField("year", FieldKind.NUMBER),
    IndexField("date_from", FieldKind.DATE),
    IndexField("date_to", FieldKind.DATE, stored=False),
)
FIELDS = {STATEMENTS: STATEMENT_FIELDS, NAMES: NAME_FIELDS}
