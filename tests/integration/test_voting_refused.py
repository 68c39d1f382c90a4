"""``/p/<slug>``: everything that is refused, and how."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Kind, Poll
from tests.browse import (
    counts_of,
    forms_on,
    hidden_fields,
    vote,
)
from tests.conftest import Clock
from tests.make import NOON, hours, make_new_poll, make_new_question

Add = Callable[[NewPoll], Poll]
SLUG = "colours"


def test_nothing_chosen_gives_the_page_again_with_a_summary(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    answer = vote(reader, SLUG)
    assert answer.status_code == 422
    assert '<div class="errsum" id="errors" role="alert"' in answer.text
    assert "<title>Error:" in answer.text
    assert forms_on(answer.text)[0]["action"].endswith("#errors")


def test_too_few_and_too_many_keep_what_was_chosen(add: Add, reader: FlaskClient) -> None:
    question = make_new_question(kind=Kind.MULTIPLE, options=5, at_least=2, at_most=3)
    add(make_new_poll(question))
    for chosen in ([4], [1, 2, 3, 5]):
        answer = vote(reader, SLUG, *chosen)
        kept = [one["value"] for one in forms_on(answer.text)[0]["inputs"] if "checked" in one]
        assert (answer.status_code, kept) == (422, [str(option) for option in chosen])


def test_trying_again_after_an_error_is_no_second_vote(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    refused = vote(reader, SLUG)
    data = forms_on(refused.text)[0]["hidden"] | {"q1": "1"}
    assert {reader.post(f"/p/{SLUG}", data=data).status_code for _ in range(3)} == {303}
    assert counts_of(reader, SLUG) == [1, 0, 0]


def test_a_forged_option_or_a_foreign_field_is_refused(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    hidden = hidden_fields(reader, f"/p/{SLUG}")
    for sent in (
        {"q1": "99"},
        {"q1": "1_0"},
        {"q1": "٣"},
        {"q1": " 1"},
        {"q1": "1\x00"},
        {"q1": ["1", "2"]},
        {"q1": "1", "q2": "1"},
        {"q1": "1", "colour": "red"},
        {"q1": "1", "act": "explode"},
    ):
        answer = reader.post(f"/p/{SLUG}", data={**hidden, **sent})
        assert answer.status_code == 422, sent
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_a_form_id_of_another_poll_is_refused_and_the_choice_kept(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    add(make_new_poll(slug="other"))
    for form_id in (hidden_fields(reader, "/p/other")["form"], "", "x" * 38, "ü\x00", "a" * 9999):
        answer = reader.post(f"/p/{SLUG}", data={"form": form_id, "act": "vote", "q1": "2"})
        assert answer.status_code == 422
        assert 'value="2" checked' in answer.text
        hidden = forms_on(answer.text)[0]["hidden"]
        assert hidden["form"] != form_id
    assert reader.post(f"/p/{SLUG}", data={**hidden, "q1": "2"}).status_code == 303


def test_a_late_vote_is_told_so_and_not_counted(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    clock.set(NOON + hours(24))
    answer = reader.post(f"/p/{SLUG}", data=data)
    assert answer.status_code == 409
    assert "This poll closed just before your vote arrived." in answer.text
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_closing_is_kept_when_the_clock_goes_back(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}") | {"q1": "1"}
    clock.forward(days=2)
    reader.post(f"/p/{SLUG}", data=data)
    clock.set(NOON)
    assert reader.post(f"/p/{SLUG}", data=data).status_code == 409
    assert not [one for one in forms_on(reader.get(f"/p/{SLUG}").text) if one["inputs"]]


def test_a_planned_poll_says_when_it_opens_and_takes_no_vote(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(opens_at=NOON + hours(1)))
    page = reader.get(f"/p/{SLUG}")
    assert page.status_code == 200
    assert "q1" not in page.text.split("<main")[1]
    answer = reader.post(f"/p/{SLUG}", data={"form": "x", "q1": "1"})
    assert answer.status_code == 409


def test_a_draft_is_not_found(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(opens_at=None, closes_at=None))
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}", f"/p/{SLUG}/results.json"):
        assert reader.get(path).status_code == 404, path
    assert reader.post(f"/p/{SLUG}", data={"q1": "1"}).status_code == 404
    assert SLUG not in reader.get("/").text


def test_a_vote_from_another_site_is_refused_with_a_way_to_the_poll(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
    ):
        answer = vote(reader, SLUG, 1, headers=headers)
        assert answer.status_code == 403, headers
        assert f'href="/p/{SLUG}"' in answer.text
    assert counts_of(reader, SLUG) == [0, 0, 0]


def test_a_vote_from_our_own_page_is_taken(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_new_poll())
    own, typed = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}
    assert vote(reader, SLUG, 1, headers=own).status_code == 303
    assert vote(stranger, SLUG, 1, headers=typed).status_code == 303


def test_an_honest_origin_counts_where_the_browser_says_no_more(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    assert vote(reader, SLUG, 1, headers={"Origin": "http://localhost"}).status_code == 303


def test_a_body_of_ten_megabytes_is_refused(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    answer = reader.post(f"/p/{SLUG}", data={"q1": "x" * 10_000_000})
    assert answer.status_code == 413


def test_hostile_bytes_are_no_fault_of_ours(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for body in (
        b"\xff\xfe\x00",
        b"q1=%ff%00",
        b"q1=" + b"[" * 50_000,
        b"=&&&==",
        b"q1=1&" * 9_000,
    ):
        for kind in (
            "application/x-www-form-urlencoded",
            "application/json",
            "multipart/form-data",
        ):
            answer = reader.post(f"/p/{SLUG}", data=body, content_type=kind)
            assert 400 <= answer.status_code < 500
    for path in ("/p/%00", "/p/..%2f..%2fetc", "/p/%ff%fe", "/p/" + "a" * 5000, "/p/a%0d%0aX: y"):
        assert reader.get(path).status_code in (400, 404)
    assert counts_of(reader, SLUG) == [0, 0, 0]
