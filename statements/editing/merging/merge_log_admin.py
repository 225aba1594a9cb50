"""The merges and splits that were made."""

from __future__ import annotations

from django.contrib import admin

from statements.editing.admin_base import ReadOnlyAdmin
from statements.models import Merge


@admin.register(Merge)
class MergeLogAdmin(ReadOnlyAdmin[Merge]):
    list_display = ["__str__", "kind", "reason", "author", "created_at"]
    list_filter = ["kind", "is_split"]
    list_select_related = ["author"]
    search_fields = ["old_name", "kept_name", "old_uid", "kept_uid"]
    search_help_text = "A name or a uid, of the old record or of the one that was kept."
