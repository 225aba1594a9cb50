"""Work in the background: uploads of many records, each with its progress and a report that is kept."""
