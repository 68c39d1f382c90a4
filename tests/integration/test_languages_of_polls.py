"""Languages that a poll has and no page is in: asked for at its addresses, in all that leads on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Event, Page, Phase, Poll
from tests.browse import vote
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.make import make_new_poll, make_new_question, texts
from tests.steps import Respondent, make_survey

Add = Callable[[NewPoll], Poll]
SLUG = "colours"
BOTH = ("en", "de")
GERMAN_FIRST = {"Accept-Language": "de-DE, fr;q=0.8"}
LINK = re.compile(r'(?:href|action)="([^"]*)"')


def poll_in(*languages: str, **other: Any) -> NewPoll:
    """A poll of which every text is followed by the language that it is in."""
    said = {code: f"Which one? ({code})" for code in languages}
    labels = {"a": {code: f"A ({code})" for code in languages}, "b": dict.fromkeys(languages, "B")}
    question = make_new_question(text=said, options=labels)
    return make_new_poll(question, languages=languages, **other)


@pytest.mark.parametrize("path", [f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}"])
def test_the_address_asks_for_a_language_of_the_poll(
    add: Add, reader: FlaskClient, path: str
) -> None:
    add(poll_in("en", "de"))
    answer = reader.get(f"{path}?lang=de", headers={"Accept-Language": "ja, en;q=0.5"})
    assert answer.status_code == 200
    assert '<html lang="ja" dir="ltr">' in answer.text
    assert re.search(r'<h1[^>]* lang="de"[^>]*>\s*Which one\? \(de\)', answer.text)
    assert "(en)" not in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_browser_that_asks_for_it_first_gets_it(add: Add, reader: FlaskClient) -> None:
    add(poll_in("en", "de"))
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}"):
        answer = reader.get(path, headers=GERMAN_FIRST)
        assert '<html lang="fr" dir="ltr">' in answer.text
        assert "Which one? (de)" in answer.text
        assert "(en)" not in answer.text
        assert "Accept-Language" in answer.headers["Vary"]


def test_pages_that_are_kept_tell_such_readers_apart(add: Add, reader: FlaskClient) -> None:
    add(poll_in("en", "de"))
    wishes = [GERMAN_FIRST, {"Accept-Language": "fr"}, {}, GERMAN_FIRST]
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results"):
        seen = [
            re.findall(r"<html lang=\"(\w+)\"|<h1[^>]*>\s*Which one\? \((\w+)\)", page)
            for page in (reader.get(path, headers=wish).text for wish in wishes)
        ]
        said = [(found[0][0], found[1][1]) for found in seen]
        assert said == [("fr", "de"), ("fr", "en"), ("en", "en"), ("fr", "de")]
    both = [reader.get(f"/p/{SLUG}/results?lang={one}").text for one in ("en", "de")]
    assert both[0] != both[1]


@pytest.mark.parametrize(("language", "varies"), [("en", False), ("de", True), ("ja", True)])
def test_a_page_says_that_it_hangs_on_the_browser_only_where_it_does(
    add: Add, reader: FlaskClient, language: str, varies: bool
) -> None:
    add(poll_in("en", "de"))
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}"):
        answer = reader.get(f"{path}?lang={language}")
        assert ("Accept-Language" in answer.headers.get("Vary", "")) is varies


@pytest.mark.parametrize("code", ["he", "fa", "ur"])
def test_one_from_right_to_left_is_marked_so(add: Add, reader: FlaskClient, code: str) -> None:
    add(poll_in("en", code))
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results"):
        page = reader.get(f"{path}?lang={code}", headers={"Accept-Language": "en"}).text
        assert re.search(rf'<h1[^>]* lang="{code}" dir="rtl"[^>]*>\s*Which', page)
        assert re.search(rf'lang="{code}" dir="rtl"[^>]*>\s*A \({code}\)', page)


@pytest.mark.parametrize(
    ("code", "wish"),
    [("pt-BR", "pt"), ("pt-BR", "pt-PT, en;q=0.8"), ("zh-Hant", "zh"), ("zh-Hant", "zh-TW")],
)
def test_a_browser_gets_the_form_of_its_language_that_there_is(
    add: Add, reader: FlaskClient, rows: Rows, code: str, wish: str
) -> None:
    add(poll_in("en", code))
    header = {"Accept-Language": wish}
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}"):
        page = reader.get(path, headers=header).text
        assert f"Which one? ({code})" in page
        assert "(en)" not in page
    form = reader.get(f"/p/{SLUG}", headers=header).text
    assert re.findall(r'lang="([\w-]+)" aria-current', form) == [code]
    vote(reader, SLUG, 1, headers=header)
    assert rows("SELECT language FROM response") == [(code,)]


@pytest.mark.parametrize(
    ("code", "asked"), [("pt-BR", "pt"), ("zh-Hant", "zh"), ("zh-Hant-TW", "zh-Hant")]
)
def test_the_address_may_ask_by_a_shorter_code(
    add: Add, reader: FlaskClient, code: str, asked: str
) -> None:
    add(poll_in("en", code))
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}"):
        page = reader.get(f"{path}?lang={asked}").text
        assert f"Which one? ({code})" in page
        assert "(en)" not in page
        assert f"/p/{SLUG}/results?lang={asked}" in page
    current = re.findall(
        r'lang="([\w-]+)" aria-current', reader.get(f"/p/{SLUG}?lang={asked}").text
    )
    assert current == [code]
    data = json.loads(reader.get(f"/p/{SLUG}/results.json?lang={asked}").text)
    assert data["poll"]["language"] == code
    for ending in ("csv", "svg"):
        assert reader.get(f"/p/{SLUG}/results.{ending}?lang={asked}").status_code == 200
    assert reader.get(f"/p/{SLUG}?lang={asked}-XX").status_code == 400


def test_the_very_code_goes_before_another_form(add: Add, reader: FlaskClient) -> None:
    add(poll_in("en", "pt-BR", "pt-PT", "pt"))
    for code in ("pt", "pt-PT", "pt-BR"):
        for page in (
            reader.get(f"/p/{SLUG}?lang={code}").text,
            reader.get(f"/p/{SLUG}", headers={"Accept-Language": code}).text,
        ):
            assert f"Which one? ({code})" in page


def test_every_later_link_of_the_poll_keeps_it_and_no_other_has_it(
    add: Add, reader: FlaskClient
) -> None:
    add(poll_in("en", "de", may_change=True))
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results", f"/embed/{SLUG}"):
        page = reader.get(f"{path}?lang=de").text
        links = [
            one
            for one in map(unescape, LINK.findall(page))
            if one.startswith(("/", "http://localhost/"))
        ]
        bare = [one for one in links if f"/{SLUG}" in one and "lang=" not in one]
        # Tables have all languages in them; a frame's page has one address.
        tables = (".csv", ".csv?bom=1", ".xlsx", ".json")
        own = f"http://localhost/p/{SLUG}/results"
        assert not [one for one in bare if not one.endswith(tables) and one != own]
        for link in links:
            if "static" not in link:
                assert reader.get(link.partition("#")[0]).status_code == 200, link
    answer = vote(reader, SLUG, 1, path=f"/p/{SLUG}?lang=de", query_string={"lang": "de"})
    assert answer.headers["Location"].endswith(f"/p/{SLUG}?lang=de#thanks")


def test_a_vote_says_in_which_language_it_was_asked(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    add(poll_in("en", "de"))
    vote(reader, SLUG, 1, query_string={"lang": "de"})
    assert rows("SELECT language FROM response") == [("de",)]


def test_its_languages_stand_beside_those_of_the_site(add: Add, reader: FlaskClient) -> None:
    add(poll_in("en", "de", "pt-BR"))
    results = reader.get(f"/p/{SLUG}/results?lang=de").text
    switch = results.partition('class="nav langs"')[2].partition("</nav>")[0]
    offered = ["en", "ru", "fr", "ja", "ar", "de", "pt-BR"]
    assert re.findall(r'hreflang="([\w-]+)"', switch) == offered
    assert re.findall(r'lang=(\S+)" lang="\S+" hreflang="\S+" aria-current', switch) == ["de"]
    assert re.findall(r'rel="alternate" hreflang="([\w-]+)"', results) == offered
    form = reader.get(f"/p/{SLUG}", headers=GERMAN_FIRST).text
    assert re.findall(r'value="lang:([\w-]+)"', form) == offered
    assert re.findall(r'lang="([\w-]+)" aria-current', form) == ["de"]
    assert "Deutsch" not in reader.get("/").text.partition("<main")[0]


def test_a_language_in_which_nothing_is_whole_is_not_offered(add: Add, reader: FlaskClient) -> None:
    question = make_new_question(text={"en": "Which one?", "de": "Welche?"})
    add(make_new_poll(question, languages=("en", "de")))
    page = reader.get(f"/p/{SLUG}").text
    assert 'value="lang:de"' not in page
    assert reader.get(f"/p/{SLUG}?lang=de").status_code == 200


def test_one_that_nobody_speaks_is_refused_at_every_address_of_a_poll(
    app: Flask, add: Add, reader: FlaskClient
) -> None:
    event = Event(code="debate", title=texts("The debate"))
    add(poll_in("en", "de", event=event, phase=Phase.BEFORE))
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.rule.startswith(("/p/", "/e/", "/embed/"))
    ]
    assert len(rules) >= 15
    values = {"slug": SLUG, "code": "debate", "form_id": "x", "number": 1, "format": "svg"}
    for rule in rules:
        wanted = values | ({"code": "q1"} if "words" in rule.rule else {})
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(
                rule.endpoint, {one: wanted[one] for one in rule.arguments}, method=None
            )
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        for language in ("tlh", "", "DE"):
            answer = reader.open(path, method=method, query_string={"lang": language})
            assert answer.status_code == 400, path


@pytest.mark.parametrize("path", ["/", "/help", "/help/privacy"])
def test_elsewhere_a_language_of_a_poll_is_refused(
    add: Add, reader: FlaskClient, path: str
) -> None:
    add(poll_in("en", "de"))
    assert reader.get(f"{path}?lang=de").status_code == 400


def test_the_page_that_refuses_leads_to_pages_that_are_there(add: Add, reader: FlaskClient) -> None:
    add(poll_in("en", "de"))
    page = reader.get(f"/p/{SLUG}?lang=tlh").text
    assert "tlh" not in page


def test_files_are_in_a_language_of_the_poll_and_alike_for_all(
    add: Add, reader: FlaskClient
) -> None:
    add(poll_in("en", "de", closes_at=None))
    for wish in ("en", "ja", "de"):
        found = reader.get(f"/p/{SLUG}/results.json?lang=de", headers={"Accept-Language": wish})
        data = json.loads(found.text)
        assert (data["language"], data["poll"]["language"]) == ("en", "de")
        assert data["questions"][0]["text"] == "Which one? (de)"
        assert "Accept-Language" not in found.headers.get("Vary", "")
    for ending in ("csv", "xlsx", "svg"):
        one, other = (
            reader.get(f"/p/{SLUG}/results.{ending}?lang=de", headers={"Accept-Language": wish})
            for wish in ("ja", "de")
        )
        assert one.status_code == 200
        assert one.data == other.data
    charts = [reader.get(f"/p/{SLUG}/results.svg{asked}").data for asked in ("?lang=de", "")]
    assert charts[0] != charts[1]


def test_a_survey_in_steps_goes_on_in_it(add: Add, reader: FlaskClient) -> None:
    country = make_new_question(
        "country",
        text={"en": "Which country?", "de": "Welches Land?"},
        options={
            "japan": dict.fromkeys(BOTH, "Japan"),
            "spain": {"en": "Spain", "de": "Spanien"},
        },
    )
    age = make_new_question(
        "age",
        text={"en": "How old?", "de": "Wie alt?"},
        options={"old": {"en": "Old", "de": "Alt"}, "young": {"en": "Young", "de": "Jung"}},
        page=2,
    )
    add(make_survey(country, age, languages=BOTH, title=None, pages=(Page(number=1),)))
    one = Respondent(reader).open().press(q1="2")
    assert one.heading == "How old?"
    one.press("lang:de", q2="4")
    assert one.path.endswith("/2?lang=de")
    assert one.heading == "Wie alt?"
    assert re.search(r'value="4"[^>]*checked', one.page)
    one.press()
    assert one.path.endswith("/check?lang=de")
    assert "Spanien" in one.words
    assert one.press("send").path == "/p/travel?lang=de"
    assert "Welches Land?" in one.words


def test_an_event_is_in_the_languages_of_its_polls(add: Add, reader: FlaskClient) -> None:
    event = Event(code="debate", title=texts({"en": "The debate", "de": "Die Debatte"}))
    add(poll_in("en", "de", slug="first", event=event, phase=Phase.BEFORE))
    add(poll_in("en", slug="second", event=event, phase=Phase.AFTER))
    page = reader.get("/e/debate?lang=de").text
    assert 'href="/p/first?lang=de"' in page
    assert 'href="/p/second"' in page
    assert 'hreflang="de"' in page
    assert 'href="/e/debate?lang=de"' in reader.get("/p/first/results?lang=de").text
    assert reader.get("/e/debate/results.csv?lang=de").status_code == 200
    assert reader.get("/e/debate/results.svg?lang=de").status_code == 200
    assert reader.get("/e/debate?lang=pl").status_code == 400


def test_the_desk_offers_them_for_articles_and_files(add: Add, owner: DeskClient) -> None:
    poll = add(poll_in("en", "de"))
    share = owner.get(f"/desk/polls/{poll.id}/share?embed=de").text
    assert "data-lang=&#34;de&#34;" in share.replace("&amp;#34;", "&#34;")
    assert "Which one? (de)" in share
    files = owner.get(f"/desk/polls/{poll.id}/downloads?files=de").text
    assert "results.csv?lang=de" in files
    data = owner.get(f"/desk/polls/{poll.id}/results.json?lang=de").get_json()
    assert data["questions"][0]["text"] == "Which one? (de)"
    assert owner.get(f"/desk/polls/{poll.id}/results.svg?lang=pl").status_code == 400
