"""Uploads of many records: the form, the progress, the report."""
