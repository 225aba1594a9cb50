"""One speaker made two: tick what belongs to the other person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from statements.editing.admin_base import get_editor
from statements.editing.forms.record_descriptions import describe
from statements.editing.merging.merge_page import MergePage, build_reason_field
from statements.editing.transcript import lookup_table_cache
from statements.models import Merge, Speaker, SpeakerAlias, Statement, Term
from statements.publishing.merging import CannotMerge, split_speaker


class _DescribedRecords(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return describe(obj)


class SplitForm(forms.Form):
    name = forms.CharField(
        max_length=200, label="Name of the other person",
        help_text="A new speaker with this name; the rest of the record is filled in afterwards.",
    )  # fmt: skip
    terms = _DescribedRecords(
        Term.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Terms of the other person",
        help_text="Ticked terms move to the new speaker.",
    )  # fmt: skip
    aliases = _DescribedRecords(
        SpeakerAlias.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label="Names of the other person", help_text="Ticked names move to the new speaker; the others stay.",
    )  # fmt: skip
    statements = _DescribedRecords(
        Statement.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label="Statements in which the other person speaks",
        help_text="All turns of this speaker in a ticked statement move to the new speaker.",
    )  # fmt: skip
    reason = build_reason_field("Why they are two people")

    def __init__(self, *args: Any, speaker: Speaker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken_in = Statement.objects.filter(pk__in=speaker.speeches.values("statement"))
        choices = {
            "terms": speaker.terms.select_related("party", "speaker"),
            "aliases": speaker.aliases.all(),
            "statements": spoken_in.only("title", "date", "status", "uid", "slug"),
        }
        for name, records in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = records

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if not self.errors and not any(data[name] for name in ("terms", "aliases", "statements")):
            raise forms.ValidationError("Tick what belongs to the other person: statements, terms or names.")
        return data


class SplitPage(MergePage[Speaker]):
    """``<pk>/split/`` of speakers."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.split_view)
        return [path("<int:object_id>/split/", view, name="statements_speaker_split"), *super().get_urls()]

    def record_tools(self, request: HttpRequest, record: Speaker) -> list[tuple[str, str]]:
        tools = super().record_tools(request, record)
        return (
            [*tools, ("Split into two people", self.record_url(record, "split"))] if self.may_merge(request) else tools
        )

    def split_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        speaker = self.get_object(request, str(object_id))
        if speaker is None:
            raise Http404(f"There is no speaker {object_id}.")
        if not self.may_merge(request):
            raise PermissionDenied
        form = SplitForm(request.POST or None, speaker=speaker)
        if form.is_valid():
            data = form.cleaned_data
            try:
                split = split_speaker(
                    speaker, data["name"], data["reason"], get_editor(request),
                    statements=data["statements"], terms=data["terms"], aliases=data["aliases"],
                )  # fmt: skip
            except CannotMerge as refusal:
                form.add_error(None, str(refusal))
            else:
                return self._redirect_to_new_speaker(request, speaker, split)
        context = {
            **self.admin_site.each_context(request),
            "title": "Split a speaker into two people",
            "opts": self.opts,
            "record": speaker,
            "description": describe(speaker),
            "form": form,
            "media": self.media + form.media,
            "back": self.record_url(speaker),
        }
        return TemplateResponse(request, "admin/statements/split.html", context)

    def _redirect_to_new_speaker(self, request: HttpRequest, speaker: Speaker, split: Merge) -> HttpResponse:
        lookup_table_cache.clear()
        other = Speaker.objects.get(uid=split.kept_uid)
        self.log_change(request, speaker, str(split))
        self.log_addition(request, other, str(split))
        self.message_user(request, f"{split}. Complete the new record here.", messages.SUCCESS)
        return HttpResponseRedirect(self.record_url(other))
