"""What every search engine is asked and answers, for reading and for writing. Plain Python that knows no engine."""
