"""Statements and lists of statements as files: text, JSON, TEI, CSV and JSON Lines."""
