"""What a reader of a poll is shown: orders, "don't know", texts, corrections, versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.order import shown_order
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.domain.question import Order, Role
from tests.browse import change, counts_of, forms_on, hidden_fields, vote, withdraw, words_of
from tests.conftest import Clock, Database
from tests.integration.conftest import Rows, bare
from tests.make import make_new_poll, make_new_question, texts

Add = Callable[[NewPoll], Poll]
SLUG = "colours"
OPTIONS = ["Option 1", "Option 2", "Option 3", "Option 4", "Option 5"]


def shuffled(order: Order = Order.RANDOM, **other: Any) -> NewPoll:
    return make_new_poll(make_new_question(options=5, order=order), **other)


def with_dont_know(order: Order = Order.FIXED) -> NewQuestion:
    question = make_new_question(options={"tea": "Tea", "milk": "Milk", "dk": "I don’t know"})
    *plain, last = question.options
    return replace(question, options=(*plain, replace(last, role=Role.DONT_KNOW)), order=order)


def labels_on(page: str) -> list[str]:
    return re.findall(r'<span class="opt-text"[^>]*>([^<]+)<', page)


def results_in(page: str) -> list[str]:
    return re.findall(r'<p class="bar-label"><span[^>]*>([^<]+)<', page)


def test_readers_see_random_answers_in_orders_of_their_own(add: Add, stranger: FlaskClient) -> None:
    add(shuffled())
    seen = {tuple(labels_on(stranger.get(f"/p/{SLUG}").text)) for _ in range(12)}
    assert len(seen) > 4
    assert all(sorted(one) == OPTIONS for one in seen)


def test_reversed_answers_come_in_two_orders(add: Add, stranger: FlaskClient) -> None:
    add(shuffled(Order.REVERSED))
    seen = {tuple(labels_on(stranger.get(f"/p/{SLUG}").text)) for _ in range(24)}
    assert seen == {tuple(OPTIONS), tuple(reversed(OPTIONS))}


def test_a_form_that_comes_back_keeps_its_order(add: Add, reader: FlaskClient) -> None:
    add(shuffled())
    page = reader.get(f"/p/{SLUG}").text
    for _ in range(3):
        again = reader.post(f"/p/{SLUG}", data=forms_on(page)[0]["hidden"])
        assert again.status_code == 422
        assert labels_on(again.text) == labels_on(page)


def test_the_order_shown_is_kept_with_the_vote_and_with_its_change(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    poll = add(shuffled(may_change=True, may_withdraw=True))
    seen = []
    for path in (f"/p/{SLUG}", f"/p/{SLUG}?change=1"):
        page = reader.get(path).text
        seen.append(labels_on(page))
        reader.post(f"/p/{SLUG}", data={**forms_on(page)[0]["hidden"], "q1": "1"})
    withdraw(reader, SLUG)
    seeds = [seed for (seed,) in rows("SELECT shown_seed FROM response ORDER BY number")]
    assert seeds[2] is None
    for seed, shown in zip(seeds[:2], seen, strict=True):
        order = shown_order(poll.questions[0], seed)
        assert [option.label.say("en").text for option in order] == shown


def test_no_seed_is_kept_where_all_see_the_same_order(
    add: Add, reader: FlaskClient, rows: Rows
) -> None:
    add(make_new_poll())
    vote(reader, SLUG, 1)
    assert rows("SELECT shown_seed FROM response") == [(None,)]


def test_a_form_of_random_order_is_not_kept_for_others(
    add: Add, app: Flask, stranger: FlaskClient
) -> None:
    add(shuffled())
    stranger.get(f"/p/{SLUG}")
    assert not app.extensions["kept"]._entries
    add(make_new_poll(slug="fixed"))
    stranger.get("/p/fixed")
    assert len(app.extensions["kept"]._entries) == 1


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (Order.FIXED, "The question and the order of answers were the same for everyone."),
        (Order.RANDOM, "Each reader saw the answers in an order of their own"),
        (Order.REVERSED, "Half of the readers, chosen by chance, saw the answers in reverse order"),
    ],
)
def test_results_are_in_the_order_of_the_definition_and_say_how_it_was_shown(
    add: Add, reader: FlaskClient, order: Order, said: str
) -> None:
    add(shuffled(order))
    vote(reader, SLUG, 4)
    page = reader.get(f"/p/{SLUG}/results").text
    assert results_in(page) == OPTIONS
    assert counts_of(reader, SLUG) == [0, 0, 0, 1, 0]
    assert said in words_of(page)


def test_of_several_questions_some_may_have_an_order_of_their_own(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(make_new_question(), make_new_question("q2", order=Order.RANDOM)))
    said = words_of(reader.get(f"/p/{SLUG}/results").text)
    assert "Not every reader saw the answers to every question in the same order" in said


@pytest.mark.parametrize("order", Order)
def test_who_has_no_view_finds_the_answer_last_after_an_or(
    add: Add, reader: FlaskClient, order: Order
) -> None:
    add(make_new_poll(with_dont_know(order)))
    for _ in range(5):
        page = reader.get(f"/p/{SLUG}").text
        assert labels_on(page)[-1] == "I don’t know"
        assert words_of(page).count(" or I don’t know") == 1
    vote(reader, SLUG, 3)
    assert counts_of(reader, SLUG) == [0, 0, 1]
    assert results_in(reader.get(f"/p/{SLUG}").text)[-1] == "I don’t know"


def test_files_say_which_answer_is_for_who_has_no_view(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(with_dont_know(Order.REVERSED)))
    document = reader.get(f"/p/{SLUG}/results.json").get_json()
    assert document["questions"][0]["order"] == "reversed"
    roles = [option["role"] for option in document["questions"][0]["options"]]
    assert roles == ["plain", "plain", "dont_know"]
    table = reader.get(f"/p/{SLUG}/results.csv").text.splitlines()
    assert "option_role" in table[0]
    assert ",dk,dont_know," in table[3]


CLOSING = "Read [our article](https://example.org/a), *please*."


def test_intro_and_closing_are_markdown(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_new_poll(intro=texts("One.\n\n# Two\n\n- **three**"), closing=texts(CLOSING)))
    page = reader.get(f"/p/{SLUG}").text
    assert "<p>One.</p>" in page
    assert "<strong>three</strong>" in page
    assert page.count("<h1") == 1
    assert "our article" not in page
    vote(reader, SLUG, 1)
    thanks = reader.get(f"/p/{SLUG}").text
    assert '<a href="https://example.org/a">our article</a>, <em>please</em>' in thanks
    assert thanks.index("our article") > thanks.index('class="bars')
    assert "our article" not in stranger.get(f"/p/{SLUG}/results").text


def test_the_closing_text_is_for_all_once_the_poll_is_over(
    add: Add, reader: FlaskClient, stranger: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll(closing=texts(CLOSING), visibility=Visibility.AFTER_CLOSING))
    vote(reader, SLUG, 1)
    assert "our article" in reader.get(f"/p/{SLUG}").text
    assert "our article" not in stranger.get(f"/p/{SLUG}").text
    clock.forward(days=2)
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results"):
        assert "our article" in stranger.get(path).text


def test_a_publishers_text_has_its_own_language_and_direction(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(make_new_question(text="ما رأيك؟"), languages=("ar",), intro=texts("مقدمة")))
    page = reader.get(f"/p/{SLUG}").text
    intro = re.search(r'<div class="q-hint prose"([^>]*)>', page)
    assert intro
    assert intro[1] == ""  # texts of tests are in English, as is the page
    add(
        make_new_poll(
            make_new_question(
                text={"ar": "ما رأيك؟"}, options={"a": {"ar": "نعم"}, "b": {"ar": "لا"}}
            ),
            slug="arabic",
            languages=("ar",),
            intro=texts({"ar": "مقدمة **مهمة**"}),
        )
    )
    page = reader.get("/p/arabic?lang=en").text
    assert (
        '<div class="q-hint prose" lang="ar" dir="rtl"><p>مقدمة <strong>مهمة</strong></p>' in page
    )


@pytest.fixture
def reword(database: Database, app: Flask) -> Callable[..., None]:
    """Change a wording behind the desk's back, as an editor's correction would."""

    def change(subject: str, number: int, field: str, text: str, at: int, language: str) -> None:
        with bare(database) as connection:
            mark = "?" if database.is_sqlite else "%s"
            connection.execute(
                "INSERT INTO wording (poll_id, subject, subject_id, field, language, revision,"
                f" text, at) SELECT 1, '{subject}', {number}, '{field}', '{language}',"
                f" max(revision) + 1, {mark}, {at} FROM wording WHERE subject = '{subject}'"
                f" AND subject_id = {number} AND field = '{field}' AND language = '{language}'",
                (text,),
            )
            connection.execute("UPDATE poll SET definition_version = definition_version + 1")
        with app.app_context():
            from pollsvc.polls.queries import forget_recent

            forget_recent()
        app.extensions["kept"].forget(1)

    return change


MOMENT = 1_795_266_300_000  # 21 November 2026, 13:05 UTC
CORRECTED = (
    "Corrected on 21 November 2026, 14:05 Paris time: “Option 2” now reads “Option <two> & 100%”."
)


def corrected(add: Add, reader: FlaskClient, reword: Callable[..., None], **other: Any) -> None:
    add(make_new_poll(zone="Europe/Paris", closes_at=None, **other))
    vote(reader, SLUG, 2)
    reword("option", 2, "label", "Option <two> & 100%", MOMENT, "en")


def test_a_correction_is_shown_wherever_the_poll_is(
    add: Add, reader: FlaskClient, stranger: FlaskClient, reword: Callable[..., None]
) -> None:
    corrected(add, reader, reword)
    for client, path in ((reader, ""), (stranger, ""), (stranger, "/results")):
        page = client.get(f"/p/{SLUG}{path}").text
        assert CORRECTED in words_of(page).replace("“ ", "“").replace(" ”", "”"), path
    document = stranger.get(f"/p/{SLUG}/results.json").get_json()
    assert document["poll"]["corrections"] == [
        {
            "subject": "option",
            "id": 2,
            "language": "en",
            "before": "Option 2",
            "after": "Option <two> & 100%",
            "at": "2026-11-21T13:05:00Z",
            "text": CORRECTED,
        }
    ]
    assert CORRECTED in stranger.get(f"/p/{SLUG}/results.csv").text


def test_a_correction_is_shown_while_results_are_hidden(
    add: Add, reader: FlaskClient, stranger: FlaskClient, reword: Callable[..., None]
) -> None:
    corrected(add, reader, reword, visibility=Visibility.AFTER_CLOSING)
    for client, path in ((reader, ""), (stranger, ""), (stranger, "/results")):
        assert "Corrected on 21 November 2026" in client.get(f"/p/{SLUG}{path}").text


def test_a_wording_changed_before_the_first_vote_is_no_correction(
    add: Add, reader: FlaskClient, reword: Callable[..., None]
) -> None:
    add(make_new_poll())
    reword("option", 2, "label", "Option two", MOMENT - 10**12, "en")
    vote(reader, SLUG, 2)
    page = reader.get(f"/p/{SLUG}").text
    assert "Option two" in page
    assert "Corrected" not in page


def test_a_correction_in_another_language_is_marked_as_such(
    add: Add, reader: FlaskClient, stranger: FlaskClient, reword: Callable[..., None]
) -> None:
    question = make_new_question(text={"en": "Which?", "ar": "أيها؟"})
    add(make_new_poll(question, languages=("en", "ar")))
    vote(reader, SLUG, 1)
    reword("question", 1, "text", "أي منها؟", MOMENT, "ar")
    page = stranger.get(f"/p/{SLUG}").text
    assert '“<span lang="ar" dir="rtl">أيها؟</span>” now reads' in page
    assert "<span>أيها؟</span>" in stranger.get(f"/p/{SLUG}?lang=ar").text


def test_each_version_leads_to_the_other(
    add: Add, stranger: FlaskClient, database: Database, clock: Clock
) -> None:
    add(make_new_poll())
    add(make_new_poll(slug="colours-2"))
    with bare(database) as connection:
        connection.execute("UPDATE poll SET previous_id = 1 WHERE slug = 'colours-2'")
    for path in ("", "/results"):
        old = stranger.get(f"/p/{SLUG}{path}").text
        assert "There is a newer version of this poll." in old
        assert '<a href="/p/colours-2">' in old
        new = stranger.get(f"/p/colours-2{path}").text
        assert "This poll follows an earlier one." in new
        assert f'<a href="/p/{SLUG}">' in new
    assert stranger.get(f"/p/{SLUG}/results.json").get_json()["poll"]["next"] == "colours-2"
    assert stranger.get("/p/colours-2/results.json").get_json()["poll"]["previous"] == SLUG


def test_the_poll_list_and_embeds_are_as_they_were(add: Add, stranger: FlaskClient) -> None:
    add(shuffled(closing=texts(CLOSING), intro=texts("# Big")))
    for path in ("/", f"/embed/{SLUG}"):
        page = stranger.get(path).text
        assert "our article" not in page
        assert "Big" not in page


def test_a_change_of_vote_offers_the_form_again(add: Add, reader: FlaskClient) -> None:
    add(shuffled(may_change=True))
    vote(reader, SLUG, 2)
    assert change(reader, SLUG, 3).status_code == 303
    assert hidden_fields(reader, f"/p/{SLUG}?change=1")["act"] == "change"
    assert counts_of(reader, SLUG) == [0, 0, 1, 0, 0]
