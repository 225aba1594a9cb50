"""What may stand in an address. Whatever else is typed there is a page not found, before any database is asked."""

from __future__ import annotations

from django.http import HttpRequest

MAX_PARAMETER_LENGTH = 200


def read_parameter(request: HttpRequest, parameter: str) -> str:
    """Words typed into a parameter of the query, without the NUL that no database takes."""
    return request.GET.get(parameter, "").replace("\x00", "").strip()[:MAX_PARAMETER_LENGTH]


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


class VersionNumber:
    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class CitationForm:
    regex = "bib|ris|json"

    def to_python(self, value: str) -> str:
        return value

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
