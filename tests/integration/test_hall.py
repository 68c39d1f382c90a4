"""Before and after a discussion: the page of the pair, and the screen for the hall."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewOption, NewPoll
from pollsvc.domain.poll import Event, Phase, Poll, Visibility
from pollsvc.domain.question import Kind
from pollsvc.polls.models import PollRow
from pollsvc.polls.writing.events import write_event
from pollsvc.store.db import session, writing
from tests.browse import vote, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_poll, make_new_question, texts

Add = Callable[[NewPoll], Poll]
EVENT = Event(code="discussion", title=texts("Moscow and Tokyo, 15 April"))


def part(phase: Phase, **other: Any) -> NewPoll:
    """One poll of the pair; both ask one question of three answers."""
    question = make_new_question(code="view", text=f"Which one, {phase}?")
    values: dict[str, Any] = {
        "slug": f"view-{phase}",
        "questions": (question,),
        "event": EVENT,
        "phase": phase,
    }
    return make_new_poll(**(values | {"visibility": Visibility.ALWAYS} | other))


def votes(app: Flask, slug: str, *chosen: int) -> None:
    for option in chosen:
        vote(app.test_client(), slug, option)


def pair_page(reader: FlaskClient) -> str:
    answer = reader.get("/e/discussion")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    return words_of(answer.text)


def test_the_page_of_a_pair_shows_the_shift_with_both_n_and_that_it_is_unpaired(
    app: Flask, add: Add, reader: FlaskClient
) -> None:
    add(part(Phase.BEFORE))
    add(part(Phase.AFTER))
    votes(app, "view-before", 1, 1, 2)
    votes(app, "view-after", 1, 2, 2, 2)
    page = pair_page(reader)
    assert "Moscow and Tokyo, 15 April" in page
    assert "Which one, after?" in page
    assert "Before: n = 3. After: n = 4." in page
    assert "−41.7 points" in page
    assert "+41.7 points" in page
    assert "Before 67% 2 votes" in page
    assert "After 25% 1 vote" in page
    assert "not paired" in page
    assert "chose to take part" in page


def test_a_pair_is_not_compared_before_both_results_are_out(
    app: Flask, add: Add, clock: Clock, reader: FlaskClient
) -> None:
    add(part(Phase.BEFORE))
    add(part(Phase.AFTER, visibility=Visibility.AFTER_CLOSING, closes_at=NOON + hours(2)))
    votes(app, "view-before", 1)
    votes(app, "view-after", 2)
    page = pair_page(reader)
    assert "points" not in page
    assert "once the results of both are out" in page
    clock.forward(hours=3)
    assert "+100.0 points" in pair_page(reader)


def test_there_is_no_page_for_an_event_that_nobody_published(add: Add, reader: FlaskClient) -> None:
    add(part(Phase.BEFORE, opens_at=None))
    for code in ("discussion", "none", "no%00ne"):
        assert reader.get(f"/e/{code}").status_code == 404


def test_two_polls_of_one_event_share_its_titles(add: Add, reader: FlaskClient) -> None:
    add(part(Phase.BEFORE))
    russian = Event(code="discussion", title=texts({"ru": "Москва и Токио", "en": "Another"}))
    add(part(Phase.AFTER, event=russian))
    assert "Moscow and Tokyo, 15 April" in pair_page(reader)
    assert "Москва и Токио" in words_of(reader.get("/e/discussion?lang=ru").text)


def test_the_screen_shows_the_question_its_bars_and_the_code(
    app: Flask, add: Add, viewer: DeskClient
) -> None:
    poll = add(part(Phase.BEFORE))
    votes(app, poll.slug, 1, 2)
    page = viewer.get(f"/desk/polls/{poll.id}/screen").text
    assert f"/desk/polls/{poll.id}/qr.svg" in page
    words = words_of(page)
    assert "Which one, before?" in words
    assert "2 votes" in words
    assert "Option 1 50%" in words
    assert "Close now" not in words, "a viewer closes nothing"
    hidden = words_of(viewer.get(f"/desk/polls/{poll.id}/screen?bars=hidden").text)
    assert "50%" not in hidden
    assert "2 votes" in hidden


def test_the_screen_closes_on_command_and_stays_on_the_screen(
    app: Flask, add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(part(Phase.BEFORE))
    votes(app, poll.slug, 1)
    assert "Close now" in owner.get(f"/desk/polls/{poll.id}/screen").text
    answer = owner.post(f"/desk/polls/{poll.id}/close", {"back": "screen"})
    assert answer.headers["Location"].endswith(f"/desk/polls/{poll.id}/screen")
    page = owner.get(f"/desk/polls/{poll.id}/screen").text
    assert "qr.svg" not in page
    assert "data-live=" not in page
    assert "100%" in page


def test_the_screen_asks_only_for_what_is_new(app: Flask, add: Add, owner: DeskClient) -> None:
    poll = add(part(Phase.BEFORE))
    address = f"/desk/polls/{poll.id}/screen.json"
    first = owner.get(address)
    tag = first.headers["ETag"]
    assert owner.get(address, headers={"If-None-Match": tag}).status_code == 304
    votes(app, poll.slug, 1)
    second = owner.get(address, headers={"If-None-Match": tag})
    assert second.status_code == 200
    assert second.json
    assert "100%" in second.json["parts"]["screen"]
    assert owner.get(f"{address}?question=nothing").status_code == 400


def test_a_stranger_has_no_screen(add: Add, stranger: FlaskClient) -> None:
    poll = add(part(Phase.BEFORE))
    for path in ("screen", "screen.json"):
        assert stranger.get(f"/desk/polls/{poll.id}/{path}").status_code in (302, 303, 401)


def test_a_hall_of_120_votes_at_once_and_every_vote_counts(
    app: Flask, add: Add, owner: DeskClient
) -> None:
    poll = add(part(Phase.BEFORE))
    with ThreadPoolExecutor(12) as hall:
        # Each asks for its own page and sends its own form; a refusal is raised here.
        for seat in [hall.submit(votes, app, poll.slug, 1 + place % 3) for place in range(120)]:
            seat.result()
    assert "120 votes" in words_of(owner.get(f"/desk/polls/{poll.id}/screen").text)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_pair_reads_in_the_language_of_the_page(
    app: Flask, add: Add, reader: FlaskClient, lang: str
) -> None:
    add(part(Phase.BEFORE))
    add(part(Phase.AFTER))
    votes(app, "view-before", 1)
    votes(app, "view-after", 1)
    page = reader.get(f"/e/discussion?lang={lang}").text
    assert f'<html lang="{lang}"' in page
    assert ('dir="rtl"' in page) is (lang == "ar")


def test_an_event_renamed_with_one_poll_is_renamed_with_the_others(
    app: Flask, add: Add, reader: FlaskClient
) -> None:
    first = add(part(Phase.BEFORE))
    add(part(Phase.AFTER))
    pair_page(reader)
    with app.app_context(), writing():
        row = session().get_one(PollRow, first.id)
        renamed = Event(code="discussion", title=texts("Tokyo and Moscow"))
        tuple(write_event(row, part(Phase.BEFORE, event=renamed)))
        row.definition_version += 1
    assert "Tokyo and Moscow" in pair_page(reader)


def test_the_screen_speaks_any_language_of_the_poll(
    app: Flask, add: Add, owner: DeskClient
) -> None:
    question = make_new_question(text={"en": "Which one?", "ar": "أي واحد؟"}, options=2)
    arabic = replace(question.options[0], label=texts({"en": "First", "ar": "الأول"}))
    second = replace(question.options[1], label=texts({"en": "Second", "ar": "الثاني"}))
    asked = replace(question, options=(arabic, second))
    poll = add(part(Phase.BEFORE, languages=("en", "ar"), questions=(asked,)))
    votes(app, poll.slug, 1)
    page = owner.get(f"/desk/polls/{poll.id}/screen?language=ar").text
    assert '<html lang="en" dir="ltr">' in page, "the desk keeps its own"
    assert '<div class="screen-part" lang="ar" dir="rtl">' in page
    assert "أي واحد؟" in page
    assert "صوت" in page, "the number of votes too"
    assert "bars=hidden&amp;language=ar" in page or "language=ar&amp;bars=hidden" in page
    live = owner.get(f"/desk/polls/{poll.id}/screen.json?language=ar").json
    assert live
    assert "الأول" in live["parts"]["screen"]
    assert owner.get(f"/desk/polls/{poll.id}/screen?language=ja").status_code == 400


def test_the_screen_says_what_its_bars_are(app: Flask, add: Add, owner: DeskClient) -> None:
    points = tuple(NewOption(code=f"p{one}", label=texts(str(one)), value=one) for one in range(3))
    scale = replace(make_new_question("s", kind=Kind.SCALE), options=points)
    order = make_new_question("r", kind=Kind.RANKING, at_most=3, text="Order?")
    poll = add(part(Phase.BEFORE, questions=(scale, order)))
    order_sent = {"q2.4": "1", "q2.5": "2", "q2.6": "3"}
    assert vote(app.test_client(), poll.slug, 2, data=order_sent).status_code == 303
    page = words_of(owner.get(f"/desk/polls/{poll.id}/screen").text)
    assert "Number of people who chose each point." in page
    assert "1 1 2 0" in page
    assert "%" not in page, "few answers are shown as numbers, as on the page of results"
    ranked = words_of(owner.get(f"/desk/polls/{poll.id}/screen?question=r").text)
    assert "Option 1 average place 1.0 100%" in ranked


def test_the_screen_numbers_questions_as_the_survey_does_and_draws_numbers_and_days(
    app: Flask, add: Add, owner: DeskClient
) -> None:
    asked = (
        make_new_question("why", kind=Kind.SHORT_TEXT, options=0, text="Why?"),
        make_new_question(
            "hours", kind=Kind.NUMBER, options=0, text="How many hours?", low=0, high=9
        ),
        make_new_question("day", kind=Kind.DATE, options=0, text="Which day?"),
    )
    poll = add(part(Phase.BEFORE, questions=asked))
    sent = {"q1": "A secret", "q2": "3", "q3": "2026-03-02"}
    assert vote(app.test_client(), poll.slug, data=sent).status_code == 303
    address = f"/desk/polls/{poll.id}/screen"
    page = owner.get(address).text
    assert "How many hours?" in words_of(page), "what has bars comes first"
    assert ">2<span" in page
    assert "Number of people who gave each answer." in words_of(page)
    assert "3 1 " in words_of(page)
    hidden = words_of(owner.get(f"{address}?question=hours&bars=hidden").text)
    assert "Number of people" not in hidden
    assert "screen-bars" not in owner.get(f"{address}?question=hours&bars=hidden").text
    assert "2 Mar" in words_of(owner.get(f"{address}?question=day").text)
    written = words_of(owner.get(f"{address}?question=why").text)
    assert "1 person wrote an answer." in written
    assert "A secret" not in written


def test_nobodys_answer_is_put_into_what_stands_on_a_wall_or_a_pair(
    add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    asked = (make_new_question("s"), make_new_question("r", text="After {s}, which one?"))
    poll = add(part(Phase.BEFORE, questions=asked))
    add(part(Phase.AFTER, questions=asked))
    for page in (
        owner.get(f"/desk/polls/{poll.id}/screen?question=r"),
        reader.get("/e/discussion"),
    ):
        assert "After …, which one?" in words_of(page.text)
        assert "{s}" not in page.text
