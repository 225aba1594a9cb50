"""Addresses for programs. Like permalinks, they never change."""

from django.urls import path

from . import list_downloads
from .api import manual, openapi, site
from .feeds import discovery, sitemaps
from .files import statement_files
from .oai.views import oai

urlpatterns = [
    path("oai", oai, name="oai"),
    path("s/<str:uid>/export.txt", statement_files.statement_file, {"form": "text"}, name="statement_text"),
    path("s/<str:uid>/export.json", statement_files.statement_file, {"form": "json"}, name="statement_json"),
    path("s/<str:uid>/export.tei.xml", statement_files.statement_file, {"form": "tei"}, name="statement_tei"),
    path("export/", list_downloads.page, name="export"),
    path("export/statements.csv", list_downloads.csv, name="export_csv"),
    path("export/statements.jsonl", list_downloads.jsonl, name="export_jsonl"),
    path("export/corpus.zip", list_downloads.corpus, name="export_zip"),
    path("search/export/", list_downloads.search_page, name="search_export"),
    path("search/export/statements.csv", list_downloads.search_csv, name="search_export_csv"),
    path("search/export/statements.jsonl", list_downloads.search_jsonl, name="search_export_jsonl"),
    path("search/export/corpus.zip", list_downloads.search_corpus, name="search_export_zip"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemaps/<slug:section>-<int:number>.xml", sitemaps.sitemap, name="sitemap_piece"),
    path("robots.txt", discovery.robots, name="robots"),
    path("opensearch.xml", discovery.opensearch, name="opensearch"),
    path("api/", manual.manual, name="api"),
    path("api/v1/openapi.json", openapi.document, name="api_document"),
    # After the addresses of the API itself.
    path("api/v1/<path:rest>", site.nothing_here),
]
