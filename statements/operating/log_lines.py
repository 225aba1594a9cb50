"""How the lines of the log look: as text for people, or as one JSON object a line for programs (LOG_FORMAT=json)."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from statements.serving.requests import describe_request

# What a record of the log may carry besides its message.
_EXTRA = ("method", "path", "status", "duration")


class RefusalFilter(logging.Filter):
    """What a visitor asked for and was refused is no fault of the archive: a warning in one line, no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.args = " ".join(record.getMessage().split()), ()
        return True


class JsonLines(logging.Formatter):
    """`time`, `level`, `logger` and `message`; of a request its `request_id`, kind of `address`, `method`, `path`,
    `status` and `duration` in seconds; `traceback` of a fault."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **describe_request(),
        }
        line |= {name: getattr(record, name) for name in _EXTRA if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
