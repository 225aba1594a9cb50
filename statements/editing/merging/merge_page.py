"""The pages on which two records are made one, and one speaker is made two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from statements.editing.forms.record_choices import choice_of
from statements.editing.forms.record_descriptions import describe
from statements.editing.transcript import archive_cache
from statements.models import Merge, Speaker, Speech, Statement, Treaty, TreatyMention
from statements.publishing.merging import CannotMerge, merge_speakers, merge_statements, merge_treaties, split_speaker

# A foreign key to each kind of record: the choice of another one is made as for that field.
_CHOSEN_AS = {
    Speaker: Speech._meta.get_field("speaker"),
    Treaty: TreatyMention._meta.get_field("treaty"),
    Statement: Statement._meta.get_field("version_of"),
}
_MERGE: dict[type[Model], Callable[[Any, Any, str, Any], Merge]] = {
    Speaker: merge_speakers,
    Treaty: merge_treaties,
    Statement: merge_statements,
}
_REASON = {
    "max_length": 500,
    "widget": forms.Textarea(attrs={"rows": 2, "cols": 80}),
    "help_text": "Public: it stands in the history of the statements concerned, and at the old address.",
}


class MergeForm(forms.Form):
    reason = forms.CharField(label="Why the two are one", **_REASON)

    def __init__(self, *args, model: type[Model], **kwargs):
        super().__init__(*args, **kwargs)
        name = model._meta.verbose_name
        self.fields["into"] = choice_of(
            _CHOSEN_AS[model], can_add=False, label=f"The {name} that is kept",
            help_text="Everything moves to it, and the address of this one leads to it.",
        )  # fmt: skip
        self.fields["into"].required = True
        self.order_fields(["into", "reason"])


class MergePage:
    """``<pk>/merge/`` of a ModelAdmin of speakers, treaties or statements: choose, look at what moves, merge."""

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [
            path("<int:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name=name),
            *super().get_urls(),
        ]

    def may_merge(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.merge_{self.opts.model_name}")

    def desk_tools(self, request: HttpRequest, record: Model) -> list[tuple[str, str]]:
        tools = super().desk_tools(request, record) if hasattr(super(), "desk_tools") else []
        if self.may_merge(request):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_merge"
            tools.append(("Merge into another", reverse(name, args=[record.pk])))
        return tools

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["desk_tools"] = self.desk_tools(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def merge_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        record = self.get_object(request, str(object_id))
        if record is None:
            raise Http404(f"There is no {self.opts.verbose_name} {object_id}.")
        if not self.may_merge(request):
            raise PermissionDenied
        form = MergeForm(request.POST or None, model=self.model)
        into = None
        if form.is_valid():
            into = form.cleaned_data["into"]
            if "merge" in request.POST:
                try:
                    merge = _MERGE[self.model](record, into, form.cleaned_data["reason"], request.user)
                except CannotMerge as refusal:
                    form.add_error(None, str(refusal))
                else:
                    return self._merged(request, merge, into)
            elif into.pk == record.pk:
                form.add_error("into", "This is the record itself: choose another.")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge a {self.opts.verbose_name} into another",
            "opts": self.opts,
            "record": record,
            "described": describe(record),
            "form": form,
            "into": into if not form.errors else None,
            "into_described": describe(into) if into is not None else "",
            "moves": _moves(record),
            "media": self.media + form.media,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]),
        }
        return TemplateResponse(request, "admin/statements/merge.html", context)

    def _merged(self, request: HttpRequest, merge: Merge, into: Model) -> HttpResponse:
        archive_cache.forget()
        self.log_change(request, into, str(merge))
        self.message_user(request, f"{merge}. The old address leads to this record.", messages.SUCCESS)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[into.pk]))


class SplitForm(forms.Form):
    name = forms.CharField(
        max_length=200, label="Name of the other person",
        help_text="A new speaker is made with it; the rest of the record is filled in afterwards.",
    )  # fmt: skip
    terms = forms.ModelMultipleChoiceField(
        None, required=False, widget=forms.CheckboxSelectMultiple, label="Terms of the other person",
        help_text="Ticked terms move to the new speaker.",
    )  # fmt: skip
    aliases = forms.ModelMultipleChoiceField(
        None, required=False, widget=forms.CheckboxSelectMultiple, label="Names of the other person",
        help_text="Ticked names move to the new speaker; the others stay.",
    )  # fmt: skip
    statements = forms.ModelMultipleChoiceField(
        None, required=False, widget=forms.CheckboxSelectMultiple, label="Statements in which the other person speaks",
        help_text="All turns of this speaker in a ticked statement become the other person’s.",
    )  # fmt: skip
    reason = forms.CharField(label="Why they are two people", **_REASON)

    def __init__(self, *args, speaker: Speaker, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["terms"].queryset = speaker.terms.select_related("party", "speaker")
        self.fields["aliases"].queryset = speaker.aliases.all()
        self.fields["statements"].queryset = Statement.objects.filter(pk__in=speaker.speeches.values("statement")).only(
            "title", "date", "status", "uid", "slug"
        )
        for name in ("terms", "statements"):
            self.fields[name].label_from_instance = describe

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not any(cleaned[name] for name in ("terms", "aliases", "statements")):
            raise forms.ValidationError("Tick what belongs to the other person: statements, terms or names.")
        return cleaned


class SplitPage:
    """``<pk>/split/`` of the ModelAdmin of speakers."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.split_view)
        return [path("<int:object_id>/split/", view, name="statements_speaker_split"), *super().get_urls()]

    def desk_tools(self, request: HttpRequest, record: Model) -> list[tuple[str, str]]:
        tools = super().desk_tools(request, record) if hasattr(super(), "desk_tools") else []
        if self.may_merge(request):
            tools.append(("Divide into two people", reverse("admin:statements_speaker_split", args=[record.pk])))
        return tools

    def split_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        speaker = self.get_object(request, str(object_id))
        if speaker is None:
            raise Http404(f"There is no speaker {object_id}.")
        if not self.may_merge(request):
            raise PermissionDenied
        form = SplitForm(request.POST or None, speaker=speaker)
        if form.is_valid():
            said = form.cleaned_data
            try:
                split = split_speaker(
                    speaker, said["name"], said["reason"], request.user,
                    statements=said["statements"], terms=said["terms"], aliases=said["aliases"],
                )  # fmt: skip
            except CannotMerge as refusal:
                form.add_error(None, str(refusal))
            else:
                archive_cache.forget()
                other = Speaker.objects.get(uid=split.kept_uid)
                self.log_change(request, speaker, str(split))
                self.log_addition(request, other, str(split))
                self.message_user(request, f"{split}. Complete the new record here.", messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:statements_speaker_change", args=[other.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Divide a speaker into two people",
            "opts": self.opts,
            "record": speaker,
            "described": describe(speaker),
            "form": form,
            "media": self.media + form.media,
            "back": reverse("admin:statements_speaker_change", args=[speaker.pk]),
        }
        return TemplateResponse(request, "admin/statements/split.html", context)


