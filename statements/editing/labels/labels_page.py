"""The page of labels matched to nobody: choose who it is, look at what changes, and write it everywhere."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from statements.editing.forms.record_choices import choice_of
from statements.editing.labels import unmatched_labels
from statements.editing.roles.worklists import PUBLISH
from statements.models import Speech

SHOWN = 100


class LabelForm(forms.Form):
    label = forms.CharField(widget=forms.HiddenInput, max_length=400, strip=False)
    unknown = forms.BooleanField(
        required=False, label="It is not known who speaks",
        help_text="Somebody has looked. These turns are not asked about again.",
    )  # fmt: skip
    also_uncovered = forms.BooleanField(
        required=False, label="Also on days that no term of the speaker covers",
        help_text="Otherwise those turns stay as they are.",
    )  # fmt: skip
    reason = forms.CharField(
        max_length=500, label="Reason", widget=forms.TextInput(attrs={"size": 80}),
        help_text="Public: new versions of the public statements say it.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["speaker"] = choice_of(
            Speech._meta.get_field("speaker"), label="Speaker", help_text="Whoever is meant wherever this is printed."
        )
        self.fields["party"] = choice_of(
            Speech._meta.get_field("party"), can_add=False, label="Speaks for",
            help_text="Where a turn does not say it. Left empty, the party of the term that covers the day.",
        )  # fmt: skip
        self.order_fields(["label", "speaker", "party", "unknown", "also_uncovered", "reason"])

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and bool(cleaned["speaker"]) == bool(cleaned["unknown"]):
            raise forms.ValidationError("Choose the speaker, or say that it is not known who speaks.")
        return cleaned


def labels_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """``?label=`` opens one; ``?part=`` narrows the list."""
    if not request.user.has_perm("statements.view_speech"):
        raise PermissionDenied
    label = request.POST.get("label", request.GET.get("label", "")).replace("\x00", "")
    part = request.GET.get("part", "").replace("\x00", "").strip()[:100]
    context = {**site.each_context(request), "title": "Labels matched to nobody", "label": label, "part": part}
    if not label:
        context["rows"] = unmatched_labels.unmatched(part)
        return TemplateResponse(request, "admin/statements/labels.html", context)
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied
    form = LabelForm(request.POST if request.method == "POST" else None, initial={"label": label})
    if form.is_valid():
        said = form.cleaned_data
        if "apply" in request.POST:
            changed = unmatched_labels.apply(
                said["label"], said["speaker"], said["party"], said["reason"], request.user,
                also_uncovered=said["also_uncovered"],
            )  # fmt: skip
            who = said["speaker"] or "not known"
            told = f"“{label}” is {who} in {len(changed)} statement{'' if len(changed) == 1 else 's'}."
            messages.success(request, told)
            return HttpResponseRedirect(reverse("admin:statements_labels"))
        context["changes"] = unmatched_labels.changes(label, said["speaker"], said["party"]) if said["speaker"] else []
        context["shown"] = context["changes"][:SHOWN]
        context["looked"] = True
    speeches = unmatched_labels.open_speeches().filter(label=label)
    context |= {
        "form": form,
        "count": speeches.count(),
        "examples": speeches.select_related("statement").prefetch_related("paragraphs")[:5],
        "media": form.media,
    }
    return TemplateResponse(request, "admin/statements/label.html", context)
