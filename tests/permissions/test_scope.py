"""What staff may do ends with their products: every route that staff may use, for threads of another product.

The walk takes its routes from the table of who may do what, so a new one is walked by itself.
"""

import pytest
import sqlalchemy as sa

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.operation import unit
from forum.people.models import RoleGrant
from forum.people.policy import Role
from forum.questions.models import Answer
from forum.search.indexing import rebuild
from tests.permissions.routes import MAY, MAY_TAKE_BACK, SECRET
from tests.permissions.test_every_route import Site, routes, takes_back
from tests.permissions.test_every_route import site as site
from tests.support.cast import Cast

LIMITED = {"eva": Role.ENGINEER, "max": Role.MODERATOR}
# What a moderator does about somebody's posts is done to those in the moderator's products, see `test_hiding_posts`;
# a note about a person belongs to no product, see `test_notes`.
WITHIN = frozenset({"moderation.posts", "api.put_posts_hidden", "moderation.note_person", "api.PersonNotes"})
# The lists that staff works on, and where they could find what is held back.
WORDS = "switch off the nightly restart"
LISTS = (
    *("/engineering", "/engineering/overdue", "/engineering/check", "/engineering/new-versions"),
    *("/moderation", "/moderation?state=closed", "/moderation/hidden", "/staff/notices"),
    *(f"/search?q={SECRET}", f"/search?q={WORDS}", "/tags", "/tags/night", "/products/router"),
)


@pytest.fixture
def elsewhere(site: Site, cast: Cast) -> Site:
    """Eva and Max are engineer and moderator of the camera; all threads are about the router."""
    with unit():
        for who, role in LIMITED.items():
            grant = sa.update(RoleGrant).where(RoleGrant.person_id == site.people[who].id, RoleGrant.role == role)
            session().execute(grant.values(product_id=cast.camera))
    return site


def test_staff_of_another_product_may_do_nothing_that_staff_may(elsewhere: Site) -> None:
    walked: set[str] = set()
    numbers = elsewhere.places["visible"].numbers
    for rule, method in routes(elsewhere.app):
        if method == "GET" or takes_back(rule, method) or rule.endpoint in WITHIN:
            continue
        taken_back = MAY_TAKE_BACK if method == "DELETE" else {}
        may = taken_back.get(rule.endpoint, MAY[rule.endpoint])
        for who in LIMITED.keys() & may:
            # What everybody who is signed in may do is nothing of the staff's.
            if "sam" in may:
                continue
            walked.add(rule.endpoint)
            found = elsewhere.send(who, rule, method, numbers).status_code
            assert found in {403, 404}, (method, rule.rule, who, found)
    assert len(walked) > 20
    assert {"engineering.check", "moderation.case", "api.post_decision", "tags.merge", "api.put_tag_merger"} <= walked


def test_staff_of_another_product_sees_what_strangers_see(elsewhere: Site) -> None:
    for rule, method in routes(elsewhere.app):
        for kind in ("hidden", "hidden answer"):
            numbers = elsewhere.places[kind].numbers
            for who in LIMITED:
                found = elsewhere.send(who, rule, method, numbers)
                stranger = elsewhere.send("sam", rule, method, numbers)
                assert SECRET not in found.text or SECRET in stranger.text, (method, rule.rule, who, kind)
                assert found.status_code in {stranger.status_code, 403, 404}, (method, rule.rule, who, kind)


def test_the_lists_of_staff_hold_nothing_of_other_products(elsewhere: Site) -> None:
    folded = elsewhere.places["visible"].numbers["answer_id"]
    with unit():
        session().execute(sa.update(Answer).where(Answer.id == folded).values(containment=Containment.FOLDED))
    rebuild()
    for who in LIMITED:
        for path in LISTS:
            found = elsewhere.clients[who].get(path)
            assert found.status_code in {200, 403, 404}, (who, path, found.status_code)
            assert f"choose {SECRET}" not in found.text, (who, path)
        api = elsewhere.callers[who]
        hits = api("GET", f"/search?q={WORDS}").get_json()["items"]
        assert [hit for hit in hits if hit["answer_id"] == folded] == []
        assert api("GET", "/cases").get_json().get("items", []) == []
        assert api("GET", "/journal").get_json().get("items", []) == []
    # The walk does not pass because there is nothing: staff of all products finds it.
    with unit():
        session().execute(sa.update(RoleGrant).values(product_id=None))
    assert api("GET", "/cases").get_json()["items"]
    assert any(hit["answer_id"] == folded for hit in api("GET", f"/search?q={WORDS}").get_json()["items"])
