"""The first page of the desk: a transcript pasted or uploaded, with where it comes from as far as that is known."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy

from statements.editing.forms.record_choices import choice_of
from statements.editing.steps.navigation import steps
from statements.editing.transcript import archive_cache, intake
from statements.editing.transcript.intake import Received
from statements.models import Statement
from statements.transcripts.model import UnreadableTranscript


class PasteForm(forms.Form):
    text = forms.CharField(
        required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "cols": 100, "spellcheck": "false", "autofocus": True}),
        help_text="The whole page as you copied it: what is furniture of the page is found and shown to you.",
    )  # fmt: skip
    file = forms.FileField(
        required=False, label="or a file",
        help_text=f"Text, Markdown, HTML, Word, PDF, XML or one JSON record, up to {intake.MOST_BYTES // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.md,.html,.htm,.docx,.pdf,.xml,.json,.jsonl"}),
    )  # fmt: skip
    source_url = forms.URLField(
        required=False, max_length=1000, label="Address at the publisher", assume_scheme="https",
        help_text="Of the page it was copied from. Many publishers are known by it.",
        widget=forms.URLInput(
            attrs={
                "size": 80,
                "hx-get": reverse_lazy("admin:statements_likeness_at_address"),
                "hx-trigger": "change, keyup changed delay:500ms",
                "hx-target": "#at-address",
            }
        ),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["publisher"] = choice_of(
            Statement._meta.get_field("publisher"), label="Publisher", help_text="Who published it first."
        )

    def clean_text(self) -> str:
        # A textarea of a browser without anything in it may still send a line end.
        return self.cleaned_data["text"] if self.cleaned_data["text"].strip() else ""

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if bool(cleaned["text"]) == bool(cleaned["file"]):
            raise ValidationError(
                "Paste a text or choose a file, not both." if cleaned["text"] else "Paste a text or choose a file."
            )
        try:
            self.received: Received = (
                intake.pasted(cleaned["text"]) if cleaned["text"] else intake.uploaded(cleaned["file"])
            )
        except UnreadableTranscript as problem:
            self.add_error("text" if cleaned["text"] else "file", str(problem))
        return cleaned


class PastePage:
    """In the place of an empty form, a statement begins with its text."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent = request.method == "POST"
        form = PasteForm(request.POST if sent else None, request.FILES if sent else None)
        if sent and form.is_valid():
            try:
                copy = intake.take_in(
                    form.received, archive_cache.archive(), request.user,
                    url=form.cleaned_data["source_url"], publisher=form.cleaned_data["publisher"],
                )  # fmt: skip
            except UnreadableTranscript as problem:
                form.add_error("text" if form.cleaned_data["text"] else "file", str(problem))
            else:
                self.log_addition(request, copy.statement, "Took a transcript in.")
                self.message_user(request, _welcome(copy), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:statements_statement_turns", args=[copy.statement.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a transcript",
            "opts": self.opts,
            "form": form,
            "steps": steps(None, "text"),
            "media": self.media + form.media,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/statements/statement/paste.html", context)


def _welcome(copy) -> str:
    if copy.reading.refused:
        return f"The text is stored, but it does not look like a transcript. {copy.reading.refused}"
    turns = len(copy.shape.turns)
    return f"The text is stored, and {turns} turn{'' if turns == 1 else 's'} found in it. Nothing is public yet."
