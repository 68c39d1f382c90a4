"""Forms that show a poll as it no longer is: they do nothing, and say who changed it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pollsvc.domain.editor import EditorRole
from pollsvc.domain.poll import Poll
from tests.browse import words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_poll

Add = Callable[..., Poll]


def seen_on(who: DeskClient, poll: Poll, page: str) -> str:
    """What the forms of a page carry."""
    text = who.get(f"/desk/polls/{poll.id}{page}").text
    return text.partition('name="seen" value="')[2].partition('"')[0]


@pytest.mark.parametrize(("page", "back"), [("/times", "watch"), ("/manage", "manage")])
@pytest.mark.parametrize("carries", [True, False])
def test_a_stale_form_never_reopens_a_poll_that_somebody_closed(
    add: Add,
    owner: DeskClient,
    come: Callable[..., DeskClient],
    page: str,
    back: str,
    carries: bool,
) -> None:
    poll, other = add(make_new_poll()), come("Otto", EditorRole.OWNER)
    path = f"/desk/polls/{poll.id}"
    seen = seen_on(owner, poll, page)
    assert seen == f"{poll.definition_version}.open"
    assert other.post(f"{path}/close", {"seen": seen}).status_code == 303
    fields = {"closes": "2026-03-20T18:00", "back": back} | ({"seen": seen} if carries else {})
    answer = owner.post(f"{path}/extend", fields)
    assert answer.status_code == 409
    assert "Otto closed this poll on 10 March 2026" in words_of(answer.text)
    assert 'value="2026-03-20T18:00"' in answer.text
    fresh = answer.text.partition('name="seen" value="')[2].partition('"')[0]
    assert fresh.endswith(".closed")
    assert owner.post(f"{path}/extend", fields | {"seen": fresh}).status_code == 303
    assert seen_on(owner, poll, "/manage").endswith(".open")


@pytest.mark.parametrize("deed", ["close", "extend", "archive"])
@pytest.mark.parametrize("back", ["watch", "manage"])
def test_any_act_from_a_stale_form_says_who_changed_the_poll(
    add: Add, owner: DeskClient, come: Callable[..., DeskClient], deed: str, back: str
) -> None:
    poll, other = add(make_new_poll()), come("Otto", EditorRole.OWNER)
    path, seen = f"/desk/polls/{poll.id}", seen_on(owner, poll, "")
    other.post(f"{path}/extend", {"closes": "2026-03-12T18:00", "seen": seen})
    answer = owner.post(f"{path}/{deed}", {"seen": seen, "back": back, "closes": "nonsense"})
    assert answer.status_code == 409
    assert "Otto changed its closing time on" in words_of(answer.text)
    assert seen_on(owner, poll, "").endswith(".open")


@pytest.mark.parametrize(
    ("opens", "later", "words"),
    [
        (NOON, 3, "has closed meanwhile, at its closing time"),
        (NOON + hours(1), 2, "has opened meanwhile, at its planned time"),
    ],
)
def test_a_poll_that_changed_by_its_times_is_looked_at_again(
    add: Add, owner: DeskClient, clock: Clock, opens: object, later: int, words: str
) -> None:
    poll = add(make_new_poll(opens_at=opens, closes_at=NOON + hours(2.5)))
    seen = seen_on(owner, poll, "/times")
    clock.forward(hours=later)
    fields = {"closes": "2026-03-20T18:00", "seen": seen, "back": "watch"}
    answer = owner.post(f"/desk/polls/{poll.id}/extend", fields)
    assert answer.status_code == 409
    assert words in words_of(answer.text)


def test_an_older_form_is_told_that_the_poll_is_closed(
    add: Add, owner: DeskClient, clock: Clock
) -> None:
    poll = add(make_new_poll(closes_at=NOON + hours(1)))
    clock.forward(hours=2)
    answer = owner.post(f"/desk/polls/{poll.id}/extend", {"closes": "2026-03-20T18:00"})
    assert answer.status_code == 409
    assert "This poll is closed. Nothing was done." in words_of(answer.text)
