"""What all pages share: headers, errors, hosts, proxies, signs of life, the manual."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.web.proxies import client_address, networks
from tests.make import make_new_poll

Add = Callable[[NewPoll], Poll]
PATHS = ("/", "/p/colours", "/p/colours/results", "/embed/colours", "/help", "/nowhere")


def test_no_page_allows_anything_inline(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in PATHS:
        answer = reader.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        # The lines to copy for embedding are text in a field, not markup of the page.
        page = re.sub(r"<textarea.*?</textarea>", "", answer.text, flags=re.DOTALL)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


def test_every_answer_has_the_security_headers(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in (*PATHS, "/healthz", "/p/colours/results.json", "/embed.js"):
        headers = reader.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_unknown_paths_and_methods_have_pages_of_their_own(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    missing = reader.get("/p/nowhere")
    assert missing.status_code == 404
    assert "There is no poll at this address." in missing.text
    wrong = reader.delete("/p/colours")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]
    assert "<h1" in wrong.text


def test_an_error_in_data_is_problem_json(reader: FlaskClient) -> None:
    answer = reader.get("/p/nowhere/results.json")
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json(force=True)["code"] == "poll_not_found"


def test_an_error_in_an_embed_is_a_bare_page(reader: FlaskClient) -> None:
    answer = reader.get("/embed/nowhere")
    assert answer.status_code == 404
    assert "<nav" not in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_another_host_is_refused(reader: FlaskClient) -> None:
    assert reader.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert reader.get("/", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_a_bug_is_a_page_and_not_a_traceback(app: Flask) -> None:
    def broken() -> str:
        raise RuntimeError("a secret detail")

    app.testing = False
    app.add_url_rule("/broken", view_func=broken)
    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "<h1" in answer.text


def test_an_absent_database_is_busy_and_says_when_to_try_again(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(database_url=f"sqlite:///{tmp_path}/not/there/pollsvc.db")
    app.testing = False
    answer = app.test_client().get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/readyz").status_code == 503


def test_the_service_says_that_it_lives_and_is_ready(reader: FlaskClient) -> None:
    assert reader.get("/healthz").text == "ok\n"
    assert reader.get("/readyz").text == "ready\n"


def test_pages_come_packed_to_who_takes_that(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in PATHS:
        plain, packed = reader.get(path), reader.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        if path != "/p/colours":
            assert gzip.decompress(packed.data) == plain.data


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("nonsense", "203.0.113.9", "nonsense"),
    ],
)
def test_a_proxy_is_believed_only_where_it_is_listed(
    peer: str, forwarded: str, client: str
) -> None:
    assert client_address(peer, forwarded, networks(["10.0.0.0/8"])) == client


def test_the_scheme_comes_from_a_listed_proxy_only(make_app: Callable[..., Flask]) -> None:
    seen: list[tuple[str, str]] = []
    app = make_app(trusted_proxies=("127.0.0.1",))

    def note() -> str:
        from flask import request

        seen.append((request.scheme, request.remote_addr or ""))
        return ""

    app.add_url_rule("/note", view_func=note)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    for peer in ("127.0.0.1", "192.0.2.1"):
        app.test_client().get("/note", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert seen == [("https", "203.0.113.9"), ("http", "192.0.2.1")]


def test_the_manual_is_served_and_takes_no_path_from_outside(reader: FlaskClient) -> None:
    assert reader.get("/help").status_code == 200
    assert reader.get("/help/definitions").status_code == 200
    for name in ("../app", "..%2fapp", "poll.schema", "INDEX", "%00"):
        assert reader.get(f"/help/{name}").status_code == 404
    assert reader.get("/help/poll.schema.json").get_json(force=True)["type"] == "object"


def test_gzip_is_not_sent_to_who_refuses_it(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in (*PATHS, "/embed.js"):
        answer = reader.get(path, headers={"Accept-Encoding": "gzip;q=0, identity"})
        assert "Content-Encoding" not in answer.headers


def test_head_is_not_sent_again_either(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    tag = reader.get("/p/colours/results").headers["ETag"]
    reader.application.extensions["kept"]._entries.clear()
    answer = reader.head("/p/colours/results", headers={"If-None-Match": tag})
    assert answer.status_code == 304
