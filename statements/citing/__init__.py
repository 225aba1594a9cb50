"""Citations: one record, many outputs."""
