"""Finding the answer: what is indexed, how it is ranked, and which passage is shown."""
