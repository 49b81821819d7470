"""Images that people send: made harmless, kept in a folder or at a service, and shown where a text shows them."""
