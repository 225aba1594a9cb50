"""Many files in one: the research package of a list, and the package of the whole archive."""
