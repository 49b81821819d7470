"""The knowledge base: one lasting solution per question, made from what proved right."""
