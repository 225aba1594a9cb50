"""Parse a request into its verb and arguments, or raise the error that the protocol defines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

from .errors import BadArgument, BadVerb

# Verb -> (required, optional, the one that excludes all others)
VERBS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "Identify": ((), (), ""),
    "ListMetadataFormats": ((), ("identifier",), ""),
    "ListSets": ((), (), "resumptionToken"),
    "GetRecord": (("identifier", "metadataPrefix"), (), ""),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set"), "resumptionToken"),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set"), "resumptionToken"),
}

_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
_PREFIX = re.compile(_WORD)
_SET = re.compile(f"{_WORD}(:{_WORD})*")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\"<>\\^`{|}\x00-\x20\x7f]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_SYNTAX = {"metadataPrefix": _PREFIX, "set": _SET, "identifier": _IDENTIFIER}


@dataclass(frozen=True, slots=True)
class OaiRequest:
    """A valid request. ``arguments`` are as sent; ``since`` and ``before`` (exclusive) are the span they mean."""

    verb: str
    arguments: Mapping[str, str]
    since: datetime | None = None
    before: datetime | None = None

    def __getitem__(self, name: str) -> str:
        return self.arguments.get(name, "")


def parse_request(data: QueryDict) -> OaiRequest:
    """Raises ``BadVerb`` or ``BadArgument``."""
    verbs = data.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise BadVerb(
            f"The request must name exactly one verb; there are {', '.join(VERBS)}. "
            + (f"It names {len(verbs)}." if len(verbs) != 1 else "This one is none of them.")
        )
    verb = verbs[0]
    arguments = _parse_arguments(verb, data)
    since, before = _parse_span(arguments.get("from"), arguments.get("until"))
    return OaiRequest(verb, arguments, since, before)


def _parse_arguments(verb: str, data: QueryDict) -> dict[str, str]:
    required, optional, exclusive = VERBS[verb]
    arguments = {}
    for name, values in data.lists():
        if name == "verb":
            continue
        if name not in (*required, *optional, exclusive):
            raise BadArgument(f"{verb} has no argument “{name[:40]}”.")
        if len(values) > 1:
            raise BadArgument(f"The argument {name} occurs {len(values)} times.")
        arguments[name] = values[0]
    if exclusive in arguments and exclusive:
        if len(arguments) > 1:
            raise BadArgument(f"{exclusive} must be the only argument.")
        return arguments
    if missing := [name for name in required if not arguments.get(name)]:
        raise BadArgument(f"{verb} needs {' and '.join(missing)}.")
    for name, pattern in _SYNTAX.items():
        if name in arguments and not pattern.fullmatch(arguments[name]):
            raise BadArgument(f"The value of {name} does not follow the syntax of the protocol.")
    return arguments


def _parse_span(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    start = None if since is None else _parse_datetime("from", since)
    end = None if until is None else _parse_datetime("until", until)
    if since and until and len(since) != len(until):
        raise BadArgument("from and until must have the same granularity.")
    if start and end and start > end:
        raise BadArgument("from is later than until.")
    if until is None or end is None:
        return start, None
    length = timedelta(days=1) if _DAY.fullmatch(until) else timedelta(seconds=1)
    try:
        return start, end + length
    except OverflowError:
        return start, None


def _parse_datetime(name: str, text: str) -> datetime:
    form = "%Y-%m-%d" if _DAY.fullmatch(text) else "%Y-%m-%dT%H:%M:%SZ" if _SECOND.fullmatch(text) else ""
    if not form:
        raise BadArgument(f"{name} must be written YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError as error:
        raise BadArgument(f"{name} is not a valid date or time.") from error
