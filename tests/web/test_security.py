"""What a careful site does at every request: headers, cookies, tokens, addresses that stay here."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, request

from forum.app import create_app
from forum.config import Config
from forum.people.policy import Actor
from forum.web.addresses import page_url, safe_next
from tests.support.cast import PASSWORD, Cast
from tests.support.client import Client, tree

ClientOf = Callable[[Actor], Client]
OURS = "http://127.0.0.1:5000"
# Kept beside the large list, so that the rule is tested on every machine.
ATTACKS = [
    "//evil.example",
    "///evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/%2f%2fevil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "https:evil.example",
    "https://evil.example/",
    "https://127.0.0.1:5000@evil.example/",
    "http://127.0.0.1:5000.evil.example/",
    "javascript:alert(1)",
    " /questions",
    "questions",
    "",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_address_that_leads_elsewhere_is_not_followed(app: Flask, attack: str) -> None:
    with app.test_request_context():
        assert safe_next(attack) is None


def test_no_address_of_the_public_lists_leads_elsewhere(app: Flask, shared_data: Path) -> None:
    attacks = json.loads((shared_data / "attacks/open-redirect.json").read_text())
    assert len(attacks) > 100
    with app.test_request_context():
        for attack in attacks:
            followed = safe_next(attack)
            if followed is not None:
                assert urlsplit(urljoin(OURS + "/login", followed)).netloc == "127.0.0.1:5000", attack
                assert not followed.startswith(("//", "/\\")), attack


@pytest.mark.parametrize("path", ["/questions/7/a-title?sort=newest#answer-3", "/", "/search?q=a%2Fc&next=//x.example"])
def test_own_addresses_are_followed_as_they_are(app: Flask, path: str) -> None:
    with app.test_request_context():
        assert safe_next(path) == path
        assert safe_next(OURS + path) == path


def test_signing_in_leads_back_here_and_nowhere_else(client: Client, cast: Cast) -> None:
    data = {"email": "ada@example.org", "password": PASSWORD, "next": "//evil.example/"}
    assert client.post("/login", data=data).location == "/"
    other = Client(client.application)
    assert other.post("/login", data={**data, "next": "/questions?tag=wifi"}).location == "/questions?tag=wifi"


def test_every_answer_carries_the_headers(client: Client) -> None:
    for path in ("/login", "/no-such-page", "/static/css/base.css"):
        with client.get(path) as response:
            headers = response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Permissions-Policy" in headers
        assert "Strict-Transport-Security" not in headers
        assert path.startswith("/static/") or len(headers["X-Request-Id"]) == 16


def test_a_secure_site_says_so(settings: Config) -> None:
    secure = Config(instance=settings.instance, base_url="https://forum.example", secret_key="k", journal_key="j")
    app = create_app(secure)
    response = Client(app).get("/login")
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-vouch=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_a_visitors_page_sets_no_cookie_and_holds_no_token(client: Client, cast: Cast) -> None:
    response = client.get("/no-such-page")
    assert "Set-Cookie" not in response.headers
    assert "csrf" not in response.text


def test_a_page_of_somebody_is_not_kept_by_shared_caches(client_of: ClientOf, cast: Cast) -> None:
    response = client_of(cast.ada).get("/no-such-page")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response.headers["Vary"]


def test_a_change_without_its_token_is_refused(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.ada)
    browser.forges = True
    assert browser.post("/logout").status_code == 400
    browser.forges = False
    assert browser.post("/logout").status_code == 303


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_change_from_another_site_is_refused_even_with_a_token(
    client_of: ClientOf, cast: Cast, headers: dict[str, str]
) -> None:
    assert client_of(cast.ada).post("/logout", headers=headers).status_code == 400


def test_what_was_typed_into_a_form_without_a_token_comes_back(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.ada)
    browser.forges = True
    text = "A long text that took me an hour to write, with <b>care</b>."
    response = browser.post("/logout", data={"body": text, "password": "my secret password that nobody sees"})
    assert response.status_code == 400
    page = tree(response)
    area = page.find("textarea")
    assert area is not None
    assert area.get_text().strip() == text
    assert "nobody sees" not in response.text
    # Our own page may offer to send it again; a foreign one may not make somebody do it.
    assert page.find("button", string=lambda words: words is not None and "Send it again" in words)
    foreign = browser.post("/logout", data={"body": text}, headers={"Origin": "https://evil.example"})
    assert "Send it again" not in foreign.text


def test_links_never_come_from_the_host_header(client: Client, app: Flask) -> None:
    response = client.get("/login", headers={"Host": "evil.example"})
    assert "evil.example" not in response.text
    with app.test_request_context(headers={"Host": "evil.example"}):
        assert page_url("questions.home") == OURS + "/"


@pytest.mark.parametrize(("path", "status"), [("/login?next=%00", 422), ("/login?%00=1", 422), ("/questions%00", 404)])
def test_a_nul_in_an_address_is_refused(client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_forwarded_headers_are_believed_from_known_proxies_only(settings: Config) -> None:
    def address(proxies: int) -> str:
        app = create_app(Config(instance=settings.instance, trusted_proxies=proxies, secret_key="k", journal_key="j"))

        @app.get("/test/address", endpoint="test_address")
        def tell() -> str:
            return request.remote_addr or ""

        return Client(app).get("/test/address", headers={"X-Forwarded-For": "203.0.113.7"}).text

    assert address(0) == "127.0.0.1"
    assert address(1) == "203.0.113.7"
