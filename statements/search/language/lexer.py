"""Typed text -> tokens. What cannot be understood is reported in `problems` and left out; nothing is raised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from statements.search.language import errors

from .date_spans import parse_dates
from .nodes import Field, Fuzzy, Node, Pattern, Phrase, Word
from .vocabulary import AND, DATE_FIELDS, FIELDS, MAX_DISTANCE, NOT, OPERATORS, OR

_QUOTES = '"“”„‟«»＂'
_OPENING = re.compile(f"[{_QUOTES}]")
_CHUNK = re.compile(rf"[^\s(){_QUOTES}]+")
_FIELD = re.compile(r"([^\W\d_]+):(?!//)")
_SUFFIX = re.compile(r"(?:~(?P<near>[0-9]*))?(?:\^(?P<boost>[0-9]*(?:\.[0-9]+)?))?", re.ASCII)
_LOOSE = re.compile(r"[~^]")
_WEIGHT = re.compile(r"\^([0-9]+(?:\.[0-9]+)?)", re.ASCII)
_CLOSING_BRACKET = re.compile(r"\s*\)")
_LISTED = re.compile(rf"\s*(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]|(?P<bare>[^\s(){_QUOTES},]+))[\s,]*")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is "(", ")", AND, OR, NOT, "title:" or "node"; `boost` is what stood after a closing bracket."""

    kind: str
    start: int
    end: int
    node: Node | None = None
    boost: float = 1.0


class Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[errors.QueryError] = []

    def tokens(self) -> Iterator[Token]:
        text, at = self.text, 0
        while at < len(text):
            char = text[at]
            if char.isspace():
                at += 1
            elif char == "(":
                yield Token("(", at, at + 1)
                at += 1
            elif char == ")":
                boost, end = self._parse_boost_after(at + 1)
                yield Token(")", at, end, boost=boost)
                at = end
            elif char == "-" and at + 1 < len(text) and not text[at + 1].isspace() and text[at + 1] not in "-)":
                yield Token(NOT, at, at + 1)
                at += 1
            elif char in _QUOTES:
                node, end = self._parse_phrase(at)
                if node is not None:
                    yield Token("node", at, end, node)
                at = end
            else:
                for token in self._read_chunk(at):
                    at = token.end
                    if token.kind:
                        yield token

    def _read_chunk(self, at: int) -> Iterator[Token]:
        """Tokens of what stands up to the next space, quote or bracket; a last token without kind gives the end."""
        chunk = _match(_CHUNK, self.text, at).group()
        end = at + len(chunk)
        if chunk in OPERATORS:
            yield Token(chunk, at, end)
            return
        field = _FIELD.match(chunk)
        if field:
            yield from self._read_field(field.group(1), at, at + field.end())
            return
        for node in self._parse_words(chunk, at, end):
            yield Token("node", at, end, node)
        yield Token("", at, end)

    def _parse_words(self, chunk: str, start: int, end: int) -> list[Node]:
        body, near, boost = self._split_suffixes(chunk, start, end)
        if "*" in body or _has_inner_question(body):
            return [
                self._parse_pattern(piece, boost, start, end) for piece in _split_pieces(body) if has_letters(piece)
            ]
        words = [word for piece in _split_pieces(body) if (word := clean(piece))]
        if near is not None and words:
            return [Fuzzy(word, near, boost) for word in words]
        return [Word(word, boost) for word in words]

    def _parse_pattern(self, piece: str, boost: float, start: int, end: int) -> Node:
        wild = clean_pattern(piece)
        letters = sum(char not in "*?" for char in wild)
        if letters < 2:
            self._report(
                errors.TooWide, f"“{piece}” would match nearly every word: give at least two letters.", start, end
            )
            return Word(clean(piece), boost)
        return Pattern(wild, boost) if "*" in wild or "?" in wild else Word(clean(wild), boost)

    def _split_suffixes(self, chunk: str, start: int, end: int) -> tuple[str, int | None, float]:
        mark = _LOOSE.search(chunk)
        if not mark:
            return chunk, None, 1.0
        body, rest = chunk[: mark.start()], chunk[mark.start() :]
        found = _match(_SUFFIX, rest)
        left = rest[found.end() :]
        near = None
        if found["near"] is not None:
            near = self._parse_distance(found["near"], 2, "letters", start, end)
        boost = self._parse_boost(found["boost"], start, end)
        if has_letters(left):
            self._report(
                errors.BadDistance if rest[0] == "~" else errors.BadBoost,
                f"“{rest}” is not understood: write word~1 for a spelling like it, word^2 to weigh it more.",
                start, end,
            )  # fmt: skip
            body = f"{body} {_LOOSE.sub(' ', left)}"
        return body, near, boost

    def _parse_distance(self, digits: str, limit: int, unit: str, start: int, end: int) -> int:
        if digits == "":
            return min(limit, 1 if limit == 2 else 5)
        number = int(digits[:6])
        if 1 <= number <= limit:
            return number
        self._report(
            errors.BadDistance, f"~{digits[:6]} is out of range: give a number of {unit} from 1 to {limit}.", start, end
        )
        return min(max(number, 1), limit)

    def _parse_boost(self, digits: str | None, start: int, end: int) -> float:
        if digits is None:
            return 1.0
        try:
            factor = round(float(digits[:8]), 2)
        except ValueError:
            factor = 0.0
        if 0.01 <= factor <= 100:
            return factor
        self._report(errors.BadBoost, "After ^ stands a weight from 0.01 to 100, as in treaty^2.", start, end)
        return 1.0

    def _parse_boost_after(self, at: int) -> tuple[float, int]:
        found = _WEIGHT.match(self.text, at)
        return (self._parse_boost(found[1], at, found.end()), found.end()) if found else (1.0, at)

    def _parse_phrase(self, at: int) -> tuple[Phrase | None, int]:
        words, end = self._read_quoted(at)
        found = _match(_SUFFIX, self.text, end)
        start, end = at, found.end()
        within = None
        if found["near"] is not None:
            within = self._parse_distance(found["near"], MAX_DISTANCE, "words", start, end)
        boost = self._parse_boost(found["boost"], start, end)
        text = " ".join(piece for word in words.split() if (piece := clean_pattern(word)))
        if not has_letters(text):
            self._report(errors.EmptyPhrase, "There is nothing between the quotation marks.", start, end)
            return None, end
        return Phrase(text, within, boost), end

    def _read_quoted(self, at: int) -> tuple[str, int]:
        """What stands between the quotation mark at `at` and the next one, and where that ends."""
        closing = _OPENING.search(self.text, at + 1)
        if closing:
            return self.text[at + 1 : closing.start()], closing.end()
        self._report(errors.UnclosedQuote, "This quotation mark is never closed.", at, len(self.text))
        return self.text[at + 1 :], len(self.text)

    def _read_field(self, typed: str, at: int, value_at: int) -> Iterator[Token]:
        name = typed.lower()
        if name not in FIELDS:
            yield from self._read_unknown_field(typed, at, value_at)
            return
        following = self.text[value_at : value_at + 1]
        if name == "title" and following and not following.isspace():
            yield Token("title:", at, value_at)
            return
        values, end = self._read_values(value_at)
        if not values:
            self._report(
                errors.MissingValue, f"After {name}: stands {FIELDS[name]}, without a space.", at, max(end, value_at)
            )
            yield Token("", at, end)
            return
        node = self._make_dates(values, at, end) if name in DATE_FIELDS else self._make_field(name, values, at, end)
        yield Token("node" if node is not None else "", at, end, node)

    def _read_unknown_field(self, typed: str, at: int, value_at: int) -> Iterator[Token]:
        near = get_close_matches(typed.lower(), FIELDS, n=1, cutoff=0.7)
        hint = f"Did you mean {near[0]}:?" if near else "In quotation marks it is looked for as it stands."
        self._report(errors.UnknownField, f"There is no field “{typed[:40]}:”. {hint}", at, value_at)
        if near:
            self.problems[-1].corrected = f"{self.text[:at]}{near[0]}:{self.text[value_at:]}"
        word = clean(typed)
        if word:
            yield Token("node", at, value_at, Word(word))
        yield Token("", at, value_at)

    def _read_values(self, at: int) -> tuple[tuple[str, ...], int]:
        following = self.text[at : at + 1]
        if following and following in _QUOTES:
            quoted, end = self._read_quoted(at)
            return _clean_values([quoted]), end
        if following == "(":
            return self._read_list(at)
        bare = _CHUNK.match(self.text, at)
        if not bare:
            return (), at
        return _clean_values(bare.group().split(",")), bare.end()

    def _read_list(self, at: int) -> tuple[tuple[str, ...], int]:
        values, end = [], at + 1
        while found := _LISTED.match(self.text, end):
            value = found["quoted"] if found["quoted"] is not None else found["bare"]
            if found["quoted"] is not None or value not in (OR, AND):
                values.append(value)
            end = found.end()
        closing = _CLOSING_BRACKET.match(self.text, end)
        if closing:
            return _clean_values(values), closing.end()
        self._report(errors.UnclosedBracket, "This bracket is never closed.", at, end)
        return _clean_values(values), end

    def _make_field(self, name: str, values: tuple[str, ...], at: int, end: int) -> Node | None:
        if name != "interpreted":
            return Field(name, values)
        answers = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}
        known = tuple(dict.fromkeys(answers[value.lower()] for value in values if value.lower() in answers))
        if len(known) == 1:
            return Field(name, known)
        self._report(errors.BadValue, "interpreted: takes yes or no.", at, end)
        return None

    def _make_dates(self, values: tuple[str, ...], at: int, end: int) -> Node | None:
        found, reason = parse_dates(values)
        if reason:
            self._report(errors.BadDate, reason, at, end)
        return found

    def _report(self, kind: type[errors.QueryError], reason: str, start: int, end: int) -> None:
        self.problems.append(kind(reason, start, end))


