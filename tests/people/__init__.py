"""People: accounts, passwords, sessions, roles, keys."""
