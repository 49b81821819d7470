"""Every table that holds something of a person, on one page; and of every other one, why it does not.

Each package says in its own `personal.py` what it holds, and in its `erasing.py` how it lets go of it. A test walks all
tables: one that stands on neither list fails it, and so does a reference to people, or a text, that nobody named.
"""

from collections.abc import Callable, Iterator, Mapping

from forum.core.erasing import Traces, Words, clean_rows
from forum.core.personal import HandedFile, Holding
from forum.flags import erasing as flags_erasing
from forum.flags import personal as flags
from forum.following import erasing as following_erasing
from forum.following import personal as following
from forum.images import erasing as images_erasing
from forum.images import personal as images
from forum.importing import erasing as importing_erasing
from forum.journal import erasing as journal_erasing
from forum.journal import personal as journal
from forum.knowledge import erasing as knowledge_erasing
from forum.knowledge import personal as knowledge
from forum.moderation import erasing as moderation_erasing
from forum.moderation import personal as moderation
from forum.notifications import erasing as notifications_erasing
from forum.notifications import personal as notifications
from forum.people import erasing as people_erasing
from forum.people import personal as people
from forum.people.models import Posts
from forum.people.policy import SYSTEM
from forum.questions import erasing as questions_erasing
from forum.questions import personal as questions
from forum.reach import personal as reach
from forum.recalls import erasing as recalls_erasing
from forum.recalls import personal as recalls
from forum.terms import erasing as terms_erasing
from forum.terms import personal as terms

# In the order in which a person reads them.
HELD: tuple[Holding, ...] = (
    *people.HELD,
    *questions.HELD,
    *knowledge.HELD,
    *images.HELD,
    *following.HELD,
    *flags.HELD,
    *moderation.HELD,
    *recalls.HELD,
    *terms.HELD,
    *notifications.HELD,
    *reach.HELD,
    *journal.HELD,
)
FILES: tuple[Callable[[int], Iterator[HandedFile]], ...] = (images.files,)

_COUNTS = "counts without names"
_CATALOGUE = "what the community is about"
_LINKS = "ties two things that are not people"
_WORK_OF_STAFF = "which texts wait for which version's check"
_WORK = "how the site works through events; empties itself"
IMPERSONAL: Mapping[str, str] = {
    "attempts": "keyed digests of what was tried, kept for a day: nobody's without the site's key",
    "check_rounds": _WORK_OF_STAFF,
    "daily_help": _COUNTS,
    "daily_looks": _COUNTS,
    "daily_searches": _COUNTS,
    "daily_views": _COUNTS,
    "deliveries": _WORK,
    "due_checks": _WORK_OF_STAFF,
    "entry_tags": _LINKS,
    "former_releases": _CATALOGUE,
    "idempotency_keys": "answers to requests of the last day, all of which say what stands elsewhere",
    "hidden_posts": _LINKS,
    "image_uses": _LINKS,
    "import_marks": "what another site said last, as digests",
    "import_sources": "names of other sites",
    "outbox": _WORK,
    "post_prints": "keyed digests of what was posted in the last month: nobody reads words from them",
    "products": _CATALOGUE,
    "question_tags": _LINKS,
    "releases": _CATALOGUE,
    "rule_hits": "which rule found something in which text",
    "seals": "the chain over the history",
    "site_facts": "facts about the site",
    "suggestion_images": _LINKS,
    "tag_synonyms": _CATALOGUE,
    "tags": _CATALOGUE,
    "verdict_releases": _LINKS,
}

# Columns in which anybody may have named a person.
WORDS: tuple[Words, ...] = (
    *people_erasing.WORDS,
    *questions_erasing.WORDS,
    *knowledge_erasing.WORDS,
    *images_erasing.WORDS,
    *flags_erasing.WORDS,
    *moderation_erasing.WORDS,
    *recalls_erasing.WORDS,
    *terms_erasing.WORDS,
    *notifications_erasing.WORDS,
    *journal_erasing.WORDS,
)
# Whose rows stand for themselves.
_LONE = (
    *images_erasing.WORDS,
    *flags_erasing.WORDS,
    *moderation_erasing.WORDS,
    *recalls_erasing.WORDS,
    *terms_erasing.WORDS,
)
Eraser = Callable[[Traces, Posts], Iterator[int]]


