"""What every test shares: which of them touch a database, what is missing here, what the run says at its end."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
CORPUS = CHECKOUT.parent / "shared" / "corpus"
SCHEMAS = CHECKOUT.parent / "shared" / "schemas"
# Published schemas that a package of package.json brings. No registry has the others in a form that serves: the TEI
# schemas there are years old and know no standOff, OAI-PMH's lies in the tests of a source archive, and those of Atom
# and CSL-JSON are in none.
PACKAGED_SCHEMAS = {"sitemap.xsd": CHECKOUT / "node_modules" / "sitemap" / "schema" / "sitemap.xsd"}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
# Filled by an earlier run of the same `script/test`, so that its last run names everything that did not run.
NOT_RUN_FILE = os.environ.get("CHANCERY_NOT_RUN_FILE")
# No clock: a busy machine is no fault of the code. Time is measured in script/bench.
hypothesis.settings.register_profile(
    "chancery", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("chancery")
skipped: list[tuple[str, str]] = []
figures: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-tests",
        action="store_true",
        help="only the tests that touch a database: what a second database has to be asked",
    )


def touches_database(item: pytest.Item) -> bool:
    """Whether a test asks for a database, by its marker, its fixtures or its TestCase."""
    databases = getattr(getattr(item, "cls", None), "databases", None)
    return bool(
        item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or databases
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-tests"):
        kept = [item for item in items if touches_database(item) and not item.get_closest_marker("sqlite_only")]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    # Playwright's event loop belongs to its thread, and Django refuses queries beside one: browsers come last.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the real corpora, which lie beside the checkout on some machines and are no part of it."""
    if not CORPUS.is_dir():
        pytest.skip("the real corpora are not beside the checkout (../shared/corpus)")
    return CORPUS


@pytest.fixture(scope="session")
def published_schema() -> Callable[[str], Path]:
    """Path of a published schema by its file name: beside the checkout on some machines, or from an npm package."""

    def find(name: str) -> Path:
        places = [SCHEMAS / name, *([PACKAGED_SCHEMAS[name]] if name in PACKAGED_SCHEMAS else [])]
        for path in places:
            if path.is_file():
                return path
        source = "run npm ci" if name in PACKAGED_SCHEMAS else "no package has a current one"
        pytest.skip(f"the schema {name} is not beside the checkout (../shared/schemas), and {source}")

    return find


@pytest.fixture(scope="session")
def record_figure() -> Callable[[str], None]:
    """Takes a line with a measured figure, to be shown at the end of the run."""
    return figures.append


@pytest.fixture
def index(tmp_path: Path, settings) -> Path:  # noqa: ANN001
    """The folder of an empty index that lives as long as the test."""
    from statements.search.indexing.updating import update_index

    folder = tmp_path / "index"
    default = settings.HAYSTACK_CONNECTIONS["default"]
    settings.HAYSTACK_CONNECTIONS = {"default": {**default, "PATH": str(folder)}}
    update_index([])
    return folder


@pytest.fixture
def database_file(db: None, tmp_path: Path) -> Iterator[Path]:
    """The file of a SQLite database with the same records, which the test uses from now on in the place of the one in
    memory: other connections can read and write it too."""
    from django.db import connections

    path, usual = tmp_path / "archive.sqlite3", connections["default"]
    if usual.vendor != "sqlite":
        pytest.skip("it is about SQLite")
    with closing(sqlite3.connect(path)) as copy:
        copy.executescript("\n".join(usual.connection.iterdump()))  # a backup needs a database that nobody writes
    own = connections.create_connection("default")
    own.settings_dict = {**usual.settings_dict, "NAME": str(path)}
    connections["default"] = own
    try:
        yield path
    finally:
        own.close()
        connections["default"] = usual


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        skipped.append((report.nodeid.partition("[")[0].partition("::")[0], report.longrepr[2]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The plain list of what did not run, and why."""
    if figures:
        terminalreporter.section("measured")
        for line in figures:
            terminalreporter.write_line(line)
    counts: dict[tuple[str, str], int] = {}
    for place, reason in skipped:
        key = (place, reason.removeprefix("Skipped: "))
        counts[key] = counts.get(key, 0) + 1
    lines = [f"{place} ({count}): {reason}" for (place, reason), count in counts.items()]
    if config.getoption("--database-tests"):
        return
    if NOT_RUN_FILE and Path(NOT_RUN_FILE).exists():
        lines += Path(NOT_RUN_FILE).read_text().splitlines()
    if lines:
        terminalreporter.section("did not run here")
        for line in lines:
            terminalreporter.write_line(line)
