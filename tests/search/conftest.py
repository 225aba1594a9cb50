"""For work on a failing property: `pytest tests/search --hypothesis-profile=first` shows the first one unshrunk."""

from hypothesis import Phase, settings

settings.register_profile("first", phases=(Phase.explicit, Phase.generate))
