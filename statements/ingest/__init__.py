"""From transcripts to records: matching, writing, reporting."""
