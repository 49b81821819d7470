"""Programs send images, read about them, show them in texts, and erase them: with the same rules as the pages."""

import io
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api import Caller, Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.pictures import keep, photo


def send(caller: Caller, data: bytes | None, **fields: Any) -> TestResponse:
    """Send a form with a file."""
    sent = {**fields, **({} if data is None else {"file": (io.BytesIO(data), "IMG_1234.jpg")})}
    return caller.client.post("/api/v1/images", data=sent, headers=caller.headers)


def codes(response: TestResponse) -> list[tuple[str, str]]:
    assert response.status_code == 422, response.text
    return [(error["field"], error["code"]) for error in response.get_json()["errors"]]


def test_an_image_is_sent_and_shown_in_a_question(app: Flask, cast: Cast, call: Callers) -> None:
    ada, visitor = call(cast.ada), call(None)
    made = send(ada, photo(), description="The lamp [on top] is red")
    assert made.status_code == 201, made.text
    image = made.get_json()
    assert made.headers["Location"] == f"/api/v1/images/{image['name']}"
    assert (image["width"], image["height"]) == (640, 480)
    assert image["markdown"] == f"![The lamp \\[on top\\] is red](/images/{image['name']})"
    assert send(ada, photo(), description="Again").get_json() == image
    assert visitor("GET", f"/images/{image['name']}").status_code == 404
    asked = {"title": "Why is the lamp red?", "body": f"It was green. {image['markdown']}"}
    html = ada.made("POST", "/questions", asked, 201)["html"]
    assert f'<img src="/images/{image["name"]}" width="640" height="480"' in html
    assert visitor.made("GET", f"/images/{image['name']}") == image
    assert Client(app).get(f"/images/{image['name']}").data[:4] == b"RIFF"


def test_what_is_missing_or_no_picture_is_named(app: Flask, cast: Cast, call: Callers) -> None:
    ada = call(cast.ada)
    assert codes(send(ada, photo())) == [("description", "required")]
    assert codes(send(ada, None, description="A lamp")) == [("file", "required")]
    assert codes(send(ada, b"words", description="A lamp")) == [("file", "kind")]
    assert codes(send(ada, photo(), description="A lamp", alt="A lamp")) == [("alt", "unknown_field")]
    assert send(call(None), photo(), description="A lamp").status_code == 401
    assert ada("PUT", "/images").status_code == 405


def test_an_image_is_erased_by_who_sent_it_or_with_a_reason(cast: Cast, call: Callers) -> None:
    ada, sam, max_ = call(cast.ada), call(cast.sam), call(cast.max)
    one, other = (keep(cast.ada, "A lamp", name=f"{digit * 20}-8x6.webp") for digit in "12")
    body = f"![a](/images/{one.name}) ![b](/images/{other.name})"
    ada.made("POST", "/questions", {"title": "Which lamp?", "body": body}, 201)
    assert sam("DELETE", f"/images/{one.name}").status_code == 403
    assert codes(max_("DELETE", f"/images/{one.name}")) == [("reason", "required")]
    assert max_("DELETE", f"/images/{one.name}", {"reason": "It shows a face."}).status_code == 204
    assert ada("DELETE", f"/images/{other.name}").status_code == 204
    for image in (one, other):
        assert ada("GET", f"/images/{image.name}").status_code == 404
        assert ada("DELETE", f"/images/{image.name}").status_code == 404
