"""The command ``editor``, and what ``serve`` says to a fresh installation."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

Cli = Callable[..., Any]


@pytest.fixture
def ready(cli: Cli) -> Cli:
    """The command line of an instance with a database."""
    assert cli("upgrade").status == 0
    return cli


def answered(tmp_path: Path) -> Any:
    """A browser at the instance that the commands work on."""
    from pollsvc.app import create_app
    from pollsvc.config import load_settings

    app = create_app(load_settings(tmp_path / "instance", base_url="http://localhost"))
    return app.test_client()


def path_in(said: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+(/desk/link/\S+)", said)
    assert found, said
    return found[1]


def test_the_first_one_added_is_an_owner_and_others_are_editors(ready: Cli, tmp_path: Path) -> None:
    first = ready("editor", "add")
    assert first.status == 0
    assert "joins as owner" in first.out
    browser = answered(tmp_path)
    assert "You are invited as an owner" in browser.get(path_in(first.out)).text
    _join(browser, path_in(first.out))
    assert "joins as editor" in ready("editor", "add").out
    assert "joins as viewer" in ready("editor", "add", "--role", "viewer").out


def test_an_address_that_is_given_is_filled_in(ready: Cli, tmp_path: Path) -> None:
    said = ready("editor", "add", "--email", " Noor@Example.org").out
    page = answered(tmp_path).get(path_in(said)).text
    assert 'value="noor@example.org"' in page


def test_a_forgotten_password_is_reset_by_a_link(ready: Cli, tmp_path: Path) -> None:
    browser = answered(tmp_path)
    _join(browser, path_in(ready("editor", "add").out))
    assert ready("editor", "list").out == "olga@example.org  owner  Olga\n"
    reset = ready("editor", "reset", "OLGA@example.org")
    assert "Pass this link on to Olga." in reset.out
    assert "Choose a new password" in browser.get(path_in(reset.out)).text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("reset", "nobody@example.org"), "nobody at the desk has the address"),
        (("add", "--email", "noor"), "is no email address"),
        (("add", "--role", "king"), "'king' is not one of"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(ready: Cli, words: tuple[str, ...], said: str) -> None:
    ran = ready("editor", *words)
    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_an_empty_list_says_how_to_begin(ready: Cli) -> None:
    assert "pollsvc editor add" in ready("editor", "list").out


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_fresh_installation_says_its_owners_link_at_the_start(
    cli: Cli, command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pollsvc.cli import serve

    # The server says what it is given once it can be reached.
    monkeypatch.setattr(serve, "_run", lambda *said: click.echo("".join(said[2:])))
    first = cli(command, "--port", "8979")
    assert first.status == 0, first.err
    assert "Open this link to become its owner" in first.out
    assert len(first.out.splitlines()) <= 10
    second = cli(command, "--port", "8979")
    assert path_in(first.out) != path_in(second.out)


def test_that_it_is_ready_is_said_once_somebody_can_connect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pollsvc.cli import serve

    before: list[str] = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]

        def waited(_seconds: float) -> None:
            before.append(capsys.readouterr().out)
            if len(before) == 2:
                server.listen()

        monkeypatch.setattr(serve, "sleep", waited)
        serve._say_once_reached("127.0.0.1", port, "It is ready.")
    assert (before, capsys.readouterr().out) == (["", ""], "It is ready.\n")


def test_with_an_owner_the_start_says_where_the_desk_is(
    ready: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pollsvc.cli import serve

    monkeypatch.setattr(serve, "_run", lambda *_: None)
    browser = answered(tmp_path)
    _join(browser, path_in(ready("serve", "--port", "8979").out))
    again = ready("serve", "--port", "8979").out
    assert "/desk/link/" not in again
    assert "The desk, for editors: http://127.0.0.1:8979/desk" in again


def _join(browser: Any, path: str) -> None:
    from tests.integration.test_accounts_links import follow

    fields = {"name": "Olga", "email": "olga@example.org", "password": "a new long password"}
    assert follow(browser, path, **fields).status_code == 303
