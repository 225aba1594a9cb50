#!/usr/bin/env python3
"""Django's command line for the archive."""

import os
import sys

from django.core.management import execute_from_command_line

from archive.environment import EnvironmentProblem

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    try:
        execute_from_command_line(sys.argv)
    except EnvironmentProblem as problem:
        sys.exit(f"Chancery: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
