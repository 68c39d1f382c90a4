"""Files for the desk: the same figures as for readers, also while readers do not see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.poll import Poll, Visibility
from tests.browse import vote, words_of
from tests.desk import DeskClient
from tests.make import IFRI_COUNTS, IFRI_PERCENTS, make_new_ifri, make_new_poll, make_new_question

Add = Callable[..., Poll]
FILES = ("csv", "csv?bom=1", "xlsx", "json", "svg", "png", "png?size=share", "pdf")


@pytest.mark.parametrize("file", FILES)
def test_the_desk_downloads_what_readers_do_not_see(
    add: Add, viewer: DeskClient, reader: FlaskClient, file: str
) -> None:
    poll = add(make_new_poll(visibility=Visibility.DESK_ONLY))
    vote(reader, poll.slug, 1)
    answer = viewer.get(f"/desk/polls/{poll.id}/results.{file}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="colours-')
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("file", ["csv", "csv?bom=1", "json", "svg", "json?lang=fr"])
def test_the_files_are_those_of_readers_byte_for_byte(
    add: Add, viewer: DeskClient, reader: FlaskClient, file: str
) -> None:
    poll = add(make_new_ifri(live=False))
    public = reader.get(f"/p/{poll.slug}/results.{file}")
    assert viewer.get(f"/desk/polls/{poll.id}/results.{file}").data == public.data


def test_the_oracle_holds_in_the_desks_files(add: Add, viewer: DeskClient) -> None:
    poll = add(make_new_ifri(live=False, visibility=Visibility.DESK_ONLY))
    figures = viewer.get(f"/desk/polls/{poll.id}/results.json").get_json()["questions"][0]
    assert figures["base"]["n"] == sum(IFRI_COUNTS)
    assert [one["count"] for one in figures["options"]] == list(IFRI_COUNTS)
    assert [one["percent"] for one in figures["options"]] == list(IFRI_PERCENTS)


def test_the_page_says_what_the_files_are_and_of_when(
    add: Add, viewer: DeskClient, reader: FlaskClient
) -> None:
    poll = add(make_new_poll(visibility=Visibility.AFTER_CLOSING))
    vote(reader, poll.slug, 1)
    page = words_of(viewer.get(f"/desk/polls/{poll.id}/downloads").text)
    assert "Counted 1 vote Set aside 0 As of 10 March 2026, 12:00 UTC" in page
    assert "The poll is still open. Figures will change." in page
    assert "Readers see these results once the poll is closed." in page
    assert "n = 1." in page


def test_files_come_in_the_languages_of_the_poll(add: Add, viewer: DeskClient) -> None:
    poll = add(make_new_poll(languages=("en", "fr")))
    path = f"/desk/polls/{poll.id}/downloads"
    assert "results.csv?lang=fr&amp;bom=1" in viewer.get(f"{path}?files=fr").text
    assert viewer.get(f"{path}?files=ru").status_code == 400


def test_each_question_has_its_charts(add: Add, viewer: DeskClient) -> None:
    poll = add(make_new_poll(make_new_question("one"), make_new_question("two")))
    page = viewer.get(f"/desk/polls/{poll.id}/downloads").text
    path = f"/desk/polls/{poll.id}/results.png?question=two&amp;size=share"
    assert path in page
    assert viewer.get(path.replace("&amp;", "&")).status_code == 200
    assert viewer.get(f"/desk/polls/{poll.id}/results.png?question=three").status_code == 400


def test_drafts_of_others_have_no_files(add: Add, colleague: DeskClient, app: Flask) -> None:
    poll = add(make_new_poll(opens_at=None))
    for page in ("downloads", "results.csv", "results.png", "qr.svg", "share"):
        assert colleague.get(f"/desk/polls/{poll.id}/{page}").status_code == 404
