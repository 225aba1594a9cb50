#!/usr/bin/env python3
"""Django's command line for the archive."""

import os
import sys

from django.core.management import execute_from_command_line

from archive.environment import EnvironmentProblem
from statements import VERSION
from statements.operating.private_files import UMASK


def explain(error: Exception) -> str:
    """A sentence for trouble with database and disk; "" for a fault of the program, which needs its traceback."""
    from django.conf import settings

    if not settings.configured:
        return ""
    from statements.trouble import describe_for_terminal, find_trouble

    trouble = find_trouble(error)
    return describe_for_terminal(trouble) if trouble else ""


if __name__ == "__main__":
    if sys.argv[1:] in (["version"], ["--version"]):
        sys.stdout.write(f"Chancery {VERSION}\n")
        sys.exit()
    os.umask(UMASK)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    try:
        execute_from_command_line(sys.argv)
    except EnvironmentProblem as problem:
        sys.exit(f"Chancery: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if sentence := explain(error):
            sys.exit(f"Chancery: {sentence}")
        raise
