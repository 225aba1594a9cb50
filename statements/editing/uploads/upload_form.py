"""The form of an upload."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from statements.editing.forms.record_choices import build_record_field
from statements.jobs import uploads
from statements.jobs.details_table import COLUMNS
from statements.models import Statement
from statements.models.job import JobKind


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="Transcripts: a .jsonl file, a .zip of transcripts in any format, or a single one. Details: a .csv "
        f"with a row for each statement; its columns may be {', '.join(COLUMNS)}.",
        widget=forms.FileInput(
            attrs={"accept": ".jsonl,.ndjson,.gz,.zip,.csv,.txt,.vtt,.srt,.md,.html,.docx,.pdf,.xml"}
        ),
    )  # fmt: skip
    dry_run = forms.BooleanField(
        required=False, label="Dry run",
        help_text="Nothing is written; the report says what would become of every record.",
    )  # fmt: skip
    publish = forms.BooleanField(
        required=False, label="Publish what is complete",
        help_text="Whatever has a date, a publisher and speeches is public at once. Otherwise all are drafts.",
    )  # fmt: skip

    kind: JobKind

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publisher"] = build_record_field(
            Statement._meta.get_field("publisher"), can_add=False, label="Publisher of all of it",
            help_text="Overrides what the records say. If empty, each record’s own publisher counts.",
        )  # fmt: skip
        if not may_publish:
            del self.fields["publish"]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        beginning = file.read(4096)
        file.seek(0)
        try:
            self.kind = uploads.detect_kind(file.name or "", beginning, file.size or 0)
        except uploads.UploadRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file
