"""What the desk's pages of every feature share: forms with their token, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from flask import Response, flash, redirect
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectChoice  # type: ignore[attr-defined]

DESK = "/desk"


def is_desk(path: str) -> bool:
    """Whether an address is one of the desk's."""
    return path == DESK or path.startswith(DESK + "/")


def N_(message: str) -> str:  # noqa: N802 - the name that extraction looks for
    """A text that is said in the page's language when it is shown, as a field's label."""
    return cast("str", lazy_gettext(message))


def choices(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """What a select or radio field lets choose from, as values and words."""
    return [SelectChoice(value, words) for value, words in pairs]


class DeskForm(FlaskForm):
    """A form of the desk: with a token against forged requests, good as long as the session.

    The guard of every desk route has looked at the token before the view runs.
    """

    class Meta(FlaskForm.Meta):
        """The token ends with the session, so that a page left open loses nothing."""

        csrf_time_limit = None

    def __init__(self, **more: Any) -> None:
        """Take what was sent, unless ``formdata`` says otherwise."""
        super().__init__(**more)  # type: ignore[no-untyped-call]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether nothing is wrong with it; of a wrong token it says what to do."""
        is_right = bool(super().validate(extra_validators))
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            token.errors = ()
            self.form_errors.append(
                gettext(
                    "This page was open for too long, or your browser does not keep cookies."
                    " Send it again."
                )
            )
        return is_right

    def is_sent_and_right(self) -> bool:
        """Whether it was sent, and nothing is wrong with it."""
        return bool(self.validate_on_submit())  # type: ignore[no-untyped-call]


def done(words: str, path: str, kind: str = "ok") -> Response:
    """Say what was done on the next page, and go there; ``kind`` is ``"warn"`` if it was not."""
    flash(words, kind)
    return to(path)


def to(path: str) -> Response:
    """Go to a page of the desk, by GET whatever this was."""
    response = redirect(path, 303)
    assert isinstance(response, Response)
    return response
