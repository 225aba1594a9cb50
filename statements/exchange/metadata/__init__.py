"""What a page tells programs about itself, in its headers and in its head."""
