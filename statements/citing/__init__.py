"""How records are cited: one frozen record of what a citation says, and many outputs of it."""
