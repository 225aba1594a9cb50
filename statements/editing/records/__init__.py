"""The lists and forms of each kind of record, and what is done to many statements at once."""
