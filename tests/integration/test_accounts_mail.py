"""Letters: sent by a small server of the test, and asked for without showing who is known."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask

from pollsvc.config import load_settings
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import SettingsError
from tests.conftest import Clock
from tests.desk import SAME_SITE, DeskClient, person
from tests.integration.test_sign_in import field

SENT = "If somebody here has this address, a letter is on its way to it."
Rows = Callable[[str], list[tuple[object, ...]]]


class Postbox:
    """An SMTP server that takes letters, one after another, and keeps them."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as line:
                self._talk(line)

    def _talk(self, line: object) -> None:
        def say(words: str) -> None:
            line.write(words.encode() + b"\r\n")  # type: ignore[attr-defined]
            line.flush()  # type: ignore[attr-defined]

        say("220 postbox")
        for raw in line:  # type: ignore[attr-defined]
            word = raw.split()[0].upper()
            if word == b"DATA":
                say("354 go on")
                body = b""
                while (part := line.readline()) != b".\r\n":  # type: ignore[attr-defined]
                    body += part
                letter = message_from_bytes(body, policy=policy.default)
                assert isinstance(letter, EmailMessage)
                self.letters.append(letter)
            elif word == b"QUIT":
                say("221 bye")
                return
            say("250 ok")


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    yield box
    box.stop()


@pytest.fixture
def mailing(make_app: Callable[..., Flask], postbox: Postbox, cheap_passwords: None) -> Flask:
    """The app with a server for letters."""
    return make_app(
        mail_server=f"smtp://127.0.0.1:{postbox.port}", mail_from="Herald <desk@herald.example>"
    )


def forget(app: Flask, email: str) -> str:
    browser = app.test_client()
    token = field(browser.get("/desk/forgotten"), "csrf_token")
    answer = browser.post(
        "/desk/forgotten", data={"email": email, "csrf_token": token}, headers=SAME_SITE
    )
    app.extensions["letters"].settle()
    assert answer.status_code == 200, answer.text
    return answer.text


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body()
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content


def test_who_forgot_gets_a_letter_with_a_link(
    mailing: Flask, postbox: Postbox, clock: Clock
) -> None:
    person(mailing, "Edith", EditorRole.EDITOR, clock())
    assert SENT in forget(mailing, "EDITH@example.org ")
    (letter,) = postbox.letters
    assert letter["To"] == "edith@example.org"
    assert letter["From"] == "Herald <desk@herald.example>"
    assert "Reader polls" in letter["Subject"]
    path = text_of(letter).partition("http://localhost")[2].split()[0]
    assert mailing.test_client().get(path).status_code == 200


def test_nothing_shows_who_is_known(
    mailing: Flask, postbox: Postbox, clock: Clock, rows: Rows
) -> None:
    gone = person(mailing, "Edith", EditorRole.EDITOR, clock())
    owner = person(mailing, "Olga", EditorRole.OWNER, clock())
    owner.post(f"/desk/people/{gone.editor.id}/leave")
    pages = {forget(mailing, email) for email in ("nobody@example.org", "edith@example.org")}
    assert len(pages) == 1
    assert postbox.letters == []
    assert rows("SELECT * FROM desk_link") == []


def test_nobodys_letters_are_drowned_in_ours(
    mailing: Flask, postbox: Postbox, clock: Clock
) -> None:
    person(mailing, "Edith", EditorRole.EDITOR, clock())
    for _ in range(3):
        assert SENT in forget(mailing, "edith@example.org")
    assert len(postbox.letters) == 1
    clock.forward(minutes=6)
    forget(mailing, "edith@example.org")
    assert len(postbox.letters) == 2


def test_a_letter_is_in_the_editors_language(
    mailing: Flask, postbox: Postbox, clock: Clock
) -> None:
    editor = person(mailing, "Edith", EditorRole.EDITOR, clock())
    editor.post("/desk/account", {"name": "Edith", "language": "fr"})
    forget(mailing, "edith@example.org")
    assert len(postbox.letters) == 1


