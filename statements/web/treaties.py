"""Treaties: their parties, what became of them, and every passage that speaks of them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.citing.builders import cite_treaty
from statements.exchange.feeds.statement_feeds import is_feed_request, list_feed
from statements.links.addresses import get_base_url
from statements.links.resolving import page_with_slug
from statements.models import Party, Treaty, TreatyAlias, TreatyMention
from statements.models.base import build_paragraph_fragment
from statements.models.statement import StatementStatus, count_public_statements
from statements.models.treaty import MentionRelation, TreatyRelationKind
from statements.text.folding import fold

from .name_box import find_names
from .statement_lists import PAGE_LENGTH, paginate

PASSIVE_RELATIONS: dict[str, str] = {
    TreatyRelationKind.REPLACES: "replaced by",
    TreatyRelationKind.AMENDS: "amended by",
    TreatyRelationKind.SUPPLEMENTS: "supplemented by",
    TreatyRelationKind.IMPLEMENTS: "implemented by",
    TreatyRelationKind.EXTENDS: "extended by",
}
# What a party did with a treaty, by the field of its date; a column that nobody fills is not shown.
ACTS = {"signed": "Signed", "ratified": "Ratified", "in_force": "In force", "left": "Left"}
RELATION_PHRASES: dict[str, str] = {
    MentionRelation.SIGNED_AT: "signed on this occasion",
    MentionRelation.ENTERS_INTO_FORCE: "says that it enters into force",
}


class Passage:
    """A mention with its paragraph, where the publisher lets the text be shown."""

    def __init__(self, mention: TreatyMention) -> None:
        paragraph, statement = mention.paragraph, mention.statement
        self.statement = statement
        self.says = RELATION_PHRASES.get(mention.relation) or f"{mention.get_relation_display()} it"
        self.speech = paragraph.speech if paragraph else None
        self.words, self.href = "", statement.get_absolute_url()
        if paragraph and statement.shows_full_text:
            self.words = paragraph.text
            self.href += build_paragraph_fragment(paragraph.anchor)


@require_safe
def treaty_list(request: HttpRequest) -> HttpResponse:
    """All treaties, the latest first; ``?party=`` narrows to a party, ``?name=`` to words of a title, of a place, of a
    subject, of parties, or to a year."""
    party = _find_party(request)
    box = find_names(request, "treaty", _find_by_name)
    name = box.typed
    treaties = Treaty.objects.filter(parties=party) if party else Treaty.objects.all()
    if box.records is not None:
        treaties = treaties.filter(pk__in=box.records)
    page = paginate(request, treaties.order_by("-signed_earliest", "-id"), PAGE_LENGTH)
    totals = count_public_statements(TreatyMention.objects.filter(treaty__in=list(page)), "treaty", distinct=True)
    context = {
        "page": page,
        "rows": [(treaty, totals[treaty.pk]) for treaty in page],
        "party": party,
        "name": name,
        "instead": box.instead,
        "query": urlencode({key: value for key, value in (("party", party and party.code), ("name", name)) if value}),
    }
    return render(request, "statements/treaties.html", context)


def _find_by_name(typed: str) -> list[int]:
    """Treaties in one of whose titles, or in whose registration, it stands as typed."""
    by_alias = TreatyAlias.objects.filter(key__contains=fold(typed)).values("treaty")
    registered = Q(registration__icontains=typed)
    titled = Q(title__icontains=typed) | Q(short_title__icontains=typed)
    return list(Treaty.objects.filter(titled | registered | Q(pk__in=by_alias)).values_list("pk", flat=True))


def _find_party(request: HttpRequest) -> Party | None:
    """The party that ``?party=`` names; any other value is ignored."""
    code = request.GET.get("party", "")
    return Party.objects.filter(code=code.upper()).first() if code.isascii() and code.isalnum() else None


@page_with_slug(Treaty.objects.all)
def treaty_page(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    if is_feed_request(request):
        return list_feed(request, treaty=treaty)
    participations = list(treaty.participations.select_related("party"))
    mentions = (
        treaty.mentions.filter(statement__status=StatementStatus.PUBLISHED)
        .select_related("statement__publisher", "paragraph__speech__speaker", "paragraph__speech__party")
        .order_by("statement__date_earliest", "statement_id", "paragraph__order")
    )
    acts = {field: act for field, act in ACTS.items() if any(getattr(one, field) for one in participations)}
    page = paginate(request, mentions, PAGE_LENGTH)
    context = {
        "treaty": treaty,
        "citation": cite_treaty(treaty, get_base_url(request), [one.party.name for one in participations]),
        "acts": list(acts.values()),
        "participations": [
            (one, [(act, getattr(one, field)) for field, act in acts.items()]) for one in participations
        ],
        "relations": treaty.relations.select_related("other"),
        "relations_from_others": [
            (PASSIVE_RELATIONS[relation.kind], relation.treaty)
            for relation in treaty.related_by.select_related("treaty")
        ],
        "aliases": treaty.aliases.all(),
        "page": page,
        "statement_count": mentions.order_by().values("statement").distinct().count(),
        "passages": [Passage(mention) for mention in page.object_list],
    }
    return render(request, "statements/treaty.html", context)
