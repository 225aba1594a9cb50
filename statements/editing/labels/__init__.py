"""Labels without a speaker, gathered over the whole archive and given one."""