@admin.register(Merge)
class MergeAdmin(admin.ModelAdmin):
    list_display = ["__str__", "kind", "reason", "author", "created_at"]
    list_filter = ["kind", "is_split"]
    list_select_related = ["author"]
    search_fields = ["old_name", "kept_name", "old_uid", "kept_uid"]
    search_help_text = "A name or a uid, of the old record or of the one that was kept."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Merge | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Merge | None = None) -> bool:
        return False


def _moves(record: Model) -> list[str]:
    """What a merge would move, in words with counts."""
    counts: list[tuple[int, str]] = []
    if isinstance(record, Speaker):
        spoken = record.speeches.aggregate(n=Count("pk"), of=Count("statement", distinct=True))
        counts = [
            (spoken["n"], f"speech in {spoken['of']} statements|speeches in {spoken['of']} statements"),
            (record.terms.count(), "term|terms"),
            (record.aliases.count() + 1, "name|names"),
        ]
    elif isinstance(record, Treaty):
        counts = [
            (record.mentions.count(), "mention in statements|mentions in statements"),
            (record.participations.count(), "party|parties"),
            (record.aliases.count() + 1, "title|titles"),
            (record.relations.count() + record.related_by.count(), "relation to others|relations to others"),
        ]
    elif isinstance(record, Statement):
        counts = [
            (record.paragraphs.count(), "address of a passage|addresses of passages"),
            (record.topics.count(), "topic|topics"),
            (record.treaty_mentions.filter(paragraph=None).count(), "treaty of the whole|treaties of the whole"),
        ]
    return [f"{n:,} {words.split('|')[0 if n == 1 else 1]}" for n, words in counts if n]