def _posts(traces: Traces, posts: Posts) -> Iterator[int]:
    """Remove what the person posted, where they want that."""
    if posts is Posts.REMOVE:
        yield from questions_erasing.remove_posts(traces.person_id)
        yield from moderation_erasing.remove_suggestions(traces.person_id)
        yield from journal_erasing.erase_words_of(SYSTEM, traces.person_id, questions_erasing.NOTED)


# In this order; each yields how much every unit of it changed, and nothing but noughts once there is nothing left.
ERASERS: tuple[Eraser, ...] = (
    _posts,
    people_erasing.erase,
    lambda traces, _posts: notifications_erasing.erase(traces),
    lambda traces, _posts: following_erasing.erase(traces.person_id),
    lambda traces, _posts: recalls_erasing.erase(traces.person_id),
    lambda traces, _posts: images_erasing.erase(traces.person_id),
    lambda traces, _posts: moderation_erasing.empty_notes(traces.person_id),
    lambda traces, _posts: importing_erasing.erase(traces.person_id),
    lambda traces, _posts: questions_erasing.clean_threads(traces),
    lambda traces, _posts: knowledge_erasing.clean_entries(traces),
    lambda traces, _posts: clean_rows(_LONE, traces),
    lambda traces, _posts: journal_erasing.erase_details(SYSTEM, traces),
)

_FIXED = "one of a few fixed words"
_OUTSIDE = "another site's own number of a thing"
_DIGEST = "random, or a digest"
_STAFF = "about the community, kept by its staff"
# Texts that name nobody, or that go with the row of whoever they are about.
WORDLESS: Mapping[str, str] = {
    "format": _FIXED,
    "language": _FIXED,
    "licence": _FIXED,
    "external_id": _OUTSIDE,
    "digest": _DIGEST,
    "answers.decided_rule": _FIXED,
    "decisions.rule_before": _FIXED,
    "api_tokens.digest": _DIGEST,
    "attempts.subject": "a keyed digest, kept for a day",
    "canned_texts.text": _STAFF,
    "canned_texts.title": _STAFF,
    "data_exports.file": _DIGEST,
    "deliveries.reaction": _FIXED,
    "details.salt": _DIGEST,
    "details.values": "whole rows go, and that is recorded: what stands in the history is not changed",
    "drafts.place": "a path of ours",
    "erasures.words": "what is looked for; empty once all is done",
    "events.data": "ids, numbers and fixed words only",
    "events.mac": _DIGEST,
    "events.nonce": _DIGEST,
    "events.request_id": _DIGEST,
    "flags.rule": _FIXED,
    "former_releases.name": _STAFF,
    "held_reason": "the words of a rule, kept by staff",
    "idempotency_keys.body": "whole rows go",
    "idempotency_keys.key": "made up by a program",
    "idempotency_keys.location": "a path of ours",
    "idempotency_keys.request": _DIGEST,
    "images.name": _DIGEST,
    "images.sha256": _DIGEST,
    "import_marks.fingerprint": "a digest, emptied with the person",
    "import_marks.kind": _FIXED,
    "import_marks.parts": "digests, emptied with the person",
    "import_marks.source": "another site",
    "import_sources.name": "another site",
    "kept_forms.action": "a path of ours",
    "mailed_secrets.purpose": _FIXED,
    "mails.key": "numbers of events and notices",
    "moves.taken": "numbers",
    "post_prints.head": _DIGEST,
    "post_prints.numbers": _DIGEST,
    "post_prints.pairs": "digests",
    "post_prints.tail": _DIGEST,
    "post_prints.whole": _DIGEST,
    "products.description": _STAFF,
    "products.name": _STAFF,
    "products.slug": _STAFF,
    "releases.name": _STAFF,
    "rule_hits.rule": _FIXED,
    "rule_versions.explanation": _STAFF,
    "rule_versions.instead": _STAFF,
    "rule_versions.key": _STAFF,
    "rule_versions.pattern": _STAFF,
    "rule_versions.places": _FIXED,
    "rule_versions.unless": _STAFF,
    "rule_versions.words": _STAFF,
    "sent_forms.path": "whole rows go",
    "seals.hmac": _DIGEST,
    "site_facts.name": _FIXED,
    "site_facts.value": "numbers and times",
    "tag_synonyms.name": _STAFF,
    "tags.description": _STAFF,
    "tags.name": _STAFF,
    "terms_versions.html": _STAFF,
    "terms_versions.source": _STAFF,
    "waiting_checks.release_ids": "numbers",
}
# Tables whose texts are the person's own, and go with the row or are emptied in it.
OWN = frozenset({"mailed_codes", "mailed_secrets", "people", "sessions"})
