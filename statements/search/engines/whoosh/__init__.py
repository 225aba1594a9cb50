"""The engine: a Whoosh index whose postings are arrays, evaluated array by array. See docs/engine.md."""
