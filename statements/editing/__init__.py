"""The editors' desk: how the records are shown and changed in Django's admin."""
