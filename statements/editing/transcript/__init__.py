"""One statement's text under edit: read into pieces, corrected, credited to speakers, written as speeches."""
