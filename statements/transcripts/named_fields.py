"""Named fields (YAML keys, the keys of a JSON record) as front matter. Others are kept in ``extra``."""

from __future__ import annotations

from collections.abc import Mapping

from statements.transcripts.model import FrontMatter
from statements.transcripts.normalisation import one_line
from statements.transcripts.printed_dates import find_date

# field of FrontMatter -> the keys that mean it, the first one present wins
_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "date": ("date", "date_edtf", "published", "publication_date"),
    "kind": ("kind", "type"),
    "place": ("place", "location", "venue"),
    "language": ("language", "lang"),
    "speaker": ("speaker", "author"),
    "office": ("office", "role", "position"),
    "country": ("country",),
    "publisher": ("publisher", "source"),
    "source_url": ("source_url", "url", "link", "permalink"),
    "provenance": ("provenance",),
    "text_status": ("text_status", "status"),
}
_EMPTY: tuple[object, ...] = (None, "", [], {})


def build_front_matter(fields: Mapping[str, object]) -> FrontMatter:
    """Return the front matter of named fields. Values that are no text (a list of authors, say) stay in ``extra``."""
    front = FrontMatter()
    used: set[str] = set()
    for field, keys in _KEYS.items():
        for key in keys:
            value = fields.get(key)
            if value in _EMPTY or not isinstance(value, str | int | float) or isinstance(value, bool):
                continue
            setattr(front, field, one_line(str(value)))
            used.add(key)
            break
    if front.date:
        front.date = _parse_day(front.date)
    topics = _read_texts(fields.get("topics")) or _read_texts(_read_inner(fields.get("tags"), "topics"))
    front.topics = topics
    front.parties = _read_texts(fields.get("parties"))
    front.categories = _read_texts(fields.get("categories"))
    used |= {"topics", "parties", "categories", "text"}
    front.extra = {key: value for key, value in fields.items() if key not in used and value not in _EMPTY}
    return front


def _parse_day(printed: str) -> str:
    """EDTF stays as it is ("2024-06", "1949~"); an hour after the day falls; a day in words becomes EDTF."""
    if len(printed) > 10 and printed[4:5] == "-" and printed[10] in "T ":
        return printed[:10]
    if printed[:2].isdigit() and printed.count(" ") == 0 and "/" not in printed[:5]:
        return printed if "." not in printed[2:6] else find_date(printed) or printed
    return find_date(printed) or printed


def _read_inner(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, Mapping) else None


def _read_texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list | tuple):
        return tuple(one_line(item) for item in value if isinstance(item, str) and item.strip())
    return ()
