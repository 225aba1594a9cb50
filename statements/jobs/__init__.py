"""Work in the background: tasks as Django's own later tasks API has them, and the worker that runs them."""
