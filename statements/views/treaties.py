"""Treaties: their parties, what became of them, and every passage that speaks of them."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.models import Treaty, TreatyMention
from statements.models.statement import StatementStatus
from statements.models.treaty import TreatyRelationKind

from .permalinks import permanent
from .shelves import PAGE_LENGTH, paged

PASSIVE = {
    TreatyRelationKind.REPLACES: "replaced by",
    TreatyRelationKind.AMENDS: "amended by",
    TreatyRelationKind.SUPPLEMENTS: "supplemented by",
    TreatyRelationKind.IMPLEMENTS: "implemented by",
    TreatyRelationKind.EXTENDS: "extended by",
}


class Passage:
    """A mention with the words in which it stands, as far as its publisher lets them be shown."""

    def __init__(self, mention: TreatyMention) -> None:
        paragraph, statement = mention.paragraph, mention.statement
        self.mention, self.statement = mention, statement
        self.speech = paragraph.speech if paragraph else None
        shown = paragraph and statement.publisher.shows_full_text
        self.words = paragraph.text if shown else ""
        self.href = statement.get_absolute_url() + (f"#p-{paragraph.anchor}" if shown else "")


@require_safe
def treaty_list(request: HttpRequest) -> HttpResponse:
    public = Q(mentions__statement__status=StatementStatus.PUBLISHED)
    treaties = Treaty.objects.annotate(statement_count=Count("mentions__statement", filter=public, distinct=True))
    page = paged(request, treaties.order_by("-signed_earliest", "-id"), PAGE_LENGTH)
    return render(request, "statements/treaties.html", {"page": page})


@permanent(Treaty.objects.all)
def treaty_page(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    participations = list(treaty.participations.select_related("party"))
    mentions = (
        treaty.mentions.filter(statement__status=StatementStatus.PUBLISHED)
        .select_related("statement__publisher", "paragraph__speech__speaker", "paragraph__speech__party")
        .order_by("statement__date_earliest", "statement_id", "paragraph__order")
    )
    page = paged(request, mentions, PAGE_LENGTH)
    context = {
        "treaty": treaty,
        "participations": participations,
        "dated": any(p.signed or p.ratified or p.in_force or p.left for p in participations),
        "relations": treaty.relations.select_related("other"),
        "relations_from_others": [
            (PASSIVE[relation.kind], relation.treaty) for relation in treaty.related_by.select_related("treaty")
        ],
        "aliases": treaty.aliases.all(),
        "page": page,
        "passages": [Passage(mention) for mention in page.object_list],
    }
    return render(request, "statements/treaty.html", context)
