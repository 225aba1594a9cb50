"""Works on the index: built anew, brought up to date, its segments merged."""

from __future__ import annotations

from django.core.management import call_command

REASON = "Corrected for the trial."


def _correct(limit: int, *, together: bool) -> None:
    """Publish a second version of the first statements that have none."""
    from contextlib import nullcontext

    from statements.models import Statement
    from statements.publishing import record_change
    from statements.search.indexing.queue import defer_indexing

    with defer_indexing() if together else nullcontext():
        for statement in Statement.objects.published().order_by("pk")[:limit]:
            if not statement.revisions.filter(reason=REASON).exists():
                record_change(statement, REASON)


class Rebuild:
    template = "filled"

    def prepare(self) -> None:
        """Some statements are only in the queue."""
        from statements.search.indexing.queue import pause_indexing

        with pause_indexing():
            _correct(5, together=False)

    def run(self) -> None:
        call_command("rebuild_index", interactive=False, verbosity=0, workers=1)


class Update:
    template = "filled"

    def prepare(self) -> None:
        pass

    def run(self) -> None:
        _correct(12, together=True)
        call_command("update_index", verbosity=0, workers=1)


class Merge:
    """Many small updates, each of which leaves a segment, and the merging that follows."""

    template = "filled"

    def prepare(self) -> None:
        pass

    def run(self) -> None:
        from statements.search.contract.fields import INDEXES
        from statements.search.engine import get_engine
        from statements.search.engines.whoosh.engine import WhooshEngine
        from statements.search.engines.whoosh.storage import upkeep

        upkeep.TARGET_SEGMENTS, upkeep.MAX_TOKENS_PER_UPDATE = 2, 0  # so that little is much to merge
        _correct(8, together=False)
        engine = get_engine()
        assert isinstance(engine, WhooshEngine)
        for index in INDEXES:
            upkeep.merge_due_segments(engine.store(index))
