"""Changes of the schema, run by `forum db upgrade` on SQLite and PostgreSQL."""
