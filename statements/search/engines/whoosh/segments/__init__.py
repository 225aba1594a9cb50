"""What is on disk: documents -> segments of arrays, and Whoosh's readers over them."""
