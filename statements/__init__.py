"""The application: see docs/architecture.md."""

VERSION = "0.1.0"  # of Chancery: the one place that says so
