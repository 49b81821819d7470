"""What the community asks and promises: rules, privacy, terms."""

from typing import Any

from flask.views import MethodView

from forum.api.auth import rendered, writer
from forum.api.room import blueprint
from forum.api.schemas import terms
from forum.core.errors import Forbidden, NotFound
from forum.core.markup import render
from forum.terms.models import TermsVersion, Topic
from forum.terms.operations import keep_terms
from forum.terms.policy import can_keep_terms
from forum.terms.queries import newest_texts, text_for, topic_named, versions_of
from forum.terms.shipped import shipped_rules


@blueprint.route("/policies", methods=["GET"])
@blueprint.response(200, terms.TermsList)
def get_policies() -> dict[str, Any]:
    """List the newest version of each text in each language."""
    return {"items": [_one(each) for each in newest_texts()]}


@blueprint.route("/policies/<topic>")
class Policy(MethodView):
    """One text."""

    @blueprint.arguments(terms.TermsArgs, location="query")
    @blueprint.response(200, terms.TermsOut)
    def get(self, args: dict[str, Any], topic: str) -> dict[str, Any]:
        """Read a text in a language, else in the site's, else in any; version 0 of the rules comes with Vouch."""
        named = topic_named(topic)
        found = text_for(named, args["language"], newest_texts())
        if found is not None:
            return _one(found)
        if named is not Topic.RULES:
            raise NotFound
        return _shipped(args["language"])

    @blueprint.arguments(terms.TermsIn)
    @blueprint.response(200, terms.TermsOut)
    def put(self, args: dict[str, Any], topic: str) -> dict[str, Any]:
        """Write a new version, which holds at once. For admins."""
        named = topic_named(topic)
        if not can_keep_terms(writer()):
            raise Forbidden
        body = rendered(args["body"])
        made = keep_terms(writer(), named, args["language"], body, reason=args["reason"], base=args["base"])
        return _one(made)


@blueprint.route("/policies/<topic>/versions", methods=["GET"])
@blueprint.arguments(terms.TermsArgs, location="query")
@blueprint.response(200, terms.TermsList)
def get_policy_versions(args: dict[str, Any], topic: str) -> dict[str, Any]:
    """List all versions of a text in a language, the newest first."""
    return {"items": [_one(each) for each in versions_of(topic_named(topic), args["language"])]}


def _shipped(language: str) -> dict[str, Any]:
    """Return the rules that come with Vouch, in a language."""
    body = shipped_rules(language)
    told = {"topic": Topic.RULES.value, "language": language, "version": 0, "body": body}
    return {**told, "html": render(body).html, "reason": "", "at": None}


def _one(text: TermsVersion) -> dict[str, Any]:
    return {
        "topic": text.topic.value,
        "language": text.language,
        "version": text.number,
        "body": text.source,
        "html": text.html,
        "reason": text.reason,
        "at": text.created_at,
    }
