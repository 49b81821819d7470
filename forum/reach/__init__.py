"""Who saw what: counted, never identified."""
