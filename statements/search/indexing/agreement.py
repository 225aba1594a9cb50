"""Whether the index agrees with the database: the search's own part of the check of the archive."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management import CommandError, call_command

from statements.models import Statement
from statements.publishing.consistency import Finding

from .queue import follow
from .status import IndexStatus, index_status
from .updating import IndexNotWritten, mend


def index_agrees(repair: bool = False) -> Iterator[Finding]:
    """What the index lacks, has as it no longer is, or has that is not public; an index that cannot be read.

    With `repair` it is updated, or built anew.
    """
    if not repair:
        yield from _findings(index_status(every_name=True), mended=False)
        return
    found, left, failure = repaired()
    yield from _findings(found, mended=left.fresh)
    if failure:
        yield Finding("", f"The index could not be repaired: {failure}")


def repaired() -> tuple[IndexStatus, IndexStatus, str]:
    """Update the index, or build it anew where it cannot be read: how it was, how it is now, and why it was not."""
    follow()
    found = index_status(every_name=True)
    if found.fresh:
        return found, found, ""
    failure = ""
    try:
        if found.problem:
            call_command("rebuild_index", interactive=False, verbosity=0)
        else:
            mend(found)
    except (CommandError, IndexNotWritten) as error:
        failure = str(error)
    return found, index_status(every_name=True), failure


def _findings(status: IndexStatus, *, mended: bool) -> Iterator[Finding]:
    for told in (status, status.names):
        if told.problem:
            yield Finding("", str(told.problem), mended)
    said = {
        "Is published and not in the index.": status.missing,
        "Is in the index as it was in another version.": status.stale,
        "Is in the index and not public.": status.extra,
    }
    uids = dict(Statement.objects.filter(pk__in=status.differing).values_list("pk", "uid"))
    for message, pks in said.items():
        for pk in pks:
            yield Finding(uids.get(pk, ""), message if pk in uids else f"Statement {pk}: {message}", mended)
    for model, pks in sorted(status.names.differing.items()):
        for pk in sorted(pks):
            yield Finding("", f"{model} {pk} differs between the database and the index of names.", mended)
