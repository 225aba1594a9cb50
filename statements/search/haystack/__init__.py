"""Haystack's side: its backend, its fields, filters and results."""