def _match(pattern: re.Pattern[str], text: str, at: int = 0) -> re.Match[str]:
    """For patterns that match wherever they are tried."""
    found = pattern.match(text, at)
    assert found is not None, f"{pattern.pattern} does not match at {at}"
    return found


def _split_pieces(body: str) -> list[str]:
    """The words of `body`; one that would read back as a field (after punctuation: “{a:b”) is parted at its colon."""
    pieces = (piece.replace(":", " ") if _FIELD.match(clean_pattern(piece)) else piece for piece in body.split())
    return " ".join(pieces).split()


def has_letters(text: str) -> bool:
    return any(_is_word_char(char) for char in text)


def clean(text: str) -> str:
    """A word without the punctuation around it and without wildcards; never an operator."""
    word = _strip(re.sub(r"[*?~^]", "", text))
    return word.lower() if word in OPERATORS else word


def clean_pattern(text: str) -> str:
    """The same with the wildcards left in; a `?` at the end is a question mark."""
    word = _strip(re.sub(r"[~^]", "", text), keep="*?")
    while word.endswith("?"):
        word = _strip(word.rstrip("?"), keep="*?")
    word = re.sub(r"\*[*?]*\*", "*", word)
    return word.lower() if word in OPERATORS else word


def _strip(text: str, keep: str = "") -> str:
    first, last = 0, len(text)
    while first < last and not (_is_word_char(text[first]) or text[first] in keep):
        first += 1
    while last > first and not (_is_word_char(text[last - 1]) or text[last - 1] in keep):
        last -= 1
    return text[first:last]


def _is_word_char(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _has_inner_question(text: str) -> bool:
    return "?" in text.rstrip("?") and has_letters(text.rpartition("?")[2] or text.rstrip("?").rpartition("?")[2])


def _clean_values(values: list[str]) -> tuple[str, ...]:
    words = (" ".join(value.split()) for value in values)
    return tuple(dict.fromkeys(word for word in words if has_letters(word)))
