"""How the index follows the records: changes noted, updates, rebuilding, and whether it agrees with the database."""
