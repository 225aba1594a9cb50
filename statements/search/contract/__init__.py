"""What every search engine is asked and answers: requests, results and names. Knows no engine."""
