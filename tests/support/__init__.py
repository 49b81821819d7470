"""What the tests stand on: servers, browsers and mailboxes of their own, and an honest word about what is missing."""
