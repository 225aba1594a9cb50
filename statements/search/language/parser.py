"""Tokens -> a query. NOT binds tighter than AND (or nothing between words), AND tighter than OR."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from . import errors
from .lexer import Lexer, Token
from .nodes import Everything, Node, Title, all_of, any_of, boosted, negated
from .printing import print_query
from .vocabulary import AND, DEEPEST, LONGEST, MOST_CLAUSES, NOT, OR


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a typed query, and what was wrong with the rest."""

    text: str
    query: Node
    problems: tuple[errors.QueryError, ...]


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    """Understand as much of `text` as possible. Never raises."""
    typed = text.replace("\x00", " ")
    problems: list[errors.QueryError] = []
    if len(typed) > LONGEST:
        problems.append(
            errors.TooLong(f"A query may have {LONGEST:,} characters; the rest was left out.", LONGEST, len(typed))
        )
        typed = typed[:LONGEST]
    if typed.strip() == "*":
        return Reading(text, Everything(), ())
    lexer = Lexer(typed)
    tokens = list(lexer.tokens())
    problems += lexer.problems
    tokens = _limited(tokens, problems)
    query = _Parser(tokens, problems).query()
    corrected = print_query(query)
    for problem in problems:
        problem.corrected = problem.corrected or corrected
    problems.sort(key=lambda problem: problem.start)
    return Reading(text, query, tuple(problems))


def parse(text: str) -> Node:
    """Return the query. Raises the first `QueryError`; its `corrected` is what `read` would have understood."""
    reading = read(text)
    if reading.problems:
        raise reading.problems[0]
    return reading.query


def _limited(tokens: list[Token], problems: list[errors.QueryError]) -> list[Token]:
    count = 0
    for place, token in enumerate(tokens):
        count += token.kind == "node"
        if count > MOST_CLAUSES:
            problems.append(
                errors.TooManyClauses(
                    f"A query may have {MOST_CLAUSES} words, phrases and fields; the rest was left out.",
                    token.start,
                    tokens[-1].end,
                )  # fmt: skip
            )
            return tokens[:place]
    return tokens


class _Parser:
    def __init__(self, tokens: list[Token], problems: list[errors.QueryError]) -> None:
        self.tokens = tokens
        self.problems = problems
        self.at = 0
        self.depth = 0

    def query(self) -> Node:
        parts = [self._alternatives()]
        while token := self._next():
            # Only a closing bracket without an opening one ends the outermost level early.
            self._report(errors.StrayBracket, "This closing bracket has no opening one.", token)
            parts.append(self._alternatives())
        return all_of(parts)

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self) -> Token | None:
        token = self._peek()
        self.at += token is not None
        return token

    def _alternatives(self) -> Node:
        parts = []
        operator: Token | None = None
        while True:
            part = self._conjunction()
            if part is not None:
                parts.append(part)
            if operator and (part is None or not parts):
                self._dangling(operator)
            token = self._peek()
            if token is None or token.kind != OR:
                return any_of(parts)
            operator = self._next()
            if part is None:
                self._dangling(operator)

    def _conjunction(self) -> Node | None:
        parts: list[Node] = []
        operator: Token | None = None
        while token := self._peek():
            if token.kind in (OR, ")"):
                break
            if token.kind == AND:
                if operator or not parts:
                    self._dangling(token)
                operator = self._next()
                continue
            part = self._part()
            if part is not None:
                parts.append(part)
                operator = None
        if operator:
            self._dangling(operator)
        if not parts:
            return None
        return all_of(parts)

    def _part(self) -> Node | None:
        token = self._next()
        if token.kind == NOT:
            return self._negation(token)
        if token.kind == "title:":
            return self._title(token)
        if token.kind == "(":
            return self._group(token)
        return token.node

    def _negation(self, operator: Token) -> Node | None:
        times = 1
        while (token := self._peek()) and token.kind == NOT:
            self._next()
            times += 1
        if token is None or token.kind in (OR, AND, ")"):
            self._dangling(operator)
            return None
        part = self._part()
        if part is None:
            return None
        return negated(part) if times % 2 else part

    def _title(self, operator: Token) -> Node | None:
        token = self._peek()
        if token is None or token.kind not in ("node", "("):
            self._report(errors.MissingValue, "After title: stand words of the title, without a space.", operator)
            return None
        part = self._part()
        return None if part is None else _in_title(part)

    def _group(self, opening: Token) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            self._report(errors.TooDeep, f"Brackets go at most {DEEPEST} deep; the inner ones were ignored.", opening)
            self.depth -= 1
            return self._skipped_group()
        inside = self._alternatives()
        self.depth -= 1
        closing = self._next()
        if closing is None:
            self._report(errors.UnclosedBracket, "This bracket is never closed.", opening)
        if isinstance(inside, Everything):
            self._report(errors.StrayBracket, "There is nothing between these brackets.", opening)
            return None
        return boosted(inside, closing.boost) if closing else inside

    def _skipped_group(self) -> Node | None:
        open_brackets = 1
        while open_brackets and (token := self._next()):
            open_brackets += (token.kind == "(") - (token.kind == ")")
        return None

    def _dangling(self, operator: Token) -> None:
        self._report(
            errors.DanglingOperator,
            f"{operator.kind} has nothing to work on; in quotation marks it is a word.",
            operator,
        )

    def _report(self, kind: type[errors.QueryError], reason: str, token: Token) -> None:
        if not any(known.start == token.start and isinstance(known, kind) for known in self.problems):
            self.problems.append(kind(reason, token.start, token.end))


def _in_title(part: Node) -> Node:
    """title: over its words. Fields and dates inside its brackets are of the statement all the same."""
    if _is_text(part):
        return Title(_untitled(part))
    kind = type(part)
    if hasattr(part, "parts"):
        return (all_of if kind.__name__ == "All" else any_of)([_in_title(inner) for inner in part.parts])
    return negated(_in_title(part.part)) if kind.__name__ == "Not" else part


def _is_text(part: Node) -> bool:
    if hasattr(part, "parts"):
        return all(_is_text(inner) for inner in part.parts)
    if hasattr(part, "part"):
        return _is_text(part.part)
    return hasattr(part, "boost")


def _untitled(part: Node) -> Node:
    if isinstance(part, Title):
        return _untitled(part.part)
    if hasattr(part, "parts"):
        joined = all_of if type(part).__name__ == "All" else any_of
        return joined([_untitled(inner) for inner in part.parts])
    return negated(_untitled(part.part)) if hasattr(part, "part") else part
