"""Dates as documents print them, in the languages of the publishers read so far, as EDTF days: "17 de septiembre de
2021" and "September 17, 2021" are both 2021-09-17. Only whole days are read: a month alone is too often part of a sentence."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "january janvier enero janeiro januar gennaio januari января январь січня stycznia ocak يناير",
    "february février febrero fevereiro februar febbraio februari февраля февраль лютого lutego şubat فبراير",
    "march mars marzo março märz maart марта март березня marca mart مارس",
    "april avril abril aprile апреля апрель квітня kwietnia nisan أبريل",
    "may mai mayo maio maggio mei мая май травня maja mayıs مايو",
    "june juin junio junho juni giugno июня июнь червня czerwca haziran يونيو",
    "july juillet julio julho juli luglio июля июль липня lipca temmuz يوليو",
    "august août agosto augustus августа август серпня sierpnia ağustos أغسطس",
    "september septembre septiembre setembro settembre сентября сентябрь вересня września eylül سبتمبر",
    "october octobre octubre outubro oktober ottobre октября октябрь жовтня października ekim أكتوبر",
    "november novembre noviembre novembro ноября ноябрь листопада listopada kasım نوفمبر",
    "december décembre diciembre dezembro dezember dicembre декабря декабрь грудня grudnia aralık ديسمبر",
)
_NUMBER = {name: index for index, names in enumerate(_MONTHS, 1) for name in names.split()}
_NUMBER |= {name[:3]: number for name, number in list(_NUMBER.items()) if name in "january february march april june july august september october november december".split()}
_NUMBER["sept"] = 9
_NAMES = "|".join(sorted(map(re.escape, _NUMBER), key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?\s+(?:of\s+|de\s+|d[’'])?({_NAMES})\.?,?\s+(?:de\s+|del\s+)?(\d{{4}})(?!\d)", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"(?<!\w)({_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_JAPANESE_ERA = re.compile(r"(令和|平成|昭和)\s?(\d{1,2}|元)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_ERA_START = {"令和": 2018, "平成": 1988, "昭和": 1925}
_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|mon|tue|wed|thu|fri|sat|sun"
)
_AROUND = re.compile(
    rf"\b(?:{_WEEKDAYS})\b|\b(?:года|г|goda|the|on|le|el|am|den|date|дата|fecha|datum|delivered on|given on|published|updated|posted on|published on)\b"
    rf"|\b\d{{1,2}}[:.]\d{{2}}\b|[\s,.:()\[\]|/–—-]",
    re.IGNORECASE,
)


def _day(year: str | int, month: str | int, day: str | int) -> str:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if 1800 <= found.year <= 2199 else ""


def find(text: str) -> tuple[str, int, int]:
    """Return (EDTF day, start, end) of the first date printed in ``text``, ("", 0, 0) where there is none."""
    if not any(char.isdigit() for char in text):
        return "", 0, 0
    hits: list[tuple[int, int, str]] = []
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_ISO, (1, 2, 3)), (_CJK, (1, 2, 3)), (_DOTTED, (3, 2, 1))):
        match = pattern.search(text)
        if match:
            parts = [match[index] for index in order]
            month = _NUMBER.get(parts[1].lower(), parts[1])
            found = _day(parts[0], month, parts[2])
            if found:
                hits.append((match.start(), match.end(), found))
    match = _JAPANESE_ERA.search(text)
    if match:
        year = _ERA_START[match[1]] + (1 if match[2] == "元" else int(match[2]))
        found = _day(year, match[3], match[4])
        if found:
            hits.append((match.start(), match.end(), found))
    if not hits:
        return "", 0, 0
    start, end, found = min(hits)
    return found, start, end


def only(text: str) -> str:
    """Return the EDTF day of a line that says nothing but a date (a weekday and an hour aside), else ""."""
    if len(text) > 90:
        return ""
    found, start, end = find(text)
    if not found or _AROUND.sub("", text[:start] + " " + text[end:]).strip():
        return ""
    return found
