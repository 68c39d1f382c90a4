"""The words of the history: every act as a sentence, every change with before and after."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from pollsvc.history.acts import DeskAct
from pollsvc.history.changes import change_lines
from pollsvc.history.phrases import act_sentence, actor_name
from pollsvc.history.queries import Act
from pollsvc.polls.writing.columns import (
    OF_QUESTIONS,
    OF_SOME_KINDS,
    OF_SURVEYS,
    OWN_SETTINGS,
)
from tests.make import NOON

ISO = NOON.isoformat()
DETAILS: dict[DeskAct, dict[str, Any]] = {
    DeskAct.POLL_PUBLISHED: {"slug": "a", "opens": ISO, "closes": ISO},
    DeskAct.POLL_OPENED: {"planned_for": ISO},
    DeskAct.POLL_CLOSED: {"planned_for": ISO},
    DeskAct.POLL_REOPENED: {"before": ISO, "closes_at": ISO, "results_were_out": True},
    DeskAct.POLL_EXTENDED: {"before": ISO, "closes_at": ISO},
    DeskAct.POLL_RELEASED: {"planned_for": ISO},
    DeskAct.RELEASE_SET: {"before": ISO, "release_at": ISO},
    DeskAct.POLL_CLONED: {"begun_from": 3},
    DeskAct.POLL_NEW_VERSION: {"new_poll": 4},
    DeskAct.DEFINITION_LOADED: {"file": "tea.yaml"},
    DeskAct.WORKERS_CHANGED: {"added": "Noor", "removed": "Max"},
    DeskAct.LINK_ADDED: {"code": "mail"},
    DeskAct.INVITED: {"role": "editor"},
    DeskAct.ROLE_CHANGED: {"before": "viewer", "after": "editor"},
    DeskAct.POLLS_HANDED_ON: {"count": 2, "to": "Noor"},
    DeskAct.ACCOUNT_CHANGED: {"before": "Max", "after": "Maxi"},
}
_LISTS = ("opens", "closes", "planned_for", "before", "after", "closes_at", "release_at", "count")
_TABLES = ("begun_from", "new_poll", "file", "added", "removed", "role", "changes")
NONSENSE: dict[str, Any] = {one: [1] for one in _LISTS} | {one: {} for one in _TABLES}


def make_act(act: str, subject: str = "Max", **detail: Any) -> Act:
    return Act(
        poll_id=0,
        number=1,
        at=NOON,
        editor_id=1,
        editor_name="Olga",
        act=act,
        subject=subject,
        detail=detail,
    )


on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
every_act = pytest.mark.parametrize("act", list(DeskAct))


@on_one_database
@every_act
def test_every_act_has_a_sentence_of_its_own_whatever_is_known_of_it(
    app: Flask, act: DeskAct
) -> None:
    with app.test_request_context("/?lang=en"):
        plain = act_sentence(make_act(act.value, ""))
        told = [
            act_sentence(make_act(act.value)),
            act_sentence(make_act(act.value, **DETAILS.get(act, {}))),
            act_sentence(make_act(act.value, **NONSENSE)),
            act_sentence(make_act(act.value, "", **NONSENSE)),
        ]
    assert all(one.endswith(".") and "%(" not in one for one in (plain, *told))
    if act in DETAILS:
        assert told[1] not in (plain, told[0])


@on_one_database
def test_no_two_acts_are_said_in_the_same_words(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        said = [act_sentence(make_act(act.value, "")) for act in DeskAct]
    assert len(set(said)) == len(said)


@on_one_database
@pytest.mark.parametrize(
    ("act", "detail", "said"),
    [
        ("poll_extended", {"closes_at": ISO}, "Closing time set to 10 March 2026, 12:00 UTC."),
        ("poll_extended", {"before": ISO}, "Closing time 10 March 2026, 12:00 UTC taken away."),
        ("poll_reopened", {"closes_at": ISO}, "Poll opened again until 10 March 2026, 12:00 UTC."),
        (
            "poll_reopened",
            {"results_were_out": True},
            "Poll opened again, after its results were out.",
        ),
        ("poll_published", {"opens": ISO}, "Poll published; it opens on 10 March 2026, 12:00 UTC."),
        (
            "release_set",
            {"release_at": ISO},
            "Release of the results set to 10 March 2026, 12:00 UTC.",
        ),
        ("release_set", {"before": ISO}, "Results will come out when an editor releases them."),
        ("workers_changed", {"added": "Noor"}, "Noor works on the poll from now on."),
        ("workers_changed", {"removed": "Noor"}, "Noor no longer works on the poll."),
        ("poll_cloned", {"new_poll": 9}, "Poll copied; the copy is poll no. 9."),
        ("poll_new_version", {"begun_from": 9}, "Poll begun as a new version of poll no. 9."),
        ("polls_handed_on", {"count": 1}, "1 poll of Max was left to the owners."),
        ("polls_handed_on", {"count": 2, "to": "Noor"}, "2 polls of Max were handed on to Noor."),
        ("account_changed", {"email": True}, "Email address of Max changed."),
        ("invited", {}, "Max was invited to the desk."),
        (
            "of_tomorrow",
            {},
            "An act that this version of the program does not know: of_tomorrow.",
        ),
    ],
)
def test_a_sentence_says_what_is_known(
    app: Flask, act: str, detail: dict[str, Any], said: str
) -> None:
    with app.test_request_context("/?lang=en"):
        assert act_sentence(make_act(act, **detail)) == said


@on_one_database
def test_who_acted_is_named_as_then_and_a_command_is_no_person(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert actor_name(make_act("joined")) == "Olga"
        by_command = Act(**{**vars(make_act("joined")), "editor_id": None, "editor_name": ""})
        assert actor_name(by_command) == "Command line"
        nameless = Act(**{**vars(make_act("joined")), "editor_name": ""})
        assert actor_name(nameless) == "Editor without a name"


@on_one_database
def test_what_was_changed_is_listed_with_before_and_after(app: Flask) -> None:
    changes = [
        {
            "field": "label",
            "subject": "option",
            "id": 2,
            "language": "fr",
            "before": "a",
            "after": "b",
        },
        {"field": "closes_at", "before": None, "after": ISO},
        {"field": "closes_at", "before": "soon", "after": "2026-03-10T12:00:00"},
        {"field": "may_change", "before": False, "after": True},
        {"field": "visibility", "before": "always", "after": "some_day"},
        {"field": "tags", "before": ["russia", "japan"], "after": []},
        {"field": "theme", "before": {}, "after": {"bg": "#ffffff"}},
        {"field": "intro", "before": "", "after": "x" * 300},
        {"field": "of_tomorrow", "before": 1, "after": 2},
        {"no": "field"},
        "nothing",
    ]
    with app.test_request_context("/?lang=en"):
        lines = change_lines(make_act("poll_changed", changes=changes))
    assert [line.what for line in lines] == [
        *("Answer 2 (Français)", "Closes", "Closes", "Readers may change their vote"),
        *("Who sees the results when", "Topics", "Look", "Text above the question", "of_tomorrow"),
    ]
    said = [(line.before, line.after) for line in lines]
    assert said[0] == ("a", "b")
    assert said[1] == ("", "10 March 2026, 12:00 UTC")
    assert said[2] == ("soon", "2026-03-10T12:00:00")
    assert said[3] == ("no", "yes")
    assert said[4] == ("at any time", "some_day")
    assert said[5] == ("russia, japan", "")
    assert said[6] == ("", "bg: #ffffff")
    assert len(said[7][1]) == 200
    assert said[8] == ("1", "2")


@on_one_database
def test_what_changes_in_a_survey_is_told_in_words(app: Flask) -> None:
    changes = [
        {"field": "title", "subject": "page", "id": 2, "before": "", "after": "You"},
        {"field": "title", "before": "", "after": "Experts"},
        {"field": "method", "subject": "question", "id": 3, "before": "borda", "after": "schulze"},
        {"field": "role", "subject": "option", "id": 9, "before": "plain", "after": "other"},
        {"field": "check", "before": True, "after": False},
        {"field": "page_rules", "before": None, "after": {"2": "country is japan"}},
    ]
    with app.test_request_context("/?lang=en"):
        lines = change_lines(make_act("poll_changed", changes=changes))
        told = {
            *(*OF_QUESTIONS, *OF_SOME_KINDS, *OF_SURVEYS, *OWN_SETTINGS),
            *("questions", "rows", "options", "unit", "role", "value", "pinned", "event", "phase"),
        }
        named = change_lines(make_act("x", changes=[{"field": one} for one in sorted(told)]))
    assert [(line.what, line.before, line.after) for line in lines] == [
        ("Title of page 2", "", "You"),
        ("Title", "", "Experts"),
        ("How rankings are counted 3", "points by place (Borda)", "pairs (Schulze)"),
        (
            "What an answer stands for 9",
            "an answer like others",
            "something else, which readers write",
        ),
        ("Answers are checked before they are sent", "yes", "no"),
        ("Pages shown only if", "", "2: country is japan"),
    ]
    assert told & {line.what for line in named} == set()
