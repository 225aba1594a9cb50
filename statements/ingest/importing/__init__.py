"""Transcripts -> statements: planned, written, and recognised when they come again."""
