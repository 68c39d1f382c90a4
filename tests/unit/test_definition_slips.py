"""Slips in the text of a definition file: each says what to do, and none hides the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.imports import rule_words
from pollsvc.imports.faults import DefinitionFaultsError, Fault
from pollsvc.imports.reading import read_text
from pollsvc.polls import rule_words as at_desk
from tests.unit.definition_data import faults

TEA = """\
slug: tea
languages: [en, fr]
opens: now
questions:
  - code: drink
    text: {en: Which?, fr: Lequel ?}
    options:
      - {code: tea, label: Tea}
      - {code: coffee, label: Coffee}
  - code: cups
    kind: number
    text: How many?
    low: 0
    high: 20
    show_if: drink is tea
  - code: rating
    kind: scale
    text: How good?
    scale: {from: 0, to: 10, labels: {0: bad, 10: good}}
"""
QUOTES = "put quotes around the whole text"
BRACES = f"braces or brackets in a text end it here; {QUOTES}"


def slipped(before: str, after: str) -> list[str]:
    """The faults of the file with this put in the place of that."""
    assert before in TEA
    return faults(TEA.replace(before, after, 1))


def hinted(text: str) -> list[Fault]:
    """The hints about a file, but for those about its languages."""
    found = read_text(text.encode(), "x.yaml").hints
    return [one for one in found if "is shown in en to readers of" not in one.message]


def test_the_file_is_in_order_without_a_slip() -> None:
    assert faults(TEA) == []
    assert faults("\ufeff" + TEA.replace("\n", "\r\n")) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("How many?", "How many: cups?", "12:19: a colon with a space after it makes a name"),
        ("How many?", '"How" many?', "12:17: the text goes on after a quote or bracket; put other"),
        ("How many?", "[How] many?", "12:17: the text goes on after a quote or bracket; put other"),
        ("How many?", "*How* many?", f"12:15: a text cannot begin with * as it is; {QUOTES}"),
        ("How many?", "& many?", f"12:12: a text cannot begin with & as it is; {QUOTES}"),
        ("How many?", "% of?", f"12:11: a text cannot begin with % as it is; {QUOTES}"),
        ("How many?", "> 5 cups?", f"12:13: a text cannot begin with | or > as it is; {QUOTES}"),
        ("How many?", '"How many?', "12:11: this quote is not closed"),
        ("How many?", ", many?", f"12:11: a text cannot begin with this as it is; {QUOTES}"),
        ("How many?", "!How many?", "12:11: questions[1].text: tags (!name) are not taken here"),
        ("Tea}", "Tea, or so}", "8:33: questions[0].options[0]: a comma ends a text between {"),
        ("Tea}", "Tea: hot}", "8:31: a colon with a space after it makes a name"),
        ("Tea}", "- tea}", f"8:28: a text cannot begin with - as it is; {QUOTES}"),
        ("Tea}", "[Tea] or so}", "8:34: { or [ is not closed, or a comma is missing"),
        ("Which?", 'Notes on "{case}"', f"6:26: {BRACES}"),
        ("Which?", "The [case]'s", f"6:20: {BRACES}"),
        ("How many?", "{case}'s", f"12:11: {BRACES}"),
        ("Tea}", 'A "{case}", role: other}', f"8:31: {BRACES}"),
        ("Tea}", "Tea {case} [x]'s}", f"8:39: {BRACES}"),
        ("Tea}", 'Tea}"', "8:32: this quote is not closed"),
        ("Tea}", "[{a: 1} {b: 2}]}", "8:36: { or [ is not closed"),
        ("{code: tea,", "{tea,", "8:10: questions[0].options[0]: there is no colon after this"),
        (
            "opens: now",
            "theme: {accent: #fff}",
            "3:17: what follows # is not read; put quotes around",
        ),
        ("opens: now", "opens:now", "3:1: put a space after the colon in this line"),
        ("opens: now", "opens", "3:1: there is no colon in this line; write name: value"),
        ("    kind: number", "   kind: number", "11:4: begin this line in the same column as"),
        ("    kind: number", "     kind: number", "11:10: the line above has a value already"),
        ("    kind: number", "\tkind: number", "11:1: a tab stands here; indent with spaces"),
        ("    kind: number", "\u3000kind: number", "12:9: a space of another kind stands at the"),
        ("slug: tea", "%slug tea", "2:1: what stands before this is a text alone"),
        ("slug: tea", "tea\n--- x\nslug: tea", "2:1: one file holds one poll"),
        ("options:", "options: - a", "7:14: a list begins on the next line"),
    ],
)
def test_a_slip_says_what_to_do_and_where(before: str, after: str, fault: str) -> None:
    found = slipped(before, after)
    assert any(one.startswith(fault) for one in found), found


@pytest.mark.parametrize("text", ["How many: cups?", '"How" many?', "*How*?", "[How] many?"])
def test_a_text_that_lacks_quotes_hides_no_other_fault(text: str) -> None:
    wrong = TEA.replace("How many?", text).replace("to: 10", "to: 1000")
    found = faults(wrong.replace("is tea", "is tee"))
    assert [one.split(":", 1)[0] for one in found] == ["12", "15", "19"]


@pytest.mark.parametrize(
    ("before", "after", "place", "whole"),
    [
        ("Tea}", "Tea, or so }", "8:33: questions[0].options[0]", "Tea, or so"),
        ("Tea}", "Tea, milk , or so }", "8:33: questions[0].options[0]", "Tea, milk , or so"),
        ("Which?", "Overall, which?", "6:25: questions[0].text", "Overall, which?"),
        ("Lequel ?", "Alors, lequel ? ", "6:35: questions[0].text", "Alors, lequel ?"),
        ("{code: tea, label: Tea}", "{en: Tea, fr: Non, merci }", "8:28: questions[0].options[0]",
         "Non, merci"),
        ("Tea}", '"Tea", hot}', "8:35: questions[0].options[0]", ""),
    ],
)  # fmt: skip
def test_a_comma_in_a_text_between_braces_is_one_fault_that_shows_how_to_write_it(
    before: str, after: str, place: str, whole: str
) -> None:
    how = f': "{whole}"' if whole else " text before this"
    said = f"{place}: a comma ends a text between {{ and }}; put quotes around the whole{how}"
    assert slipped(before, after) == [said]


@pytest.mark.parametrize(
    ("options", "places"),
    [
        ("\n      - {label: Tea: hot, code: tea}\n      - {label: - milk - }", ["8:20", "9:17"]),
        ("[Tea, @, - tea, {label: Milk: hot}]", ["7:20", "7:25", "7:46"]),
    ],
)
def test_a_text_between_brackets_that_lacks_quotes_hides_no_other_fault(
    options: str, places: list[str]
) -> None:
    start, end = TEA.index("    options:"), TEA.index("  - code: cups")
    found = faults(f"{TEA[:start]}    options: {options}\n{TEA[end:]}".replace("to: 10", "to: 99"))
    assert [one.split(": ")[0] for one in found[:-1]] == places
    assert all(one.endswith(QUOTES) for one in found[:-1])
    assert "questions[2].scale.to" in found[-1]


def test_slips_one_after_the_other_are_all_named() -> None:
    found = faults(
        TEA.replace("How many?", "Cups: how many?").replace("How good?", "Rate: it") + ""
    )
    assert [one.split(":", 1)[0] for one in found] == ["12", "18"]


def test_what_lies_behind_a_line_that_nobody_can_place_is_not_guessed() -> None:
    found = slipped("    kind: number", "   kind: number")
    assert len(found) == 1


@pytest.mark.parametrize(
    ("before", "after", "others"),
    [
        ("low: 0", "low: zero", ["15:23: questions[1].show_if: drink has no answer tee"]),
        ("text: How good?", "txt: How good?", ["15:23: questions[1].show_if: drink has no answer"]),
        ("opens: now", "opens: 5", ["15:23: questions[1].show_if: drink has no answer tee"]),
        ("[en, fr]", "en", ["15:23: questions[1].show_if: drink has no answer tee"]),
        # What hangs on the question that cannot be read stays unsaid.
        ("label: Tea", "label: 5", []),
        ("code: drink", "code: 5", []),
        ("options:", "option:", []),
    ],
)
def test_a_slip_in_one_question_hides_no_fault_in_rules_of_others(
    before: str, after: str, others: list[str]
) -> None:
    wrong = TEA.replace("is tea", "is tee").replace(before, after, 1)
    in_rules = [one for one in faults(wrong) if "show_if" in one]
    assert len(in_rules) == len(others)
    assert all(one.startswith(other) for one, other in zip(in_rules, others, strict=True))


def test_a_rule_that_cannot_be_read_is_named_beside_any_slip() -> None:
    wrong = TEA.replace("code: drink", "code: 5").replace("is tea", "is any tea")
    assert any("write of after any or all" in one for one in faults(wrong))


def test_a_rule_on_a_page_is_looked_at_beside_a_slip() -> None:
    paged = """\
