"""The words that were redacted here, as far as the archive still knows them: whatever would bring them back is refused.

Their digests are keyed with the SECRET_KEY of the archive. With another key they know nothing again, which
`manage.py check_archive` says.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q

from statements.models import RedactedForm, RedactedStatement, Redaction, Statement
from statements.text.redacted_words import Fingerprint, RedactedWords

# Letters from which on a passage is known again wherever it turns up. A shorter one, redacted in one statement, may be
# anybody's words in another.
MIN_TELLING = 24


def get_key() -> bytes:
    return hashlib.sha256(f"statements.redaction:{settings.SECRET_KEY}".encode()).digest()


def get_key_digest() -> str:
    """Names the key without giving it away."""
    return make_digest("which key")


def make_digest(text: str) -> str:
    return hmac.digest(get_key(), text.encode(), "sha256").hex()


def load_words(forms: Iterable[RedactedForm]) -> RedactedWords:
    return RedactedWords(
        [Fingerprint(form.digest, form.beginning, form.length, form.open_ended) for form in forms], get_key()
    )


def load_words_of(redaction: Redaction) -> RedactedWords:
    return load_words(redaction.forms.filter(key_digest=get_key_digest()))


def load_redacted_words(statement: Statement | None = None) -> RedactedWords:
    """The words that may not come back: into any statement, or, where it is given, into this one."""
    kept_out = Q(redaction__is_everywhere=True) | Q(length__gte=MIN_TELLING)
    if statement is not None and statement.pk:
        kept_out |= Q(redaction__statements__statement=statement)
    return load_words(RedactedForm.objects.filter(kept_out, key_digest=get_key_digest()).distinct())


def explain_refusal(words: RedactedWords, texts: Iterable[Any]) -> str:
    """A sentence where one of the texts holds the words; "" where none does.

    JSON data is given as it is: written out, a line end before a word would be a letter of it.
    """
    if not words or not any(words.redact_value(text)[1] for text in texts):
        return ""
    return (
        "It holds words that were redacted in this archive and may not come back: take them out, or put the mark "
        "⟦redacted⟧ in their place."
    )


def find_by_source(digests: Iterable[str]) -> dict[str, int]:
    """SHA-256 of a raw text as it was before words were redacted in it -> key of its statement."""
    return _find("source_digest", digests)


def find_by_address(keys: Iterable[str]) -> dict[str, int]:
    """Key of an address that held the words -> key of its statement."""
    return _find("address_digest", keys)


def _find(column: str, values: Iterable[str]) -> dict[str, int]:
    by_digest = {make_digest(value): value for value in values}
    if not by_digest:
        return {}
    rows = RedactedStatement.objects.filter(**{f"{column}__in": by_digest}).values_list(column, "statement")
    return {by_digest[digest]: pk for digest, pk in rows}
