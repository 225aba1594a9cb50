"""The folder of an index: its tables of contents, its one writer at a time, merging in the background."""
