"""What may stand in an address. Whatever else is typed there is a page not found, before any database is asked."""

from __future__ import annotations


class PartyCode:
    regex = "[A-Za-z0-9_-]{2,12}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


class TopicPath:
    regex = r"[\w-]{1,80}(?:/[\w-]{1,80}){0,2}"

    def to_python(self, value: str) -> str:
        return value.lower()

    def to_url(self, value: str) -> str:
        return value


class Year:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{int(value):04d}"


class MonthOrDay:
    """Two digits; one is understood too, and the view redirects to the address with two."""

    regex = "[0-9]{1,2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{int(value):02d}"
