"""The catalogue: products with their releases, and tags with their synonyms."""
