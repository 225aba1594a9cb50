"""A request on one generation: which documents match, how well, in which order, with which passages and counts."""
