"""Transcripts to records: matched, planned, written, reported. Also lists of treaties, and our own exports."""
