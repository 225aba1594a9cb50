"""The interface of a search engine: requests, results, documents, and its reading and writing side. Plain Python."""
