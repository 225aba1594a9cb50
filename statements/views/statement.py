"""A statement's own page, and the address of one of its passages."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.citing import citation
from statements.identity import ANCHOR_PATTERN
from statements.models import Statement
from statements.models.statement import PartyRole, StatementStatus, TextStatus
from statements.search.finds_in_statement import finds_in

from .permalinks import gone, moved, record_or_404
from .transcript import transcript

SHOWN_SIBLINGS = 8
# What a reader must know of a text before quoting it.
STATUS_NOTES = {
    TextStatus.AS_PREPARED: "Written beforehand; the words as spoken may differ.",
    TextStatus.EXCERPTS: "Parts of what was said, not the whole.",
    TextStatus.SUMMARY: "Reported speech, not a transcript: the words are not the speakers’ own.",
    TextStatus.TRANSLATION: "The words were spoken in another language.",
}
PUBLIC_OR_GONE = (StatementStatus.PUBLISHED, StatementStatus.WITHDRAWN)


@require_safe
def statement_page(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    statement = record_or_404(_readable(), uid)
    if not statement.is_public:
        return gone(request, statement)
    if (uid, slug) != (statement.uid, statement.slug):
        return moved(request, statement.get_absolute_url())
    return render(request, "statements/statement.html", _context(request, statement))


@require_safe
def passage(request: HttpRequest, uid: str, anchor: str) -> HttpResponse:
    """Lead to the passage as long as its words are in the statement."""
    statement = record_or_404(_readable(), uid)
    if not statement.is_public:
        return gone(request, statement)
    if (statement.uid, anchor.lower()) != (uid, anchor):
        return moved(request, reverse("statements:passage", args=[statement.uid, anchor.lower()]))
    if not ANCHOR_PATTERN.fullmatch(anchor) or not statement.paragraphs.filter(anchor=anchor).exists():
        raise Http404(f"{statement.uid} has no passage {anchor[:8]}.")
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{statement.get_absolute_url()}{'?' + query if query else ''}#p-{anchor}")


def _context(request: HttpRequest, statement: Statement) -> dict[str, object]:
    words = transcript(statement)
    permalink = request.build_absolute_uri(reverse("statements:statement_by_uid", args=[statement.uid]))
    roles = statement.party_roles.select_related("party")
    siblings = _siblings(statement)
    paragraphs = [paragraph for turn in words.turns for paragraph in turn.paragraphs]
    earlier, later = _neighbours(statement)
    return {
        "statement": statement,
        "transcript": words,
        "finds": finds_in(paragraphs, request.GET.get("q", ""), statement.language),
        "foreign": statement.language.partition("-")[0] != "en",
        "full_text": statement.publisher.shows_full_text,
        "shown_status": STATUS_NOTES.get(statement.text_status, ""),
        "permalink": permalink,
        "citation": citation(statement, [voice.name for voice in words.speakers], permalink),
        "topics": statement.topics.all(),
        "speaking": [role.party for role in roles if role.role == PartyRole.SPEAKING],
        "mentioned": [role.party for role in roles if role.role == PartyRole.MENTIONED],
        "treaties": statement.treaty_mentions.select_related("treaty", "paragraph").order_by("paragraph__order", "pk"),
        "siblings": siblings[:SHOWN_SIBLINGS],
        "more_siblings": len(siblings) > SHOWN_SIBLINGS,
        "versions": _versions(statement),
        "earlier": earlier,
        "later": later,
    }


def _siblings(statement: Statement) -> list[Statement]:
    """Other statements of the event; one more than is shown, so that the page knows whether there are more."""
    if not statement.event_id:
        return []
    others = Statement.objects.published().filter(event=statement.event_id).exclude(pk=statement.pk)
    return list(others.order_by("date_earliest", "pk")[: SHOWN_SIBLINGS + 1])


def _neighbours(statement: Statement) -> tuple[Statement | None, Statement | None]:
    """The statements just before and just after it, by date and then by number."""
    day, pk = statement.date_earliest, statement.pk
    published = Statement.objects.published()
    # Bounds first and exceptions after: with an “or” no index would serve.
    earlier = published.filter(date_earliest__lte=day).exclude(date_earliest=day, pk__gte=pk)
    later = published.filter(date_earliest__gte=day).exclude(date_earliest=day, pk__lte=pk)
    return earlier.order_by("-date_earliest", "-pk").first(), later.order_by("date_earliest", "pk").first()


def _versions(statement: Statement) -> list[tuple[str, Statement]]:
    """Public translations and other versions, with how they relate to this one."""
    related = Statement.objects.published().filter(
        Q(translation_of=statement.pk)
        | Q(version_of=statement.pk)
        | Q(pk__in=[pk for pk in (statement.translation_of_id, statement.version_of_id) if pk])
    )
    return [(_relation(statement, other), other) for other in related]


def _relation(statement: Statement, other: Statement) -> str:
    if other.translation_of_id == statement.pk:
        return "translated as"
    if statement.translation_of_id == other.pk:
        return "translation of"
    return "other version"


def _readable() -> QuerySet:
    return Statement.objects.filter(status__in=PUBLIC_OR_GONE).select_related(
        "publisher", "republisher", "event", "place_party"
    )
