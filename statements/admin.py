"""Registers the editors' desk with Django's admin."""

from django.contrib import admin

from statements.editing import people, statements, treaties  # noqa: F401

admin.site.site_header = "Chancery: the editors’ desk"
admin.site.site_title = "Chancery"
admin.site.index_title = "Records"
