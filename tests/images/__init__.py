"""Images: what is kept of them, who sees them, and where they lie."""
