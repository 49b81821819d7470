"""What staff can do about answers."""
