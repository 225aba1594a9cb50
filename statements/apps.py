from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class StatementsConfig(AppConfig):
    name = "statements"
    verbose_name = "Chancery"

    def ready(self) -> None:
        from statements.publishing import datestamps
        from statements.search.indexing import checks  # noqa: F401 - registers them
        from statements.search.indexing.related import connect_signals

        connect_signals()
        datestamps.connect_signals()


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin, as the editors' desk of the archive."""

    default = False  # of this module's two
    default_site = "statements.editing.admin_site.DeskSite"
