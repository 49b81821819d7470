"""Keys for the API: shown once, kept as digests, ended by their owner."""

import pytest
import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.people.models import ApiToken
from forum.people.tokens import MOST_TOKENS, authenticate_token, create_token, revoke_token
from tests.support.cast import Cast


def test_a_key_names_its_owner_until_it_is_revoked(cast: Cast) -> None:
    secret = create_token(cast.eva, "nightly report")
    holder = authenticate_token(secret)
    assert holder is not None
    assert holder.actor.id == cast.eva.id
    assert holder.actor.grants == cast.eva.grants
    row = session().get_one(ApiToken, holder.token_id)
    assert row.used_at is not None
    assert secret not in row.digest
    revoke_token(cast.eva, holder.token_id)
    revoke_token(cast.eva, holder.token_id)
    assert authenticate_token(secret) is None


def test_an_unknown_key_is_nobodys(cast: Cast) -> None:
    assert authenticate_token("vouch_nonsense") is None
    assert authenticate_token("") is None


def test_nobody_revokes_anothers_key(cast: Cast) -> None:
    secret = create_token(cast.eva, "mine")
    holder = authenticate_token(secret)
    assert holder is not None
    for stranger in (cast.sam, cast.visitor, cast.amy):
        with pytest.raises(NotFound):
            revoke_token(stranger, holder.token_id)
    assert authenticate_token(secret) is not None


def test_visitors_have_no_keys(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        create_token(cast.visitor, "mine")


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_key_has_a_name(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid):
        create_token(cast.eva, name)


def test_keys_do_not_pile_up(cast: Cast) -> None:
    for number in range(MOST_TOKENS):
        create_token(cast.eva, f"key {number}")
    with pytest.raises(Invalid):
        create_token(cast.eva, "one more")
    assert session().scalar(sa.select(sa.func.count(ApiToken.id))) == MOST_TOKENS
