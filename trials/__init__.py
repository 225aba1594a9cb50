"""Trials: measurements of the tests and the finds rather than of the speed. See docs/measurements.md."""
