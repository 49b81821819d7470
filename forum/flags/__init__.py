"""What was said about a thing: reports by people and by rules, gathered into cases."""
