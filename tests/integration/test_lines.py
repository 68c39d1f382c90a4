"""What is said about figures: base, percent rule, source, method, citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from pollsvc.domain.life import State
from pollsvc.domain.poll import Link, Origin, Protection
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.sheet import Sheet, build_sheet
from pollsvc.results.lines import ResultLines, lines_of
from pollsvc.web.dates import status_text
from tests.make import NOON, counted, make_poll, make_question, make_tally, texts

OPENED = datetime(2013, 9, 16, 8, 0, tzinfo=UTC)
CLOSED = datetime(2013, 9, 30, 16, 0, tzinfo=UTC)


@pytest.fixture
def page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def sheet_of(
    counts: Sequence[int],
    *,
    n: int | None = None,
    question: Question | None = None,
    state: State = State.OPEN,
    as_of: datetime | None = NOON,
    **poll: Any,
) -> Sheet:
    asked = question or make_question(options=len(counts))
    total = sum(counts) if n is None else n
    tally = counted(make_tally(asked, counts, answered=total), total)
    return build_sheet(make_poll(asked, **poll), tally, state=state, version=1, as_of=as_of)


def closed(**more: Any) -> ResultLines:
    times: dict[str, Any] = {"opens_at": OPENED, "closes_at": CLOSED, "zone": "Europe/Paris"}
    return lines_of(sheet_of((33, 30, 24, 21), state=State.CLOSED, **(times | more)))


def past(**more: Any) -> ResultLines:
    values: dict[str, Any] = {
        "origin": Origin.TALLY,
        "opens_at": None,
        "closes_at": None,
        "protection": None,
        "source": Link(title=texts("IFRI paper")),
    }
    return lines_of(sheet_of((33, 30, 24, 21), state=State.CLOSED, **(values | more)))


def test_the_base_is_named(page: None) -> None:
    lines = closed()
    assert lines.questions[0].base_line == "Share of 108 votes"
    assert lines.questions[0].percents == ("31%", "28%", "22%", "19%")
    assert lines.questions[0].counts == ("33 votes", "30 votes", "24 votes", "21 votes")


def test_several_answers_are_shares_of_people(page: None) -> None:
    question = make_question(kind=Kind.MULTIPLE, options=2)
    said = lines_of(sheet_of((70, 60), n=108, question=question)).questions[0]
    assert said.base_line.startswith("Share of 108 people.")
    assert said.base_line.endswith("can add up to more than 100%.")
    assert said.rule_line == "Percentages are rounded one by one."


def test_equal_thirds_say_that_they_add_up_to_99(page: None) -> None:
    assert "adds up to 99" in lines_of(sheet_of((1, 1, 1))).questions[0].rule_line


def test_without_votes_nothing_is_said_of_percents(page: None) -> None:
    lines = lines_of(sheet_of((0, 0), as_of=None))
    said = lines.questions[0]
    assert (said.base_line, said.rule_line, lines.as_of_line) == ("No votes yet.", "", "")
    assert said.percents == ("–", "–")


def test_a_closed_poll_names_its_days(page: None) -> None:
    lines = closed()
    assert lines.dates_line == "Poll conducted 16–30 Sept 2013"
    assert lines.source_line.endswith("16–30 Sept 2013. n = 108.")


def test_an_open_poll_says_since_when_and_as_of_when(page: None) -> None:
    lines = lines_of(sheet_of((3, 1)))
    assert lines.dates_line == "Open since 10 March 2026"
    assert lines.as_of_line == "Figures as of 10 March 2026, 12:00 UTC."


def test_dates_that_are_not_known_are_said_to_be_so(page: None) -> None:
    lines = past()
    assert lines.dates_line == "Field dates not known"
    assert "field dates not known" in lines.citation
    assert "It is not known when the votes were taken." in lines.method


PAST_FROM = datetime(2013, 9, 15, 22, 0, tzinfo=UTC)  # 16 September in Paris, 00:00
PAST_TO = datetime(2013, 9, 30, 21, 59, tzinfo=UTC)  # 30 September in Paris, 23:59


@pytest.mark.parametrize(
    ("start", "end", "line", "inside", "sentence"),
    [
        (
            PAST_FROM,
            PAST_TO,
            "Poll conducted 16–30 Sept 2013",
            "16–30 Sept 2013",
            "Votes were taken from 16 September 2013 to 30 September 2013.",
        ),
        (
            PAST_FROM,
            None,
            "Poll conducted from 16 September 2013; last day not known",
            "from 16 September 2013, last day not known",
            "Votes were taken from 16 September 2013; it is not known until when.",
        ),
        (
            None,
            PAST_TO,
            "Poll conducted until 30 September 2013; first day not known",
            "until 30 September 2013, first day not known",
            "Votes were taken until 30 September 2013; it is not known from when.",
        ),
    ],
)
def test_a_tally_has_the_days_that_are_known_and_no_time_of_day(
    page: None, start: datetime | None, end: datetime | None, line: str, inside: str, sentence: str
) -> None:
    lines = past(opens_at=start, closes_at=end, zone="Europe/Paris")
    assert lines.dates_line == line
    assert f"Reader poll, {inside}, n = 108." in lines.citation
    assert f"reader poll, {inside}. n = 108." in lines.source_line
    assert sentence in lines.method
    assert ":00" not in str(lines)
    assert ":59" not in str(lines)


@pytest.mark.parametrize(
    ("end", "status"), [(PAST_TO, "Closed 30 September 2013"), (None, "Closed")]
)
def test_a_tally_is_closed_on_the_day_that_is_known(
    page: None, end: datetime | None, status: str
) -> None:
    poll = make_poll(origin=Origin.TALLY, opens_at=PAST_FROM, closes_at=end, zone="Europe/Paris")
    assert status_text(poll, State.CLOSED) == status


def test_a_tally_is_cited_without_a_day_of_its_figures(page: None) -> None:
    lines = past(opens_at=PAST_FROM, closes_at=PAST_TO, zone="Europe/Paris")
    assert lines.citation.startswith("IFRI paper (2013). ")
    assert "figures of" not in lines.citation


def test_a_poll_that_was_archived_open_ended_then(page: None) -> None:
    lines = closed(closes_at=None, archived_at=CLOSED)
    assert lines.dates_line == "Poll conducted 16–30 Sept 2013"


MIDNIGHT = datetime(2026, 9, 30, 22, 0, tzinfo=UTC)


def test_an_open_poll_names_the_time_at_which_it_closes(page: None) -> None:
    poll = make_poll(closes_at=MIDNIGHT, zone="Europe/Paris")
    assert status_text(poll, State.OPEN) == "Open until 1 October 2026, 00:00 Paris time"


def test_a_poll_closed_at_midnight_closed_on_the_day_before_in_every_line(page: None) -> None:
    lines = closed(closes_at=MIDNIGHT)
    poll = make_poll(closes_at=MIDNIGHT, zone="Europe/Paris")
    assert status_text(poll, State.CLOSED) == "Closed 30 September 2026"
    assert lines.dates_line.endswith("30 Sept 2026")


def test_the_year_of_a_citation_is_that_of_the_polls_zone(page: None) -> None:
    new_year = datetime(2014, 1, 1, 3, 0, tzinfo=UTC)
    lines = closed(closes_at=new_year, as_of=new_year, zone="America/New_York")
    assert " (2013). " in lines.citation
    assert "(figures of 31 December 2013)" in lines.citation


def test_a_poll_closed_at_new_year_is_cited_by_the_old_one(page: None) -> None:
    assert " (2013). " in closed(closes_at=datetime(2014, 1, 1, tzinfo=UTC), zone="UTC").citation


def test_a_tally_says_that_single_votes_are_not_stored(page: None) -> None:
    said = "Figures as published, single votes are not stored."
    assert past().as_published_line == said
    assert said in past().method
    assert closed().as_published_line == ""
    assert not any("single votes" in line for line in closed().method)


def test_a_tally_is_not_dated_by_the_day_it_was_brought_in(page: None) -> None:
    lines = past()
    assert lines.as_of_line == ""
    assert "2026" not in lines.citation


def test_figures_without_a_name_are_cited_by_their_source(page: None) -> None:
    assert past().citation.startswith("IFRI paper. Which one?")


def test_who_asked_is_named(page: None) -> None:
    lines = closed(asked_by=Link(title=texts("Meridian Institute")))
    assert lines.method[0] == "Asked by Meridian Institute. Counted: 108 votes."
    assert lines.citation.startswith("Meridian Institute (2013). Which one? Reader poll,")
    assert "http://localhost/p/colours/results" in lines.citation


@pytest.mark.parametrize(
    ("protection", "said"),
    [
        (Protection.BROWSER, "One vote is counted for each browser"),
        (Protection.OPEN, "Nothing keeps anybody from voting more than once."),
        (None, "It is not known how repeat votes were kept out."),
    ],
)
def test_the_method_says_how_repeat_votes_are_kept_out(
    page: None, protection: Protection | None, said: str
) -> None:
    method = closed(protection=protection).method
    assert [line for line in method if line.startswith(said)]


def test_no_line_gives_a_margin_of_error(page: None) -> None:
    lines = closed()
    assert any("no margin of error can be worked out" in line for line in lines.method)
    assert "±" not in str(lines)
