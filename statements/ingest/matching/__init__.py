"""Names, offices and titles as printed -> people, parties, publishers, topics and treaties of the archive."""
