"""The search page: results composed, paged, explained, exported, and names suggested."""
