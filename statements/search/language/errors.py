"""What can be wrong with a query. Each error says where, why, and what to type instead."""

from __future__ import annotations


class QueryError(ValueError):
    """`start` and `end` are offsets in the text as typed; `corrected` is a query that can be run, or ""."""

    def __init__(self, reason: str, start: int, end: int):
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end
        self.corrected = ""

    @property
    def name(self) -> str:
        return type(self).__name__


class TooLong(QueryError):
    """More characters than a query may have; the rest was left out."""


class TooManyClauses(QueryError):
    """More words, phrases and fields than a query may have; the rest was left out."""


class TooDeep(QueryError):
    """Brackets within brackets within brackets …; the innermost were ignored."""


class UnclosedQuote(QueryError):
    """A quotation mark opens a phrase and none closes it."""


class EmptyPhrase(QueryError):
    """Nothing to look for between two quotation marks."""


class UnclosedBracket(QueryError):
    """An opening bracket has no closing one."""


class StrayBracket(QueryError):
    """A closing bracket has no opening one, or a pair holds nothing."""


class DanglingOperator(QueryError):
    """AND, OR, NOT or - has nothing to work on."""


class UnknownField(QueryError):
    """There is no field of that name."""


class MissingValue(QueryError):
    """A field is named and nothing after the colon."""


class BadValue(QueryError):
    """The field does not take that value."""


class BadDate(QueryError):
    """The date or the span of dates cannot be read."""


class BadDistance(QueryError):
    """The number after ~ is none that can be used there."""


class BadBoost(QueryError):
    """The number after ^ is none that can be used."""


class TooWide(QueryError):
    """A wildcard with too few letters beside it would match nearly every word."""
