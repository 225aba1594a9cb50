"""Speakers with their other names and terms, and a timeline of their offices."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from statements.editing.admin_base import FoldedSearchAdmin, RecordAdmin
from statements.editing.forms.table_rows import TableRows
from statements.editing.history.history_page import HistoryPage
from statements.editing.merging.merge_page import MergePage
from statements.editing.merging.split_page import SplitPage
from statements.editing.records.speaker_careers import Career, Office, lay_out_career
from statements.models import Speaker, SpeakerAlias, Term


class AliasRows(TableRows[SpeakerAlias, Speaker]):
    model = SpeakerAlias


class TermRows(TableRows[Term, Speaker]):
    model = Term
    fields = ["party", "title", "title_aliases", "start", "end"]
    autocomplete_fields = ["party"]


@admin.register(Speaker)
class SpeakerAdmin(SplitPage, MergePage[Speaker], HistoryPage[Speaker], FoldedSearchAdmin[Speaker]):
    list_display = ["name", "sort_name", "native_name", "provisional", "uid"]
    list_filter = ["provisional"]
    search_fields = ["key", "aliases__key"]
    search_help_text = "A name or another form of it, with or without accents."
    readonly_fields = ["uid"]
    inlines = [AliasRows, TermRows]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, change: bool = False,
        form_url: str = "", obj: Speaker | None = None,
    ) -> HttpResponse:  # fmt: skip
        if obj is not None:
            context["career"] = _build_career(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _build_career(speaker: Speaker) -> Career | None:
    terms = speaker.terms.select_related("party")
    offices = [Office(f"{term.title} ({term.party.code})", term.start_earliest, term.end_latest) for term in terms]
    return lay_out_career(offices, timezone.localdate())


@admin.register(Term)
class TermAdmin(RecordAdmin[Term]):
    list_display = ["title", "speaker", "party", "start", "end"]
    list_select_related = ["speaker", "party"]
    show_full_result_count = False
    search_fields = ["title", "speaker__key"]
    autocomplete_fields = ["speaker", "party"]
