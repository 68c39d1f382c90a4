"""Ranked elections from the definition file over the votes to page, chart, table and JSON."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act, Evidence, Verdict
from pollsvc.imports.actions import load
from pollsvc.imports.reading import read_text
from pollsvc.polls.queries import poll_by_slug
from pollsvc.voting.actions import VoterAct
from pollsvc.voting.verify import verify_poll
from tests.acts import put_all, word
from tests.browse import hidden_fields, words_of
from tests.conftest import Clock


@dataclass(frozen=True)
class Election:
    """An election by the initials of its options, and what has to come of it.

    ``places`` are by method, ``rounds`` what everybody has in each, ``*`` for exhausted.
    """

    names: tuple[str, ...]
    orders: Mapping[str, int]
    places: Mapping[str, str]
    rounds: tuple[Mapping[str, int], ...]
    condorcet: str | None
    says: tuple[str, ...]
    settings: str = "at_least: 1"
    ties: Mapping[str, str] = field(default_factory=dict)


DISCOURSE = Election(
    names=("Apple", "Berry", "Cherry"),
    orders={"ABC": 4, "BC": 3, "CB": 3},
    places={
        "instant_runoff": "B=C>A",
        "borda": "B>C>A",
        "schulze": "B>C>A",
        "first_preferences": "A>B=C",
    },
    rounds=({"A": 4, "B": 3, "C": 3, "*": 0}, {"A": 4, "B": 6, "*": 0}),
    condorcet="B",
    says=(
        "Instant runoff: “Berry”, tied with “Cherry”: only the order of the list decided who left.",
        "In round 2, the last, it has 6 of the 10 orders that still name an answer.",
        "The methods do not agree on who comes first. The others say:",
        "Borda count: “Berry”.",
        "Pairs (Schulze): “Berry”.",
        "First places only: “Apple”.",
        "“Berry” beats every other answer in pairs (it is the Condorcet winner).",
        "Round 1: “Cherry” was tied with “Berry”, and left because it comes last in the list",
    ),
    ties={"instant_runoff": "as_listed"},
)
TIED = Election(
    names=("Alpha", "Beta", "Gamma", "Delta"),
    orders={"AB": 2, "BA": 2, "GD": 2, "DG": 2},
    places=dict.fromkeys(("instant_runoff", "borda", "schulze", "first_preferences"), "A=B=G=D"),
    rounds=(
        {"A": 2, "B": 2, "G": 2, "D": 2, "*": 0},
        {"A": 2, "B": 2, "G": 4, "*": 0},
        {"A": 4, "G": 4, "*": 0},
        {"G": 4, "*": 4},
    ),
    condorcet=None,
    says=(
        "Pairs (Schulze): “Alpha”, tied with “Beta”, “Gamma”, “Delta” and placed first only",
        "because it comes first in the list of answers, among those of them put first most often.",
        "but none has a stronger chain of victories over this one than this one has over it.",
        "The methods do not agree on who comes first.",
        "Instant runoff: “Gamma”, tied with “Alpha”, “Beta”, “Delta”: only the order of the list",
        "Round 3: “Alpha” was tied with “Gamma”, and left because it had fewer in the latest",
        "Name nobody who is left 0 0 0 4",
        "Alpha =1 =1 =1 =1",
    ),
    settings="at_least: 2, at_most: 2, method: schulze",
    ties=dict.fromkeys(("instant_runoff", "borda", "schulze", "first_preferences"), "as_listed"),
)
BURLINGTON = Election(
    names=("Kiss", "Montroll", "Wright"),
    orders={"MKW": 67, "MWK": 38, "M": 23, "KMW": 102, "KWM": 19, "K": 28,
            "WMK": 76, "WKM": 25, "W": 64},
    places={
        "instant_runoff": "K>W>M",
        "borda": "M>K>W",
        "schulze": "M>K>W",
        "first_preferences": "W>K>M",
    },
    rounds=({"K": 149, "M": 128, "W": 165, "*": 0}, {"K": 216, "W": 203, "*": 23}),
    condorcet="M",
    says=(
        "Instant runoff: “Kiss”. In round 2, the last, it has 216 of the 419 orders",
        "Borda count: “Montroll”. Pairs (Schulze): “Montroll”. First places only: “Wright”.",
        "Name nobody who is left 0 23",
        "n = 442",
    ),
)  # fmt: skip
"""The last three of Burlington's election of 2009, one vote for twenty."""
SCHULZE = Election(
    names=("Ash", "Birch", "Cedar", "Dogwood", "Elm"),
    orders={"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2,
            "DCEBA": 7, "EBADC": 8},
    places={
        "instant_runoff": "C>B>A>E>D",
        "borda": "E>A>B>C>D",
        "schulze": "E>A>C>B>D",
        "first_preferences": "C>A>B=E>D",
    },
    rounds=(
        {"A": 10, "B": 8, "C": 12, "D": 7, "E": 8, "*": 0},
        {"A": 10, "B": 8, "C": 19, "E": 8, "*": 0},
        {"A": 10, "B": 16, "C": 19, "*": 0},
        {"B": 16, "C": 29, "*": 0},
    ),
    condorcet=None,
    says=(
        "Pairs (Schulze): “Elm”. No answer beats every other in pairs",
        "No answer beats every other in pairs (there is no Condorcet winner).",
        "Round 2: “Elm” was tied with “Birch”, and left because it comes last in the list",
        "n = 45",
    ),
    settings="at_least: 5, method: schulze",
)  # fmt: skip
"""Schulze's own example of 2011."""
METHODS = {
    "instant_runoff": "Instant runoff",
    "borda": "Borda count",
    "schulze": "Pairs (Schulze)",
    "first_preferences": "First places only",
}
ELECTIONS = {
    "discourse": DISCOURSE, "tied": TIED, "burlington": BURLINGTON, "schulze": SCHULZE,
}  # fmt: skip


