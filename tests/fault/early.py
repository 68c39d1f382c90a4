"""A server that is wrong on purpose: it acknowledges votes before it commits them.

The tests that kill the real one must find votes missing after they kill this.
"""

from __future__ import annotations

from typing import Any

from flask import Flask

from pollsvc.domain.repeat import Verdict
from pollsvc.voting.box import Box, Outcome
from pollsvc.voting.box.writer import _closed_lock


class EarlyBox(Box):
    """A writer that does not wait for its own commit."""

    def _write_all(self, gathered: list[Any]) -> None:
        for waiting in gathered:
            waiting.outcome = Outcome(Verdict.STORED, 1)
            answered, waiting.answered = waiting.answered, _closed_lock()
            answered.release()
        super()._write_all(gathered)


def make() -> Flask:
    """The application with that writer."""
    from pollsvc.app import create_app

    app = create_app()
    app.extensions["box"].__class__ = EarlyBox
    return app
