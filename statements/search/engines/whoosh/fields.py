"""The kinds of fields of the Whoosh schema: texts under our analysis, codes kept whole, numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whoosh import fields as wf
from whoosh import formats
from whoosh import query as wq
from whoosh.analysis import Token
from whoosh.analysis.acore import Composable
from whoosh.util.times import datetime_to_long

from statements.search.language import Pattern, Word
from statements.text import tokenization

from .evaluation.queries import Term, WordQuery, compile_query


class TextAnalyzer(Composable):
    """`tokenization` as Whoosh calls it. Stop words stay, nothing is stemmed: forms are found when a query is read."""

    def __call__(
        self, value: str, positions: bool = False, chars: bool = False, keeporiginal: bool = False,
        removestops: bool = True, start_pos: int = 0, start_char: int = 0, mode: str = "", **kwargs: object,
    ) -> Iterator[Token]:  # fmt: skip
        token = Token(positions, chars, removestops=removestops, mode=mode)
        position = start_pos
        for start, end, pieces in tokenization.locate_tokens(value):
            for piece in pieces:
                token.text, token.boost, token.stopped = piece, 1.0, False
                token.original = value[start:end] if keeporiginal else piece
                if positions:
                    token.pos = position
                if chars:
                    token.startchar, token.endchar = start_char + start, start_char + end
                position += 1
                yield token

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class Text(wf.TEXT):
    """Words with positions. A word of a query stands for all its forms."""

    def __init__(self, stored: bool = False, field_boost: float = 1.0) -> None:
        super().__init__(analyzer=TextAnalyzer(), stored=stored, field_boost=field_boost, spelling=False)

    def self_parsing(self) -> bool:
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> wq.Query:
        # Whoosh hands wildcards to a field that parses itself as they were typed.
        wild = any(mark in qstring for mark in "*?")
        return compile_query(Pattern(qstring, boost) if wild else Word(qstring, boost), fieldname)


class Code(wf.FieldType):
    """One or several tokens that are compared whole: RUS, press_conference, security/arms-control."""

    indexed = True

    def __init__(self, stored: bool = False, unique: bool = False) -> None:
        self.format = formats.Existence()
        self.analyzer = None
        self.scorable = False
        self.stored = stored
        self.unique = unique
        self.spelling = False
        self.vector = None
        self.multitoken_query = "default"
        self.column_type = None

    def index(self, value: str | Iterable[str], **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        values = [value] if isinstance(value, str) else value
        return ((str(each).encode(), 1, 1.0, b"") for each in values)

    def process_text(self, qstring: str, mode: str = "", **kwargs: object) -> list[str]:
        return [qstring]

    def self_parsing(self) -> bool:
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> wq.Query:
        # Whoosh hands wildcards to a field that parses itself as they were typed.
        if qstring == "*":
            return wq.Every(fieldname)
        if any(mark in qstring for mark in "*?"):
            return WordQuery(Term(fieldname, "pattern", qstring), boost)
        return wq.Term(fieldname, qstring)


class Moment(wf.DATETIME):
    """A date with a time of day. Ranges exclude an end where the query says so."""

    def parse_range(
        self, fieldname: str, start: str | None, end: str | None, startexcl: bool, endexcl: bool, boost: float = 1.0
    ) -> wq.Query:
        if start is None and end is None:
            return wq.Every(fieldname, boost=boost)
        first = None if start is None else self._edge(start, after=startexcl)
        last = None if end is None else self._edge(end, after=not endexcl)
        return wq.NumericRange(fieldname, first, last, startexcl, endexcl, boost=boost)

    def _edge(self, text: str, after: bool) -> int:
        """The first or the last moment of what is named: "2007" is a year long."""
        named = self._parse_datestring(text)
        return datetime_to_long(named.ceil() if after else named.floor())
