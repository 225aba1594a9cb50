"""Records of treaties as lists give them: parsed, with the kind from the title and the registration from references.

Plain Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from statements import dates
from statements.ingest.matching.treaty_titles import GENERIC_WORDS
from statements.text import web_addresses
from statements.text.charsets import remove_unstorable
from statements.text.folding import fold
from statements.text.json_values import InvalidJSON, parse_json

MAX_REGISTRATION_LENGTH = 200


class InvalidTreaty(ValueError):
    """The record is not that of a treaty; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class TreatyRecord:
    """One treaty as its source lists it; "" or () where it says nothing. Dates are EDTF."""

    key: str
    title: str
    short_title: str
    kind: str
    status: str
    signed: str
    in_force: str
    ended: str
    place: str
    registration: str
    url: str
    subject: str
    parties: tuple[str, ...]
    warnings: tuple[str, ...]


def parse_line(line: bytes) -> TreatyRecord:
    """Read one line of JSON. Raises ``InvalidTreaty``."""
    try:
        fields = parse_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidTreaty(f"The line is not UTF-8 (byte {error.start}).") from error
    except InvalidJSON as error:
        raise InvalidTreaty(f"The line is not valid JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise InvalidTreaty("The line is not a JSON object.")
    return parse_fields(fields)


def parse_fields(fields: dict) -> TreatyRecord:
    """Read the keys title, date, place, parties, url, number, refs, subject, in_force, terminated, source, id."""
    title = _clean_text(fields, "title")
    if not title:
        raise InvalidTreaty("The record has no title.")
    warnings: list[str] = []
    signed = _parse_date(fields, "date", warnings)
    in_force = _parse_date(fields, "in_force", warnings)
    ended = _parse_date(fields, "terminated", warnings)
    _check_order(signed, in_force, ended, warnings)
    url = _clean_text(fields, "url")
    if not web_addresses.is_web_address(url) or len(url) > 500:
        url = ""
    references = [part for part in _clean_texts(fields, "refs") or [_clean_text(fields, "number")] if part]
    return TreatyRecord(
        key=_build_key(fields, title, signed, url),
        title=title,
        short_title=extract_short_title(title),
        kind=detect_kind(title),
        status="ended" if ended else "in_force" if in_force else "unknown",
        signed=signed,
        in_force=in_force,
        ended=ended,
        place=_clean_text(fields, "place")[:200],
        registration=extract_registration(references),
        url=url,
        subject=_clean_text(fields, "subject")[:200],
        parties=tuple(dict.fromkeys(_clean_texts(fields, "parties"))),
        warnings=tuple(warnings),
    )


_KINDS = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.I), kind)
    for pattern, kind in (
        (
            r"exchanges? of (?:notes|letters)|notes exchanged|text of notes|exchanges? of .{0,20}?notes",
            "exchange_of_notes",
        ),
        (r"protocols?|proces[- ]verbal|procès[- ]verbal", "protocol"),
        (r"conventions?", "convention"),
        (r"treaty|treaties", "treaty"),
        (r"memorand\w+|agreed minutes?|minutes? of agreement", "memorandum"),
        (r"agreements?|arrangements?|accords?|modus vivendi|contract", "agreement"),
        (r"charter|statutes?|covenant|constitution", "charter"),
        (r"declarations?|communiqu[eé]|final act|joint statement", "declaration"),
    )
)  # fmt: skip


def detect_kind(title: str) -> str:
    """Detect the kind of the instrument: the first of its words in the title ("Protocol amending the Convention …")."""
    found = [(match.start(), -len(match[0]), kind) for pattern, kind in _KINDS if (match := pattern.search(title))]
    return min(found)[2] if found else "other"


_SHORT = re.compile(
    r"\((?:the )?([^()]{6,120}?(?:Treaty|Convention|Agreement|Protocol|Charter|Covenant|Pact|Accord)s?"
    r"(?:,? (?:No\.? ?\d+|1[89]\d\d|20\d\d))*)\)\s*\.?$",
    re.I,
)


_NO_SHORT_TITLE = re.compile(r"with|see|and|amend|extend|superse|supplement|modif|confirm|also|including", re.I)


