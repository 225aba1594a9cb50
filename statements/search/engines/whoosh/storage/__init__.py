"""The folder of an index: generations, its one writer, and merging in the background."""
