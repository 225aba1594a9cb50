"""The language people search in: the words typed become a frozen query that can be written and described in words.

Plain Python: it knows neither Django nor an engine. `parse_query` never raises; `parse_strictly` raises the first
named error.
"""

from .describing import describe_dates, describe_query, format_query
from .errors import QueryError
from .nodes import (
    All,
    Any,
    Dates,
    Everything,
    Field,
    Fuzzy,
    Node,
    Not,
    Pattern,
    Phrase,
    Title,
    Word,
    join_all,
    join_any,
)
from .parser import ParsedQuery, parse_query, parse_strictly
from .vocabulary import FIELDS, MAX_CLAUSES, MAX_LENGTH

__all__ = [
    "FIELDS",
    "MAX_CLAUSES",
    "MAX_LENGTH",
    "All",
    "Any",
    "Dates",
    "Everything",
    "Field",
    "Fuzzy",
    "Node",
    "Not",
    "ParsedQuery",
    "Pattern",
    "Phrase",
    "QueryError",
    "Title",
    "Word",
    "describe_dates",
    "describe_query",
    "format_query",
    "join_all",
    "join_any",
    "parse_query",
    "parse_strictly",
]
