"""Two records of one thing made one: choose the record that is kept, preview what moves, merge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from statements.editing.admin_base import ModelT, RecordAdmin, get_editor
from statements.editing.forms.record_choices import build_record_field
from statements.editing.forms.record_descriptions import describe
from statements.editing.transcript import lookup_table_cache
from statements.models import Merge, Speaker, Speech, Statement, Treaty, TreatyMention
from statements.publishing.merging import CannotMerge, merge_speakers, merge_statements, merge_treaties

# For each kind of record a foreign key to it, as whose choice the other record is chosen.
_FOREIGN_KEYS: dict[type[Model], Any] = {
    Speaker: Speech._meta.get_field("speaker"),
    Treaty: TreatyMention._meta.get_field("treaty"),
    Statement: Statement._meta.get_field("version_of"),
}
_MERGE: dict[type[Model], Callable[[Any, Any, str, Any], Merge]] = {
    Speaker: merge_speakers,
    Treaty: merge_treaties,
    Statement: merge_statements,
}


def build_reason_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="Public: shown in the history of the statements concerned, and at the old address.",
    )  # fmt: skip


class MergeForm(forms.Form):
    reason = build_reason_field("Why the two are one")

    def __init__(self, *args: Any, model: type[Model], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = build_record_field(
            _FOREIGN_KEYS[model], can_add=False, label=f"The {model._meta.verbose_name} to keep",
            help_text="Everything moves to it, and the address of this one redirects to it.",
        )  # fmt: skip
        self.fields["into"].required = True
        self.order_fields(["into", "reason"])


class MergePage(RecordAdmin[ModelT]):
    """``<pk>/merge/`` of speakers, treaties and statements."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:object_id>/merge/", view, name=name), *super().get_urls()]

    def may_merge(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.merge_{self.opts.model_name}")

    def record_tools(self, request: HttpRequest, record: ModelT) -> list[tuple[str, str]]:
        tools = super().record_tools(request, record)
        if self.may_merge(request):
            tools = [*tools, ("Merge into another", self.record_url(record, "merge"))]
        return tools

    def merge_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        record = self.get_object(request, str(object_id))
        if record is None:
            raise Http404(f"There is no {self.opts.verbose_name} {object_id}.")
        if not self.may_merge(request):
            raise PermissionDenied
        form = MergeForm(request.POST or None, model=self.model)
        into: ModelT | None = None
        if form.is_valid():
            into = form.cleaned_data["into"]
            if "merge" in request.POST:
                try:
                    merge = _MERGE[self.model](record, into, form.cleaned_data["reason"], get_editor(request))
                except CannotMerge as refusal:
                    form.add_error(None, str(refusal))
                else:
                    return self._redirect_to_merged(request, merge, form.cleaned_data["into"])
            elif form.cleaned_data["into"].pk == record.pk:
                form.add_error("into", "This is the record itself: choose another.")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge a {self.opts.verbose_name} into another",
            "opts": self.opts,
            "record": record,
            "description": describe(record),
            "form": form,
            "into": into if not form.errors else None,
            "into_description": describe(into) if into is not None else "",
            "moves": describe_moves(record),
            "media": self.media + form.media,
            "back": self.record_url(record),
        }
        return TemplateResponse(request, "admin/statements/merge.html", context)

    def _redirect_to_merged(self, request: HttpRequest, merge: Merge, into: ModelT) -> HttpResponse:
        lookup_table_cache.clear()
        self.log_change(request, into, str(merge))
        self.message_user(request, f"{merge}. The old address redirects to this record.", messages.SUCCESS)
        return HttpResponseRedirect(self.record_url(into))


def describe_moves(record: Model) -> list[str]:
    """What a merge would move, in words with counts."""
    counts: list[tuple[int, str, str]] = []
    if isinstance(record, Speaker):
        speeches = record.speeches.aggregate(count=Count("pk"), statements=Count("statement", distinct=True))
        where = f"in {speeches['statements']} statements"
        counts = [
            (speeches["count"], f"speech {where}", f"speeches {where}"),
            (record.terms.count(), "term", "terms"),
            (record.aliases.count() + 1, "name", "names"),
        ]
    elif isinstance(record, Treaty):
        counts = [
            (record.mentions.count(), "mention in statements", "mentions in statements"),
            (record.participations.count(), "party", "parties"),
            (record.aliases.count() + 1, "title", "titles"),
            (record.relations.count() + record.related_by.count(), "relation to others", "relations to others"),
        ]
    elif isinstance(record, Statement):
        mentions = record.treaty_mentions.filter(paragraph=None).count()
        counts = [
            (record.paragraphs.count(), "address of a passage", "addresses of passages"),
            (record.topics.count(), "topic", "topics"),
            (mentions, "treaty of the whole", "treaties of the whole"),
        ]
    return [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
