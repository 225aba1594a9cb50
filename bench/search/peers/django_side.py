"""Django and Haystack for the engines that need them: the archive's own settings, in a folder of the measurement."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django

from bench.search.texts import Text

STOCK = "stock"


def set_up(folder: Path) -> None:
    """The archive with its data in `folder`, and a second connection to Haystack's own Whoosh backend."""
    os.environ |= {
        "CHANCERY_DATA": str(folder),
        "CHANCERY_ENV_FILE": os.devnull,
        "DATABASE_URL": f"sqlite:///{folder / 'archive.sqlite3'}",
        "SECRET_KEY": "only for measurements",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    django.setup()
    from django.conf import settings

    settings.HAYSTACK_CONNECTIONS[STOCK] = {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
        "PATH": str(folder / "stock"),
    }
    settings.HAYSTACK_CONNECTIONS["default"]["PATH"] = str(folder / "index")


def common_fields(text: Text) -> dict[str, Any]:
    """What Haystack puts into every prepared document."""
    model = "statements.statement"
    return {"id": f"{model}.{text.number}", "django_ct": model, "django_id": str(text.number)}


def record_of(text: Text) -> SimpleNamespace:
    """Stands for a record of the database, which is left aside here: an index prepares it from the text alone."""
    return SimpleNamespace(text=text, pk=text.number)
