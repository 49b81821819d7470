"""What a community asks of its members and promises them: rules, privacy, terms; each text in versions that stay."""
