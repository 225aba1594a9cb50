"""After a redaction no table holds the words, on either database, and no file of the index."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.publishing.redaction.archive_of_words import FORMS, PASSAGE, dump, fill, find_traces, search_folder


@pytest.mark.django_db(transaction=True)
def test_no_table_holds_the_words_and_no_segment(index: Path, tmp_path: Path, settings) -> None:  # noqa: ANN001
    settings.MEDIA_ROOT = tmp_path / "uploads"
    fill()
    assert set(find_traces("\n".join(dump()).encode()))
    assert search_folder(index)
    assert search_folder(settings.MEDIA_ROOT)
    words = tmp_path / "words.txt"
    for forms, options in (("\n".join(FORMS), ["--name"]), (PASSAGE, [])):
        words.write_text(forms)
        call_command("redact", "--everywhere", "--words", str(words), "--reason", "safety",
                     "--sentence", "A person would be in danger.", "--for-good", *options)  # fmt: skip
    assert set(find_traces("\n".join(dump()).encode())) == set()
    assert search_folder(index) == {}
    assert search_folder(settings.MEDIA_ROOT) == {}
