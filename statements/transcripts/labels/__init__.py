"""Labels of speakers: where one could stand, what the grammar says of it, and what the document decides."""