slug: tea
languages: [en]
title: 5
opens: now
pages:
  - questions:
      - {code: drink, text: Which?, options: [Tea, Coffee]}
  - show_if: drnk is tea
    intro: "{drink} is {nothing}"
    questions: [{code: why, kind: short_text, text: Why?, required: no, show_if: why is answered}]
sample: {responses: 5, groups: [{when: drink is milk, answers: {}}]}
"""
    assert [one.split(": ")[1] for one in faults(paged)] == [
        "title",
        "pages[1].show_if",
        "pages[1].intro",
        "pages[1].questions[0].show_if",
        "sample.groups[0].when",
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (TEA.encode("utf-16"), "1:1: this is not UTF-8; save the file as UTF-8"),
        (TEA.encode("utf-16-le"), "1:1: this is not UTF-8; save the file as UTF-8"),
        (TEA.replace("Tea", "Thé").encode("latin-1"), "8:30: this is not UTF-8; save the file"),
        (b"PK\x03\x04\x14\x00", "1:1: this is no text; a definition file is text"),
        (TEA.encode() + b"#" * 1_000_000, "1:1: the file is larger than 256 KiB"),
    ],
)
def test_a_file_that_is_no_text_of_ours_is_named_as_such(raw: bytes, said: str) -> None:
    with pytest.raises(DefinitionFaultsError) as caught:
        read_text(raw, "x.yaml")
    assert [str(one).startswith(f"x.yaml:{said}") for one in caught.value.faults] == [True]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("low: 0", 'low: "0,5"', "13:5: questions[1].low: write a point before decimals, not a"),
        (
            "low: 0",
            "low: 1,5",
            "13:5: questions[1].low: write a point before decimals, not a comma",
        ),
        ("low: 0", "low: zero", "13:5: questions[1].low: give a number in digits, such as 18"),
        ("{0: bad, 10: good}", "[bad, good]", "19:30: questions[2].scale.labels: a list needs one"),
        ("{from: 0,", "{from: none,", "19:13: questions[2].scale.from: give a whole number"),
        (
            "  low: 0",
            "  numbered: true",
            "13:5: questions[1].numbered: this is a field of the poll",
        ),
        ("  low: 0", "  pinned: true", "13:5: questions[1].pinned: this is a field of an answer"),
        ("  low: 0", "  lo: 0", "13:5: questions[1].lo: there is no such field; did you mean low?"),
        (
            "opens: now",
            "asked_by: Me",
            "3:1: asked_by: give names with values below this, of: title",
        ),
        ("label: Tea", "label: #1", "8:28: what follows # is not read; put quotes around"),
    ],
)
def test_a_wrong_value_says_which_one_is_wanted(before: str, after: str, fault: str) -> None:
    found = slipped(before, after)
    assert any(one.startswith(fault) for one in found), found


@pytest.mark.parametrize(
    ("before", "after", "path", "meant"),
    [
        ("low: 0", "min: 0", "questions[1].min", "at_least, or for a number low"),
        ("options:", "choices:", "questions[0].choices", "options"),
        ("label: Tea", "text: Tea", "questions[0].options[0].text", "label"),
        ("from: 0,", "min: 0,", "questions[2].scale.min", "from"),
        ("low: 0", "rows: [{label: One}]", "questions[1].rows[0].label", "text"),
    ],
)
def test_a_field_by_the_name_it_has_elsewhere_is_told_the_one_here(
    before: str, after: str, path: str, meant: str
) -> None:
    said = f" {path}: there is no such field; did you mean {meant}?"
    assert any(one.endswith(said) for one in slipped(before, after))


@pytest.mark.parametrize(
    ("points", "path"),
    [
        ("options: [Good, Fair, Don't know]", "options[2].label"),
        ("options: [Good, Fair, {en: Bad, fr: Sans avis}]", "options[2].label"),
        ("scale: {from: 1, to: 3, labels: [Good, Bad, No opinion]}", "scale.labels.3"),
    ],
)
def test_a_point_of_who_has_no_view_is_hinted_at(points: str, path: str) -> None:
    text = TEA.replace("scale: {from: 0, to: 10, labels: {0: bad, 10: good}}", points)
    (hint,) = hinted(text)
    assert hint.path == f"questions[2].{path}"
    assert hint.message.startswith("this counts as a point like the others; if it is for who has")
    assert "{ role: dont_know, label: " in hint.message


def test_no_view_with_its_role_is_no_point_to_hint_at() -> None:
    beside = "    options: [{role: dont_know, label: Don't know}]\n"
    assert hinted(TEA + beside) == []


@pytest.mark.parametrize("label", ["yes", "No", "on", "1:30", "2024-01-01", "🍵", "'5'", "Tea?"])
def test_labels_that_look_like_something_else_are_texts(label: str) -> None:
    assert slipped("label: Coffee", f"label: {label}") == []


def test_a_number_with_a_comma_between_braces_is_said_to_be_one() -> None:
    (found,) = slipped("to: 10,", "to: 1,000,")
    assert found.endswith('"1,000"; for a number write thousands without commas: 1000; or write a'
                          " point before decimals, not a comma: 1.0")  # fmt: skip


def test_what_reads_like_a_text_and_is_a_comment_is_hinted_at() -> None:
    (hint,) = hinted(TEA.replace("How many?", "Cups #3?"))
    assert str(hint).startswith("x.yaml:12:16: questions[1].text: what follows this # is not read")
    assert hinted(TEA.replace("How many?", "Cups?  # how many")) == []


def test_a_value_that_is_a_comment_is_said_to_be_one() -> None:
    found = faults(TEA + "theme:\n  accent: #a3123a\n")
    assert found[0].startswith("21:3: theme.accent: what follows this # is not read")


def test_whatever_is_wrong_with_a_rule_has_words_in_files_as_at_the_desk() -> None:
    assert rule_words._SAID.keys() | rule_words._SPECIAL.keys() == (
        at_desk._SAID.keys() | at_desk._SPECIAL.keys()
    )


@given(
    st.integers(0, len(TEA)),
    st.integers(0, 12),
    st.text(":,{}[]#&*!|>'\"%@`-? \t\nae5é日", max_size=4),
)
def test_no_slip_ends_in_anything_but_faults_with_a_place(place: int, gone: int, put: str) -> None:
    text = TEA[:place] + put + TEA[place + gone :]
    for one in faults(text):
        line, column, said = one.split(":", 2)
        assert int(line) <= text.count("\n") + 1
        assert int(column) > 0
        assert said
