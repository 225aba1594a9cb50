"""All that a reader sees of a search: what is typed, how it is answered, shown, marked and narrowed."""
