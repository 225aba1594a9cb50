"""Resumption tokens: the whole state of a harvest, signed, so that the server keeps none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

from .errors import BadResumptionToken
from .items import Span

LIFETIME = timedelta(days=2)
_SALT = "statements.exchange.oai.{}"


@dataclass(frozen=True, slots=True)
class ListPosition:
    """The position of a harvest: in which list, after which item, how many were delivered, of how many."""

    prefix: str
    span: Span
    after: tuple[datetime, str]
    cursor: int
    complete: int


def encode(verb: str, place: ListPosition) -> str:
    state = [
        place.prefix, _format_datetime(place.span.since), _format_datetime(place.span.before), place.span.spec,
        _format_datetime(place.after[0]), place.after[1], place.cursor, place.complete,
    ]  # fmt: skip
    return signing.dumps(state, salt=_SALT.format(verb), compress=True)


def decode(verb: str, token: str) -> ListPosition:
    """Raises ``BadResumptionToken`` where it is not a token of this verb, or has expired."""
    try:
        state = signing.loads(token, salt=_SALT.format(verb), max_age=LIFETIME)
        prefix, since, before, spec, when, uid, cursor, complete = state
        return ListPosition(
            prefix,
            Span(_parse_datetime(since), _parse_datetime(before), spec),
            (datetime.fromisoformat(when), uid),
            cursor,
            complete,
        )
    except signing.SignatureExpired as error:
        raise BadResumptionToken("The token has expired: start again from the last record you have.") from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadResumptionToken("This is not a token of this verb.") from error


def _format_datetime(when: datetime | None) -> str:
    return when.astimezone(UTC).isoformat() if when else ""


def _parse_datetime(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
