"""Dates as people type them, in English words and figures, converted to EDTF. What is ambiguous is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from .edtf import EXAMPLES, MAX_LENGTH, MONTH_NAMES, SINGLE_DATE, EDTFDate, InvalidDate, parse

_MONTHS = {name[:size].lower(): number for number, name in enumerate(MONTH_NAMES, 1) for size in (3, len(name))}
_MONTHS["sept"] = 9
_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_DASHES = str.maketrans(dict.fromkeys("–—‒−‑", "-"))
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s*", re.I)
_ABOUT = re.compile(r"(?:about|around|approximately|approx\.?|circa|ca\.?|c\.|~)\s*(?=\w)", re.I)
_UNSURE = re.compile(r"\s*(?:\(\s*(?:\?|uncertain)\s*\)|,?\s*uncertain)$", re.I)
_DAY_FIRST = re.compile(
    r"(?:([0-9]{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?([a-z]+)\.?,?\s+(?:of\s+)?(ad [0-9]{1,3}|[0-9]{4})", re.I
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?\s*,?\s+(ad [0-9]{1,3}|[0-9]{4})", re.I)
_NO_YEAR = re.compile(r"(?:[0-9]{1,2}(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\.?(?:\s+[0-9]{1,2}(?:st|nd|rd|th)?)?", re.I)
_DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_TWO_ORDERS = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T|\s)[0-9][0-9:.,+\-Z ]*", re.I)
_DECADE = re.compile(r"(?:ad )?([0-9]{0,3})0'?s( \(decade\))?", re.I)
_CENTURY = re.compile(r"([0-9]{1,2}|100)(?:st|nd|rd|th) century", re.I)
_WINTER = re.compile(r"winter (?:of )?(?:ad (?=[0-9]{1,3}\b))?([0-9]{3,4}|[0-9]{1,2})\s?[-/]\s?([0-9]{1,4})", re.I)
_UNTIL = re.compile(r"(?:until|till|up to|to|-) (.+)", re.I)
_SINCE = re.compile(r"(?:since|from) (.+)|(.+?)(?: onwards?| ?- ?(?:present|now)?| to (?:date|now|the present))", re.I)
_TO_UNKNOWN = re.compile(r"(.+) to an unknown date", re.I)
_FROM_UNKNOWN = re.compile(r"an unknown date to (.+)", re.I)
_BETWEEN = re.compile(r"between (.+) and (.+)", re.I)
_ENDS = re.compile(r" - | (?:to|until|till) |[-/]", re.I)


def parse_typed(text: str) -> EDTFDate:
    """Parse a date as people type it: EDTF, or English words ("19 June 2024", "c. 1949", "the 1940s", "since 1991").

    Day and month as numbers with strokes or hyphens are refused, since 5/6 is May to some and June to others.
    Raises InvalidDate.
    """
    tidy = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(tidy) > MAX_LENGTH:
        raise InvalidDate(f"This is too long for a date. Type it like {EXAMPLES}.")
    try:
        return parse(tidy)
    except InvalidDate as refusal:
        _refuse_ambiguous(tidy)
        plain = " ".join(tidy.translate(_DASHES).split())
        for canonical in (_convert_single(plain), _convert_interval(plain), _convert_open(plain)):
            if canonical is not None:
                return parse(canonical)
        raise _explain_refusal(tidy, refusal) from None


def _refuse_ambiguous(tidy: str) -> None:
    two_orders = _TWO_ORDERS.fullmatch(tidy)
    if two_orders:
        raise _ambiguous_order(tidy, *two_orders.group(1, 3, 4))
    dashed = re.fullmatch(r"([0-9]{2})([0-9]{2})(?: ?[–—] ?|/)([0-9]{2})", tidy)
    if dashed and "01" <= dashed[3] <= "24":
        century, year, end = dashed.groups()
        whole = f"{century}{year}/{century}{end}" if end > year else f"{century}{year}/…"
        raise InvalidDate(f"“{tidy}” can be a month or two years. Type {century}{year}-{end} or {whole}.")


def _ambiguous_order(tidy: str, first: str, second: str, year: str) -> InvalidDate:
    if len(year) == 2:
        return InvalidDate(f"“{tidy}” has a short year. Type it like 19 June 2024 or 2024-06-19.")
    options = {
        f"{year}-{int(month):02d}-{int(day):02d}"
        for day, month in ((first, second), (second, first))
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    }
    if not options:
        return InvalidDate(f"“{tidy}” is no day of any month. Type it like 19 June 2024 or 2024-06-19.")
    return InvalidDate(
        f"“{tidy}” has day and month as numbers, which are read in either order. "
        f"Type {' or '.join(sorted(options))}, or write the month as a word."
    )


def _explain_refusal(tidy: str, refusal: InvalidDate) -> InvalidDate:
    without = _NO_YEAR.fullmatch(tidy)
    if without and without[1].lower() in _MONTHS:
        return InvalidDate(f"“{tidy}” has no year. Add it: 19 June 2024, June 2024.")
    if re.fullmatch(r"[^\W\d]+(?: [^\W\d]+)*", tidy):
        return InvalidDate(f"“{tidy}” has no year. Type it like {EXAMPLES}.")
    return refusal


def _convert_single(plain: str) -> str | None:
    """Convert one date, with or without "about" and "uncertain", to canonical EDTF; None when it is not one date."""
    bare = _UNSURE.sub("", plain)
    about = _ABOUT.match(bare)
    if not about and bare == plain:
        return _convert_unmarked(plain)
    found = _convert_unmarked(bare[about.end() :] if about else bare)
    if found is None:
        return None
    approximate = bool(about) or found[-1] in "~%"
    uncertain = bare != plain or found[-1] in "?%"
    return found.rstrip("~?%") + ("%" if approximate and uncertain else "~" if approximate else "?")


def _convert_unmarked(words: str) -> str | None:
    words = _WEEKDAY.sub("", words.removeprefix("the ")).strip()
    if SINGLE_DATE.fullmatch(words.replace("x", "X")):
        return _convert_edtf(words)
    for pattern in (_WITH_TIME, _DOTTED, _YEAR_FIRST):
        found = pattern.fullmatch(words)
        if found is not None:
            return _convert_figures(pattern, found)
    early = re.fullmatch(r"ad ([0-9]{1,3})", words, re.I)
    if early:
        return f"{early[1]:0>4}"
    return _convert_decade(words) or _convert_century(words) or _convert_winter(words) or _convert_month_and_year(words)


def _convert_edtf(words: str) -> str | None:
    try:
        return parse(words).text
    except InvalidDate:
        # "1950-53" has the shape of a month but is not one: it is tried as two years next.
        return None


def _convert_figures(pattern: re.Pattern, found: re.Match) -> str:
    if pattern is _WITH_TIME:
        return found[1]
    if pattern is _DOTTED:
        return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    return f"{found[1]}-{int(found[3]):02d}-{int(found[4]):02d}"


def _convert_decade(words: str) -> str | None:
    found = _DECADE.fullmatch(words)
    if found is None:
        return None
    if not found[2] and found[1].endswith("0"):
        raise InvalidDate(
            f"“{words}” can be a decade or a century. Type {found[1]:0>3}X for the decade or "
            f"{found[1][:-1]:0>2}XX for the century."
        )
    return f"{found[1]:0>3}X"


def _convert_century(words: str) -> str | None:
    found = _CENTURY.fullmatch(words)
    return f"{int(found[1]) - 1:02d}XX" if found and int(found[1]) else None


def _convert_winter(words: str) -> str | None:
    found = _WINTER.fullmatch(words)
    if found is None:
        return None
    year, after = int(found[1]), int(found[2])
    if after != year + 1 and (len(found[2]) != 2 or after != (year + 1) % 100):
        return None
    return f"{year:04d}-24"


def _convert_month_and_year(words: str) -> str | None:
    day: str | None
    if found := _DAY_FIRST.fullmatch(words):
        day, word, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(words):
        word, day, year = found.groups()
    else:
        return None
    year = f"{year.lower().removeprefix('ad '):0>4}"
    if word.lower() in _SEASONS and day is None:
        return f"{year}-{_SEASONS[word.lower()]}"
    month = _MONTHS.get(word.lower())
    if month is None:
        return None
    return f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")


def _convert_interval(plain: str) -> str | None:
    between = _BETWEEN.fullmatch(plain)
    if between:
        return next(_convert_ends(*between.groups()), None)
    plain = re.sub(r"^from ", "", plain, flags=re.I)
    for separator in _ENDS.finditer(plain):
        start, end = plain[: separator.start()].strip(), plain[separator.end() :].strip()
        found = next(_convert_ends(start, end), None) if start and end else None
        if found is not None:
            return found
    return None


def _convert_ends(start: str, end: str) -> Iterator[str]:
    """Yield the interval between two ends; one of them may leave out what the other gives (a year, a month)."""
    for whole_start, whole_end in _complete_ends(start, end):
        first, last = _convert_single(whole_start), _convert_single(whole_end)
        if first and last:
            yield f"{first}/{last}"


def _complete_ends(start: str, end: str) -> Iterator[tuple[str, str]]:
    yield start, end
    year = re.search(r"\bad [0-9]{1,3}$|[0-9]{4}$", end, re.I)
    if year:
        # "30 June – 2 July 2024", "June–July 2024"
        yield f"{start} {year[0]}", end
    if re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)?", start) and " " in end:
        # "18–19 June 2024"
        yield f"{start} {end.split(' ', 1)[1]}", end
    days = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", end)
    if days and " " in start:
        # "June 18–19, 2024"
        yield f"{start} {days[2]}", f"{start.split(' ', 1)[0]} {days[1]} {days[2]}"
    if re.fullmatch(r"[0-9]{4}", start) and re.fullmatch(r"[0-9]{2}", end) and end > start[2:]:
        # "1950–53"
        yield start, start[:2] + end
    if re.fullmatch(r"ad [0-9]{1,3}", start, re.I) and re.fullmatch(r"[0-9]{1,3}", end):
        yield start, f"AD {end}"


def _convert_open(plain: str) -> str | None:
    for pattern, form in ((_TO_UNKNOWN, "{}/"), (_FROM_UNKNOWN, "/{}"), (_UNTIL, "../{}"), (_SINCE, "{}/..")):
        found = pattern.fullmatch(plain)
        known = found and _convert_single(found[1] or found[2])
        if known:
            return form.format(known)
    return None
