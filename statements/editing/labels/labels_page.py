"""Labels without a speaker: choose who is meant, preview the change, and apply it to every turn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from statements.editing.admin_base import get_editor
from statements.editing.forms.record_choices import build_record_field
from statements.editing.labels.unmatched_labels import (
    assign_speaker,
    find_unmatched_speeches,
    list_unmatched_labels,
    preview_assignment,
)
from statements.editing.roles.permissions import PUBLISH
from statements.models import Speech

MAX_SHOWN_CHANGES = 100
MAX_EXAMPLES = 5


class LabelForm(forms.Form):
    label = forms.CharField(widget=forms.HiddenInput, max_length=400, strip=False)
    unknown = forms.BooleanField(
        required=False, label="It is not known who speaks",
        help_text="Somebody has checked. These turns are not listed again.",
    )  # fmt: skip
    also_uncovered = forms.BooleanField(
        required=False, label="Also on days that no term of the speaker covers",
        help_text="Otherwise those turns stay as they are.",
    )  # fmt: skip
    reason = forms.CharField(
        max_length=500, label="Reason", widget=forms.TextInput(attrs={"size": 80}),
        help_text="Public: shown with the new versions of the public statements.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"] = build_record_field(
            Speech._meta.get_field("speaker"), label="Speaker", help_text="Who is meant wherever this label is printed."
        )
        self.fields["party"] = build_record_field(
            Speech._meta.get_field("party"), can_add=False, label="Speaks for",
            help_text="For turns that have no party. If empty, the party of the term that covers the day.",
        )  # fmt: skip
        self.order_fields(["label", "speaker", "party", "unknown", "also_uncovered", "reason"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if not self.errors and bool(data["speaker"]) == bool(data["unknown"]):
            raise forms.ValidationError("Choose the speaker, or say that it is not known who speaks.")
        return data


def labels_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """``?label=`` opens one; ``?part=`` narrows the list."""
    if not request.user.has_perm("statements.view_speech"):
        raise PermissionDenied
    label = request.POST.get("label", request.GET.get("label", "")).replace("\x00", "")
    part = request.GET.get("part", "").replace("\x00", "").strip()[:100]
    context = {**site.each_context(request), "title": "Labels without a speaker", "label": label, "part": part}
    if not label:
        context["rows"] = list_unmatched_labels(part)
        return TemplateResponse(request, "admin/statements/labels.html", context)
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied
    form = LabelForm(request.POST if request.method == "POST" else None, initial={"label": label})
    if form.is_valid():
        if "apply" in request.POST:
            _apply(request, form.cleaned_data)
            return HttpResponseRedirect(reverse("admin:statements_labels"))
        context |= _build_preview(label, form.cleaned_data)
    speeches = find_unmatched_speeches().filter(label=label)
    context |= {
        "form": form,
        "count": speeches.count(),
        "examples": speeches.select_related("statement").prefetch_related("paragraphs")[:MAX_EXAMPLES],
        "media": form.media,
    }
    return TemplateResponse(request, "admin/statements/label.html", context)


def _apply(request: HttpRequest, data: dict[str, Any]) -> None:
    changed = assign_speaker(
        data["label"], data["speaker"], data["party"], data["reason"], get_editor(request),
        also_uncovered=data["also_uncovered"],
    )  # fmt: skip
    who = data["speaker"] or "not known"
    count = f"{len(changed)} statement{'' if len(changed) == 1 else 's'}"
    messages.success(request, f"“{data['label']}” is {who} in {count}.")


def _build_preview(label: str, data: dict[str, Any]) -> dict[str, Any]:
    changes = preview_assignment(label, data["speaker"], data["party"]) if data["speaker"] else []
    return {"changes": changes, "shown": changes[:MAX_SHOWN_CHANGES], "is_previewed": True}
