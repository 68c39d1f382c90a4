"""What editors may do, and the rules of signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pollsvc.domain.editor import Access, Editor, EditorRole, access_to
from pollsvc.domain.sign_in import (
    ABSOLUTE,
    FORGET_AFTER,
    IDLE,
    fold_email,
    is_email,
    is_signed_in,
    password_fault,
    seconds_to_wait,
)
from tests.make import NOON


def someone(role: EditorRole, id: int = 1) -> Editor:
    return Editor(id=id, name="Edith", email="edith@example.org", role=role)


@pytest.mark.parametrize(
    ("role", "reached"),
    [
        (EditorRole.OWNER, {"owner", "editor", "viewer"}),
        (EditorRole.EDITOR, {"editor", "viewer"}),
        (EditorRole.VIEWER, {"viewer"}),
    ],
)
def test_each_role_may_what_those_below_may(role: EditorRole, reached: set[str]) -> None:
    assert {one.value for one in EditorRole if role.reaches(one)} == reached


@pytest.mark.parametrize(
    ("role", "workers", "is_published", "access"),
    [
        (EditorRole.OWNER, (), False, Access.WRITE),
        (EditorRole.EDITOR, (1,), False, Access.WRITE),
        (EditorRole.EDITOR, (2,), True, Access.WATCH),
        (EditorRole.EDITOR, (2,), False, Access.NONE),
        (EditorRole.VIEWER, (1,), True, Access.WATCH),
        (EditorRole.VIEWER, (1,), False, Access.NONE),
    ],
)
def test_who_works_on_a_poll_writes_it_and_others_watch_what_is_published(
    role: EditorRole, workers: tuple[int, ...], is_published: bool, access: Access
) -> None:
    assert access_to(someone(role), workers, is_published=is_published) is access


def test_addresses_are_compared_without_blanks_and_capitals() -> None:
    assert fold_email("  Edith@Example.ORG ") == "edith@example.org"


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("edith@example.org", True),
        ("é@exemple.fr", True),
        ("edith@newsroom", True),
        ("edith", False),
        ("", False),
        ("edith@", False),
        ("@example.org", False),
        ("two words@example.org", False),
        ("a@b@example.org", False),
        ("edith@example.org.", False),
        ("Edith <edith@example.org>", False),
        ("e" * 250 + "@example.org", False),
    ],
)
def test_an_address_has_one_sign_and_something_on_both_sides(typed: str, good: bool) -> None:
    assert is_email(typed) is good


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("nine char", "too_short"),
        ("x" * 201, "too_long"),
        ("Edith Ellison", "yours"),
        ("edith.ellison@example.org", "yours"),
        ("EDITH.ELLISON", "yours"),
        ("Password123", "known"),
        ("aaaaaaaaaaaa", "known"),
        ("ten chars.", None),
        ("correct horse battery", None),
        ("только буквы", None),
        ("x1" * 100, None),
    ],
)
def test_a_password_is_long_and_not_the_first_guess(password: str, fault: str | None) -> None:
    whose = {"name": "Edith Ellison", "email": "edith.ellison@example.org"}
    assert password_fault(password, **whose) == fault


def test_a_session_ends_when_idle_and_in_the_end_always() -> None:
    almost = timedelta(milliseconds=1)
    assert is_signed_in(NOON, NOON, NOON + IDLE - almost)
    assert not is_signed_in(NOON, NOON, NOON + IDLE)
    late = NOON + ABSOLUTE
    assert is_signed_in(NOON, late - almost, late - almost)
    assert not is_signed_in(NOON, late, late)


def waits(account: int, network: int, after: float = 0) -> int:
    now = NOON + timedelta(seconds=after)
    return seconds_to_wait((account, NOON), (network, NOON), now)


def test_the_first_failures_cost_nothing_and_then_waits_double() -> None:
    assert [waits(count, count) for count in (0, 4, 5, 6, 7, 8)] == [0, 0, 1, 2, 4, 8]
    assert seconds_to_wait(None, None, NOON) == 0


def test_waits_end_and_have_a_limit() -> None:
    assert waits(7, 7, after=3.5) == 1
    assert waits(7, 7, after=4) == 0
    assert waits(100, 5) == 60
    assert waits(0, 100) == 60
    assert waits(10**6, 10**6) == 60


def test_an_account_that_others_fail_on_is_open_from_elsewhere() -> None:
    assert waits(1000, 0) == 0
    assert waits(1000, 4) == 0
    assert seconds_to_wait((1000, NOON), None, NOON) == 0


def test_failures_are_forgotten() -> None:
    assert waits(1000, 1000, after=FORGET_AFTER.total_seconds()) == 0
