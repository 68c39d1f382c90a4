"""A survey that is open in two windows at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from tests.browse import counts_of
from tests.make import make_new_question
from tests.steps import SLUG, Respondent, at_check, make_survey

Add = Callable[[NewPoll], Poll]
GIVEN = re.compile(r'name="(q\d+)" id="[^"]*" value="(\d+)"')


def test_two_tabs_touch_only_their_own_step(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    first = at_check(reader, "Kyoto")
    base = first.path.removesuffix("/check")
    second = Respondent(reader).open(f"{base}/2")
    first.open(f"{base}/3").press("back", q3="44", q4="4")
    second.press(q2="Osaka")
    assert second.at == "3"
    assert 'value="44"' in second.page
    second.press()
    assert all(said in second.words for said in ("Osaka", "44", "Option 2"))


def in_two_windows(reader: FlaskClient) -> tuple[Respondent, Respondent]:
    """Two windows of one respondent, both at the third step, with nothing on it so far."""
    first = Respondent(reader).open().press(q1="2")
    return first, Respondent(reader).open(first.path)


def test_what_a_window_shows_empty_and_leaves_is_kept_as_another_wrote_it(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    first, second = in_two_windows(reader)
    first.press("back", q3="44")
    assert second.press(q4="4").at == "check"
    assert all(said in second.words for said in ("44", "Option 2"))
    assert second.press("send").heading == "Thank you. Your answers have been sent."


def test_what_a_window_shows_and_leaves_is_kept_as_another_changed_it(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    first, second = in_two_windows(reader)
    first.press("back", q3="44", q4=["3", "5"]).press()
    second.open(first.path)
    first.press("back", q3="46", q4=["4"])
    reader.post(second.action, data=second.fields("save", q3="44", q4=["3", "5"]))
    assert second.press(q4=["3"]).at == "check"
    assert "46" in second.words
    assert ("Option 1" in second.words, "Option 2" in second.words) == (True, False)


def test_what_was_filled_in_and_emptied_on_the_very_same_page_is_empty(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    as_it_came = one.page
    one.press(q3="44", q4=["3", "5"])
    assert "Option 3" in one.words
    one.page = as_it_came  # as browsers keep a page, to show it again on the way back
    one.press(q3="44", q4=[])
    assert (one.at, one.page.count("checked")) == ("3", 0)
    assert one.press(q3="44", q4=[]).at == "check"
    assert "Option 3" not in one.words


def test_a_text_that_could_not_be_kept_gives_way_to_nothing(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    one = at_check(reader, "Kyoto")
    one.open(one.path.replace("check", "2?to=check"))
    long = "a" * 130_000
    assert long in one.press("check", q2=long).page
    assert long in one.press("check").page
    assert one.press("check", q2="Nara").at == "check"
    assert ("Nara" in one.words, "Kyoto" in one.words) == (True, False)


def test_what_was_sent_hides_is_still_shown_to_the_window_in_which_it_was_typed(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey(check=False))
    first = Respondent(reader).open().press(q1="1")
    second = Respondent(reader).open(first.path).press("back").press(q1="2")
    assert "Thank you" in second.press(q3="33", q4="3").words
    first.press(q2="A town of long and careful words")
    assert first.status == 409
    assert "A town of long and careful words" in first.words
    assert counts_of(reader, SLUG) == [0, 1]


def test_of_two_answers_in_two_windows_the_later_counts(add: Add, reader: FlaskClient) -> None:
    add(make_survey())
    first, second = in_two_windows(reader)
    first.press("back", q3="44", q4=["3", "5"])
    second.press(q3="45", q4="4")
    assert (second.at, "45" in second.words) == ("check", True)
    assert all(said not in second.words for said in ("44", "Option 1", "Option 3"))


def test_what_a_window_showed_and_brings_back_empty_is_emptied(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    first, _second = in_two_windows(reader)
    first.press("back", q3="44", q4=["3", "5"]).press()
    assert 'value="44"' in first.page
    first.press(q3="", q4=None)
    assert first.page.count("checked") == 0
    assert 'value="44"' not in first.page
    assert "There is a problem" in first.words


def test_rows_of_a_table_are_told_apart_in_two_windows(add: Add, reader: FlaskClient) -> None:
    rows = tuple(make_new_question(code, text=code, options=0) for code in ("bread", "milk"))
    table = make_new_question("table", kind=Kind.MATRIX, rows=rows, page=3)
    add(make_survey(make_new_question("country"), table))
    first, second = in_two_windows(reader)
    bread, milk = ((name, value) for name, value in GIVEN.findall(first.page)[:4:3])
    first.press("back", **dict([bread]))
    assert second.press(**dict([milk])).at == "check"
    assert "bread: Option 1 milk: Option 1" in second.words


def test_what_was_changed_in_another_window_is_looked_at_before_sending(
    add: Add, reader: FlaskClient
) -> None:
    add(make_survey())
    one = at_check(reader, "Kyoto")
    other = Respondent(reader).open(one.path.replace("check", "2")).press(q2="Osaka")
    assert other.at == "3"
    one.press("send")
    assert one.status == 409
    assert "Your answers were changed in another window." in one.words
    assert "Osaka" in one.words
    assert counts_of(reader, SLUG) == [0, 0]
    assert one.press("send").heading == "Thank you. Your answers have been sent."


@pytest.mark.parametrize("had", ["", ". .. x 3", "3.00000000 3.zz", "9999999999999999.0a1b2c3d"])
@pytest.mark.parametrize("page", ["", "x", "0a1b2c3d", "0A1B2C3D\0"])
def test_what_a_program_says_of_a_page_loses_no_answer(
    add: Add, reader: FlaskClient, had: str, page: str
) -> None:
    add(make_survey())
    one = Respondent(reader).open().press(q1="2")
    assert one.press(page=page, had=had, q3="44", q4=["3"]).at == "check"
    assert all(said in one.words for said in ("44", "Option 1"))
