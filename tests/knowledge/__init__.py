"""What the knowledge base promises."""
