"""`script/trials SUBJECT [OPTIONS]`: a subject is a module of this package with a function `main(arguments)`."""

import importlib
import pkgutil
import sys

import trials

SUBJECTS = sorted(
    module.name
    for module in pkgutil.iter_modules(trials.__path__)
    if module.name not in ("__main__", "load", "mutants")
)


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in SUBJECTS:
        print(f"script/trials SUBJECT [OPTIONS], where SUBJECT is one of: {', '.join(SUBJECTS)}.")
        return 2
    return importlib.import_module(f"trials.{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
