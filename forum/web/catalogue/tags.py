"""Tags: all of them, and a page for each."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.following.operations import follow_tag
from forum.knowledge.highlights import highlights
from forum.questions.queries.topics import TagRow, Topic, experts, list_tags, tag_row
from forum.web.access import needs_sign_in, viewer
from forum.web.addresses import with_query
from forum.web.catalogue.room import answers_page, tag_url, tags
from forum.web.questions.keeping import chosen
from forum.web.respond import done, show

MOST_WORDS = 35


@tags.get("/tags")
def index() -> ResponseReturnValue:
    """Tags by how many questions they stand on, or those with some letters in their names."""
    words = request.args.get("q", "").replace("\x00", "").strip()[:MOST_WORDS]
    page = list_tags(viewer().actor, words=words, cursor=request.args.get("cursor"))
    newer, older = (_address(words, each) if each else None for each in (page.previous, page.next))
    return show("catalogue/tags.html", page=page, words=words, newer=newer, older=older)


def _address(words: str, cursor: str) -> str:
    """Return another page of the same list."""
    return with_query(url_for("tags.index"), cursor=cursor, **({"q": words} if words else {}))


@tags.get("/tags/<slug>", endpoint="show")
def tag_page(slug: str) -> ResponseReturnValue:
    """A tag: what it is for, who knows about it, what was solved. Every word for it leads here."""
    found = tag_row(viewer().actor, slug)
    if found.tag.name != slug:
        return redirect(tag_url(found.tag.name), 301)
    topic = Topic(tag_id=found.tag.id)
    return show("catalogue/tag.html", row=found, experts=experts(topic), solutions=highlights(viewer().actor, topic))


@tags.get("/tags/<slug>/answers")
def answers(slug: str) -> ResponseReturnValue:
    """The good answers with a tag, all or one person's: what the numbers on its page count."""
    found: TagRow = tag_row(viewer().actor, slug)
    url = url_for("tags.answers", slug=found.tag.name)
    if found.tag.name != slug:
        return redirect(with_query(url, **request.args.to_dict()), 301)
    return answers_page(Topic(tag_id=found.tag.id), found.tag.name, url, up=tag_url(found.tag.name))


@tags.post("/tags/<int:tag_id>/follow")
@needs_sign_in
def follow(tag_id: int) -> ResponseReturnValue:
    """Follow a tag, or no longer; back to the tag's page, or to its questions where the button stood there."""
    tag = follow_tag(viewer().actor, tag_id, follows=chosen("follow"))
    there = url_for("questions.index", tag=tag.name)
    return done(tag_url(tag.name) if request.form.get("from") == "tag" else there)
