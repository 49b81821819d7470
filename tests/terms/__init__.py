"""Rules, privacy and terms."""
