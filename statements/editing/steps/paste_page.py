"""The first step: a transcript pasted or uploaded, and its origin as far as it is known."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy

from statements.editing.admin_base import get_editor
from statements.editing.forms.record_choices import build_record_field
from statements.editing.steps.step_page import StepPage
from statements.editing.transcript import intake
from statements.editing.transcript.lookup_table_cache import load_lookup_tables
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Statement
from statements.models.web_address import validate_web_address
from statements.transcripts.model import UnreadableTranscript


class PasteForm(forms.Form):
    text = forms.CharField(
        required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "cols": 100, "spellcheck": "false", "autofocus": True}),
        help_text="The whole page as you copied it. Menus and footers are detected and shown to you.",
    )  # fmt: skip
    file = forms.FileField(
        required=False, label="or a file",
        help_text=f"Text, Markdown, HTML, Word, PDF, XML or one JSON record, up to {intake.MAX_BYTES // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.md,.html,.htm,.docx,.pdf,.xml,.json,.jsonl"}),
    )  # fmt: skip
    source_url = forms.URLField(
        required=False, max_length=1000, label="Address at the publisher", assume_scheme="https",
        validators=[validate_web_address],
        help_text="Of the page you copied. It identifies many publishers.",
        widget=forms.URLInput(
            attrs={
                "size": 80,
                "hx-get": reverse_lazy("admin:statements_likeness_at_address"),
                "hx-trigger": "change, keyup changed delay:500ms",
                "hx-target": "#at-address",
            }
        ),
    )  # fmt: skip

    received: intake.ReceivedText

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publisher"] = build_record_field(
            Statement._meta.get_field("publisher"), label="Publisher", help_text="Who published it first."
        )

    def clean_text(self) -> str:
        # Some browsers send a line end for an empty textarea.
        text: str = self.cleaned_data["text"]
        return text if text.strip() else ""

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if self.errors:
            return data
        if bool(data["text"]) == bool(data["file"]):
            raise ValidationError(
                "Paste a text or choose a file, not both." if data["text"] else "Paste a text or choose a file."
            )
        try:
            self.received = intake.receive_paste(data["text"]) if data["text"] else intake.receive_upload(data["file"])
        except UnreadableTranscript as problem:
            self.add_error(self.text_field, str(problem))
        return data

    @property
    def text_field(self) -> str:
        """The field that the text came in."""
        return "text" if self.cleaned_data.get("text") else "file"


class PastePage(StepPage):
    """Replaces the empty form of a new statement."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = PasteForm(request.POST if is_sent else None, request.FILES if is_sent else None)
        if is_sent and form.is_valid():
            try:
                copy = intake.create_draft(
                    form.received, load_lookup_tables(), get_editor(request),
                    url=form.cleaned_data["source_url"], publisher=form.cleaned_data["publisher"],
                )  # fmt: skip
            except UnreadableTranscript as problem:
                form.add_error(form.text_field, str(problem))
            else:
                self.log_addition(request, copy.statement, "Added a transcript.")
                self.message_user(request, _describe_result(copy), messages.SUCCESS)
                return HttpResponseRedirect(self.record_url(copy.statement, "turns"))
        context = {
            **self.build_step_context(request, "text", "Add a transcript", None),
            "form": form,
            "media": self.media + form.media,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/statements/statement/paste.html", context)


def _describe_result(copy: WorkingCopy) -> str:
    if copy.reading.refused:
        return f"The text is saved, but it does not look like a transcript. {copy.reading.refused}"
    turns = len(copy.corrected_text.turns)
    return f"The text is saved, with {turns} turn{'' if turns == 1 else 's'}. Nothing is public yet."
