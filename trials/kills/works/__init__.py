"""The works that are killed, one module for each part of the archive that does them."""

from __future__ import annotations

from typing import Protocol


class Work(Protocol):
    """``prepare`` brings the archive of the template to where the work begins. ``run`` does the work, and given again
    after an interruption does what is left of it. ``start`` is what an operator does next: the archive is started.
    All three run in processes of their own."""

    template: str  # the archive that it begins with: "filled" or "empty"

    def prepare(self) -> None: ...

    def run(self) -> None: ...


def start() -> None:
    """Start the archive as `script/serve` does, as far as data are concerned."""
    from django.core.management import call_command

    from statements.jobs import worker

    call_command("prepare_archive", no_static=True)
    worker.run_jobs(wait=False)
