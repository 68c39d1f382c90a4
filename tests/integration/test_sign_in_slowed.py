"""Guessing passwords is slow; nobody is locked out by others' guesses."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import Clock
from tests.desk import PASSWORD, SAME_SITE, DeskClient
from tests.integration.test_sign_in import field

Rows = Callable[[str], list[tuple[object, ...]]]
EDITH = "edith@example.org"
OFFICE, ELSEWHERE = "192.0.2.1", "203.0.113.9"


def guess(browser: FlaskClient, email: str, password: str, address: str = OFFICE) -> TestResponse:
    environ = {"REMOTE_ADDR": address}
    page = browser.get("/desk/sign-in", environ_base=environ)
    fields = {"email": email, "password": password, "csrf_token": field(page, "csrf_token")}
    return browser.post("/desk/sign-in", data=fields, headers=SAME_SITE, environ_base=environ)


def test_thirty_wrong_guesses_are_stopped_and_the_owner_comes_in_from_elsewhere(
    app: Flask, editor: DeskClient
) -> None:
    answers = [guess(app.test_client(), EDITH, f"wrong guess {n}") for n in range(30)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 25
    refused = answers[-1]
    assert int(refused.headers["Retry-After"]) >= 1
    assert "Signing in was tried too often. Try again in 1 second." in refused.text
    assert EDITH in refused.text
    assert guess(app.test_client(), EDITH, PASSWORD).status_code == 429
    assert guess(app.test_client(), EDITH, PASSWORD, ELSEWHERE).status_code == 303


def test_waits_grow_and_end(app: Flask, editor: DeskClient, clock: Clock) -> None:
    waits = []
    for _ in range(12):
        answer = guess(app.test_client(), EDITH, "wrong")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            clock.forward(seconds=waits[-1])
    assert waits == sorted(waits)
    assert len(set(waits)) >= 3
    clock.forward(seconds=60)
    assert guess(app.test_client(), EDITH, PASSWORD).status_code == 303
    assert guess(app.test_client(), EDITH, "wrong").status_code == 401


def test_many_addresses_from_one_network_are_slowed_too(app: Flask, clock: Clock) -> None:
    """So a list of stolen passwords is no use."""
    answers = [guess(app.test_client(), f"n{n}@example.org", "wrong") for n in range(14)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 4
    neighbour = guess(app.test_client(), "n@example.org", "wrong", "2001:db8:1:2::1")
    assert neighbour.status_code == 401


def test_guesses_from_many_networks_do_not_keep_an_editor_out(
    app: Flask, editor: DeskClient
) -> None:
    for number in range(20):
        guess(app.test_client(), EDITH, "wrong", f"198.51.100.{number}")
    assert guess(app.test_client(), EDITH, PASSWORD, ELSEWHERE).status_code == 303


def test_an_own_account_is_no_way_to_go_on_guessing(
    app: Flask, editor: DeskClient, colleague: DeskClient, clock: Clock
) -> None:
    for number in range(10):
        assert guess(app.test_client(), f"n{number}@example.org", "wrong").status_code == 401
    clock.forward(seconds=1)
    assert guess(app.test_client(), "cosmo@example.org", PASSWORD).status_code == 303
    assert guess(app.test_client(), EDITH, "wrong").status_code == 429


def test_the_same_holds_for_an_address_that_nobody_has(app: Flask) -> None:
    answers = [guess(app.test_client(), "nobody@example.org", "wrong") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 3


def test_guesses_that_come_all_at_once_are_counted_one_after_another(
    app: Flask, editor: DeskClient
) -> None:
    statuses: list[int] = []
    ready = threading.Barrier(12)

    def try_once() -> None:
        browser = app.test_client()
        page = browser.get("/desk/sign-in")
        fields = {"email": EDITH, "password": "wrong", "csrf_token": field(page, "csrf_token")}
        ready.wait()
        answer = browser.post("/desk/sign-in", data=fields, headers=SAME_SITE)
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=try_once) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(401) == 5
    assert statuses.count(429) == 7


def test_nothing_raw_is_kept_of_who_failed_and_not_for_long(
    app: Flask, clock: Clock, rows: Rows
) -> None:
    guess(app.test_client(), EDITH, "wrong")
    stored = rows("SELECT word, failures FROM failed_sign_in ORDER BY word")
    assert [(bytes(word)[:1], failures) for word, failures in stored] == [(b"a", 1), (b"n", 1)]  # type: ignore[call-overload]
    assert all(len(bytes(word)) == 17 for word, _ in stored)  # type: ignore[call-overload]
    assert EDITH not in repr(stored)
    clock.forward(hours=2)
    guess(app.test_client(), "nobody@example.org", "wrong", ELSEWHERE)
    assert len(rows("SELECT * FROM failed_sign_in")) == 2


def test_unknown_names_take_as_long_as_known_ones(
    app: Flask, editor: DeskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.accounts import passwords
    from pollsvc.accounts.actions import tries
    from pollsvc.accounts.passwords import hashed

    monkeypatch.undo()  # the real parameters, which are what takes the time
    monkeypatch.setattr(tries, "seconds_to_wait", lambda *_: 0)
    with app.app_context():
        from pollsvc.accounts.actions.people import keep_rehashed
        from pollsvc.accounts.queries import kept_password

        known, before = kept_password(EDITH)
        assert known is not None
        assert before is not None
        keep_rehashed(known, before, hashed(PASSWORD))
    assert passwords.PROFILE["memory_cost"] == 19 * 1024
    browser = app.test_client()
    token = field(browser.get("/desk/sign-in"), "csrf_token")
    taken: dict[str, list[float]] = {EDITH: [], "nobody@example.org": []}
    for number in range(30):
        for email, times in taken.items():
            fields = {"email": email, "password": f"wrong {number}", "csrf_token": token}
            began = time.perf_counter()
            browser.post("/desk/sign-in", data=fields, headers=SAME_SITE)
            times.append(time.perf_counter() - began)
    medians = [statistics.median(times) for times in taken.values()]
    assert max(medians) < 1.2 * min(medians)


def test_hashing_leaves_the_machine_to_voters(
    app: Flask, editor: DeskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.accounts import passwords

    monkeypatch.setattr(passwords, "_WAIT_SECONDS", 0.01)
    for _ in range(2):
        passwords._AT_ONCE.acquire()
    try:
        answer = guess(app.test_client(), EDITH, PASSWORD)
    finally:
        for _ in range(2):
            passwords._AT_ONCE.release()
    assert answer.status_code == 429
    assert guess(app.test_client(), EDITH, PASSWORD).status_code == 303


def test_a_password_hashed_with_other_parameters_is_hashed_anew(
    app: Flask, editor: DeskClient, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.accounts import passwords

    before = rows("SELECT password FROM editor")
    monkeypatch.setattr(passwords, "PROFILE", {**passwords.PROFILE, "memory_cost": 16})
    assert guess(app.test_client(), EDITH, PASSWORD).status_code == 303
    after = rows("SELECT password FROM editor")
    assert "m=8," in str(before)
    assert "m=16," in str(after)
    assert guess(app.test_client(), EDITH, PASSWORD).status_code == 303
    assert rows("SELECT password FROM editor") == after
