"""Plain text: how it is folded, divided into words, compared and named. Knows no Django."""
