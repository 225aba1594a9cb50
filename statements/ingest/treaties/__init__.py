"""Lists of treaties -> treaties."""
