"""Django finds the admin of an application here; the desk registers its records where they belong."""

from statements.editing.merging import duplicates_page, merge_page  # noqa: F401
from statements.editing.records import (  # noqa: F401
    read_only_admin,
    search_log_admin,
    speaker_admin,
    statement_admin,
    treaty_admin,
)
from statements.editing.uploads import upload_admin  # noqa: F401
