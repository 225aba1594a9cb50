"""Who changed what in a record, and bringing an earlier state back."""
