"""Keeps the index up to date with the records: documents, the queue of changes, rebuilding, and its status."""
