"""What the API promises."""