def extract_short_title(title: str) -> str:
    """Extract the short title in brackets at the end of a long one: "… (Tarbela No 9) Agreement 1975)", else ""."""
    found = _SHORT.search(title)
    if not found or _NO_SHORT_TITLE.match(found[1]):
        return ""
    return found[1].strip()[:200]


_UN = re.compile(r"(?:UN Registration|United Nations Treaty Series|UNTS)\b", re.I)
_LEAGUE = re.compile(r"(?:League of Nations|LNTS)\b", re.I)
_VOLUME_PAGE = (
    re.compile(r"/\d+: (?:Vol\.? ?)?(\d{1,4})[ /]+([1-9]\d{0,3})$"),
    re.compile(r"\bV(?:ol?)?\.? ?(\d{1,4})\b\W{0,3}(?:p(?:age)?\.? ?)?([1-9]\d{0,3})\b", re.I),
    re.compile(r"\b(\d{1,4}) LNTS,? ([1-9]\d{0,3})\b"),
    re.compile(r"Series +(?:\d{4}, )?(\d{1,4}) ?/ ?([1-9]\d{0,3})\b"),
    re.compile(r"Series (\d{1,4}) \(p\.? ?([1-9]\d{0,3})\)"),
    re.compile(r"Registration (\d{1,3}) ?/ ?([1-9]\d{0,3})$"),
)
_NUMBER = re.compile(r"(?:Registration|Series)(?: LN ?TS)? +(?:No\.? ?)?([1-9]\d{0,5}[a-z]?)$", re.I)


def extract_registration(references: Iterable[str]) -> str:
    """Extract the registrations among references in one form: "UNTS 466, p. 249", "LNTS 59, p. 269", "UN no. 4452"."""
    found = dict.fromkeys(filter(None, (_parse_registration(reference.partition("||")[0]) for reference in references)))
    return "; ".join(found)[:MAX_REGISTRATION_LENGTH]


def _parse_registration(reference: str) -> str:
    reference = " ".join(reference.split())
    league = _LEAGUE.match(reference) or re.match(r"UN Registration \? LEAG", reference)
    if not league and not _UN.match(reference):
        return ""
    for pattern in _VOLUME_PAGE:
        found = pattern.search(reference)
        if found and int(found[1]):
            return f"{'LNTS' if league else 'UNTS'} {int(found[1])}, p. {int(found[2])}"
    found = _NUMBER.search(reference)
    return f"{'LNTS' if league else 'UN'} no. {found[1]}" if found else ""


def measure_title_similarity(one: str, other: str) -> float:
    """Measure how many of their distinctive words two titles share, from 0 to 1; 1 for equal titles."""
    if fold(one) == fold(other):
        return 1.0
    left, right = _distinctive_words(one), _distinctive_words(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def _distinctive_words(title: str) -> set[str]:
    return {word for word in fold(title).split() if word not in GENERIC_WORDS and not word.isdigit()}


def _build_key(fields: dict, title: str, signed: str, url: str) -> str:
    id = fields.get("id")
    if isinstance(id, str | int) and not isinstance(id, bool) and str(id).strip():
        return web_addresses.build_record_key(_clean_text(fields, "source"), str(id))[:200]
    if url:
        return web_addresses.build_page_key(url)[:200]
    return f"title:{fold(title)[:160]}:{signed}"[:200]


def _check_order(signed: str, in_force: str, ended: str, warnings: list[str]) -> None:
    for earlier, later, sentence in (
        (signed, in_force, "It entered into force before it was signed, says the source."),
        (in_force or signed, ended, "It ended before it began, says the source."),
    ):
        if earlier and later:
            first, last = dates.parse(earlier).earliest, dates.parse(later).latest
            if first and last and last < first:
                warnings.append(sentence)


def _parse_date(fields: dict, key: str, warnings: list[str]) -> str:
    value = _clean_text(fields, key)
    if not value:
        return ""
    try:
        return dates.parse_typed(value).text
    except dates.InvalidDate as error:
        warnings.append(str(error))
        return ""


def _clean_text(fields: dict, key: str) -> str:
    value = fields.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return " ".join(remove_unstorable(value).split()) if isinstance(value, str) else ""


def _clean_texts(fields: dict, key: str) -> list[str]:
    value = fields.get(key)
    values = value if isinstance(value, list) else [value]
    return [" ".join(remove_unstorable(item).split()) for item in values if isinstance(item, str) and item.strip()]
