"""What follows from what: every "and then" of the site, on one page.

The worker runs these behind the event's commit, at least once each. A reaction learns that something happened, looks at
the present state, and makes its own part match; so order and repetition do not matter.
"""

from forum.journal.drain import Table

TABLE: Table = {}
