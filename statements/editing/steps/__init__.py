"""The four pages from a text to a published statement: text, turns, details, checks."""
