"""Reference data: parties and their names, topics. Plain Python and YAML; `manage.py load_reference` brings it in."""