def test_an_invitation_is_sent_where_letters_are(
    mailing: Flask, postbox: Postbox, clock: Clock
) -> None:
    owner = person(mailing, "Olga", EditorRole.OWNER, clock())
    page = owner.post("/desk/people", {"role": "editor", "email": "noor@example.org"})
    assert "It has been sent to noor@example.org." in page.text
    (letter,) = postbox.letters
    assert "http://localhost/desk/link/" in text_of(letter)


def test_a_password_link_is_sent_and_shown(mailing: Flask, postbox: Postbox, clock: Clock) -> None:
    owner = person(mailing, "Olga", EditorRole.OWNER, clock())
    page = owner.post(f"/desk/people/{owner.editor.id}/link")
    assert "It has been sent to olga@example.org." in page.text
    assert "http://localhost/desk/link/" in page.text
    assert len(postbox.letters) == 1


def test_a_server_that_does_not_answer_is_said(
    make_app: Callable[..., Flask], cheap_passwords: None, clock: Clock
) -> None:
    app = make_app(mail_server="smtp://127.0.0.1:1", mail_from="desk@herald.example")
    owner = person(app, "Olga", EditorRole.OWNER, clock())
    page = owner.post("/desk/people", {"role": "editor", "email": "noor@example.org"})
    assert page.status_code == 200
    assert "could not be sent. Pass the link on yourself." in page.text
    assert "http://localhost/desk/link/" in page.text
    assert SENT in forget(app, "olga@example.org")


def test_a_password_is_not_sent_in_the_clear(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch, postbox: Postbox
) -> None:
    from pollsvc.accounts import mail

    monkeypatch.setattr(mail, "_NEAR", ())
    app = make_app(
        mail_server=f"smtp://me:secret@127.0.0.1:{postbox.port}", mail_from="a@b.example"
    )
    assert not app.extensions["letters"].send("noor@example.org", "Subject", "Text")
    assert postbox.letters == []


def test_too_many_letters_at_once_are_not_begun(mailing: Flask) -> None:
    letters, wait = mailing.extensions["letters"], threading.Event()
    begun: list[int] = []

    def act() -> None:
        begun.append(1)
        wait.wait()

    for _ in range(10):
        letters.later(act)
    wait.set()
    letters.settle()
    assert len(begun) == 4


def test_without_a_server_the_page_says_whom_to_ask(
    app: Flask, owner: DeskClient, rows: Rows
) -> None:
    page = app.test_client().get("/desk/forgotten").text
    assert "Ask an owner of this site" in page
    assert "pollsvc editor reset" in page
    before = rows("SELECT * FROM desk_link")
    token = field(app.test_client().get("/desk/sign-in"), "csrf_token")
    app.test_client().post("/desk/forgotten", data={"email": "x", "csrf_token": token})
    assert rows("SELECT * FROM desk_link") == before


def test_an_address_that_can_be_none_is_said(mailing: Flask) -> None:
    browser = mailing.test_client()
    token = field(browser.get("/desk/forgotten"), "csrf_token")
    answer = browser.post(
        "/desk/forgotten", data={"email": "edith", "csrf_token": token}, headers=SAME_SITE
    )
    assert answer.status_code == 422
    assert "Give an email address" in answer.text


@pytest.mark.parametrize(
    ("server", "sender", "fault"),
    [
        ("mail.example", "a@b.example", "MAIL_SERVER"),
        ("http://mail.example", "a@b.example", "MAIL_SERVER"),
        ("smtp://mail.example:x", "a@b.example", "MAIL_SERVER"),
        ("smtp://mail.example", "", "MAIL_FROM"),
        ("smtp://mail.example", "nobody", "MAIL_FROM"),
    ],
)
def test_a_mail_setting_with_a_fault_is_named(
    tmp_path_factory: pytest.TempPathFactory, server: str, sender: str, fault: str
) -> None:
    with pytest.raises(SettingsError, match="POLLSVC_" + fault):
        load_settings(tmp_path_factory.mktemp("i"), mail_server=server, mail_from=sender)
