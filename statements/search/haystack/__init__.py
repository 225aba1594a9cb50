"""Haystack over the archive's own engine: its backend, index classes, commands and results."""
