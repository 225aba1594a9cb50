"""Addresses that programs read. They are handed out like permalinks: none is ever changed."""

from django.urls import path

from . import lists, statement_files
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
]
