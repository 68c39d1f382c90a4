"""Ten thousand simulated respondents, counted a second time from what they did."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.answers import read_response
from pollsvc.domain.cells import WHOLE_POLL
from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.repeat import Act, Evidence, Verdict
from pollsvc.domain.sheet import Sheet
from pollsvc.results.queries import result_sheet
from pollsvc.voting.actions import VoterAct
from pollsvc.voting.verify import verify_poll
from tests.acts import put_all, word
from tests.browse import words_of
from tests.conftest import Database
from tests.forms import Fields, filled_form
from tests.integration.conftest import Rows, verdicts
from tests.make import NOON
from tests.simulated import Person, Recount, people, recounted, survey

NUMBERS = {"sqlite": (9_800, 200), "postgresql": (1_900, 100)}
"""How many answer by way of the reading and the writer, and how many in browsers."""


class Paper:
    """What a person puts into the fields of a form of this poll."""

    def __init__(self, poll: Poll) -> None:
        self.poll = poll
        self.codes = {part.code: part for part in poll.parts.values()}

    def fields(self, code: str, answer: Any, words: str = "") -> Fields:
        """The fields for one question, named as a browser sends them."""
        part = self.codes[code]
        ids = {option.code: str(option.id) for option in part.options}
        here, apart = f"q{part.id}", part.kind.is_typed or part.kind is Kind.RANKING
        if answer is None:
            return {}
        if answer in ids:
            sent = {f"{here}.s" if apart else here: [ids[answer]]}
            return sent | ({f"{here}.{ids['other']}": [words]} if words else {})
        if part.kind is Kind.RANKING and answer[0] != "unsure":
            return {f"{here}.{ids[one]}": [str(place)] for place, one in enumerate(answer, 1)}
        if isinstance(answer, tuple):
            return {f"{here}.s" if apart else here: [ids[one] for one in answer]}
        return {here: [str(answer)]}

    def all_fields(self, person: Person) -> Fields:
        """Everything that somebody would answer, asked or not."""
        found: Fields = {}
        for code, answer in person.wants.items():
            found |= self.fields(code, answer, person.words if code == "role" else "")
        return found


def raw_and_parts(fields: Fields) -> tuple[dict[int, list[str]], dict[tuple[int, str], str]]:
    raw: dict[int, list[str]] = {}
    parts: dict[tuple[int, str], str] = {}
    for name, values in fields.items():
        number, _, part = name.removeprefix("q").partition(".")
        if part:
            parts[int(number), part] = values[0]
        else:
            raw[int(number)] = values
    return raw, parts


@pytest.fixture
def poll(add: Callable[..., Poll]) -> Poll:
    return add(survey(visibility=Visibility.AFTER_CLOSING))


@pytest.mark.timeout(600)
def test_ten_thousand_respondents_come_out_as_they_answered(
    app: Flask, poll: Poll, rows: Rows, database: Database
) -> None:
    many, in_browsers = NUMBERS[database.kind]
    persons = people(many + in_browsers)
    cast_directly(app, poll, persons[:many])
    for person in persons[many:]:
        Browser(app.test_client(), Paper(poll), person).answer()
    recount = recounted(persons)
    assert stored_cells(poll, rows) == recount.cells
    assert stored_texts(poll, rows) == recount.texts
    standings = rows("SELECT standing, count(*) FROM response GROUP BY standing")
    assert [tuple(one) for one in standings] == [("counted", many + in_browsers)]
    with app.app_context():
        assert verify_poll(poll).faults == ()
        check_sheet(result_sheet(poll, NOON), recount, persons)


def cast_directly(app: Flask, poll: Poll, persons: list[Person]) -> None:
    """Through the reading of answers and the writer, as every vote goes."""
    paper = Paper(poll)
    ops = []
    for number, person in enumerate(persons):
        raw, parts = raw_and_parts(paper.all_fields(person))
        answered = person.answers()
        read = read_response(poll, raw, parts)
        asked = {poll.parts[one].code for one in read.answers}
        assert asked == set(answered)
        hidden = {code for code, want in person.wants.items() if want is not None} - asked
        assert {poll.parts[one].code for one in read.dropped} == hidden
        sent = VoterAct(
            act=Act.VOTE,
            raw=raw,
            parts=parts,
            evidence=Evidence(word(b"f", number), word(b"b", number)),
            nonce=number.to_bytes(16, "big"),
            language=("en", "fr")[number % 2],
            salt=number.to_bytes(16, "big"),
        )
        ops.append(sent.op(poll))
    assert verdicts(put_all(app.extensions["box"], ops)) == {Verdict.STORED: len(persons)}


class Browser:
    """A browser without script, and the person before it."""

    def __init__(self, client: FlaskClient, paper: Paper, person: Person) -> None:
        self.client = client
        self.paper = paper
        self.person = person
        self.slug = paper.poll.slug
        self.page = client.get(f"/p/{self.slug}").text

    def answer(self) -> None:
        """Go through the survey to the end, with a change of mind if there is to be one."""
        first = self.person.first_role
        self.go_on({**self.person.wants, "role": first} if first else self.person.wants)
        if first:
            self.change_the_role()
        assert "Check your answers" in words_of(self.page)
        self.post(self.form_of("check"), {}, "send")
        assert "Thank you" in words_of(self.page)

    def go_on(self, wants: dict[str, Any] | Any) -> None:
        """Fill in page after page until all answers are shown."""
        for _ in range(20):
            action = self.form_of(r"\d+")
            if not action:
                return
            self.post(action, self.filled(wants), "next")
        raise AssertionError("the survey does not end")

    def change_the_role(self) -> None:
        """Back to the first page from the last one, and on through what that changes."""
        link = re.search(r'href="([^"]*/answer/[^"]*/1\?[^"#]*to=check[^"]*)"', self.page)
        assert link is not None
        self.page = self.client.get(link[1].replace("&amp;", "&")).text
        self.post(self.form_of(r"\d+"), self.filled(self.person.wants), "check")
        self.go_on(self.person.wants)

    def filled(self, wants: Any) -> Fields:
        """What is on the page, answered; what is not on it cannot be sent."""
        on_page = set(re.findall(r'name="(q[\d.s]+)"', self.page))
        fields: Fields = {}
        for code, want in wants.items():
            words = self.person.words if code == "role" and want == "other" else ""
            fields |= self.paper.fields(code, want, words)
        return {name: values for name, values in fields.items() if name in on_page}

    def form_of(self, place: str) -> str:
        """The action of the form for this place, if the page has one."""
        found = re.search(rf'action="([^"]*/answer/[^"/]*/{place}(?:\?[^"]*)?)"', self.page)
        return found[1] if found else ""

    def post(self, action: str, answers: Fields, go: str) -> None:
        """Send the form with these answers, and follow to the page it leads to."""
        assert action, words_of(self.page)[:500]
        there = filled_form(self.page, action.replace("&amp;", "&"))
        hidden = {name: values for name, values in there.items() if not name.startswith("q")}
        sent = self.client.post(
            action.replace("&amp;", "&").partition("#")[0], data={**hidden, **answers, "go": go}
        )
        assert sent.status_code == 303, words_of(sent.text)[:800]
        self.page = self.client.get(sent.location.partition("#")[0]).text


def by_codes(part: Question, cell: str) -> str:
    """A cell with codes in the place of the ids of options."""
    codes = {str(option.id): option.code for option in part.options}
    return ">".join("@".join([codes[one.split("@")[0]], *one.split("@")[1:]])
                    for one in cell.split(">"))  # fmt: skip


def stored_cells(poll: Poll, rows: Rows) -> Counter[tuple[str, str, str]]:
    """The tally of the questions, by codes."""
    found: Counter[tuple[str, str, str]] = Counter()
    query = f"SELECT question, measure, cell, n FROM tally WHERE question <> {WHOLE_POLL}"
    for question, measure, cell, n in rows(query):
        part = poll.parts[question]
        plain = measure in ("base", "value", "sum", "exact")
        found[part.code, measure, cell if plain else by_codes(part, cell)] = n
    return found


def stored_texts(poll: Poll, rows: Rows) -> Counter[tuple[str, str]]:
    """What was written, by the code of its question."""
    query = "SELECT question, body, count(*) FROM text_answer GROUP BY question, body"
    return Counter({(poll.parts[question].code, body): n for question, body, n in rows(query)})


def check_sheet(sheet: Sheet, recount: Recount, persons: list[Person]) -> None:
    """The sheet says what the recount says."""
    assert sheet.counted == len(persons)
    figures = {part.question.code: part for one in sheet.questions for part in (one.rows or (one,))}
    for code, one in figures.items():
        assert one.asked == recount.cells[code, "base", "asked"], code
        assert one.answered == recount.cells[code, "base", "answered"], code
        if one.ranking is None:
            counts = {line.option.code: line.count for line in (*one.lines, *one.beside)}
            assert counts == {
                option.code: recount.cells[code, "option", option.code]
                for option in one.question.options
            }
    check_numbers(figures, recount)
    check_rankings(figures, persons)


def check_numbers(figures: dict[str, QuestionFigures], recount: Recount) -> None:
    for code in ("age", "born", "spent"):
        numbers = figures[code].numbers
        assert numbers is not None
        assert numbers.is_exact
        given = sorted(map(as_number, recount.numbers[code]))
        assert numbers.n == len(given)
        assert numbers.mean == sum(given) / len(given)
        assert numbers.least == given[0]
        assert numbers.most == given[-1]
        assert numbers.median == (given[(len(given) - 1) // 2] + given[len(given) // 2]) / 2
    rating = figures["rating"].numbers
    assert rating is not None
    points = Counter({n: recount.cells["rating", "option", f"p{n}"] for n in range(11)})
    assert rating.mean == Fraction(sum(n * points[n] for n in points), points.total())


def as_number(given: Decimal | date) -> Fraction:
    return Fraction(given.toordinal() if isinstance(given, date) else given)


def check_rankings(figures: dict[str, QuestionFigures], persons: list[Person]) -> None:
    """First preferences and pairs, from the orders themselves."""
    answers = [person.answers() for person in persons]
    for code in ("ranks", "speakers"):
        orders = [one[code] for one in answers if one.get(code) and one[code] != ("unsure",)]
        found = figures[code]
        ids = {option.id: option.code for option in found.question.options}
        firsts = Counter(order[0] for order in orders)
        assert {line.option.code: line.count for line in found.lines} == firsts
        assert found.ranking is not None
        assert found.ranking.n == len(orders)
        for (one, two), n in found.ranking.pairs.items():
            assert n == sum(is_before(ids[one], ids[two], order) for order in orders)


def is_before(one: str, two: str, order: tuple[str, ...]) -> bool:
    if one not in order:
        return False
    return two not in order or order.index(one) < order.index(two)
