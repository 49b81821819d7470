"""The processes of a site: what keeps running, and what the operator is told."""
