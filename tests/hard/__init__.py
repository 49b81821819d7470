"""What takes long: races for one thing, and processes that are killed while they work (`make hard`)."""
