"""Addresses of the archive. Permalinks live here: an address that once worked keeps working."""

from django.contrib import admin
from django.urls import include, path

from statements.exchange.api.openapi import index as api_index
from statements.exchange.api.site import api

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", api_index),
    path("api/v1/", api.urls),
    path("", include("statements.urls")),
]

handler400 = "statements.web.errors.bad_request"
handler403 = "statements.web.errors.permission_denied"
handler404 = "statements.web.errors.page_not_found"
handler500 = "statements.web.errors.server_error"
