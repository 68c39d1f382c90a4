"""``/p/<slug>/results.csv .xlsx .json .svg .png .pdf``: one sheet in every file."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.domain.question import Kind
from tests.browse import vote, words_of
from tests.conftest import Clock
from tests.make import (
    IFRI_COUNTS,
    IFRI_LABELS,
    IFRI_PERCENTS,
    hours,
    make_new_ifri,
    make_new_poll,
    make_new_question,
)

Add = Callable[[NewPoll], Poll]
SLUG = "colours"
TALLIES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
CHARTS = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "pdf": "application/pdf",
}
FILES = TALLIES | CHARTS
# One of each kind, where all of them go one way and drawing takes its time.
SOME = ("csv", "json", "png")
TWO_LANGUAGES: dict[str, Any] = {
    "languages": ("en", "ru"),
    "questions": (
        make_new_question(
            text={"en": "Which colour?", "ru": "Какой цвет?"},
            options={"r": {"en": "Red", "ru": "Красный"}, "g": {"en": "Green", "ru": "Зелёный"}},
        ),
    ),
}


def file_of(slug: str, ending: str) -> str:
    return f"/p/{slug}/results.{ending}"


def rows_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(client.get(path).text, newline="")))


def texts_of(svg: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def test_every_outlet_has_the_figures_of_the_ifri_poll(add: Add, reader: FlaskClient) -> None:
    add(make_new_ifri(live=False))
    slug = "us-goals-for-russia-2013"
    figures = list(zip(IFRI_COUNTS, IFRI_PERCENTS, strict=True))

    rows = rows_of(reader, file_of(slug, "csv"))
    assert [(int(row["count"]), int(row["percent"])) for row in rows] == figures
    assert {row["base"] for row in rows} == {"108"}

    page = load_workbook(BytesIO(reader.get(file_of(slug, "xlsx")).data))["tally"]
    head, *cells = page.iter_rows(values_only=True)
    table = [dict(zip(head, row, strict=True)) for row in cells]
    assert [(row["count"], row["percent"]) for row in table] == figures
    assert {row["base"] for row in table} == {108}

    (question,) = reader.get(file_of(slug, "json")).get_json()["questions"]
    assert [(one["count"], one["percent"]) for one in question["options"]] == figures
    assert [one["share"] for one in question["options"]] == [count / 108 for count in IFRI_COUNTS]
    assert question["base"] == {"kind": "respondents", "n": 108}

    drawn = texts_of(reader.get(file_of(slug, "svg")).text)
    page_words = words_of(reader.get(f"/p/{slug}/results").text)
    for label, (count, percent) in zip(IFRI_LABELS, figures, strict=True):
        at = drawn.index(label)
        assert drawn[at : at + 3] == [label, f"{percent}%", f"({count})"]
        assert f"{label} {count} ({percent}%)" in page_words
    assert "Share of 108 votes" in drawn
    assert "Share of 108 votes" in page_words


@pytest.mark.parametrize("ending", FILES)
def test_a_file_is_public_and_named(add: Add, reader: FlaskClient, ending: str) -> None:
    add(make_new_poll())
    answer = reader.get(file_of(SLUG, ending))
    kind = "attachment" if ending in ("csv", "xlsx") else "inline"
    name = f"{SLUG}-tally.{ending}" if ending in TALLIES else f"{SLUG}-results.{ending}"
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == FILES[ending]
    assert answer.headers["Content-Disposition"] == f'{kind}; filename="{name}"'
    assert answer.headers["Cache-Control"] == "public, max-age=1"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("ending", ["svg", "pdf"])
def test_a_chart_runs_no_script(add: Add, reader: FlaskClient, ending: str) -> None:
    add(make_new_poll())
    policy = reader.get(file_of(SLUG, ending)).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "script-src" not in policy


@pytest.mark.parametrize("ending", FILES)
def test_a_draft_has_no_files(add: Add, reader: FlaskClient, ending: str) -> None:
    add(make_new_poll(opens_at=None, closes_at=None))
    assert reader.get(file_of(SLUG, ending)).status_code == 404


@pytest.mark.parametrize("ending", FILES)
def test_the_browser_has_no_say_in_a_file(
    add: Add, reader: FlaskClient, make_app: Callable[..., Flask], ending: str
) -> None:
    add(make_new_poll(**TWO_LANGUAGES))
    plain = reader.get(file_of(SLUG, ending))
    wishes = {"Accept-Language": "ru", "Cookie": "vote=abc"}
    russian = make_app().test_client().get(file_of(SLUG, ending), headers=wishes)
    assert (plain.data, plain.headers["ETag"]) == (russian.data, russian.headers["ETag"])
    assert "Accept-Language" not in plain.headers.get("Vary", "")
    assert "Cookie" not in plain.headers.get("Vary", "")


def test_the_address_names_the_language_of_a_file(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(**TWO_LANGUAGES))
    rows = rows_of(reader, file_of(SLUG, "csv?lang=ru"))
    assert [(row["label"], row["label_language"]) for row in rows] == [
        ("Красный", "ru"),
        ("Зелёный", "ru"),
    ]
    assert rows[0]["label_en"] == "Red"
    document = reader.get(file_of(SLUG, "json?lang=ru")).get_json()
    assert document["questions"][0]["text"] == document["poll"]["title"] == "Какой цвет?"
    assert "Красный" in texts_of(reader.get(file_of(SLUG, "svg?lang=ru")).text)


def test_a_poll_in_a_language_of_its_own_has_files_in_it(add: Add, reader: FlaskClient) -> None:
    question = make_new_question(
        text={"ru": "Какой?"}, options={"a": {"ru": "А"}, "b": {"ru": "Б"}}
    )
    add(make_new_poll(question, languages=("ru",)))
    assert reader.get(file_of(SLUG, "json")).get_json()["language"] == "ru"


def test_bom_is_there_when_asked_for(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    bodies = {bom: reader.get(file_of(SLUG, f"csv?bom={bom}")).data for bom in (0, 1)}
    assert bodies[1] == b"\xef\xbb\xbf" + bodies[0]
    assert reader.get(file_of(SLUG, "csv")).data == bodies[0]


def test_formulas_in_labels_stay_text(add: Add, reader: FlaskClient) -> None:
    labels = ["=1+1", "@SUM(A1:A9)", "+7", "-no", '=HYPERLINK("https://example.org";"x")']
    options: dict[str, Any] = {f"o{number}": label for number, label in enumerate(labels)}
    add(make_new_poll(make_new_question(options=options)))
    rows = rows_of(reader, file_of(SLUG, "csv"))
    assert [row["label"] for row in rows] == [f"'{label}" for label in labels]
    page = load_workbook(BytesIO(reader.get(file_of(SLUG, "xlsx")).data))["tally"]
    found = {cell.value: cell.data_type for row in page.iter_rows() for cell in row if cell.value}
    assert {found[label] for label in labels} == {"s"}


@pytest.mark.parametrize("ending", FILES)
def test_hidden_results_leave_no_trace_of_a_vote(
    add: Add, reader: FlaskClient, stranger: FlaskClient, ending: str
) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_CLOSING))
    before = stranger.get(file_of(SLUG, ending))
    assert vote(reader, SLUG, 2).status_code == 303
    for client in (reader, stranger):
        after = client.get(file_of(SLUG, ending))
        assert (after.status_code, after.data) == (before.status_code, before.data)
        assert dict(after.headers) == dict(before.headers)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_hidden_tally_is_refused(add: Add, reader: FlaskClient, ending: str) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_CLOSING))
    answer = reader.get(file_of(SLUG, ending))
    assert answer.status_code == 403
    assert "The results of this poll are not out yet." in answer.text
    assert "Content-Disposition" not in answer.headers


def test_hidden_json_has_the_question_and_says_when(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_CLOSING))
    document = reader.get(file_of(SLUG, "json")).get_json()
    assert list(document) == ["hidden", "visible", "language", "poll", "questions", "method"]
    assert document["visible"] == "Results come out on 11 March 2026, 12:00 UTC."
    assert list(document["questions"][0]["options"][0]) == [
        "id",
        "code",
        "role",
        "value",
        "label",
        "labels",
        "short",
    ]


def test_a_hidden_chart_has_the_question_and_says_when(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_CLOSING))
    drawn = texts_of(reader.get(file_of(SLUG, "svg")).text)
    assert "Which one?" in drawn
    assert "Results come out on 11 March 2026, 12:00 UTC." in drawn
    assert "Option 1" not in drawn


def test_files_under_after_voting_stay_hidden_even_for_a_voter(
    add: Add, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_VOTING))
    vote(reader, SLUG, 1)
    assert reader.get(file_of(SLUG, "json")).get_json()["hidden"]
    clock.forward(hours=25)
    # Kept answers go by the real clock; an address with another parameter is not kept.
    closed = reader.get(file_of(SLUG, "json?kept=no")).get_json()
    assert not closed["hidden"]
    assert closed["questions"][0]["base"]["n"] == 1


def test_a_planned_poll_says_when_it_opens(add: Add, reader: FlaskClient, clock: Clock) -> None:
    moment = clock()
    add(make_new_poll(opens_at=moment + hours(3), closes_at=moment + hours(9)))
    document = reader.get(file_of(SLUG, "json")).get_json()
    assert document["visible"] == "This poll opens on 10 March 2026, 15:00 UTC."


def test_json_has_its_keys_in_order(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    document = reader.get(file_of(SLUG, "json")).get_json()
    assert list(document) == [
        "hidden",
        "language",
        "poll",
        "questions",
        "method",
        "as_of",
        "version",
    ]
    (question,) = document["questions"]
    assert list(question) == [
        "id",
        "code",
        "number",
        "kind",
        "order",
        "text",
        "texts",
        "base",
        "asked",
        "answered",
        "rule",
        "percent_sum",
        "options",
    ]
    assert list(question["options"][0]) == [
        "id",
        "code",
        "role",
        "value",
        "label",
        "labels",
        "short",
        "count",
        "share",
        "percent",
        "printed",
    ]
    assert "margin_of_error" not in document["method"]


def test_shares_of_several_answers_are_of_people(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_new_poll(make_new_question(kind=Kind.MULTIPLE)))
    vote(reader, SLUG, 1, 2)
    vote(stranger, SLUG, 2)
    (question,) = reader.get(file_of(SLUG, "json")).get_json()["questions"]
    assert [one["share"] for one in question["options"]] == [0.5, 1.0, 0.0]
    assert (question["base"]["n"], question["rule"]["code"]) == (2, "per_respondent")


def test_a_new_vote_is_in_the_next_download(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_new_poll())
    before = stranger.get(file_of(SLUG, "json"))
    vote(reader, SLUG, 1)
    after = stranger.get(file_of(SLUG, "json"))
    assert [one.get_json()["questions"][0]["base"]["n"] for one in (before, after)] == [0, 1]
    assert before.headers["ETag"] != after.headers["ETag"]


@pytest.mark.parametrize("ending", CHARTS)
def test_a_parameter_that_a_chart_does_not_know_is_refused(
    add: Add, reader: FlaskClient, ending: str
) -> None:
    add(make_new_poll())
    answer = reader.get(file_of(SLUG, f"{ending}?utm_source=x"))
    assert answer.status_code == 400
    assert "This address has a parameter that is not known here." in answer.text


@pytest.mark.parametrize("ending", TALLIES)
def test_campaign_tags_do_not_break_a_download(add: Add, reader: FlaskClient, ending: str) -> None:
    add(make_new_poll())
    tagged = reader.get(file_of(SLUG, f"{ending}?utm_source=x&size=huge"))
    assert tagged.data == reader.get(file_of(SLUG, ending)).data


@pytest.mark.parametrize(
    "query",
    [
        "csv?bom=yes",
        "csv?bom=1&bom=0",
        "csv?lang=xx",
        "json?lang=",
        "xlsx?lang=EN",
        "svg?lang=de",
        "png?size=huge",
        "png?size=page&size=share",
        "pdf?question=q9",
    ],
)
def test_a_value_that_is_not_known_is_refused(add: Add, reader: FlaskClient, query: str) -> None:
    add(make_new_poll())
    assert reader.get(file_of(SLUG, query)).status_code == 400


def test_a_chart_shows_the_question_asked_for(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(make_new_question("one"), make_new_question("two", text="And then?")))
    titles = [texts_of(reader.get(file_of(SLUG, one)).text) for one in ("svg", "svg?question=two")]
    assert "Which one?" in titles[0]
    assert "And then?" in titles[1]
    assert "Which one?" not in titles[1]


def test_a_chart_to_share_is_1200_by_630(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    png = reader.get(file_of(SLUG, "png?size=share")).data
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1200, 630)


@pytest.mark.parametrize("ending", SOME)
def test_what_is_known_already_is_not_sent_again(
    add: Add, reader: FlaskClient, ending: str
) -> None:
    add(make_new_poll())
    tag = reader.get(file_of(SLUG, ending)).headers["ETag"]
    answer = reader.get(file_of(SLUG, ending), headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("ending", SOME)
def test_head_tells_of_a_file_without_sending_it(
    add: Add, reader: FlaskClient, ending: str
) -> None:
    add(make_new_poll())
    head = reader.head(file_of(SLUG, ending))
    full = reader.get(file_of(SLUG, ending))
    assert (head.status_code, head.data) == (200, b"")
    names = ("ETag", "Content-Length", "Content-Type", "Content-Disposition")
    assert [head.headers[name] for name in names] == [full.headers[name] for name in names]


@pytest.mark.parametrize("ending", SOME)
def test_files_take_no_post(add: Add, reader: FlaskClient, ending: str) -> None:
    add(make_new_poll())
    assert reader.post(file_of(SLUG, ending)).status_code == 405


def test_other_sites_may_read_a_refusal_too(reader: FlaskClient) -> None:
    answer = reader.get(file_of("nothing-here", "json"))
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
