"""Questions and answers: what people wrote, what others say of it, and how far it can be trusted."""
