from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "statements"
    verbose_name = "Chancery"

    def ready(self) -> None:
        from statements import datestamps
        from statements.search import checks  # noqa: F401 - registers itself

        datestamps.listen()
