"""Tokens -> a query. NOT binds tighter than AND (or nothing between words), AND tighter than OR."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from statements.search.language import errors

from .describing import format_query
from .lexer import Lexer, Token
from .nodes import (
    All,
    Any,
    Everything,
    Leaf,
    Node,
    Not,
    Title,
    boost_words,
    join_all,
    join_any,
    negate,
)
from .vocabulary import AND, MAX_CLAUSES, MAX_DEPTH, MAX_LENGTH, NOT, OR


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What was understood of a typed query, and what was wrong with the rest."""

    text: str
    query: Node
    problems: tuple[errors.QueryError, ...]


@lru_cache(maxsize=512)
def parse_query(text: str) -> ParsedQuery:
    """Understand as much of `text` as possible. Never raises."""
    typed = text.replace("\x00", " ")
    problems: list[errors.QueryError] = []
    if len(typed) > MAX_LENGTH:
        problems.append(
            errors.TooLong(
                f"A query may have {MAX_LENGTH:,} characters; the rest was left out.", MAX_LENGTH, len(typed)
            )
        )
        typed = typed[:MAX_LENGTH]
    if typed.strip() == "*":
        return ParsedQuery(text, Everything(), ())
    lexer = Lexer(typed)
    tokens = list(lexer.tokens())
    problems += lexer.problems
    tokens = _limit_clauses(tokens, problems)
    query = _Parser(tokens, problems).parse()
    corrected = format_query(query)
    for problem in problems:
        problem.corrected = problem.corrected or corrected
    problems.sort(key=lambda problem: problem.start)
    return ParsedQuery(text, query, tuple(problems))


def parse_strictly(text: str) -> Node:
    """Raises the first `QueryError`; its `corrected` is what `parse_query` understands."""
    parsed = parse_query(text)
    if parsed.problems:
        raise parsed.problems[0]
    return parsed.query


def _limit_clauses(tokens: list[Token], problems: list[errors.QueryError]) -> list[Token]:
    count = 0
    for place, token in enumerate(tokens):
        count += token.kind == "node"
        if count > MAX_CLAUSES:
            problems.append(
                errors.TooManyClauses(
                    f"A query may have {MAX_CLAUSES} words, phrases and fields; the rest was left out.",
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

    def parse(self) -> Node:
        parts = [self._parse_alternatives()]
        while token := self._next():
            # Only a closing bracket without an opening one ends the outermost level early.
            self._report(errors.StrayBracket, "This closing bracket has no opening one.", token)
            parts.append(self._parse_alternatives())
        return join_all(parts)

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self) -> Token | None:
        token = self._peek()
        self.at += token is not None
        return token

    def _parse_alternatives(self) -> Node:
        parts: list[Node] = []
        operator: Token | None = None
        while True:
            part = self._parse_conjunction()
            if part is not None:
                parts.append(part)
            if operator and (part is None or not parts):
                self._report_dangling(operator)
            token = self._peek()
            if token is None or token.kind != OR:
                return join_any(parts)
            operator = token
            self._next()
            if part is None:
                self._report_dangling(operator)

    def _parse_conjunction(self) -> Node | None:
        parts: list[Node] = []
        operator: Token | None = None
        while token := self._peek():
            if token.kind in (OR, ")"):
                break
            if token.kind == AND:
                if operator or not parts:
                    self._report_dangling(token)
                operator = self._next()
                continue
            part = self._parse_part()
            if part is not None:
                parts.append(part)
                operator = None
        if operator:
            self._report_dangling(operator)
        if not parts:
            return None
        return join_all(parts)

    def _parse_part(self) -> Node | None:
        token = self._next()
        if token is None:
            return None
        if token.kind == NOT:
            return self._parse_negation(token)
        if token.kind == "title:":
            return self._parse_title(token)
        if token.kind == "(":
            return self._parse_group(token)
        return token.node

    def _parse_negation(self, operator: Token) -> Node | None:
        times = 1
        while (token := self._peek()) and token.kind == NOT:
            self._next()
            times += 1
        if token is None or token.kind in (OR, AND, ")"):
            self._report_dangling(operator)
            return None
        part = self._parse_part()
        if part is None:
            return None
        return negate(part) if times % 2 else part

    def _parse_title(self, operator: Token) -> Node | None:
        token = self._peek()
        if token is None or token.kind not in ("node", "("):
            self._report(errors.MissingValue, "After title: stand words of the title, without a space.", operator)
            return None
        part = self._parse_part()
        return None if part is None else _in_title(part)

    def _parse_group(self, opening: Token) -> Node | None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._report(errors.TooDeep, f"Brackets go at most {MAX_DEPTH} deep; the inner ones were ignored.", opening)
            self.depth -= 1
            self._skip_group()
            return None
        inside = self._parse_alternatives()
        self.depth -= 1
        closing = self._next()
        if closing is None:
            self._report(errors.UnclosedBracket, "This bracket is never closed.", opening)
        if isinstance(inside, Everything):
            self._report(errors.StrayBracket, "There is nothing between these brackets.", opening)
            return None
        return boost_words(inside, closing.boost) if closing else inside

    def _skip_group(self) -> None:
        open_brackets = 1
        while open_brackets and (token := self._next()):
            open_brackets += (token.kind == "(") - (token.kind == ")")

    def _report_dangling(self, operator: Token) -> None:
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
        return Title(_without_title(part))
    match part:
        case All(parts):
            return join_all([_in_title(inner) for inner in parts])
        case Any(parts):
            return join_any([_in_title(inner) for inner in parts])
        case Not(inner):
            return negate(_in_title(inner))
    return part


def _is_text(part: Node) -> bool:
    match part:
        case All(parts) | Any(parts):
            return all(map(_is_text, parts))
        case Not(inner) | Title(inner):
            return _is_text(inner)
    return isinstance(part, Leaf)


def _without_title(part: Node) -> Node:
    match part:
        case Title(inner):
            return _without_title(inner)
        case All(parts):
            return join_all([_without_title(inner) for inner in parts])
        case Any(parts):
            return join_any([_without_title(inner) for inner in parts])
        case Not(inner):
            return negate(_without_title(inner))
    return part