def definition(slug: str, election: Election) -> bytes:
    """The election as a definition file."""
    names = ", ".join(election.names)
    return (
        f"{{slug: {slug}, languages: [en], opens: -1 hours, protection: open, questions:"
        f" [{{code: order, kind: ranking, text: Who?, options: [{names}], {election.settings}}}]}}"
    ).encode()


def fields(poll: Poll, order: str) -> dict[tuple[int, str], str]:
    """An order as it is sent: the place beside each option that has one."""
    question = poll.questions[0]
    ids = {option.label.say("en").text[0]: str(option.id) for option in question.options}
    return {(question.id, ids[one]): str(place) for place, one in enumerate(order, 1)}


def act(poll: Poll, number: int, order: str) -> VoterAct:
    return VoterAct(
        act=Act.VOTE,
        raw={},
        parts=fields(poll, order),
        evidence=Evidence(word(b"f", number), word(b"b", number)),
        nonce=number.to_bytes(16, "big"),
        language="en",
        salt=number.to_bytes(16, "big"),
    )


def hold(app: Flask, election: Election, now: datetime) -> FlaskClient:
    """Load the file; ten vote as readers, all others straight by the writer."""
    slug = "held"
    with app.app_context():
        load([read_text(definition(slug, election), "it.yaml")], now)
        poll = poll_by_slug(slug)
    assert poll is not None
    votes = [order for order, times in election.orders.items() for _ in range(times)]
    for order in votes[:10]:
        filled = {f"q{one}.{other}": place for (one, other), place in fields(poll, order).items()}
        client = app.test_client()
        sent = client.post(f"/p/{slug}", data=hidden_fields(client, f"/p/{slug}") | filled)
        assert sent.status_code == 303, words_of(sent.text)
    ops = [act(poll, number, order).op(poll) for number, order in enumerate(votes[10:], 1)]
    assert all(one.verdict is Verdict.STORED for one in put_all(app.extensions["box"], ops))
    with app.app_context():
        assert verify_poll(poll).faults == ()
    return app.test_client()


def by_name(found: Mapping[str, Any]) -> dict[str, Any]:
    """By the initials of codes."""
    return {code[0].upper(): number for code, number in found.items()}


def check_page(election: Election, client: FlaskClient) -> None:
    read = words_of(client.get("/p/held/results").text)
    for sentence in election.says:
        assert sentence in read


def check_json(election: Election, client: FlaskClient) -> None:
    ranking = client.get("/p/held/results.json").get_json()["questions"][0]["ranking"]
    assert ranking["n"] == sum(election.orders.values())
    for method, places in election.places.items():
        found = ranking["outcomes"][method]
        groups = ["=".join(code[0].upper() for code in group) for group in found["places"]]
        assert ">".join(groups) == places
        assert found["tie_broken_by"] == election.ties.get(method)
        assert found["exact"] is True
    assert (ranking["condorcet"] or " ")[0].upper().strip() == (election.condorcet or "")
    rounds = [by_name(one["counts"]) | {"*": one["exhausted"]} for one in ranking["rounds"]]
    assert rounds == list(election.rounds)


def check_table(election: Election, client: FlaskClient) -> None:
    rows = list(csv.DictReader(StringIO(client.get("/p/held/results.csv").text, newline="")))
    rounds: list[dict[str, int]] = [{} for _ in election.rounds]
    for row in rows:
        if row["measure"] == "round":
            rounds[int(row["round"]) - 1][row["option_code"][0].upper()] = int(row["count"])
        elif row["measure"] == "exhausted":
            rounds[int(row["round"]) - 1]["*"] = int(row["count"])
    assert rounds == list(election.rounds)
    for method, places in election.places.items():
        of_method = [row for row in rows if (row["measure"], row["method"]) == ("place", method)]
        first = [one["option_code"][0].upper() for one in of_method if one["value"] == "1"]
        assert "=".join(first) == places.partition(">")[0]
        broken = {one["tie_broken_by"] for one in of_method} - {""}
        assert broken == {election.ties[method]} if method in election.ties else not broken


def check_chart(election: Election, client: FlaskClient) -> None:
    chart = client.get("/p/held/results.svg?size=page").text
    for method, name in METHODS.items():
        ranked = election.places[method].partition(">")[0].split("=")
        said = re.search(rf"{re.escape(name)}: ([A-Z]\w+)(, tied with)?", chart)
        assert said is not None
        assert said[1][0] in ranked
        assert (said[2] is not None) == (len(ranked) > 1)


@pytest.mark.parametrize("name", ELECTIONS)
def test_an_election_has_its_known_outcome_on_page_and_chart_and_in_every_file(
    name: str, app: Flask, clock: Clock
) -> None:
    election = ELECTIONS[name]
    client = hold(app, election, clock())
    for check in (check_page, check_json, check_table, check_chart):
        check(election, client)


def test_ways_of_breaking_ties_that_could_not_be_followed_are_told_everywhere(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pollsvc.domain.ranking.instant_runoff._MOST_READ", 0)
    client = hold(app, TIED, clock())
    told = "in more ways than could be followed: it may be tied with"
    assert told in words_of(client.get("/p/held/results").text)
    outcomes = client.get("/p/held/results.json").get_json()["questions"][0]["ranking"]["outcomes"]
    assert {method for method, one in outcomes.items() if not one["exact"]} == {"instant_runoff"}
    rows = csv.DictReader(StringIO(client.get("/p/held/results.csv").text, newline=""))
    exact = {(row["method"], row["exact"]) for row in rows if row["measure"] == "place"}
    assert {method for method, exact in exact if exact == "false"} == {"instant_runoff"}
