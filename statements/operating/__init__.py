"""What the operator relies on: trouble that is told and never hidden, backups, measures of what the archive does."""
