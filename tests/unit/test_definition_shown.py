"""Definition files: the order of answers, "don't know", the closing text, the theme."""

from __future__ import annotations

from typing import Any, get_args

import jsonschema
import pytest

from pollsvc.domain.question import Order, Role
from pollsvc.domain.theme import NAMES
from pollsvc.imports.schema import PollFile, ThemeVariable
from tests.make import NOON
from tests.unit.definition_data import faults, messages, poll_data, question_data, read

DONT_KNOW = {"code": "dont_know", "label": "I don’t know", "role": "dont_know"}


def with_options(*roles: str | None) -> dict[str, Any]:
    """A poll with an answer for each of these roles."""
    options: list[dict[str, Any]] = [
        {"code": f"o{number}", "label": f"Answer {number}"} for number in range(len(roles))
    ]
    for option, role in zip(options, roles, strict=True):
        if role:
            option["role"] = role
    return poll_data(questions=[question_data(options=options)])


@pytest.mark.parametrize("order", ["fixed", "random", "reversed"])
def test_a_question_says_in_what_order_its_answers_are_shown(order: str) -> None:
    new = read(poll_data(questions=[question_data(order=order)])).new_poll(NOON)
    assert new.questions[0].order is Order(order)


def test_an_order_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    data = poll_data(questions=[question_data(order="shuffled")])
    assert messages(data) == ["questions[0].order: write one of: fixed, random, reversed"]


def test_an_answer_may_be_for_who_has_no_view() -> None:
    new = read(with_options(None, "plain", "dont_know")).new_poll(NOON)
    roles = [option.role for option in new.questions[0].options]
    assert roles == [Role.PLAIN, Role.PLAIN, Role.DONT_KNOW]


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (("dont_know", None), ["questions[0].options[0].role: put this answer last"]),
        ((None, "dont_know", None), ["questions[0].options[1].role: put this answer last"]),
        (("dont_know", "dont_know"), ["questions[0].options: give at least one plain answer"]),
        (("idk", None), ["questions[0].options[0].role: write one of: plain, other, dont_know"]),
        ((None, "dont_know", "dont_know"), []),
    ],
)
def test_what_is_no_plain_answer_is_written_where_it_is_shown(
    roles: tuple[str | None, ...], said: list[str]
) -> None:
    found = messages(with_options(*roles))
    assert len(found) == len(said)
    assert all(one.startswith(part) for one, part in zip(found, said, strict=True))


def test_the_order_of_answers_is_named_where_it_is_not_kept() -> None:
    found = messages(with_options(None, "none", "other", None))
    order = "plain answers first, then other, then none, dont_know and no_answer"
    assert found == [
        f"questions[0].options[{place}].role: put this answer last, where readers see it: {order}"
        for place in (1, 2)
    ]


def test_the_closing_text_is_a_text_like_the_intro() -> None:
    new = read(poll_data(closing={"en": "Thank you.\n\n**Read on.**", "fr": "Merci."}))
    closing = new.new_poll(NOON).closing
    assert closing is not None
    assert closing.as_dict() == {"en": "Thank you.\n\n**Read on.**", "fr": "Merci."}
    assert messages(poll_data(closing={"fr": "Merci."})) == [
        "closing: give it in the base language too, en"
    ]
    assert messages(poll_data(closing="W" * 5001)) == [
        "closing: this has 5001 characters; at most 5000 are taken"
    ]


def test_a_theme_is_read_as_the_desk_reads_it() -> None:
    theme = {"accent": "#AA0000", "font-question": "Georgia", "size": "18", "bg": "#ffffff"}
    assert read(poll_data(theme=theme)).new_poll(NOON).theme == (
        ("font-question", '"Georgia", serif'),
        ("size", "18px"),
        ("accent", "#aa0000"),
    )


def test_the_schema_knows_the_variables_of_the_domain() -> None:
    assert get_args(ThemeVariable) == NAMES


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ({"colour": "red"}, "theme.colour: there is no such variable; there are: font, font-"),
        ({"accent": "reddish"}, 'theme.accent: give a colour such as "#0b4f9e"'),
        ({"size": "90px"}, 'theme.size: give a size from "14px" to "22px"'),
        ({"radius": "soft"}, 'theme.radius: give a radius from "0px" to "24px"'),
        ({"font": "a;b"}, "theme.font: give names of fonts with commas"),
        ({"size": 18}, "theme.size: put quotes around it; without them it is read as a number"),
        (
            {"accent": "#cccccc"},
            "theme.accent: readers need a contrast of 4.5:1 here; this has 1.6",
        ),
        ({"text": "#6e6e6e"}, "theme.text: readers need a contrast of 4.5:1 here; this has 3."),
        ("blue", "theme: give names with values below this"),
    ],
)
def test_a_theme_that_nobody_can_read_or_set_is_refused(theme: Any, said: str) -> None:
    found = messages(poll_data(theme=theme))
    assert len(found) == 1
    assert found[0].startswith(said)


def test_an_unreadable_colour_comes_with_one_that_would_do() -> None:
    found = messages(poll_data(theme={"accent": "#cccccc"}))[0]
    better = found.rpartition("; ")[2].removesuffix(" would do")
    assert messages(poll_data(theme={"accent": better})) == []


YAML = """\
slug: tea
languages: [en]
theme:
  bar: "#eeeeee"
questions:
  - code: drink
    text: Which?
    order: any
    options:
      - code: none
        label: I don’t know
        role: dont_know
      - code: tea
        label: Tea
"""


def test_their_faults_are_named_with_line_and_column() -> None:
    found = [fault.split(": ")[:2] for fault in faults(YAML)]
    assert found == [
        ["4:3", "theme.bar"],
        ["8:5", "questions[0].order"],
        ["12:9", "questions[0].options[0].role"],
    ]


def test_a_file_without_them_has_the_digest_it_had() -> None:
    plain = read(poll_data())
    said = poll_data(theme={}, closing=None, questions=[question_data(order="fixed")])
    said["questions"][0]["options"][0]["role"] = "plain"
    assert read(said).digest == plain.digest
    assert read(poll_data(closing="Bye")).digest != plain.digest


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = PollFile.model_json_schema()
    good = poll_data(
        theme={"accent": "#0b4f9e"},
        closing="Bye",
        questions=[question_data(order="random")],
    )
    good["questions"][0]["options"].append(DONT_KNOW)
    jsonschema.validate(good, schema)
    assert messages(good) == []
    for bad in ({"theme": {"colour": "red"}}, {"theme": {"size": 18}}, {"closing": 3}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**good, **bad}, schema)
