"""TEI and Akoma Ntoso."""
