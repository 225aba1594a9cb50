"""Two records of one thing made one, one speaker made two, and pairs of statements compared."""
