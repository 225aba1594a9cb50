"""One file that holds everything an archive needs to be there again, and what is made of it: see docs/backups.md."""
