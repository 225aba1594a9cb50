"""A generation: the segments that a table of contents names, opened side by side as one numbered set of documents."""
