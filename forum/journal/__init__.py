"""What happened: the append-only record, what follows from it, and the proof that nobody changed it."""
