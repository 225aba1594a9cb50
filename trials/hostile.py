"""Hostile records through every page, file and feed of an archive of their own.

Each record has another of the hostile texts (tests/attacks/hostile.py) in each of its fields. The parsed form of every
answer is asked whether anything of a record became an element, a script, a handler or a link of another kind.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials hostile", description=__doc__)
    parser.add_argument("--records", type=int, default=500, help="how many (%(default)s)")
    records = parser.parse_args(arguments).records
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "CHANCERY_ENV_FILE": os.devnull,
            "CHANCERY_DATA": folder,
            "DATABASE_URL": "",
            "LOG_LEVEL": "ERROR",
            "ALLOWED_HOSTS": "testserver",
        }
        return _ask_for_all(records)


def _ask_for_all(records: int) -> int:
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from tests.attacks.hostile import TEXTS, make_records
    from tests.attacks.hostile_addresses import (
        LISTS,
        list_desk_addresses,
        list_desk_lists,
        list_searches,
        list_statement_addresses,
    )

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    statements = list(make_records(records))
    call_command("rebuild_index", interactive=False, verbosity=0)
    editor = Client(raise_request_exception=False)
    editor.force_login(User.objects.create_superuser("editor"))
    reader = Client(raise_request_exception=False)
    parts: list[tuple[str, Client, Iterable[str]]] = [
        ("lists, feeds, files", reader, LISTS),
        ("statements", reader, (path for each in statements for path in list_statement_addresses(each))),
        ("searches", reader, (path for text in TEXTS for path in list_searches(text))),
        ("lists of the desk", editor, list_desk_lists()),
        ("records at the desk", editor, (path for each in statements for path in list_desk_addresses(each))),
    ]
    faulty = 0
    print(f"{records} records, made and indexed in {time.monotonic() - began:.0f} s")
    for name, client, paths in parts:
        began, statuses, faults = time.monotonic(), Counter[int](), list[str]()
        for path in paths:
            status, found = _ask(client, path)
            statuses[status] += 1
            faults += [f"{path}: {sentence}" for sentence in found]
        counted = ", ".join(f"{count:,} × {status}" for status, count in sorted(statuses.items()))
        print(f"{name:22} {sum(statuses.values()):7,} requests in {time.monotonic() - began:5.0f} s: {counted}; "
              f"{len(faults)} faults")  # fmt: skip
        print(*(f"    {fault}" for fault in faults[:10]), sep="\n", end="\n" if faults else "")
        faulty += len(faults)
    return 1 if faulty else 0


def _ask(client: object, path: str) -> tuple[int, list[str]]:
    from tests.attacks.page_checks import find_faults

    response = client.get(path)  # type: ignore[attr-defined]
    body = b"".join(response) if response.streaming else response.content
    found = list(_check(response.status_code, find_faults(response.get("Content-Type", "text/plain"), body)))
    found += [f"The header {name} is {value!r}." for name, value in response.items() if not value.isprintable()]
    return response.status_code, found


def _check(status: int, faults: Iterator[str]) -> Iterator[str]:
    if status >= 500:
        yield f"It answers {status}."
    try:
        yield from faults
    except (ValueError, SyntaxError) as error:
        yield f"It is not what it says it is: {error}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
