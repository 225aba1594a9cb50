"""Django's backend for SQLite, which sees to it that a write-ahead log is replayed into the file it belongs to, and
into no other: see docs/decisions/0012-a-log-and-its-file.md."""
