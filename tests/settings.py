"""The settings under test: those of the archive, in a folder of their own, deaf to the developer's own environment.

TEST_DATABASE_URL names the database server; without it the tests run on SQLite in memory.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

_example = (Path(__file__).resolve().parent.parent / ".env.example").read_text()
for _name in re.findall(r"^# ?([A-Z_]+)=", _example, re.MULTILINE):
    os.environ.pop(_name, None)
_data = tempfile.mkdtemp(prefix="chancery-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ |= {
    "CHANCERY_ENV_FILE": os.devnull,
    "CHANCERY_DATA": _data,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:",
    "SECRET_KEY": "only for tests",
    "LOG_LEVEL": "WARNING",
}

from archive.settings import *  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir()
# A page under test needs no collected files.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
