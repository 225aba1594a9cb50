"""Where Django looks for an application's admin: importing these registers their records."""

from statements.editing.merging import duplicates_page, merge_log_admin  # noqa: F401
from statements.editing.records import (  # noqa: F401
    event_admin,
    party_admin,
    publisher_admin,
    read_only_admin,
    redaction_admin,
    search_log_admin,
    speaker_admin,
    statement_admin,
    topic_admin,
    treaty_admin,
)
from statements.editing.sign_in import locks_admin  # noqa: F401
from statements.editing.uploads import upload_admin  # noqa: F401
