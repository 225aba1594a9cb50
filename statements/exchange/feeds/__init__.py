"""How programs follow what is new: Atom feeds, sitemaps, OpenSearch and robots.txt."""
