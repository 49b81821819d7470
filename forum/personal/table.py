"""Every table that holds something of a person, on one page; and of every other one, why it does not.

Each package says in its own `personal.py` what it holds. A test walks all tables: one that stands on neither list fails
it, and so does a reference to people that nobody named.
"""

from collections.abc import Callable, Iterator, Mapping

from forum.core.personal import HandedFile, Holding
from forum.flags import personal as flags
from forum.following import personal as following
from forum.images import personal as images
from forum.journal import personal as journal
from forum.knowledge import personal as knowledge
from forum.moderation import personal as moderation
from forum.notifications import personal as notifications
from forum.people import personal as people
from forum.questions import personal as questions
from forum.reach import personal as reach

# In the order in which a person reads them.
HELD: tuple[Holding, ...] = (
    *people.HELD,
    *questions.HELD,
    *knowledge.HELD,
    *images.HELD,
    *following.HELD,
    *flags.HELD,
    *moderation.HELD,
    *notifications.HELD,
    *reach.HELD,
    *journal.HELD,
)
FILES: tuple[Callable[[int], Iterator[HandedFile]], ...] = (images.files,)

_COUNTS = "counts without names"
_CATALOGUE = "what the community is about"
_LINKS = "ties two things that are not people"
_WORK = "how the site works through events; empties itself"
IMPERSONAL: Mapping[str, str] = {
    "attempts": "keyed digests of what was tried, kept for a day: nobody's without the site's key",
    "daily_help": _COUNTS,
    "daily_looks": _COUNTS,
    "daily_searches": _COUNTS,
    "daily_views": _COUNTS,
    "deliveries": _WORK,
    "entry_tags": _LINKS,
    "former_releases": _CATALOGUE,
    "idempotency_keys": "answers to requests of the last day, all of which say what stands elsewhere",
    "image_uses": _LINKS,
    "import_marks": "what another site said last, as digests",
    "import_sources": "names of other sites",
    "outbox": _WORK,
    "products": _CATALOGUE,
    "question_tags": _LINKS,
    "releases": _CATALOGUE,
    "seals": "the chain over the history",
    "site_facts": "facts about the site",
    "suggestion_images": _LINKS,
    "tag_synonyms": _CATALOGUE,
    "tags": _CATALOGUE,
    "verdict_releases": _LINKS,
}
