"""The first start of an archive, and the first start after an upgrade."""

from __future__ import annotations

from django.core.management import call_command

# The state of the tables that the first release of the index of names left.
EARLIER = "0001_squashed_0013_index_change_of_names"


class Migration:
    """From the tables of an earlier version, with an archive in them."""

    template = "filled"

    def prepare(self) -> None:
        call_command("migrate", "statements", EARLIER, verbosity=0)

    def run(self) -> None:
        call_command("migrate", verbosity=0)


class SetUp:
    """An archive that is started for the first time, with the sample."""

    template = "nothing"

    def prepare(self) -> None:
        pass

    def run(self) -> None:
        from django.conf import settings

        settings.LOAD_SAMPLE = True
        call_command("prepare_archive", no_static=True)
