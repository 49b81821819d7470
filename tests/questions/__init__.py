"""What questions and answers promise."""
