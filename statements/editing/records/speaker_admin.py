"""Speakers, parties, publishers, events, topics."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone

from statements.editing.forms.table_rows import FoldedSearch, Rows
from statements.editing.history.history_page import HistoryPage
from statements.editing.merging.merge_page import MergePage, SplitPage
from statements.models import Event, Party, PartyName, Publisher, Speaker, SpeakerAlias, Term, Topic

from .speaker_careers import Career, Office, career


class AliasRows(Rows):
    model = SpeakerAlias


class TermRows(Rows):
    model = Term
    fields = ["party", "title", "title_aliases", "start", "end"]
    autocomplete_fields = ["party"]


@admin.register(Speaker)
class SpeakerAdmin(SplitPage, MergePage, HistoryPage, FoldedSearch, admin.ModelAdmin):
    list_display = ["name", "sort_name", "native_name", "provisional", "uid"]
    list_filter = ["provisional"]
    search_fields = ["key", "aliases__key"]
    search_help_text = "A name or another form of it, with or without accents."
    readonly_fields = ["uid"]
    inlines = [AliasRows, TermRows]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["career"] = _career(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _career(speaker: Speaker) -> Career | None:
    terms = speaker.terms.select_related("party")
    offices = [Office(f"{term.title} ({term.party.code})", term.start_earliest, term.end_latest) for term in terms]
    return career(offices, timezone.localdate())


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ["title", "speaker", "party", "start", "end"]
    list_select_related = ["speaker", "party"]
    show_full_result_count = False
    search_fields = ["title", "speaker__key"]
    autocomplete_fields = ["speaker", "party"]


class PartyNameRows(Rows):
    model = PartyName
    fields = ["name", "language", "kind", "start", "end"]


@admin.register(Party)
class PartyAdmin(HistoryPage, FoldedSearch, admin.ModelAdmin):
    list_display = ["name", "code", "kind", "start", "end"]
    list_filter = ["kind"]
    search_fields = ["code", "names__key", "name"]
    search_help_text = "A name, another spelling of it, or a code."
    autocomplete_fields = ["successors"]
    inlines = [PartyNameRows]


@admin.register(Publisher)
class PublisherAdmin(HistoryPage, admin.ModelAdmin):
    list_display = ["name", "party", "licence", "shows_full_text"]
    list_filter = ["shows_full_text"]
    list_select_related = ["party"]
    search_fields = ["name", "home_url"]
    autocomplete_fields = ["party"]
    readonly_fields = ["uid"]


@admin.register(Event)
class EventAdmin(HistoryPage, admin.ModelAdmin):
    list_display = ["name", "kind", "date", "place"]
    list_filter = ["kind"]
    search_fields = ["name", "place"]
    autocomplete_fields = ["host", "participants"]
    readonly_fields = ["uid"]


@admin.register(Topic)
class TopicAdmin(HistoryPage, admin.ModelAdmin):
    list_display = ["path", "name", "unbis", "eurovoc"]
    list_filter = ["depth"]
    search_fields = ["name", "path"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["path", "depth"]
    prepopulated_fields = {"slug": ["name"]}
