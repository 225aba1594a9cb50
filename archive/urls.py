"""Addresses of the archive. Permalinks live here: an address that once worked keeps working."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("statements.urls")),
]
