"""The language of a page: asked for in the address, else wished for by the browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from pollsvc.domain.errors import PollsvcError
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.web.languages import LANGUAGES, in_language
from pollsvc.web.phrases import error_text
from tests.browse import vote
from tests.house.test_errors import below
from tests.make import make_new_ifri, make_new_poll, make_new_question

Add = Callable[[NewPoll], Poll]
SLUG = "colours"
FOUR_LANGUAGES = {"en": "Which one?", "ru": "Какой?", "fr": "Lequel ?", "ja": "どれですか。"}
VOTE_BUTTON = {
    "en": "Vote",
    "ru": "Голосовать",
    "fr": "Voter",
    "ja": "投票する",
    "ar": "صوّت",
}


def poll_in_four() -> NewPoll:
    labels = {"a": dict.fromkeys(FOUR_LANGUAGES, "A"), "b": dict.fromkeys(FOUR_LANGUAGES, "B")}
    question = make_new_question(text=FOUR_LANGUAGES, options=labels)
    return make_new_poll(question, languages=tuple(FOUR_LANGUAGES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_chooses_the_language(add: Add, reader: FlaskClient, language: str) -> None:
    add(make_new_poll())
    page = reader.get(f"/p/{SLUG}?lang={language}").text
    way = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{way}">' in page
    assert VOTE_BUTTON[language] in page


def test_without_one_the_browsers_wish_counts(reader: FlaskClient) -> None:
    wish = {"Accept-Language": "de-DE, fr-CA;q=0.8, en;q=0.5"}
    response = reader.get("/", headers=wish)
    assert '<html lang="fr"' in response.text
    assert "Accept-Language" in response.headers["Vary"]


def test_without_any_wish_the_settings_decide(make_app: Callable[..., Flask]) -> None:
    page = make_app(default_language="ja").test_client().get("/").text
    assert '<html lang="ja"' in page


def test_the_address_goes_before_the_browser(reader: FlaskClient) -> None:
    response = reader.get("/?lang=ru", headers={"Accept-Language": "fr"})
    assert '<html lang="ru"' in response.text
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_a_language_nobody_speaks_here_is_refused_in_one_that_is(reader: FlaskClient) -> None:
    response = reader.get("/?lang=tlh", headers={"Accept-Language": "fr"})
    assert response.status_code == 400
    assert '<html lang="fr"' in response.text


def test_a_language_from_the_address_stays_through_the_links(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    page = reader.get(f"/p/{SLUG}?lang=ru").text
    assert f'action="/p/{SLUG}?lang=ru#errors"' in page
    assert f'href="/p/{SLUG}/results?lang=ru"' in page
    answer = vote(reader, SLUG, 1, query_string={"lang": "ru"})
    assert answer.headers["Location"].endswith(f"/p/{SLUG}?lang=ru#thanks")


def test_a_language_from_the_browser_is_not_put_into_addresses(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "fr"}):
        assert in_language("/p/x", page=None) == "/p/x"


def test_the_switch_leads_to_the_same_page_without_campaign_tags(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    page = reader.get(f"/p/{SLUG}?utm_source=mail").text
    assert f'formaction="/p/{SLUG}?lang=ar"' in page
    assert "utm_source" not in page


def test_a_poll_is_asked_in_the_language_of_the_page_where_it_can_be(
    add: Add, reader: FlaskClient
) -> None:
    add(poll_in_four())
    page = reader.get(f"/p/{SLUG}?lang=ja").text
    assert "<h1>どれですか。" in page


def test_a_poll_in_another_language_says_which(add: Add, reader: FlaskClient) -> None:
    add(poll_in_four())
    page = reader.get(f"/p/{SLUG}?lang=ar").text
    assert '<h1 lang="en" dir="ltr">Which one?' in page


@pytest.mark.parametrize(
    ("language", "first", "said"),
    [
        ("en", "33 (31%)", "Share of 108 votes"),
        ("ru", "33</b> (31\u00a0%)", "Доля от 108 голосов"),
        ("fr", "33</b> (31\u00a0%)", "Part des 108 votes"),
        ("ja", "33</b> (31%)", "全108票に占める割合"),
        ("ar", "33</b> (31%)", "النسبة من 108 أصوات"),
    ],
)
def test_figures_follow_the_habits_of_the_language(
    add: Add, reader: FlaskClient, language: str, first: str, said: str
) -> None:
    add(make_new_ifri(live=False))
    page = reader.get(f"/p/us-goals-for-russia-2013/results?lang={language}").text
    assert first.replace("33 (", "33</b> (") in page
    assert said in page


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("ru", 1, "1 голос"),
        ("ru", 3, "3 голоса"),
        ("ru", 11, "11 голосов"),
        ("ar", 2, "صوتان"),
        ("ar", 3, "3 أصوات"),
        ("ar", 11, "11 صوتًا"),
        ("ar", 100, "100 صوت"),
        ("fr", 0, "0 vote"),
        ("fr", 2, "2 votes"),
        ("ja", 5, "5票"),
    ],
)
def test_nouns_agree_with_their_number(app: Flask, language: str, number: int, said: str) -> None:
    from pollsvc.results.lines import votes_text

    with app.test_request_context("/"), force_locale(language):
        assert votes_text(number) == said


def test_every_refusal_a_reader_meets_keeps_its_english_words(app: Flask) -> None:
    from pollsvc.web.phrases import _REFUSALS

    messages = {kind.code: kind().message for kind in below(PollsvcError) if _is_plain(kind)}
    with app.test_request_context("/?lang=en"):
        for code, said in _REFUSALS.items():
            assert said == messages.get(code, said)
    assert {"poll_not_found", "already_voted", "cross_site", "store_busy"} <= set(_REFUSALS)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_refusal_a_reader_meets_is_translated(app: Flask, language: str) -> None:
    from pollsvc.web.phrases import _REFUSALS

    kinds = [one for one in below(PollsvcError) if one.code in _REFUSALS and _is_plain(one)]
    assert kinds
    with app.test_request_context(f"/?lang={language}"):
        for kind in kinds:
            assert error_text(kind()) != kind().message


def _is_plain(kind: type[PollsvcError]) -> bool:
    """Whether it can be made without a word, and is of the domain."""
    takes_more = kind.__init__ is not PollsvcError.__init__
    return kind.__module__.endswith("domain.errors") and not takes_more


@pytest.mark.parametrize("area", ["reader.css", "embed.css"])
def test_a_style_sheet_is_kept_for_ever_under_its_digest(
    app: Flask, reader: FlaskClient, area: str
) -> None:
    path = app.extensions["assets"].by_name[area].address
    response = reader.get(path, headers={"Accept-Encoding": "gzip"})
    assert re.fullmatch(r"/static/\w+\.[0-9a-f]{10}\.css", path)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Encoding"] == "gzip"
    assert b"/*" not in reader.get(path).data


def test_an_address_with_another_digest_is_not_found(reader: FlaskClient) -> None:
    assert reader.get("/static/reader.0123456789.css").status_code == 404
