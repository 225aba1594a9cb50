"""Dates as publishers print them ("le 19 juin 2024", "June 19, 2024", "2024年6月19日"), as EDTF.

Month names come from CLDR through Babel. A name that means different months in different languages ("listopada" is
November in Polish and October in Croatian) is only read where the language is known.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError

LANGUAGES = (
    "en",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "ru",
    "uk",
    "be",
    "pl",
    "nl",
    "tr",
    "ar",
    "fa",
    "he",
    "hi",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "sk",
    "ro",
    "hu",
    "bg",
    "sr",
    "el",
    "id",
    "et",
    "lv",
    "lt",
    "hr",
    "sl",
    "ka",
    "hy",
    "az",
    "kk",
    "mk",
    "sq",
)
EXTRA_MONTHS = {"sept": 9, "sept.": 9, "setiembre": 9, "marz": 3, "jänner": 1, "noember": 11}

_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_DIGITS = str.maketrans({chr(base + n): str(n) for base in (0x0660, 0x06F0, 0xFF10, 0x0966) for n in range(10)})

_ISO = re.compile(r"(?<!\d)([12]\d{3})-(\d{2})-(\d{2})(?!\d)")
_COMPACT = re.compile(r"^([12]\d{3})(\d{2})(\d{2})(?:T\d+.*)?$")
_CJK = re.compile(r"([12]\d{3})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_JAPANESE_ERA = re.compile(r"(令和|平成|昭和)\s?(\d{1,2}|元)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}  # the year before the first of each era
_YEAR_FIRST = re.compile(r"(?<![\d/.])([12]\d{3})[/.](\d{1,2})[/.](\d{1,2})(?![\d/])")
_DAY_FIRST = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])\s?(\d{1,2})\2\s?([12]\d{3})(?![\d/-])")
_ORDINAL = r"(?:st|nd|rd|th|er|re|ère|º|°|ª|-?го|-е|\.)?"
_WORD = r"([^\W\d_][\w’'.]{1,14})"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_ORDINAL}[\s,]+(?:(?:day\s+)?of\s+|de\s+|d[’']|di\s+)?{_WORD}\.?,?\s+(?:de\s+|del\s+|of\s+)?([12]\d{{3}})(?!\d)"
)
_MONTH_DAY = re.compile(rf"(?<!\w){_WORD}\.?\s+(\d{{1,2}}){_ORDINAL},?\s+([12]\d{{3}})(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)([12]\d{{3}})\.?,?\s+{_WORD}\.?\s+(\d{{1,2}})(?!\d)")
_MONTH_YEAR = re.compile(rf"(?<!\w){_WORD}\.?,?\s+(?:de\s+|of\s+)?([12]\d{{3}})(?!\d)")


def _key(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold().rstrip(".")


@lru_cache(maxsize=64)
def _months_of(language: str) -> dict[str, int]:
    try:
        months = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            try:
                table = months[context][width]
            except KeyError:
                continue
            for number, name in table.items():
                if len(_key(name)) > 1 and not any(character.isdigit() for character in name):
                    names.setdefault(_key(name), number)
    return names


@lru_cache(maxsize=1)
def _months_of_all() -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for name, number in _months_of(language).items():
            found.setdefault(name, set()).add(number)
    names = {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
    # English decides for its own names: "mar" is March here although it is no month elsewhere.
    return {**EXTRA_MONTHS, **names, **_months_of("en")}


def _month(word: str, language: str) -> int | None:
    key = _key(word)
    base = language.replace("_", "-").split("-")[0].lower()
    if base and base.isalpha() and key in (own := _months_of(base)):
        return own[key]
    return _months_of_all().get(key)


def _day(year: str | int, month: int | None, day: str | int) -> str:
    if not month:
        return ""
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return ""


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", _MARKS.sub("", text[:400])).translate(_DIGITS)
    return re.sub(r"\s+", " ", text).strip()


def _numeric(text: str, language: str) -> list[tuple[int, int, str]]:
    found = []
    for pattern in (_ISO, _CJK, _YEAR_FIRST):
        for match in pattern.finditer(text):
            found.append((*match.span(), _day(match[1], int(match[2]), match[3])))
    for match in _JAPANESE_ERA.finditer(text):
        year = _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))
        found.append((*match.span(), _day(year, int(match[3]), match[4])))
    if compact := _COMPACT.match(text):
        found.append((*compact.span(), _day(compact[1], int(compact[2]), compact[3])))
    for match in _DAY_FIRST.finditer(text):
        day, month = int(match[1]), int(match[3])
        if match[2] == "/" and day <= 12 and month <= 12 and language.lower() in ("", "en", "en-us", "en-ca", "en-ph"):
            continue  # 06/07/2024: nothing says which is the month
        if month > 12 and match[2] == "/":
            day, month = month, day
        found.append((*match.span(), _day(match[4], month, day)))
    return found


def _in_words(text: str, language: str) -> list[tuple[int, int, str]]:
    found = []
    for match in _DAY_MONTH.finditer(text):
        found.append((*match.span(), _day(match[3], _month(match[2], language), match[1])))
    for match in _MONTH_DAY.finditer(text):
        found.append((*match.span(), _day(match[3], _month(match[1], language), match[2])))
    for match in _YEAR_MONTH_DAY.finditer(text):
        found.append((*match.span(), _day(match[1], _month(match[2], language), match[3])))
    return found


def _first(text: str, language: str) -> tuple[int, int, str] | None:
    days = [hit for hit in _numeric(text, language) + _in_words(text, language) if hit[2]]
    if days:
        return min(days)
    for match in _MONTH_YEAR.finditer(text):
        if month := _month(match[1], language):
            return (*match.span(), f"{match[2]}-{month:02d}")
    return None


def find_first_date(text: str, language: str = "") -> tuple[int, int, str] | None:
    """Return (start, end, EDTF) of the first date in a text whose white space is already normalised, or None."""
    return _first(text, language)


def find_date(text: str, language: str = "") -> str:
    """The first date printed in the first 400 characters of ``text``, as EDTF ("2024-06-19", "2024-06"), or "".

    ``language`` (BCP 47) settles month names and the order of 06/07/2024, which is not read where it stays open.
    """
    hit = _first(_clean(text), language)
    return hit[2] if hit else ""


def find_lone_date(text: str, language: str = "") -> str:
    """The date of a line that holds a date and next to nothing else (a weekday, a clock time, "Published:"), or ""."""
    line = _clean(text)
    if len(line) > 80 or not (hit := _first(line, language)):
        return ""
    rest = line[: hit[0]] + " " + line[hit[1] :]
    rest = re.sub(r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?", " ", rest, flags=re.IGNORECASE)
    return hit[2] if len(re.findall(r"\w", rest)) <= 14 and "@" not in rest else ""
