"""Redactions: the form that shows where the words stand before they go, and what each has touched.

The words are in the form alone: in no address, message, log or session.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from statements.editing.admin_base import ReadOnlyAdmin, get_editor
from statements.editing.forms.record_choices import build_record_field
from statements.editing.transcript import lookup_table_cache
from statements.jobs.tasks import spawn_command
from statements.models import Redaction, Statement
from statements.models.redaction import RedactionKind, RedactionReason
from statements.publishing.redaction import CannotRedact, Order, Outcome, begin, carry_out, preview
from statements.publishing.redaction.report import describe_counts, write_report

ADD = "statements.add_redaction"
SHOWN = ("kind", "is_everywhere", "reason", "sentence", "note", "author", "state", "made_at", "done_at", "report")


class RedactionForm(forms.Form):
    everywhere = forms.BooleanField(
        required=False, label="In the whole archive", help_text="Not in the one statement above only."
    )
    anchor = forms.CharField(
        required=False, max_length=8, label="Paragraph",
        help_text="The four letters at the end of its permalink. With no words below, the whole paragraph goes.",
    )  # fmt: skip
    kind = forms.ChoiceField(choices=RedactionKind.choices, label="What goes", help_text=RedactionKind.explain())
    words = forms.CharField(
        required=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 80, "autocomplete": "off", "spellcheck": "false"}),
        help_text="The exact words. Of a name every form of it, one a line: Ivan Petrov, Petrov, Петров* (any ending).",
    )  # fmt: skip
    reason = forms.ChoiceField(choices=RedactionReason.choices, help_text=RedactionReason.explain())
    sentence = forms.CharField(
        max_length=500, label="Public sentence", widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="Shown where the words stood. Say why, never what.",
    )  # fmt: skip
    note = forms.CharField(
        required=False, max_length=5_000, label="Private note", widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="For the desk: file number, who asked. Without the words.",
    )  # fmt: skip
    understood = forms.BooleanField(
        required=False, label="I have looked at each place.",
        help_text="The words go for good, and nobody can bring them back.",
    )  # fmt: skip

    order: Order

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"] = build_record_field(
            Statement._meta.get_field("version_of"), can_add=False, label="Statement",
            help_text="From which the words are taken, out of all its versions.",
        )  # fmt: skip
        self.order_fields(["statement"])

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if self.errors:
            return data
        if bool(data["statement"]) == data["everywhere"]:
            self.add_error("statement", "Choose a statement, or tick the whole archive: one of the two.")
            return data
        if data["anchor"] and not data["statement"]:
            self.add_error("anchor", "A paragraph belongs to a statement.")
            return data
        kind = RedactionKind(data["kind"])
        words = data["words"].replace("\x00", "")
        self.order = Order(
            kind=kind,
            forms=words.splitlines() if kind == RedactionKind.NAME else [words],
            reason=RedactionReason(data["reason"]),
            sentence=data["sentence"].replace("\x00", ""),
            note=data["note"].replace("\x00", ""),
            statement=data["statement"],
            anchor=data["anchor"].strip().lower(),
        )
        return data


@admin.register(Redaction)
class RedactionAdmin(ReadOnlyAdmin[Redaction]):
    list_display = ["made_at", "kind", "reason", "sentence", "is_everywhere", "state", "author"]
    list_filter = ["reason", "state"]
    list_select_related = ["author"]
    fields = SHOWN
    readonly_fields = SHOWN

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    @admin.display(description="report")
    def report(self, redaction: Redaction) -> SafeString:
        touched = list(
            Statement.objects.filter(redactions__redaction=redaction).order_by("pk").values_list("uid", "title")
        )
        outcome = Outcome(statements=touched)
        outcome.counts.update(redaction.places)
        return format_html("<pre>{}</pre>", "\n".join(write_report(redaction, outcome)))

    @method_decorator(sensitive_post_parameters("words"))
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = RedactionForm(request.POST if is_sent else None, initial={"statement": request.GET.get("statement")})
        outcome: Outcome | None = None
        if is_sent and form.is_valid():
            try:
                if "redact" in request.POST and form.cleaned_data["understood"]:
                    return self._redact(request, form.order)
                outcome = preview(form.order)
            except CannotRedact as refusal:
                form.add_error(None, str(refusal))
            else:
                if "redact" in request.POST:
                    form.add_error("understood", "Tick it when you have looked at each place.")
        context = {
            **self.admin_site.each_context(request),
            "title": "Redact words",
            "opts": self.opts,
            "form": form,
            "outcome": outcome,
            "counts": list(describe_counts(outcome)) if outcome else [],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/statements/redact.html", context)

    def _redact(self, request: HttpRequest, order: Order) -> HttpResponse:
        """The records of one statement change at once; the whole archive, the index and the free space take longer."""
        redaction = begin(order, get_editor(request))
        if order.statement is not None:
            carry_out(redaction, records_only=True)
        lookup_table_cache.clear()
        transaction.on_commit(finish_in_background)
        self.log_addition(request, redaction, "Redacted.")
        message = "The words are being taken out of the index and the free space of the database; this page says when."
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(self.record_url(redaction))


def finish_in_background() -> None:
    """Start a process that outlives the request. What it cannot do, the next start of the archive does."""
    spawn_command("redact", "--resume")
