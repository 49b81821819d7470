"""Everything that is kept of a person, from all packages: handed to them, and erased."""
