"""What the tests of search share."""

from hypothesis import Phase, settings

# For work on a failing property: `pytest tests/search --hypothesis-profile=nos` shows the first failure unshrunk.
settings.register_profile("nos", phases=(Phase.explicit, Phase.generate))
