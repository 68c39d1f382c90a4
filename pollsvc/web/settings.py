"""The settings of the app that answers this request."""

from __future__ import annotations

from flask import current_app

from pollsvc.config import Settings


def settings() -> Settings:
    """The settings; needs an app context."""
    found = current_app.extensions["settings"]
    assert isinstance(found, Settings)
    return found
