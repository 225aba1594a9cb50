"""Addresses that programs read. They are handed out like permalinks: none is ever changed."""

from django.urls import path

from . import discovery, lists, sitemaps, statement_files
from .api import document, manual, site
from .oai.views import oai

urlpatterns = [
    path("oai", oai, name="oai"),
    path("s/<str:uid>/export.txt", statement_files.statement_file, {"form": "text"}, name="statement_text"),
    path("s/<str:uid>/export.json", statement_files.statement_file, {"form": "json"}, name="statement_json"),
    path("s/<str:uid>/export.tei.xml", statement_files.statement_file, {"form": "tei"}, name="statement_tei"),
    path("export/", lists.page, name="export"),
    path("export/statements.csv", lists.csv, name="export_csv"),
    path("export/statements.jsonl", lists.jsonl, name="export_jsonl"),
    path("export/corpus.zip", lists.corpus, name="export_zip"),
    path("search/export/", lists.search_page, name="search_export"),
    path("search/export/statements.csv", lists.search_csv, name="search_export_csv"),
    path("search/export/statements.jsonl", lists.search_jsonl, name="search_export_jsonl"),
    path("search/export/corpus.zip", lists.search_corpus, name="search_export_zip"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemaps/<slug:section>-<int:number>.xml", sitemaps.sitemap_piece, name="sitemap_piece"),
    path("robots.txt", discovery.robots, name="robots"),
    path("opensearch.xml", discovery.opensearch, name="opensearch"),
    path("api/", manual.manual, name="api"),
    path("api/v1/openapi.json", document.document, name="api_document"),
    # Behind every address of the API itself.
    path("api/v1/<path:rest>", site.nothing_here),
]
