"""Files -> raw records -> transcripts. Touches no database."""
