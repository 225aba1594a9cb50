"""Addresses of the archive. Permalinks live here: an address that once worked keeps working."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("statements.urls")),
]

handler400 = "statements.views.errors.bad_request"
handler403 = "statements.views.errors.permission_denied"
handler404 = "statements.views.permalinks.page_not_found"
handler500 = "statements.views.errors.server_error"
