"""The sample archive that the project brings along: summary records of landmark statements, 1918 to 2024."""
