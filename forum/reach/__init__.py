"""Who saw what: readers are counted and never identified, staff that opens what is private is named."""
