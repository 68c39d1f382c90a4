"""Letters to editors, where the settings name a server; nothing needs them."""

from __future__ import annotations

import logging
import smtplib
import ssl
import threading
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import Flask

from pollsvc.config import Settings

TIMEOUT_SECONDS = 8
_AT_ONCE = 4
_NEAR = ("localhost", "127.0.0.1", "::1")
log = logging.getLogger(__name__)


class Letters:
    """Sends letters; ``later`` does so in a thread, so that answering takes the same time."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        """Keep the app, in whose context threads work."""
        self._app = app
        self._settings = settings
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._threads: list[threading.Thread] = []

    @property
    def are_sent(self) -> bool:
        """Whether there is a server to send by."""
        return bool(self._settings.mail_server)

    def send(self, to: str, subject: str, text: str) -> bool:
        """Send a letter; ``False`` where that did not work, which the log explains."""
        try:
            _send(self._settings, _letter(self._settings.mail_from, to, subject, text))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            log.warning("A letter could not be sent: %s: %s", type(error).__name__, error)
            return False
        return True

    def later(self, act: Callable[[], None]) -> None:
        """Do something in the background; not at all while much is under way already."""
        if not self._free.acquire(blocking=False):
            log.warning("A letter was not sent, as too many were under way.")
            return
        thread = threading.Thread(target=self._do, args=(act,), daemon=True)
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()

    def settle(self) -> None:
        """Wait for what is under way."""
        for thread in self._threads:
            thread.join()

    def _do(self, act: Callable[[], None]) -> None:
        try:
            with self._app.app_context():
                act()
        except Exception:
            log.exception("A letter could not be written")
        finally:
            self._free.release()


def _letter(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in answer
    letter.set_content(text)
    return letter


def _send(settings: Settings, letter: EmailMessage) -> None:
    server = urlsplit(settings.mail_server)
    host = server.hostname or ""
    secured = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.scheme == "smtps":
        connection = smtplib.SMTP_SSL(
            host, server.port or 465, timeout=TIMEOUT_SECONDS, context=secured
        )
    else:
        connection = smtplib.SMTP(host, server.port or 587, timeout=TIMEOUT_SECONDS)
    with connection:
        if server.scheme == "smtp":
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=secured)
                connection.ehlo()
            elif server.username and host not in _NEAR:
                raise smtplib.SMTPException("the server takes no encryption, the password stays")
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(letter)
