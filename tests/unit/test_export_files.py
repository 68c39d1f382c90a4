"""Files and pictures of a sheet, without an app: what stands in which cell."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pollsvc.domain.cells import Cell
from pollsvc.domain.life import State
from pollsvc.domain.poll import Link, Origin, Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.sheet import build_sheet
from pollsvc.domain.texts import is_like_a_formula
from pollsvc.export.edition import Edition, Outline
from pollsvc.export.pictures import hidden_picture, results_picture
from pollsvc.export.tally_csv import tally_csv
from pollsvc.export.tally_json import hidden_json, tally_json
from pollsvc.export.tally_table import tally_table
from pollsvc.export.tally_xlsx import about, tally_xlsx
from pollsvc.results.lines import QuestionLines, ResultLines
from tests.make import (
    IFRI_COUNTS,
    NOON,
    at_hour,
    counted,
    make_option,
    make_poll,
    make_question,
    make_tally,
    texts,
)

FOUR = make_question(options=4)
SEVERAL = make_question(kind=Kind.MULTIPLE)


def said_of(question: Question) -> QuestionLines:
    count = len(question.options)
    return QuestionLines(
        base_line="BASE",
        rule_line="RULE",
        percents=tuple(f"{number}%" for number in range(count)),
        numbers=tuple(f"N{number}" for number in range(count)),
        counts=("",) * count,
        base="",
        percent_sum="",
        in_a_sentence="",
    )


def lines_for(poll: Poll) -> ResultLines:
    questions = tuple(said_of(question) for question in poll.questions)
    return ResultLines(
        self_selected_line="SELF-SELECTED",
        as_published_line="AS PUBLISHED" if poll.origin is Origin.TALLY else "",
        source_line="SOURCE",
        dates_line="DATES",
        as_of_line="AS OF",
        counted_line="",
        method=("METHOD",),
        citation="CITATION",
        questions=questions,
    )


def outline_of(poll: Poll, **other: Any) -> Outline:
    values: dict[str, Any] = {
        "poll": poll,
        "state": State.OPEN,
        "language": "en",
        "url": "https://polls.example/p/colours",
        "site_name": "Herald",
        "visible": "LATER",
    }
    return Outline(**(values | other))


def edition_of(poll: Poll, tally: dict[Cell, int] | None = None, **other: Any) -> Edition:
    outline = outline_of(poll, **other)
    sheet = build_sheet(poll, tally or {}, state=outline.state, version=7, as_of=NOON)
    return Edition(**vars(outline), sheet=sheet, lines=lines_for(poll))


def ifri(**other: Any) -> Edition:
    return edition_of(make_poll(FOUR), counted(make_tally(FOUR, IFRI_COUNTS), 108), **other)


def labelled(*labels: str) -> Poll:
    options = [make_option(number, label) for number, label in enumerate(labels, 1)]
    return make_poll(make_question(options=options))


def csv_rows(edition: Edition) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(tally_csv(edition).decode(), newline="")))


def xlsx_rows(edition: Edition) -> list[dict[str, Any]]:
    page = load_workbook(BytesIO(tally_xlsx(edition)))["tally"]
    head, *rows = page.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\nx", "  =1", "＝1", "＋1", "－1", "＠x"],
)
def test_what_a_spreadsheet_would_work_out_is_like_a_formula(text: str) -> None:
    assert is_like_a_formula(text)


@pytest.mark.parametrize("text", ["", "Yes", "1+1=2", "31%", "<1%", "–", "'=1+1", " x"])
def test_other_texts_are_not_like_a_formula(text: str) -> None:
    assert not is_like_a_formula(text)


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_text_in_a_csv_is_like_a_formula(one: str, other: str) -> None:
    for row in csv_rows(edition_of(labelled(one, other))):
        assert not any(is_like_a_formula(cell) for cell in row.values())


def test_a_csv_has_one_row_an_option_and_ends_lines_with_crlf() -> None:
    body = tally_csv(ifri())
    assert body.count(b"\r\n") == body.count(b"\n") == 5


def test_count_and_base_give_the_share_exactly() -> None:
    row = csv_rows(ifri())[0]
    assert (row["count"], row["base"], row["base_kind"]) == ("33", "108", "respondents")
    assert float(row["share"]) == int(row["count"]) / int(row["base"])


def test_the_printed_percent_is_the_one_of_the_lines() -> None:
    assert [row["percent_text"] for row in csv_rows(ifri())] == ["0%", "1%", "2%", "3%"]


def test_a_base_that_is_not_known_leaves_cells_empty() -> None:
    row = csv_rows(edition_of(make_poll(SEVERAL), make_tally(SEVERAL, (4, 2, 1))))[0]
    assert (row["count"], row["base"], row["share"], row["percent"]) == ("4", "", "", "")


def test_field_dates_have_the_offset_of_the_zone_at_that_time() -> None:
    poll = replace(at_hour(make_poll(), opens_at=0, closes_at=24 * 60), zone="Europe/Paris")
    row = csv_rows(edition_of(poll))[0]
    assert row["opens_at"] == "2026-03-10T13:00:00+01:00"
    assert row["closes_at"] == "2026-05-09T14:00:00+02:00"
    assert row["zone"] == "Europe/Paris"


def test_field_dates_of_a_past_result_are_days() -> None:
    paris = {"zone": "Europe/Paris", "protection": None}
    poll = at_hour(make_poll(origin=Origin.TALLY, **paris), opens_at=11, closes_at=24 + 10.98)
    row = csv_rows(edition_of(poll, state=State.CLOSED))[0]
    assert (row["opens_at"], row["closes_at"], row["zone"]) == ("2026-03-11", "2026-03-11", "")
    method = json.loads(tally_json(edition_of(poll, state=State.CLOSED)))["method"]
    assert method["opens_at"] == method["closes_at"] == "2026-03-11"
    assert method["zone"] is None


def test_unknown_field_dates_are_empty_and_said_in_words() -> None:
    poll = make_poll(origin=Origin.TALLY, protection=None, opens_at=None, closes_at=None)
    row = csv_rows(edition_of(poll, state=State.CLOSED))[0]
    names = ("opens_at", "closes_at", "zone", "protection", "asked_by", "set_aside")
    assert {row[name] for name in names} == {""}
    assert row["field_dates"] == "DATES"


def test_each_language_of_the_poll_has_a_column_of_labels() -> None:
    options = [make_option(1, {"en": "Yes", "zh-Hant": "是"}), make_option(2, "No")]
    poll = make_poll(make_question(options=options), languages=("en", "zh-Hant"))
    rows = csv_rows(edition_of(poll))
    assert [row["label_en"] for row in rows] == ["Yes", "No"]
    assert [row["label_zh_hant"] for row in rows] == ["是", ""]


def test_labels_are_in_the_language_of_the_file_only_if_the_question_is() -> None:
    options = [make_option(1, {"en": "Yes", "ru": "Да"}), make_option(2, "No")]
    poll = make_poll(make_question(options=options), languages=("en", "ru"))
    rows = csv_rows(edition_of(poll, language="ru"))
    assert [row["label"] for row in rows] == ["Yes", "No"]
    assert {row["label_language"] for row in rows} == {"en"}


def test_several_questions_are_numbered_rows_of_one_table() -> None:
    poll = make_poll(FOUR, make_question(2, options=2, first_option=5))
    rows = csv_rows(edition_of(poll))
    assert [row["question_number"] for row in rows] == ["1"] * 4 + ["2"] * 2
    assert rows[-1]["option_id"] == "6"


def test_who_asked_is_the_site_unless_somebody_is_named() -> None:
    named = make_poll(asked_by=Link(title=texts("IFRI")))
    names = [csv_rows(edition_of(poll))[0]["asked_by"] for poll in (make_poll(), named)]
    assert names == ["Herald", "IFRI"]


def test_control_characters_reach_no_cell() -> None:
    table = tally_table(edition_of(labelled("a\x00b\x0b\ud800c", "d\u202ee")))
    place = table.columns.index("label")
    assert [row[place] for row in table.rows] == ["abc", "de"]


def test_xlsx_and_csv_have_the_same_table() -> None:
    edition = ifri()
    pairs = zip(xlsx_rows(edition), csv_rows(edition), strict=True)
    for row, text_row in pairs:
        # Workbooks keep 16 digits of a number, one less than a share may need.
        assert row.pop("share") == pytest.approx(float(text_row.pop("share")), rel=1e-15)
        assert {name: "" if cell is None else str(cell) for name, cell in row.items()} == text_row


def test_numbers_in_an_xlsx_are_numbers() -> None:
    row = xlsx_rows(ifri())[0]
    assert (row["count"], row["percent"], row["share"]) == (33, 31, pytest.approx(33 / 108))


def test_hostile_labels_in_an_xlsx_are_texts_and_stay_so_when_edited() -> None:
    edition = edition_of(labelled("=1+1", "https://example.org", "@SUM(A1)", "007"))
    page = load_workbook(BytesIO(tally_xlsx(edition)))["tally"]
    place = tally_table(edition).columns.index("label") + 1
    cells = [page.cell(row, place) for row in range(2, 6)]
    assert [cell.value for cell in cells] == ["=1+1", "https://example.org", "@SUM(A1)", "007"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True, False, True, False]
    assert not any(cell.hyperlink for cell in cells)


def test_the_same_sheet_is_the_same_workbook() -> None:
    assert tally_xlsx(ifri()) == tally_xlsx(ifri())


def test_a_workbook_says_how_the_poll_was_done() -> None:
    edition = ifri()
    page = load_workbook(BytesIO(tally_xlsx(edition)))["about"]
    assert tuple(row[0] for row in page.iter_rows(values_only=True)) == about(edition)
    assert {"SELF-SELECTED", "METHOD", "CITATION", "RULE", "BASE"} <= set(about(edition))


def test_the_method_in_arabic_runs_from_right_to_left() -> None:
    book = load_workbook(BytesIO(tally_xlsx(ifri(language="ar"))))
    assert book["about"].sheet_view.rightToLeft


def test_json_has_null_where_there_is_no_base() -> None:
    document = json.loads(tally_json(edition_of(make_poll(FOUR))))
    (question,) = document["questions"]
    assert (question["base"]["n"], question["rule"]["code"]) == (0, "none")
    assert question["options"][0]["share"] is None
    assert question["options"][0]["percent"] is None


def test_json_names_the_source() -> None:
    source = Link(title=texts("A post"), url="https://example.org", note=texts("Undated."))
    document = json.loads(tally_json(edition_of(make_poll(source=source, origin=Origin.TALLY))))
    expected = {"title": "A post", "url": "https://example.org", "note": "Undated."}
    assert document["method"]["source"] == expected
    assert document["method"]["asked_by"] is None


def test_hidden_json_has_no_figure_in_it() -> None:
    text = hidden_json(outline_of(make_poll(FOUR))).decode()
    assert json.loads(text)["visible"] == "LATER"
    words = ("count", "share", "percent", '"n"', "as_of", "version", "set_aside", 'asked"')
    assert not any(word in text for word in words)


def test_a_picture_has_the_figures_of_its_sheet() -> None:
    picture = results_picture(ifri(), FOUR)
    assert [bar.share for bar in picture.bars] == [count / 108 for count in IFRI_COUNTS]
    assert picture.bars[0].percent_text == "0%"
    assert picture.bars[0].count_text == "(N0)"
    assert (picture.subtitle, picture.site_name) == ("BASE", "Herald")
    assert picture.foot.startswith("n = 108 · DATES · ")


def test_a_picture_says_method_source_and_address() -> None:
    notes = results_picture(ifri(), FOUR).notes
    assert notes == (
        "SELF-SELECTED",
        "RULE",
        "SOURCE",
        "AS OF",
        "https://polls.example/p/colours",
    )


def test_a_picture_of_published_figures_says_so() -> None:
    poll = make_poll(FOUR, origin=Origin.TALLY)
    notes = results_picture(edition_of(poll, state=State.CLOSED), FOUR).notes
    assert "AS PUBLISHED" in notes
    assert "AS OF" not in notes


def test_a_numbered_poll_has_its_number_in_the_title() -> None:
    second = make_question(2, options=2, first_option=5, text="And which?")
    poll = make_poll(FOUR, second, numbered=True)
    assert results_picture(edition_of(poll), second).title == "2. And which?"


def test_a_picture_counts_the_answers_that_a_shared_one_leaves_out() -> None:
    seven = make_question(options=7)
    assert results_picture(edition_of(make_poll(seven)), seven).more_text == "and 2 more answers"
    assert results_picture(ifri(), FOUR).more_text == ""


@pytest.mark.parametrize(("language", "pattern"), [("en", "{}%"), ("fr", "{}\xa0%")])
def test_the_axis_is_printed_as_the_language_does(language: str, pattern: str) -> None:
    assert results_picture(ifri(language=language), FOUR).percent_pattern == pattern


def test_short_labels_are_in_the_language_of_the_labels() -> None:
    options = [make_option(1, "Yes, always", short=texts("Yes")), make_option(2, "No")]
    question = make_question(options=options)
    bars = results_picture(edition_of(make_poll(question)), question).bars
    assert [bar.short for bar in bars] == ["Yes", None]


def test_a_hidden_picture_has_a_notice_and_no_bars() -> None:
    picture = hidden_picture(outline_of(make_poll(FOUR), language="ar"), FOUR)
    assert (picture.notice, picture.bars, picture.subtitle) == ("LATER", (), "")
    assert picture.rtl


def test_the_manual_names_every_column() -> None:
    manual = (Path(__file__).parents[2] / "pollsvc" / "help" / "downloads.md").read_text("utf-8")
    columns = tally_table(edition_of(make_poll(languages=("en", "ru")))).columns
    assert [name for name in columns if f"`{name}`" not in manual] == []
