"""Forms that take no words which were redacted: whoever types them is told at the field."""

from __future__ import annotations

from typing import Any

from django import forms

from statements.models import Statement
from statements.publishing.redacted_words import explain_refusal, load_redacted_words


class RefusesRedactedWords(forms.ModelForm):
    """The part of a form of a record, or of a row of one, that looks for them."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        record = self.instance
        statement = record if isinstance(record, Statement) else getattr(record, "statement", None)
        words = load_redacted_words(statement if isinstance(statement, Statement) else None)
        for name in self.changed_data if words else ():
            value = self.cleaned_data.get(name)
            texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
            if refusal := explain_refusal(words, [text for text in texts if isinstance(text, str)]):
                self.add_error(name, refusal)
        return cleaned
