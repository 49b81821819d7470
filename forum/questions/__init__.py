"""Questions, their answers, and everything that is said about an answer."""
