"""What the tests of search share: an index of their own."""

from pathlib import Path

import pytest
from hypothesis import Phase, settings

# For work on a failing property: `pytest tests/search --hypothesis-profile=first` shows the first failure unshrunk.
settings.register_profile("first", phases=(Phase.explicit, Phase.generate))


@pytest.fixture
def index(tmp_path: Path, settings) -> Path:  # noqa: ANN001
    """The folder of an empty index that lives as long as the test."""
    from statements.search.updating import update

    folder = tmp_path / "index"
    default = settings.HAYSTACK_CONNECTIONS["default"]
    settings.HAYSTACK_CONNECTIONS = {"default": {**default, "PATH": str(folder)}}
    update([])
    return folder
