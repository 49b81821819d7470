"""People: accounts, roles, sessions, tokens, and who acts."""
