"""What was posted before in the same words. Prints of posts are kept for a month."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.db import session
from forum.core.markup import Passages
from forum.core.operation import operation
from forum.core.refs import Ref
from forum.core.upsert import insert_into
from forum.flags.likeness import Print, print_of
from forum.flags.models import PostPrint

KEPT_FOR = timedelta(days=30)
# The newest of those that begin or end alike.
COMPARED = 50


def note_print(about: Ref, text: Passages, title: str = "") -> Print | None:
    """Keep the print of a post's newest text, inside the open unit; None where many say it in the same words."""
    key = config.kept_key(config.current(), "secret_key").encode()
    found = print_of(text, key, title)
    mine = {"about_kind": about.kind, "about_id": about.id}
    if found is None:
        session().execute(sa.delete(PostPrint).filter_by(**mine))
        return None
    values = {name: getattr(found, name) for name in ("whole", "head", "tail", "numbers", "pairs")}
    added = insert_into(PostPrint).values(**mine, **values, created_at=now())
    session().execute(added.on_conflict_do_update(index_elements=list(mine), set_=values))
    return found


def posts_like(found: Print, about: Ref) -> Sequence[Ref]:
    """Return the other posts of the last month that say the same, the newest first. One statement."""
    alike = sa.or_(PostPrint.whole == found.whole, PostPrint.head == found.head, PostPrint.tail == found.tail)
    other = sa.or_(PostPrint.about_kind != about.kind, PostPrint.about_id != about.id)
    query = sa.select(PostPrint).where(alike, other, PostPrint.created_at > now() - KEPT_FOR)
    rows = session().scalars(query.order_by(PostPrint.id.desc()).limit(COMPARED))
    return [Ref(row.about_kind, row.about_id) for row in rows if found.is_like(row.print)]


@operation
def forget_old_prints() -> int:
    """Forget what was posted more than a month ago, and return how many posts that were."""
    old = session().scalars(sa.select(PostPrint.id).where(PostPrint.created_at <= now() - KEPT_FOR).limit(1_000)).all()
    session().execute(sa.delete(PostPrint).where(PostPrint.id.in_(old)))
    return len(old)
