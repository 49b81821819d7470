"""What Vouch promises, one file per operation, page or story."""
