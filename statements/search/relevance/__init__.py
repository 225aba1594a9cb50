"""How well a ranking answers: measures, and trials with a test collection."""
