"""The link in a letter that ends letters of its topic, for whoever holds it and without signing in (RFC 8058)."""

from dataclasses import dataclass, replace

from itsdangerous import BadData, URLSafeSerializer

from forum import config
from forum.core.errors import NotFound
from forum.core.operation import operation
from forum.notifications.choices import choices_of, choose
from forum.notifications.models import Topic
from forum.people.policy import Actor

SALT = "letters of a topic"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Letters of one topic to one person."""

    person_id: int
    topic: Topic


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(config.kept_key(config.current(), "secret_key"), salt=SALT)


def make_token(subscription: Subscription) -> str:
    """Return what stands in the link. It does not expire: an old letter's link has to work too."""
    return str(_signer().dumps([subscription.person_id, subscription.topic.value]))


def read_token(token: str) -> Subscription:
    """Return what a link is about; raise `NotFound` for one that we did not write."""
    try:
        person_id, topic = _signer().loads(token)
        return Subscription(int(person_id), Topic(topic))
    except (BadData, ValueError, TypeError) as error:
        raise NotFound from error


@operation
def unsubscribe(token: str) -> Subscription:
    """End the letters that the link is about; twice is once. The bell stays as it was chosen."""
    subscription = read_token(token)
    ways = choices_of(subscription.person_id)[subscription.topic]
    holder = Actor(subscription.person_id)
    choose(holder, subscription.person_id, {subscription.topic: replace(ways, mail=False)})
    return subscription
