"""The addresses at which a statement and all that it names are shown, in every form."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from statements.models import Statement

LISTS = (
    "/",
    "/statements/",
    "/speakers/",
    "/countries/",
    "/organisations/",
    "/topics/",
    "/treaties/",
    "/publishers/",
    "/events/",
    "/dates/",
    "/dates/2024/",
    "/dates/2024/06/",
    "/dates/2024/06/19/",
    "/about/",
    "/statements/?format=atom",
    "/export/",
    "/export/statements.csv",
    "/export/statements.jsonl",
    "/export/corpus.zip",
    "/sitemap.xml",
    "/sitemaps/statements-1.xml",
    "/opensearch.xml",
    "/api/v1/statements?limit=100",
    "/api/v1/speeches?limit=100",
    "/api/v1/speakers?limit=100",
    "/api/v1/parties?limit=100",
    "/api/v1/topics",
    "/api/v1/treaties?limit=100",
    "/api/v1/events?limit=100",
    "/api/v1/publishers?limit=100",
    "/oai?verb=Identify",
    "/oai?verb=ListSets",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListRecords&metadataPrefix=tei",
    "/speakers/?name=talks",
    "/statements/?sort=title",
)


def list_statement_addresses(statement: Statement) -> Iterator[str]:
    own = f"/s/{statement.uid}/"
    speech = statement.speeches.order_by("order")[0]
    anchor = speech.paragraphs.order_by("order")[0].anchor
    yield statement.get_absolute_url()
    for end in (
        "history/",
        "v/1/",
        "v/1/snapshot.json",
        "cite/",
        "cite.bib",
        "cite.ris",
        "cite.json",
        "export.txt",
        "export.json",
        "export.tei.xml",
        f"p/{anchor}/cite/",
        f"p/{anchor}/cite.bib",
        f"p/{anchor}/copy.json",
        f"s/{speech.anchor}/cite/",
        f"s/{speech.anchor}/cite.ris",
    ):
        yield own + end
    yield f"/timemap/http://testserver{own}"
    treaty = statement.treaty_mentions.get().treaty
    for record in (speech.speaker, speech.party, statement.event, statement.publisher, treaty, statement.topics.get()):
        yield record.get_absolute_url()
    yield f"{treaty.get_permalink()}cite/"
    yield f"/api/v1/statements/{statement.uid}"
    yield f"/api/v1/statements/{statement.uid}/speeches/{speech.anchor}"
    yield f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:{statement.uid}"


def list_searches(text: str) -> Iterator[str]:
    """What a reader types, who was given the words of the record."""
    typed = quote(text[:180], safe="")
    yield from (f"/search/?q={typed}", f"/search/?q={typed}&format=csv", f"/search/?q={typed}&format=json")
    yield from (
        f"/suggest/?q={typed}",
        f"/statements/?place={typed}",
        f"/api/v1/search?q={typed}",
        f"/speakers/?name={typed}",
    )


def list_desk_addresses(statement: Statement) -> Iterator[str]:
    """The pages of the desk about the statement and about what it names."""
    speech = statement.speeches.order_by("order")[0]
    records = (
        statement,
        speech,
        speech.paragraphs.order_by("order")[0],
        speech.speaker,
        speech.term,
        speech.party,
        statement.event,
        statement.publisher,
        statement.topics.get(),
        statement.treaty_mentions.get().treaty,
        statement.revisions.get(),
    )
    for record in records:
        name = f"{record._meta.app_label}_{record._meta.model_name}"
        for action in ("change", "history", "delete", "merge", "split", "turns", "checks", "reread"):
            try:
                yield reverse(f"admin:{name}_{action}", args=[record.pk])
            except NoReverseMatch:
                continue


def list_desk_lists() -> Iterator[str]:
    yield reverse("admin:index")
    yield reverse("admin:statements_labels")
    for model in admin.site._registry:
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
