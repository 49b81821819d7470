"""What the forum costs, measured."""
