"""The language people search in: words typed -> a frozen query that can print itself and say itself in plain words.

Plain Python: it knows neither Django nor an engine. `read` never raises; `parse` raises the first named error.
"""

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
    leaves,
)
from .parser import Reading, parse, read
from .printing import print_query
from .saying import say
from .vocabulary import FIELDS, LONGEST, MOST_CLAUSES

__all__ = [
    "FIELDS",
    "LONGEST",
    "MOST_CLAUSES",
    "All",
    "Any",
    "Dates",
    "Everything",
    "Field",
    "Fuzzy",
    "Node",
    "Not",
    "Pattern",
    "Phrase",
    "QueryError",
    "Reading",
    "Title",
    "Word",
    "leaves",
    "parse",
    "print_query",
    "read",
    "say",
]
