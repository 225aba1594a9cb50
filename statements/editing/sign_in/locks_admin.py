"""Wrong attempts to sign in at the desk: who is locked, from where, until when; deleting them lifts the lock."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from statements.editing.admin_base import RecordAdmin
from statements.editing.sign_in.throttling import find_locks
from statements.models import WrongSignIn


@admin.register(WrongSignIn)
class WrongSignInAdmin(RecordAdmin[WrongSignIn]):
    list_display = ["account", "address", "step", "at"]
    list_display_links = None
    list_filter = ["step", "at"]
    search_fields = ["account", "address"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: WrongSignIn | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"locks": find_locks(), **(extra_context or {})})
