"""JSON that comes from outside: whatever is wrong with it is one sentence, and never ends the reading of the rest."""

from __future__ import annotations

import json
from typing import NoReturn

# Digits of a whole number. Python refuses to read more than 4,300; none that means anything has a tenth of it.
MAX_DIGITS = 400


class InvalidJSON(ValueError):
    """The text is no JSON that can be read; ``str(error)`` says why, without a full stop."""


def parse_json(text: str | bytes, *, strict: bool = True) -> object:
    """Return the value of ``text``. ``strict`` refuses control characters inside strings. Raises ``InvalidJSON``."""
    try:
        return json.loads(text, strict=strict, parse_int=_parse_int, parse_constant=_refuse_constant)
    except InvalidJSON:
        raise
    except RecursionError as error:
        raise InvalidJSON("it is nested too deeply") from error
    except UnicodeDecodeError as error:
        raise InvalidJSON(f"it is not UTF-8 (byte {error.start})") from error
    except ValueError as error:
        raise InvalidJSON(str(error)) from error


def _parse_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise InvalidJSON(f"it holds a number of {len(digits):,} digits")
    return int(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidJSON(f"{name} is no number of JSON")
