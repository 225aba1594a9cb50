"""Whether the index agrees with the database, as the check of the archive reports it, and its repair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from statements.models import Statement
from statements.search.contract.errors import IndexNotWritten
from statements.search.indexing.queue import process_queue
from statements.search.indexing.status import IndexStatus, read_status
from statements.search.indexing.updating import repair_index

from .rebuilding import rebuild_index


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong. `where` is the uid of a statement, or "" where it is about none."""

    where: str
    message: str
    mended: bool = False


Check = Callable[[bool], Iterator[Finding]]


def find_disagreements(repair: bool = False) -> Iterator[Finding]:
    """What the index lacks, has in another version, or has although it is not public; an index that cannot be read.

    With `repair` it is brought up to date, or built anew.
    """
    if not repair:
        yield from _list_disagreements(read_status(every_name=True), mended=False)
        return
    before, after, failure = repair_and_compare()
    yield from _list_disagreements(before, mended=after.fresh)
    if failure:
        yield Finding("", f"The index could not be repaired: {failure}")


def repair_and_compare() -> tuple[IndexStatus, IndexStatus, str]:
    """Bring the index up to date, or build it anew where it cannot be read. Returns its status before and after, and
    why it could not be repaired."""
    process_queue()
    before = read_status(every_name=True)
    if before.fresh:
        return before, before, ""
    failure = ""
    try:
        if before.problem:
            rebuild_index()
        else:
            repair_index(before)
    except IndexNotWritten as error:
        failure = str(error)
    return before, read_status(every_name=True), failure


def _list_disagreements(status: IndexStatus, *, mended: bool) -> Iterator[Finding]:
    for problem in (status.problem, status.names.problem):
        if problem:
            yield Finding("", problem, mended)
    messages = {
        "Is published and not in the index.": status.missing,
        "Is in the index as it was in another version.": status.stale,
        "Is in the index and not public.": status.extra,
    }
    uids = dict(Statement.objects.filter(pk__in=status.differing).values_list("pk", "uid"))
    for message, pks in messages.items():
        for pk in pks:
            yield Finding(uids.get(pk, ""), message if pk in uids else f"Statement {pk}: {message}", mended)
    for model, records in sorted(status.names.differing.items()):
        for pk in sorted(records):
            yield Finding("", f"{model} {pk} differs between the database and the index of names.", mended)
