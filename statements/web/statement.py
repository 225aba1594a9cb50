"""A statement's own page, and the address of one of its passages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from statements.citing.archive_style import format_citation
from statements.citing.builders import SpeakerCredit, cite_statement, current_edition
from statements.exchange.metadata.link_header import Link, format_link_header
from statements.exchange.metadata.memento import original_links
from statements.exchange.metadata.signposting import list_signposts
from statements.exchange.revalidation import set_last_modified
from statements.links.addresses import build_version_permalink, get_base_url
from statements.links.resolving import page_with_slug, public_or_withdrawn
from statements.models import Statement
from statements.models.statement import PartyRole, TextStatus
from statements.publishing.redaction_notices import read_notices
from statements.text.languages import same_language
from statements.web.statement_finds import finds_in

from .transcript import Transcript, read_transcript

MAX_SIBLINGS = 8
# What a reader must know of a text before quoting it.
STATUS_NOTES: dict[str, str] = {
    TextStatus.AS_PREPARED: "Written beforehand; the words as spoken may differ.",
    TextStatus.EXCERPTS: "Parts of what was said, not the whole.",
    TextStatus.SUMMARY: "Reported speech, not a transcript: the words are not the speakers’ own.",
    TextStatus.TRANSLATION: "The words were spoken in another language.",
}


@page_with_slug(public_or_withdrawn)
def statement_page(request: HttpRequest, statement: Statement) -> HttpResponse:
    context = _build_context(request, statement)
    response = render(request, "statements/statement.html", context)
    response["Link"] = format_link_header(_list_links(context))
    set_last_modified(response, statement.datestamp)
    return response


def _build_context(request: HttpRequest, statement: Statement) -> dict[str, Any]:
    words = read_transcript(statement)
    base = get_base_url(request)
    roles = statement.party_roles.select_related("party")
    speaking = [role.party for role in roles if role.role == PartyRole.SPEAKING]
    topics = list(statement.topics.all())
    edition = current_edition(statement)
    redactions = read_notices([statement.pk]).get(statement.pk, [])
    citation = cite_statement(
        statement,
        base,
        edition,
        credits=_credit_speakers(words),
        parties=speaking,
        topics=[topic.name for topic in topics],
    )
    siblings = _list_siblings(statement)
    paragraphs = [paragraph for turn in words.turns for paragraph in turn.paragraphs]
    earlier, later = _find_neighbours(statement)
    return {
        "statement": statement,
        "transcript": words,
        "finds": finds_in(paragraphs, request.GET.get("q", ""), statement.language),
        "foreign": not same_language(statement.language, "en"),
        "full_text": statement.shows_full_text,
        "shown_status": STATUS_NOTES.get(statement.text_status, ""),
        "base": base,
        "permalink": citation.permalink,
        "citation": citation,
        "citation_line": format_citation(citation),
        "edition": edition,
        "topics": topics,
        "speaking": speaking,
        "mentioned": [role.party for role in roles if role.role == PartyRole.MENTIONED],
        "treaties": statement.treaty_mentions.select_related("treaty", "paragraph").order_by("paragraph__order", "pk"),
        "redactions": redactions,
        "siblings": siblings[:MAX_SIBLINGS],
        "more_siblings": len(siblings) > MAX_SIBLINGS,
        "versions": _list_versions(statement),
        "earlier": earlier,
        "later": later,
    }


def _credit_speakers(words: Transcript) -> list[SpeakerCredit]:
    """Who speaks, as the transcript has just read it, each with the first office printed."""
    offices: dict[str, str] = {}
    for turn in words.turns:
        if turn.speaker and turn.office:
            offices.setdefault(turn.speaker.uid, turn.office)
    return [
        SpeakerCredit(entry.speaker, offices.get(entry.speaker.uid, ""), entry.party)
        for entry in words.contents
        if entry.speaker
    ]


def _list_links(context: dict[str, Any]) -> list[Link]:
    """What a program learns from the header: the past of the page, its versions, its citation, its other forms."""
    statement, base, edition = context["statement"], context["base"], context["edition"]
    uid = statement.uid
    links = [
        *original_links(base, uid),
        *list_signposts(context["citation"], base, uid, has_text=context["full_text"]),
        Link(base + reverse("statements:history", args=[uid]), "version-history"),
    ]
    if edition:
        links.append(Link(build_version_permalink(base, uid, edition.number), "latest-version"))
    return links


def _list_siblings(statement: Statement) -> list[Statement]:
    """Other statements of the event; one more than is shown, so that the page knows whether there are more."""
    if not statement.event_id:
        return []
    others = Statement.objects.published().filter(event=statement.event_id).exclude(pk=statement.pk)
    return list(others.order_by("date_earliest", "pk")[: MAX_SIBLINGS + 1])


def _find_neighbours(statement: Statement) -> tuple[Statement | None, Statement | None]:
    """The statements just before and just after it, by date and then by number."""
    day, pk = statement.date_earliest, statement.pk
    published = Statement.objects.published()
    # Bounds first and exceptions after: with an “or” no index would serve.
    earlier = published.filter(date_earliest__lte=day).exclude(date_earliest=day, pk__gte=pk)
    later = published.filter(date_earliest__gte=day).exclude(date_earliest=day, pk__lte=pk)
    return earlier.order_by("-date_earliest", "-pk").first(), later.order_by("date_earliest", "pk").first()


def _list_versions(statement: Statement) -> list[tuple[str, Statement]]:
    """Public translations and other versions, with how they relate to this one."""
    related = Statement.objects.published().filter(
        Q(translation_of=statement.pk)
        | Q(version_of=statement.pk)
        | Q(pk__in=[pk for pk in (statement.translation_of_id, statement.version_of_id) if pk])
    )
    return [(_describe_relation(statement, other), other) for other in related]


def _describe_relation(statement: Statement, other: Statement) -> str:
    if other.translation_of_id == statement.pk:
        return "translated as"
    if statement.translation_of_id == other.pk:
        return "translation of"
    return "other version"
